"""A fixed number of ranges of units, whatever the number of threads, so that the bits do not depend on it."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
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


def n_threads(wanted: int | None) -> int:
    """The number of threads to use: `wanted`, else every processor this process may run on."""
    if wanted is not None:
        return wanted
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


class Threads:
    """A pool that maps a function over blocks and returns the results in the order of the blocks."""

    def __init__(self, wanted: int | None) -> None:
        count = n_threads(wanted)
        self._pool = ThreadPoolExecutor(count) if count > 1 else None

    def __enter__(self) -> "Threads":
        return self

    def __exit__(self, *error: object) -> None:
        if self._pool is not None:
            self._pool.shutdown()

    def map(self, work: Callable[[Any], T], items: Sequence[Any]) -> list[T]:
        """[work(item) for item in items], several at a time."""
        return [work(item) for item in items] if self._pool is None else list(self._pool.map(work, items))
