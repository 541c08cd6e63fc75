"""Evidence of when a text was published: addresses, date lines, datelines, and years said as the present."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from toolkit.documents.cleaning_rules import Span
from toolkit.documents.date_grammar import Mention, is_day, iso, mentions, month_number

OPENING = 1_500  # characters of the cleaned text in which a dateline is looked for
READ_AT_MOST = 30_000  # characters of the cleaned text in which years are looked for


@dataclass(frozen=True)
class Candidate:
    """A date that evidence speaks for: ISO `value` at its precision, the `rule`, how sure it is alone, the words."""

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


@dataclass(frozen=True)
class Dateline:
    """The day and month on which the news happened, with the year where it is said."""

    month: int
    day: int
    year: int | None
    text: str
    start: int
    mention: Mention = field(repr=False)


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
                value=iso(day.year or 0, day.month, day.day), text=text[:120], timed=_TIME.search(text) is not None,
                labelled=_LABELLED.search(text) is not None, before_title=span.start < title_at,
                in_widgets=any(s.rule in _WIDGETS and abs(s.start - span.start) < 60 for s in beside),
                at_end=after_end,
            )
        )  # fmt: skip
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


_SOON = re.compile(r"^\s?(?:tới|sắp tới|tới đây|này sẽ)\b|^.{0,30}\bsẽ\b", re.I)
_PAREN = re.compile(r"[(\[–-]\s?$")
_TODAY = re.compile(
    r"(?:hôm nay|sáng nay|chiều nay|tối nay|trưa nay|hôm qua|vừa qua|sáng qua|chiều qua"
    r"|tối qua)[, ]{0,2}(?:ngày )?[(]?$",
    re.I,
)


def dateline(body: str) -> Dateline | None:
    """The first day in the opening that is said as the day of the news: with a cue (`Chiều 6/11`), or very early."""
    later: Dateline | None = None
    for m in mentions(body[:OPENING]):
        if m.day is None or m.month is None or m.is_legal or m.is_plan:
            continue
        text = _snippet(body, m)
        found = Dateline(m.month, m.day, m.year, text, m.start, m)
        said = m.has_cue or (m.kind == "full" and m.start < 120) or _TODAY.search(m.before) is not None
        if m.is_history or not (said or (_PAREN.search(m.before) and m.start < 600)):
            continue
        if _SOON.search(m.after):
            later = later or found
            continue
        return found
    return later


def _snippet(body: str, m: Mention) -> str:
    """The words of a mention with its cue."""
    start = max(0, m.start - 24)
    cut = body[start : m.start]
    cut = re.split(r"[\n.;(]", cut)[-1].lstrip(" ,")
    return (cut + body[m.start : m.end]).strip()


_CLOSING = re.compile(r"(?:tổng kết|kết quả|sơ kết|đánh giá)[^.\n]{0,90}?\bnăm\s((?:19|20)\d\d)\b", re.I)
_OPENING_YEAR = re.compile(
    r"(?:triển khai|phương hướng|nhiệm vụ|kế hoạch|chương trình công tác)[^.\n]{0,60}?\b(?:nhiệm vụ|công tác"
    r"|kế hoạch|hoạt động)?\s?năm\s((?:19|20)\d\d)\b",
    re.I,
)
_CURRENT = re.compile(
    r"\b(?:\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\stháng\s(?:đầu\s|qua\s"
    r"|cuối\s)?(?:của\s)?năm\s(?P<a>(?:19|20)\d\d)"
    r"|\b(?:nửa đầu|nửa cuối|quý\s(?:\d|I{1,3}|IV|một|hai|ba|bốn))\s?(?:năm\s|của năm\s|[/-]\s?)?(?P<b>(?:19|20)\d\d)"
    r"|\bnăm nay\s?[(,]?\s?(?P<c>(?:19|20)\d\d)|\bnăm\s(?P<d>(?:19|20)\d\d)\snày\b|\btháng\s\d{1,2}[/.-](?P<e>(?:19"
    r"|20)\d\d)\s(?:này|vừa qua)"
    r"|\b(?:tính đến|đến|tính tới)\s(?:hết\s)?(?:\d{1,2}\s?(?:h"
    r"|giờ)\d{0,2},?\s)?ngày\s\d{1,2}[/.-]\d{1,2}[/.-](?P<f>(?:19|20)\d\d)"
    r"|(?:họp|phiên|thường kỳ)\s(?:Chính phủ\s)?(?:thường kỳ\s)?tháng\s\d{1,2}[/.-](?P<g>(?:19|20)\d\d)", re.I
)  # fmt: skip
_WITHIN = re.compile(r"\btrong\snăm\s((?:19|20)\d\d)\b(?!\s?[-–])", re.I)
_COMPARED = re.compile(r"(?:so với|cùng kỳ|bằng|hơn)\s[^.\n]{0,24}$", re.I)
_MANDATE = re.compile(
    r"(?:bổ nhiệm|đại hội|nhậm chức|lên đường)[^.\n]{0,160}?nhiệm k[ỳì]\s(?:\w{1,6},?\s)?[(]?((?:19"
    r"|20)\d\d)\s?[-–]\s?(?:19|20)?\d\d",
    re.I,
)
_ANNIVERSARY = re.compile(
    r"(?:kỷ niệm|kỉ niệm|chào mừng|nhân dịp)[^.\n]{0,140}?\(\s?(?:\d{1,2}[/.-]){0,2}(?:19"
    r"|20)\d\d\s?[-–]\s?(?:\d{1,2}[/.-]){0,2}((?:19|20)\d\d)\s?\)",
    re.I,
)
_PASSED = re.compile(
    r"(?:thông qua|ban hành)\s(?:vào\s)?ngày\s(\d{1,2})\stháng\s(\d{1,2})\snăm\s((?:19|20)\d\d)\.?\s*$"
    r"|^(?:[A-ZĐÀ-Ỹ][\wÀ-ỹ. ]{1,24},\s)ngày\s(\d{1,2})\stháng\s(\d{1,2})\snăm\s((?:19|20)\d\d)\s*$", re.M
)  # fmt: skip


@dataclass(frozen=True)
class YearVote:
    """A year that a phrase speaks for, how strongly (the chance that it is right when alone), and the phrase."""

    year: int
    weight: float
    rule: str
    evidence: str
    start: int


def year_votes(body: str, line: Dateline | None) -> list[YearVote]:
    """What the text says of the year in which it was written; plans, history, law and terms of office apart."""
    body = body[:READ_AT_MOST]
    month = line.month if line else None
    votes: list[YearVote] = []

    def add(year: str | int, weight: float, rule: str, match: re.Match[str]) -> None:
        votes.append(YearVote(int(year), weight, rule, " ".join(match.group().split())[:120], match.start()))

    for m in _CLOSING.finditer(body):
        if month is not None:
            add(int(m[1]) + (month <= 4), 0.9 if month >= 11 or month <= 3 else 0.5, "year_closing", m)
    for m in _OPENING_YEAR.finditer(body):
        if month is not None:
            add(int(m[1]) - (month >= 10), 0.85 if month >= 11 or month <= 3 else 0.5, "year_opening", m)
    for m in _CURRENT.finditer(body):
        if not _COMPARED.search(body[max(0, m.start() - 40) : m.start()]):
            add(next(g for g in m.groups() if g), 0.85, "year_current", m)
    for m in _WITHIN.finditer(body[:6_000]):
        add(m[1], 0.75 if month and month >= 4 else 0.5, "year_within", m)
    for m in _MANDATE.finditer(body):
        add(m[1], 0.7, "year_mandate", m)
    for m in _ANNIVERSARY.finditer(body[:6_000]):
        add(m[1], 0.7, "year_anniversary", m)
    votes += _near_votes(body, line)
    return votes


def _near_votes(body: str, line: Dateline | None) -> list[YearVote]:
    """Whole dates and months with a year that lie within six weeks of the dateline's day and month."""
    if line is None:
        return []
    votes = []
    for m in mentions(body):
        if (
            m.year is None
            or m.kind not in ("full", "monthyear")
            or m.is_history
            or m.is_legal
            or m.is_plan
            or m.month is None
        ):
            continue
        gap = (line.month - m.month) * 30.4 + (line.day - (m.day or 15))
        if -10 <= gap <= 45:
            votes.append(YearVote(m.year, 0.8, "year_near", body[m.start : m.end], m.start))
        elif gap < -300:
            votes.append(YearVote(m.year + 1, 0.5, "year_near", body[m.start : m.end], m.start))
    return votes


def latest_year(body: str) -> int | None:
    """The latest year the text speaks of as past or present: a bound, for nobody reports on a year to come."""
    found = [
        m.year for m in mentions(body[:READ_AT_MOST])
        if m.year and m.kind != "span" and not m.is_plan and (m.said_year or m.kind == "full")
    ]  # fmt: skip
    return max(found, default=None)


def passed_dates(body: str) -> list[Candidate]:
    """The day on which a law text says it was passed, or the place and day it was signed at."""
    found = []
    for m in _PASSED.finditer(body[:READ_AT_MOST]):
        day, month, year = (int(g) for g in m.groups() if g)
        if is_day(year, month_number(str(month)) if 1 <= month <= 12 else 0, day):
            found.append(Candidate(iso(year, month, day), "signed", 0.93, " ".join(m.group().split())))
    return found
