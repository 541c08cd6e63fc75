"""What the benches of floor `trends` share: replications that go on where they stopped, errors, tables."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
sys.path.insert(0, str(HERE))

Row = dict[str, Any]
BAND = (0.93, 0.97)
ONLY: list[str] = []  # --cells


def replicate(section: str, cells: list[str], n: int, run: Callable[[str, int], Row]) -> pd.DataFrame:
    """Run what is missing of `n` replications of each cell (or of `--cells`), in rounds; returns all rows."""
    path = HERE / "runs" / f"trends_{section}.jsonl"
    path.parent.mkdir(exist_ok=True)
    done = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    have = {(row["cell"], row["seed"]) for row in done}
    with path.open("a") as out:
        for seed in range(1, n + 1):
            for cell in cells:
                if (cell, seed) not in have and (not ONLY or cell in ONLY):
                    row = {"cell": cell, "seed": seed, **run(cell, seed)}
                    out.write(json.dumps(row) + "\n")
                    out.flush()
                    done.append(row)
    frame = pd.DataFrame(done)
    return frame[frame["cell"].isin(cells)].sort_values("cell", key=lambda names: names.map(cells.index), kind="stable")


def mean_and_error(values: pd.Series) -> tuple[float, float]:
    """The mean over replications and its Monte-Carlo standard error."""
    clean = values.dropna().to_numpy(dtype=float)
    return float(clean.mean()), float(clean.std(ddof=1) / np.sqrt(len(clean))) if len(clean) > 1 else float("nan")


def meets(mean: float, error: float, band: tuple[float, float] = BAND) -> bool:
    """Does the 95 % Monte-Carlo interval meet the band?"""
    return mean + 1.96 * error >= band[0] and mean - 1.96 * error <= band[1]


def upper_share(k: int, n: int) -> float:
    """The exact upper 95 % limit (two-sided) of k in n."""
    from scipy.stats import beta

    return 1.0 if k == n else float(beta.ppf(0.975, k + 1, n - k))


def write(section: str, table: pd.DataFrame) -> None:
    """Print the table and write it to results/."""
    path = HERE / "results" / f"trends_{section}.csv"
    path.parent.mkdir(exist_ok=True)
    table.to_csv(path, index=False, lineterminator="\n", float_format="%.4g")
    with pd.option_context("display.width", 220, "display.max_columns", 40):
        print(table.round(3).to_string(index=False))


def coverage_of(cell: object, own: pd.DataFrame) -> dict[str, object]:
    """The columns that every table of coverage begins with: levels, changes, their errors, and whether both meet."""
    level, level_error = mean_and_error(own["level"])
    change, change_error = mean_and_error(own["change"])
    return {
        "cell": cell,
        "replications": len(own),
        "coverage": level,
        "mc_error": level_error,
        "coverage_change": change,
        "mc_error_change": change_error,
        "in_band": meets(level, level_error) and meets(change, change_error),
    }
