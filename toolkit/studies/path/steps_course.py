"""The course over time, also where two spans are compared: what the stage of the course does."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit.base.errors import ToolkitError
from toolkit.studies.path.steps_trends import measured_by, one_prevalence, prevalence_settings
from toolkit.studies.path.study import Study
from toolkit.trends.estimates import FEWEST_STORIES, Prevalence

Bundle = Mapping[str, Any]
FEWEST_TIMES = 5  # with fewer years the course is shown in quarters or months, where these are dense
KNOWN_TO_MONTH = 0.8  # of the dated documents; else finer divisions would lose too many
MONTHS = {"month": 1, "quarter": 3}


def course_settings(study: Study) -> Any:
    """What the course depends on: all that the figures by period do."""
    return prevalence_settings(study)


def course(study: Study) -> Bundle:
    """The headline's measure by the same method over time; the headline itself where it is by time already.

    Nothing where these articles bear no course: the page then says so.
    """
    head = study.headline
    if head.by in ("year", "quarter", "month"):
        return {"there": True, "course": head}
    division = division_of(study.units.kept_facts)
    try:
        made = _measured(study, head, division)
    except ToolkitError:
        return {"there": False}
    return {"there": True, "course": made}


def _measured(study: Study, head: Prevalence, division: str) -> Prevalence:
    subjects = measured_by(study, head.measure)
    methods: list[str] = ["scores"] if head.measure in ("presence", "room") else [*study.recipe.topics.methods]
    subject = subjects[methods.index(head.method)] if head.method in methods else subjects[0]
    return one_prevalence(study, head.measure, subject, by=division)


def division_of(frame: pd.DataFrame) -> str:
    """year, where there are five or more; else the coarser of quarter and month that shows five dense periods.

    Dense: the median period from the first to the last holds 30 stories, and four fifths of the dated documents are
    known to the month.
    """
    dated = frame[frame["year"].notna()]
    if dated["year"].nunique() >= FEWEST_TIMES or not len(dated):
        return "year"
    to_month = dated[dated["date_precision"].isin(["day", "month"])]
    if len(to_month) < KNOWN_TO_MONTH * len(dated):
        return "year"
    month = to_month["date"].astype(str).str.slice(0, 7)
    since = month.str.slice(0, 4).astype(int) * 12 + month.str.slice(5, 7).astype(int) - 1
    for division in ("quarter", "month"):
        period = since // MONTHS[division]
        every = range(int(period.min()), int(period.max()) + 1)
        stories = to_month["story"].groupby(period).nunique().reindex(every, fill_value=0)
        if len(every) >= FEWEST_TIMES and stories.median() >= FEWEST_STORIES:
            return division
    return "year"
