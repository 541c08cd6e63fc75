"""Uses of seeds in a workbook: one row a use, a drop-down for its mark, read back by the use and not by the row."""

from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.base.errors import CodingError, UsageError
from toolkit.evidence.seed_review import CONTEXTS, MARKS, use_keys
from toolkit.evidence.sheets import MOST_CHARACTERS, cell_name, open_workbook
from toolkit.evidence.workbooks import new_workbook, require_new
from toolkit.words.themes import Themes

SHEET, KEY, MARK = "Uses", "use", "mark"
SHOWN = ("theme", "seed", "left", "keyword", "right", MARK, "source", "year", "unit")
WIDTHS = {
    "theme": 24,
    "seed": 22,
    "left": 60,
    "keyword": 20,
    "right": 60,
    MARK: 10,
    "source": 18,
    "year": 8,
    "unit": 24,
}
ASK = (
    "Từ khóa ở đây có nói về chủ đề không? theme: có · not: không · unsure: không rõ · để trống: chưa đọc. "
    "Does this use speak of the theme?"
)
HEADER_ROW = 1  # row 0 says what to do


def write_review_sheet(
    table: pd.DataFrame, themes: Themes, path: str | Path, *, language: str = "vi", overwrite: bool = False
) -> Path:
    """Write the uses of seeds that `review_seeds` drew as a workbook to mark them in; returns its path.

    One row a use, with a drop-down of theme, not and unsure; marks that `table` holds are filled in. Rows may be sorted
    and filtered. The same input gives the same bytes. Raises UsageError where the file exists and `overwrite` is False.

    >>> uses = tk.review_seeds(counts, corpus, themes, n=2, seed=1)
    >>> tk.write_review_sheet(uses, themes, "uses.xlsx").name
    'uses.xlsx'
    """
    path = Path(path)
    require_uses(table)
    require_new(path, "marks", overwrite)
    with new_workbook(path, "Seed review") as (book, styles):
        labels = {theme.key: theme.name(language) for theme in themes}
        _write_uses(
            book.add_worksheet(SHEET), table.assign(theme=table["theme"].replace(labels)), use_keys(table), styles
        )
    return path


def require_uses(table: pd.DataFrame) -> None:
    """UsageError where the table is none of `review_seeds`."""
    missing = [name for name in CONTEXTS if name not in table.columns]
    if missing:
        raise UsageError(f"the table has no column {missing[0]!r}; draw it with review_seeds")


def _write_uses(sheet: Any, table: pd.DataFrame, keys: list[str], styles: dict[str, Any]) -> None:
    sheet.write_string(0, 0, ASK, styles["head"])
    for column, name in enumerate((*SHOWN, KEY)):
        sheet.write_string(HEADER_ROW, column, name, styles["head"])
        sheet.set_column(column, column, WIDTHS.get(name, 20), None, {"hidden": name == KEY})
    rows = table.astype(object).where(table.notna(), "").to_dict("records")
    for row, (use, key) in enumerate(zip(rows, keys), start=HEADER_ROW + 1):
        for column, name in enumerate(SHOWN):
            style = styles["answer"] if name == MARK else styles["text"]
            sheet.write_string(row, column, str(use[name])[:MOST_CHARACTERS], style)
        sheet.write_string(row, len(SHOWN), key, styles["text"])
    last, to = HEADER_ROW + max(len(rows), 1), SHOWN.index(MARK)
    sheet.data_validation(HEADER_ROW + 1, to, last, to, {"validate": "list", "source": list(MARKS)})
    sheet.autofilter(HEADER_ROW, 0, last, len(SHOWN))
    sheet.freeze_panes(HEADER_ROW + 1, 2)


def read_review_sheet(path: str | Path, table: pd.DataFrame) -> pd.DataFrame:
    """The table of `review_seeds` with the marks of a workbook that `write_review_sheet` wrote, in whatever order.

    A use whose row was deleted or left blank has no mark of the workbook and keeps that of `table`. Raises CodingError
    with the cell and the remedy: another mark, a use of another draw, one that stands twice, a column that is missing.

    >>> uses = tk.review_seeds(counts, corpus, themes, n=2, seed=1)
    >>> path = tk.write_review_sheet(uses.assign(mark="theme"), themes, "marked.xlsx")
    >>> tk.read_review_sheet(path, uses)["mark"].unique().tolist()
    ['theme']
    """
    path = Path(path)
    require_uses(table)
    book = open_workbook(path, remedy="write it with write_review_sheet")
    where = f"{path.name} {SHEET}"
    if SHEET not in book.sheetnames:
        raise CodingError(f"{path.name} has no sheet {SHEET!r}; write it with write_review_sheet")
    rows = [list(row) for row in book[SHEET].iter_rows(values_only=True)]
    header = [str(value) for value in rows[HEADER_ROW]] if len(rows) > HEADER_ROW else []
    for name in (KEY, MARK):
        if header.count(name) != 1:
            raise CodingError(f"{where}: the column {name!r} must stand once in row 2; restore it as it was written")
    keys = use_keys(table)
    marks = _marks(where, rows[HEADER_ROW + 1 :], header.index(KEY), header.index(MARK), set(keys))
    return table.assign(mark=[marks.get(key) or mark for key, mark in zip(keys, table[MARK])])


def _marks(where: str, rows: list[list[Any]], at: int, to: int, known: set[str]) -> dict[str, str]:
    """Use → its mark, "" for none."""
    found: dict[str, str] = {}
    for r, row in enumerate(rows, start=HEADER_ROW + 1):
        key, mark = (str(row[column] or "").strip() for column in (at, to))
        if not key and not mark:
            continue
        if key not in known:
            raise CodingError(
                f"{where}!{cell_name(r, at)}: {key!r} is no use of this draw; give the table it was made of"
            )
        if key in found:
            raise CodingError(f"{where}!{cell_name(r, at)}: the use stands twice; delete one of the two rows")
        if mark and mark.casefold() not in MARKS:
            raise CodingError(
                f"{where}!{cell_name(r, to)}: {mark!r} is no mark; write {', '.join(MARKS)}, or leave it empty"
            )
        found[key] = mark.casefold()
    return found
