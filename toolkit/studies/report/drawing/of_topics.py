"""Checks drawn: the map of topics, and whether verdicts stand under other choices."""

import math
from collections.abc import Sequence
from dataclasses import replace

from toolkit.studies.path.study import Study
from toolkit.studies.report.drawing.nouns import Dot, Drawing, Mark, Row, Rows
from toolkit.studies.report.drawing.scales import colour_of, per_cent, scale_of, value_ticks
from toolkit.studies.report.drawing.told import listed
from toolkit.studies.report.topics_named import free_name, topic_code
from toolkit.studies.report.words import words

LEAST, MOST = 4.0, 14.0  # radii in pixels: the area is the topic's share
MARGIN = 0.06
NARROW = (330.0, 416.0)  # pixels of the map on a telephone; on a wider one the codes only move apart
LETTER, HALF_LINE = 7.5, 7.0


def map_drawing(study: Study) -> Drawing | None:
    """Themes and free topics of the first method by the distance of their words (Jensen–Shannon)."""
    from toolkit.studies.report.findings import theme_name
    from toolkit.topics.quality.distances import topic_distances, topic_places

    told, language = words("figures", study.language), study.language
    method = study.recipe.topics.methods[0]
    model = study.models[method]
    if model.n_topics < 3:
        return None
    places, share = topic_places(topic_distances(model)), model.doc_topic.mean(axis=0)
    scales = [scale_of(places[:, axis].tolist(), zero=False) for axis in (0, 1)]
    most = float(share.max())
    dots: list[Dot] = []
    spots: list[tuple[float, float, float]] = []
    for k in range(model.n_topics):
        theme = model.topic_names[k] in study.themes.keys
        code = topic_code(k, guided=True)
        name = theme_name(study.themes, model.topic_names[k], language) if theme else free_name(model, k, guided=True)
        x, y = (MARGIN + (1 - 2 * MARGIN) * s.share(float(v)) for s, v in zip(scales, places[k]))
        size = LEAST + (MOST - LEAST) * math.sqrt(float(share[k]) / most)
        colour = colour_of(study.themes.keys.index(model.topic_names[k])) if theme else "free"
        shown = f"{study.themes.keys.index(model.topic_names[k]) + 1}" if theme else code
        spots.append((x, 1 - y, size))
        told_of = f"{shown}. {name}" if theme else name
        dots.append(Dot(per_cent(x), per_cent(1 - y), f"{size:.1f}", shown, colour, "middle", told_of))
    dots = [replace(dot, **side) for dot, side in zip(dots, _sides(spots, [dot.text for dot in dots]))]
    title = str(told["map"]).format(method=method.upper())
    alt = listed(dot.told for dot in dots)
    return Drawing(
        "topic-map",
        title,
        "",
        str(told["map_drawn"]),
        alt,
        "map",
        dots,
        "topic_map",
    )


def _sides(spots: Sequence[tuple[float, float, float]], texts: Sequence[str]) -> list[dict[str, str]]:
    """Where each code stands by its dot: the first side on which it meets no dot and no other code, on a narrow map."""
    wide, high, taken = NARROW[0], NARROW[1], [(x * NARROW[0], y * NARROW[1], r, r) for x, y, r in spots]
    sides = []
    for (x, y, r), text in zip(spots, texts):
        half = LETTER * len(text) / 2
        best: tuple[float, dict[str, str], tuple[float, float, float, float]] | None = None
        for dx, dy in ((r + 3 + half, 0.0), (-r - 3 - half, 0.0), (0.0, -r - 8), (0.0, r + 8), (r + half, -r - 4)):
            box = (x * wide + dx, y * high + dy, half, HALF_LINE)
            beyond = max(0.0, half - box[0], box[0] + half - wide)
            met = beyond + sum(_overlap(box, other) for other in taken)
            if best is None or met < best[0] - 1e-9:
                best = met, {"dx": f"{dx:.1f}", "dy": f"{dy + 4:.1f}"}, box
        assert best is not None
        sides.append(best[1])
        taken.append(best[2])
    return sides


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> float:
    across = a[2] + b[2] - abs(a[0] - b[0])
    down = a[3] + b[3] - abs(a[1] - b[1])
    return max(0.0, across) * max(0.0, down)


def sensitivity_drawing(study: Study) -> Drawing | None:
    """Each theme's change under every other choice: full where the verdict stands, a cross where it differs."""
    from toolkit.studies.report.findings import theme_name

    table = study.sensitivity
    if table is None or not len(table):
        return None
    told, language = words("figures", study.language), study.language
    computed = table[table["change"].notna()]
    scale = scale_of(computed["change"].tolist())
    rows = []
    for key in dict.fromkeys(table["theme"]):
        own = computed[computed["theme"] == key]
        kinds = ["full" if same else "cross" for same in own["same"]]
        marks = [Mark(scale.at(float(change)), kind=kind) for change, kind in zip(own["change"], kinds)]
        stands = f"{int(own['same'].sum())}/{len(own)}"
        colour = colour_of(study.themes.keys.index(key)) if key in study.themes.keys else ""
        rows.append(Row(theme_name(study.themes, str(key), language), marks, stands, colour))
    found = str(told["sensitivity_found"]).format(same=int(table["same"].sum()), n=len(table))
    alt = listed(f"{row.label}: {row.value}" for row in rows)
    drawn = str(told["sensitivity_drawn"]).format(missing=len(table) - len(computed))
    share = not study.headline.is_index
    body = Rows(rows, value_ticks(scale, language, share=share, sign=True), scale.at(0.0))
    return Drawing("sensitivity", str(told["sensitivity"]), found, drawn, alt, "rows", body, "sensitivity")
