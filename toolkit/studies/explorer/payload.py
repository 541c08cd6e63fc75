"""What goes into an explorer as data: columns as lists, texts once a document, values as whole hundredths."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.documents.periods import group_units
from toolkit.plots.style import PALETTE
from toolkit.studies.explorer.addresses import ends_of, explorer_words
from toolkit.studies.explorer.articles import chosen_articles
from toolkit.studies.explorer.explored import Explored, Subject, part_of
from toolkit.studies.report.measured import measure_told
from toolkit.trends.estimates import Prevalence

FORMAT, VERSION = "chude-explorer", 1
MOST_OUTLETS = 60
_WIDE = re.compile("[\U00010000-\U0010ffff]")  # two units of UTF-16 each
MOST_CHARACTERS = 200_000  # of one text; what is longer is cut, and the page says so
Index = NDArray[np.int64]


def payload(explored: Explored) -> dict[str, Any]:
    """All that an explorer shows, as JSON can hold it; the same input, the same payload."""
    rows = explored.corpus.facts(explored.ids)
    names = list(dict.fromkeys(rows["parent"]))
    documents, texts = _documents(explored, names)  # texts are fetched for the articles that are shown alone
    position = {name: i for i, name in enumerate(names)}
    document = np.array([position[name] for name in rows["parent"]], dtype=np.int64)
    periods, period = _periods(documents, explored.by)
    outlets, outlet = _outlets(documents)
    place = (period + 1) * (len(outlets) + 1) + outlet + 1
    told = documents.assign(characters=texts.str.len().to_numpy(dtype=np.int64))
    shown = chosen_articles(told, document, explored.subjects, place)
    kept = np.zeros(len(names), dtype=bool)
    kept[shown] = True
    units = kept[document]
    own = dict(zip(shown.tolist(), texts.iloc[shown].astype(object).map(str)))
    subjects = [part_of(subject, units) for subject in explored.subjects]
    renumbered, rank = np.cumsum(kept) - 1, np.argsort(np.argsort(np.array(explored.ids, dtype=object)))
    return {
        "format": FORMAT,
        "version": VERSION,
        "title": explored.title,
        "language": explored.language,
        "words": dict(explorer_words(explored.language)),
        "beside": explored.beside,
        "texts": explored.texts,
        "by": explored.by,
        "periods": periods,
        "outlets": outlets,
        "articles": [int(kept.sum()), len(names)],
        "passages": [int(units.sum()), len(units)],
        "subjects": [_subject(s, whole, rank[units]) for s, whole in zip(subjects, explored.subjects)],
        "maps": [_map(m) for m in explored.maps],
        "figures": [_figures(p, spans, explored.level, explored.language) for p, spans in explored.figures],
        "groups": None if explored.groups is None else _figures(explored.groups, "", explored.level, explored.language),
        "documents": _document_columns(
            documents[kept], [own[i] for i in shown.tolist()], period[kept], outlet[kept], explored
        ),
        "units": _unit_columns(
            rows[units], renumbered[document[units]], [own[i] for i in document[units].tolist()], explored
        ),
    }


def _documents(explored: Explored, names: Sequence[str]) -> tuple[pd.DataFrame, pd.Series]:
    """The facts of the units' documents, and their texts; where only passages are known, those one below the other."""
    whole = explored.documents.frame
    places = pd.Index(whole["id"]).get_indexer(pd.Index(list(names)))
    if (places >= 0).all():
        same = len(places) == len(whole) and (np.diff(places) == 1).all()
        return explored.documents.facts(names), whole["text"] if same else whole["text"].iloc[places]
    parts = explored.corpus.rows(explored.ids)
    first = parts.drop_duplicates("parent").set_index("parent", drop=False).loc[list(names)].reset_index(drop=True)
    joined = parts.groupby("parent", sort=False)["text"].agg("\n".join)
    return first.assign(id=first["parent"]).drop(columns=["text", "raw", "removed"]), joined.loc[list(names)]


def _periods(documents: pd.DataFrame, by: str) -> tuple[list[str], Index]:
    """The steps of the slider and each document's, -1 undated or too coarse; years without an article are steps too."""
    if not documents["date"].notna().any():
        return [], np.full(len(documents), -1, dtype=np.int64)
    found = group_units(documents, by)
    labels, period = list(found.labels), found.period
    if by != "year":
        return labels, period
    years = [str(year) for year in range(int(labels[0]), int(labels[-1]) + 1)]
    place = np.array([*(years.index(label) for label in labels), -1], dtype=np.int64)
    return years, np.where(period >= 0, place[period], -1)


def _outlets(documents: pd.DataFrame) -> tuple[list[str], Index]:
    """The outlets by name, the rarest beyond MOST_OUTLETS together as the last (""), and each document's."""
    source = documents["source"].fillna("").astype("str")
    counts = source[source != ""].value_counts()
    often = sorted(counts.index, key=lambda name: (-counts[name], name))[:MOST_OUTLETS]
    names = sorted(often) + ([""] if len(counts) > len(often) or (source == "").any() else [])
    place = {name: i for i, name in enumerate(names)}
    rest = len(names) - 1
    return names, np.array([place.get(name, rest) for name in source], dtype=np.int64)


def _subject(subject: Subject, whole: Subject, rank: Index) -> dict[str, Any]:
    """A subject whose units stand as they are listed: the highest value first, ties by id, as `passages` has them."""
    order = np.lexsort((rank[subject.units], -subject.values))
    return {
        "key": subject.key,
        "label": subject.label,
        "kind": subject.kind,
        "told": subject.told,
        "colour": subject.colour % len(PALETTE) if subject.colour >= 0 else -1,
        "words": [term.replace("_", " ") for term in subject.words],
        "seeds": [term.replace("_", " ") for term in subject.seeds],
        "speaks": list(subject.speaks),
        "weights": dict(subject.weights),
        "all": len(whole.units),
        "u": subject.units[order].tolist(),
        "v": np.maximum(np.round(100 * subject.values[order]), 1).astype(np.int64).tolist(),
    }


def _map(found: Any) -> dict[str, Any]:
    points = found.points.assign(share=found.points["share"].round(4))
    return {"method": found.method, "kept": found.kept, "points": points.to_dict("records")}


def _figures(p: Prevalence, spans: Any, level: float, language: str) -> dict[str, Any]:
    """A prevalence as figures: theme → one [estimate, lower, upper, documents, enough] a period, null where none."""
    frame, rows = p.to_frame(level), {}
    for theme, own in frame.groupby("theme", sort=False):
        shown = zip(own["estimate"], own["lower"], own["upper"], own["n_documents"], p.enough)
        rows[str(theme)] = [[*(_number(v) for v in (e, lo, hi)), int(n), bool(ok)] for e, lo, hi, n, ok in shown]
    return {
        "periods": [[label, *ends_of(label, spans)] for label in p.periods],
        "rows": rows,
        "index": bool(p.is_index),
        "calibrated": bool(p.calibrated),
        "level": level,
        "measure": measure_told(p, language),
        "method": p.method,
    }


def _number(value: float) -> float | None:
    """The whole number: the page rounds it once, as the report does."""
    return float(value) if np.isfinite(value) else None


def _document_columns(
    rows: pd.DataFrame, texts: Sequence[str], period: Index, outlet: Index, explored: Explored
) -> dict[str, Any]:
    found: dict[str, Any] = {name: [_text(v) for v in rows[name]] for name in ("id", "title", "date", "source", "url")}
    found |= {"period": period.tolist(), "outlet": outlet.tolist()}
    return found | {"text": [text[:MOST_CHARACTERS] for text in texts] if explored.texts else []}


def _unit_columns(rows: pd.DataFrame, document: Index, texts: Sequence[str], explored: Explored) -> dict[str, Any]:
    """Each unit's document, story and, for parts of documents, its place in the text as a browser counts."""
    story = pd.factorize(rows["story"])[0]
    found: dict[str, Any] = {"document": np.diff(document, prepend=0).tolist(), "story": story.tolist()}
    if (rows["id"] == rows["parent"]).all():
        return found
    spans = _places(rows, texts, explored)
    return found | {"id": list(rows["id"]), "start": [a for a, _ in spans], "length": [b - a for a, b in spans]}


def _places(rows: pd.DataFrame, texts: Sequence[str], explored: Explored) -> list[tuple[int, int]]:
    """Start and end of each unit in its document's text, in units of UTF-16; a whole document is all of it."""
    own = explored.corpus.rows(rows["id"])["text"].tolist()
    rebuilt = not set(rows["parent"]) <= set(explored.documents.frame["id"])
    spans, at, wide = [], dict.fromkeys(rows["parent"], 0), {}
    for parent, start, text, whole in zip(rows["parent"], rows["start"], own, texts):
        if parent not in wide:
            wide[parent] = [match.start() for match in _WIDE.finditer(whole)]
        first = at[parent] if rebuilt else 0 if pd.isna(start) else int(start)
        last = first + len(text)
        at[parent] = last + 1
        spans.append((first + bisect_left(wide[parent], first), last + bisect_left(wide[parent], last)))
    return spans


def _text(value: Any) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value)
