"""A vote for a year, as the modules that read years out of a text hand it on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class YearVote:
    """A year that a phrase speaks for, the chance that it is right when alone, its rule and words."""

    year: int
    weight: float
    rule: str
    evidence: str
    start: int
    month: int | None = None
