"""The years a text calls present: phrases that speak for the year in which it was written, each with its weight.

Weights are the share right among articles whose source gave the date, rounded down, or less where reading other news
showed more errors; one weak phrase is never enough.
"""

import re
from collections.abc import Iterator

from toolkit.documents.dating.calendar import event_votes
from toolkit.documents.dating.datelines import COMPARED, Dateline
from toolkit.documents.dating.grammar import EARLIEST_YEAR, FUTURE, LATEST_YEAR, is_day, mentions
from toolkit.documents.dating.named_events import named_votes
from toolkit.documents.dating.nearby import near_votes
from toolkit.documents.dating.votes import YearVote
from toolkit.documents.dating.within import within_votes

_Y = r"((?:19|20)\d\d)"
_CLOSING = re.compile(
    rf"(?:tổng kết|sơ kết|kết quả|đánh giá|báo cáo)[^.\n]{{0,90}}?(?<!, trong )\bnăm[ \t]{_Y}\b", re.I
)
_OPENING_YEAR = re.compile(
    rf"(?:triển khai|phương hướng|nhiệm vụ|kế hoạch|dự toán|đề ra|bàn)[^.\n]{{0,50}}?\b(?:nhiệm vụ|công tác"
    rf"|phương hướng|kế hoạch|hoạt động|ngân sách)?"
    rf"[ \t]?(?:của[ \t])?năm[ \t]{_Y}\b",
    re.I,
)
_CURRENT = re.compile(
    r"\b(?:\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|những|các|mấy)[ \t]tháng[ \t](?:đầu[ \t]|qua[ \t]"
    r"|cuối[ \t])?(?:của[ \t])?năm[ \t](?P<a>(?:19|20)\d\d)\b"
    r"|\b(?:nửa đầu|nửa cuối)[ \t](?:năm[ \t]|của năm[ \t])?(?P<b>(?:19|20)\d\d)\b"
    r"|\bnăm nay[ \t]?[(,]?[ \t]?(?P<c>(?:19|20)\d\d)\b|\bnăm[ \t](?P<d>(?:19|20)\d\d)[ \t]này\b"
    r"|\btừ đầu năm[ \t](?P<h>(?:19|20)\d\d)[ \t]đến nay"
    r"|\btháng[ \t]\d{1,2}[ \t]?[/.-][ \t]?(?P<e>(?:19|20)\d\d)[ \t]này\b",
    re.I,
)
_NOW = re.compile(rf"\btừ (?:nay|giờ) (?:đến|tới|cho đến) (?:hết|cuối) năm[ \t]{_Y}\b", re.I)
_UNTIL = re.compile(
    r"\b(?:tính đến|tính tới|đến|tới)[ \t](?:hết[ \t])?(?:\d{1,2}[ \t]?(?:h"
    r"|giờ)\d{0,2},?[ \t])?(?:ngày[ \t])?(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)\b",
    re.I,
)
_SESSION = re.compile(
    r"(?:thường kỳ|thường kì)[ \t]tháng[ \t](\d{1,2})[ \t]?(?:[/.-]|năm)[ \t]?((?:19|20)\d\d)\b", re.I
)
_APPOINTED = re.compile(
    rf"(?:bổ nhiệm|lên đường)[^.\n]{{0,30}}?[ \t]nhiệm k[ỳì][ \t]{_Y}[ \t]?[-–][ \t]?(?:19|20)?\d\d\b", re.I
)
_CONGRESS = re.compile(
    rf"đại hội[^.\n]{{0,160}}?nhiệm k[ỳì][ \t](?:\w{{1,6}},?[ \t])?[(]?{_Y}[ \t]?[-–][ \t]?(?:19|20)?\d\d\b", re.I
)
_ANNIVERSARY = re.compile(
    r"\((?:\d{1,2}[/.-]){0,2}(?:19|20)\d\d[ \t]?[-–][ \t]?(?:\d{1,2}[/.-]){0,2}((?:19|20)\d\d)[ \t]?\)", re.I
)
_JUBILEE = re.compile(r"(?:kỷ niệm|kỉ niệm|chào mừng|mừng|nhân dịp|hướng tới|hướng đến)[^.\n]{0,160}\Z", re.I)
_EVENT = re.compile(
    r"\b(?:hội nghị|hội thảo|tọa đàm|toạ đàm|liên hoan|cuộc thi|festival|hội chợ|triển lãm|diễn đàn|tập huấn"
    r"|trại hè|tuần lễ"
    r"|ngày hội|chương trình|khai mạc|bế mạc|phát động|sự kiện|chiến dịch|lễ hội)\b"
    r"(?:[^.\n;]{0,110}?[ \t](?P<last>(?!năm\b)\w+))?[ \t](?:lần thứ [\w ]{1,12}[,]?[ \t])?"
    r"[-–(]?(?:năm[ \t])?(?P<y>(?:19|20)\d\d)\b(?![ \t]?[-–/.]\d)",
    re.I,
)
WEB_YEAR = 2000  # pages of the web are younger, and years before are history
_DEPLOYED = re.compile(r"triển khai[^.\n]{0,30}?(?:nhiệm vụ|công tác)", re.I)
_CLOSED = re.compile(r"\b(?:tổng kết|sơ kết)\b", re.I)
_DONE = re.compile(r"(?:thực hiện|so với|vượt|hoàn thành|theo|đạt)[^.\n]{0,20}\Z", re.I)
OFTEN = 4  # times: a year said so often is the year of the news
_SENTENCE = re.compile(r"(?:^|\n|[.!?][\"”’)]?[ \t])\Z")
_NO_EVENT = frozenset(
    [
        "sinh",
        "vào",
        "từ",
        "những",
        "các",
        "trong",
        "sau",
        "trước",
        "đến",
        "tới",
        "hồi",
        "năm",
        "đầu",
        "cuối",
        "giữa",
        "tháng",
        "luật",
        "hiến",
        "quý",
        "khoảng",
        "hơn",
        "gần",
        "mới",
    ]
)


def year_votes(body: str, line: Dateline | None) -> list[YearVote]:
    """What the text says of the year in which it was written; plans, history, law and terms of office apart."""
    votes = list(event_votes(body, line))
    if any(m.year for m in mentions(body)):  # most texts name no year, and need no search for phrases with one
        votes += [*_work_years(body, line), *_phrases(body, line), *within_votes(body, line), *near_votes(body, line)]
        votes += [*named_votes(body, line), *_often(body, line)]
    return [vote for vote in votes if EARLIEST_YEAR <= vote.year <= LATEST_YEAR]


def _vote(year: str | int, weight: float, rule: str, match: re.Match[str], month: int | None = None) -> YearVote:
    return YearVote(int(year), weight, rule, " ".join(match.group().split())[-110:], match.start(), month)


def _work_years(body: str, line: Dateline | None) -> Iterator[YearVote]:
    """Years of work closed and opened, by meetings of December and January that look back on one, on to the next."""
    if line is None:
        return
    early, late = line.month <= 3, line.month >= 11
    closed = list(_CLOSING.finditer(body[:3_000]))
    opened = list(_OPENING_YEAR.finditer(body[:3_000]))
    both = {int(m[1]) for m in closed} & {int(m[1]) - 1 for m in opened}
    for m in closed:
        firm = m.group()[:2].casefold() in ("tổ", "sơ") and (early or late)
        yield _vote(int(m[1]) + early, 0.9 if int(m[1]) in both else (0.8 if firm else 0.4), "year_closing", m)
    for m in opened if early or late else ():
        if _DONE.search(body[max(0, m.start() - 40) : m.start()]):
            continue
        alone = 0.65 if _DEPLOYED.match(m.group()) else 0.4
        yield _vote(int(m[1]) - (not early), 0.9 if int(m[1]) - 1 in both else alone, "year_opening", m)


def _phrases(body: str, line: Dateline | None) -> Iterator[YearVote]:
    """Phrases that call a year present, each by itself; what plans or compares is left out."""
    for m in _CURRENT.finditer(body):
        told = COMPARED.search(body[max(0, m.start() - 40) : m.start()]) or _planned(body, m)
        if not told:
            yield _vote(next(g for g in m.groups() if g), _current(m, line), "year_current", m)
    for m in _UNTIL.finditer(body):
        day, month, year = int(m[1]), int(m[2]), int(m[3])
        if line is not None and is_day(year, month, day) and abs(_gap(line, month, day)) <= 10:
            yield _vote(year, 0.9, "year_until", m)
    for m in _NOW.finditer(body):
        yield _vote(m[1], 0.93 if int(m[1]) % 5 else 0.4, "year_now", m)  # five-year plans end in years of 5 and 0
    for m in _SESSION.finditer(body[:3_000]):
        yield _vote(m[2], 0.85, "year_session", m, int(m[1]) if 1 <= int(m[1]) <= 12 else None)
    for m in _ANNIVERSARY.finditer(body[:6_000]):
        if _JUBILEE.search(body[max(0, m.start() - 170) : m.start()]):
            yield _vote(m[1], 0.7, "year_anniversary", m)
    for m in _APPOINTED.finditer(body[:6_000]):
        yield _vote(m[1], 0.7, "year_mandate", m)
    if line is not None:
        yield from _beside(body, line)


def _current(m: re.Match[str], line: Dateline | None) -> float:
    """The weight of a phrase of the current year; a part of a year is also spoken of before it has come, or after."""
    words, part = m.group().casefold(), m["a"] or m["b"]
    if part and line is None:
        return 0.6
    ahead = line is not None and line.month >= 11 and "đầu" in words
    over = line is not None and line.month <= 6 and "cuối" in words
    return 0.4 if part and (ahead or over) else 0.9 if line else 0.75


def _beside(body: str, line: Dateline) -> Iterator[YearVote]:
    """Years in the dateline's own sentence, and those of events in the opening."""
    sentence = re.split(r"(?<=[.!?])[ \t]|\n", body[line.mention.end : line.mention.end + 400])[0]
    start, end = line.mention.start, line.mention.end + len(sentence)
    for m in _CONGRESS.finditer(body, start, end):
        yield _vote(m[1], 0.75, "year_mandate", m)
    for m in _EVENT.finditer(body[:1_200]):
        last = (m["last"] or "").casefold()
        compared = COMPARED.search(m.group()[: -len(m["y"])]) or COMPARED.search(body[: m.start()][-40:])
        if line.month <= 3 and _CLOSED.search(m.group()):
            continue  # it closes the year before
        if last not in _NO_EVENT and not last.isdigit() and not _planned(body, m) and not compared:
            own = start - 200 <= m.start() <= end and (line.month <= 10 or "năm " + m["y"] in m.group())
            subject = line.month <= 10 and _SENTENCE.search(body[max(0, m.start() - 4) : m.start()]) is not None
            yield _vote(m["y"], 0.7 if own or subject else 0.4, "year_event", m)


def _planned(body: str, m: re.Match[str]) -> bool:
    """Whether the phrase stands in a clause that plans, or one that says what will be."""
    return FUTURE.search(body[max(0, m.start() - 90) : m.start()]) is not None or "sẽ" in m.group()


def _gap(line: Dateline, month: int, day: int) -> float:
    """Days from a day and month to the dateline's, within one year."""
    return (line.month - month) * 30.4 + (line.day - day)


def _often(body: str, line: Dateline | None) -> Iterator[YearVote]:
    """The latest year, where it is said three times or more and the dateline is not of the months that look back."""
    if line is None or line.month < 4:
        return
    said = [m for m in mentions(body) if m.year and m.kind != "span" and not (m.is_plan or m.is_legal or m.is_history)]
    year = max((m.year for m in said if m.year), default=0)
    named = [m for m in said if m.year == year]
    if len(named) >= 3:
        first = named[0]
        weight = 0.65 if len(named) >= OFTEN else 0.45
        words = body[first.start : first.end] + f" ({len(named)} times)"
        yield YearVote(year, weight, "year_often", words, first.start)


def latest_year(body: str, whole: bool = False) -> int | None:
    """The latest year the text speaks of as past or present: a bound, for nobody reports on a year to come.

    With `whole` only whole dates count, for a year alone may be a plan that is not said to be one. Years outside of
    the believed span are plans or history.
    """
    found = [
        m.year
        for m in mentions(body)
        if m.year
        and EARLIEST_YEAR <= m.year <= LATEST_YEAR
        and m.kind != "span"
        and not m.is_plan
        and (m.kind == "full" or (m.said_year and not whole))
    ]
    return max(found, default=None)


def told_year(body: str) -> int | None:
    """The latest year that the text speaks of as of its own time: no plan, history or law, none before the web."""
    found = [
        m.year
        for m in mentions(body)
        if m.year
        and m.year >= WEB_YEAR
        and m.kind != "span"
        and (m.said_year or m.kind == "full")
        and not (m.is_plan or m.is_history or m.is_legal)
    ]
    return max(found, default=None)
