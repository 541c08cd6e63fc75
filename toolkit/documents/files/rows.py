"""A row of a table of documents, whatever the table was written in."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolkit.documents.accounts import IGNORED, Entry, quoted_value

LONGEST_MESSAGE = 120
ABOVE = "a line above the names of the columns"
HEADER_AMONG = 30  # rows at the head of a table among which its header is looked for
HeaderTest = Callable[[list[str]], int]  # of a list of names, how many are known; 0 where it is no header


@dataclass(frozen=True)
class Row:
    """A row: its cells under their columns' names, its `number` from 1 (the header not counted); or its problem.

    `encoding` is how its text was read (None where that is UTF-8), `sheet` the sheet of a workbook it stands in, and
    `note` what had to be done to read it: a reason and a remedy for the accounts.
    """

    number: int
    cells: dict[str, Any] = field(default_factory=dict)
    problem: str | None = None
    encoding: str | None = None
    sheet: str = ""
    note: tuple[str, str] = ("", "")


def distinct_names(names: list[str]) -> list[str]:
    """Column names of which each is another: a second `text` is "text 2"; one without a name stays without."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        n = seen[name] = seen.get(name, 0) + 1
        found.append(f"{name} {n}" if n > 1 and name else name)
    return found


def header_place(rows: Iterable[Sequence[str]], is_header: HeaderTest) -> int | None:
    """The place of the header among the first rows of a table: the row of which most names are known, or None."""
    best, place = 0, None
    for at, row in zip(range(HEADER_AMONG), rows):
        names = [name for name in row if name]
        known = is_header(names) if names else 0
        if known > best:
            best, place = known, at
    return place


def line_above(path: str, words: str) -> Entry:
    """The entry of a line that stands above the header."""
    return Entry("row", path, outcome=IGNORED, reason=ABOVE, value=quoted_value(words))


def short(error: BaseException) -> str:
    """An error's message on one line, for a problem."""
    return " ".join(str(error).split())[:LONGEST_MESSAGE] or type(error).__name__
