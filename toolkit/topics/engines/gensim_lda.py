"""The second LDA engine: gensim's `LdaModel`, started from the seeds."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.base.streams import derived_seed
from toolkit.topics.options import FitOptions

Array = NDArray[np.float64]
PASSES = 10


def fit(matrix: Any, start: Array, prior: Array, options: FitOptions, *, seed: int) -> tuple[Array, Array, int]:
    """(topic_term, alpha, passes) of gensim's variational LDA on a csr `matrix` (U, V), one batch a pass, float64.

    From topics `start` (K, V), with `prior` (K, V) tokens β; a term whose prior is zero stays out of its topic. A prior
    alone does not hold seeds there (the first E-step ignores eta), so the start is put into the sufficient statistics,
    scaled to the corpus.
    """
    from gensim.models import LdaModel

    n_topics, passes = len(prior), options.passes or PASSES
    model: Any = LdaModel(
        id2word={i: str(i) for i in range(prior.shape[1])},
        num_topics=n_topics,
        chunksize=matrix.shape[0],
        passes=passes,
        update_every=0,
        decay=0.0,
        alpha=np.full(n_topics, options.alpha),
        eta=np.maximum(prior, 1e-12),
        iterations=50,
        gamma_threshold=1e-3,
        minimum_probability=0.0,
        random_state=derived_seed(seed, "gensim"),
        dtype=np.float64,
        eval_every=None,
    )
    model.state.sstats[...] = start * (matrix.sum() / n_topics)
    model.sync_state()
    model.update(bags(matrix))
    topic_term = np.where(prior > 0.0, model.state.get_lambda(), 0.0)
    return topic_term / topic_term.sum(axis=1, keepdims=True), np.asarray(model.alpha, dtype=np.float64), passes


def bags(matrix: Any) -> list[list[tuple[int, float]]]:
    """gensim's form of a csr matrix: (column, count) pairs a unit."""
    edges = matrix.indptr
    return [list(zip(matrix.indices[a:b].tolist(), matrix.data[a:b].tolist())) for a, b in pairwise(edges)]
