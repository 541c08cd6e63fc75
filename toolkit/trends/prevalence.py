"""How much room each theme has in each period (METHODS §9), with or without codes (§10)."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.base.checks import require_choice, require_count, some
from toolkit.base.errors import AlignmentError, CodingError, UsageError
from toolkit.base.reasons import Reason
from toolkit.base.threads import one_blas_thread
from toolkit.documents.alignment import require_same_texts, unit_keys
from toolkit.documents.corpus import Corpus
from toolkit.documents.periods import UNDATED, By, Grouping, group_for
from toolkit.evidence.agreement import MAIN, Reliability, reliability
from toolkit.evidence.codes import Codes, Coding, align_codes, coded_within, require_every_theme, story_folds
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.topics.model import TopicModel
from toolkit.topics.weighting import tfidf, weigh
from toolkit.trends.bars import barred_pairs
from toolkit.trends.calibration import Calibrated, calibrate, calibrates, cell_draws, levels
from toolkit.trends.code_fit import code_fit
from toolkit.trends.estimates import COUNTS, Prevalence
from toolkit.trends.group_remarks import group_remarks
from toolkit.trends.measures import MEASURES, measure_of
from toolkit.trends.mixture import period_shares
from toolkit.trends.resampling import Influence, bootstrap
from toolkit.trends.sheet_habits import Habits, Sheet, habits_of, years_in
from toolkit.trends.unit_values import (
    Subject,
    Values,
    measured_names,
    membership,
    models_of,
    period_means,
    unit_values,
    unit_weights,
    within,
)
from toolkit.words.counts import TermCounts
from toolkit.words.units import TextHash

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Found:
    """Estimates of one fit: (P, T), influences (P), the undated units' (T)."""

    estimate: Array
    influences: list[Influence]
    undated: Array | None


@dataclass(frozen=True, eq=False)
class _Drawn:
    """What goes into the noun: themes, estimate, draws, and how they came about."""

    themes: tuple[str, ...]
    estimate: Array
    draws: Array
    undated: Array | None
    uncertainty: tuple[str, ...]
    method: str
    cautions: tuple[Reason, ...] = ()
    is_index: bool = False
    coded: NDArray[np.int64] | None = None
    positives: Array | None = None
    told: "_Told | None" = None


@dataclass(frozen=True, eq=False)
class _Told:
    """What must be told with calibrated figures (see `Prevalence`)."""

    of_theme: tuple[tuple[Reason, ...], ...]
    not_comparable: tuple[tuple[str, str, Reason], ...]
    n_coded: NDArray[np.int64]
    n_coders: int
    alpha: Array


def prevalence(
    subject: Subject,
    corpus: Corpus,
    *,
    seed: int,
    measure: str = "share",
    by: By = "year",
    count: str = "publications",
    coding: Coding | None = None,
    draws: int = 1000,
) -> Prevalence:
    """How much room each theme has in each period, as joint draws (METHODS §9, §10).

    `subject`: a TopicModel or a list of refits (share, dominant), or ThemeScores (presence, room; dominant only with
    codes of the main theme, for else every unit would have one of the themes as its main theme). `by`:
    year, month, quarter, source, or named spans {"2016-2018": (2016, 2018)}. `count`: publications (every item), or
    stories (each story once a period). `coding` calibrates presence, room and dominant; a share never. Draws are joint
    over periods and themes, by story, which holds the noise of the words too; with refits the spread between fits is
    added (Rubin 1987). Units whose date is missing or too coarse for the division are counted in `n_undated`.
    A part of the corpus (`corpus.where(…)`) is measured with what was fitted on the whole.
    Raises UsageError for a measure the subject cannot bear, AlignmentError for units of another corpus.

    >>> by_year = tk.prevalence(model, corpus, by="year", seed=1)
    >>> by_year.measure, by_year.calibrated
    ('share', False)
    """
    require_choice("measure", measure, MEASURES)
    require_choice("count", count, COUNTS)
    require_count("draws", draws, 100)
    with one_blas_thread():
        return _measured(subject, corpus, seed, measure, by, count, coding, draws)


def _measured(
    subject: Subject, corpus: Corpus, seed: int, measure: str, by: By, count: str, coding: Coding | None, draws: int
) -> Prevalence:
    subject = within(subject, corpus)
    models = models_of(subject)
    counts = _counts(models) if models and measure == "share" else None
    ids = counts.ids if counts is not None else _ids(subject, models)
    known = _text_hash(subject, counts if counts is not None else _counted(models))
    keys = unit_keys(ids, require_same_texts(ids, known, corpus, what="the model" if models else "the scores"))
    grouping, frame = group_for(corpus, ids, by)
    n_tokens = None if counts is None else np.asarray(counts.matrix.sum(axis=1), dtype=np.float64).ravel()
    if measure == "room":
        frame = frame.assign(text=corpus.rows(ids)["text"])
    weight = unit_weights(frame, grouping, measure, count, n_tokens)
    if measure == "share":
        if coding is not None:
            raise UsageError("codes do not calibrate a share of words; use measure='presence', 'room' or 'dominant'")
        if counts is None:
            raise UsageError("a share needs a TopicModel; for theme scores use measure='presence' or 'room'")
        drawn = _shares(models, counts, grouping, weight, draws, seed)
    elif coding is not None:
        coding, left = coded_within(coding, corpus)
        drawn = _calibrated(_subjects(subject, models), grouping, weight, measure, coding, years_in(frame), draws, seed)
        if left:
            gone = Reason.of("units_left", n=len(left), units=some(left))
            drawn = replace(drawn, cautions=(*drawn.cautions, gone))
    elif measure == "dominant" and not models:
        raise UsageError("dominance of theme scores needs coding=, codes of the main theme; or give a TopicModel")
    else:
        drawn = _means(_subjects(subject, models), grouping, weight, measure, draws, seed)
    if absent := [] if not models else models[0].parameters.get("absent_themes", []):
        drawn = replace(drawn, cautions=(*drawn.cautions, Reason.of("silent_theme", themes=list(absent))))
    drawn = replace(drawn, cautions=(*drawn.cautions, *group_remarks(frame, by)))
    return replace(_noun(drawn, grouping, weight, measure, count), unit_keys=keys)


def _counted(models: list[TopicModel]) -> TermCounts | None:
    return models[0].counts if models else None


def _text_hash(subject: Subject, counts: TermCounts | None) -> TextHash | None:
    if isinstance(subject, ThemeScores):
        return subject.text_hash
    return None if counts is None else counts.text_hash


def _counts(models: list[TopicModel]) -> TermCounts:
    held = [model.counts for model in models if model.counts is not None]
    if not held:
        raise UsageError(
            "this model carries no counts, which a share is measured on; fit it again with fit_lda or fit_nmf"
        )
    return max(held, key=len)


def _ids(subject: Subject, models: list[TopicModel]) -> tuple[str, ...]:
    ids = subject.ids if isinstance(subject, ThemeScores) else models[0].ids
    for model in models[1:]:
        if model.ids != ids:
            raise AlignmentError("these refits hold different units; dominant needs refits of the same units")
    return ids


def _subjects(subject: Subject, models: list[TopicModel]) -> list[ThemeScores | TopicModel]:
    return [subject] if isinstance(subject, ThemeScores) else list(models)


def _shares(
    models: list[TopicModel], counts: TermCounts, grouping: Grouping, weight: Array, draws: int, seed: int
) -> _Drawn:
    found = []
    for model in models:
        matrix = feature_matrix(model, counts)
        carried = membership(model)
        parts = [
            period_shares(matrix, model.topic_term, carried, grouping, weight, p) for p in range(len(grouping.labels))
        ]
        lost = None
        if (grouping.period == UNDATED).any():
            lost = period_shares(matrix, model.topic_term, carried, grouping, weight, UNDATED)[0]
        found.append(_Found(np.stack([part[0] for part in parts]), [part[1] for part in parts], lost))
    drawn = _joined(found, measured_names(models[0]), grouping, models[0].method, draws, seed)
    if models[0].parameters.get("idf") is None:
        return drawn
    return replace(drawn, cautions=(Reason("idf_share"),))


def feature_matrix(model: TopicModel, counts: TermCounts) -> Any:
    """The counts as the model saw them: plain, log(1 + count) · idf, or (Frobenius) tf-idf."""
    idf = model.parameters.get("idf")
    if idf is None:
        return counts.matrix
    weights = np.asarray(idf, dtype=np.float64)
    return (
        tfidf(counts.matrix, weights) if model.parameters.get("loss") == "frobenius" else weigh(counts.matrix, weights)
    )


def _means(
    subjects: list[ThemeScores | TopicModel], grouping: Grouping, weight: Array, measure: str, draws: int, seed: int
) -> _Drawn:
    found, values = [], unit_values(subjects[0], measure)
    for subject in subjects:
        values = unit_values(subject, measure)
        parts = [period_means(values.values, grouping, weight, p) for p in range(len(grouping.labels))]
        lost = None
        if (grouping.period == UNDATED).any():
            lost = period_means(values.values, grouping, weight, UNDATED)[0]
        found.append(_Found(np.stack([part[0] for part in parts]), [part[1] for part in parts], lost))
    drawn = _joined(found, values.names, grouping, _method(subjects[0]), draws, seed)
    if values.is_level:
        return drawn
    return replace(drawn, cautions=(Reason("index_only"),), is_index=True)


def _method(subject: ThemeScores | TopicModel) -> str:
    return "scores" if isinstance(subject, ThemeScores) else subject.method


def _joined(
    found: list[_Found], themes: tuple[str, ...], grouping: Grouping, method: str, draws: int, seed: int
) -> _Drawn:
    """Draws of all fits together: one fit a draw, the spread between fits times (1 + 1/F)."""
    n = len(found)
    centre = np.mean([fit.estimate for fit in found], axis=0)
    spread = np.sqrt((n + 1) / (n - 1)) if n > 1 else 0.0
    parts = []
    for f, fit in enumerate(found):
        size = draws // n + (f < draws % n)
        moved = centre + spread * (fit.estimate - centre)
        parts.append(moved + bootstrap(fit.influences, grouping.n_stories, draws=size, seed=seed, name=f))
    lost = [fit.undated for fit in found if fit.undated is not None]
    uncertainty = ("stories", "fits") if n > 1 else ("stories",)
    return _Drawn(themes, centre, np.concatenate(parts), np.mean(lost, axis=0) if lost else None, uncertainty, method)


def _calibrated(
    subjects: list[ThemeScores | TopicModel],
    grouping: Grouping,
    weight: Array,
    measure: str,
    coding: Coding,
    years: NDArray[np.int64],
    draws: int,
    seed: int,
) -> _Drawn:
    if not calibrates(coding, measure):
        wanted = measure_of(measure).codes
        raise CodingError(f"{measure} is calibrated by codes of the question {wanted!r}, not {coding.question!r}")
    read: list[Values] = [unit_values(subject, measure) for subject in subjects]
    values, predicted = read[0], np.mean([one.values for one in read], axis=0)
    require_every_theme(coding, values.names)
    codes = align_codes(coding, subjects[0].ids, values.names)
    fold = story_folds(grouping.story, seed=seed)
    level = predicted if values.is_level else levels(predicted, codes, codes.weights(grouping.period), fold)
    found = calibrate(level, codes, grouping, weight, fold, seed=seed)
    stories = {subjects[0].ids[u]: str(grouping.story[u]) for u in codes.units.tolist()}
    agreed = {one.theme: one for one in reliability(coding, stories=stories)}
    habits = habits_of(Sheet(coding, subjects[0].ids, values.names, predicted, codes, years), grouping)
    told = _told(found, codes, grouping, habits, [agreed.get(MAIN) or agreed[name] for name in values.names])
    fit = code_fit(predicted, codes, grouping, values.names)
    told = replace(told, of_theme=tuple((*own, one) if one else own for own, one in zip(told.of_theme, fit)))
    return _Drawn(
        values.names,
        found.estimate,
        cell_draws(found, grouping, draws=draws, seed=seed),
        found.undated,
        ("stories", "codes"),
        _method(subjects[0]),
        (*_cautions(coding, found, codes, grouping), *habits.doubts()),
        False,
        found.coded,
        found.positives,
        told,
    )


def _cautions(coding: Coding, found: Calibrated, codes: Codes, grouping: Grouping) -> tuple[Reason, ...]:
    """What holds for all calibrated figures: who coded, periods without codes, how coders were brought together."""
    cautions = [Reason.of("given", text=coding.coders)] if coding.coders else []
    bare = [label for label, n in zip(grouping.labels, found.coded) if n.max(initial=0) < 2]
    if bare:
        cautions.append(Reason.of("bare_periods", periods=bare))
    if not codes.doubles().any():
        cautions.append(Reason("agreement_unknown_single"))
    if found.coders.corrected:
        cautions.append(Reason("coders_corrected"))
    if found.settled.any():
        cautions.append(Reason("codes_settled"))
    return tuple(cautions)


def _told(found: Calibrated, codes: Codes, grouping: Grouping, habits: Habits, agreed: list[Reliability]) -> _Told:
    own = grouping.period[codes.units]
    n_coded = np.bincount(own[own >= 0], minlength=len(grouping.labels)).astype(np.int64)
    single = "agreement_unknown_single"
    of_theme = tuple(() if one.caution is None or one.caution.code == single else (one.caution,) for one in agreed)
    alpha = np.array([(one.alpha, one.lower, one.upper) for one in agreed])
    return _Told(of_theme, barred_pairs(found.coders, habits, grouping.labels), n_coded, len(codes.coders), alpha)


def _noun(drawn: _Drawn, grouping: Grouping, weight: Array, measure: str, count: str) -> Prevalence:
    inside, lost = grouping.period >= 0, grouping.period == UNDATED
    size = len(grouping.labels)
    period = grouping.period[inside]
    return Prevalence(
        periods=grouping.labels,
        themes=drawn.themes,
        estimate=drawn.estimate,
        draws=drawn.draws,
        n_units=np.bincount(period, minlength=size),
        n_documents=grouping.distinct(grouping.document),
        n_stories=grouping.distinct(grouping.story),
        effective_stories=grouping.effective_stories(weight),
        n_undated=int(lost.sum()),
        measure=measure,
        count=count,
        method=drawn.method,
        uncertainty=drawn.uncertainty,
        calibrated=drawn.coded is not None,
        by=grouping.by,
        denominator=measure_of(measure).divides_by,
        cautions=drawn.cautions,
        is_index=drawn.is_index,
        weight=np.bincount(period, weights=weight[inside], minlength=size).astype(np.float64),
        undated=drawn.undated,
        undated_weight=float(weight[lost].sum()),
        coded=drawn.coded,
        positives=drawn.positives,
        **({} if drawn.told is None else vars(drawn.told)),
    )
