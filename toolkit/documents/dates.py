"""Dating a corpus: the best-founded date of each document with its evidence, or unknown with the candidates."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from toolkit.base.checks import some
from toolkit.base.errors import AlignmentError, InputError, UsageError
from toolkit.base.progress import progress
from toolkit.documents.cleaner.furniture import read_furniture
from toolkit.documents.cleaner.page import Span, clean_spans
from toolkit.documents.cleaning import load_spans
from toolkit.documents.corpus import KEPT, Corpus
from toolkit.documents.dating.choice import Finding, find_date
from toolkit.documents.dating.stamps import Candidate, from_given, header_dates

CLOCK_DOCUMENTS, CLOCK_SHARE = 3, 0.3  # a date line in so many documents of an outlet is its clock


def resolve_dates(corpus: Corpus, *, overrides: pd.DataFrame | str | Path | None = None) -> Corpus:
    """A corpus with `date, year` and how each was found; unknown stays missing, with its candidates.

    `overrides` is a frame or CSV with the columns id, date and optionally note; a blank date means unknown. Reads `raw`
    (what cleaning cut included), `url`, `path`, and the metadata column `date_given`. `date_confidence` is in [0, 1].
    Raises UsageError for passages, which inherit their document's date, and AlignmentError for an id not in the corpus.
    """
    if corpus.is_passages:
        raise UsageError("passages inherit their document's date; call resolve_dates before split_passages")
    frame = corpus.to_frame()
    chosen = read_overrides(overrides, corpus)
    spans = _spans(frame)
    clocks = _clocks(frame, spans)
    given = _given(frame)
    columns = {name: [_text(value) for value in frame[name]] for name in ("raw", "url", "path", "title", "source")}
    kept = (frame["status"] == KEPT).tolist()
    outlets = [clocks.get(source or "", frozenset()) for source in columns["source"]]
    findings = []
    for i in progress(range(len(frame)), "dating"):
        if not kept[i]:
            findings.append(Finding(None, ()))
            continue
        findings.append(
            find_date(
                columns["raw"][i] or "",
                spans=spans[i],
                url=columns["url"][i],
                path=columns["path"][i],
                given=_text(given[i]),
                title=columns["title"][i],
                clocks=outlets[i],
            )
        )
    for i, id_ in enumerate(frame["id"]):
        if id_ in chosen:
            findings[i] = _overridden(findings[i], *chosen[id_])
    return corpus.with_frame(frame.assign(**_columns(findings)))


def _given(frame: pd.DataFrame) -> list[object]:
    """The date of the table's column, else the first time of publication that a page states."""
    own = frame["date_given"].tolist() if "date_given" in frame else [None] * len(frame)
    found = frame["date_found"].tolist() if "date_found" in frame else [None] * len(frame)
    stated = [next((v for k, v, _ in json.loads(_text(f) or "[]") if k == "published"), None) for f in found]
    return [cell if _text(cell) else value for cell, value in zip(own, stated)]


def _overridden(finding: Finding, value: str, note: str) -> Finding:
    others = tuple(c for c in (finding.chosen, *finding.others) if c is not None and c.value != value)
    return Finding(Candidate(value, "override", 1.0, note or "given by the user") if value else None, others)


def _columns(findings: Sequence[Finding]) -> dict[str, pd.Series]:
    best = [finding.chosen for finding in findings]
    words = {
        "date": [None if c is None else c.value for c in best],
        "date_precision": [None if c is None else c.precision for c in best],
        "date_rule": [None if c is None else c.rule for c in best],
        "date_evidence": [None if c is None else c.evidence for c in best],
    }
    return {
        **{name: pd.Series(values, dtype="str") for name, values in words.items()},
        "year": pd.Series([None if c is None else c.year for c in best], dtype="Int64"),
        "date_confidence": pd.Series([None if c is None else round(c.confidence, 3) for c in best], dtype="float64"),
        "date_candidates": pd.Series([dump_candidates(f.others) for f in findings], dtype="str"),
    }


def dump_candidates(candidates: Sequence[Candidate]) -> str:
    """Candidates as the JSON list of the column `date_candidates`: date, rule, evidence, and why it was not chosen."""
    rows = [
        {"date": c.value, "rule": c.rule, "confidence": round(c.confidence, 2), "evidence": c.evidence, "note": c.note}
        for c in candidates[:8]
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _text(value: object) -> str | None:
    return None if value is None or value is pd.NA or value != value or value == "" else str(value)


def _spans(frame: pd.DataFrame) -> list[list[Span]]:
    """What cleaning cut, or would cut where it has not run: date lines and other articles are found by it."""
    furniture = read_furniture()
    return [
        load_spans(removed) if removed != "[]" else clean_spans(raw, furniture)
        for raw, removed in zip(frame["raw"], frame["removed"])
    ]


def _clocks(frame: pd.DataFrame, spans: Sequence[Sequence[Span]]) -> dict[str, frozenset[str]]:
    """For each outlet the dates that stand in the date lines of many of its documents."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    totals: Counter[str] = Counter()
    for raw, source, title, cut in zip(frame["raw"], frame["source"], frame["title"], spans):
        values = {header.value for header in header_dates(raw, cut, _text(title))}
        if values:
            counts[_text(source) or ""].update(values)
            totals[_text(source) or ""] += 1
    return {
        outlet: frozenset(v for v, n in found.items() if n >= max(CLOCK_DOCUMENTS, CLOCK_SHARE * totals[outlet]))
        for outlet, found in counts.items()
    }


def read_overrides(overrides: pd.DataFrame | str | Path | None, corpus: Corpus) -> dict[str, tuple[str, str]]:
    """Overrides by id, checked: ids in the corpus, dates at day, month or year precision, blank for unknown."""
    if overrides is None:
        return {}
    table = overrides if isinstance(overrides, pd.DataFrame) else _read_csv(Path(overrides))
    missing = [name for name in ("id", "date") if name not in table.columns]
    if missing:
        raise UsageError(f"date overrides need the columns id and date; {missing[0]!r} is missing")
    ids = [str(value) for value in table["id"]]
    unknown = sorted(set(ids) - set(corpus.frame["id"]))
    if unknown:
        raise AlignmentError(
            f"date overrides name {some(unknown)}, not in this corpus; remove the rows or mend the ids"
        )
    notes = table["note"] if "note" in table else [""] * len(table)
    return {id_: (_checked(id_, value), _text(note) or "") for id_, value, note in zip(ids, table["date"], notes)}


def _read_csv(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise InputError(f"cannot read the date overrides {path}: {error}") from error


def _checked(id_: str, value: object) -> str:
    text = (_text(value) or "").strip()
    if not text:
        return ""
    found = from_given(text)
    if not found:
        raise UsageError(
            f"the date {text!r} of {id_} cannot be read; write 2019-11-06, 2019-11 or 2019, or leave it blank"
        )
    return found[0].value
