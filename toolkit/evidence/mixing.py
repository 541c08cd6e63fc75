"""How much regression, seeds and context each count, once there are codes to learn it from."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.evidence.levels import ISOTONIC_POSITIVES

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Mixed:
    """`score` (U, T); `without` (U, T, F): the same by models that saw no code of fold f; `vector` (P), the mean."""

    score: Array
    without: Array
    vector: Array


def enough_codes(codes: Array, *, positives: int) -> bool:
    """True from that many coded positives a theme, on average; `codes` (U, T): nan where not coded."""
    return bool((codes > 0.5).sum(axis=0).mean() >= positives)


def mix_parts(parts: Array, codes: Array, folds: NDArray[np.intp], without: Callable[[int], Array]) -> Mixed:
    """(U, T) parts (U, T, P) weighed by one vector for all themes, cross-fitted.

    Below 50 coded positives a theme the parts weigh alike (METHODS §8). From there the vector is that of a logistic
    regression on the coded units of all themes outside the fold, with an intercept for each theme; a negative weight is
    set to zero, and the weights sum to P. `without(f)`: the parts (U, T, P) as made without the codes of fold f, from
    which that fold's vector is learned.
    """
    n_folds, weighed = int(folds.max()) + 1, enough_codes(codes, positives=ISOTONIC_POSITIVES)
    score, other, vectors = np.empty(codes.shape), np.empty((*codes.shape, n_folds)), []
    for fold in range(n_folds):
        inside, seen = folds == fold, without(fold)
        vector = np.ones(parts.shape[2])
        if weighed:
            vector = np.maximum(_weights(seen[~inside], codes[~inside]), 0.0)
        vector = vector * len(vector) / vector.sum() if vector.sum() > 0 else np.ones(len(vector))
        score[inside], other[:, :, fold] = parts[inside] @ vector, seen @ vector
        vectors.append(vector)
    return Mixed(score, other, np.mean(vectors, axis=0))


def _weights(parts: Array, codes: Array) -> Array:
    from sklearn.linear_model import LogisticRegression

    unit, theme = np.nonzero(~np.isnan(codes))
    label = codes[unit, theme] > 0.5
    if label.all() or not label.any():
        return np.ones(parts.shape[2])
    design = np.hstack([parts[unit, theme], np.eye(codes.shape[1])[theme]])
    model = LogisticRegression(C=1.0, solver="liblinear", intercept_scaling=10.0).fit(design, label)
    return np.asarray(model.coef_[0][: parts.shape[2]], dtype=np.float64)
