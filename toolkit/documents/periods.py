"""What a period is: the division of a corpus that is compared, and the one that a reader names (METHODS §9)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import near_reason, some
from toolkit.base.errors import InputError, UsageError
from toolkit.base.reasons import Reason
from toolkit.documents.corpus import Corpus
from toolkit.documents.selection import are_ends, as_numbers, labels_of, labels_wanted, may_be_thousands

Array = NDArray[np.float64]
Index = NDArray[np.int64]
Spans = Mapping[str, Sequence[int | str]]
By = str | Mapping[str, Sequence[Any]] | tuple[Any, Any]
Period = str | int | Sequence[int]
CALENDAR = ("year", "month", "quarter", "source")
TIMES = ("year", "month", "quarter", "span")
LABEL_JOIN, CROSS = " | ", " × "
MOST_LABELS = 200
ISO_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_YEAR_FIRST = re.compile(r"\d{4}(-|$)")
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
    """How a division is called in tables: a column, "span", "group", or two of them as "year × source"."""
    if isinstance(by, str):
        return by
    if isinstance(by, Mapping):
        return "span" if are_spans(by) else "group"
    return CROSS.join(name_of(part) for part in by) if _is_cross(by) else str(by[0])


def compares_groups(by: str, first: str, second: str) -> bool:
    """Do these two labels of a division (by its name) differ in anything but time?"""
    kinds = by.split(CROSS)
    if len(kinds) == 1:
        return by not in TIMES
    parts = list(zip(kinds, first.split(LABEL_JOIN, 1), second.split(LABEL_JOIN, 1)))
    return any(kind not in TIMES and one != other for kind, one, other in parts)


def group_units(frame: pd.DataFrame, by: By) -> Grouping:
    """Assign the rows of a corpus frame to periods or groups (METHODS §9).

    `by`: year, month, quarter; any column (source, section, …); spans of time {"2016-2018": (2016, 2018)}, whose ends
    are years or ISO dates; groups of outlets {"state": ["a.vn", "b.vn"], "abroad": [...]}; (column, groups or spans of
    its numbers); or two of these, time first: ("year", "source"). Spans stand in the order of time, however they were
    given; a date too coarse for its division, and a missing value, count as undated.
    Raises UsageError for a division that cannot be meant and InputError for a part without any unit.
    """
    labels, period = _divided(frame, by)
    story = np.unique(frame["story"].to_numpy(dtype=object).astype(str), return_inverse=True)[1]
    document = np.unique(frame["parent"].to_numpy(dtype=object).astype(str), return_inverse=True)[1]
    return Grouping(tuple(labels), period, story.astype(np.int64), document.astype(np.int64), name_of(by))


def _divided(frame: pd.DataFrame, by: By) -> tuple[list[str], Index]:
    """The labels of a division in their order, and the place of each row in it."""
    if isinstance(by, str):
        return _by_values(frame, by)
    if isinstance(by, Mapping) and by:
        return _by_spans(frame, by) if are_spans(by) else _by_groups(frame, "source", by)
    if isinstance(by, tuple) and len(by) == 2 and _is_cross(by):
        return _crossed(_divided(frame, by[0]), _divided(frame, by[1]))
    if isinstance(by, tuple) and len(by) == 2 and isinstance(by[0], str) and isinstance(by[1], Mapping):
        return _by_groups(frame, by[0], by[1])
    raise UsageError(
        f"by is {by!r}; it must be a column ({', '.join(CALENDAR)}, …), spans as {{'2016-2018': (2016, 2018)}}, groups "
        "as {'state': ['a.vn', 'b.vn']}, or two of these as ('year', 'source')"
    )


def _is_cross(by: tuple[Any, ...]) -> bool:
    """Time first, then another division; else a column and its groups."""
    return not isinstance(by[0], str) or by[0] in TIMES or not isinstance(by[1], Mapping)


def are_spans(by: Mapping[str, Any]) -> bool:
    """Two years or ISO dates each: spans of time; anything else is lists of values."""
    return all(_looks_like_span(span) for span in by.values())


def _looks_like_span(span: Any) -> bool:
    """Anything that is no list of words: years, dates, and what is meant for them."""
    if isinstance(span, str):
        return bool(_YEAR_FIRST.match(span))
    if isinstance(span, tuple) or not isinstance(span, Sequence):
        return True
    return len(span) > 0 and all(_YEAR_FIRST.match(str(end)) for end in span)


def _by_values(frame: pd.DataFrame, by: str) -> tuple[list[str], Index]:
    if by not in CALENDAR and by not in frame.columns:
        near = near_reason(by, [*CALENDAR, *frame.columns.astype(str)])
        raise UsageError(Reason.of("by_unknown", column=by, near=near))
    labels = _calendar(frame, by) if by in CALENDAR else labels_of(frame[by])
    known = sorted(set(labels.dropna()))
    if not known:
        bare = Reason.of("by_undated", division=by) if by in TIMES else Reason.of("by_empty", column=by)
        raise InputError(bare)
    if len(known) > MOST_LABELS and by not in TIMES:
        raise UsageError(Reason.of("by_too_many", column=by, n=len(known), most=MOST_LABELS))
    position = {label: i for i, label in enumerate(known)}
    return known, labels.map(position).fillna(UNDATED).to_numpy(dtype=np.int64)


def _by_spans(frame: pd.DataFrame, by: Spans) -> tuple[list[str], Index]:
    spans = _in_order(by)
    period = _in_spans(frame, spans)
    for p, (name, span) in enumerate(spans.items()):
        if not (period == p).any():
            raise InputError(Reason.of("span_empty", name=name, span=_written(span)))
    return list(spans), period


def _by_groups(frame: pd.DataFrame, column: str, groups: Mapping[str, Any]) -> tuple[list[str], Index]:
    """Groups of a column's values, or spans of its numbers; a value in no group lies outside, a missing one is -1."""
    if column not in frame.columns:
        raise UsageError(Reason.of("by_unknown", column=column, near=near_reason(column, frame.columns)))
    values = frame[column]
    found = np.where(values.notna(), OUTSIDE, UNDATED).astype(np.int64)
    for g, (name, wanted) in enumerate(groups.items()):
        if not str(name).strip():
            raise UsageError(Reason.of("group_no_name", values=some(wanted)))
        inside = _in_group(values, str(name), wanted)
        clash = np.flatnonzero(inside & (found >= 0))
        if len(clash):
            other = list(groups)[int(found[clash[0]])]
            value = str(values.iloc[clash[0]])
            raise UsageError(Reason.of("groups_overlap", value=value, one=other, other=str(name)))
        if not inside.any():
            near = near_reason(str(next(iter(wanted))), labels_of(values).dropna().unique())
            raise InputError(Reason.of("group_empty", column=column, name=str(name), near=near))
        found[inside] = g
    return [str(name) for name in groups], found


def _in_group(values: pd.Series, name: str, wanted: Any) -> NDArray[np.bool_]:
    if isinstance(wanted, str) or not isinstance(wanted, Sequence) or not len(wanted):
        raise UsageError(Reason.of("group_no_values", name=name))
    if len(wanted) == 2 and (pd.api.types.is_numeric_dtype(values) or are_ends(wanted)):
        if not are_ends(wanted):
            raise UsageError(Reason.of("group_not_ends", name=name, values=some(wanted)))
        read = values if pd.api.types.is_numeric_dtype(values) else as_numbers(values)
        if read is None:
            raise UsageError(Reason.of("group_not_numbers", name=name, held=_held(values)))
        low, high = (-np.inf if wanted[0] is None else wanted[0]), (np.inf if wanted[1] is None else wanted[1])
        return np.asarray(pd.Series(read).between(low, high).fillna(False), dtype=bool)
    return np.asarray(labels_of(values).isin(labels_wanted(wanted, values).dropna()), dtype=bool)


def _held(values: pd.Series) -> Reason:
    """What a column of no numbers holds."""
    unclear = may_be_thousands(values)
    if not unclear:
        return Reason("held_words")
    return Reason.of("held_unclear", value=unclear, digits=re.sub("[.,]", "", unclear))


def _crossed(first: tuple[list[str], Index], second: tuple[list[str], Index]) -> tuple[list[str], Index]:
    """Cells of two divisions that hold a unit, the first one's order before the second's; where the second does not
    hold a unit it lies outside, where only the first does not it is undated."""
    (names, one), (others, two) = first, second
    inside = (one >= 0) & (two >= 0)
    if not inside.any():
        raise InputError(Reason("divisions_apart"))
    key = one * len(others) + two
    known = np.unique(key[inside])
    found = np.full(len(one), OUTSIDE, dtype=np.int64)
    found[(one == UNDATED) & (two >= 0)] = UNDATED
    found[inside] = np.searchsorted(known, key[inside])
    return [f"{names[k // len(others)]}{LABEL_JOIN}{others[k % len(others)]}" for k in known.tolist()], found


def effective_by_period(frame: pd.DataFrame, by: By) -> tuple[tuple[str, ...], Array]:
    """The periods of a corpus frame, and the effective stories of each, where a story counts once in its period."""
    grouping = group_units(frame, by)
    weight = grouping.count_weights(np.ones(len(frame)), "stories")
    return grouping.labels, grouping.effective_stories(weight)


def group_for(corpus: Corpus, ids: Sequence[str], by: By) -> tuple[Grouping, pd.DataFrame]:
    """The grouping of `ids` in this corpus and their rows; AlignmentError when one is not in it."""
    frame = corpus.facts(ids)
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
        return labels_of(frame["source"])
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
