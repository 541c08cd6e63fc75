"""Changes among the outlets that stand in both periods, beside the changes as collected (METHODS §11)."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from toolkit.base.errors import ToolkitError
from toolkit.base.reasons import Reason
from toolkit.documents.corpus import Corpus
from toolkit.documents.periods import By, group_for
from toolkit.evidence.codes import Coding
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.trends.estimates import Contrasts
from toolkit.trends.prevalence import prevalence
from toolkit.trends.verdicts import bounds, family_of

COLUMNS = ("theme", "earlier", "later", "change", "lower", "upper")


def common_outlet_changes(
    scores: ThemeScores,
    corpus: Corpus,
    *,
    coding: Coding,
    seed: int,
    pairs: Sequence[tuple[str, str]],
    measure: str = "presence",
    by: By = "year",
    count: str = "publications",
    level: float = 0.95,
) -> pd.DataFrame:
    """The calibrated change of each theme and pair among the outlets of both periods: one row each that can be told.

    Columns theme, earlier, later, change, lower, upper. The codes of a part of a sample are a sample of that part, each
    with its own probability. A pair without a common outlet, or with too few stories or codings there, has no row.
    """
    rows = []
    for pair in pairs:
        part = _common(corpus, scores, by, pair)
        if part is None:
            continue
        try:
            found = prevalence(scores, part, seed=seed, measure=measure, by=by, count=count, coding=coding)
            family = family_of(found, (pair,), level=level, margin=1.0)
        except (ToolkitError, ValueError):
            continue  # nothing was coded there, or a period lost all its articles
        lower, upper = bounds(family, level)
        told = zip(family.theme, family.change, lower, upper)
        rows += [(theme, *pair, *numbers) for theme, *numbers in told if np.isfinite(numbers).all()]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _common(corpus: Corpus, scores: ThemeScores, by: By, pair: tuple[str, str]) -> Corpus | None:
    """The articles of the outlets that stand in both periods; None where none does, or all do."""
    grouping, frame = group_for(corpus, scores.ids, by)
    source = frame["source"].fillna("").astype(str).to_numpy()
    sides = [set(source[grouping.period == grouping.labels.index(name)]) for name in pair]
    if not sides[0] & sides[1] or sides[0] == sides[1]:
        return None
    return corpus.where(corpus.frame["source"].fillna("").astype(str).isin(sides[0] & sides[1]).to_numpy())


def with_common_outlets(verdicts: Contrasts, table: pd.DataFrame) -> Contrasts:
    """The contrasts with the change among common outlets beside each verdict that is worded *as collected*."""
    if not len(table) or not verdicts.reasons:
        return verdicts
    told = {(row.theme, row.earlier, row.later): row for row in table.itertuples()}
    reasons = []
    for line, own in zip(verdicts.frame.itertuples(), verdicts.reasons):
        row = told.get((line.theme, line.earlier, line.later))
        beside: tuple[Reason, ...] = ()
        if row is not None and any(one.code == "as_collected" for one in own):
            beside = (Reason.of("common_outlets", change=row.change, lower=row.lower, upper=row.upper),)
        reasons.append((*own, *beside))
    return replace(verdicts, reasons=tuple(reasons))
