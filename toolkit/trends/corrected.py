"""Regression on codes that a model's figures help: the arithmetic behind `effects` (METHODS §16).

    β̂ = (X'wX)⁻¹ X'w λf + (X'WX)⁻¹ X'W (Y - λf)

f: cross-fitted predictions of all units; Y: codes of some, W = w/π there; λ in [0, 1], cross-fitted by story. It is
the regression on the codes where all are coded. What a story adds is the sum of both parts, the second with the CR2
adjustment of its leverage in the coded regression (Pustejovsky & Tipton 2018, identity as working model).
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.int64]
LEAST_DF = 3.0  # below, a t variable has no standard deviation
LEAST_DF_OUTLETS = 1.0  # few outlets have fewer degrees of freedom in truth: none are lent to them
_SINGULAR = 1e-9


@dataclass(frozen=True, eq=False)
class Units:
    """U units: `x` (U, C), `weight` (U), `cluster` (U) codes from 0 of stories (or outlets), `fold` (U)."""

    x: Array
    weight: Array
    cluster: Index
    fold: Index

    @property
    def n_clusters(self) -> int:
        """How many codes there are."""
        return int(self.cluster.max()) + 1 if len(self.cluster) else 0


@dataclass(frozen=True, eq=False)
class Fitted:
    """One theme: `estimate` (C), `pull` (G, C) what each cluster adds, `df` (C), `n_clusters` that bear on it; and for
    the spread between periods the residuals of both parts: `rest` (U), `rest_coded` (U, 0 where uncoded), `drawn` (U)
    the weights of the second part; `unseen` (K, C) what stories add whose residuals say nothing (`fit_coded`)."""

    estimate: Array
    pull: Array
    df: Array
    n_clusters: int
    rest: Array
    rest_coded: Array
    drawn: Array
    unseen: Array

    @property
    def variance(self) -> Array:
        """(C) by stories, and by what their residuals do not show."""
        return np.asarray((self.pull**2).sum(axis=0) + (self.unseen**2).sum(axis=0))


def inverse(gram: Array) -> Array | None:
    """The inverse of a Gram matrix, or None where its columns depend on one another."""
    scale = np.sqrt(np.diag(gram))
    if not (scale > 0).all():
        return None
    values, vectors = np.linalg.eigh(gram / np.outer(scale, scale))
    if values[0] < _SINGULAR:
        return None
    return np.asarray((vectors / values) @ vectors.T / np.outer(scale, scale))


def dependent_columns(x: Array, weight: Array) -> list[int]:
    """The first columns that the columns before them already say, in order."""
    found: list[int] = []
    root = np.sqrt(weight)[:, None]
    kept: list[int] = []
    basis = np.zeros((len(x), 0))
    for c in range(x.shape[1]):
        column = x[:, c] * root[:, 0]
        size = float(np.linalg.norm(column))
        left = column - basis @ (basis.T @ column)
        left -= basis @ (basis.T @ left)
        if size == 0 or np.linalg.norm(left) < 1e-6 * size:
            found.append(c)
        else:
            kept.append(c)
            basis = np.column_stack([basis, left / np.linalg.norm(left)])
    return found


def fit_coded(
    units: Units, f: Array, y: Array, drawn: Array, spread: Array | None = None, *, least_df: float = LEAST_DF
) -> Fitted | None:
    """Calibrated: predictions `f` (U), codes `y` (U, nan where uncoded), `drawn` (U) 1/π; None where it is singular.

    `spread` (U): the standard deviation that a code has all the same where its residual shows none, 0 elsewhere;
    the codes of a story go together, as alike as they were found.
    """
    known = ~np.isnan(y)
    w2 = np.where(known, drawn * units.weight, 0.0)
    first, second = inverse(_gram(units.x, units.weight)), inverse(_gram(units.x[known], w2[known]))
    if first is None or second is None:
        return None
    helped = np.zeros(len(f)) if known.all() else f * _slopes(units, f, y, w2)[units.fold]
    beta_f, rest = _solved(first, units.x, units.weight, helped)
    left = np.where(known, np.nan_to_num(y) - helped, 0.0)
    beta_r, rest_coded = _solved(second, units.x, w2, left)
    rest_coded = np.where(known, rest_coded, 0.0)
    pull = _summed(units, units.x @ first * (units.weight * rest)[:, None])
    adjusted, lever = _cr2(units, second, w2, rest_coded, known)
    pull += adjusted
    df = np.maximum(_satterthwaite(lever), least_df)
    at = np.flatnonzero(known & (spread > 0)) if spread is not None else np.empty(0, dtype=np.intp)
    unseen = np.zeros((0, units.x.shape[1]))
    if spread is not None and len(at):
        _, place = np.unique(units.cluster[at], return_inverse=True)
        unseen = np.zeros((int(place.max()) + 1, units.x.shape[1]))
        np.add.at(unseen, place, units.x[at] @ second * (w2[at] * spread[at])[:, None])
    return Fitted(beta_f + beta_r, pull, df, int((lever.sum(axis=1) > 0).sum()), rest, rest_coded, w2, unseen)


def with_settled(
    units: Units, fitted: Fitted, moved: Array, drawn: Array, *, least_df: float = LEAST_DF
) -> Fitted | None:
    """The second phase: the regression of settled code less the coders' mean, `moved` (U, nan where one person alone
    coded), over the units that several coded, added to the first (METHODS §10); None where it is singular there."""
    second = fit_coded(units, np.zeros(len(moved)), moved, drawn, least_df=least_df)
    if second is None:
        return None
    one, two = fitted.variance, second.variance
    worth = one**2 / fitted.df + two**2 / second.df
    df = np.divide((one + two) ** 2, worth, out=fitted.df.copy(), where=worth > 0)
    estimate, pull = fitted.estimate + second.estimate, fitted.pull + second.pull
    return replace(fitted, estimate=estimate, pull=pull, df=np.maximum(df, least_df))


def fit_plain(units: Units, f: Array, *, least_df: float = LEAST_DF) -> Fitted | None:
    """Uncalibrated: the same regression on the figures alone; None where it is singular."""
    first = inverse(_gram(units.x, units.weight))
    if first is None:
        return None
    beta, rest = _solved(first, units.x, units.weight, f)
    everyone = np.ones(len(f), dtype=bool)
    pull, lever = _cr2(units, first, units.weight, rest, everyone)
    df = np.maximum(_satterthwaite(lever), least_df)
    nothing = np.zeros((0, units.x.shape[1]))
    return Fitted(beta, pull, df, len(pull), rest, np.zeros(len(f)), np.zeros(len(f)), nothing)


def _gram(x: Array, weight: Array) -> Array:
    return np.asarray((x * weight[:, None]).T @ x)


def _solved(inverted: Array, x: Array, weight: Array, y: Array) -> tuple[Array, Array]:
    beta = inverted @ (x.T @ (weight * y))
    return beta, y - x @ beta


def _summed(units: Units, values: Array) -> Array:
    """(G, C) sums by cluster."""
    found = np.zeros((units.n_clusters, values.shape[1]))
    for c in range(values.shape[1]):
        found[:, c] = np.bincount(units.cluster, weights=values[:, c], minlength=len(found))
    return found


def _slopes(units: Units, f: Array, y: Array, w2: Array) -> Array:
    """(folds) λ = Cov(f, Y)/Var(f), both less their regressions on x, over the other folds' codes, in [0, 1]."""
    known = np.flatnonzero(~np.isnan(y))
    n_folds = int(units.fold.max()) + 1
    found = np.zeros(n_folds)
    for k in range(n_folds):
        use = known[units.fold[known] != k]
        x, w = units.x[use], w2[use]
        root = np.sqrt(w)[:, None]
        both = np.stack([f[use], y[use]], axis=1)
        left = both - x @ np.linalg.lstsq(x * root, both * root, rcond=1e-9)[0]
        variance = float(w @ left[:, 0] ** 2)
        if variance > 1e-12:
            found[k] = np.clip(float(w @ (left[:, 0] * left[:, 1])) / variance, 0.0, 1.0)
    return found


def _cr2(units: Units, inverted: Array, weight: Array, rest: Array, use: NDArray[np.bool_]) -> tuple[Array, Array]:
    """(G, C) adjusted pulls of clusters, and (G, C) their unadjusted leverage a² (for the degrees of freedom).

    A cluster's residuals are multiplied by B⁻½, B its block of (I - H)(I - H)', which needs C × C matrices only.
    """
    at = np.flatnonzero(use)
    order = at[np.argsort(units.cluster[at], kind="stable")]
    codes, starts, sizes = np.unique(units.cluster[order], return_index=True, return_counts=True)
    lift = units.x @ inverted * weight[:, None]  # (U, C): what one unit's residual adds
    square = inverted @ _gram(units.x[at], weight[at] ** 2) @ inverted
    mean = float(weight[at] @ rest[at] ** 2) / max(float(weight[at].sum()), 1e-300)
    v = 0.75 * rest**2 + 0.25 * mean  # its own square, drawn towards all: a rare theme has few that speak
    pull = np.zeros((units.n_clusters, units.x.shape[1]))
    lever = np.zeros_like(pull)
    alone = order[starts[sizes == 1]]
    x = units.x[alone]
    block = 1.0 - 2.0 * np.einsum("uc,uc->u", x, lift[alone]) + np.einsum("uc,cd,ud->u", x, square, x)
    factor = 1.0 / np.sqrt(np.maximum(block, 1e-6))
    pull[units.cluster[alone]] = lift[alone] * (rest[alone] * factor)[:, None]
    lever[units.cluster[alone]] = lift[alone] ** 2 * v[alone, None]
    for code, start, size in zip(codes[sizes > 1], starts[sizes > 1], sizes[sizes > 1]):
        own = order[start : start + size]
        pull[code] = lift[own].T @ (_inverse_root(units.x[own], lift[own], square) @ rest[own])
        lever[code] = (lift[own] ** 2 * v[own, None]).sum(axis=0)
    return pull, lever


def _inverse_root(x: Array, lift: Array, square: Array) -> Array:
    """B⁻½ of one cluster; directions that the regression fits without rest stay zero."""
    hat = x @ lift.T
    block = np.eye(len(x)) - hat - hat.T + x @ square @ x.T
    values, vectors = np.linalg.eigh((block + block.T) / 2)
    roots = np.where(values > 1e-6, 1.0 / np.sqrt(np.maximum(values, 1e-6)), 0.0)
    return np.asarray((vectors * roots) @ vectors.T)


def _satterthwaite(lever: Array) -> Array:
    """(C) what the variance of each coefficient is worth: (Σa²)²/Σa⁴ - 1 over clusters (a² as the working variance)."""
    square = (lever**2).sum(axis=0)
    return np.asarray(np.divide(lever.sum(axis=0) ** 2, square, out=np.ones_like(square), where=square > 0) - 1.0)


@dataclass(frozen=True, eq=False)
class Periods:
    """Where U units stand in time: `period` (U) codes from 0, -1 without; `of_time` (C) the columns that vary with time
    alone."""

    period: Index
    of_time: NDArray[np.bool_]

    @property
    def n_periods(self) -> int:
        """How many periods there are."""
        return int(self.period.max()) + 1

    @property
    def residual_df(self) -> int:
        """Periods less the coefficients of time and the constant."""
        return self.n_periods - int(self.of_time.sum()) - 1


@dataclass(frozen=True, eq=False)
class Shocks:
    """What periods share: `tau2`; `reach` (P, C) what a shock of each period adds; `spread`, how widely period means
    lie about the columns of time against what stories and `tau2` foretell (Knapp & Hartung 2003); `of_time` (C)."""

    tau2: float
    reach: Array
    spread: float
    of_time: NDArray[np.bool_]

    @property
    def added(self) -> Array:
        """(C) the variance that the shocks add."""
        return np.asarray(self.tau2 * (self.reach**2).sum(axis=0))


def no_shocks(n_columns: int) -> Shocks:
    """Where time is not asked: nothing is shared, nothing is of time."""
    return Shocks(0.0, np.zeros((1, n_columns)), 1.0, np.zeros(n_columns, dtype=bool))


def between_periods(units: Units, periods: Periods, fitted: Fitted) -> Shocks:
    """Shocks that all units of a period share, by REML.

    Period means of what the regression leaves, with the variance that stories give them, against the columns of time.
    """
    means, variances, sizes = _period_means(units, periods, fitted)
    inside = periods.period >= 0
    x = np.zeros((periods.n_periods, units.x.shape[1]))
    np.add.at(x, periods.period[inside], (units.x * units.weight[:, None])[inside])
    z = np.column_stack([np.ones(len(x)), (x / np.maximum(sizes, 1e-300)[:, None])[:, periods.of_time]])
    inverted = inverse(_gram(units.x, units.weight))
    reach = np.zeros_like(x) if inverted is None else x @ inverted
    tau2 = reml(means, variances, z)
    return Shocks(tau2, reach, _spread(means, variances + tau2, z), periods.of_time)


def _spread(y: Array, variances: Array, z: Array) -> float:
    """The weighted mean square about zγ, which is one where the variances are right; one where nothing is left."""
    usable = variances > 0
    y, w, z = y[usable], 1.0 / variances[usable], z[usable]
    left = len(y) - z.shape[1]
    if left < 1:
        return 1.0
    root = np.sqrt(w)
    gamma = np.linalg.lstsq(z * root[:, None], y * root, rcond=None)[0]
    return float(w @ (y - z @ gamma) ** 2 / left)


def _period_means(units: Units, periods: Periods, fitted: Fitted) -> tuple[Array, Array, Array]:
    n, inside = periods.n_periods, periods.period >= 0
    at = periods.period[inside]

    def total(values: Array) -> Array:
        return np.asarray(np.bincount(at, weights=values[inside], minlength=n), dtype=np.float64)

    size, drawn = total(units.weight), total(fitted.drawn)
    first = total(units.weight * fitted.rest) / np.maximum(size, 1e-300)
    second = total(fitted.drawn * fitted.rest_coded) / np.maximum(drawn, 1e-300)
    own = np.zeros(len(units.weight))
    p = periods.period[inside]
    own[inside] = (units.weight[inside] * (fitted.rest[inside] - first[p])) / np.maximum(size, 1e-300)[p]
    own[inside] += (fitted.drawn[inside] * (fitted.rest_coded[inside] - second[p])) / np.maximum(drawn, 1e-300)[p]
    key = at * units.n_clusters + units.cluster[inside]
    keys, place = np.unique(key, return_inverse=True)
    summed = np.bincount(place, weights=own[inside])
    of_period = keys // units.n_clusters

    def by_period(values: NDArray[Any]) -> Array:
        return np.asarray(np.bincount(of_period, weights=values, minlength=n), dtype=np.float64)

    count = by_period(np.ones(len(keys)))
    variance = by_period(summed**2) * count / np.maximum(count - 1, 1)
    coded = fitted.drawn if fitted.drawn.any() else units.weight
    part = np.bincount(place, weights=coded[inside] / np.maximum(total(coded), 1e-300)[p])
    return first + second, _pooled(variance, by_period(part**2), by_period(part > 0)), size


def _pooled(variance: Array, thin: Array, n_stories: Array) -> Array:
    """(P) variances of period means from one spread of stories, by how `thin` (Σ of squared weights) its codes lie.

    A period's own estimate hangs on a few positives of a rare theme: the means would be weighed by noise, and a spread
    between periods be found where there is none. A period without codes says nothing and keeps 0.
    """
    known = thin > 0
    if not known.any():
        return np.zeros(len(variance))
    spread = np.average(variance[known] / thin[known], weights=n_stories[known])
    return np.asarray(np.where(known, spread * thin, 0.0))


def reml(y: Array, variances: Array, z: Array) -> float:
    """τ² in y ~ N(zγ, diag(variances) + τ²) by restricted maximum likelihood (Patterson & Thompson 1971)."""
    from scipy.optimize import minimize_scalar

    usable = variances > 0
    y, variances, z = y[usable], variances[usable], z[usable]
    if len(y) <= z.shape[1]:
        return 0.0

    def loss(tau2: float) -> float:
        w = 1.0 / (variances + tau2)
        gram = (z * w[:, None]).T @ z
        gamma = np.linalg.lstsq(gram, z.T @ (w * y), rcond=None)[0]
        sign, logdet = np.linalg.slogdet(gram)
        return float(-np.log(w).sum() + (logdet if sign > 0 else 0.0) + w @ (y - z @ gamma) ** 2)

    top = 4.0 * float(np.var(y)) + float(variances.mean())
    best = minimize_scalar(loss, bounds=(0.0, top), method="bounded", options={"xatol": 1e-10})
    return float(best.x) if loss(float(best.x)) < loss(0.0) else 0.0
