"""LDA by collapsed variational Bayes (CVB0), with the responsibilities of one unit and word tied.

Asuncion, Welling, Smyth, Teh 2009, "On smoothing and inference for topic models". A pass costs time proportional to the
distinct pairs of unit and word, times K.
"""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.base.progress import progress
from toolkit.base.threads import Threads
from toolkit.topics.engines.blocks import N_BLOCKS, Cells, Masses, padded, ranges
from toolkit.topics.engines.overlap import OVERLAP_LIMIT, overlap
from toolkit.topics.engines.room import array
from toolkit.topics.options import FitOptions

Array = NDArray[np.float64]
History = list[dict[str, float]]
PASSES, GUIDED_PASSES = 100, 20
# EM needs the more passes the more its components overlap; on news, whose topics share little, more passes let themes
# drift (bench trends, sections passes and uncalibrated; bench topics, section vntc, "80 passes, no anchor").
PATIENT_PASSES = 60


@dataclass(frozen=True)
class Fitted:
    """`pseudocounts` (U, K), `topic_counts` (K, V), the last `prior` (K, V), `alpha` (K), `history` one row a pass.

    `shared`: the overlap of the topics when the first passes ended.
    """

    pseudocounts: Array
    topic_counts: Array
    prior: Array
    alpha: Array
    history: tuple[dict[str, float], ...]
    shared: float


def bytes_needed(n_pairs: int, n_units: int, n_terms: int, n_topics: int) -> int:
    """The most memory that the arrays of a fit take at once, beside the counts: of responsibilities, of topics once a
    block, and at the start or at the end (a test measures it)."""
    width = padded(n_topics)
    kept = n_pairs * (4 * width + 8) + (2 + N_BLOCKS) * n_terms * 4 * width + n_units * 4 * width
    begin = n_pairs * 12 + n_terms * 4
    end = (N_BLOCKS + 1) * n_terms * 8 * width + n_units * 8 * (width + n_topics)
    return kept + max(begin, end)


class _State:
    """The arrays of a running fit, units dealt out to blocks so that every block sees the whole corpus thinly."""

    def __init__(self, matrix: Any, start: Array, prior: Array, alpha: float) -> None:
        n_units, self.n_topics = matrix.shape[0], len(start)
        self.order = np.argsort(np.arange(n_units) % N_BLOCKS, kind="stable")
        dealt = matrix[self.order]
        self.pairs = Cells.of(dealt, np.float32).pairs
        self.blocks = ranges(self.pairs.indptr)
        self.tokens = float(self.pairs.data.sum(dtype=np.float64))
        width = padded(self.n_topics)
        self.alpha = np.full(self.n_topics, alpha)
        self.prior = np.zeros((matrix.shape[1], width), dtype=np.float32)
        self.set_prior(prior)
        self.word_mass = np.zeros_like(self.prior)
        self.word_mass[:, : self.n_topics] = start.T * (self.tokens / self.n_topics)
        self.copies = array("copies", (len(self.blocks), *self.word_mass.shape), np.float32)
        self.copies[:] = self.word_mass
        self.gamma = array("gamma", (len(self.pairs.data), width), np.float32)
        self.unit_mass = np.zeros((n_units, width), dtype=np.float32)
        self._begin()
        self.unit_mass[:, : self.n_topics] += np.float32(alpha)

    def _begin(self) -> None:
        """Responsibilities by the topics alone."""
        from toolkit.topics.engines import kernels

        masses = Masses(self.gamma, self.unit_mass, self.word_mass, self.topic_mass())
        kernels.begin_units(self.pairs, 0, len(self.unit_mass), masses, self.word_mass.sum(axis=1))

    def set_prior(self, prior: Array) -> None:
        """Prior tokens (K, V), which count from the next recount on."""
        self.prior[:, : self.n_topics] = prior.T

    def topics(self) -> Array:
        """(K, V) the topics as they stand, rows summing to one."""
        mass = self.word_mass[:, : self.n_topics].T.astype(np.float64)
        return np.asarray(mass / mass.sum(axis=1, keepdims=True))

    def topic_mass(self) -> Array:
        """(K padded) sums of `word_mass`; one where a topic is padding, so that nothing divides by zero."""
        mass: Array = self.word_mass.sum(axis=0, dtype=np.float64)
        mass[self.n_topics :] = 1.0
        return mass


def fit(
    matrix: Any,
    start: Array,
    prior: Array,
    options: FitOptions,
    *,
    passes: int,
    hold: int,
    n_own: int,
    loose: Array | None = None,
) -> Fitted:
    """Fit LDA to a csr `matrix` (U, V) from topics `start` (K, V), with `prior` (K, V) tokens β.

    The first `hold` passes leave the topics as they are. Where the first `n_own` (all but a background topic) overlap
    after `passes` more, and a `loose` prior (K, V) is given, up to `PATIENT_PASSES` follow with that one. The bits do
    not depend on the number of threads.
    """
    state = _State(matrix, start, prior, options.alpha)
    with Threads(options.threads) as threads:
        history = _run(state, threads, options, hold, held=True)
        _count_words(state, threads)
        history += _run(state, threads, options, passes)
        shared = overlap(state.topics()[:n_own])
        if loose is not None and shared >= OVERLAP_LIMIT:
            state.set_prior(loose)
            _count_words(state, threads)
            history += _run(state, threads, options, PATIENT_PASSES)
            prior = loose
        in_units, in_words = _recount(state, threads)
    undealt = np.empty_like(in_units)
    undealt[state.order] = in_units
    numbered = tuple({"pass": float(i + 1), **row} for i, row in enumerate(history))
    return Fitted(undealt, in_words.T.copy(), prior, state.alpha, numbered, shared)


def _run(state: _State, threads: Threads, options: FitOptions, passes: int, held: bool = False) -> History:
    """At most `passes` passes, until one moves less than the tolerance; a row of the history for each."""
    history: History = []
    for done in progress(range(passes), "LDA", passes):
        moved = _pass(state, threads, np.float32(not held))
        history.append({"held": float(held), "moved": moved})
        if held:
            continue
        _merge(state, threads)
        if options.learn_alpha and done % 5 == 4:
            _learn_alpha(state)
        if moved < options.tolerance:
            break
    return history


def _pass(state: _State, threads: Threads, own: np.float32) -> float:
    """One pass over all blocks, each from the totals of the pass's start; the share of tokens that moved."""
    from toolkit.topics.engines import loops

    walk, base = loops.cvb0_pass(state.gamma.shape[1]), state.topic_mass()

    def work(numbered: tuple[int, tuple[int, int]]) -> float:
        b, (first, last) = numbered
        masses = Masses(state.gamma, state.unit_mass, state.copies[b], base.copy())
        return float(walk(state.pairs, first, last, masses, own, 1, 0.0))

    parts = threads.map(work, list(enumerate(state.blocks)))
    return math.fsum(parts) / (2.0 * state.tokens)  # the built-in sum rounds otherwise from Python 3.12


def _merge(state: _State, threads: Threads) -> None:
    from toolkit.topics.engines import kernels

    cuts = np.linspace(0, len(state.word_mass), N_BLOCKS + 1).astype(int).tolist()
    threads.map(
        lambda rows: kernels.merge_copies(state.word_mass, state.copies, rows[0], rows[1]),
        list(pairwise(cuts)),
    )


def _recount(state: _State, threads: Threads) -> tuple[Array, Array]:
    """Σ c·γ by unit and by word in float64: the totals that are kept, free of what float32 loses on the way."""
    from toolkit.topics.engines import kernels

    in_units = np.zeros(state.unit_mass.shape)
    in_words = array("tallies", (len(state.blocks), *state.word_mass.shape), np.float64)
    in_words[:] = 0.0

    def work(numbered: tuple[int, tuple[int, int]]) -> None:
        b, (first, last) = numbered
        kernels.recount(state.pairs, first, last, state.gamma, in_units, in_words[b])

    threads.map(work, list(enumerate(state.blocks)))
    return in_units[:, : state.n_topics], in_words.sum(axis=0)[:, : state.n_topics]


def _count_words(state: _State, threads: Threads) -> None:
    """Let the topics go: from here on they are counts plus prior."""
    _, in_words = _recount(state, threads)
    state.word_mass[:] = state.prior
    state.word_mass[:, : state.n_topics] += in_words.astype(np.float32)
    state.copies[:] = state.word_mass


def _learn_alpha(state: _State) -> None:
    """Move α towards the units as they stand, on at most 4,000 of them spread over the corpus."""
    step = max(1, len(state.unit_mass) // 4000)
    counts = state.unit_mass[::step, : state.n_topics].astype(np.float64) - state.alpha
    alpha = fixed_point(np.maximum(counts, 0.0), state.alpha)
    state.unit_mass[:, : state.n_topics] += (alpha - state.alpha).astype(np.float32)
    state.alpha = alpha


def fixed_point(counts: Array, alpha: Array, *, steps: int = 3) -> Array:
    """A few steps of Minka's fixed point (2000) for the α (K) of a Dirichlet-multinomial with these `counts` (U, K)."""
    from scipy.special import digamma

    lengths = counts.sum(axis=1)
    for _ in range(steps):
        above = (digamma(counts + alpha) - digamma(alpha)).sum(axis=0)
        below = (digamma(lengths + alpha.sum()) - digamma(alpha.sum())).sum()
        alpha = np.clip(alpha * above / max(below, 1e-12), 1e-3, 100.0)
    return alpha
