"""Uses of seeds in a workbook: a mark comes back to its use, whatever was done to the rows."""

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from tests.evidence.test_coding_page import HOSTILE
from tests.evidence.test_reading_pages import themes, uses
from toolkit.base.errors import CodingError, UsageError
from toolkit.evidence.seed_review import judge_seeds
from toolkit.evidence.seed_sheets import read_review_sheet, write_review_sheet

FIRST, MARK = 3, 6  # the first use's row, and the column of marks, from 1


def marked(path: Path, marks: list[str | None]) -> Path:
    book = openpyxl.load_workbook(path)
    for row, mark in enumerate(marks, start=FIRST):
        book["Uses"].cell(row, MARK).value = mark
    book.save(path)
    return path


def test_marks_come_back_and_a_blank_keeps_the_mark_there_was(tmp_path: Path) -> None:
    table = uses().assign(mark=["", "", "", "", "unsure", "not"])
    path = write_review_sheet(table, themes(), tmp_path / "a.xlsx")
    assert read_review_sheet(path, table)["mark"].tolist() == table["mark"].tolist()
    read = read_review_sheet(marked(path, ["theme", " Not ", None, "", None, "theme"]), table)
    assert read["mark"].tolist() == ["theme", "not", "", "", "unsure", "theme"]
    pd.testing.assert_frame_equal(read.drop(columns="mark"), table.drop(columns="mark"))
    assert judge_seeds(read)["marked"].tolist() == [3]


def test_rows_may_be_sorted_and_deleted(tmp_path: Path) -> None:
    path = write_review_sheet(uses(), themes(), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(marked(path, ["theme", "not", "theme", "not", "unsure", None]))
    rows = [[cell.value for cell in row] for row in book["Uses"].iter_rows(min_row=FIRST)]
    for r, row in enumerate(reversed(rows), start=FIRST):
        for c, value in enumerate(row, start=1):
            book["Uses"].cell(r, c).value = value
    book["Uses"].delete_rows(FIRST + 5)  # the first use
    book.save(path)
    assert read_review_sheet(path, uses())["mark"].tolist() == ["", "not", "theme", "not", "unsure", ""]


def test_texts_are_no_formulas_and_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    table = uses().assign(left="=HYPERLINK(1)", keyword=HOSTILE)
    one, two = (write_review_sheet(table, themes(), tmp_path / name).read_bytes() for name in ("a.xlsx", "b.xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Uses"]
    assert one == two and sheet.cell(FIRST, 3).value == "=HYPERLINK(1)" and sheet.cell(FIRST, 3).data_type != "f"
    with pytest.raises(UsageError, match="may hold marks"):
        write_review_sheet(table, themes(), tmp_path / "a.xlsx")


def test_what_is_wrong_is_named_by_its_cell(tmp_path: Path) -> None:
    path = write_review_sheet(uses(), themes(), tmp_path / "a.xlsx")
    with pytest.raises(CodingError, match=r"a\.xlsx Uses!F4: 'maybe' is no mark"):
        read_review_sheet(marked(path, ["theme", "maybe"]), uses())
    with pytest.raises(CodingError, match="no use of this draw"):
        read_review_sheet(path, uses().assign(unit="another"))
    with pytest.raises(UsageError, match="draw it with review_seeds"):
        read_review_sheet(path, uses().drop(columns="mark"))
    book = openpyxl.load_workbook(path)
    book["Uses"].cell(2, MARK).value = "note"
    book.save(path)
    with pytest.raises(CodingError, match="'mark' must stand once"):
        read_review_sheet(path, uses())
    (tmp_path / "b.xlsx").write_bytes(b"no workbook")
    with pytest.raises(CodingError, match="no xlsx workbook"):
        read_review_sheet(tmp_path / "b.xlsx", uses())


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice")
def test_it_survives_libreoffice(tmp_path: Path) -> None:
    path = marked(write_review_sheet(uses(), themes(), tmp_path / "a.xlsx"), ["theme", "not", "unsure"])
    there, home = tmp_path / "there", f"-env:UserInstallation=file://{tmp_path}/home"
    command = ["soffice", home, "--headless", "--convert-to", "xlsx", "--outdir", str(there), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert read_review_sheet(there / "a.xlsx", uses())["mark"].tolist() == ["theme", "not", "unsure", "", "", ""]
