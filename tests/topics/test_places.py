"""The map of topics: distances kept where a plane can keep them, and no sign left to the machine."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import pdist, squareform

from toolkit.topics.places import places_of, topic_distances


def test_distances_are_those_of_the_definition() -> None:
    p, q = np.array([0.5, 0.5, 0.0]), np.array([0.1, 0.2, 0.7])
    m = (p + q) / 2

    def divergence(a: np.ndarray, b: np.ndarray) -> float:
        return float(sum(x * np.log(x / y) for x, y in zip(a, b) if x > 0))

    wanted = np.sqrt(divergence(p, m) / 2 + divergence(q, m) / 2)
    found = topic_distances(np.stack([p, q]))
    assert found[0, 1] == pytest.approx(wanted) and found[0, 0] == 0


@given(st.integers(0, 2**32 - 1), st.integers(2, 12))
def test_points_of_a_plane_keep_their_distances_and_turn_with_no_sign(seed: int, k: int) -> None:
    points = np.random.default_rng(seed).normal(size=(k, 2))
    between = squareform(pdist(points))
    places, kept = places_of(between)
    assert squareform(pdist(places)) == pytest.approx(between, abs=1e-3) and kept == pytest.approx(1.0, abs=1e-3)
    again, _ = places_of(squareform(pdist(-points)))
    assert np.array_equal(places, again)


def test_one_topic_and_equal_topics_stand_in_one_place() -> None:
    assert places_of(np.zeros((1, 1)))[0].tolist() == [[0.0, 0.0]]
    places, kept = places_of(topic_distances(np.ones((4, 3)) / 3))
    assert np.isfinite(places).all() and abs(places).max() < 1e-6 and 0 <= kept <= 1


def test_the_axes_do_not_turn_where_the_last_digits_differ() -> None:
    topics = np.random.default_rng(3).dirichlet(np.ones(40), size=9)
    noise = 1 + 1e-14 * np.random.default_rng(4).normal(size=(9, 9))
    between = topic_distances(topics)
    assert np.array_equal(places_of(between)[0], places_of(between * (noise + noise.T) / 2)[0])
