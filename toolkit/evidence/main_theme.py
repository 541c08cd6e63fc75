"""Scores from main-theme codes: seeds, codes and uncoded units together (self-training)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.base.progress import progress
from toolkit.base.streams import derived_seed
from toolkit.evidence.mixture import CODE_MASS, responsibilities, seed_start, softmax, weighted_counts
from toolkit.evidence.regression import sublinear_tfidf
from toolkit.evidence.seed_evidence import SeedEvidence
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Themes

Array = NDArray[np.float64]
N_COMPONENTS = 100
CONFIDENT_SHARE = 0.6
ROUNDS = 2
MOST_TAUGHT = 20_000


@dataclass(frozen=True, eq=False)
class MainThemeFit:
    """`score` (U, T) log odds of each theme against the others and none; `weights` (T, V) of the last regression."""

    score: Array
    weights: Array


def fit_main_theme(
    counts: TermCounts, themes: Themes, evidence: SeedEvidence, coded: Array, folds: NDArray[np.intp], *, seed: int
) -> MainThemeFit:
    """Scores of each unit by models that saw neither its code nor its story.

    For each fold: a seed-informed mixture (`mixture`) that holds the codes outside the fold proposes classes; a softmax
    regression on 100 components of the tf-idf learns from the 60 % of units of which it is surest and from the
    codes, each of which weighs as twenty units; its own proposals, averaged with the mixture's, are learned from once
    more. `coded` (U, T + 1): a one in the column of the main theme, the last for none; zeros where not coded.
    """
    words, features = weighted_counts(counts), sublinear_tfidf(counts)
    coordinates, axes = components(features, seed=seed)
    start = seed_start(words, evidence, counts, themes)
    n_classes = len(themes) + int(coded[:, -1].any())
    start, coded = start[:n_classes], coded[:, :n_classes]
    logits = np.zeros((len(counts), n_classes))
    for fold in progress(range(int(folds.max()) + 1), "learning main themes"):
        inside = folds == fold
        learned = learn(words, coordinates, start, np.where(inside[:, None], 0.0, coded), ~inside)
        logits[inside] = predict(learned, coordinates[inside])
    whole = learn(words, coordinates, start, coded, np.ones(len(counts), dtype=bool))
    chances = np.clip(softmax(logits)[:, : len(themes)], 1e-9, 1 - 1e-9)
    return MainThemeFit(np.log(chances / (1 - chances)), (axes @ whole[:-1]).T[: len(themes)])


def components(features: Any, *, seed: int) -> tuple[Array, Array]:
    """(U, R) coordinates of unit length, (V, R) axes: truncated singular value decomposition."""
    from sklearn.utils.extmath import randomized_svd

    rank = min(N_COMPONENTS, min(features.shape) - 1)
    random = derived_seed(seed, "main theme components")
    left, values, right = randomized_svd(features, rank, n_iter=4, random_state=random, flip_sign=True)
    coordinates = left * values
    lengths = np.linalg.norm(coordinates, axis=1, keepdims=True)
    return coordinates / np.maximum(lengths, 1e-12), np.asarray(right.T)


def learn(words: Any, coordinates: Array, start: Array, coded: Array, allowed: NDArray[np.bool_]) -> Array:
    """(R + 1, K) coefficients, the intercept last, learned from the allowed units."""
    proposed = responsibilities(words, start, coded)
    belief, coefficients = proposed, np.zeros((coordinates.shape[1] + 1, len(start)))
    for _ in range(ROUNDS):
        weight = teaching_weights(belief, coded, allowed)
        rows = weight > 0
        coefficients = softmax_regression(coordinates[rows], belief[rows], weight[rows])
        belief = (softmax(predict(coefficients, coordinates)) + proposed) / 2
        belief = np.where(np.asarray(coded.any(axis=1))[:, None], coded, belief)
    return coefficients


def teaching_weights(belief: Array, coded: Array, allowed: NDArray[np.bool_]) -> Array:
    """(U) 1 for the surest 60 % of the allowed units (at most 20,000), 20 for coded ones, else 0."""
    known = np.asarray(coded.any(axis=1))
    candidates = np.flatnonzero(allowed & ~known)
    surest = candidates[np.argsort(-belief[candidates].max(axis=1), kind="stable")]
    weight = np.zeros(len(belief))
    weight[surest[: min(int(CONFIDENT_SHARE * len(surest)), MOST_TAUGHT)]] = 1.0
    weight[known & allowed] = CODE_MASS
    return weight


def predict(coefficients: Array, coordinates: Array) -> Array:
    """(U, K) logits."""
    return np.asarray(coordinates @ coefficients[:-1] + coefficients[-1])


def softmax_regression(x: Array, targets: Array, weight: Array, *, ridge: float = 1.0) -> Array:
    """(R + 1, K) coefficients of a softmax regression on soft targets with an L2 penalty ridge/2, by L-BFGS."""
    from scipy.optimize import minimize

    design = np.hstack([x, np.ones((len(x), 1))])
    penalty = np.r_[np.full(x.shape[1], ridge), 0.1 * ridge][:, None]
    shape = (design.shape[1], targets.shape[1])

    def loss(flat: Array) -> tuple[float, Array]:
        beta = flat.reshape(shape)
        logits = design @ beta
        top = logits.max(axis=1, keepdims=True)
        total = np.log(np.exp(logits - top).sum(axis=1)) + top[:, 0]
        miss = weight @ (total - (targets * logits).sum(axis=1))
        slope = design.T @ (weight[:, None] * (np.exp(logits - total[:, None]) - targets)) + penalty * beta
        return float(miss + 0.5 * (penalty * beta**2).sum()), slope.ravel()

    found = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 100})
    return np.asarray(found.x.reshape(shape), dtype=np.float64)
