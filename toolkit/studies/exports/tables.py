"""Every table of a study in one workbook; no text ever becomes a formula or a link."""

import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.studies.path.study import Study

LONGEST_CELL = 32_000
CREATED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


def sheets(study: Study) -> dict[str, pd.DataFrame]:
    """Sheet name → table."""
    prevalence = pd.concat([p.to_frame(study.recipe.compare.level) for p in study.prevalence], ignore_index=True)
    named = {
        "contrasts": study.contrasts.to_frame(),
        "prevalence": prevalence,
        "adjusted": study.adjusted,
        "group_contrasts": pd.DataFrame() if study.group_contrasts is None else study.group_contrasts.to_frame(),
        "effects": pd.DataFrame() if study.effects is None else study.effects.to_frame(study.recipe.compare.level),
        "company": study.company,
        "wording": study.wording,
        "passages": study.evidence,
        "seeds": study.seeds,
        "comparability": study.audit,
        "surfacing": study.surfacing,
        "stability": study.stability,
        "coherence": study.coherence,
        "cleaning": study.cleaning,
        "documents": study.corpus.frame.drop(columns=["text", "raw", "removed"]),
    }
    optional = ("adjusted", "group_contrasts", "effects", "company", "wording")
    return {n: table for n, table in named.items() if len(table.columns) and (len(table) or n not in optional)}


def write_xlsx(study: Study, path: Path) -> None:
    """Write all tables to `path`; strings stay strings, numbers numbers, missing values blank."""
    import xlsxwriter

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": study.title, "created": CREATED})
        head = book.add_format({"bold": True, "bottom": 1})
        for name, table in sheets(study).items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for c, column in enumerate(table.columns):
                sheet.write_string(0, c, str(column), head)
                sheet.set_column(c, c, 16)
                for r, value in enumerate(table[column].tolist(), start=1):
                    _write(sheet, r, c, value)
            if len(table):
                sheet.autofilter(0, 0, len(table), len(table.columns) - 1)


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value)[:LONGEST_CELL])
