"""The topic share of a period's vocabulary: one mixture for the whole period, topics held fixed (METHODS §9)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.documents.periods import Grouping
from toolkit.trends.resampling import Influence, by_story

Array = NDArray[np.float64]
BARRIERS = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9)
TINY = 1e-12


def pooled_mixture(frequencies: Array, topic_term: Array) -> Array:
    """(K) the mixture π that maximises Σ_w f_w log Σ_k π_k φ_kw; π sums to one.

    `frequencies` (V) sum to one. The problem is concave; Newton steps with a vanishing barrier solve it on Σ f log q -
    Σ π, whose maximum lies on the simplex (Kim, Carbonetto, Stephens, Anitescu 2020). Words no topic has are left out.
    """
    used = (frequencies > 0) & (topic_term.sum(axis=0) > 0)
    f, phi = frequencies[used] / frequencies[used].sum(), topic_term[:, used]
    pi = np.full(len(phi), 1.0 / len(phi))
    for barrier in BARRIERS:
        for _ in range(30):
            pi, change = _newton(f, phi, pi, barrier)
            if change < 1e-3:
                break
    return np.asarray(pi / pi.sum())


def _objective(f: Array, phi: Array, pi: Array, barrier: float) -> float:
    return float(f @ np.log(pi @ phi + TINY) - pi.sum() + barrier * np.log(pi).sum())


def _newton(f: Array, phi: Array, pi: Array, barrier: float) -> tuple[Array, float]:
    """One damped step, and the largest relative change."""
    ratio = f / (pi @ phi + TINY)
    gradient = phi @ ratio - 1.0 + barrier / pi
    hessian = (phi * (ratio**2 / np.maximum(f, TINY))) @ phi.T + np.diag(barrier / pi**2)
    step = np.linalg.solve(hessian + 1e-12 * np.eye(len(pi)), gradient)
    length = min(1.0, 0.99 / max(float((-step / pi).max()), 1e-9))
    start, slope = _objective(f, phi, pi, barrier), float(gradient @ step)
    while length > 1e-10 and _objective(f, phi, pi + length * step, barrier) < start + 1e-4 * length * slope:
        length *= 0.5
    return pi + length * step, float(np.abs(length * step / pi).max())


@dataclass(frozen=True, eq=False)
class UnitPull:
    """One period's mixture: `shares` (N), its units `here` (n), their weights `own` (n, sum to one), and `values`.

    `values` (n, N): the first-order change of the shares when a unit's weight doubles; they sum to zero.
    """

    shares: Array
    here: NDArray[np.intp]
    own: Array
    values: Array


def unit_pulls(
    matrix: Any, topic_term: Array, membership: Array, grouping: Grouping, weight: Array, period: int
) -> UnitPull:
    """Shares by name in one period, and what each unit adds to them.

    `matrix` csr (U, V); `membership` (K, N) which topic carries which name; `weight` (U). The influence is the exact
    first derivative of the maximum in the units' weights: H⁻¹(g_d - ḡ), where g_dk = Σ_w f_dw φ_kw / q_w.
    """
    here = np.flatnonzero(grouping.period == period)
    rows = matrix[here].astype(np.float64)
    own = weight[here] / weight[here].sum()
    lengths = np.maximum(np.asarray(rows.sum(axis=1)).ravel(), TINY)
    frequencies = np.asarray(rows.T @ (own / lengths)).ravel()
    pi = pooled_mixture(frequencies, topic_term)
    scaled = topic_term / (pi @ topic_term + TINY)
    gradient = np.asarray(rows @ scaled.T) / lengths[:, None]
    hessian = (scaled * frequencies) @ scaled.T
    hessian += 1e-8 * np.trace(hessian) / len(pi) * np.eye(len(pi))
    pull = (gradient - own @ gradient) * own[:, None]
    return UnitPull(pi @ membership, here, own, np.linalg.solve(hessian, pull.T).T @ membership)


def period_shares(
    matrix: Any, topic_term: Array, membership: Array, grouping: Grouping, weight: Array, period: int
) -> tuple[Array, Influence]:
    """(N) shares by name in one period, and what each story adds to them (see `unit_pulls`)."""
    found = unit_pulls(matrix, topic_term, membership, grouping, weight, period)
    return found.shares, by_story(grouping.story[found.here], found.values, found.own)
