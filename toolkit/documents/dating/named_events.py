"""Events that carry their year in their name (`Festival Phở năm 2025`, `APEC 2017`), where the text opens with one."""

import re
from collections.abc import Iterator

from toolkit.documents.dating.datelines import Dateline
from toolkit.documents.dating.grammar import Mention, mentions
from toolkit.documents.dating.votes import YearVote

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
USUAL, YEARS_END = 0.65, 0.45


def named_votes(body: str, line: Dateline | None) -> Iterator[YearVote]:
    """The year of the event that the text opens with, where it is named again and no later year is spoken of."""
    said = [m for m in mentions(body) if m.year]
    latest = max((m.last or m.year or 0 for m in said), default=0)
    named = [m for m in said if m.kind == "year" and m.year == latest and _is_name(m)]
    if len(named) < LEAST_NAMED or named[0].start >= HEAD or _AHEAD.search(body[:HEAD]):
        return
    m = named[0]
    weight = USUAL if line is None or 4 <= line.month <= 10 else YEARS_END
    words = " ".join(body[max(0, m.start - 40) : m.end].split("\n")[-1].split())
    yield YearVote(latest, weight, "year_named", words, m.start)


def _is_name(m: Mention) -> bool:
    """Whether the year belongs to the name of an event that is held about when it is written of."""
    if m.year == BRANDED or m.is_plan or m.is_history or m.is_legal or m.is_term:
        return False
    clause = re.split(r"[.\n]", m.before)[-1]
    if _TO_COME.match(m.after) or _ELSEWHEN.search(clause[-45:]) or "(" in clause[-20:-1]:
        return False
    kind = _KIND.search(clause)
    return _NAME.search(clause) is not None or (kind is not None and _CAPITAL.search(kind.group()) is not None)
