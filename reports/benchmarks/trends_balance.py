"""Are the coded units the sample that was drawn? What is found, what could be, and false alarms (METHODS §10)."""

from typing import Any

import numpy as np
import pandas as pd
from replications import Row, replicate, upper_share, write

from tests.planted_codes import CodedDesign, PlantedCodes, plant_codes
from toolkit.evidence.balance import ALARM, coding_balance
from toolkit.evidence.skipped import Skips, p_of_skips

EIGHT = {"units": (200,) * 8, "levels": ((0.3, 0.2, 0.2, 0.1, 0.1, 0.05, 0.05, 0.02),) * 8}
FOUR = {"units": (600,) * 2, "levels": ((0.2, 0.1, 0.05, 0.4),) * 2}
SKIPPED = 0.4
ALARMS: dict[str, dict[str, Any]] = {
    f"{n} a period, {kind}": {**EIGHT, "n": 8 * n, "signal": 1.5, "habit": habit}
    for n in (15, 30, 60)
    for kind, habit in (("all coded", ""), ("three tenths left", "leaves three tenths"))
}
HABITS: dict[str, dict[str, Any]] = {
    "lost pi": {**FOUR, "n": 240, "signal": 1.5, "habit": "lost pi"},
    "top by score": {**FOUR, "n": 240, "signal": 1.5, "habit": "top by score"},
    "first rows": {**FOUR, "n": 240, "signal": 1.5, "lean": 1.0, "habit": "first rows"},
    **{
        f"{what}, {name}, {n}, signal {signal}": {**design, "n": n, "signal": signal, "habit": habit}
        for what, habit in (("units skipped", "skips positives"), ("each skips", "each skips positives"))
        for name, design in (("eight", EIGHT), ("four", FOUR))
        for n in (120, 240)
        for signal in (1.5, 3.0)
    },
    "one of two skips, eight, 240, signal 1.5": {**EIGHT, "n": 240, "signal": 1.5, "habit": "one skips positives"},
    "cells skipped, eight, 120, signal 1.5": {**EIGHT, "n": 120, "signal": 1.5, "habit": "skips cells"},
}
CELLS = {**ALARMS, **HABITS}


def one(cell: str, seed: int) -> Row:
    """One study: the p of the balance, and of the best test there is where whole units were skipped."""
    design = CodedDesign(**CELLS[cell])
    planted = plant_codes(seed, design)
    found = coding_balance(planted.coding, planted.scores, planted.corpus, seed=seed)
    best = best_p(seed, design) if design.habit == "skips positives" else None
    return {"alarm": found.caution is not None, "best": float("nan") if best is None else float(best < ALARM)}


def best_p(seed: int, design: CodedDesign) -> float | None:
    """The p of the most powerful test of skipped units that the scores allow (Neyman and Pearson).

    Whoever knew the share skipped, each level and how scores lie, would weigh a blank by the log odds of a skip.
    """
    whole = plant_codes(seed, CodedDesign(**{**vars(design), "habit": ""}))
    units = whole.coding.frame["unit"].unique()
    coded = plant_codes(seed, design).coding.frame["unit"].unique()
    at = pd.Index(whole.scores.ids).get_indexer(pd.Index(units))
    skip = SKIPPED * chance_of_any(whole, at, design.signal)
    odds = np.log(skip / (1.0 - skip))
    blank = ~np.isin(units, coded)
    year = whole.corpus.frame["year"].to_numpy(dtype=np.int64)[at]
    return p_of_skips([Skips(blank[:, None].astype(float), odds[:, None], year)], seed=seed)


def chance_of_any(planted: PlantedCodes, at: np.ndarray, signal: float) -> np.ndarray:
    """(N) the true chance that a unit carries any theme, given its scores."""
    level = planted.levels[0]
    ratio = level * np.exp(signal * planted.scores.score[at] - signal**2 / 2)
    return 1.0 - np.prod(1.0 - ratio / (ratio + 1.0 - level), axis=1)


def table(rows: pd.DataFrame) -> pd.DataFrame:
    """One line a cell: alarms, the upper 95 % limit of their share, and what the best test finds."""
    found = []
    for cell, own in rows.groupby("cell", sort=False):
        k, n = int(own["alarm"].sum()), len(own)
        best = own["best"].dropna()
        limits = {"share": k / n, "upper": upper_share(k, n), "best_share": best.mean() if len(best) else float("nan")}
        found.append({"cell": cell, "studies": n, "alarms": k, **limits})
    return pd.DataFrame(found)


def balance(n: int) -> None:
    """Alarms at 15, 30 and 60 codings a period, and what is found of people's habits."""
    write("balance", table(replicate("balance", list(CELLS), n, one)))


SECTIONS = {"balance": balance}
