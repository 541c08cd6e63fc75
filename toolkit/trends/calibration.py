"""Calibration with a coded sample: what a model says, corrected by what people said (METHODS §10).

The estimator is the generalised regression estimator of survey sampling (Särndal, Swensson, Wretman 1992), known as
prediction-powered inference (Angelopoulos et al. 2023) and design-based supervised learning (Egami et al. 2023).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.base.streams import stream
from toolkit.documents.periods import UNDATED, Grouping
from toolkit.evidence.codes import Codes, Coding
from toolkit.evidence.levels import platt
from toolkit.trends.coders import CoderShift, coder_shift
from toolkit.trends.measures import measure_of
from toolkit.trends.resampling import Influence, by_story, gaussian

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Calibrated:
    """Corrected estimates: `estimate` (P, T), `influences` (P), `df` (P), `coded` (P, T) stories, `positives` (P, T).

    A story of several coded units counts among the positives by the share of them coded 1. `effective` (P, T): how many
    codes of the rarer kind the figure rests on, (Σwy)²/Σ(wy)²; `kish` (P, T): coded stories, (Σw)²/Σw²; `worth` (P, T):
    degrees of freedom of the variance. `coders`: what their unequal shares did; `unsettled`: themes and periods whose
    disagreements nobody settled, though others were.
    """

    estimate: Array
    influences: list[Influence]
    df: Array
    coded: NDArray[np.int64]
    positives: Array
    undated: Array | None
    effective: Array
    kish: Array
    worth: Array
    coders: CoderShift
    settled: NDArray[np.bool_]


def calibrates(coding: Coding | None, measure: str) -> bool:
    """Can these codes correct this measure? A share of words never; dominant needs codes of the main theme."""
    return coding is not None and measure_of(measure).codes == coding.question


def levels(score: Array, codes: Codes, weight: Array, fold: NDArray[np.intp]) -> Array:
    """(U, T) probabilities from scores, each unit's from the codes of the other folds; `weight` (U) of coded units."""
    found = np.empty_like(score)
    for t in range(score.shape[1]):
        for k in range(int(fold.max()) + 1):
            own, rest = fold == k, (fold != k) & codes.known[:, t]
            slope, level = (0.0, 0.0) if rest.sum() < 3 else platt(score[rest, t], codes.value[rest, t], weight[rest])
            found[own, t] = 1 / (1 + np.exp(-np.clip(level + slope * score[own, t], -30, 30)))
    return found


def _slopes(level: Array, codes: Codes, weight: Array, grouping: Grouping, fold: NDArray[np.intp]) -> Array:
    """(folds, T) λ = Cov(f, Y)/Var(f) within periods over the other folds' codes, in [0, 1]; `weight` (U) of codes."""
    found = np.zeros((int(fold.max()) + 1, level.shape[1]))
    for t in range(level.shape[1]):
        known = codes.known[:, t] & (grouping.period >= 0)
        for k in range(len(found)):
            use = np.flatnonzero(known & (fold != k))
            w = weight[use]
            f, y, p = level[use, t], codes.value[use, t], grouping.period[use]
            total = np.maximum(np.bincount(p, weights=w), 1e-300)
            f = f - (np.bincount(p, weights=w * f) / total)[p]
            y = y - (np.bincount(p, weights=w * y) / total)[p]
            variance = float(w @ f**2)
            found[k, t] = np.clip(float(w @ (f * y)) / variance, 0.0, 1.0) if variance > 1e-12 else 0.0
    return found


def calibrate(
    level: Array, codes: Codes, grouping: Grouping, weight: Array, fold: NDArray[np.intp], *, seed: int
) -> Calibrated:
    """Means by period corrected by codes, and what each story adds to them.

    `level` (U, T) cross-fitted predictions; `weight` (U). A period with under two coded stories gets nan. Coders whose
    shares go with the periods are brought to their mean; codes that were settled afterwards correct the coders' mean.
    """
    p_, t_ = len(grouping.labels), level.shape[1]
    stands_for = codes.weights(grouping.period) * weight
    fitted = _centred(level, grouping, weight) * _slopes(level, codes, stands_for, grouping, fold)[fold]
    shifted, settled = coder_shift(codes, grouping, stands_for, seed=seed), _settled(codes, grouping, stands_for)
    estimate = np.full((p_, t_), np.nan)
    coded, positives = np.zeros((p_, t_), dtype=np.int64), np.zeros((p_, t_))
    effective, kish, worth = np.zeros((p_, t_)), np.zeros((p_, t_)), np.zeros((p_, t_))
    influences = []
    corrections, corrected = np.zeros(t_), np.zeros(t_)
    for p in range(p_):
        here = np.flatnonzero(grouping.period == p)
        own = weight[here] / weight[here].sum()
        mean = own @ fitted[here]
        w = stands_for[here, None] * codes.known[here]
        residual = np.where(codes.known[here], np.nan_to_num(codes.value[here]) - fitted[here], 0.0)
        total = np.maximum(w.sum(axis=0), 1e-300)
        correction = (w * residual).sum(axis=0) / total
        corrections, corrected = corrections + total * correction, corrected + total
        coded[p], positives[p] = _stories_coded(grouping.story[here], codes.value[here])
        effective[p], kish[p] = _effective(grouping.story[here], w, np.nan_to_num(codes.value[here]))
        worth[p] = _degrees_of_freedom(grouping.story[here], w, level[here])
        moved = correction - shifted.shift[p] + settled.shift[p]
        estimate[p] = np.where(coded[p] >= 2, mean + moved, np.nan)
        values = own[:, None] * (fitted[here] - mean) + w / total * (residual - correction)
        values = values + shifted.values[here] + settled.values[here]
        small = coded[p] / np.maximum(coded[p] - 1, 1)
        influences.append(by_story(grouping.story[here], values * np.sqrt(small), own))
    lost = grouping.period == UNDATED
    undated = None
    if lost.any():
        own = weight[lost] / weight[lost].sum()
        undated = own @ fitted[lost] + corrections / np.maximum(corrected, 1e-300)
    fewest = np.where(coded >= 2, coded, np.iinfo(np.int64).max).min(axis=1)
    df = np.where((coded >= 2).any(axis=1), fewest - 1.0, 1.0)
    return Calibrated(
        estimate, influences, df, coded, positives, undated, effective, kish, worth, shifted, settled.used
    )


def _centred(level: Array, grouping: Grouping, weight: Array) -> Array:
    """(U, T) levels minus their mean in the period, those of no period minus the mean of all periods.

    λ differs a little between folds; times a level of .9 that would be noise, times its distance from the mean it is
    not, and presence and absence are treated alike.
    """
    inside = grouping.period >= 0
    mean = np.average(level[inside], axis=0, weights=weight[inside]) if inside.any() else 0.0
    found = level - mean
    for p in range(len(grouping.labels)):
        here = grouping.period == p
        found[here] = level[here] - np.average(level[here], axis=0, weights=weight[here])
    return np.asarray(found)


@dataclass(frozen=True, eq=False)
class _Settled:
    """What the settled codes add to each period: `shift` (P, T), `values` (U, T), and `used` (P, T)."""

    shift: Array
    values: Array
    used: NDArray[np.bool_]


def _settled(codes: Codes, grouping: Grouping, stands_for: Array) -> _Settled:
    """The weighted mean of settled code minus the coders' mean over the units that several coded (two-phase sampling).

    A unit on which coders agree is settled by that. Where some disagreements of a period and theme stand open, the
    settled ones would be a choice: nothing is added there.
    """
    p_, t_ = len(grouping.labels), codes.value.shape[1]
    shift, values, used = np.zeros((p_, t_)), np.zeros(codes.value.shape), np.zeros((p_, t_), dtype=bool)
    n_codes, mean = (~np.isnan(codes.by_coder)).sum(axis=0), codes.value[codes.units]
    agreed = (mean == 0) | (mean == 1)
    final = np.where(np.isnan(codes.settled) & agreed, mean, codes.settled)
    for p in range(p_):
        here = grouping.period[codes.units] == p
        for t in range(t_):
            both = here & (n_codes[:, t] >= 2)
            if not (both & ~np.isnan(codes.settled[:, t])).any() or np.isnan(final[both, t]).any():
                continue
            w, off = stands_for[codes.units[both]], final[both, t] - mean[both, t]
            shift[p, t], used[p, t] = float(w @ off) / float(w.sum()), True
            values[codes.units[both], t] = w * (off - shift[p, t]) / w.sum()
    return _Settled(shift, values, used)


def _effective(story: NDArray[np.int64], weight: Array, value: Array) -> tuple[Array, Array]:
    """(T) effective codes of the rarer kind, and Kish's number of coded stories; `weight`, `value` (n, T)."""
    at = np.unique(story, return_inverse=True)[1]
    sums = []
    for part in (weight * value, weight * (1 - value), weight):
        by = np.zeros((int(at.max(initial=-1)) + 1, value.shape[1]))
        np.add.at(by, at, part)
        squares = (by**2).sum(axis=0)
        sums.append(np.divide(by.sum(axis=0) ** 2, squares, out=np.zeros_like(squares), where=squares > 0))
    return np.minimum(sums[0], sums[1]), sums[2]


def _degrees_of_freedom(story: NDArray[np.int64], weight: Array, level: Array) -> Array:
    """(T) what the variance of the correction is worth, (Σa²v)²/Σ(a²v)² - 1 over coded stories, v = f(1 - f).

    A story that was reprinted everywhere, or a unit that had little chance to be drawn, may carry most of it
    (Satterthwaite 1946; the working variance is that of the prediction, for the codes' own would follow the figure).
    """
    f = np.clip(level, 0.01, 0.99)
    carried = by_story(story, weight**2 * f * (1 - f), np.ones(len(story))).values
    squares = (carried**2).sum(axis=0)
    found = np.divide(carried.sum(axis=0) ** 2, squares, out=np.ones_like(squares), where=squares > 0)
    return np.asarray(np.maximum(found - 1.0, 1.0))


def _stories_coded(story: NDArray[np.int64], value: Array) -> tuple[NDArray[np.int64], Array]:
    """(T) how many stories were coded, and how many of them 1, a story's own codes averaged."""
    codes, at = np.unique(story, return_inverse=True)
    n, ones = np.zeros((len(codes), value.shape[1])), np.zeros((len(codes), value.shape[1]))
    np.add.at(n, at, ~np.isnan(value))
    np.add.at(ones, at, np.nan_to_num(value))
    return (n > 0).sum(axis=0), (ones / np.maximum(n, 1.0)).sum(axis=0)


def cell_draws(found: Calibrated, grouping: Grouping, *, draws: int, seed: int) -> Array:
    """(S, P, T) draws of the levels: Beta, with as many codes as the figure is worth, joint over periods and themes.

    n* = (e·m + 2n)/(e + 2): by the variance, m = θ(1 - θ)/V, where many codes of both kinds are known, by the number of
    coded stories where few are, for there the variance is not (Korn & Graubard 1998; Brown, Cai, DasGupta 2001); see
    `effective_codes`. A cell's place among its draws is that of its joint Gaussian draw, so that what moves together
    stays together; a cell that no story moves (all codes alike, no prediction) takes a place of its own.
    """
    from scipy.special import betaincinv, stdtr

    theta = np.clip(found.estimate, 0.0, 1.0)
    variance = np.stack([(part.values**2).sum(axis=0) for part in found.influences])
    moved = gaussian(found.influences, grouping.n_stories, found.df, draws=draws, seed=seed, name="calibrated")
    alone = stream(seed, "cells that no story moves").random(moved.shape)
    sd = np.sqrt(variance)
    place = np.where(sd > 1e-12, stdtr(found.df[None, :, None], moved / np.where(sd > 1e-12, sd, 1.0)), alone)
    size = effective_codes(theta, variance, found)
    drawn = betaincinv(size * theta + 0.5, size * (1 - theta) + 0.5, np.clip(place, 1e-12, 1 - 1e-12))
    return np.asarray(np.where(np.isnan(found.estimate), np.nan, drawn))


def effective_codes(theta: Array, variance: Array, found: Calibrated) -> Array:
    """n*: how many codes of independent stories the figure is worth.

    A variance that few stories carry is believed as far as they go: e is at most its degrees of freedom d, and its m
    shrinks as the t interval of d + 2 widens (Korn & Graubard 1998, eq. 3; the two codes of the prior moderate it, as
    in Smyth 2004).
    """
    from scipy.special import stdtrit

    told = variance > 1e-24
    m = np.divide(theta * (1 - theta), variance, out=np.zeros_like(theta), where=told)
    e = np.where(told, np.minimum(found.effective, found.worth), 0.0)
    wider = stdtrit(found.worth + 2.0, 0.975) / stdtrit(np.maximum(m - 1.0, 1.0), 0.975)
    return np.asarray((e * m / np.maximum(wider, 1.0) ** 2 + 2 * found.kish) / (e + 2))
