"""What people do with a sheet: honest sheets barred, spoilt ones caught (METHODS §10)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from replications import Row, replicate, upper_share, write

from tests.planted_codes import PlantedCodes, plant_codes
from toolkit.base.streams import stream
from toolkit.documents.periods import group_units
from toolkit.evidence.codes import align_codes
from toolkit.trends.sheet_habits import Habits, Sheet, habits_of, years_in

Frames = Callable[[PlantedCodes, pd.DataFrame, np.random.Generator], pd.DataFrame]
THREE: dict[str, Any] = {"levels": ((0.3, 0.2, 0.1),) * 2, "signal": 2.0}
ONE: dict[str, Any] = {"levels": ((0.2,), (0.9,)), "signal": 2.0}
SAME: dict[str, Any] = {"levels": ((0.2,),) * 2, "signal": 2.0}
WEAK = {"signal": 1.0}
READ = 0.65  # of the units of a sheet that was not finished


def year_of(planted: PlantedCodes, frame: pd.DataFrame) -> pd.Series:
    """The year of each code."""
    return frame["unit"].map(planted.corpus.frame.set_index("id")["year"]).astype(int)


def as_written(planted: PlantedCodes, frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Nothing is done."""
    return frame


def half_done(planted: PlantedCodes, frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Two units in three were read, in both years."""
    units = frame["unit"].drop_duplicates()
    done = units[rng.random(len(units)) < READ]
    return frame.assign(value=frame["value"].where(frame["unit"].isin(done)))


def end_half_done(planted: PlantedCodes, frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Two units in three of the last year, all of the first."""
    return half_done(planted, frame, rng).assign(
        value=lambda read: read["value"].where(year_of(planted, frame) == 2017, frame["value"])
    )


def half_of_the_cells(planted: PlantedCodes, frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Each cell by itself."""
    return frame.assign(value=frame["value"].where(rng.random(len(frame)) < READ))


def only_ones(planted: PlantedCodes, frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Zeros stayed blank."""
    return frame.assign(value=frame["value"].mask(frame["value"] == 0))


def only_ones_at_the_end(planted: PlantedCodes, frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Zeros of the last year stayed blank."""
    return frame.assign(value=frame["value"].mask((frame["value"] == 0) & (year_of(planted, frame) == 2017)))


def only_ones_by_one(planted: PlantedCodes, frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """One of two coders left zeros blank."""
    return frame.assign(value=frame["value"].mask((frame["value"] == 0) & (frame["coder"] == "An")))


def _grid(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.pivot_table(index="unit", columns="theme", values="value").round().astype(float)


def _from_grid(grid: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """One coder's sheet with the rows of `grid`, in its order."""
    chance = frame.drop_duplicates("unit").set_index("unit")["inclusion_probability"]
    long = grid.rename_axis(index="unit", columns="theme").stack().rename("value").reset_index()
    return long.assign(coder="An", wave="", text_hash="", inclusion_probability=long["unit"].map(chance))


def sorted_rows(planted: PlantedCodes, frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Whole rows were sorted by all columns; the second theme stands within the first only."""
    grid = _grid(frame)
    grid[grid.columns[1]] *= grid[grid.columns[0]]
    return _from_grid(grid.sort_values(list(grid.columns[:2]), ascending=False, kind="stable"), frame)


def sorted_alone(planted: PlantedCodes, frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Each column was sorted by itself."""
    grid = _grid(frame)
    return _from_grid(grid.apply(lambda own: np.sort(own.to_numpy())[::-1]), frame)


HONEST: dict[str, tuple[Frames, dict[str, Any]]] = {
    "all coded": (as_written, THREE),
    "half done": (half_done, THREE),
    "half of the cells": (half_of_the_cells, THREE),
    "half done, one theme .2": (half_done, SAME),
    "half done, one theme .2 to .9": (half_done, ONE),
    "last year half done, one theme .2 to .9": (end_half_done, ONE),
    "last year half done, one theme .2 to .9, weak scores": (end_half_done, ONE | WEAK),
    "rows sorted by two themes": (sorted_rows, THREE),
    "rows sorted by two themes, weak scores": (sorted_rows, THREE | WEAK),
}
SPOILT: dict[str, tuple[Frames, dict[str, Any]]] = {
    "blanks for zeros": (only_ones, THREE),
    "blanks for zeros in the last year": (only_ones_at_the_end, THREE),
    "blanks for zeros by one of two": (only_ones_by_one, THREE),
    "blanks for zeros in the last year, one theme .2": (only_ones_at_the_end, SAME),
    "columns sorted alone": (sorted_alone, THREE),
    "columns sorted alone, weak scores": (sorted_alone, THREE | WEAK),
}
SIZES = (60, 120, 240)
CELLS = {f"{name}, {n}": (*of, n) for kind in (HONEST, SPOILT) for name, of in kind.items() for n in SIZES}


def one(cell: str, seed: int) -> Row:
    """One sheet: is it barred, and is it doubted?"""
    habit, design, n = CELLS[cell]
    planted = plant_codes(seed, n=n, **design)
    frame = habit(planted, planted.coding.frame, stream(seed, "habits of a sheet"))
    found = found_of(replace(planted, coding=replace(planted.coding, frame=frame)))
    return {"barred": bool(found.bars(0, 1)), "doubted": bool(found.doubts()) and not found.bars(0, 1)}


def found_of(planted: PlantedCodes) -> Habits:
    """What is found of a sheet by year."""
    scores, rows = planted.scores, planted.corpus.rows(planted.scores.ids)
    codes = align_codes(planted.coding, scores.ids, scores.themes)
    sheet = Sheet(planted.coding, scores.ids, scores.themes, scores.score, codes, years_in(rows))
    return habits_of(sheet, group_units(rows, "year"))


def table(rows: pd.DataFrame) -> pd.DataFrame:
    """One line a cell: kind, sheets, how many were barred or doubted, and the upper 95 % limit of the barred share."""
    found = []
    for cell, own in rows.groupby("cell", sort=False):
        name, n = str(cell).rsplit(", ", 1)
        k = int(own["barred"].sum())
        row = {"kind": "honest" if name in HONEST else "spoilt", "habit": name, "codings": int(n), "sheets": len(own)}
        found.append({**row, "barred": k, "doubted": int(own["doubted"].sum()), "upper": upper_share(k, len(own))})
    return pd.DataFrame(found)


def habits(n: int) -> None:
    """Honest sheets barred, spoilt sheets caught, at 60, 120 and 240 codings of two years."""
    write("habits", table(replicate("habits", list(CELLS), n, one)))


SECTIONS = {"habits": habits}
