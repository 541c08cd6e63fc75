"""Cells that hold a moment: the forms in which tables, pages and people write a date, read strictly or not at all.

A cell is read by itself into what it may mean; which of day, month and year comes first is proved by its column.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from toolkit.documents.dating.grammar import (
    MONTH_NAMES,
    WEEKDAY_NAMES,
    WORD_MONTHS,
    is_day,
    iso,
    mentions,
    month_number,
    month_of_name,
    weekday_number,
)

HOME = "Asia/Ho_Chi_Minh"
LONGEST = 200  # characters of a cell that can be a moment
ORDERS = ("dmy", "mdy", "ymd")  # what is read first where nothing is proved: the day
FIRST_EPOCH, LAST_EPOCH = 631_152_000, 2_082_758_400  # 1990 to 2036: other numbers of ten digits are no moments
FIRST_SERIAL, LAST_SERIAL = 32_874, 49_710  # days of 1990 to 2036 as spreadsheets count them, from 1899-12-30
SHORT_YEARS_FROM = 69  # 69 to 99 are of the last century, as POSIX reads two figures

_MONTH = rf"(?:{'|'.join(sorted(MONTH_NAMES, key=len, reverse=True))})(?![^\W\d_])\.?"
# Beside a day and a year a month's stem is enough: `06-Febuary-2019`; alone with a year it must be its name.
_LIKE_MONTH = rf"(?:{_MONTH}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[^\W\d_]*\.?)"
_SEP = r"[ \t]?[/.\-–\\][ \t]?"
_CLOCK = re.compile(
    r"(?<![\d/])(\d{1,2})[ ]?[:hg][ ]?(\d{2})(?:[:p.](\d{2})(?:[.,]\d+)?)?[ ]?s?(?:\s*(am|pm|sa|ch)\b)?", re.I
)
_ZONE = re.compile(r"\(?\b(?:GMT|UTC)?\s?([+-])(\d{1,2}):?(\d{2})?\)?\s*\Z|\b(Z|GMT|UTC)\)?\s*\Z|(?<=\d)(Z)\s*\Z", re.I)
# Zones by the letters that mean one of them only: CST, IST and BST mean several.
_ZONES = {"ICT": 7, "EST": -5, "EDT": -4, "CDT": -5, "MDT": -6, "PST": -8, "PDT": -7, "CET": 1, "CEST": 2, "JST": 9}
_ZONES |= {"KST": 9, "AEST": 10, "AEDT": 11, "SGT": 8, "HKT": 8}
_NAMED_ZONE = re.compile(rf"(?<=[\dmM) ])({'|'.join(_ZONES)})\)?\Z")
_ISO_ZONE = re.compile(r"([+-])(\d{2}):?(\d{2})?\Z")
_ISO = re.compile(r"((?:19|20)\d\d)([-/.])(\d{1,2})\2(\d{1,2})(?=\Z|[T\s,|])")
_ISO_AMONG = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(
    r"((?:19|20)\d\d)(\d\d)(\d\d)(?:[T_ \-]?([01]\d|2[0-3]):?([0-5]\d)(?::?[0-5]\d)?\d{0,3})?(Z|[+-]\d\d:?\d\d)?\Z"
)
_NUMBER = re.compile(r"\d{5,19}(?:[.,]\d+)?\Z|\d(?:\.\d+)?e\+?\d\d?\Z", re.I)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?\Z")
_THREE = re.compile(rf"(?<![\d/.\-])(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP}((?:19|20)?\d\d)(?![\d/\-])")
_NAMED = re.compile(
    rf"(?<!\w)(\d{{1,2}})(?:st|nd|rd|th|er|\.)?[ \-]?(?:(?:of|de)[ ])?({_LIKE_MONTH})(?:[ ]de)?[ \-,]{{0,2}}"
    r"((?:19|20)?\d\d)(?!\d)"
    rf"|(?<!\w)({_LIKE_MONTH})[ \-](\d{{1,2}})(?:st|nd|rd|th)?,?[ \-]((?:19|20)\d\d)(?!\d)",
    re.I,
)
_SHORT_NAMED = re.compile(
    r"(?<!\d)(\d{1,2})[ .\-]{0,2}(?:thg|th|t)\.?[ ]?(\d{1,2})[ ,./\-]{1,2}(?:năm[ ])?((?:19|20)\d\d)(?!\d)", re.I
)
_WORDS = "|".join(sorted(WORD_MONTHS, key=len, reverse=True))
# `Tháng Mười Một 6, 2019`, as WordPress in Vietnamese writes: the month by name or number, then the day.
_MONTH_FIRST = re.compile(rf"\b(?:tháng|thg|th)[ ]?({_WORDS}|\d{{1,2}})[ ](\d{{1,2}}),[ ]((?:19|20)\d\d)(?!\d)", re.I)
# `5 Tháng Một, 2019`: in prose `tháng một` may be a month long, in a cell it is January; `9 tháng năm 2019` alone are
# nine months, `9 Tháng Năm 2019` is May.
_DAY_WORD = re.compile(
    rf"(?<!\d)(\d{{1,2}})[ ,]{{1,2}}tháng[ ]({_WORDS})(?:,[ ]|[ ]năm[ ]|(?:(?<!năm)|(?<=(?-i:háng Năm)))[ ])"
    r"((?:19|20)\d\d)(?!\d)",
    re.I,
)
_OPEN_MAY = re.compile(r"(?<!\d)(\d{1,2}[ ,]{1,2}tháng[ ]năm)(?=[ ](?:19|20)\d\d(?!\d))", re.I)
# `05112019`, and without the zero that a spreadsheet drops: with the year last it is no `20191105`.
_YEAR_LAST = re.compile(r"(\d{1,2})(\d\d)((?:19|20)\d\d)\Z")
# `Wed Nov 06 20:30:00 +0000 2019`, as C, Java and Twitter write moments.
_CTIME = re.compile(
    rf"(?:mon|tue|wed|thu|fri|sat|sun)[ ]({_MONTH})[ ]{{1,2}}(\d{{1,2}})[ ](\d{{1,2}}:\d{{2}}(?::\d{{2}})?)"
    r"(?:[ ](?:([+-]\d{4})|[A-Z]{3,4}))?[ ]((?:19|20)\d\d)\Z",
    re.I,
)
_FIELDS = re.compile(r"datetime\.(?:datetime|date)\(((?:19|20)\d\d), (\d{1,2}), (\d{1,2})")
_CHINESE = re.compile(r"((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日")
_PARTS = re.compile(r'\b(year|month|day)"?: ?"?(\d{1,4})\b', re.I)
_MONTHS = (
    re.compile(
        r"(?:t|th|thg|tháng|thang)?\.?[ ]?(0?[1-9]|1[0-2])(?:[ ]?[/\-.,][ ]?|[ ]n[ăa]m[ ]|[ ])((?:19|20)\d\d)\Z", re.I
    ),
    re.compile(rf"({_MONTH})[ \-/,]{{1,2}}((?:19|20)\d\d)\Z", re.I),
    re.compile(rf"tháng[ ]({_WORDS})(?:,[ ]|[ ]năm[ ]|[ ])((?:19|20)\d\d)\Z", re.I),
)
_YEAR_MONTH = re.compile(r"((?:19|20)\d\d)(?:[-/.](0?[1-9]|1[0-2])|(0[1-9]|1[0-2]))\Z")
_YEAR = re.compile(r"(?:n[ăa]m[ ])?((?:19|20)\d\d)(?:[.,]0+)?\Z", re.I)
# `Mar-19`, `Thg3-19`: what Excel makes of a month and a year; it would write a day before the month.
_SHORT_MONTH = re.compile(rf"(?:({_MONTH})|(?:thg|tháng)\.?[ ]?(0?[1-9]|1[0-2]))-(\d\d)\Z", re.I)
_QUARTER = re.compile(
    r"((?:19|20)\d\d)[ \-/]?q[1-4]\Z|[1-4]q[ ]?((?:19|20)\d\d)\Z"
    r"|(?:q|quý)[ .]?(?:[1-4]|iv|i{1,3})(?:[ ]?[/\-,][ ]?|[ ](?:năm[ ])?)((?:19|20)\d\d)\Z",
    re.I,
)
_ENGLISH_DAYS = {name: n for n, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_WEEKDAY = re.compile(
    rf"\b(mon|tue|wed|thu|fri|sat|sun)(?:s?day|nesday|rsday|urday)?\b|\b(?:thứ[ ]|t)({WEEKDAY_NAMES})\b"
    r"|\b(?:chủ nhật|cn)\b",
    re.I,
)
_FOUR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=[/.\-\s]|\Z)")
_WRAPPED = re.compile(r'\A\{"\$(?:date|numberLong)":\s*(.+?)\}\Z|\A\\?/Date\((\d{10,13})(?:[+-]\d{4})?\)\\?/\Z')
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2212": "-", "\u200b": None, "\ufeff": None, "\u200e": None})


@dataclass(frozen=True)
class Cell:
    """What a cell may mean: by order of day, month and year the ISO date it gives; one value where the order is said.

    `parts` are the three numbers of a date in figures whose order is not said, else none; `fitting` the orders whose
    day falls on the weekday named beside it.
    """

    readings: tuple[tuple[str, str], ...]
    parts: tuple[int, ...] = ()
    fitting: frozenset[str] = frozenset()

    def value(self, order: str = "dmy") -> str | None:
        """The ISO date in this order, or None where it gives none."""
        return dict(self.readings).get(order)

    @property
    def alone(self) -> str | None:
        """The ISO date as a cell by itself says it: in the order its figures or its weekday prove, else day first."""
        return self.value(column_order([self])[0])

    @property
    def orders(self) -> frozenset[str]:
        return frozenset(order for order, _ in self.readings)


@lru_cache(maxsize=4096)
def read_cell(text: str, zone: str = HOME) -> Cell | None:
    """A cell as a moment; None where it is none, or no date of the calendar in the believed span.

    A moment with an offset, `Z`, or counted since 1970 is of the day it then was in `zone`; one without stays.
    """
    text = _bare(text)
    if not text or len(text) > LONGEST or not any(c.isdigit() for c in text):
        return None
    for read in (_numbers, _coarse, _written_out, _whole):
        if (found := read(text, zone)) is not None:
            return found
    return None


def with_may(texts: Sequence[str]) -> list[str]:
    """The cells of a column, `9 tháng năm 2019` written out as a day of May where other months stand so in words.

    >>> with_may(["3 tháng tư 2019", "9 tháng năm 2019"])[1]
    '9 tháng năm năm 2019'
    """
    short = [_bare(text) if "th" in text.casefold() else "" for text in texts]
    if not any(_DAY_WORD.search(text) for text in short):
        return list(texts)
    return [_OPEN_MAY.sub(r"\1 năm", bare) if _OPEN_MAY.search(bare) else text for text, bare in zip(texts, short)]


def column_order(cells: Iterable[Cell | None]) -> tuple[str, str]:
    """The order of day, month and year that a column proves, and how far: "proved", "ambiguous", "mixed", or "".

    One cell that only one order can read proves it for all; a weekday, which may be wrong, does so only where several
    cells agree and none speaks against it. Of day and year, the one that varies less is the year.
    """
    read = [cell for cell in cells if cell is not None and cell.parts]
    if not read:
        return "dmy", ""
    common = frozenset.intersection(*(cell.orders for cell in read))
    if not common:
        return "dmy", "mixed"
    named = [cell.fitting for cell in read if cell.fitting]
    if len(named) > 1 or len(read) == len(named):
        common = common.intersection(*named) or common
    if {"dmy", "ymd"} <= common and len(read) > 2 and _spread(read, 0) != _spread(read, 2):
        common -= {"dmy", "mdy"} if _spread(read, 0) < _spread(read, 2) else {"ymd"}
    order = next(order for order in ORDERS if order in common)
    rivals = {cell.value(order) == cell.value(other) for other in common for cell in read}
    return order, "proved" if len(common) == 1 or rivals == {True} else "ambiguous"


def _spread(cells: Sequence[Cell], place: int) -> int:
    return len(Counter(cell.parts[place] for cell in cells))


def _bare(text: str) -> str:
    text = unicodedata.normalize("NFKC", text[: LONGEST * 2].translate(_HYPHENS)).translate(_HYPHENS)
    text = " ".join(text.split())
    for _ in range(2):  # a number within a date, as MongoDB exports it
        if match := _WRAPPED.match(text):
            text = (match[1] or match[2]).strip(' "')
    return text.strip(" []{}()'\"`|,;")


def _one(value: str | None) -> Cell | None:
    return None if value is None else Cell(tuple((order, value) for order in ORDERS))


def _numbers(text: str, zone: str) -> Cell | None:
    """Stamps in figures alone: `20191106`, `20191106143000`, seconds to microseconds since 1970, days of a sheet."""
    if match := _COMPACT.fullmatch(text):
        y, m, d = int(match[1]), int(match[2]), int(match[3])
        if _believed(y, m, d):
            if match[6] and match[4]:
                there = datetime(y, m, d, int(match[4]), int(match[5]), tzinfo=_offset(f":{match[6]}") or UTC)
                return _one(_at_home(there, zone))
            return _one(iso(y, m, d))
    if match := _YEAR_LAST.fullmatch(text):
        return cell if (cell := _three(*match.groups())).readings else None
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text.replace(",", "."))
    for unit in (1.0, 1e3, 1e6, 1e9):
        if FIRST_EPOCH <= number / unit <= LAST_EPOCH:
            return _one(_at_home(datetime.fromtimestamp(number / unit, UTC), zone))
    if _SERIAL.fullmatch(text) and FIRST_SERIAL <= number <= LAST_SERIAL:
        return _one((date(1899, 12, 30) + timedelta(days=int(number))).isoformat())
    return None


def _coarse(text: str, zone: str) -> Cell | None:
    """A month, a quarter (its year), a year."""
    if match := _YEAR.fullmatch(text):
        return _one(match[1])
    if match := _YEAR_MONTH.fullmatch(text):
        return _one(iso(int(match[1]), int(match[2] or match[3])))
    if match := _MONTHS[0].fullmatch(text):
        return _one(iso(int(match[2]), int(match[1])))
    if match := _MONTHS[1].fullmatch(text):
        return _one(iso(int(match[2]), month_of_name(match[1])))
    if match := _MONTHS[2].fullmatch(text):
        return _one(iso(int(match[2]), month_number(match[1])))
    if match := _SHORT_MONTH.fullmatch(text):
        month = month_of_name(match[1]) if match[1] else int(match[2])
        year = _year(match[3])
        return _one(iso(year, month)) if _believed(year, month, 1) else None
    if match := _QUARTER.fullmatch(text):
        return _one(match[1] or match[2] or match[3])
    return None


def _written_out(text: str, zone: str) -> Cell | None:
    """Forms that name their parts: `Wed Nov 06 20:30:00 +0000 2019`, `datetime.date(2019, 11, 6)`, `"year": 2019`."""
    if match := _CTIME.match(text):
        day, month = int(match[2]), month_of_name(match[1])
        cell = _cells([("dmy", int(match[5]), month, day)])
        return _moved(cell[0], f"{match[3]}{match[4] or ''}", zone) if cell and cell[0].readings else None
    if match := _FIELDS.search(text) or _CHINESE.search(text):
        y, m, d = (int(part) for part in match.groups())
        return _one(iso(y, m, d)) if _believed(y, m, d) else None
    parts = {name.lower(): int(number) for name, number in _PARTS.findall(text)}
    if "year" in parts and is_day(parts["year"], parts.get("month", 1), parts.get("day", 1)):
        return _one(iso(parts["year"], parts.get("month"), parts.get("day")))
    return None


def _whole(text: str, zone: str) -> Cell | None:
    """A day, with or without a time and a zone; None where two different ones stand in the cell."""
    found: list[Cell] = []
    if match := _ISO.search(text):
        found += _cells([("ymd", int(match[1]), int(match[3]), int(match[4]))])
        others = [*_ISO_AMONG.finditer(text)]
        if len({tuple(int(part) for part in other.groups()) for other in others}) > 1:
            return None
    else:
        found += [_on_weekday(_three(*(match.groups())), text) for match in _THREE.finditer(text)]
        for match in _NAMED.finditer(text):
            day, month, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
            found += _cells([("dmy", _year(year), month_of_name(month), int(day))])
        for match in _MONTH_FIRST.finditer(text):
            found += _cells([("dmy", int(match[3]), month_number(match[1]), int(match[2]))])
        for match in _DAY_WORD.finditer(text):
            found += _cells([("dmy", int(match[3]), month_number(match[2]), int(match[1]))])
        for match in _SHORT_NAMED.finditer(text):
            found += _cells([("dmy", int(match[3]), int(match[2]), int(match[1]))])
        if not found:
            found += _cells([("dmy", m.year, m.month, m.day) for m in mentions(text) if m.kind == "full"])
    years = set(_FOUR.findall(text))
    if not found or len({cell.readings for cell in found}) > 1 or not found[0].readings or len(years) > 1:
        return None
    return _moved(found[0], text, zone)


def _cells(days: Sequence[tuple[str, int | None, int | None, int | None]]) -> list[Cell]:
    """Days whose order is said, as cells; one out of the calendar is a cell that reads as nothing."""
    return [_one(iso(y, m, d)) or Cell(()) if _believed(y, m, d) else Cell(()) for _, y, m, d in days if y and m and d]


def _three(first: str, second: str, third: str) -> Cell:
    a, b, c = int(first), int(second), int(third)
    tries = [("dmy", _year(third), b, a), ("mdy", _year(third), a, b)]
    if len(third) == 2 and len(first) == 2:
        tries.append(("ymd", _year(first), b, c))
    return Cell(tuple((order, iso(y, m, d)) for order, y, m, d in tries if _believed(y, m, d)), (a, b, c))


def _on_weekday(cell: Cell, text: str) -> Cell:
    """A date in figures with the orders that fall on the weekday named with it (`Wed, 11/06/2019`), where any does.

    Who names it in Vietnamese writes the day first: a weekday that speaks against that is wrong.
    """
    match = _WEEKDAY.search(text)
    if match is None or len(cell.readings) < 2:
        return cell
    day = _ENGLISH_DAYS[match[1].casefold()] if match[1] else weekday_number(match[2])
    fit = frozenset(order for order, value in cell.readings if date.fromisoformat(value).weekday() == day)
    return Cell(cell.readings, cell.parts, fit) if match[1] or "dmy" in fit or "dmy" not in cell.orders else cell


def _year(figures: str) -> int:
    year = int(figures)
    return year if year > 99 else year + (1900 if year >= SHORT_YEARS_FROM else 2000)


def _believed(year: int, month: int, day: int) -> bool:
    """In the calendar and the believed span, and not the epoch that programs write for "no date"."""
    return is_day(year, month, day) and (year, month, day) not in ((1970, 1, 1), (1969, 12, 31))


def _moved(cell: Cell, text: str, zone: str) -> Cell:
    """The cell's days as they were in `zone`, where a time and an offset are told."""
    clock, offset = _CLOCK.search(text), _offset(text)
    if clock is None or offset is None:
        return cell
    hour, minute = int(clock[1]), int(clock[2])
    late = (clock[4] or "").lower() in ("pm", "ch")
    hour = hour % 12 + 12 * late if clock[4] else hour
    if hour > 23 or minute > 59:
        return cell
    moved = []
    for order, value in cell.readings:
        y, m, d = (int(part) for part in value.split("-"))
        moved.append((order, _at_home(datetime(y, m, d, hour, minute, tzinfo=offset), zone) or value))
    return Cell(tuple(moved), cell.parts, cell.fitting)


def _offset(text: str) -> timezone | None:
    """The offset from UTC that a moment tells at its end."""
    if named := _NAMED_ZONE.search(text):
        return timezone(timedelta(hours=_ZONES[named[1].upper()]))
    match = _ISO_ZONE.search(text) if "T" in text or ":" in text else None
    if match is None:
        match = _ZONE.search(text)
        if match is None:
            return None
        if match[1] is None:
            return UTC
    hours, minutes = int(match[2]), int(match[3] or 0)
    if hours > 14 or minutes > 59:
        return None
    sign = -1 if match[1] == "-" else 1
    return timezone(sign * timedelta(hours=hours, minutes=minutes))


def _at_home(moment: datetime, zone: str) -> str | None:
    try:
        there = moment.astimezone(_zone(zone))
    except (OverflowError, ValueError):
        return None
    return there.date().isoformat() if _believed(there.year, there.month, there.day) else None


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
