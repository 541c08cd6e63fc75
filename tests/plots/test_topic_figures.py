"""Figures of topics and words: what the tables say is on them; a wrong table is refused."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from tests.plots.test_figures import words
from toolkit.base.errors import UsageError
from toolkit.plots.robustness import plot_sensitivity
from toolkit.plots.seeds import plot_seed_panels, plot_seeds
from toolkit.plots.topics import plot_choice, plot_keyness, plot_stability, plot_terms
from toolkit.topics.choice import Choice
from toolkit.topics.model import TopicModel
from toolkit.words.vocabulary import Vocabulary


@pytest.fixture(autouse=True)
def _forget_figures():
    yield
    plt.close("all")


@pytest.fixture
def model() -> TopicModel:
    topics = np.array([[0.6, 0.2, 0.1, 0.1], [0.1, 0.1, 0.2, 0.6]])
    return TopicModel(
        topics,
        np.array([[0.5, 0.5]] * 3),
        None,
        ("citizen_protection", "topic 1"),
        ("theme", "topic"),
        None,
        np.ones(4),
        {},
        ("a", "b", "c"),
        Vocabulary(("bảo_hộ_công_dân", "kiều_bào", "lãnh_sự", "xuất_khẩu")),
        "lda",
        1,
    )


def test_terms_stand_at_their_probability(model: TopicModel) -> None:
    ax = plot_terms(model, topic="citizen_protection", by="probability", labels={"citizen_protection": "Bảo hộ"}, n=2)
    assert [t.get_text() for t in ax.get_yticklabels()] == ["bảo hộ công dân", "kiều bào"]
    assert list(ax.lines[0].get_xdata()) == [0.6, 0.2]
    assert "Bảo hộ (LDA, probability; n = 3)" in words(ax)
    assert "topic 1" in words(plot_terms(model, topic=1, language="en"))


def test_an_unknown_topic_is_refused(model: TopicModel) -> None:
    with pytest.raises(UsageError, match="did you mean 'citizen_protection'"):
        plot_terms(model, topic="citizens_protection")
    with pytest.raises(UsageError, match="topics 0 to 1"):
        plot_terms(model, topic=2)


def test_keyness_puts_each_period_on_its_side() -> None:
    table = pd.DataFrame(
        {
            "term": ["ngư_dân", "lừa_đảo"],
            "period": ["2016", "2024"],
            "log_odds": [-1.5, 2.0],
            "lower": [-2.0, 1.5],
            "upper": [-1.0, 2.5],
        }
    )
    ax = plot_keyness(table)
    assert [t.get_text() for t in ax.get_yticklabels()] == ["lừa đảo", "ngư dân"]
    assert ax.get_xlabel() == "← 2016      log-odds      2024 →"
    with pytest.raises(UsageError, match="lacks the column 'log_odds'; give what keyness returned"):
        plot_keyness(table.drop(columns="log_odds"))
    with pytest.raises(UsageError, match="empty"):
        plot_keyness(table.head(0))


def test_seeds_are_grouped_and_the_doubtful_hollow() -> None:
    table = pd.DataFrame(
        {
            "theme": ["a", "a", "b"],
            "seed": ["lãnh sự", "hộ chiếu", "kiều bào"],
            "tokens": [30, 0, 12],
            "share_of_theme": [1.0, 0.0, 1.0],
            "ambiguity": [0.1, np.nan, 0.8],
        }
    )
    ax = plot_seeds(table, labels={"a": "Bảo hộ công dân"})
    assert [t.get_text() for t in ax.get_yticklabels()] == ["lãnh sự (30)", "hộ chiếu (0)", "kiều bào (12)"]
    faces = [line.get_markerfacecolor() for line in ax.lines if len(line.get_xdata()) == 1]
    assert faces[0] != "white" and faces[1:] == ["white", "white"]
    assert ax.lines[1].get_marker() == "x" or any(line.get_marker() == "x" for line in ax.lines)
    assert "Bảo hộ công dân" in words(ax) and "n = 42" in words(ax)


def test_seed_panels_show_the_frequent_and_name_the_absent() -> None:
    table = pd.DataFrame(
        {
            "theme": ["a"] * 12 + ["b"],
            "seed": [f"từ {i}" for i in range(12)] + ["kiều bào"],
            "tokens": [*range(11, -1, -1), 5],
            "share_of_theme": [n / 66 for n in range(11, -1, -1)] + [1.0],
            "ambiguity": [0.1] * 11 + [np.nan, 0.8],
        }
    )
    grid = plot_seed_panels(table, labels={"a": "Bảo hộ công dân"}, most=8)
    first = grid[0, 0]
    assert [t.get_text() for t in first.get_yticklabels()] == [f"từ {i} ({11 - i})" for i in range(8)]
    assert first.get_title() == "Bảo hộ công dân"
    assert first.get_xlabel().replace("\n", " ") == "và 3 từ khóa ít gặp hơn; không xuất hiện: từ 11"
    assert grid[0, 1].get_xlim()[1] > 1.0 and "n = 71" in words(first)
    assert max(first.figure.get_size_inches()) < 10


def test_stability_shows_recurring_topics_full() -> None:
    table = pd.DataFrame({"topic": [0, 1], "name": ["a", "b"], "jaccard": [0.9, 0.3], "recurring": [True, False]})
    ax = plot_stability(table, language="en")
    full, hollow = ax.lines[0], ax.lines[1]
    assert list(full.get_xdata()) == [0.9] and list(hollow.get_xdata()) == [0.3]
    assert hollow.get_markerfacecolor() == "white" != full.get_markerfacecolor()


CHOICE = Choice(
    pd.DataFrame(
        {
            "n_topics": [10, 20, 30],
            "npmi": [0.1, 0.2, 0.15],
            "exclusivity": [0.3, 0.2, 0.1],
            "stability": [0.5] * 3,
            "held_out": [-7.0, -6.8, -6.9],
            "held_out_se": [0.01] * 3,
            "dispersion": [1.0, 2.0, 3.0],
        }
    )
)


def test_choice_puts_the_best_on_top_and_shows_no_winner() -> None:
    ax = plot_choice(CHOICE, language="en")
    lines = {line.get_label(): list(line.get_ydata()) for line in ax.lines}
    assert len(lines) == 5
    assert lines["Coherence (NPMI)"] == pytest.approx([0.0, 1.0, 0.5])
    assert lines["Residual dispersion"] == pytest.approx([1.0, 0.5, 0.0])
    assert lines["Stability (Jaccard)"] == [0.5] * 3
    assert "none decides alone" in words(ax)


def test_sensitivity_crosses_the_verdicts_that_differ() -> None:
    table = pd.DataFrame(
        {
            "choice": ["K", "K", "seed"],
            "setting": ["10", "30", "x"],
            "theme": ["a"] * 3,
            "change": [0.1, -0.2, np.nan],
            "same": [True, False, False],
        }
    )
    ax = plot_sensitivity(table, labels={"a": "Bảo hộ công dân"})
    drawn = {line.get_marker(): list(line.get_xdata()) for line in ax.lines[1:]}
    assert drawn == {"o": [0.1], "x": [-0.2]}
    assert "1/2" in words(ax) and "không tính được: 1" in words(ax) and "n = 3 lựa chọn" in words(ax)
    with pytest.raises(UsageError, match="no cells"):
        plot_sensitivity(table.head(0))
