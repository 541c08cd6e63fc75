"""The second LDA engine: gensim's `LdaModel`, started from the seeds."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.base.streams import derived_seed
from toolkit.topics.weighting import Task

Array = NDArray[np.float64]
PASSES = 10


def fit_gensim(task: Task, prior: Array) -> tuple[Array, Array, int]:
    """(topic_term, alpha, passes) of gensim's variational LDA, one batch a pass, float64.

    A prior alone does not hold seeds there (the first E-step ignores eta), so the start is put into the sufficient
    statistics, scaled to the corpus.
    """
    from gensim.models import LdaModel

    matrix = task.matrix(task.fitted)
    n_topics, passes = len(prior), task.options.passes or PASSES
    model: Any = LdaModel(
        id2word={i: str(i) for i in range(prior.shape[1])},
        num_topics=n_topics,
        chunksize=matrix.shape[0],
        passes=passes,
        update_every=0,
        decay=0.0,
        alpha=np.full(n_topics, task.options.alpha),
        eta=np.maximum(prior, 1e-12),
        iterations=50,
        gamma_threshold=1e-3,
        minimum_probability=0.0,
        random_state=derived_seed(task.seed, "gensim"),
        dtype=np.float64,
        eval_every=None,
    )
    model.state.sstats[...] = task.start.topic_term * (matrix.sum() / n_topics)
    model.sync_state()
    model.update(bags(matrix))
    topic_term = model.state.get_lambda()
    for k, excluded in enumerate(task.start.excluded):
        topic_term[k, list(excluded)] = 0.0
    return topic_term / topic_term.sum(axis=1, keepdims=True), np.asarray(model.alpha, dtype=np.float64), passes


def bags(matrix: Any) -> list[list[tuple[int, float]]]:
    """gensim's form of a csr matrix: (column, count) pairs a unit."""
    edges = matrix.indptr
    return [list(zip(matrix.indices[a:b].tolist(), matrix.data[a:b].tolist())) for a, b in pairwise(edges)]
