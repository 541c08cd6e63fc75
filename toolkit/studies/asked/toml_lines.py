"""Where each key of a study.toml stands, and one readable line for each thing that is wrong with it."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from toolkit.base.checks import did_you_mean
from toolkit.base.errors import RecipeError
from toolkit.base.written import parse_toml

Place = int | str  # a line of the file, or "--set"
_TABLE = re.compile(r"\s*\[\s*([\w\-\"'. ]+?)\s*\]\s*(#.*)?$")
_KEY = re.compile(r"\s*([\w\-]+|\"[^\"]*\"|'[^']*')\s*(?:\.\s*([\w\-]+)\s*)?=")


def parse(text: str, name: str) -> tuple[dict[str, Any], dict[tuple[str, ...], Place]]:
    """The tables of a TOML text, and the line of every table and key; RecipeError when it is no TOML."""
    try:
        tables = parse_toml(text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(f"{name} is no valid TOML: {error}") from error
    return tables, _lines(text)


def _lines(text: str) -> dict[tuple[str, ...], Place]:
    places: dict[tuple[str, ...], Place] = {}
    table: tuple[str, ...] = ()
    fence = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if fence:  # within a multi-line string
            fence = "" if line.count(fence) % 2 else fence
            continue
        if found := _TABLE.match(line):
            table = tuple(part.strip().strip("\"'") for part in found[1].split("."))
            places.setdefault(table, number)
        elif found := _KEY.match(line):
            parts = [part.strip("\"'") for part in found.groups() if part]
            places.setdefault((*table, *parts), number)
            places.setdefault((*table, parts[0]), number)
        for mark in ('"""', "'''"):
            if line.count(mark) % 2:
                fence = mark
    return places


def explain_all(
    problems: Iterable[Mapping[str, Any]],
    name: str,
    places: Mapping[tuple[str, ...], Place],
    known: Mapping[str, tuple[str, ...]],
) -> list[str]:
    """One line a problem, in the order of the file's lines; the second reading of an "either, or" is left out."""
    found: dict[tuple[str, ...], tuple[float, str]] = {}
    for problem in problems:
        loc = tuple(str(part) for part in problem["loc"])
        place = _place(loc, places)
        line = explain(problem, name, places, known)
        found.setdefault(loc[:2], (place if isinstance(place, int) else float("inf"), line))
    return [line for _, line in sorted(found.values(), key=lambda pair: pair[0])]


def explain(
    problem: Mapping[str, Any],
    name: str,
    places: Mapping[tuple[str, ...], Place],
    known: Mapping[str, tuple[str, ...]],
) -> str:
    """One line for one of pydantic's errors: file, line, what is wrong, what to do."""
    loc = tuple(str(part) for part in problem["loc"])
    table = loc[0] if loc else ""
    where = f"{name}{_line(loc, places)}"
    kind = problem["type"]
    if kind == "extra_forbidden":
        if len(loc) == 1:
            return f"{where}: there is no table [{table}]{did_you_mean(table, known)}"
        return f"{where}: [{table}] has no key '{loc[1]}'{did_you_mean(loc[1], known.get(table, ()))}"
    if kind == "missing":
        if len(loc) == 1:
            needed = {"corpus": "path and selection", "topics": "n_topics and seed"}.get(table, "")
            return f"{where}: the table [{table}] is missing; it needs {needed}"
        return f"{where}: [{table}] needs the key '{loc[1]}'{_HINTS.get(loc[:2], '')}"
    if len(loc) == 1 and kind in ("model_type", "dict_type", "model_attributes_type"):
        return f"{where}: {table} must be a table, written [{table}]"
    key = f"[{table}] {loc[1]}" if len(loc) > 1 else f"[{table}]"
    return f"{where}: {key} {_wrong(problem)}"


_HINTS: dict[tuple[str, ...], str] = {
    ("corpus", "selection"): ": say in a sentence how the articles were collected",
    ("corpus", "path"): ': the folder of the articles, as path = "../articles"',
    ("topics", "n_topics"): ", as n_topics = 20",
    ("topics", "seed"): ", as seed = 1",
}


def _place(loc: tuple[str, ...], places: Mapping[tuple[str, ...], Place]) -> Place | None:
    return next((places[loc[:n]] for n in range(len(loc), 0, -1) if loc[:n] in places), None)


def _line(loc: tuple[str, ...], places: Mapping[tuple[str, ...], Place]) -> str:
    place = _place(loc, places)
    return "" if place is None else f" line {place}" if isinstance(place, int) else f" ({place})"


def _wrong(problem: Mapping[str, Any]) -> str:
    value, context, kind = problem.get("input"), problem.get("ctx", {}), problem["type"]
    shown = str(value) if isinstance(value, bool | int | float) else repr(value)
    if kind == "literal_error":
        expected = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return f"cannot be {shown}{did_you_mean(str(value), expected)}"
    if kind == "value_error":
        return str(context.get("error", problem["msg"])).removeprefix("Value error, ")
    bounds = {"greater_than": "gt", "greater_than_equal": "ge", "less_than": "lt", "less_than_equal": "le"}
    words = {"gt": "above", "ge": "at least", "lt": "below", "le": "at most"}
    if kind in bounds:
        return f"is {shown}, but must be {words[bounds[kind]]} {context[bounds[kind]]:g}"
    message = str(problem["msg"])
    return f"is {shown}: {message[0].lower()}{message[1:]}"
