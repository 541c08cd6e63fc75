"""index.html: findings and course, then a chapter a theme; one file, opens offline, asks the network for nothing."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.base.files import write_text
from toolkit.base.reasons import reason_text
from toolkit.base.tongues import in_language
from toolkit.documents.periods import LABEL_JOIN
from toolkit.studies.explorer.addresses import explorer_words
from toolkit.studies.path.study import Study
from toolkit.studies.report.beside_notes import beside_notes
from toolkit.studies.report.cautions import UNCOUNTED, cautions
from toolkit.studies.report.chapters import chapters
from toolkit.studies.report.drawing.compared import compared_drawings
from toolkit.studies.report.drawing.course import course_drawing
from toolkit.studies.report.drawing.groups import group_drawings
from toolkit.studies.report.drawing.of_corpus import dates_drawing, sources_drawing
from toolkit.studies.report.drawing.of_words import keyness_drawing
from toolkit.studies.report.figures import Figure
from toolkit.studies.report.findings import Finding, findings, shared_reasons
from toolkit.studies.report.measured import course_rows, declared_rows, summary_sentence
from toolkit.studies.report.methods_text import citation
from toolkit.studies.report.page_tables import Table, study_table
from toolkit.studies.report.rendering import rendered
from toolkit.studies.report.words import as_sentence, translated, words

AUTHOR_PAGE = "author.html"
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
BETWEEN_SHOWN = ("theme", "earlier", "later", "change_points", "lower_points", "upper_points", "p_adjusted", "verdict")
WITHIN_SHOWN = ("theme", "group", *BETWEEN_SHOWN[1:])
TOLD_BY_THEME = ("rests_elsewhere", *UNCOUNTED)
COMPANY_SHOWN = ["theme", "other", "together", "lift", "lower", "upper", "p_adjusted", "n_both"]


def write_page(study: Study, folder: Path, figures: Sequence[Figure]) -> Path:
    """Write `folder`/index.html for a study and its figures; the same study gives the same bytes."""
    path = folder / "index.html"
    write_text(path, render_page(study, figures))
    return path


def render_page(study: Study, figures: Sequence[Figure]) -> str:
    """The HTML of the report, in the language of the recipe; `figures` are the files that stand beside it."""
    return rendered("index.html.j2", _context(study, figures))


def frame_of_page(study: Study, figures: Sequence[Figure]) -> dict[str, Any]:
    """What both pages need: language, words, title, version, and which files of figures stand beside them."""
    from toolkit.base import VERSION

    return {
        "language": study.language,
        "text": words("page", study.language),
        "title": study.title,
        "version": VERSION,
        "author_page": AUTHOR_PAGE,
        "files": [figure.name for figure in figures],
    }


def _context(study: Study, figures: Sequence[Figure]) -> dict[str, Any]:
    frame = frame_of_page(study, figures)
    text, found = frame["text"], findings(study)
    course, groups, tables = course_drawing(study), group_drawings(study), _tables(study, frame["text"])
    sections = ["findings", *(["course"] if course else []), "comparison"]
    beside = any(tables[name].rows for name in ("adjusted", "between", "within", "company"))
    sections += ["groups"] if groups or beside or study.group_notes else []
    told = chapters(study, found, course)
    return {
        **frame,
        "explorer": explorer_words(study.language)["to_explorer"],
        "summary": summary_sentence(study),
        "selection": in_language(study.recipe.corpus.selection, study.language),
        "coders": in_language(study.coding.coders, study.language) if study.coding is not None else "",
        "contents": [(name, text[name]) for name in sections],
        "contents_after": [(name.replace("_", "-"), text[name]) for name in ("articles", "cite")],
        "has_groups": "groups" in sections,
        "effects_tested": study.effects is not None and study.effects.calibrated,
        "findings": [_shown(f, study.language, shared_reasons(found)) for f in found],
        "for_all": [as_sentence(one) for one in shared_reasons(found)],
        **_cautions(study),
        "course": course,
        "comparison": [d for d in (*compared_drawings(study), keyness_drawing(study)) if d is not None],
        "groups": groups,
        "group_notes": beside_notes(study),
        "articles": [sources_drawing(study), dates_drawing(study)],
        "tables": tables,
        "chapters": told,
        "citation": citation(study, study.language),
    }


def _shown(finding: Finding, language: str, for_all: Sequence[str]) -> dict[str, str]:
    css = finding.verdict if finding.verdict in ("rose", "fell", "steady") else "other"
    reasons = finding.reason_but(for_all)
    return {
        "theme": finding.theme,
        "css": css,
        "sentence": finding.sentence,
        "verdict": translated(finding.verdict, language),
        "reason": as_sentence(reasons) if reasons else "",
    }


def _cautions(study: Study) -> dict[str, list[str]]:
    """The cautions of the whole study, and those that tell theme by theme, which are folded: the chapters tell them."""
    kinds: dict[str, list[str]] = {"cautions": [], "cautions_by_theme": []}
    for caution in cautions(study):
        kind = "cautions_by_theme" if caution.code in TOLD_BY_THEME else "cautions"
        kinds[kind].append(as_sentence(reason_text(caution, study.language)))
    return kinds


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


def _within_shown(study: Study) -> pd.DataFrame:
    """The changes inside groups in points; empty where there are none."""
    if study.within_contrasts is None:
        return pd.DataFrame(columns=list(WITHIN_SHOWN))
    frame = study.within_contrasts.to_frame()
    ends = {name: frame[name].str.split(LABEL_JOIN, n=1, regex=False).str for name in ("earlier", "later")}
    points = {f"{name}_points": 100 * frame[name] for name in ("change", "lower", "upper")}
    sides = {name: ends[name][0] for name in ends}
    return frame.assign(group=ends["earlier"][1], **sides, **points)[list(WITHIN_SHOWN)]


def _effects_shown(study: Study) -> pd.DataFrame:
    """The coefficients without the intercepts; empty where no formula was declared."""
    columns = ["theme", "term", "estimate", "lower", "upper", "p_adjusted", "verdict", "note"]
    if study.effects is None:
        return pd.DataFrame(columns=columns)
    frame = study.effects.to_frame(study.recipe.compare.level)
    frame["note"] = [translated(note, study.language) if note else "" for note in frame["note"]]
    return frame.loc[frame["term"] != "intercept", columns]


def _tables(study: Study, text: Mapping[str, str]) -> dict[str, Table]:
    table = partial(study_table, study)

    return {
        "contrasts": table(declared_rows(study), "contrasts", text["contrasts_table"], DECLARED_COLUMNS),
        "course": table(course_rows(study), "course", text["course_table"]),
        "adjusted": table(_adjusted_shown(study), "adjusted", text["adjusted"]),
        "between": table(_between_shown(study), "group_contrasts", text["between"]),
        "within": table(_within_shown(study), "within_contrasts", text["within"]),
        "effects": table(_effects_shown(study), "effects", text["effects"]),
        "company": table(study.company.dropna(subset=["lift"]), "company", text["company"], COMPANY_SHOWN),
        "company_by_period": table(
            study.company_by_period.dropna(subset=["lift"]),
            "company_by_period",
            str(words("figures", study.language)["company_by_period"]),
            [*COMPANY_SHOWN[:2], "period", *COMPANY_SHOWN[2:]],
        ),
    }
