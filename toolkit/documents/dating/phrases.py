"""The table of phrases that speak for a year (years.toml), read and matched: the one place that knows its form."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from toolkit.base.errors import InputError
from toolkit.documents.dating.datelines import Dateline
from toolkit.documents.dating.strength import FEWEST_SEEN, lower_end

YEAR, ABOUT, NOT_AFTER = "year", "about", "not_after"
_FOUR = r"(?:19|20)\d\d"
READ = 6_000  # characters of a text in which phrases are looked for, unless a phrase says less
LONGEST_PHRASE = 250  # characters from the beginning of a phrase to its year
_NAMED_YEAR = re.compile(r"(?:19|20)\d\d")
_COUNTED = {"hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
_SENTENCE = re.compile(r"[.\n](?=\D|\Z)")


@dataclass(frozen=True)
class YearVote:
    """A year that a phrase speaks for: the phrase's name, the words, their place, and the month where one is said."""

    year: int
    phrase: str
    words: str
    start: int
    month: int | None = None


@dataclass(frozen=True)
class Context:
    """What stands around a phrase: a pattern and where it is looked for (before, rest, sentence, match, text)."""

    where: str
    size: int
    pattern: re.Pattern[str]

    def holds(self, text: str, match: re.Match[str]) -> bool:
        """Whether the context is there at this match."""
        start, end = match.span()
        if self.where == "before":
            part = text[max(0, start - self.size) : start]
        elif self.where == "match":
            part = match.group()
        elif self.where == "text":
            part = text[: self.size]
        else:
            part = _SENTENCE.split(text[end : end + 250])[0]
            if self.where == "sentence":
                part = _SENTENCE.split(text[max(0, start - self.size) : start])[-1] + part
        return self.pattern.search(part) is not None


@dataclass(frozen=True)
class Phrase:
    """One row of the table; `pattern` is None where a function of the name `by` computes it."""

    name: str
    says: str
    group: str
    pattern: re.Pattern[str] | None
    unless: tuple[Context, ...]
    line: bool | None
    months: tuple[int, int] | None
    read: int
    firm: bool
    pool: str
    right: int  # of its pool
    seen: int
    example: str
    never: str

    @property
    def strength(self) -> float:
        """The lower end of the interval of right among seen."""
        return lower_end(self.right, self.seen)

    @property
    def alone(self) -> bool:
        """Whether it may date by itself: a firm phrase that has been seen often enough."""
        return self.firm and self.seen >= FEWEST_SEEN

    def fits(self, line: Dateline | None) -> bool:
        """Whether the dateline, or that there is none, is one that the phrase wants."""
        if self.line is not None and self.line != (line is not None):
            return False
        if self.months is None or line is None:
            return self.months is None
        first, last = self.months
        return any(first <= month <= last for month in (line.month, line.month + 12))


@cache
def phrases() -> dict[str, Phrase]:
    """The rows of years.toml by name."""
    table = tomllib.loads(files("toolkit.documents.dating").joinpath("years.toml").read_text(encoding="utf-8"))
    return read_table(table)


def read_table(table: Mapping[str, Any]) -> dict[str, Phrase]:
    """The rows of a parsed table; InputError for one that cannot be read."""
    contexts = {name: _context(row) for name, row in table.get("context", {}).items()}
    counts = _counts(table["phrase"])
    found = {}
    for name, row in table["phrase"].items():
        try:
            found[name] = _phrase(name, row, contexts, counts)
        except (KeyError, re.error) as error:
            raise InputError(f"years.toml: the phrase {name!r} cannot be read ({error}); mend its row") from error
    return found


def _counts(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[int, int]]:
    """Right and seen of every pool: a row's own where it names none."""
    found: dict[str, tuple[int, int]] = {}
    for name, row in rows.items():
        right, seen = found.get(row.get("pool", name), (0, 0))
        found[row.get("pool", name)] = (right + int(row.get("right", 0)), seen + int(row.get("seen", 0)))
    return found


def _context(row: Mapping[str, Any]) -> Context:
    where = next(key for key in ("before", "rest", "sentence", "match", "text") if key in row)
    return Context(where, int(row[where]), re.compile(row["pattern"], re.I))


def _phrase(
    name: str, row: Mapping[str, Any], contexts: Mapping[str, Context], counts: Mapping[str, tuple[int, int]]
) -> Phrase:
    pattern = row.get("pattern")
    if pattern is not None:
        for mark, group in (("{Y}", "y"), ("{Y2}", "y2"), ("{Y3}", "y3")):
            pattern = pattern.replace(mark, f"(?P<{group}>{_FOUR})")
    months = row.get("months")
    return Phrase(
        name,
        row.get("says", YEAR),
        row.get("group", name),
        None if pattern is None else re.compile(pattern, re.I),
        tuple(contexts[key] for key in row.get("unless", ())),
        row.get("line"),
        None if months is None else (int(months[0]), int(months[1])),
        int(row.get("read", READ)),
        bool(row.get("alone", True)),
        row.get("pool", name),
        *counts[row.get("pool", name)],
        row["example"],
        row["never"],
    )


def matched(body: str, line: Dateline | None) -> Iterator[YearVote]:
    """The votes of all phrases that are patterns, looked for around the years that the text names."""
    windows = _windows(body[:READ])
    for phrase in phrases().values():
        if phrase.pattern is None or not phrase.fits(line):
            continue
        for start, end in windows:
            if start >= phrase.read:
                break
            for match in phrase.pattern.finditer(body, start, end):
                if match.start() >= phrase.read or any(context.holds(body, match) for context in phrase.unless):
                    continue
                if not _still_run(match, line):
                    yield _vote(phrase, match)


def _still_run(match: re.Match[str], line: Dateline | None) -> bool:
    """Whether the months that a phrase counts (`9 tháng năm 2019`) were not over on the day of the news: another
    year's."""
    count = match.groupdict().get("n") or ""
    return line is not None and _COUNTED.get(count.casefold(), int(count) if count.isdigit() else 0) > line.month


def _windows(text: str) -> list[tuple[int, int]]:
    """The stretches around the years of a text in which a phrase can stand, in order, none overlapping."""
    found: list[tuple[int, int]] = []
    for match in _NAMED_YEAR.finditer(text):
        start, end = max(0, match.start() - LONGEST_PHRASE), match.end() + 40
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _vote(phrase: Phrase, match: re.Match[str]) -> YearVote:
    groups = match.groupdict()
    year = next(groups[name] for name in ("y", "y2", "y3") if groups.get(name))
    month = int(groups["m"]) if groups.get("m") else None
    words = " ".join(match.group().split())[-110:]
    return YearVote(int(year), phrase.name, words, match.start(), month if month is None or 1 <= month <= 12 else None)
