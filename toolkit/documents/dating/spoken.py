"""Years that take more than a pattern: days near the dateline's, years said often, work closed and opened, events."""

import re
from collections.abc import Iterator
from datetime import date

from toolkit.documents.dating.datelines import COMPARED, COUNT, COURT, LEADS, OPENING, Dateline, tells_of_passed
from toolkit.documents.dating.grammar import AGE, FUTURE, Mention, is_day, mentions
from toolkit.documents.dating.phrases import READ, YearVote

NEAR_DAYS = 31  # before and after the dateline: a whole date so near is of its year, but for citations and terms
JUBILEE_DAYS = 31  # around a jubilee's own day it is celebrated
FIRM_PLACE = 600  # characters within which a dateline is the day of the news, not one of a story it tells
RECALLED = 250  # characters before a day in which a text says that it looks back
WEEK, UNTIL_DAYS = 7, 10
OFTEN, THRICE = 4, 3  # times: a year said so often is the year of the news
MIDYEAR = 6  # months up to which events of the year past are reviewed; from then on those of the next are launched
EARLY, LATE = 3, 10  # meetings up to March close the year before, from October on their own
# A day in brackets is a source or a birth; a term or a licence runs for years; what is marked every year is no news.
_NOT_OF_NOW = re.compile(
    r"[(][^()]{0,40}\Z|(?:có giá trị|thời hạn|hết hạn|hiệu lực|bằng|kỷ lục|kể từ|kỷ niệm|nhân dịp|vào dịp|ra đời|từng"
    r"|tưởng niệm|tưởng nhớ|giỗ|thảm họa|thảm hoạ|thảm kịch|vụ tấn công|nổ ra|bùng phát|bùng nổ|xung đột|kết hôn)"
    r"[^.;\n]{0,50}\Z",
    re.I,
)
_FIRMLY_NEAR = frozenset(("near_firm", "near_same_day", "near_week", "near_ahead", "near_close"))
# A text that looks back tells of days about its own, for it was written because they come round again.
_RECALLS = re.compile(
    rf"\b(?:tưởng niệm|tưởng nhớ|nhớ lại|nhìn lại|hồi tưởng|ký ức|hồi ức|năm xưa|năm ấy|ngày này năm)\b"
    rf"|\b(?:cách đây|tròn|sau|nhân|kỷ niệm|đã)[ \t](?:hơn |gần |đúng |tròn )?{COUNT}[ \t]năm\b"
    rf"|\b{COUNT}[ \t]năm[ \t](?:trước|sau|ngày|trôi qua)\b",
    re.I,
)
_YEARS_PAST = re.compile(rf"\b{COUNT}[ \t]năm[ \t](?:qua|nay)\b", re.I)
_THEN = re.compile(
    r"\b(?:trước đó|trước đây|khi đó|lúc đó|khi ấy|lúc ấy|bấy giờ|thời điểm đó|cũ|biên bản|ghi rõ|từng)\b"
    r"[^.\n]{0,120}\Z",
    re.I,
)
_CAREER = re.compile(r"\A,?[ \t](?:ông|bà(?! con)|anh|chị|đồng chí)\b[^.\n]{0,40}", re.I)
_CAREER_BEFORE = re.compile(
    r"\b(?:giữ chức|được bầu|bổ nhiệm|kết nạp|nhậm chức|từ chức|qua đời)\b[^.;\n]{0,50}\Z", re.I
)
_COMES = re.compile(r"(?:đến|tới|hết|từ|sẽ|hạn|diễn ra|dự kiến|khai mạc|tổ chức|kéo dài|[-–])[^.;\n]{0,30}\Z", re.I)
# A day that is promised is not past on the day of the news.
_PROMISED = re.compile(r"\b(?:hứa|hẹn|cam kết|dự kiến|sẽ)\b[^.,;\n]{0,60}\Z", re.I)
_TO_COME_BACK = re.compile(r"\b(?:năm ngoái|năm trước|một năm trước|cách đây|tròn)\b[^.;\n]{0,60}\Z", re.I)
_RANGE = re.compile(
    r"\((?P<d0>\d{1,2})[/.-](?P<m0>\d{1,2})[/.-](?P<y0>(?:19|20)\d\d)[ \t]?[-–][ \t]?"
    r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>(?:19|20)\d\d)[ \t]?\)"
)
_UNTIL = re.compile(
    r"\b(?:tính đến|tính tới)[ \t](?:hết[ \t])?(?:\d{1,2}[ \t]?(?:h|giờ)\d{0,2},?[ \t])?(?:ngày[ \t])?"
    r"(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)\b",
    re.I,
)
_Y = r"((?:19|20)\d\d)"
_CLOSING = re.compile(
    rf"(?:tổng kết|sơ kết|kết quả|đánh giá|báo cáo)[^.\n]{{0,90}}?(?<!, trong )\bnăm[ \t]{_Y}\b", re.I
)
_OPENING_YEAR = re.compile(
    rf"(?:triển khai|phương hướng|nhiệm vụ|kế hoạch|dự toán|đề ra|bàn)[^.\n]{{0,50}}?\b(?:nhiệm vụ|công tác"
    rf"|phương hướng|kế hoạch|hoạt động|ngân sách)?[ \t]?(?:của[ \t])?năm[ \t]{_Y}\b",
    re.I,
)
_DONE = re.compile(r"(?:thực hiện|so với|vượt|hoàn thành|theo|đạt)[^.\n]{0,20}\Z", re.I)
_PAST = re.compile(r"[ ,)]{0,3}(?:vừa qua|vừa rồi|mới đây|này)\b")
_COMING = re.compile(r"[ ,)]{0,3}(?:tới đây|sắp tới)\b")
# `tại cuộc họp báo chiều 29/4/2021`: a day on which something was said or held, not one of a tale.
_TOLD_ON = re.compile(
    r"\b(?:họp báo|trao đổi|phát biểu|trả lời|cho biết|phỏng vấn|diễn ra|khai mạc|bế mạc|tổ chức|buổi|cuộc họp|lễ)\b"
    r"[^.\n]{0,50}?\b(?:sáng|trưa|chiều|tối|đêm|khuya|hôm nay|hôm qua)[ \t]{1,2}(?:(?:nay|qua)[ \t]?)?[(,]?[ \t]?"
    r"(?:ngày[ \t])?\Z",
    re.I,
)
_EVENT = re.compile(
    r"\b(?:hội nghị|hội thảo|tọa đàm|toạ đàm|liên hoan|cuộc thi|festival|hội chợ|triển lãm|diễn đàn|tập huấn"
    r"|trại hè|tuần lễ|ngày hội|chương trình|khai mạc|bế mạc|phát động|sự kiện|lễ hội|đại hội thể dục)\b"
    r"(?:[^.\n;]{0,110}?[ \t](?P<last>(?!năm\b)\w+))?[ \t](?:lần thứ [\w ]{1,12}[,]?[ \t])?"
    r"[-–(]?(?:năm[ \t])?(?P<y>(?:19|20)\d\d)\b(?![ \t]?[-–/.]\d)",
    re.I,
)
_CONGRESS = re.compile(
    r"đại hội (?!toàn quốc)[^.,;\n]{0,90}?,?[ \t]nhiệm k[ỳì][ \t](?:\w{1,6},?[ \t])?"
    r"[(]?(?P<y>(?:19|20)\d\d)[ \t]?[-–][ \t]?(?:19|20)?\d\d\b",
    re.I,
)
_HELD = re.compile(r"\b(?:khai mạc|bế mạc|diễn ra|tổ chức|tiến hành|kết thúc|bầu)\b", re.I)
_SENTENCE = re.compile(r"(?:^|\n|[.!?][\"”’)]?[ \t])\Z")
_PLANNED = re.compile(r"\b(?:nhiệm vụ|chỉ tiêu|kế hoạch|phương hướng|dự toán|mục tiêu|quy hoạch)\b", re.I)
_CLOSED = re.compile(r"\b(?:tổng kết|sơ kết)\b", re.I)
_NO_EVENT = frozenset(
    "sinh vào từ những các trong sau trước đến tới hồi năm đầu cuối giữa tháng luật hiến quý khoảng hơn gần mới".split()  # noqa: SIM905
)
HEAD = 350  # characters: the title and the first sentence
LEAST_NAMED = 2  # times
# Cups, games and Tết are spoken of long before they come; awards and reports long after their year.
_ELSEWHEN = re.compile(
    r"\b(?:world cup|olympic\w*|thế vận hội|sea games|asiad|euro|asian cup|aff|copa|champions|vòng loại|vô địch"
    r"|giải bóng đá|mùa giải|năm học|tết|xuân|lịch|luật|hiến pháp|nghị quyết|mẫu|phiên bản|đời"
    r"|hoa hậu|á hậu|á khôi|hoa khôi|quán quân|á quân|cúp|league|grammy|oscar)\b",
    re.I,
)
_AHEAD = re.compile(
    r"\b(?:đăng cai|giành vé|trước thềm|hướng tới|hướng đến|chuẩn bị|chủ nhà|sang năm|năm sau|năm tới)\b", re.I
)
_PREPARED = re.compile(
    r"\b(?:ủy ban quốc gia|uỷ ban quốc gia|tiểu ban|chuẩn bị|họp báo|trao giải|giải thưởng|xếp hạng|báo cáo"
    r"|tổng kết|chủ tịch asean)\b",
    re.I,
)
# Events whose year is not that in which they are held, or that only lend it to what is said.
_NOT_ITS_YEAR = re.compile(
    r"\b(?:ủy ban quốc gia|uỷ ban quốc gia|đại hội thể thao (?:đông nam á|châu á)|world cup|olympic|thế vận hội"
    r"|sea games|asiad|euro|asian cup|aff cup|copa)\b"
    r"|\b(?:bộ luật|luật|nghị định|nghị quyết|thông tư|hiến pháp|pháp lệnh|quyết định)\b[^.,;]{0,60}\Z",
    re.I,
)
_LAUNCHED = re.compile(
    r"\b(?:họp báo|giới thiệu|phát động|ra mắt|khởi động|xúc tiến|triển khai|tập huấn|chuẩn bị|công bố|ký kết|thẩm tra"
    r"|góp ý|đăng ký|tuyển sinh|tổng điều tra|hoa hậu|hoa khôi|thể lệ|bán vé|logo)\b",
    re.I,
)
_REVIEWED = re.compile(
    r"\b(?:tổng kết|sơ kết|trao giải|trao thưởng|kết quả|báo cáo|nghiệm thu|đánh giá|vinh danh|hoa hậu|hoa khôi"
    r"|khởi động)\b",
    re.I,
)
_PUT_OFF = re.compile(r"\b(?:hoãn|dời|lùi|hủy|huỷ|từng)\b", re.I)
_NAME = re.compile(r"\b[A-Z]{3,}[ \t]{1,2}\Z")  # by its capitals: `APEC 2017`
_TO_COME = re.compile(r"[ \t](?:sẽ|sắp)\b")
_KIND = re.compile(
    r"\b(?:hội nghị|hội thảo|tọa đàm|toạ đàm|liên hoan|cuộc thi|festival|hội chợ|triển lãm|diễn đàn|ngày hội|lễ hội"
    r"|tuần lễ|chương trình)\b[^.\n]{0,90}\Z"
    r"|\bngày[ \t](?-i:[A-ZĐÀ-Ỹ])[^.\n]{0,90}\Z",
    re.I,
)
_CAPITAL = re.compile(r"[ \t][A-ZĐÀ-Ỹ]")
BRANDED = 2000  # the year in the names of so many goods


def spoken(body: str, line: Dateline | None) -> Iterator[YearVote]:
    """The votes that are computed."""
    yield from pointed(body, line)
    yield from named(body, line)
    if line is not None:
        for votes in (near_days, near_jubilees, until_days, work_years, opening_events, congresses, often):
            yield from votes(body, line)


def nearest(line: Dateline, m: Mention) -> tuple[int, int]:
    """The year that brings the dateline's day nearest to the mention's, and the days from the mention to it."""
    assert m.year is not None and m.month is not None
    return _nearest(line, date(m.year, m.month, m.day or 15))


def _nearest(line: Dateline, said: date) -> tuple[int, int]:
    years = [year for year in (said.year, said.year - 1, said.year + 1) if is_day(year, line.month, line.day)]
    gaps = {year: (date(year, line.month, line.day) - said).days for year in years} or {said.year: 366}
    best = min(gaps, key=lambda year: abs(gaps[year]))
    return best, gaps[best]


def near_days(body: str, line: Dateline) -> Iterator[YearVote]:
    """The year in which the dateline lies nearest to a day that the text names with its year."""
    said = [m for m in mentions(body) if m.year and m.kind != "span"]
    court = COURT.search(body) is not None
    first, ends, _ = body[: HEAD + 1].partition("\n")
    headline = first if ends else ""
    latest = max((m.year for m in said if m.year and (m.kind != "year" or not m.is_plan)), default=0)
    for m in said:
        if m.month is None or m.is_legal or AGE.search(m.before) or COMPARED.search(m.before[-40:]):
            continue
        year, days = nearest(line, m)
        if phrase := _near(m, line, days, year >= latest):
            before = body[max(0, m.start - RECALLED) : m.start]
            if phrase in _FIRMLY_NEAR and (_RECALLS.search(f"{headline}\n{before}") or _THEN.search(before)):
                phrase = "near_old"
            court_tells = court and phrase != "near_ahead"
            yield YearVote(year, "near_court" if court_tells else phrase, body[m.start : m.end], m.start)


def _near(m: Mention, line: Dateline, days: int, is_latest: bool) -> str:
    """How near a day is said to the dateline's, as the name of a phrase; "" where it says nothing."""
    told = m.is_history or m.is_plan
    elsewhen = _NOT_OF_NOW.search(m.before) or _TO_COME_BACK.search(m.before)
    if _CAREER.search(m.after) or _CAREER_BEFORE.search(m.before):
        return ""
    if m.kind == "monthyear":
        return "near_month" if -10 <= days <= 45 and not told and not elsewhen else ""
    if not -NEAR_DAYS <= days <= NEAR_DAYS or (days > 0 and _PROMISED.search(m.before)):
        return ""
    if is_latest and line.mention.start < FIRM_PLACE and not elsewhen:
        if days < 0:
            return "near_ahead" if days >= -3 or _COMES.search(m.before) else "near_old"
        same = (m.month, m.day) == (line.month, line.day)
        return "near_same_day" if same else "near_week" if days <= WEEK else "near_firm"
    close = -3 <= days <= WEEK and m.start < OPENING and line.mention.start < FIRM_PLACE and LEADS.search(m.before)
    return "" if told or elsewhen else "near_close" if close else "near_old"


def near_jubilees(body: str, line: Dateline) -> Iterator[YearVote]:
    """A jubilee with its day, `(18/11/1930 - 18/11/2025)`, about which the dateline lies."""
    for m in _RANGE.finditer(body[:READ]):
        year, month, day = int(m["y"]), int(m["m"]), int(m["d"])
        if not is_day(year, month, day) or (int(m["m0"]), int(m["d0"])) != (month, day):
            continue
        found, days = _nearest(line, date(year, month, day))
        ahead = days < 0 and _LAUNCHED.search(body[max(0, m.start() - 90) : m.start()])
        if abs(days) <= JUBILEE_DAYS and found == year and not ahead:
            yield YearVote(found, "jubilee_near", m.group(), m.start())


def until_days(body: str, line: Dateline) -> Iterator[YearVote]:
    """`Tính đến ngày 1/6/2019` where the dateline lies within days of it."""
    for m in _UNTIL.finditer(body):
        day, month, year = int(m[1]), int(m[2]), int(m[3])
        then = _THEN.search(body[max(0, m.start() - 160) : m.start()])
        if is_day(year, month, day) and COURT.search(body) is None and not then:
            found, days = _nearest(line, date(year, month, day))
            if abs(days) <= UNTIL_DAYS:
                yield YearVote(found, "until_day", " ".join(m.group().split()), m.start())


def work_years(body: str, line: Dateline) -> Iterator[YearVote]:
    """Years of work closed and opened, by meetings of the months that look back on one, on to the next.

    Two kinds of evidence: a year closed alone may be an old report, a year opened is a plan; together they date.
    """
    early, late = line.month <= EARLY, line.month >= LATE
    for m in _CLOSING.finditer(body[:3_000]):
        firm = m.group()[:2].casefold() in ("tổ", "sơ") and (early or late)
        name = "closing_firm" if firm else "closing_loose"
        reviewed = EARLY < line.month <= MIDYEAR and m.group()[:2].casefold() == "tổ"  # late, of the year before
        if not reviewed:
            yield YearVote(int(m[1]) + early, name, " ".join(m.group().split())[-110:], m.start())
    for m in _OPENING_YEAR.finditer(body[:3_000]) if early or late else ():
        if not _DONE.search(body[max(0, m.start() - 40) : m.start()]):
            yield YearVote(int(m[1]) - (not early), "opening_work", " ".join(m.group().split())[-110:], m.start())


def pointed(body: str, line: Dateline | None) -> Iterator[YearVote]:
    """Days that the text itself places about now: `4/3/2021 vừa qua`, `họp báo chiều 29/4/2021`."""
    head = line is None and COURT.search(body) is None  # beside a dateline such a day is another one
    for m in mentions(body):
        if m.start >= READ:
            break
        if m.year is None or m.month is None or m.is_legal:
            continue
        year = m.year if line is None else nearest(line, m)[0]
        past, coming = _PAST.match(m.after), _COMING.match(m.after)
        if past or (coming and (line is not None or m.month > EARLY)):
            words = body[m.start : m.end] + (past or coming)[0]  # type: ignore[index]
            yield YearVote(year, "pointed_past" if past else "pointed_coming", words, m.start)
        elif (
            head and m.kind == "full" and m.start < FIRM_PLACE and _TOLD_ON.search(m.before) and not _told_then(m, body)
        ):
            yield YearVote(year, "pointed_said", body[m.start : m.end], m.start)


def _told_then(m: Mention, body: str) -> bool:
    """Whether something was said on a day that the text looks back on (`từng nói chiều 29/4/2021`, `hai năm sau`)."""
    return (
        _THEN.search(body[max(0, m.start - RECALLED) : m.start]) is not None
        or tells_of_passed(body[:READ])
        or _YEARS_PAST.search(body[:READ]) is not None
    )


def often(body: str, line: Dateline) -> Iterator[YearVote]:
    """The latest year, where it is said three times or more and the dateline is not of the months that look back."""
    if line.month <= EARLY:
        return
    said = [m for m in mentions(body) if m.year and m.kind != "span" and not (m.is_plan or m.is_legal or m.is_history)]
    year = max((m.year for m in said if m.year), default=0)
    times = [m for m in said if m.year == year]
    if len(times) >= THRICE:
        first = times[0]
        words = body[first.start : first.end] + f" ({len(times)} times)"
        yield YearVote(year, "often" if len(times) >= OFTEN else "thrice", words, first.start)


def congresses(body: str, line: Dateline) -> Iterator[YearVote]:
    """A congress held on the day of the news, `Đại hội … nhiệm kỳ 2020-2025 khai mạc`; its term alone is a bound."""
    sentence = re.split(r"(?<=[.!?])[ \t]|\n", body[line.mention.end : line.mention.end + 400])[0]
    part = body[line.mention.start : line.mention.end + len(sentence)]
    m = _CONGRESS.search(part)
    if m and _HELD.search(part) and not _PLANNED.search(part) and not FUTURE.search(part + " "):
        yield YearVote(int(m["y"]), "congress_held", " ".join(m.group().split())[-110:], line.mention.start + m.start())


def opening_events(body: str, line: Dateline) -> Iterator[YearVote]:
    """Events of the opening that carry their year: `khai mạc Lễ hội … năm 2025`; firm where none of that year is in
    doubt."""
    sentence = re.split(r"(?<=[.!?])[ \t]|\n", body[line.mention.end : line.mention.end + 400])[0]
    start, end = line.mention.start, line.mention.end + len(sentence)
    those = list(_events(body, line))
    doubted = {m["y"] for m in those if _of_another_year(m, body, line)}
    for m in those:
        own = start - 200 <= m.start() <= end and (line.month <= 10 or "năm " + m["y"] in m.group())
        subject = line.month <= 10 and _SENTENCE.search(body[max(0, m.start() - 4) : m.start()]) is not None
        name = "event" if (own or subject) and m["y"] not in doubted else "event_loose"
        yield YearVote(int(m["y"]), name, " ".join(m.group().split())[-110:], m.start())


def _events(body: str, line: Dateline) -> Iterator[re.Match[str]]:
    """The events with a year that the opening names, but for those compared with, planned, closed or of other times."""
    for m in _EVENT.finditer(body[:1_200]):
        last = (m["last"] or "").casefold()
        before = body[max(0, m.start() - 90) : m.start()]
        compared = COMPARED.search(m.group()[: -len(m["y"])]) or COMPARED.search(before[-40:])
        planned = FUTURE.search(before) or "sẽ" in m.group() or _PLANNED.search(m.group())
        closed = line.month <= EARLY and _CLOSED.search(m.group())
        named = last in _NO_EVENT or last.isdigit()
        if not (compared or planned or closed or named or _elsewhen(m, body)):
            yield m


def _elsewhen(m: re.Match[str], body: str) -> bool:
    """Whether an event's year need not be that of the news: games that are put off, laws by their year, what was once
    held or is only prepared."""
    clause = re.split(r"[.\n]", body[max(0, m.start() - 60) : m.start()])[-1] + m.group()
    rest = re.split(r"[.\n]", body[m.end() : m.end() + 80])[0]
    return _NOT_ITS_YEAR.search(clause) is not None or _PUT_OFF.search(rest) is not None


def _of_another_year(m: re.Match[str], body: str, line: Dateline) -> bool:
    """Whether an event is as likely one of the year to come, told of from July on, or of the year past, up to June."""
    clause = re.split(r"[.\n]", body[max(0, m.start() - 90) : m.start()])[-1] + m.group()
    clause += re.split(r"[.\n]", body[m.end() : m.end() + 60])[0]
    return (_LAUNCHED if line.month > MIDYEAR else _REVIEWED).search(clause) is not None


def named(body: str, line: Dateline | None) -> Iterator[YearVote]:
    """The year of the event that the text opens with, where it is named again and no later year is spoken of."""
    said = [m for m in mentions(body) if m.year]
    latest = max((m.last or m.year or 0 for m in said), default=0)
    those = [m for m in said if m.kind == "year" and m.year == latest and _is_name(m)]
    if len(those) < LEAST_NAMED or those[0].start >= HEAD:
        return
    if _AHEAD.search(body[:HEAD]) or _PREPARED.search(body[:HEAD]):
        return
    m = those[0]
    words = " ".join(body[max(0, m.start - 40) : m.end].split("\n")[-1].split())
    usual = line is None or 4 <= line.month <= 10
    yield YearVote(latest, "named" if usual else "named_late", words, m.start)


def _is_name(m: Mention) -> bool:
    """Whether the year belongs to the name of an event that is held about when it is written of."""
    if m.year == BRANDED or m.is_plan or m.is_history or m.is_legal or m.is_term:
        return False
    clause = re.split(r"[.\n]", m.before)[-1]
    if _TO_COME.match(m.after) or _ELSEWHEN.search(clause[-45:]) or "(" in clause[-20:-1]:
        return False
    kind = _KIND.search(clause)
    return _NAME.search(clause) is not None or (kind is not None and _CAPITAL.search(kind.group()) is not None)
