"""Judging the population: which dates follow the texts they stand by, and which are a clock or the day of a crawl.

All that is kept is sums over documents, which add up in any order and in any parts.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from toolkit.documents.dating.facts import AGREES_DAYS, BORNE_OUT, Facts, days_since
from toolkit.documents.dating.grammar import iso
from toolkit.documents.dating.strength import lower_end, upper_end
from toolkit.documents.dating.witnesses import Witness, gap

CLOCK_DOCUMENTS, CLOCK_SHARE = 3, 0.3  # a date of so many documents of an outlet may be its clock
PROVEN, REFUTED = 0.6, 0.25  # of the documents whose text tells its day: lower and upper end of those that agree
PERIOD_PROVEN = 0.85  # the same of folders by year or month, which a text may agree with by chance
FEWEST_TOLD = 5  # documents that tell their day, under which nothing is proven or refuted
JUDGED = ("column", "published", "url", "file_name", "folder", "date_line", "bare_line", "elsewhere")
SHARED = ("file_name", "folder", "date_line", "bare_line")  # kinds whose day is a clock's where many share it
PERIOD = "folder by year or month"  # the form of a folder's name that tells no day
_MIDNIGHT = re.compile(r"(?<![\d:+-])0?0:00(?::00)?")
Key = tuple[str, str]


@dataclass(frozen=True)
class Tally:
    """Sums over documents: by kind and group how many tell their day and agree with it, and how many hold each day."""

    seen: Counter[Key] = field(default_factory=Counter)
    agree: Counter[Key] = field(default_factory=Counter)
    total: Counter[Key] = field(default_factory=Counter)
    held: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add(self, facts: Facts, source: str) -> None:
        """One document more."""
        for w in {(w.kind, group_of(w, source), w.value): w for w in facts.stated if w.kind in JUDGED}.values():
            key = (form_of(w), group_of(w, source))
            self.total[key] += 1
            self.held[(*key, _as_held(w))] += 1
            agrees = follows(w, facts)
            if agrees is not None:
                self.seen[key] += 1
                self.agree[key] += agrees

    def plus(self, other: "Tally") -> "Tally":
        """Two parts together."""
        return Tally(self.seen + other.seen, self.agree + other.agree, self.total + other.total, self.held + other.held)

    def standing(self, key: Key) -> str:
        """proven, refuted or open: whether dates of this kind, in this group, follow the days that the texts tell."""
        agree, seen = self.agree[key], self.seen[key]
        if seen < FEWEST_TOLD:
            return "open"
        proven = PERIOD_PROVEN if key[0] == PERIOD else PROVEN
        return (
            "proven" if lower_end(agree, seen) >= proven else "refuted" if upper_end(agree, seen) < REFUTED else "open"
        )


def tally_of(facts: Iterable[tuple[Facts, str]]) -> Tally:
    """The sums over these documents and their sources."""
    made = Tally()
    for one, source in facts:
        made.add(one, source)
    return made


def group_of(w: Witness, source: str) -> str:
    """Whose dates are judged together: a column's cells, folders that lie in one, else what one outlet shows."""
    return w.place if w.kind == "column" or is_period(w) else source


def form_of(w: Witness) -> str:
    """The kind a witness is judged as: a bare line that lies near the news is one of its outlet's bare lines still.

    Of a site's clock some 4 in 100 lie near the news by chance; judged alone, they would all agree.
    """
    if is_period(w):
        return PERIOD
    return "bare_line" if w.kind == "date_line" and w.place.endswith(BORNE_OUT) else w.kind


def is_period(w: Witness) -> bool:
    """Whether it is the year or the month of a folder, which dates only where nothing else does."""
    return w.kind == "folder" and w.precision != "day"


def follows(w: Witness, facts: Facts) -> bool | None:
    """Whether a witness lies on the day that the text tells, or up to a fortnight after; None where it tells none.

    A dateline that fell (to a tale, to a later day that the text tells of) is no day of its own, which nothing follows.
    """
    fell = facts.told is not None and facts.told.note
    if facts.line is not None and not fell and is_period(w):
        return _in_period(w, facts)
    if facts.line is None or fell or w.precision != "day":
        return None
    days = days_since(facts.line, date.fromisoformat(w.value))
    return days is not None and -1 <= days <= AGREES_DAYS


def _in_period(w: Witness, facts: Facts) -> bool | None:
    """Whether the day that the text tells lies in a folder's year or month, or up to a fortnight before it; None where
    neither says a month that the other could contradict."""
    assert facts.line is not None
    year = facts.line.year or (w.year if w.precision == "month" else None)
    if year is None:
        return None
    days = [iso(y, facts.line.month, facts.line.day) for y in ({year} if facts.line.year else {year, year - 1})]
    return any(0 <= gap(day, w.value) <= AGREES_DAYS for day in days)


def _as_held(w: Witness) -> str:
    """What many documents may share: a day, or of a statement with its time the very moment."""
    return w.words if _is_moment(w) else w.value


def _is_moment(w: Witness) -> bool:
    """Whether a statement tells a time of day, which two articles do not share by chance; midnight is none."""
    return w.kind in ("published", "column") and ":" in w.words and _MIDNIGHT.search(w.words) is None


def judged(witnesses: Sequence[Witness], tally: Tally, source: str) -> list[Witness]:
    """The witnesses of a document in the light of all: how many share each, and clocks felled."""
    return [_judged(w, tally, source) if w.kind in JUDGED else w for w in witnesses]


def _judged(w: Witness, tally: Tally, source: str) -> Witness:
    key = (form_of(w), group_of(w, source))
    shared = tally.held[(*key, _as_held(w))]
    w = replace(w, shared=shared)
    agree, seen, standing = tally.agree[key], tally.seen[key], tally.standing(key)
    if standing == "refuted":
        return w.felled(f"a clock or a crawl: of {seen} texts that tell their day {agree} agree")
    many = shared >= max(CLOCK_DOCUMENTS, CLOCK_SHARE * tally.total[key])
    if many and standing != "proven" and (w.kind in SHARED or _is_moment(w)):
        told = f"; of {seen} texts that tell their day {agree} agree" if seen else "; no text tells its day"
        return w.felled(f"the same in {shared} documents of the outlet{told}")
    if standing == "proven":
        return replace(w, strength=max(w.strength, lower_end(agree, seen)))
    if w.kind == "folder":
        return w.felled("a folder's or table's name: when it was saved, for all that is known")
    return w


def is_proven(w: Witness, tally: Tally, source: str) -> bool:
    """Whether the texts of the population bear this kind of witness out."""
    return w.kind in JUDGED and tally.standing((form_of(w), group_of(w, source))) == "proven"
