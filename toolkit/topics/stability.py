"""Stability: fit again from other starts or on other stories, and see which topics come back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import require_choice, require_count
from toolkit.base.errors import AlignmentError, UsageError
from toolkit.base.progress import progress
from toolkit.base.streams import derived_seed, stream
from toolkit.topics.engines import room
from toolkit.topics.lda import fit_lda
from toolkit.topics.model import TopicModel
from toolkit.topics.nmf import fit_nmf
from toolkit.topics.options import FitOptions
from toolkit.topics.quality.matching import average_jaccard, cosines, match_topics, mutual
from toolkit.words.counts import TermCounts

RESAMPLES = ("starts", "stories")
SHARE_OF_STORIES = 0.8
RECURRING = 0.8


def refit(model: TopicModel, counts: TermCounts, *, fits: int, seed: int, resample: str = "starts") -> list[TopicModel]:
    """`fits` further fits of the model's own recipe, matched to it: topic k of each is topic k of `model`.

    `resample`: starts varies the start only; stories fits each on a random 80 % of the stories (`TermCounts.story`),
    never on half of one, and infers the other units. Named themes keep their place; free topics are matched by
    Hungarian assignment on cosine and take the reference's names. Raises AlignmentError when `counts` is not what
    `model` was fitted to, UsageError for a resample of stories where they are not known.

    >>> others = tk.refit(model, counts, fits=2, seed=1)
    >>> [other.topic_names[0] for other in others]
    ['combating_distortion', 'combating_distortion']
    """
    require_count("fits", fits, 1)
    require_choice("resample", resample, RESAMPLES)
    model.require_same_units(counts)
    options = FitOptions.from_dict(model.parameters["options"])
    fitted = []
    with room.kept():
        for i in progress(range(fits), "refits", fits):
            if resample == "stories":
                options = replace(options, fit_on=_resampled(counts, model, stream(seed, "stories", i)))
            again = fit_again(model, counts, derived_seed(seed, "refit", i), options)
            fitted.append(align(model, again))
    return fitted


def refit_on(
    model: TopicModel, counts: TermCounts, samples: Sequence[tuple[str, ...]], *, seed: int
) -> list[TopicModel]:
    """As `refit`, each fit on its own `samples` (ids), the other units getting their shares afterwards."""
    model.require_same_units(counts)
    options = FitOptions.from_dict(model.parameters["options"])
    fitted = []
    with room.kept():
        for i, sample in enumerate(progress(samples, "refits", len(samples))):
            own = replace(options, fit_on=sample, sample=None)
            fitted.append(align(model, fit_again(model, counts, derived_seed(seed, "refit", i), own)))
    return fitted


def fit_again(model: TopicModel, counts: TermCounts, seed: int, options: FitOptions) -> TopicModel:
    """The model's method, themes and number of topics once more."""
    parameters = model.parameters
    guided = model.themes is not None and len(model.themes) > 0
    engine = parameters["engine"] if model.method == "lda" else parameters["loss"]
    if engine == "kl":
        engine = f"kl, {options.solver}"
    common: dict[str, Any] = {
        "n_topics": parameters["n_topics"],
        "themes": model.themes,
        "background": parameters["background"],
        "seed": seed,
        "options": options.only_read(engine, guided=guided),  # older models may hold others, which did nothing
    }
    if model.method == "lda":
        return fit_lda(counts, engine=parameters["engine"], **common)
    return fit_nmf(counts, loss=parameters["loss"], **common)


def _resampled(counts: TermCounts, model: TopicModel, random: np.random.Generator) -> tuple[str, ...]:
    described = model.parameters["options"]
    fit_on = None if described["fit_on"] is None else set(described["fit_on"])
    story = dict(zip(counts.ids, counts.require_story('resample="stories"'), strict=True))
    units = [unit for unit in counts.ids if fit_on is None or unit in fit_on]
    distinct = list(dict.fromkeys(story[unit] for unit in units))
    n = max(1, round(SHARE_OF_STORIES * len(distinct)))
    drawn = {distinct[i] for i in random.choice(len(distinct), size=n, replace=False).tolist()}
    return tuple(unit for unit in units if story[unit] in drawn)


def align(reference: TopicModel, model: TopicModel) -> TopicModel:
    """`model` with its free topics in the order of, and named as, the reference's topics they match.

    Free is what no theme guided, also where a person named it since (`name_topics`).
    """
    if model.vocabulary.terms != reference.vocabulary.terms or _guided(model) != _guided(reference):
        raise AlignmentError("only fits with the same vocabulary, themes and number of topics can be matched")
    order = np.arange(model.n_topics)
    free = np.flatnonzero([not guided for guided in _guided(reference)])
    if len(free):
        matched, _ = match_topics(reference.topic_term[free], model.topic_term[free])
        order[free] = free[matched]
    return replace(
        model,
        topic_term=model.topic_term[order],
        doc_topic=model.doc_topic[:, order],
        pseudocounts=None if model.pseudocounts is None else model.pseudocounts[:, order],
        topic_names=reference.topic_names,
        roles=reference.roles,
        parameters=_reordered(model, order),
    )


def _guided(model: TopicModel) -> tuple[str, ...]:
    """(K) which theme, or the background, each topic was fitted for; "" for a free one."""
    keys = () if model.themes is None else model.themes.keys
    free = ["background" if role == "background" else "" for role in model.roles[len(keys) :]]
    return (*keys, *free)


def _reordered(model: TopicModel, order: NDArray[np.int64]) -> dict[str, Any]:
    parameters = dict(model.parameters)
    if "alpha" in parameters:
        parameters["alpha"] = [parameters["alpha"][k] for k in order]
    return parameters


def stability(models: Sequence[TopicModel], *, n: int = 20) -> pd.DataFrame:
    """One row a topic of the first model: topic, name, role, jaccard, lowest, cosine, matched, recurring.

    `jaccard`: mean average Jaccard at `n` with the same topic of the other models, `lowest` of them; `matched`: the
    share of them in which each of the two is the other's nearest, with a cosine of at least 0.5; `recurring`: matched
    in at least 80 %. Raises UsageError for fewer than two models.

    >>> table = tk.stability([model, *tk.refit(model, counts, fits=2, seed=1)])
    >>> len(table) == model.n_topics
    True
    """
    require_count("n", n, 1)
    if len(models) < 2:
        raise UsageError("stability needs at least two fits; call refit first and pass [model, *refits]")
    first, others = models[0], [align(models[0], other) for other in models[1:]]
    tables = [cosines(first.topic_term, other.topic_term) for other in others]
    jaccard = np.array([average_jaccard(first.topic_term, other.topic_term, n=n) for other in others])
    own = np.array([np.diag(table) for table in tables])
    matched = np.array([np.diag(mutual(table)) for table in tables]).mean(axis=0)
    return pd.DataFrame(
        {
            "topic": np.arange(first.n_topics),
            "name": list(first.topic_names),
            "role": list(first.roles),
            "jaccard": jaccard.mean(axis=0),
            "lowest": jaccard.min(axis=0),
            "cosine": own.mean(axis=0),
            "matched": matched,
            "recurring": matched >= RECURRING,
        }
    )


def prototype_first(models: Sequence[TopicModel]) -> list[TopicModel]:
    """The models with the one whose topics come back most in the others first, the others in their order.

    A prototype by mean pairwise similarity (Rieger, Jentsch, Rahnenführer 2020, LDAPrototype); the similarity of two
    fits is the share of topics that are each other's nearest.
    """
    n = len(models)
    shares = np.zeros((n, n))
    for i in range(n):
        for j in range(i):
            shares[i, j] = shares[j, i] = mutual(cosines(models[i].topic_term, models[j].topic_term)).sum()
    best = int(np.argmax(shares.sum(axis=1)))
    return [models[best], *(model for i, model in enumerate(models) if i != best)]
