"""What people do with a sheet that no figure survives: only the ones were written, or a column was sorted alone."""

import numpy as np
import pandas as pd

from toolkit.documents.periods import Grouping
from toolkit.evidence.codes import SETTLED, Coding

FEWEST_ONES = 10
FEWEST_BLANK = 5
FEWEST_OF_A_KIND = 5
FEWEST_SORTED = 2  # columns: one alone may be the order in which somebody wanted to read


def blanks_for_zeros(coding: Coding, ids: tuple[str, ...], grouping: Grouping) -> dict[int, set[str]]:
    """Coders who wrote ones and no zero in a period, and left cells blank, by period: such a blank is no missing code.

    Ten ones and five blanks at least, over all themes; of a main theme no zero is ever written.
    """
    if coding.question != "presence":
        return {}
    frame = coding.frame[coding.frame["coder"] != SETTLED]
    at = pd.Index(ids).get_indexer(pd.Index(frame["unit"]))
    period = np.where(at >= 0, grouping.period[np.maximum(at, 0)], -1)
    value = frame["value"].to_numpy(dtype=np.float64, na_value=np.nan)
    cells = pd.DataFrame({"coder": frame["coder"].astype(str).to_numpy(), "period": period})
    cells = cells.assign(ones=value == 1, zeros=value == 0, blank=np.isnan(value))[period >= 0]
    counts = cells.groupby(["coder", "period"])[["ones", "zeros", "blank"]].sum()
    odd = (counts["zeros"] == 0) & (counts["ones"] >= FEWEST_ONES) & (counts["blank"] >= FEWEST_BLANK)
    found: dict[int, set[str]] = {}
    for coder, own in counts.index[odd]:
        found.setdefault(int(own), set()).add(str(coder))
    return found


def sorted_columns(coding: Coding) -> str:
    """The first coder of whom two themes' codes stand in order, each by itself, over the same rows ("": none).

    Rows that are sorted by one theme are not sorted by another, too; columns that were sorted without their rows are.
    Five codes of a kind at least, and no two columns alike.
    """
    for coder, own in coding.frame.dropna(subset=["value"]).groupby("coder", sort=True):
        seen: dict[tuple[float, ...], tuple[str, ...]] = {}
        for _, column in own.groupby("theme", sort=True):
            value = column["value"].to_numpy(dtype=np.float64)
            ones = int(value.sum())
            if min(ones, len(value) - ones) >= FEWEST_OF_A_KIND and (np.diff(value) != 0).sum() == 1:
                seen.setdefault(tuple(value.tolist()), tuple(column["unit"]))
        if len(seen) >= FEWEST_SORTED and len(set(seen.values())) == 1:
            return str(coder)
    return ""
