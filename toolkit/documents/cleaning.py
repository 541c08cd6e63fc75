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

from toolkit.base.checks import require_choice
from toolkit.base.errors import UsageError
from toolkit.base.files import canonical_json, sha256_bytes
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
    table = pa.Table.from_pandas(frame.loc[kept, ["id", "raw", "source"]], preserve_index=False)
    known = Known(furniture, captions, _outlet_lines(table, engine))
    texts, removed, statuses = frame["text"].tolist(), frame["removed"].tolist(), frame["status"].tolist()
    for i, text, cuts in zip(np.flatnonzero(kept).tolist(), *_cleaned(table, known, engine)):
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
        """A short name of the rules and of what becomes of captions."""
        return _name([{name: sorted(getattr(self.furniture, name)) for name in KINDS}, self.captions])

    def lines_record(self, source: str) -> str:
        """A short name of the lines of one outlet, "" where it has none."""
        lines = self.outlets.get(source)
        return _name(sorted(lines)) if lines else ""

    def cut(self, raw: str, source: str) -> tuple[str, str]:
        """The cleaned text, and what was cut as the column `removed` holds it."""
        own = self.outlets.get(source, frozenset())
        spans = clean_spans(raw, self.furniture, captions=self.captions, outlet_lines=own)
        return apply_spans(raw, spans), dump_spans(spans)


def _name(told: object) -> str:
    return sha256_bytes(canonical_json(told).encode("utf-8", "surrogatepass"))


def clean_batches(batches: Iterable[pa.RecordBatch], *, known: Known) -> Iterator[pa.RecordBatch]:
    """`clean` for a stream: batches with `id`, `raw`, `source` in, with `id`, `text`, `removed` out, row for row."""
    for batch in batches:
        raws, sources = (batch.column(name).to_pylist() for name in ("raw", "source"))
        done = [known.cut(raw or "", source or "") for raw, source in zip(raws, sources)]
        texts, cuts = (pa.array([row[i] for row in done], pa.large_string()) for i in (0, 1))
        yield pa.RecordBatch.from_pydict({"id": batch.column("id"), "text": texts, "removed": cuts})


def _cleaned(table: pa.Table, known: Known, engine: Engine | None) -> tuple[Iterator[str], Iterator[str]]:
    """The text of each document, and its cuts. What it owes to its outlet's lines stands in its row, so that other
    lines of one outlet make the parts with its documents anew, and no others."""
    sources = [source or "" for source in table.column("source").to_pylist()]
    names = {source: known.lines_record(source) for source in set(sources)}
    rows = table.append_column("lines", pa.array([names[source] for source in sources], pa.string()))
    work = partial(clean_batches, known=known)
    done = map_table(rows, work, engine=engine, settings=["clean", known.record()], what="cleaning")
    return _values(done, "text"), _values(done, "removed")


def _values(table: pa.Table, name: str) -> Iterator[str]:
    """The values of a column, a batch at a time."""
    for batch in table.select([name]).to_batches():
        yield from batch.column(0).to_pylist()


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
    pairs = list(documents)
    columns = {"source": [outlet for outlet, _ in pairs], "raw": [raw for _, raw in pairs]}
    numbers = {"id": [str(i) for i in range(len(pairs))]}
    return _outlet_lines(pa.table({name: pa.array(v, pa.large_string()) for name, v in (numbers | columns).items()}))


def _outlet_lines(table: pa.Table, engine: Engine | None = None) -> dict[str, frozenset[str]]:
    """`outlet_lines` of documents with `id`, `raw`, `source`: what each says of them, added up."""
    edges = map_table(table.select(["id", "raw"]), edge_batches, engine=engine, settings=["edges"], what="lines")
    outlets = [outlet or "" for outlet in table.column("source").to_pylist()]
    counts: dict[str, Counter[tuple[str, bool]]] = defaultdict(Counter)
    series: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    totals: Counter[str] = Counter()
    counted = _counted(outlets, edges)
    for at, told in zip(counted, _values(edges.take(pa.array(counted, pa.int64())), "edges")):
        keys, numbered = json.loads(told)
        totals[outlets[at]] += 1
        counts[outlets[at]].update(map(tuple, keys))
        series[outlets[at]].update(map(tuple, numbered))
    return {
        outlet: frozenset(
            key
            for (key, closed), n in found.items()
            if key and n >= (4 if closed else 1) * max(FEWEST_DOCUMENTS, LEAST_SHARE * totals[outlet])
        )
        - _series(series[outlet])
        for outlet, found in counts.items()
    }


def _counted(outlets: Sequence[str], edges: pa.Table) -> list[int]:
    """The documents that are counted: of an outlet's reprints of one text the one with the smallest hash, whichever was
    read first; none without a line."""
    first: dict[tuple[str, int], tuple[int, int]] = {}
    marks, ranks = (edges.column(name).to_pylist() for name in ("mark", "rank"))
    for at, (outlet, mark, rank) in enumerate(zip(outlets, marks, ranks)):
        if mark is not None:
            first[outlet, mark] = min((rank, at), first.get((outlet, mark), (rank, at)))
    return sorted(at for _, at in first.values())


def edge_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What each document says of its outlet's lines: `id`, `raw` in, `id`, `mark` (a hash of its longest line, missing
    where it has none), `rank` (of all of it), `edges` out: keys of lines near its ends, and its numbered headlines."""
    for batch in batches:
        made = [_edges(raw or "") for raw in batch.column("raw").to_pylist()]
        marks, ranks, edges = (list(column) for column in zip(*made)) if made else ([], [], [])
        numbers = {"mark": pa.array(marks, pa.uint64()), "rank": pa.array(ranks, pa.uint64())}
        told = pa.array(edges, pa.large_string())
        yield pa.RecordBatch.from_pydict({"id": batch.column("id"), **numbers, "edges": told})


def _edges(raw: str) -> tuple[int | None, int | None, str]:
    lines = _edge_source(raw)
    if not lines:
        return None, None, ""
    told = json.dumps([sorted(_edge_keys(lines)), sorted(_numbered(lines))], separators=(",", ":"))
    return hash_text(max(lines, key=len).words), hash_text(raw), told


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
