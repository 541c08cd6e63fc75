"""Which topic of one model is which of another: Hungarian matching on cosine, average Jaccard of top terms."""

import numpy as np
from numpy.typing import NDArray

from toolkit.topics.quality.coherence import most_probable

Array = NDArray[np.float64]
LEAST_COSINE = 0.5


def cosines(reference: Array, other: Array) -> Array:
    """(K, K') cosines between the rows of two topic-term arrays over one vocabulary."""
    a = reference / np.maximum(np.linalg.norm(reference, axis=1, keepdims=True), 1e-300)
    b = other / np.maximum(np.linalg.norm(other, axis=1, keepdims=True), 1e-300)
    return np.asarray(a @ b.T)


def match_topics(reference: Array, other: Array) -> tuple[NDArray[np.int64], Array]:
    """For each row of `reference` (K, V) the row of `other` (K' ≥ K, V) it is matched to, and their cosine.

    One to one, the sum of cosines being the largest possible (Hungarian algorithm).
    """
    from scipy.optimize import linear_sum_assignment

    table = cosines(reference, other)
    rows, columns = linear_sum_assignment(table, maximize=True)
    matched = np.full(len(reference), -1, dtype=np.int64)
    matched[rows] = columns
    value = np.zeros(len(reference))
    value[rows] = table[rows, columns]
    return matched, value


def mutual(table: Array) -> NDArray[np.bool_]:
    """(K, K') where each of two topics is the other's nearest, with a cosine of at least `LEAST_COSINE`."""
    near = np.zeros(table.shape, dtype=bool)
    rows, nearest = np.arange(len(table)), table.argmax(axis=1)
    near[rows, nearest] = (table.argmax(axis=0)[nearest] == rows) & (table[rows, nearest] >= LEAST_COSINE)
    return near


def average_jaccard(reference: Array, other: Array, *, n: int = 20) -> Array:
    """(K,) average Jaccard at `n` between rows k of two topic-term arrays (Greene, O'Callaghan, Cunningham 2014).

    The mean over depths d = 1…n of the Jaccard index of the d most probable terms.
    """
    a, b = most_probable(reference, n), most_probable(other, n)
    values = []
    for left, right in zip(a.tolist(), b.tolist()):
        overlaps = [len(set(left[:d]) & set(right[:d])) for d in range(1, len(left) + 1)]
        values.append(float(np.mean([o / (2 * d - o) for d, o in enumerate(overlaps, start=1)])))
    return np.asarray(values)
