"""Tables that stand beside documents (metadata.csv, dates.csv): read as tables of documents are, whoever saved them."""

from collections.abc import Callable, Iterator
from pathlib import Path

from toolkit.documents.accounts import Entry
from toolkit.documents.files.archives import open_file
from toolkit.documents.files.encodings import Undecodable
from toolkit.documents.files.inputs import Item, Unreadable
from toolkit.documents.files.kinds import DOCUMENT_KINDS
from toolkit.documents.files.rows import Row
from toolkit.documents.files.tables import as_table, rows_of


def side_rows(table: Path, is_header: Callable[[list[str]], int]) -> Iterator[Row]:
    """The rows of a table, sheets after each other; `is_header` counts the names it knows, to find the header.

    Raises Unreadable with what is wrong, be it a document under a table's name.
    """
    yield from (row for row in side_items(table, is_header) if isinstance(row, Row))


def side_items(table: Path, is_header: Callable[[list[str]], int]) -> Iterator[Row | Entry]:
    """The rows and, of lines above the header and of sheets, the entries of the accounts."""
    for item in open_file(table, table.name):
        yield from items_within(item, is_header)


def items_within(item: Item, is_header: Callable[[list[str]], int]) -> Iterator[Row | Entry]:
    """The same of a table that is open."""
    try:
        yield from rows_of(_table(as_table(item, is_header)), None, is_header)
    except (Undecodable, OSError) as error:
        raise Unreadable(str(error)) from error


def _table(item: Item) -> Item:
    if item.problem or item.ignored or item.kind in DOCUMENT_KINDS:
        raise Unreadable(item.problem or item.ignored or "a document, not a table")
    return item
