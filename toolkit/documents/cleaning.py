"""Cleaning a corpus: cut page furniture by named rules, and show every cut."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from toolkit.base.checks import require_choice
from toolkit.base.errors import UsageError
from toolkit.base.files import canonical_json, sha256_bytes
from toolkit.base.progress import progress
from toolkit.documents.accounts import REFUSED, Entry
from toolkit.documents.cleaner.furniture import KINDS, Furniture, read_furniture
from toolkit.documents.cleaner.lines import Line, split_lines
from toolkit.documents.cleaner.page import Span, apply_spans, clean_spans
from toolkit.documents.cleaner.wrapping import unwrap
from toolkit.documents.corpus import KEPT, Corpus
from toolkit.engine.choice import Engine
from toolkit.engine.kept import map_table

FEWEST_DOCUMENTS = 4  # of one outlet that a line must stand in to be the outlet's furniture
LEAST_SHARE = 0.05  # of the outlet's documents
LONGEST_OUTLET_LINE = 160
EDGE_LINES = 60  # lines looked at from either end of a document
HEAD_LINES = 4  # among which a headline stands
SERIES = re.compile(r"\b(?:số|kỳ|kì|tập|phần|bài|lần thứ|tuần|tháng|quý|năm|ngày|khóa|đợt)\s{1,2}\d", re.IGNORECASE)
EMPTIED = "empty"
NOTHING_LEFT = ("nothing but page furniture", "", 'look at it with show_cleaning, or set captions = "keep"')


def clean(
    corpus: Corpus, *, rules: str | Path | None = None, captions: str = "drop", engine: Engine | None = None
) -> Corpus:
    """A corpus whose `text` is `raw` without page furniture; `removed` lists what was cut, `raw` stays as read.

    `rules` is a TOML file that adds to the built-in furniture (see furniture.toml). `captions` is "drop" or "keep".
    `text` is exactly `raw` without the spans in `removed`. A missing `title` is taken from the text's first line where
    that reads as a headline. A document with nothing left gets the status "empty". `engine`: where the documents are
    cleaned (toolkit.engine.choice); the result is the same anywhere.
    Raises UsageError for unknown settings and for passages, whose places in their parents would shift.

    >>> cleaned = tk.clean(tk.read_corpus("articles"))
    >>> bool((cleaned.kept["text"].str.len() <= cleaned.kept["raw"].str.len()).all())
    True
    """
    require_choice("captions", captions, ("drop", "keep"))
    if corpus.is_passages:
        raise UsageError("passages cannot be cleaned; clean the documents, then call split_passages")
    furniture = read_furniture(rules)
    frame = corpus.to_frame()
    kept = (frame["status"] == KEPT).to_numpy()
    raws = frame["raw"].fillna("").tolist()
    sources = frame["source"].fillna("").tolist()
    outlets = outlet_lines((source, raw) for source, raw, keep in zip(sources, raws, kept) if keep)
    texts, removed, statuses = frame["text"].tolist(), frame["removed"].tolist(), frame["status"].tolist()
    rules_known = Known(furniture, captions, outlets)
    for i, text, cuts in _cleaned(frame.loc[kept, ["id", "raw", "source"]], np.flatnonzero(kept), rules_known, engine):
        texts[i], removed[i], statuses[i] = text, cuts, KEPT if text else EMPTIED
    titles = [title if isinstance(title, str) else headline(text) for title, text in zip(frame["title"], texts)]
    found = pd.Series(titles, dtype="str")
    emptied = [id_ for id_, keep, status in zip(frame["id"], kept, statuses) if keep and status == EMPTIED]
    told = corpus.accounts.amended(Entry("file", "", None, id_, REFUSED, *NOTHING_LEFT) for id_ in emptied)
    return Corpus(frame.assign(text=texts, removed=removed, status=statuses, title=found), told)


@dataclass(frozen=True)
class Known:
    """What cleaning knows before it reads a document: the rules, whether captions go, the lines of each outlet."""

    furniture: Furniture
    captions: str
    outlets: Mapping[str, frozenset[str]]

    def record(self) -> str:
        """A short name of all of it."""
        rules = {name: sorted(getattr(self.furniture, name)) for name in KINDS}
        lines = {outlet: sorted(keys) for outlet, keys in self.outlets.items()}
        return sha256_bytes(canonical_json([rules, self.captions, lines]).encode("utf-8", "surrogatepass"))

    def cut(self, raw: str, source: str) -> tuple[str, str]:
        """The cleaned text, and what was cut as the column `removed` holds it."""
        own = self.outlets.get(source, frozenset())
        spans = clean_spans(raw, self.furniture, captions=self.captions, outlet_lines=own)
        return apply_spans(raw, spans), dump_spans(spans)


def clean_batches(batches: Iterable[pa.RecordBatch], *, known: Known) -> Iterator[pa.RecordBatch]:
    """`clean` for a stream: batches with `id`, `raw`, `source` in, with `id`, `text`, `removed` out, row for row."""
    for batch in batches:
        raws, sources = (batch.column(name).to_pylist() for name in ("raw", "source"))
        done = [known.cut(raw or "", source or "") for raw, source in zip(raws, sources)]
        texts, cuts = (pa.array([row[i] for row in done], pa.large_string()) for i in (0, 1))
        yield pa.RecordBatch.from_pydict({"id": batch.column("id"), "text": texts, "removed": cuts})


def _cleaned(
    frame: pd.DataFrame, places: NDArray[np.intp], known: Known, engine: Engine | None
) -> Iterator[tuple[int, str, str]]:
    """The place of each document, its text, its cuts."""
    if engine is None:
        rows = zip(places.tolist(), frame["raw"].fillna(""), frame["source"].fillna(""))
        yield from ((i, *known.cut(raw, source)) for i, raw, source in progress(rows, "cleaning", len(frame)))
        return
    table = pa.Table.from_pandas(frame, preserve_index=False)
    done = map_table(table, partial(clean_batches, known=known), engine=engine, settings=["clean", known.record()])
    at = 0
    for batch in done.to_batches():
        for text, cuts in zip(batch.column("text").to_pylist(), batch.column("removed").to_pylist()):
            yield int(places[at]), text, cuts
            at += 1


def headline(text: str) -> str | None:
    """The first line of a cleaned text where it reads as a headline with a longer line below it, else None."""
    lines = unwrap(text[:4_000], split_lines(text[:4_000]))
    if len(lines) < 2 or not lines[0].is_title_like or lines[0].closes or max(map(len, lines[1:])) < len(lines[0]):
        return None
    return lines[0].text


def dump_spans(spans: Iterable[Span]) -> str:
    """Spans as the JSON list of the column `removed`."""
    return json.dumps([list(span) for span in spans], ensure_ascii=False, separators=(",", ":"))


def load_spans(removed: str) -> list[Span]:
    """The spans of the column `removed`."""
    return [Span(*item) for item in json.loads(removed)]


def outlet_lines(documents: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """For each outlet the keys of lines that stand in many of its documents; reprints of one text count once.

    `documents` are pairs of outlet and raw text, in any order. A line counts when it stands near either end of at least
    `FEWEST_DOCUMENTS` documents and `LEAST_SHARE` of them; a closed sentence must stand in four times as many. The
    headline of a series, of which every number is another (`Bản tin … số 7`), is none.
    """
    counts: dict[str, Counter[tuple[str, bool]]] = defaultdict(Counter)
    series: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    totals: Counter[str] = Counter()
    told: dict[tuple[str, int], str] = {}
    for outlet, raw in documents:
        lines = _edge_source(raw)
        if not lines:
            continue
        mark = (outlet, hash_text(max(lines, key=len).words))
        former = told.get(mark)
        if former is not None and hash_text(former) <= hash_text(raw):
            continue  # of reprints the one with the smallest hash is counted, whichever was read first
        if former is not None:
            counts[outlet].subtract(_edge_keys(_edge_source(former)))
            series[outlet].subtract(_numbered(_edge_source(former)))
        totals[outlet] += former is None
        told[mark] = raw
        counts[outlet].update(_edge_keys(lines))
        series[outlet].update(_numbered(lines))
    return {
        outlet: frozenset(
            key
            for (key, closed), n in found.items()
            if key and n >= (4 if closed else 1) * max(FEWEST_DOCUMENTS, LEAST_SHARE * totals[outlet])
        )
        - _series(series[outlet])
        for outlet, found in counts.items()
    }


def _edge_source(raw: str) -> list[Line]:
    return unwrap(raw, split_lines(raw[:400_000]))


def _edge_keys(lines: Sequence[Line]) -> set[tuple[str, bool]]:
    ends = lines if len(lines) <= 2 * EDGE_LINES else [*lines[:EDGE_LINES], *lines[-EDGE_LINES:]]
    return {(line.key, line.ends_sentence) for line in ends if 0 < len(line) <= LONGEST_OUTLET_LINE}


def _numbered(lines: Sequence[Line]) -> set[tuple[str, str]]:
    """Lines at the head of a document that may be the headline of a series: key, and the words with their number."""
    return {(line.key, line.words) for line in lines[:HEAD_LINES] if SERIES.search(line.text[:LONGEST_OUTLET_LINE])}


def _series(numbered: Counter[tuple[str, str]]) -> set[str]:
    """The keys of headlines of which most numbers are others."""
    each: Counter[str] = Counter()
    distinct: Counter[str] = Counter()
    for (key, _), n in numbered.items():
        each[key] += n
        distinct[key] += n > 0
    return {key for key, n in distinct.items() if n >= 3 and 2 * n > each[key]}


def hash_text(text: str) -> int:
    """A short number for a text, the same in every run."""
    import hashlib

    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def cleaning_table(corpus: Corpus) -> pd.DataFrame:
    """What was cut: one row a document and rule, `document, rule, lines, characters`, white space not counted.

    >>> tk.cleaning_table(corpus).columns.tolist()
    ['document', 'rule', 'lines', 'characters']
    """
    rows = []
    for id_, raw, removed in corpus.frame[["id", "raw", "removed"]].itertuples(index=False):
        lines: Counter[str] = Counter()
        characters: Counter[str] = Counter()
        for start, end, rule in load_spans(removed):
            if rule != "blank":
                lines[rule] += 1
                characters[rule] += len(raw[start:end].rstrip())
        rows += [(id_, rule, lines[rule], characters[rule]) for rule in sorted(lines)]
    return pd.DataFrame(rows, columns=["document", "rule", "lines", "characters"])


def removed_table(corpus: Corpus) -> pd.DataFrame:
    """Every cut: `document, line, rule, text`, where `line` counts the lines of the raw text from 1."""
    rows = []
    for id_, raw, removed in corpus.frame[["id", "raw", "removed"]].itertuples(index=False):
        line, at = 1, 0
        for start, end, rule in load_spans(removed):
            line += raw.count("\n", at, start)
            at = start
            if rule != "blank":
                rows.append((id_, line, rule, raw[start:end].rstrip()))
    return pd.DataFrame(rows, columns=["document", "line", "rule", "text"])


@dataclass(frozen=True)
class ShownCleaning:
    """A document's raw text and what was cut from it, drawn in a notebook with the cuts struck out."""

    raw: str
    spans: tuple[Span, ...]

    def __str__(self) -> str:
        pieces, at = [], 0
        for start, end, rule in self.spans:
            pieces += [self.raw[at:start], f"⟦{rule}: {self.raw[start:end].strip()}⟧" if rule != "blank" else ""]
            at = end
        return "".join([*pieces, self.raw[at:]])

    def _repr_html_(self) -> str:
        pieces, at = [], 0
        for start, end, rule in self.spans:
            pieces.append(escape(self.raw[at:start]))
            if rule != "blank":
                cut = escape(self.raw[start:end].strip())
                pieces.append(f"<del style='color:#8a1c1c'>{cut}</del> <small style='color:#555'>[{rule}]</small>\n")
            at = end
        pieces.append(escape(self.raw[at:]))
        return "<div style='white-space:pre-wrap'>" + "".join(pieces)[:45_000] + "</div>"


def show_cleaning(corpus: Corpus, id: str) -> ShownCleaning:
    """The document `id` with what was cut struck out and the rule beside it; AlignmentError when it is not there.

    >>> shown = tk.show_cleaning(corpus, corpus.kept["id"].iloc[0])
    >>> type(shown).__name__
    'ShownCleaning'
    """
    row = corpus.rows([id]).iloc[0]
    return ShownCleaning(row["raw"], tuple(load_spans(row["removed"])))
