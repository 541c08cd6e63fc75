"""Columns of dates read as a whole: one cell that only one order can read proves day and month for all."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from toolkit.documents.dating.moments import HOME, Cell, column_order, read_cell, with_may
from toolkit.documents.dating.witnesses import Witness, witness
from toolkit.documents.files.columns import plain


@dataclass(frozen=True)
class DateColumn:
    """One column of dates: its name, the table, the order of its figures, whether that is proved, ambiguous, mixed or
    plain (""), how many cells it has, those that could not be read, and the ISO dates of the others."""

    name: str
    table: str
    order: str
    known: str
    cells: int
    unread: tuple[str, ...]
    days: tuple[str, ...]

    @property
    def place(self) -> str:
        """How a witness names it."""
        return f"{self.name} of {self.table}" if self.table else self.name


@dataclass(frozen=True)
class Judged:
    """A column of dates with the rows of the frame that hold it, and their cells as written and as read."""

    column: DateColumn
    rows: list[int]
    cells: list[tuple[str, Cell | None]]


def column_witnesses(columns: Sequence[Judged], n: int) -> list[tuple[Witness, ...]]:
    """For each of `n` rows what its own cell says, read in the order that its column proves."""
    found: list[tuple[Witness, ...]] = [()] * n
    for one in columns:
        column = one.column
        for i, (words, cell) in zip(one.rows, one.cells):
            value = None if cell is None else cell.value(column.order)
            if value is not None and not (column.known == "mixed" and _is_open(cell)):
                found[i] = (witness("column", value, words, column.place),)
    return found


def _is_open(cell: Cell | None) -> bool:
    """Whether neither figures nor a weekday say that the day is written first, or that all orders are one."""
    return cell is not None and cell.fitting != {"dmy"} and len({value for _, value in cell.readings}) > 1


def judged_columns(frame: pd.DataFrame, zone: str = HOME) -> list[Judged]:
    """The columns of dates that a corpus brought, each judged by all of its cells."""
    if "date_given" not in frame:
        return []
    groups: dict[tuple[str, str], tuple[list[int], list[str]]] = defaultdict(lambda: ([], []))
    shared = frame["path"].duplicated(keep=False)
    by = frame["date_given_by"] if "date_given_by" in frame else pd.Series(["column"] * len(frame), index=frame.index)
    for i, (cell, name, path, many) in enumerate(zip(frame["date_given"], by, frame["path"], shared)):
        if isinstance(cell, str) and cell.strip():
            table = path if isinstance(path, str) and many else ""
            rows, texts = groups[(table, name if isinstance(name, str) else "column")]
            rows.append(i)
            texts.append(cell)
    read = {key: _read(texts, key[1], zone) for key, (_, texts) in groups.items()}
    orders = {key: column_order(cell for _, cell in cells) for key, cells in read.items()}
    return [Judged(_column(key, orders, cells), groups[key][0], cells) for key, cells in read.items()]


def _read(texts: Sequence[str], name: str, zone: str) -> list[tuple[str, Cell | None]]:
    """The cells of one column as written and as read."""
    return [(text, read_cell(_in_utc(told, name), zone)) for text, told in zip(texts, with_may(texts))]


def _in_utc(cell: str, name: object) -> str:
    """A moment of a column that says it is in UTC (`post_date_gmt`), with its zone where it tells none itself.

    A name that tells an offset (`UTC+7`) gives it; one with a figure but no sign (`utc_7`) moves nothing.
    """
    if not isinstance(name, str) or {"gmt", "utc"}.isdisjoint(plain(name).split("_")) or not _NAIVE.search(cell):
        return cell
    if offset := _OFFSET.search(name):
        return f"{cell.strip()} {'+' if '+' in offset[0] else '-'}{int(offset[1]):02d}:{offset[2] or '00'}"
    return cell if _FIGURE.search(name) else f"{cell.strip()} UTC"


# A hyphen is a sign only after capitals: `date-utc-7` may be a name in pieces.
_OFFSET = re.compile(r"(?:(?i:UTC|GMT)\s?[+]|(?:UTC|GMT)\s?[-−])\s?(\d{1,2})(?::?([0-5]\d))?(?![\d.,])")
_FIGURE = re.compile(r"(?:gmt|utc)[\W_]*\d", re.I)
_NAIVE = re.compile(r"\d:\d\d(?::\d\d(?:\.\d+)?)?\s*\Z")


def _column(
    key: tuple[str, str], orders: dict[tuple[str, str], tuple[str, str]], cells: Sequence[tuple[str, Cell | None]]
) -> DateColumn:
    """A column; where its own cells prove nothing, those of the same name in other tables may."""
    table, name = key
    order, known = orders[key]
    if known == "ambiguous":
        proved = {o for (_, other), (o, k) in orders.items() if other == name and k == "proved"}
        order, known = (proved.pop(), "proved") if len(proved) == 1 else (order, known)
    unread = tuple(words for words, cell in cells if cell is None or cell.value(order) is None)
    days = tuple(value for _, cell in cells if cell is not None and (value := cell.value(order)) is not None)
    return DateColumn(name, table, order, known, len(cells), unread, days)
