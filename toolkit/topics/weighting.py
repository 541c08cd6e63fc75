"""Weights of counts: as they are, log(1 + count)·idf, or scikit-learn's sublinear tf-idf."""

from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Array = NDArray[np.float64]


def inverse_frequency(matrix: Any) -> Array:
    """(V,) 1 + log((1 + U) / (1 + units with the term))."""
    in_units = np.bincount(matrix.indices, minlength=matrix.shape[1])
    return np.asarray(1.0 + np.log((1.0 + matrix.shape[0]) / (1.0 + in_units)))


def weigh(matrix: Any, idf: Array | None) -> Any:
    """The counts as float64, or log(1 + count)·idf."""
    data = matrix.data.astype(np.float64)
    if idf is not None:
        data = np.log1p(data) * idf[matrix.indices]
    return sp.csr_matrix((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def tfidf(matrix: Any, idf: Array) -> Any:
    """Sublinear tf-idf, (1 + log count)·idf with rows of length one, as scikit-learn's `TfidfTransformer` has it.

    A weight below one, which no count is but a user's matrix may hold, stands for itself: its logarithm would be
    negative, and a factorisation of what is not negative has no answer.
    """
    weighted = weigh(matrix, None)
    weighted.data = np.where(weighted.data < 1.0, weighted.data, 1.0 + np.log(weighted.data)) * idf[weighted.indices]
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    weighted.data /= np.repeat(length, np.diff(weighted.indptr))
    return weighted
