"""Which themes stand with a theme, as its chapter says it: over all articles, then period by period."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.studies.path.study import Study
from toolkit.studies.report.drawing.company import lift_text, tied
from toolkit.studies.report.words import words
from toolkit.words.themes import Theme

KINDS = {1: "more", -1: "less", 0: "unclear"}


@dataclass(frozen=True)
class Company:
    """What a chapter says of a theme's company: a line over all articles, and one a period."""

    overall: str
    periods: Sequence[str]


def company_of(study: Study, theme: Theme) -> Company | None:
    """The company one theme keeps, in words; None without codes of it."""
    own = _of(study.company, theme.key)
    if not len(own):
        return None
    by_period = _of(study.company_by_period, theme.key)
    if not by_period["lift"].notna().any():  # that nothing can be said is said once, above
        return Company(_said(study, theme, own), ())
    periods = list(dict.fromkeys(by_period["period"].astype(str)))
    lines = [
        f"{period}: {_said(study, theme, by_period[by_period['period'].astype(str) == period])}" for period in periods
    ]
    return Company(_said(study, theme, own), lines)


def _of(table: pd.DataFrame, key: str) -> pd.DataFrame:
    return table[(table["theme"] == key) | (table["other"] == key)]


def _said(study: Study, theme: Theme, rows: pd.DataFrame) -> str:
    """Pairs that stand together more or less often than chance, those it may have brought, how many are not given."""
    told, language = words("page", study.language), study.language
    names = {one.key: one.name(language) for one in study.themes}
    kinds: dict[str, list[str]] = {kind: [] for kind in KINDS.values()}
    for row in rows.itertuples(index=False):
        if np.isfinite(row.lift):
            other = str(row.other if row.theme == theme.key else row.theme)
            kinds[KINDS[tied(row)]].append(f"{names.get(other, other)} {lift_text(row, language)}")
    n_thin = int(rows["lift"].isna().sum())
    if n_thin == len(rows):
        return str(told["company_too_few"])
    parts = [str(told[f"company_{kind}"]).format(themes=", ".join(them)) for kind, them in kinds.items() if them]
    parts += [str(told["company_thin"]).format(n=n_thin)] if n_thin else []
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."
