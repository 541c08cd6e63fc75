"""What became of dates that were brought in, for the accounts and for `chude check`."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from toolkit.base.reasons import Reason
from toolkit.documents.accounts import IGNORED, JOINED, KEPT, REFUSED, Entry
from toolkit.documents.corpus import Corpus
from toolkit.documents.dating.columns import DateColumn
from toolkit.documents.dating.moments import read_cell
from toolkit.documents.dating.overrides import (
    CLASHING,
    GONE,
    LATE,
    NAMELESS,
    NOT_BELIEVED,
    NOTHING,
    TAKEN,
    UNORDERED,
    UNREAD,
    OwnWords,
)
from toolkit.documents.dating.own_sheet import SHEET
from toolkit.documents.dating.witnesses import after
from toolkit.documents.files.date_columns import BY_CELLS

PERSONS_LATE = NOT_BELIEVED[LATE]
CONFLICTS = ("contradicted by", "before the stated")
CLOCKS = ("a clock or a crawl", "the same in")


def sheet_entries(own: OwnWords) -> Iterator[Entry]:
    """A row of the accounts for each row of `dates.csv`, and what is to be said of its columns and lines."""
    for number, row in enumerate(own.rows, start=1):
        if row.outcome == NOTHING:
            misplaced = row.note and read_cell(row.note) is not None
            why, remedy = ("without a date, though its note holds one", "move it into date") if misplaced else ("", "")
            yield Entry(
                "dates", SHEET, number, row.id, IGNORED, why, f"{row.called}: {row.note}" if why else "", remedy
            )
        elif row.outcome == GONE:
            why, remedy = "naming no article of this corpus", "remove the row, or mend its id"
            yield Entry("dates", SHEET, number, None, IGNORED, why, row.called, remedy)
        elif row.outcome == NAMELESS:
            yield Entry("dates", SHEET, number, None, REFUSED, "without an id", row.words, "write its article's id")
        elif row.outcome in _REMEDIES:
            why, remedy = _REMEDIES[row.outcome]
            yield Entry("dates", SHEET, number, row.id, REFUSED, why, f"{row.called}: {row.words}", remedy)
        else:
            yield Entry("dates", SHEET, number, row.id, JOINED)
    if own.day_first:
        yield Entry("column", f"dates: {SHEET}", None, None, KEPT, DAY_FIRST, own.day_first, MONTHS_FIRST)
    yield from own.told


DAY_FIRST, MONTHS_FIRST = "read day first, for no cell tells day from month", "if months stand first, write 2019-11-06"
_REMEDIES = {
    LATE: ("after the last day that is believed", "mend the date, or set [dates] as_of"),
    UNREAD: ("whose date cannot be read, so its article stays undated", "write 2019-11-06, 2019-11, 2019 or unknown"),
    UNORDERED: (
        "whose day and month may be either way, for other rows show both, so its article stays undated",
        "write 2019-11-06",
    ),
    CLASHING: ("contradicting another row of its article, so it stays undated", "keep the right one of these rows"),
}


def column_entries(columns: Sequence[DateColumn], as_of: str) -> Iterator[Entry]:
    """What is to be said of columns of dates: found by a look, an order that nothing proves, cells not believed."""
    for column in columns:
        name = f"dates: {column.place}"
        if BY_CELLS in column.name:
            why = "taken for the date by their cells, for no column has a known name"
            yield Entry("column", name, None, None, KEPT, why, column.name, "name the right one: columns={'date': …}")
        if column.known == "ambiguous":
            yield Entry("column", name, None, None, KEPT, DAY_FIRST, column.name, MONTHS_FIRST)
        if column.known == "mixed":
            why = "in which some cells say day first and some month first: those that say neither are not read"
            yield Entry("column", name, None, None, REFUSED, why, column.name, "write 2019-11-06")
        for cell in column.unread:
            why = "given as a date that cannot be read"
            yield Entry("cell", name, None, None, REFUSED, why, cell, "write 2019-11-06, 2019-11 or 2019")
        for cell in column.days:
            if after(cell, as_of):
                why = "given as a date after the last day that is believed"
                yield Entry("cell", name, None, None, REFUSED, why, cell, "mend the cell, or set [dates] as_of")


def late_articles(corpus: Corpus) -> list[str]:
    """The ids of kept articles that stay undated for a date after the last day that is believed."""
    kept = corpus.kept[corpus.kept["year"].isna()]
    return [id_ for id_, told in zip(kept["id"], kept["date_candidates"]) if _has(told, ("after ", PERSONS_LATE))]


def date_notes(corpus: Corpus) -> list[Reason]:
    """What to mend first: conflicts, clocks, and what settles them."""
    kept = corpus.kept[corpus.kept["year"].isna()]
    told = [(id_, c) for id_, c in zip(kept["id"], kept["date_candidates"]) if not _of_a_person(c)]
    conflicts = [id_ for id_, c in told if _has(c, CONFLICTS)]
    clocks = [(id_, _clock_day(c)) for id_, c in told if not _has(c, CONFLICTS) and _has(c, CLOCKS)]
    notes = []
    if conflicts:
        notes.append(Reason.of("dates_contradict", n=len(conflicts), ids=_few(conflicts)))
    if clocks:
        days = Counter(shown for _, shown in clocks)
        day, n = min(days.items(), key=lambda item: (-item[1], item[0]))
        example = next(id_ for id_, shown in clocks if shown == day)
        notes.append(Reason.of("dates_of_a_clock", n=len(clocks), day=day, of_that_day=n, id=example))
    return notes


def _of_a_person(candidates: str) -> bool:
    """Whether a row of dates.csv left an article undated, which the accounts tell."""
    return any(row["rule"] == "override" for row in json.loads(candidates))


def _clock_day(candidates: str) -> str:
    """The day of the first witness that was taken for a clock."""
    return str(next(row["date"] for row in json.loads(candidates) if row["note"].startswith(CLOCKS)))


def _few(ids: Sequence[str]) -> str:
    """The first ids, in no language: "a, b, c …"."""
    return ", ".join(ids[:3]) + (" …" if len(ids) > 3 else "")


def sheet_notes(own: OwnWords) -> list[Reason]:
    """What to know of a `dates.csv`: blanks that once meant unknown, and guesses taken over without a word."""
    notes = []
    blank = sum(row.outcome == NOTHING for row in own.rows)
    if blank and not own.titled:
        notes.append(Reason.of("blank_dates", n=blank))
    taken = [row.id for row in own.rows if row.outcome == TAKEN and row.date and row.date == row.guess and not row.note]
    if taken:
        notes.append(Reason.of("guesses_taken", n=len(taken), ids=_few(taken)))
    return notes


def _has(candidates: str, beginnings: tuple[str, ...]) -> bool:
    return any(row.get("note", "").startswith(beginnings) for row in json.loads(candidates))
