"""Coding sheets out: a workbook with a codebook, one sheet a coder, drop-downs, and no prediction."""

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.base.checks import require_choice
from toolkit.base.errors import CodingError, UsageError
from toolkit.base.files import write_bytes
from toolkit.evidence.codes import QUESTIONS, Coding
from toolkit.evidence.sheet_layout import (
    CODEBOOK,
    FACTS,
    FIXED,
    HEADER_ROWS,
    LAYOUT_VERSION,
    MAIN_COLUMN,
    MOST_CHARACTERS,
    NONE_OF_THEM,
    UNITS,
    answer_columns,
)
from toolkit.words.themes import Themes

WIDTHS = {"unit": 14, "title": 24, "before": 28, "text": 70, "after": 28}
LABELS = {"unit": "Mã đơn vị", "title": "Tiêu đề", "before": "Trước đó", "text": "ĐOẠN CẦN MÃ HOÁ", "after": "Sau đó"}
ASK = {
    "presence": "Với mỗi đoạn và mỗi chủ đề: 1 nếu đoạn văn nói đến chủ đề, 0 nếu không. Chưa mã hoá thì để trống.",
    "main theme": "Với mỗi đoạn: chọn chủ đề chính, hoặc none nếu không thuộc chủ đề nào. Chưa mã hoá thì để trống.",
}
FIXED_DATE = dt.datetime(2000, 1, 1)


def write_coding_sheet(
    sample: pd.DataFrame,
    themes: Themes,
    path: str | Path,
    *,
    coders: Sequence[str] = ("Coder 1",),
    question: str = "presence",
    note: str = "",
    values: Coding | None = None,
    overwrite: bool = False,
) -> Path:
    """Write the sample of `draw_coding_sample` as a workbook to be filled in; returns its path.

    Sheets: Codebook (the themes' labels and descriptions, and `note`, which says who the coders are), one a coder, and
    a hidden one with the units and their inclusion probabilities. `question`: presence (0 or 1 a theme) or main theme
    (one choice). `values` fills in codes given already. The same input gives the same bytes. Raises UsageError where
    the file exists and `overwrite` is False.
    """
    path = Path(path)
    require_choice("question", question, QUESTIONS)
    missing = [name for name in ("unit", "text", "inclusion_probability") if name not in sample.columns]
    if missing:
        raise UsageError(f"the sample has no column {missing[0]!r}; draw it with draw_coding_sample")
    require_names(coders)
    if path.exists() and not overwrite:
        raise UsageError(f"{path.name} exists and may hold codes; rename it, or give another path")
    buffer = io.BytesIO()
    import xlsxwriter

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": "Coding sheet", "created": FIXED_DATE})
        styles = {
            "head": book.add_format({"bold": True, "bg_color": "#DDDDDD", "text_wrap": True, "valign": "top"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "grey": book.add_format({"text_wrap": True, "valign": "top", "font_color": "#666666", "font_size": 9}),
            "answer": book.add_format({"locked": False, "valign": "top", "align": "center", "border": 1}),
        }
        _write_codebook(book, themes, question, note, styles)
        for coder in coders:
            _write_coder(book.add_worksheet(coder), sample, themes, (question, coder, values), styles)
        _write_units(book.add_worksheet(UNITS), sample)
    write_bytes(path, buffer.getvalue())
    return path


def require_names(coders: Sequence[str]) -> None:
    """UsageError where there is no name, one stands twice, or one cannot name a sheet."""
    if not coders or len({c.casefold() for c in coders}) < len(coders):
        raise UsageError("name at least one coder, each once")
    for coder in coders:
        if coder in (CODEBOOK, UNITS) or not 0 < len(coder) <= 31 or set(coder) & set("[]:*?/\\") or "'" in coder:
            raise UsageError(f"coder {coder!r}: a sheet's name has 1 to 31 characters and none of [ ] : * ? / \\ '")


def _write_codebook(book: Any, themes: Themes, question: str, note: str, styles: dict[str, Any]) -> None:
    sheet = book.add_worksheet(CODEBOOK)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 2, 34)
    sheet.set_column(3, 3, 90)
    values = (LAYOUT_VERSION, question, note, " ".join(themes.keys))
    for row, (name, value) in enumerate(zip(FACTS, values)):
        sheet.write_string(row, 0, name, styles["head"])
        sheet.write_string(row, 1, str(value), styles["text"])
    sheet.write_string(len(FACTS), 0, ASK[question], styles["text"])
    top = len(FACTS) + 2
    for column, name in enumerate(("theme", "tiếng Việt", "English", "description")):
        sheet.write_string(top, column, name, styles["head"])
    for i, theme in enumerate(themes, start=top + 1):
        for column, value in enumerate((theme.key, theme.name("vi"), theme.name("en"), theme.description)):
            sheet.write_string(i, column, value, styles["text"])
    if question != "presence":
        sheet.write_string(top + 1 + len(themes), 0, NONE_OF_THEM, styles["text"])
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _write_coder(
    sheet: Any, sample: pd.DataFrame, themes: Themes, what: tuple[str, str, Coding | None], styles: dict[str, Any]
) -> None:
    question, coder, given = what
    answers = answer_columns(question, themes.keys)
    labels = {**LABELS, **{t.key: t.name("vi") for t in themes}, MAIN_COLUMN: "Chủ đề chính"}
    for column, name in enumerate((*FIXED, *answers)):
        sheet.write_string(0, column, name, styles["head"])
        sheet.write_string(1, column, labels[name], styles["head"])
        sheet.set_column(column, column, WIDTHS.get(name, 16))
    codes = _answers(given, coder, question)
    for row, unit in enumerate(sample.to_dict("records"), start=HEADER_ROWS):
        for column, name in enumerate(FIXED):
            value = unit.get(name, "")
            text = value if isinstance(value, str) else ""
            sheet.write_string(row, column, text[:MOST_CHARACTERS], styles["text" if name == "text" else "grey"])
        for column, name in enumerate(answers, start=len(FIXED)):
            value = codes.get((unit["unit"], name))
            if value is None:
                sheet.write_blank(row, column, None, styles["answer"])
            elif isinstance(value, str):
                sheet.write_string(row, column, value, styles["answer"])
            else:
                sheet.write_number(row, column, value, styles["answer"])
    last = max(HEADER_ROWS, HEADER_ROWS + len(sample) - 1)
    first = len(FACTS) + 4  # the codebook's table of themes, and none of them below
    choices = f"={CODEBOOK}!$A${first}:$A${first + len(themes)}"
    rule = {
        "validate": "list",
        "source": [0, 1] if question == "presence" else choices,
        "error_title": "Giá trị không hợp lệ",
        "error_message": "Chọn một giá trị trong danh sách.",
    }
    sheet.data_validation(HEADER_ROWS, len(FIXED), last, len(FIXED) + len(answers) - 1, rule)
    sheet.freeze_panes(HEADER_ROWS, 1)
    sheet.protect("", {"format_columns": True, "format_rows": True, "format_cells": True})


def _answers(given: Coding | None, coder: str, question: str) -> dict[tuple[str, str], int | str]:
    """(unit, answer column) → code, of one coder."""
    if given is None:
        return {}
    if given.question != question:
        raise CodingError(f"the values answer {given.question!r}, the sheet asks {question!r}; use one question")
    frame = given.frame[(given.frame["coder"] == coder)].dropna(subset=["value"])
    rows = list(zip(frame["unit"], frame["theme"], frame["value"].astype(int)))
    if question == "presence":
        return {(unit, theme): int(value) for unit, theme, value in rows}
    chosen: dict[tuple[str, str], int | str] = {(unit, MAIN_COLUMN): NONE_OF_THEM for unit, _, _ in rows}
    return chosen | {(unit, MAIN_COLUMN): theme for unit, theme, value in rows if value == 1}


def _write_units(sheet: Any, sample: pd.DataFrame) -> None:
    for column, name in enumerate(("unit", "inclusion_probability")):
        sheet.write_string(0, column, name)
    for row, (unit, chance) in enumerate(zip(sample["unit"], sample["inclusion_probability"]), start=1):
        sheet.write_string(row, 0, unit)
        sheet.write_string(row, 1, repr(float(chance)))
    sheet.hide()
    sheet.protect("")
