"""Segmentation: texts into Vietnamese words, by pyvi's model, the lexicon, and spans that are never cut."""

import importlib.metadata
import logging
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from toolkit.base.checks import counted, require_choice
from toolkit.base.errors import MissingExtraError, UsageError
from toolkit.base.files import canonical_json, sha256_bytes
from toolkit.base.progress import progress
from toolkit.base.threads import n_threads
from toolkit.documents.cleaner.wrapping import flowing
from toolkit.documents.corpus import Corpus
from toolkit.documents.text import text_hashes
from toolkit.engine.choice import Engine
from toolkit.engine.kept import map_table
from toolkit.words.held import Uses, bound_words, conditions_record, hold_conditions, marked
from toolkit.words.lexicon import LexiconLike, builtin_lexicon, lexicon_phrases
from toolkit.words.segmenter.model import pyvi_identity
from toolkit.words.themes import Themes
from toolkit.words.tokens import Tokens

if TYPE_CHECKING:
    from toolkit.words.segmenter.batches import Segmented

log = logging.getLogger("toolkit")
MOST_THREADS = 8  # unless more are asked for
SEGMENTERS = ("pyvi", "underthesea")
RULES_VERSION = "3"  # rises when the same text and settings give other words


def segment(
    corpus: Corpus,
    *,
    lexicon: LexiconLike | None = None,
    segmenter: str = "pyvi",
    workers: int | None = None,
    engine: Engine | None = None,
) -> Tokens:
    """The words of every kept unit of `corpus`.

    Words are in display form: lower case, old tone placement, syllables joined by `_`; what holds no letter or digit
    is no token, so an empty text, or one of punctuation alone, has none. `starts` and `ends` slice the unit's text,
    `story` is the corpus's, `text_hash` that of the unit's letters. A use of a theme's seed
    whose condition fails is another word, with ° behind it. `lexicon`: a path (one term a line), words, or
    Themes (seeds and exclusions), beside the built-in list; entries of one syllable need no joining. `segmenter`: pyvi,
    or underthesea (an extra). `workers`: threads (default: one a core); the result is the same for any number.
    `engine`: where the texts are segmented instead (toolkit.engine.choice), with the same result. Sources:
    pyvi 0.1.1 (T. V. Tran), decoded as CRFsuite does (Okazaki 2007).

    >>> words = tk.segment(corpus.sample(5, seed=1), lexicon=themes)
    >>> len(words.ids)
    5
    """
    require_choice("segmenter", segmenter, SEGMENTERS)
    settings = segmenter_settings(lexicon, segmenter)
    frame, phrases, passages = corpus.kept, lexicon_phrases(lexicon), corpus.is_passages
    if engine is None:
        machine = _engine(segmenter, phrases=phrases, builtin=builtin_lexicon(), signs=False)
        threads = n_threads(workers, most=MOST_THREADS, name="workers")
        done = machine.run(progress(_unbroken(_texts(frame["text"]), passages), "segmenting", len(frame)), threads)
    else:
        alone = engine.kind == "local" and engine.workers == 1
        threads = n_threads(workers, most=MOST_THREADS, name="workers") if alone else 1
        work = partial(coded_batches, phrases=tuple(phrases), segmenter=segmenter, passages=passages, threads=threads)
        table = pa.Table.from_pandas(frame[["id", "text"]], preserve_index=False)
        done = gathered(map_table(table, work, engine=engine, settings=["segment", settings, passages]))
    described = {**settings, "surrogates": str(done.n_surrogates)} if done.n_surrogates else settings
    tokens = Tokens(
        tuple(frame["id"]),
        tuple(done.words),
        done.codes,
        done.offsets,
        done.starts,
        done.ends,
        done.origin,
        described,
        tuple(frame["story"]),
        text_hashes(_texts(frame["text"])),
    )
    return hold_conditions(tokens, corpus, lexicon) if isinstance(lexicon, Themes) else tokens


def segment_batches(
    batches: Iterable[pa.RecordBatch], *, lexicon: LexiconLike | None = None, segmenter: str = "pyvi"
) -> Iterator[pa.RecordBatch]:
    """`segment` for a stream: record batches with `id` and `text` in, with `id`, `words`, `starts`, `ends`, `origin`
    out.

    The last four are lists, one a unit; missing texts count as empty. Each batch is segmented by itself, with the words
    that `segment` would give, so that batches may come from anywhere and go to any machine.

    >>> import pyarrow as pa
    >>> batch = pa.RecordBatch.from_pydict({"id": ["a"], "text": ["Kiều bào về nước"]})
    >>> next(tk.segment_batches([batch])).column("words").to_pylist()
    [['kiều_bào', 'về', 'nước']]
    """
    require_choice("segmenter", segmenter, SEGMENTERS)
    engine = _engine(segmenter, phrases=lexicon_phrases(lexicon), builtin=builtin_lexicon(), signs=False)
    for batch in batches:
        done = engine.run(text or "" for text in batch.column("text").to_pylist())
        offsets = pa.array(done.offsets, pa.int32())
        names, codes = _held(done, batch, lexicon)
        words = pa.array(names, pa.string()).take(pa.array(codes))
        columns = {
            "words": words,
            "starts": pa.array(done.starts),
            "ends": pa.array(done.ends),
            "origin": pa.array(done.origin),
        }
        lists = {name: pa.ListArray.from_arrays(offsets, values) for name, values in columns.items()}
        yield pa.RecordBatch.from_pydict({"id": batch.column("id"), **lists})


def coded_batches(
    batches: Iterable[pa.RecordBatch], *, phrases: Sequence[str], segmenter: str, passages: bool, threads: int = 1
) -> Iterator[pa.RecordBatch]:
    """The words of a stream as `segment` needs them: batches with `id` and `text` in; out, a row a unit, lists `words`
    (dictionary-coded), `starts`, `ends`, `origin`, and `surrogates`, whose sum counts those of the batch."""
    machine = _engine(segmenter, phrases=phrases, builtin=builtin_lexicon(), signs=False)
    for batch in batches:
        texts = (text or "" for text in batch.column("text").to_pylist())
        done = machine.run(_unbroken(texts, passages), threads)
        offsets = pa.array(done.offsets, pa.int32())
        words = pa.DictionaryArray.from_arrays(pa.array(done.codes, pa.int32()), pa.array(done.words, pa.string()))
        columns = {"words": words, **{name: pa.array(getattr(done, name)) for name in ("starts", "ends", "origin")}}
        lists = {name: pa.ListArray.from_arrays(offsets, values) for name, values in columns.items()}
        surrogates = np.zeros(batch.num_rows, dtype=np.int64)
        surrogates[:1] = done.n_surrogates
        yield pa.RecordBatch.from_pydict({"id": batch.column("id"), **lists, "surrogates": surrogates})


def gathered(table: pa.Table) -> "Segmented":
    """What `coded_batches` gave for the parts of a corpus, as one run over all of it would have."""
    from toolkit.words.segmenter.batches import Segmented

    batches = table.to_batches()
    parts = [batch.column("words").flatten() for batch in batches]
    words = sorted({word for part in parts for word in part.dictionary.to_pylist()})
    place = {word: i for i, word in enumerate(words)}
    into = [np.array([place[word] for word in part.dictionary.to_pylist()], dtype=np.int32) for part in parts]
    codes = [own[part.indices.to_numpy()] for own, part in zip(into, parts) if len(part)]
    lengths = [np.diff(batch.column("words").offsets.to_numpy()) for batch in batches]
    flat = {name: [b.column(name).flatten().to_numpy() for b in batches] for name in ("starts", "ends", "origin")}
    n_surrogates = int(sum(batch.column("surrogates").to_numpy().sum() for batch in batches))
    offsets = np.concatenate([[0], np.cumsum(np.concatenate(lengths or [np.empty(0, dtype=np.int64)]))])
    starts, ends = (np.concatenate([*flat[name], np.empty(0, np.int32)]) for name in ("starts", "ends"))
    origin = np.concatenate([*flat["origin"], np.empty(0, np.uint8)])
    joined = np.concatenate([*codes, np.empty(0, dtype=np.int32)])
    return Segmented(words, joined, offsets.astype(np.int64), starts, ends, origin, n_surrogates)


def _held(done: Any, batch: pa.RecordBatch, lexicon: LexiconLike | None) -> tuple[list[str], Any]:
    """Words and codes of a batch, seeds whose condition fails set apart."""
    bound = bound_words(done.words, lexicon) if isinstance(lexicon, Themes) else {}
    if not bound:
        return done.words, done.codes
    rows = batch.select([n for n in ("text", "parent", "title") if n in batch.schema.names]).to_pandas()
    return marked(done.words, Uses(done.codes, done.offsets, done.starts, done.ends), bound, rows)


def segment_texts(texts: Sequence[str], *, exact: bool = False) -> list[list[str]]:
    """The words of each text, punctuation too; a text without any gives an empty list.

    `exact`: joined by spaces, a row is what `pyvi.ViTokenizer.tokenize` returns. Otherwise words are in display form,
    as in `segment`, without the lexicon; a free underscore parts words. Lone surrogates are read as U+FFFD, and their
    number is logged. Raises UsageError for a single string.

    >>> tk.segment_texts(["Bảo hộ công dân ở nước ngoài."])
    [['bảo_hộ', 'công_dân', 'ở', 'nước_ngoài', '.']]
    """
    if isinstance(texts, str):
        raise UsageError("segment_texts wants a list of texts; put the one text in brackets")
    done = _engine("pyvi", exact=exact).run(texts)
    if done.n_surrogates:
        log.info("%s read as U+FFFD", counted(done.n_surrogates, "lone surrogate"))
    words, codes, offsets = done.words, done.codes.tolist(), done.offsets.tolist()
    return [[words[c] for c in codes[a:b]] for a, b in pairwise(offsets)]


def segmenter_settings(lexicon: LexiconLike | None = None, segmenter: str = "pyvi") -> dict[str, str]:
    """What the words depend on beside the texts: name, version, model, rules and the lexicon's hash.

    `Tokens.segmenter` holds it; with the hash of the texts it is the key of a cache (`texts_fingerprint`).
    """
    version, sha256, known = pyvi_identity()
    settings = {"name": segmenter, "version": version, "model": sha256, "rules": RULES_VERSION}
    if segmenter == "underthesea":
        settings["version"] = _version_of("underthesea")
        settings["model"] = f"underthesea {settings['version']}"
    elif not known:
        settings["decoder"] = "pyvi itself: a model of an unknown hash"
    entries = [sorted(set(builtin_lexicon())), sorted(set(lexicon_phrases(lexicon)))]
    settings["lexicon"] = sha256_bytes(canonical_json(entries).encode("utf-8"))
    conditions = conditions_record(lexicon) if isinstance(lexicon, Themes) else {}
    if conditions:
        settings["conditions"] = sha256_bytes(canonical_json(conditions).encode("utf-8"))
    return settings


def texts_fingerprint(corpus: Corpus, settings: dict[str, str]) -> str:
    """The hash of the kept units' ids, stories and texts and of the settings: the same hash, the same Tokens."""
    frame = corpus.kept
    rows = zip(frame["id"], frame["story"], frame["text"])
    hashed = sha256_bytes("\0".join(f"{unit}\1{story}\1{text}" for unit, story, text in rows).encode("utf-8"))
    return sha256_bytes(canonical_json({**settings, "texts": hashed}).encode("utf-8"))


def _texts(column: pd.Series) -> Iterator[str]:
    """The texts one by one, fetched by the thousand, which is quicker."""
    for begin in range(0, len(column), 1000):
        yield from column.iloc[begin : begin + 1000].to_numpy(object)


def _unbroken(texts: Iterable[str], passages: bool) -> Iterator[str]:
    """Texts as long, without the line ends at which a program or a mail broke their sentences.

    A passage is one paragraph, so that no line end within it is its writer's.
    """
    return (text.replace("\n", " ") if passages else flowing(text) for text in texts)


def _engine(segmenter: str, **options: Any) -> Any:
    from toolkit.words.segmenter import others as labellers
    from toolkit.words.segmenter.batches import Engine

    labeller = None
    if segmenter == "underthesea":
        labeller = labellers.underthesea()
    elif not pyvi_identity()[2]:
        labeller = labellers.pyvi_itself()
    return Engine(labeller=labeller, mend=segmenter == "pyvi", **options)


def _version_of(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError as error:
        raise MissingExtraError(package, package) from error
