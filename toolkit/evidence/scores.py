"""Theme scores: does this unit carry this theme?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from toolkit.base.errors import ThemesError
from toolkit.base.progress import progress
from toolkit.base.reasons import Reason
from toolkit.base.threads import one_blas_thread
from toolkit.documents.corpus import Corpus
from toolkit.evidence.coded_words import FEWEST_POSITIVES as FEWEST_TAUGHT
from toolkit.evidence.coded_words import CodedWords, learn_words
from toolkit.evidence.codes import Codes, Coding, align_codes, story_folds
from toolkit.evidence.context import context
from toolkit.evidence.levels import calibrated
from toolkit.evidence.main_theme import fit_main_theme
from toolkit.evidence.mixing import Mixed, enough_codes, mix_parts
from toolkit.evidence.regression import cross_fit, sublinear_tfidf
from toolkit.evidence.seed_checks import require_joined
from toolkit.evidence.seed_evidence import SeedEvidence, seed_evidence, standardise
from toolkit.evidence.theme_scores import ThemeScores, of_theme
from toolkit.topics.sampling import draw_stories
from toolkit.words.counts import TermCounts
from toolkit.words.spelling import as_term
from toolkit.words.themes import Themes

Array = NDArray[np.float64]
FEWEST_HITS = 10
FEWEST_POSITIVES = 40
FEWEST_MAIN_CODES = 30


def score_themes(
    counts: TermCounts,
    corpus: Corpus,
    themes: Themes,
    *,
    seed: int,
    coding: Coding | None = None,
    veto: Mapping[str, Sequence[str]] | None = None,
    sample: int | None = None,
) -> ThemeScores:
    """How strongly each unit of `counts` carries each theme, cross-fitted by story (METHODS §8).

    Without codes, and with codes of presence: score (U, T) = z(regression) + z(distinct seeds, at most 3, weighing less
    in a long unit) + z(mean of that over the document's other passages and its title); the regression (sublinear
    tf-idf, L2, C = 1) learns from units with two or more distinct seeds against units with none. From 20 coded
    positives a theme on, a second regression that learns the theme's words from the codes is added (`learn_words`);
    from 50 on, one vector of four weights, learned from the codes, replaces the equal ones. With 30 codes of the main
    theme or more: the log odds that the theme is the main one, learned from seeds, codes and uncoded units
    (`main_theme`). With codes, `level` is the probability of a code 1. No unit's score or level comes from a model that
    saw its story. A theme with fewer than ten units that hold a seed is scored by its seeds alone, with a caution.
    `seed` deals stories to folds. `veto` ({"sovereignty": ["bão"]}): words that a theme's regression may not use, seen
    in `weights_table`; codes of the main theme overrule it. `sample`: regressions learn from at most so many stories,
    drawn by hash, and score all (a theme with fewer than 40 positives among them learns from all). Raises
    AlignmentError where the corpus lacks a counted unit, or no coded unit is counted; ThemesError for a veto of an
    unknown theme or word, and for seeds that stand in the texts but were never joined.

    >>> coded = tk.score_themes(counts, corpus, themes, seed=1, coding=coding)
    >>> coded.trained_on, coded.level.shape == coded.score.shape
    ('codes', True)
    """
    with one_blas_thread():
        allowed = _allowed(counts, themes, veto or {})
        found = _score(counts, corpus, themes, coding, allowed, seed, sample)
        return replace(found, text_hash=counts.text_hash)


def _score(
    counts: TermCounts,
    corpus: Corpus,
    themes: Themes,
    coding: Coding | None,
    allowed: dict[str, Array],
    seed: int,
    sample: int | None,
) -> ThemeScores:
    rows = corpus.rows(counts.ids) if corpus.is_passages else corpus.facts(counts.ids)
    evidence = seed_evidence(counts, themes)
    if ((evidence.hits > 0).sum(axis=0) < FEWEST_HITS).any():
        require_joined(counts, corpus, themes)
    folds = story_folds(rows["story"], seed=seed)
    coded = None if coding is None else align_codes(coding, counts.ids, themes.keys)
    if coding is not None and coded is not None and coding.question == "main theme":
        main = _main_theme(counts, themes, evidence, coded, folds, seed)
        if main is not None:
            return _with_levels(main, None, coded, folds)
    around = context(evidence.strength, rows, themes)
    drawn = None if sample is None else draw_stories(rows["story"].tolist(), n=sample, seed=seed)
    scores, without = _seed_scores(counts, themes, evidence, folds, around, coded, allowed, drawn)
    return scores if coded is None else _with_levels(scores, without, coded, folds)


def _allowed(counts: TermCounts, themes: Themes, veto: Mapping[str, Sequence[str]]) -> dict[str, Array]:
    """Theme → (1, V) ones, and zeros for its vetoed words."""
    allowed = {}
    for key, words in veto.items():
        theme, mask = themes[key], np.ones((1, len(counts.vocabulary)))
        for word in words:
            if as_term(word) not in counts.vocabulary.column:
                raise ThemesError(f"veto of {theme.key!r}: {word!r} is no term of the vocabulary")
            mask[0, counts.vocabulary.column[as_term(word)]] = 0.0
        allowed[key] = mask
    return allowed


def _seed_scores(
    counts: TermCounts,
    themes: Themes,
    evidence: SeedEvidence,
    folds: NDArray[np.intp],
    around: Array,
    coded: Codes | None,
    allowed: dict[str, Array],
    drawn: NDArray[np.bool_] | None,
) -> tuple[ThemeScores, Array | None]:
    """Scores from seeds, and from codes of presence where there are enough; and by models without a fold's codes."""
    features = sublinear_tfidf(counts)
    weights = np.zeros((len(themes), len(counts.vocabulary)))
    learned = np.zeros(evidence.hits.shape)
    enough = coded is not None and enough_codes(coded.value, positives=FEWEST_TAUGHT)
    cautions: list[Reason] = []
    taught: list[CodedWords] = []
    for t, theme in enumerate(progress(list(themes), "scoring themes")):
        labels, caution = seed_labels(evidence, t)
        cautions += [of_theme(theme.key, caution)] if caution else []
        usable = features.multiply(allowed[theme.key]).tocsr() if theme.key in allowed else features
        if labels is not None:
            learned[:, t], weights[t] = cross_fit(usable, _of_sample(labels, drawn), folds)
        if coded is not None and enough:
            taught.append(learn_words(usable, coded.value[:, t], folds))
    parts = [standardise(part) for part in (learned, evidence.strength, around)]
    if coded is None or not enough:
        score, without, source = np.sum(parts, axis=0), None, "seeds"
    else:
        mixed = _mix(parts, taught, coded.value, folds)
        spread = np.maximum(learned.std(axis=0), 1e-12)[:, None]
        weights = weights / spread * mixed.vector[0] + np.array([t.weights for t in taught]) * mixed.vector[-1]
        score, without, source = mixed.score, mixed.without, "codes"
    terms = counts.vocabulary.terms
    return ThemeScores(score, None, counts.ids, themes.keys, source, weights, terms, tuple(cautions)), without


def _of_sample(labels: Array, drawn: NDArray[np.bool_] | None) -> Array:
    """The labels of the drawn units, nan for the others; all of them where too few positives are drawn."""
    if drawn is None or (labels[drawn] == 1).sum() < FEWEST_POSITIVES:
        return labels
    return np.where(drawn, labels, np.nan)


def _mix(parts: list[Array], taught: list[CodedWords], codes: Array, folds: NDArray[np.intp]) -> Mixed:
    """The parts and what the codes taught, weighed by the codes."""

    def without(fold: int) -> Array:
        return np.stack([*parts, np.column_stack([t.score_without(folds, fold) for t in taught])], axis=2)

    own = np.stack([*parts, np.column_stack([t.score(folds) for t in taught])], axis=2)
    return mix_parts(own, codes, folds, without)


def _main_theme(
    counts: TermCounts, themes: Themes, evidence: SeedEvidence, coded: Codes, folds: NDArray[np.intp], seed: int
) -> ThemeScores | None:
    """Scores learned from main-theme codes; None where there are too few of them."""
    known = ~np.isnan(coded.value).any(axis=1)
    if known.sum() < FEWEST_MAIN_CODES:
        return None
    choice = np.zeros((len(counts), len(themes) + 1))
    votes = np.column_stack([coded.value, 1.0 - coded.value.sum(axis=1)])[known]
    choice[np.flatnonzero(known), votes.argmax(axis=1)] = 1.0
    fit = fit_main_theme(counts, themes, evidence, choice, folds, seed=seed)
    return ThemeScores(fit.score, None, counts.ids, themes.keys, "codes", fit.weights, counts.vocabulary.terms)


def _with_levels(scores: ThemeScores, without: Array | None, coded: Codes, folds: NDArray[np.intp]) -> ThemeScores:
    """The scores with levels calibrated by the codes; without, and a caution, where a theme has too few."""
    levels, cautions = np.full(scores.score.shape, np.nan), []
    weight = coded.weights(np.zeros(len(coded.value), dtype=np.int64))
    for t, theme in enumerate(scores.themes):
        other = None if without is None else without[:, t]
        level = calibrated(scores.score[:, t], coded.value[:, t], weight, folds, without=other)
        if level is None:
            cautions.append(of_theme(theme, Reason("too_few_codes")))
        else:
            levels[:, t] = level
    return replace(scores, level=None if cautions else levels, cautions=(*scores.cautions, *cautions))


def seed_labels(evidence: SeedEvidence, t: int) -> tuple[Array | None, Reason | None]:
    """(U) 1 positive, 0 negative, nan left out, for theme column t; and a caution. None: too few, count instead.

    Positives hold two or more distinct seeds and no exclusion (one seed where fewer than 40 units hold two);
    negatives hold no seed.
    """
    hits, distinct, vetoed = evidence.hits[:, t], evidence.distinct[:, t], evidence.vetoes[:, t] > 0
    n_hits = int((hits > 0).sum())
    if n_hits < FEWEST_HITS:
        return None, Reason.of("counted_only", n=n_hits, least=FEWEST_HITS)
    positive, caution = (distinct >= 2) & ~vetoed, None
    if positive.sum() < FEWEST_POSITIVES:
        caution = Reason.of("learned_from_one", n=int(positive.sum()), least=FEWEST_POSITIVES)
        positive = (distinct >= 1) & ~vetoed
    negative = hits == 0
    if positive.sum() < FEWEST_HITS or not negative.any():
        return None, Reason("nothing_to_learn")
    return np.where(positive, 1.0, np.where(negative, 0.0, np.nan)), caution
