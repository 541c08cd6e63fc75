"""Figures of effects, groups and wording show what their tables say."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.trends.test_effects import made
from toolkit.base.errors import UsageError
from toolkit.plots.company import plot_company
from toolkit.plots.effects import plot_effects, plot_group_panels, plot_groups, plot_wording
from toolkit.plots.style import close_figure
from toolkit.trends.effects import effects
from toolkit.trends.prevalence import prevalence


def words(ax: object) -> str:
    figure = ax.figure  # type: ignore[attr-defined]
    return " ".join(text.get_text() for text in [*figure.findobj(lambda item: hasattr(item, "get_text"))])


def test_coefficients_stand_where_the_table_says() -> None:
    scores, corpus, coding = made(800, n_coded=300)
    found = effects(scores, corpus, "year + C(source)", coding=coding, seed=1)
    ax = plot_effects(found, theme="one", language="en")
    frame = found.to_frame()
    frame = frame[(frame["theme"] == "one") & (frame["term"] != "intercept")]
    marks = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"]
    assert marks == pytest.approx((100 * frame["estimate"]).tolist())
    assert "C(source)[b.vn]" in words(ax) and "coded stories" in words(ax)
    close_figure(ax)
    with pytest.raises(UsageError, match="no theme"):
        plot_effects(found, theme="three")


def test_groups_and_groups_over_time() -> None:
    scores, corpus, coding = made(800, n_coded=300)
    by_source = prevalence(scores, corpus, by="source", measure="presence", coding=coding, seed=1)
    ax = plot_groups(by_source, language="vi")
    assert len(ax.texts) >= 8 and "a.vn" in words(ax)
    close_figure(ax)
    both = prevalence(scores, corpus, by=("year", "source"), measure="presence", coding=coding, seed=1)
    ax = plot_group_panels(both, "one", language="en")
    assert "hollow" in words(ax)
    close_figure(ax)
    with pytest.raises(UsageError, match="two divisions"):
        plot_group_panels(by_source, "one")
    with pytest.raises(UsageError, match="one division"):
        plot_groups(both)
    thin = replace(by_source, draws=np.repeat(by_source.estimate[None], 100, axis=0))
    ax = plot_groups(thin, language="en")
    assert any(text.get_text().startswith("(") for text in ax.texts), "no interval, in brackets"
    close_figure(ax)


def test_company_is_a_map_of_pairs() -> None:
    pairs = [("one", "two", 2.5, 1.6, 3.9), ("one", "three", 0.4, 0.2, 0.8), ("two", "three", np.nan, np.nan, np.nan)]
    table = pd.DataFrame(pairs, columns=["theme", "other", "lift", "lower", "upper"]).assign(period="all")
    ax = plot_company(table, language="en")
    assert [text.get_text() for text in ax.texts[:3]] == ["2.5\n[1.6, 3.9]", "0.4\n[0.2, 0.8]", "–"]
    shade = np.ma.filled(ax.images[0].get_array(), np.nan)
    assert shade[1, 0] > 0 > shade[2, 0] and np.isnan(shade[[0, 2], [1, 1]]).all()
    close_figure(ax)
    with pytest.raises(UsageError, match="no period"):
        plot_company(table, period="2016")
    with pytest.raises(UsageError):
        plot_company(table.drop(columns="lift"))


def test_words_that_enter_and_leave() -> None:
    table = pd.DataFrame(
        {
            "theme": "one",
            "earlier": "2016",
            "later": "2020",
            "term": ["tin_giả", "mạng", "báo"],
            "direction": ["entered", "entered", "left"],
            "log_odds": [1.2, 0.4, -0.8],
            "q_value": [0.001, 0.3, 0.02],
        }
    )
    ax = plot_wording(table, language="en")
    assert "tin giả" in words(ax) and "2016 → 2020" in words(ax)
    faces = {line.get_markerfacecolor() for line in ax.lines if line.get_marker() == "o"}
    assert "white" in faces, "what the test does not carry is hollow"
    close_figure(ax)
