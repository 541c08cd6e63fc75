"""Metadata beside the documents: joined by name, never by position."""

import zipfile
from pathlib import Path

import pandas as pd
import pytest

from tests.documents.test_reading import TEXT
from toolkit.base.errors import InputError
from toolkit.documents.files.called import named_documents
from toolkit.documents.files.metadata import match_names
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


def test_each_subfolder_may_have_its_own_table_which_gives_way_to_one_above(folder: Path) -> None:
    (folder / "x" / "metadata.csv").write_text(
        "file,date,nhóm\nb.txt,2019-01-02,p\nx/a.txt,2019-01-01,p\n", encoding="utf-8"
    )
    (folder / "y" / "metadata.tsv").write_text(
        "file\tdate\nb.txt\t2020-01-02\nkhông.txt\t2020-01-03\n", encoding="utf-8"
    )
    corpus = read_corpus(folder)
    frame = corpus.frame.set_index("id")
    assert frame["date_given"].fillna("-").tolist() == ["2019-01-01", "2019-01-02", "2020-01-02", "-"]
    assert frame["nhóm"].fillna("-").tolist() == ["p", "p", "-", "-"]
    assert "y/metadata.tsv: 2 rows, 1 joined, 1 naming no document ('không.txt')" in corpus.accounts.lines()
    (folder / "metadata.csv").write_text("file,date\nx/b.txt,2018-08-08\n", encoding="utf-8")
    corpus = read_corpus(folder)
    assert corpus.frame["date_given"].fillna("-").tolist() == ["2019-01-01", "2018-08-08", "2020-01-02", "-"]
    told = "x/metadata.csv: 2 rows, 1 joined, 1 of a document that another table of metadata names ('b.txt')"
    assert told in corpus.accounts.lines()


def test_the_same_names_deeper_down_are_others(folder: Path) -> None:
    (folder / "x" / "sâu").mkdir()
    (folder / "x" / "sâu" / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "x" / "metadata.csv").write_text("file,date\na.txt,2019-01-01\n", encoding="utf-8")
    frame = read_corpus(folder).frame.set_index("id")
    assert frame["date_given"].dropna().to_dict() == {"x/a.txt": "2019-01-01"}


def test_a_packed_corpus_has_its_table_with_it(folder: Path) -> None:
    rows = "file,date\nx/a.txt,2019-01-01\nc.txt,2019-01-03\n"
    with zipfile.ZipFile(folder / "kho.zip", "w") as archive:
        for name in ("x/a.txt", "y/c.txt"):
            archive.write(folder / name, name)
        archive.writestr("metadata.csv", rows)
    corpus = read_corpus(folder / "kho.zip")
    assert corpus.frame["date_given"].tolist() == ["2019-01-01", "2019-01-03"]
    assert corpus.accounts.frame["kind"].value_counts()[["member", "metadata"]].tolist() == [3, 2]


@pytest.mark.parametrize("rows", ["file,date\na.txt,2019-01-01\na.txt,2019-01-02\n", "file,date\n"])
def test_a_table_of_a_subfolder_that_cannot_be_joined_stops_nothing(folder: Path, rows: str) -> None:
    (folder / "x" / "metadata.csv").write_text(rows, encoding="utf-8")
    corpus = read_corpus(folder)
    assert corpus.frame["date_given"].isna().all()
    assert (corpus.accounts.frame["name"] == "x/metadata.csv").any()
    assert "x/metadata.csv" in "\n".join(corpus.accounts.lines())


def test_a_table_of_texts_named_metadata_in_a_subfolder_is_read_as_one(folder: Path) -> None:
    (folder / "x" / "metadata.csv").write_text(f'id,text\nm1,"{TEXT}"\n', encoding="utf-8")
    assert "m1" in read_corpus(folder).frame["id"].tolist()


def test_a_name_that_dates_csv_knows_is_known_in_metadata_too() -> None:
    ids = ["b0.txt", "báo/bài một.html", "0012", "0013"]
    names = {
        "b0": ids[0],
        "B0": ids[0],
        "C:/tin/báo/bài một.html": ids[1],
        "b%C3%A1o/b%C3%A0i%20m%E1%BB%99t.html": ids[1],
        "12.0": ids[2],
        "14.0": None,
    }
    for name, meant in names.items():
        assert match_names([name], ids) == [meant], name
        assert named_documents([name], ids) == [meant or ""], name
    assert match_names(["12,0", "12,00"], ids) == [None, None]  # two rows for one document
