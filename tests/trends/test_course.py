"""Trends over all periods and change points."""

from dataclasses import replace

import numpy as np
import pytest

from tests.trends.test_contrasts import made
from toolkit.base.errors import UsageError
from toolkit.trends.course import change_points, trend_tests
from toolkit.trends.estimates import Prevalence


def series(values: list[list[float]], sd: float = 0.01, seed: int = 1) -> Prevalence:
    rng = np.random.default_rng(seed)
    estimate = np.array(values).T
    p, t = estimate.shape
    return made(
        [0.0],
        periods=tuple(str(2010 + i) for i in range(p)),
        themes=tuple(f"t{i}" for i in range(t)),
        estimate=estimate,
        draws=estimate + sd * rng.standard_normal((2000, p, t)),
        n_units=np.full(p, 99),
        n_documents=np.full(p, 99),
        n_stories=np.full(p, 99),
        effective_stories=np.full(p, 99.0),
        weight=np.full(p, 99.0),
    )


RISING = [0.10, 0.12, 0.14, 0.16, 0.18, 0.20, 0.22, 0.24]
FLAT = [0.20, 0.21, 0.20, 0.19, 0.20, 0.21, 0.20, 0.19]
JUMP = [0.10, 0.11, 0.10, 0.11, 0.20, 0.21, 0.20, 0.21]


def test_the_slope_is_least_squares_and_kendall_is_scipys() -> None:
    from scipy import stats

    found = trend_tests(series([RISING, FLAT])).set_index("theme")
    assert found.loc["t0", "slope"] == pytest.approx(0.02)
    assert found.loc["t1", "slope"] == pytest.approx(np.polyfit(range(8), FLAT, 1)[0])
    assert found.loc["t0", "kendall"] == pytest.approx(stats.kendalltau(range(8), RISING)[0])
    assert found.loc["t0", "p_adjusted"] < 0.01 < found.loc["t1", "p_adjusted"]
    assert found.loc["t0", "kendall_p"] < 0.01 < found.loc["t1", "kendall_p"]
    assert found.loc["t0", "lower"] < 0.02 < found.loc["t0", "upper"]


def test_a_jump_is_placed_and_a_flat_course_has_none() -> None:
    found = change_points(series([JUMP, FLAT]), seed=1).set_index("theme")
    assert (found.loc["t0", "after"], found.loc["t0", "before"]) == ("2013", "2014")
    assert found.loc["t0", "change"] == pytest.approx(0.1, abs=0.01)
    assert found.loc["t0", "p_adjusted"] <= 0.08 < found.loc["t1", "p_adjusted"]


def test_permutation_p_is_uniform_enough_without_a_change() -> None:
    rng = np.random.default_rng(7)
    small = 0
    for seed in range(60):
        values = (0.2 + 0.01 * rng.standard_normal((1, 8))).tolist()
        small += bool(change_points(series(values, seed=seed), seed=seed)["p_value"].iloc[0] <= 0.1)
    assert small <= 14  # P(more than 14 of 60 at 10 %) < 0.001


def test_min_periods_keeps_the_ends_free() -> None:
    ends = [0.30, 0.10, 0.10, 0.11, 0.10, 0.11, 0.10, 0.10]
    assert change_points(series([ends]), seed=1, min_periods=1)["after"].iloc[0] == "2010"
    assert change_points(series([ends]), seed=1, min_periods=3)["after"].iloc[0] not in ("2010", "2011")


def test_too_short_a_course_is_refused() -> None:
    with pytest.raises(UsageError, match="at least 3"):
        trend_tests(made([0.1]))
    with pytest.raises(UsageError, match="at least 6"):
        change_points(series([RISING[:5]]), seed=1)


def test_a_year_without_units_counts_as_time_passed() -> None:
    whole, gap = series([RISING]), [0, 1, 2, 5, 6, 7]
    holed = replace(
        whole,
        periods=tuple(whole.periods[i] for i in gap),
        estimate=whole.estimate[gap],
        draws=whole.draws[:, gap],
        n_units=whole.n_units[gap],
        n_documents=whole.n_documents[gap],
        n_stories=whole.n_stories[gap],
        effective_stories=whole.effective_stories[gap],
        weight=whole.weight[gap],
    )
    assert trend_tests(holed)["slope"].iloc[0] == pytest.approx(0.02)
    quarters = replace(holed, by="quarter", periods=("2019-Q1", "2019-Q2", "2019-Q3", "2020-Q2", "2020-Q3", "2020-Q4"))
    months = replace(holed, by="month", periods=("2019-11", "2019-12", "2020-01", "2020-04", "2020-05", "2020-06"))
    assert trend_tests(quarters)["slope"].iloc[0] == pytest.approx(0.02)
    assert trend_tests(months)["slope"].iloc[0] == pytest.approx(0.02)


def test_sources_have_no_course_and_a_level_is_a_share() -> None:
    for verb in (trend_tests, lambda p: change_points(p, seed=1)):
        with pytest.raises(UsageError, match="no order in time"):
            verb(replace(series([RISING]), by="source"))
    with pytest.raises(UsageError, match="level"):
        trend_tests(series([RISING]), level=95)


def test_the_best_split_is_in_standard_errors_of_the_periods() -> None:
    values = np.array([[0.10, 0.11, 0.10, 0.13, 0.14, 0.13, 0.14, 0.30]])
    noisy = series(values.tolist())
    spread = np.full(8, 0.01)
    spread[7] = 0.2
    rng = np.random.default_rng(3)
    noisy = replace(noisy, draws=noisy.estimate + spread[:, None] * rng.standard_normal((2000, 8, 1)))
    found = change_points(noisy, seed=1, min_periods=1).iloc[0]
    weight = 1 / noisy.draws.var(axis=0, ddof=1)[:, 0]
    splits = []
    for at in range(1, 8):
        left, right = (np.average(values[0][part], weights=weight[part]) for part in (slice(at), slice(at, None)))
        splits.append((right - left) / np.sqrt(1 / weight[:at].sum() + 1 / weight[at:].sum()))
    assert found["statistic"] == pytest.approx(max(splits)) and found["after"] == str(2010 + int(np.argmax(splits)))
    assert found["after"] == "2012"
