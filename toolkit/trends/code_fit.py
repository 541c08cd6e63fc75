"""Do scores and codes go together alike in all periods? Not where labels were exchanged, or the words changed."""

import numpy as np
from numpy.typing import NDArray

from toolkit.base.reasons import Reason
from toolkit.documents.periods import Grouping
from toolkit.evidence.codes import Codes

Array = NDArray[np.float64]
FEWEST_OF_A_KIND = 5
APART = 4.5  # sd: in at most 2 of 600 studies of eight themes and eight periods in which nothing is exchanged


def code_fit(score: Array, codes: Codes, grouping: Grouping) -> tuple[Reason | None, ...]:
    """(T) a caution for each theme whose codes go with its scores (U, T) in one period and not so in another.

    How far the units coded 1 lie above the others, in sd within the kinds (Hedges & Olkin 1985), compared between the
    two periods that differ most; it does not depend on how many are coded 1. Periods with under five of a kind are left
    out. A calibrated figure covers whatever the scores are worth; but the codes may be of another theme, or 1 be 0.
    """
    found: list[Reason | None] = []
    for t in range(score.shape[1]):
        told = [(p, *gap) for p in range(len(grouping.labels)) if (gap := _gap(score, codes, grouping, (p, t)))]
        if len(told) < 2:
            found.append(None)
            continue
        high, low = max(told, key=lambda one: one[1]), min(told, key=lambda one: one[1])
        apart = (high[1] - low[1]) / np.sqrt(high[2] + low[2])
        names = {"good": grouping.labels[high[0]], "poor": grouping.labels[low[0]]}
        reason = Reason.of("codes_fit_differs", **names, above=high[1], not_above=low[1])
        found.append(reason if apart > APART else None)
    return tuple(found)


def _gap(score: Array, codes: Codes, grouping: Grouping, at: tuple[int, int]) -> tuple[float, float] | None:
    """How far a period's units coded 1 lie above the others in sd, and its variance; None where they are too few."""
    p, t = at
    here = np.flatnonzero((grouping.period == p) & ~np.isnan(codes.value[:, t]))
    one, x = codes.value[here, t] > 0.5, score[here, t]
    n = len(here)
    if min(one.sum(), n - one.sum()) < FEWEST_OF_A_KIND:
        return None
    means = x[one].mean(), x[~one].mean()
    sd = float(np.sqrt((((x[one] - means[0]) ** 2).sum() + ((x[~one] - means[1]) ** 2).sum()) / (n - 2)))
    if sd < 1e-9:
        return None
    gap = float(means[0] - means[1]) / sd
    return gap, float(1 / one.sum() + 1 / (n - one.sum()) + gap**2 / (2 * (n - 2)))
