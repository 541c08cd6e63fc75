"""Genres written to a pattern: invented texts whose dates, names and facts vary while the wording stays.

    texts = written("weather", n=40, seed=1)      # 40 texts of one genre, no two of the same facts

The genres stand in patterns.toml.
"""

import re
import tomllib
from pathlib import Path

import numpy as np

from toolkit.base.streams import stream

_TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_LISTS: dict[str, list[str]] = {name: values.split(",") for name, values in _TABLE["lists"].items()}
_PATTERNS: dict[str, str] = {k: v for part in ("genres", "unseen", "later", "last") for k, v in _TABLE[part].items()}
_SLOT = re.compile(r"\{(?:(?P<low>\d+)-(?P<high>\d+)|(?P<list>[a-z]+)(?:#(?P<again>\d))?)\}")
GENRES: tuple[str, ...] = tuple(_TABLE["genres"])
UNSEEN: tuple[str, ...] = tuple(_TABLE["unseen"])  # written when the first rules stood; the rule on patterns saw these
LATER: tuple[str, ...] = tuple(_TABLE["later"])  # and these
LAST: tuple[str, ...] = tuple(_TABLE["last"])  # no rule of stories was chosen on these


def written(genre: str, *, n: int, seed: int) -> list[str]:
    """`n` texts of a genre, no two of them equal."""
    draw, found = stream(seed, "patterns", genre), dict[str, None]()
    while len(found) < n:
        found[_filled(_PATTERNS[genre], draw)] = None
    return list(found)


def _filled(pattern: str, draw: np.random.Generator) -> str:
    """The pattern with every slot filled; a list never gives the same value twice unless the slot asks for it."""
    order = {name: draw.permutation(len(values)).tolist() for name, values in _LISTS.items()}
    known: dict[str, str] = {}

    def fill(slot: re.Match[str]) -> str:
        if slot["low"]:
            return str(draw.integers(int(slot["low"]), int(slot["high"]) + 1))
        if slot["again"] and slot[0] in known:
            return known[slot[0]]
        known[slot[0]] = _LISTS[slot["list"]][order[slot["list"]].pop()]
        return known[slot[0]]

    return _SLOT.sub(fill, pattern)
