"""Two Platt scalings became one: which calibrated figures that moves, and by how much.

    python reports/benchmarks/house_platt.py

The law that is gone is written out here; both run on the same codes of the sample (300 units, two simulated coders) and
of planted samples with few codes. Writes results/house_platt.csv: by data, theme and period both figures, both widths
of 95 % intervals.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
sys.path.insert(0, str(HERE))

import sample  # noqa: E402

from tests.planted_codes import CODED_CELLS, CodedDesign, plant_codes  # noqa: E402
from toolkit.trends import calibration  # noqa: E402
from toolkit.trends.prevalence import prevalence  # noqa: E402

CELLS = ("clean", "rare themes", "tiny", "useless score", "reversed score")
SEED = 1
Array = np.ndarray
present = calibration.platt


def first_law(score: Array, code: Array, weight: Array) -> tuple[float, float]:
    """Slope and intercept as of the version before: a ridge of 1 on the slope, codes as they are, any sign."""
    spread = float(score.std()) or 1.0
    x = np.stack([np.ones(len(score)), (score - score.mean()) / spread], axis=1)
    w, beta, ridge = weight / weight.mean(), np.zeros(2), np.diag([1e-3, 1.0])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        curvature = (x * (w * p * (1 - p))[:, None]).T @ x + ridge
        step = np.linalg.solve(curvature, x.T @ (w * (code - p)) - ridge @ beta)
        beta = beta + step
        if np.abs(step).max() < 1e-8:
            break
    return float(beta[1] / spread), float(beta[0] - beta[1] * score.mean() / spread)


def figures(scores, corpus, coding, **options) -> pd.DataFrame:
    """Estimates and widths by theme and period under both laws."""
    found = {}
    for law, scale in (("before", first_law), ("now", present)):
        calibration.platt = scale
        told = prevalence(scores, corpus, seed=SEED, measure="presence", coding=coding, **options)
        calibration.platt = present
        lower, upper = told.interval()
        found[law], found[f"width_{law}"] = told.estimate, upper - lower
    at = pd.MultiIndex.from_product([told.periods, told.themes], names=["period", "theme"])
    return pd.DataFrame({name: value.ravel() for name, value in found.items()}, index=at).reset_index()


def main() -> None:
    """Both laws, side by side."""
    _, _, scores = sample.scored()
    parts = [figures(scores, sample.prepared(), sample._coded(SEED), by=sample.SPANS).assign(data="sample")]
    for cell in CELLS:
        planted = plant_codes(SEED, CodedDesign(**CODED_CELLS[cell]))
        parts.append(figures(planted.scores, planted.corpus, planted.coding).assign(data=cell))
    table = pd.concat(parts)[["data", "theme", "period", "before", "now", "width_before", "width_now"]].round(4)
    table["moved"] = (table["now"] - table["before"]).abs().round(4)
    table["width_ratio"] = (table["width_now"] / table["width_before"]).round(3)
    table.to_csv(HERE / "results" / "house_platt.csv", index=False)
    told = table.groupby("data", sort=False)
    print(told.agg({"moved": ["size", "median", "max"], "width_ratio": ["median", "min", "max"]}).to_string())


if __name__ == "__main__":
    main()
