"""One theme a unit: a mixture of word distributions that starts from the seeds and keeps to the codes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.evidence.seed_evidence import SeedEvidence
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Themes

Array = NDArray[np.float64]
TEMPER = 0.05  # words of one text repeat each other; untempered, every unit is certain of its theme
SEED_MASS = 2000.0
CORPUS_MASS = 500.0
CODE_MASS = 20.0
PASSES = 10


def weighted_counts(counts: TermCounts) -> Any:
    """(U, V) csr of log(1 + c) · log(U / units with the term)."""
    matrix = counts.matrix.astype(np.float64).copy()
    units_with = np.maximum(np.bincount(matrix.indices, minlength=matrix.shape[1]), 1)
    matrix.data = np.log1p(matrix.data) * np.log(matrix.shape[0] / units_with)[matrix.indices]
    return matrix


def seed_start(words: Any, evidence: SeedEvidence, counts: TermCounts, themes: Themes) -> Array:
    """(T + 1, V) word distributions of the seed-informed start (METHODS §7); the last is the corpus's own."""
    p = np.asarray(words.sum(axis=0)).ravel()
    p = p / p.sum()
    hits = evidence.hits
    pull = hits / np.maximum(hits.sum(axis=1, keepdims=True), 1) * np.log1p(hits)
    q = np.asarray(words.T @ pull).T
    q /= np.maximum(q.sum(axis=1, keepdims=True), 1e-300)
    start = q * np.maximum(q / np.maximum(p, 1e-300) - 1.0, 0.0)
    for t, theme in enumerate(themes):
        seeds = counts.vocabulary.columns(theme.seed_terms)
        start[t, seeds] = np.maximum(2 * start[t, seeds], 1e-12)
        start[t, counts.vocabulary.columns(theme.exclude_terms)] = 0.0
    total = start.sum(axis=1, keepdims=True)
    start = np.where(total > 0, start / np.maximum(total, 1e-300), p)
    return np.vstack([0.8 * start + 0.2 * p, p])


def responsibilities(words: Any, start: Array, coded: Array) -> Array:
    """(U, K) how probable each class is for each unit: EM with tempered likelihood, codes held.

    `start` (K, V) also stands as a prior of 2,000 words a class; `coded` (U, K) holds a row of zeros and a one where a
    unit was coded, else zeros. Each code counts as twenty units (after Nigam et al. 2000, who weigh the uncoded down).
    """
    p = np.asarray(words.sum(axis=0)).ravel()
    prior = SEED_MASS * start + CORPUS_MASS * p / p.sum()
    topics, shares = start, np.full(len(start), 1.0 / len(start))
    known = np.asarray(coded.any(axis=1))
    gamma = np.empty_like(coded)
    for _ in range(PASSES):
        gamma = softmax(TEMPER * np.asarray(words @ np.log(np.maximum(topics, 1e-300)).T) + np.log(shares))
        held = np.where(known[:, None], CODE_MASS * coded, gamma)
        shares = (held.sum(axis=0) + 5.0) / (held.sum() + 5.0 * len(start))
        topics = np.asarray(words.T @ held).T + prior
        topics /= topics.sum(axis=1, keepdims=True)
    return np.where(known[:, None], coded, gamma)


def softmax(logits: Array) -> Array:
    """Rows of probabilities."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
