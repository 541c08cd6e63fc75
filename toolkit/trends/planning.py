"""How many more codings a figure, or a change, needs (METHODS §10)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.base.checks import require_share
from toolkit.base.errors import UsageError
from toolkit.trends.estimates import Prevalence
from toolkit.trends.periods import period_pairs

Z95 = 1.959964
FEWEST_OF_A_KIND = 5
NOT_ENOUGH = "not with these stories: pool periods or collect more"
LEAST_POWER = 0.5
WIDTH_COLUMNS = (
    "theme",
    "period",
    "estimate",
    "coded",
    "correlation",
    "width_now",
    "width_wanted",
    "n_more",
    "note",
)
CHANGE_COLUMNS = (
    "theme",
    "earlier",
    "later",
    "change",
    "power",
    "coded_earlier",
    "coded_later",
    "n_each",
    "more_earlier",
    "more_later",
    "smallest_now",
    "note",
)


def plan_coding(
    prevalence: Prevalence,
    *,
    width: float | None = None,
    change: float | None = None,
    power: float = 0.8,
    pairs: Sequence[Sequence[str]] | None = None,
) -> pd.DataFrame:
    """How many more coded stories are needed: for intervals of a width, or to see a change (give one of the two).

    `width` (0.04 is ± 2 points): one row a theme and period, `WIDTH_COLUMNS`. The width is that of METHODS §10,
    2 · 1.96 · √(σ²/n · (1 - ρ²(1 - n/N))); ρ is read from a calibrated prevalence and taken as 0 (coding alone, on the
    safe side) from one that is not; σ² is that of the estimate drawn towards a half by two codes of each kind (Agresti
    & Coull 1998), so that codes all alike do not count as certainty.
    `change` (0.05 is 5 points): one row a theme and pair of periods or groups, `CHANGE_COLUMNS`: `n_each` coded stories
    in each of both show such a change with `power` in a family of this size (level .05 over all themes and pairs), and
    `smallest_now` is the smallest change that the present codings show so. `pairs` as in `contrasts`.
    UsageError for a share, which no code calibrates.

    >>> tk.plan_coding(level, width=0.06).columns.tolist()[-3:]
    ['width_wanted', 'n_more', 'note']
    """
    if (width is None) == (change is None):
        raise UsageError("plan for one thing: width=0.04 for intervals of 4 points, or change=0.05 to see 5 points")
    if prevalence.measure == "share":
        raise UsageError("codes do not calibrate a share of words; plan for presence, room or dominant")
    if width is not None:
        require_share("width", width)
        return _for_width(prevalence, width)
    require_share("change", change)
    require_share("power", power)
    if pairs is not None and not len(pairs):
        raise UsageError("pairs is empty; name two periods or groups a pair, or leave pairs out")
    if power < LEAST_POWER:
        raise UsageError(f"power is {power}: a change that is missed more often than seen is no plan; take .8 or .9")
    if power >= 1:
        raise UsageError("power is 1, but no number of codings is sure to show a change; take .8 or .9")
    return _for_change(prevalence, float(change or 0.0), power, pairs)


@dataclass(frozen=True)
class _Cell:
    """What is known of one theme in one period: its variance, ρ², coded and all stories, and the width it has."""

    estimate: float
    variance: float
    rho2: float
    coded: float
    stories: float
    width: float

    def error2(self, n: float) -> float:
        """The squared standard error with n coded stories."""
        return self.variance * (1 - self.rho2 * (1 - n / self.stories)) / n


def _cell(prevalence: Prevalence, widths: np.ndarray, p: int, t: int) -> _Cell:
    coded = 0.0 if prevalence.coded is None else float(prevalence.coded[p, t])
    estimate, size = float(prevalence.estimate[p, t]), float(prevalence.n_stories[p])
    level = _planned_level(0.5 if prevalence.is_index else estimate, coded if prevalence.calibrated else np.inf)
    variance, now, rho2 = level * (1 - level), float(widths[p, t]), 0.0
    if prevalence.calibrated and _of_both_kinds(prevalence, p, t) and np.isfinite(now):
        found = (1 - (now / (2 * Z95)) ** 2 * coded / variance) / max(1 - coded / size, 1e-9)
        rho2 = float(np.clip(found, 0.0, 0.99))
    return _Cell(0.5 if prevalence.is_index else estimate, variance, rho2, coded, size, now)


def _of_both_kinds(prevalence: Prevalence, p: int, t: int) -> bool:
    """Enough codes of each kind to read off the interval's width how well the predictions do."""
    if prevalence.coded is None or prevalence.positives is None:
        return False
    n, ones = float(prevalence.coded[p, t]), float(prevalence.positives[p, t])
    return min(ones, n - ones) >= FEWEST_OF_A_KIND


def _cells(prevalence: Prevalence) -> list[list[_Cell]]:
    """Period by theme."""
    spread = np.subtract(*np.quantile(prevalence.draws, [0.975, 0.025], axis=0))
    widths = np.where(prevalence.usable, spread, np.nan)
    themes = range(len(prevalence.themes))
    return [[_cell(prevalence, widths, p, t) for t in themes] for p in range(len(prevalence.periods))]


def _for_width(prevalence: Prevalence, width: float) -> pd.DataFrame:
    rows = []
    for period, cells in zip(prevalence.periods, _cells(prevalence)):
        for theme, cell in zip(prevalence.themes, cells):
            room = (width / (2 * Z95)) ** 2 - cell.variance * cell.rho2 / cell.stories
            enough = cell.variance * (1 - cell.rho2) / room if room > 0 else np.inf
            note = "" if enough <= cell.stories else NOT_ENOUGH
            more = np.nan if enough > cell.stories else max(np.ceil(enough - cell.coded), 0.0)
            known = (cell.estimate, int(cell.coded), np.sqrt(cell.rho2), cell.width)
            rows.append((theme, period, *known, width, more, note))
    return pd.DataFrame(rows, columns=list(WIDTH_COLUMNS))


def _for_change(
    prevalence: Prevalence, change: float, power: float, asked: Sequence[Sequence[str]] | None
) -> pd.DataFrame:
    from scipy import stats

    pairs = period_pairs(prevalence.periods, asked, prevalence.by, prevalence.effective_stories)
    n_tests = len(pairs) * len(prevalence.themes)
    reach = float(stats.norm.isf(0.025 / n_tests) + stats.norm.ppf(power))
    cells, rows = _cells(prevalence), []
    for t, theme in enumerate(prevalence.themes):
        for earlier, later in pairs:
            one, two = (cells[prevalence.periods.index(name)][t] for name in (earlier, later))
            each = _equal_parts(one, two, change / reach)
            more = [np.nan if np.isnan(each) else max(each - cell.coded, 0.0) for cell in (one, two)]
            now = np.nan
            if min(one.coded, two.coded) >= 2:
                now = reach * float(np.sqrt(one.error2(one.coded) + two.error2(two.coded)))
            note = NOT_ENOUGH if np.isnan(each) else ""
            rows.append((theme, earlier, later, change, power, int(one.coded), int(two.coded), each, *more, now, note))
    return pd.DataFrame(rows, columns=list(CHANGE_COLUMNS))


def _equal_parts(one: _Cell, two: _Cell, error: float) -> float:
    """The same number of codings in both that gives the change this standard error; nan where stories are too few."""
    floor = one.variance * one.rho2 / one.stories + two.variance * two.rho2 / two.stories
    room = error**2 - floor
    if room <= 0:
        return np.nan
    each = np.ceil((one.variance * (1 - one.rho2) + two.variance * (1 - two.rho2)) / room)
    return float(each) if each <= min(one.stories, two.stories) else np.nan


def _planned_level(estimate: float, coded: float) -> float:
    """The level a plan reckons with: a half where nothing is known, never 0 or 1."""
    if not np.isfinite(estimate):
        return 0.5
    drawn = estimate if np.isinf(coded) else (coded * estimate + 2.0) / (coded + 4.0)
    return float(np.clip(drawn, 0.01, 0.99))
