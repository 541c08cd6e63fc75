"""The words that the codes themselves speak for: a second regression, once there are codes enough."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.evidence.regression import balanced_weights, fit_logistic

Array = NDArray[np.float64]
FEWEST_POSITIVES = 20  # coded, a theme, on average: with fewer the seeds know better
FEWEST_OF_A_KIND = 5  # to learn one theme's words from


@dataclass(frozen=True, eq=False)
class CodedWords:
    """What a regression on one theme's codes says of U units, for F folds.

    `without` (U, F, F): column (j, k) is standardised over the units and comes from a model that saw no code of the
    folds j and k; `weights` (V) the mean of the folds' standardised models.
    """

    without: Array
    weights: Array

    def score(self, folds: NDArray[np.intp]) -> Array:
        """(U) each unit's score by the model that saw no code of its fold."""
        return np.asarray(self.without[np.arange(len(folds)), folds, folds])

    def score_without(self, folds: NDArray[np.intp], fold: int) -> Array:
        """(U) the same, by models that saw no code of `fold` either."""
        return np.asarray(self.without[np.arange(len(folds)), folds, fold])


def learn_words(features: Any, codes: Array, folds: NDArray[np.intp]) -> CodedWords:
    """A regression (as for the seeds: L2, C = 1) on the coded units, for every pair of folds left out.

    `codes` (U): mean code, nan where not coded; above ½ is 1. Units count alike whatever their inclusion probability:
    the words of a theme are the same where it is rare, and levels are weighted afterwards. Zeros where fewer than
    five of the codes left are 1, or are 0.
    """
    n_folds, known = int(folds.max()) + 1, ~np.isnan(codes)
    without = np.zeros((len(codes), n_folds, n_folds))
    weights = np.zeros((n_folds, features.shape[1]))
    for j in range(n_folds):
        for k in range(j, n_folds):
            train = known & (folds != j) & (folds != k)
            label = (codes[train] > 0.5).astype(np.float64)
            if min(label.sum(), len(label) - label.sum()) < FEWEST_OF_A_KIND:
                continue
            model = fit_logistic(features[train], label, balanced_weights(label))
            found = model(features)
            spread = float(found.std()) or 1.0
            without[:, j, k] = without[:, k, j] = (found - found.mean()) / spread
            if j == k:
                weights[j] = model.weights / spread
    return CodedWords(without, weights.mean(axis=0))
