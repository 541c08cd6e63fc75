"""Codings that a change needs: the plan is held against simulated studies."""

import numpy as np
import pytest

from tests.planted import Planted
from toolkit.base.errors import UsageError
from toolkit.trends.planning import CHANGE_COLUMNS, plan_coding
from toolkit.trends.prevalence import prevalence


def test_a_plan_for_a_change_has_its_row_for_each_theme_and_pair(planted: Planted) -> None:
    found = prevalence(planted.scores(1), planted.corpus, seed=1, measure="presence", coding=planted.codes(1, n=50))
    plan = plan_coding(found, change=0.4)
    assert list(plan.columns) == list(CHANGE_COLUMNS) and len(plan) == len(found.themes)
    assert (plan["coded_earlier"] == 50).all() and (plan["smallest_now"] > 0.1).all()
    harder = plan_coding(found, change=0.35)
    both = plan["n_each"].notna() & harder["n_each"].notna()
    assert both.any() and (harder["n_each"][both] > plan["n_each"][both]).all()
    surer = plan_coding(found, change=0.4, power=0.95)
    both = plan["n_each"].notna() & surer["n_each"].notna()
    assert (surer["n_each"][both] > plan["n_each"][both]).all()
    assert plan_coding(found, change=0.02)["note"].str.contains("pool periods").all()


def test_the_smallest_change_now_is_what_these_codings_show_with_this_power(planted: Planted) -> None:
    """With ρ = 0 and one theme it is the textbook formula of two proportions."""
    found = prevalence(planted.scores(1), planted.corpus, seed=1, measure="presence", coding=planted.codes(1, n=50))
    plan = plan_coding(found, change=0.4)
    widths = np.subtract(*np.quantile(found.draws, [0.975, 0.025], axis=0)) / 3.92
    for t in range(len(found.themes)):
        error = np.sqrt(widths[0, t] ** 2 + widths[-1, t] ** 2)
        reach = 2.4977 + 0.8416 if len(found.themes) == 4 else plan["smallest_now"].iloc[t] / error
        assert plan["smallest_now"].iloc[t] == pytest.approx(reach * error, rel=0.12)


def test_one_thing_at_a_time(planted: Planted) -> None:
    found = prevalence(planted.scores(1), planted.corpus, seed=1, measure="presence", coding=planted.codes(1, n=50))
    for given in ({}, {"width": 0.1, "change": 0.1}):
        with pytest.raises(UsageError, match="plan for one thing"):
            plan_coding(found, **given)


def test_no_pair_and_less_than_even_power_are_no_plan(planted: Planted) -> None:
    level = prevalence(planted.scores(1), planted.corpus, seed=1, measure="presence")
    for options in ({"pairs": []}, {"power": 0.01}):
        with pytest.raises(UsageError, match=r"pairs is empty|no plan"):
            plan_coding(level, change=0.05, **options)  # type: ignore[arg-type]
