"""Words as bars: most probable and FREX, a theme's seeds, words that tell periods apart."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from toolkit.plots.wording import shown_term, told_apart
from toolkit.studies.path.study import Study
from toolkit.studies.report.drawing.nouns import Drawing, Mark, Row, Rows
from toolkit.studies.report.drawing.scales import colour_of, per_cent, scale_of, value_ticks
from toolkit.studies.report.drawing.told import listed
from toolkit.studies.report.words import number, percent_text, whole, words

BARS = 12
MOST_SEEDS = 12
EACH_SIDE = 15
FEW = 5
NAMED = 4  # words of a side that the caption names
FDR = 0.05
KINDS = ("probability", "frex")


def term_tables(study: Study) -> Mapping[tuple[str, str], pd.DataFrame]:
    """(method, probability or frex) → the first words of every topic of the guided model; computed once a page."""
    from toolkit.topics.terms import top_terms

    return {(m, by): top_terms(model, n=BARS, by=by) for m, model in study.models.items() for by in KINDS}


def word_drawings(study: Study, key: str, tables: Mapping[tuple[str, str], pd.DataFrame]) -> list[Drawing]:
    """The theme's words by each method: the most probable, and the most its own (FREX); bars are probabilities."""
    told, drawings = words("figures", study.language), []
    for (method, by), table in tables.items():
        own = table[table["name"] == key]
        if len(own):
            title = str(told[by]).format(method=method.upper())
            drawings.append(_bars(study, key, title, f"words-{key}-{method}-{by}", own))
    return drawings


def _bars(study: Study, key: str, title: str, name: str, own: pd.DataFrame) -> Drawing:
    colour = colour_of(study.themes.keys.index(key))
    most = max(float(own["probability"].max()), 1e-9)
    rows = [
        Row(
            shown_term(str(r.term), study.language),
            [Mark("", "0%", kind="bar", width=per_cent(float(r.probability) / most))],
            percent_text(float(r.probability), study.language),
            colour,
        )
        for r in own.itertuples(index=False)
    ]
    alt = listed(f"{row.label}: {row.value}" for row in rows)
    return Drawing(name, title, "", "", alt, "rows", Rows(rows))


def seed_drawing(study: Study, key: str) -> Drawing | None:
    """The theme's most frequent seeds as parts of all its seeds' occurrences."""
    own = study.seeds[(study.seeds["theme"] == key) & (study.seeds["tokens"] > 0)]
    if not len(own):
        return None
    told, language = words("figures", study.language), study.language
    total = int(own["tokens"].sum())
    shown = own.sort_values(["tokens", "seed"], ascending=[False, True]).head(MOST_SEEDS)
    most = int(shown["tokens"].max())
    colour = colour_of(study.themes.keys.index(key))
    rows = [
        Row(
            str(r.seed),
            [Mark("", "0%", kind="bar", width=per_cent(r.tokens / most))],
            f"{whole(int(r.tokens), language)} ({percent_text(r.tokens / total, language, 0)})",
            colour,
        )
        for r in shown.itertuples(index=False)
    ]
    drawn = str(told["seeds_drawn"]).format(n=whole(total, language), shown=len(shown), total=len(own))
    alt = listed(f"{row.label}: {row.value}" for row in rows)
    return Drawing(f"seeds-{key}", str(told["seeds"]), "", drawn, alt, "rows", Rows(rows))


def wording_drawing(study: Study, key: str) -> Drawing | None:
    """Words shown to have entered (right) or left (left) the theme, by their size."""
    table = study.wording
    own = table[(table["theme"] == key) & (table["q_value"] <= FDR)] if len(table) else table
    if not len(own):
        return None
    own = own[(own["earlier"] == own["earlier"].iloc[0]) & (own["later"] == own["later"].iloc[0])]  # the first pair
    told, language = words("figures", study.language), study.language
    sides = [own[own["direction"] == side].nsmallest(BARS, "q_value") for side in ("entered", "left")]
    shown = pd.concat(sides).sort_values("log_odds", ascending=False)
    scale, colour = scale_of(shown["log_odds"].tolist()), colour_of(study.themes.keys.index(key))
    rows = []
    for r in shown.itertuples(index=False):
        value = number(float(r.log_odds), language, 2, sign=True)
        rows.append(Row(shown_term(str(r.term), language), [Mark(scale.at(float(r.log_odds)))], value, colour))
    first = shown.iloc[0]
    title = f"{first['earlier']} → {first['later']}"
    ticks = value_ticks(scale, language, share=False, sign=True)
    body = Rows(rows, ticks, scale.at(0.0), axis=str(told["log_odds"]), dense=True)
    alt = listed(f"{row.label}: {row.value}" for row in rows)
    drawn = str(told["wording_drawn"])
    return Drawing(f"wording-{key}", title, "", drawn, alt, "rows", body, f"wording-{key}")


def keyness_drawing(study: Study) -> Drawing | None:
    """The words that tell the first compared pair apart, the earlier period's at the left."""
    table = study.keyness
    if not len(table) or not enough_for_words(study):
        return None
    told, language = words("figures", study.language), study.language
    ordered = table.sort_values(["log_odds", "term"], ascending=[False, True])
    later, earlier = ordered[ordered["log_odds"] > 0].head(EACH_SIDE), ordered[ordered["log_odds"] <= 0].tail(EACH_SIDE)
    if not tells_apart(table):  # that no word does is the finding: a few rows show it
        later, earlier = later.head(FEW), earlier.tail(FEW)
    shown = pd.concat([later, earlier])
    scale = scale_of([*shown["log_odds"], *shown["lower"], *shown["upper"]])
    rows = []
    sure = told_apart(shown)
    for r, clear in zip(shown.itertuples(index=False), sure):
        mark = Mark(scale.at(r.log_odds), scale.at(r.lower), scale.at(r.upper), "full" if clear else "hollow")
        rows.append(Row(shown_term(str(r.term), language), [mark], number(r.log_odds, language, 2, sign=True)))
    pair = _pair(study)
    sides = [[shown_term(str(term), language) for term in own.loc[told_apart(own), "term"]] for own in (later, earlier)]
    first = [", ".join(own[:NAMED] if side == 0 else own[::-1][:NAMED]) or "–" for side, own in enumerate(sides)]
    found = str(told["keyness_found"]).format(later=pair[1], more=first[0], earlier=pair[0], less=first[1])
    found = found if tells_apart(table) else str(told["keyness_none"])
    drawn = str(told["keyness_drawn"]).format(earlier=pair[0], later=pair[1])
    ticks, axis = value_ticks(scale, language, share=False, sign=True), str(told["log_odds"])
    body = Rows(rows, ticks, scale.at(0.0), axis=axis, dense=True)
    alt = listed(f"{row.label}: {row.value}" for row in rows)
    return Drawing("keyness", str(told["keyness"]), found, drawn, alt, "rows", body, "keyness")


def tells_apart(table: pd.DataFrame) -> bool:
    """Is there a word that does, with all words tested at once?"""
    return bool(told_apart(table).any())


def _pair(study: Study) -> Sequence[str]:
    frame, p = study.contrasts.frame, study.headline
    if len(frame):
        return str(frame["earlier"].iloc[0]), str(frame["later"].iloc[0])
    return p.periods[0], p.periods[-1]


def enough_for_words(study: Study) -> bool:
    """Do both periods whose words are compared hold 30 effective stories? With fewer, no word tells them apart."""
    p = study.headline
    named = [name for name in _pair(study) if name in p.periods]
    return len(named) == 2 and bool(np.all([p.enough[p.periods.index(name)] for name in named]))
