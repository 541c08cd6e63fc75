"""From an index to a probability, where people coded a sample: Platt scaling, isotonic with enough codes."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
ISOTONIC_POSITIVES = 50
FEWEST_OF_A_KIND = 3


def calibrated(
    score: Array, codes: Array, weight: Array, folds: NDArray[np.intp], *, without: Array | None = None
) -> Array | None:
    """(U) probabilities for one theme, cross-fitted by fold; None where too few codes are 1, or are 0.

    Too few: fewer than three, or all in the stories of one fold.

    `codes` (U): the coders' mean, nan where not coded. `weight` (U): 1/π of coded units (METHODS §8). `without` (U, F):
    the scores by models that saw no code of fold f, from which that fold's map is learned; None where no score saw one.
    """
    known = ~np.isnan(codes)
    if min((codes[known] > 0.5).sum(), (codes[known] <= 0.5).sum()) < FEWEST_OF_A_KIND:
        return None
    level = np.full(len(score), np.nan)
    for fold in range(int(folds.max()) + 1):
        inside, train = folds == fold, known & (folds != fold)
        if len(np.unique(codes[train] > 0.5)) < 2:
            return None  # all codes of one kind lie in one fold: a level would rest on the unit's own story
        seen = score if without is None else without[:, fold]
        level[inside] = _map(seen[train], codes[train], weight[train], score[inside])
    return level


def _map(score: Array, code: Array, weight: Array, target: Array) -> Array:
    weight = weight * len(weight) / weight.sum()
    if (code > 0.5).sum() >= ISOTONIC_POSITIVES:
        from sklearn.isotonic import IsotonicRegression

        step = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(score, code, sample_weight=weight)
        return np.asarray(step.predict(target), dtype=np.float64)
    slope, intercept = platt(score, code, weight)
    return 1.0 / (1.0 + np.exp(-np.clip(slope * target + intercept, -500, 500)))


def platt(score: Array, code: Array, weight: Array, *, steps: int = 50) -> tuple[float, float]:
    """Slope and intercept of a weighted logistic regression on the score, by Newton's method.

    Targets are pulled in as Platt (1999) does, (n₁ + 1)/(n₁ + 2) and 1/(n₀ + 2), so that separated codes give finite
    slopes. A score that runs against the codes gives slope 0.
    """
    high, low = float((weight * code).sum()), float((weight * (1 - code)).sum())
    target = code * (high + 1) / (high + 2) + (1 - code) / (low + 2)
    centre, spread = float(score.mean()), float(score.std()) or 1.0
    design = np.column_stack([(score - centre) / spread, np.ones(len(score))])
    beta = np.array([0.0, np.log((high + 1) / (low + 1))])
    for _ in range(steps):
        p = 1.0 / (1.0 + np.exp(-np.clip(design @ beta, -30, 30)))
        gradient = design.T @ (weight * (target - p)) - 1e-6 * beta
        curvature = design.T @ (design * (weight * p * (1 - p))[:, None]) + 1e-6 * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        beta = beta + np.clip(step, -5, 5)
        if np.abs(step).max() < 1e-10:
            break
    if beta[0] <= 0:
        share = high / (high + low)
        return 0.0, float(np.log((share + 1e-12) / (1 - share + 1e-12)))
    return float(beta[0] / spread), float(beta[1] - beta[0] * centre / spread)
