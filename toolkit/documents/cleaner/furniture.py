"""The data file of site furniture, and what a user adds to it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from toolkit.base.checks import did_you_mean
from toolkit.base.errors import UsageError
from toolkit.base.written import parse_toml, read_written
from toolkit.documents.cleaner.lines import EDGES, line_key

KINDS = ("lines", "starts", "heads", "sections", "residue")
LONGEST_START = 200  # characters of a line that a "starts" entry may remove


@dataclass(frozen=True)
class Furniture:
    """What sites print around articles, as normalised lines: see the head of furniture.toml for the five kinds."""

    lines: frozenset[str]
    starts: tuple[str, ...]
    heads: frozenset[str]
    sections: frozenset[str]
    residue: frozenset[str]

    def starts_line(self, key: str) -> bool:
        """Whether a normalised line begins with one of the known beginnings."""
        return len(key) <= LONGEST_START and key.startswith(self.starts)


def _folded(text: str) -> str:
    """The start of a line folded like a line's key, its end left as it is ("địa chỉ:" keeps its colon)."""
    return re.sub(r"\d+", "0", " ".join(text.split()).casefold()).lstrip(EDGES)


def _gather(tables: list[Mapping[str, Any]], where: str) -> Furniture:
    found: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for table in tables:
        for key, value in table.items():
            if key == "seen":
                continue
            if key not in KINDS:
                raise UsageError(f"{where}: a group has no key {key!r}{did_you_mean(key, (*KINDS, 'seen'))}")
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise UsageError(f"{where}: {key!r} must be a list of strings")
            found[key] += value
    return Furniture(
        lines=frozenset(line_key(item) or item.strip() for item in found["lines"]),
        starts=tuple(sorted({_folded(item) for item in found["starts"]} - {""})),
        heads=frozenset(line_key(item) for item in found["heads"]) - {""},
        sections=frozenset(line_key(item) for item in found["sections"]) - {""},
        residue=frozenset(line_key(item) for item in found["residue"]) - {""},
    )


def _groups(text: str, where: str) -> list[Mapping[str, Any]]:
    try:
        table = parse_toml(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{where} is not TOML: {error}") from error
    unknown = sorted(set(table) - {"group"})
    if unknown:
        raise UsageError(f"{where}: no key {unknown[0]!r}{did_you_mean(unknown[0], ['group'])}")
    groups = table.get("group", [])
    if not isinstance(groups, list) or not all(isinstance(group, dict) for group in groups):
        raise UsageError(f"{where}: write each group as [[group]]")
    return groups


@cache
def _built_in() -> list[Mapping[str, Any]]:
    text = resources.files("toolkit.documents.cleaner").joinpath("furniture.toml").read_text(encoding="utf-8")
    return _groups(text, "furniture.toml")


def read_furniture(rules: str | Path | None = None) -> Furniture:
    """The built-in furniture with the groups of the file `rules` added; UsageError names a key that is not known."""
    if rules is None:
        return _only_built_in()
    path = Path(rules)
    try:
        text = read_written(path)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the cleaning rules {path}: {error}") from error
    return _gather([*_built_in(), *_groups(text, str(path))], str(path))


@cache
def _only_built_in() -> Furniture:
    return _gather(_built_in(), "furniture.toml")
