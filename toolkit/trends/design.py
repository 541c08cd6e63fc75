"""Terms and a corpus become a matrix: levels of columns, splines of the date, declared days (METHODS §16)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as calendar_date
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import near_reason, some
from toolkit.base.errors import InputError, UsageError
from toolkit.base.reasons import Reason
from toolkit.documents.selection import as_numbers, labels_of, may_be_thousands
from toolkit.trends.formulas import Factor, Term, term_name

Array = NDArray[np.float64]
MOST_LEVELS = 200
MOST_MISSING = 0.5
TOLD = 0.95  # of a column's spread that the period tells, from which on it is a column of time
OTHER = "other"
LARGEST, FINEST = 1e100, 1e-9  # numbers beyond this, or that differ by less of their size, are not told apart
TIME = ("year", "date")
_DEGREE = 3
_YEAR_DAYS = 365.25


@dataclass(frozen=True, eq=False)
class Coded:
    """How one factor becomes columns: `levels` of a column of words (the first is the reference), or the `knots` of a
    spline; neither where it is a number. `origin` is taken from numbers, so that the intercept has a meaning."""

    factor: Factor
    levels: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    knots: tuple[float, ...] = ()
    origin: float = 0.0
    follows: str = ""  # "year" or "month" where a column of another name says nothing but when

    @property
    def is_time(self) -> bool:
        """Does this factor vary with time alone?"""
        return self.factor.kind in ("step", "slope") or self.factor.column in TIME or self.follows != ""


@dataclass(frozen=True, eq=False)
class Design:
    """`terms` in order, how each factor is `coded`, and the `names` of the C columns; `of_time` (C) for time alone."""

    terms: tuple[Term, ...]
    coded: Mapping[Factor, Coded]
    names: tuple[str, ...] = ()
    of_time: tuple[bool, ...] = ()
    term_of: tuple[str, ...] = field(default=())

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the corpus that are read."""
        return tuple(dict.fromkeys(column_of(factor) for factor in self.coded))

    @property
    def other_columns(self) -> tuple[str, ...]:
        """Those of them that are not time."""
        return tuple(name for name in self.columns if name not in TIME)

    @property
    def is_by_year(self) -> bool:
        """Is time told by whole years alone, so that shocks within a year are nothing to it?"""
        of_time = [coded for coded in self.coded.values() if coded.is_time]
        return all(coded.factor.column == "year" or coded.follows == "year" for coded in of_time)

    def is_piece(self, column: int) -> bool:
        """Is this column of the matrix one of a spline, or of its interaction? Alone it has no direction."""
        return self.term_of[column] in {term_name(t) for t in self.terms if any(f.kind == "bs" for f in t)}

    def matrix(self, frame: pd.DataFrame) -> Array:
        """(U, C) of the rows of `frame`; nan where a value is missing."""
        return np.concatenate([self.block(*part, frame)[0] for part in self.parts()], axis=1)

    def groups(self, frame: pd.DataFrame) -> list[pd.Series]:
        """The level of each row, by every column of words."""
        at = [
            (coded, _indicators(coded, frame[coded.factor.column], whole=True)[0])
            for coded in self.coded.values()
            if coded.levels
        ]
        return [pd.Series(np.nan_to_num(found).argmax(axis=1)) for _, found in at]

    def parts(self) -> list[tuple[Term, bool, Term]]:
        """What is laid side by side: factors, whether a column of words stands with all its levels, and the term.

        A term of words holds all its margins; each that no term before it brought becomes a part, with the levels but
        the reference, so that the columns do not depend on one another. One column of words alone keeps all levels.
        """
        seen: set[Term] = set()
        found: list[tuple[Term, bool, Term]] = []
        for term in self.terms:
            words = sorted(factor for factor in term if self.coded[factor].levels)
            numbers = frozenset(factor for factor in term if not self.coded[factor].levels)
            margins = [numbers | set(some) for n in range(len(words) + 1) for some in combinations(words, n)]
            new = [margin for margin in margins if margin not in seen]
            seen |= set(new)
            found += [(term, True, term)] if len(words) == 1 and len(new) == 2 else [(m, False, term) for m in new]
        return found

    def block(self, part: Term, whole: bool, term: Term, frame: pd.DataFrame) -> tuple[Array, list[str]]:
        """The columns of one part and their names."""
        block, names = np.ones((len(frame), 1)), [""]
        for factor in sorted(part):
            values, own = _columns_of(self.coded[factor], frame, whole=whole)
            block = (block[:, :, None] * values[:, None, :]).reshape(len(frame), -1)
            names = [f"{a}:{b}" if a else b for a, b in product(names, own)]
        return block, names if part else ["intercept"]


def design_of(terms: Sequence[Term], frame: pd.DataFrame, counted: pd.Series, fewest: int) -> Design:
    """How these terms read this frame.

    `counted` holds the stories that a level's coefficient would rest on (missing where a row brings none); a level
    with fewer than `fewest` is merged into *other*. Raises UsageError for an unknown column, one of too many levels,
    one that is constant; InputError for a column that is missing for more than half of the rows.
    """
    factors = list(dict.fromkeys(factor for term in terms for factor in sorted(term)))
    coded = {factor: _coding_of(factor, frame, counted, fewest) for factor in factors}
    bare = Design(tuple(terms), coded)
    names, of_time, term_of = [], [], []
    for part, whole, term in bare.parts():
        own = bare.block(part, whole, term, frame.head(1))[1]
        names += own
        of_time += [bool(part) and all(coded[factor].is_time for factor in part)] * len(own)
        term_of += [term_name(term)] * len(own)
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UsageError(Reason.of("term_twice", name=twice))
    return Design(bare.terms, coded, tuple(names), tuple(of_time), tuple(term_of))


def column_of(factor: Factor) -> str:
    """The column that a factor reads; declared days read the date."""
    return "date" if factor.kind in ("step", "slope") else factor.column


def decimal_years(dates: pd.Series) -> Array:
    """ISO dates as years with their part (2016-07-02 is 2016.5); a month is its middle; a bare year is missing."""
    text = dates.astype("str").where(dates.notna(), None)
    found = np.full(len(text), np.nan)
    for i, value in enumerate(text):
        if isinstance(value, str) and len(value) >= 7:
            try:
                day = calendar_date.fromisoformat(value if len(value) == 10 else f"{value[:7]}-15")
            except ValueError:
                continue
            found[i] = day.year + (day.timetuple().tm_yday - 0.5) / _YEAR_DAYS
    return found


def numbers(frame: pd.DataFrame, column: str) -> Array | None:
    """A column as numbers, or None where it holds words."""
    if column == "date":
        return decimal_years(frame["date"])
    values = frame[column]
    if pd.api.types.is_bool_dtype(values) or pd.api.types.is_complex_dtype(values):
        return None
    if pd.api.types.is_datetime64_any_dtype(values):
        return decimal_years(values.dt.strftime("%Y-%m-%d"))
    if pd.api.types.is_numeric_dtype(values):
        found = np.asarray(values.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan))
        return np.where(np.isfinite(found), found, np.nan)
    return as_numbers(values)


def follows_time(frame: pd.DataFrame, column: str) -> str:
    """ "year" or "month" where a column says nothing but when (a copy of the year, an era, an office-holder), else "".

    Its coefficient rests on periods then, whatever the column is called, and on their shocks.
    """
    values = numbers(frame, column)
    seen = labels_of(frame[column]) if values is None else pd.Series(values, index=frame.index)
    year = frame["year"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    months = {"year": year, "month": np.floor(decimal_years(frame["date"]) * 12)}
    for name, when in months.items():
        known = seen.notna().to_numpy() & np.isfinite(when)
        if known.sum() and _is_told_by(seen[known].reset_index(drop=True), pd.Series(when[known]), values is None):
            return name
    return ""


def _is_told_by(seen: pd.Series, when: pd.Series, of_words: bool) -> bool:
    """Is little left of a column's spread when the period is known? A unit alone in its period tells nothing."""
    size = when.groupby(when).transform("size")
    seen, when, size = seen[size > 1], when[size > 1], size[size > 1]
    if len(seen) < 2 * when.nunique() or when.nunique() < 2:
        return False
    if of_words:
        table = pd.crosstab(when, seen)
        spread, left = len(seen) - table.sum().max(), len(seen) - table.max(axis=1).sum()
    else:
        others = (seen.groupby(when).transform("sum") - seen) / (size - 1)
        spread, left = ((seen - seen.mean()) ** 2).sum(), ((seen - others) ** 2).sum()
    return bool(spread > 0 and left <= (1 - TOLD) * spread)


def _coding_of(factor: Factor, frame: pd.DataFrame, counted: pd.Series, fewest: int) -> Coded:
    column = column_of(factor)
    if column not in frame.columns:
        known = [name for name in frame.columns if name not in ("text", "raw", "removed", "date_candidates")]
        raise UsageError(Reason.of("column_unknown", column=column, near=near_reason(column, known)))
    values = numbers(frame, column) if factor.kind != "C" else None
    unclear = may_be_thousands(frame[column]) if values is None and factor.kind != "C" else ""
    if unclear:
        raise UsageError(Reason.of("column_unclear", column=column, value=unclear))
    follows = "" if column in TIME else follows_time(frame, column)
    if factor.kind in ("bs", "step", "slope") and values is None:
        raise UsageError(Reason.of("column_of_words", factor=str(factor), column=column))
    missing = float(np.isnan(values).mean() if values is not None else labels_of(frame[column]).isna().mean())
    if missing > MOST_MISSING:
        raise InputError(Reason.of("column_missing", column=column, percent=round(100 * missing)))
    if factor.kind == "bs" and values is not None:
        return Coded(factor, knots=_knots(factor, values), follows=follows)
    if factor.kind in ("step", "slope"):
        return Coded(factor, origin=float(decimal_years(pd.Series([factor.argument]))[0]))
    if values is not None:
        return replace(_numeric(factor, values), follows=follows)
    return replace(_levels(factor, frame[column], counted, fewest), follows=follows)


def _numeric(factor: Factor, values: Array) -> Coded:
    known = values[~np.isnan(values)]
    if not len(known) or known.min() == known.max():
        raise UsageError(Reason.of("column_same", factor=str(factor)))
    largest, span = float(np.abs(known).max()), float(known.max() / 2 - known.min() / 2) * 2
    if not 1 / LARGEST < largest < LARGEST or span < FINEST * largest:
        written = {"largest": f"{largest:.3g}", "span": f"{span:.3g}"}
        raise UsageError(Reason.of("numbers_too_close", factor=str(factor), **written))
    return Coded(factor, origin=float(known.min()) if factor.column in TIME else 0.0)


def _levels(factor: Factor, values: pd.Series, counted: pd.Series, fewest: int) -> Coded:
    """Levels, the commonest first (it is the reference); those that rest on too few stories are merged."""
    text = labels_of(values)
    known = sorted(set(text.dropna()))
    if len(known) < 2:
        raise UsageError(Reason.of("column_constant", factor=str(factor), values=some(known)))
    pairs = pd.DataFrame({"level": text, "story": counted}).dropna().drop_duplicates()
    n = pairs["level"].value_counts().reindex(known, fill_value=0)
    size = text.value_counts()
    stay = sorted((level for level in known if n[level] >= fewest), key=lambda level: (-size[level], level))
    thin = tuple(level for level in known if n[level] < fewest)
    if thin and OTHER in stay:  # a value that people call so takes in what is merged
        stay.remove(OTHER)
        thin = (*thin, OTHER)
    together = pairs.loc[pairs["level"].isin(thin), "story"].nunique()
    if together >= fewest:
        stay.append(OTHER)
    if len(stay) < 2:
        raise UsageError(Reason.of("levels_too_few", factor=str(factor), least=fewest))
    if len(stay) > MOST_LEVELS:
        raise UsageError(Reason.of("levels_too_many", factor=str(factor), n=len(stay), most=MOST_LEVELS))
    return Coded(factor, tuple(stay), thin)


def _knots(factor: Factor, values: Array) -> tuple[float, ...]:
    """Ends and inner knots at quantiles, for a cubic spline of `df` columns without the constant."""
    known = np.sort(values[~np.isnan(values)])
    inner = int(factor.argument) - _DEGREE
    if len(np.unique(known)) < int(factor.argument) + 2:
        raise UsageError(Reason.of("spline_few_values", factor=str(factor)))
    at = np.quantile(known, np.linspace(0, 1, inner + 2))
    if len(np.unique(at)) < len(at):
        raise UsageError(Reason.of("spline_ties", factor=str(factor), pieces=factor.argument))
    return tuple(float(x) for x in at)


def _columns_of(coded: Coded, frame: pd.DataFrame, *, whole: bool) -> tuple[Array, list[str]]:
    """The columns of one factor: all levels where the term has no margin (`whole`), else all but the reference."""
    factor = coded.factor
    if coded.levels:
        return _indicators(coded, frame[factor.column], whole=whole)
    values = np.asarray(numbers(frame, column_of(factor)), dtype=np.float64)
    if factor.kind == "bs":
        return _spline(coded, values), [f"{factor}[{i + 1}]" for i in range(int(factor.argument))]
    if factor.kind == "step":
        return _keeping_nan(values, values >= coded.origin - 1e-3)[:, None], [str(factor)]
    if factor.kind == "slope":
        return np.clip(values - coded.origin, 0, None)[:, None], [str(factor)]
    return (values - coded.origin)[:, None], [str(factor)]


def _keeping_nan(values: Array, true: NDArray[np.bool_]) -> Array:
    return np.where(np.isnan(values), np.nan, true.astype(np.float64))


def _indicators(coded: Coded, values: pd.Series, *, whole: bool) -> tuple[Array, list[str]]:
    text = labels_of(values)
    at = pd.Index(coded.levels).get_indexer(pd.Index(text))
    if OTHER in coded.levels:
        at = np.where(text.isin(coded.merged).to_numpy(), coded.levels.index(OTHER), at)
    first = 0 if whole else 1
    found = (at[:, None] == np.arange(first, len(coded.levels))).astype(np.float64)
    found[at < 0] = np.nan
    return found, [f"{coded.factor}[{level}]" for level in coded.levels[first:]]


def _spline(coded: Coded, values: Array) -> Array:
    """A cubic B-spline basis less its first column, as `bs()` in R; beyond the ends it keeps the end's value."""
    from scipy.interpolate import BSpline

    knots: list[Any] = [coded.knots[0]] * _DEGREE + list(coded.knots) + [coded.knots[-1]] * _DEGREE
    inside = np.clip(values, coded.knots[0], coded.knots[-1])
    known = ~np.isnan(inside)
    found = np.full((len(values), len(coded.knots) + _DEGREE - 2), np.nan)
    if known.any():
        basis = BSpline.design_matrix(inside[known], np.array(knots, dtype=np.float64), _DEGREE)
        found[known] = basis.toarray()[:, 1:]
    return found
