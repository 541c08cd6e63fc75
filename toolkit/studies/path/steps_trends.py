"""Comparison and evidence: what the stages of prevalence, contrasts, passages and checks do."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from toolkit.base.errors import ToolkitError
from toolkit.base.reasons import Reason
from toolkit.documents.periods import group_for
from toolkit.studies.path.compared import compared_pairs, pair_spans
from toolkit.studies.path.steps_groups import adjusted, with_fixed_mix
from toolkit.studies.path.study import Study
from toolkit.topics.model import TopicModel
from toolkit.trends.adjusted import COLUMNS as ADJUSTED_COLUMNS
from toolkit.trends.estimates import AUDIT_COLUMNS, CONTRAST_COLUMNS, Audit, Contrasts, Prevalence

Bundle = Mapping[str, Any]
PASSAGES_SHOWN = 5
TERMS_COMPARED = 20


def prevalence_settings(study: Study) -> Any:
    """What the figures by period depend on."""
    compare = study.recipe.compare
    return [
        compare.periods,
        compare.count,
        compare.draws,
        compare.measure,
        compare.basis,
        study.recipe.topics.seed,
        study.inputs.hash_of("names"),
    ]


def measured_by(study: Study, measure: str) -> list[Any]:
    """The subjects that bear a measure: refits of each method, for dominance sharpened, or the theme scores."""
    if measure in ("presence", "room"):
        return [study.scores]
    fits = [study.refits[method] for method in study.recipe.topics.methods]
    if measure != "dominant":
        return fits
    from toolkit.evidence.main_themes import main_themes

    seed, every = study.recipe.topics.seed, [fit for own in fits for fit in own]
    if any(fit.themes != every[0].themes for fit in every):
        return [main_themes(own, study.counts, seed=seed) for own in fits]
    sharpened = iter(main_themes(every, study.counts, seed=seed))  # what all methods share is then found once
    return [[next(sharpened) for _ in own] for own in fits]


def one_prevalence(study: Study, measure: str, subject: Any, by: Any = None) -> Prevalence:
    """One measure of one subject, counted and drawn as the recipe says, calibrated where the codes can; `by`: the
    recipe's periods, or another division of time."""
    from toolkit.trends.calibration import calibrates
    from toolkit.trends.prevalence import prevalence

    compare = study.recipe.compare
    coding = study.coding if calibrates(study.coding, measure) else None
    found: Prevalence = prevalence(
        subject,
        study.units,
        seed=study.recipe.topics.seed,
        measure=measure,
        by=compare.periods if by is None else by,
        count=compare.count,
        coding=coding,
        draws=compare.draws,
    )
    return found


def family(study: Study) -> Bundle:
    """What the verdicts rest on: the headline measure by each method, then the other view of the same themes.

    Shares and dominance are checked by presence, presence and room by shares: an uncalibrated verdict needs them to
    agree in sign. Where a theme's topic rests on other words than its own, presence takes the headline's place and
    shares are its other view; basis = "show" keeps what was asked for.
    """
    measure = study.recipe.compare.measure
    resting = resting_elsewhere(study)
    if resting and study.recipe.compare.basis == "hold":
        measure = "presence"
    other = "share" if measure in ("presence", "room") else "presence"
    made = [one_prevalence(study, m, subject) for m in (measure, other) for subject in measured_by(study, m)]
    return {"all": made, "resting": resting}


def resting_elsewhere(study: Study) -> list[dict[str, Any]]:
    """The themes of a headline of shares or dominance whose topic stands mostly in texts without their seeds.

    A code overrules a topic, so there are none where the headline or its other view is calibrated. One dict a theme:
    theme, seeded, words, of `theme_basis` by the first method (METHODS §17).
    """
    from toolkit.evidence.basis import theme_basis
    from toolkit.trends.calibration import calibrates

    measure, method = study.recipe.compare.measure, study.recipe.topics.methods[0]
    if measure in ("presence", "room") or any(calibrates(study.coding, m) for m in (measure, "presence")):
        return []
    table = theme_basis(study.models[method], study.counts, study.present_themes)
    failing = table[~table["holds"].astype(bool)]
    return [
        {"theme": str(row.theme), "seeded": float(row.seeded), "words": str(row.words)} for row in failing.itertuples()
    ]


def others(study: Study) -> Bundle:
    """The measures reported beside the family."""
    shown = {(p.measure, p.method) for p in study.family}
    made = [
        one_prevalence(study, measure, subject)
        for measure in ("share", "presence", "room", "dominant")
        if all(measure != m for m, _ in shown)
        for subject in measured_by(study, measure)
    ]
    return {"all": made}


def contrast_settings(study: Study) -> Any:
    """What the verdicts depend on."""
    compare = study.recipe.compare
    return [compare.pairs, compare.level, compare.margin, compare.measure, study.recipe.effects.adjusted_for]


def contrast(study: Study) -> Bundle:
    """The audit of comparability, then the family with its verdicts; both empty where no two periods can carry one."""
    from toolkit.trends.audit import audit_periods
    from toolkit.trends.contrasts import contrasts

    compare = study.recipe.compare
    pairs = compared_pairs(study)
    if not pairs:
        empty = pd.DataFrame(columns=list(CONTRAST_COLUMNS))
        return {
            "contrasts": Contrasts(empty, compare.level, compare.margin),
            "audit": Audit(pd.DataFrame(columns=list(AUDIT_COLUMNS))),
            "adjusted": pd.DataFrame(columns=list(ADJUSTED_COLUMNS)),
            "adjusted_notes": [],
        }
    audit = audit_periods(
        study.models[study.recipe.topics.methods[0]],
        study.units,
        study.counts,
        seed=study.recipe.topics.seed,
        by=compare.periods,
        pairs=pairs,
        count=compare.count,
    )
    verdicts = contrasts(list(study.family), pairs=pairs, audit=audit, level=compare.level, margin=compare.margin)
    table, notes = adjusted(study)
    told = with_fixed_mix(with_absent(among_common_outlets(study, verdicts), study.absent_themes), table)
    return {"contrasts": told, "audit": audit, "adjusted": table, "adjusted_notes": notes}


def among_common_outlets(study: Study, verdicts: Contrasts) -> Contrasts:
    """The contrasts with the change among common outlets, where a calibrated verdict is told *as collected*."""
    from toolkit.trends.common_outlets import common_outlet_changes, with_common_outlets

    differ = [one for one in verdicts.cautions if one.code == "outlets_differ"]
    head, compare = study.headline, study.recipe.compare
    if not differ or study.coding is None or head.measure not in ("presence", "room"):
        return verdicts
    table = common_outlet_changes(
        study.scores,
        study.units,
        coding=study.coding,
        seed=study.recipe.topics.seed,
        pairs=[(one.field("earlier"), one.field("later")) for one in differ],
        measure=head.measure,
        by=compare.periods,
        count=compare.count,
        level=compare.level,
    )
    return with_common_outlets(verdicts, table)


def with_absent(verdicts: Contrasts, absent: Sequence[str]) -> Contrasts:
    """The contrasts with a row for each theme none of whose seeds occurs and each pair: *too few*, and why."""
    own = verdicts.frame[verdicts.frame["verdict"] != ""].drop_duplicates(["earlier", "later"])
    if not len(own) or not absent:
        return verdicts
    empty = dict.fromkeys(("change", "lower", "upper", "p_value", "p_adjusted"), float("nan"))
    rows = [own.assign(theme=key, verdict="too few", reason="", reason_code="", **empty) for key in absent]
    reasons = [*verdicts.reasons, *[(Reason.of("no_seed"),)] * len(own) * len(absent)]
    return replace(verdicts, frame=pd.concat([verdicts.frame, *rows], ignore_index=True), reasons=tuple(reasons))


def evidence_settings(study: Study) -> Any:
    """What the passages shown depend on."""
    return [study.recipe.compare.periods]


def evidence(study: Study) -> Bundle:
    """The passages that carry each theme most, by period and, where the date is unknown, over all.

    A period in which few units carry a theme shows few: a score of 0 or less is no evidence of it.
    """
    from toolkit.evidence.passages import passages

    periods: list[Any] = [*study.headline.periods] if isinstance(study.recipe.compare.periods, str) else []
    if not isinstance(study.recipe.compare.periods, str):
        periods = [tuple(span) for span in study.recipe.compare.periods.values()]
    tables = []
    for key in study.present_themes.keys:
        for period in [*periods, None]:
            try:
                found = passages(study.scores, study.units, key, period=period, n=PASSAGES_SHOWN)
            except ToolkitError:
                continue  # no scored unit in this period
            tables.append(found[found["score"] > 0])
    return {"passages": pd.concat(tables, ignore_index=True)}


def checks_settings(study: Study) -> Any:
    """What the checks depend on."""
    compare = study.recipe.compare
    return [study.themes.to_dict(), compare.periods, compare.pairs, compare.groups]


def checks(study: Study) -> Bundle:
    """Seeds, coherence, stability, agreement of LDA and NMF, themes among the undated, keyness."""
    from toolkit.evidence.basis import theme_basis
    from toolkit.evidence.basis_sides import basis_by_source
    from toolkit.evidence.seed_checks import check_seeds
    from toolkit.evidence.seed_sides import seeds_by_source
    from toolkit.topics.stability import stability
    from toolkit.topics.terms import coherence

    methods, asked = study.recipe.topics.methods, (study.counts, study.units, study.present_themes)
    return {
        "seeds": check_seeds(study.counts, study.units, study.themes),
        "seed_sides": seeds_by_source(*asked, groups=study.recipe.compare.groups),
        "basis": by_method({m: theme_basis(study.models[m], study.counts, study.present_themes) for m in methods}),
        "basis_sides": by_method({m: basis_by_source(study.models[m], *asked) for m in methods}),
        "coherence": by_method({m: coherence(study.models[m], study.counts) for m in methods}),
        "stability": by_method({m: stability(study.refits[m]) for m in methods}),
        "agreement": agreement(study.models, study.present_themes.keys),
        "undated": undated(study),
        "keyness": keyness_table(study),
        **coding_checks(study),
    }


def coding_checks(study: Study) -> Bundle:
    """How far coders agree, who coded how much, and whether it is the sample that was drawn; empty without codes."""
    from toolkit.evidence.agreement import agreement as of_coders
    from toolkit.evidence.balance import coding_balance
    from toolkit.evidence.scores import score_themes

    if study.coding is None:
        return {"coder_agreement": pd.DataFrame(), "codings": pd.DataFrame(), "balance": {}}
    rows = study.units.facts(study.counts.ids)
    stories = dict(zip(rows["id"], rows["story"].astype(str)))
    seed = study.recipe.topics.seed
    raw = score_themes(study.counts, study.units, study.present_themes, seed=seed)
    found = coding_balance(study.coding, raw, study.units, seed=seed)
    caution = None if found.caution is None else found.caution.to_json()
    measured = {"theme": found.theme, "period": found.period, "caution": caution}
    return {
        "coder_agreement": of_coders(study.coding, stories=stories),
        "codings": codings_table(study, stories),
        "balance": measured,
    }


def codings_table(study: Study, stories: Mapping[str, str]) -> pd.DataFrame:
    """Codings by period and coder: units coded, coded alone, coded by others too, and left blank."""
    assert study.coding is not None
    frame = study.coding.frame[study.coding.frame["unit"].isin(list(stories))]
    coded = frame.groupby(["unit", "coder"])["value"].count().gt(0).rename("coded").reset_index()
    grouping, units = group_for(study.units, list(stories), study.recipe.compare.periods)
    labels = [grouping.labels[p] if p >= 0 else "" for p in grouping.period]
    coded["period"] = coded["unit"].map(dict(zip(units["id"], labels)))
    several = coded[coded["coded"]].groupby("unit")["coder"].transform("size").reindex(coded.index).fillna(0)
    coded = coded.assign(alone=coded["coded"] & (several == 1), several=coded["coded"] & (several > 1))
    table = coded.assign(blank=~coded["coded"]).groupby(["period", "coder"], sort=True)
    return table[["coded", "alone", "several", "blank"]].sum().astype("int64").reset_index()


def by_method(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Tables by method as one, with the method as first column."""
    return pd.concat([t.assign(method=m)[["method", *t.columns]] for m, t in tables.items()], ignore_index=True)


def agreement(models: Mapping[str, TopicModel], themes: Sequence[str]) -> pd.DataFrame:
    """How far LDA and NMF agree on each theme: mean shares, correlation of the units' shares, terms in common.

    Columns theme, share_lda, share_nmf, correlation (Pearson over units), shared_terms (of the 20 most probable).
    """
    rows = []
    if {"lda", "nmf"} <= set(models):
        for theme in themes:
            one, two = (_share(models[m], theme) for m in ("lda", "nmf"))
            varies = one.std() > 0 and two.std() > 0
            common = _top(models["lda"], theme) & _top(models["nmf"], theme)
            correlation = float(np.corrcoef(one, two)[0, 1]) if varies else float("nan")
            rows.append((theme, float(one.mean()), float(two.mean()), correlation, len(common)))
    return pd.DataFrame(rows, columns=["theme", "share_lda", "share_nmf", "correlation", "shared_terms"])


def _share(model: TopicModel, theme: str) -> Any:
    return model.shares[:, model.names.index(theme)]


def _top(model: TopicModel, theme: str) -> set[int]:
    phi = model.topic_term[[i for i, name in enumerate(model.topic_names) if name == theme]].max(axis=0)
    return set(np.argsort(-phi, kind="stable")[:TERMS_COMPARED].tolist())


def undated(study: Study) -> pd.DataFrame:
    """Themes among the undated: theme, share_dated, share_undated (mean over documents), n_dated, n_undated."""
    from toolkit.studies.path.by_document import document_shares

    shares = document_shares(study)
    dated = study.corpus.facts(shares.index)["year"].notna().to_numpy()
    rows = [
        (key, _mean(shares[key][dated]), _mean(shares[key][~dated]), int(dated.sum()), int((~dated).sum()))
        for key in study.present_themes.keys
    ]
    return pd.DataFrame(rows, columns=["theme", "share_dated", "share_undated", "n_dated", "n_undated"])


def _mean(values: pd.Series) -> float:
    return float(values.mean()) if len(values) else float("nan")


def keyness_table(study: Study) -> pd.DataFrame:
    """The words that tell the first declared pair of periods apart; empty without two periods of stories."""
    from toolkit.trends.keyness import keyness

    spans = pair_spans(study)
    if spans is None:
        return pd.DataFrame()
    try:
        return keyness(study.counts, study.units, *spans.values())
    except ToolkitError:
        return pd.DataFrame()  # fewer than two stories in a period
