"""A row of a table of documents, whatever the table was written in."""

from dataclasses import dataclass, field
from typing import Any

LONGEST_MESSAGE = 120


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


def short(error: BaseException) -> str:
    """An error's message on one line, for a problem."""
    return " ".join(str(error).split())[:LONGEST_MESSAGE] or type(error).__name__
