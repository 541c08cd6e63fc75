"""Draws of a coding sample, and what a further draw takes over from an earlier one (METHODS §10).

Pages of a further draw show the units that no page holds. Where the draw is of another kind (focus, periods, scores),
these are the ones that the earlier draw was least likely to take: alone they stand for nothing. So the units that both
draws hold count in both, each with the chance of the draw it counts in, and every draw is whole.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.errors import CodingError
from toolkit.base.reasons import Reason

TAKEN_OVER = ["unit", "wave", "inclusion_probability"]
SETTLED = "settled"  # the coder's name under which the codes stand that coders agreed on afterwards
FEWEST_TO_SHARE = 10  # units of either draw, from which on two draws by the same numbers have some in common


@dataclass(frozen=True)
class Design:
    """How a coding sample was drawn: `wave` names all but `n` that it depends on, so one wave may have grown.

    `by` the division in periods (None: years), `compared` the periods with an equal part, `focus` a theme or "";
    `units` how many could be drawn and `population` a hash of them (0 and "": not recorded).
    """

    wave: str
    n: int
    seed: int
    by: Any = None
    compared: tuple[str, ...] = ()
    focus: str = ""
    units: int = 0
    population: str = ""

    def to_text(self) -> str:
        """One line of JSON, for a cell of a sheet."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The design of `to_text`; CodingError where it is none."""
        try:
            found = json.loads(text)
            return cls(**{**found, "compared": tuple(found["compared"])})
        except (ValueError, TypeError, KeyError) as error:
            raise CodingError(f"{text[:80]!r} is no record of a draw; restore it from the sheet as written") from error


@dataclass(frozen=True, eq=False)
class Whole:
    """Codes of whole draws: `frame` (rows of codes), `taken_over` (unit, wave, inclusion_probability: units that a draw
    holds and another's pages show), the `designs` that count, `remarks`."""

    frame: pd.DataFrame
    taken_over: pd.DataFrame
    designs: tuple[Design, ...]
    remarks: tuple[Reason, ...]


def whole_draws(frame: pd.DataFrame, held: pd.DataFrame, designs: Sequence[Design]) -> Whole:
    """The codes with what each draw takes over from the others; `held` (as TAKEN_OVER) what each draw holds, with a
    column `left_out` where it is known that its pages left a unit out.

    Where units were added before the last draw, those of the largest corpus count, for the others gave the added units
    no chance. Raises CodingError where draws of one seed have no unit in common, and where none that is taken over was
    coded.
    """
    given = frame.loc[frame["wave"] != "", ["unit", "wave", "inclusion_probability"]]
    given = given.assign(left_out=False)
    held = (held if "left_out" in held.columns else held.assign(left_out=True))[[*TAKEN_OVER, "left_out"]]
    held = pd.concat([held, given], ignore_index=True).drop_duplicates(["unit", "wave"])
    held["left_out"] = held["left_out"].astype(bool)
    frame, designs, remarks = _of_the_largest(frame, held, tuple(designs))
    names = [design.wave for design in designs]
    held = held[held["wave"].isin(names)]
    _require_shared(held, designs)
    coded = frame[frame["value"].notna() & (frame["coder"] != SETTLED)]
    shown = frame[frame["coder"] != SETTLED]
    here = pd.MultiIndex.from_frame(held[["unit", "wave"]])
    own_page = here.isin(pd.MultiIndex.from_frame(shown[["unit", "wave"]]))
    own_code = here.isin(pd.MultiIndex.from_frame(coded[["unit", "wave"]]))
    elsewhere = ~own_page & (held["left_out"].to_numpy() | held["unit"].isin(set(shown["unit"])).to_numpy())
    waves_of = shown.groupby("unit")["wave"].nunique()
    filled = (held["unit"].map(waves_of).fillna(0).to_numpy() > 1) & ~own_code  # a blank, for another draw has it too
    taken = held[elsewhere | filled].reset_index(drop=True)
    _require_coded(held, held[elsewhere | held["left_out"].to_numpy()], coded)
    taken = taken[TAKEN_OVER]
    return Whole(frame, taken, designs, remarks)


def _of_the_largest(
    frame: pd.DataFrame, held: pd.DataFrame, designs: tuple[Design, ...]
) -> tuple[pd.DataFrame, tuple[Design, ...], tuple[Reason, ...]]:
    """The codes of the draws from the largest corpus; units that only draws from a smaller one hold are left out."""
    largest = max(designs, key=lambda design: (design.units, design.n), default=None)
    if largest is None:
        return frame, designs, ()
    smaller = {d.wave for d in designs if d.units and d.population != largest.population}
    if not smaller or not _came_later(largest, frame, held):  # units left the corpus since: what is left stands for it
        return frame, designs, ()
    kept = held[~held["wave"].isin(smaller)].drop_duplicates("unit").set_index("unit")
    lost = frame["wave"].isin(smaller) & ~frame["unit"].isin(kept.index)
    gone = frame.loc[lost & frame["value"].notna(), "unit"].nunique()
    left_out = set(frame.loc[lost, "unit"])
    frame = frame[~lost & ~((frame["coder"] == SETTLED) & frame["unit"].isin(left_out))]
    moved = frame["wave"].isin(smaller)
    told = {name: frame[name].mask(moved, frame["unit"].map(kept[name])) for name in TAKEN_OVER[1:]}
    frame = frame.assign(**told, _blank=frame["value"].isna()).sort_values("_blank", kind="stable")
    frame = frame.drop_duplicates(["unit", "coder", "theme", "wave"]).sort_index().drop(columns="_blank")
    said = (Reason.of("codes_of_smaller_corpus", n=gone),) if gone else ()
    return frame, tuple(d for d in designs if d.wave not in smaller), said


def _came_later(design: Design, frame: pd.DataFrame, held: pd.DataFrame) -> bool:
    """Whether a draw left units to another's pages: those that these left out, or blanks where another has codes."""
    own = held[held["wave"] == design.wave]
    coded = frame[frame["value"].notna() & (frame["coder"] != SETTLED)]
    mine, others = (coded.loc[coded["wave"] == design.wave, "unit"], coded.loc[coded["wave"] != design.wave, "unit"])
    return bool(own["left_out"].any() or (own["unit"].isin(others) & ~own["unit"].isin(mine)).any())


def _require_shared(held: pd.DataFrame, designs: Sequence[Design]) -> None:
    """Draws of one seed go by the same random numbers: those with no unit in common are not whole."""
    units = {d.wave: set(held.loc[held["wave"] == d.wave, "unit"]) for d in designs}
    for one, other in combinations(designs, 2):
        few = min(len(units[one.wave]), len(units[other.wave])) < FEWEST_TO_SHARE
        if one.seed == other.seed and not few and not units[one.wave] & units[other.wave]:
            raise CodingError(
                f"two draws of another kind (n {one.n} and {other.n}) have no unit in common: units of the one were"
                " left out of the other, and what remains stands for nothing; give all units of both draws (those"
                " coded already with an empty value), or the files as the pages wrote them"
            )


def _require_coded(held: pd.DataFrame, taken: pd.DataFrame, coded: pd.DataFrame) -> None:
    for wave, own in taken.groupby("wave", sort=False):
        drawn = held.loc[held["wave"] == wave, "unit"]
        if not own["unit"].isin(coded["unit"]).any() and drawn.isin(coded["unit"]).any():
            raise CodingError(
                f"{len(own)} units of a further draw are on pages of an earlier one, and none of them is coded: the"
                " further units alone stand for nothing; bring the codes of the earlier pages too"
            )


def chances_of(frame: pd.DataFrame, taken_over: pd.DataFrame, place: dict[str, int]) -> NDArray[np.float64]:
    """(W, n) π by wave, nan where a wave did not draw the unit; `frame` all rows, `place` of the coded units.

    Where a part of what a draw takes over is not coded yet, or of its own, π is the chance to be drawn and coded.
    Raises CodingError where one wave gives a unit two probabilities.
    """
    rows = frame[frame["coder"] != SETTLED]
    coded = rows[rows["value"].notna()]
    own = coded[coded["unit"].isin(place.keys())]
    waves = sorted({*own["wave"], *taken_over.loc[taken_over["unit"].isin(place.keys()), "wave"]})
    chance = np.full((len(waves), len(place)), np.nan)
    for w, wave in enumerate(waves):
        mine = own[own["wave"] == wave]
        at, pi = mine["unit"].map(place).to_numpy(dtype=np.intp), mine["inclusion_probability"].to_numpy(np.float64)
        chance[w, at] = pi
        differs = ~np.isclose(chance[w, at], pi, rtol=1e-6)
        if differs.any():
            bad = mine["unit"].to_numpy()[np.argmax(differs)]
            raise CodingError(f"unit {bad!r} has two inclusion probabilities; keep the one it was drawn with")
        over = taken_over[taken_over["wave"] == wave]
        if len(over):
            given = rows.loc[(rows["wave"] == wave) & ~rows["unit"].isin(over["unit"]), "unit"].unique()
            chance[w] *= float(np.isin(given, coded["unit"]).mean()) if len(given) else 1.0
            share = float(over["unit"].isin(coded["unit"]).mean())
            there = over[over["unit"].isin(place.keys())]
            chance[w, there["unit"].map(place).to_numpy(dtype=np.intp)] = share * there["inclusion_probability"]
    return chance
