"""The stock of language: storylines with their sentences by role, read from the TOML files beside the generator."""

import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

LANGUAGE = Path(__file__).resolve().parents[1] / "language"
THEMES = (
    "combating_distortion",
    "overseas_communities",
    "citizen_protection",
    "sovereignty",
    "national_image",
    "people_diplomacy",
    "economic_diplomacy",
    "multilateralism",
)
BODY_ROLES = ("scene", "turn", "open", "detail", "quote", "figure", "outlook")
ROLES = ("title", "lede", *BODY_ROLES)
_GUARD = re.compile(r"^(\d{4})?-(\d{4})?\|\s*")


@dataclass(frozen=True)
class Pattern:
    """A sentence with slots, the years in which it may stand, and whether it gives its year away."""

    text: str
    first: int = 0
    last: int = 9999
    dated: bool = False

    def fits(self, year: int, may_date: bool) -> bool:
        """Whether the sentence may stand in an article of `year`."""
        return self.first <= year <= self.last and (may_date or not self.dated)


def pattern(text: str) -> Pattern:
    """Read a pattern; a guard such as `2020-|` or `-2019|` at its head limits its years."""
    guard = _GUARD.match(text)
    first, last = (guard.group(1), guard.group(2)) if guard else (None, None)
    body = text[guard.end() :] if guard else text
    return Pattern(body, int(first or 0), int(last or 9999), "{nam" in body)


@dataclass(frozen=True)
class Storyline:
    """A kind of story within a theme: who speaks, at what event, and its sentences by role."""

    theme: str
    name: str
    incident: bool
    first: int
    last: int
    events: tuple[str, ...]
    speakers: tuple[str, ...]
    witnesses: tuple[str, ...]
    roles: dict[str, tuple[Pattern, ...]]


@dataclass(frozen=True)
class Stock:
    """All storylines by theme (ordinary news under its subjects), the shared sentences, lists and entities."""

    storylines: dict[str, tuple[Storyline, ...]]
    general: dict[str, dict[str, tuple[Pattern, ...]]]
    common: dict[str, tuple[Pattern, ...]]
    misleading: dict[str, tuple[Pattern, ...]]
    lists: dict[str, tuple[str, ...]]
    entities: dict[str, list]


def _roles(table: dict) -> dict[str, tuple[Pattern, ...]]:
    return {role: tuple(pattern(text) for text in table.get(role, ())) for role in ROLES}


def _storyline(theme: str, name: str, table: dict) -> Storyline:
    return Storyline(
        theme=theme,
        name=name,
        incident=table.get("incident", False),
        first=table.get("first", 0),
        last=table.get("last", 9999),
        events=tuple(table.get("event", ("hội nghị",))),
        speakers=tuple(table["speaker"]),
        witnesses=tuple(table.get("witness", ())),
        roles=_roles(table),
    )


def _read(name: str) -> dict:
    return tomllib.loads((LANGUAGE / f"{name}.toml").read_text(encoding="utf-8"))


@functools.cache
def load_stock() -> Stock:
    """Read every language file once."""
    storylines: dict[str, tuple[Storyline, ...]] = {}
    general = {}
    for theme in (*THEMES, "ordinary"):
        tables = _read(theme)
        general[theme] = _roles(tables.get("general", {}))
        storylines[theme] = tuple(_storyline(theme, name, table) for name, table in tables.items() if name != "general")
    common = _read("common")
    return Stock(
        storylines=storylines,
        general=general,
        common={key: tuple(pattern(text) for text in lines) for key, lines in common["sentences"].items()},
        misleading={key: tuple(pattern(text) for text in lines) for key, lines in _read("misleading").items()},
        lists={key: tuple(items) for key, items in common["lists"].items()},
        entities=_read("entities"),
    )


def count_patterns(theme: str) -> int:
    """How many sentence patterns (titles apart) a theme has."""
    stock = load_stock()
    tables = [stock.general[theme], *(line.roles for line in stock.storylines[theme])]
    return sum(len(lines) for table in tables for role, lines in table.items() if role != "title")
