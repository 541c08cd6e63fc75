"""Rows whose texts hold separators that nobody quoted: read where only one reading is possible, refused elsewhere."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from toolkit.documents.dating.moments import read_cell
from toolkit.documents.files.columns import OF_NAMES, heading

UNQUOTED_SIGNS = ("with separators that are not quoted in a text, read as a part of it", "look at it")
_ID, _ADDRESS = re.compile(r"\S{0,40}"), re.compile(r"(?:https?:/|www\.)\S*|")
_SHOWN = ("id", "date", "url")  # columns whose cells show that they are such
# What stands in such a column all the same: an id of words and a number, a day that is no date, a path of a site.
_MAY_BE = {
    "id": re.compile(r"(?=.*\d).{1,40}"),
    "date": re.compile(r"(?i)(?=.*\d).{1,40}|hôm (?:nay|qua|kia)|vừa xong|today|yesterday|just now|n/?a|null|none|-+"),
    "url": re.compile(r"\S+"),
}
_BEHIND_A_DAY = re.compile(
    r"(?i)(?:[\W\d_]|gmt|utc|ict|lúc|[ap]\.?m|sa|ch|giờ|phút|h|z|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật|[a-z]+day)*"
)


def rejoined(cells: Sequence[str], header: Sequence[str], delimiter: str) -> list[str] | None:
    """The cells of a record that has more than the header, as many as the header has; None where it cannot be told.

    A separator with a blank behind it is punctuation, but never in an id or an address, and in a day only where all of
    it is one. Where cells are still left over, they belong to the column of text if they go on with its words and all
    other columns are of these three. No cell of these columns may be one that fits a column beside its own better.
    """
    kinds = [OF_NAMES.get(heading(name)) for name in header]
    whole, begun = list[str](), dict[str, str]()  # begun: what a cell was before it grew
    for cell in cells:
        if whole and cell[:1] == " " and whole[-1]:
            first = begun.get(whole[-1], whole[-1])
            whole[-1] += delimiter + cell
            begun[whole[-1]] = first
        else:
            whole.append(cell)
    if len(whole) > len(header):
        whole = _around_the_text(whole, kinds, delimiter)
    if len(whole) != len(header):
        return None
    shown = [at for at, kind in enumerate(kinds) if kind in _SHOWN]
    return whole if all(_stands(at, whole, kinds, begun, delimiter) for at in shown) else None


def _stands(
    at: int, cells: Sequence[str], kinds: Sequence[str | None], begun: Mapping[str, str], delimiter: str
) -> bool:
    """Whether a cell may stand in its column: as it was written, if no cell beside it is what the column holds; grown,
    if it is one day with its weekday and its hour."""
    cell, kind = cells[at], kinds[at]
    if cell in begun:
        return kind == "date" and _is_one_day(cell, delimiter)
    if _is_such(cell.strip(), kind):
        return True
    near = [i for i in (at - 1, at + 1) if 0 <= i < len(cells) and kinds[i] not in _SHOWN]
    beside = [begun.get(cells[i], cells[i]).strip() for i in near if kind != "id"]
    fits_better = any(other and _is_such(other, kind) for other in beside)
    return not fits_better and _MAY_BE[kind or ""].fullmatch(cell.strip()) is not None


def _is_one_day(cell: str, delimiter: str) -> bool:
    """Whether a grown cell is a day (`Thứ sáu, 5/7/2019, 10:00`), and no words follow where the day is told."""
    parts = cell.split(delimiter)
    told = next((n for n in range(1, len(parts) + 1) if read_cell(delimiter.join(parts[:n])) is not None), None)
    return told is not None and _BEHIND_A_DAY.fullmatch(delimiter.join(parts[told:])) is not None


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
