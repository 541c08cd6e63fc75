"""Rows of coding sheets in the accounts: joined to their unit, left blank, found under another id, or without one."""

from collections.abc import Iterator

from toolkit.documents.accounts import IGNORED, JOINED, REFUSED, Entry, quoted_value
from toolkit.documents.corpus import Corpus
from toolkit.evidence.codes import Coding, places_of

MOVED = "found again by their text, under another id"
CHANGED = "of units that hold another text now"
NO_UNIT = "naming no unit of this corpus"
BLANK = "left blank"


def coding_entries(name: str, coding: Coding, corpus: Corpus) -> Iterator[Entry]:
    """A row of the accounts for each unit that a coder was given in the sheets `name`, in their order.

    `coding` is as it was read, before `found_again`; `corpus` holds the units that are coded.
    """
    places, known = places_of(coding, corpus), set(corpus.frame["id"])
    given = coding.frame.groupby(["coder", "unit", "wave"], sort=False)["value"].count().reset_index()
    for row, (coder, unit, n) in enumerate(zip(given["coder"], given["unit"], given["value"]), start=1):
        value = quoted_value(f"{unit} ({coder})" if coder else unit)
        if unit in places and places[unit] is None:
            yield Entry("coding", name, row, None, REFUSED, CHANGED, value, "code them again")
        elif unit in places:
            yield Entry("coding", name, row, places[unit], JOINED, MOVED, value)
        elif unit not in known:
            yield Entry("coding", name, row, None, REFUSED, NO_UNIT, value, "use the corpus they were drawn from")
        elif n == 0:
            yield Entry("coding", name, row, unit, IGNORED, BLANK, value, "code them, or leave them out")
        else:
            yield Entry("coding", name, row, unit, JOINED)
