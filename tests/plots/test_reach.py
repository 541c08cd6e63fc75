"""The axis of a course is set by periods with an interval; a thin one beyond it is drawn at the edge, and told."""

import dataclasses

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tests.plots.made import make_prevalence
from toolkit.plots.reach import as_shown, beyond, edges, reach
from toolkit.plots.wording import beyond_caption
from toolkit.plots.years import plot_heatmap, plot_panels, plot_prevalence
from toolkit.trends.estimates import Prevalence

HIGH, LOW = 6.0, -4.0


@pytest.fixture(autouse=True)
def _forget_figures():
    yield
    plt.close("all")


def thin_last(measure: str = "presence", above: float = HIGH, below: float = LOW) -> Prevalence:
    """Three years, the last too thin for an interval, its first theme far above the others and its second far below."""
    made = make_prevalence(measure=measure)
    estimate = made.estimate.copy()
    estimate[-1] = above, below, 0.1
    return dataclasses.replace(made, estimate=estimate)


def test_a_thin_period_sets_no_axis() -> None:
    thin = thin_last()
    low, high = edges(thin, thin.interval())
    assert -0.2 < low < reach(thin, thin.interval())[0] and high < 0.5
    assert beyond(thin, low, high).tolist() == [[0, 0, 0], [0, 0, 0], [1, -1, 0]]


def test_where_no_period_has_an_interval_all_of_them_set_it() -> None:
    thin = dataclasses.replace(thin_last(), effective_stories=np.full(3, 5.0))
    assert reach(thin, thin.interval()) == (LOW, HIGH)
    assert not beyond(thin, *edges(thin, thin.interval())).any()


def test_shares_begin_at_nought_and_nothing_gives_an_axis_too() -> None:
    share = make_prevalence()
    assert edges(share, share.interval())[0] == 0.0
    none = dataclasses.replace(share, estimate=np.full(share.estimate.shape, np.nan))
    assert edges(none, none.interval()) == (0.0, 1.0) and not beyond(none, 0.0, 1.0).any()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_figures_draw_it_at_the_edge_and_say_so(language: str) -> None:
    thin = thin_last()
    plain = dataclasses.replace(make_prevalence(measure="presence"), effective_stories=np.full(3, 80.0))
    ends = edges(thin, thin.interval())
    panel = plot_panels(thin, language=language)[0, 0]
    lines = plot_prevalence(thin, language=language)
    for ax in (panel, lines):
        assert ax.get_ylim() == pytest.approx(ends)
        high = [line.get_ydata().tolist() for line in ax.lines if line.get_marker() == "^" and line.get_ydata().size]
        assert [pytest.approx(ends[1])] in high
    told = " ".join(panel.figure._supxlabel.get_text().split())
    assert beyond_caption(language) in told
    assert beyond_caption(language) not in " ".join(plot_panels(plain)[0, 0].figure._supxlabel.get_text().split())


def test_a_thin_period_does_not_pale_the_others_of_the_heatmap() -> None:
    image = plot_heatmap(thin_last("share", above=0.9, below=0.0)).images[0]
    assert image.get_clim()[1] < 0.4


def test_a_correction_that_overshoots_is_drawn_as_the_tables_have_it() -> None:
    share = dataclasses.replace(thin_last("share", above=1.3, below=-0.2), is_index=False)
    shown = as_shown(share)
    assert shown.estimate.tolist() == share.to_frame()["estimate"].to_numpy().reshape(share.estimate.shape).tolist()
    for plot in (plot_panels, plot_prevalence):
        assert not any(line.get_marker() == "v" and line.get_ydata().size for line in np.ravel(plot(share))[0].lines)
    index = dataclasses.replace(share, is_index=True)
    assert as_shown(index) is index
