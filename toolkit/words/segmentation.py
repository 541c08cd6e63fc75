"""Segmentation: texts into Vietnamese words, by pyvi's model, the lexicon, and spans that are never cut."""

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from toolkit.base.checks import require_at_least, require_choice
from toolkit.base.errors import UsageError
from toolkit.documents.corpus import Corpus
from toolkit.words.lexicon import LexiconLike, builtin_lexicon, lexicon_phrases
from toolkit.words.pyvi_model import pyvi_identity
from toolkit.words.tokens import Tokens

SEGMENTERS = ("pyvi", "underthesea")


def segment(
    corpus: Corpus, *, lexicon: LexiconLike | None = None, segmenter: str = "pyvi", workers: int | None = None
) -> Tokens:
    """The words of every kept unit of `corpus`.

    Words are in display form: lower case, old tone placement, syllables joined by `_`; marks of punctuation are
    left out. `lexicon`: a path (one term a line), words, or Themes (seeds and exclusions), beside the built-in
    list. `workers`: threads (default: one a core); the result is the same for any number.
    """
    from toolkit.words.engine import Engine

    require_choice("segmenter", segmenter, SEGMENTERS)
    phrases = (*builtin_lexicon(), *lexicon_phrases(lexicon))
    version, sha256, _ = pyvi_identity()
    frame = corpus.kept
    done = Engine(phrases, signs=False).run(_texts(frame["text"]), _threads(workers))
    described = {"name": segmenter, "version": version, "model": sha256}
    return Tokens(
        tuple(frame["id"]), tuple(done.words), done.codes, done.offsets, done.starts, done.ends, done.origin, described
    )


def segment_texts(texts: Sequence[str], *, exact: bool = False) -> list[list[str]]:
    """The words of each text, punctuation too; a text without any gives an empty list.

    `exact`: joined by spaces, a row is what `pyvi.ViTokenizer.tokenize` returns. Otherwise words are in display
    form, as in `segment`, without the lexicon. Lone surrogates are read as U+FFFD. Raises UsageError for a single
    string.
    """
    from toolkit.words.engine import Engine

    if isinstance(texts, str):
        raise UsageError("segment_texts wants a list of texts; put the one text in brackets")
    done = Engine(exact=exact).run(texts)
    words, codes, offsets = done.words, done.codes.tolist(), done.offsets.tolist()
    return [[words[c] for c in codes[a:b]] for a, b in pairwise(offsets)]


def _texts(column: Iterable[str]) -> Iterator[str]:
    yield from column


def _threads(workers: int | None) -> int:
    if workers is None:
        return min(8, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    require_at_least("workers", workers, 1)
    return workers
