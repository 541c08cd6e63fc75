"""What coders and their habits leave of a comparison: pairs and terms that bear no verdict, and why (METHODS §10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import some
from toolkit.base.reasons import Reason
from toolkit.documents.periods import UNDATED, Grouping
from toolkit.trends.code_fit import code_fit
from toolkit.trends.coders import FEWEST_DOUBLES, CoderShift, coder_shift
from toolkit.trends.design import Design
from toolkit.trends.outcomes import codes_of, packed
from toolkit.trends.sheet_habits import Habits, Sheet, habits_of

Rows = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _Side:
    """A division that coefficients compare: years, or the values of one column of words (`is_time` False)."""

    grouping: Grouping
    is_time: bool


def barred_pairs(coders: CoderShift, habits: Habits, labels: tuple[str, ...]) -> tuple[tuple[str, str, Reason], ...]:
    """The pairs of periods between which a difference of coders, or of what they did with the sheet, is no change."""
    barred = []
    for p, q in combinations(range(len(labels)), 2):
        if coders.separated[p, q]:
            barred.append((labels[p], labels[q], Reason("coders_separated")))
        elif coders.untold[p, q]:
            unknown = [labels[r] for r in (p, q) if coders.unknown[r]]
            why = Reason.of("coders_unknown", least=FEWEST_DOUBLES, periods=unknown)
            barred.append((labels[p], labels[q], why))
        barred += [(labels[p], labels[q], why) for why in habits.bars(p, q)]
    return tuple(barred)


def bars_of(
    sheet: Sheet, frame: pd.DataFrame, use: Rows, design: Design, fewest: int, *, seed: int
) -> tuple[tuple[str, ...], tuple[Reason, ...]]:
    """The terms (names of `design`) that bear no verdict, and what has to be said of coders and their sheet.

    Years and the values of each column of words are looked at as `prevalence` looks at its periods. A habit with the
    sheet spoils the codes that every coefficient rests on; coders who go with a column spoil that column's. `use` (U):
    the rows of the regression; a year of under `fewest` coded units shows nothing of its coders.
    """
    barred: set[str] = set()
    bars: list[Reason] = []
    doubts: list[Reason] = []
    misfits: dict[str, Reason] = {}
    told: list[Reason] = []
    for side in _sides(frame, use, design, sheet, fewest):
        habits = habits_of(sheet, side.grouping)
        bars += habits.bars(*range(len(side.grouping.labels)))
        doubts += habits.doubts()
        misfits = _misfits(sheet, side.grouping) | misfits
        shift = coder_shift(sheet.codes, side.grouping, sheet.codes.weights(side.grouping.period), seed=seed)
        mixed = _mixed(shift, side)
        own = {name for name in design.names if _is_told_by(name, side, mixed, design)}
        barred |= own
        if own:
            told.append(Reason.of("coders_by_column", column=side.grouping.by, values=some(mixed, 6)))
        elif shift.corrected:  # the terms of this column compare coders who are not brought to their mean
            uneven = list(side.grouping.labels)
            barred |= {name for name in design.names if _is_told_by(name, side, uneven, design)}
            told.append(Reason.of("coders_uneven", column=side.grouping.by))
    terms = design.names if bars else tuple(name for name in design.names if name in barred)
    return terms, tuple(dict.fromkeys([*(bars or doubts), *misfits.values(), *told]))


def _misfits(sheet: Sheet, grouping: Grouping) -> dict[str, Reason]:
    """Themes whose codes do not go with their scores, as `prevalence` says it of the theme."""
    found = zip(sheet.themes, code_fit(sheet.score, sheet.codes, grouping, sheet.themes))
    return {theme: Reason.of("of_theme", theme=theme, what=why) for theme, why in found if why}


def _sides(frame: pd.DataFrame, use: Rows, design: Design, sheet: Sheet, fewest: int) -> Iterator[_Side]:
    yield _Side(years_of(frame, use, sheet, fewest), True)
    words = [one for one in design.coded.values() if one.levels]
    for one, level in zip(words, design.groups(frame[use])):
        period = np.full(len(frame), UNDATED, dtype=np.int64)
        period[use] = level.to_numpy()
        yield _Side(_grouping(frame, one.levels, period, str(one.factor)), False)


def years_of(frame: pd.DataFrame, use: Rows, sheet: Sheet, fewest: int) -> Grouping:
    """The years of the rows in `use` (U) in which `fewest` units were coded; the others stand in none."""
    coded = np.isin(np.arange(len(frame)), sheet.codes.units) & use
    year = frame["year"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    n = pd.Series(year[coded]).value_counts()
    known = np.sort(n.index[n >= fewest].to_numpy())
    inside = use & np.isin(year, known)
    period = np.full(len(frame), UNDATED, dtype=np.int64)
    period[inside] = packed(year[inside].astype(np.int64))
    return _grouping(frame, tuple(f"{y:.0f}" for y in known), period, "year")


def _grouping(frame: pd.DataFrame, labels: tuple[str, ...], period: NDArray[np.int64], by: str) -> Grouping:
    return Grouping(labels, period, codes_of(frame["story"]), codes_of(frame["parent"]), by)


def _mixed(shift: CoderShift, side: _Side) -> list[str]:
    """The values that cannot be told from their coders: against the first, the reference; of time, from one another."""
    at = np.flatnonzero(shift.untold.any(axis=0) if side.is_time else shift.untold[0])
    return [side.grouping.labels[p] for p in at]


def _is_told_by(name: str, side: _Side, mixed: list[str], design: Design) -> bool:
    """Does a term's coefficient compare one of these values?"""
    parts = name.split(":")
    if side.is_time:
        times = [str(one.factor) for one in design.coded.values() if one.is_time] if mixed else []
        return any(part == time or part.startswith(f"{time}[") for part in parts for time in times)
    tags = [f"{side.grouping.by}[{value}]" for value in mixed]
    return any(f":{tag}:" in f":{name}:" for tag in tags)
