"""The interactive chart of theme by period and source: Altair's specification, its engine inlined (extra `web`)."""

import json
import re
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
import pandas as pd

from toolkit.plots.alt import describe_prevalence
from toolkit.plots.style import PALETTE
from toolkit.plots.wording import is_index, measure_label
from toolkit.studies.path.study import Study

MOST_SOURCES = 20
NAMES = {
    "vi": {
        "theme": "Chủ đề",
        "period": "Giai đoạn",
        "source": "Nguồn báo: ",
        "estimate": "Ước lượng",
        "lower": "Cận dưới",
        "upper": "Cận trên",
        "n": "Số bài",
    },
    "en": {
        "theme": "Theme",
        "period": "Period",
        "source": "Source: ",
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
    by_source: bool


def interactive_chart(study: Study) -> Chart | None:
    """The chart, or None where the extra `web` is not installed."""
    if find_spec("altair") is None or find_spec("vl_convert") is None:
        return None
    import vl_convert

    described = _spec(study)
    by_source = len(described.get("params", [])) > 1
    spec = json.dumps(described, ensure_ascii=False, sort_keys=True, allow_nan=False)
    bundle: str = vl_convert.javascript_bundle()  # type: ignore[call-arg,unused-ignore]
    return Chart(_in_script(spec), _in_script(bundle), by_source)


def _in_script(text: str) -> str:
    """Text that cannot end the script element it stands in; a regular expression such as /</g is left alone."""
    text = re.sub(r"</(?=script)", r"<\\/", text, flags=re.IGNORECASE).replace("<!--", "<\\!--")
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _spec(study: Study) -> dict[str, Any]:
    import altair as alt

    language, p = study.language, study.headline
    data = chart_data(study)
    everything = data[0]["source"] if data else ""
    names = NAMES[language]
    themes = [theme.name(language) for theme in study.themes]
    picked = alt.selection_point(fields=["theme"], bind="legend", name="picked")
    sources = list(dict.fromkeys(row["source"] for row in data))
    menu = alt.binding_select(options=sources, name=names["source"])
    chosen = alt.selection_point(fields=["source"], bind=menu, value=everything, name="chosen")
    axis = alt.Axis(format=".2f" if is_index(p) else ".0%")
    base = alt.Chart(alt.InlineData(values=data))
    base = base.transform_filter(chosen) if len(sources) > 1 else base
    colour = alt.Color(
        "theme:N",
        title=names["theme"],
        scale=alt.Scale(domain=themes, range=[PALETTE[i % len(PALETTE)] for i in range(len(themes))]),
        legend=alt.Legend(labelLimit=400, orient="bottom", columns=2, symbolLimit=60),
    )
    x = alt.X("period:O", title=names["period"], sort=list(p.periods), axis=alt.Axis(labelAngle=0))
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
        .add_params(*((picked, chosen) if len(sources) > 1 else (picked,)))
        .properties(
            width=640,
            height=320,
            description=describe_prevalence(p, {t.key: t.name(language) for t in study.themes}, language),
        )
    )
    return dict(layered.to_dict())


def chart_data(study: Study) -> list[dict[str, Any]]:
    """One row a source, theme and period: estimate, lower, upper (all sources only), n.

    All sources together: the headline estimate with its interval. A single source: the mean of its documents'
    shares (or scores), descriptive, scaled to nothing.
    """
    language, p = study.language, study.headline
    labels = {theme.key: theme.name(language) for theme in study.themes}
    together = "Tất cả" if language == "vi" else "All"
    frame = p.to_frame(study.contrasts.level)
    rows = [
        {
            "source": together,
            "theme": labels.get(r.theme, r.theme),
            "period": r.period,
            "estimate": _or_none(r.estimate),
            "lower": _or_none(r.lower),
            "upper": _or_none(r.upper),
            "n": int(r.n_documents),
        }
        for r in frame.itertuples(index=False)
    ]
    by_source = _by_source(study)
    if by_source is not None:
        rows += [
            {
                "source": r.source,
                "theme": labels.get(r.theme, r.theme),
                "period": r.period,
                "estimate": _or_none(r.estimate),
                "lower": None,
                "upper": None,
                "n": int(r.n),
            }
            for r in by_source.itertuples(index=False)
        ]
    return rows


def _or_none(value: float) -> float | None:
    return round(float(value), 5) if np.isfinite(value) else None


def _by_source(study: Study) -> pd.DataFrame | None:
    from toolkit.documents.periods import group_units

    p = study.headline
    if p.measure in ("presence", "room"):
        ids, values, columns = study.scores.ids, study.scores.score, study.scores.themes
        if study.scores.level is not None:
            values = study.scores.level
    else:
        model = study.models[next(iter(study.models))]
        ids, values, columns = model.ids, model.shares, model.names
    rows = study.units.facts(ids)
    groups = group_units(rows, study.recipe.compare.periods)
    period = np.array([groups.labels[p] if p >= 0 else "" for p in groups.period], dtype=object)
    table = pd.DataFrame(values, columns=list(columns))[list(p.themes)]
    table = table.assign(source=rows["source"].to_numpy(dtype=object), period=period)
    table = table[table["source"].notna() & table["period"].isin(p.periods)]
    if not len(table) or table["source"].nunique() > MOST_SOURCES:
        return None
    grouped = table.groupby(["source", "period"], sort=True)
    long = grouped.mean().reset_index().melt(["source", "period"], var_name="theme", value_name="estimate")
    return long.merge(grouped.size().rename("n").reset_index(), on=["source", "period"])
