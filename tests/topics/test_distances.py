"""Distances and places of topics: a metric between words, kept by the plane, the same whatever LAPACK would say."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon, pdist, squareform

from toolkit.topics.quality.distances import topic_distances, topic_places


def model_of(k: int, v: int = 40, seed: int = 3):
    return SimpleNamespace(topic_term=np.random.default_rng(seed).dirichlet(np.full(v, 0.2), size=k))


def test_distances_are_those_of_scipy() -> None:
    model = model_of(6)
    other = [[jensenshannon(a, b, base=2) for b in model.topic_term] for a in model.topic_term]
    assert topic_distances(model) == pytest.approx(np.array(other), abs=1e-6)


def test_disjoint_topics_are_one_apart_and_equal_ones_nought() -> None:
    model = SimpleNamespace(topic_term=np.array([[0.5, 0.5, 0, 0], [0.5, 0.5, 0, 0], [0, 0, 0.2, 0.8]]))
    assert topic_distances(model).tolist() == [[0, 0, 1], [0, 0, 1], [1, 1, 0]]


def test_places_on_a_plane_keep_distances_that_lie_on_one() -> None:
    points = np.random.default_rng(5).normal(size=(9, 2))
    wanted = squareform(pdist(points))
    assert squareform(pdist(topic_places(wanted))) == pytest.approx(wanted, abs=1e-3)


def test_places_are_those_of_an_independent_scaling_up_to_sign() -> None:
    distances = topic_distances(model_of(12))
    centre = np.eye(12) - 1 / 12
    values, vectors = np.linalg.eigh(-0.5 * centre @ distances**2 @ centre)
    own = topic_places(distances)
    for axis, which in enumerate((-1, -2)):
        other = vectors[:, which] * np.sqrt(values[which])
        assert np.abs(own[:, axis]) == pytest.approx(np.abs(other), abs=2e-4)
        assert own[np.argmax(np.abs(own[:, axis])), axis] > 0


def test_noise_in_the_last_bits_moves_nothing() -> None:
    model = model_of(15)
    nudged = SimpleNamespace(topic_term=model.topic_term * (1 + 1e-14))
    assert np.array_equal(topic_places(topic_distances(model)), topic_places(topic_distances(nudged)))


@pytest.mark.parametrize("k", [1, 2, 3])
def test_few_topics_have_places_too(k: int) -> None:
    assert topic_places(topic_distances(model_of(k))).shape == (k, 2)
