"""What a period is: the division of a corpus that is compared, and the one that a reader names (METHODS §9)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import require_choice
from toolkit.base.errors import InputError, UsageError
from toolkit.documents.corpus import Corpus

Array = NDArray[np.float64]
Index = NDArray[np.int64]
Spans = Mapping[str, Sequence[int | str]]
By = str | Spans
Period = str | int | Sequence[int]
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


def in_period(frame: pd.DataFrame, period: Period | None) -> "pd.Series[bool]":
    """True for the rows of a period: None (all), 2019, "2019", "2016-2018", (2016, 2018), "2019-11", "2019-Q4".

    Raises UsageError for anything else, and where no row lies in it.
    """
    if period is None:
        return pd.Series(True, index=frame.index)
    months = _months(period) if isinstance(period, str) else ()
    if months:
        found = frame["date"].fillna("").str[:7].isin(months)
    else:
        first, last = _years(period)
        found = frame["year"].between(first, last).fillna(False).astype(bool)
    if not found.any():
        raise UsageError(f"no unit lies in the period {period!r}; the corpus has {_span(frame)}")
    return found


def _months(period: str) -> tuple[str, ...]:
    """The months of "2019-11" or "2019-Q4", none for anything else."""
    year, dash, part = period.partition("-")
    if dash and len(year) == 4 and year.isdigit():
        if len(part) == 2 and part.isdigit():
            return (period,)
        if part in ("Q1", "Q2", "Q3", "Q4"):
            return tuple(f"{year}-{3 * int(part[1]) - k:02d}" for k in (2, 1, 0))
    return ()


def _years(period: Period) -> tuple[int, int]:
    parts = period.split("-") if isinstance(period, str) else [period] if isinstance(period, int) else list(period)
    try:
        years = [int(part) for part in parts]
    except (TypeError, ValueError):
        years = []
    if len(years) not in (1, 2):
        raise UsageError(f"period {period!r} must be a year, as 2019, or first and last year, as '2016-2018'")
    return years[0], years[-1]


def _span(frame: pd.DataFrame) -> str:
    years = frame["year"].dropna()
    return f"years {int(years.min())} to {int(years.max())}" if len(years) else "no dated unit"
