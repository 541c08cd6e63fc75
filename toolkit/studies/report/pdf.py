"""report.pdf by typst, with matplotlib's DejaVu fonts and nothing of the system's: the same study, the same bytes."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from toolkit.base.files import write_bytes
from toolkit.base.tongues import in_language
from toolkit.studies.path.study import Study
from toolkit.studies.report.chapters import Chapter, chapters
from toolkit.studies.report.drawing.basis import basis_lines
from toolkit.studies.report.drawing.nouns import Drawing, Rows
from toolkit.studies.report.figures import Figure
from toolkit.studies.report.findings import findings, shared_reasons
from toolkit.studies.report.measured import all_counts, declared_rows, summary_sentence
from toolkit.studies.report.methods_text import citation, methods_paragraphs
from toolkit.studies.report.page_tables import Table, page_table, stage_counts
from toolkit.studies.report.words import as_sentence, translated, whole, words

CONTRAST_COLUMNS = (
    "theme",
    "earlier",
    "later",
    "change_points",
    "lower_points",
    "upper_points",
    "change",
    "lower",
    "upper",
    "p_adjusted",
    "verdict",
)
SHOWN = {
    "course": "course",
    "years": "comparison",
    "prevalence": "comparison",
    "contrasts": "comparison",
    "keyness": "comparison",
    "seeds": "checks",
    "sensitivity": "checks",
    "dates": "documents",
    "sources": "documents",
}


def write_pdf(study: Study, folder: Path, figures: Sequence[Figure]) -> Path:
    """Write `folder`/report.pdf: findings, figures, the table of contrasts, methods, what was left out.

    Text from outside reaches typst as data, never as markup.
    """
    import json
    import tempfile

    import typst

    from toolkit.plots.style import font_folder

    template = files("toolkit.studies.report").joinpath("templates", "report.typ").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as temporary:
        room = Path(temporary)
        (room / "report.typ").write_text(template, encoding="utf-8")
        (room / "data.json").write_text(json.dumps(_data(study, figures), ensure_ascii=False), encoding="utf-8")
        for figure in figures:
            (room / f"{figure.name}.svg").write_text(figure.svg, encoding="utf-8")
        compiler: Any = typst.Compiler(root=str(room), font_paths=[str(font_folder())], ignore_system_fonts=True)
        pdf: bytes = compiler.compile(input=str(room / "report.typ"), format="pdf", timestamp=0)
    path = folder / "report.pdf"
    write_bytes(path, pdf)
    return path


def _data(study: Study, figures: Sequence[Figure]) -> dict[str, Any]:
    language = study.language
    text, found = words("page", language), findings(study)
    shared = shared_reasons(found)
    contrasts = page_table(
        declared_rows(study),
        "contrasts",
        "",
        language=language,
        themes=study.themes,
        columns=CONTRAST_COLUMNS,
        draws=study.recipe.compare.draws,
    )
    return {
        "language": language,
        "title": study.title,
        "text": text,
        "selection": in_language(study.recipe.corpus.selection, language),
        "findings": [
            {"sentence": _plain(f.sentence), "verdict": translated(f.verdict, language), "reason": f.reason_but(shared)}
            for f in found
        ],
        "for_all": " ".join(as_sentence(one) for one in shared),
        "summary": summary_sentence(study),
        "chapters": [_plain_chapter(c, text, study) for c in chapters(study, found)],
        "cautions": study.cautions,
        "contrasts": _plain_table(contrasts),
        "stages": [[k, whole(v, language)] for k, v in stage_counts(all_counts(study), language)],
        "figures": _placed(figures),
        "methods": methods_paragraphs(study, language),
        "citation": citation(study, language),
    }


def _plain(sentence: str) -> str:
    from html import unescape

    return unescape(sentence.replace("<b>", "").replace("</b>", ""))


def _placed(figures: Sequence[Figure]) -> list[dict[str, str]]:
    names = {f.name for f in figures}
    places = SHOWN if "years" in names else {**SHOWN, "heatmap": "comparison"}
    return [
        {"file": f"{f.name}.svg", "title": f.title, "alt": f.alt, "place": places[f.name]}
        for f in figures
        if f.name in places
    ]


def _plain_chapter(chapter: Chapter, text: Mapping[str, Any], study: Study) -> dict[str, Any]:
    """A chapter on paper: the finding, what its topic rests on, the words, and the passage of the highest score."""
    import re

    every = [passage for _, shown in chapter.passages for passage in shown]
    first = max(every, key=lambda p: float(p["score"].replace(",", ".")), default=None)
    return {
        "label": chapter.label,
        "finding": _plain(chapter.finding),
        "basis": [] if chapter.basis is None else [chapter.basis.title, *_basis(study, chapter.key)],
        "words": [{"method": d.title, "words": ", ".join(_names(d))} for d in chapter.words],
        "passage": _plain(re.sub("</?mark>", "", first["html"])) if first else "",
        "where": f"{first['date']} · {first['document']} · {text['score']} {first['score']}" if first else "",
    }


def _basis(study: Study, key: str) -> list[str]:
    return [f"{method}: {parts}; {seeded}" for method, parts, seeded in basis_lines(study, key)]


def _names(drawing: Drawing) -> list[str]:
    return [row.label for row in drawing.body.rows] if isinstance(drawing.body, Rows) else []


def _plain_table(table: Table) -> dict[str, Any]:
    return {
        "note": table.note,
        "columns": [c.name for c in table.columns],
        "rows": [[cell.text for cell in row] for row in table.rows],
    }
