"""What the corpus is made of: outlets by year, and on what evidence articles were dated, as stacked bars."""

import pandas as pd

from toolkit.studies.path.study import Study
from toolkit.studies.report.drawing.nouns import Drawing, Mark, Row, Rows
from toolkit.studies.report.drawing.scales import NEUTRAL, colour_of, per_cent
from toolkit.studies.report.drawing.told import listed
from toolkit.studies.report.words import percent_text, translated, whole, words

MOST_SOURCES = 9
PRECISIONS = ("day", "month", "year", "none")


def sources_drawing(study: Study) -> Drawing:
    """Kept articles by year and outlet, the undated last; beyond nine outlets the rest are others."""
    told, language, kept = words("figures", study.language), study.language, study.corpus.kept_facts
    source = kept["source"].astype(object).where(kept["source"].notna(), str(told["no_source"]))
    largest = list(source.value_counts().sort_index().sort_values(ascending=False, kind="stable").index[:MOST_SOURCES])
    others = str(told["other_sources"])
    source = source.where(source.isin(largest), others)
    undated = translated("undated", language)
    year = kept["year"].astype("str").where(kept["year"].notna(), undated).astype(object)
    table = pd.crosstab(year, source)
    columns = largest + ([others] if others in table else [])
    order = sorted(table.index, key=lambda name: (name == undated, name))
    drawn = f"{told['sources_drawn']} {told['mix']}"
    found = str(told["sources_found"]).format(
        n=whole(len(kept), language),
        sources=int(kept["source"].nunique()),
        largest=largest[0],
        share=percent_text(float((source == largest[0]).mean()), language, 0),
    )
    colours = [NEUTRAL[-1] if name == others else colour_of(i) for i, name in enumerate(columns)]
    rows, named = _stacked(table.loc[order, columns], [str(c) for c in columns], colours, language)
    alt = listed(f"{name}: {int((source == name).sum())}" for name in columns)
    body = Rows(rows, axis=str(told["articles_axis"]), key=named)
    return Drawing("sources", str(told["sources"]), found, drawn, alt, "rows", body, "sources")


def dates_drawing(study: Study) -> Drawing:
    """Kept articles by the rule that dated them, split by precision."""
    from toolkit.plots.alt import describe_dates
    from toolkit.plots.wording import rule_name

    told, language, kept = words("figures", study.language), study.language, study.corpus.kept_facts
    undated = translated("undated", language)
    dated = kept["date"].notna()
    rule = kept["date_rule"].astype(object).where(dated & kept["date_rule"].notna(), undated)
    precision = kept["date_precision"].astype(object).where(dated & kept["date_precision"].notna(), "none")
    table = pd.crosstab(rule, precision)
    order = sorted(table.index, key=lambda name: (name == undated, -int(table.loc[name].sum()), name))
    columns = [name for name in PRECISIONS if name in table]
    names = [str(told[f"known_{name}"]) for name in columns]
    table = table.loc[order, columns].rename(index=lambda rule: rule_name(str(rule), language))
    colours = [NEUTRAL[-1] if name == "none" else colour_of(PRECISIONS.index(name)) for name in columns]
    rows, named = _stacked(table, names, colours, language)
    found = str(told["dates_found"]).format(
        n=whole(int(dated.sum()), language), total=whole(len(kept), language), none=whole(int((~dated).sum()), language)
    )
    alt = describe_dates(study.corpus, language)
    body = Rows(rows, axis=str(told["articles_axis"]), key=named)
    return Drawing("dates", str(told["dates"]), found, str(told["dates_drawn"]), alt, "rows", body, "dates")


def _stacked(
    table: pd.DataFrame, names: list[str], colours: list[str], language: str
) -> tuple[list[Row], list[tuple[str, str]]]:
    """A row a line of the table, its cells end to end; and the names of the colours."""
    most = max(int(table.sum(axis=1).max()), 1)
    rows = []
    for label, counts in zip(table.index, table.to_numpy()):
        marks, left = [], 0
        for n, colour in zip(counts.tolist(), colours):
            if n:
                marks.append(Mark("", per_cent(left / most), kind="bar", colour=colour, width=per_cent(n / most)))
            left += n
        rows.append(Row(str(label), marks, whole(int(left), language)))
    return rows, list(zip(colours, names))
