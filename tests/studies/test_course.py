"""The course over time: by year also where spans are compared; quarters and months where few years are dense."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.plots.made import make_prevalence
from toolkit.plots.wording import beyond_caption
from toolkit.studies.path.opening import open_study
from toolkit.studies.path.steps_course import division_of
from toolkit.studies.path.study import Study
from toolkit.studies.report.drawing.course import _named, course_drawing
from toolkit.studies.report.drawing.nouns import Drawing, Panels
from toolkit.studies.report.drawing.scales import Scale
from toolkit.studies.report.page import render_page
from toolkit.trends.periods import times_of


def frame_of(days: pd.DatetimeIndex, precision: str = "day") -> pd.DataFrame:
    dates = [str(day.date()) for day in days]
    year = pd.array([day.year for day in days], dtype="Int64")
    story = [f"s{i}" for i in range(len(days))]
    return pd.DataFrame({"date": dates, "year": year, "date_precision": precision, "story": story})


@pytest.mark.parametrize(
    ("first", "last", "n", "precision", "division"),
    [
        ("2016-01-01", "2024-12-31", 900, "day", "year"),
        ("2016-01-01", "2024-12-31", 9000, "day", "year"),
        ("2023-01-01", "2024-12-31", 600, "day", "quarter"),
        ("2023-01-01", "2024-12-31", 600, "year", "year"),
        ("2023-01-01", "2024-12-31", 100, "day", "year"),
        ("2024-03-01", "2024-10-31", 600, "day", "month"),
    ],
)
def test_the_division_follows_how_dense_the_articles_are(
    first: str, last: str, n: int, precision: str, division: str
) -> None:
    days = pd.date_range(first, last, periods=n)
    assert division_of(frame_of(days, precision)) == division


def test_undated_articles_do_not_matter() -> None:
    frame = frame_of(pd.date_range("2023-01-01", "2024-12-31", periods=600))
    none = frame.assign(date=None, year=pd.array([None] * len(frame), dtype="Int64"), date_precision=None)
    assert division_of(pd.concat([frame, none], ignore_index=True)) == "quarter"
    assert division_of(none) == "year"


def test_the_headline_is_its_own_course_where_it_is_by_time(built: Path) -> None:
    study = open_study(built)
    assert study.course is not None and study.course.periods == study.headline.periods
    assert (study.course.estimate == study.headline.estimate).all()


def test_spans_have_a_course_by_year_of_the_same_measure(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "spans"
    shutil.copytree(built, folder)
    text = (folder / "study.toml").read_text(encoding="utf-8")
    spans = '[compare]\nby = { "2020-2021" = [2020, 2021], "2022" = [2022, 2022] }\n'
    (folder / "study.toml").write_text(text.replace("[compare]\n", spans), encoding="utf-8")
    study = open_study(folder)
    assert study.headline.periods == ("2020-2021", "2022")
    course = study.course
    assert course is not None and course.by in ("year", "quarter", "month")
    assert (course.measure, course.method, course.count) == (
        study.headline.measure,
        study.headline.method,
        study.headline.count,
    )
    assert int(course.n_documents.sum()) == len(study.corpus.kept)


def with_course(built: Path, thin: float) -> tuple[Study, Drawing]:
    """The small study whose last period is too thin for an interval and holds `thin` in its first theme."""
    study = open_study(built)
    course = study.course
    assert course is not None
    estimate, effective = course.estimate.copy(), np.full(len(course.periods), 80.0)
    estimate[-1, 0], effective[-1] = thin, 3.0
    study.__dict__["course"] = replace(course, estimate=estimate, effective_stories=effective, is_index=True)
    drawing = course_drawing(study)
    assert drawing is not None
    return study, drawing


@pytest.mark.parametrize(("first", "last"), [(2016, 2024), (2008, 2026), (2015, 2026), (2023, 2024), (1994, 2026)])
def test_the_first_and_the_last_period_are_named_and_names_stand_apart(first: int, last: int) -> None:
    periods = tuple(str(year) for year in range(first, last + 1))
    made = make_prevalence(periods)
    across = Scale(first - 0.5, last + 0.5, 1.0)
    named = [tick.text for tick in _named(made, across, times_of(periods, "year"))]
    assert named[0] == str(first) and named[-1] == str(last) and len(named) <= 5


def test_a_thin_period_beyond_the_axis_stands_at_its_edge_with_a_mark_that_is_told(built: Path) -> None:
    study, drawing = with_course(built, 60.0)
    assert isinstance(drawing.body, Panels)
    last = drawing.body.panels[0].points[-1]
    assert (last.y, last.beyond) == ("0.00%", "above") and "60" in last.told
    assert not any(point.beyond for panel in drawing.body.panels for point in panel.points if point is not last)
    assert beyond_caption(study.language) in drawing.drawn
    assert 'class="edge"' in render_page(study, ())
    study, drawing = with_course(built, 0.0)
    assert beyond_caption(study.language) not in drawing.drawn
    assert 'class="edge"' not in render_page(study, ())
