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
    assert found.loc["t1", "slope"] == pytest.approx(np.polyfit(range(8), FLAT, 1)[0], abs=1e-4)
    assert found.loc["t0", "kendall"] == pytest.approx(stats.kendalltau(range(8), RISING)[0])
    assert found.loc["t0", "p_adjusted"] < 0.01 < found.loc["t1", "p_adjusted"]
    assert found.loc["t0", "kendall_p"] < 0.01 < found.loc["t1", "kendall_p"]
    assert found.loc["t0", "lower"] < 0.02 < found.loc["t0", "upper"]
    assert found.loc["t0", "note"] == "" and (found["smallest_p"] < 0.001).all()


def test_the_slope_without_shocks_is_that_of_weighted_least_squares() -> None:
    import statsmodels.api as sm

    wobble = [0.10, 0.118, 0.141, 0.158, 0.182, 0.2, 0.219, 0.241]
    p = series([wobble], sd=0.02)
    own = sm.WLS(wobble, sm.add_constant(np.arange(8.0)), weights=1 / p.draws.var(axis=0, ddof=1)[:, 0]).fit()
    found = trend_tests(p).iloc[0]
    assert found["tau"] < 1e-4 and found["slope"] == pytest.approx(own.params[1], abs=1e-9)
    z = own.params[1] / np.sqrt(own.normalized_cov_params[1, 1])
    from scipy import stats

    assert found["p_value"] == pytest.approx(2 * stats.t.sf(abs(z), 6), rel=1e-6)


def test_shocks_of_years_are_no_trend_and_no_step() -> None:
    """Sd .03 between periods, .005 within: a slope or a step in at most a tenth of 200."""
    rng, slopes, steps = np.random.default_rng(3), 0, 0
    for seed in range(100):
        values = (0.2 + 0.03 * rng.standard_normal((1, 10))).tolist()
        p = series(values, sd=0.005, seed=seed)
        slopes += bool(trend_tests(p)["p_value"].iloc[0] <= 0.05)
        steps += bool(change_points(p, seed=seed)["p_value"].iloc[0] <= 0.05)
    assert slopes <= 12 and steps <= 12  # P(more than 12 of 100 at 5 %) = 0.001


def test_a_line_is_no_step_and_a_step_can_be_seen_in_six_years() -> None:
    rng = np.random.default_rng(5)
    line = [(0.1 + 0.08 * np.arange(10) + 0.01 * rng.standard_normal(10)).tolist() for _ in range(20)]
    found = change_points(series(line), seed=1)
    assert (found["p_value"] <= 0.05).sum() <= 4
    step = [(np.r_[[0.1] * 3, [0.9] * 3] + 0.01 * rng.standard_normal(6)).tolist() for _ in range(10)]
    found = change_points(series(step), seed=1)
    assert (found["p_value"] <= 0.05).all() and (found["after"] == "2012").all()
    assert (found["smallest_p"] == 1 / 2000).all() and found["note"].str.startswith("exploratory").all()


def test_each_theme_stands_on_its_own_periods() -> None:
    both = series([RISING, FLAT])
    estimate = np.array(both.estimate)
    estimate[3, 1] = np.nan
    draws = np.where(np.isnan(estimate), np.nan, both.draws)
    found = trend_tests(replace(both, estimate=estimate, draws=draws))
    assert found["n_periods"].tolist() == [8, 7]


def test_a_jump_is_placed_and_a_flat_course_has_none() -> None:
    found = change_points(series([JUMP, FLAT]), seed=1).set_index("theme")
    assert (found.loc["t0", "after"], found.loc["t0", "before"]) == ("2013", "2014")
    assert found.loc["t0", "change"] == pytest.approx(0.1, abs=0.01)
    assert found.loc["t0", "p_adjusted"] <= 0.08 < found.loc["t1", "p_adjusted"]


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


def test_the_best_split_weighs_periods_by_their_errors() -> None:
    values = np.array([[0.10, 0.11, 0.10, 0.13, 0.14, 0.13, 0.14, 0.30]])
    noisy = series(values.tolist())
    spread = np.full(8, 0.01)
    spread[7] = 0.2
    rng = np.random.default_rng(3)
    noisy = replace(noisy, draws=noisy.estimate + spread[:, None] * rng.standard_normal((2000, 8, 1)))
    assert change_points(noisy, seed=1, min_periods=1).iloc[0]["after"] == "2012"
