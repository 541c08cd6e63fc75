"""Effects, the noun: coefficients with joint draws, their contrasts, and levels at a fixed mix (METHODS §16)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.cards import card, line
from toolkit.base.checks import counted, did_you_mean, require_share, some
from toolkit.base.errors import UsageError
from toolkit.base.parts import Parts
from toolkit.base.reasons import Reason
from toolkit.trends.design import OTHER, TIME, Coded, Design, column_of
from toolkit.trends.formulas import Factor, term_name
from toolkit.trends.resampling import max_t

Array = NDArray[np.float64]
FEW_PERIODS = 5
FEWEST_DF = 4  # of outlets as clusters, below which CR2 is not to be trusted (Pustejovsky & Tipton 2018)
WEIGHT = "(weight)"  # what a row of the mix counts; no column of a corpus is called so
_ARRAYS = ("estimate", "draws", "error", "df")
COLUMNS = (
    "theme",
    "term",
    "estimate",
    "lower",
    "upper",
    "level",
    "p_value",
    "p_adjusted",
    "df",
    "calibrated",
    "verdict",
    "note",
)
HIGHER, LOWER, NOT_SHOWN, EXPLORATORY = "higher", "lower", "not shown", "exploratory"
TOO_FEW = "too few"  # what is coded does not hold this column, or not this theme


@dataclass(frozen=True, eq=False)
class Effects:
    """Coefficients of C terms for T outcomes with S joint draws (METHODS §16).

    `terms` (C) and `themes` (T; a union of themes is one outcome); `estimate` (C, T) in shares, nan where it cannot be
    given; `draws` (S, C, T), one joint set, so that every contrast is answered by the same draws; `error`, `df` (C, T);
    `design` and `formula`: how columns became terms; `profiles`: the mix of the other columns, one row a combination
    with what it counts, `(weight)`; `clusters` (story or the outlet); `periods`: the division of time whose shocks the
    variance holds ("" where time is not asked) and `period_df`, below five of which coefficients of time are
    *exploratory*; `barred`: terms whose codes bear no verdict (coders, sheet, a few stories that tell all), as the
    cautions say; `thin`: terms that fewer than ten (coded) stories part from the rest, of which no figure is given;
    `n_units`, `n_missing` (units without a value), `n_stories`, `n_coded` stories; `calibrated`; `cautions`;
    `is_index` where uncalibrated figures are no shares, but an index.

    >>> found = tk.effects(scores, corpus, "overseas_communities ~ year", coding=coding, seed=1)
    >>> found.terms, found.themes
    (('intercept', 'year'), ('overseas_communities',))
    >>> found.estimate.shape
    (2, 1)
    """

    terms: tuple[str, ...]
    themes: tuple[str, ...]
    estimate: Array
    draws: Array
    error: Array
    df: Array
    formula: str
    design: Design
    profiles: pd.DataFrame
    clusters: str
    n_units: int
    n_missing: int
    n_stories: int
    n_coded: int
    calibrated: bool
    measure: str = "presence"
    method: str = "scores"
    periods: str = ""
    period_df: int = 0
    barred: tuple[str, ...] = ()
    thin: tuple[str, ...] = ()
    cautions: tuple[Reason, ...] = ()
    is_index: bool = False
    schema_version: ClassVar[int] = 1

    def __post_init__(self) -> None:
        for name in _ARRAYS:
            array = np.ascontiguousarray(getattr(self, name), dtype=np.float64)
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        told = tuple(one if isinstance(one, Reason) else Reason.from_json(one) for one in self.cautions)
        object.__setattr__(self, "cautions", told)

    def to_frame(self, level: float = 0.95) -> pd.DataFrame:
        """One row an outcome and term: `COLUMNS`. p by each term's own t; adjusted by step-down max-T over all terms
        but the intercepts and those barred, of calibrated figures only. `verdict`: higher or lower where the adjusted p
        is at most 1 - level, else not shown; "" for what bears none: intercepts, barred terms, pieces of a spline,
        exploratory and uncalibrated coefficients, those under four degrees of freedom where outlets are the clusters
        (no p either), and all where the formula has no intercept."""
        _require_level_of(level)
        raw, adjusted = self._tested()
        shown = self._shown()
        lower, upper = _quantiles(self.draws, shown, level)
        notes = [EXPLORATORY if of_time and self._is_thin else "" for of_time in self.design.of_time]
        table = {
            "theme": np.repeat(list(self.themes), len(self.terms)),
            "term": list(self.terms) * len(self.themes),
            "estimate": shown.T.ravel(),
            "lower": lower.T.ravel(),
            "upper": upper.T.ravel(),
            "level": level,
            "p_value": raw.T.ravel(),
            "p_adjusted": adjusted.T.ravel(),
            "df": self.df.T.ravel(),
            "calibrated": self.calibrated,
            "verdict": self._verdicts(adjusted, notes, 1 - level).T.ravel(),
            "note": np.where(np.isfinite(shown.T), np.array(notes)[None, :], TOO_FEW).ravel(),
        }
        return pd.DataFrame(table)[list(COLUMNS)]

    def _verdicts(self, adjusted: Array, notes: Sequence[str], alpha: float) -> NDArray[Any]:
        """(C, T) words: what of each coefficient is shown."""
        said = np.where(self.estimate > 0, HIGHER, LOWER)
        said = np.where(adjusted <= alpha, said, NOT_SHOWN).astype(object)
        compares = "intercept" in self.terms  # without it coefficients are levels, and no level is zero
        bears = np.array([compares and note == "" and not self.design.is_piece(c) for c, note in enumerate(notes)])
        said[~bears] = ""
        said[~np.isfinite(adjusted)] = ""
        return said

    def _shown(self) -> Array:
        """(C, T) the estimates, nan of thin terms."""
        return np.where(np.isin(self.terms, self.thin)[:, None], np.nan, self.estimate)

    @property
    def _is_thin(self) -> bool:
        return bool(self.periods) and self.period_df < FEW_PERIODS

    def _tested(self) -> tuple[Array, Array]:
        """(C, T) p and adjusted p, on the normal scale that each term's own t gives (a Gaussian copula)."""
        from scipy import stats

        raw, adjusted = np.full(self.estimate.shape, np.nan), np.full(self.estimate.shape, np.nan)
        usable = np.isfinite(self.estimate) & (self.error > 0)
        usable[[term == "intercept" or term in (*self.barred, *self.thin) for term in self.terms]] = False
        if self.clusters == "source":
            usable &= self.df >= FEWEST_DF
        if not usable.any():
            return raw, adjusted
        estimate, error, df = self.estimate[usable], self.error[usable], self.df[usable]
        null = stats.norm.ppf(np.clip(stats.t.cdf((self.draws[:, usable] - estimate) / error, df), 1e-12, 1 - 1e-12))
        tail = stats.t.sf(np.abs(estimate) / error, df)
        found = max_t(stats.norm.isf(np.maximum(tail, 1e-300)), null / null.std(axis=0, ddof=1))
        raw[usable], adjusted[usable] = np.minimum(2 * tail, 1.0), found[1]
        return raw, adjusted if self.calibrated else np.full_like(raw, np.nan)

    def contrast(self, weights: Mapping[str, float], *, level: float = 0.95) -> pd.DataFrame:
        """A sum of terms, each times its weight: {"source[b]": 1, "source[c]": -1} is b against c.

        One row an outcome: `theme, estimate, lower, upper, level, p_value`. UsageError for an unknown term.
        """
        if not isinstance(weights, Mapping) or not weights:
            raise UsageError("contrast takes terms with their weights, as {'source[b]': 1, 'source[c]': -1}")
        for name in weights:
            if name not in self.terms:
                raise UsageError(f"no term {name!r}{did_you_mean(str(name), self.terms)}")
        at = [self.terms.index(name) for name in weights]
        w = np.array([_weight(name, value) for name, value in weights.items()])
        return self._rows(np.tensordot(self.draws[:, at], w, (1, 0)), w @ self._shown()[at], level)

    def _rows(self, draws: Array, estimate: Array, level: float) -> pd.DataFrame:
        _require_level_of(level)
        lower, upper = _quantiles(draws, estimate, level)
        beyond = np.minimum((draws <= 0).sum(axis=0), (draws >= 0).sum(axis=0))
        p = np.where(np.isfinite(estimate), np.minimum(2 * (1 + beyond) / (len(draws) + 1), 1.0), np.nan)
        return pd.DataFrame(
            {"theme": self.themes, "estimate": estimate, "lower": lower, "upper": upper, "level": level, "p_value": p}
        )

    def predict(self, at: Mapping[str, Sequence[Any]], *, level: float = 0.95) -> pd.DataFrame:
        """Levels of each outcome at the values of one column, the mix of the other columns held fixed.

        `at`: {"year": [2016, 2020, 2024]} or {"source": ["a.vn", "b.vn"]}, also {"date": ["2020-03-01"]}. One row an
        outcome and value: `theme`, the column, `estimate, lower, upper, level`; ends of a share's interval lie within
        0 and 1, an index has no such ends. UsageError for another column.
        """
        column, values = self._asked(at)
        rows = [self._mean_row(column, value) for value in values]
        frames = []
        for value, row in zip(values, rows):
            known = np.nan if self._hangs_on_thin(column, row) else row @ self.estimate
            frame = self._rows(np.tensordot(self.draws, row, (1, 0)), np.broadcast_to(known, len(self.themes)), level)
            if not self.is_index:  # a level is a share; the estimate stays as the regression has it
                frame[["lower", "upper"]] = frame[["lower", "upper"]].clip(0.0, 1.0)
            frames.append(frame.drop(columns="p_value").assign(**{column: value}))
        return pd.concat(frames, ignore_index=True)[["theme", column, "estimate", "lower", "upper", "level"]]

    def _hangs_on_thin(self, column: str, row: Array) -> bool:
        """Does a level at a value of this column stand on a term of it that too few stories bear?"""
        factors = {term_name(term): {column_of(factor) for factor in term} for term in self.design.terms}
        own = [name in self.thin and column in factors[of] for name, of in zip(self.terms, self.design.term_of)]
        return bool((row[own] != 0).any())

    def _asked(self, at: Mapping[str, Sequence[Any]]) -> tuple[str, list[Any]]:
        known = (*self.design.other_columns, *(name for name in TIME if name in self.design.columns))
        if not isinstance(at, Mapping) or len(at) != 1 or next(iter(at)) not in known:
            raise UsageError(f"predict takes the values of one column of the formula: {some(known, 6)}")
        column = next(iter(at))
        given = at[column]
        if isinstance(given, str) or not isinstance(given, Iterable) or not (values := list(given)):
            raise UsageError(f"predict takes a list of values of {column!r}")
        if column in ("theme", "estimate", "lower", "upper", "level"):
            raise UsageError(f"predict has a column {column!r} of its own; rename the corpus's")
        for coded in self.design.coded.values():
            if coded.levels and coded.factor.column == column:
                for value in values:
                    _require_level(coded, column, str(value).strip())
        return column, values

    def _mean_row(self, column: str, value: Any) -> Array:
        """(C) the mean row of the design over the mix, one column set to a value."""
        frame = self.profiles.copy()
        frame[column] = value if column not in TIME else (_year(value) if column == "year" else str(value))
        weight = frame[WEIGHT].to_numpy(dtype=np.float64)
        x = self.design.matrix(frame)
        if np.isnan(x).any():
            raise UsageError(f"{column} = {value!r} cannot be read; give a value as the corpus has them")
        return np.asarray(weight @ x / weight.sum())

    def to_parts(self) -> Parts:
        """This noun taken apart for storage."""
        scalars = ("formula", "clusters", "n_units", "n_missing", "n_stories", "n_coded", "calibrated", "measure")
        meta: dict[str, Any] = {name: getattr(self, name) for name in (*scalars, "method", "periods", "period_df")}
        meta["is_index"] = self.is_index
        meta |= {name: list(getattr(self, name)) for name in ("terms", "themes", "barred", "thin")}
        meta["cautions"] = [caution.to_json() for caution in self.cautions]
        meta["design"] = _design_to_json(self.design)
        arrays: dict[str, NDArray[Any]] = {name: getattr(self, name) for name in _ARRAYS}
        return Parts(meta, arrays, {"profiles": self.profiles})

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """The noun put together again."""
        meta = dict(parts.meta)
        meta["design"] = _design_from_json(meta["design"])
        for name in ("terms", "themes", "barred", "thin", "cautions"):
            meta[name] = tuple(meta.get(name, ()))
        return cls(**{**meta, **parts.arrays, **parts.tables})

    def __repr__(self) -> str:
        return line(self._repr_html_())

    def _repr_html_(self) -> str:
        status = "calibrated by codes" if self.calibrated else "uncalibrated: no verdict"
        facts: list[tuple[str, Any]] = [("formula", self.formula), ("status", status), ("clusters", self.clusters)]
        facts += [("units", self.n_units), ("coded", counted(self.n_coded, "story", "stories"))]
        columns = ["theme", "term", "estimate", "lower", "upper", "p_adjusted", "verdict"]
        rows = self.to_frame().head(24)[columns].itertuples(index=False)
        return card("Effects", facts, columns, rows, [str(caution) for caution in self.cautions])


def _require_level(coded: Coded, column: str, value: str) -> None:
    if value in coded.merged and OTHER not in coded.levels:
        raise UsageError(f"{column} {value!r} rests on too few stories and was left out; code more, or pool its values")
    if value not in (*coded.levels, *coded.merged):
        raise UsageError(f"no {column} {value!r}{did_you_mean(value, coded.levels)}")


def _require_level_of(level: float) -> None:
    require_share("level", level)
    if level == 1:
        raise UsageError("level is 1, but no interval is sure to hold; take .95")


def _weight(name: str, value: Any) -> float:
    """The weight of a term; UsageError unless it is a finite number."""
    if isinstance(value, bool | str) or not isinstance(value, Real) or not np.isfinite(float(value)):
        raise UsageError(f"the weight of {name!r} is {value!r}; give a number, as 1 or -1")
    return float(value)


def _year(value: Any) -> int:
    """A whole year; UsageError for anything else."""
    try:
        year = float(value)
    except (TypeError, ValueError):
        year = np.nan
    if not np.isfinite(year) or year % 1:
        raise UsageError(f"year = {value!r} is no year; give whole years, as 2020, or ask for dates")
    return int(year)


def _quantiles(draws: Array, estimate: Array, level: float) -> tuple[Array, Array]:
    tail = (1 - level) / 2
    lower, upper = np.full(estimate.shape, np.nan), np.full(estimate.shape, np.nan)
    usable = np.isfinite(estimate)
    if usable.any():
        lower[usable], upper[usable] = np.quantile(draws[:, usable], [tail, 1 - tail], axis=0)
    return lower, upper


def _design_to_json(design: Design) -> dict[str, Any]:
    return {
        "terms": [[_factor_to_json(factor) for factor in sorted(term)] for term in design.terms],
        "coded": [
            [_factor_to_json(c.factor), list(c.levels), list(c.merged), list(c.knots), c.origin, c.follows]
            for c in design.coded.values()
        ],
        "names": list(design.names),
        "of_time": list(design.of_time),
        "term_of": list(design.term_of),
    }


def _factor_to_json(factor: Factor) -> list[str]:
    return [factor.kind, factor.column, factor.argument]


def _design_from_json(value: Mapping[str, Any]) -> Design:
    coded = {
        Factor(*factor): Coded(Factor(*factor), tuple(levels), tuple(merged), tuple(knots), *rest)
        for factor, levels, merged, knots, *rest in value["coded"]
    }
    terms = tuple(frozenset(Factor(*factor) for factor in term) for term in value["terms"])
    return Design(terms, coded, tuple(value["names"]), tuple(value["of_time"]), tuple(value["term_of"]))
