"""Shares of new units with the topics held fixed."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.topics.blocks import Threads, padded, ranges, sparse_arrays
from toolkit.words.counts import TermCounts

if TYPE_CHECKING:
    from toolkit.topics.model import TopicModel

Array = NDArray[np.float64]
PAIRS_A_BATCH = 200_000
PASSES = 50
SETTLED = 1e-4


def infer(model: "TopicModel", counts: TermCounts) -> Array:
    """(U', K) shares of `counts`' units, topics fixed, by the model's own method; rows sum to one.

    LDA: CVB0 with its α. KL-NMF: the maximum-likelihood mixture (PLSA's folding-in). Frobenius: non-negative least
    squares on tf-idf. A unit in which no topic has any mass gets the corpus' mean shares. Raises AlignmentError when
    the vocabulary differs.
    """
    from toolkit.topics.fitting import weigh

    model.require_same_vocabulary(counts)
    idf = model.parameters.get("idf")
    if model.method == "lda":
        alpha = np.asarray(model.parameters["alpha"], dtype=np.float64)
        matrix = weigh(counts.matrix, None if idf is None else np.asarray(idf))
        mass = settle(matrix, model.topic_term, alpha) + alpha
        return np.asarray(mass / mass.sum(axis=1, keepdims=True))
    from toolkit.topics.nmf import fold_in, proportions

    mass = fold_in(counts.matrix, model.topic_term, model.parameters)
    return proportions(mass, np.asarray(model.doc_topic.mean(axis=0)))


def settle(matrix: Any, topic_term: Array, alpha: Array, *, threads: int | None = None) -> Array:
    """(U, K) tokens of each topic in the rows of a csr `matrix`: topics (K, V) fixed, CVB0, prior `alpha` (K)."""
    from toolkit.topics import kernels

    n_topics, n_units = len(topic_term), matrix.shape[0]
    masses = np.zeros((n_units, n_topics))
    if not n_units:
        return masses
    words = np.zeros((topic_term.shape[1], padded(n_topics)), dtype=np.float32)
    words[:, :n_topics] = topic_term.T
    ones = np.ones(words.shape[1])
    data, indices, indptr = sparse_arrays(matrix, np.float32)

    def work(rows: tuple[int, int]) -> None:
        first, last = rows
        a, b = indptr[first], indptr[last]
        edges, own_words = indptr[first : last + 1] - a, words.copy()
        part, columns = data[a:b], indices[a:b]
        gamma = own_words[columns]
        gamma[:, :n_topics] *= alpha.astype(np.float32)
        gamma /= np.maximum(gamma.sum(axis=1, keepdims=True), np.float32(1e-37))
        mass = np.add.reduceat(gamma * part[:, None], edges[:-1], axis=0).astype(np.float32)
        mass[:, :n_topics] += alpha.astype(np.float32)
        kernels.settle_units(
            part, columns, edges, 0, last - first, gamma, mass, own_words, ones.copy(), PASSES, SETTLED
        )
        in_words = np.zeros((len(words), n_topics))
        kernels.recount(part, columns, gamma, edges, 0, last - first, n_topics, masses[first:last], in_words)

    with Threads(threads) as pool:
        pool.map(work, ranges(indptr, max(1, -(-int(indptr[-1]) // PAIRS_A_BATCH))))
    return masses
