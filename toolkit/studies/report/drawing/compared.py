"""The compared periods as rows: levels of both, and the change with its verdict."""

from dataclasses import replace

import numpy as np
import pandas as pd

from toolkit.studies.path.study import Study
from toolkit.studies.report.drawing.nouns import Drawing, Mark, Row, Rows
from toolkit.studies.report.drawing.scales import Scale, colour_of, per_cent, scale_of, value_ticks
from toolkit.studies.report.drawing.told import by_verdict, listed
from toolkit.studies.report.findings import theme_name
from toolkit.studies.report.words import number, percent_text, translated, words

MOST_PAIRS = 4


def compared_drawings(study: Study) -> list[Drawing]:
    """Levels in each compared pair of periods, then all changes with their verdicts; none where nothing is compared."""
    frame, head = study.contrasts.frame, study.headline
    own = frame[(frame["verdict"] != "") & (frame["method"] == head.method) & (frame["measure"] == head.measure)]
    pairs = [tuple(map(str, pair)) for pair in own[["earlier", "later"]].drop_duplicates().itertuples(index=False)]
    drawings = [_levels(study, (a, b), i) for i, (a, b) in enumerate(pairs[:MOST_PAIRS])]
    if own["lower"].notna().any():
        drawings.append(_changes(study, own, len(pairs) > 1))
    return drawings


def _levels(study: Study, pair: tuple[str, str], place: int) -> Drawing:
    """Both periods of every theme: the earlier hollow and above, the later full and below."""
    from toolkit.plots.wording import interval_caption, measure_label

    p, language, told = study.headline, study.language, words("figures", study.language)
    at = [p.periods.index(name) for name in pair]
    lower, upper = p.interval(study.recipe.compare.level)
    scale = scale_of([*p.estimate[at].ravel(), *lower[at].ravel(), *upper[at].ravel()])
    rows = []
    for t, key in enumerate(p.themes):
        marks = [
            Mark(
                scale.at(float(p.estimate[i, t])),
                scale.at(float(lower[i, t])),
                scale.at(float(upper[i, t])),
                "hollow" if lane == "up" else "full",
                lane,
            )
            for i, lane in zip(at, ("up", "down"))
            if np.isfinite(p.estimate[i, t])
        ]
        shown = [number(v, language, 2) if p.is_index else percent_text(v, language) for v in p.estimate[at, t]]
        rows.append(_row(study, key, t, marks, " → ".join(shown)))
    drawn = str(told["levels_drawn"]).format(earlier=pair[0], later=pair[1])
    ticks = value_ticks(scale, language, share=not p.is_index)
    return Drawing(
        "years" if not place else f"years-{place + 1}",
        str(told["levels"]).format(earlier=pair[0], later=pair[1]),
        "",
        f"{measure_label(p, language)}. {drawn} {interval_caption(p, language, study.recipe.compare.level, at)}",
        listed(f"{row.label}: {row.value}" for row in rows),
        "rows",
        Rows(rows, ticks, axis=measure_label(p, language)),
        "" if place else "years",
    )


def _row(study: Study, key: str, t: int, marks: list[Mark], value: str, tag: str = "", css: str = "") -> Row:
    place = study.themes.keys.index(key) if key in study.themes.keys else t
    label = theme_name(study.themes, key, study.language)
    return Row(label, marks, value, colour_of(place), tag, css, f"#theme-{key}" if key in study.themes.keys else "")


def _changes(study: Study, own: pd.DataFrame, several: bool) -> Drawing:
    """Every declared change with its interval, the margin of *steady* shaded, the verdict in words."""
    from toolkit.plots.alt import describe_contrasts

    language, told, c = study.language, words("figures", study.language), study.contrasts
    index = study.headline.is_index
    margin = [] if index else [-c.margin, c.margin]
    scale = scale_of([*own["change"], *own["lower"], *own["upper"], *margin])
    rows = []
    for t, r in enumerate(own.itertuples(index=False)):
        kind = "hollow" if r.verdict in ("too few", "not comparable", "no clear change") else "full"
        known = np.isfinite(r.change) and r.verdict != "too few"
        mark = [Mark(scale.at(r.change), scale.at(r.lower), scale.at(r.upper), kind)] if known else []
        css = r.verdict if r.verdict in ("rose", "fell", "steady") else "other"
        value = _change_told(float(r.change), language, index) if known else "–"
        row = _row(study, str(r.theme), t, mark, value, translated(str(r.verdict), language), css)
        rows.append(replace(row, label=f"{row.label} ({r.earlier} → {r.later})") if several else row)
    drawn = str(told["changes_drawn"]).format(level=f"{100 * c.level:.0f}")
    drawn += "" if index else " " + str(told["band_drawn"]).format(margin=f"{100 * c.margin:.0f}")
    labels = {t.key: t.name(language) for t in study.themes}
    body = Rows(
        rows,
        value_ticks(scale, language, share=not index, sign=True),
        scale.at(0.0),
        None if index else (scale.at(-c.margin), per_cent(_width(scale, 2 * c.margin))),
        str(told["change_index" if index else "change_points"]),
    )
    alt = describe_contrasts(c, labels, language)
    return Drawing("contrasts", str(told["changes"]), by_verdict(study), drawn, alt, "rows", body, "contrasts")


def _width(scale: Scale, length: float) -> float:
    return length / (scale.high - scale.low)


def _change_told(change: float, language: str, index: bool) -> str:
    return number(change if index else 100 * change, language, 2 if index else 1, sign=True)
