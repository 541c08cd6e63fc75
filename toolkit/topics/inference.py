"""Shares of new units with the topics held fixed."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.base.errors import AlignmentError
from toolkit.words.counts import TermCounts

if TYPE_CHECKING:
    from toolkit.topics.model import TopicModel


def infer(model: "TopicModel", counts: TermCounts, *, passes: int = 50) -> NDArray[np.float64]:
    """(U', K) shares of `counts`' units by EM with φ fixed: the maximum-likelihood mixture of each unit.

    Raises AlignmentError when the vocabulary differs.
    """
    if counts.vocabulary.terms != model.vocabulary.terms:
        raise AlignmentError("these counts use another vocabulary than the model; count with the model's vocabulary")
    matrix = counts.matrix
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    phi = model.topic_term[:, matrix.indices].T
    theta = np.full((matrix.shape[0], model.n_topics), 1.0 / model.n_topics)
    for _ in range(passes):
        gamma = theta[rows] * phi
        gamma *= (matrix.data / np.maximum(gamma.sum(axis=1), 1e-300))[:, None]
        theta = np.add.reduceat(gamma, matrix.indptr[:-1], axis=0)
        theta /= theta.sum(axis=1, keepdims=True)
    return theta
