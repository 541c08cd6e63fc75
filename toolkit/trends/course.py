"""The course over all periods: linear and monotone trends, and change points."""

from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import require_count, require_share
from toolkit.base.errors import UsageError
from toolkit.base.streams import stream
from toolkit.trends.estimates import Prevalence
from toolkit.trends.resampling import max_t

Array = NDArray[np.float64]
PERMUTATIONS = 1999


def _series(prevalence: Prevalence, least: int) -> tuple[NDArray[np.intp], Array, Array]:
    """The periods in which every theme has an interval, their estimates (P', T) and draws (S, P', T)."""
    if prevalence.by == "source":
        raise UsageError("sources have no order in time; measure the prevalence by year, quarter, month or spans")
    good = np.flatnonzero(prevalence.usable.all(axis=1))
    if len(good) < least:
        raise UsageError(f"a course needs at least {least} periods with enough stories; there are {len(good)}")
    return good, prevalence.estimate[good], prevalence.draws[:, good]


def trend_tests(prevalence: Prevalence, *, level: float = 0.95) -> pd.DataFrame:
    """Is there a trend over all periods? One row a theme.

    `slope`: change per period of the least-squares line (a year, quarter or month without units is time passed), with
    `lower, upper, p_value` and `p_adjusted` (step-down max-T over the themes) from the joint draws; `kendall`: τ of
    estimates with time (the monotone trend) and `kendall_p`, its p-value against draws in which no period differs.
    Exploratory: a trend bears no verdict. At least three periods.
    """
    good, estimate, draws = _series(prevalence, 3)
    require_share("level", level)
    time = _times(prevalence)[good]
    contrast = (time - time.mean()) / float(((time - time.mean()) ** 2).sum())
    slope, moved = contrast @ estimate, np.einsum("p,spt->st", contrast, draws)
    p_value, p_adjusted = max_t(slope, moved)
    lower, upper = np.quantile(moved, [(1 - level) / 2, (1 + level) / 2], axis=0)
    observed, null = _kendall(estimate[None])[0], _kendall(draws - draws.mean(axis=0))
    kendall_p = (1 + (np.abs(null) >= np.abs(observed) - 1e-12).sum(axis=0)) / (len(null) + 1)
    return pd.DataFrame(
        {
            "theme": list(prevalence.themes),
            "first": prevalence.periods[good[0]],
            "last": prevalence.periods[good[-1]],
            "n_periods": len(good),
            "slope": slope,
            "lower": lower,
            "upper": upper,
            "p_value": p_value,
            "p_adjusted": p_adjusted,
            "kendall": observed,
            "kendall_p": kendall_p,
        }
    )


def _times(prevalence: Prevalence) -> Array:
    """(P) when each period lies, in units of the division; spans count 0, 1, 2 …"""
    if prevalence.by == "year":
        return np.array([float(name) for name in prevalence.periods])
    if prevalence.by in ("quarter", "month"):
        size = 4 if prevalence.by == "quarter" else 12
        parts = [name.replace("Q", "").split("-") for name in prevalence.periods]
        return np.array([size * float(year) + float(part) for year, part in parts])
    return np.arange(len(prevalence.periods), dtype=np.float64)


def _kendall(values: Array) -> Array:
    """(S, T) Kendall's τ of each series (S, P, T) with time."""
    n, total = values.shape[1], np.zeros((values.shape[0], values.shape[2]))
    for i in range(n):
        total += np.sign(values[:, i + 1 :] - values[:, i : i + 1]).sum(axis=1)
    return np.asarray(total / (n * (n - 1) / 2))


def change_points(prevalence: Prevalence, *, seed: int, min_periods: int = 2) -> pd.DataFrame:
    """Where did the level shift? One row a theme: the best single split of the periods and a permutation test.

    `after`: the last period before the shift; `change` in level; `statistic`: the largest weighted difference of means
    of the two sides, in standard errors of the periods; `p_value` against 1,999 random orders of the periods, the same
    orders for all themes, and `p_adjusted`, max-T over themes. `min_periods` on each side. At least six periods: fewer
    orders cannot reach 0.05. Exploratory: it bears no verdict.
    """
    require_count("min_periods", min_periods, 1)
    good, estimate, draws = _series(prevalence, max(6, 2 * min_periods))
    precision = 1.0 / np.maximum(draws.var(axis=0, ddof=1), 1e-18)
    rng = stream(seed, "change points")
    orders = np.stack([np.arange(len(good)), *(rng.permutation(len(good)) for _ in range(PERMUTATIONS))])
    statistic, split, change = _best_split(estimate, precision, orders[:1], min_periods)
    null = _best_split(estimate, precision, orders[1:], min_periods)[0]
    p_value = (1 + (null >= statistic[0] - 1e-12).sum(axis=0)) / (PERMUTATIONS + 1)
    highest = null.max(axis=1)
    adjusted = (1 + (highest[:, None] >= statistic[0] - 1e-12).sum(axis=0)) / (PERMUTATIONS + 1)
    names = [prevalence.periods[good[i]] for i in range(len(good))]
    steps = list(pairwise(names))
    return pd.DataFrame(
        {
            "theme": list(prevalence.themes),
            "after": [steps[i][0] for i in split[0]],
            "before": [steps[i][1] for i in split[0]],
            "change": change[0],
            "statistic": statistic[0],
            "p_value": p_value,
            "p_adjusted": adjusted,
        }
    )


def _best_split(
    estimate: Array, precision: Array, orders: NDArray[np.intp], min_periods: int
) -> tuple[Array, NDArray[np.intp], Array]:
    """(R, T) statistic, place and change of the best split of each order of the periods."""
    value, weight = estimate[orders], precision[orders]  # (R, P, T)
    mass, moment = np.cumsum(weight, axis=1), np.cumsum(weight * value, axis=1)
    left, right = mass[:, :-1], mass[:, -1:] - mass[:, :-1]
    change = (moment[:, -1:] - moment[:, :-1]) / right - moment[:, :-1] / left
    statistic = np.abs(change) / np.sqrt(1 / left + 1 / right)
    statistic[:, : min_periods - 1] = -1.0
    statistic[:, statistic.shape[1] - min_periods + 1 :] = -1.0
    place = np.argmax(statistic, axis=1)
    pick = np.take_along_axis
    return pick(statistic, place[:, None], 1)[:, 0], place, pick(change, place[:, None], 1)[:, 0]
