"""Which period, story and document each unit belongs to, and what it weighs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import did_you_mean, require_choice
from toolkit.base.errors import InputError, UsageError
from toolkit.documents.corpus import Corpus

Array = NDArray[np.float64]
Index = NDArray[np.int64]
Spans = Mapping[str, Sequence[int | str]]
By = str | Spans
Pair = tuple[str, str]
CALENDAR = ("year", "month", "quarter", "source")
ISO_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
UNDATED, OUTSIDE = -1, -2


@dataclass(frozen=True, eq=False)
class Grouping:
    """Where U units belong: `period` (U) is an index into `labels`, -1 undated or too coarse, -2 in no span.

    `story` and `document` (U) are codes from 0; `by` names the division.
    """

    labels: tuple[str, ...]
    period: Index
    story: Index
    document: Index
    by: str

    @property
    def n_stories(self) -> int:
        """Distinct stories in the whole corpus."""
        return int(self.story.max()) + 1 if len(self.story) else 0

    def distinct(self, codes: Index) -> Index:
        """(P) how many distinct `codes` each period holds."""
        inside = self.period >= 0
        pairs = np.unique(np.stack([self.period[inside], codes[inside]]), axis=1)
        return np.bincount(pairs[0], minlength=len(self.labels)).astype(np.int64)

    def count_weights(self, base: Array, count: str) -> Array:
        """(U) `base` for publications; for stories, over the documents of the unit's story in its period."""
        if count == "publications":
            return base
        key = (self.period + 2) * (int(self.story.max()) + 1) + self.story
        pairs = np.unique(np.stack([key, self.document]), axis=1)
        keys, n = np.unique(pairs[0], return_counts=True)
        return np.asarray(base / n[np.searchsorted(keys, key)])

    def effective_stories(self, weight: Array) -> Array:
        """(P) Kish's effective number of stories, (Σw)²/Σw²."""
        found = np.zeros(len(self.labels))
        for p in range(len(self.labels)):
            here = self.period == p
            by_story = np.bincount(self.story[here], weights=weight[here])
            found[p] = by_story.sum() ** 2 / max(float((by_story**2).sum()), 1e-300)
        return found


def name_of(by: By) -> str:
    """How a division is called in tables."""
    return by if isinstance(by, str) else "span"


def group_units(frame: pd.DataFrame, by: By) -> Grouping:
    """Assign the rows of a corpus frame to periods (METHODS §9).

    `by`: year, month, quarter, source, or named spans {"2016-2018": (2016, 2018)}, whose ends are years or ISO dates
    and which stand in the order of time, however they were given. A date too coarse for its division counts as undated.
    Raises UsageError for a division that cannot be meant and InputError for a span without any unit.
    """
    if isinstance(by, str):
        require_choice("by", by, CALENDAR)
        labels = _calendar(frame, by)
        known = sorted(set(labels.dropna()))
        if not known:
            what = "a source" if by == "source" else f"a date precise to the {by}"
            raise InputError(f"no unit has {what}; resolve dates first, or compare by something else")
        position = {label: i for i, label in enumerate(known)}
        period = labels.map(position).fillna(UNDATED).to_numpy(dtype=np.int64)
    else:
        spans = _in_order(by)
        known = list(spans)
        period = _in_spans(frame, spans)
        for p, (name, span) in enumerate(spans.items()):
            if not (period == p).any():
                raise InputError(f"no unit is dated within {name!r} ({_written(span)}); change or drop this span")
    story = np.unique(frame["story"].to_numpy(dtype=object).astype(str), return_inverse=True)[1]
    document = np.unique(frame["parent"].to_numpy(dtype=object).astype(str), return_inverse=True)[1]
    return Grouping(tuple(known), period, story.astype(np.int64), document.astype(np.int64), name_of(by))


def group_for(corpus: Corpus, ids: Sequence[str], by: By) -> tuple[Grouping, pd.DataFrame]:
    """The grouping of `ids` in this corpus and their rows; AlignmentError when one is not in it."""
    frame = corpus.rows(ids)
    return group_units(frame, by), frame


def period_pairs(labels: Sequence[str], pairs: Sequence[Sequence[str]] | None, by: str) -> tuple[Pair, ...]:
    """The pairs to compare, (earlier, later): those given, or the first period against the last.

    Raises UsageError for a period that is not one of `labels`, one compared with itself, and a pair that runs
    backwards, of which a "rose" would tell of a fall.
    """
    if pairs is None:
        if len(labels) < 2:
            raise UsageError(f"only one period ({labels[0]}); a comparison needs two")
        return ((labels[0], labels[-1]),)
    found = []
    for pair in pairs:
        if isinstance(pair, str) or len(pair) != 2 or str(pair[0]) == str(pair[1]):
            raise UsageError(f"a pair names two periods, as ['2016', '2024'], not {pair!r}")
        earlier, later = str(pair[0]), str(pair[1])
        for name in (earlier, later):
            if name not in labels:
                raise UsageError(f"no period {name!r}{did_you_mean(name, labels)}")
        if by != "source" and list(labels).index(later) < list(labels).index(earlier):
            raise UsageError(f"the pair {[earlier, later]} runs backwards; write {[later, earlier]}")
        found.append((earlier, later))
    return tuple(dict.fromkeys(found))


def _in_order(by: Spans) -> dict[str, Sequence[int | str]]:
    """The spans by name, in the order of time."""
    if not isinstance(by, Mapping) or not by:
        raise UsageError(f"by is {by!r}; it must be {', '.join(CALENDAR)}, or spans as {{'2016-2018': (2016, 2018)}}")
    bounds = {str(name): _bounds(str(name), span) for name, span in by.items()}
    spans = {str(name): span for name, span in by.items()}
    return {name: spans[name] for name in sorted(bounds, key=lambda name: bounds[name])}


def _dates(frame: pd.DataFrame) -> pd.Series:
    """ISO dates at their precision; the bare year where only that is known; missing otherwise."""
    year = frame["year"].astype("str").where(frame["year"].notna(), None).astype("str")
    return frame["date"].where(frame["date"].notna(), year)


def _calendar(frame: pd.DataFrame, by: str) -> pd.Series:
    if by == "source":
        return frame["source"]
    date = _dates(frame)
    if by == "year":
        return date.str.slice(0, 4)
    month = date.str.slice(0, 7).where(date.str.len() >= 7, None)
    if by == "month":
        return month
    quarter = (month.str.slice(5, 7).astype("Float64") + 2) // 3
    return (month.str.slice(0, 4) + "-Q" + quarter.astype("Int64").astype("str")).where(month.notna(), None)


def _in_spans(frame: pd.DataFrame, spans: Spans) -> Index:
    bounds = [_bounds(name, span) for name, span in spans.items()]
    for (a, b), name in sorted(zip(bounds, spans)):
        clash = [n for (c, d), n in zip(bounds, spans) if n != name and c <= b and a <= d]
        if clash:
            raise UsageError(f"the spans {name!r} and {clash[0]!r} overlap; a unit can belong to one only")
    date = _dates(frame)
    known = date.notna().to_numpy()
    text = date.fillna("").to_numpy(dtype=object)
    low = np.array([_padded(d, first=True) for d in text], dtype=object)
    high = np.array([_padded(d, first=False) for d in text], dtype=object)
    period = np.where(known, OUTSIDE, UNDATED).astype(np.int64)
    for p, (a, b) in enumerate(bounds):
        touches = known & (low <= b) & (high >= a)
        inside = touches & (low >= a) & (high <= b)
        period[touches & ~inside] = UNDATED
        period[inside] = p
    return period


def _bounds(name: str, span: Sequence[int | str]) -> tuple[str, str]:
    ends = [] if isinstance(span, str) or not isinstance(span, Sequence) else [str(end) for end in span]
    if len(ends) != 2 or not all(ISO_DATE.fullmatch(end) for end in ends):
        raise UsageError(f"span {name!r} must be two ends, as [2016, 2018] or ['2016-04-07', '2021-04-05']")
    low, high = _padded(ends[0], first=True), _padded(ends[1], first=False)
    if low > high:
        raise UsageError(f"span {name!r} ends before it begins ({_written(span)})")
    return low, high


def _padded(date: str, *, first: bool) -> str:
    """The first or last day that a date at its precision may mean, as text that sorts."""
    tail = "-01-01" if first else "-12-31"
    if len(date) == 7:
        return date + ("-01" if first else "-31")
    return date + tail if len(date) == 4 else date


def _written(span: Sequence[int | str]) -> str:
    return f"{span[0]} to {span[1]}"
