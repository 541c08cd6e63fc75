"""index.html: one file that a person reads from top to bottom, opens offline, and asks the network for nothing."""

import base64
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.base.files import write_text
from toolkit.studies.chapters import chapters
from toolkit.studies.chart import interactive_chart
from toolkit.studies.figures import Figure
from toolkit.studies.findings import Finding, findings
from toolkit.studies.methods_text import citation, methods_paragraphs
from toolkit.studies.page_tables import Table, page_table, stage_counts, texts, translated
from toolkit.studies.study import Study
from toolkit.studies.wording import whole

DECLARED_COLUMNS = (
    "theme", "earlier", "later", "change", "lower", "upper", "n_earlier", "n_later", "p_adjusted", "verdict", "reason",
)  # fmt: skip
EXPLORED_COLUMNS = ("method", "measure", "theme", "earlier", "later", "change", "lower", "upper")
PLACES = {
    "years": "comparison", "prevalence": "comparison", "panels": "comparison", "heatmap": "comparison",
    "contrasts": "comparison", "keyness": "comparison", "dates": "documents", "sources": "documents",
}  # fmt: skip


def write_page(study: Study, folder: Path, figures: Sequence[Figure]) -> Path:
    """Write `folder`/index.html for a study and its figures; the same study gives the same bytes."""
    path = folder / "index.html"
    write_text(path, render_page(study, figures))
    return path


def render_page(study: Study, figures: Sequence[Figure]) -> str:
    """The HTML of the report, in the language of the recipe; everything from outside is escaped by the template."""
    from jinja2 import Environment, StrictUndefined

    templates = files("toolkit.studies").joinpath("templates")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(templates.joinpath("report.html.j2").read_text(encoding="utf-8"))
    assets = {name: templates.joinpath(f"report.{name}").read_text(encoding="utf-8") for name in ("css", "js")}
    return template.render(**assets, **_context(study, figures)) + "\n"


def _context(study: Study, figures: Sequence[Figure]) -> dict[str, Any]:
    from toolkit.base.version import VERSION

    language = study.language
    text: Mapping[str, str] = texts()[language]
    found = findings(study)
    sections = ("findings", "comparison", "themes", "found", "undated", "methods", "left_out", "checks", "cite")
    return {
        "language": language, "text": text, "title": study.title, "version": VERSION,
        "summary": _summary(study), "selection": study.recipe.corpus.selection,
        "contents": [(name.replace("_", "-"), text[name]) for name in sections],
        "findings": [_shown(f, language) for f in found], "cautions": study.cautions, "edits": study.edits,
        "coders": study.coding.coders if study.coding is not None else "",
        "figures": _placed(figures), "chart": interactive_chart(study), "tables": _tables(study, text),
        "chapters": chapters(study, found), "methods": methods_paragraphs(study, language),
        "citation": citation(study, language),
    }  # fmt: skip


def _summary(study: Study) -> str:
    n, p, language = study.counts_by_stage, study.headline, study.language
    kept, stories = (whole(int(n.get(name, 0)), language) for name in ("kept", "stories"))
    status = texts()[language]["calibrated" if p.calibrated else "uncalibrated"]
    measure = translated(p.measure, language)
    if language == "vi":
        return (
            f"{kept} bài, {stories} tin, {len(study.themes)} chủ đề, giai đoạn {p.periods[0]} – {p.periods[-1]}; "
            f"thước đo chính: {measure} ({status})."
        )
    return (
        f"{kept} articles, {stories} stories, {len(study.themes)} themes, periods {p.periods[0]} – {p.periods[-1]}; "
        f"headline measure: {measure} ({status})."
    )


def _shown(finding: Finding, language: str) -> dict[str, str]:
    css = finding.verdict if finding.verdict in ("rose", "fell", "steady") else "other"
    return {
        "css": css, "sentence": finding.sentence, "verdict": translated(finding.verdict, language),
        "reason": finding.reason,
    }  # fmt: skip


def _placed(figures: Sequence[Figure]) -> dict[str, list[dict[str, str]]]:
    places: dict[str, list[dict[str, str]]] = {"comparison": [], "documents": [], "checks": []}
    for figure in figures:
        data = base64.b64encode(figure.svg.encode("utf-8")).decode("ascii")
        shown = {"name": figure.name, "title": figure.title, "alt": figure.alt, "data": data}
        places[PLACES.get(figure.name, "checks")].append(shown)
    return places


def _by_check(audit: pd.DataFrame) -> pd.DataFrame:
    """One row a theme and pair, one column a check, the verdicts in the cells."""
    if not len(audit):
        return audit
    checks = list(dict.fromkeys(audit["check"]))
    keys = ["theme", "earlier", "later"]
    return audit.pivot_table(
        index=keys, columns="check", values="verdict", aggfunc="first", sort=False
    )[checks].reset_index().rename_axis(columns=None)  # fmt: skip


def _tables(study: Study, text: Mapping[str, str]) -> dict[str, Table]:
    def table(frame: pd.DataFrame, name: str, caption: str, columns: Sequence[str] | None = None) -> Table:
        return page_table(frame, name, caption, language=study.language, themes=study.themes, columns=columns)

    counts = stage_counts(study.counts_by_stage, study.language)
    stages = pd.DataFrame(counts, columns=[text["stage"], text["number"]])
    frame = study.contrasts.to_frame()
    is_declared = frame["verdict"] != ""
    declared, explored = frame[is_declared], frame[~is_declared]
    rules = study.cleaning.groupby("rule", sort=True)[["lines", "characters"]].sum().reset_index()
    rules = rules.sort_values(["characters", "rule"], ascending=[False, True])
    sensitivity = pd.DataFrame() if study.sensitivity is None else study.sensitivity
    return {
        "contrasts": table(declared, "contrasts", text["contrasts_table"], DECLARED_COLUMNS),
        "exploratory": table(explored, "exploratory", text["exploratory"], EXPLORED_COLUMNS),
        "audit": table(_by_check(study.audit), "comparability", text["audit"]),
        "surfacing": table(study.surfacing, "surfacing", text["found"]),
        "recurrence": table(study.recurrence, "recurrence", text["found"]),
        "undated": table(study.undated, "undated", text["undated"]),
        "stages": table(stages, "stages", text["left_out"]),
        "cleaning": table(rules, "cleaning", text["cleaning"]),
        "agreement": table(study.agreement, "concordance_lda_nmf", text["agreement"]),
        "stability": table(study.stability, "stability", text["stability"]),
        "coherence": table(study.coherence, "coherence", text["coherence"]),
        "sensitivity": table(sensitivity, "sensitivity", text["sensitivity"]),
    }  # fmt: skip
