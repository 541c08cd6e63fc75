"""What a law text says of its own day: when it was passed or signed, and the year that its day of effect implies."""

import re
from datetime import date, timedelta

from toolkit.documents.dating.grammar import is_day, iso
from toolkit.documents.dating.witnesses import Witness, witness

_PASSED = re.compile(
    r"(?:thông qua|ban hành)[ \t](?:vào[ \t])?ngày[ \t](\d{1,2})[ \t]tháng[ \t](\d{1,2})[ \t]năm[ \t]((?:19"
    r"|20)\d\d)\.?[ \t]*$"
    r"|^(?:[A-ZĐÀ-Ỹ][\wÀ-ỹ. ]{1,24},[ \t])ngày[ \t](\d{1,2})[ \t]tháng[ \t](\d{1,2})[ \t]năm[ \t]((?:19"
    r"|20)\d\d)[ \t]*$",
    re.M,
)
_THIS_TEXT = re.compile(
    r"\b(?:Luật|Bộ luật|Pháp lệnh|Nghị quyết|Hiến pháp|Nghị định|Thông tư|Quyết định)[ \t](?:này|trên)\b", re.I
)
_LAW = re.compile(
    r"\b(?:[Kk]hoản|[Đđ]iểm|Điều)[ \t](?:\d|[a-zđ]\b)"
    r"|\b(?:Luật|Bộ luật|Nghị định|Thông tư|Thông tư liên tịch|Nghị quyết|Quyết định|Pháp lệnh|Quy chế"
    r"|Quy định)[ \t]này\b"
)
LAW_OPENING = 300  # characters of a law text that may tell of its own day


def news_part(body: str) -> str:
    """The text, but of a law text only its first lines: the years in it are those of other laws and deadlines."""
    return body if len(_LAW.findall(body[:6_000])) < 2 else body[:LAW_OPENING]


def passed_dates(body: str) -> list[Witness]:
    """The day on which a law text says that it was passed, or the line with the place and day of its signing."""
    found = []
    for m in _PASSED.finditer(body):
        day, month, year = (int(g) for g in m.groups() if g)
        own = m[4] is not None or _THIS_TEXT.search(body[max(0, m.start() - 160) : m.start()])
        if own and is_day(year, month, day):
            found.append(witness("signed", iso(year, month, day), m.group(), "text"))
    return found


# A text of a ministry or the government takes effect 45 days after its signing at the earliest (Law on the Promulgation
# of Legal Documents 2008, art. 78; 2015, art. 151), and seldom much later; a law of the National Assembly half a year.
_IN_FORCE = re.compile(
    r"(?:^|[\n:;]|[.][ \t])[ \t]*(?:\d{1,2}[.)][ \t]*)?(?P<kind>Nghị định|Thông tư liên tịch|Thông tư|Quyết định)"
    r"[ \t](?:này[ \t])?(?:sẽ[ \t])?(?:bắt đầu[ \t])?(?:có[ \t])?hiệu lực"
    r"(?:[ \t]thi hành)?,?[ \t](?:kể[ \t])?(?:từ|vào)[ \t]ngày[ \t]"
    r"(?P<day>\d{1,2})(?:[ \t]tháng[ \t]|[ \t]?[/.-][ \t]?)(?P<month>\d{1,2})(?:[ \t]năm[ \t]|[ \t]?[/.-][ \t]?)"
    r"(?P<year>(?:19|20)\d\d)(?!\d)"
)
STATUTE_YEAR = 2009  # the 45 days are law from this year on
SOONEST_DAYS, LATEST_DAYS = 45, 90  # from its signing until a text takes effect, in all but one in a hundred
ROUND_MONTH = 8  # effect on the first of a month before it has often had a longer run-up


def in_force_years(text: str) -> list[tuple[str, str]]:
    """The year in which a decree or circular was signed, by the day on which it says it takes effect, and the words.

    Only where 45 and 90 days before lie in one year, and where all days of effect that it names imply the same. A
    decree of January says nothing: the government may put one into force on the day of its signing.
    """
    years, words = set[int](), ""
    for m in _IN_FORCE.finditer(text):
        day, month, year = int(m["day"]), int(m["month"]), int(m["year"])
        if not is_day(year, month, day) or year < STATUTE_YEAR:
            return []
        effect = date(year, month, day)
        signed = {(effect - timedelta(days=days)).year for days in (SOONEST_DAYS, LATEST_DAYS)}
        urgent = m["kind"] == "Nghị định" and year not in signed
        if len(signed) > 1 or urgent or (day == 1 and month < ROUND_MONTH):
            return []
        years |= signed
        words = words or " ".join(m.group().split())
    return [(str(years.pop()), words)] if len(years) == 1 else []
