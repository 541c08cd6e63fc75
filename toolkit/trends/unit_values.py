"""What is averaged: the units' weights and values for each measure (METHODS §9)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.errors import AlignmentError, UsageError
from toolkit.documents.corpus import Corpus
from toolkit.documents.periods import Grouping
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.topics.model import TopicModel
from toolkit.trends.resampling import Influence, by_story
from toolkit.words.counts import TermCounts

Array = NDArray[np.float64]
Subject = TopicModel | ThemeScores | Sequence[TopicModel]


@dataclass(frozen=True, eq=False)
class Values:
    """What U units say of T names: `values` (U, T); `is_level` where they are probabilities, else an index."""

    names: tuple[str, ...]
    values: Array
    is_level: bool


def models_of(subject: Subject) -> list[TopicModel]:
    """The topic models of a subject, one or several refits; [] for ThemeScores. UsageError for anything else."""
    if isinstance(subject, ThemeScores):
        return []
    given = [subject] if isinstance(subject, TopicModel) else subject
    models = list(given) if isinstance(given, Sequence) else []
    if not models or not all(isinstance(model, TopicModel) for model in models):
        raise UsageError("prevalence reads a TopicModel, a list of refits of one, or ThemeScores")
    first = models[0]
    for model in models[1:]:
        if _recipe(model) != _recipe(first) or model.vocabulary.terms != first.vocabulary.terms:
            raise AlignmentError("the models of a list must be refits of one: same method, themes and vocabulary")
    return models


def _recipe(model: TopicModel) -> tuple[object, ...]:
    weighted = model.parameters.get("idf") is not None
    return measured_names(model), model.method, model.parameters.get("loss"), weighted


def measured_names(model: TopicModel) -> tuple[str, ...]:
    """The themes of a model, or all its topics where none is a theme."""
    return model.theme_names or model.names


def membership(model: TopicModel) -> Array:
    """(K, N) which topic carries which measured name; topics that share a name are summed."""
    columns = [model.names.index(name) for name in measured_names(model)]
    return np.asarray(model.membership[:, columns])


def within(subject: Subject, corpus: Corpus) -> Subject:
    """The subject less the units that a part of its corpus (`corpus.where`) leaves out; the same where all are there.

    A corpus that lacks units of the subject and brings others is no part of its corpus: unless texts are known by
    their hashes, which are compared later, the subject stays whole and its missing units are refused by name.
    """
    parts = [subject] if isinstance(subject, ThemeScores) else models_of(subject)
    here = pd.Index(corpus.frame["id"])
    ids = parts[0].ids if isinstance(parts[0], ThemeScores) or parts[0].counts is None else parts[0].counts.ids
    inside = here.get_indexer(pd.Index(ids)) >= 0
    if inside.all() or not inside.any():
        return subject
    hashed = parts[0].text_hash if isinstance(parts[0], ThemeScores) else _hashes(parts[0])
    if hashed is None and not set(corpus.kept_facts["id"]) <= set(ids):
        return subject
    found = [_scores_at(one, here) if isinstance(one, ThemeScores) else _model_at(one, here) for one in parts]
    return found[0] if isinstance(subject, ThemeScores | TopicModel) else found  # type: ignore[return-value]


def counts_within(counts: TermCounts, corpus: Corpus) -> TermCounts:
    """The counts less the units that a part of their corpus leaves out, as `within` has it."""
    inside = pd.Index(corpus.frame["id"]).get_indexer(pd.Index(counts.ids)) >= 0
    if inside.all() or not inside.any():
        return counts
    strange = set(corpus.kept_facts["id"]) - set(counts.ids) - set(counts.dropped)
    return counts if counts.text_hash is None and strange else counts.at(np.flatnonzero(inside))


def _hashes(model: TopicModel) -> object:
    return None if model.counts is None else model.counts.text_hash


def _scores_at(scores: ThemeScores, here: pd.Index) -> ThemeScores:
    at = np.flatnonzero(here.get_indexer(pd.Index(scores.ids)) >= 0)
    return replace(
        scores,
        score=scores.score[at],
        level=None if scores.level is None else scores.level[at],
        ids=tuple(scores.ids[u] for u in at.tolist()),
        text_hash=None if scores.text_hash is None else scores.text_hash[at],
        own=None if scores.own is None else scores.own[at],
    )


def _model_at(model: TopicModel, here: pd.Index) -> TopicModel:
    at = np.flatnonzero(here.get_indexer(pd.Index(model.ids)) >= 0)
    counts = model.counts
    if counts is not None:
        counts = counts.at(np.flatnonzero(here.get_indexer(pd.Index(counts.ids)) >= 0))
    return replace(
        model,
        doc_topic=model.doc_topic[at],
        pseudocounts=None if model.pseudocounts is None else model.pseudocounts[at],
        ids=tuple(model.ids[u] for u in at.tolist()),
        counts=counts,
    )


def unit_values(subject: ThemeScores | TopicModel, measure: str) -> Values:
    """The values whose mean is the measure; UsageError where the subject cannot bear it."""
    if measure in ("presence", "room"):
        if not isinstance(subject, ThemeScores):
            raise UsageError(f"{measure} needs theme scores: score_themes(counts, corpus, themes, seed=…)")
        if subject.level is not None:
            return Values(subject.themes, subject.level, True)
        return Values(subject.themes, subject.score, False)
    if isinstance(subject, TopicModel):
        names = measured_names(subject)
        aside = [n for n, role in zip(subject.topic_names, subject.roles) if role == "background" and n not in names]
        shares = np.where([n in aside for n in subject.names], -1.0, subject.shares)  # words of all themes are no theme
        main = np.argmax(shares, axis=1)
        columns = np.array([subject.names.index(name) for name in names])
        return Values(names, (main[:, None] == columns[None, :]).astype(np.float64), True)
    main = np.argmax(subject.score, axis=1)
    return Values(subject.themes, (main[:, None] == np.arange(len(subject.themes))).astype(np.float64), True)


def unit_weights(frame: pd.DataFrame, grouping: Grouping, measure: str, count: str, n_tokens: Array | None) -> Array:
    """(U) what each unit weighs: its part of its document (share), its length in syllables (room), or one."""
    base = np.ones(len(frame))
    if measure == "share" and n_tokens is not None:
        base = n_tokens / np.bincount(grouping.document, weights=n_tokens)[grouping.document]
    elif measure == "room":
        base = np.array([max(len(text.split()), 1) for text in frame["text"]], dtype=np.float64)
    return grouping.count_weights(base, count)


def period_means(values: Array, grouping: Grouping, weight: Array, period: int) -> tuple[Array, Influence]:
    """(T) weighted means in one period, and what each story adds to them (a ratio, linearised)."""
    here = np.flatnonzero(grouping.period == period)
    own = weight[here] / weight[here].sum()
    mean = own @ values[here]
    return mean, by_story(grouping.story[here], (values[here] - mean) * own[:, None], own)
