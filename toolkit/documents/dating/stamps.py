"""Dates that stand outside of a text: stamps in addresses and names of files, date lines of the page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from toolkit.documents.cleaner.page import Span
from toolkit.documents.dating.grammar import is_day, iso, mentions
from toolkit.documents.dating.moments import read_cell
from toolkit.documents.dating.witnesses import Witness, witness


@dataclass(frozen=True)
class HeaderDate:
    """A line that holds a date and stands outside the article: where, and what stands beside it."""

    value: str
    text: str
    timed: bool  # a time of day stands with it
    labelled: bool  # "Cập nhật", "Ngày đăng", "Published"
    before_title: bool
    in_widgets: bool  # buttons stand right beside it, as beside a site's clock
    at_end: bool

    @property
    def firm(self) -> bool:
        """Whether it is said to be a time of publication."""
        return self.timed or self.labelled


_YMD = r"(?P<y>(?:19|20)\d\d)(?P<s>[/\-_.])(?P<m>0?[1-9]|1[0-2])(?P=s)(?P<d>0?[1-9]|[12]\d|3[01])"
_DMY = r"(?P<d2>0[1-9]|[12]\d|3[01])(?P<s2>[\-_.])(?P<m2>0[1-9]|1[0-2])(?P=s2)(?P<y2>(?:19|20)\d\d)"
_FIGURES = r"(?P<y3>(?:19|20)\d\d)(?P<m3>0[1-9]|1[0-2])(?P<d3>0[1-9]|[12]\d|3[01])"
_STAMP = re.compile(
    rf"(?<!\d)(?:{_YMD}|{_FIGURES}(?P<time>[T_\-]?(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?\d{{0,5}})?|{_DMY})(?!\d)"
)
_STAMP_MONTH = re.compile(r"/((?:19|20)\d\d)/?(0[1-9]|1[0-2])/")
_TABLES = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet", ".xlsx")
_PACKED = (".gz", ".bz2", ".xz", ".zst")
# Folders by years and months: `2019/05`, `nam_2019/thang_5`, `201905`, `T5-2019`.
_YEAR_PART = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?:[-_. ]?(?P<m>0[1-9]|1[0-2]))?(?!\d)")
_MONTH_FIRST = re.compile(
    r"(?<![^\W_])(?:thang|tháng|thg|th|t|m)?[-_. ]?(?P<m>0?[1-9]|1[0-2])[-_. ]+(?:nam|năm)?[-_. ]?"
    r"(?P<y>(?:19|20)\d\d)(?!\d)",
    re.I,
)
_MONTH_PART = re.compile(r"(?:thang|tháng|thg|th|t|m|month)?[-_. ]?(0?[1-9]|1[0-2])\Z", re.I)


def from_url(address: str | None) -> list[Witness]:
    """Stamps in a URL: `/2019/11/06/`, `/20191106/`, one with its time, else `/2019/11/`.

    Eight figures alone at the end are as likely an article's number: a witness that never dates alone.
    """
    if not address:
        return []
    path = address[-2_000:].split("?")[0].split("#")[0]
    found = []
    for match in _STAMP.finditer(path):
        if value := _day(match):
            figures = match["y3"] is not None and match["time"] is None
            folder = path[: match.start()].endswith("/") and path[match.end() :].startswith("/")
            found.append(witness("number" if figures and not folder else "url", value, match.group(), "address"))
    if not any(w.kind == "url" for w in found) and (month := _STAMP_MONTH.search(path)):
        found.append(witness("url", f"{month[1]}-{month[2]}", month.group(), "address"))
    return found[:3]


def from_path(path: str | None, *, alone: bool = True) -> list[Witness]:
    """Stamps in the path of a file: in the name of one that holds one document (`alone`), else weaker as in folders."""
    if not path:
        return []
    parts = PurePosixPath(path[-2_000:].replace("\\", "/"))
    bare = PurePosixPath(parts.stem if parts.suffix.lower() in _PACKED else parts.name)
    table = not alone or bare.suffix.lower() in _TABLES
    found = []
    if not table:
        for match in _STAMP.finditer(bare.stem):
            if value := _day(match):
                number = match["y3"] is not None and match.group() == bare.stem
                kind = "number" if number else "file_name"
                found.append(witness(kind, value, match.group(), "name of the file"))
    holders = parts.parts if table else parts.parts[:-1]
    found += [
        witness("folder", value, match.group(), "name of a folder or table")
        for match in _STAMP.finditer("/".join(holders) + "/")
        if (value := _day(match))
    ]
    return [*found[:3], *_period(holders)]


@lru_cache(maxsize=4096)
def _period(holders: tuple[str, ...]) -> list[Witness]:
    """The year, or the month, that the innermost folder with one year in its name tells; whole days left aside."""
    for at in range(len(holders) - 1, -1, -1):
        part = holders[at]
        matches = [] if _STAMP.search(part) else list(_YEAR_PART.finditer(part))
        if len(matches) == 1:
            match = _MONTH_FIRST.search(part) or matches[0]
            below = _MONTH_PART.match(holders[at + 1]) if at + 1 < len(holders) else None
            month = match["m"] or (below[1] if below else None)
            value = iso(int(match["y"]), int(month) if month else None)
            words = part if match["m"] or below is None else f"{part}/{holders[at + 1]}"
            return (
                [witness("folder", value, words, "name of a folder or table")] if is_day(int(match["y"]), 1, 1) else []
            )
    return []


def _day(match: re.Match[str]) -> str | None:
    year, month, day = (int(match[f"{p}"] or match[f"{p}2"] or match[f"{p}3"]) for p in "ymd")
    return iso(year, month, day) if is_day(year, month, day) else None


_TIME = re.compile(r"\b\d{1,2}\s?(?:[:hg]|giờ)\s?\d{2}\b", re.I)
_LABELLED = re.compile(
    r"cập nhật|ngày đăng|đăng ngày|đăng lúc|xuất bản|posted|published|updated|thời gian|ngày cập nhật", re.I
)
EDITED = re.compile(r"lần cuối|chỉnh sửa|sửa đổi|last (?:updated|modified)|updated on|modified", re.I)
_DATE_RULES = {"date_line"}
_WIDGETS = ("furniture", "cms", "outlet_line")
_ARTICLE_EDGE = 3  # removed lines after the article among which its own date may stand


def header_dates(raw: str, spans: Sequence[Span], title: str | None) -> list[HeaderDate]:
    """Date lines that stand before or after the article's text, in order, with what stands beside them."""
    found: list[HeaderDate] = []
    body_start, body_end = body_extent(raw, spans)
    title_at = raw.find(title.strip()) if title and title.strip() else title_place(raw, spans)
    for i, span in enumerate(spans):
        if span.rule not in _DATE_RULES or body_start + 400 < span.start < body_end:
            continue
        text = " ".join(raw[span.start : span.end].split())
        days = [m for m in mentions(text[:200]) if m.kind == "full"]
        if not days:
            continue
        day = days[0]
        cell = read_cell(text[:120])  # which knows a weekday: `Wed, 11/06/2019`
        value = cell.alone if cell is not None and cell.parts else None
        beside = [spans[j] for j in (i - 1, i + 1, i + 2) if 0 <= j < len(spans)]
        after_end = span.start >= body_end
        rank = sum(s.start >= body_end and s.rule != "blank" for s in spans[:i])
        if after_end and (rank > _ARTICLE_EDGE or any(s.rule in ("trailer", "related") for s in spans[:i])):
            continue
        found.append(
            HeaderDate(
                value=value or iso(day.year or 0, day.month, day.day),
                text=text[:120],
                timed=_TIME.search(text) is not None,
                labelled=_LABELLED.search(text) is not None,
                before_title=span.start < title_at,
                in_widgets=any(s.rule in _WIDGETS and abs(s.start - span.start) < 60 for s in beside),
                at_end=after_end,
            )
        )
    return found


def body_extent(raw: str, spans: Sequence[Span]) -> tuple[int, int]:
    """Where the text that stays begins and ends in `raw`."""
    start, end = 0, len(raw)
    for span in spans:
        if raw[start : span.start].strip():
            break
        start = span.end
    for span in reversed(spans):
        if raw[span.end : end].strip():
            break
        end = span.start
    return start, max(start, end)


def title_place(raw: str, spans: Sequence[Span]) -> int:
    """Where the first line that stays begins, which is the title where there is one."""
    return body_extent(raw, spans)[0]
