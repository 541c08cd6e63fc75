"""The table of dates that people filled in, whatever it was saved by: its columns and its rows."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from toolkit.base.checks import some
from toolkit.base.errors import InputError, UsageError
from toolkit.documents.accounts import IGNORED, KEPT, Entry
from toolkit.documents.dating.moments import read_cell
from toolkit.documents.files.cells import cell_text
from toolkit.documents.files.columns import COLUMN_NAMES, heading, plain
from toolkit.documents.files.inputs import Unreadable
from toolkit.documents.files.rows import Row, distinct_names
from toolkit.documents.files.side_tables import side_items

SHEET = "dates.csv"
# Our columns by the names that people and translating programs give them, in the order of preference.
NAMES = {
    "id": f"{COLUMN_NAMES['id']} file filename file_name path ten_file ten_tep tep duong_dan",
    "date": COLUMN_NAMES["date"],
    "note": "note notes ghi_chu chu_thich nhan_xet remark remarks comment comments",
    "candidates": "candidates candidate ung_vien cac_can_cu can_cu phong_doan",
    "title": COLUMN_NAMES["title"],
}
NOTHING = frozenset(("", "nan", "nat", "none", "null", "<na>", "#n/a"))  # what programs write for an empty cell
UNKNOWN = re.compile(
    r"\W?(?:unknown|unk|not known|undated|no date|n/?a|(?:không|khong|chưa|chua|ko|k) (?:rõ|ro|biết|biet|xác định"
    r"|xac dinh|tìm được|tim duoc|tìm thấy|tim thay|có|co|thấy|thay)(?: (?:ngày|ngay|năm|nam))?|\?+)\W?\Z",
    re.I,
)


@dataclass(frozen=True)
class OwnSheet:
    """The rows as text under `id, date, note, candidates` ("" where blank); what is to be told of the table; whether
    it has titles beside the candidates, as every one that was written since a blank date says nothing."""

    rows: pd.DataFrame
    told: tuple[Entry, ...] = ()
    titled: bool = True


def own_sheet(overrides: pd.DataFrame | str | Path, ids: Sequence[str]) -> OwnSheet:
    """The table with its columns found: by their names, in either language, else by their cells.

    Raises InputError for a file that cannot be read, UsageError where a column of ids or of dates cannot be found.
    """
    table, above = (overrides, ()) if isinstance(overrides, pd.DataFrame) else read_sheet(Path(overrides))
    table = table.set_axis(distinct_names([str(name) for name in table.columns]), axis=1)
    texts = pd.DataFrame({name: [_text(cell) for cell in table[name]] for name in table.columns}, dtype="str")
    names, told = _columns(texts, set(ids))
    rows = {ours: texts[names[ours]].tolist() if ours in names else [""] * len(texts) for ours in NAMES}
    titled = "title" in names or "candidates" not in names
    return OwnSheet(pd.DataFrame(rows, dtype="str").drop(columns="title"), (*above, *told), titled)


def read_sheet(path: Path) -> tuple[pd.DataFrame, tuple[Entry, ...]]:
    """The table of a file by whatever program it was saved (any separator, any encoding, a workbook), and the accounts
    of lines that stand above its header, which a sorted sheet may have moved into its rows."""
    try:
        items = list(side_items(path, known_names))
    except Unreadable as error:
        raise InputError(f"cannot read the date overrides {path}: {error}") from error
    rows = [item for item in items if isinstance(item, Row)]
    broken = next((row.problem for row in rows if row.problem is not None), None)
    if broken:
        raise InputError(f"cannot read the date overrides {path}: {broken}")
    moved = "if it is an article's row, move it below the names of the columns"
    above = tuple(
        entry._replace(kind="dates", name=SHEET, value=entry.value or entry.name, remedy=entry.remedy or moved)
        for entry in items
        if isinstance(entry, Entry) and entry.outcome == IGNORED
    )
    made = pd.DataFrame([row.cells for row in rows])
    return (made if len(made.columns) else pd.DataFrame({"id": [], "date": []})), above


def is_table_of_dates(path: Path) -> bool:
    """Whether a file is a table with columns named for ids and dates: a `dates.txt` may as well be somebody's notes."""
    try:
        table, _ = read_sheet(path)
    except InputError:
        return False
    return {"id", "date"} <= header_names([str(name) for name in table.columns]).keys()


def known_names(names: Sequence[str]) -> int:
    """How many names of a header are known of such a table."""
    return sum(any(heading(name) in known.split() for known in NAMES.values()) for name in names)


def header_names(names: Sequence[str]) -> dict[str, str]:
    """Our names to theirs, by what they are called: ours as they are before all others."""
    found: dict[str, str] = {}
    for ours, known in NAMES.items():
        for theirs in (ours, *known.split()):
            called = (n for n in names if n not in found.values() and theirs in (plain(n), heading(n)))
            if (name := next(called, None)) is not None:
                found[ours] = name
                break
    return found


def _columns(table: pd.DataFrame, ids: set[str]) -> tuple[dict[str, str], list[Entry]]:
    """Which column is which, by name and else by its cells; those that hold dates and are not read are told."""
    theirs = table.columns.tolist()
    names = header_names(theirs)
    told = []
    if "id" not in names and (found := _by_cells(table, names, lambda cell: cell in ids)):
        names["id"] = found[0]
    dated = _by_cells(table, names, _is_date)
    if "date" not in names and len(dated) == 1:
        names["date"] = dated.pop()
        told.append(_of_column(names["date"], KEPT, "taken for the dates by their cells", "call it date"))
    missing = next((name for name in ("id", "date") if name not in names), None)
    if missing:
        raise UsageError(
            f"date overrides need the columns id and date; {missing!r} is missing among {some(theirs, 8)}; "
            "write these names into the first line"
        )
    dated += [n for n in theirs if n not in {*names.values(), *dated} and _is_called_date(n) and table[n].any()]
    remedy = "move them into the column date, if they are the days of publication"
    told += [_of_column(name, IGNORED, "that holds dates and is not read", remedy) for name in dated]
    return names, told


def _is_called_date(name: str) -> bool:
    """Whether a column is called like that of the dates, a second `date` among them."""
    return re.sub(r"_\d+\Z", "", heading(name)) in NAMES["date"].split()


def _of_column(name: str, outcome: str, why: str, remedy: str) -> Entry:
    return Entry("column", f"dates: {name} of {SHEET}", None, None, outcome, why, name, remedy)


def _by_cells(table: pd.DataFrame, named: dict[str, str], fits: Callable[[str], bool]) -> list[str]:
    """The columns without a role of which every cell that says something fits."""
    free = [name for name in table.columns if name not in named.values()]
    cells = {name: [cell for cell in table[name] if cell] for name in free}
    return [name for name in free if cells[name] and all(map(fits, cells[name]))]


def _is_date(cell: str) -> bool:
    """Whether a cell is a date and nothing else: a candidate has its evidence in brackets, a number may be anything."""
    if UNKNOWN.match(cell) or cell.isdigit() or "(" in cell:
        return UNKNOWN.match(cell) is not None
    return read_cell(cell) is not None


def _text(value: object) -> str:
    """A cell as text, "" for one that is empty, also for a program that says so in words."""
    text = " ".join((cell_text(value) or "").split()) if value is not pd.NA else ""
    return "" if text.casefold() in NOTHING else text
