"""Intrusion tests on paper: a workbook for readers that does not hold the right answers, and its answers read back."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.base.errors import CodingError, UsageError
from toolkit.evidence.intrusion import COLUMNS
from toolkit.evidence.sheets import MOST_CHARACTERS, cell_name, open_workbook, require_names
from toolkit.evidence.workbooks import new_workbook, require_new

ANSWER = "answer"
ASK = {
    "word": "Từ nào không thuộc nhóm? Which word does not belong?",
    "word set": "Nhóm từ nào lạc đề? Which set does not belong?",
    "document": "Bài nào lạc đề? Which text does not belong?",
}


def write_intrusion_sheet(
    test: pd.DataFrame, path: str | Path, *, readers: Sequence[str] = ("Reader 1",), overwrite: bool = False
) -> Path:
    """Write the questions of `draw_intrusion_test` as a workbook to be filled in; returns its path.

    One sheet a reader, one row a question: its options, and a drop-down of their numbers. Topics and right answers stay
    in `test`: keep it to read the sheet. The same input gives the same bytes. Raises UsageError where the file exists
    and `overwrite` is False.

    >>> test = tk.draw_intrusion_test(model, seed=1)
    >>> tk.write_intrusion_sheet(test, "intrusion.xlsx", readers=["Lan"]).name
    'intrusion.xlsx'
    """
    path = Path(path)
    require_test(test)
    require_names(readers)
    require_new(path, "answers", overwrite)
    with new_workbook(path, "Intrusion test") as (book, styles):
        for reader in readers:
            _write_reader(book.add_worksheet(reader), test, styles)
    return path


def require_test(test: pd.DataFrame) -> None:
    """UsageError where the table is none of `draw_intrusion_test`."""
    missing = [name for name in COLUMNS if name not in test.columns]
    if missing:
        raise UsageError(f"the test has no column {missing[0]!r}; draw it with draw_intrusion_test")


def _header(test: pd.DataFrame) -> list[str]:
    return ["question", ANSWER, "task", *(f"option {i}" for i in range(1, int(test["option"].max()) + 1))]


def _write_reader(sheet: Any, test: pd.DataFrame, styles: dict[str, Any]) -> None:
    header = _header(test)
    for column, name in enumerate(header):
        sheet.write_string(0, column, name, styles["head"])
        sheet.set_column(column, column, 10 if column < 2 else 34)
    for row, (number, options) in enumerate(test.groupby("question", sort=True), start=1):
        sheet.write_number(row, 0, int(str(number)), styles["text"])
        sheet.write_blank(row, 1, None, styles["answer"])
        sheet.write_string(row, 2, ASK[str(options["kind"].iloc[0])], styles["text"])
        for option, shown in zip(options["option"], options["shown"]):
            sheet.write_string(row, 2 + int(option), str(shown)[:MOST_CHARACTERS], styles["text"])
        offered = [int(option) for option in options["option"]]
        sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": offered})
    sheet.freeze_panes(1, 2)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def read_intrusion_sheet(path: str | Path, test: pd.DataFrame) -> pd.DataFrame:
    """The answers of a filled-in sheet as `score_intrusion` takes them: the rows of `test` once a reader.

    Adds the column `coder`; a question left blank has no answer. Raises CodingError with the cell and the remedy: an
    answer that was not offered, a question that is unknown, repeated or missing, a column that is missing, no answer.

    >>> test = tk.draw_intrusion_test(model, seed=1)
    >>> path = tk.write_intrusion_sheet(test, "intrusion_read.xlsx")
    >>> try:
    ...     tk.read_intrusion_sheet(path, test)
    ... except tk.ToolkitError as error:
    ...     print("nothing answered yet")
    nothing answered yet
    """
    path = Path(path)
    require_test(test)
    book = open_workbook(path, remedy="write it with write_intrusion_sheet")
    read = [_read_reader(f"{path.name} {name}", name, book[name], test) for name in book.sheetnames]
    answers = pd.concat(read, ignore_index=True)
    if answers["answer"].isna().all():
        raise CodingError(f"{path.name} holds no answer yet; fill in the sheets of the readers")
    return answers


def _read_reader(where: str, reader: str, sheet: Any, test: pd.DataFrame) -> pd.DataFrame:
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    header = [str(value) for value in rows[0]] if rows else []
    for name in ("question", ANSWER):
        if header.count(name) != 1:
            raise CodingError(
                f"{where}: the column {name!r} must stand once in row 1; restore it from the sheet as written"
            )
    at, to = header.index("question"), header.index(ANSWER)
    offered = test.groupby("question")["option"].agg(set).to_dict()
    chosen: dict[int, int | None] = {}
    for r, row in enumerate(rows[1:], start=1):
        if all(value in (None, "") for value in row):
            continue
        number = _whole(row[at])
        if number not in offered:
            raise CodingError(
                f"{where}!{cell_name(r, at)}: {row[at]!r} is no question of this test; restore the number"
            )
        if number in chosen:
            raise CodingError(f"{where}!{cell_name(r, at)}: question {number} stands twice; delete one of the two rows")
        chosen[number] = None if row[to] in (None, "") else _whole(row[to])
        if row[to] not in (None, "") and chosen[number] not in offered[number]:
            choices = ", ".join(str(option) for option in sorted(offered[number]))
            raise CodingError(f"{where}!{cell_name(r, to)}: {row[to]!r} is not one of {choices}")
    lost = sorted(set(offered) - set(chosen))
    if lost:
        raise CodingError(f"{where}: the row of question {lost[0]} is missing; restore it from the sheet as written")
    picked = test["question"].map(chosen).astype("Int64") == test["option"]
    answer = pd.Series(1, index=test.index, dtype="Int64").where(picked.fillna(False), pd.NA)
    return test.assign(answer=answer, coder=reader)


def _whole(value: Any) -> int:
    """The whole number in a cell; -1 where it holds anything else."""
    text = str(value).strip().removesuffix(".0")
    return int(text) if text.isascii() and text.isdigit() and not isinstance(value, bool) else -1
