"""The course over all periods: linear and monotone trends, and one step against a line (METHODS §16, time).

What periods share beside the stories that fell into them (a year's events) moves all stories of a period together: the
variance of a period's figure is that of its draws and a between-period part τ², found by REML.
"""

from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import require_count, require_share
from toolkit.base.errors import UsageError
from toolkit.base.streams import stream
from toolkit.documents.periods import TIMES
from toolkit.trends.corrected import reml
from toolkit.trends.estimates import Prevalence
from toolkit.trends.periods import times_of

Array = NDArray[np.float64]
Index = NDArray[np.intp]
SIMULATIONS = 1999
FEWEST_RESIDUAL_DF = 5
TREND_NUMBERS = ("slope", "tau", "lower", "upper", "p_value", "kendall", "kendall_p", "smallest_p")
EXPLORATORY = "exploratory: fewer than five residual degrees of freedom"


def _series(prevalence: Prevalence, theme: int, least: int) -> tuple[Index, Array, Array]:
    """The periods in which a theme has an interval, its estimates there and the variances of its draws."""
    good = np.flatnonzero(prevalence.usable[:, theme])
    if len(good) < least:
        return good, np.empty(0), np.empty(0)
    draws = prevalence.draws[:, good, theme]
    return good, prevalence.estimate[good, theme], np.maximum(draws.var(axis=0, ddof=1), 1e-18)


def _require_course(prevalence: Prevalence, least: int) -> None:
    if prevalence.by not in TIMES:
        raise UsageError(
            f"{prevalence.by} has no order in time; measure the prevalence by year, quarter, month or spans"
        )
    longest = int(prevalence.usable.sum(axis=0).max(initial=0))
    if longest < least:
        raise UsageError(f"a course needs at least {least} periods with enough stories; there are {longest}")


def trend_tests(prevalence: Prevalence, *, level: float = 0.95) -> pd.DataFrame:
    """Is there a trend over all periods? One row a theme, each on the periods in which it has an interval.

    `slope`: change per period of the weighted least-squares line (a year, quarter or month without units is time
    passed), with `lower, upper, p_value`: t with n - 2 degrees of freedom, weights 1/(variance + τ²), `tau` the sd of
    shocks that all stories of a period share (REML); `p_adjusted` over the themes (Holm 1979); `kendall`: τ of the
    estimates with time (the monotone trend) and `kendall_p`, against all or 1,999 orders of the periods; `smallest_p`:
    what an order can reach; `note`: exploratory under five residual degrees of freedom. A trend bears no verdict. At
    least three periods.

    >>> tk.trend_tests(tk.prevalence(model, corpus, seed=1)).columns.tolist()[:3]
    ['theme', 'first', 'last']
    """
    _require_course(prevalence, 3)
    require_share("level", level)
    rows = [_trend(prevalence, t, level) for t in range(len(prevalence.themes))]
    frame = pd.DataFrame(rows)
    frame.insert(len(frame.columns) - 4, "p_adjusted", holm(frame["p_value"].to_numpy(dtype=np.float64)))
    return frame


def _trend(prevalence: Prevalence, t: int, level: float) -> dict[str, object]:
    from scipy import stats

    good, y, variance = _series(prevalence, t, 3)
    if len(good) < 3:
        blank = dict.fromkeys(
            ("slope", "tau", "lower", "upper", "p_value", "kendall", "kendall_p", "smallest_p"), np.nan
        )
        return {
            "theme": prevalence.themes[t],
            "first": "",
            "last": "",
            "n_periods": len(good),
            **blank,
            "note": "too few",
        }
    time = times_of(prevalence.periods, prevalence.by)[good]
    design = np.column_stack([np.ones(len(time)), time - time.mean()])
    tau2 = reml(y, variance, design)
    beta, covariance = _weighted(design, y, 1 / (variance + tau2))
    se, df = float(np.sqrt(covariance[1, 1])), len(y) - 2
    reach = float(stats.t.ppf((1 + level) / 2, df)) * se
    tau, kendall_p, smallest = _kendall(y)
    return {
        "theme": prevalence.themes[t],
        "first": prevalence.periods[good[0]],
        "last": prevalence.periods[good[-1]],
        "n_periods": len(good),
        "slope": float(beta[1]),
        "tau": float(np.sqrt(tau2)),
        "lower": float(beta[1]) - reach,
        "upper": float(beta[1]) + reach,
        "p_value": float(2 * stats.t.sf(abs(float(beta[1])) / se, df)),
        "kendall": tau,
        "kendall_p": kendall_p,
        "smallest_p": smallest,
        "note": "" if df >= FEWEST_RESIDUAL_DF else EXPLORATORY,
    }


def _weighted(design: Array, y: Array, weight: Array) -> tuple[Array, Array]:
    """Coefficients and their covariance."""
    inverse = np.linalg.inv((design * weight[:, None]).T @ design)
    return np.asarray(inverse @ (design.T @ (weight * y))), np.asarray(inverse, dtype=np.float64)


def holm(p: Array) -> Array:
    """Step-down Bonferroni (Holm 1979); nan stays out of the family."""
    found, known = np.full(len(p), np.nan), np.flatnonzero(~np.isnan(p))
    order, floor = known[np.argsort(p[known], kind="stable")], 0.0
    for rank, place in enumerate(order.tolist()):
        floor = max(floor, min((len(order) - rank) * float(p[place]), 1.0))
        found[place] = floor
    return found


def _kendall(y: Array) -> tuple[float, float, float]:
    """Kendall's τ of a series with time, its two-sided p against the orders of the periods, and the smallest p."""
    from math import factorial

    n = len(y)
    rng = np.random.Generator(np.random.PCG64(n))  # the orders depend on nothing but their number
    orders = np.stack([np.arange(n), *(rng.permutation(n) for _ in range(SIMULATIONS))])
    values, total = y[orders], np.zeros(len(orders))
    for i in range(n):
        total += np.sign(values[:, i + 1 :] - values[:, i : i + 1]).sum(axis=1)
    tau = total / (n * (n - 1) / 2)
    p = float((np.abs(tau) >= abs(tau[0]) - 1e-12).mean())
    return float(tau[0]), p, max(2.0 / factorial(n), 1.0 / len(orders))


def change_points(prevalence: Prevalence, *, seed: int, min_periods: int = 2) -> pd.DataFrame:
    """Is there a step, rather than a line? One row a theme, each on the periods in which it has an interval.

    The best single split of the periods is compared with a straight line: `after`: the last period before it, `before`:
    the first after it; `change` in level; `statistic`: log of the line's over the step's weighted squared residuals;
    `p_value` against 1,999 series that follow the fitted line with the variances of the draws and shocks of sd `tau`
    (REML), so that a steady rise is no break; `p_adjusted` over the themes (Holm); `smallest_p`: what can be reached;
    `note`: exploratory under five residual degrees of freedom. `min_periods` on each side; at least six periods.
    It bears no verdict.

    >>> tk.change_points(tk.prevalence(model, corpus, seed=1), seed=1).columns.tolist()[:3]
    ['theme', 'after', 'before']
    """
    require_count("min_periods", min_periods, 1)
    _require_course(prevalence, max(6, 2 * min_periods))
    rows = [_step(prevalence, t, min_periods, seed) for t in range(len(prevalence.themes))]
    frame = pd.DataFrame(rows)
    frame.insert(7, "p_adjusted", holm(frame["p_value"].to_numpy(dtype=np.float64)))
    return frame


def _step(prevalence: Prevalence, t: int, min_periods: int, seed: int) -> dict[str, object]:
    theme = prevalence.themes[t]
    good, y, variance = _series(prevalence, t, max(6, 2 * min_periods))
    if not len(y):
        blank = dict.fromkeys(("change", "tau", "statistic", "p_value", "smallest_p"), np.nan)
        return {"theme": theme, "after": "", "before": "", **blank, "note": "too few periods"}
    time = times_of(prevalence.periods, prevalence.by)[good]
    line = np.column_stack([np.ones(len(time)), time - time.mean()])
    tau2 = reml(y, variance, line)
    weight = 1 / (variance + tau2)
    fitted = line @ _weighted(line, y, weight)[0]
    rng = stream(seed, "series along a line", theme)
    noise = rng.standard_normal((SIMULATIONS, len(y))) * np.sqrt(variance + tau2)
    found = _step_against_line(np.vstack([y, fitted + noise]), line, weight, min_periods)
    statistic, split, change = (float(found[0][0]), int(found[1][0]), float(found[2][0]))
    names = list(pairwise(prevalence.periods[i] for i in good))
    return {
        "theme": theme,
        "after": names[split][0],
        "before": names[split][1],
        "change": change,
        "tau": float(np.sqrt(tau2)),
        "statistic": statistic,
        "p_value": float((found[0] >= statistic - 1e-12).mean()),
        "smallest_p": 1.0 / (SIMULATIONS + 1),
        "note": "" if len(y) - 3 >= FEWEST_RESIDUAL_DF else EXPLORATORY,
    }


def _step_against_line(values: Array, line: Array, weight: Array, min_periods: int) -> tuple[Array, Index, Array]:
    """(R) log ratio of squared residuals of line and best step, the split, and the change, of series (R, P)."""
    hat = line @ np.linalg.inv((line * weight[:, None]).T @ line) @ (line * weight[:, None]).T
    of_line = (weight * (values - values @ hat.T) ** 2).sum(axis=1)
    mass, moment = np.cumsum(weight), np.cumsum(weight * values, axis=1)
    square = (weight * values**2).sum(axis=1)
    left, right = mass[:-1], mass[-1] - mass[:-1]
    before, after = moment[:, :-1] / left, (moment[:, -1:] - moment[:, :-1]) / right
    of_step = square[:, None] - left * before**2 - right * after**2
    of_step[:, : min_periods - 1] = np.inf
    of_step[:, of_step.shape[1] - min_periods + 1 :] = np.inf
    split = np.argmin(of_step, axis=1)
    best = np.take_along_axis(of_step, split[:, None], 1)[:, 0]
    change = np.take_along_axis(after - before, split[:, None], 1)[:, 0]
    return np.log(np.maximum(of_line, 1e-300) / np.maximum(best, 1e-300)), split, change
