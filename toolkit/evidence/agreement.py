"""Do the coders agree? Krippendorff's alpha with its interval, and what it allows to be said (METHODS §10)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.reasons import Reason
from toolkit.base.streams import stream
from toolkit.evidence.codes import Coding
from toolkit.evidence.designs import SETTLED

Array = NDArray[np.float64]
MAIN = "main theme"
COLUMNS = [
    "theme",
    "coders",
    "units",
    "values",
    "ones",
    "percent",
    "positive",
    "alpha",
    "lower",
    "upper",
    "remark",
    "remark_code",
]
ENOUGH_ALPHA = 0.667  # Krippendorff 2004: below it no conclusion, from it tentative ones
FEWEST_ONES = 10
RESAMPLES = 999


def agreement(coding: Coding, *, stories: Mapping[str, str] | None = None) -> pd.DataFrame:
    """How far coders agree, one row a theme, by the codes before they were settled.

    `coders`; `units` with two codes or more; `values` in them; `ones` of these units coded 1 by anyone; `percent` the
    share of agreeing pairs of coders within units; `positive` the same among pairs of which one is 1 (Cicchetti &
    Feinstein 1990); `alpha` Krippendorff's (2004) for nominal data with missing values, nan where all codes are alike
    or no unit has two, with `lower, upper`, a 95 % bootstrap interval over stories (`stories`: unit → story; else
    units). With the question "main theme" a first row "main theme" treats the choice as one nominal variable. `remark`
    says what it allows, `remark_code` names it (`reliability` has it as a Reason). The same codes always give the same
    interval.

    >>> tk.agreement(coding)["theme"].tolist() == list(themes.keys)
    True
    """
    rows = [_row(one) for one in reliability(coding, stories=stories)]
    return pd.DataFrame(rows, columns=COLUMNS)


@dataclass(frozen=True)
class Reliability:
    """The agreement on one theme (see `agreement`), and `caution`, the Reason that must be told with its figures."""

    theme: str
    coders: int
    units: int
    values: int
    ones: int
    percent: float
    positive: float
    alpha: float
    lower: float
    upper: float
    caution: Reason | None


def reliability(coding: Coding, *, stories: Mapping[str, str] | None = None) -> list[Reliability]:
    """The agreement on each theme, as values; with main themes the choice as a whole comes first."""
    frame = coding.frame.dropna(subset=["value"])
    frame = frame[frame["coder"] != SETTLED]
    told = {unit: (stories or {}).get(unit, unit) for unit in frame["unit"].unique().tolist()}
    found = [_of(str(theme), group, "value", told) for theme, group in frame.groupby("theme", sort=False)]
    if coding.question == MAIN:
        found = [_of(MAIN, main_choice(coding), "choice", told), *found]
    return found


def _of(theme: str, frame: pd.DataFrame, column: str, stories: Mapping[str, str]) -> Reliability:
    tallies, units = _tallies(frame, column)
    n = tallies.sum(axis=1)
    pairs = n >= 2
    kept = tallies[pairs]
    weight = 1.0 / np.maximum(n[pairs] - 1.0, 1.0)
    margin, alike = kept, (kept * (kept - 1)).sum(axis=1) * weight
    alpha = float(_alphas(margin.sum(axis=0)[None], np.array([alike.sum()]))[0])
    lower, upper = _interval(margin, alike, [stories[unit] for unit, own in zip(units, pairs) if own])
    total = float(((n[pairs] * (n[pairs] - 1)).sum()) or 0.0)
    percent = float((kept * (kept - 1)).sum() / total) if total else float("nan")
    binary = column == "value"
    one = kept[:, -1] if binary and kept.shape[1] == 2 else np.zeros(len(kept))
    mass = float((one * (n[pairs] - 1)).sum())
    positive = float((one * (one - 1)).sum() / mass) if mass else float("nan")
    ones = int((kept[:, -1] > 0).sum()) if binary else len(kept)  # of others no agreement is known
    coders, n_units, values = int(frame["coder"].nunique()), int(pairs.sum()), round(float(n[pairs].sum()))
    caution = _caution(n_units, ones, alpha, lower, upper)
    return Reliability(theme, coders, n_units, values, ones, percent, positive, alpha, lower, upper, caution)


def _tallies(frame: pd.DataFrame, column: str) -> tuple[Array, list[str]]:
    """(units, values) how many coders gave each value; 0 and 1 for presence, whichever occur."""
    values = [0.0, 1.0] if column == "value" else sorted(frame[column].unique())
    units, at = np.unique(frame["unit"].to_numpy(dtype=object).astype(str), return_inverse=True)
    code = pd.Index(values).get_indexer(pd.Index(frame[column].astype(float) if column == "value" else frame[column]))
    tally = np.zeros((len(units), len(values)))
    np.add.at(tally, (at, code), 1.0)
    return tally, units.tolist()


def _alphas(margin: Array, alike: Array) -> Array:
    """(R) alpha of summed tallies (R, values) and summed agreement (R)."""
    n = margin.sum(axis=1)
    expected = n**2 - (margin**2).sum(axis=1)
    found = np.full(len(n), np.nan)
    ok = (n >= 2) & (expected > 0)
    found[ok] = 1.0 - (n[ok] - 1.0) * (n[ok] - alike[ok]) / expected[ok]
    return found


def _interval(margin: Array, alike: Array, stories: list[str]) -> tuple[float, float]:
    at, names = pd.factorize(np.asarray(stories, dtype=object))  # by the order of the units
    if len(names) < 2:
        return float("nan"), float("nan")
    by = np.zeros((len(names), margin.shape[1] + 1))
    np.add.at(by, at, np.column_stack([margin, alike]))
    times = stream(0, "resampled coders' agreement").multinomial(
        len(names), np.full(len(names), 1 / len(names)), RESAMPLES
    )
    summed = times.astype(np.float64) @ by
    alphas = _alphas(summed[:, :-1], summed[:, -1])
    if np.isnan(alphas).all():
        return float("nan"), float("nan")
    lower, upper = np.nanquantile(alphas, [0.025, 0.975])
    return float(lower), float(upper)


def _caution(units: int, ones: int, alpha: float, lower: float, upper: float) -> Reason | None:
    """Not reliable, not to be told, or nothing: by the interval, never by the point alone."""
    if not units:
        return Reason("agreement_unknown_single")
    if ones >= FEWEST_ONES and upper < ENOUGH_ALPHA:
        return Reason.of("codes_unreliable", alpha=alpha, lower=lower, upper=upper)
    if ones >= FEWEST_ONES and lower >= ENOUGH_ALPHA:
        return None
    needed = units * FEWEST_ONES / max(ones, 1) if ones < FEWEST_ONES else 0.0
    gap = abs(alpha - ENOUGH_ALPHA)
    reach = (alpha - lower) if alpha > ENOUGH_ALPHA else (upper - alpha)
    if np.isfinite(reach) and gap > 0.02:
        needed = max(needed, units * (reach / gap) ** 2)
    if np.isnan(alpha):
        return Reason.of("agreement_unknown_alike", n=units, needed=_rounded(max(needed, 2.0 * units)))
    if needed <= units:
        return Reason.of("agreement_unknown_close", alpha=alpha, lower=lower, upper=upper)
    return Reason.of("agreement_unknown", alpha=alpha, lower=lower, upper=upper, n=units, needed=_rounded(needed))


def _rounded(n: float) -> int:
    """A number of codings nobody takes for exact: up to the next ten."""
    return int(np.ceil(n / 10) * 10)


def _row(one: Reliability) -> tuple[object, ...]:
    numbers = (one.coders, one.units, one.values, one.ones, one.percent, one.positive, one.alpha, one.lower, one.upper)
    return (one.theme, *numbers, *(("", "") if one.caution is None else (str(one.caution), one.caution.code)))


def main_choice(coding: Coding) -> pd.DataFrame:
    """One row a coder and unit: coder, unit, choice (a theme, or "" for none of them)."""
    frame = coding.frame.dropna(subset=["value"])
    frame = frame[frame["coder"] != SETTLED]
    one = frame[frame["value"] == 1].drop_duplicates(["coder", "unit"])
    every = frame[["coder", "unit"]].drop_duplicates()
    merged = every.merge(one[["coder", "unit", "theme"]], on=["coder", "unit"], how="left")
    return merged.rename(columns={"theme": "choice"}).assign(choice=lambda f: f["choice"].fillna(""))


def krippendorff_alpha(table: NDArray[np.float64]) -> float:
    """Krippendorff's alpha for nominal data; `table` (coders, units) of codes, nan where missing.

    nan where no unit has two codes or all are alike.
    """
    return alpha_of(coincidences(table))


def coincidences(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """The coincidence matrix: pairs of codes within units, each unit weighing as many as it has codes."""
    known = ~np.isnan(table)
    n_values = int(np.nanmax(table)) + 1 if known.any() else 0
    tally = np.zeros((table.shape[1], n_values))
    for row, seen in zip(table, known):
        tally[np.flatnonzero(seen), row[seen].astype(int)] += 1.0
    tally = tally[tally.sum(axis=1) >= 2]
    weights = 1.0 / (tally.sum(axis=1) - 1.0) if len(tally) else np.empty(0)
    return (tally * weights[:, None]).T @ tally - np.diag(weights @ tally) if len(tally) else np.zeros((0, 0))


def alpha_of(together: NDArray[np.float64]) -> float:
    """1 − observed over expected disagreement of a coincidence matrix."""
    n, margin = together.sum(), together.sum(axis=1)
    expected = n**2 - (margin**2).sum()
    if n < 2 or expected <= 0:
        return float("nan")
    return float(1.0 - (n - 1.0) * (n - np.trace(together)) / expected)


def pair_agreement(table: NDArray[np.float64]) -> float:
    """The share of pairs of codes within units that are alike."""
    alike = pairs = 0.0
    for unit in table.T:
        codes = unit[~np.isnan(unit)]
        tally = np.unique(codes, return_counts=True)[1]
        alike += float((tally * (tally - 1)).sum())
        pairs += len(codes) * (len(codes) - 1)
    return alike / pairs if pairs else float("nan")
