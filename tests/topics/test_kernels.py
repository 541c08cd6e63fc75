"""Compiled loops beside what numpy says of the same numbers."""

import numpy as np
import pytest
import scipy.sparse as sp

import toolkit as tk
from toolkit.topics.engines.blocks import Cells, Factors, Masses, padded


@pytest.mark.parametrize("n", [1, 7, 8, 9, 127, 128, 129, 136, 257, 300, 1000, 5001])
def test_pairs_of_a_unit_are_added_up_as_numpy_adds(n: int) -> None:
    from toolkit.topics.engines import kernels

    random = np.random.default_rng(n)
    gamma, data = random.random((n, 8), dtype=np.float32), random.integers(1, 9, n).astype(np.float32)
    expected = np.add.reduceat(gamma * data[:, None], [0], axis=0)[0]
    found = [gamma[0, k] * data[0] + kernels.summed(gamma, data, 1, n - 1, k) for k in range(8)]
    assert np.array_equal(np.array(found, dtype=np.float32), expected)


@pytest.mark.parametrize("n_topics", [3, 8, 20, 64])
def test_loops_of_a_known_width_give_the_bits_of_the_loop_for_any(n_topics: int) -> None:
    """Rows that stay in registers change no order of sums; neither loop writes to what is padding."""
    from toolkit.topics.engines import loops

    width, random = padded(n_topics), np.random.default_rng(n_topics)
    matrix = sp.csr_matrix(random.poisson(0.4, (30, 50)).astype(float))
    single, double = Cells.of(matrix, np.float32).pairs, Cells.of(matrix, np.float64).pairs
    turned = Cells.of(sp.csr_matrix(matrix.T), np.float64).pairs
    tables = [np.zeros((n, width)) for n in (matrix.nnz, 30, 50)]
    for table in tables:
        table[:, :n_topics] = random.random((len(table), n_topics)) + 0.01
    found = []
    for known in (width, 0):
        masses = [table.astype(np.float32) for table in tables]
        topics = np.ones(width) * 40.0
        moved = loops._cvb0(known)(single, 0, 30, Masses(*masses, topics), np.float32(1), 1, 0.0)
        settled = loops._cvb0(known)(single, 0, 30, Masses(*masses, topics), np.float32(0), 50, 1e-4)
        units, words = tables[1].copy(), tables[2].copy()
        factors = Factors(units, words, words.sum(axis=0) + 1e-3)
        divergence = loops._kl_units(known)(double, 0, 30, factors, True)
        bounds, weights = np.array([11, 20, 30]), units.sum(axis=0) + 1e-3
        loops._kl_words(known)(turned, 0, 50, factors, np.zeros_like(words), weights, bounds)
        assert not any(table[:, n_topics:].any() for table in (*masses, units, words))
        found.append([np.array([moved, settled, divergence]), *masses, topics, units, words])
    assert all(np.array_equal(a, b) for a, b in zip(*found))


def test_memory_kept_between_fits_gives_the_same_fit(counts) -> None:
    """The second fit finds what the first left in its arrays; a smaller one after it a part of them."""
    from toolkit.topics.engines import room

    few = tk.FitOptions(passes=3, threads=1)
    fits = [(counts, 7), (counts, 5), (counts.at(range(20)), 5)]
    alone = [tk.fit_lda(c, n_topics=k, seed=2, options=few) for c, k in fits]
    with room.kept():
        after = [tk.fit_lda(c, n_topics=k, seed=2, options=few) for c, k in fits]
    for a, b in zip(alone, after):
        assert np.array_equal(a.topic_term, b.topic_term) and np.array_equal(a.doc_topic, b.doc_topic)
