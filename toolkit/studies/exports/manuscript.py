"""A study as an author takes it into a paper: headings, paragraphs, captioned tables and figures, whatever is written.

The words and numbers are those of the report, so that docx, qmd and page say the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pandas as pd

from toolkit.base.tongues import in_language
from toolkit.studies.explorer.addresses import explorer_words
from toolkit.studies.path.study import Study
from toolkit.studies.report.drawing.compared import compared_drawings
from toolkit.studies.report.drawing.course import course_drawing
from toolkit.studies.report.drawing.groups import group_drawings
from toolkit.studies.report.drawing.of_corpus import dates_drawing, sources_drawing
from toolkit.studies.report.drawing.of_words import keyness_drawing, wording_drawing
from toolkit.studies.report.figures import write_figures
from toolkit.studies.report.findings import findings
from toolkit.studies.report.measured import agreement_told, declared_rows, level_rows, summary_sentence
from toolkit.studies.report.methods_text import citation, methods_paragraphs
from toolkit.studies.report.page_tables import Table, study_table
from toolkit.studies.report.words import as_sentence, words

DECLARED = (
    *("theme", "earlier", "later", "change_points", "lower_points", "upper_points", "change", "lower", "upper"),
    *("stories_earlier", "stories_later", "articles_earlier", "articles_later", "p_adjusted", "verdict"),
)
LEVELS = ("theme", "period", *(f"{e}_{k}" for k in ("percent", "index") for e in ("estimate", "lower", "upper")))
LEVELS = (*LEVELS, "documents", "stories")
AGREEMENT = ("theme", "coders", "units", "alpha", "lower_index", "upper_index")


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 (the title) to 3."""

    text: str
    level: int


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `style`: body, note, or item of a list."""

    text: str
    style: str = "body"


@dataclass(frozen=True)
class Captioned:
    """A table with its caption and number; its cells are those of the report."""

    table: Table
    number: int


@dataclass(frozen=True)
class Picture:
    """A figure: its file (PNG, 300 dpi), caption, alternative text, number."""

    path: Path
    caption: str
    alt: str
    number: int


Block = Heading | Paragraph | Captioned | Picture


def manuscript(study: Study, figures: Path) -> list[Block]:
    """The blocks of a paper's results and methods, in the report's language; figures are drawn into `figures`."""
    language, text = study.language, words("page", study.language)
    found = findings(study)
    blocks: list[Block] = [Heading(study.title, 1), Paragraph(summary_sentence(study))]
    blocks += [Heading(str(text["findings"]), 2)]
    for finding in found:
        reason = as_sentence(finding.reason) if finding.reason else ""
        blocks.append(Paragraph(f"{_plain(finding.sentence)} {reason}".strip()))
    blocks += _tables(study)
    told = _captions(study)
    blocks += [
        Picture(figures / "figures" / f"{figure.name}.png", told.get(figure.name, figure.title), figure.alt, number)
        for number, figure in enumerate(write_figures(study, figures), start=1)
    ]
    if study.cautions:
        blocks += [Heading(str(text["cautions"]), 2), *(Paragraph(caution, "item") for caution in study.cautions)]
    blocks += [Heading(str(text["methods"]), 2), *(Paragraph(told) for told in methods_paragraphs(study, language))]
    return [*blocks, Heading(str(text["cite"]), 2), Paragraph(citation(study, language))]


def _captions(study: Study) -> dict[str, str]:
    """File of a figure → title, finding and what was drawn, as the page tells them of the same figure."""
    drawings = [course_drawing(study), *compared_drawings(study), keyness_drawing(study), *group_drawings(study)]
    drawings += [wording_drawing(study, key) for key in study.themes.keys]
    drawings += [sources_drawing(study), dates_drawing(study)]
    return {
        drawing.file: " ".join(filter(None, (as_sentence(drawing.title), drawing.finding, drawing.drawn)))
        for drawing in drawings
        if drawing is not None and drawing.file
    }


def codebook(study: Study) -> list[Block]:
    """What coders and readers need of the themes: what each means, its seeds and exclusions, clear passages."""
    told = explorer_words(study.language)
    blocks: list[Block] = [Heading(f"{told['codebook']}: {study.title}", 1), Paragraph(told["codebook_told"])]
    if study.recipe.coding.coders:
        coders = in_language(study.recipe.coding.coders, study.language)
        blocks.append(Paragraph(f"{words('page', study.language)['coders']}: {coders}"))
    for theme in study.themes:
        blocks += [Heading(theme.name(study.language), 2), Paragraph(f"{told['key']}: {theme.key}", "note")]
        blocks += [
            Paragraph(part.strip())
            for part in in_language(theme.description, study.language).split("\n")
            if part.strip()
        ]
        blocks.append(Paragraph(f"{told['seeds']}: {'; '.join(theme.seeds)}"))
        if theme.exclude:
            blocks.append(Paragraph(f"{told['exclude']}: {'; '.join(theme.exclude)}"))
        shown = study.evidence[study.evidence["theme"] == theme.key].drop_duplicates("document").head(2)
        for row in shown.itertuples():
            blocks.append(Paragraph(f"“{row.passage}” ({row.document})", "note"))
    agreement = agreement_told(study)
    if len(agreement):
        title = str(words("page", study.language)["coder_agreement"])
        blocks += [Heading(title, 2), Captioned(_table(study, agreement, "coder_agreement", title, AGREEMENT), 1)]
    return blocks


def _tables(study: Study) -> list[Block]:
    text = words("page", study.language)
    level = study.recipe.compare.level
    course = study.course
    made: list[tuple[pd.DataFrame, str, str, Sequence[str]]] = [
        (level_rows(study.headline, level), "prevalence", explorer_words(study.language)["levels"], LEVELS),
        (declared_rows(study), "contrasts", str(text["contrasts_table"]), DECLARED),
        (agreement_told(study), "coder_agreement", str(text["coder_agreement"]), AGREEMENT),
    ]
    if course is not None and course.periods != study.headline.periods:
        rows = level_rows(course, level)
        known = rows.filter(like="estimate_").notna().any(axis=1)  # periods without a figure stand in course.csv
        made.append((rows[known], "course", explorer_words(study.language)["course"], LEVELS))
    shown = [row for row in made if len(row[0])]
    return [Captioned(_table(study, *row), number) for number, row in enumerate(shown, start=1)]


def _table(study: Study, frame: pd.DataFrame, name: str, caption: str, columns: Sequence[str]) -> Table:
    return study_table(study, frame, name, caption, columns)


def _plain(html: str) -> str:
    """A finding's sentence without its markup."""
    return unescape(re.sub(r"<[^>]+>", "", html))
