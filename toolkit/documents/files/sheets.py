"""Sheets that are no .xlsx: OpenDocument, the XML of Excel 2003, the tables that web systems hand out as .xls."""

from collections.abc import Iterator, Sequence
from typing import IO, Any

from toolkit.documents.accounts import Entry
from toolkit.documents.files.encodings import decode
from toolkit.documents.files.inputs import MAX_DOCUMENT, Unreadable
from toolkit.documents.files.office import attribute, local_name, odt_lines, open_document, parse_part
from toolkit.documents.files.rows import HEADER_AMONG, HeaderTest, Row, short
from toolkit.documents.files.separated import MAX_COLUMNS
from toolkit.documents.files.workbooks import Sheet, rows_of_sheets

MOST_CELLS = 20_000_000  # of a file, with those that are written once for many
MOST_ROWS_MERGED = 10_000
MOST_COVERED = 1_000_000  # cells that merged ones cover in the rows below them


def ods_rows(source: IO[bytes], path: str, is_header: HeaderTest) -> Iterator[Row | Entry]:
    """The rows of an OpenDocument sheet, packed or flat, sheet by sheet; see `rows_of_sheets`. Raises Unreadable."""
    try:
        root, _ = open_document(source)
        sheets = [
            _ods_sheet(table) for table in root.iter() if local_name(table) == "table" and attribute(table, "name")
        ]
    except Unreadable:
        raise
    except Exception as error:  # of a damaged package, whatever is missing first
        raise Unreadable(f"no OpenDocument sheet that can be read ({short(error)})") from error
    yield from rows_of_sheets(sheets, path, is_header)


def _ods_sheet(table: Any) -> Sheet:
    grid = _Grid()
    for row in (element for element in table.iter() if local_name(element) == "table-row"):
        grid.row(_number(row, "number-rows-repeated") if any(_ods_text(cell) for cell in row) else 1)
        for cell in row:
            if local_name(cell) in ("table-cell", "covered-table-cell"):
                tall = _number(cell, "number-rows-spanned")
                grid.cell(_ods_text(cell), _number(cell, "number-columns-repeated"), tall)
    return grid.sheet(attribute(table, "name"))


def _ods_text(cell: Any) -> str:
    date = attribute(cell, "date-value")
    if date:
        return date
    text = "\n".join(line for line in odt_lines(cell) if line.strip())
    number = attribute(cell, "value")
    whole = number.removesuffix(".0") if number.removesuffix(".0").isdigit() else number
    return whole if number and attribute(cell, "value-type") == "float" else text


def web_table_rows(source: IO[bytes], path: str, is_header: HeaderTest) -> Iterator[Row | Entry]:
    """The rows of what is called .xls and is XML of Excel 2003 or a page of tables. Raises Unreadable."""
    data = source.read(MAX_DOCUMENT + 1)
    if len(data) > MAX_DOCUMENT:
        raise Unreadable(f"over {MAX_DOCUMENT >> 20} MiB as a page; open it in Excel and save it as .xlsx")
    text = decode(data)[0].replace("\0", "")
    try:
        sheets = _xml_sheets(text) if "urn:schemas-microsoft-com:office:spreadsheet" in text[:4_000] else []
        sheets = sheets or _page_sheets(text, is_header)
    except Unreadable:
        raise
    except Exception as error:  # of a damaged page, whatever its parser meets first
        raise Unreadable(f"no table that can be read ({short(error)})") from error
    if not sheets:
        raise Unreadable("no table in it; open it in Excel and save it as .xlsx")
    yield from rows_of_sheets(sheets, path, is_header)


def _xml_sheets(text: str) -> list[Sheet]:
    declared = text.find("?>") + 2 if text.lstrip("\ufeff \n").startswith("<?xml") else 0
    root = parse_part(text[declared:].encode("utf-8"))
    found = []
    for sheet in (element for element in root.iter() if local_name(element) == "Worksheet"):
        grid = _Grid()
        for row in (element for element in sheet.iter() if local_name(element) == "Row"):
            grid.row(1)
            for cell in (element for element in row if local_name(element) == "Cell"):
                grid.to(_number(cell, "Index", 0))
                grid.cell(
                    "".join(_data_of(cell)), 1 + _number(cell, "MergeAcross", 0), 1 + _number(cell, "MergeDown", 0)
                )
        found.append(grid.sheet(attribute(sheet, "Name")))
    return found


def _data_of(cell: Any) -> Iterator[str]:
    for data in cell:
        if local_name(data) == "Data":
            yield from data.itertext()


def _page_sheets(text: str, is_header: HeaderTest) -> list[Sheet]:
    """The tables of a page. One around others is a table where it has a header, and what stands in its cells is theirs;
    else it only arranges the page."""
    from lxml.html import HTMLParser, document_fromstring

    page = document_fromstring(text.encode("utf-8"), parser=HTMLParser(encoding="utf-8", remove_comments=True))
    found, taken = list[Sheet](), set[Any]()
    for table in page.iter("table"):
        if any(around in taken for around in table.iterancestors("table")):
            continue
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        if table.find(".//table") is not None and not any(_heads(row, is_header) for row in rows[:HEADER_AMONG]):
            continue
        taken.add(table)
        grid = _Grid()
        for row in rows:
            grid.row(1)
            for cell in row.iterchildren("td", "th"):
                for line in cell.iter("br", "p", "div", "tr"):
                    line.tail = "\n" + (line.tail or "")
                wide, tall = _number(cell, "colspan"), _number(cell, "rowspan")
                grid.past_covered()
                grid.cell(
                    "\n".join(part.strip() for part in cell.text_content().split("\n") if part.strip()), wide, tall
                )
        found.append(grid.sheet(f"{len(found) + 1}"))
    return found


def _heads(row: Any, is_header: HeaderTest) -> bool:
    names = [" ".join(cell.text_content().split()) for cell in row.iterchildren("td", "th")]
    return len(names) > 1 and bool(is_header([name for name in names if name]))


class _Grid:
    """Rows of cells as they are read, and what merged cells hold in the rows below them."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, list[str | None]]] = []
        self._merged: dict[tuple[int, int], str] = {}
        self._covered: set[tuple[int, int]] = set()
        self._cells = self._height = self._below = 0

    def row(self, times: int) -> None:
        """Begin a row that stands `times` times."""
        self._rows.append((times, []))
        self._height += times

    def to(self, column: int) -> None:
        """Go to a column, counted from 1, past cells that are not written."""
        cells = self._rows[-1][1]
        cells += [None] * (min(column, MAX_COLUMNS) - 1 - len(cells))

    def past_covered(self) -> None:
        """Go past the cells that one above covers, which a page does not write."""
        cells = self._rows[-1][1]
        while (self._height - 1, len(cells)) in self._covered:
            cells.append(None)

    def cell(self, text: str, wide: int, tall: int) -> None:
        """Put a cell, over so many columns and rows; one that is written once for many stands in each."""
        times, cells = self._rows[-1]
        wide = max(min(wide, MAX_COLUMNS - len(cells)), 0)
        self._cells += wide * (times if text else 1)
        if self._cells > MOST_CELLS:
            raise Unreadable(f"more than {MOST_CELLS:,} cells; save it as .csv")
        self._below += wide * (min(tall, MOST_ROWS_MERGED) - 1)
        if self._below > MOST_COVERED:
            raise Unreadable(f"merged cells over more than {MOST_COVERED:,} others; save it as .csv")
        below = range(self._height, self._height + min(tall, MOST_ROWS_MERGED) - 1)
        covered = [(row, len(cells) + i) for row in below for i in range(wide)]
        self._covered.update(covered)
        if text and wide == 1:
            self._merged |= dict.fromkeys(covered, text)
        cells += [text or None] * wide

    def sheet(self, title: str) -> Sheet:
        """The sheet of what was read."""
        rows = self._rows

        def anew() -> Iterator[Sequence[Any]]:
            for times, cells in rows:
                for _ in range(times):
                    yield cells

        return Sheet(title, anew, self._merged)


def _number(element: Any, name: str, default: int = 1) -> int:
    value = attribute(element, name)
    return int(value) if value.isdigit() and len(value) < 8 else default
