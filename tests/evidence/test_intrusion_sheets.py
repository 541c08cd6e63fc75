"""Intrusion tests on paper: what is written holds no answer, what is read is checked cell by cell."""

import openpyxl
import pandas as pd
import pytest

from toolkit.base.errors import CodingError, UsageError
from toolkit.evidence.intrusion import score_intrusion
from toolkit.evidence.intrusion_sheets import read_intrusion_sheet, write_intrusion_sheet


@pytest.fixture
def test():
    """Three questions as draw_intrusion_test gives them; the intruder is option 2, 1 and 3."""
    rows = []
    for question, (kind, right, n) in enumerate([("word", 2, 5), ("word set", 1, 4), ("document", 3, 4)], start=1):
        for option in range(1, n + 1):
            rows.append(
                (question, kind, question - 1, option, f"=lựa chọn {question}.{option}", option == right, pd.NA)
            )
    columns = ["question", "kind", "topic", "option", "shown", "intruder", "answer"]
    return pd.DataFrame(rows, columns=columns).astype({"answer": "Int64"})


def filled(tmp_path, test, **cells):
    path = write_intrusion_sheet(test, tmp_path / "test.xlsx", readers=("An", "Bình"))
    book = openpyxl.load_workbook(path)
    for cell, value in {"B2": 2, "B3": 4, "B4": 3, **cells}.items():
        book["An"][cell] = value
    book.save(path)
    return path


def test_answers_come_back_and_are_scored(tmp_path, test):
    answers = read_intrusion_sheet(filled(tmp_path, test), test)
    assert len(answers) == 2 * len(test)
    assert answers[answers["answer"] == 1][["coder", "question", "option"]].to_numpy().tolist() == [
        ["An", 1, 2],
        ["An", 2, 4],
        ["An", 3, 3],
    ]
    whole = score_intrusion(answers).query("topic == -1").set_index("kind")
    assert whole["found"].to_dict() == {"word": 1, "word set": 0, "document": 1}
    assert whole["questions"].tolist() == [1, 1, 1]  # Bình left all blank


def test_the_sheet_holds_no_answer_no_topic_and_no_formula(tmp_path, test):
    path = write_intrusion_sheet(test, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Reader 1"]
    sheet = book["Reader 1"]
    assert [c.value for c in sheet[1]] == ["question", "answer", "task", *(f"option {i}" for i in range(1, 6))]
    assert sheet["D2"].value == "=lựa chọn 1.1" and sheet["D2"].data_type == "s"
    assert [sheet[f"B{r}"].value for r in (2, 3, 4)] == [None] * 3
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules["B2"] == '"1,2,3,4,5"' and rules["B3"] == '"1,2,3,4"'
    other = test.assign(intruder=~test["intruder"], topic=9)
    assert path.read_bytes() == write_intrusion_sheet(other, tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"B3": 5}, r"test.xlsx An!B3: 5 is not one of 1, 2, 3, 4"),
        ({"B2": "hai"}, r"An!B2: 'hai' is not one of 1, 2, 3, 4, 5"),
        ({"A4": 9}, r"An!A4: 9 is no question of this test"),
        ({"A4": 2}, r"An!A4: question 2 stands twice; delete one"),
        ({"B1": "đáp án"}, r"An: the column 'answer' must stand once in row 1; restore"),
        (dict.fromkeys(["A4", "B4", "C4", "D4", "E4", "F4", "G4"]), r"An: the row of question 3 is missing; restore"),
        (dict.fromkeys(["B2", "B3", "B4"]), r"holds no answer yet; fill in"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path, test, cells, message):
    with pytest.raises(CodingError, match=message):
        read_intrusion_sheet(filled(tmp_path, test, **cells), test)


def test_files_and_tests_that_cannot_be(tmp_path, test):
    path = write_intrusion_sheet(test, tmp_path / "a.xlsx")
    with pytest.raises(UsageError, match=r"a.xlsx exists and may hold answers"):
        write_intrusion_sheet(test, path)
    with pytest.raises(UsageError, match="no column 'option'"):
        write_intrusion_sheet(test.drop(columns="option"), tmp_path / "b.xlsx")
    with pytest.raises(UsageError, match="each once"):
        write_intrusion_sheet(test, tmp_path / "b.xlsx", readers=("An", "an"))
    with pytest.raises(CodingError, match="does not exist; write it with write_intrusion_sheet"):
        read_intrusion_sheet(tmp_path / "c.xlsx", test)
    (tmp_path / "d.xlsx").write_bytes(b"x")
    with pytest.raises(CodingError, match=r"d.xlsx is no xlsx workbook"):
        read_intrusion_sheet(tmp_path / "d.xlsx", test)
