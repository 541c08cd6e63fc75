"""Did readers find fewer of the positives in one period? Seen where two of them read the same units (METHODS §10).

Two readers who each miss half of the positives agree on a quarter of them. With levels free in every period and theme,
what two readers say of the same units tells how many positives each finds (two latent classes: Hui & Walter 1980), so a
theme that rises or falls is no alarm, nor is a reader who says 1 too often all along.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from toolkit.base.reasons import Reason
from toolkit.documents.periods import Grouping
from toolkit.evidence.codes import Codes

Array = NDArray[np.float64]
FOUND = np.linspace(0.3, 1.0, 29)  # of the positives, that a reader finds
INVENTED = np.linspace(0.0, 0.2, 11)  # of the others, that he takes for positives
LEVELS = np.append(0.0, np.geomspace(0.005, 0.95, 40))
CHANCE = 0.01
FEWEST_DOUBLES = 10


def missed_positives(codes: Codes, grouping: Grouping) -> tuple[Reason, ...]:
    """A caution where readers find another share of the positives in one period than in another; none without a sign.

    Likelihood ratio of one share by period against one for all, by the 99 % quantile of chi-squared. Two readers who
    miss the same units look like a lower level and are not seen.
    """
    counts = _pairs(codes, grouping)
    told = np.flatnonzero(counts.sum(axis=2).max(axis=1, initial=0) >= FEWEST_DOUBLES)
    if len(told) < 2:
        return ()
    fit = np.tensordot(counts[told], _log_chances(), axes=(2, 0)).max(axis=-1).sum(axis=1)  # (P, found, invented)
    by_period = fit.max(axis=1).sum(axis=0)
    ratio = 2 * (by_period.max() - fit.sum(axis=0).max())
    if ratio <= chi2.ppf(1 - CHANCE, len(told) - 1):
        return ()
    found = FOUND[fit[:, :, by_period.argmax()].argmax(axis=1)]
    names = {"good": grouping.labels[told[found.argmax()]], "poor": grouping.labels[told[found.argmin()]]}
    return (Reason.of("misses_differ", **names, high=float(found.max()), low=float(found.min())),)


def _pairs(codes: Codes, grouping: Grouping) -> Array:
    """(P, T, 3) of the units that several coded, by how many of the first two who coded a theme said 1."""
    n_periods, n_themes = len(grouping.labels), codes.value.shape[1]
    counts = np.zeros((n_periods, n_themes, 3))
    given = codes.by_coder
    known = ~np.isnan(given)
    first_two = known & (np.cumsum(known, axis=0) <= 2)
    twice, ones = first_two.sum(axis=0) == 2, np.where(first_two, given, 0.0).sum(axis=0)
    period = grouping.period[codes.units]
    for p in range(n_periods):
        for said in range(3):
            counts[p, :, said] = (twice & (np.round(ones) == said) & (period == p)[:, None]).sum(axis=0)
    return counts


@cache
def _log_chances() -> Array:
    """(3, found, invented, levels) log of the chance that none, one or both of two readers say 1."""
    found, invented, level = FOUND[:, None, None], INVENTED[None, :, None], LEVELS[None, None, :]
    both = level * found**2 + (1 - level) * invented**2
    none = level * (1 - found) ** 2 + (1 - level) * (1 - invented) ** 2
    return np.log(np.clip(np.stack([none, 1 - both - none, both]), 1e-9, 1.0))
