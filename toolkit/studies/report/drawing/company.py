"""Themes that stand together: theme by theme over all articles, and pair by pair in each period."""

from typing import Any

import numpy as np
import pandas as pd

from toolkit.plots.wording import bracketed
from toolkit.studies.path.study import Study
from toolkit.studies.report.drawing.nouns import Drawing, Heat
from toolkit.studies.report.drawing.told import listed
from toolkit.studies.report.findings import theme_name
from toolkit.studies.report.words import number, words
from toolkit.trends.company import ALPHA

SHADES = 9
DEEPEST_LIFT = 4.0
PAIR = ("theme", "other")


def tied(row: Any) -> int:
    """1 where two themes stand together more often than their shares and the length of texts bring, -1 where less
    often, 0 where chance may have brought it; all pairs of the table at once (Holm)."""
    if not np.isfinite(row.lift) or not row.p_adjusted <= ALPHA:
        return 0
    return 1 if row.lift > 1 else -1


def lift_text(row: Any, language: str) -> str:
    """The lift with its interval: "2,0 [1,2; 3,3]"."""
    low, high = (number(end, language, 1) for end in (row.lower, row.upper))
    return f"{number(row.lift, language, 1)} {bracketed(low, high, language)}"


def company_drawings(study: Study) -> list[Drawing]:
    """The map of themes and the table of pairs by period; none where no lift is given, which the chapters tell."""
    drawings = [_by_theme(study)] if study.company["lift"].notna().any() else []
    return [*drawings, _by_period(study)] if study.company_by_period["lift"].notna().any() else drawings


def _by_theme(study: Study) -> Drawing:
    """The lift of each pair; the deeper the more, where it is clear."""
    language, told = study.language, words("figures", study.language)
    known = study.company[study.company["lift"].notna()]  # a theme without any figure has neither row nor column
    pairs = {frozenset((row.theme, row.other)): row for row in known.itertuples(index=False)}
    keys = [key for key in study.present_themes.keys if any(key in pair for pair in pairs)]
    names = [theme_name(study.themes, key, language) for key in keys]
    rows = [
        (name, [_cell(pairs.get(frozenset((one, two))), language) for two in keys]) for one, name in zip(keys, names)
    ]
    clear = [_pair(study, row.theme, row.other) for row in study.company.itertuples(index=False) if tied(row) > 0]
    found = str(told["company_found"]).format(pairs="; ".join(clear)) if clear else str(told["company_none"])
    absent = [theme_name(study.themes, key, language) for key in study.present_themes.keys if key not in keys]
    without = f" {str(told['company_absent']).format(themes=', '.join(absent))}" if absent else ""
    drawn, alt = f"{told['company_drawn']}{without}", _alt(rows)
    return Drawing("company", str(told["company"]), found, drawn, alt, "heat", Heat(names, rows), "company")


def _by_period(study: Study) -> Drawing:
    """A row a pair that has a lift in some period, a column a period."""
    language, told, table = study.language, words("figures", study.language), study.company_by_period
    shown = table[table["lift"].notna()]
    periods = list(dict.fromkeys(table["period"].astype(str)))
    rows = []
    for (one, two), own in table.groupby(list(PAIR), sort=False):
        if not own["lift"].notna().any():
            continue
        known = {str(row.period): row for row in own.itertuples(index=False)}
        rows.append((_pair(study, one, two), [_cell(known.get(period), language) for period in periods]))
    found = " ".join(_clear_in(study, period, shown[shown["period"].astype(str) == period]) for period in periods)
    title, drawn = str(told["company_by_period"]), str(told["company_drawn"])
    return Drawing("company-by-period", title, found, drawn, _alt(rows), "heat", Heat(periods, rows))


def _clear_in(study: Study, period: str, shown: pd.DataFrame) -> str:
    """What one period shows: the pairs that stand together, that none does, or that none could be computed."""
    told = words("figures", study.language)
    if not len(shown):
        return f"{period}: {told['company_too_few']}"
    clear = [_pair(study, row.theme, row.other) for row in shown.itertuples(index=False) if tied(row) > 0]
    return f"{period}: {'; '.join(clear)}." if clear else f"{period}: {told['company_none_in']}"


def _pair(study: Study, one: str, two: str) -> str:
    return " – ".join(theme_name(study.themes, key, study.language) for key in (one, two))


def _alt(rows: list[tuple[str, list[tuple[str, int]]]]) -> str:
    return listed(f"{name}: {', '.join(text for text, _ in cells)}" for name, cells in rows)


def _cell(row: Any, language: str) -> tuple[str, int]:
    """What a cell says, and its shade; a theme beside itself, or a pair that is not given, is a dash."""
    if row is None or not np.isfinite(row.lift):
        return "–", 0
    depth = min(float(np.log(row.lift) / np.log(DEEPEST_LIFT)), 1.0) if tied(row) > 0 else 0.0
    return lift_text(row, language), round(SHADES * depth)
