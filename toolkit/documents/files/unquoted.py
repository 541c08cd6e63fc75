"""Rows whose texts hold separators that nobody quoted: read where only one reading is possible, refused elsewhere."""

import re
from collections.abc import Sequence
from itertools import pairwise

from toolkit.documents.dating.moments import read_cell
from toolkit.documents.files.columns import COLUMN_NAMES, heading

UNQUOTED_SIGNS = ("with separators that are not quoted in a text, read as a part of it", "look at it")
_ID, _ADDRESS = re.compile(r"\S{0,40}"), re.compile(r"(?:https?:/|www\.)\S*|")
_SHOWN = ("id", "date", "url")  # columns whose cells show that they are such
_OURS = {name: ours for ours, names in COLUMN_NAMES.items() for name in names.split()}


def rejoined(cells: Sequence[str], header: Sequence[str], delimiter: str) -> list[str] | None:
    """The cells of a record that has more than the header, as many as the header has; None where it cannot be told.

    A separator with a blank behind it is punctuation, but never in an id, a day or an address, and all cells of those
    columns have to be such. Where cells are still left over, they belong to the column of text if they go on with its
    words and all other columns are of these three.
    """
    kinds = [_OURS.get(heading(name)) for name in header]
    whole, grown = list[str](), set[str]()
    for cell in cells:
        if whole and cell[:1] == " " and whole[-1]:
            whole[-1] += delimiter + cell
            grown.add(whole[-1])
        else:
            whole.append(cell)
    if len(whole) > len(header):
        whole = _around_the_text(whole, kinds, delimiter)
    if len(whole) != len(header):
        return None
    shown = [(cell, kind) for cell, kind in zip(whole, kinds, strict=True) if kind in _SHOWN]
    return whole if all(cell not in grown and _is_such(cell.strip(), kind) for cell, kind in shown) else None


def _around_the_text(cells: list[str], kinds: Sequence[str | None], delimiter: str) -> list[str]:
    if kinds.count("text") != 1:
        return cells
    at = kinds.index("text")
    behind = len(kinds) - at - 1
    end = len(cells) - behind
    others = [*zip(kinds[:at], cells[:at]), *zip(kinds[at + 1 :], cells[end:])]
    goes_on = all(_goes_on(*pair) for pair in pairwise(cells[at:end]))
    if not goes_on or not all(_is_such(cell.strip(), kind) for kind, cell in others):
        return cells
    return [*cells[:at], delimiter.join(cells[at:end]), *cells[end:]]


def _goes_on(before: str, cell: str) -> bool:
    """Whether a cell is more of the words before it: a number's decimals (`1,5 triệu`), or a clause without a blank."""
    if before[-1:].isdigit() and cell[:1].isdigit():
        return True
    return before[-1:].isalpha() and cell[:1].islower() and " " in cell


def _is_such(cell: str, kind: str | None) -> bool:
    """Whether a cell is what its column holds, which only an id, a day and an address show."""
    if kind == "date":
        return not cell or read_cell(cell) is not None
    pattern = {"id": _ID, "url": _ADDRESS}.get(kind or "")
    return pattern is not None and pattern.fullmatch(cell) is not None
