"""Calibration with a coded sample: what a model says, corrected by what people said (METHODS §10).

The estimator is the generalised regression estimator of survey sampling (Särndal, Swensson, Wretman 1992), known as
prediction-powered inference (Angelopoulos et al. 2023) and design-based supervised learning (Egami et al. 2023).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import require_share, some
from toolkit.base.errors import AlignmentError, CodingError, UsageError
from toolkit.base.streams import stream
from toolkit.evidence.codes import Coding
from toolkit.trends.estimates import Prevalence
from toolkit.trends.measures import measure_of
from toolkit.trends.periods import UNDATED, Grouping
from toolkit.trends.resampling import Influence, by_story

Array = NDArray[np.float64]
FOLDS = 5
FEW_POSITIVES = 10


@dataclass(frozen=True, eq=False)
class Codes:
    """Codes lined up with U units and T themes: `value` (U, T), nan where uncoded; `weight` (U) is 1/π, else 0."""

    value: Array
    weight: Array

    @property
    def known(self) -> NDArray[np.bool_]:
        """(U, T) True where coded."""
        return ~np.isnan(self.value)


@dataclass(frozen=True, eq=False)
class Calibrated:
    """Corrected estimates: `estimate` (P, T), `influences` (P), `df` (P), `coded` (P, T) stories, `positives` (P, T).

    A story of several coded units counts among the positives by the share of them coded 1.
    """

    estimate: Array
    influences: list[Influence]
    df: Array
    coded: NDArray[np.int64]
    positives: Array
    undated: Array | None


def calibrates(coding: Coding | None, measure: str) -> bool:
    """Can these codes correct this measure? A share of words never; dominant needs codes of the main theme."""
    return coding is not None and measure_of(measure).codes == coding.question


def align_codes(coding: Coding, ids: Sequence[str], themes: Sequence[str]) -> Codes:
    """Codes by unit and theme, averaged over coders.

    Raises CodingError where a theme was not coded or π differs, AlignmentError where no unit of `ids` was coded.
    """
    frame = coding.frame.dropna(subset=["value"])
    for theme in themes:
        if not (frame["theme"] == theme).any():
            raise CodingError(f"no unit was coded for theme {theme!r}; code it, or drop it from the comparison")
    frame = frame[frame["theme"].isin(list(themes))]
    at = pd.Index(list(ids)).get_indexer(pd.Index(frame["unit"]))
    if not (at >= 0).any():
        raise AlignmentError("none of the coded units is among the measured ones; use the units that were coded")
    frame, at = frame[at >= 0], at[at >= 0]
    theme = pd.Index(list(themes)).get_indexer(pd.Index(frame["theme"]))
    shape = (len(ids), len(themes))
    total, n = np.zeros(shape), np.zeros(shape)
    np.add.at(total, (at, theme), frame["value"].to_numpy(dtype=np.float64))
    np.add.at(n, (at, theme), 1.0)
    pi = frame["inclusion_probability"].to_numpy(dtype=np.float64)
    weight = np.zeros(len(ids))
    weight[at] = 1.0 / pi
    if not np.allclose(weight[at] * pi, 1.0):
        bad = frame["unit"].to_numpy()[np.argmax(np.abs(weight[at] * pi - 1))]
        raise CodingError(f"unit {bad!r} has two inclusion probabilities; keep the one it was drawn with")
    with np.errstate(invalid="ignore"):
        return Codes(total / n, weight)


def require_in_corpus(coding: Coding, known: Sequence[str]) -> None:
    """Raise AlignmentError when a coded unit is not in the corpus."""
    units = pd.Index(coding.frame["unit"].unique())
    missing = units[pd.Index(list(known)).get_indexer(units) < 0]
    if len(missing):
        raise AlignmentError(
            f"{len(missing)} coded units ({some(missing)}) are not in this corpus; use the corpus they were drawn from"
        )


def folds_by_story(story: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """(U) five folds, whole stories in one, so that nothing is corrected by its own code."""
    n = int(story.max()) + 1
    fold = np.empty(n, dtype=np.int64)
    fold[stream(seed, "calibration folds").permutation(n)] = np.arange(n) % FOLDS
    return fold[story]


def platt(score: Array, value: Array, weight: Array) -> tuple[float, float]:
    """Intercept and slope of a weighted logistic regression of codes on one score, by Newton with a weak ridge."""
    spread = float(score.std()) or 1.0
    x = np.stack([np.ones(len(score)), (score - score.mean()) / spread], axis=1)
    w, beta = weight / weight.mean(), np.zeros(2)
    ridge = np.diag([1e-3, 1.0])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        step = np.linalg.solve((x * (w * p * (1 - p))[:, None]).T @ x + ridge, x.T @ (w * (value - p)) - ridge @ beta)
        beta = beta + step
        if np.abs(step).max() < 1e-8:
            break
    return float(beta[0] - beta[1] * score.mean() / spread), float(beta[1] / spread)


def levels(score: Array, codes: Codes, fold: NDArray[np.int64]) -> Array:
    """(U, T) probabilities from scores, each unit's from the codes of the other folds."""
    found = np.empty_like(score)
    for t in range(score.shape[1]):
        for k in range(FOLDS):
            own, rest = fold == k, (fold != k) & codes.known[:, t]
            a, b = platt(score[rest, t], codes.value[rest, t], codes.weight[rest]) if rest.sum() > 2 else (0.0, 0.0)
            found[own, t] = 1 / (1 + np.exp(-np.clip(a + b * score[own, t], -30, 30)))
    return found


def _slopes(level: Array, codes: Codes, weight: Array, grouping: Grouping, fold: NDArray[np.int64]) -> Array:
    """(FOLDS, T) λ = Cov(f, Y)/Var(f) within periods over the other folds' codes, in [0, 1]."""
    found = np.zeros((FOLDS, level.shape[1]))
    for t in range(level.shape[1]):
        known = codes.known[:, t] & (grouping.period >= 0)
        for k in range(FOLDS):
            use = np.flatnonzero(known & (fold != k))
            w = codes.weight[use] * weight[use]
            f, y, p = level[use, t], codes.value[use, t], grouping.period[use]
            total = np.maximum(np.bincount(p, weights=w), 1e-300)
            f = f - (np.bincount(p, weights=w * f) / total)[p]
            y = y - (np.bincount(p, weights=w * y) / total)[p]
            variance = float(w @ f**2)
            found[k, t] = np.clip(float(w @ (f * y)) / variance, 0.0, 1.0) if variance > 1e-12 else 0.0
    return found


def calibrate(level: Array, codes: Codes, grouping: Grouping, weight: Array, fold: NDArray[np.int64]) -> Calibrated:
    """Means by period corrected by codes, and what each story adds to them.

    `level` (U, T) cross-fitted predictions; `weight` (U). A period with under two coded stories gets nan. With fewer
    than ten stories coded 1, or ten coded 0, in a period the larger of its own and the pooled standard error holds.
    """
    p_, t_ = len(grouping.labels), level.shape[1]
    fitted = level * _slopes(level, codes, weight, grouping, fold)[fold]
    estimate = np.full((p_, t_), np.nan)
    coded, positives = np.zeros((p_, t_), dtype=np.int64), np.zeros((p_, t_))
    influences = []
    corrections, corrected = np.zeros(t_), np.zeros(t_)
    for p in range(p_):
        here = np.flatnonzero(grouping.period == p)
        own = weight[here] / weight[here].sum()
        mean = own @ fitted[here]
        known = codes.known[here]
        w = codes.weight[here, None] * weight[here, None] * known
        residual = np.where(known, np.nan_to_num(codes.value[here]) - fitted[here], 0.0)
        total = np.maximum(w.sum(axis=0), 1e-300)
        correction = (w * residual).sum(axis=0) / total
        corrections, corrected = corrections + total * correction, corrected + total
        coded[p], positives[p] = _stories_coded(grouping.story[here], codes.value[here])
        estimate[p] = np.where(coded[p] >= 2, mean + correction, np.nan)
        values = own[:, None] * (fitted[here] - mean) + w / total * (residual - correction)
        small = coded[p] / np.maximum(coded[p] - 1, 1)
        influences.append(by_story(grouping.story[here], values * np.sqrt(small), own))
    influences = _pooled_where_few(influences, coded, positives)
    lost = grouping.period == UNDATED
    undated = None
    if lost.any():
        own = weight[lost] / weight[lost].sum()
        undated = own @ fitted[lost] + corrections / np.maximum(corrected, 1e-300)
    fewest = np.where(coded >= 2, coded, np.iinfo(np.int64).max).min(axis=1)
    df = np.where((coded >= 2).any(axis=1), fewest - 1.0, 1.0)
    return Calibrated(estimate, influences, df, coded, positives, undated)


def _stories_coded(story: NDArray[np.int64], value: Array) -> tuple[NDArray[np.int64], Array]:
    """(T) how many stories were coded, and how many of them 1, a story's own codes averaged."""
    codes, at = np.unique(story, return_inverse=True)
    n, ones = np.zeros((len(codes), value.shape[1])), np.zeros((len(codes), value.shape[1]))
    np.add.at(n, at, ~np.isnan(value))
    np.add.at(ones, at, np.nan_to_num(value))
    return (n > 0).sum(axis=0), (ones / np.maximum(n, 1.0)).sum(axis=0)


def _pooled_where_few(influences: list[Influence], coded: NDArray[np.int64], positives: Array) -> list[Influence]:
    """Widen a period's influences to the pooled standard error where it holds fewer than ten codes of a kind.

    Where its own variance is zero (no positive at all) the widest story takes the whole pooled deviation.
    """
    n = np.maximum(coded.astype(np.float64), 1.0)
    own = np.stack([(part.values**2).sum(axis=0) for part in influences])
    pooled = (n**2 * own).sum(axis=0) / n.sum(axis=0) / n
    found = []
    for p, part in enumerate(influences):
        few = np.minimum(positives[p], coded[p] - positives[p]) < FEW_POSITIVES
        wanted = np.where(few, np.maximum(own[p], pooled[p]), own[p])
        scale = np.sqrt(np.divide(wanted, own[p], out=np.ones_like(wanted), where=own[p] > 1e-18))
        values = part.values * scale
        for t in np.flatnonzero((own[p] <= 1e-18) & (wanted > 0)):
            values[np.argmax(part.weight), t] += np.sqrt(wanted[t])
        found.append(Influence(part.stories, values, part.weight))
    return found


def plan_coding(prevalence: Prevalence, *, width: float) -> pd.DataFrame:
    """How many more coded stories each period needs for 95 % intervals of this full width (0.04 is ± 2 points).

    One row a theme and period: `theme, period, estimate, coded, correlation, width_now, width_wanted, n_more, note`.
    The width is that of METHODS §10, 2 · 1.96 · √(σ²/n · (1 - ρ²(1 - n/N))); ρ is read from a calibrated prevalence and
    taken as 0 (coding alone, on the safe side) from one that is not; σ² is that of the estimate drawn towards a half by
    two codes of each kind (Agresti & Coull 1998), so that codes all alike do not count as certainty. UsageError for a
    share, which no code calibrates.
    """
    require_share("width", width)
    if prevalence.measure == "share":
        raise UsageError("codes do not calibrate a share of words; plan for presence, room or dominant")
    z = 1.959964
    widths = np.where(prevalence.usable, np.subtract(*np.quantile(prevalence.draws, [0.975, 0.025], axis=0)), np.nan)
    rows = []
    for p, period in enumerate(prevalence.periods):
        size = float(prevalence.n_stories[p])
        for t, theme in enumerate(prevalence.themes):
            n = 0.0 if prevalence.coded is None else float(prevalence.coded[p, t])
            estimate = float(prevalence.estimate[p, t])
            level = _planned_level(0.5 if prevalence.is_index else estimate, n if prevalence.calibrated else np.inf)
            variance, now = level * (1 - level), float(widths[p, t])
            rho2 = 0.0
            if prevalence.calibrated and n >= 2 and np.isfinite(now):
                se2 = (now / (2 * z)) ** 2
                rho2 = float(np.clip((1 - se2 * n / variance) / max(1 - n / size, 1e-9), 0.0, 0.99))
            floor = variance * rho2 / size
            room = (width / (2 * z)) ** 2 - floor
            enough = variance * (1 - rho2) / room if room > 0 else np.inf
            note = "" if enough <= size else "not with these stories: pool periods or collect more"
            more = np.nan if enough > size else max(np.ceil(enough - n), 0.0)
            shown = 0.5 if prevalence.is_index else estimate
            rows.append((theme, period, shown, int(n), np.sqrt(rho2), now, width, more, note))
    columns = ["theme", "period", "estimate", "coded", "correlation", "width_now", "width_wanted", "n_more", "note"]
    return pd.DataFrame(rows, columns=columns)


def _planned_level(estimate: float, coded: float) -> float:
    """The level a plan reckons with: a half where nothing is known, never 0 or 1."""
    if not np.isfinite(estimate):
        return 0.5
    drawn = estimate if np.isinf(coded) else (coded * estimate + 2.0) / (coded + 4.0)
    return float(np.clip(drawn, 0.01, 0.99))
