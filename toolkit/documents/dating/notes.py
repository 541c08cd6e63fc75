"""What became of dates that were brought in, for the accounts and for `chude check`."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from toolkit.base.checks import some
from toolkit.base.reasons import Reason
from toolkit.documents.accounts import IGNORED, JOINED, KEPT, REFUSED, Entry
from toolkit.documents.corpus import Corpus
from toolkit.documents.dating.columns import DateColumn
from toolkit.documents.dating.overrides import GONE, NOTHING, REFUSED_LATE, OwnRow
from toolkit.documents.dating.witnesses import after
from toolkit.documents.files.date_columns import BY_CELLS

SHEET = "dates.csv"
CLOCKS = ("a clock or a crawl", "the same in")


def sheet_entries(rows: Sequence[OwnRow]) -> Iterator[Entry]:
    """A row of the accounts for each row of `dates.csv`."""
    for number, row in enumerate(rows, start=1):
        if row.outcome == NOTHING:
            yield Entry("dates", SHEET, number, row.id, IGNORED, "")
        elif row.outcome == GONE:
            why, remedy = "naming no article of this corpus", "remove the row, or mend its id"
            yield Entry("dates", SHEET, number, row.id, IGNORED, why, row.id, remedy)
        elif row.outcome == REFUSED_LATE:
            why, remedy = "after the last day that is believed", "mend the date, or set [dates] as_of"
            yield Entry("dates", SHEET, number, row.id, REFUSED, why, row.date, remedy)
        else:
            yield Entry("dates", SHEET, number, row.id, JOINED)


def column_entries(columns: Sequence[DateColumn], as_of: str) -> Iterator[Entry]:
    """What is to be said of columns of dates: found by a look, an order that nothing proves, cells not believed."""
    for column in columns:
        name = f"dates: {column.place}"
        if BY_CELLS in column.name:
            why = "taken for the date by their cells, for no column has a known name"
            yield Entry("column", name, None, None, KEPT, why, column.name, "name the right one: columns={'date': …}")
        if column.known == "ambiguous":
            why = "read day first, for no cell tells day from month"
            yield Entry("column", name, None, None, KEPT, why, column.name, "if months stand first, write 2019-11-06")
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
    return [id_ for id_, told in zip(kept["id"], kept["date_candidates"]) if _has(told, ("after ",))]


def date_notes(corpus: Corpus) -> list[Reason]:
    """What to mend first: conflicts, clocks, and what settles them."""
    kept = corpus.kept[corpus.kept["year"].isna()]
    told = list(zip(kept["id"], kept["date_candidates"]))
    conflicts = [id_ for id_, c in told if _has(c, ("contradicted by", "before the stated"))]
    clocks = [(id_, c) for id_, c in told if _has(c, CLOCKS)]
    notes = []
    if conflicts:
        notes.append(Reason.of("dates_contradict", n=len(conflicts), ids=some(conflicts, 3)))
    if clocks:
        days = Counter(row["date"] for _, c in clocks for row in json.loads(c) if row["note"].startswith(CLOCKS))
        day, n = min(days.items(), key=lambda item: (-item[1], item[0]))
        notes.append(Reason.of("dates_of_a_clock", n=len(clocks), day=day, of_that_day=n, id=clocks[0][0]))
    return notes


def sheet_notes(rows: Sequence[OwnRow], *, older: bool) -> list[Reason]:
    """What to know of a `dates.csv`: blanks that once meant unknown, and guesses taken over without a word."""
    notes = []
    blank = sum(row.outcome == NOTHING for row in rows)
    if older and blank:
        notes.append(Reason.of("blank_dates", n=blank))
    taken = [row.id for row in rows if row.outcome == "taken" and row.date and row.date == row.guess and not row.note]
    if taken:
        notes.append(Reason.of("guesses_taken", n=len(taken), ids=some(taken, 3)))
    return notes


def _has(candidates: str, beginnings: tuple[str, ...]) -> bool:
    return any(row.get("note", "").startswith(beginnings) for row in json.loads(candidates))
