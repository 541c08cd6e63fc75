"""The planted truth: how many stories a year, which themes each carries, who prints it when, and who reprints it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .dice import Dice
from .stock import THEMES

STORIES = {2016: 200, 2017: 250, 2018: 300, 2019: 200, 2020: 150, 2021: 100, 2022: 250, 2023: 300, 2024: 300}
REPRINTS = {2016: 35, 2017: 44, 2018: 50, 2019: 36, 2020: 28, 2021: 20, 2022: 46, 2023: 50, 2024: 50}
EARLY, LATE = (2016, 2018), (2022, 2024)
# The share of a year's stories that carry a theme: at first (2016-2018) and at last (2022-2024), linear between.
PRESENCE = {
    "combating_distortion": (0.12, 0.38),
    "overseas_communities": (0.40, 0.14),
    "citizen_protection": (0.18, 0.18),
    "sovereignty": (0.38, 0.12),
    "national_image": (0.14, 0.40),
    "people_diplomacy": (0.18, 0.18),
    "economic_diplomacy": (0.18, 0.18),
    "multilateralism": (0.18, 0.18),
}
ORDINARY = 0.20  # the share of stories that carry no theme
UNDATED = 0.12  # the share of publications whose files do not let the day, month or year be known
MOST_THEMES = 3
OUTLETS = ("doingoai.example", "namchau.example", "benbien.example", "vongtay.example")
CLOSED = {"benbien.example": dt.date(2020, 6, 30)}
MIX = {
    "doingoai.example": 0.36,
    "namchau.example": 0.22,
    "benbien.example": 0.28,
    "vongtay.example": 0.14,
}
LEANING = {("benbien.example", "sovereignty"): 1.6, ("vongtay.example", "overseas_communities"): 1.5}


@dataclass(frozen=True)
class Item:
    """One publication of the plan, before a word is written."""

    number: int
    story: int
    day: dt.date
    outlet: str
    themes: tuple[str, ...]  # main theme first; empty for ordinary news
    dated: bool
    original: int | None = None  # the number of the publication it reprints
    edits: str = ""  # light, medium, heavy

    @property
    def year(self) -> int:
        return self.day.year


def presence(theme: str, year: int) -> float:
    """The planted share of a year's stories that carry the theme."""
    early, late = PRESENCE[theme]
    step = min(max((year - EARLY[1]) / (LATE[0] - EARLY[1]), 0.0), 1.0)
    return early + (late - early) * step


def theme_sets(year: int, stories: int, dice: Dice) -> list[tuple[str, ...]]:
    """A theme set for each story, so that the year's shares are met exactly; main theme first."""
    slots = [t for t in THEMES for _ in range(round(presence(t, year) * stories))]
    thematic = min(stories - round(ORDINARY * stories), len(slots))
    slots = dice.shuffled(slots)
    sets: list[list[str]] = [[theme] for theme in slots[:thematic]]
    for theme in slots[thematic:]:
        able = [s for s in sets if theme not in s and len(s) < MOST_THEMES]
        dice.pick(able).append(theme)
    sets += [[] for _ in range(stories - thematic)]
    return [tuple(s) for s in dice.shuffled(sets)]


def balanced(items: Sequence[Item], n: int, dice: Dice, weights: Sequence[float]) -> list[Item]:
    """`n` of the items whose theme shares are closest to those of all: the best of 300 weighted samples."""
    wanted = [n * sum(t in item.themes for item in items) / max(len(items), 1) for t in THEMES]
    best, least = list(items[:n]), float("inf")
    for _ in range(300):
        keys = [-(dice.unit() ** (1.0 / w)) for w in weights]
        drawn = [items[i] for i in sorted(range(len(items)), key=keys.__getitem__)[:n]]
        counts = [sum(t in item.themes for item in drawn) for t in THEMES]
        miss = sum((c - w) ** 2 for c, w in zip(counts, wanted, strict=True))
        if miss < least:
            best, least = drawn, miss
    return sorted(best, key=lambda item: item.number)


def _outlet(day: dt.date, themes: Sequence[str], dice: Dice) -> str:
    weights = []
    for outlet in OUTLETS:
        weight = 0.0 if day > CLOSED.get(outlet, day) else MIX[outlet]
        for theme in themes:
            weight *= LEANING.get((outlet, theme), 1.0)
        weights.append(weight)
    return dice.weighted(OUTLETS, weights)


def _originals(seed: int, size: float) -> list[Item]:
    items: list[Item] = []
    for year, full in STORIES.items():
        dice = Dice(seed, "plan", year)
        days = 366 if year % 4 == 0 else 365
        for themes in theme_sets(year, max(round(full * size), 5), dice):
            day = dt.date(year, 1, 1) + dt.timedelta(days=dice.below(days - 5))
            number = len(items)
            items.append(Item(number, number, day, _outlet(day, themes, dice), themes, dated=True))
    return items


def _reprints(originals: Sequence[Item], seed: int, size: float) -> list[Item]:
    """Reprints a few days later; clusters are uneven: a quarter of the reprinted stories take half of the copies."""
    reprints: list[Item] = []
    number = len(originals)
    for year, full in REPRINTS.items():
        dice = Dice(seed, "reprints", year)
        pool = [item for item in originals if item.year == year]
        wanted = max(round(full * size), 1)
        popular = balanced(pool, max(wanted // 2, 1), dice, [1.0] * len(pool))
        copies = [*popular, *popular[::4] * 3][: wanted - len(popular) // 2]
        rest = balanced(pool, wanted - len(copies), dice, [1.0] * len(pool)) if wanted > len(copies) else []
        for original in [*copies, *rest]:
            day = min(original.day + dt.timedelta(days=dice.below(4)), dt.date(year, 12, 31))
            outlet = _outlet(day, (), dice)
            edits = dice.weighted(("light", "medium", "heavy"), (0.5, 0.35, 0.15))
            reprints.append(
                replace(original, number=number, day=day, outlet=outlet, original=original.number, edits=edits)
            )
            number += 1
    return reprints


def make_plan(seed: int, size: float) -> list[Item]:
    """All publications in the order of their numbers; `size` scales the number of stories (1.0: the whole corpus)."""
    originals = _originals(seed, size)
    items = [*originals, *_reprints(originals, seed, size)]
    undated: set[int] = set()
    for year in STORIES:
        pool = [item for item in items if item.year == year]
        picked = balanced(pool, round(UNDATED * len(pool)), Dice(seed, "undated", year), [1.0] * len(pool))
        undated.update(item.number for item in picked)
    return [replace(item, dated=item.number not in undated) for item in items]
