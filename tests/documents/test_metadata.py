"""Metadata beside the documents: joined by name, never by position."""

from pathlib import Path

import pandas as pd
import pytest

from tests.documents.test_reading import TEXT
from toolkit.base.errors import InputError
from toolkit.documents.reading import read_corpus


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("x/a.txt", "x/b.txt", "y/b.txt", "y/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_a_row_finds_its_file_by_path_by_name_or_by_stem(folder: Path) -> None:
    rows = ["a.txt,1/8/2014,Một,p", "y/b.txt,2/8/2014,Hai,q", "c,,Ba,p", "khác.txt,3/8/2014,Bốn,q"]
    (folder / "metadata.csv").write_text("\n".join(["Tên file,Ngày,Tiêu đề,nhóm", *rows]), encoding="utf-8")
    frame = read_corpus(folder).frame.set_index("id")
    assert list(frame.index) == ["x/a.txt", "x/b.txt", "y/b.txt", "y/c.txt"]
    assert frame["title"].fillna("-").tolist() == ["Một", "-", "Hai", "Ba"]
    assert frame["date_given"].fillna("-").tolist() == ["1/8/2014", "-", "2/8/2014", "-"]
    assert frame["date_given_by"].fillna("-").tolist() == ["metadata Ngày", "-", "metadata Ngày", "-"]
    assert frame["nhóm"].fillna("-").tolist() == ["p", "-", "q", "p"] and (frame["text"] == TEXT).all()
    assert frame["source"].tolist() == ["x", "x", "y", "y"]


def test_it_may_stand_beside_documents_and_be_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "README.md").write_text("Nguồn gốc.", encoding="utf-8")
    pd.DataFrame({"id": ["a.txt"], "nguon": ["Báo Mẫu"]}).to_excel(tmp_path / "metadata.xlsx", index=False)
    row = read_corpus(tmp_path).frame.iloc[0]
    assert (row["id"], row["source"]) == ("a.txt", "Báo Mẫu")


def test_a_table_with_texts_is_documents(folder: Path) -> None:
    (folder / "metadata.csv").write_text("id,text\nm,Kiều bào về quê\n", encoding="utf-8")
    assert "m" in set(read_corpus(folder).frame["id"])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("ngay\n1/8/2014\n", "no column file or id to name documents by; it has ngay"),
        ("id,ngay\nz.txt,1/8/2014\n", "names none of the documents"),
        ("id,ngay\na.txt,1\nx/a.txt,2\n", "x/a.txt more than once"),
        ("id,ngay\n", "no rows"),
        ("id,ngay\na.txt,1,2\n", "3 cells under a header of 2"),
    ],
)
def test_a_table_that_cannot_be_joined_is_an_error(folder: Path, rows: str, message: str) -> None:
    (folder / "metadata.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_corpus(folder)
