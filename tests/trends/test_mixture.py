"""The pooled mixture is the maximum, and its draws are what refitting on reweighted stories gives."""

import numpy as np
import pytest

from tests.planted import Planted, plant
from toolkit.documents.periods import group_units
from toolkit.topics.model import TopicModel
from toolkit.trends.mixture import period_shares, pooled_mixture, unit_pulls


def em(f: np.ndarray, phi: np.ndarray, passes: int = 20000) -> np.ndarray:
    """The textbook EM for mixture proportions: slow, independent of Newton."""
    pi = np.full(len(phi), 1 / len(phi))
    for _ in range(passes):
        pi = pi * (phi @ (f / (pi @ phi)))
    return pi


def test_newton_reaches_what_em_reaches() -> None:
    rng = np.random.default_rng(1)
    phi = rng.dirichlet(np.full(60, 0.2), size=5)
    f = rng.multinomial(3000, rng.dirichlet(np.ones(5)) @ phi) / 3000
    assert pooled_mixture(f, phi) == pytest.approx(em(f, phi), abs=1e-5)


def test_exact_frequencies_give_back_the_mixture_even_at_its_edge() -> None:
    rng = np.random.default_rng(2)
    phi = rng.dirichlet(np.full(80, 0.3), size=4)
    for pi in ([0.4, 0.3, 0.2, 0.1], [0.7, 0.3, 0.0, 0.0]):
        assert pooled_mixture(np.array(pi) @ phi, phi) == pytest.approx(pi, abs=1e-5)


def test_words_no_topic_has_do_not_matter() -> None:
    phi = np.array([[0.5, 0.5, 0.0], [0.1, 0.9, 0.0]])
    assert pooled_mixture(np.array([0.15, 0.35, 0.5]), phi) == pytest.approx([0.5, 0.5], abs=1e-4)


def test_influence_is_the_derivative(planted: Planted, model: TopicModel) -> None:
    grouping = group_units(planted.corpus.frame, "year")
    weight = np.ones(len(planted.theta))
    args = (planted.counts.matrix, planted.phi, np.eye(6), grouping)
    pull = unit_pulls(*args, weight, 1)
    unit, step = pull.here[7], 0.02
    heavier = weight.copy()
    heavier[unit] += step
    moved = unit_pulls(*args, heavier, 1).shares - pull.shares
    assert moved / step == pytest.approx(pull.values[7], rel=0.05, abs=2e-5)
    assert pull.values.sum(axis=0) == pytest.approx(np.zeros(6), abs=1e-9)


def test_first_order_draws_agree_with_refitting_on_reweighted_stories() -> None:
    planted = plant(5, units=120, n_periods=1, n_terms=400, length=60, changes=(), background=0.5)
    grouping = group_units(planted.corpus.frame, "year")
    rng = np.random.default_rng(3)
    n = len(planted.theta)
    _, influence = period_shares(planted.counts.matrix, planted.phi, np.eye(6), grouping, np.ones(n), 0)
    exact, linear = [], []
    for _ in range(60):
        weight = rng.standard_exponential(n)
        exact.append(unit_pulls(planted.counts.matrix, planted.phi, np.eye(6), grouping, weight, 0).shares)
        linear.append((weight[influence.stories] / weight.mean() - 1) @ influence.values)
    deviation = np.array(exact) - np.mean(exact, axis=0)
    for k in range(6):
        assert np.corrcoef(deviation[:, k], np.array(linear)[:, k])[0, 1] > 0.98
    assert np.std(linear, axis=0) == pytest.approx(np.std(exact, axis=0), rel=0.12)
