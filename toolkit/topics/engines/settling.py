"""CVB0 with the topics held: what each unit, by itself, has of them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.base.threads import Threads
from toolkit.topics.engines.blocks import Cells, Masses, Pairs, padded, ranges

Array = NDArray[np.float64]
PAIRS_A_BATCH = 200_000
PASSES = 50
SETTLED = 1e-4


def settle(matrix: Any, topic_term: Array, alpha: Array, *, threads: int | None = None) -> Array:
    """(U, K) tokens of each topic in the rows of a csr `matrix`: topics (K, V) fixed, CVB0, prior `alpha` (K)."""
    batch = _Batch(matrix, topic_term, alpha)
    with Threads(threads) as pool:
        pool.map(lambda rows: batch.settle(rows, count_words=False), batch.ranges)
    return batch.masses


def settle_and_count(matrix: Any, topic_term: Array, alpha: Array, threads: Threads) -> tuple[Array, Array]:
    """What `settle` gives, and (V, K) tokens of each topic by term."""
    batch = _Batch(matrix, topic_term, alpha)
    in_words = np.zeros((topic_term.shape[1], len(topic_term)))
    for part in threads.map(lambda rows: batch.settle(rows, count_words=True), batch.ranges):
        in_words += part
    return batch.masses, in_words


class _Batch:
    """Units to settle; `masses` (U, K) fill up range by range, each unit by itself."""

    def __init__(self, matrix: Any, topic_term: Array, alpha: Array) -> None:
        from toolkit.topics.engines import loops

        self.n_topics, self.alpha = len(topic_term), alpha.astype(np.float32)
        self.masses = np.zeros((matrix.shape[0], self.n_topics))
        self.words = np.zeros((topic_term.shape[1], padded(self.n_topics)), dtype=np.float32)
        self.words[:, : self.n_topics] = topic_term.T
        self.walk = loops.cvb0_pass(self.words.shape[1])
        self.pairs = Cells.of(matrix, np.float32).pairs
        pieces = max(1, -(-len(self.pairs.data) // PAIRS_A_BATCH))
        self.ranges = ranges(self.pairs.indptr, pieces) if matrix.shape[0] else []

    def settle(self, rows: tuple[int, int], *, count_words: bool) -> Array:
        """Settle units first..last; their (V, K) counts by term, or an array of no use."""
        from toolkit.topics.engines import kernels

        first, last = rows
        a, b = self.pairs.indptr[first], self.pairs.indptr[last]
        pairs = Pairs(self.pairs.data[a:b], self.pairs.indices[a:b], self.pairs.indptr[first : last + 1] - a)
        words, n_topics = self.words.copy(), self.n_topics  # its own: threads would fight over shared lines
        gamma = words[pairs.indices]
        gamma[:, :n_topics] *= self.alpha
        gamma /= np.maximum(gamma.sum(axis=1, keepdims=True), np.float32(1e-37))
        mass = np.add.reduceat(gamma * pairs.data[:, None], pairs.indptr[:-1], axis=0).astype(np.float32)
        mass[:, :n_topics] += self.alpha
        masses = Masses(gamma, mass, words, np.ones(words.shape[1]))
        self.walk(pairs, 0, last - first, masses, np.float32(0), PASSES, SETTLED)
        in_units, in_words = np.zeros(mass.shape), np.zeros(words.shape)
        kernels.recount(pairs, 0, last - first, gamma, in_units, in_words)
        self.masses[first:last] = in_units[:, :n_topics]
        return in_words[:, :n_topics] if count_words else np.empty(0)
