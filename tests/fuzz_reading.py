"""Fuzz targets for readers, encodings and stories: each takes bytes and raises nothing but a broken promise.

`BYTES` and `FILES` list (name, function of bytes) for whichever fuzzer runs them; an AssertionError is a promise not
kept. `seeds_of` gives each target small sound files to set out from.
"""

import gzip
import io
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd

from tests.documents.test_reading import PAGE, TEXT, docx_bytes, pdf_bytes
from toolkit.base.errors import ToolkitError
from toolkit.documents.files.encodings import Undecodable, decode, tidy
from toolkit.documents.files.kinds import KINDS
from toolkit.documents.files.language import language_of
from toolkit.documents.files.webpages import visible_text
from toolkit.documents.reading import read_corpus
from toolkit.documents.stories import group_texts

STATUSES = {"kept", "empty", "unreadable", "foreign", "no diacritics"}
Target = Callable[[bytes], None]


def encodings(data: bytes) -> None:
    """Bytes are text or are refused; tidied text is NFC, stable, and without what it promises to drop."""
    try:
        text, _ = decode(data)
    except Undecodable:
        return
    clean = tidy(text)
    assert clean == tidy(clean) and unicodedata.is_normalized("NFC", clean)
    assert not set(clean) & set("\x00\r\u202e\u200f\u200b\ufeff\xa0")
    language_of(clean)


def pages(data: bytes) -> None:
    """The visible text of a page holds no more characters than the page, entities apart."""
    text = data.decode("utf-8", errors="replace")
    assert len(visible_text(text)) <= 8 * len(text) + 8


def stories(data: bytes) -> None:
    """Any texts fall into groups named by their first member."""
    texts = data.decode("utf-8", errors="replace").split("|")
    first = group_texts(texts)
    assert all(first[f] == f <= i for i, f in enumerate(first))


def reader(kind: str) -> Target:
    """A target that reads the bytes as a file of `kind`."""

    def read(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"a{kind}"
            file.write_bytes(data)
            check(file)

    return read


def members(data: bytes) -> None:
    """The bytes as a member of a zip under a name they begin with."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.zip"
        name = data[:12].decode("latin-1").replace("\0", "") or "a"
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(zipfile.ZipInfo(name + KINDS[len(data) % len(KINDS)]), data[12:])
        check(file)
        assert [path.name for path in Path(folder).iterdir()] == ["a.zip"]


def check(file: Path) -> None:
    """Reading ends with a corpus of known statuses and distinct ids, or with an error of ours."""
    try:
        frame = read_corpus(file).frame
    except ToolkitError:
        return
    assert set(frame["status"]) <= STATUSES and frame["id"].is_unique
    assert all(unicodedata.is_normalized("NFC", text) for text in frame["text"])


def part(kind: str, member: str) -> Target:
    """A target that puts the bytes into the place of one member of a sound office file."""

    def read(data: bytes) -> None:
        whole = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(seed_of(kind))) as source, zipfile.ZipFile(whole, "w") as target:
            for info in source.infolist():
                target.writestr(info.filename, data if info.filename == member else source.read(info))
        reader(kind)(whole.getvalue())

    return read


PARTS = {"docx body": (".docx", "word/document.xml"), "xlsx sheet": (".xlsx", "xl/worksheets/sheet1.xml")}
BYTES: list[tuple[str, Target]] = [("encodings", encodings), ("pages", pages), ("stories", stories)]
FILES: list[tuple[str, Target]] = [
    ("zip members", members),
    *((name, part(*place)) for name, place in PARTS.items()),
    *((f"reader {kind}", reader(kind)) for kind in (*KINDS, ".zip", ".txt.gz", ".csv.gz")),
]


@cache
def seed_of(kind: str) -> bytes:
    """A small sound file of `kind`, to set out from."""
    rows = pd.DataFrame({"id": ["a", "b"], "text": [TEXT, TEXT + " Hết."], "ngay": ["1/8/2014", None]})
    buffer = io.BytesIO()
    if kind == ".docx":
        return docx_bytes(TEXT)
    if kind == ".pdf":
        return pdf_bytes(["Kieu bao ve que", "hoi nghi"])
    if kind in (".html", ".htm", ".xhtml"):
        return PAGE.encode()
    if kind == ".parquet":
        rows.to_parquet(buffer)
    elif kind == ".xlsx":
        rows.to_excel(buffer, index=False)
    elif kind == ".json":
        return rows.to_json(orient="records", force_ascii=False).encode()
    elif kind in (".jsonl", ".ndjson"):
        return rows.to_json(orient="records", lines=True, force_ascii=False).encode()
    elif kind in (".csv", ".tsv"):
        return rows.to_csv(index=False, sep="\t" if kind == ".tsv" else ",").encode()
    elif kind == ".zip":
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("báo/a.txt", TEXT)
    elif kind.endswith(".gz"):
        return gzip.compress(seed_of(kind.removesuffix(".gz")))
    else:
        return f"---\ntitle: Một\ndate: 2019-11-06\n---\n# Tiêu đề\n\n{TEXT}".encode()
    return buffer.getvalue()


def seeds_of(name: str) -> list[bytes]:
    """What the target `name` sets out from."""
    if name in PARTS:
        kind, member = PARTS[name]
        with zipfile.ZipFile(io.BytesIO(seed_of(kind))) as archive:
            return [archive.read(member)]
    if name.startswith("reader "):
        return [seed_of(name.removeprefix("reader "))]
    legacy = ("Kiều bào về quê | " * 3).encode("cp1258", errors="replace")
    return [TEXT.encode(), PAGE.encode(), f"{TEXT}|{TEXT} Hết.|{TEXT}".encode("utf-16"), legacy]
