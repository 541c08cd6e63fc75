"""The calibrated estimator alone, cell by cell at 1,000 replications: arrays in, no corpus, no sheet (METHODS §10)."""

from typing import Any

import numpy as np
import pandas as pd
from replications import Row, coverage_of, replicate, write

from toolkit.documents.periods import Grouping
from toolkit.evidence.codes import Codes, story_folds
from toolkit.evidence.sampling import inclusion, spread_evenly
from toolkit.trends.calibration import calibrate, cell_draws
from toolkit.trends.calibration import levels as levels_of
from toolkit.trends.resampling import max_t

DRAWS = 400
FOUR = (0.2, 0.1, 0.05, 0.4)
CELLS: dict[str, dict[str, Any]] = {
    "clean": {"levels": (FOUR, FOUR), "stories": (300, 300), "coded": (120, 120)},
    "useless score": {"levels": (FOUR, FOUR), "stories": (300, 300), "coded": (120, 120), "signal": 0.0},
    "useful score": {"levels": (FOUR, FOUR), "stories": (300, 300), "coded": (120, 120), "signal": 4.0},
    "reversed score": {"levels": (FOUR, FOUR), "stories": (300, 300), "coded": (120, 120), "signal": -1.5},
    "right in one period, wrong in the other": {
        "levels": (FOUR, FOUR),
        "stories": (300, 300),
        "coded": (120, 120),
        "turns": True,
    },
    "cells of .1 to 5 per cent": {
        "levels": ((0.001, 0.005, 0.02, 0.05),) * 2,
        "stories": (1500, 1500),
        "coded": (200, 200),
    },
    "years of 40 and 2,000": {"levels": ((0.2,),) * 2, "stories": (40, 2000), "coded": (30, 127), "signal": 2.5},
    "tiny": {"levels": ((0.2,), (0.2,)), "stories": (60, 60), "coded": (15, 15)},
    "twenty years": {"levels": ((0.2, 0.05),) * 20, "stories": (80,) * 20, "coded": (60,) * 20},
    "reprints of ten": {"levels": ((0.2, 0.1),) * 2, "stories": (300, 300), "coded": (120, 120), "copies": 10},
    "stories across periods": {
        "levels": ((0.2, 0.1),) * 2,
        "stories": (300, 300),
        "coded": (120, 120),
        "across": 0.3,
    },
    "reprints of ten, across periods": {
        "levels": ((0.2, 0.1),) * 2,
        "stories": (300, 300),
        "coded": (120, 120),
        "copies": 10,
        "across": 0.3,
    },
    "eight themes, no change": {
        "levels": ((0.3, 0.2, 0.2, 0.1, 0.1, 0.05, 0.05, 0.02),) * 2,
        "stories": (300, 300),
        "coded": (120, 120),
    },
    "coders err in a tenth": {"levels": (FOUR, FOUR), "stories": (300, 300), "coded": (120, 120), "error": 0.1},
    "all coded, 0 to 26 per cent": {"levels": ((0.0,), (0.26,)), "stories": (300, 300), "coded": (300, 300)},
    "all coded, 0 to 5 per cent": {"levels": ((0.0,), (0.05,)), "stories": (300, 300), "coded": (300, 300)},
    "all coded, 0 to 10 per cent": {"levels": ((0.0,), (0.1,)), "stories": (120, 120), "coded": (120, 120)},
}


def one(cell: str, seed: int) -> Row:
    """One replication: scores, a draw, codes, figures; coverage of levels and of the change, and alarms."""
    return replication(np.random.default_rng([seed, 17]), seed, **CELLS[cell])


def replication(
    rng: np.random.Generator,
    seed: int,
    *,
    levels: tuple[tuple[float, ...], ...],
    stories: tuple[int, ...],
    coded: tuple[int, ...],
    signal: float = 1.5,
    turns: bool = False,
    copies: int = 1,
    across: float = 0.0,
    error: float = 0.0,
) -> Row:
    """`copies`: one story in twenty is reprinted so often; `across`: the share of stories that are printed once more in
    the next period; `turns`: the score's sign turns in the last period."""
    level = np.array(levels)
    story = np.arange(sum(stories))
    period = np.repeat(np.arange(len(stories)), stories)
    truth = rng.random((len(story), level.shape[1])) < level[period]
    sign = np.where(turns & (period == len(stories) - 1), -1.0, 1.0)[:, None]
    score = rng.standard_normal(truth.shape) + signal * sign * truth
    often = np.where(rng.random(len(story)) < 0.05, copies, 1)
    chance, drawn = _drawn(score, period, coded, rng)
    later = (rng.random(len(story)) < across) & (period < len(stories) - 1)
    unit = np.concatenate([np.repeat(story, often), story[later]])
    when = np.concatenate([np.repeat(period, often), period[later] + 1])
    order = np.argsort(unit, kind="stable")
    unit, when, often = unit[order], when[order], often + later
    first = np.cumsum(often) - often
    units = (first + np.floor(rng.random(len(story)) * often).astype(int))[drawn]  # one of a story's, at random
    value = np.full((len(unit), level.shape[1]), np.nan)
    said = truth[drawn] ^ (rng.random((int(drawn.sum()), level.shape[1])) < error)
    value[units] = said
    pi = (chance / often)[drawn]
    codes = Codes(value, units, ("a",), value[units][None], np.full(value[units].shape, np.nan), pi[None])
    grouping = Grouping(tuple(str(p) for p in range(len(stories))), when, unit, np.arange(len(unit)), "year")
    fold = story_folds(unit, seed=seed)
    predicted = _levels(score[unit], codes, grouping, fold)
    found = calibrate(predicted, codes, grouping, np.ones(len(unit)), fold, seed=seed)
    target = level * (1 - 2 * error) + error
    return _judged(found.estimate, cell_draws(found, grouping, draws=DRAWS, seed=seed), found, target)


def _levels(score: np.ndarray, codes: Codes, grouping: Grouping, fold: np.ndarray) -> np.ndarray:
    return levels_of(score, codes, codes.weights(grouping.period), fold)


def _drawn(
    score: np.ndarray, period: np.ndarray, coded: tuple[int, ...], rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    size = np.maximum(score.max(axis=1) - np.median(score.max(axis=1)), 0.0)
    chance = np.zeros(len(period))
    for p, n in enumerate(coded):
        here = period == p
        chance[here] = inclusion(size[here], float(min(n, here.sum())))
    numbers = spread_evenly(rng.random(len(period)), period, rng.random(len(coded)))
    return chance, numbers <= chance


def _judged(estimate: np.ndarray, draws: np.ndarray, found: Any, target: np.ndarray) -> Row:
    lower, upper = np.quantile(draws, [0.025, 0.975], axis=0)
    lower = np.where(found.positives <= 1e-9, 0.0, lower)
    upper = np.where(found.positives >= found.coded - 1e-9, 1.0, upper)
    inside = (lower <= target) & (target <= upper)
    moved = draws[:, -1] - draws[:, 0]
    low, high = np.quantile(moved, [0.025, 0.975], axis=0)
    true = target[-1] - target[0]
    _, adjusted = max_t(moved.mean(axis=0), moved)  # as verdicts do
    return {
        "level": float(inside.mean()),
        "lowest": float(inside.mean(axis=0).min()),
        "change": float(((low <= true) & (true <= high)).mean()),
        "alarm": float((adjusted <= 0.05).any()),
        "width": float((upper - lower).mean()),
        "width_change": float((high - low).mean()),
        "bias": float((estimate - target).mean()),
    }


def table(rows: pd.DataFrame) -> pd.DataFrame:
    """One line a cell; `moved`: replications with a rose or fell of any theme (alarms where nothing changes)."""
    found = []
    for cell, own in rows.groupby("cell", sort=False):
        found.append(
            {
                **coverage_of(cell, own),
                "moved": own["alarm"].mean(),
                "width": own["width"].mean(),
                "width_change": own["width_change"].mean(),
                "bias": own["bias"].mean(),
            }
        )
    return pd.DataFrame(found)


def cells(n: int) -> None:
    """All cells of the estimator."""
    write("cells", table(replicate("cells", list(CELLS), n, one)))


SECTIONS = {"cells": cells}
