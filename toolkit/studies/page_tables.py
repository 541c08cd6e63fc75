"""Tables as the page shows them: translated headings, numbers that sort, a bounded number of rows."""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from toolkit.studies.wording import number, reason_text, whole
from toolkit.words.themes import Themes

MOST_ROWS = 200
SEARCHABLE_FROM = 15
LONGEST_TEXT = 300


@dataclass(frozen=True)
class Cell:
    """What is printed, and the number it sorts by (None for text)."""

    text: str
    number: str | None = None


@dataclass(frozen=True)
class Column:
    """A heading, and whether the column holds numbers."""

    name: str
    number: bool


@dataclass(frozen=True)
class Table:
    """A table of the page; `note` says when not all rows are shown."""

    id: str
    caption: str
    columns: Sequence[Column] = ()
    rows: Sequence[Sequence[Cell]] = ()
    note: str = ""

    @property
    def searchable(self) -> bool:
        """True where there is enough to search."""
        return len(self.rows) >= SEARCHABLE_FROM


@cache
def texts() -> Mapping[str, Any]:
    """The sentences of the report, from templates/text.toml."""
    source = files("toolkit.studies").joinpath("templates", "text.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def translated(word: str, language: str, kind: str = "values") -> str:
    """A column name or value in the language of the report; unknown ones with spaces for underscores."""
    if language == "vi" and word in texts()["columns_vi" if kind == "columns" else "values_vi"]:
        return str(texts()["columns_vi" if kind == "columns" else "values_vi"][word])
    return word.replace("_", " ") if kind == "columns" else word


STAGES = (
    "found", "unreadable", "empty", "foreign", "no diacritics", "duplicate", "kept", "undated", "stories", "units",
    "units_without_terms", "tokens", "terms",
)  # fmt: skip


def stage_counts(counts: Mapping[str, int], language: str) -> list[tuple[str, int]]:
    """The counts of each stage in the order of the path, named in the language of the report."""
    order = sorted(counts, key=lambda name: (STAGES.index(name) if name in STAGES else len(STAGES), name))
    return [(translated(name, language).replace("_", " "), int(counts[name])) for name in order]


def page_table(
    frame: pd.DataFrame, name: str, caption: str, *, language: str, themes: Themes, file: str = "",
    columns: Sequence[str] | None = None,
) -> Table:  # fmt: skip
    """A Table of `frame` (those `columns` it has), at most 200 rows; labels for theme keys, verdicts translated."""
    wanted = [c for c in (columns or frame.columns) if c in frame.columns]
    shown = frame[wanted].head(MOST_ROWS)
    kinds = {c: pd.api.types.is_numeric_dtype(frame[c]) and not pd.api.types.is_bool_dtype(frame[c]) for c in wanted}
    labels = {theme.key: theme.name(language) for theme in themes}
    rows = [
        [_cell(value, column, kinds[column], language, labels) for column, value in zip(wanted, row)]
        for row in shown.itertuples(index=False, name=None)
    ]
    note = ""
    if len(frame) > len(shown):
        note = texts()[language]["rows_shown"].format(
            shown=whole(len(shown), language), total=whole(len(frame), language), file=file or f"{name}.csv"
        )
    heads = [Column(translated(c, language, "columns"), kinds[c]) for c in wanted]
    return Table(f"table-{name}", caption, heads, rows, note)


def _cell(value: Any, column: str, numeric: bool, language: str, labels: Mapping[str, str]) -> Cell:
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return Cell("–", "nan" if numeric else None)
    if numeric:
        integral = float(value).is_integer() and not isinstance(value, float)
        year = "year" in column
        text = (
            str(int(value)) if year else whole(int(value), language) if integral else number(float(value), language, 3)
        )
        return Cell(text, repr(float(value)))
    text = str(value)
    if column == "theme":
        text = labels.get(text, text.replace("_", " "))
    elif column in ("reason", "remark"):
        text = reason_text(text, language)
    else:
        text = translated(text, language)
    return Cell(text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…")
