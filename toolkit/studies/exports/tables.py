"""Every table of a study in one workbook, its columns labelled and explained; no text becomes a formula or a link."""

import datetime
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.studies.explorer.addresses import explorer_words
from toolkit.studies.path.study import Study
from toolkit.studies.report.findings import theme_name
from toolkit.studies.report.measured import agreement_told
from toolkit.studies.report.tables import all_tables
from toolkit.studies.report.words import translated
from toolkit.trends.estimates import VERDICTS

LONGEST_CELL = 32_000
MOST_ROWS = 1_000_000  # a sheet holds 1,048,576
WIDEST_PAGE = 200  # letters beside each other on paper: more are too small to read
CREATED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
LANGUAGES = ("en", "vi")
PLAIN = ("year", "start", "end", "row", "line", "topic", "rank")  # numbers that are names or places: no thousands
PER_CENT = ("ambiguity", "matched", "percent", "level", "common", "together", "expected")
EXPLAINED = {
    "en": ("columns", "sheet", "label", "column", "meaning"),
    "vi": ("giải thích", "bảng", "nhãn", "cột", "ý nghĩa"),
}


def sheets(study: Study) -> dict[str, pd.DataFrame]:
    """Sheet name → table: those of the build, with the label of the theme beside its key."""
    found = {}
    for name, table in all_tables(study):
        if "theme" in table.columns:
            labels = [theme_name(study.themes, str(key), study.language) if key else "" for key in table["theme"]]
            table = table.copy()
            table.insert(list(table.columns).index("theme") + 1, "theme_label", labels)
        found[name] = table.assign(remark=_told_remarks(study)) if name == "coder_agreement" and len(table) else table
    return found


def _told_remarks(study: Study) -> Sequence[str]:
    """What is to be known of the coders' agreement, in the report's language; the CSV's own stay English."""
    return [str(told) for told in agreement_told(study)["remark"]]


def _names(study: Study) -> Mapping[str, str]:
    return {theme.key: theme.name(study.language) for theme in study.themes}


@cache
def _columns() -> Mapping[str, Sequence[str]]:
    text = files("toolkit.studies.exports").joinpath("columns.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def explained(sheet: str, column: str, language: str, names: Mapping[str, str] | None = None) -> tuple[str, str]:
    """The label of a column in a language, and what it holds ("" where nothing is known of it); `names`: key → label
    of the themes that have columns of their own."""
    names = names or {}
    known, place = _columns(), LANGUAGES.index(language)
    for stem in ("share_", "score_"):
        if column.startswith(stem) and column not in known:
            told, theme = known[stem], column.removeprefix(stem)
            return f"{told[place]}: {names.get(theme, theme)}", told[2 + place]
    told = known.get(f"{sheet}.{column}", known.get(column, ()))
    return (told[place], told[2 + place]) if told else (column.replace("_", " "), "")


def write_xlsx(study: Study, path: Path) -> None:
    """Write all tables to `path`: labels in the report's language, numbers as numbers in a readable format.

    The last sheet says what each column holds, and what each verdict means. Values, ids and keys stay what they are in
    the CSV files; strings stay strings, missing values blank.
    """
    import xlsxwriter

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": study.title, "created": CREATED})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        found, names = sheets(study), _names(study)
        for name, table in found.items():
            labels = [explained(name, str(column), study.language, names)[0] for column in table.columns]
            _write_sheet(book, name, table.head(MOST_ROWS), labels, head)
        title, *labels = EXPLAINED[study.language]
        _write_sheet(book, title, _explanations(study, found), labels, head)


def _write_sheet(book: Any, name: str, table: pd.DataFrame, labels: Sequence[str], head: Any) -> None:
    sheet = book.add_worksheet(name[:31])
    sheet.freeze_panes(1, 1)
    widths = [_width(table[column], label) for column, label in zip(table.columns, labels)]
    _set_print(sheet, sum(widths))
    for c, (column, label) in enumerate(zip(table.columns, labels)):
        sheet.write_string(0, c, label, head)
        form = number_format(str(column), table[column])
        sheet.set_column(c, c, widths[c], book.add_format({"num_format": form}) if form else None)
        for r, value in enumerate(table[column].tolist(), start=1):
            _write(sheet, r, c, value)
    if len(table):
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)


def _set_print(sheet: Any, width: int) -> None:
    """Printed on A4 across, its head and first column on every page; a wide table on as many pages side by side as it
    takes to be read."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(-(-width // WIDEST_PAGE), 0)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)
    sheet.set_footer("&L&A&R&P / &N")


def number_format(column: str, values: pd.Series) -> str:
    """How a column's numbers are shown; the numbers themselves are those of the CSV file."""
    if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return ""
    if column in PLAIN:
        return "0"
    if column in PER_CENT or column.startswith("share_"):
        return "0.0%"
    return "#,##0" if pd.api.types.is_integer_dtype(values) else "0.000"


def _width(values: pd.Series, label: str) -> int:
    longest = max((len(str(value)) for value in values.head(50).tolist()), default=0)
    return min(max(longest, len(label) // 2, 8) + 2, 60)


def _explanations(study: Study, found: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """A row a column of every sheet; then a row a verdict."""
    language, names, rows = study.language, _names(study), []
    for name, table in found.items():
        rows += [
            (name, label, str(column), told)
            for column in table.columns
            for label, told in [explained(name, str(column), language, names)]
        ]
        if len(table) > MOST_ROWS:
            rows.append((name, "", "", explorer_words(language)["cut_rows"].format(n=MOST_ROWS, all=len(table))))
    rows += [("contrasts", "", verdict, translated(verdict, language)) for verdict in VERDICTS]
    return pd.DataFrame(rows, columns=["sheet", "label", "column", "meaning"])


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value)[:LONGEST_CELL])
