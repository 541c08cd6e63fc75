"""Step-down max-T: p-values that hold for a whole family of tests (Westfall & Young 1993)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def max_t(estimate: Array, draws: Array) -> tuple[Array, Array]:
    """(M) p-values and step-down adjusted p-values of M changes.

    `estimate` (M), `draws` (S, M): the null is (draw - mean draw)/sd, the statistic estimate/sd. The smallest p is
    1/(S + 1).
    """
    centre, sd = draws.mean(axis=0), draws.std(axis=0, ddof=1)
    null = np.abs((draws - centre) / sd)
    statistic = np.abs(estimate / sd)
    raw = (1 + (null >= statistic).sum(axis=0)) / (len(draws) + 1)
    order = np.argsort(-statistic, kind="stable")
    adjusted, floor = np.empty(len(estimate)), 0.0
    for place, m in enumerate(order):
        highest = null[:, order[place:]].max(axis=1)
        floor = max(floor, float((1 + (highest >= statistic[m]).sum()) / (len(draws) + 1)))
        adjusted[m] = floor
    return raw, adjusted
