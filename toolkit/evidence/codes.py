"""Coding: what people said of a sample of units."""

from dataclasses import dataclass
from typing import ClassVar, Self

import pandas as pd

from toolkit.base.cards import card, line
from toolkit.base.errors import CodingError
from toolkit.base.parts import Parts

COLUMNS = ("unit", "coder", "theme", "value", "inclusion_probability")
QUESTIONS = ("presence", "main theme")


@dataclass(frozen=True, eq=False)
class Coding:
    """Codes, one row a coder, unit and theme: `unit, coder, theme, value, inclusion_probability`.

    `question` is "presence" (value 0 or 1 for every theme) or "main theme" (value 1 for one theme at most, else 0).
    `coders` says who they were ("two simulated coders"), printed wherever the codes are used. A missing value is
    a unit left uncoded. Raises CodingError for a second value of a coder, unit and theme, a value other than 0 or 1, or
    an inclusion probability outside (0, 1].
    """

    frame: pd.DataFrame
    question: str = "presence"
    coders: str = ""
    schema_version: ClassVar[int] = 1

    def __post_init__(self) -> None:
        missing = [name for name in COLUMNS if name not in self.frame.columns]
        if missing:
            raise CodingError(f"codes need the column {missing[0]!r}; needed: {', '.join(COLUMNS)}")
        if self.question not in QUESTIONS:
            raise CodingError(f"question is {self.question!r}; it must be one of {', '.join(QUESTIONS)}")
        frame = self.frame[list(COLUMNS)].reset_index(drop=True)
        twice = frame.duplicated(["unit", "coder", "theme"])
        if twice.any():
            row = frame[twice].iloc[0]
            raise CodingError(f"coder {row.coder!r} coded {row.unit!r} twice for {row.theme!r}; keep one row")
        value = frame["value"].astype("Float64")
        if not value.dropna().isin([0, 1]).all():
            bad = frame[~value.isna() & ~value.isin([0, 1])].iloc[0]
            raise CodingError(f"unit {bad.unit!r}, theme {bad.theme!r}: value {bad.value!r} must be 0 or 1")
        pi = frame["inclusion_probability"].astype("Float64")
        if not ((pi > 0) & (pi <= 1)).fillna(False).all():
            bad = frame[~((pi > 0) & (pi <= 1)).fillna(False)].iloc[0]
            raise CodingError(
                f"unit {bad.unit!r}: inclusion_probability {bad.inclusion_probability!r} must be above 0 and at most 1"
            )
        frame = frame.assign(value=value, inclusion_probability=pi.astype("float64"))
        object.__setattr__(self, "frame", frame)

    def to_frame(self) -> pd.DataFrame:
        """A copy of the table."""
        return self.frame.copy()

    def to_parts(self) -> Parts:
        """This noun taken apart for storage."""
        return Parts({"question": self.question, "coders": self.coders}, {}, {"frame": self.frame})

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """The noun put together again."""
        return cls(parts.tables["frame"], parts.meta["question"], parts.meta["coders"])

    def __repr__(self) -> str:
        return line(self._repr_html_())

    def _repr_html_(self) -> str:
        f = self.frame
        facts = [("units", f["unit"].nunique()), ("coders", f["coder"].nunique()), ("question", self.question)]
        mean = f.groupby("theme", sort=False)["value"].agg(["count", "mean"]).reset_index()
        rows = [(r.theme, int(r["count"]), float(r["mean"])) for _, r in mean.iterrows() if r["count"]]
        return card("Coding", facts, ["theme", "codes", "share coded 1"], rows, [self.coders] if self.coders else [])
