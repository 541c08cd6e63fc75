"""Outlets and groups: a theme's rows, all themes as shaded cells, and the coefficients of the declared formula."""

import numpy as np

from toolkit.plots.wording import bracketed
from toolkit.studies.path.study import Study
from toolkit.studies.report.drawing.company import company_drawings
from toolkit.studies.report.drawing.nouns import Drawing, Heat, Mark, Row, Rows
from toolkit.studies.report.drawing.scales import colour_of, scale_of, value_ticks
from toolkit.studies.report.drawing.told import listed
from toolkit.studies.report.findings import theme_name
from toolkit.studies.report.words import number, percent_text, whole, words
from toolkit.trends.estimates import FEWEST_STORIES, Prevalence

SHADES = 9


def group_drawings(study: Study) -> list[Drawing]:
    """Themes by group as cells, which themes stand together, the effects, a figure a theme; what there is of it."""
    drawings = [_heat(study, study.by_group)] if study.by_group is not None else []
    drawings += company_drawings(study)
    if study.effects is not None:
        drawings += [_effects(study, theme) for theme in study.effects.themes]
    return drawings


def outlet_drawing(study: Study, key: str) -> Drawing | None:
    """One theme in each outlet or group, by the estimator of the headline where it is presence."""
    from toolkit.plots.wording import measure_label

    p, told = study.by_group, words("figures", study.language)
    if p is None or key not in p.themes:
        return None
    t, language = p.themes.index(key), study.language
    lower, upper = p.interval(study.recipe.compare.level)
    scale = scale_of([*p.estimate[:, t], *lower[:, t], *upper[:, t]], ticks=2)
    colour = colour_of(study.themes.keys.index(key))
    rows = []
    for g, name in enumerate(p.periods):
        known = bool(np.isfinite(lower[g, t]))
        place = scale.at(float(p.estimate[g, t]))
        mark = Mark(place, scale.at(float(lower[g, t])), scale.at(float(upper[g, t])), "full" if known else "hollow")
        n = str(told["articles"]).format(n=whole(int(p.n_documents[g]), language))
        rows.append(Row(str(name), [mark] if place else [], f"{_value(p, g, t, language)} · {n}", colour))
    ticks = value_ticks(scale, language, share=not p.is_index)
    return Drawing(
        f"outlets-{key}",
        str(told["by_group" if study.recipe.compare.groups else "by_outlet"]),
        "",
        f"{measure_label(p, language)}. {told['groups_drawn']}",
        listed(f"{row.label}: {row.value}" for row in rows),
        "rows",
        Rows(rows, ticks, axis=measure_label(p, language)),
    )


def _value(p: Prevalence, g: int, t: int, language: str) -> str:
    value = float(p.estimate[g, t])
    if not np.isfinite(value):
        return "–"
    return number(value, language, 2) if p.is_index else percent_text(max(value, 0.0), language)


def _heat(study: Study, p: Prevalence) -> Drawing:
    from toolkit.plots.wording import interval_caption, measure_label

    language, told = study.language, words("figures", study.language)
    lower, upper = p.interval(study.recipe.compare.level)
    rows = []
    for t, key in enumerate(p.themes):
        most = float(np.nanmax(p.estimate[p.enough, t], initial=0.0))
        cells = []
        for g in range(len(p.periods)):
            value = float(p.estimate[g, t])
            deep = most > 0 and np.isfinite(value) and p.enough[g]
            shade = round(SHADES * min(max(value / most, 0.0), 1.0)) if deep else 0
            text = _value(p, g, t, language) + _between(p, lower[g, t], upper[g, t], language)
            cells.append((text if p.enough[g] else f"({text})", shade))
        rows.append((theme_name(study.themes, key, language), cells))
    heads = [f"{name} (n\u00a0=\u00a0{whole(int(n), language)})" for name, n in zip(p.periods, p.n_documents)]
    title = str(told["groups" if study.recipe.compare.groups else "outlets"])
    alt = listed(f"{name}: {', '.join(text for text, _ in cells)}" for name, cells in rows)
    thin = "" if p.enough.all() else " " + str(told["heat_thin"]).format(least=FEWEST_STORIES)
    counted = interval_caption(p, language, study.recipe.compare.level)
    drawn = f"{measure_label(p, language)}. {told['heat_drawn']}{thin} {counted}"
    return Drawing("groups", title, _differing(study), drawn, alt, "heat", Heat(heads, rows), "groups")


def _differing(study: Study) -> str:
    """How many pairs of groups differ clearly, and in which themes most; "" where no pair was tested."""
    if study.group_contrasts is None:
        return ""
    frame, told = study.group_contrasts.to_frame(), words("figures", study.language)
    clear = frame[frame["verdict"].isin(["higher", "lower"])]
    often = clear["theme"].value_counts()
    keys = [key for key in study.themes.keys if len(often) and often.get(key, 0) == often.max()]
    named = ", ".join(theme_name(study.themes, key, study.language) for key in keys)
    themes = str(told["outlets_themes"]).format(themes=named) if named else ""
    return str(told["outlets_found"]).format(n=len(clear), all=len(frame), themes=themes)


def _between(p: Prevalence, low: float, high: float, language: str) -> str:
    if not np.isfinite(low):
        return ""
    if p.is_index:
        return f" {bracketed(number(low, language, 2), number(high, language, 2), language)}"
    return f" {bracketed(number(100 * low, language, 0), number(100 * high, language, 0), language)}"


def _effects(study: Study, theme: str) -> Drawing:
    from toolkit.plots.effects import effects_caption

    effects, language = study.effects, study.language
    assert effects is not None
    told = words("figures", language)
    frame = effects.to_frame(study.recipe.compare.level)
    own = frame[(frame["theme"] == theme) & (frame["term"] != "intercept")]
    scale = scale_of([*own["estimate"], *own["lower"], *own["upper"]])
    unit, digits = (1, 2) if effects.is_index else (100, 1)
    rows = []
    for r in own.itertuples(index=False):
        place = scale.at(float(r.estimate))
        kind = "full" if effects.calibrated and r.p_adjusted <= 1 - study.recipe.compare.level else "hollow"
        mark = [Mark(place, scale.at(float(r.lower)), scale.at(float(r.upper)), kind)] if place else []
        rows.append(Row(str(r.term), mark, number(unit * float(r.estimate), language, digits, sign=True)))
    name = " | ".join(theme_name(study.themes, part, language) for part in theme.split(" | "))
    slug = theme.replace(" | ", "-or-")
    axis = str(told["change_index" if effects.is_index else "change_points"])
    return Drawing(
        f"effects-{slug}",
        f"{told['effects']}: {name}",
        "",
        effects_caption(effects, language),
        listed(f"{row.label}: {row.value}" for row in rows),
        "rows",
        Rows(rows, value_ticks(scale, language, share=not effects.is_index, sign=True), scale.at(0.0), axis=axis),
        f"effects-{slug}",
    )
