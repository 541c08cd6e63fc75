"""The interactive chart of theme by period: Altair's specification, its engine inlined (extra `web`)."""

import json
import re
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np

from toolkit.plots.alt import describe_prevalence
from toolkit.plots.style import PALETTE
from toolkit.plots.wording import is_index, measure_label
from toolkit.studies.path.study import Study
from toolkit.trends.estimates import Prevalence

NAMES = {
    "vi": {
        "theme": "Chủ đề",
        "period": "Giai đoạn",
        "estimate": "Ước lượng",
        "lower": "Cận dưới",
        "upper": "Cận trên",
        "n": "Số bài",
    },
    "en": {
        "theme": "Theme",
        "period": "Period",
        "estimate": "Estimate",
        "lower": "Lower",
        "upper": "Upper",
        "n": "Articles",
    },
}


@dataclass(frozen=True)
class Chart:
    """A Vega-Lite specification (JSON) and the script that draws it; both safe inside <script>."""

    spec: str
    bundle: str


def interactive_chart(study: Study) -> Chart | None:
    """The chart, or None where the extra `web` is not installed."""
    if find_spec("altair") is None or find_spec("vl_convert") is None:
        return None
    import vl_convert

    spec = json.dumps(_spec(study), ensure_ascii=False, sort_keys=True, allow_nan=False)
    bundle: str = vl_convert.javascript_bundle()  # type: ignore[call-arg,unused-ignore]
    return Chart(_in_script(spec), _in_script(bundle))


def _in_script(text: str) -> str:
    """Text that cannot end the script element it stands in; a regular expression such as /</g is left alone."""
    text = re.sub(r"</(?=script)", r"<\\/", text, flags=re.IGNORECASE).replace("<!--", "<\\!--")
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _spec(study: Study) -> dict[str, Any]:
    import altair as alt

    language, p = study.language, study.headline
    data = chart_data(study)
    names = NAMES[language]
    themes = [theme.name(language) for theme in study.themes]
    picked = alt.selection_point(fields=["theme"], bind="legend", name="picked")
    axis = alt.Axis(format=".2f" if is_index(p) else ".0%")
    base = alt.Chart(alt.InlineData(values=data))
    colour = alt.Color(
        "theme:N",
        title=names["theme"],
        scale=alt.Scale(domain=themes, range=[PALETTE[i % len(PALETTE)] for i in range(len(themes))]),
        legend=alt.Legend(labelLimit=400, orient="bottom", columns=2, symbolLimit=60),
    )
    x = alt.X("period:O", title=names["period"], sort=all_periods(p), axis=alt.Axis(labelAngle=0))
    fade = alt.condition(picked, alt.value(1.0), alt.value(0.12))
    y = alt.Y("estimate:Q", title=measure_label(p, language), axis=axis)
    written = ".3f" if is_index(p) else ".1%"
    tip = [
        alt.Tooltip("theme:N", title=names["theme"]),
        alt.Tooltip("period:O", title=names["period"]),
        *(alt.Tooltip(f"{f}:Q", format=written, title=names[f]) for f in ("estimate", "lower", "upper")),
        alt.Tooltip("n:Q", title=names["n"]),
    ]
    lines = base.mark_line().encode(x=x, y=y, color=colour, opacity=fade)
    dots = base.mark_point(filled=True, size=55).encode(x=x, y=y, color=colour, opacity=fade, tooltip=tip)
    bars = base.mark_rule().encode(x=x, y=alt.Y("lower:Q", title=""), y2="upper:Q", color=colour, opacity=fade)
    layers = [bars, lines, dots] if any(row["lower"] is not None for row in data) else [lines, dots]
    layered = (
        alt.layer(*layers)
        .add_params(picked)
        .properties(
            width=640,
            height=320,
            description=describe_prevalence(p, {t.key: t.name(language) for t in study.themes}, language),
        )
    )
    return dict(layered.to_dict())


def chart_data(study: Study) -> list[dict[str, Any]]:
    """One row a theme and period: the headline's estimate, lower, upper, n; without numbers for a year between."""
    language, p = study.language, study.headline
    labels = {theme.key: theme.name(language) for theme in study.themes}
    frame = p.to_frame(study.contrasts.level)
    rows = [
        {
            "theme": labels.get(r.theme, r.theme),
            "period": r.period,
            "estimate": _or_none(r.estimate),
            "lower": _or_none(r.lower),
            "upper": _or_none(r.upper),
            "n": int(r.n_documents),
        }
        for r in frame.itertuples(index=False)
    ]
    absent = [period for period in all_periods(p) if period not in p.periods]
    empty = {"estimate": None, "lower": None, "upper": None, "n": 0}
    return rows + [{"theme": labels.get(t, t), "period": period, **empty} for t in p.themes for period in absent]


def all_periods(p: Prevalence) -> list[str]:
    """The periods, and the years between them that hold no article: no line runs through these."""
    if p.by != "year":
        return list(p.periods)
    return [str(year) for year in range(int(p.periods[0]), int(p.periods[-1]) + 1)]


def _or_none(value: float) -> float | None:
    return round(float(value), 5) if np.isfinite(value) else None
