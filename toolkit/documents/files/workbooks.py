"""Workbooks: every sheet that holds a table of documents, whatever stands above its header."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

from toolkit.documents.accounts import IGNORED, KEPT, Entry
from toolkit.documents.files.inputs import Unreadable
from toolkit.documents.files.office import checked_package
from toolkit.documents.files.rows import Row, distinct_names, short
from toolkit.documents.files.separated import MAX_COLUMNS

LOOKED_AT = 30  # rows at the head of a sheet among which its header is looked for
MANY_ROWS = 200_000  # of a sheet whose merged cells are not looked up: that takes the whole sheet into memory
HeaderTest = Callable[[list[str]], int]
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ERRORS = frozenset(("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"))
NO_TABLE = "no table of documents: no row names a column of text"
HEADED = "write the header of the other sheets above it if it holds articles"
CHART = "a chart, not a table"


def workbook_rows(source: IO[bytes], path: str, is_header: HeaderTest) -> Iterator[Row | Entry]:
    """The rows of every sheet, each with its sheet's name, and an entry for each sheet.

    The header is the row near the head of which `is_header` knows most names; what stands above is a title, and a sheet
    without one is ignored with its reason, except that a book in none of whose sheets a header is found is read by the
    first row that is not empty. Merged cells hold their value in each row they cover. Raises Unreadable for what is no
    workbook.
    """
    from openpyxl import load_workbook

    source = checked_package(source)
    try:
        book = load_workbook(source, read_only=True, data_only=True, keep_links=False)
        names = [sheet.title for sheet in book.worksheets]
        merged = _merged_cells(source, book)
        headers = {name: _find_header(_cells(book[name]), is_header) for name in names}
        if all(place is None for place in headers.values()):
            headers = {name: _first_row(_cells(book[name])) for name in names[:1]}
        for name in book.sheetnames:
            if name not in names:
                yield Entry("sheet", f"{path}#{name}", outcome=IGNORED, reason=CHART)
            elif headers.get(name) is None:
                empty = next((row for row in _cells(book[name]) if any(row)), None) is None
                reason = "without any cell" if empty else NO_TABLE
                yield Entry("sheet", f"{path}#{name}", outcome=IGNORED, reason=reason, remedy="" if empty else HEADED)
            else:
                yield Entry("sheet", f"{path}#{name}", outcome=KEPT)
                yield from _sheet_rows(book[name], headers[name] or 0, merged.get(name, {}), len(names) > 1)
    except Unreadable:
        raise
    except Exception as error:  # a damaged workbook raises whatever its parser meets first
        raise Unreadable(f"no workbook that can be read ({short(error)})") from error


def _cells(sheet: Any) -> Iterator[Sequence[Any]]:
    sheet.reset_dimensions()
    return sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)  # type: ignore[no-any-return]


def _find_header(rows: Iterator[Sequence[Any]], is_header: HeaderTest) -> int | None:
    """The place of the header among the first rows of a sheet: the row of which most names are known, or None."""
    best, place = 0, None
    for at, row in zip(range(LOOKED_AT), rows):
        names = [name for name in _names(row) if name]
        known = is_header(names) if names else 0
        if known > best:
            best, place = known, at
    return place


def _first_row(rows: Iterator[Sequence[Any]]) -> int | None:
    return next((at for at, row in enumerate(rows) if any(row)), None)


def _names(row: Sequence[Any]) -> list[str]:
    return [str(_told(name) if name is not None else "").strip() for name in row]


def _sheet_rows(sheet: Any, header: int, merged: dict[tuple[int, int], Any], several: bool) -> Iterator[Row]:
    names: list[str] = []
    number = 0
    for at, row in enumerate(_cells(sheet)):
        if at == header:
            names = distinct_names(_names(row))
        if at <= header:
            continue
        filled = [_told(cell) for cell in row]
        if merged:
            filled = [merged.get((at, i), cell) if cell is None else cell for i, cell in enumerate(filled)]
        if not any(cell not in (None, "") for cell in (_told(cell) for cell in row)):
            continue
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


def _merged_cells(source: IO[bytes], book: Any) -> dict[str, dict[tuple[int, int], Any]]:
    """By sheet, the value of each covered cell of its merged ranges, by row and column from 0."""
    from zipfile import ZipFile

    found: dict[str, dict[tuple[int, int], Any]] = {}
    with ZipFile(source) as package:
        for sheet in book.worksheets:
            part = getattr(sheet, "_worksheet_path", None)
            if part in package.namelist():
                ranges = _ranges(package.read(part)) if package.getinfo(part).file_size < 64 << 20 else []
                if ranges:
                    found[sheet.title] = _covered(_cells(sheet), ranges)
    return found


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
