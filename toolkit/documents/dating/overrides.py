"""What people said of dates: each row of `dates.csv` with what became of it, and what it makes of its document."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from toolkit.base.checks import some
from toolkit.base.errors import AlignmentError
from toolkit.documents.accounts import Entry
from toolkit.documents.dating.moments import Cell, column_order, read_cell, with_may
from toolkit.documents.dating.own_sheet import SHEET, UNKNOWN, own_sheet
from toolkit.documents.dating.witnesses import Witness, after
from toolkit.documents.files.called import named_documents

TAKEN, NOTHING, GONE, NAMELESS = "taken", "says nothing", "gone", "nameless"
LATE, UNREAD, CLASHING, UNORDERED = "late", "unread", "clashing", "unordered"
# What a row says that is not believed; its article stays undated, for a person doubted its date.
PERSONS_UNKNOWN = "a person's word"
NOT_BELIEVED = {
    LATE: "later than any day that is believed",
    UNREAD: "cannot be read as a date",
    UNORDERED: "may be day first or month first",
    CLASHING: "another row of dates.csv says otherwise",
}


@dataclass(frozen=True)
class OwnRow:
    """One row of `dates.csv`: the document, its date ("" for a person's *unknown*), the note, and what became of it;
    `words` is the cell as it is written, `called` the document's name as it is written."""

    id: str
    date: str
    note: str
    outcome: str  # taken, says nothing, gone, nameless, or a key of NOT_BELIEVED
    guess: str = ""  # the toolkit's own, which the sheet shows first among its candidates
    words: str = ""
    called: str = ""


@dataclass(frozen=True)
class OwnWords:
    """The rows of `dates.csv` in order, what is told of its columns and lines, whether it has titles, and whether
    nothing proves which of day and month stands first (a date that shows it, else "")."""

    rows: tuple[OwnRow, ...] = ()
    told: tuple[Entry, ...] = ()
    titled: bool = True
    day_first: str = ""


def own_witnesses(rows: Sequence[OwnRow]) -> dict[str, Witness]:
    """The witness of each document of which a person said something; one whose word is not believed has no date."""
    made: dict[str, Witness] = {}
    for row in rows:
        if row.outcome in NOT_BELIEVED:
            made[row.id] = Witness("", "override", row.words, SHEET, 1.0, note=NOT_BELIEVED[row.outcome])
        elif row.outcome == TAKEN and len(row.date) >= len(made[row.id].value if row.id in made else ""):
            note = "" if row.date else PERSONS_UNKNOWN
            made[row.id] = Witness(row.date, "override", row.note or "given by the user", SHEET, 1.0, note=note)
    return made


def own_words(overrides: pd.DataFrame | str | Path | None, ids: pd.Series, as_of: str) -> OwnWords:
    """What a table of dates says, each row checked. Rows of one document are heard together: of dates that may be one
    the most precise counts, those that contradict each other are all refused, in whatever order they stand.

    Raises InputError for a file that cannot be read, UsageError for missing columns, AlignmentError where no row names
    a document of the corpus.
    """
    if overrides is None:
        return OwnWords()
    sheet = own_sheet(overrides, ids.tolist())
    table = sheet.rows[(sheet.rows["id"] != "") | (sheet.rows["date"] != "")]
    found = _named(table["id"].tolist(), ids)
    cells = [None if UNKNOWN.match(text) else read_cell(text) for text in with_may(table["date"].tolist())]
    order, known = column_order(cells)
    shown = zip(table["id"], found, table["date"], cells, table["note"], table["candidates"])
    rows = [
        replace(_row(id_, called, text, cell, (order, known), as_of), note=note, guess=guess.split(" ")[0])
        for called, id_, text, cell, note, guess in shown
    ]
    example = next((text for text, cell in zip(table["date"], cells) if cell is not None and cell.parts), "")
    return OwnWords(tuple(_heard_together(rows)), sheet.told, sheet.titled, example if known == "ambiguous" else "")


def _named(called: Sequence[str], ids: pd.Series) -> list[str]:
    """The document of each row, "" for one that is gone; AlignmentError where none is there."""
    found = named_documents(called, ids.tolist())
    if any(called) and not any(found):
        raise AlignmentError(
            f"date overrides name {some(sorted({*called} - {''}))}, not in this corpus; remove the rows or mend the ids"
        )
    return found


def _row(id_: str, called: str, text: str, cell: Cell | None, order: tuple[str, str], as_of: str) -> OwnRow:
    """One row, judged alone, in the order of day and month that all cells show."""
    day = "" if not id_ or not text or UNKNOWN.match(text) else _day(cell, *order)
    if not id_:
        outcome = GONE if called else NAMELESS
    elif not text:
        outcome = NOTHING
    elif day is None:
        outcome = UNORDERED if cell is not None and cell.readings else UNREAD
    else:
        outcome = LATE if day and after(day, as_of) else TAKEN
    return OwnRow(id_, day or "", "", outcome, words=text, called=called)


def _day(cell: Cell | None, order: str, known: str) -> str | None:
    """The date of a cell; of a column that shows both orders only one that can be read in no other."""
    if cell is None:
        return None
    values = {value for _, value in cell.readings}
    return cell.value(order) if known != "mixed" else values.pop() if len(values) == 1 else None


def _heard_together(rows: Sequence[OwnRow]) -> list[OwnRow]:
    """The rows, those of a document that contradict each other refused, and those beside one that is not believed."""
    of_one: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.outcome == TAKEN:
            of_one[row.id].add(row.date)
    doubted = {row.id for row in rows if row.outcome in NOT_BELIEVED}
    clashing = {id_ for id_, dates in of_one.items() if id_ in doubted or not _may_be_one(dates)}
    return [replace(row, outcome=CLASHING) if row.outcome == TAKEN and row.id in clashing else row for row in rows]


def _may_be_one(dates: set[str]) -> bool:
    """Whether all are the same date, more or less precisely; *unknown* goes with no date."""
    finest = max(dates, key=len)
    return dates == {""} or all(date and finest.startswith(date) for date in dates)
