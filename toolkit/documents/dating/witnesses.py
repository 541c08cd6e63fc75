"""A witness: one source that tells when a document was published, with what it is worth and what became of it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from toolkit.documents.dating.strength import strength_of

# What states the day of publication; what tells of the news; what never dates alone, however strong its neighbours.
STATED = ("override", "column", "published", "url", "date_line", "bare_line", "file_name", "folder")
YEAR_BESIDE = "year beside"  # the place of a column of years that stands beside the column of days
WEAK = ("created", "modified", "guessed", "elsewhere", "number", "crawled", "file_created")


@dataclass(frozen=True)
class Witness:
    """A date that something speaks for: ISO `value` at its precision ("" where no year is said), its kind, where and in
    what words it stood, its strength, how many documents of the source share it, and `note`: what it fell to, or ""."""

    value: str
    kind: str
    words: str
    place: str = ""
    strength: float = 0.0
    shared: int = 0
    note: str = ""

    @property
    def year(self) -> int:
        return int(self.value[:4])

    @property
    def precision(self) -> str:
        return {4: "year", 7: "month"}.get(len(self.value), "day")

    def felled(self, why: str) -> "Witness":
        """The same, fallen."""
        return replace(self, note=why)


@dataclass(frozen=True)
class Finding:
    """The date of one document: the witness that stands or None, and the others with what they fell to."""

    chosen: Witness | None
    others: tuple[Witness, ...] = ()


def witness(kind: str, value: str, words: str, place: str = "") -> Witness:
    """A witness of this kind with the strength that the bench counted for it."""
    return Witness(value, kind, " ".join(words.split())[:120], place, strength_of(kind))


def gap(earlier: str, later: str) -> int:
    """Days from one date to another, each at its precision: 0 where they may be the same day."""
    first, last = span(earlier), span(later)
    if last[0] > first[1]:
        return (last[0] - first[1]).days
    return -(first[0] - last[1]).days if first[0] > last[1] else 0


def span(value: str) -> tuple[date, date]:
    """The first and the last day that a date at its precision may mean."""
    year = int(value[:4])
    if len(value) == 4:
        return date(year, 1, 1), date(year, 12, 31)
    month = int(value[5:7])
    if len(value) == 7:
        after = date(year + month // 12, month % 12 + 1, 1)
        return date(year, month, 1), date.fromordinal(after.toordinal() - 1)
    day = date.fromisoformat(value)
    return day, day


def after(value: str, limit: str) -> bool:
    """Whether a date lies wholly after a day."""
    return span(value)[0].isoformat() > limit


MOST_SHOWN = 12  # witnesses of a document that the column `date_candidates` holds


def dump_witnesses(witnesses: Sequence[Witness]) -> str:
    """Witnesses as the JSON list of the column `date_candidates`."""
    rows = [
        {
            "date": w.value,
            "rule": w.kind,
            "confidence": round(w.strength, 3),
            "evidence": w.words,
            "note": w.note,
            "place": w.place,
            "shared": w.shared,
        }
        for w in witnesses[:MOST_SHOWN]
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def load_witnesses(candidates: str) -> Iterator[Witness]:
    """The witnesses of that column."""
    for row in json.loads(candidates):
        yield Witness(
            row["date"],
            row["rule"],
            row["evidence"],
            row.get("place", ""),
            float(row["confidence"]),
            int(row.get("shared", 0)),
            row.get("note", ""),
        )
