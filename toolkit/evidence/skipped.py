"""Were positives skipped? What was left blank against how likely it is to carry a theme (METHODS §10)."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.streams import stream
from toolkit.evidence.designs import SETTLED

Array = NDArray[np.float64]
Index = NDArray[np.intp]
SHUFFLES = 9999
BATCH = 500
FEWEST = 5


@dataclass(frozen=True, eq=False)
class Skips:
    """R rows of units, or of a coder's units: `blank` (R, 1 + T), `chance` (R, 1 + T), `stratum` (R) within which they
    could be exchanged.

    The first column is of the whole unit (blank for all themes; the chance of any), the others of each theme of a unit
    that is blank in part.
    """

    blank: Array
    chance: Array
    stratum: NDArray[np.int64]


def skips_of(frame: pd.DataFrame, ids: list[str], themes: tuple[str, ...], known: tuple[Array, Index]) -> list[Skips]:
    """What to look at: all units against their scores, and those that another coder coded against that coder's codes.

    `frame` a Coding's; `known`: (N, T) the chance that a unit carries a theme, as its score has it, and (N) its period.
    A unit without any row was drawn and never handed in: it is blank as a whole.
    """
    score_chance, period = known
    chance = np.column_stack([1.0 - np.prod(1.0 - score_chance, axis=1), score_chance])
    value = _by_coder(frame, ids, themes)
    blank = np.stack([_blanks(given, codes) for given, codes in value]) if value else np.zeros((0, *chance.shape))
    handed = np.any([given for given, _ in value], axis=0) if value else np.zeros(len(ids), dtype=bool)
    total = np.minimum(blank.sum(axis=0), 1.0)  # two blanks of one unit may be one decision
    total[~handed, 0] = 1.0
    found = [Skips(total, chance, period.astype(np.int64))]
    for c, (given, _) in enumerate(value):
        others = [codes for k, (_, codes) in enumerate(value) if k != c]
        if others:
            found.append(_beside(blank[c], (given, others), chance, period.astype(np.int64)))
    return [one for one in found if _enough(one)]


def _beside(blank: Array, of: tuple[NDArray[np.bool_], list[Array]], chance: Array, period: NDArray[np.int64]) -> Skips:
    """A coder's units that others coded: what these said, less what the scores made likely."""
    given, others = of
    count = np.sum([~np.isnan(codes) for codes in others], axis=0)
    said = np.nansum(others, axis=0) / np.maximum(count, 1)
    whole = (count == 0).any(axis=1)
    any_theme = np.where(whole, chance[:, 0], said.max(axis=1))
    beyond = np.column_stack([any_theme, np.where(count > 0, said, chance[:, 1:])]) - chance
    here = given & (count > 0).any(axis=1)
    return Skips(blank[here], beyond[here], period[here])


def _by_coder(frame: pd.DataFrame, ids: list[str], themes: tuple[str, ...]) -> list[tuple[NDArray[np.bool_], Array]]:
    """Of each coder the units given to him (N) and his codes (N, T), nan where blank."""
    at, theme = pd.Index(ids).get_indexer(pd.Index(frame["unit"])), pd.Index(themes).get_indexer(frame["theme"])
    coder = frame["coder"].astype(str).to_numpy(dtype=object)
    value = frame["value"].to_numpy(dtype=np.float64, na_value=np.nan)
    use = (at >= 0) & (theme >= 0) & (coder != SETTLED)
    found = []
    for name in sorted(set(coder[use])):
        own = use & (coder == name)
        own_codes = own & ~np.isnan(value)
        given, codes = np.zeros(len(ids), dtype=bool), np.full((len(ids), len(themes)), np.nan)
        given[at[own]] = True
        codes[at[own_codes], theme[own_codes]] = value[own_codes]
        found.append((given, codes))
    return found


def _blanks(given: NDArray[np.bool_], codes: Array) -> Array:
    """(N, 1 + T) 1 where a unit that was given is blank as a whole, and where it is blank for one theme of several."""
    empty = np.isnan(codes)
    whole = given & empty.all(axis=1)
    return np.column_stack([whole, empty & (given & ~whole)[:, None]]).astype(np.float64)


def _enough(skips: Skips) -> bool:
    return bool(skips.blank.any()) and len(skips.blank) >= FEWEST


def p_of_skips(skips: list[Skips], *, seed: int) -> float | None:
    """How often rows exchanged within their strata leave out as much chance as was left out (9,999 ways).

    None where under five rows are blank, or under five whole.
    """
    some = np.concatenate([one.blank.any(axis=1) for one in skips]) if skips else np.zeros(0, dtype=bool)
    if min(int(some.sum()), int((~some).sum())) < FEWEST:
        return None
    rng = stream(seed, "positives skipped")
    found, null = 0.0, np.zeros(SHUFFLES)
    for one in skips:
        order = np.argsort(one.stratum, kind="stable")
        held = replace(one, blank=one.blank[order], chance=one.chance[order], stratum=one.stratum[order])
        found += float((held.blank * held.chance).sum())
        null += np.concatenate([_exchanged(held, min(BATCH, SHUFFLES - k), rng) for k in range(0, SHUFFLES, BATCH)])
    return float((1 + (null >= found - 1e-9).sum()) / (SHUFFLES + 1))


def _exchanged(skips: Skips, n: int, rng: np.random.Generator) -> Array:
    """(n) the chance left out where the chances of each stratum are dealt to its rows at random."""
    total = np.zeros(n)
    starts = np.append(np.flatnonzero(np.diff(skips.stratum, prepend=skips.stratum[0] - 1)), len(skips.stratum))
    for start, end in pairwise(starts):
        blank, chance = skips.blank[start:end], skips.chance[start:end]
        places = np.flatnonzero(blank.any(axis=1))
        if len(places):
            dealt = np.argsort(rng.random((n, end - start)), axis=1)[:, : len(places)]
            gain = blank[places] @ chance.T  # (B, R) what each place would leave out with each row's chances
            total += gain[np.arange(len(places)), dealt].sum(axis=1)
    return total
