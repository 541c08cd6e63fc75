"""The main theme of each unit, without codes: topics, seeds and the unit's neighbours together."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.base.errors import UsageError
from toolkit.base.streams import derived_seed, stream
from toolkit.base.threads import one_blas_thread
from toolkit.evidence.main_theme import predict, softmax_regression
from toolkit.evidence.mixture import responsibilities, seed_start, softmax, weighted_counts
from toolkit.evidence.regression import sublinear_tfidf
from toolkit.evidence.seed_evidence import seed_evidence
from toolkit.topics.model import TopicModel
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Themes

Array = NDArray[np.float64]
N_COMPONENTS = 50
SUREST = 0.8  # of a class's units teach the regression
NEIGHBOURS = 10
CLOSER = 4  # power of the cosine that weighs a neighbour
FLOOR = 0.03  # a share far below it says no more than that the theme is not there
SEEDS_COUNT = 0.5  # what the regression on seeds counts beside the model
ROUNDS = 2
MOST_LOOKED_AT = 20_000
BLOCK = 1_000  # units whose neighbours are looked for at once


def main_themes(
    models: TopicModel | Sequence[TopicModel], counts: TermCounts, *, seed: int, others: bool = True
) -> list[TopicModel]:
    """The models with the chance of each topic to be a unit's main one as `doc_topic`, for measure="dominant".

    (U, K) rows sum to one. What a unit gives to named themes is dealt among them anew, by the model's shares, by a
    regression that learned from the seeds alone (a seed-informed mixture proposes, the surest units teach; METHODS §8),
    and by the ten nearest units' chances. A unit that is led by a free topic stays as it is; with others=False each
    unit has one of the themes as its main one, as an article has a section. Shares of words stay what they were, for
    they are read from the counts. Several models are refits of one, whose spread the draws of `prevalence` then hold.
    `seed` serves the decomposition of the counts. Raises UsageError for models without named themes, AlignmentError for
    counts they were not fitted to.

    >>> (main,) = tk.main_themes(model, counts, seed=1)
    >>> tk.prevalence(main, corpus, measure="dominant", by=spans, seed=1).measure
    'dominant'
    """
    given = [models] if isinstance(models, TopicModel) else list(models)
    if not given or given[0].themes is None or not len(given[0].themes):
        raise UsageError("main themes need models with named themes: fit_lda(…, themes=themes)")
    for model in given:
        model.require_same_units(counts)
    with one_blas_thread():
        places = coordinates(counts, seed=seed)
        proposed = by_seeds(counts, given[0].themes, places)
        near = neighbours(places, seed=seed)
        dealt = [_dealt(model.doc_topic[:, : proposed.shape[1]], proposed, near) for model in given]
    tables = [_among(m.doc_topic, d, others=others) for m, d in zip(given, dealt)]
    return [replace(model, doc_topic=table, pseudocounts=None) for model, table in zip(given, tables)]


def _dealt(shares: Array, proposed: Array, near: Any) -> Array:
    """(U, T) chances among the themes, given that the main one is a theme."""
    own = _log(shares / np.maximum(shares.sum(axis=1, keepdims=True), 1e-12))
    own += SEEDS_COUNT * (_log(proposed) - _log(proposed.mean(axis=0)))
    chances = softmax(own)
    for _ in range(ROUNDS):
        chances = softmax(own + _log(near @ chances))
    return chances


def _among(shares: Array, dealt: Array, *, others: bool) -> Array:
    """(U, K) the shares with the themes' part dealt anew, where a theme leads or must."""
    n_themes = dealt.shape[1]
    table = shares.copy()
    if not others:
        return np.hstack([dealt, np.zeros((len(table), table.shape[1] - n_themes))])
    led = table.argmax(axis=1) < n_themes
    table[led, :n_themes] = dealt[led] * table[led, :n_themes].sum(axis=1, keepdims=True)
    return np.asarray(table)


def _log(shares: Array) -> Array:
    return np.asarray(np.log(shares + FLOOR))


def coordinates(counts: TermCounts, *, seed: int) -> Array:
    """(U, R) of unit length: truncated singular value decomposition of the tf-idf."""
    from sklearn.utils.extmath import randomized_svd

    features = sublinear_tfidf(counts)
    rank = max(1, min(N_COMPONENTS, min(features.shape) - 1))
    random = derived_seed(seed, "main themes")
    left, values, _ = randomized_svd(features, rank, n_iter=2, random_state=random, flip_sign=True)
    placed = left * values
    return np.asarray(placed / np.maximum(np.linalg.norm(placed, axis=1, keepdims=True), 1e-12))


def by_seeds(counts: TermCounts, themes: Themes, places: Array) -> Array:
    """(U, T) chances of each theme among the themes: the mixture's proposals, and a regression that learned from the
    surest of them, averaged and learned from once more.
    """
    words, evidence = weighted_counts(counts), seed_evidence(counts, themes)
    start = seed_start(words, evidence, counts, themes)[: len(themes)]
    proposed = responsibilities(words, start, np.zeros((len(counts), len(themes))))
    belief = proposed
    for _ in range(ROUNDS):
        rows = surest(belief)
        learned = softmax_regression(places[rows], belief[rows], np.ones(len(rows)))
        found = softmax(predict(learned, places))
        belief = (found + proposed) / 2
    return found


def surest(belief: Array) -> NDArray[np.int64]:
    """The units of which the belief is surest, the same share of every class."""
    best, rows = belief.argmax(axis=1), []
    for k in range(belief.shape[1]):
        own = np.flatnonzero(best == k)
        rows.append(own[np.argsort(-belief[own, k], kind="stable")][: int(np.ceil(SUREST * len(own)))])
    return np.sort(np.concatenate(rows))


def neighbours(places: Array, *, seed: int) -> Any:
    """(U, U) csr, rows summing to one: each unit's nearest others, weighed by their cosine to the fourth.

    Among at most `MOST_LOOKED_AT` units, drawn by `seed` where there are more, so that the cost stays linear.
    """
    import scipy.sparse as sp

    near, n = places.astype(np.float32), len(places)
    pool = np.arange(n)
    if n > MOST_LOOKED_AT:
        pool = np.sort(stream(seed, "neighbours").choice(n, MOST_LOOKED_AT, replace=False))
    k = min(NEIGHBOURS, len(pool) - 1)
    if k < 1:
        return sp.csr_matrix((n, n))
    others = near[pool].T
    columns, weights = np.empty((n, k), np.int64), np.empty((n, k))
    for first in range(0, n, BLOCK):
        rows = np.arange(first, min(first + BLOCK, n))
        cosine = near[rows] @ others
        own = np.minimum(np.searchsorted(pool, rows), len(pool) - 1)
        drawn = np.flatnonzero(pool[own] == rows)
        cosine[drawn, own[drawn]] = -2.0  # a unit is no neighbour of its own
        found = _largest(cosine, k)
        columns[rows] = pool[found]
        weights[rows] = np.maximum(np.take_along_axis(cosine, found, axis=1), 0.0).astype(np.float64) ** CLOSER + 1e-12
    weights /= weights.sum(axis=1, keepdims=True)
    return sp.csr_matrix((weights.ravel(), columns.ravel(), np.arange(0, n * k + 1, k)), shape=(n, n))


def _largest(values: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """(U, k) the columns of each row's k largest, rising.

    Where others equal the least of them, as argpartition has them.
    """
    from toolkit.evidence.largest import largest

    found, ties = np.empty((len(values), k), np.int64), np.empty(len(values), np.bool_)
    largest(np.ascontiguousarray(values), found, ties)
    tied = np.flatnonzero(ties)
    found[tied] = np.sort(np.argpartition(-values[tied], k - 1, axis=1)[:, :k], axis=1)
    return found
