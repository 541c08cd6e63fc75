"""What a coefficient rests on: how many stories part its column, and how evenly they tell of it (METHODS §16)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.trends.corrected import Units, inverse

Array = NDArray[np.float64]
Rows = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Support:
    """By column (C): `parted`, the stories in which it differs from its commonest value; `worth`, how many stories that
    tell alike would tell as much of its coefficient, and `half`, the fewest that hold half of it."""

    parted: NDArray[np.int64]
    worth: Array
    half: NDArray[np.int64]


def support(units: Units, story: NDArray[np.int64], weight: Array, rests: Rows) -> Support:
    """What the coefficients of a regression rest on, whatever was found: the rows in `rests` (U), by their `weight`.

    `worth` is (Σa²)²/Σa⁴ over stories, a what a story's residual adds to the coefficient; zero of a singular design.
    """
    x, own = units.x[rests], story[rests]
    parted = np.array([_stories_apart(x[:, c], own) for c in range(x.shape[1])], dtype=np.int64)
    inverted = inverse((x * weight[rests][:, None]).T @ x)
    if inverted is None:
        return Support(parted, np.zeros(x.shape[1]), np.zeros(x.shape[1], dtype=np.int64))
    each = (x @ inverted * weight[rests][:, None]) ** 2
    place = np.unique(own, return_inverse=True)[1]
    told = np.stack([np.bincount(place, weights=each[:, c]) for c in range(x.shape[1])], axis=1)
    told = np.sort(told, axis=0)[::-1]
    total, square = told.sum(axis=0), (told**2).sum(axis=0)
    worth = np.divide(total**2, square, out=np.zeros_like(total), where=square > 0)
    half = (np.cumsum(told, axis=0) < total / 2).sum(axis=0) + 1
    return Support(parted, worth, half.astype(np.int64))


def _stories_apart(column: Array, story: NDArray[np.int64]) -> int:
    """Stories with a value that is not the commonest."""
    if not len(column):
        return 0
    commonest = pd.Series(column).mode().iloc[0]
    return int(np.unique(story[column != commonest]).size)
