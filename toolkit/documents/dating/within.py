"""Years said within a sentence as the year the news is of: `Trong năm 2019, …`, `Đây là sự kiện lớn của năm 2019`."""

import re
from collections.abc import Iterator

from toolkit.documents.dating.datelines import COMPARED, COURT, OPENING, Dateline
from toolkit.documents.dating.grammar import FUTURE, mentions
from toolkit.documents.dating.nearby import FIRM_PLACE, nearest
from toolkit.documents.dating.votes import YearVote

_Y = r"(?P<year>(?:19|20)\d\d)"
_WITHIN = re.compile(rf"\b(?P<first>[Tt])rong[ \t]năm[ \t]{_Y}\b(?![ \t]?[-–])")
_THIS = re.compile(
    rf"\b[Đđ]ây[ \t](?:cũng[ \t]|chính[ \t])?là[ \t][^.\n;]{{0,90}}?\b(?:của|trong)[ \t]năm[ \t]{_Y}\b(?![ \t]?[-–])"
)
_TO_COME = re.compile(
    r"\b(?:sẽ|dự kiến|mục tiêu|kế hoạch|phấn đấu|tiếp tục (?!có|được|là|chịu|gặp|diễn|đạt|tăng)|cần|tới đây"
    r"|dự báo|dự thảo|dự toán|nhất trí|đề nghị|mời|nhân dịp|chuẩn bị|kỷ niệm)\b",
    re.I,
)
# Figures and comparisons mostly tell of a year that is over.
_FIGURES = re.compile(
    r"\d[ \t]?%|\d[ \t]?(?:tỷ|tỉ|triệu|nghìn|ngàn|USD|đồng|lượt|vụ|người|tấn)\b"
    r"|\bđạt[ \t](?:trên|hơn|gần|khoảng)?[ \t]?\d"
    r"|so với (?:cùng kỳ|năm (?:trước|19|20))|\bước (?:đạt|tính)\b|\bcả năm\b",
    re.I,
)
# `Năm …` opens sentences about the year before more often than about its own, but for the text's first.
_FIRST = re.compile(
    rf"(?:^|\n|[.!?][ \t])Năm[ \t]{_Y}\b(?![ \t]?[-–])(?!,?[ \t](?:ông|bà|anh|chị|cô|chú|cụ|em|tôi|họ|dân làng"
    r"|khi|sau)\b)"
)
FIRST_PLACE = 160
_ENTERED = re.compile(rf"\b[Bb]ước[ \t]sang[ \t]năm[ \t]{_Y}\b(?![ \t]?[-–])")
# `tại cuộc họp báo chiều 29/4/2021`: a day on which something was said or held, not one of a tale.
_TOLD_ON = re.compile(
    r"\b(?:họp báo|trao đổi|phát biểu|trả lời|cho biết|phỏng vấn|diễn ra|khai mạc|bế mạc|tổ chức|buổi|cuộc họp|lễ)\b"
    r"[^.\n]{0,50}?"
    r"\b(?:sáng|trưa|chiều|tối|đêm|khuya|hôm nay|hôm qua)[ \t]{1,2}(?:(?:nay|qua)[ \t]?)?[(,]?[ \t]?(?:ngày[ \t])?\Z",
    re.I,
)
_PAST = re.compile(r"[ ,)]{0,3}(?:vừa qua|vừa rồi|mới đây|này)\b")
_COMING = re.compile(r"[ ,)]{0,3}(?:tới đây|sắp tới)\b")
# A text about a year's close is written when it is over.
_CLOSED = re.compile(
    r"\b(?:tổng kết|sơ kết|(?:trong|một) năm qua|năm vừa qua|năm ngoái|năm mới|cả năm"
    r"|(?:gặp mặt|họp mặt) (?:đầu năm|đầu xuân))\b",
    re.I,
)
READ = 6_000  # characters in which such a sentence is looked for
EARLY, LATE = 3, 10  # up to March years are closed, from October on they are planned


def within_votes(body: str, line: Dateline | None) -> Iterator[YearVote]:
    """Votes of sentences that name their year; without a dateline only those that open with it or point at the news."""
    for m in _THIS.finditer(body[:READ]):
        if FUTURE.search(body[max(0, m.start() - 90) : m.start()]) is None and "sẽ" not in m.group():
            # Achievements of a year are also told of in the next one's first months.
            yield _vote(m, 0.85 if line is not None and line.month > EARLY else 0.6, "year_this")
    for m in _WITHIN.finditer(body[:READ]):
        weight = _opening(body, m, line) if m["first"] == "T" else _inside(body, m, line)
        if weight:
            yield _vote(m, weight, "year_within")
    for m in _FIRST.finditer(body[:FIRST_PLACE]):
        rest = _rest(body, m)
        plain = line is None and not (_TO_COME.search(rest) or _FIGURES.search(rest))
        yield _vote(m, 0.65 if plain else 0.4, "year_first")
    for m in _ENTERED.finditer(body[:READ]):
        yield _vote(m, 0.4 if _TO_COME.search(_rest(body, m)) else 0.65, "year_entered")
    yield from _pointed(body, line)


def _pointed(body: str, line: Dateline | None) -> Iterator[YearVote]:
    """Dates that the text itself places about now: `4/3/2021 vừa qua`, `họp báo chiều 29/4/2021`."""
    head = line is None and COURT.search(body) is None  # beside a dateline such a day is another one
    for m in mentions(body[:READ]):
        if m.year is None or m.month is None or m.is_legal:
            continue
        year = m.year if line is None else nearest(line, m)[0]
        past, coming = _PAST.match(m.after), _COMING.match(m.after)
        if past or (coming and (line is not None or m.month > EARLY)):
            yield YearVote(year, 0.7, "year_pointed", body[m.start : m.end] + (past or coming)[0], m.start)  # type: ignore[index]
        elif head and m.kind == "full" and m.start < FIRM_PLACE and _TOLD_ON.search(m.before):
            yield YearVote(year, 0.7, "year_pointed", body[m.start : m.end], m.start)


def _vote(m: re.Match[str], weight: float, rule: str) -> YearVote:
    return YearVote(int(m["year"]), weight, rule, " ".join(m.group().split())[-110:], m.start())


def _rest(body: str, m: re.Match[str]) -> str:
    """The sentence from the phrase on."""
    return re.split(r"[.\n](?=\D|\Z)", body[m.end() : m.end() + 250])[0]


def _opening(body: str, m: re.Match[str], line: Dateline | None) -> float:
    """The weight of `Trong năm …` at the head of its sentence."""
    rest = _rest(body, m)
    planned, figures = _TO_COME.search(rest) is not None, _FIGURES.search(rest) is not None
    if line is None:
        return 0.4 if planned or figures or m.start() >= OPENING or _CLOSED.search(body) else 0.65
    if m.start() >= OPENING and line.month < LATE:
        return 0.5
    if line.month >= LATE:
        return 0.4 if planned else 0.75
    return 0.4 if figures or (line.month <= EARLY and _CLOSED.search(body[:READ])) else 0.75


def _inside(body: str, m: re.Match[str], line: Dateline | None) -> float:
    """The weight of `… trong năm …` within its sentence."""
    before = re.split(r"[.\n](?=\D|\Z)", body[max(0, m.start() - 200) : m.start()])[-1]
    if line is None or COMPARED.search(before[-40:]):
        return 0.0
    sentence = before + _rest(body, m)
    planned = line.month > EARLY and _TO_COME.search(sentence) is not None
    if planned or _FIGURES.search(sentence):
        return 0.2
    if line.month <= EARLY:  # the months of prizes and reports for the year before
        return 0.2
    return 0.45 if m.start() >= OPENING else 0.65
