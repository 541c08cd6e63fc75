"""Joint draws from the influence of stories, one set for every period and theme, and max-T over a family.

Every estimator of this floor is written as an estimate and the influence of each story on it, so one engine draws them
all: a story that stands in two periods, and all its themes, move together.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.base.progress import progress
from toolkit.base.streams import stream

Array = NDArray[np.float64]
Index = NDArray[np.int64]
BATCH, PIECE = 100, 20  # draws made at once, which take 24 bytes a story each


@dataclass(frozen=True, eq=False)
class Influence:
    """What each story adds to one period's estimates.

    `stories` (G) distinct codes; `values` (G, T) whose weighted sum is the deviation of a draw; `weight` (G) the share
    of the period's weight that the story has (sums to one).
    """

    stories: Index
    values: Array
    weight: Array


def by_story(story: Index, values: Array, weight: Array) -> Influence:
    """Sum unit influences (U, T) and weights (U) by story."""
    codes, at = np.unique(story, return_inverse=True)
    summed, total = np.zeros((len(codes), values.shape[1])), np.zeros(len(codes))
    for t in range(values.shape[1]):
        summed[:, t] = np.bincount(at, weights=values[:, t], minlength=len(codes))
    total[:] = np.bincount(at, weights=weight, minlength=len(codes))
    return Influence(codes.astype(np.int64), summed, total / total.sum())


def bootstrap(influences: list[Influence], n_stories: int, *, draws: int, seed: int, name: str | int) -> Array:
    """(S, P, T) deviations under Exp(1) weights by story (the Bayesian bootstrap, Rubin 1981), to first order.

    The weights are relative to the period's weighted mean weight. Deviations are widened to the unbiased variance and
    to a t distribution, because a few stories can carry a period (see `degrees_of_freedom`).
    """
    shape = (draws, len(influences), influences[0].values.shape[1])
    found = np.empty(shape)
    rng, wide = stream(seed, "stories", name), stream(seed, "stories, degrees of freedom", name)
    for first, last in progress(_pieces(draws), "draws"):
        weight = rng.standard_exponential((last - first, n_stories))
        for p, part in enumerate(influences):
            own = weight[:, part.stories]
            own /= np.einsum("sg,g->s", own, part.weight)[:, None]
            own -= 1.0
            found[first:last, p] = np.einsum("sg,gt->st", own, part.values)
    for p, part in enumerate(influences):
        effective = 1.0 / float((part.weight**2).sum())
        df = degrees_of_freedom(part.weight)
        unbiased = (effective + 1.0) / max(effective - 1.0, 1.0)
        found[:, p] *= np.sqrt(unbiased * df / wide.chisquare(df, draws))[:, None]
    return found


def _pieces(draws: int) -> list[tuple[int, int]]:
    """First and past the last draw of each piece: batches cut evenly, so that none has one draw alone.

    einsum adds up a single row in another order than rows of two and more, whose sums do not hang on their number.
    """
    found = []
    for first in range(0, draws, BATCH):
        size = min(BATCH, draws - first)
        n = -(-size // PIECE)
        found += [(first + size * i // n, first + size * (i + 1) // n) for i in range(n)]
    return found


def degrees_of_freedom(weight: Array) -> float:
    """What the variance of a mean of stories with these weights is worth: (Σw²)²/Σw⁴ (Satterthwaite 1946).

    G - 1 for G stories of one weight; few where one story was reprinted everywhere; never below four, so that the draws
    keep a finite variance. On planted reprints, topics known, it lifts coverage from .91 to .94.
    """
    square = weight**2
    return float(max(square.sum() ** 2 / (square**2).sum() - 1.0, 4.0))


def gaussian(
    influences: list[Influence], n_stories: int, df: Array, *, draws: int, seed: int, name: str | int
) -> Array:
    """(S, P, T) deviations with the joint covariance of the influences, t with `df` (P) degrees of freedom.

    Multiplying each story's influence by a standard normal gives exactly that covariance; one χ² a period.
    """
    found = np.empty((draws, len(influences), influences[0].values.shape[1]))
    rng, wide = stream(seed, "codes", name), stream(seed, "codes, degrees of freedom", name)
    for first, last in progress(_pieces(draws), "draws"):
        weight = rng.standard_normal((last - first, n_stories))
        for p, part in enumerate(influences):
            found[first:last, p] = np.einsum("sg,gt->st", weight[:, part.stories], part.values)
    for p in range(len(influences)):
        found[:, p] *= np.sqrt(df[p] / wide.chisquare(df[p], draws))[:, None]
    return found


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
