"""Verdicts and intervals where few codes, several coders, small years and other edges meet (METHODS §10, §11)."""

import numpy as np
import pandas as pd
from replications import Row, coverage_of, replicate, write

from tests.planted_codes import CODED_CELLS, CodedDesign, PlantedCodes, plant_codes
from toolkit.trends.contrasts import contrasts
from toolkit.trends.estimates import Prevalence
from toolkit.trends.prevalence import prevalence

DRAWS = 400
OVERALL = ("uneven years", "uneven years, proportional")


def target(design: CodedDesign) -> np.ndarray:
    """(P, T) the share that the mean coder would say carries the theme."""
    level = np.array(design.levels)
    said = level * (1 - 2 * design.error) + design.error
    return said + (1 - said) * design.lenient / len(design.coders)


def one(cell: str, seed: int) -> Row:
    """One replication: codes drawn and dealt by the toolkit, figures, verdicts."""
    design = CodedDesign(**CODED_CELLS[cell])
    planted, truth = plant_codes(seed, design), target(design)
    found = prevalence(
        planted.scores, planted.corpus, seed=seed, measure="presence", coding=planted.coding, draws=DRAWS
    )
    table = contrasts(found).frame
    lower, upper = found.interval()
    inside = np.where(np.isnan(lower), np.nan, (lower <= truth) & (truth <= upper))
    low, high = np.quantile(found.draws[:, -1] - found.draws[:, 0], [0.025, 0.975], axis=0)
    change = truth[-1] - truth[0]
    verdicts = table["verdict"].tolist()
    return {
        "level": float(np.nanmean(inside)),
        "lowest": float(np.nanmin(np.nanmean(inside, axis=0))),
        "change": float(np.mean((low <= change) & (change <= high))),
        "width": float(np.nanmean(upper - lower)),
        "width_change": float(np.mean(high - low)),
        "width_overall": overall(planted, seed) if cell in OVERALL else float("nan"),
        **{name: float(np.mean([v == name for v in verdicts])) for name in ("rose", "fell", "steady", "too few")},
        "any_moved": float(bool({"rose", "fell"} & set(verdicts))),
        "any_steady": float("steady" in verdicts),
        "not comparable": float("not comparable" in verdicts),
        "corrected": float("coders_corrected" in {caution.code for caution in found.cautions}),
        "bias": float(np.mean(found.estimate - truth)),
    }


def overall(planted: PlantedCodes, seed: int) -> float:
    """The width of the level over all years together."""
    years = planted.corpus.frame["year"]
    whole = {"all": (int(years.min()), int(years.max()))}
    found: Prevalence = prevalence(
        planted.scores, planted.corpus, seed=seed, measure="presence", by=whole, coding=planted.coding, draws=DRAWS
    )
    lower, upper = found.interval()
    return float(np.nanmean(upper - lower))


SHARES = ("rose", "fell", "steady", "too few", "any_moved", "any_steady", "not comparable", "corrected")


def table(rows: pd.DataFrame) -> pd.DataFrame:
    """One line a cell."""
    found = []
    for cell, own in rows.groupby("cell", sort=False):
        found.append(
            {
                **coverage_of(cell, own),
                "width": own["width"].mean(),
                "width_change": own["width_change"].mean(),
                "width_overall": own["width_overall"].mean(),
                **{name.replace(" ", "_"): own[name].mean() for name in SHARES},
                "bias": own["bias"].mean(),
            }
        )
    return pd.DataFrame(found)


def edges(n: int) -> None:
    """All coded cells."""
    write("edges", table(replicate("edges", list(CODED_CELLS), n, one)))


SECTIONS = {"edges": edges}
