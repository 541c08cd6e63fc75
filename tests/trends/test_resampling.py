"""Draws have exactly the variance of the estimator they stand for, and the tails of its degrees of freedom."""

import numpy as np
import pytest
from scipy import stats

from toolkit.base.streams import stream
from toolkit.trends.resampling import Influence, bootstrap, by_story, degrees_of_freedom, gaussian

VALUES = np.array([[0.3, 0.1], [-0.2, 0.0], [0.1, -0.3], [-0.1, 0.1], [0.0, 0.2], [-0.1, -0.1]])


def one(weight: np.ndarray | None = None) -> Influence:
    weight = np.full(6, 1 / 6) if weight is None else weight
    return Influence(np.arange(6), VALUES, weight)


def test_the_bootstrap_of_a_mean_has_the_unbiased_variance_times_that_of_t() -> None:
    """Var = n/(n - 1) · Σ v², and df/(df - 2) for the t distribution, df = n - 1."""
    found = bootstrap([one()], 6, draws=200_000, seed=1, name="test")[:, 0]
    expected = 6 / 5 * (VALUES**2).sum(axis=0) * 5 / 3
    assert found.var(axis=0) == pytest.approx(expected, rel=0.05)


def test_degrees_of_freedom_are_satterthwaites_and_never_under_four() -> None:
    assert degrees_of_freedom(np.full(20, 0.05)) == pytest.approx(19)
    uneven = np.array([0.5, *[0.5 / 40] * 40])
    square = uneven**2
    assert degrees_of_freedom(uneven) == 4.0 > square.sum() ** 2 / (square**2).sum() - 1


@pytest.mark.parametrize("df", [3.0, 8.0])
def test_gaussian_draws_are_t_with_the_covariance_of_the_influences(df: float) -> None:
    found = gaussian([one()], 6, np.array([df]), draws=100_000, seed=1, name="test")[:, 0]
    scaled = found / np.sqrt((VALUES**2).sum(axis=0))
    for level in (0.9, 0.975, 0.995):
        assert np.quantile(scaled, level, axis=0) == pytest.approx(stats.t.ppf(level, df), rel=0.06)
    middle = np.abs(scaled).max(axis=1) < 3
    expected = (VALUES[:, 0] @ VALUES[:, 1]) / np.sqrt(np.prod((VALUES**2).sum(axis=0)))
    assert np.corrcoef(scaled[middle].T)[0, 1] == pytest.approx(expected, abs=0.02)


def test_a_story_in_two_periods_moves_both() -> None:
    apart = Influence(np.arange(6, 12), VALUES, np.full(6, 1 / 6))
    for other, expected in ((one(), 1.0), (apart, 0.0)):
        found = gaussian([one(), other], 12, np.array([1e9, 1e9]), draws=20_000, seed=1, name="test")
        assert np.corrcoef(found[:, 0, 0], found[:, 1, 0])[0, 1] == pytest.approx(expected, abs=0.03)


def test_units_are_summed_by_story() -> None:
    found = by_story(np.array([7, 3, 7]), np.array([[1.0], [2.0], [4.0]]), np.array([1.0, 2.0, 1.0]))
    assert found.stories.tolist() == [3, 7] and found.values.tolist() == [[2.0], [5.0]]
    assert found.weight.tolist() == [0.5, 0.5]


@pytest.mark.parametrize("draws", [100, 121, 141, 199, 301, 333])
def test_draws_are_those_of_a_hundred_at_once(draws: int) -> None:
    """Made in small pieces for memory; the sums are those of whole batches, to the last bit."""
    rng = np.random.default_rng(5)
    raw = rng.random(701)
    part = Influence(np.sort(rng.choice(900, 701, replace=False)), rng.normal(size=(701, 3)), raw / raw.sum())
    stories, wide = stream(2, "codes", "x"), stream(2, "codes, degrees of freedom", "x")
    whole = [stories.standard_normal((min(100, draws - first), 900)) for first in range(0, draws, 100)]
    expected = np.concatenate([np.einsum("sg,gt->st", one[:, part.stories], part.values) for one in whole])
    expected *= np.sqrt(7.0 / wide.chisquare(7.0, draws))[:, None]
    found = gaussian([part], 900, np.array([7.0]), draws=draws, seed=2, name="x")
    np.testing.assert_array_equal(found[:, 0], expected)
    stories, wide = stream(2, "stories", "x"), stream(2, "stories, degrees of freedom", "x")
    whole = [
        stories.standard_exponential((min(100, draws - first), 900))[:, part.stories] for first in range(0, draws, 100)
    ]
    ratios = [one / np.einsum("sg,g->s", one, part.weight)[:, None] - 1.0 for one in whole]
    expected = np.concatenate([np.einsum("sg,gt->st", one, part.values) for one in ratios])
    effective, df = 1.0 / float((part.weight**2).sum()), degrees_of_freedom(part.weight)
    expected *= np.sqrt((effective + 1.0) / (effective - 1.0) * df / wide.chisquare(df, draws))[:, None]
    found = bootstrap([part], 900, draws=draws, seed=2, name="x")
    np.testing.assert_array_equal(found[:, 0], expected)
