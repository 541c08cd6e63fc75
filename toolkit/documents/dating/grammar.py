"""A grammar of the dates that Vietnamese texts write: every mention with its place, its parts, and how it is said."""

import calendar
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

EARLIEST_YEAR, LATEST_YEAR = 1945, 2035  # a document dated outside this span is not believed

_D, _M, _Y = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_SEP = r"[ \t\xa0]{0,2}[/.\-–][ \t\xa0]{0,2}"
# Months as tables write them in English, French, German and Spanish, whole or cut, and whole in Italian, Portuguese,
# Dutch and Indonesian.
MONTH_NAMES = {
    name: n
    for n, names in enumerate(
        (
            "jan january janv janvier jän januar ene enero gennaio janeiro januari",
            "feb february fév fev févr fevr février fevrier februar febrero febbraio fevereiro februari",
            "mar march mars mär märz marzo março maart maret",
            "apr april avr avril abr abril aprile",
            "may mai mayo maggio maio mei",
            "jun june juin juni junio giugno junho",
            "jul july juil juillet juli julio luglio julho",
            "aug august août aout ago agosto augustus agustus",
            "sep sept september septembre septiembre setiembre settembre setembro",
            "oct october octobre okt oktober octubre ottobre outubro",
            "nov november novembre noviembre novembro",
            "dec december déc décembre decembre dez dezember dic diciembre dicembre dezembro desember",
        ),
        start=1,
    )
    for name in names.split()
}
_EN = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
# Days of the week by what stands behind `thứ`, 0 for Monday.
WEEKDAYS = {
    name: n
    for n, names in enumerate(("hai 2", "ba 3", "tư 4", "năm 5", "sáu 6", "bảy bẩy 7"))
    for name in names.split()
}
WEEKDAY_NAMES = "|".join(WEEKDAYS)
WORD_MONTHS = {
    "giêng": 1,
    "một": 1,
    "hai": 2,
    "ba": 3,
    "tư": 4,
    "bốn": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
    "mười một": 11,
    "mười hai": 12,
    "chạp": 12,
}
_WM = r"(?i:mười một|mười hai|giêng|hai|ba|tư|bốn|sáu|bảy|bẩy|tám|chín|mười|chạp)"
_CUE = (
    r"(?:rạng sáng|sáng sớm|sáng|trưa|chiều tối|chiều|tối|đêm|khuya|hôm nay|hôm qua|hôm|ngày|nay|qua|mùng|mồng"
    rf"|thứ (?:{WEEKDAY_NAMES})"
    r"|chủ nhật|lúc \d{1,2}(?:h|g|:)\d{0,2}|\d{1,2}h\d{0,2})"
)

MENTION = re.compile(
    rf"(?=[\dtTJFMASOND])(?:(?P<span>(?<![\d/.])(?P<s1>{_Y})[ \t\xa0]{{0,2}}[-–—][ \t\xa0]{{0,2}}(?P<s2>{_Y})(?![\d/]))"
    rf"|(?P<iso>(?<![\d\w/-])(?P<iy>{_Y})[-/.](?P<im>{_M})[-/.](?P<id>{_D})(?![\d/]))"
    rf"|(?P<full>(?<![\d/.,-])(?P<fd>{_D}){_SEP}(?P<fm>{_M}){_SEP}(?P<fy>{_Y})(?![\d/]))"
    rf"|(?P<long>(?<![\d/.,-])(?P<ld>{_D})[ \t\xa0]{{1,2}}[Tt]háng[ \t\xa0]{{1,2}}(?P<lm>{_M}"
    rf"|{_WM}|(?i:năm)(?=,))(?:,?[ \t\xa0]{{1,2}}[Nn]ăm[ \t\xa0]{{1,2}}"
    rf"|[ \t\xa0]?[/,.-][ \t\xa0]?|[ \t\xa0])(?P<ly>{_Y})(?!\d))"
    rf"|(?P<first>[Tt]háng[ \t\xa0](?P<om>{_M}|{_WM}|(?i:năm))[ \t\xa0](?P<od>{_D}),[ \t\xa0](?P<oy>{_Y})(?!\d))"
    rf"|(?P<en>(?<!\w)(?:(?P<ed>{_D})[ \t\xa0](?P<em>{_EN}),?[ \t\xa0](?P<ey>{_Y})"
    rf"|(?P<em2>{_EN})[ \t\xa0](?P<ed2>{_D})(?:st|nd|rd"
    rf"|th)?,?[ \t\xa0](?P<ey2>{_Y}))(?!\d))"
    rf"|(?P<longdm>(?<![\d/.,-])(?P<xd>{_D})[ \t\xa0]{{1,2}}[Tt]háng[ \t\xa0]{{1,2}}(?P<xm>{_M}|{_WM})(?![\d/]))"
    rf"|(?P<monthyear>[Tt]háng[ \t\xa0]{{1,2}}(?P<mm>{_M}|{_WM})(?:[ \t\xa0]?[/.\-][ \t\xa0]?"
    rf"|[ \t\xa0]{{1,2}}[Nn]ăm[ \t\xa0]{{1,2}}|,[ \t\xa0])(?P<my>{_Y})(?!\d)"
    rf"|(?<![\d/.,-])(?P<mm2>{_M})[/](?P<my2>{_Y})(?![\d/]))"
    rf"|(?P<dm>(?<![\d/.,\-–])(?P<dd>{_D})(?P<ds>[/.\-–])(?P<dmm>{_M})(?![\d/%]|[.,-]\d|[.\-–/][A-ZĐa-z]))"
    rf"|(?P<year>(?<![\d/.,\-–])(?P<yy>{_Y})(?![\d%]|[.,/]\d)))"
)


def weekday_number(name: str | None) -> int:
    """A day of the week by what stands behind `thứ`, 0 for Monday; Sunday where nothing does."""
    return WEEKDAYS[name.casefold()] if name else 6


BEFORE, AFTER = 100, 40  # characters looked at around a mention

# Days of the lunar calendar are no days of the news.
_LUNAR = re.compile(r"\btức[ \t](?:là[ \t])?(?:ngày[ \t])?(?:mùng|mồng)?[ \t]?\Z", re.I)
_LUNAR_MONTH = re.compile(r"giêng|chạp", re.I)
_LUNAR_AFTER = re.compile(r"[ \t]?[(]?(?:âm lịch|năm (?:giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý)\b)", re.I)

CUE = re.compile(rf"{_CUE}[ \t\xa0]{{0,2}}(?:ngày[ \t\xa0])?[(]?(?:\d{{1,2}} ?(?:và|,|-|–|đến) ?)?\Z", re.I)
PLAN = re.compile(
    r"(?:đến|tới|cho đến|trước|vào cuối|tầm nhìn|định hướng|mục tiêu|kế hoạch|dự kiến|hướng tới|hướng đến|giai đoạn"
    r"|lộ trình|từ nay đến|đến hết|tới hết|đến cuối|trong những năm|chương trình nghị sự|đề án|quy hoạch|chiến lược"
    r"|phấn đấu|dự toán|sẽ)"
    r"\s(?:cuối |đầu |hết |giữa |khoảng |trước |vào |trong |cho |kế hoạch |đến |phát triển |hành động "
    r"|ngân sách )?(?:quý \w{1,3}[ /.-]|tháng \d{1,2}[ /.-])?(?:ngày\s)?(?:năm\s)?\Z",
    re.I,
)
FUTURE = re.compile(
    r"\b(?:sẽ|dự kiến|mục tiêu|phấn đấu|tầm nhìn|hướng tới|hướng đến|cam kết|kế hoạch|chiến lược|quy hoạch"
    r"|tương lai|dự báo|lộ trình|nhiệm kỳ mới|"
    r"giai đoạn|phù hợp với|kịch bản|khát vọng)\b[^.;\n]{0,90}\Z",
    re.I,
)
HISTORY = re.compile(
    r"(?:từ|kể từ|sinh|sinh ngày|sn|hồi|thành lập|ra đời|mất|qua đời|khóa|khoá|thời|những|các|đầu những|cuối những"
    r"|giữa những|ban hành|ký|trước đó|sau|trước|ngày xưa|cách đây|hiến pháp|luật|pháp lệnh|bộ luật|nghị quyết"
    r"|nghị định|công ước|hiệp định|hiệp ước|"
    r"tuyên bố|giải phóng|cách mạng|chiến tranh|khởi công|niên khóa|sách đỏ|xây dựng|hồi tháng|phong trào"
    r"|chiến dịch|vụ|thảm họa|khủng hoảng)"
    r"\s(?:lập |vào |từ |khoảng |cuối |đầu |giữa |mùa \w{2,5} |ngày |tháng \d{1,2}[ /.-])?(?:năm\s)?[(]?\Z",
    re.I,
)
LEGAL = re.compile(
    r"(?:chỉ thị|nghị quyết|nghị định|thông tư|quyết định|luật|pháp lệnh|công văn|kết luận|hiến pháp|văn bản"
    r"|thông báo|kế hoạch|hướng dẫn|sắc lệnh|công ước|hiệp định|bộ luật|thông tri|tờ trình|báo cáo"
    r"|công điện)\b[^.;\n]{0,60}\Z",
    re.I,
)
TERM = re.compile(r"(?:nhiệm kỳ|nhiệm kì|khóa|khoá)\s(?:\w{1,6}\s?,?\s?[(]?)?\Z", re.I)
AGE = re.compile(r"\b(?:(?<!học )(?<!thí )(?<!hy )sinh|sn\.?|s\.n\.?)[ \t\xa0]{0,2}(?:ngày\s|năm\s)?\Z", re.I)


@dataclass(frozen=True)
class Mention:
    """A date as written: `text[start:end]`, its parts (None where not said), and its kind.

    Kinds: full, monthyear, daymonth, year, span (two years; `year` is the first, `last` the second).
    """

    start: int
    end: int
    kind: str
    year: int | None
    month: int | None = None
    day: int | None = None
    last: int | None = None
    before: str = ""
    after: str = ""

    @cached_property
    def is_plan(self) -> bool:
        """Whether it is a time to come: after `đến`, `tầm nhìn`, or in a clause that plans."""
        return PLAN.search(self.before[-48:]) is not None or (
            self.kind in ("year", "monthyear") and FUTURE.search(self.before) is not None
        )

    @cached_property
    def is_history(self) -> bool:
        """Whether it is told as past: `từ năm 1986`, `hồi tháng 2/2012`; a day without year only as a birthday."""
        if AGE.search(self.before):
            return True
        return self.kind != "daymonth" and HISTORY.search(self.before[-60:]) is not None

    @cached_property
    def is_legal(self) -> bool:
        return LEGAL.search(self.before) is not None

    @cached_property
    def is_term(self) -> bool:
        return TERM.search(self.before) is not None

    @cached_property
    def has_cue(self) -> bool:
        return CUE.search(self.before) is not None

    @cached_property
    def said_year(self) -> bool:
        """Whether the word for year stands before it, or a month or day with it."""
        return self.kind in ("full", "monthyear") or re.search(r"năm\s{1,2}\Z", self.before, re.I) is not None


@lru_cache(maxsize=16)
def mentions(text: str) -> tuple[Mention, ...]:
    """Every date mention of `text` in order; impossible days (`31/2/2019`) are left out."""
    made = []
    for match in MENTION.finditer(text):
        found = _parts(match)
        if found is None:
            continue
        kind, year, month, day, last = found
        start, end = match.span()
        before, after = text[max(0, start - BEFORE) : start], text[end : end + AFTER]
        if _LUNAR.search(before) or _LUNAR_MONTH.search(match.group()) or _LUNAR_AFTER.match(after):
            continue
        made.append(Mention(start, end, kind, year, month, day, last, before, after))
    return tuple(made)


def _parts(match: re.Match[str]) -> tuple[str, int | None, int | None, int | None, int | None] | None:
    get = match.group
    which = match.lastgroup
    if get("span"):
        first, last = int(get("s1")), int(get("s2"))
        return ("span", first, None, None, last) if first < last else None
    if get("iso"):
        return _whole(int(get("iy")), int(get("im")), int(get("id")))
    if get("full"):
        return _whole(int(get("fy")), int(get("fm")), int(get("fd")))
    if get("long"):
        return _whole(int(get("ly")), month_number(get("lm")), int(get("ld")))
    if get("first"):
        return _whole(int(get("oy")), month_number(get("om")), int(get("od")))
    if get("en"):
        name, day, year = (get("em") or get("em2")), (get("ed") or get("ed2")), (get("ey") or get("ey2"))
        return _whole(int(year), month_of_name(name), int(day))
    if get("longdm"):
        return _day(month_number(get("xm")), int(get("xd")))
    if get("monthyear"):
        return ("monthyear", int(get("my") or get("my2")), month_number(get("mm") or get("mm2")), None, None)
    if get("dm"):
        return _day(int(get("dmm")), int(get("dd")))
    assert which is not None
    return ("year", int(get("yy")), None, None, None)


def _whole(year: int, month: int, day: int) -> tuple[str, int, int, int, None] | None:
    return ("full", year, month, day, None) if is_day(year, month, day) else None


def _day(month: int, day: int) -> tuple[str, None, int, int, None] | None:
    return ("daymonth", None, month, day, None) if day <= calendar.monthrange(2024, month)[1] else None


def month_number(word: str) -> int:
    """1 to 12 for a month in figures or in Vietnamese words."""
    word = " ".join(word.casefold().split())
    return int(word) if word.isdigit() else WORD_MONTHS[word]


def month_of_name(word: str) -> int:
    """1 to 12 for a month by its name in MONTH_NAMES, with or without a point, else by the English stem of one."""
    name = word.casefold().rstrip(".")
    return MONTH_NAMES[name if name in MONTH_NAMES else name[:3]]


def is_day(year: int, month: int, day: int) -> bool:
    """Whether the calendar has this day and it lies in the span that is believed."""
    if not (EARLIEST_YEAR <= year <= LATEST_YEAR and 1 <= month <= 12 and day >= 1):
        return False
    return day <= calendar.monthrange(year, month)[1]


def iso(year: int, month: int | None = None, day: int | None = None) -> str:
    """The ISO string at the precision given: 2019, 2019-11 or 2019-11-06."""
    return f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if month and day else "")
