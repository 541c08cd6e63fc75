"""How much regression, seeds and context each count, once there are codes to learn it from."""

import numpy as np
from numpy.typing import NDArray

from toolkit.evidence.levels import ISOTONIC_POSITIVES

Array = NDArray[np.float64]


def mix_parts(parts: Array, codes: Array, folds: NDArray[np.intp]) -> Array | None:
    """(U, T) parts (U, T, 3) weighed by one vector for all themes, cross-fitted; None below 50 coded positives a theme.

    The vector is that of a logistic regression on the coded units of all themes outside the fold, with an intercept for
    each theme; a negative weight is set to zero. `codes` (U, T): nan where not coded.
    """
    positives = (codes > 0.5).sum(axis=0)
    if positives.mean() < ISOTONIC_POSITIVES:
        return None
    mixed = np.empty(codes.shape)
    for fold in range(int(folds.max()) + 1):
        inside = folds == fold
        vector = np.maximum(_weights(parts[~inside], codes[~inside]), 0.0)
        vector = vector * 3.0 / vector.sum() if vector.sum() > 0 else np.ones(parts.shape[2])
        mixed[inside] = parts[inside] @ vector
    return mixed


def _weights(parts: Array, codes: Array) -> Array:
    from sklearn.linear_model import LogisticRegression

    unit, theme = np.nonzero(~np.isnan(codes))
    label = codes[unit, theme] > 0.5
    if label.all() or not label.any():
        return np.ones(parts.shape[2])
    design = np.hstack([parts[unit, theme], np.eye(codes.shape[1])[theme]])
    model = LogisticRegression(C=1.0, solver="liblinear", intercept_scaling=10.0).fit(design, label)
    return np.asarray(model.coef_[0][: parts.shape[2]], dtype=np.float64)
