"""Rows whose texts hold separators that nobody quoted: read where only one reading is possible, refused elsewhere."""

import re
from collections.abc import Sequence
from itertools import pairwise

from toolkit.documents.dating.moments import read_cell
from toolkit.documents.files.columns import OF_NAMES, heading

UNQUOTED_SIGNS = ("with separators that are not quoted in a text, read as a part of it", "look at it")
LONGEST_DAY = 100  # characters of a cell with its weekday, hour and zone
_SHOWN = ("id", "date", "url")  # columns whose cells show that they are such
_ID, _ADDRESS = re.compile(r"\S{0,40}"), re.compile(r"(?:https?:/|www\.)\S*|(?!\d)[^\s/]*/\S*|")
_FIRST_ID = re.compile(r"(?=.*\d).{1,40}")  # also of words and a number, where no column stands before it
_BESIDE_A_DAY = re.compile(
    r"""(?ix) \b(?: thứ\s(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7]) | chủ\snhật | (?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|
    sat(?:ur)?|sun)(?:day)? | (?:gmt|utc|ict)(?:\s?[+-]\s?\d{1,2}(?::?\d\d)?)? | [ap]\.?m\b\.? | sa | ch | sáng | trưa |
    chiều | tối | lúc | vào | ngày | cập\snhật | đăng | at | on | updated | posted | published )\b
    | (?:\bt)?(?<!\d)\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:\s?z\b|\s?[+-]\d\d:?\d\d)?
    | (?<!\d)\d{1,2}\s?(?:h|g|giờ)(?![^\W\d_])(?!\s*(?:trước|qua|ago))(?:\s?\d\d(?!\d)(?:\s?phút)?)? | [+]\d{4}\b
    | (?<=\d)t(?=\d{1,2}:)"""
)
_RELATIVE = re.compile(
    r"(?i)(?:khoảng )?\d+ (?:giây|phút|giờ|tiếng|ngày|tuần|tháng|năm) (?:trước|qua)|\d+ [a-z]+ ago|vừa xong|just now|"
    r"hôm (?:nay|qua|kia)|today|yesterday|n/?a|null|none|-+|"
)
# In figures, whose parts no separator of cells parts (`1,5, 1/7/2019`), or with the name of a month.
_DAY = re.compile(
    r"(?i)\d{1,4}(?:\s?[-/.]\s?\d{1,4}){1,2}|\d{4,19}|\d{1,2}\W{0,2}tháng \d{1,2}\W{1,3}(?:năm )?\d{4}|"
    r"\d{1,2}(?:st|nd|rd|th)?\W{0,2}[^\W\d_]+(?:\s[^\W\d_]+){0,2}\W{1,3}(?:năm )?\d{2,4}|"
    r"[^\W\d_]+(?:\s[^\W\d_]+){0,2}\W{1,2}(?:\d{1,2}(?:st|nd|rd|th)?\W{1,3})?\d{4}"
)


def rejoined(cells: Sequence[str], header: Sequence[str], delimiter: str) -> list[str] | None:
    """The cells of a record that has more than the header, as many as the header has; None where it cannot be told.

    A separator with a blank behind it is punctuation, but never in an id or an address, and in a day only where all of
    it is one. Where cells are still left over, they belong to the column of text if they go on with its words and all
    other columns are of these three. No cell of these columns may be anything else, and no number be cut in two.
    """
    kinds = [OF_NAMES.get(heading(name)) for name in header]
    whole = list[str]()
    for cell in cells:
        if whole and cell[:1] == " " and whole[-1]:
            whole[-1] += delimiter + cell
        else:
            whole.append(cell)
    if len(whole) > len(header):
        whole = _around_the_text(whole, kinds, delimiter)
    if len(whole) != len(header):
        return None
    fitting = all(kind not in _SHOWN or _is_such(at, whole, kind, delimiter) for at, kind in enumerate(kinds))
    unseen = [pair for pair, shown in zip(pairwise(whole), pairwise(kinds)) if not {*_SHOWN} & {*shown}]
    return whole if fitting and not any(_cuts_a_number(*pair) for pair in unseen) else None


def _around_the_text(cells: list[str], kinds: Sequence[str | None], delimiter: str) -> list[str]:
    """The cells with those in the place of the text joined, if they may be one and all others are what they should."""
    if kinds.count("text") != 1:
        return cells
    at = kinds.index("text")
    end = len(cells) - (len(kinds) - at - 1)
    joined = [*cells[:at], delimiter.join(cells[at:end]), *cells[end:]]
    others = all(i == at or _is_such(i, joined, kind, delimiter) for i, kind in enumerate(kinds))
    return joined if others and all(_goes_on(*pair) for pair in pairwise(cells[at:end])) else cells


def _goes_on(before: str, cell: str) -> bool:
    """Whether a cell is more of the words before it: a number's decimals, or a clause without a blank."""
    return _cuts_a_number(before, cell) or (before[-1:].isalpha() and cell[:1].islower() and " " in cell)


def _cuts_a_number(before: str, cell: str) -> bool:
    """Whether what stands between two cells may be a decimal sign (`1,5 triệu`)."""
    return before[-1:].isdigit() and cell[:1].isdigit()


def _is_such(at: int, cells: Sequence[str], kind: str | None, delimiter: str) -> bool:
    """Whether a cell is what its column holds, which only an id, a day and an address show."""
    cell = cells[at].strip()
    if kind == "date":
        if len(cell) > LONGEST_DAY:
            return False
        left = " ".join(_BESIDE_A_DAY.sub(" ", cell).split()).strip(" ,;|.:()-–•")
        return not cell or bool(left and _is_day(left)) or _RELATIVE.fullmatch(cell) is not None
    if kind == "id" and at == 0 and f"{delimiter} " not in cell and _FIRST_ID.fullmatch(cell):
        return True
    pattern = {"id": _ID, "url": _ADDRESS}.get(kind or "")
    return pattern is not None and pattern.fullmatch(cell) is not None


def _is_day(left: str) -> bool:
    """Whether what is left of a cell without weekday, hour and zone is one day, or a time told from now."""
    if _RELATIVE.fullmatch(left):
        return True
    return _DAY.fullmatch(left) is not None and read_cell(left) is not None
