"""Topics and scores: what the stages of fitting, matching, scoring and coding do."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from toolkit.base.streams import derived_seed
from toolkit.topics.model import TopicModel
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Themes

if TYPE_CHECKING:
    from toolkit.studies.recipe import Recipe
    from toolkit.studies.study import Study

Bundle = Mapping[str, Any]
RECURS = 0.8  # a topic recurs when it is matched in this share of the refits (METHODS §13)
TERMS_SHOWN = 10


def settings(study: "Study", method: str) -> Any:
    """What a fit depends on besides the counts."""
    topics = study.recipe.topics
    own = topics.engine if method == "lda" else topics.loss
    return [topics.n_topics, topics.fits, topics.seed, own, study.themes.to_dict(), study.inputs.hash_of("names")]


def fit_once(
    method: str, counts: TermCounts, themes: Themes | None, recipe: "Recipe", *, n_topics: int | None = None,
    seed: int | None = None,
) -> TopicModel:  # fmt: skip
    """One model by the recipe's method, engine or loss; named themes first where `themes` are given."""
    topics = recipe.topics
    k = topics.n_topics if n_topics is None else n_topics
    start = derived_seed(topics.seed if seed is None else seed, "fit", method, themes is not None)
    if method == "lda":
        from toolkit.topics.lda import fit_lda  # type: ignore[import-not-found,unused-ignore]

        model: TopicModel = fit_lda(counts, n_topics=k, seed=start, themes=themes, engine=topics.engine)
        return model
    from toolkit.topics.nmf import fit_nmf  # type: ignore[import-not-found,unused-ignore]

    found: TopicModel = fit_nmf(counts, n_topics=k, seed=start, themes=themes, loss=topics.loss)
    return found


def fit_themes(study: "Study", method: str) -> Bundle:
    """The reference model with named themes and its refits; stored without the counts they share."""
    from toolkit.topics.stability import refit  # type: ignore[import-not-found,unused-ignore]

    model = fit_once(method, study.counts, study.themes, study.recipe)
    fits = [model, *refit(model, study.counts, fits=study.recipe.topics.fits - 1, seed=study.recipe.topics.seed)]
    return {"fits": [replace(fit, counts=None) for fit in fits]}


def fit_free(study: "Study", method: str) -> Bundle:
    """A fit without seeds, which of its topics recur over starts, and which themes surface among these."""
    from toolkit.evidence.naming import match_themes
    from toolkit.topics.stability import refit, stability

    model = fit_once(method, study.counts, None, study.recipe)
    fits = [model, *refit(model, study.counts, fits=study.recipe.topics.fits - 1, seed=study.recipe.topics.seed)]
    stable, matched = stability(fits), match_themes(model, study.themes)
    recurrence = stable
    return {
        "model": replace(model, counts=None),
        "recurrence": recurrence.assign(method=method),
        "surfacing": matched.assign(method=method),
    }


def coding_settings(study: "Study") -> Any:
    """What the codes depend on."""
    return [study.inputs.hash_of("coding"), study.recipe.coding.coders]


def coding(study: "Study") -> Bundle:
    """The codes of the filled-in sheet; nothing where there is none."""
    from toolkit.evidence.coding import read_coding

    if study.inputs.coding is None:
        return {}
    codes = read_coding(study.inputs.coding)
    return {"coding": replace(codes, coders=study.recipe.coding.coders or codes.coders)}


def score_settings(study: "Study") -> Any:
    """What the theme scores depend on."""
    return [study.themes.to_dict(), study.recipe.topics.seed]


def scores(study: "Study") -> Bundle:
    """Theme scores of the units."""
    from toolkit.evidence.scores import score_themes

    seed = study.recipe.topics.seed
    return {"scores": score_themes(study.counts, study.units, study.themes, seed=seed, coding=study.coding)}


def joined(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Tables by method as one, with the method as first column."""
    return pd.concat([t.assign(method=m)[["method", *t.columns]] for m, t in tables.items()], ignore_index=True)
