"""CSV for co-authors: BOM, NFC, six digits, and no cell that starts a formula."""

import csv
import io
import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.studies.report.tables import cell, to_csv


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
