"""Comparison and evidence: what the stages of prevalence, contrasts, passages and checks do."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from toolkit.trends.estimates import Prevalence

if TYPE_CHECKING:
    from toolkit.studies.study import Study

Bundle = Mapping[str, Any]
PASSAGES_SHOWN = 5


def prevalence_settings(study: "Study") -> Any:
    """What the figures by period depend on."""
    compare = study.recipe.compare
    return [compare.periods, compare.count, compare.draws, compare.measure, study.recipe.topics.seed]


def prevalences(study: "Study") -> Bundle:
    """Every measure by every method that offers it, the headline first."""
    from toolkit.trends.prevalence import prevalence  # type: ignore[import-not-found,unused-ignore]

    compare, seed = study.recipe.compare, study.recipe.topics.seed
    subjects: list[tuple[str, Any]] = [("share", study.refits[m]) for m in study.recipe.topics.methods]
    subjects += [("presence", study.scores), ("room", study.scores)]
    subjects += [("dominant", study.refits[m]) for m in study.recipe.topics.methods]
    subjects.sort(key=lambda pair: pair[0] != compare.measure)
    made: list[Prevalence] = [
        prevalence(
            subject, study.units, seed=seed, measure=measure, by=compare.periods, count=compare.count,
            coding=study.coding, draws=compare.draws,
        )
        for measure, subject in subjects
    ]  # fmt: skip
    return {"all": made}


def contrast_settings(study: "Study") -> Any:
    """What the verdicts depend on."""
    compare = study.recipe.compare
    return [compare.pairs, compare.level, compare.margin, compare.measure]


def contrast(study: "Study") -> Bundle:
    """The audit of comparability, then the declared family with its verdicts."""
    from toolkit.trends.comparability import audit_periods  # type: ignore[import-not-found,unused-ignore]
    from toolkit.trends.contrasts import contrasts  # type: ignore[import-not-found,unused-ignore]

    compare = study.recipe.compare
    model = study.models[study.recipe.topics.methods[0]]
    audit = audit_periods(model, study.units, study.counts, seed=study.recipe.topics.seed)
    verdicts = contrasts(
        list(study.prevalence), pairs=compare.pairs, audit=audit, level=compare.level, margin=compare.margin
    )
    return {"contrasts": verdicts, "audit": audit}


def evidence_settings(study: "Study") -> Any:
    """What the passages shown depend on."""
    return [study.recipe.compare.periods]


def evidence(study: "Study") -> Bundle:
    """The passages that carry each theme most, by period and over all."""
    from toolkit.evidence.passages import passages

    tables = [passages(study.scores, study.units, key, n=PASSAGES_SHOWN) for key in study.themes.keys]
    return {"passages": pd.concat(tables, ignore_index=True)}


def checks_settings(study: "Study") -> Any:
    """What the checks depend on."""
    return [study.themes.to_dict()]


def checks(study: "Study") -> Bundle:
    """Seeds, coherence, stability, agreement of LDA and NMF, themes among the undated."""
    from toolkit.evidence.seed_checks import check_seeds
    from toolkit.topics.stability import stability  # type: ignore[import-not-found,unused-ignore]
    from toolkit.topics.terms import coherence  # type: ignore[import-not-found,unused-ignore]

    methods = study.recipe.topics.methods
    return {
        "seeds": check_seeds(study.counts, study.units, study.themes),
        "coherence": pd.concat([coherence(study.models[m], study.counts) for m in methods]),
        "stability": pd.concat([stability(study.refits[m]) for m in methods]),
        "agreement": pd.DataFrame(),
        "undated": pd.DataFrame(),
    }
