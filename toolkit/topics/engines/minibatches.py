"""LDA when the responsibilities of all pairs do not fit in memory: CVB0 on one batch of units after another.

Foulds, Boyles, DuBois, Smyth, Welling 2013 (SCVB0): nothing is stored for a pair; each batch is settled with the topics
held, then the topics move towards what the batch says of the corpus by a step that shrinks.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.base.progress import progress
from toolkit.base.threads import Threads
from toolkit.topics.engines.blocks import padded, ranges
from toolkit.topics.engines.cvb0 import Fitted, fixed_point
from toolkit.topics.engines.settling import settle, settle_and_count
from toolkit.topics.options import FitOptions

Array = NDArray[np.float64]
PAIRS_A_BATCH = 2_000_000
PASSES, GUIDED_PASSES = 6, 3
DELAY, DECAY = 4.0, 0.7


def needed(matrix: Any, n_topics: int, options: FitOptions) -> bool:
    """True where the responsibilities would take more than `options.memory_gb`."""
    return bool(matrix.nnz * padded(n_topics) * 4 > options.memory_gb * 2**30)


def fit(matrix: Any, start: Array, prior: Array, options: FitOptions, *, passes: int) -> Fitted:
    """Fit LDA to a csr `matrix` (U, V) from topics `start` (K, V), with `prior` (K, V) tokens β.

    Units are dealt out so that each batch sees the whole corpus thinly. The bits do not depend on threads.
    """
    n_batches = max(2, -(-matrix.nnz // PAIRS_A_BATCH))
    order = np.argsort(np.arange(matrix.shape[0]) % n_batches, kind="stable")
    dealt = matrix[order]
    batches = ranges(dealt.indptr, n_batches)
    tokens, alpha = float(dealt.data.sum()), np.full(len(start), options.alpha)
    topic_counts = start * (tokens / len(start))
    history: list[dict[str, float]] = []
    steps = [rows for _ in range(passes) for rows in batches]
    with Threads(options.threads) as threads:
        for done, (first, last) in enumerate(progress(steps, "LDA, in batches", len(steps))):
            batch = dealt[first:last]
            masses, in_words = settle_and_count(batch, _rows_to_one(topic_counts + prior * (done > 0)), alpha, threads)
            step = (1.0 + done / DELAY) ** -DECAY
            target = in_words.T * (tokens / float(batch.data.sum()))
            moved = float(step * np.abs(target - topic_counts).sum() / (2.0 * tokens))
            topic_counts = topic_counts + step * (target - topic_counts)
            history.append({"pass": (done + 1) / len(batches), "held": 0.0, "moved": moved})
            if options.learn_alpha:
                alpha = fixed_point(masses[:4000], alpha)
            if moved < options.tolerance:
                break
    pseudocounts = settle(matrix, _rows_to_one(topic_counts + prior), alpha, threads=options.threads)
    return Fitted(pseudocounts, topic_counts, prior, alpha, tuple(history), 0.0)


def _rows_to_one(table: Array) -> Array:
    return np.asarray(table / table.sum(axis=1, keepdims=True))
