"""Accounts: what goes in equals the sum of the outcomes, for every reader, and each loss is told."""

import io
import os
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents import made
from tests.documents.test_reading import TEXT
from toolkit.base.errors import InputError, UsageError
from toolkit.documents.accounts import OUTCOMES, Accounts, Entry, accounts_of
from toolkit.documents.cleaning import clean
from toolkit.documents.dates import resolve_dates
from toolkit.documents.reading import read_corpus

GOOD = {
    ".txt": TEXT.encode(),
    ".md": TEXT.encode(),
    ".html": f"<html><body><p>{TEXT}</p></body></html>".encode(),
    "": TEXT.encode(),
}
ODD = {".txt": b"\x00\x01\x02" * 2000, ".pdf": b"%PDF-1.4 broken", ".docx": b"PK\x03\x04 broken", ".jpg": b"\xff\xd8"}
ODD |= {
    ".doc": bytes.fromhex("d0cf11e0a1b11ae1"),
    ".mp3": b"ID3",
    ".xyz": b"?",
    ".zip": b"PK broken",
    ".gz": b"\x1f\x8b broken",
}


def _sheet(rows: list[str]) -> list[list[str]]:
    return [["id", "text"], *([f"r{i}", row] for i, row in enumerate(rows))]


OTHERS: dict[str, Callable[[list[str]], bytes]] = {
    ".ods": lambda rows: made.ods_bytes({"S": _sheet(rows)}),
    ".xls": lambda rows: made.page_table(_sheet(rows)),
    ".xml": made.rss_bytes,
    ".atom": made.atom_bytes,
    ".mbox": made.box_bytes,
    ".epub": made.book_bytes,
    ".arrow": lambda rows: made.arrow_bytes({"id": [f"r{i}" for i in range(len(rows))], "text": rows}),
}


def _table(kind: str, rows: list[str]) -> bytes:
    frame = pd.DataFrame({"id": [f"r{i}" for i in range(len(rows))], "text": rows})
    buffer = io.BytesIO()
    if kind == ".parquet":
        frame.to_parquet(buffer)
    elif kind == ".xlsx":
        frame.to_excel(buffer, index=False)
    elif kind == ".jsonl":
        return frame.to_json(orient="records", lines=True, force_ascii=False).encode()
    elif kind == ".json":
        return frame.to_json(orient="records", force_ascii=False).encode()
    elif kind in OTHERS:
        return OTHERS[kind](rows)
    else:
        return frame.to_csv(index=False, sep="\t" if kind == ".tsv" else ",").encode()
    return buffer.getvalue()


@st.composite
def folders(draw: st.DrawFn) -> dict[str, tuple[bytes, int]]:
    """File name → bytes, and how many rows it holds (0 for no table)."""
    files: dict[str, tuple[bytes, int]] = {}
    for i in range(draw(st.integers(1, 6))):
        what = draw(st.sampled_from(["good", "odd", "table", "hidden", "zip"]))
        if what == "table":
            kind = draw(st.sampled_from([".csv", ".tsv", ".json", ".jsonl", ".parquet", ".xlsx", *OTHERS]))
            rows = draw(
                st.lists(st.sampled_from([TEXT, "", "12", "Only English words stand in this one."]), min_size=1)
            )
            files[f"t{i}{kind}"] = _table(kind, [row or "-" for row in rows]), len(rows)
        elif what == "zip":
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w") as archive:
                for j in range(draw(st.integers(1, 3))):
                    archive.writestr(f"{draw(st.sampled_from(['', '.', '__MACOSX/']))}{j}.txt", TEXT)
            files[f"z{i}.zip"] = buffer.getvalue(), 0
        else:
            pool = ODD if what == "odd" else GOOD
            kind = draw(st.sampled_from(sorted(pool)))
            files[f"{'.' if what == 'hidden' else ''}f{i}{kind}"] = pool[kind], 0
    return files


@settings(max_examples=25, deadline=None)
@given(folders())
def test_what_goes_in_is_the_sum_of_the_outcomes(files: dict[str, tuple[bytes, int]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.txt").write_text(TEXT, encoding="utf-8")
        for file, (data, _) in files.items():
            (folder / file).write_bytes(data)
        corpus = read_corpus(folder)
    frame = corpus.accounts.frame
    tally = corpus.accounts.tally().set_index("kind")
    assert (tally["things"] == tally[list(OUTCOMES)].sum(axis=1)).all()
    archives = {file for file in files if file.endswith(".zip") and files[file][0].count(b"PK") > 1}
    assert set(frame.loc[frame["kind"] == "file", "name"]) >= {*files, "a.txt"} - archives
    for file, (_, rows) in files.items():
        assert ((frame["kind"] == "row") & (frame["name"] == file)).sum() == rows
    documents = frame[frame["id"].notna()]
    assert sorted(documents["id"]) == sorted(corpus.frame["id"])
    by_id = corpus.frame.set_index("id")["status"]
    assert ((by_id.loc[documents["id"]] == "kept").to_numpy() == (documents["outcome"] == "kept").to_numpy()).all()
    assert (frame.loc[frame["outcome"].isin(["refused", "ignored"]), "reason"] != "").all()


def test_what_is_passed_over_has_its_row(tmp_path: Path) -> None:
    for name in (
        "documents/a.txt",
        "bo-sung/b.txt",
        "README.md",
        ".DS_Store",
        "documents/anh.jpg",
        "documents/ghi.doc",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    (tmp_path / "documents/ghi.doc").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600)
    (tmp_path / "metadata.csv").write_text("file,nhóm\na.txt,p\n", encoding="utf-8")
    accounts = read_corpus(tmp_path).accounts.frame.set_index("name")
    files = accounts[accounts["kind"] == "file"]
    assert files["outcome"].to_dict() == {
        "bo-sung/b.txt": "ignored",
        "README.md": "ignored",
        "metadata.csv": "joined",
        "a.txt": "kept",
        "anh.jpg": "ignored",
        "ghi.doc": "refused",
    }


def test_metadata_is_matched_as_people_retype_names_and_the_rest_is_told(tmp_path: Path) -> None:
    names = ["Bai1.txt", "bài hai.txt", "003.txt", "4.txt", "x/năm.txt", "6.txt", "06.txt", "7.txt"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    called = ["bai1.txt", " Bài  Hai.TXT ", "3", "4.html", r"C:\báo\x\năm.txt", "006.txt", "7.txt", "7.txt", "khong-co"]
    rows = "\n".join(f"{name},n{i}" if i != 7 else f"{name},n6" for i, name in enumerate(called))
    (tmp_path / "metadata.csv").write_text("file,nhóm\n" + rows, encoding="utf-8")
    corpus = read_corpus(tmp_path)
    given_ = corpus.frame.set_index("id")["nhóm"].dropna().to_dict()
    assert given_ == {
        "Bai1.txt": "n0",
        "bài hai.txt": "n1",
        "003.txt": "n2",
        "4.txt": "n3",
        "x/năm.txt": "n4",
        "7.txt": "n6",
    }
    (line,) = (line for line in corpus.accounts.lines() if line.startswith("metadata.csv"))
    assert line.startswith("metadata.csv: 9 rows, 6 joined, ")
    assert "2 naming no document ('006.txt', 'khong-co')" in line and "1 saying of a document again" in line


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in this system's folders")
def test_links_pipes_and_empty_archives_have_their_row(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "vong").symlink_to(tmp_path / "other")
    (tmp_path / "mat.txt").symlink_to(tmp_path / "khong-co.txt")
    os.mkfifo(tmp_path / "ong.txt")
    zipfile.ZipFile(tmp_path / "rong.zip", "w").close()
    accounts = read_corpus(tmp_path).accounts
    told = accounts.frame.set_index("name")["reason"].to_dict()
    assert (
        told["vong"] == "a link to a folder, which is not followed" and told["mat.txt"] == "a link that leads nowhere"
    )
    assert "pipe" in told["ong.txt"] and told["rong.zip"] == "an archive without a file in it"
    assert "give the folder itself" in "\n".join(accounts.lines())


@pytest.mark.parametrize(("name", "why"), [(".a.txt", "hidden"), ("a.jpg", "a picture"), ("a.zip", "without a file")])
def test_a_folder_of_nothing_to_read_says_what_lies_in_it(tmp_path: Path, name: str, why: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    if name == "a.zip":
        zipfile.ZipFile(tmp_path / name, "w").close()
    with pytest.raises(InputError, match=why):
        read_corpus(tmp_path)


def test_an_emptied_document_is_accounted_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Chia sẻ\nBình luận\nĐăng nhập\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    accounts = clean(read_corpus(tmp_path)).accounts.frame.set_index("name")
    assert accounts["outcome"].to_dict() == {"a.txt": "refused", "b.txt": "kept"}
    assert accounts.loc["a.txt", "reason"] == "nothing but page furniture"


def test_a_table_read_again_takes_the_place_of_what_it_said_before() -> None:
    first = accounts_of([Entry("dates", "dates.csv", 1, "a", "joined"), Entry("file", "a.txt", None, "a")])
    again = first.plus([Entry("dates", "dates.csv", i, "a", "refused", "without a date", "x") for i in (1, 2)])
    assert len(again) == 3 and again.tally()["refused"].sum() == 2
    assert len(first.plus([])) == 2 and again.frame["kind"].tolist() == ["file", "dates", "dates"]


def test_the_costly_and_rare_stand_before_the_cheap_and_common() -> None:
    entries = [Entry("file", f"{i}.jpg", outcome="ignored", reason="a picture") for i in range(40)]
    entries += [Entry("row", "t.csv", i, outcome="refused", reason=f"{i} cells under a header of 2") for i in range(9)]
    entries += [Entry("file", "a.pdf", outcome="refused", reason="damaged PDF", remedy="save it again")]
    table = accounts_of(entries).by_reason()
    assert table["things"].tolist() == [1, 9, 40] and len(table["examples"][2]) == 20
    assert accounts_of(entries).lines()[0] == "1 file refused: damaged PDF ('a.pdf'); save it again"


def test_accounts_know_their_kinds_and_outcomes() -> None:
    with pytest.raises(UsageError, match="no outcome 'lost'"):
        accounts_of([Entry("file", "a", outcome="lost")])
    with pytest.raises(UsageError, match="no kind 'thing'"):
        accounts_of([Entry("thing", "a")])
    whole = accounts_of([Entry("file", "a.txt", None, "a"), Entry("row", "t.csv", 3)])
    pd.testing.assert_frame_equal(Accounts.from_parts(whole.to_parts()).frame, whole.frame)
    assert "things: 2" in repr(whole)


def test_metadata_that_contradicts_itself_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "metadata.csv").write_text("file,ngay\na.txt,1/8/2014\na.txt,2/8/2014\n", encoding="utf-8")
    with pytest.raises(InputError, match="more than once"):
        read_corpus(tmp_path)


def test_dates_of_metadata_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    for n in range(4):
        (tmp_path / f"{n}.txt").write_text(f"{TEXT} {n}", encoding="utf-8")
    rows = "0.txt,1/8/2014\n1.txt,31/02/2017\n2.txt,hôm nọ\nkhong-co.txt,2/8/2014\n"
    (tmp_path / "metadata.csv").write_text("file,ngay\n" + rows, encoding="utf-8")
    corpus = resolve_dates(resolve_dates(read_corpus(tmp_path)))
    lines = {line.partition(":")[0]: line for line in corpus.accounts.lines()}
    assert lines["metadata.csv"] == (
        "metadata.csv: 4 rows, 1 joined, 2 with a date that cannot be read ('31/02/2017', 'hôm nọ'), "
        "1 naming no document ('khong-co.txt')"
    )
