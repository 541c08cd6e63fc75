"""Choosing among the evidence: the ranking of METHODS §5, and what is refused."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date

from toolkit.documents.cleaner.page import Span, apply_spans
from toolkit.documents.cleaner.wrapping import flowing
from toolkit.documents.dating.datelines import Dateline, dateline, tells_a_story
from toolkit.documents.dating.grammar import is_day, iso
from toolkit.documents.dating.law import in_force_years, news_part, passed_dates
from toolkit.documents.dating.stamps import Candidate, HeaderDate, from_address, from_given, header_dates
from toolkit.documents.dating.votes import YearVote
from toolkit.documents.dating.years import latest_year, told_year, year_votes

READ_AT_MOST = 30_000  # characters of the cleaned text in which dates are looked for
PRESS_YEAR = 1986  # an opening that names an earlier day tells history
FIRST_SENTENCE = 120  # characters within which a whole date that leads is the day of the news
LEAST_CONFIDENCE = 0.7  # below it the answer is unknown, and the candidates are shown
AGREES_DAYS = 14  # a publication date lies at most this long after the day of the news


@dataclass(frozen=True)
class Finding:
    """The date of one document: the chosen candidate or None, and the others with why they were not chosen."""

    chosen: Candidate | None
    others: tuple[Candidate, ...]


def find_date(
    raw: str,
    *,
    spans: Sequence[Span] = (),
    url: str | None = None,
    path: str | None = None,
    given: str | None = None,
    title: str | None = None,
    clocks: Set[str] = frozenset(),
) -> Finding:
    """The date that text, address, file name and metadata speak for (METHODS §5); never a guess.

    `spans` are what cleaning cut from `raw` (date lines are among them); `clocks` are dates that stand in the date
    lines of many documents of the outlet.
    """
    text = flowing(apply_spans(raw, list(spans))[:READ_AT_MOST])
    body = news_part(text)
    line = dateline(body)
    latest, whole = latest_year(body), latest_year(body, whole=True)
    ranked = [*from_given(given), *from_address(url, "url"), *from_address(path, "file_name")]
    refused: list[Candidate] = []
    for header in header_dates(raw, spans, title):
        judged = judge_header(header, line, told_year(body), whole, clocks)
        (ranked if judged.confidence >= LEAST_CONFIDENCE else refused).append(judged)
    ranked += passed_dates(text)
    text_dates, hints = from_text(body, line, latest, whole)
    ranked += text_dates or (in_force_years(text) if line is None else [])
    if not ranked:
        return Finding(None, (*refused, *hints))
    chosen = ranked[0]
    others = [c for c in [*ranked[1:], *refused, *hints] if c.value != chosen.value]
    return Finding(chosen, tuple(others))


def judge_header(
    header: HeaderDate, line: Dateline | None, told: int | None, whole: int | None, clocks: Set[str]
) -> Candidate:
    """A date line as a candidate: believed as far as the day of the news and the years in the text allow."""
    moment = date.fromisoformat(header.value)
    if line is not None:
        gap = days_since(line, moment)
        # A clock that many pages show agrees with some datelines by chance, unless they name the year themselves.
        chance = header.value in clocks and line.year is None
        if gap is not None and -1 <= gap <= AGREES_DAYS and not chance:
            return Candidate(header.value, "date_line", 0.97, header.text)
        if header.value in clocks or gap is None or gap > 60:
            return Candidate(
                header.value, "date_line", 0.1, header.text, "the site's clock: far from the day of the news"
            )
    if header.value in clocks:
        return Candidate(header.value, "date_line", 0.1, header.text, "the same in many documents of the outlet")
    firm = header.timed or header.labelled
    if whole is not None and whole > moment.year:
        return Candidate(header.value, "date_line", 0.3, header.text, f"the text holds a date of {whole}")
    if header.before_title and header.in_widgets and not firm:
        return Candidate(header.value, "date_line", 0.3, header.text, "beside buttons, like a site's clock")
    if header.before_title and not firm and told is not None and moment.year - told > 2:
        return Candidate(header.value, "date_line", 0.5, header.text, f"long after {told}, the latest year in the text")
    return Candidate(header.value, "date_line", 0.9 if firm or not header.before_title else 0.75, header.text)


def days_since(line: Dateline, moment: date) -> int | None:
    """Days from the dateline to `moment`, in the year that brings it nearest before (or 30 days after)."""
    gaps = []
    for year in (line.year,) if line.year else (moment.year - 1, moment.year, moment.year + 1):
        if is_day(year, line.month, line.day):
            gaps.append((moment - date(year, line.month, line.day)).days)
    near = [gap for gap in gaps if gap >= -30]
    return min(near, key=abs) if near else None


def from_text(
    body: str, line: Dateline | None, latest: int | None, whole: int | None
) -> tuple[list[Candidate], list[Candidate]]:
    """What the text alone tells: a whole dateline, or a dateline completed by the years it speaks of, or a year."""
    if line is not None and line.year is not None:
        bound = whole if line.mention.start < FIRST_SENTENCE else latest
        fits = line.year >= PRESS_YEAR and (bound is None or bound <= line.year + (line.month >= 9))
        fits = fits and not tells_a_story(body, line)
        found = Candidate(iso(line.year, line.month, line.day), "dateline", 0.93 if fits else 0.5, line.text)
        return ([found], []) if fits else ([], [found])
    votes = [vote for vote in year_votes(body, line) if vote.year >= PRESS_YEAR and _possible(vote, line, latest)]
    weights = weigh(votes)
    if not weights:
        return [], _hints(line, latest)
    best = max(weights, key=lambda year: (weights[year], year))
    confidence = weights[best] * (1 - max((weights[year] for year in weights if year != best), default=0.0))
    made = _dated(best, [vote for vote in votes if vote.year == best], line, confidence)
    return ([made], []) if confidence >= LEAST_CONFIDENCE else ([], [made, *_hints(line, latest)])


def weigh(votes: Sequence[YearVote]) -> dict[int, float]:
    """For each year the chance that not all of its kinds of evidence are wrong, each kind counted once."""
    weights: dict[int, float] = {}
    for year in sorted({vote.year for vote in votes}):
        doubt = 1.0
        for rule in sorted({vote.rule for vote in votes if vote.year == year}):
            doubt *= 1 - max(vote.weight for vote in votes if vote.year == year and vote.rule == rule)
        weights[year] = 1 - doubt
    return weights


def _dated(year: int, votes: Sequence[YearVote], line: Dateline | None, confidence: float) -> Candidate:
    """The year with the dateline's day, or with the month its evidence names, or alone."""
    evidence = _words(votes, year)
    if line is not None and is_day(year, line.month, line.day):
        day = iso(year, line.month, line.day)
        return Candidate(day, "dateline_and_year", confidence, f"{line.text} + {evidence}")
    month = next((vote.month for vote in votes if vote.month), None)
    return Candidate(iso(year, month), "month" if month else "year", confidence, evidence)


def _possible(vote: YearVote, line: Dateline | None, latest: int | None) -> bool:
    """Not before the latest year the text speaks of, which late in a year may be the next one (`nhiệm vụ năm 2021`)."""
    if line is not None and not _on_weekday(line, vote.year):
        return False
    if latest is None or vote.year >= latest or vote.rule == "year_now":
        return True
    return (
        line is not None
        and line.month >= 9
        and vote.year == latest - 1
        and vote.rule in ("year_closing", "year_opening")
    )


def _on_weekday(line: Dateline, year: int) -> bool:
    """Whether the dateline's day falls in that year on the weekday it is said to be (`thứ tư (22/10)`)."""
    if line.weekday is None or not is_day(year, line.month, line.day):
        return True
    return date(year, line.month, line.day).weekday() == line.weekday


def _words(votes: Sequence[YearVote], year: int) -> str:
    best = sorted((vote for vote in votes if vote.year == year), key=lambda vote: (-vote.weight, vote.start))
    return "; ".join(dict.fromkeys(vote.evidence for vote in best[:2]))


def _hints(line: Dateline | None, latest: int | None) -> list[Candidate]:
    """What is known when the year is not: the day said without a year, and the latest year in the text as a bound."""
    hints = []
    if line is not None:
        hints.append(Candidate("", "dateline", 0.0, line.text, "the year is not said"))
    if latest:
        hints.append(Candidate(str(latest), "bound", 0.2, f"latest year in the text: {latest}", "not before"))
    return hints
