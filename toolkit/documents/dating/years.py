"""The year in which a text was written, by all that it says of it; bounds narrow it and never answer."""

from collections.abc import Sequence
from datetime import date
from math import prod

from toolkit.documents.dating.calendar import event_votes
from toolkit.documents.dating.datelines import Dateline
from toolkit.documents.dating.facts import LATE_MONTH, PRESS_YEAR, Facts, latest_year
from toolkit.documents.dating.grammar import EARLIEST_YEAR, LATEST_YEAR, is_day, iso, mentions
from toolkit.documents.dating.law import in_force_years
from toolkit.documents.dating.phrases import ABOUT, YEAR, YearVote, matched, phrases
from toolkit.documents.dating.spoken import spoken
from toolkit.documents.dating.strength import FEWEST_SEEN, strength_of
from toolkit.documents.dating.witnesses import Witness


def text_witnesses(text: str, facts: Facts) -> list[Witness]:
    """What the text alone tells of its year, strongest first, with what each fell to; then bounds and hints."""
    body, line = text[: facts.part], facts.line
    if facts.told is not None:
        return [facts.told] if facts.told.note else []
    said = [vote for vote in year_votes(body, line) if vote.year >= PRESS_YEAR]
    latest = latest_year(body)
    votes, bounds = standing_votes(said, line, latest)
    made = [_dated(year, votes, line, strength) for year, strength in weigh(votes).items()]
    made.sort(key=lambda w: (-w.strength, w.value))
    if not made and line is None:
        made = [
            Witness(year, "in_force", words, "text", strength_of("in_force")) for year, words in in_force_years(text)
        ]
    return [*made, *bounds, *_hints(line, latest)]


def year_votes(body: str, line: Dateline | None) -> list[YearVote]:
    """What the text says of the year in which it was written; plans, history and law apart."""
    votes = list(event_votes(body, line))
    if any(m.year for m in mentions(body)):  # most texts name no year, and need no search for phrases with one
        votes += [*matched(body, line), *spoken(body, line)]
    return [vote for vote in votes if EARLIEST_YEAR <= vote.year <= LATEST_YEAR]


def standing_votes(
    said: Sequence[YearVote], line: Dateline | None, latest: int | None
) -> tuple[list[YearVote], list[Witness]]:
    """The votes that no bound forbids, and the bounds: years of plans, terms and jubilees (about), the latest told."""
    table = phrases()
    about = [vote for vote in said if table[vote.phrase].says == ABOUT]
    named = max((vote.year for vote in about), default=None)
    votes = [
        vote
        for vote in said
        if table[vote.phrase].says == YEAR
        and _possible(vote, line, latest)
        and (named is None or vote.year >= named - 1)
    ]
    bounds = {str(v.year): Witness(str(v.year), "bound", v.words, v.phrase, 0.0, note="about this year") for v in about}
    return votes, list(bounds.values())[:3]


def weigh(votes: Sequence[YearVote]) -> dict[int, float]:
    """For each year the chance that not all of its kinds of evidence are wrong, less what speaks for others.

    Each group of phrases counts once, by its strongest. A year dates nothing for which neither a phrase speaks that
    may do so alone, nor phrases of two groups that have been seen often enough.
    """
    table = phrases()
    beliefs: dict[int, float] = {}
    founded: set[int] = set()
    for year in sorted({vote.year for vote in votes}):
        own = [table[vote.phrase] for vote in votes if vote.year == year]
        best: dict[str, float] = {}
        for phrase in own:
            best[phrase.group] = max(best.get(phrase.group, 0.0), phrase.strength)
        beliefs[year] = 1 - prod(1 - strength for strength in best.values())
        if any(phrase.alone for phrase in own) or len({p.group for p in own if p.seen >= FEWEST_SEEN}) > 1:
            founded.add(year)
    rival = {year: max((b for other, b in beliefs.items() if other != year), default=0.0) for year in beliefs}
    return {year: belief * (1 - rival[year]) if year in founded else 0.0 for year, belief in beliefs.items()}


def _dated(year: int, votes: Sequence[YearVote], line: Dateline | None, strength: float) -> Witness:
    """The year with the dateline's day, or with the month its evidence names, or alone."""
    own = sorted((v for v in votes if v.year == year), key=lambda v: (-phrases()[v.phrase].strength, v.start))
    words = "; ".join(dict.fromkeys(v.words for v in own[:2]))
    place = ", ".join(dict.fromkeys(v.phrase for v in own[:3]))
    if line is not None and is_day(year, line.month, line.day):
        return Witness(iso(year, line.month, line.day), "dateline_and_year", f"{line.text} + {words}", place, strength)
    month = next((vote.month for vote in own if vote.month), None)
    return Witness(iso(year, month), "month" if month else "year", words, place, strength)


def _possible(vote: YearVote, line: Dateline | None, latest: int | None) -> bool:
    """Not before the latest year the text speaks of, which late in a year may be the next one (`nhiệm vụ năm 2021`)."""
    if line is not None and not _on_weekday(line, vote.year):
        return False
    if latest is None or vote.year >= latest or vote.phrase == "from_now":
        return True
    closes = vote.phrase.startswith(("closing", "opening"))
    return line is not None and line.month >= LATE_MONTH and vote.year == latest - 1 and closes


def _on_weekday(line: Dateline, year: int) -> bool:
    """Whether the dateline's day falls in that year on the weekday it is said to be (`thứ tư (22/10)`)."""
    if line.weekday is None or not is_day(year, line.month, line.day):
        return True
    return date(year, line.month, line.day).weekday() == line.weekday


def _hints(line: Dateline | None, latest: int | None) -> list[Witness]:
    """What is known when the year is not: the day said without a year, and the latest year in the text as a bound."""
    hints = []
    if line is not None:
        hints.append(Witness("", "dateline", line.text, "opening", note="the year is not said"))
    if latest:
        hints.append(Witness(str(latest), "bound", f"latest year in the text: {latest}", "text", note="not before"))
    return hints
