"""The readable part of a theme's score: a cross-fitted logistic regression on weighted words."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.words.counts import TermCounts

Array = NDArray[np.float64]
HEAVIEST_POSITIVE = 20.0
C = 1.0


def sublinear_tfidf(counts: TermCounts) -> Any:
    """(U, V) csr of (1 + log c) · idf with unit rows; idf = 1 + log((1 + U)/(1 + units with the term))."""
    matrix = counts.matrix.astype(np.float64).copy()
    units_with = np.bincount(matrix.indices, minlength=matrix.shape[1])
    idf = 1.0 + np.log((1.0 + matrix.shape[0]) / (1.0 + units_with))
    matrix.data = (1.0 + np.log(matrix.data)) * idf[matrix.indices]
    lengths = np.sqrt(np.add.reduceat(matrix.data**2, matrix.indptr[:-1]))
    matrix.data /= np.repeat(lengths, np.diff(matrix.indptr))
    return matrix


@dataclass(frozen=True, eq=False)
class Linear:
    """A fitted linear score: `weights` (V), `intercept`."""

    weights: Array
    intercept: float

    def __call__(self, features: Any) -> Array:
        return np.asarray(features @ self.weights + self.intercept, dtype=np.float64)


def fit_logistic(features: Any, labels: Array, sample_weight: Array, *, c: float = C) -> Linear:
    """Logistic regression with an L2 penalty 1/(2C); `labels` 0 or 1, `sample_weight` a row.

    liblinear's primal Newton method (Lin, Weng, Keerthi 2008): one thread, from zero, so the bits do not vary. The
    intercept is a feature of value 10, which leaves it all but unpenalised.
    """
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=c, solver="liblinear", intercept_scaling=10.0, tol=1e-3)
    model.fit(features, labels, sample_weight=sample_weight)
    return Linear(np.asarray(model.coef_[0], dtype=np.float64), float(model.intercept_[0]))


def balanced_weights(labels: Array) -> Array:
    """One weight a row: negatives 1, positives n₀/n₁ but at most 20."""
    positive = labels > 0
    weight = min(float((~positive).sum()) / max(float(positive.sum()), 1.0), HEAVIEST_POSITIVE)
    return np.where(positive, weight, 1.0)


def cross_fit(features: Any, labels: Array, folds: NDArray[np.intp]) -> tuple[Array, Array]:
    """(U) scores, each from a model that saw no unit of its fold; (V) the mean weights of these models.

    `labels` (U): 1, 0, or nan for units left out of training. A fold whose complement lacks one of the two classes gets
    the score 0.
    """
    known = ~np.isnan(labels)
    scores, weights = np.zeros(len(labels)), []
    for fold in range(int(folds.max()) + 1):
        inside, train = folds == fold, known & (folds != fold)
        if len(np.unique(labels[train])) == 2:
            model = fit_logistic(features[train], labels[train], balanced_weights(labels[train]))
            scores[inside] = model(features[inside])
            weights.append(model.weights)
    return scores, np.mean(weights, axis=0) if weights else np.zeros(features.shape[1])
