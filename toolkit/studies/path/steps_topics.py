"""Topics and scores: what the stages of fitting, matching, scoring and coding do."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.streams import derived_seed
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.studies.path.study import Study
from toolkit.topics.model import TopicModel
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Themes

if TYPE_CHECKING:
    from toolkit.studies.asked.recipe import Recipe

Bundle = Mapping[str, Any]
STARTS = 8  # of the unguided fits, at least: with fewer, one unlucky start decides what recurs
TERMS_SHOWN = 10


def settings(study: Study, method: str, kind: str) -> Any:
    """What a fit depends on besides the counts."""
    topics = study.recipe.topics
    own = topics.engine if method == "lda" else topics.loss
    return [topics.n_topics, topics.fits, topics.seed, sample_of(study.recipe, kind), own, study.themes.to_dict()]


def sample_of(recipe: "Recipe", kind: str) -> int:
    """The stories that a fit is made on, at most: with themes or "free"."""
    topics = recipe.topics
    return topics.sample if kind == "themes" else min(topics.sample, topics.unguided_sample)


def fit_once(
    method: str,
    counts: TermCounts,
    themes: Themes | None,
    recipe: "Recipe",
    *,
    n_topics: int | None = None,
    seed: int | None = None,
    fit_on: tuple[str, ...] | None = None,
) -> TopicModel:
    """One model by the recipe's method, engine or loss; named themes first where `themes` are given.

    `fit_on`: the ids to fit on, the others getting their shares afterwards; None for all.
    """
    from toolkit.topics.options import FitOptions

    options = FitOptions(fit_on=fit_on)
    topics = recipe.topics
    k = topics.n_topics if n_topics is None else n_topics
    start = derived_seed(topics.seed if seed is None else seed, "fit", method, themes is not None)
    if method == "lda":
        from toolkit.topics.lda import fit_lda

        return fit_lda(counts, n_topics=k, seed=start, themes=themes, engine=topics.engine, options=options)
    from toolkit.topics.nmf import fit_nmf

    return fit_nmf(counts, n_topics=k, seed=start, themes=themes, loss=topics.loss, options=options)


def fit_themes(study: Study, method: str) -> Bundle:
    """The reference model with named themes and its refits; stored without the counts they share.

    Where there are more stories than `[topics] sample`, each fit draws its own, and all units get their shares from it.
    """
    from toolkit.topics.engines import room
    from toolkit.topics.stability import refit_on

    counts, recipe, rows = study.counts, study.recipe, study.units.facts(study.counts.ids)
    drawn = _samples(study, rows, method, "themes", recipe.topics.fits)
    once = once_a_story(rows)
    with room.kept():
        if drawn is None:
            model = fit_once(method, counts, study.present_themes, recipe, fit_on=once)
            fits = _with_refits(model, counts, recipe, recipe.topics.fits)
        else:
            chosen = np.ones(len(counts.ids), dtype=bool) if once is None else np.isin(counts.ids, once)
            own = [_ids(counts, chosen & sample) for sample in drawn]
            model = fit_once(method, counts, study.present_themes, recipe, fit_on=own[0])
            fits = [model, *refit_on(model, counts, own[1:], seed=_refits_seed(recipe, method))]
    return {"fits": [replace(fit, counts=None) for fit in fits]}


def _samples(study: Study, rows: pd.DataFrame, method: str, kind: str, n: int) -> list[NDArray[np.bool_]] | None:
    """For each of `n` fits the units of the stories drawn for it; None where all stories are fitted.

    Stratified by year, whatever is compared, so that another comparison keeps the fits.
    """
    from toolkit.topics.sampling import draw_stories

    most = sample_of(study.recipe, kind)
    if rows["story"].nunique() <= most:
        return None
    strata = {name: rows[column].astype(str).tolist() for name, column in (("period", "year"), ("outlet", "source"))}
    seeds = [derived_seed(study.recipe.topics.seed, "sample", f"{method} {kind}", i) for i in range(n)]
    return [draw_stories(rows["story"].tolist(), n=most, seed=seed, **strata) for seed in seeds]


def _ids(counts: TermCounts, rows: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(counts.ids[u] for u in np.flatnonzero(rows).tolist())


def once_a_story(rows: pd.DataFrame) -> tuple[str, ...] | None:
    """The ids of the units of one document a story, the first by id; None where no story has two.

    A text reprinted many times would draw a topic of its own and a theme could be lost to it (METHODS §15).
    """
    first = rows.groupby("story")["parent"].transform("min")
    chosen = (rows["parent"] == first).to_numpy()
    return None if chosen.all() else tuple(rows.loc[chosen, "id"])


def fit_free(study: Study, method: str) -> Bundle:
    """Fits without seeds: the prototype of several starts, which of its topics recur in the others, and which themes
    surface among these."""
    from toolkit.evidence.naming import match_themes
    from toolkit.topics.engines import room
    from toolkit.topics.fitting import extended
    from toolkit.topics.stability import prototype_first, stability

    starts = max(study.recipe.topics.fits, STARTS)
    drawn = _samples(study, study.units.facts(study.counts.ids), method, "free", starts)
    with room.kept():
        if drawn is None:
            first = fit_once(method, study.counts, None, study.recipe)
            fits = _with_refits(first, study.counts, study.recipe, starts)
        else:
            fits = _free_on(drawn, study, method)
    model, *rest = prototype_first(fits)
    model = model if drawn is None else extended(model, study.counts)
    stable, matched = stability([model, *rest]), match_themes(model, study.themes)
    return {
        "model": replace(model, counts=None),
        "recurrence": recurrence_table(method, model, stable, matched),
        "surfacing": surfacing_table(method, study.themes, stable, matched),
    }


def _free_on(drawn: list[NDArray[np.bool_]], study: Study, method: str) -> list[TopicModel]:
    """A fit without themes to the units of each sample alone, matched to the first."""
    from toolkit.topics.options import FitOptions
    from toolkit.topics.stability import align, fit_again

    first = fit_once(method, study.counts.at(drawn[0]), None, study.recipe)
    seed, fits = _refits_seed(study.recipe, method), [first]
    for i, sample in enumerate(drawn[1:]):
        start = derived_seed(seed, "refit", i)
        fits.append(align(first, fit_again(first, study.counts.at(sample), start, FitOptions())))
    return fits


def _refits_seed(recipe: "Recipe", method: str) -> int:
    return derived_seed(recipe.topics.seed, "refits", method)


def _with_refits(model: TopicModel, counts: TermCounts, recipe: "Recipe", fits: int) -> list[TopicModel]:
    """The model and refits of it from other starts, `fits` in all."""
    from toolkit.topics.stability import refit

    return [model, *refit(model, counts, fits=fits - 1, seed=_refits_seed(recipe, model.method))]


def recurrence_table(method: str, model: TopicModel, stable: pd.DataFrame, matched: pd.DataFrame) -> pd.DataFrame:
    """One row an unguided topic: method, topic, matched, recurring, theme (proposed by the seeds, or ""), terms."""
    proposed = matched[matched["proposed"].astype(bool)].set_index("topic")["theme"]
    terms = [
        ", ".join(model.vocabulary.terms[i].replace("_", " ") for i in np.argsort(-row, kind="stable")[:TERMS_SHOWN])
        for row in model.topic_term
    ]
    table = stable[["topic", "matched", "recurring"]].reset_index(drop=True)
    table.insert(0, "method", method)
    found = dict(zip(proposed.index, proposed))
    return table.assign(theme=[str(found.get(topic, "")) for topic in table["topic"]], terms=terms)


def surfacing_table(method: str, themes: Themes, stable: pd.DataFrame, matched: pd.DataFrame) -> pd.DataFrame:
    """One row a theme: method, theme, topic (proposed for it, of highest lift), lift, matched, surfaced.

    A theme surfaces where a recurring topic of its own is proposed for it.
    """
    recurs = stable.set_index("topic")
    rows = []
    for key in themes.keys:
        own = matched[(matched["theme"] == key) & matched["proposed"].astype(bool)]
        own = own.assign(recurring=own["topic"].map(recurs["recurring"]), held=own["topic"].map(recurs["matched"]))
        own = own.sort_values(["recurring", "lift", "topic"], ascending=[False, False, True], kind="stable")
        if len(own):
            best = own.iloc[0]
            rows.append(
                (method, key, int(best["topic"]), float(best["lift"]), float(best["held"]), bool(best["recurring"]))
            )
        else:
            rows.append((method, key, -1, float("nan"), float("nan"), False))
    return pd.DataFrame(rows, columns=["method", "theme", "topic", "lift", "matched", "surfaced"])


def coding_settings(study: Study) -> Any:
    """What the codes depend on."""
    told = [study.inputs.hash_of("coding"), study.inputs.hashes.get("pages", {}), study.recipe.coding.coders]
    return [*told, "accounts"]


def coding(study: Study) -> Bundle:
    """The codes of the filled-in sheet and of the pages; nothing where there is none."""
    from toolkit.documents.accounts import accounts_of
    from toolkit.evidence.codes import found_again
    from toolkit.evidence.coding_accounts import coding_entries
    from toolkit.evidence.coding_files import no_code_yet, read_coding

    if no_code_yet(study.inputs.codes):
        return {"there": False}
    read = read_coding(study.inputs.codes)
    codes = found_again(read, study.units)
    told = accounts_of(coding_entries(", ".join(path.name for path in study.inputs.codes), read, study.units))
    return {"there": True, "coding": replace(codes, coders=study.recipe.coding.coders or codes.coders), "told": told}


def score_settings(study: Study) -> Any:
    """What the theme scores depend on."""
    said = study.recipe.scores.source
    topics = study.recipe.topics
    return [study.themes.to_dict(), topics.seed, topics.sample, study.inputs.hash_of("scores"), said]


def scores(study: Study) -> Bundle:
    """Theme scores of the units: our own, or those of another program where the recipe names them."""
    if study.inputs.scores is not None:
        return {"scores": _outside_scores(study, study.inputs.scores)}
    from toolkit.evidence.scores import score_themes

    counts, units, topics = study.counts, study.units, study.recipe.topics
    themes, coding = study.present_themes, study.coding
    return {"scores": score_themes(counts, units, themes, seed=topics.seed, coding=coding, sample=topics.sample)}


def _outside_scores(study: Study, path: Path) -> ThemeScores:
    """Chances from a file: CSV, or Parquet by its ending."""
    from toolkit.evidence.outside_scores import read_scores, require_blind, scores_from_frame

    found = scores_from_frame(read_scores(path), study.counts, study.present_themes, source=study.recipe.scores.source)
    if study.coding is not None:
        require_blind(found, study.coding)
    return found
