"""Calibration with a coded sample: what a model says, corrected by what people said (METHODS §10).

The estimator is the generalised regression estimator of survey sampling (Särndal, Swensson, Wretman 1992), known as
prediction-powered inference (Angelopoulos et al. 2023) and design-based supervised learning (Egami et al. 2023).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.documents.periods import UNDATED, Grouping
from toolkit.evidence.codes import Codes, Coding
from toolkit.evidence.levels import platt
from toolkit.trends.measures import measure_of
from toolkit.trends.resampling import Influence, by_story

Array = NDArray[np.float64]
FEW_POSITIVES = 10


@dataclass(frozen=True, eq=False)
class Calibrated:
    """Corrected estimates: `estimate` (P, T), `influences` (P), `df` (P), `coded` (P, T) stories, `positives` (P, T).

    A story of several coded units counts among the positives by the share of them coded 1.
    """

    estimate: Array
    influences: list[Influence]
    df: Array
    coded: NDArray[np.int64]
    positives: Array
    undated: Array | None


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


def calibrate(level: Array, codes: Codes, grouping: Grouping, weight: Array, fold: NDArray[np.intp]) -> Calibrated:
    """Means by period corrected by codes, and what each story adds to them.

    `level` (U, T) cross-fitted predictions; `weight` (U). A period with under two coded stories gets nan. With fewer
    than ten stories coded 1, or ten coded 0, in a period the larger of its own and the pooled standard error holds.
    """
    p_, t_ = len(grouping.labels), level.shape[1]
    stands_for = codes.weights(grouping.period) * weight
    fitted = level * _slopes(level, codes, stands_for, grouping, fold)[fold]
    estimate = np.full((p_, t_), np.nan)
    coded, positives = np.zeros((p_, t_), dtype=np.int64), np.zeros((p_, t_))
    influences = []
    corrections, corrected = np.zeros(t_), np.zeros(t_)
    for p in range(p_):
        here = np.flatnonzero(grouping.period == p)
        own = weight[here] / weight[here].sum()
        mean = own @ fitted[here]
        known = codes.known[here]
        w = stands_for[here, None] * known
        residual = np.where(known, np.nan_to_num(codes.value[here]) - fitted[here], 0.0)
        total = np.maximum(w.sum(axis=0), 1e-300)
        correction = (w * residual).sum(axis=0) / total
        corrections, corrected = corrections + total * correction, corrected + total
        coded[p], positives[p] = _stories_coded(grouping.story[here], codes.value[here])
        estimate[p] = np.where(coded[p] >= 2, mean + correction, np.nan)
        values = own[:, None] * (fitted[here] - mean) + w / total * (residual - correction)
        small = coded[p] / np.maximum(coded[p] - 1, 1)
        influences.append(by_story(grouping.story[here], values * np.sqrt(small), own))
    influences = _pooled_where_few(influences, coded, positives)
    lost = grouping.period == UNDATED
    undated = None
    if lost.any():
        own = weight[lost] / weight[lost].sum()
        undated = own @ fitted[lost] + corrections / np.maximum(corrected, 1e-300)
    fewest = np.where(coded >= 2, coded, np.iinfo(np.int64).max).min(axis=1)
    df = np.where((coded >= 2).any(axis=1), fewest - 1.0, 1.0)
    return Calibrated(estimate, influences, df, coded, positives, undated)


def _stories_coded(story: NDArray[np.int64], value: Array) -> tuple[NDArray[np.int64], Array]:
    """(T) how many stories were coded, and how many of them 1, a story's own codes averaged."""
    codes, at = np.unique(story, return_inverse=True)
    n, ones = np.zeros((len(codes), value.shape[1])), np.zeros((len(codes), value.shape[1]))
    np.add.at(n, at, ~np.isnan(value))
    np.add.at(ones, at, np.nan_to_num(value))
    return (n > 0).sum(axis=0), (ones / np.maximum(n, 1.0)).sum(axis=0)


def _pooled_where_few(influences: list[Influence], coded: NDArray[np.int64], positives: Array) -> list[Influence]:
    """Widen a period's influences to the pooled standard error where it holds fewer than ten codes of a kind.

    Where its own variance is zero (no positive at all) the widest story takes the whole pooled deviation.
    """
    n = np.maximum(coded.astype(np.float64), 1.0)
    own = np.stack([(part.values**2).sum(axis=0) for part in influences])
    pooled = (n**2 * own).sum(axis=0) / n.sum(axis=0) / n
    found = []
    for p, part in enumerate(influences):
        few = np.minimum(positives[p], coded[p] - positives[p]) < FEW_POSITIVES
        wanted = np.where(few, np.maximum(own[p], pooled[p]), own[p])
        scale = np.sqrt(np.divide(wanted, own[p], out=np.ones_like(wanted), where=own[p] > 1e-18))
        values = part.values * scale
        for t in np.flatnonzero((own[p] <= 1e-18) & (wanted > 0)):
            values[np.argmax(part.weight), t] += np.sqrt(wanted[t])
        found.append(Influence(part.stories, values, part.weight))
    return found
