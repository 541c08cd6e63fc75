"""ThemeScores: how strongly each unit carries each theme, by its own readable model."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.cards import card, line
from toolkit.base.errors import AlignmentError
from toolkit.base.parts import Parts, readonly
from toolkit.base.reasons import Reason
from toolkit.words.units import TextHash, checked_text_hash

Array = NDArray[np.float64]


def of_theme(theme: str, what: Reason) -> Reason:
    """What is to be said of one theme."""
    return Reason.of("of_theme", theme=theme, what=what)


@dataclass(frozen=True, eq=False)
class ThemeScores:
    """Scores of U units for T themes (METHODS §8), cross-fitted by story.

    `score` (U, T); `level` (U, T), a probability, only where codes calibrated it, else None; `ids` (U); `themes` (T)
    keys; `trained_on`: "seeds" or "codes"; `weights` (T, V) of the regression (mean of the folds'), `terms` (V) its
    columns; `cautions`: a `Reason` each, those of one theme as `of_theme`; `text_hash` (U) of the units' letters, None
    where the texts are not known; `own` (U, T): whether a unit has a value of its own, None where all have.

    >>> scores.score.shape == (len(scores.ids), len(scores.themes))
    True
    >>> scores.trained_on, scores.level is None
    ('seeds', True)
    """

    score: Array
    level: Array | None
    ids: tuple[str, ...]
    themes: tuple[str, ...]
    trained_on: str
    weights: Array
    terms: tuple[str, ...]
    cautions: tuple[Reason, ...] = ()
    text_hash: TextHash | None = None
    own: NDArray[np.bool_] | None = None
    schema_version: ClassVar[int] = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "score", readonly(self.score, np.float64))
        object.__setattr__(self, "weights", readonly(self.weights, np.float64))
        for name in ("ids", "themes", "terms"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        told = (c if isinstance(c, Reason) else Reason.from_json(c) for c in self.cautions)
        object.__setattr__(self, "cautions", tuple(told))
        if self.level is not None:
            object.__setattr__(self, "level", readonly(self.level, np.float64))
            if self.level.shape != self.score.shape:
                raise AlignmentError("level and score must have one shape")
        if self.score.shape != (len(self.ids), len(self.themes)) or not np.isfinite(self.score).all():
            raise AlignmentError(
                f"score of shape {self.score.shape} for {len(self.ids)} ids, {len(self.themes)} themes"
            )
        object.__setattr__(self, "text_hash", checked_text_hash(self.text_hash, len(self.ids)))
        if self.own is not None:
            object.__setattr__(self, "own", readonly(self.own, np.bool_))
            if self.own.shape != self.score.shape:
                raise AlignmentError("own and score must have one shape")
        if self.weights.shape != (len(self.themes), len(self.terms)):
            raise AlignmentError("weights must have a row a theme and a column a term")

    def to_frame(self) -> pd.DataFrame:
        """One row a unit: id, then one score a theme."""
        frame = pd.DataFrame(self.score, columns=list(self.themes))
        frame.insert(0, "id", list(self.ids))
        return frame

    def to_parts(self) -> Parts:
        """This noun taken apart for storage."""
        arrays: dict[str, NDArray[Any]] = {"score": self.score, "weights": self.weights}
        if self.level is not None:
            arrays["level"] = self.level
        if self.text_hash is not None:
            arrays["text_hash"] = self.text_hash
        if self.own is not None:
            arrays["own"] = self.own
        meta = {
            "ids": list(self.ids),
            "themes": list(self.themes),
            "trained_on": self.trained_on,
            "terms": list(self.terms),
            "cautions": [caution.to_json() for caution in self.cautions],
        }
        return Parts(meta, arrays)

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """The noun put together again."""
        arrays = dict(parts.arrays)
        return cls(level=arrays.pop("level", None), **{**parts.meta, **arrays})

    def __repr__(self) -> str:
        return line(self._repr_html_())

    def _repr_html_(self) -> str:
        kind = "calibrated by codes" if self.level is not None else "an index, not a level: no codes"
        facts = [("units", len(self.ids)), ("themes", len(self.themes)), ("scores", kind)]
        rows = []
        for t, theme in enumerate(self.themes):
            top = np.argsort(-self.weights[t], kind="stable")[:8]
            rows.append((theme, ", ".join(self.terms[i].replace("_", " ") for i in top)))
        return card(
            "ThemeScores", facts, ["theme", "heaviest words"], rows, [str(caution) for caution in self.cautions]
        )
