"""Do the coders change with the period? A difference of coders is then no difference of periods (METHODS §10).

Coders are dealt at random within periods, so the share of a period's units that each coded alone differs by chance.
Where it differs by more, each coder's distance from the units' mean, known from the units that several coded, is taken
out of the period's figure; where that cannot be known, the periods are not comparable.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from toolkit.base.streams import stream
from toolkit.documents.periods import Grouping
from toolkit.evidence.codes import Codes

Array = NDArray[np.float64]
RELABELLINGS = 999
MUCH, RARE = 0.2, 0.01
FEWEST_DOUBLES = 20
NOTICED = 0.1  # a coder with a smaller share of a period's units is not asked for doubles


@dataclass(frozen=True, eq=False)
class CoderShift:
    """What the coders' unequal shares did to each period's figure.

    `shift` (P, T) is taken off the estimate, `values` (U, T) what each unit adds to its deviation (zero where nothing
    is corrected); `distance` (P, P): the total variation of the coders' shares between two periods; `separated` (P, P):
    no coder in common; `unknown` (P): too few units coded by several to correct it; `corrected`: whether anything was.
    """

    shift: Array
    values: Array
    distance: Array
    separated: NDArray[np.bool_]
    unknown: NDArray[np.bool_]
    corrected: bool

    @property
    def untold(self) -> NDArray[np.bool_]:
        """(P, P) True where a difference between coders cannot be told from one between two periods."""
        unknown = (self.unknown[:, None] | self.unknown[None]) & self.corrected
        found = np.asarray(self.separated | unknown)
        np.fill_diagonal(found, False)
        return found


def coder_shift(codes: Codes, grouping: Grouping, stands_for: Array, *, seed: int) -> CoderShift:
    """Whether coders and periods go together, and what that did; `stands_for` (U) the weights of coded units.

    Themes that other units were coded for (one coder took a theme in one period only) are looked at by themselves, and
    share the level of the test.
    """
    known = ~np.isnan(codes.by_coder).reshape(-1, codes.value.shape[1])
    group = np.unique(known, axis=1, return_inverse=True)[1] if known.size else np.zeros(known.shape[1], dtype=np.intp)
    n_groups = int(group.max()) + 1
    if n_groups == 1:
        return _of_themes(codes, grouping, stands_for, (seed, RARE))
    rare = max(RARE / n_groups, 1.5 / (RELABELLINGS + 1))
    found = [
        (np.flatnonzero(group == k), _of_themes(_only(codes, group == k), grouping, stands_for, (seed, rare)))
        for k in range(n_groups)
    ]
    n_periods, shape = len(grouping.labels), codes.value.shape
    shift, values = np.zeros((n_periods, shape[1])), np.zeros(shape)
    for themes, part in found:
        shift[:, themes], values[:, themes] = part.shift, part.values
    parts = [part for _, part in found]
    return CoderShift(
        shift,
        values,
        np.max([part.distance for part in parts], axis=0),
        np.any([part.separated for part in parts], axis=0),
        np.any([part.unknown for part in parts], axis=0),
        any(part.corrected for part in parts),
    )


def _only(codes: Codes, themes: NDArray[np.bool_]) -> Codes:
    """The codes of some themes."""
    return replace(
        codes,
        value=codes.value[:, themes],
        by_coder=codes.by_coder[:, :, themes],
        settled=codes.settled[:, themes],
    )


def _of_themes(codes: Codes, grouping: Grouping, stands_for: Array, told: tuple[int, float]) -> CoderShift:
    seed, rare = told
    n_periods, shape = len(grouping.labels), codes.value.shape
    alone = _alone(codes)
    period = grouping.period[codes.units]
    use = (alone >= 0) & (period >= 0)
    shares = _shares(alone[use], period[use], n_periods, len(codes.coders))
    distance = _distances(shares)
    zero = CoderShift(
        np.zeros((n_periods, shape[1])),
        np.zeros(shape),
        distance,
        np.zeros((n_periods, n_periods), dtype=bool),
        np.zeros(n_periods, dtype=bool),
        False,
    )
    if len(codes.coders) < 2 or float(distance.max(initial=0.0)) <= MUCH:
        return zero
    rng = stream(seed, "relabelled coders")
    far = np.zeros((RELABELLINGS, n_periods, n_periods))
    for r in range(RELABELLINGS):
        far[r] = _distances(_shares(rng.permutation(alone[use]), period[use], n_periods, len(codes.coders)))
    p_pair = (1 + (far >= distance - 1e-12).sum(axis=0)) / (RELABELLINGS + 1)
    p = (1 + int((far.max(axis=(1, 2)) >= float(distance.max()) - 1e-12).sum())) / (RELABELLINGS + 1)
    separated = (distance >= 1 - 1e-9) & (p_pair < rare)
    if p >= rare and not separated.any():
        return zero
    return _corrected(codes, grouping, stands_for, alone, (distance, separated, shares))


def _alone(codes: Codes) -> NDArray[np.intp]:
    """(n) the one coder of each coded unit, -1 where several coded it."""
    coded = (~np.isnan(codes.by_coder)).any(axis=2)
    if not len(codes.coders):
        return np.full(len(codes.units), -1, dtype=np.intp)
    return np.where(coded.sum(axis=0) == 1, np.argmax(coded, axis=0), -1).astype(np.intp)


def _shares(coder: NDArray[np.intp], period: NDArray[np.int64], n_periods: int, n_coders: int) -> Array:
    """(P, C) which share of a period's singly coded units each coder has; nan where it has none."""
    table = np.zeros((n_periods, n_coders))
    np.add.at(table, (period, coder), 1.0)
    total = table.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(table, total, out=np.full_like(table, np.nan), where=total > 0))


def _distances(shares: Array) -> Array:
    """(P, P) ½ Σ |difference of shares|; 0 where a period has no singly coded unit."""
    return np.asarray(np.nan_to_num(0.5 * np.abs(shares[:, None] - shares[None]).sum(axis=2)))


def _corrected(
    codes: Codes,
    grouping: Grouping,
    stands_for: Array,
    alone: NDArray[np.intp],
    told: tuple[Array, NDArray[np.bool_], Array],
) -> CoderShift:
    distance, separated, shares = told
    n_periods, n_themes = len(grouping.labels), codes.value.shape[1]
    shift, values = np.zeros((n_periods, n_themes)), np.zeros(codes.value.shape)
    unknown = np.zeros(n_periods, dtype=bool)
    own_mean, doubles = codes.value[codes.units], codes.doubles()
    for p in range(n_periods):
        here = grouping.period[codes.units] == p
        w = stands_for[codes.units]
        for c in np.flatnonzero(np.nan_to_num(shares[p]) > 0):
            both = here & doubles & (~np.isnan(codes.by_coder[c])).any(axis=1)
            if both.sum() < FEWEST_DOUBLES:
                unknown[p] |= bool(shares[p, c] > NOTICED)
                continue
            off = codes.by_coder[c][both] - own_mean[both]
            known, v = ~np.isnan(off), w[both][:, None]
            total = np.maximum((v * known).sum(axis=0), 1e-300)
            mean = np.nansum(v * off, axis=0) / total
            part = _part(codes, here, alone == c, w)
            shift[p] += part * mean
            values[codes.units[both]] -= part * np.where(known, v * (off - mean), 0.0) / total
    return CoderShift(shift, values, distance, separated, unknown, True)


def _part(codes: Codes, here: NDArray[np.bool_], his: NDArray[np.bool_], w: Array) -> Array:
    """(T) which part of the period's coded weight stands on units that this coder coded alone."""
    known = ~np.isnan(codes.value[codes.units])
    mass = (w[:, None] * known)[here].sum(axis=0)
    return np.asarray((w[:, None] * known)[here & his].sum(axis=0) / np.maximum(mass, 1e-300))
