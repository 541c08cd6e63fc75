"""Whole dates and months with their year that lie within weeks of the dateline's day: they lend it their year."""

import re
from collections.abc import Iterator
from datetime import date

from toolkit.documents.dating.datelines import COMPARED, COURT, LEADS, OPENING, Dateline
from toolkit.documents.dating.grammar import AGE, Mention, is_day, mentions
from toolkit.documents.dating.votes import YearVote

NEAR_DAYS = 31  # before and after the dateline: a whole date so near is of its year, but for citations and terms
COURT_WEIGHT = 0.3
FIRM_PLACE = 600  # characters within which a dateline is the day of the news, not one of a story it tells
# A day in brackets is a source or a birth; a term or a licence runs for years.
_NOT_OF_NOW = re.compile(
    r"[(][^()]{0,40}\Z|(?:có giá trị|thời hạn|hết hạn|hiệu lực|bằng|kỷ lục|kể từ|kỷ niệm|nhân dịp|vào dịp|ra đời|từng)"
    r"[^.;\n]{0,50}\Z",
    re.I,
)


def near_votes(body: str, line: Dateline | None) -> Iterator[YearVote]:
    """Votes for the year in which the dateline lies nearest to a date that the text names with its year."""
    if line is None:
        return
    said = [m for m in mentions(body) if m.year and m.kind != "span"]
    court = COURT.search(body) is not None
    latest = max((m.year for m in said if m.year and (m.kind != "year" or not m.is_plan)), default=0)
    for m in said:
        if m.month is None or m.is_legal or AGE.search(m.before) or COMPARED.search(m.before[-40:]):
            continue
        year, days = nearest(line, m)
        weight = _weight(m, line, days, year >= latest)
        if weight:
            yield YearVote(
                year, min(weight, COURT_WEIGHT) if court else weight, "year_near", body[m.start : m.end], m.start
            )


def nearest(line: Dateline, m: Mention) -> tuple[int, int]:
    """The year that brings the dateline's day nearest to the mention's, and the days from the mention to it."""
    assert m.year is not None and m.month is not None
    said = date(m.year, m.month, m.day or 15)
    years = [year for year in (m.year, m.year - 1, m.year + 1) if is_day(year, line.month, line.day)]
    gaps = {year: (date(year, line.month, line.day) - said).days for year in years} or {m.year: 366}
    best = min(gaps, key=lambda year: abs(gaps[year]))
    return best, gaps[best]


def _weight(m: Mention, line: Dateline, days: int, is_latest: bool) -> float:
    """The share right of such a date among dated articles, rounded down; 0 where it says nothing."""
    told = m.is_history or m.is_plan
    if m.kind == "monthyear":
        return 0.3 if -10 <= days <= 45 and not told else 0.0
    if not -NEAR_DAYS <= days <= NEAR_DAYS:
        return 0.0
    firm = is_latest and line.mention.start < FIRM_PLACE and _NOT_OF_NOW.search(m.before) is None
    if firm and (m.month, m.day) != (line.month, line.day):
        return 0.75
    close = -3 <= days <= 7 and m.start < OPENING and line.mention.start < FIRM_PLACE and LEADS.search(m.before)
    return 0.0 if told else 0.75 if close else 0.45
