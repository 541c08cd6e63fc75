"""CSV for co-authors: BOM, NFC, six digits, and no cell that starts a formula."""

import csv
import io
import json
import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.studies.report.cells import cell, to_csv
from toolkit.studies.report.spreadsheet_ids import is_read_otherwise, with_exact_ids


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.123456789, "0.123457"),
        (1234567.0, "1.23457e+06"),
        (3, "3"),
        (True, "true"),
        (None, ""),
        (float("nan"), ""),
        (pd.NA, ""),
        ("=1+1", "'=1+1"),
        ("+84", "'+84"),
        ("-", "'-"),
        ("@x", "'@x"),
        ("\t=1", "'\t=1"),
        ("\n=1", "'\n=1"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("  =1", "'  =1"),
        (-0.5, "-0.5"),
        ("hoà bình", "hoà bình"),
        (unicodedata.normalize("NFD", "Việt"), "Việt"),
        ("a\x00b", "ab"),
    ],
)
def test_one_cell(value: object, written: str) -> None:
    assert cell(value) == written


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_any_text_is_read_back_by_a_csv_reader_and_never_starts_a_formula(texts: list[str]) -> None:
    data = to_csv(pd.DataFrame({"text": texts, "n": range(len(texts))}))
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["text", "n"]
    assert len(rows) == len(texts) + 1
    for row, text in zip(rows[1:], texts):
        assert not row[0].startswith("\t") and not row[0].lstrip().startswith(("=", "+", "-", "@"))
        plain = unicodedata.normalize("NFC", text).replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
        plain = plain.encode("utf-8", "replace").decode()
        assert row[0].removeprefix("'") == plain.removeprefix("'")


@pytest.mark.parametrize("hidden", ["\ufeff", "\u200b", "\u202e", "\u00a0", " \u2066"])
@pytest.mark.parametrize("sign", ["=", "@", "＝", "-"])
def test_a_formula_behind_a_sign_that_nobody_sees_is_none(hidden: str, sign: str) -> None:
    assert cell(f"{hidden}{sign}1") == f"'{hidden}{sign}1"


ODD = ["1-2", "007", "3/4", "12:30", "1E5", "12345678901234567", "mar1", "2-Sep", "TRUE", "1 1/2", "5%", "1.5.2019"]
EVEN = ["7", "123", "a-1", "bai_1", "bao/2019-01-02-003.txt", "Marta", "x1-2", "1a", "Đúng lúc", "12b-3", "tin"]


def test_what_spreadsheets_read_otherwise_is_known() -> None:
    assert [text for text in ODD if not is_read_otherwise(text)] == []
    assert [text for text in EVEN if is_read_otherwise(text)] == []


def test_ids_stand_as_they_are_beside_what_a_spreadsheet_may_open() -> None:
    ids = ["=cmd|' /C calc'!A0", "1-2", "007", 'a"b', "e\u0301", "x\x00\u202ey\ud800", "bao/1.txt"]
    frame = with_exact_ids(pd.DataFrame({"id": ids, "title": ids, "story": ["1-2"] * 7}, dtype=object))
    assert list(frame.columns) == ["id", "id_exact", "title", "story", "story_exact"]
    rows = list(csv.DictReader(io.StringIO(to_csv(frame).decode("utf-8-sig"), newline="")))
    assert [json.loads(row["id_exact"]) for row in rows] == ids
    assert all(row["id_exact"].startswith('"') for row in rows) and rows[0]["id"].startswith("'=")
    assert [row["id"] for row in rows[1:4]] == ids[1:4]


def test_a_table_with_plain_ids_has_no_column_more() -> None:
    plain = pd.DataFrame({"id": EVEN, "document": [*EVEN[:-1], None], "theme": "=a", "title": "1-2"})
    assert with_exact_ids(plain) is plain
