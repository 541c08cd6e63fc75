"""Figures as a user saves them: nothing is cut, sizes are kept, titles are the Axes' own, given axes stay."""

import dataclasses
import io
import warnings
from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.image import imread

from tests.plots.made import LABELS, THEMES, make_contrasts, make_corpus, make_prevalence
from toolkit.plots.contrasts import plot_contrasts
from toolkit.plots.corpus import plot_dates, plot_sources
from toolkit.plots.effects import plot_groups
from toolkit.plots.fitting import crowding
from toolkit.plots.topics import plot_terms, plot_topic_map
from toolkit.plots.years import plot_heatmap, plot_panels, plot_prevalence, plot_years
from toolkit.topics.model import TopicModel
from toolkit.words.themes import themes_from_dict
from toolkit.words.vocabulary import Vocabulary

PREVALENCE = make_prevalence()
LONG = {key: f"{label} và những tên dài hơn nữa" for key, label in LABELS.items()}
KNOWN = themes_from_dict({key: {"label": {"vi": LABELS[key]}, "seeds": [f"từ {key}"]} for key in THEMES})
PLOTS: dict[str, Callable[..., Any]] = {
    "prevalence": lambda **more: plot_prevalence(PREVALENCE, labels=LONG, **more),
    "years": lambda **more: plot_years(PREVALENCE, labels=LONG, **more),
    "heatmap": lambda **more: plot_heatmap(PREVALENCE, labels=LONG, **more),
    "contrasts": lambda **more: plot_contrasts(make_contrasts(), labels=LONG, **more),
    "groups": lambda **more: plot_groups(PREVALENCE, labels=LONG, **more),
    "dates": lambda **more: plot_dates(make_corpus(), **more),
    "sources": lambda **more: plot_sources(make_corpus(), **more),
    "map": lambda **more: plot_topic_map(model(), labels=LONG, **more),
    "panels": lambda **more: plot_panels(PREVALENCE, labels=LONG, **more)[0, 0],
}


@pytest.fixture(autouse=True)
def _forget_figures():
    yield
    plt.close("all")


def model() -> TopicModel:
    topics = np.array([[0.6, 0.2, 0.1, 0.1], [0.1, 0.1, 0.2, 0.6], [0.1, 0.6, 0.2, 0.1], [0.25, 0.25, 0.3, 0.2]])
    shares = np.array([[0.4, 0.3, 0.2, 0.1]] * 3)
    names, roles = (*THEMES, "topic_3"), ("theme", "theme", "theme", "topic")
    terms = Vocabulary(("bảo_hộ", "kiều_bào", "lãnh_sự", "xuất_khẩu"))
    return TopicModel(topics, shares, None, names, roles, KNOWN, np.ones(4), {}, ("a", "b", "c"), terms, "lda", 1)


def inked_edges(ax: Any) -> list[bool]:
    """Whether anything but white stands in the outermost pixels, saved plainly: left, right, top, foot."""
    file = io.BytesIO()
    ax.figure.savefig(file, format="png", dpi=80)
    file.seek(0)
    image = imread(file)[:, :, :3]
    return [bool((edge < 0.999).any()) for edge in (image[:, :2], image[:, -2:], image[:2], image[-2:])]


@pytest.mark.parametrize("name", PLOTS)
def test_nothing_is_cut_when_a_figure_is_saved_plainly(name: str) -> None:
    assert inked_edges(PLOTS[name]()) == [False] * 4


@pytest.mark.parametrize("name", PLOTS)
def test_a_figure_has_the_size_that_was_asked_for_and_holds_its_names(name: str) -> None:
    ax = PLOTS[name](figsize=(8.0, 6.0))
    assert tuple(ax.figure.get_size_inches()) == (8.0, 6.0)
    assert inked_edges(ax) == [False] * 4


@pytest.mark.parametrize("name", [name for name in PLOTS if name != "panels"])
def test_titles_are_the_axes_own_and_given_axes_stay(name: str) -> None:
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 4))
    before = left.get_position().bounds, right.get_position().bounds, tuple(figure.get_size_inches())
    assert PLOTS[name](ax=right) is right
    assert (left.get_position().bounds, right.get_position().bounds, tuple(figure.get_size_inches())) == before
    assert right.get_title() and not left.get_title()
    right.set_title("Tên khác")
    titles = [right.get_title(loc=place) for place in ("left", "center", "right")]
    assert titles == ["", "Tên khác", ""]


def test_labels_come_from_the_themes_themselves() -> None:
    ax = plot_years(PREVALENCE, labels=KNOWN)
    assert [t.get_text().replace("\n", " ") for t in ax.get_yticklabels()] == [LABELS[key] for key in THEMES]
    assert LABELS[THEMES[0]] in plot_terms(model(), topic=THEMES[0]).get_title().replace("\n", " ")


def test_the_course_shades_what_is_compared_and_draws_on_given_axes() -> None:
    grid = plot_panels(PREVALENCE, compared=[(2015.5, 2016.5), (2017.5, 2018.5)])
    for ax in grid.ravel()[: len(THEMES)]:
        assert sorted(round(patch.get_x(), 6) for patch in ax.patches) == [-0.5, 1.5]
    _, given = plt.subplots(1, len(THEMES))
    assert plot_panels(PREVALENCE, axes=given)[0] is given[0]
    first = plot_prevalence(PREVALENCE, panels=True)
    assert len([ax for ax in first.figure.axes if ax.get_visible()]) == len(THEMES)


def test_a_year_without_articles_is_a_gap_of_the_course() -> None:
    gap = dataclasses.replace(PREVALENCE, periods=("2016", "2017", "2020"))
    ax = plot_panels(gap)[0, 0]
    joined = [line.get_xdata().tolist() for line in ax.lines if len(line.get_xdata()) == 2]
    assert [0.0, 1.0] in joined and not any(4.0 in places for places in joined)


def test_the_map_names_themes_and_free_topics_at_their_places() -> None:
    ax = plot_topic_map(model())
    texts = [text.get_text().replace("\n", " ") for text in ax.texts]
    assert f"1. {LABELS[THEMES[0]]}" in texts and any(text.startswith("F3: lãnh sự, ") for text in texts)
    assert {"1", "2", "3", "F3"} <= set(texts)


HARD = "Công tác người Việt Nam ở nước ngoài và bảo hộ công dân, pháp nhân Việt Nam trong tình hình mới"


def hard(kind: str) -> Any:
    """Prevalences that are hard to draw: many themes, one, long names, no figure at all, intervals of no width."""
    themes = tuple(f"theme_{t}" for t in range({"many": 18, "one": 1}.get(kind, 3)))
    names = ("trước đại hội lần thứ mười hai", "từ đại hội lần thứ mười ba đến nay, kể cả đại dịch")
    periods = names if kind == "spans" else ("2016", "2017", "2018")
    estimate = np.full((len(periods), len(themes)), np.nan if kind == "missing" else 0.2)
    draws = estimate + (0.0 if kind == "zero" else 0.02) * np.linspace(-1, 1, 200)[:, None, None]
    counts, by = np.full(len(periods), 90), "span" if kind == "spans" else "year"
    effective = np.full(len(periods), 80.0)
    plain = make_prevalence()
    return dataclasses.replace(
        plain,
        periods=periods,
        themes=themes,
        estimate=estimate,
        draws=draws,
        n_documents=counts,
        n_units=counts,
        n_stories=counts,
        effective_stories=effective,
        by=by,
    )


DRAWN = {"lines": plot_prevalence, "dumbbells": plot_years, "heat": plot_heatmap, "by group": plot_groups}


@pytest.mark.parametrize("figsize", [None, (9.0, 9.0)])
@pytest.mark.parametrize("kind", ["many", "one", "spans", "missing", "zero"])
@pytest.mark.parametrize("name", DRAWN)
def test_what_is_hard_to_draw_is_drawn_whole_and_its_names_stand_apart(name: str, kind: str, figsize: Any) -> None:
    prevalence = hard(kind)
    labels = {key: f"{HARD} {i}" for i, key in enumerate(prevalence.themes)}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = DRAWN[name](prevalence, labels=labels, figsize=figsize)
    assert inked_edges(ax) == [False] * 4
    if figsize is None:
        assert crowding(ax.get_yticklabels(), "y") <= 1.07
    if name != "lines":
        assert crowding(ax.get_xticklabels(), "x") <= 1.07 or ax.get_xticklabels()[0].get_rotation() == 60


@pytest.mark.parametrize("kind", ["many", "one", "spans", "missing", "zero"])
def test_panels_that_are_hard_to_draw_begin_at_nought_and_hold_their_names(kind: str) -> None:
    prevalence = hard(kind)
    labels = {key: f"{HARD} {i}" for i, key in enumerate(prevalence.themes)}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        panels = plot_panels(prevalence, labels=labels)
    assert panels[0, 0].get_ylim()[0] == 0.0
    assert inked_edges(panels[0, 0]) == [False] * 4
    boxes = [text.get_window_extent() for text in (panels[0, 0].figure._supylabel, panels[0, 0].figure._supxlabel)]
    assert not boxes[0].overlaps(boxes[1])
