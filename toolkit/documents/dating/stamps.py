"""Evidence of when a text was published that stands outside it: metadata, addresses, date lines of the page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.documents.cleaner.page import Span
from toolkit.documents.dating.grammar import is_day, iso, mentions


@dataclass(frozen=True)
class Candidate:
    """A date that evidence speaks for: ISO `value` at its precision ("" where no year is said), rule, confidence."""

    value: str
    rule: str
    confidence: float
    evidence: str
    note: str = ""

    @property
    def year(self) -> int:
        return int(self.value[:4])

    @property
    def precision(self) -> str:
        return {4: "year", 7: "month"}.get(len(self.value), "day")


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


_STAMP = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/\-_.](0?[1-9]|1[0-2])[/\-_.](0?[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])(?:[0-5]\d){0,2}\d{0,5}(?!\d)"
    r"|(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?<!\d)(0[1-9]|[12]\d|3[01])[\-_.](0[1-9]|1[0-2])[\-_.]((?:19|20)\d\d)(?!\d)"
)
_STAMP_MONTH = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])/")


def from_address(address: str | None, rule: str) -> list[Candidate]:
    """Dates in a URL or a file's path: `/2019/11/06/`, a stamp of 8 to 17 digits, `06-11-2019`, else `/2019/11/`."""
    if not address:
        return []
    found = []
    for match in _STAMP.finditer(address[-2_000:]):
        parts = [int(part) for part in match.groups() if part]
        year, month, day = parts if parts[0] > 31 else (parts[2], parts[1], parts[0])
        if is_day(year, month, day):
            found.append(Candidate(iso(year, month, day), rule, 0.95, match.group()))
    if not found and rule == "url" and (stem := _STAMP_MONTH.search(address[-2_000:])):
        found.append(Candidate(f"{stem[1]}-{stem[2]}", rule, 0.85, stem.group()))
    return found[:3]


_ISO_START = re.compile(r"^\s*((?:19|20)\d\d)-(\d{1,2})(?:-(\d{1,2}))?(?:[T\s].{0,40})?$", re.S)
_YEAR_ONLY = re.compile(r"^\s*((?:19|20)\d\d)(?:\.0)?\s*$")
_MONTH_ONLY = re.compile(r"^\s*(\d{1,2})\s?[/-]\s?((?:19|20)\d\d)\s*$")
_EPOCH = re.compile(r"^\s*(\d{10}|\d{13})(?:\.0)?\s*$")


def from_given(given: str | None) -> list[Candidate]:
    """The date that metadata give, read strictly: ISO, day first, a year, a month, or seconds since 1970."""
    if not given or not given.strip():
        return []
    text = given.strip()[:200]
    value = _read_given(text)
    return [Candidate(value, "metadata", 0.97, text[:80])] if value else []


def _read_given(text: str) -> str | None:
    if match := _ISO_START.match(text):
        y, m, d = int(match[1]), int(match[2]), int(match[3] or 1)
        return iso(y, m, d if match[3] else None) if _believed(y, m, d) else None
    if match := _YEAR_ONLY.match(text):
        return match[1]
    if match := _MONTH_ONLY.match(text):
        return iso(int(match[2]), int(match[1])) if _believed(int(match[2]), int(match[1]), 1) else None
    if match := _EPOCH.match(text):
        from datetime import UTC, datetime

        moment = datetime.fromtimestamp(int(match[1][:10]), UTC)
        return moment.date().isoformat() if _believed(moment.year, moment.month, moment.day) else None
    found = {(m.year, m.month, m.day) for m in mentions(text) if m.kind == "full"}
    if len(found) == 1:
        year, month, day = found.pop()
        assert year and month and day
        return iso(year, month, day) if _believed(year, month, day) else None
    return None


def _believed(year: int, month: int, day: int) -> bool:
    """In the calendar and the believed span, and not the epoch that programs write for "no date"."""
    return is_day(year, month, day) and (year, month, day) not in ((1970, 1, 1), (1969, 12, 31))


_TIME = re.compile(r"\b\d{1,2}\s?(?:[:hg]|giờ)\s?\d{2}\b", re.I)
_LABELLED = re.compile(
    r"cập nhật|ngày đăng|đăng ngày|đăng lúc|xuất bản|posted|published|updated|thời gian|ngày cập nhật", re.I
)
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
        beside = [spans[j] for j in (i - 1, i + 1, i + 2) if 0 <= j < len(spans)]
        after_end = span.start >= body_end
        rank = sum(s.start >= body_end and s.rule != "blank" for s in spans[:i])
        if after_end and (rank > _ARTICLE_EDGE or any(s.rule in ("trailer", "related") for s in spans[:i])):
            continue
        found.append(
            HeaderDate(
                value=iso(day.year or 0, day.month, day.day),
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
