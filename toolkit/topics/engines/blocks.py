"""What goes into the kernels, checked at their door; and a fixed number of ranges of units, whatever the number of
threads, so that the bits do not depend on it."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from toolkit.base.errors import InputError

N_BLOCKS = 8
LANES = 8


class Pairs(NamedTuple):
    """The pairs of a unit and a term as compiled code walks them: those of unit u are indptr[u]..indptr[u + 1]."""

    data: NDArray[Any]  # (P) counts or weights, float32 for LDA, float64 for NMF
    indices: NDArray[np.int32]  # (P) the term
    indptr: NDArray[np.int64]  # (U + 1)


class Masses(NamedTuple):
    """What a pass of CVB0 reads and moves; K is padded."""

    gamma: NDArray[np.float32]  # (P, K) responsibilities
    units: NDArray[np.float32]  # (U, K) counts plus α
    words: NDArray[np.float32]  # (V, K) counts plus β
    topics: NDArray[np.float64]  # (K) sums of `words`


class Factors(NamedTuple):
    """What an update of KL-NMF reads and moves; K is padded."""

    units: NDArray[np.float64]  # (U, K) W
    words: NDArray[np.float64]  # (V, K) H transposed
    topics: NDArray[np.float64]  # (K) sums of `words`


@dataclass(frozen=True, eq=False)
class Cells:
    """A csr matrix at the door of the kernels, which look at nothing: of one type, contiguous, its own, and sound.

    Raises InputError where an index lies outside, the bounds do not rise from 0 to the number of pairs, or a count is
    negative or no number: what a damaged file or a matrix made by hand may hold.
    """

    data: NDArray[Any]
    indices: NDArray[np.int32]
    indptr: NDArray[np.int64]
    n_terms: int

    def __post_init__(self) -> None:
        n = len(self.data)
        sound = len(self.indices) == n and len(self.indptr) > 0 and self.indptr[0] == 0 and self.indptr[-1] == n
        if not sound or (np.diff(self.indptr) < 0).any():
            raise InputError("these counts are damaged: the bounds of their units do not rise from 0 to their pairs")
        if n and not (self.indices.min() >= 0 and self.indices.max() < self.n_terms):
            raise InputError(f"these counts are damaged: a term's number lies outside of the {self.n_terms:,} terms")
        if n and not (self.data.min() >= 0 and np.isfinite(self.data.max())):
            raise InputError("a count is below 0 or no number; counts say how often a term stands in a unit")

    @classmethod
    def of(cls, matrix: Any, dtype: Any) -> Self:
        """Those of a csr matrix (U, V)."""
        arrays = matrix.data.astype(dtype), matrix.indices.astype(np.int32), matrix.indptr.astype(np.int64)
        return cls(*arrays, matrix.shape[1])

    @property
    def pairs(self) -> Pairs:
        """The arrays for the kernels."""
        return Pairs(self.data, self.indices, self.indptr)


def padded(n_topics: int) -> int:
    """`n_topics` rounded up to whole vectors."""
    return -(-n_topics // LANES) * LANES


def ranges(indptr: NDArray[Any], n_blocks: int = N_BLOCKS) -> list[tuple[int, int]]:
    """At most `n_blocks` ranges (first, last) of rows with about as many pairs each; none is empty."""
    n_rows = len(indptr) - 1
    targets = np.linspace(0, int(indptr[-1]), n_blocks + 1)[1:-1]
    cuts = np.unique(np.concatenate([[0], np.searchsorted(indptr, targets), [n_rows]]))
    return [(int(a), int(b)) for a, b in pairwise(cuts)]
