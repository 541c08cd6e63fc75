"""Of the units that were drawn, are those left uncoded a random part? Not if hard ones were skipped, or one outlet."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.streams import stream
from toolkit.evidence.levels import platt

Array = NDArray[np.float64]
Index = NDArray[np.intp]
SHUFFLES = 9999
BATCH = 500
FEWEST_UNITS = 5
FOLDS = 5
CHANCE, TEXT_LENGTH, DATE, OUTLET, ALL_THEMES = "predicted chance", "text length", "date", "outlet", "themes"


@dataclass(frozen=True, eq=False)
class Drawn:
    """N units that were drawn: `coded`, `period`, and what is known of each before it is read.

    `chance` (N): of carrying any theme, as the codes of others have it; `values` (N, C) numbers, `names` (C) what they
    are; `outlet` (N) codes from 0.
    """

    coded: NDArray[np.bool_]
    period: NDArray[np.int64]
    chance: Array
    values: Array
    names: tuple[str, ...]
    outlet: NDArray[np.int64]


@dataclass(frozen=True)
class LeftOut:
    """What sets the uncoded units apart most: `what`, `period` (its number; None: all together), and p."""

    what: str
    period: int | None
    p_value: float


def known_before(rows: pd.DataFrame, score: Array, themes: tuple[str, ...]) -> tuple[Array, tuple[str, ...], Index]:
    """(N, C) what can be known of units before they are read, its names, and (N) their outlets, small ones together.

    The score of each theme, all of them together, the length of the text, the date (what is missing: the mean).
    """
    sd = np.maximum(score.std(axis=0), 1e-12)
    day = pd.to_datetime(rows["date"], errors="coerce", format="ISO8601")
    days = (day - day.min()).dt.days.to_numpy(dtype=np.float64)
    length = np.log1p(rows["text"].str.len().to_numpy(dtype=np.float64))
    values = np.column_stack(
        [score, (score / sd).mean(axis=1), length, np.nan_to_num(days, nan=np.nanmean([*days, 0]))]
    )
    codes = pd.factorize(rows["source"].fillna(""))[0].astype(np.int64)
    small = np.bincount(codes) < FEWEST_UNITS
    outlet = np.where(small[codes], len(small), codes)
    return values, (*themes, ALL_THEMES, TEXT_LENGTH, DATE), np.unique(outlet, return_inverse=True)[1]


def theme_chances(score: Array, codes: Array, *, seed: int) -> Array:
    """(N, T) the chance that a unit carries a theme, by the codes (N, T; nan: uncoded) of the other folds' units."""
    fold = stream(seed, "folds of the units drawn").permutation(len(score)) % FOLDS
    chance = np.zeros_like(score)
    for t in range(score.shape[1]):
        for k in range(FOLDS):
            own, rest = fold == k, (fold != k) & ~np.isnan(codes[:, t])
            if len(np.unique(codes[rest, t])) > 1:
                slope, level = platt(score[rest, t], codes[rest, t], np.ones(int(rest.sum())))
                chance[own, t] = 1 / (1 + np.exp(-np.clip(level + slope * score[own, t], -30, 30)))
    return chance


def left_out(drawn: Drawn, *, seed: int) -> LeftOut | None:
    """What sets uncoded units apart most, against 9,999 ways to leave as many out of each period.

    The largest of all differences: of means, by period and over all, in units of their exact sd, and one sum of squares
    over outlets, brought to a normal scale (Wilson & Hilferty 1931). None where under five units are coded, or under
    five not.
    """
    n_coded = int(drawn.coded.sum())
    if min(n_coded, len(drawn.coded) - n_coded) < FEWEST_UNITS:
        return None
    order = np.argsort(drawn.period, kind="stable")
    period, coded = drawn.period[order], drawn.coded[order]
    values = np.column_stack([drawn.chance, drawn.values])[order]
    measured = _Measured.of(period, coded, values, drawn.outlet[order])
    found, sums = measured.off(coded[None].astype(np.float64)), []
    rng = stream(seed, "units left uncoded")
    for first in range(0, SHUFFLES, BATCH):
        sums.append(measured.off(_shuffled(period, measured.counts, min(BATCH, SHUFFLES - first), rng)))
    null = np.concatenate(sums, axis=0)
    names = (CHANCE, *drawn.names)
    apart, null = measured.standardised(found, null)
    place = int(np.argmax(apart[0]))
    p = _rank(apart[0, place], null.max(axis=1))
    at, what = divmod(place, len(names))
    if place == apart.shape[1] - 1:
        return LeftOut(OUTLET, None, p)
    return LeftOut(names[what], None if at == len(measured.periods) else int(measured.periods[at]), p)


def _rank(value: float, null: Array) -> float:
    return float((1 + (null >= value - 1e-9).sum()) / (len(null) + 1))


def _shuffled(period: NDArray[np.int64], counts: Array, n: int, rng: np.random.Generator) -> Array:
    """(n, N) 0 and 1: as many units of each period as were coded, at random; `period` is in order."""
    found = np.zeros((n, len(period)))
    starts = np.append(np.flatnonzero(np.diff(period, prepend=period[0] - 1)), len(period))
    for start, end, count in zip(starts[:-1], starts[1:], counts):
        places = np.argsort(rng.random((n, end - start)), axis=1)[:, : int(count)]
        np.put_along_axis(found, start + places, 1.0, axis=1)
    return found


@dataclass(frozen=True, eq=False)
class _Measured:
    """Columns less their period's mean: `centred` (N, C), `one_outlet` (N, O); `periods` (P) looked at one by one."""

    period: NDArray[np.int64]
    counts: Array
    centred: Array
    one_outlet: Array
    periods: NDArray[np.int64]
    spread: Array
    spread_outlets: Array

    @classmethod
    def of(
        cls, period: NDArray[np.int64], coded: NDArray[np.bool_], values: Array, outlet: NDArray[np.int64]
    ) -> "_Measured":
        names, at = np.unique(period, return_inverse=True)
        size = np.bincount(at).astype(np.float64)
        counts = np.bincount(at, weights=coded).astype(np.float64)
        ones = np.eye(int(outlet.max()) + 1)[outlet]
        both = np.column_stack([values, ones])
        means = np.stack([np.bincount(at, weights=column) for column in both.T], axis=1) / size[:, None]
        centred = both - means[at]
        squares = np.stack([np.bincount(at, weights=column) for column in (centred**2).T], axis=1)
        factor = counts * (size - counts) / np.maximum(size * (size - 1), 1.0)
        spread = factor[:, None] * squares  # the variance of the sum over the coded, drawn without replacement
        enough = np.minimum(counts, size - counts) >= FEWEST_UNITS
        c = values.shape[1]
        return cls(period, counts, centred[:, :c], centred[:, c:], names[enough], spread[:, :c], spread[:, c:])

    def off(self, coded: Array) -> Array:
        """(n, (P + 1) C + 1): sums over the coded by period and over all in sd, and the outlets' squares."""
        every = np.unique(self.period)
        parts = [coded[:, self.period == p] @ self.centred[self.period == p] for p in every]
        kept = np.isin(every, self.periods)
        cells = [part / _root(own) for part, own, use in zip(parts, self.spread, kept) if use]
        whole = sum(parts) / _root(self.spread.sum(axis=0))
        outlets = ((coded @ self.one_outlet) / _root(self.spread_outlets.sum(axis=0))) ** 2
        return np.column_stack([*cells, whole, outlets.sum(axis=1)])

    def standardised(self, found: Array, null: Array) -> tuple[Array, Array]:
        """Sizes that can be compared: absolute values, and of the sum of squares its cube root in sd, upwards."""
        root, many = np.cbrt(found[:, -1:]), np.cbrt(null[:, -1:])
        mean, sd = float(many.mean()), max(float(many.std()), 1e-12)
        return (
            np.column_stack([np.abs(found[:, :-1]), (root - mean) / sd]),
            np.column_stack([np.abs(null[:, :-1]), (many - mean) / sd]),
        )


def _root(variance: Array) -> Array:
    return np.where(variance > 1e-18, np.sqrt(np.maximum(variance, 1e-18)), np.inf)
