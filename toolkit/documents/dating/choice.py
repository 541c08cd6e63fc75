"""Choosing one witness or none: the weak never date alone, and two strong ones that contradict leave it unknown."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from toolkit.documents.cleaner.page import Span
from toolkit.documents.dating.facts import AGREES_DAYS, Facts, days_since, facts_of
from toolkit.documents.dating.grammar import is_day, iso
from toolkit.documents.dating.moments import read_cell
from toolkit.documents.dating.population import Tally, is_period, is_proven, judged, tally_of
from toolkit.documents.dating.witnesses import STATED, WEAK, YEAR_BESIDE, Finding, Witness, after, gap, witness
from toolkit.documents.dating.years import text_witnesses

AS_OF = "2026-12-31"  # the end of this release's year: no date after it is believed unless a study says otherwise

STRONG = 0.9  # witnesses this strong are not outvoted by a stronger one that contradicts them
LEAST_CONFIDENCE = 0.75  # below it the answer is unknown, and the candidates are shown
SAME = 31  # days within which two statements of one publication lie
LATE_LINE, LATE = (
    60,
    180,
)  # days after the day of the news at which a date line, a statement still can be its publication
LONG_AFTER = 366  # days: a text that tells of a day so long after a date was not published then
ALONE = "too little alone"  # what speaks for a year that nothing else bears out
BEFORE_ALL = "a row of dates.csv goes first"
Votes = Callable[[], Sequence[Witness]]


def choose(facts: Facts, votes: Votes, tally: Tally, source: str, as_of: str) -> Finding:
    """The witness that stands, or none, and all others with what they fell to (METHODS §5).

    `votes` reads the years that the text speaks of; it is asked only where nothing that states the day stands.
    """
    stated = judged(facts.stated, tally, source)
    own = next((w for w in stated if w.kind == "override"), None)
    if own is not None:
        return _as_a_person_says(own, stated)
    everyone = [*stated, *facts.signed, *([facts.told] if facts.told is not None else [])]
    everyone = [_singly(w, facts, tally, source, as_of) for w in everyone]
    standing = [w for w in everyone if not w.note and w.strength >= LEAST_CONFIDENCE]
    everyone = _with_their_days(everyone, standing)
    standing = [w for w in everyone if not w.note and w.strength >= LEAST_CONFIDENCE]
    standing, fallen = _saved_later(standing)
    fallen = [w for w in everyone if w.note or w.strength < LEAST_CONFIDENCE] + fallen
    periods, standing = [w for w in standing if is_period(w)], [w for w in standing if not is_period(w)]
    found = _among(standing, fallen, votes, tally, source) if standing else _from_text(fallen, list(votes()), as_of)
    return _in_folder(periods[0], found, facts) if periods else found


def _as_a_person_says(own: Witness, stated: Sequence[Witness]) -> Finding:
    """A row of dates.csv before all others, which it fells where it says another date or that none is known."""
    why = f"fell to override {own.value}" if own.value else BEFORE_ALL
    others = [
        w if w.note or (own.value and gap(w.value, own.value) == 0) else w.felled(why)
        for w in stated
        if w is not own and w.value != own.value
    ]
    return Finding(own, tuple(others)) if own.value else Finding(None, (own, *others))


def _in_folder(w: Witness, found: Finding, facts: Facts) -> Finding:
    """What the folders that the texts bear out say of an article that nothing else dates, with the day its text tells.

    It stays unknown where strong witnesses contradict each other, or the text tells of a later year.
    """
    if found.chosen is not None:
        fell = (
            []
            if gap(w.value, found.chosen.value) == 0
            else [w.felled(f"fell to {found.chosen.kind} {found.chosen.value}")]
        )
        return Finding(found.chosen, (*found.others, *fell))
    against = next((o for o in found.others if o.note.startswith(("contradicted by", "before the stated"))), None)
    later = next((o for o in found.others if o.kind == "bound" and o.year > w.year), None)
    if against is not None or later is not None:
        why = f"the text tells of {later.value}" if later is not None else "never dates alone"
        return Finding(None, (w.felled(why), *found.others))
    line = facts.line
    day = iso(w.year, line.month, line.day) if line is not None and is_day(w.year, line.month, line.day) else ""
    if line is not None and day and (w.precision == "month" or line.month < 12) and gap(w.value, day) == 0:
        w = replace(w, value=day, words=f"{w.words} + {line.text}")
    return Finding(w, found.others)


def _with_their_days(everyone: list[Witness], standing: Sequence[Witness]) -> list[Witness]:
    """All, years in a column beside that of days felled where no such day stands, which they could contradict."""
    if any(w.kind == "column" and not w.place.startswith(YEAR_BESIDE) for w in standing):
        return everyone
    return [w.felled("never dates alone") if w.place.startswith(YEAR_BESIDE) and not w.note else w for w in everyone]


def _singly(w: Witness, facts: Facts, tally: Tally, source: str, as_of: str) -> Witness:
    """One witness against what is no witness: the day it is, and what the text tells."""
    if w.note:
        return w
    if w.kind in WEAK:
        return w.felled("never dates alone")
    if after(w.value, as_of):
        return w.felled(f"after {as_of}")
    if w.kind not in STATED or (is_proven(w, tally, source) and not is_period(w)):
        return w
    if w.kind in ("date_line", "bare_line") and (why := _far(w, facts)):
        return w.felled(why)
    if facts.past is not None and facts.told is None and gap(w.value, facts.past) >= LONG_AFTER:
        return w.felled(f"the text tells of {facts.past}")
    return w


def _far(w: Witness, facts: Facts) -> str:
    """Why a date line of the page is not the article's: far from the day of the news, or before what the text tells."""
    line = facts.line
    if line is not None and line.year is None:
        days = days_since(line, date.fromisoformat(w.value))
        if days is None or days > LATE_LINE:
            return f"far from the day of the news ({line.text})"
        if -1 <= days <= AGREES_DAYS:
            return ""
    if w.kind == "bare_line":
        return f"{w.place}, like a site's clock"
    if facts.past is not None and facts.told is None and int(facts.past[:4]) > w.year:
        return f"the text tells of {facts.past}"
    return ""


def _saved_later(standing: list[Witness]) -> tuple[list[Witness], list[Witness]]:
    """A file's stamp from after what page or text tell is when it was saved."""
    others = [w for w in standing if w.kind not in ("file_name", "folder")]
    late = [
        w
        for w in standing
        if w.kind in ("file_name", "folder") and others and all(gap(o.value, w.value) > SAME for o in others)
    ]
    return [w for w in standing if w not in late], [w.felled("after the others: when the file was saved") for w in late]


def _among(standing: list[Witness], fallen: list[Witness], votes: Votes, tally: Tally, source: str) -> Finding:
    """The strongest of the camp that has most kinds behind it; none where two strong camps are even."""
    ranked = sorted(standing, key=lambda w: (-w.strength, len(w.value) < 10, w.kind))
    camps: list[list[Witness]] = []
    for w in ranked:
        camp = next((c for c in camps if all(_agree(w, other) for other in c)), None)
        if camp is None:
            camps.append([w])
        else:
            camp.append(w)
    strong = [c for c in camps if any(w.strength >= STRONG for w in c)] or camps[:1]
    proven = [c for c in strong if any(is_proven(w, tally, source) for w in c)]
    best = max(proven if len(proven) == 1 else strong, key=_support)
    rivals = [] if len(proven) == 1 else [c for c in strong if c is not best and _support(c) >= _support(best)]
    if rivals:
        return _conflict(best, rivals, camps, fallen)
    top = best[0]
    against = _against(top, fallen, votes)
    if against:
        return Finding(None, (top.felled(f"contradicted by {against[0].value}: {against[0].words}"), *against, *fallen))
    losers = [w.felled(f"fell to {top.kind} {top.value}") for camp in camps if camp is not best for w in camp]
    rest = [w for w in best if w is not top and w.value != top.value]
    return Finding(top, (*rest, *losers, *(w for w in fallen if w.value != top.value)))


def _support(camp: Sequence[Witness]) -> int:
    return len({w.kind for w in camp if w.strength >= STRONG})


def _agree(a: Witness, b: Witness) -> bool:
    """Whether two witnesses may tell of one publication: the same month, or the news and then its publication."""
    if "dateline" in (a.kind, b.kind) and a.kind != b.kind:
        told, stated = (a, b) if a.kind == "dateline" else (b, a)
        latest = LATE if stated.kind in ("column", "published", "url") else LATE_LINE
        return -3 <= gap(told.value, stated.value) <= latest
    return abs(gap(a.value, b.value)) <= SAME


def _conflict(
    best: list[Witness], rivals: list[list[Witness]], camps: list[list[Witness]], fallen: list[Witness]
) -> Finding:
    other = rivals[0][0]
    shown = [w.felled(f"contradicted by {other.kind} {other.value}") for w in best]
    shown += [
        w.felled(f"contradicted by {best[0].kind} {best[0].value}") for camp in camps if camp is not best for w in camp
    ]
    return Finding(None, (*shown, *fallen))


def _against(top: Witness, fallen: Sequence[Witness], votes: Votes) -> list[Witness]:
    """What leaves the best unknown after all: a page modified before its publication, a text of another year than a
    file's stamp."""
    if top.kind == "published":
        early = [w for w in fallen if w.kind == "modified" and gap(w.value, top.value) > SAME]
        return [w.felled("before the stated publication") for w in early[:1]]
    if top.kind in ("file_name", "folder"):
        told = [w for w in votes() if w.strength >= LEAST_CONFIDENCE and not w.note and w.year != top.year]
        return told[:1]
    return []


def _from_text(fallen: list[Witness], told: list[Witness], as_of: str) -> Finding:
    """The year that the text speaks for, unless a date line that the text does not bear out says another."""
    told = [w.felled(f"after {as_of}") if w.value and not w.note and after(w.value, as_of) else w for w in told]
    told = [w.felled(ALONE) if w.value and not w.note and w.strength < LEAST_CONFIDENCE else w for w in told]
    best = max((w for w in told if w.value and not w.note), key=lambda w: w.strength, default=None)
    if best is None or best.strength < LEAST_CONFIDENCE:
        return Finding(None, (*fallen, *told))
    line = next((w for w in fallen if w.kind == "date_line" and w.note.startswith("far") and w.year != best.year), None)
    if line is not None:
        return Finding(
            None,
            (best.felled(f"contradicted by {line.kind} {line.value}"), *fallen, *(w for w in told if w is not best)),
        )
    return Finding(best, (*(w for w in fallen if w.value != best.value), *(w for w in told if w is not best)))


def find_date(
    raw: str,
    *,
    spans: Sequence[Span] = (),
    url: str | None = None,
    path: str | None = None,
    given: str | None = None,
    title: str | None = None,
    found: str | None = None,
) -> Finding:
    """The date of one document by itself, without a population: `resolve_dates` for a corpus of one."""
    cell = read_cell(given) if given else None
    value = cell.alone if cell is not None else None
    own = () if value is None else (witness("column", value, given or "", "given"),)
    facts, text = facts_of(raw, spans, title=title, url=url, path=path, given=own, found=found)
    return choose(facts, lambda: text_witnesses(text, facts), tally_of([(facts, "")]), "", AS_OF)
