"""Workbooks: every sheet that holds a table of documents, whatever stands above its header."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import IO, Any
from zipfile import ZipFile

from toolkit.documents.accounts import IGNORED, Entry, quoted_value
from toolkit.documents.files.inputs import Unreadable
from toolkit.documents.files.office import checked_package
from toolkit.documents.files.rows import HeaderTest, Row, distinct_names, header_place, line_above, short
from toolkit.documents.files.separated import MAX_COLUMNS

MANY_ROWS = 200_000  # of a sheet whose merged cells are not looked up: that takes the whole sheet into memory
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ERRORS = frozenset(("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"))
NO_TABLE = "no table of documents: no row names a column of text"
HEADED = "write the header of the other sheets above it if it holds articles"
CHART = "a chart, not a table"
LARGEST_PART = 64 << 20  # bytes of a sheet in which merged ranges and bare formulas are looked for
NOT_STORED = "with formulas whose values the file does not hold, read as empty"
STORE = "open it in Excel or LibreOffice and save it"
# A cell with a formula and without a value, as programs write it that calculate nothing.
_BARE_FORMULA = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]{1,3}\d{1,7})"[^<>]*>\s*<(?:\w+:)?f[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


@dataclass(frozen=True)
class Sheet:
    """A sheet of any kind of workbook: its title, its rows (anew at each call), what merged cells hold by row and
    column from 0, and what its entry tells: reason, value, remedy."""

    title: str
    rows: Callable[[], Iterator[Sequence[Any]]]
    merged: Mapping[tuple[int, int], Any] = field(default_factory=dict)
    told: tuple[str, str, str] = ("", "", "")


def workbook_rows(source: IO[bytes], path: str, is_header: HeaderTest) -> Iterator[Row | Entry]:
    """The rows of every sheet of an .xlsx, and an entry for each sheet; see `rows_of_sheets`.

    Merged cells hold their value in each row they cover; formulas the value that was stored with them, and where none
    was, none, which the entry of the sheet says. Raises Unreadable for what is no workbook.
    """
    from openpyxl import load_workbook

    source = checked_package(source)
    try:
        book = load_workbook(source, read_only=True, data_only=True, keep_links=False)
        charts = [name for name in book.sheetnames if name not in {sheet.title for sheet in book.worksheets}]
        yield from (Entry("sheet", f"{path}#{name}", outcome=IGNORED, reason=CHART) for name in charts)
        yield from rows_of_sheets(_sheets(source, book), path, is_header)
    except Unreadable:
        raise
    except Exception as error:  # a damaged workbook raises whatever its parser meets first
        raise Unreadable(f"no workbook that can be read ({short(error)})") from error


def rows_of_sheets(sheets: Sequence[Sheet], path: str, is_header: HeaderTest) -> Iterator[Row | Entry]:
    """The rows of sheets, each with its sheet's name, and an entry for each sheet.

    The header is the row near the head of which `is_header` knows most names; what stands above is a title, and a sheet
    without one is ignored with its reason, except that a book in none of whose sheets a header is found is read by the
    first row that is not empty.
    """
    headers = [header_place(map(_names, sheet.rows()), is_header) for sheet in sheets]
    if sheets and all(place is None for place in headers):
        headers[0] = _first_row(sheets[0].rows())
    for sheet, header in zip(sheets, headers, strict=True):
        name = f"{path}#{sheet.title}"
        if header is None:
            empty = next((row for row in sheet.rows() if any(row)), None) is None
            reason = "without any cell" if empty else NO_TABLE
            yield Entry("sheet", name, outcome=IGNORED, reason=reason, remedy="" if empty else HEADED)
        else:
            reason, value, remedy = sheet.told
            yield Entry("sheet", name, reason=reason, value=value, remedy=remedy)
            for row in islice(sheet.rows(), header):
                if words := " ".join(dict.fromkeys(filter(None, _names(row)))):
                    yield line_above(name, words)
            yield from _sheet_rows(sheet, header, len(sheets) > 1)


def _sheets(source: IO[bytes], book: Any) -> list[Sheet]:
    """The sheets of an .xlsx, with what their parts alone tell: merged ranges, formulas without a stored value."""
    found = []
    with ZipFile(source) as package:
        names = set(package.namelist())
        for sheet in book.worksheets:
            part = str(getattr(sheet, "_worksheet_path", ""))
            small = part in names and package.getinfo(part).file_size < LARGEST_PART
            data = package.read(part) if small else b""
            merged = _covered(_cells(sheet), _ranges(data))
            bare = [match[1].decode() for match in _BARE_FORMULA.finditer(data)]
            told = (NOT_STORED, quoted_value(", ".join(bare[:5])), STORE) if bare else ("", "", "")
            found.append(Sheet(sheet.title, partial(_cells, sheet), merged, told))
    return found


def _cells(sheet: Any) -> Iterator[Sequence[Any]]:
    sheet.reset_dimensions()
    return sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)  # type: ignore[no-any-return]


def _first_row(rows: Iterator[Sequence[Any]]) -> int | None:
    return next((at for at, row in enumerate(rows) if any(row)), None)


def _names(row: Sequence[Any]) -> list[str]:
    return [str(_told(name) if name is not None else "").strip() for name in row]


def _sheet_rows(sheet: Sheet, header: int, several: bool) -> Iterator[Row]:
    names: list[str] = []
    number = 0
    for at, row in enumerate(sheet.rows()):
        if at == header:
            names = distinct_names(_names(row))
        if at <= header:
            continue
        own = [_told(cell) for cell in row]
        if all(cell in (None, "") for cell in own):
            continue
        filled = [sheet.merged.get((at, i), cell) if cell is None else cell for i, cell in enumerate(own)]
        number += 1
        cells = {name: cell for name, cell in zip(names, filled, strict=False) if name}
        yield Row(number, cells, sheet=sheet.title if several else "")


def _told(cell: Any) -> Any:
    """A cell as its reader sees it: `_x000D_` is the character it stands for, an error is empty."""
    if not isinstance(cell, str):
        return cell
    if cell in _ERRORS:
        return None
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell) if "_x" in cell else cell


_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


def _ranges(part: bytes) -> list[tuple[int, int, int, int]]:
    return [
        (int(top) - 1, _column(left), int(bottom) - 1, _column(right))
        for left, top, right, bottom in (match.groups() for match in _MERGED.finditer(part))
    ][:20_000]


def _column(letters: bytes) -> int:
    at = 0
    for letter in letters:
        at = 26 * at + letter - 64
    return at - 1


def _covered(rows: Iterator[Sequence[Any]], ranges: list[tuple[int, int, int, int]]) -> dict[tuple[int, int], Any]:
    """Only ranges of one column, over rows: a title over columns is no value of theirs."""
    tall = {(top, left): bottom for top, left, bottom, right in ranges if left == right and bottom > top}
    covered: dict[tuple[int, int], Any] = {}
    if not tall:
        return covered
    tops = {top for top, _ in tall}
    for at, row in enumerate(rows):
        if at in tops:
            for column, cell in enumerate(row):
                bottom = min(tall.get((at, column), at), at + MANY_ROWS)
                if cell not in (None, ""):
                    covered |= {(below, column): _told(cell) for below in range(at + 1, bottom + 1)}
        if at > max(tops):
            break
    return covered
