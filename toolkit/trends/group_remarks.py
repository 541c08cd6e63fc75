"""What must be told of a column by which units are grouped: cells without a value, unknown names, look-alikes."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from toolkit.base.checks import some
from toolkit.base.reasons import Reason
from toolkit.documents.periods import TIMES, By, are_spans
from toolkit.documents.selection import are_ends, labels_of, labels_wanted

SOURCE = "source"


def group_remarks(frame: pd.DataFrame, by: By) -> tuple[Reason, ...]:
    """Cautions about the columns of a division; none about time, whose missing dates are counted as undated."""
    return tuple(one for column, groups in _columns(frame, by) for one in _of_column(frame, column, groups))


def look_alikes(frame: pd.DataFrame, column: str) -> tuple[Reason, ...]:
    """Values that differ in capitals alone, which a reader would take for one."""
    known = labels_of(frame[column]).dropna()
    names = pd.Series(known.unique(), dtype="str").sort_values()
    twice = names[names.str.casefold().duplicated(keep=False)]
    return (Reason.of("values_alike", column=column, values=some(twice, 6)),) if len(twice) else ()


def _columns(frame: pd.DataFrame, by: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The columns that a division reads, with the groups that name their values."""
    if isinstance(by, str):
        if by not in TIMES and by in frame.columns:
            yield by, {}
    elif isinstance(by, Mapping):
        if not are_spans(by):
            yield SOURCE, by
    elif isinstance(by[0], str) and by[0] not in TIMES and isinstance(by[1], Mapping):
        yield by[0], by[1]
    else:
        for part in by:
            yield from _columns(frame, part)


def _of_column(frame: pd.DataFrame, column: str, groups: Mapping[str, Any]) -> Iterator[Reason]:
    missing = int(labels_of(frame[column]).isna().sum())
    if missing:
        yield Reason.of("units_without_value", n=missing, columns=column)
    named = [value for values in groups.values() if not are_ends(values) for value in values]
    here = set(labels_of(frame[column]).dropna())
    strange = [str(name) for name, label in zip(named, labels_wanted(named, frame[column])) if label not in here]
    if strange:
        yield Reason.of("values_unknown", column=column, values=some(strange, 6))
    yield from look_alikes(frame, column)
