"""Dating a corpus: every witness of every document is heard; one that stands dates it, or it stays unknown."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from toolkit.base.errors import UsageError
from toolkit.documents.corpus import KEPT, Corpus
from toolkit.documents.dating.accounting import with_unread_dates
from toolkit.documents.dating.batches import dump_told, fact_batches, load_facts, load_told, year_batches
from toolkit.documents.dating.choice import AS_OF, choose
from toolkit.documents.dating.columns import column_witnesses, judged_columns
from toolkit.documents.dating.moments import HOME
from toolkit.documents.dating.notes import column_entries, sheet_entries
from toolkit.documents.dating.overrides import own_witnesses, own_words
from toolkit.documents.dating.population import JUDGED, tally_of
from toolkit.documents.dating.witnesses import Finding, Witness, dump_witnesses, load_witnesses
from toolkit.documents.dating.years_beside import heard_years
from toolkit.engine.choice import Engine
from toolkit.engine.kept import map_table

UNREAD_CELL = "cannot be read as a date"
WITNESS_COLUMNS = (
    "id",
    "date",
    "precision",
    "kind",
    "place",
    "words",
    "strength",
    "shared",
    "stands",
    "fell_to",
)


def resolve_dates(
    corpus: Corpus,
    *,
    overrides: pd.DataFrame | str | Path | None = None,
    as_of: str | None = None,
    timezone: str = HOME,
    engine: Engine | None = None,
) -> Corpus:
    """A corpus with `date, year` and how each was found; unknown stays missing, with its candidates (METHODS §5).

    `overrides` is a frame or a file (csv, xlsx, ods) with the columns id, date and optionally note: a blank date says
    nothing, `unknown` is a person's word, and an article whose row cannot be read or contradicts another stays undated,
    told in the accounts. No date after `as_of` (ISO; None: the end of this release's year) is
    believed. Moments with an offset become days in `timezone`. Reads `raw` (what cleaning cut included), `url`, `path`,
    `date_given`, `date_found`. `date_confidence` is the strength of the witness that stands, in [0, 1];
    `date_candidates` are the others, with what they fell to. `engine`: where the documents are read for their dates
    (toolkit.engine.choice); the result is the same anywhere.
    Raises UsageError for passages, which inherit their document's date, for a day or zone that is none, for overrides
    without a column of ids or dates, InputError for a file that cannot be read, and AlignmentError where overrides name
    no document of the corpus.

    >>> dated = tk.resolve_dates(tk.clean(tk.read_corpus("articles")), as_of="2024-12-31")
    >>> sorted(dated.kept["year"].dropna().unique().tolist())[:2]
    [2020, 2021]
    """
    if corpus.is_passages:
        raise UsageError("passages inherit their document's date; call resolve_dates before split_passages")
    limit = checked_day(as_of)
    frame = corpus.to_frame()
    own = own_words(overrides, frame["id"], limit)
    columns = judged_columns(frame, timezone)
    given = column_witnesses(columns, len(frame))
    found, given, unheard = heard_years(frame, given)
    findings = _findings(frame.assign(date_found=found), own_witnesses(own.rows), given, limit, timezone, engine)
    told = [*sheet_entries(own), *column_entries([one.column for one in columns], limit), *unheard]
    findings = [_with_unread(*row) for row in zip(findings, given, _texts(frame, "date_given"))]
    dated = corpus.with_frame(frame.assign(**_columns(findings))).accounted(told)
    return Corpus(dated.frame, with_unread_dates(dated.accounts, frame, given))


def date_witnesses(corpus: Corpus) -> pd.DataFrame:
    """Every witness of every document: id, date, precision, kind, place, words, strength, shared, stands, fell_to.

    `date` is ISO at its `precision`, "" where no year is said; `strength` in [0, 1]; `shared` is the share of the
    outlet's documents with a date of this kind that hold the same one (a clock's is high), missing where fewer than two
    do and for what the text tells; of each document at most one `stands`, the others say what they `fell_to`. A corpus
    that `resolve_dates` has not seen is dated first.

    >>> seen = tk.date_witnesses(corpus)
    >>> sorted(seen.columns)[:4]
    ['date', 'fell_to', 'id', 'kind']
    >>> bool(seen["stands"].any())
    True
    """
    if corpus.frame["date_rule"].isna().all() and (corpus.frame["date_candidates"] == "[]").all():
        corpus = resolve_dates(corpus)
    rows: list[dict[str, Any]] = []
    columns = ("id", "date", "date_rule", "date_evidence", "date_confidence", "date_candidates")
    for id_, day, rule, words, strength, others in zip(*(corpus.frame[name] for name in columns)):
        if isinstance(rule, str):
            stands = Witness("" if pd.isna(day) else day, rule, words if isinstance(words, str) else "", "", strength)
            rows.append(_row(id_, stands, True))
        rows += [_row(id_, w, False) for w in load_witnesses(others)]
    table = pd.DataFrame(rows, columns=list(WITNESS_COLUMNS))
    return table.assign(shared=_shares(table, corpus.frame.set_index("id")["source"]))


def _shares(table: pd.DataFrame, sources: pd.Series) -> pd.Series:
    """For each witness of a kind that a population is judged by, the share of its outlet's documents with its date."""
    judged = table[table["kind"].isin(JUDGED) & (table["date"] != "")]
    outlets = judged["id"].map(sources).fillna("").astype(object)
    of_kind = judged.groupby([outlets, judged["kind"]])["id"].transform("nunique")
    alike = judged.groupby([outlets, judged["kind"], judged["date"]])["id"].transform("nunique")
    return (alike / of_kind).where(of_kind > 1).round(3).reindex(table.index)


def _with_unread(finding: Finding, given: Sequence[Witness], cell: str | None) -> Finding:
    """A finding with the cell that was given as a date and cannot be read, so that it is seen beside the others."""
    if cell is None or not cell.strip() or given:
        return finding
    return replace(finding, others=(*finding.others, Witness("", "column", cell[:120], note=UNREAD_CELL)))


def _row(id_: str, w: Witness, stands: bool) -> dict[str, Any]:
    precision = w.precision if w.value else ""
    told = (id_, w.value, precision, w.kind, w.place, w.words, w.strength, w.shared, stands, w.note)
    return dict(zip(WITNESS_COLUMNS, told, strict=True))


def checked_day(as_of: str | None) -> str:
    """The last day that is believed; UsageError for one that is no ISO day."""
    if as_of is None:
        return AS_OF
    try:
        return date.fromisoformat(str(as_of)).isoformat()
    except (ValueError, TypeError) as error:
        raise UsageError(f"as_of is {as_of!r}; write a day as 2024-12-31") from error


def _findings(
    frame: pd.DataFrame,
    own: dict[str, Witness],
    given: Sequence[tuple[Witness, ...]],
    as_of: str,
    zone: str,
    engine: Engine | None,
) -> list[Finding]:
    """What dates each row: all facts first, then what judges the population, then the choice for each."""
    kept = np.flatnonzero(frame["status"] == KEPT)
    table = _documents(frame, kept, own, given)
    read = map_table(table, partial(fact_batches, zone=zone), engine=engine, settings=["facts", zone], what="dating")
    facts = [load_facts(told) for told in read.column("facts").to_pylist()]
    sources = frame["source"].iloc[kept].fillna("").tolist()
    tally = tally_of(zip(facts, sources))
    asked = list[int]()  # the documents whose text is asked for its year after all
    votes = [
        partial(_ask, asked, at) if told is None else partial(load_told, told)
        for at, told in enumerate(read.column("years").to_pylist())
    ]
    chosen = [choose(one, votes[at], tally, sources[at], as_of) for at, one in enumerate(facts)]
    if asked:
        texts = table.select(["id", "raw"]).append_column("removed", read.column("removed"))
        texts = texts.append_column("facts", read.column("facts")).take(asked)
        done = map_table(texts, year_batches, engine=engine, settings=["years"], what="dating")
        for at, told in zip(asked, done.column("years").to_pylist()):
            chosen[at] = choose(facts[at], partial(load_told, told), tally, sources[at], as_of)
    said = [own.get(id_) for id_ in frame["id"]]
    findings = [Finding(one if one is not None and one.value else None) for one in said]
    for i, finding in zip(kept.tolist(), chosen):
        findings[i] = finding
    return findings


def _ask(asked: list[int], at: int) -> list[Witness]:
    """Note that a document's text is asked for its year, which is looked for later: of all that are asked together."""
    asked.append(at)
    return []


def _documents(
    frame: pd.DataFrame, kept: NDArray[np.intp], own: dict[str, Witness], given: Sequence[tuple[Witness, ...]]
) -> pa.Table:
    """All that the facts of each kept document rest on, a row a document."""
    names = ["id", "raw", "removed", "title", "url", "path", "date_found"]
    part = frame.reindex(columns=names).iloc[kept]
    brought = [given[i] + ((own[id_],) if id_ in own else ()) for i, id_ in zip(kept.tolist(), part["id"])]
    shared = frame["path"].duplicated(keep=False).to_numpy()  # a path that several share is a table's or an archive's
    columns = {name: pa.array(part[name].astype("str"), pa.large_string(), from_pandas=True) for name in names}
    return pa.table({**columns, "alone": ~shared[kept], "given": [dump_told(witnesses) for witnesses in brought]})


def _texts(frame: pd.DataFrame, name: str) -> list[str | None]:
    return [_text(value) for value in frame[name]] if name in frame else [None] * len(frame)


def _text(value: object) -> str | None:
    return None if value is None or value is pd.NA or value != value or value == "" else str(value)


def _columns(findings: Sequence[Finding]) -> dict[str, pd.Series]:
    """The columns of the corpus that dating fills."""
    best = [finding.chosen for finding in findings]
    words = {
        "date": [c.value if c is not None and c.value else None for c in best],
        "date_precision": [c.precision if c is not None and c.value else None for c in best],
        "date_rule": [None if c is None else c.kind for c in best],
        "date_evidence": [None if c is None else c.words for c in best],
    }
    return {
        **{name: pd.Series(values, dtype="str") for name, values in words.items()},
        "year": pd.Series([c.year if c is not None and c.value else None for c in best], dtype="Int64"),
        "date_confidence": pd.Series([None if c is None else round(c.strength, 3) for c in best], dtype="float64"),
        "date_candidates": pd.Series([dump_witnesses(f.others) for f in findings], dtype="str"),
    }
