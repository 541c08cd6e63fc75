"""A fixed number of ranges of units, whatever the number of threads, so that the bits do not depend on it."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

N_BLOCKS = 8
LANES = 8


def sparse_arrays(matrix: Any, dtype: Any) -> tuple[NDArray[Any], NDArray[np.int32], NDArray[np.int64]]:
    """data, indices and indptr of a csr matrix as compiled code wants them: of one type, contiguous, its own."""
    return matrix.data.astype(dtype), matrix.indices.astype(np.int32), matrix.indptr.astype(np.int64)


def padded(n_topics: int) -> int:
    """`n_topics` rounded up to whole vectors."""
    return -(-n_topics // LANES) * LANES


def ranges(indptr: NDArray[Any], n_blocks: int = N_BLOCKS) -> list[tuple[int, int]]:
    """At most `n_blocks` ranges (first, last) of rows with about as many pairs each; none is empty."""
    n_rows = len(indptr) - 1
    targets = np.linspace(0, int(indptr[-1]), n_blocks + 1)[1:-1]
    cuts = np.unique(np.concatenate([[0], np.searchsorted(indptr, targets), [n_rows]]))
    return [(int(a), int(b)) for a, b in pairwise(cuts)]
