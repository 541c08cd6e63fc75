"""Tables as the page shows them: translated headings, numbers that sort, a bounded number of rows."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from toolkit.base.reasons import reasons_from_json, reasons_text
from toolkit.evidence.designs import SETTLED
from toolkit.studies.path.study import Study
from toolkit.studies.report.words import number, percent_text, translated, whole, words
from toolkit.words.themes import Themes

MOST_ROWS = 200
SEARCHABLE_FROM = 15
LONGEST_TEXT = 300
DIGITS = {
    "change_points": 1,
    "difference_points": 1,
    "lower_points": 1,
    "upper_points": 1,
    "adjusted_points": 1,
    "estimate_percent": 1,
    "lower_percent": 1,
    "upper_percent": 1,
    "estimate_index": 2,
    "lower_index": 2,
    "upper_index": 2,
    "lift": 2,
    "correlation": 2,
    "alpha": 2,
    "change_shown": 2,
    "lower_shown": 2,
    "upper_shown": 2,
}
PER_CENT = {
    "share_lda": 1,
    "share_earlier": 2,
    "share_later": 2,
    "share_nmf": 1,
    "mean_share": 1,
    "common": 0,
    "together": 1,
    "percent": 0,
    "positive": 0,
    "share_dated": 1,
    "share_undated": 1,
    "share_of_theme": 1,
    "ambiguity": 0,
    "held": 0,
    "matched": 0,
}
SIGNED = ("_points", "_shown")  # a change and the ends of its interval, which bear their signs alike
# Words of the corpus or the user, and sentences that are told in the language already: never translated.
AS_WRITTEN = (
    *("code", "coder", "period", "seed", "term", "terms", "setting"),
    *("reason", "remark", "kind", "outcome", "examples", "remedy", "note"),
)


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


STAGES = (
    "found",
    "unreadable",
    "empty",
    "foreign",
    "no diacritics",
    "duplicate",
    "kept",
    "undated",
    "outside",
    "stories",
    "units",
    "units_without_terms",
    "tokens",
    "terms",
)


def stage_counts(counts: Mapping[str, int], language: str) -> list[tuple[str, int]]:
    """The counts of each stage in the order of the path, named in the language of the report."""
    order = sorted(counts, key=lambda name: (STAGES.index(name) if name in STAGES else len(STAGES), name))
    return [(translated(name, language).replace("_", " "), int(counts[name])) for name in order]


def study_table(
    study: Study, frame: pd.DataFrame, name: str, caption: str, columns: Sequence[str] | None = None
) -> Table:
    """The `page_table` of a study, in its language and with its themes and draws."""
    return page_table(
        frame,
        name,
        caption,
        language=study.language,
        themes=study.themes,
        columns=columns,
        draws=study.recipe.compare.draws,
    )


def page_table(
    frame: pd.DataFrame,
    name: str,
    caption: str,
    *,
    language: str,
    themes: Themes,
    file: str = "",
    columns: Sequence[str] | None = None,
    draws: int = 1000,
) -> Table:
    """A Table of `frame` (those `columns` it has), at most 200 rows; labels for theme keys, verdicts translated.

    Where all rows compare the same two periods, these stand in the note instead of in two columns. No p is printed
    below 1 / (`draws` + 1), the smallest that so many draws can tell.
    """
    frame, note = _without_pair(frame)
    wanted = [c for c in (columns or frame.columns) if c in frame.columns and not _says_nothing(frame[c])]
    shown = frame[wanted].head(MOST_ROWS)
    kinds = {c: pd.api.types.is_numeric_dtype(frame[c]) and not pd.api.types.is_bool_dtype(frame[c]) for c in wanted}
    labels = {theme.key: theme.name(language) for theme in themes}
    rows = [
        [_cell(value, column, kinds[column], language, labels, draws) for column, value in zip(wanted, row)]
        for row in shown.itertuples(index=False, name=None)
    ]
    if len(frame) > len(shown):
        note += " " * bool(note) + words("page", language)["rows_shown"].format(
            shown=whole(len(shown), language), total=whole(len(frame), language), file=file or f"{name}.csv"
        )
    heads = [Column(translated(c, language, "columns"), kinds[c]) for c in wanted]
    return Table(f"table-{name}", caption, heads, rows, note)


def _says_nothing(column: pd.Series) -> bool:
    """True for a column of text that is blank in every row of a table that has rows."""
    return bool(len(column) and column.map(lambda value: isinstance(value, str) and not value).all())


def with_reasons_told(frame: pd.DataFrame, language: str) -> pd.DataFrame:
    """A table whose column `reasons` holds reasons as JSON, these told in the column `reason`."""
    if "reasons" not in frame.columns:
        return frame
    told = [reasons_text(reasons_from_json(text), language) for text in frame["reasons"]]
    return frame.assign(reason=told).drop(columns="reasons")


def _without_pair(frame: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    if not {"earlier", "later"} <= set(frame.columns):
        return frame, ""
    pairs = frame[["earlier", "later"]].drop_duplicates()
    if len(pairs) != 1:
        return frame, ""
    return frame.drop(columns=["earlier", "later"]), f"{pairs['earlier'].iloc[0]} → {pairs['later'].iloc[0]}."


def _cell(value: Any, column: str, numeric: bool, language: str, labels: Mapping[str, str], draws: int) -> Cell:
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return Cell("–", "nan" if numeric else None)
    if numeric:
        least = 1 / (draws + 1)
        if column in ("p_value", "p_adjusted") and value <= least * (1 + 1e-9):
            return Cell(f"≤ {number(math.ceil(1000 * least - 1e-2) / 1000, language, 3)}", repr(float(value)))
        return Cell(_number(value, column, language), repr(float(value)))
    text = _text(str(value), column, language, labels)
    return Cell(text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…")


def _number(value: Any, column: str, language: str) -> str:
    if column in PER_CENT:
        return percent_text(float(value), language, PER_CENT[column])
    if column in DIGITS:
        return number(float(value), language, DIGITS[column], sign=column.endswith(SIGNED))
    if column == "topic" and value < 0:
        return "–"  # no topic was proposed
    if "year" in column:
        return str(int(value))
    if isinstance(value, float):
        return number(value, language, 3)
    return whole(int(value), language)


def _text(text: str, column: str, language: str, labels: Mapping[str, str]) -> str:
    if column in ("theme", "name", "other"):
        return labels.get(text, text.replace("_", " "))
    if column == "coder" and text == SETTLED:
        return translated("coder_settled", language)
    if column in AS_WRITTEN:
        return text
    shown = translated(text, language)
    return f"{shown} ({text})" if column == "rule" and shown != text else shown
