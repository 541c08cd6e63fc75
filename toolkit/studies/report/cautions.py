"""Cautions: what a reader must know before quoting a figure, as values; in the report's language for Study.cautions."""

import pandas as pd

from toolkit.base.reasons import Reason, reason_text
from toolkit.evidence.seed_checks import first_named
from toolkit.evidence.seed_sides import GROUP
from toolkit.studies.path.study import Study
from toolkit.studies.report.words import as_sentence
from toolkit.trends.estimates import FEWEST_STORIES

UNDATED_SHARE = 0.2
FROM_ELSEWHERE = ("outside_scores", "outside_scores_missing", "scores_ids_matched", "scores_unused")
LONGEST_EDIT = 160  # characters; a theme rewritten from end to end would fill a page


def caution_lines(study: Study) -> list[str]:
    """The cautions of a study, each a sentence in the report's language."""
    return [as_sentence(reason_text(caution, study.language)) for caution in cautions(study)]


def cautions(study: Study) -> list[Reason]:
    """The cautions of a study, the gravest first; built from counts alone."""
    found = [*_of_periods(study), *_of_codes(study)]
    if len(study.recipe.topics.methods) == 1 and not study.headline.calibrated:  # codes need no second method
        found.append(Reason.of("only_method", method=study.recipe.topics.methods[0]))
    found += [*_of_basis(study), *_of_seeds(study)]
    missing = _unsurfaced(study)
    if missing:
        found.append(Reason.of("unsurfaced", themes=missing))
    if study.edits:
        found.append(Reason.of("edited", edits="; ".join(shorten(edit, LONGEST_EDIT) for edit in study.edits)))
    return found


def _of_periods(study: Study) -> list[Reason]:
    """Too few articles, periods or dates to say much of change."""
    found, kept, headline = [], len(study.corpus.kept_facts), study.headline
    if kept < FEWEST_STORIES:
        found.append(Reason.of("few_usable", n=kept))
    if len(headline.periods) < 2:
        found.append(Reason("no_periods"))
    elif not headline.enough.all() and kept >= FEWEST_STORIES:
        thin = [period for period, enough in zip(headline.periods, headline.enough) if not enough]
        found.append(Reason.of("thin_periods", least=FEWEST_STORIES, periods=thin))
    undated = int(study.corpus.kept_facts["year"].isna().sum())
    if undated and undated >= UNDATED_SHARE * kept:
        found.append(Reason.of("undated_many", n=undated, total=kept))
    return found


def _of_codes(study: Study) -> list[Reason]:
    """No codes, or who gave them; and what calibrated verdicts describe where the periods differ."""
    found = []
    if study.coding is None:
        found.append(Reason("not_calibrated"))
    elif study.coding.coders:
        found.append(Reason.of("coded_by", coders=study.coding.coders.rstrip(" .")))
    found += study.coding.remarks if study.coding is not None else ()
    found += [one for one in study.scores.cautions if one.code in FROM_ELSEWHERE]
    if study.balance.get("caution") is not None:
        found.append(Reason.from_json(study.balance["caution"]))
    known = {"given", "index_only"}  # told above, and at each figure
    found += [one for one in (*study.headline.cautions, *study.contrasts.cautions) if one.code not in known]
    differing = _differing(study) if study.headline.calibrated else []
    if differing:
        found.append(Reason.of("periods_differ", checks=differing))
    return found


def shorten(text: str, most: int) -> str:
    """The text, cut at a word with an ellipsis where it is longer than `most` characters."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + " …"


def of_basis(study: Study, key: str = "") -> list[Reason]:
    """Themes (or one, by its key) whose topic is mostly of texts without any of their seeds."""
    return [
        Reason.of(
            "rests_elsewhere",
            theme=study.themes[row["theme"]].name(study.language),
            seeded=row["seeded"],
            words=row["words"],
        )
        for row in study.resting_elsewhere
        if key in ("", row["theme"])
    ]


def _of_basis(study: Study) -> list[Reason]:
    """What the themes' topics rest on, and that the headline fell back for it."""
    found = of_basis(study)
    asked = study.recipe.compare.measure
    if found and asked != study.headline.measure:
        found.insert(0, Reason.of("fell_back", asked=asked, shown=study.headline.measure))
    return found


def _of_seeds(study: Study) -> list[Reason]:
    seeds, found = study.seeds, []
    silent = seeds[seeds["tokens"] == 0]
    absent = [key for key in study.themes.keys if (seeds.loc[seeds["theme"] == key, "tokens"] == 0).all()]
    if absent:
        found.append(Reason.of("silent_theme", themes=[study.themes[key].name(study.language) for key in absent]))
    for code, rest in zip(UNCOUNTED, uncounted(silent[~silent["theme"].isin(absent) | (silent["inside"] > 0)])):
        if rest:
            found.append(Reason.of(code, seeds=first_named(rest)))
    return found + _of_sides(study)


def _of_sides(study: Study) -> list[Reason]:
    """Large outlets, and groups of outlets, in which no seed of a theme occurs: they may call it otherwise."""
    table = study.seed_sides[study.seed_sides["absent"].astype(bool)]
    return [
        Reason.of(
            "seeds_absent_group" if row["kind"] == GROUP else "seeds_absent_there",
            theme=study.themes[row["theme"]].name(study.language),
            source=str(row["source"]),
            n=int(row["documents"]),
            elsewhere=float(row["share_elsewhere"]),
        )
        for row in table.to_dict("records")
    ]


UNCOUNTED = ("silent_seeds", "inside_seeds", "unheld_seeds")


def uncounted(seeds: pd.DataFrame) -> tuple[list[str], list[str], list[str]]:
    """Seeds without a token, as UNCOUNTED: that never occur, in longer phrases only, never under their condition."""
    silent = seeds[seeds["tokens"] == 0]
    inside, unheld = silent["inside"] > 0, silent["held"] == 0
    kinds = (~inside & ~unheld, inside, unheld & ~inside)
    never, within, without = ([str(seed) for seed in silent["seed"][kind]] for kind in kinds)
    return never, within, without


def _differing(study: Study) -> list[str]:
    """The checks by which some theme's periods are not comparable; a calibrated verdict stands, but must say so."""
    table = study.audit
    checks = dict.fromkeys(table.loc[table["verdict"] == "not comparable", "check"]) if len(table) else {}
    return [str(check) for check in checks]


def _unsurfaced(study: Study) -> list[str]:
    table = study.surfacing
    found = set(table.loc[table["surfaced"].astype(bool), "theme"])
    asked = [key for key in study.themes.keys if key not in study.absent_themes]  # one without any seed has no topic
    return [study.themes[key].name(study.language) for key in asked if key not in found]
