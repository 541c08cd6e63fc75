"""KL-NMF by multiplicative updates, compiled: scikit-learn's `mu`, in its order, without its temporaries."""

import math
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.base.progress import progress
from toolkit.base.threads import Threads
from toolkit.topics.engines.blocks import Cells, Factors, Pairs, padded, ranges
from toolkit.topics.engines.overlap import OVERLAP_LIMIT, overlap
from toolkit.topics.options import FitOptions

Array = NDArray[np.float64]
PASSES, GUIDED_PASSES = 60, 25
# Nothing in KL-NMF keeps a theme of few units from gathering the words of all the others, so themes begin small, and
# drawn to their start as by this share of a mean topic's tokens while they are let go; without both, rare themes are
# lost (bench topics, "Chosen once").
THEME_SIZE, ANCHOR = 0.01, 0.2
PATIENT_PASSES = 200  # where topics share words they part slowly (see cvb0)
FOLDING_PASSES = 50
SMALLEST = float(np.finfo(np.float64).eps)


class _State:
    """The arrays of a running factorisation: `unit_mass` is W, `topic_term` is H transposed, both padded.

    W walks the pairs by unit, H by word (`by_word`, the same pairs turned over): each row is then written by one thread
    alone, and nothing the size of H is needed a thread.
    """

    def __init__(self, matrix: Any, topics: Array) -> None:
        self.n_topics, width = len(topics), padded(len(topics))
        self.pairs = Cells.of(matrix, np.float64).pairs
        self.blocks = ranges(self.pairs.indptr)
        self.bounds = np.array([last for _, last in self.blocks], dtype=np.int64)
        self.unit_mass = np.ones((matrix.shape[0], width))
        self.topic_term = np.zeros((matrix.shape[1], width))
        self.topic_term[:, : self.n_topics] = topics.T
        self.anchor = np.zeros_like(self.topic_term)

    @cached_property
    def by_word(self) -> Pairs:
        """The pairs by word, units rising."""
        from scipy.sparse import csr_array

        n_units, n_words = len(self.unit_mass), len(self.topic_term)
        told = self.pairs.data, self.pairs.indices, self.pairs.indptr
        return Cells.of(csr_array(told, shape=(n_units, n_words)).T.tocsr(), np.float64).pairs

    def lead_in(self, n_themes: int) -> None:
        """Let the first topics begin small, and anchor them to where they stand."""
        self.unit_mass[:, :n_themes] = THEME_SIZE
        self.anchor[:, :n_themes] = self.topic_term[:, :n_themes] * (ANCHOR * self.pairs.data.sum() / self.n_topics)

    def let_go(self) -> None:
        """From here on the objective is the divergence alone."""
        self.anchor[:] = 0.0

    def topics(self) -> Array:
        """(K, V) H with rows summing to one; a topic without mass stays zero."""
        rows = self.topic_term[:, : self.n_topics].T
        return np.asarray(rows / np.maximum(rows.sum(axis=1, keepdims=True), SMALLEST))

    def run(self, threads: Threads, *, move: bool, measure: bool) -> float:
        """One pass: W, then (where `move`) H; returns the divergence of the model as it stood before, if measured."""
        from toolkit.topics.engines import loops

        width = self.unit_mass.shape[1]
        walk_units, walk_words = loops.kl_units(width), loops.kl_words(width)
        sums = self.topic_term.sum(axis=0)
        expected = float(self.unit_mass.sum(axis=0) @ sums) if measure else 0.0
        sums[sums == 0] = 1.0
        factors = Factors(self.unit_mass, self.topic_term, sums)

        def units(rows: tuple[int, int]) -> float:
            return float(walk_units(self.pairs, *rows, factors, measure))

        divergence = math.fsum(threads.map(units, self.blocks))
        if move:
            weights = self.unit_mass.sum(axis=0)
            weights[weights == 0] = 1.0
            weights += self.anchor.sum(axis=0)
            told = factors, self.anchor, weights, self.bounds
            threads.map(lambda words: walk_words(self.by_word, *words, *told), ranges(self.by_word.indptr))
        return divergence - float(self.pairs.data.sum()) + expected


def most_passes(options: FitOptions, *, guided: bool) -> int:
    """The most passes after the lead-in that `fit` may make."""
    return options.passes or (GUIDED_PASSES + PATIENT_PASSES if guided else PASSES)


def fit(
    matrix: Any, start: Array, options: FitOptions, *, n_themes: int, n_own: int
) -> tuple[Array, Array, tuple[dict[str, float], ...], float]:
    """W (U, K), H (K, V), the history and the topics' overlap after the first passes, from H = `start`.

    The first `n_themes` rows are named themes, the first `n_own` all but a background topic.
    In the first half of `options.hold` W settles alone, in the second H moves too, themes drawn to their start. With
    themes and no number of passes given, `PATIENT_PASSES` follow where the topics still overlap. The history holds the
    divergence from there on, before each tenth pass and after the last; it never rises.
    """
    state = _State(matrix, start)
    passes = options.passes or (GUIDED_PASSES if n_themes else PASSES)
    history: list[dict[str, float]] = []
    with Threads(options.threads) as threads:
        _lead_in(state, threads, options.hold, n_themes)
        done = _run(state, threads, options, history, range(passes))
        shared = overlap(state.topics()[:n_own])
        if n_themes and options.passes is None and shared >= OVERLAP_LIMIT:
            done = _run(state, threads, options, history, range(done, done + PATIENT_PASSES))
        mass, topics = state.unit_mass[:, : state.n_topics].copy(), state.topic_term[:, : state.n_topics].T.copy()
        history.append({"pass": float(done), "divergence": state.run(threads, move=False, measure=True)})
    return mass, topics, tuple(history), shared


def _lead_in(state: _State, threads: Threads, hold: int, n_themes: int) -> None:
    if n_themes:
        state.lead_in(n_themes)
    for done in range(max(hold, 1) if n_themes else 1):
        state.run(threads, move=2 * done >= max(hold, 2), measure=False)
    state.let_go()


def _run(state: _State, threads: Threads, options: FitOptions, history: list[dict[str, float]], passes: range) -> int:
    """These passes, until ten gain less than the tolerance; the number of all passes done."""
    for done in progress(passes, "NMF", len(passes)):
        measure = done % 10 == 0
        divergence = state.run(threads, move=True, measure=measure)
        if measure:
            history.append({"pass": float(done), "divergence": divergence})
            gains = history[-2]["divergence"] - divergence if done > passes.start else np.inf
            if gains < options.tolerance * history[0]["divergence"]:
                break
    return done + 1


def fold_in(matrix: Any, topic_term: Array, *, passes: int = FOLDING_PASSES, threads: int | None = None) -> Array:
    """(U, K) W for H fixed at `topic_term` (K, V)."""
    state = _State(matrix, topic_term)
    with Threads(threads) as pool:
        for _ in range(passes):
            state.run(pool, move=False, measure=False)
    return state.unit_mass[:, : state.n_topics].copy()
