"""Do the coders agree? Krippendorff's alpha and percent agreement."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.evidence.codes import Coding

MAIN = "main theme"
COLUMNS = ["theme", "coders", "units", "values", "percent", "alpha", "remark"]


def agreement(coding: Coding) -> pd.DataFrame:
    """One row a theme: coders, units with two codes or more, values in them, percent agreement, Krippendorff's alpha.

    `percent` is the share of agreeing pairs of coders within units (0 to 1); `alpha` is Krippendorff's (2004) for
    nominal data with missing values, nan where all codes are alike or no unit has two. With the question "main theme" a
    first row "main theme" treats the choice as one nominal variable. `remark` says how alpha is read or why it is nan.
    """
    frame = coding.frame.dropna(subset=["value"])
    rows = [_row(str(theme), _reliability(group, "value")) for theme, group in frame.groupby("theme", sort=False)]
    if coding.question == MAIN:
        chosen = main_choice(coding)
        rows = [_row(MAIN, _reliability(chosen, "choice")), *rows]
    return pd.DataFrame(rows, columns=COLUMNS)


def main_choice(coding: Coding) -> pd.DataFrame:
    """One row a coder and unit: coder, unit, choice (a theme, or "" for none of them)."""
    frame = coding.frame.dropna(subset=["value"])
    one = frame[frame["value"] == 1].drop_duplicates(["coder", "unit"])
    every = frame[["coder", "unit"]].drop_duplicates()
    merged = every.merge(one[["coder", "unit", "theme"]], on=["coder", "unit"], how="left")
    return merged.rename(columns={"theme": "choice"}).assign(choice=lambda f: f["choice"].fillna(""))


def _reliability(frame: pd.DataFrame, column: str) -> NDArray[np.float64]:
    """(coders, units) codes of the values, nan where missing."""
    values = pd.factorize(frame[column], sort=True)[0].astype(float)
    table = frame.assign(_code=values).pivot(index="coder", columns="unit", values="_code")
    return np.asarray(table, dtype=np.float64)


def _row(theme: str, table: NDArray[np.float64]) -> tuple[Any, ...]:
    together = coincidences(table)
    pairable = (~np.isnan(table)).sum(axis=0) >= 2
    alpha = alpha_of(together)
    percent = float(pair_agreement(table)) if pairable.any() else float("nan")
    return (
        theme,
        int((~np.isnan(table)).any(axis=1).sum()),
        int(pairable.sum()),
        round(float(together.sum())),
        percent,
        alpha,
        _remark(alpha, pairable.any()),
    )


def _remark(alpha: float, paired: bool) -> str:
    if not paired:
        return "no unit was coded by two coders"
    if np.isnan(alpha):
        return "all codes are alike: alpha is not defined"
    if alpha >= 0.8:
        return ""
    return "tentative conclusions only" if alpha >= 0.667 else "too low to rest conclusions on (Krippendorff 2004)"


def krippendorff_alpha(table: NDArray[np.float64]) -> float:
    """Krippendorff's alpha for nominal data; `table` (coders, units) of codes, nan where missing.

    nan where no unit has two codes or all are alike.
    """
    return alpha_of(coincidences(table))


def coincidences(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """The coincidence matrix: pairs of codes within units, each unit weighing as many as it has codes."""
    known = ~np.isnan(table)
    n_values = int(np.nanmax(table)) + 1 if known.any() else 0
    tally = np.zeros((table.shape[1], n_values))
    for row, seen in zip(table, known):
        tally[np.flatnonzero(seen), row[seen].astype(int)] += 1.0
    tally = tally[tally.sum(axis=1) >= 2]
    weights = 1.0 / (tally.sum(axis=1) - 1.0) if len(tally) else np.empty(0)
    return (tally * weights[:, None]).T @ tally - np.diag(weights @ tally) if len(tally) else np.zeros((0, 0))


def alpha_of(together: NDArray[np.float64]) -> float:
    """1 − observed over expected disagreement of a coincidence matrix."""
    n, margin = together.sum(), together.sum(axis=1)
    expected = n**2 - (margin**2).sum()
    if n < 2 or expected <= 0:
        return float("nan")
    return float(1.0 - (n - 1.0) * (n - np.trace(together)) / expected)


def pair_agreement(table: NDArray[np.float64]) -> float:
    """The share of pairs of codes within units that are alike."""
    alike = pairs = 0.0
    for unit in table.T:
        codes = unit[~np.isnan(unit)]
        tally = np.unique(codes, return_counts=True)[1]
        alike += float((tally * (tally - 1)).sum())
        pairs += len(codes) * (len(codes) - 1)
    return alike / pairs if pairs else float("nan")
