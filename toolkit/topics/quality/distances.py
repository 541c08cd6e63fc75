"""How far topics lie from one another, and where to draw them: the same places on any machine."""

import math

import numpy as np
from numpy.typing import NDArray

from toolkit.topics.model import TopicModel

Array = NDArray[np.float64]
DIGITS = 6  # logarithms differ in the last bits between machines; beyond this, nothing is kept of them
PLACE_DIGITS = 4
SWEEPS = 60


def topic_distances(model: TopicModel) -> Array:
    """(K, K) the square root of the Jensen–Shannon divergence (base 2) between topics' words: 0 alike, 1 disjoint.

    It is a metric (Endres & Schindelin 2003). Rounded to six digits.
    """
    phi = np.asarray(model.topic_term, dtype=np.float64)
    entropy = np.array([_entropy(row) for row in phi])
    found = np.zeros((len(phi), len(phi)))
    for a in range(len(phi)):
        for b in range(a):
            divergence = _entropy((phi[a] + phi[b]) / 2) - (entropy[a] + entropy[b]) / 2
            found[a, b] = found[b, a] = round(math.sqrt(min(max(divergence, 0.0), 1.0)), DIGITS)
    return found


def _entropy(row: Array) -> float:
    held = row[row > 0]
    return -math.fsum((held * np.log2(held)).tolist())


def topic_places(distances: Array) -> Array:
    """(K, 2) places on a plane that keep the distances as far as a plane can: classical scaling (Torgerson 1952).

    Jacobi rotations in a fixed order instead of LAPACK, exact sums and rounded places: nothing depends on the machine.
    Each axis points to where its farthest topic is positive.
    """
    squared = np.asarray(distances, dtype=np.float64) ** 2
    k = len(squared)
    means = np.array([math.fsum(row.tolist()) / k for row in squared])
    centred = -0.5 * (squared - means[:, None] - means[None, :] + math.fsum(means.tolist()) / k)
    values, vectors = _jacobi(centred)
    places = np.zeros((k, 2))
    for axis, which in enumerate(sorted(range(k), key=lambda i: (-round(float(values[i]), 9), i))[:2]):
        own = np.round(vectors[:, which] * math.sqrt(max(float(values[which]), 0.0)), PLACE_DIGITS) + 0.0
        places[:, axis] = own if own[int(np.argmax(np.abs(own)))] >= 0 else -own
    return places + 0.0


def _jacobi(matrix: Array) -> tuple[Array, Array]:
    """Values and vectors (in columns) of a symmetric matrix."""
    a, vectors = matrix.copy(), np.eye(len(matrix))
    for _ in range(SWEEPS):
        if not (np.abs(a - np.diag(np.diag(a))) > 1e-12).any():
            break
        for p in range(len(a) - 1):
            for q in range(p + 1, len(a)):
                if abs(a[p, q]) > 1e-15:
                    _rotate(a, vectors, p, q)
    return np.diag(a).copy(), vectors


def _rotate(a: Array, vectors: Array, p: int, q: int) -> None:
    slope = (a[q, q] - a[p, p]) / (2 * a[p, q])
    tangent = (1.0 if slope >= 0 else -1.0) / (abs(slope) + math.sqrt(slope * slope + 1))
    cosine = 1 / math.sqrt(tangent * tangent + 1)
    sine = tangent * cosine
    for rows in (a.T, a, vectors.T):
        left, right = rows[p].copy(), rows[q].copy()
        rows[p], rows[q] = cosine * left - sine * right, sine * left + cosine * right
