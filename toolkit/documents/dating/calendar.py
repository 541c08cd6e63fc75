"""Years that a calendar of events tells: Tết by its name or year, and anniversaries of events whose year is known."""

import re
from collections.abc import Iterator

from toolkit.documents.dating.datelines import Dateline
from toolkit.documents.dating.grammar import FUTURE, mentions
from toolkit.documents.dating.phrases import YearVote

STEMS = ("giáp", "ất", "bính", "đinh", "mậu", "kỷ", "canh", "tân", "nhâm", "quý")
BRANCHES = ("tý", "sửu", "dần", "mão", "thìn", "tỵ", "ngọ", "mùi", "thân", "dậu", "tuất", "hợi")
_VARIANTS = {"kỉ": "kỷ", "tí": "tý", "tị": "tỵ", "quí": "quý", "mẹo": "mão"}
FIRST_CYCLE_YEAR = 1984  # Giáp Tý

_TET = re.compile(
    r"\b(?:tết(?: nguyên đán| cổ truyền| âm lịch)?|xuân|mùng \d{1,2} tết|giao thừa)[ \t](?:xuân[ \t])?(?:năm[ \t])?"
    r"(?:(?P<stem>giáp|ất|bính|đinh|mậu|k[ỷỉ]|canh|tân|nhâm|qu[ýí])[ \t]"
    r"(?P<branch>t[ýí]|sửu|dần|mão|mẹo|thìn|t[ỵị]|ngọ|mùi|thân|dậu|tuất"
    r"|hợi)\b[ \t,-]{0,3}\(?)?(?:năm[ \t])?(?P<year>20\d\d)?",
    re.I,
)

# Events that are commemorated by "kỷ niệm N năm …": the words that name them, their year and month.
EVENTS = (
    (r"quốc khánh|cách mạng tháng tám|(?:truyền thống )?công an nhân dân|(?:thành lập )?ngành ngoại giao", 1945, 9),
    (r"giải phóng (?:hoàn toàn )?miền nam|thống nhất đất nước|giải phóng sài gòn", 1975, 4),
    (r"chiến thắng (?:lịch sử )?điện biên phủ", 1954, 5),
    (r"giải phóng thủ đô", 1954, 10),
    (r"ký hiệp định (?:geneva|giơ-ne-vơ|genève)", 1954, 7),
    (r"thành lập đảng(?: cộng sản việt nam)?(?! cộng)", 1930, 2),
    (r"thành lập hội (?:liên hiệp )?phụ nữ việt nam", 1930, 10),
    (r"thành lập mặt trận", 1930, 11),
    (r"báo chí cách mạng(?: việt nam)?", 1925, 6),
    (r"thành lập quân đội nhân dân(?: việt nam)?", 1944, 12),
    (r"thương binh[ ,-]{1,3}liệt sĩ", 1947, 7),
    (r"sinh (?:của )?(?:chủ tịch hồ chí minh|bác hồ)", 1890, 5),
    (r"thành lập đoàn (?:tncs|thanh niên)", 1931, 3),
    (r"việt nam gia nhập asean", 1995, 7),
    (r"thành lập (?:asean|hiệp hội các quốc gia đông nam á)", 1967, 8),
    (r"ký (?:kết )?hiệp định paris", 1973, 1),
)
PARTNERS = {  # the year in which Viet Nam and they opened diplomatic relations
    1950: "trung quốc|nga|liên xô|ba lan|hungary|czech|séc|triều tiên|bulgaria|romania",
    1954: "mông cổ",
    1955: "indonesia",
    1960: "cuba",
    1962: "lào",
    1967: "campuchia",
    1969: "thụy điển",
    1971: "chile|đan mạch|na uy|thụy sĩ",
    1972: "ấn độ",
    1973: "nhật bản|pháp|anh|vương quốc anh|úc|australia|canada|italia|italy|hà lan|singapore|malaysia|phần lan|bỉ"
    "|argentina|bangladesh",
    1975: "đức|bồ đào nha|new zealand|mexico",
    1976: "thái lan|philippines|kuwait",
    1977: "tây ban nha",
    1989: "brazil",
    1992: "hàn quốc|brunei|ukraine|kazakhstan",
    1993: "israel|nam phi",
    1995: "mỹ|hoa kỳ",
}
# Sessions of the National Assembly: of each term the year in which its first session opened, in July.
SESSION_TERMS = {"XII": 2007, "XIII": 2011, "XIV": 2016, "XV": 2021}
_SESSION = re.compile(
    r"kỳ họp (?:lần )?thứ[ \t](?P<n>\d{1,2}|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)\b[^.\n]{0,30}?(?:quốc hội"
    r"|qh)[ \t](?:khóa|khoá)[ \t]?(?P<term>X[IV]{1,4})\b",
    re.I,
)
_LAST_TET = re.compile(r"\b(?:so với|cùng kỳ|như|hơn)[ \t][^.\n]{0,28}\Z", re.I)
# Of December and January, in which the Tết that has passed is that of another year than the one to come.
_LATEST_TET = re.compile(
    r"\A(?:(?!\b(?:hơn|so|bằng|như|cùng|giảm|tăng)\b)[^.,;\n]){0,25}"
    r"\b(?:vừa qua|vừa rồi|năm ngoái|năm trước|năm rồi|trước đó|đã qua)\b"
    r"|\A[^.\n]{0,90}\btết (?:này|năm nay|tới)\b[^.,;\n]{0,30}\bhơn[ \t]?[.,;]",
    re.I,
)
_PASSED_AT = re.compile(r"\b(?:thông qua|nghị quyết|nhắc|hỏi|so với)\b[^.\n]{0,30}\Z", re.I)
_ORDINALS = {"hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
_ROUND = re.compile(r"\b(?P<n>\d{2,3})[ \t]năm[ \t](?:[Nn]gày[ \t])?")
_CELEBRATED = re.compile(r"(?:kỷ niệm|kỉ niệm|chào mừng|mừng|dịp|nhân)[^.\n;]{0,60}\Z", re.I)
_EVENTS = [(re.compile(rf"(?:{words})\b", re.I), year, month) for words, year, month in EVENTS]
_DIPLOMATIC = re.compile(
    r"(?:chính thức )?(?:thiết lập|quan hệ)[^.\n;()]{0,60}?(?:giữa )?việt nam[ \t]?(?:-|–|và|với)[ \t]?"
    r"(?P<partner>[\w ]{2,20})",
    re.I,
)
_SAID_YEAR = re.compile(r"[ \t](?:vào|trong)[ \t]năm[ \t](?:(?:19|20)\d\d|tới|sau)\b", re.I)
_TOWARDS = re.compile(r"(?:hướng tới|hướng đến|tiến tới|chuẩn bị|sắp)[^.\n;]{0,70}\Z", re.I)


def event_votes(body: str, line: Dateline | None) -> Iterator[YearVote]:
    """Years by Tết (in the months around it) and by anniversaries (in the months before them, up to one after)."""
    opening = body[:6_000]
    yield from _tet(opening, line)
    yield from _sessions(opening, line)
    for m in _ROUND.finditer(opening):
        found = _event(opening, m.end()) if _CELEBRATED.search(opening[max(0, m.start() - 75) : m.start()]) else None
        if found is not None:
            end, base, month = found
            near = line is not None and month is not None and (month - line.month) % 12 in (0, 1, 11)
            yield _anniversary(opening, m, end, base, near)


def _event(text: str, start: int) -> tuple[int, int, int | None] | None:
    """The event named at `start`: where its name ends, its year, its month where one is known."""
    for pattern, year, month in _EVENTS:
        if match := pattern.match(text, start):
            return match.end(), year, month
    match = _DIPLOMATIC.match(text, start)
    if match is None:
        return None
    partner = " ".join(match["partner"].casefold().split())
    years = {year for year, names in PARTNERS.items() if re.match(rf"(?:{names})\b", partner)}
    return (match.end(), years.pop(), None) if len(years) == 1 else None


def _sessions(text: str, line: Dateline | None) -> Iterator[YearVote]:
    """A session of the National Assembly, where the dateline's month is one in which it sat: May and June, or autumn.

    The second session of a term sits in the autumn of its first year, then two a year follow each other.
    """
    for m in _SESSION.finditer(text):
        n = int(m["n"]) if m["n"].isdigit() else _ORDINALS[m["n"].casefold()]
        first = SESSION_TERMS.get(m["term"].upper())
        months = (10, 11, 12) if n % 2 == 0 else (5, 6)
        if _PASSED_AT.search(text[max(0, m.start() - 40) : m.start()]):
            continue
        if first is not None and line is not None and 2 <= n <= 10 and line.month in months:
            year = first + (n - 1) // 2
            yield YearVote(year, "assembly", " ".join(m.group().split()), m.start())


def _anniversary(text: str, m: re.Match[str], end: int, base: int, near: bool) -> YearVote:
    """The vote of one anniversary: enough alone only near its day and when it is not one to come."""
    before = text[max(0, m.start() - 90) : m.start()]
    other_year = (
        _SAID_YEAR.search(text[m.end() : end + 40]) is not None
    )  # "45 years … in 2018" is said of a year that is not this one
    coming = other_year or _TOWARDS.search(before) is not None or FUTURE.search(before) is not None
    name = "round_near" if near and not coming else "round_far"
    return YearVote(base + int(m["n"]), name, " ".join(text[m.start() : end].split())[:110], m.start())


def cycle_year(stem: str, branch: str) -> int | None:
    """The year between 1984 and 2043 with this stem and branch (`Bính Ngọ` is 2026), or None where they never meet."""
    stem, branch = (_VARIANTS.get(word.casefold(), word.casefold()) for word in (stem, branch))
    return next((FIRST_CYCLE_YEAR + i for i in range(60) if STEMS[i % 10] == stem and BRANCHES[i % 12] == branch), None)


def _tet(text: str, line: Dateline | None) -> Iterator[YearVote]:
    """Tết named by its year, where the news is of December to March: that year, or in December the year before."""
    month = line.month if line else _first_month(text)
    if month not in (12, 1, 2, 3):
        return  # most texts end here, before the costly search
    for m in _TET.finditer(text):
        year = cycle_year(m["stem"], m["branch"]) if m["stem"] else int(m["year"]) if m["year"] else None
        if _LAST_TET.search(text[max(0, m.start() - 40) : m.start()]):
            continue
        if month in (12, 1) and _LATEST_TET.search(text[m.end() - 4 : m.end() + 120]):
            continue
        past = FUTURE.search(text[max(0, m.start() - 90) : m.start()]) is None
        if year is not None:
            words = " ".join(m.group().split())
            yield YearVote(year - (month == 12), "tet" if past else "tet_to_come", words, m.start())


def _first_month(text: str) -> int | None:
    """The month of the first day that is said with a cue, in a text without a dateline."""
    return next((m.month for m in mentions(text) if m.kind == "daymonth" and m.has_cue), None)
