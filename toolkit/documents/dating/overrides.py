"""What people said of dates: `dates.csv` as it comes back from whatever it was edited with."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from toolkit.base.checks import some
from toolkit.base.errors import AlignmentError, InputError, UsageError
from toolkit.documents.dating.moments import Cell, column_order, read_cell
from toolkit.documents.dating.witnesses import Witness, after
from toolkit.documents.files.cells import cell_text
from toolkit.documents.files.columns import plain
from toolkit.documents.files.inputs import Unreadable
from toolkit.documents.files.side_tables import side_rows

UNKNOWN = re.compile(r"(?:unknown|không rõ|không biết|khong ro|chưa rõ|n/?a|\?+)\Z", re.I)
TAKEN, NOTHING, GONE, REFUSED_LATE = "taken", "says nothing", "gone", "refused"


@dataclass(frozen=True)
class OwnRow:
    """One row of `dates.csv`: the document, its date ("" for a person's *unknown*), the note, and what became of it."""

    id: str
    date: str
    note: str
    outcome: str  # taken, says nothing, gone, refused
    guess: str = ""  # the toolkit's own, which the sheet shows first among its candidates


def own_words(rows: Sequence[OwnRow]) -> dict[str, Witness]:
    """The witness of each document of which a person said something."""
    made = {}
    for row in rows:
        if row.outcome == TAKEN:
            made[row.id] = Witness(row.date, "override", row.note or "given by the user", "dates.csv", 1.0)
    return made


def own_rows(overrides: pd.DataFrame | str | Path | None, ids: pd.Series, as_of: str) -> list[OwnRow]:
    """The rows in order, checked; a later row of the same document stands over an earlier one.

    Raises UsageError for missing columns and for a date that cannot be read, AlignmentError where no row names a
    document of the corpus.
    """
    if overrides is None:
        return []
    table = overrides if isinstance(overrides, pd.DataFrame) else read_sheet(Path(overrides))
    names = {plain(str(name)): name for name in table.columns}
    missing = [name for name in ("id", "date") if name not in names]
    if missing:
        raise UsageError(f"date overrides need the columns id and date; {missing[0]!r} is missing")
    theirs = [_text(value) for value in table[names["id"]]]
    known = set(ids)
    if any(theirs) and not any(name in known for name in theirs):
        raise AlignmentError(
            f"date overrides name {some(sorted({n for n in theirs if n}))}, not in this corpus; "
            "remove the rows or mend the ids"
        )
    words = [_text(cell_text(value)) for value in table[names["date"]]]
    cells = [read_cell(text) if text and not UNKNOWN.match(text) else None for text in words]
    order, _ = column_order(cells)
    notes = [_text(value) for value in table[names["note"]]] if "note" in names else [""] * len(table)
    shown = [_text(value) for value in table[names["candidates"]]] if "candidates" in names else [""] * len(table)
    return [
        replace(_row(id_, text, cell, order, note, id_ in known, as_of), guess=guess.split(" ")[0])
        for id_, text, cell, note, guess in zip(theirs, words, cells, notes, shown)
        if id_
    ]


def _row(id_: str, text: str, cell: Cell | None, order: str, note: str, here: bool, as_of: str) -> OwnRow:
    if not here:
        return OwnRow(id_, text, note, GONE)
    if not text:
        return OwnRow(id_, "", note, NOTHING)
    if UNKNOWN.match(text):
        return OwnRow(id_, "", note or "a person's word: unknown", TAKEN)
    value = None if cell is None else cell.value(order)
    if value is None:
        raise UsageError(
            f"the date {text!r} of {id_} cannot be read; write 2019-11-06, 2019-11, 2019 or unknown, or leave it blank"
        )
    return OwnRow(id_, value, note, REFUSED_LATE if after(value, as_of) else TAKEN)


def read_sheet(path: Path) -> pd.DataFrame:
    """The table of a file, by whatever program it was saved: any separator, any encoding, or a workbook."""
    try:
        rows = list(side_rows(path, lambda names: sum(plain(name) in ("id", "date", "note") for name in names)))
    except Unreadable as error:
        raise InputError(f"cannot read the date overrides {path}: {error}") from error
    broken = next((row.problem for row in rows if row.problem is not None), None)
    if broken:
        raise InputError(f"cannot read the date overrides {path}: {broken}")
    made = pd.DataFrame([row.cells for row in rows])
    return made if len(made.columns) else pd.DataFrame({"id": [], "date": []})


def _text(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value).strip()
