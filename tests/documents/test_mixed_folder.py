"""A folder of three hundred files with the mistakes of a real one: each is accounted for, and each loss is told."""

import unicodedata
import zipfile
from pathlib import Path

import pytest

from toolkit.documents.accounts import IGNORED, KEPT, REFUSED
from toolkit.documents.cleaning import clean
from toolkit.documents.corpus import Corpus
from toolkit.documents.dates import resolve_dates
from toolkit.documents.reading import read_corpus

BODY = "Bà con trong xóm góp tiền xây lại cây cầu gỗ số {0} đã mục, mỗi nhà một tấm ván, làm trong {0} ngày nắng."
PLAIN, PAGES = 200, 40


def page(i: int) -> str:
    paragraphs = "".join(f"<p>{BODY.format(i * 10 + k)}</p>" for k in range(3))
    return (
        f"<html><head><title>Tin {i}</title></head><body><article><h1>Tin {i}</h1>{paragraphs}</article></body></html>"
    )


def odd() -> dict[str, bytes]:
    """Files that are broken, empty, of other kinds and languages, or oddly named: name and bytes."""
    text = BODY.format(999).encode()
    files = {f"anh/{i}.jpg": b"\xff\xd8\xff\xe0" for i in range(12)}
    files |= {f"rong/{i}.txt": b" \n" for i in range(6)}
    files |= {f"cu/{i}.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 for i in range(5)}
    files |= {f"hong/{i}.pdf": b"%PDF-1.4 broken" for i in range(4)}
    files |= {f"hong/{i}.docx": b"PK\x03\x04 broken" for i in range(4)}
    files |= {
        f"nuoc-ngoai/{i}.txt": b"The committee met on Tuesday and the chairman spoke of trade. " * 5 for i in range(5)
    }
    files |= {
        f"khong-dau/{i}.txt": b"Ba con trong xom gop tien xay lai cay cau go da muc, moi nha mot tam van. " * 4
        for i in range(3)
    }
    files |= {unicodedata.normalize("NFD", f"Tên lạ/bài số {i}.TXT"): text for i in range(5)}
    files |= {".DS_Store": b"x", "~$bai.docx": b"x", "desktop.ini": b"x", "Thumbs.db": b"x"}
    files |= {"bang.csv": "id,text,date\n1,{0},2019-11-06\n2,,2019\n3,{0}\n".format(f'"{BODY.format(7)}"').encode()}
    files |= {"dong.jsonl": b'{"text": "' + text + b'"}\n{broken\n'}
    return files


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("mixed")
    files = {f"tin/bai{i:03}.txt": BODY.format(i).encode() for i in range(PLAIN)}
    files |= {f"trang/trang{i:02}.html": page(i).encode() for i in range(PAGES)} | odd()
    rows = [f"bai{i:03}.txt,2019-11-{1 + i % 28:02}" for i in range(96)]
    rows += ["BAI096.TXT,2019-11-06", "bai097,6/11/2019", "bai098.txt,31/02/2017", "bai099.txt,hôm qua"]
    rows += ["khong-co-1.txt,2019-11-06", "khong-co-2.txt,2019-11-06", ",2019-11-06", "bai000.txt,2019-11-01"]
    files["metadata.csv"] = "\r\n".join(["file,date", *rows]).encode("utf-8-sig")
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    with zipfile.ZipFile(root / "goi.zip", "w") as archive:
        archive.writestr("bai.txt", BODY.format(5))
        archive.writestr("../ngoai.txt", BODY.format(6))
    return root


@pytest.fixture(scope="module")
def corpus(folder: Path) -> Corpus:
    return resolve_dates(clean(read_corpus(folder)))


def test_there_are_three_hundred_files_and_each_has_its_row(folder: Path, corpus: Corpus) -> None:
    names = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {"metadata.csv"}
    assert len(names) >= 290
    told = corpus.accounts.frame.query("kind == 'file'")
    assert set(told["name"]) >= names - {"goi.zip"} and not told["name"].duplicated().any()
    assert set(corpus.accounts.frame.query("kind == 'member'")["name"]) == {"goi.zip/bai.txt", "goi.zip/../ngoai.txt"}


def test_what_became_of_them_is_told_with_its_number(corpus: Corpus) -> None:
    frame = corpus.accounts.frame
    outcomes = frame[frame["kind"] == "file"].assign(folder=lambda t: t["name"].str.partition("/")[0])
    by_folder = {key: set(part["outcome"]) for key, part in outcomes.groupby("folder")}
    assert by_folder["tin"] == by_folder["trang"] == {KEPT}
    assert by_folder["anh"] == {IGNORED}
    assert all(by_folder[name] == {REFUSED} for name in ("rong", "cu", "hong", "nuoc-ngoai", "khong-dau"))
    lines = "\n".join(corpus.accounts.lines())
    assert "12 files ignored: a picture or a recording, which is not read (12 .jpg)" in lines
    assert "5 files refused: not Vietnamese" in lines and "3 files refused: typed without diacritics" in lines
    assert "5 files refused: an older Word, Excel or PowerPoint file" in lines


def test_the_rows_of_metadata_and_of_tables_are_told(corpus: Corpus) -> None:
    (line,) = [line for line in corpus.accounts.lines() if line.startswith("metadata.csv")]
    assert line.startswith("metadata.csv: 104 rows")
    assert "2 naming no document ('khong-co-1.txt', 'khong-co-2.txt')" in line
    assert "2 with a date that cannot be read ('31/02/2017', 'hôm qua')" in line
    rows = corpus.accounts.frame.query("kind == 'row'")
    assert sorted(rows["outcome"]) == [KEPT, KEPT, KEPT, REFUSED, REFUSED]


def test_every_document_is_one_of_the_things_brought_in(corpus: Corpus) -> None:
    held = corpus.accounts.frame[corpus.accounts.frame["kind"].isin(["file", "member", "row"])]
    ids = held["id"].dropna()
    assert sorted(ids) == sorted(corpus.frame["id"])
