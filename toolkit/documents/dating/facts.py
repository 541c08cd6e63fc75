"""What is known of one document before any other is asked: what states its day, and what its text tells of its own."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.documents.cleaner.page import Span, apply_spans
from toolkit.documents.cleaner.wrapping import flowing
from toolkit.documents.dating.datelines import Dateline, dateline, tells_a_story
from toolkit.documents.dating.grammar import EARLIEST_YEAR, LATEST_YEAR, PLAN, is_day, iso, mentions, month_number
from toolkit.documents.dating.law import news_part, passed_dates
from toolkit.documents.dating.moments import HOME, read_cell
from toolkit.documents.dating.stamps import EDITED, from_path, from_url, header_dates
from toolkit.documents.dating.witnesses import Witness, gap, witness

READ_AT_MOST = 30_000  # characters of the cleaned text in which dates are looked for
PRESS_YEAR = 1986  # an opening that names an earlier day tells history
LATE_MONTH = 9  # from here on the latest year a text speaks of may be the next one
FIRST_SENTENCE = 120  # characters within which a whole date that leads is the day of the news
GOES_ON_DAYS = 31  # after the day a text leads with: what tells of a later one leads with a tale, or runs on
AGREES_DAYS = 14  # a publication date lies at most this long after the day of the news, and at most one before
BORNE_OUT = ", on the day of the news"
_PAGE_KINDS = {"beside": "date_line", "above": "bare_line"}
_WEEKDAY = re.compile(r"\b(?:thứ|chủ nhật|mon|tues|wednes|thurs|fri|satur|sun)", re.I)
_WHOLE = re.compile(
    r"(?<![\d/.,-])(0?[1-9]|[12]\d|3[01])"
    r"(?:[ \t]?[/.\-–][ \t]?(0?[1-9]|1[0-2])[ \t]?[/.\-–][ \t]?"
    r"|[ \t]tháng[ \t](\d{1,2})(?:[ \t]năm[ \t]|[ \t]?[/.,-][ \t]?))((?:19|20)\d\d)(?![\d/])"
)
_NAMED = re.compile(r"(?<!\d)(?:19|20)\d\d(?![\d/])")  # the year that a whole day ends with
LONGEST_DAY = 24  # characters before its year: "31 tháng 12 năm "
_NOT_PAST = re.compile(
    r"(?:hiệu lực|hạn|thời hạn|kết thúc|bế mạc|diễn ra|khai mạc|tổ chức|sẽ|dự kiến|kéo dài|trước|đến|tới|kỷ niệm"
    r"|dịp|cập nhật|chỉnh sửa|sửa lần cuối)"
    r"[^.\n;]{0,60}\Z"
    r"|[-–][ \t]?\Z",
    re.I,
)


@dataclass(frozen=True)
class Facts:
    """Of one document: what states its day, its dateline (`line`), that dateline as a witness where it says its year
    (`told`), the latest whole day the text tells of as past (`past`, ISO), and days of signing a law tells."""

    stated: tuple[Witness, ...]
    line: Dateline | None
    told: Witness | None
    past: str | None
    signed: tuple[Witness, ...] = ()
    part: int | None = None  # characters of a law text that may tell of its own day; None: all of the text


def facts_of(
    raw: str,
    spans: Sequence[Span],
    *,
    title: str | None = None,
    url: str | None = None,
    path: str | None = None,
    alone: bool = True,
    given: tuple[Witness, ...] = (),
    found: str | None = None,
    zone: str = HOME,
) -> tuple[Facts, str]:
    """The facts of a document, and the text in which years are looked for where they do not date it."""
    text = text_of(raw, spans)
    body = news_part(text)
    line = dateline(body)
    stated = [
        *given,
        *(_borne_out(w, line) for w in from_page(found, zone)),
        *from_url(url),
        *from_path(path, alone=alone),
        *_date_lines(raw, spans, title, line),
    ]
    says = line is not None and line.year is not None
    past = latest_past(body) if stated or says else None  # what nothing states needs no bound
    told = _told(body, line, past) if line is not None and line.year is not None else None
    part = len(body) if len(body) < len(text) else None
    return Facts(tuple(stated), line, told, past, tuple(passed_dates(text)), part), text


def text_of(raw: str, spans: Sequence[Span]) -> str:
    """The text in which dates are looked for: without what cleaning cut, its wrapped paragraphs in one line."""
    return flowing(apply_spans(raw, list(spans))[:READ_AT_MOST])


def from_page(found: str | None, zone: str = HOME) -> Iterator[Witness]:
    """The witnesses of the column `date_found`: what a page tells of its dates; one that cannot be read is left out."""
    try:
        rows = json.loads(found) if found else []
    except ValueError:
        return
    for row in rows if isinstance(rows, list) else ():
        if not (isinstance(row, list) and len(row) == 3):
            continue
        kind, value, place = (str(part) for part in row)
        cell = read_cell(value, zone)
        day = cell.alone if cell is not None else None
        if day is not None:
            yield witness(_PAGE_KINDS.get(kind, kind), day, value, place)


def _date_lines(raw: str, spans: Sequence[Span], title: str | None, line: Dateline | None) -> Iterator[Witness]:
    """Date lines of the page that cleaning cut, firm or bare.

    Firm ones tell a time or that they tell of publication, stand by the text, or on the day of the news. A weekday and
    a date above the title, or what stands beside buttons, is as often the site's clock.
    """
    for header in header_dates(raw, spans, title):
        clock = header.before_title and (header.in_widgets or _WEEKDAY.search(header.text) is not None)
        bare = clock and not header.firm
        place = "beside buttons" if header.in_widgets else "above the title" if header.before_title else "by the text"
        kind = "modified" if EDITED.search(header.text) else "bare_line" if bare else "date_line"
        yield _borne_out(witness(kind, header.value, header.text, place), line)


def _borne_out(w: Witness, line: Dateline | None) -> Witness:
    """A bare line on the day of the news, or up to a fortnight after, is the page's date line."""
    if w.kind != "bare_line" or line is None or w.precision != "day":
        return w
    days = days_since(line, date.fromisoformat(w.value))
    near = days is not None and -1 <= days <= AGREES_DAYS
    return witness("date_line", w.value, w.words, w.place + BORNE_OUT) if near else w


def _told(body: str, line: Dateline, past: str | None) -> Witness | None:
    """A dateline that says its year, as a witness; one that tells a story, or of days before the press, is none."""
    assert line.year is not None
    found = witness("dateline", iso(line.year, line.month, line.day), line.text, "opening")
    if line.year < PRESS_YEAR or tells_a_story(body, line):
        return found.felled("a day of a tale")
    latest = latest_year(body)
    leads = line.mention.start < FIRST_SENTENCE
    if past is not None and gap(found.value, past) > GOES_ON_DAYS:
        return found.felled(f"the text tells of {past}")
    if latest is not None and latest > line.year + (1 if leads or line.month >= LATE_MONTH else 0):
        return found.felled(f"the text tells of {latest}")
    return found


def latest_past(body: str) -> str | None:
    """The latest whole day in the text, deadlines and days to come left out: the text was not written before it."""
    best = None
    for match in whole_days(body):
        year, month, day = int(match[4]), month_number(match[2] or match[3]), int(match[1])
        before = body[max(0, match.start() - 70) : match.start()]
        if not is_day(year, month, day) or PLAN.search(before[-48:]) or _NOT_PAST.search(before):
            continue
        found = iso(year, month, day)
        best = found if best is None or found > best else best
    return best


def whole_days(body: str) -> Iterator[re.Match[str]]:
    """The days with their years in a text, sought around the years it names alone, which few texts do."""
    end = 0
    for year in _NAMED.finditer(body):
        start = max(end, year.start() - LONGEST_DAY)
        for match in _WHOLE.finditer(body, start, year.end() + 1):
            yield match
            end = match.end()


def latest_year(body: str) -> int | None:
    """The latest year the text speaks of as past or present: a bound, for nobody reports on a year to come."""
    found = [
        m.year
        for m in mentions(body)
        if m.year
        and EARLIEST_YEAR <= m.year <= LATEST_YEAR
        and m.kind != "span"
        and not m.is_plan
        and (m.kind == "full" or m.said_year)
    ]
    return max(found, default=None)


def days_since(line: Dateline, moment: date) -> int | None:
    """Days from the dateline to `moment`, in the year that brings it nearest before (or 30 days after)."""
    gaps = []
    for year in (line.year,) if line.year else (moment.year - 1, moment.year, moment.year + 1):
        if is_day(year, line.month, line.day):
            gaps.append((moment - date(year, line.month, line.day)).days)
    near = [gap for gap in gaps if gap >= -30]
    return min(near, key=abs) if near else None
