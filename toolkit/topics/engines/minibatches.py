"""LDA when the responsibilities of all pairs do not fit in memory: CVB0 on one batch of units after another.

Foulds, Boyles, DuBois, Smyth, Welling 2013 (SCVB0): nothing is stored for a pair; each batch is settled with the topics
held, then the topics move towards what the batch says of the corpus by a step that shrinks.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.base.progress import progress
from toolkit.base.threads import Threads
from toolkit.topics.engines.blocks import ranges
from toolkit.topics.engines.cvb0 import Fitted, History, bytes_needed, fixed_point
from toolkit.topics.engines.overlap import OVERLAP_LIMIT, overlap
from toolkit.topics.engines.settling import settle, settle_and_count
from toolkit.topics.options import FitOptions

Array = NDArray[np.float64]
PAIRS_A_BATCH = 2_000_000
# A unit settles in each, so that fewer do than in cvb0; after so many more, topics that share words part nearly as far.
PASSES, GUIDED_PASSES, PATIENT_PASSES = 6, 3, 12
DELAY, DECAY = 4.0, 0.7


def needed(matrix: Any, n_topics: int, options: FitOptions) -> bool:
    """True where a fit of the whole would take more than `options.memory_gb`."""
    n_units, n_terms = matrix.shape
    return bytes_needed(matrix.nnz, n_units, n_terms, n_topics) > options.memory_gb * 2**30


class _State:
    """Batches of units, each of which sees the whole corpus thinly, and the topics as they stand."""

    def __init__(self, matrix: Any, start: Array, prior: Array, options: FitOptions) -> None:
        n_batches = max(2, -(-matrix.nnz // PAIRS_A_BATCH))
        self.dealt = matrix[np.argsort(np.arange(matrix.shape[0]) % n_batches, kind="stable")]
        self.batches = ranges(self.dealt.indptr, n_batches)
        self.tokens, self.alpha = float(self.dealt.data.sum()), np.full(len(start), options.alpha)
        self.topics, self.prior, self.options = start, prior, options
        self.topic_counts = start * (self.tokens / len(start))
        self.done = 0  # batches that moved the topics

    def count(self, rows: tuple[int, int], threads: Threads) -> tuple[Array, Array, float]:
        """(U of the batch, K) and (K, V) tokens of each topic with the topics held, and the batch's tokens."""
        batch = self.dealt[rows[0] : rows[1]]
        in_units, in_words = settle_and_count(batch, self.topics, self.alpha, threads)
        return in_units, in_words.T, float(batch.data.sum())

    def move(self, target: Array, step: float) -> float:
        """Go `step` of the way to these counts (K, V) of the whole corpus; the share of tokens that moved."""
        moved = float(step * np.abs(target - self.topic_counts).sum() / (2.0 * self.tokens))
        self.topic_counts = self.topic_counts + step * (target - self.topic_counts)
        self.topics = _rows_to_one(self.topic_counts + self.prior)
        return moved


def fit(
    matrix: Any,
    start: Array,
    prior: Array,
    options: FitOptions,
    *,
    passes: int,
    hold: bool,
    n_own: int,
    loose: Array | None = None,
) -> Fitted:
    """Fit LDA to a csr `matrix` (U, V) from topics `start` (K, V), with `prior` (K, V) tokens β.

    With `hold`, a first pass leaves the topics as they are: each unit settles in it, so that more would change nothing.
    `n_own` and `loose` as in `cvb0.fit`. The bits do not depend on threads.
    """
    state = _State(matrix, start, prior, options)
    with Threads(options.threads) as threads:
        history = _held(state, threads) if hold else []
        history += _run(state, threads, passes)
        shared = overlap(state.topics[:n_own])
        if loose is not None and shared >= OVERLAP_LIMIT:
            state.prior = loose
            state.topics = _rows_to_one(state.topic_counts + loose)
            history += _run(state, threads, PATIENT_PASSES)
    pseudocounts = settle(matrix, state.topics, state.alpha, threads=options.threads)
    numbered = tuple({"pass": (i + 1) / len(state.batches), **row} for i, row in enumerate(history))
    return Fitted(pseudocounts, state.topic_counts, state.prior, state.alpha, numbered, shared)


def _held(state: _State, threads: Threads) -> History:
    """One pass with the topics as they begin; then they are what it counted."""
    total = np.zeros_like(state.topic_counts)
    history: History = []
    for rows in progress(state.batches, "LDA, in batches", len(state.batches)):
        total += state.count(rows, threads)[1]
        history.append({"held": 1.0, "moved": 0.0})
    history[-1]["moved"] = state.move(total, 1.0)
    state.done += len(state.batches)
    return history


def _run(state: _State, threads: Threads, passes: int) -> History:
    """At most `passes` passes, until a batch moves less than the tolerance; a row of the history for each batch."""
    history: History = []
    steps = [rows for _ in range(passes) for rows in state.batches]
    for rows in progress(steps, "LDA, in batches", len(steps)):
        in_units, in_words, tokens = state.count(rows, threads)
        moved = state.move(in_words * (state.tokens / tokens), (1.0 + state.done / DELAY) ** -DECAY)
        state.done += 1
        history.append({"held": 0.0, "moved": moved})
        if state.options.learn_alpha:
            state.alpha = fixed_point(in_units[:4000], state.alpha)
        if moved < state.options.tolerance:
            break
    return history


def _rows_to_one(table: Array) -> Array:
    return np.asarray(table / table.sum(axis=1, keepdims=True))
