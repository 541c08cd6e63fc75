"""Shares and scores of units, and of the documents they are part of."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.studies.path.study import Study


def document_shares(study: Study) -> pd.DataFrame:
    """Documents (index) by theme: the token-weighted mean of the units' shares, by the first method."""
    units, keys = by_unit(study), list(study.present_themes.keys)
    names = [f"share_{key}" for key in keys]
    weighted = units[names].mul(units["n_tokens"], axis=0).assign(document=units["document"])
    sums = weighted.groupby("document", sort=False)[names].sum()
    return sums.div(units.groupby("document", sort=False)["n_tokens"].sum(), axis=0).set_axis(keys, axis=1)


def document_scores(study: Study) -> pd.DataFrame:
    """Documents (index) by theme: the highest score of their units."""
    units, keys = by_unit(study), list(study.scores.themes)
    best = units.groupby("document", sort=False)[[f"score_{key}" for key in keys]].max()
    return best.set_axis(keys, axis=1)


def by_unit(study: Study) -> pd.DataFrame:
    """One row a unit that was fitted: id, document, start, end, n_tokens, shares by the first method, scores."""
    ids = study.counts.ids
    rows = study.units.facts(ids)
    table = pd.DataFrame({"id": list(ids), "document": rows["parent"], "start": rows["start"], "end": rows["end"]})
    table["n_tokens"] = np.asarray(study.counts.matrix.sum(axis=1)).ravel().astype("int64")
    model = study.models[study.recipe.topics.methods[0]]
    for key in study.present_themes.keys:
        table[f"share_{key}"] = _column(model.shares, model.names.index(key) if key in model.names else -1)
    place = {name: i for i, name in enumerate(study.scores.ids)}
    order = [place[name] for name in ids]
    for t, key in enumerate(study.scores.themes):
        table[f"score_{key}"] = study.scores.score[order, t]
    return table


def _column(values: NDArray[np.float64], at: int) -> NDArray[np.float64]:
    return values[:, at] if at >= 0 else np.zeros(len(values))
