"""Beyond years: what the stage of groups, effects, company and changes at a fixed mix does (METHODS §16, §18)."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import pandas as pd

from toolkit.base.errors import ToolkitError
from toolkit.base.reasons import Reason
from toolkit.documents.periods import LABEL_JOIN
from toolkit.studies.path.compared import compared_pairs, spans_of_pairs
from toolkit.studies.path.study import Study
from toolkit.trends.adjusted import COLUMNS as ADJUSTED_COLUMNS
from toolkit.trends.calibration import calibrates
from toolkit.trends.company import COLUMNS as COMPANY_COLUMNS
from toolkit.trends.estimates import Contrasts, Prevalence
from toolkit.trends.wording import COLUMNS as WORDING_COLUMNS

Bundle = Mapping[str, Any]
FEWEST_GROUPS, MOST_GROUPS, MOST_PAIRED = 2, 12, 6
SOURCE = "source"
MOST_WORDED = 4  # pairs of periods whose words are compared
SOME_DIFFERENCE = 1.282 / 1.96  # of half a 95 % interval: half an interval of 80 %


def settings(study: Study) -> Any:
    """What groups and effects depend on."""
    compare, effects = study.recipe.compare, study.recipe.effects
    asked = [compare.periods, compare.pairs, compare.count, compare.groups, compare.level, compare.margin]
    return [*asked, effects.formula, effects.adjusted_for]


def groups(study: Study) -> Bundle:
    """Effects of the declared formula, themes by group with contrasts, company of themes, their wording over time,
    and what could not be had with its reason.

    A column that these articles do not bear is said and left out; it never stops a report.
    """
    found: dict[str, Any] = {"company": _company(study), "wording": _wording(study), "there": [], "notes": []}
    makers = (
        ("effects", _effects),
        ("groups", _by_group),
        ("within_contrasts", _within_groups),
        ("company_by_period", _company_by_period),
    )
    for name, make in makers:
        try:
            made = make(study)
        except ToolkitError as error:
            found["notes"].append([name, _why(error).to_json()])
            continue
        if made is not None:
            found[name] = made
            found["there"].append(name)
    between = _between_groups(study, found.get("groups"))
    if between is not None:
        found["group_contrasts"] = between
        found["there"].append("group_contrasts")
    return found


def _effects(study: Study) -> Any:
    from toolkit.trends.effects import effects

    formula = study.recipe.effects.formula
    if not formula:
        return None
    coding = study.coding if calibrates(study.coding, "presence") else None
    compare = study.recipe.compare
    seed = study.recipe.topics.seed
    return effects(
        study.scores, study.units, formula, seed=seed, coding=coding, draws=compare.draws, count=compare.count
    )


def _by_group(study: Study) -> Prevalence | None:
    """Presence by the declared groups, else by outlet where there are two to twelve."""
    from toolkit.trends.prevalence import prevalence

    compare = study.recipe.compare
    n_sources = study.units.kept_facts["source"].nunique()
    if not compare.groups and not FEWEST_GROUPS <= n_sources <= MOST_GROUPS:
        return None
    by: Any = {name: list(values) for name, values in compare.groups.items()} if compare.groups else "source"
    coding = study.coding if calibrates(study.coding, "presence") else None
    return prevalence(
        study.scores,
        study.units,
        seed=study.recipe.topics.seed,
        measure="presence",
        by=by,
        count=compare.count,
        coding=coding,
        draws=compare.draws,
    )


def _between_groups(study: Study, by_group: Prevalence | None) -> Contrasts | None:
    """The differences between groups with their verdicts, all pairs as one family; of more than six groups each against
    the one with the most stories. None without codes: a model's figures of outlets bear no verdict."""
    from toolkit.trends.contrasts import contrasts

    if by_group is None or not by_group.calibrated:
        return None
    names, compare = by_group.periods, study.recipe.compare
    largest = names[int(by_group.n_stories.argmax())]
    pairs = None if len(names) <= MOST_PAIRED else [(largest, name) for name in names if name != largest]
    return contrasts(by_group, pairs=pairs, level=compare.level, margin=compare.margin)


def _within_groups(study: Study) -> Contrasts | None:
    """The change of each theme inside each declared group between the compared periods, with verdicts, all as one
    family; None without declared groups, without codes, or where no group has articles in both periods of a pair."""
    from toolkit.trends.contrasts import contrasts
    from toolkit.trends.prevalence import prevalence

    compare = study.recipe.compare
    if not compare.groups or not calibrates(study.coding, "presence"):
        return None
    named: Any = {name: list(values) for name, values in compare.groups.items()}
    level = prevalence(
        study.scores,
        study.units,
        seed=study.recipe.topics.seed,
        measure="presence",
        by=(compare.periods, named),
        count=compare.count,
        coding=study.coding,
        draws=compare.draws,
    )
    inside = [[f"{period}{LABEL_JOIN}{name}" for period in pair] for name in named for pair in compared_pairs(study)]
    pairs = [pair for pair in inside if set(pair) <= set(level.periods)]
    return contrasts(level, pairs=pairs, level=compare.level, margin=compare.margin) if pairs else None


def _wording(study: Study) -> pd.DataFrame:
    """Words that entered or left each theme between the periods of each pair (the first four), by the first method's
    topics; no row of a theme that too few stories carry."""
    from toolkit.trends.wording import wording

    model, seed, tables = study.models[study.recipe.topics.methods[0]], study.recipe.topics.seed, []
    for key, spans in product(study.present_themes.keys, spans_of_pairs(study)[:MOST_WORDED]):
        try:
            tables.append(wording(model, study.counts, study.units, key, seed=seed, by=dict(spans)))
        except ToolkitError:
            continue  # too few stories of the theme in one of the periods
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(WORDING_COLUMNS))


def _company(study: Study) -> pd.DataFrame:
    """Which themes stand together, where codes say so; empty without codes of presence."""
    from toolkit.trends.company import company

    if not calibrates(study.coding, "presence"):
        return pd.DataFrame(columns=list(COMPANY_COLUMNS))
    return company(study.scores, study.units, coding=study.coding, seed=study.recipe.topics.seed)


def _company_by_period(study: Study) -> pd.DataFrame | None:
    """The same in each period; None where there is one alone, or no codes of presence."""
    from toolkit.trends.company import company

    if not calibrates(study.coding, "presence") or len(study.family[0].periods) < FEWEST_GROUPS:
        return None
    by, seed = study.recipe.compare.periods, study.recipe.topics.seed
    return company(study.scores, study.units, coding=study.coding, seed=seed, by=by)


def adjusted(study: Study) -> tuple[pd.DataFrame, list[Any]]:
    """Each declared change as collected and at a fixed mix of each column of [effects] adjusted_for, and why a column
    that was asked for is not there; both empty where the headline is not a calibrated presence, or nothing is to be
    held fixed."""
    from toolkit.trends.adjusted import adjusted_changes

    head, compare = study.headline, study.recipe.compare
    tables, notes = [], []
    for column in study.recipe.effects.adjusted_for if head.calibrated and head.measure == "presence" else ():
        if column == SOURCE and study.units.kept_facts[SOURCE].nunique() < FEWEST_GROUPS:
            continue  # held fixed by default: nobody asked for it
        try:
            made = adjusted_changes(
                study.scores,
                study.units,
                seed=study.recipe.topics.seed,
                adjusted_for=column,
                by=compare.periods,
                pairs=compared_pairs(study),
                coding=study.coding,
                count=compare.count,
            )
        except ToolkitError as error:
            notes.append(_why(error).to_json())
            continue
        tables.append(made)
    whole = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(ADJUSTED_COLUMNS))
    return whole, notes


def _why(error: ToolkitError) -> Reason:
    """What an error says, as a value."""
    return error.args[0] if error.args and isinstance(error.args[0], Reason) else Reason.from_json(str(error))


def with_fixed_mix(verdicts: Contrasts, table: pd.DataFrame) -> Contrasts:
    """The contrasts with a remark where the change at a fixed mix differs by more than chance, or ends otherwise.

    Another end alone is no reason: a change that is just clear as collected and just not at a fixed mix differs by
    nothing. The 80 % interval of their difference must leave zero as well.
    """
    if not len(table) or not verdicts.reasons:
        return verdicts
    alpha = 1 - verdicts.level
    told: dict[tuple[str, str, str], list[tuple[bool, str, Reason, bool]]] = {}
    for row in table.itertuples():
        if pd.isna(row.adjusted):
            continue
        inside = "" if row.p_adjusted > alpha else ("rose" if row.adjusted > 0 else "fell")
        figures = {"change": row.adjusted, "lower": row.lower, "upper": row.upper}
        column = str(row.adjusted_for)
        of_column = Reason.of("fixed_column_differs", column=column, **figures)
        reason = Reason.of("fixed_mix_differs", **figures) if column == SOURCE else of_column
        reach = SOME_DIFFERENCE * (row.difference_upper - row.difference_lower) / 2
        found = (bool(row.differs), inside, reason, abs(row.difference) > reach)
        told.setdefault((row.theme, row.earlier, row.later), []).append(found)
    reasons = []
    for line, own in zip(verdicts.frame.itertuples(), verdicts.reasons):
        known = told.get((line.theme, line.earlier, line.later), []) if line.verdict else []
        verdict = line.verdict if line.verdict in ("rose", "fell") else ""
        said = [why for differs, end, why, some in known if differs or (verdict and verdict != end and some)]
        reasons.append((*own, *said))
    return replace(verdicts, reasons=tuple(reasons))
