"""The course over time, a panel a theme: points with intervals, gaps as gaps, what is compared marked."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from toolkit.plots.wording import bracketed
from toolkit.studies.explorer.addresses import address
from toolkit.studies.path.study import Study
from toolkit.studies.report.drawing.nouns import Drawing, Panel, Panels, Point, Tick
from toolkit.studies.report.drawing.scales import Scale, colour_of, per_cent, scale_of, value_ticks
from toolkit.studies.report.words import number, percent_text, whole, words
from toolkit.trends.estimates import Prevalence
from toolkit.trends.periods import times_of

LETTER_ROOM, BETWEEN = 0.044, 0.03  # of a narrow panel: a letter of a period's name, the gap between two names
A_YEAR = {"year": 1, "quarter": 4, "month": 12}
FEWEST_PERIODS = 2
EDGES = {1: "above", -1: "below", 0: ""}
BY_PERIOD = (
    *("estimate", "n_units", "n_documents", "n_stories", "effective_stories"),
    *("weight", "coded", "positives", "n_coded"),
)


def course_drawing(study: Study) -> Drawing | None:
    """The course of every theme; None where there is none, or it has one period only."""
    from toolkit.plots.reach import as_shown, beyond, reach
    from toolkit.plots.wording import beyond_caption, interval_caption, measure_label
    from toolkit.studies.report.drawing.told import by_verdict, course_told

    p = None if study.course is None else with_figures(as_shown(study.course))
    if p is None or len(p.periods) < FEWEST_PERIODS:
        return None
    told, language = words("figures", study.language), study.language
    times = times_of(p.periods, p.by)
    across = Scale(float(times.min()) - 0.5, float(times.max()) + 0.5, 1.0)
    lower, upper = p.interval(study.recipe.compare.level)
    values = scale_of(reach(p, (lower, upper)))
    panels = [_panel(study, p, t, (across, values), (lower, upper)) for t in range(len(p.themes))]
    spans = compared_spans(study, p)
    body = Panels(
        panels,
        _named(p, across, times),
        value_ticks(values, language, share=not p.is_index, up=True),
        [(per_cent(across.share(a)), per_cent(across.share(b) - across.share(a)), css) for _, a, b, css in spans],
        measure_label(p, language),
    )
    shaded = str(told["shaded"]).format(spans=", ".join(name for name, *_ in spans)) if spans else ""
    drawn = f"{measure_label(p, language)}. {told['course_drawn']} {shaded} "
    drawn += interval_caption(p, language, study.recipe.compare.level)
    drawn += f" {beyond_caption(language)}" if beyond(p, values.low, values.high).any() else ""
    title = str(told[f"course_{p.by}"])
    return Drawing("course", title, by_verdict(study), drawn, course_told(study, p), "panels", body, "course")


def with_figures(p: Prevalence) -> Prevalence | None:
    """The course from the first period that has a figure to the last; those before and after stand in the table."""
    known = np.flatnonzero(np.isfinite(p.estimate).any(axis=1))
    if not len(known):
        return None
    part = slice(int(known[0]), int(known[-1]) + 1)
    cut: dict[str, Any] = {"periods": p.periods[part], "draws": p.draws[:, part]}
    for name in BY_PERIOD:
        value = getattr(p, name)
        cut[name] = None if value is None else value[part]
    return replace(p, **cut)


def compared_spans(study: Study, p: Prevalence) -> list[tuple[str, float, float, str]]:
    """The declared periods that verdicts compare, on the course's axis: name, from, to, earlier or later."""
    frame = study.contrasts.frame
    pairs = frame.loc[frame["verdict"] != "", ["earlier", "later"]].drop_duplicates()
    found: dict[str, tuple[str, float, float, str]] = {}
    for earlier, later in pairs.itertuples(index=False, name=None):
        for name, css in ((str(earlier), "earlier"), (str(later), "later")):
            ends = _ends(study, name, p.by)
            if ends is not None and name not in found:
                found[name] = (name, *ends, css)
    return list(found.values())


def _ends(study: Study, name: str, by: str) -> tuple[float, float] | None:
    """Where a compared period begins and ends on the axis of the course, whose unit is the division."""
    periods = study.recipe.compare.periods
    if isinstance(periods, str):
        if periods != by:
            return None
        (time,) = times_of([name], by)
        return float(time) - 0.5, float(time) + 0.5
    first, last = periods[name]
    unit = A_YEAR[by]
    begin, end = (first, last) if unit == 1 else (unit * first + 1, unit * last + unit)
    return begin - 0.5, end + 0.5


def _named(p: Prevalence, across: Scale, times: np.ndarray) -> list[Tick]:
    """The first period and the last, and the most between them at even steps whose names stand apart on a narrow panel;
    at uneven ones, going back from the last, where no step is even.
    """
    span = round(float(times[-1] - times[0]))
    for step in (size for size in range(1, span) if span % size == 0):
        even = [_tick(p, across, times, i) for i in range(len(times)) if round(float(times[i] - times[0])) % step == 0]
        if all(one[2] + BETWEEN <= two[1] for one, two in pairwise(even)):
            return [tick for tick, *_ in even]
    kept = [_tick(p, across, times, len(times) - 1)]
    first = _tick(p, across, times, 0)
    for i in range(len(times) - 2, 0, -1):
        tick = _tick(p, across, times, i)
        if first[2] + BETWEEN <= tick[1] and tick[2] + BETWEEN <= kept[-1][1]:
            kept.append(tick)
    return [tick for tick, *_ in (first, *kept[::-1])]


def _tick(p: Prevalence, across: Scale, times: np.ndarray, i: int) -> tuple[Tick, float, float]:
    """A period's name, and where it begins and ends on a narrow panel; at the panel's ends it is written inwards."""
    room = LETTER_ROOM * max(len(name) for name in p.periods)
    share = across.share(float(times[i]))
    anchor = "start" if share < room / 2 else "end" if share > 1 - room / 2 else "middle"
    left = share - {"start": 0.0, "middle": room / 2, "end": room}[anchor]
    return Tick(per_cent(share), p.periods[i], anchor), left, left + room


def _panel(
    study: Study, p: Prevalence, t: int, scales: tuple[Scale, Scale], interval: tuple[np.ndarray, np.ndarray]
) -> Panel:
    from toolkit.plots.reach import beyond
    from toolkit.studies.report.findings import theme_name

    across, values = scales
    out = beyond(p, values.low, values.high)[:, t]
    times, (lower, upper) = times_of(p.periods, p.by), interval
    x = [across.at(float(time)) for time in times]
    y = [values.up(float(v)) for v in p.estimate[:, t]]
    points = [
        Point(
            x[i],
            y[i],
            not np.isfinite(lower[i, t]),
            point_told(p, i, t, (float(lower[i, t]), float(upper[i, t])), study.language),
            values.up(float(lower[i, t])),
            values.up(float(upper[i, t])),
            address(p.themes[t], period=p.periods[i]),
            EDGES[int(out[i])],
        )
        for i in range(len(x))
        if y[i]
    ]
    joined = [i for i in range(len(x) - 1) if y[i] and y[i + 1] and times[i + 1] - times[i] < 1.5]
    key = p.themes[t]
    label = theme_name(study.themes, key, study.language)
    lines = [(x[i], y[i], x[i + 1], y[i + 1]) for i in joined]
    alt = f"{label}: " + "; ".join(point.told for point in points)
    place = study.themes.keys.index(key) if key in study.themes.keys else t
    return Panel(key, label, colour_of(place), points, lines, alt)


def point_told(p: Prevalence, i: int, t: int, interval: Sequence[float], language: str) -> str:
    """A period of a theme in figures: "2019: 12,3% [10,1; 14,6], 120 bài"."""
    told = words("figures", language)
    shown = [number(v, language, 2) if p.is_index else percent_text(v, language) for v in (p.estimate[i, t], *interval)]
    between = f" {bracketed(shown[1], shown[2], language)}" if np.isfinite(interval[0]) else f" ({told['no_interval']})"
    articles = str(told["articles"]).format(n=whole(int(p.n_documents[i]), language))
    return f"{p.periods[i]}: {shown[0]}{between}, {articles}"
