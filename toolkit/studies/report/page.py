"""index.html: one file that a person reads from top to bottom, opens offline, and asks the network for nothing."""

import base64
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.base.files import write_text
from toolkit.studies.explorer.addresses import explorer_words
from toolkit.studies.path.study import Study
from toolkit.studies.report.chapters import chapters
from toolkit.studies.report.chart import interactive_chart
from toolkit.studies.report.figures import Figure
from toolkit.studies.report.findings import Finding, findings
from toolkit.studies.report.measured import all_counts, declared_rows, explored_rows, summary_sentence
from toolkit.studies.report.methods_text import citation, methods_paragraphs
from toolkit.studies.report.page_tables import Table, page_table, stage_counts, with_reasons_told
from toolkit.studies.report.words import translated, words

DECLARED_COLUMNS = (
    "theme",
    "earlier",
    "later",
    "change_points",
    "lower_points",
    "upper_points",
    "change",
    "lower",
    "upper",
    "stories_earlier",
    "stories_later",
    "articles_earlier",
    "articles_later",
    "p_adjusted",
    "verdict",
)
EXPLORED_COLUMNS = ("method", "measure", "theme", "earlier", "later", "change_shown", "lower_shown", "upper_shown")
BETWEEN_SHOWN = ("theme", "earlier", "later", "change_points", "lower_points", "upper_points", "p_adjusted", "verdict")
COMPANY_SHOWN = ["theme", "other", "together", "lift", "lower", "upper", "n_both"]
ACCOUNTS_TOLD = ("kind", "outcome", "reason")
PLACES = {
    "groups": "groups",
    "years": "comparison",
    "prevalence": "comparison",
    "panels": "otherwise",
    "heatmap": "otherwise",
    "contrasts": "comparison",
    "keyness": "comparison",
    "dates": "documents",
    "sources": "documents",
}


def write_page(study: Study, folder: Path, figures: Sequence[Figure]) -> Path:
    """Write `folder`/index.html for a study and its figures; the same study gives the same bytes."""
    path = folder / "index.html"
    write_text(path, render_page(study, figures))
    return path


def render_page(study: Study, figures: Sequence[Figure]) -> str:
    """The HTML of the report, in the language of the recipe; everything from outside is escaped by the template."""
    from jinja2 import Environment, StrictUndefined

    templates = files("toolkit.studies.report").joinpath("templates")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(templates.joinpath("report.html.j2").read_text(encoding="utf-8"))
    assets = {name: templates.joinpath(f"report.{name}").read_text(encoding="utf-8") for name in ("css", "js")}
    return template.render(**assets, **_context(study, figures)) + "\n"


def _context(study: Study, figures: Sequence[Figure]) -> dict[str, Any]:
    from toolkit.base import VERSION

    language = study.language
    text: Mapping[str, str] = words("page", language)
    found = findings(study)
    has_groups = study.by_group is not None or study.effects is not None or len(study.adjusted) > 0
    groups = ("groups",) if has_groups else ()
    sections = (
        "findings",
        "comparison",
        *groups,
        "themes",
        "found",
        "undated",
        "methods",
        "left_out",
        "checks",
        "cite",
    )
    return {
        "language": language,
        "text": text,
        "title": study.title,
        "version": VERSION,
        "explorer": explorer_words(language)["to_explorer"],
        "summary": summary_sentence(study),
        "selection": study.recipe.corpus.selection,
        "contents": [(name.replace("_", "-"), text[name]) for name in sections],
        "findings": [_shown(f, language) for f in found],
        "cautions": study.cautions,
        "coders": study.coding.coders if study.coding is not None else "",
        "figures": _placed(figures),
        "chart": interactive_chart(study),
        "group_notes": study.group_notes,
        "tables": _tables(study, text),
        "chapters": chapters(study, found),
        "methods": methods_paragraphs(study, language),
        "citation": citation(study, language),
    }


def _shown(finding: Finding, language: str) -> dict[str, str]:
    css = finding.verdict if finding.verdict in ("rose", "fell", "steady") else "other"
    return {
        "css": css,
        "sentence": finding.sentence,
        "verdict": translated(finding.verdict, language),
        "reason": finding.reason,
    }


def _placed(figures: Sequence[Figure]) -> dict[str, list[dict[str, str]]]:
    names = ("comparison", "otherwise", "groups", "wording", "documents", "checks")
    places: dict[str, list[dict[str, str]]] = {name: [] for name in names}
    for figure in figures:
        data = base64.b64encode(figure.svg.encode("utf-8")).decode("ascii")
        shown = {"name": figure.name, "title": figure.title, "alt": figure.alt, "data": data}
        kind = figure.name.split("-")[0]
        place = {"effects": "groups", "wording": "wording"}.get(kind) or PLACES.get(figure.name, "checks")
        places[place].append(shown)
    if not places["comparison"]:
        places["comparison"], places["otherwise"] = places["otherwise"], []
    return places


def _adjusted_shown(study: Study) -> pd.DataFrame:
    """Both changes in points, and the part of the articles that the common outlets hold."""
    table = study.adjusted.dropna(subset=["adjusted"])
    points = {name: 100 * table[name] for name in ("change", "adjusted", "lower", "upper")}
    shown = table[["theme", "earlier", "later"]].assign(**{f"{name}_points": v for name, v in points.items()})
    return shown.assign(common=table["common"])


def _between_shown(study: Study) -> pd.DataFrame:
    """The differences between groups in points; empty where there are none. One group and the other are no periods."""
    if study.group_contrasts is None:
        return pd.DataFrame(columns=list(BETWEEN_SHOWN))
    frame = study.group_contrasts.to_frame()
    points = {f"{name}_points": 100 * frame[name] for name in ("change", "lower", "upper")}
    names = {"earlier": "group", "later": "other_group", "change_points": "difference_points"}
    return frame.assign(**points)[list(BETWEEN_SHOWN)].rename(columns=names)


def _effects_shown(study: Study) -> pd.DataFrame:
    """The coefficients without the intercepts; empty where no formula was declared."""
    columns = ["theme", "term", "estimate", "lower", "upper", "p_adjusted", "verdict", "note"]
    if study.effects is None:
        return pd.DataFrame(columns=columns)
    frame = study.effects.to_frame(study.recipe.compare.level)
    return frame.loc[frame["term"] != "intercept", columns]


def _accounts_shown(study: Study) -> pd.DataFrame:
    """What was brought in and not simply kept, by reason, each with its examples; the rows are in accounts.csv."""
    table = study.corpus.accounts.by_reason()
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


def _agreement_told(study: Study) -> pd.DataFrame:
    """How far the coders agree, what it allows told in the report's language."""
    from toolkit.base.reasons import reason_text
    from toolkit.evidence.agreement import reliability

    if study.coding is None:
        return pd.DataFrame()
    rows = study.units.facts(study.counts.ids)
    found = reliability(study.coding, stories=dict(zip(rows["id"], rows["story"].astype(str))))
    told = {one.theme: "" if one.caution is None else reason_text(one.caution, study.language) for one in found}
    return study.coder_agreement.drop(columns="remark_code").assign(remark=study.coder_agreement["theme"].map(told))


def _tables(study: Study, text: Mapping[str, str]) -> dict[str, Table]:
    def table(frame: pd.DataFrame, name: str, caption: str, columns: Sequence[str] | None = None) -> Table:
        return page_table(frame, name, caption, language=study.language, themes=study.themes, columns=columns)

    counts = stage_counts(all_counts(study), study.language)
    stages = pd.DataFrame(counts, columns=[text["stage"], text["number"]])
    declared, explored = declared_rows(study), explored_rows(study)
    rules = study.cleaning.groupby("rule", sort=True)[["lines", "characters"]].sum().reset_index()
    rules = rules.sort_values(["characters", "rule"], ascending=[False, True])
    sensitivity = pd.DataFrame() if study.sensitivity is None else study.sensitivity
    sensitivity = with_reasons_told(sensitivity, study.language)
    return {
        "contrasts": table(declared, "contrasts", text["contrasts_table"], DECLARED_COLUMNS),
        "exploratory": table(explored, "exploratory", text["exploratory"], EXPLORED_COLUMNS),
        "audit": table(_by_check(study.audit), "comparability", text["audit"]),
        "adjusted": table(_adjusted_shown(study), "adjusted", text["adjusted"]),
        "between": table(_between_shown(study), "group_contrasts", text["between"]),
        "effects": table(_effects_shown(study), "effects", text["effects"]),
        "company": table(study.company.dropna(subset=["lift"]), "company", text["company"], COMPANY_SHOWN),
        "coder_agreement": table(_agreement_told(study), "coder_agreement", text["coder_agreement"]),
        "codings": table(study.codings, "codings", text["codings"]),
        "surfacing": table(study.surfacing, "surfacing", text["found"]),
        "recurrence": table(study.recurrence, "recurrence", text["found"]),
        "undated": table(study.undated, "undated", text["undated"]),
        "stages": table(stages, "stages", text["left_out"]),
        "accounts": table(_accounts_shown(study), "accounts", text["accounts"]),
        "cleaning": table(rules, "cleaning", text["cleaning"]),
        "agreement": table(study.agreement, "concordance_lda_nmf", text["agreement"]),
        "stability": table(study.stability, "stability", text["stability"]),
        "coherence": table(study.coherence, "coherence", text["coherence"]),
        "sensitivity": table(sensitivity, "sensitivity", text["sensitivity"]),
    }
