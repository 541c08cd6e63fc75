"""Prevalence, Audit and Contrasts: the nouns of comparison."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.cards import card, line
from toolkit.base.checks import require_share
from toolkit.base.errors import AlignmentError
from toolkit.base.parts import Parts, readonly
from toolkit.base.reasons import Reason, reasons_text

Array = NDArray[np.float64]
COUNTS = ("publications", "stories")
OPTIONAL = ("weight", "undated", "coded", "positives", "n_coded", "alpha", "unit_keys")
FEWEST_STORIES = 30
CONTRAST_COLUMNS = (
    "method",
    "measure",
    "theme",
    "earlier",
    "later",
    "change",
    "lower",
    "upper",
    "n_earlier",
    "n_later",
    "p_value",
    "p_adjusted",
    "verdict",
    "reason",
    "reason_code",
)
NOT_COMPARABLE, CAUTION, LONE_OUTLET = "not comparable", "caution", "outlet without counterpart"
AUDIT_COLUMNS = ("theme", "earlier", "later", "check", "value", "verdict")
PROVISIONAL = ("one_method", "no_audit", "given")
VERDICTS = ("too few", "not comparable", "rose", "fell", "steady", "no clear change")


@dataclass(frozen=True, eq=False)
class Prevalence:
    """How much room each of T themes has in each of P periods, as S joint draws (METHODS §9).

    `estimate` (P, T); `draws` (S, P, T): one joint set, so that every later question is answered by the same draws;
    `n_units, n_documents, n_stories, effective_stories` (P); `n_undated`; `measure` (share, presence, room, dominant);
    `count` (publications, stories); `method` (lda, nmf, scores, codes); `uncertainty`: what was drawn of stories,
    shares, fits, dates, codes; `calibrated`: True only where codes of a sample corrected it; `by`; `cautions`;
    `is_index` where the values are scores without a level; `weight` (P) what the periods weigh in the count, and
    `undated` (T), `undated_weight` the same of the undated units, from which verdicts get their bounds; `coded` (P, T)
    stories and `positives` (P, T) of them coded 1, where codes were used; `of_theme` (T) the reasons that must be told
    with a theme's figures, `not_comparable` pairs of periods that no verdict may compare, each with its reason;
    `n_coded` (P) coded units, `n_coders`, `alpha` (T, 3) the coders' agreement with its interval; `unit_keys`: the
    units' ids and texts as numbers, None where the texts are not known. A period without an estimate holds nan.

    >>> level.estimate.shape == (len(level.periods), len(level.themes)), level.calibrated
    (True, True)
    >>> lower, upper = level.interval(0.9)
    >>> bool((lower <= level.estimate).all())
    True
    """

    periods: tuple[str, ...]
    themes: tuple[str, ...]
    estimate: Array
    draws: Array
    n_units: NDArray[np.int64]
    n_documents: NDArray[np.int64]
    n_stories: NDArray[np.int64]
    effective_stories: Array
    n_undated: int
    measure: str
    count: str
    method: str
    uncertainty: tuple[str, ...]
    calibrated: bool
    by: str = "year"
    denominator: str = ""
    cautions: tuple[Reason, ...] = ()
    is_index: bool = False
    weight: Array | None = None
    undated: Array | None = None
    undated_weight: float = 0.0
    coded: NDArray[np.int64] | None = None
    positives: Array | None = None
    of_theme: tuple[tuple[Reason, ...], ...] = ()
    not_comparable: tuple[tuple[str, str, Reason], ...] = ()
    n_coded: NDArray[np.int64] | None = None
    n_coders: int = 0
    alpha: Array | None = None
    unit_keys: NDArray[np.uint64] | None = None
    schema_version: ClassVar[int] = 1

    def __post_init__(self) -> None:
        for name in OPTIONAL:
            if getattr(self, name) is not None:
                kind = np.int64 if name in ("coded", "n_coded") else np.uint64 if name == "unit_keys" else np.float64
                object.__setattr__(self, name, readonly(getattr(self, name), kind))
        for name in ("estimate", "draws", "effective_stories"):
            object.__setattr__(self, name, readonly(getattr(self, name), np.float64))
        for name in ("n_units", "n_documents", "n_stories"):
            object.__setattr__(self, name, readonly(getattr(self, name), np.int64))
        for name in ("periods", "themes", "uncertainty"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        object.__setattr__(self, "cautions", tuple(_reason(caution) for caution in self.cautions))
        told = self.of_theme or ((),) * len(self.themes)
        object.__setattr__(self, "of_theme", tuple(tuple(_reason(one) for one in row) for row in told))
        barred = tuple((str(a), str(b), _reason(why)) for a, b, why in self.not_comparable)
        object.__setattr__(self, "not_comparable", barred)
        shape = (len(self.periods), len(self.themes))
        if self.estimate.shape != shape or self.draws.shape[1:] != shape:
            raise AlignmentError(f"estimate {self.estimate.shape} and draws {self.draws.shape} do not fit {shape}")
        by_period = ("n_units", "n_documents", "n_stories", "effective_stories", "weight", "n_coded")
        wanted = {**dict.fromkeys(by_period, shape[:1]), "undated": shape[1:], "coded": shape, "positives": shape}
        wanted["alpha"] = (shape[1], 3)
        for name, form in wanted.items():
            if getattr(self, name) is not None and getattr(self, name).shape != form:
                raise AlignmentError(f"{name} has the shape {getattr(self, name).shape}, but must have {form}")

    @property
    def enough(self) -> NDArray[np.bool_]:
        """(P) True where at least 30 effective stories allow an interval."""
        return np.asarray(self.effective_stories >= FEWEST_STORIES)

    @property
    def usable(self) -> NDArray[np.bool_]:
        """(P, T) True where an interval can be given: enough stories, an estimate, and draws that are not all alike."""
        spread = np.ptp(self.draws, axis=0)
        return np.asarray(self.enough[:, None] & np.isfinite(self.estimate) & (spread > 0))

    def interval(self, level: float = 0.95, *, simultaneous: bool = False) -> tuple[Array, Array]:
        """Percentile intervals, lower and upper (P, T); nan where no interval can be given (`usable`).

        Pointwise, or `simultaneous`: bands that hold for all periods and themes at once (max-T over the joint draws).
        """
        require_share("level", level)
        usable = self.usable
        lower, upper = np.full(self.estimate.shape, np.nan), np.full(self.estimate.shape, np.nan)
        if not usable.any():
            return lower, upper
        tail = (1 - level) / 2
        draws, estimate = self.draws[:, usable], self.estimate[usable]
        if simultaneous:
            sd = draws.std(axis=0, ddof=1)
            reach = sd * np.quantile(np.abs((draws - estimate) / sd).max(axis=1), level)
            lower[usable], upper[usable] = estimate - reach, estimate + reach
        else:
            lower[usable], upper[usable] = np.quantile(draws, [tail, 1 - tail], axis=0)
        if not self.is_index:
            lower, upper = np.clip(lower, 0.0, 1.0), np.clip(upper, 0.0, 1.0)
        if self.coded is not None and self.positives is not None:  # no code of a kind: nothing speaks against the bound
            lower = np.where(usable & (self.positives <= 1e-9), 0.0, lower)
            upper = np.where(usable & (self.positives >= self.coded - 1e-9), 1.0, upper)
        return lower, upper

    def to_frame(self, level: float = 0.95) -> pd.DataFrame:
        """One row a period and theme, with the columns of prevalence.csv (DESIGN §6)."""
        lower, upper = self.interval(level)
        shown = self.estimate if self.is_index else np.clip(self.estimate, 0.0, 1.0)  # a correction can overshoot zero
        p, t = len(self.periods), len(self.themes)
        return pd.DataFrame(
            {
                "method": self.method,
                "measure": self.measure,
                "count": self.count,
                "theme": list(self.themes) * p,
                "period": np.repeat(list(self.periods), t),
                "estimate": shown.ravel(),
                "lower": lower.ravel(),
                "upper": upper.ravel(),
                "level": level,
                "n_documents": np.repeat(self.n_documents, t),
                "n_stories": np.repeat(self.n_stories, t),
                "calibrated": self.calibrated,
                "uncertainty": ", ".join(self.uncertainty),
            }
        )

    def to_parts(self) -> Parts:
        """This noun taken apart for storage."""
        names = ("estimate", "draws", "n_units", "n_documents", "n_stories", "effective_stories")
        arrays: dict[str, NDArray[Any]] = {name: getattr(self, name) for name in names}
        arrays |= {name: getattr(self, name) for name in OPTIONAL if getattr(self, name) is not None}
        meta = {
            "periods": list(self.periods),
            "themes": list(self.themes),
            "n_undated": self.n_undated,
            "measure": self.measure,
            "count": self.count,
            "method": self.method,
            "by": self.by,
            "uncertainty": list(self.uncertainty),
            "calibrated": self.calibrated,
            "denominator": self.denominator,
            "cautions": [caution.to_json() for caution in self.cautions],
            "is_index": self.is_index,
            "undated_weight": self.undated_weight,
            "of_theme": [[one.to_json() for one in row] for row in self.of_theme],
            "not_comparable": [[a, b, why.to_json()] for a, b, why in self.not_comparable],
            "n_coders": self.n_coders,
        }
        return Parts(meta, arrays)

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """The noun put together again."""
        return cls(**{**parts.meta, **parts.arrays})

    def __repr__(self) -> str:
        return line(self._repr_html_())

    def _repr_html_(self) -> str:
        status = "calibrated by codes" if self.calibrated else "uncalibrated"
        facts = [("measure", self.measure), ("method", self.method), ("status", status), ("draws", len(self.draws))]
        columns = ["theme", "period", "estimate", "lower", "upper", "n_documents"]
        rows = self.to_frame().head(24)[columns].itertuples(index=False)
        return card("Prevalence", facts, columns, rows, [str(caution) for caution in self.cautions])


def _reason(value: Any) -> Reason:
    """A reason, made of what was stored where need be."""
    return value if isinstance(value, Reason) else Reason.from_json(value)


@dataclass(frozen=True, eq=False)
class Audit:
    """Whether periods can be compared: `frame`, one row a theme, pair and check (`audit_periods`), and of what.

    `by` the division, `count` publications or stories, `unit_keys` the units' ids and texts as numbers (None where the
    texts are not known): an audit goes with the figures of these units only.

    >>> audit = tk.audit_periods(model, corpus, counts, by=spans, seed=1)
    >>> audit.frame.columns.tolist()[:4]
    ['theme', 'earlier', 'later', 'check']
    """

    frame: pd.DataFrame
    by: str = "year"
    count: str = "publications"
    unit_keys: NDArray[np.uint64] | None = None
    schema_version: ClassVar[int] = 1

    def __post_init__(self) -> None:
        missing = [name for name in AUDIT_COLUMNS if name not in self.frame.columns]
        if missing:
            raise AlignmentError(f"a table of an audit needs the column {missing[0]!r}")
        object.__setattr__(self, "frame", self.frame.reset_index(drop=True))
        if self.unit_keys is not None:
            object.__setattr__(self, "unit_keys", readonly(self.unit_keys, np.uint64))

    def of_pair(self, pair: tuple[str, str]) -> pd.DataFrame:
        """The rows of a pair of periods."""
        return self.frame[(self.frame["earlier"] == pair[0]) & (self.frame["later"] == pair[1])]

    def failed(self, theme: str, pair: tuple[str, str]) -> tuple[str, ...]:
        """The checks by which this theme cannot be compared."""
        rows = self.of_pair(pair)
        rows = rows[(rows["theme"] == theme) & (rows["verdict"] == NOT_COMPARABLE)]
        return tuple(dict.fromkeys(rows["check"]))

    def told_beside(self, pair: tuple[str, str], *, calibrated: bool) -> tuple[Reason, ...]:
        """What stands in the sentence of each calibrated verdict on this pair: that it is of the articles as collected.

        How far the outlets differ is said once for the pair (`told_once`).
        """
        differ = calibrated and self._outlets(pair)[1] == NOT_COMPARABLE
        return (Reason("as_collected"),) if differ else ()

    def told_once(self, pair: tuple[str, str], *, calibrated: bool) -> tuple[Reason, ...]:
        """What must be told of the pair, whatever the theme: outlets of one period only, or too many to judge by."""
        value, verdict = self._outlets(pair)
        fields = {"earlier": pair[0], "later": pair[1]}
        if verdict == CAUTION:
            return (Reason.of("outlets_many", share=value, **fields),)
        if verdict != NOT_COMPARABLE or not calibrated:
            return ()
        if value >= 1 - 1e-9:
            return (Reason.of("outlets_replaced", **fields),)
        return (Reason.of("outlets_differ", share=value, **fields),)

    def _outlets(self, pair: tuple[str, str]) -> tuple[float, str]:
        """W, the weight of outlets that the other period lacks, and what the audit says of it."""
        rows = self.of_pair(pair)
        rows = rows[rows["check"] == LONE_OUTLET]
        return (float(rows["value"].iloc[0]), str(rows["verdict"].iloc[0])) if len(rows) else (0.0, "")

    def to_frame(self) -> pd.DataFrame:
        """A copy of the table."""
        return self.frame.copy()

    def to_parts(self) -> Parts:
        """This noun taken apart for storage."""
        arrays = {} if self.unit_keys is None else {"unit_keys": self.unit_keys}
        return Parts({"by": self.by, "count": self.count}, arrays, {"frame": self.frame})

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """The noun put together again."""
        return cls(parts.tables["frame"], parts.meta["by"], parts.meta["count"], parts.arrays.get("unit_keys"))

    def __repr__(self) -> str:
        return line(self._repr_html_())

    def _repr_html_(self) -> str:
        facts = [("by", self.by), ("count", self.count), ("rows", len(self.frame))]
        notable = self.frame[self.frame["verdict"] != "comparable"].head(40)
        return card("Audit", facts, list(AUDIT_COLUMNS), notable[list(AUDIT_COLUMNS)].itertuples(index=False))


@dataclass(frozen=True, eq=False)
class Contrasts:
    """Changes between periods with their verdicts: one row a theme and pair, the columns of contrasts.csv.

    The verdict is computed by the rule of METHODS §11 in `toolkit.trends.verdicts` and nowhere else. `is_index`: the
    headline's changes are in units of an index, not in shares. `reasons`: a tuple of `Reason` a row, of which the
    columns `reason` (English) and `reason_code` are made; without it the frame's own words stay (an older artefact).
    `cautions` hold for all verdicts; `n_draws`: no p-value can be smaller than 1/(n_draws + 1).

    >>> found = tk.contrasts(level)
    >>> set(found.frame["verdict"]) <= {"rose", "fell", "steady", "no clear change", "too few", "not comparable"}
    True
    """

    frame: pd.DataFrame
    level: float = 0.95
    margin: float = 0.03
    cautions: tuple[Reason, ...] = ()
    is_index: bool = False
    reasons: tuple[tuple[Reason, ...], ...] = ()
    n_draws: int = 0
    schema_version: ClassVar[int] = 1

    def __post_init__(self) -> None:
        frame = self.frame.reset_index(drop=True)
        object.__setattr__(self, "cautions", tuple(_reason(one) for one in self.cautions))
        if "reason_code" not in frame.columns:
            frame = frame.assign(reason_code="")
        missing = [name for name in CONTRAST_COLUMNS if name not in frame.columns]
        if missing:
            raise AlignmentError(f"a table of contrasts needs the column {missing[0]!r}")
        reasons = tuple(tuple(_reason(one) for one in row) for row in self.reasons)
        object.__setattr__(self, "reasons", reasons)
        if reasons:
            if len(reasons) != len(frame):
                raise AlignmentError(f"there are {len(reasons)} rows of reasons for {len(frame)} contrasts")
            frame["reason"] = [reasons_text(row, "en") for row in reasons]
            frame["reason_code"] = ["; ".join(one.code for one in row) for row in reasons]
        object.__setattr__(self, "frame", frame)

    @property
    def provisional(self) -> str:
        """Why all verdicts are provisional, in English; "" where they are not."""
        return reasons_text([one for one in self.cautions if one.code in PROVISIONAL], "en")

    def reason_of(self, row: int, language: str) -> str:
        """Why the verdict of a row is as it is, in "vi" or "en"."""
        if self.reasons:
            return reasons_text(self.reasons[row], language)
        return str(self.frame["reason"].iloc[row] or "")

    def to_frame(self) -> pd.DataFrame:
        """A copy of the table."""
        return self.frame.copy()

    def to_parts(self) -> Parts:
        """This noun taken apart for storage."""
        meta = {
            "level": self.level,
            "margin": self.margin,
            "cautions": [one.to_json() for one in self.cautions],
            "n_draws": self.n_draws,
            "is_index": self.is_index,
            "reasons": [[one.to_json() for one in row] for row in self.reasons],
        }
        return Parts(meta, {}, {"frame": self.frame})

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """The noun put together again."""
        meta: dict[str, Any] = dict(parts.meta)
        old = meta.pop("provisional", "")
        if old:
            meta["cautions"] = (old,)
        return cls(parts.tables["frame"], **meta)

    def __repr__(self) -> str:
        return line(self._repr_html_())

    def _repr_html_(self) -> str:
        columns = ["theme", "earlier", "later", "change", "lower", "upper", "verdict", "reason"]
        rows = self.frame.head(40)[columns].itertuples(index=False)
        cautions = [str(one) for one in self.cautions]
        return card("Contrasts", [("rows", len(self.frame)), ("level", self.level)], columns, rows, cautions)
