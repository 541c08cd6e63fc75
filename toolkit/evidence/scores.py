"""Theme scores: does this passage carry this theme?"""

import numpy as np
from numpy.typing import NDArray

from toolkit.base.checks import counted
from toolkit.base.errors import AlignmentError
from toolkit.base.progress import progress
from toolkit.documents.corpus import Corpus
from toolkit.evidence.codes import Coding
from toolkit.evidence.folds import group_codes, story_folds
from toolkit.evidence.levels import calibrated, majority_codes
from toolkit.evidence.regression import cross_fit, sublinear_tfidf
from toolkit.evidence.seed_evidence import SeedEvidence, mean_of_others, seed_evidence, standardise
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Theme, Themes

Array = NDArray[np.float64]
FEWEST_HITS = 10
FEWEST_POSITIVES = 40


def score_themes(
    counts: TermCounts, corpus: Corpus, themes: Themes, *, seed: int, coding: Coding | None = None
) -> ThemeScores:
    """How strongly each unit of `counts` carries each theme: an index, cross-fitted by story (METHODS §8).

    score (U, T) = z(regression) + z(distinct seeds, at most 3) + z(mean of that over the document's other passages).
    The regression (sublinear tf-idf, L2, C = 1) learns from units with two or more distinct seeds against units with
    none. A theme with fewer than ten units that hold a seed is scored by its seeds alone, with a caution. `seed` deals
    stories to folds. With `coding` each theme gets a level, a probability calibrated by the codes. Raises
    AlignmentError where the corpus lacks a counted unit.
    """
    rows = corpus.rows(counts.ids)
    evidence = seed_evidence(counts, themes)
    folds = story_folds(rows["story"], seed=seed)
    context = mean_of_others(evidence.strength, group_codes(rows["parent"]))
    features = sublinear_tfidf(counts)
    weights = np.zeros((len(themes), len(counts.vocabulary)))
    learned = np.zeros(evidence.hits.shape)
    cautions: list[str] = []
    for t, theme in enumerate(progress(list(themes), "scoring themes")):
        labels, caution = seed_labels(evidence, t, theme)
        cautions += [caution] if caution else []
        if labels is not None:
            learned[:, t], weights[t] = cross_fit(features, labels, folds)
    score = standardise(learned) + standardise(evidence.strength) + standardise(context)
    level = None
    if coding is not None:
        level, more = calibrate(score, coding, counts.ids, themes.keys, folds)
        cautions += more
    return ThemeScores(
        score, level, counts.ids, themes.keys, "seeds", weights, counts.vocabulary.terms, tuple(cautions)
    )


def calibrate(
    score: Array, coding: Coding, ids: tuple[str, ...], themes: tuple[str, ...], folds: NDArray[np.intp]
) -> tuple[Array | None, list[str]]:
    """(U, T) levels, or None where a theme has too few codes to be calibrated; and cautions."""
    codes, chance = majority_codes(coding, ids, themes)
    if np.isnan(codes).all():
        raise AlignmentError("none of the coded units is among the counted ones; use the corpus that was coded")
    levels, cautions = np.full(score.shape, np.nan), []
    for t, theme in enumerate(themes):
        level = calibrated(score[:, t], codes[:, t], chance, folds)
        if level is None:
            cautions.append(f"{theme}: fewer than three codes of 1 or of 0, so no theme has a level; code more")
        else:
            levels[:, t] = level
    return (None if cautions else levels), cautions


def seed_labels(evidence: SeedEvidence, t: int, theme: Theme) -> tuple[Array | None, str]:
    """(U) 1 positive, 0 negative, nan left out, for theme column t; and a caution. None: too few, count instead.

    Positives hold two or more distinct seeds and no exclusion (one seed where fewer than 40 units hold two);
    negatives hold no seed.
    """
    hits, distinct, vetoed = evidence.hits[:, t], evidence.distinct[:, t], evidence.vetoes[:, t] > 0
    n_hits = int((hits > 0).sum())
    if n_hits < FEWEST_HITS:
        return None, f"{theme.key}: {counted(n_hits, 'unit')} with a seed, fewer than {FEWEST_HITS}; scored by counting"
    positive, caution = (distinct >= 2) & ~vetoed, ""
    if positive.sum() < FEWEST_POSITIVES:
        caution = (
            f"{theme.key}: {counted(int(positive.sum()), 'unit')} with two distinct seeds, fewer than "
            f"{FEWEST_POSITIVES}; learned from units with one or more"
        )
        positive = (distinct >= 1) & ~vetoed
    negative = hits == 0
    if positive.sum() < FEWEST_HITS or not negative.any():
        return None, f"{theme.key}: too few units with and without its seeds to learn from; scored by counting"
    return np.where(positive, 1.0, np.where(negative, 0.0, np.nan)), caution
