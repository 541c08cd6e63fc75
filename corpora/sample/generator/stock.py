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
BODY_ROLES = ("scene", "turn", "bridge", "open", "detail", "quote", "figure", "outlook", "misleading")
ROLES = ("title", "lede", *BODY_ROLES)
_YEARS = re.compile(r"^(\d{4})?-(\d{4})?\|\s*")
_TAG = re.compile(r"^@(\w+)\|\s*")


@dataclass(frozen=True)
class Pattern:
    """A sentence with slots, where it may stand, and whether it gives its year away."""

    text: str
    first: int = 0
    last: int = 9999
    tag: str = ""
    dated: bool = False

    def fits(self, year: int, tags: frozenset[str], may_date: bool) -> bool:
        """Whether the sentence may stand in an article of `year` whose people and variant bear `tags`."""
        in_years = self.first <= year <= self.last
        return in_years and (not self.tag or self.tag in tags) and (may_date or not self.dated)


def pattern(text: str) -> Pattern:
    """Read a pattern; at its head `2020-|` or `-2019|` limits its years and `@tag|` the articles it suits."""
    first = last = None
    tag = ""
    if found := _TAG.match(text):
        tag, text = found.group(1), text[found.end() :]
    if found := _YEARS.match(text):
        first, last, text = *found.groups(), text[found.end() :]
    return Pattern(text, int(first or 0), int(last or 9999), tag, "{nam" in text)


@dataclass(frozen=True)
class Storyline:
    """A kind of story within a theme: when and where it happens, who speaks, and its sentences by role."""

    theme: str
    name: str
    near: str  # the theme that ordinary news comes near without carrying it, or ""
    incident: bool  # it can only be the main matter of an article
    closes: bool  # the closing sentences about delegates and organisers suit it
    first: int
    last: int
    months: tuple[int, ...]
    region: str  # "border", "coast" or "" for any province
    countries: tuple[str, ...]
    variants: tuple[str, ...]
    events: tuple[str, ...]
    speakers: tuple[str, ...]
    witnesses: tuple[str, ...]
    roles: dict[str, tuple[Pattern, ...]]

    def suits(self, year: int, month: int) -> bool:
        """Whether the story can happen in this month."""
        return self.first <= year <= self.last and (not self.months or month in self.months)


@dataclass(frozen=True)
class Stock:
    """All storylines by theme (ordinary news under its subjects), the shared sentences, lists and entities."""

    storylines: dict[str, tuple[Storyline, ...]]
    general: dict[str, dict[str, tuple[Pattern, ...]]]
    common: dict[str, tuple[Pattern, ...]]
    lists: dict[str, tuple[str, ...]]
    entities: dict[str, list]


def _roles(table: dict) -> dict[str, tuple[Pattern, ...]]:
    return {role: tuple(pattern(text) for text in table.get(role, ())) for role in ROLES}


def _storyline(theme: str, name: str, table: dict) -> Storyline:
    return Storyline(
        theme=theme,
        name=name,
        near=table.get("near", ""),
        incident=table.get("incident", False),
        closes=table.get("close", not table.get("incident", False)),
        first=table.get("first", 0),
        last=table.get("last", 9999),
        months=tuple(table.get("months", ())),
        region=table.get("region", ""),
        countries=tuple(table.get("countries", ())),
        variants=tuple(table.get("variants", ())),
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
        if theme == "ordinary":
            tables |= _read("near_misses")
        general[theme] = _roles(tables.get("general", {}))
        storylines[theme] = tuple(_storyline(theme, name, table) for name, table in tables.items() if name != "general")
    common = _read("common")
    return Stock(
        storylines=storylines,
        general=general,
        common={key: tuple(pattern(text) for text in lines) for key, lines in common["sentences"].items()},
        lists={key: tuple(items) for key, items in common["lists"].items()},
        entities=_read("entities"),
    )


def count_patterns(theme: str) -> int:
    """How many sentence patterns (titles apart) a theme has."""
    stock = load_stock()
    tables = [stock.general[theme], *(line.roles for line in stock.storylines[theme])]
    return sum(len(lines) for table in tables for role, lines in table.items() if role != "title")
