"""Hostile and broken input: a status and a problem for that document, and the run goes on."""

import gzip
import io
import json
import struct
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.documents.test_reading import TEXT, docx_bytes, pdf_bytes
from toolkit.base.errors import InputError, ToolkitError
from toolkit.documents import reading
from toolkit.documents.files import inputs, json_rows, separated
from toolkit.documents.files.kinds import KINDS
from toolkit.documents.reading import read_corpus

ENCRYPTED = (
    "<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 "
    f"/O <{'28BF4E5E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A00'}> "
    f"/U <{'11' * 32}> >>"
)
STATUSES = {"kept", "empty", "unreadable", "foreign", "no diacritics"}


def read_beside_a_good_one(folder: Path) -> pd.DataFrame:
    """The rows of a folder that also holds one good article, which must always be kept."""
    (folder / "tot.txt").write_text(TEXT, encoding="utf-8")
    frame = read_corpus(folder).frame.set_index("id")
    assert frame.loc["tot.txt", "status"] == "kept"
    return frame.drop(index="tot.txt")


def problem(folder: Path, name: str) -> str:
    """The problem of the one unreadable file `name`."""
    frame = read_beside_a_good_one(folder)
    assert frame.loc[name, "status"] == "unreadable" and frame.loc[name, "text"] == ""
    return str(frame.loc[name, "problem"])


def test_a_line_too_long_for_a_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_CHARACTERS", 10_000)
    (tmp_path / "dai.txt").write_text("kiều bào " * 2_000, encoding="utf-8")
    assert "split it" in problem(tmp_path, "dai.txt")


def test_a_file_too_large_for_a_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "MAX_DOCUMENT", 1 << 20)
    (tmp_path / "to.html").write_bytes(b"x" * (2 << 20))
    assert "larger than 1 MiB" in problem(tmp_path, "to.html")


def test_a_jsonl_line_too_long_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_rows, "MAX_DOCUMENT", 1 << 20)
    good = json.dumps({"text": TEXT})
    (tmp_path / "a.jsonl").write_text(f'{good}\n{{"text": "{"x" * (3 << 20)}"}}\n{good}\n', encoding="utf-8")
    frame = read_beside_a_good_one(tmp_path)
    assert list(frame["status"]) == ["kept", "unreadable", "kept"] and "longer than" in frame["problem"].iloc[1]


def test_broken_jsonl_lines_do_not_stop_the_file(tmp_path: Path) -> None:
    lines = [json.dumps({"text": TEXT}), "{broken", "[1, 2]", '{"x": 1}', "[" * 100_000, json.dumps({"text": TEXT})]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    frame = read_beside_a_good_one(tmp_path)
    assert list(frame["status"]) == ["kept", *["unreadable"] * 4, "kept"]
    assert "no column of text among x" in frame.loc["a.jsonl#4", "problem"]


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bom.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * (40 << 20))
    assert "like a bomb" in problem(tmp_path, "bom.zip")


def test_a_zip_that_lies_about_its_sizes(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * (40 << 20))
    data = buffer.getvalue().replace(struct.pack("<I", 40 << 20), struct.pack("<I", 1000))
    (tmp_path / "doi.zip").write_bytes(data)
    frame = read_beside_a_good_one(tmp_path)
    assert set(frame["status"]) == {"unreadable"} and frame["text"].str.len().max() == 0


def test_too_many_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "MAX_MEMBERS", 5)
    with zipfile.ZipFile(tmp_path / "nhieu.zip", "w") as archive:
        for number in range(6):
            archive.writestr(f"{number}.txt", TEXT)
    assert "6 members" in problem(tmp_path, "nhieu.zip")


def test_a_gzip_bomb_is_stopped(tmp_path: Path) -> None:
    (tmp_path / "bom.txt.gz").write_bytes(gzip.compress(b"0" * (40 << 20)))
    assert "like a bomb" in problem(tmp_path, "bom.txt.gz")


@pytest.mark.parametrize(
    "name", ["../ngoai.txt", "/etc/ngoai.txt", "a/../../ngoai.txt", "C:\\ngoai.txt", "..\\ngoai.txt"]
)
def test_names_that_lead_outside_are_not_read(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), TEXT)
    frame = read_beside_a_good_one(tmp_path)
    assert list(frame["status"]) == ["unreadable"] and "outside" in frame["problem"].iloc[0]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["tot.txt", "x.zip"]


def test_a_damaged_zip_in_a_zip_and_beside_it(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.txt", TEXT)
    with zipfile.ZipFile(tmp_path / "ngoai.zip", "w") as archive:
        archive.writestr("trong.zip", inner.getvalue()[:-20])
    (tmp_path / "hong.zip").write_bytes(inner.getvalue()[:-20])
    frame = read_beside_a_good_one(tmp_path)
    assert set(frame["status"]) == {"unreadable"} and len(frame) == 2


def test_a_zip_with_a_member_without_a_name(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("b.txt", TEXT)
        archive.writestr(zipfile.ZipInfo("x"), TEXT)
        archive.filelist[-1].filename = ""  # the directory at the end of the file will say so
    frame = read_corpus(tmp_path / "a.zip").frame.set_index("id")
    assert frame.loc["a.zip/b.txt", "status"] == "kept"
    assert len(frame) == 2 and (frame["status"] != "kept").sum() == 1


def test_a_zip_whose_name_is_no_utf8_though_it_says_so(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "ten.zip", "w") as archive:
        archive.writestr("báo.txt", TEXT)
    data = (tmp_path / "ten.zip").read_bytes()
    (tmp_path / "ten.zip").write_bytes(data.replace("báo".encode(), b"b\xc7\x41o", 1))  # in the member's own header
    (tmp_path / "muc.zip").write_bytes(data.replace("báo".encode(), b"b\xc7\x41o"))  # in the directory too
    assert set(read_beside_a_good_one(tmp_path)["status"]) == {"unreadable"}


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_member_however_packed(tmp_path: Path, method: int) -> None:
    with zipfile.ZipFile(tmp_path / "hong.zip", "w", method) as archive:
        archive.writestr("a.txt", TEXT * 50)
        archive.writestr("b.csv", "id,text\n1," + TEXT.replace("\n", " ") * 50)
    data = bytearray((tmp_path / "hong.zip").read_bytes())
    for place in (data.find(b"a.txt") + 20, data.find(b"b.csv") + 20):
        data[place : place + 12] = b"\xff" * 12
    (tmp_path / "hong.zip").write_bytes(bytes(data))
    frame = read_beside_a_good_one(tmp_path)
    assert set(frame["status"]) == {"unreadable"} and frame["problem"].str.contains("damaged").all()


def test_a_million_nested_tags(tmp_path: Path) -> None:
    (tmp_path / "sau.html").write_text("<div>" * 1_000_000 + TEXT, encoding="utf-8")
    frame = read_beside_a_good_one(tmp_path)
    assert frame.loc["sau.html", "status"] == "kept" and frame.loc["sau.html", "text"] == TEXT.replace("\n", " ")


@pytest.mark.parametrize(
    "page", ["<" * 500_000, "<script>" * 100_000, "<!--" * 200_000, "<a " * 200_000, "&amp;" * 100_000]
)
def test_pages_that_break_parsers(tmp_path: Path, page: str) -> None:
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    assert set(read_beside_a_good_one(tmp_path)["status"]) <= {"empty", "foreign", "kept"}


def test_entities_in_a_docx_are_refused(tmp_path: Path) -> None:
    source, buffer = zipfile.ZipFile(io.BytesIO(docx_bytes(TEXT))), io.BytesIO()
    bomb = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
    with zipfile.ZipFile(buffer, "w") as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename == "word/document.xml":
                data = bomb.encode() + data[data.index(b"<w:document") :].replace(b"Chi", b"&b;Chi")
            target.writestr(member, data)
    (tmp_path / "a.docx").write_bytes(buffer.getvalue())
    assert "entities" in problem(tmp_path, "a.docx")


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_an_office_file_that_is_none(tmp_path: Path, kind: str) -> None:
    (tmp_path / f"a.{kind}").write_bytes(b"\xd0\xcf\x11\xe0 an encrypted or old file")
    assert "encrypted" in problem(tmp_path, f"a.{kind}")


def test_an_encrypted_a_damaged_and_an_empty_pdf(tmp_path: Path) -> None:
    (tmp_path / "khoa.pdf").write_bytes(pdf_bytes(["x"], encrypt=ENCRYPTED))
    (tmp_path / "hong.pdf").write_bytes(b"%PDF-1.4\n" + b"\0" * 100)
    (tmp_path / "anh.pdf").write_bytes(pdf_bytes([]))
    frame = read_beside_a_good_one(tmp_path)
    assert set(frame["status"]) == {"unreadable"}
    assert "password" in frame.loc["khoa.pdf", "problem"] and "damaged" in frame.loc["hong.pdf", "problem"]
    assert "text layer" in frame.loc["anh.pdf", "problem"]


def test_a_csv_without_text_with_uneven_rows_and_an_open_quote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(separated, "MAX_DOCUMENT", 1 << 16)
    (tmp_path / "a.csv").write_text("ma,nhan\n1,x\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("id,text\nm,Kiều bào về quê\nn\nk,Kiều bào,thừa\n", encoding="utf-8")
    (tmp_path / "c.csv").write_text('id,text\nm,"không đóng\n' + "x," * 50_000, encoding="utf-8")
    frame = read_beside_a_good_one(tmp_path)
    assert "no column of text among ma, nhan" in frame.loc["a.csv", "problem"]
    assert frame.loc["m", "status"] == "kept"
    assert frame.loc["n", "status"] == "empty" and "3 cells" in frame.loc["b.csv#3", "problem"]
    assert frame.loc["m~2", "text"] == "không đóng" and "50001 cells" in frame.loc["c.csv#2", "problem"]


def test_nul_bytes_and_direction_marks(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(("Kiều\0 bào \u202eở nước\u200f ngoài " * 5).encode())
    (tmp_path / "b.bin.txt").write_bytes(bytes(range(32)) * 200)
    frame = read_beside_a_good_one(tmp_path)
    assert frame.loc["a.txt", "text"].startswith("Kiều bào ở nước ngoài") and frame.loc["a.txt", "status"] == "kept"
    assert frame.loc["b.bin.txt", "status"] in ("unreadable", "empty")


def test_legacy_bytes_within_a_utf8_table_are_read_cell_by_cell(tmp_path: Path) -> None:
    good, old = TEXT.encode().replace(b",", b""), ("hội nghị bàn về công tác người việt nam ở nước ngoài " * 3)
    from tests.documents.test_encodings import TO_TCVN3

    legacy = "".join(TO_TCVN3.get(c, c) for c in old).encode("latin-1")
    (tmp_path / "a.csv").write_bytes(b'text\n"' + good + b'"\n' + legacy + b"\n")
    frame = read_beside_a_good_one(tmp_path)
    assert frame.loc["a.csv#2", "text"].strip() == old.strip() and frame.loc["a.csv#2", "encoding"] == "tcvn3"


def test_nothing_usable_says_why(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no file"):
        read_corpus(tmp_path)
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8")
    with pytest.raises(InputError, match="holds no articles"):
        read_corpus(tmp_path)
    (tmp_path / "a.pdf").write_bytes(b"no pdf")
    (tmp_path / "b.txt").write_text("")
    with pytest.raises(
        InputError, match=r"2 documents found, none can be used \(1 empty, 1 unreadable\); a.pdf: damaged"
    ):
        read_corpus(tmp_path)
    with pytest.raises(InputError, match="is not there"):
        read_corpus(tmp_path / "absent")


def test_a_kind_that_is_not_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.xyz").write_bytes(b"x")
    assert "of a kind that is not read; save it as" in problem(tmp_path, "a.xyz")
    (tmp_path / "a.doc").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600)
    assert "save it as .docx" in problem(tmp_path, "a.doc")


@given(kind=st.sampled_from([*KINDS, ".zip", ".txt.gz", ".csv.gz", ""]), data=st.binary(max_size=600))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_under_any_name_give_statuses_or_our_errors(tmp_path: Path, kind: str, data: bytes) -> None:
    file = tmp_path / f"a{kind}"
    file.write_bytes(data)
    try:
        frame = read_corpus(file).frame
    except ToolkitError:
        return
    assert set(frame["status"]) <= STATUSES and frame["id"].is_unique
    assert (frame["problem"].isna() == frame["status"].isin(["kept", "empty"])).all()


CELL = st.one_of(
    st.text(max_size=30), st.none(), st.integers(), st.floats(), st.booleans(), st.lists(st.text(max_size=5))
)


@given(rows=st.lists(st.dictionaries(st.sampled_from(["text", "id", "date", "url", "status", "x"]), CELL), max_size=5))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_rows_are_read(tmp_path: Path, rows: list[dict[str, object]]) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(map(json.dumps, [{"text": TEXT}, *rows])), encoding="utf-8")
    frame = read_corpus(file).frame
    assert len(frame) == len(rows) + 1 and frame["id"].is_unique
