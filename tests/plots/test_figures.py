"""What the figures say: every theme, count, period and verdict is on them; the same figure gives the same bytes."""

import dataclasses
import hashlib
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tests.plots.made import LABELS, THEMES, make_contrasts, make_corpus, make_prevalence
from toolkit.base.errors import UsageError
from toolkit.plots import alt
from toolkit.plots.contrasts import plot_contrasts
from toolkit.plots.corpus import MOST_SOURCES, plot_dates, plot_sources
from toolkit.plots.style import DASHES, MARKERS, PALETTE, caption, percent, points, save_figure, theme_style
from toolkit.plots.wording import counts_caption
from toolkit.plots.years import plot_heatmap, plot_panels, plot_prevalence, plot_years
from toolkit.trends.estimates import Contrasts

PREVALENCE, CONTRASTS, CORPUS = make_prevalence(), make_contrasts(), make_corpus()


@pytest.fixture(autouse=True)
def _forget_figures():
    yield
    plt.close("all")


def words(ax) -> str:
    """All text of a figure, line breaks as spaces."""
    import matplotlib.text

    found = [t.get_text() for t in ax.figure.findobj(matplotlib.text.Text)]
    return " ".join(found).replace("\n", " ")


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", PALETTE)
def test_every_colour_stands_at_three_to_one_on_white(colour: str) -> None:
    assert 1.05 / (luminance(colour) + 0.05) >= 3


def test_a_theme_is_told_apart_without_colour() -> None:
    assert len(PALETTE) == len(set(PALETTE)) == len(MARKERS) == len(set(MARKERS)) == len(DASHES)
    assert theme_style(1) == theme_style(1 + len(PALETTE))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("plot", [plot_prevalence, plot_years, plot_heatmap])
def test_labels_counts_and_cover_are_printed(plot, language: str) -> None:
    text = words(plot(PREVALENCE, labels=LABELS, language=language))
    for label in LABELS.values():
        assert label in text
    assert "n = " in text
    told = (
        ("Khoảng tin cậy 95%", "95% intervals") if plot is not plot_heatmap else ("không kèm khoảng", "without inter")
    )
    assert told[language == "en"] in text
    assert ("7 bài không rõ ngày" if language == "vi" else "7 undated articles") in text
    assert ("chỉ áp dụng cho các nguồn báo này" if language == "vi" else "for these outlets") in text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_caption_speaks_of_no_interval_where_there_is_none(language: str) -> None:
    thin = dataclasses.replace(PREVALENCE, effective_stories=np.full(3, 2.0))
    for plot in (plot_prevalence, plot_years):
        text = words(plot(thin, language=language))
        assert "95%" not in text and ("Không có khoảng tin cậy" if language == "vi" else "No interval") in text
    assert "–" in [t.get_text() for t in plot_years(thin).texts]


def test_a_caption_names_what_it_counts_by_and_tells_no_nought() -> None:
    known = dataclasses.replace(PREVALENCE, n_undated=0)
    assert "không rõ ngày" not in counts_caption(known, "vi") and "undated" not in counts_caption(known, "en")
    for by, told in (("year", "giai đoạn"), ("span", "giai đoạn"), ("source", "nguồn báo"), ("group", "nhóm")):
        assert f"mỗi tin tính một lần trong mỗi {told})" in counts_caption(dataclasses.replace(known, by=by), "vi")


def test_paragraphs_are_called_paragraphs() -> None:
    split = dataclasses.replace(PREVALENCE, n_units=PREVALENCE.n_documents * 9, measure="presence", n_undated=1234)
    text = words(plot_prevalence(split))
    once = dataclasses.replace(PREVALENCE, measure="presence")
    assert "Tỷ lệ tin có chủ đề" in words(plot_prevalence(once)) and "mọi tin, trọng số" in words(plot_years(once))
    every = dataclasses.replace(once, count="publications")
    assert "Articles that carry the theme" in words(plot_prevalence(every, language="en"))
    assert (
        "Tỷ lệ đoạn văn có chủ đề" in text
        and "chia nhau một trọng số" in text
        and "1.234 đoạn văn không rõ ngày" in text
    )
    assert "Paragraphs that carry the theme" in words(plot_prevalence(split, language="en"))


def test_the_points_of_two_periods_stand_on_their_intervals() -> None:
    ax = plot_years(PREVALENCE, pair=("2016", "2017"))
    points_at = {(float(p.get_xdata()[0]), float(p.get_ydata()[0])) for p in ax.lines if len(p.get_xdata()) == 1}
    for bars in ax.collections:
        (left, y), (right, _) = bars.get_segments()[0]
        assert any(left <= x <= right and y == at for x, at in points_at)


def test_many_periods_stay_on_a_page_and_readable() -> None:
    many = make_prevalence(tuple(f"{year}" for year in range(1990, 2020)))
    panel = plot_panels(many)[0, 0]
    assert len(panel.get_xticks()) <= 8 and panel.get_xticklabels()[-1].get_text() == "2019"
    assert plot_heatmap(many).figure.get_figwidth() < 15
    assert len(plot_prevalence(many).get_xticks()) == 30


def test_panels_draw_one_axes_a_theme() -> None:
    grid = plot_panels(PREVALENCE, labels=LABELS)
    titles = [ax.get_title().replace("\n", " ") for ax in grid.ravel() if ax.get_visible()]
    assert titles == [LABELS[key] for key in THEMES]


def test_a_period_with_few_stories_has_no_interval() -> None:
    ax = plot_prevalence(PREVALENCE)
    assert [len(bars.get_segments()) for bars in ax.collections] == [2] * len(THEMES)
    assert any(line.get_markerfacecolor() == "white" and len(line.get_xdata()) for line in ax.lines)


def test_points_are_the_estimates() -> None:
    drawn = [line.get_ydata() for line in plot_prevalence(PREVALENCE).lines if len(line.get_ydata()) == 3]
    for t in range(len(THEMES)):
        assert any(np.array_equal(y, PREVALENCE.estimate[:, t]) for y in drawn)


def test_uncalibrated_presence_is_an_index_not_per_cent() -> None:
    text = words(plot_years(make_prevalence(measure="presence"), labels=LABELS))
    assert "chỉ số, chưa hiệu chỉnh" in text


def test_contrasts_carry_their_verdicts_in_words() -> None:
    text = words(plot_contrasts(CONTRASTS, labels=LABELS, language="vi"))
    for verdict in ("tăng", "chưa đủ cơ sở kết luận", "không so sánh được"):
        assert verdict in text
    assert "100 + 110" in text


def test_changes_of_an_index_are_no_points() -> None:
    text = words(plot_contrasts(Contrasts(CONTRASTS.frame, is_index=True), labels=LABELS))
    assert "Thay đổi của chỉ số" in text and "điểm phần trăm" not in text and "dải xám" not in text
    assert "−5,0" not in alt.describe_contrasts(Contrasts(CONTRASTS.frame, is_index=True), LABELS, "vi")


def test_wrong_periods_methods_and_languages_are_refused() -> None:
    with pytest.raises(UsageError, match="no period '2O16'; did you mean '2016'"):
        plot_years(PREVALENCE, pair=("2O16", "2018"))
    for pair in (("2016",), ("2018", "2016")):
        with pytest.raises(UsageError, match="pair"):
            plot_years(PREVALENCE, pair=pair)
    with pytest.raises(UsageError, match="language cannot be 'fr'"):
        plot_panels(PREVALENCE, language="fr")
    with pytest.raises(UsageError, match="columns is 0"):
        plot_panels(PREVALENCE, columns=0)
    with pytest.raises(UsageError, match="no contrast of method 'nmf'"):
        plot_contrasts(CONTRASTS, method="nmf")
    with pytest.raises(UsageError, match="language cannot be 'fr'"):
        plot_heatmap(PREVALENCE, language="fr")
    with pytest.raises(UsageError, match="empty"):
        plot_contrasts(Contrasts(CONTRASTS.frame.head(0)))


def test_dates_and_sources_count_what_is_kept() -> None:
    ax = plot_dates(CORPUS)
    assert sum(bar.get_width() for bar in ax.patches) == len(CORPUS)
    assert "Không rõ ngày: 10 trên 60 bài." in words(ax)
    ax = plot_sources(CORPUS)
    assert sum(bar.get_height() for bar in ax.patches) == len(CORPUS)
    assert len(ax.get_legend().get_texts()) == MOST_SOURCES + 1


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_the_same_figure_gives_the_same_bytes(kind: str, tmp_path: Path) -> None:
    hashes = set()
    for name in ("a", "b"):
        (path,) = save_figure(plot_prevalence(PREVALENCE, labels=LABELS), tmp_path / name, [kind])
        hashes.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(hashes) == 1


def test_given_axes_are_drawn_on_and_returned() -> None:
    _, ax = plt.subplots()
    assert plot_years(PREVALENCE, ax=ax) is ax
    caption(ax, "ghi chú")
    assert "ghi chú" in words(ax)


def test_alternative_texts_tell_the_data() -> None:
    assert "Bảo hộ công dân: 11% → 30%" in alt.describe_prevalence(PREVALENCE, LABELS, "vi")
    told = alt.describe_contrasts(CONTRASTS, LABELS, "vi")
    assert "Bảo hộ công dân 2016 → 2018: −5,0 [−9,0; −1,0], không so sánh được" in told
    assert alt.describe_dates(CORPUS, "en") == "dateline: 50; undated: 10."
    assert alt.describe_sources(CORPUS, "en").startswith("Báo 0: 6; Báo 1: 6;")


def test_numbers_are_written_as_the_language_does() -> None:
    assert percent(0.1234, "vi", 1) == "12,3%" and percent(0.1234, "en", 1) == "12.3%"
    assert points(-0.051, "vi") == "−5,1" and points(0.0, "en", 0) == "0"


def test_thin_cells_of_a_heat_map_stand_in_brackets() -> None:
    thin = dataclasses.replace(
        PREVALENCE, effective_stories=np.where(np.arange(len(PREVALENCE.periods)) == 0, 8.0, 90.0)
    )
    texts = [text.get_text() for text in plot_heatmap(thin, language="en").texts]
    cells = [text for text in texts if "%" in text]
    assert sum(text.startswith("(") for text in cells) == len(thin.themes) < len(cells)
    assert "In brackets: too few stories or codings" in words(plot_heatmap(thin, language="en"))
    enough = dataclasses.replace(PREVALENCE, effective_stories=np.full(len(PREVALENCE.periods), 90.0))
    assert "In brackets" not in words(plot_heatmap(enough, language="en"))
