"""author.html: what an author and a reviewer check; beside the page for readers, linked from it and back."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from toolkit.base.files import write_text
from toolkit.studies.path.study import Study
from toolkit.studies.report.drawing.of_topics import map_drawing, sensitivity_drawing
from toolkit.studies.report.figures import Figure
from toolkit.studies.report.measured import agreement_told, all_counts, explored_rows
from toolkit.studies.report.methods_text import citation, methods_paragraphs
from toolkit.studies.report.page import AUTHOR_PAGE, frame_of_page
from toolkit.studies.report.page_tables import Table, stage_counts, study_table, with_reasons_told
from toolkit.studies.report.rendering import rendered
from toolkit.studies.report.topics_named import free_topics, topics_named
from toolkit.studies.report.words import translated

EXPLORED_COLUMNS = ("method", "measure", "theme", "earlier", "later", "change_shown", "lower_shown", "upper_shown")
ACCOUNTS_TOLD = ("kind", "outcome", "reason", "remedy")
SECTIONS = ("comparability", "found", "undated", "methods", "left_out", "checks", "cite")


def write_author_page(study: Study, folder: Path, figures: Sequence[Figure]) -> Path:
    """Write `folder`/author.html; the same study gives the same bytes."""
    path = folder / AUTHOR_PAGE
    write_text(path, render_author_page(study, figures))
    return path


def render_author_page(study: Study, figures: Sequence[Figure]) -> str:
    """The HTML of the author's part: comparability, topics found, methods, what was left out, checks."""
    frame = frame_of_page(study, figures)
    text = frame["text"]
    context = {
        **frame,
        "contents": [(name.replace("_", "-"), text[name]) for name in SECTIONS],
        "map": map_drawing(study),
        "sensitivity": sensitivity_drawing(study),
        "tables": _tables(study, text),
        "methods": methods_paragraphs(study, study.language),
        "citation": citation(study, study.language),
    }
    return rendered("author.html.j2", context)


def _tables(study: Study, text: Mapping[str, str]) -> dict[str, Table]:
    table = partial(study_table, study)

    counts = stage_counts(all_counts(study), study.language)
    stages = pd.DataFrame(counts, columns=[text["stage"], text["number"]])
    rules = study.cleaning.groupby("rule", sort=True)[["lines", "characters"]].sum().reset_index()
    rules = rules.sort_values(["characters", "rule"], ascending=[False, True])
    codings = study.codings.fillna({"period": ""})
    sensitivity = pd.DataFrame() if study.sensitivity is None else study.sensitivity
    sensitivity = with_reasons_told(sensitivity, study.language)
    recurrence = topics_named(study, study.recurrence, guided=False)
    return {
        "exploratory": table(explored_rows(study), "exploratory", text["exploratory"], EXPLORED_COLUMNS),
        "audit": table(_by_check(study.audit), "comparability", text["audit"]),
        "coder_agreement": table(agreement_told(study), "coder_agreement", text["coder_agreement"]),
        "codings": table(codings.replace({"period": {"": text["no_period"]}}), "codings", text["codings"]),
        "surfacing": table(_surfacing_told(study), "surfacing", text["found"]),
        "recurrence": table(recurrence.drop(columns="terms", errors="ignore"), "unguided", text["topics_found"]),
        "free": table(free_topics(study), "free", text["free_topics"]),
        "undated": table(study.undated, "undated", text["undated"]),
        "stages": table(stages, "stages", text["left_out"]),
        "accounts": table(_accounts_shown(study), "accounts", text["accounts"]),
        "cleaning": table(rules, "cleaning", text["cleaning"]),
        "agreement": table(study.agreement, "concordance_lda_nmf", text["agreement"]),
        "stability": table(topics_named(study, study.stability, guided=True), "stability", text["stability"]),
        "coherence": table(topics_named(study, study.coherence, guided=True), "coherence", text["coherence"]),
        "sensitivity": table(sensitivity, "sensitivity", text["sensitivity"]),
    }


def _surfacing_told(study: Study) -> pd.DataFrame:
    """Which themes emerged; what is known of none of them (as where no free topic was proposed) has no column."""
    return topics_named(study, study.surfacing, guided=False).dropna(axis=1, how="all")


def _accounts_shown(study: Study) -> pd.DataFrame:
    """What was brought in and not simply kept, by reason, each with its examples; the rows are in accounts.csv."""
    table = study.accounts.by_reason()
    told = {name: [translated(word, study.language, "accounts") for word in table[name]] for name in ACCOUNTS_TOLD}
    examples = ["; ".join(map(str, some)) for some in table["examples"]]
    return table.assign(**told, examples=examples)[["kind", "outcome", "reason", "things", "examples", "remedy"]]


def _by_check(audit: pd.DataFrame) -> pd.DataFrame:
    """One row a theme and pair, one column a check, the verdicts in the cells."""
    if not len(audit):
        return audit
    checks = list(dict.fromkeys(audit["check"]))
    keys = ["theme", "earlier", "later"]
    return (
        audit.pivot_table(index=keys, columns="check", values="verdict", aggfunc="first", sort=False)[checks]
        .reset_index()
        .rename_axis(columns=None)
    )
