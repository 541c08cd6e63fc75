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
from typing import Any

import pandas as pd

from tests.documents import made
from tests.documents.test_archives import tar_bytes
from tests.documents.test_other_readers import FLAT, flat_rows
from tests.documents.test_reading import PAGE, TEXT, docx_bytes, pdf_bytes
from toolkit.base.errors import ToolkitError
from toolkit.documents.corpus import corpus_from_frame
from toolkit.documents.files.cells import words_in
from toolkit.documents.files.columns import count_known
from toolkit.documents.files.encodings import Undecodable, decode, restored, tidy
from toolkit.documents.files.inputs import Unreadable
from toolkit.documents.files.json_rows import json_rows, jsonl_rows
from toolkit.documents.files.kinds import KINDS
from toolkit.documents.files.language import language_of
from toolkit.documents.files.legacy import from_viqr
from toolkit.documents.files.markup import publisher_of, untagged
from toolkit.documents.files.rows import Row
from toolkit.documents.files.separated import separated_rows
from toolkit.documents.files.webpages import visible_text
from toolkit.documents.reading import read_corpus
from toolkit.documents.sources import one_name, outlet_of
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


def accounted(data: bytes) -> None:
    """A folder of a text, a table and metadata of these bytes: what goes in is the sum of the outcomes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.txt").write_text(TEXT, encoding="utf-8")
        (folder / "b.tsv").write_bytes(data)
        (folder / "metadata.csv").write_bytes(b"file,nguon\n" + data)
        (folder / "c.jpg").write_bytes(data)
        (folder / "d").mkdir()
        (folder / "d" / "e.txt").write_text(TEXT, encoding="utf-8")
        (folder / "d" / "metadata.csv").write_bytes(b"file,ng\xc3\xa0y\ne.txt," + data)
        try:
            corpus = read_corpus(folder)
        except ToolkitError:
            return
    frame = corpus.accounts.frame
    assert sorted(frame["id"][frame["kind"].isin(["file", "row"])].dropna()) == sorted(corpus.frame["id"])
    assert {"a.txt", "b.tsv", "c.jpg", "d/metadata.csv", "metadata.csv"} <= set(frame["name"][frame["kind"] == "file"])
    assert (frame["reason"][frame["outcome"].isin(["refused", "ignored"])] != "").all()
    corpus.accounts.lines()


def quotes(data: bytes) -> None:
    """Rows of a table full of quotation marks: numbered without a gap, none with more cells than the header."""
    pieces = ['"', ",", "\n", "1", "a", '""', '\\"', '",', ',"', "Kiều bào", " ", "\r\n", "\t"]
    body = "".join(pieces[byte % len(pieces)] for byte in data[:600])
    for kind, sep in ((".csv", ","), (".tsv", "\t")):
        stream = io.BytesIO(f"id{sep}ngày{sep}text\n{body}".encode())
        try:
            rows = list(separated_rows(stream, kind, None))
        except Unreadable:
            continue
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))
        assert all(row.problem or set(row.cells) == {"id", "ngày", "text"} for row in rows)


def shapes(data: bytes) -> None:
    """JSON in any shape: rows and arrays that are passed over, numbered without a gap, or an error of ours."""
    pieces = [
        '{"id":"a","text":"Kiều bào"}',
        "[",
        "]",
        "{",
        "}",
        '"text":',
        '"a":',
        ",",
        "\n",
        '"Kiều bào"',
        "1",
        "null",
    ]
    text = "".join(pieces[byte % len(pieces)] for byte in data[:200])
    for read in (json_rows, jsonl_rows):
        try:
            rows = list(read(io.BytesIO(text.encode()), "a", None, lambda names: count_known(names, {})))
        except Unreadable:
            continue
        numbers = [row.number for row in rows if isinstance(row, Row)]
        assert numbers == list(range(1, len(numbers) + 1))


def strings(data: bytes) -> None:
    """Any cell is words or none; restoring and taking tags out end, and what was restored is stable."""
    text = data.decode("utf-8", errors="replace")
    for found in (text, f"[{text}]", f"<p>{text}</p><br>{text}", text.encode().decode("cp1252", errors="replace")):
        words = words_in(found)
        assert words is None or isinstance(words, str)
        plain = untagged(restored(found).text)
        assert untagged(tidy(plain)) is not None and isinstance(publisher_of(found), (str, type(None)))
    from_viqr(text)


def outlets(data: bytes) -> None:
    """Names of outlets: every spelling has one name, which is one of them, in any order."""
    names = pd.Series(data.decode("utf-8", errors="replace").split("|"), dtype="str")
    found, _ = one_name(names)
    again, _ = one_name(names[::-1])
    assert set(found) <= set(names) and again[::-1].tolist() == found.tolist()
    outlet_of(names[0], names.iloc[-1], "a/b.txt")


def frames(data: bytes) -> None:
    """A frame of any cells under any of our names is a corpus, or an error of ours."""
    cells: list[Any] = [None, 1.5, True, b"x", ["a"], {"text": "b"}, pd.NaT, data.decode("utf-8", errors="replace")]
    names = ["id", "text", "year", "status", "start", "removed", "date", "date_confidence", "title", "parent", "x"]
    columns = {name: [cells[(byte + i) % len(cells)] for i in range(3)] for name, byte in zip(names, data)}
    try:
        corpus = corpus_from_frame(pd.DataFrame(columns))
    except ToolkitError:
        return
    assert len(corpus) == 3 and corpus.frame["id"].is_unique


PARTS = {
    "docx notes": (".docx", "word/footnotes.xml"),
    "odt body": (".odt", "content.xml"),
    "docx body": (".docx", "word/document.xml"),
    "xlsx sheet": (".xlsx", "xl/worksheets/sheet1.xml"),
    "ods sheet": (".ods", "content.xml"),
    "book": (".epub", "OPS/b.opf"),
}
BYTES: list[tuple[str, Target]] = [
    ("encodings", encodings),
    ("pages", pages),
    ("stories", stories),
    ("quotes", quotes),
    ("shapes", shapes),
]
BYTES += [("strings", strings), ("outlets", outlets), ("frames", frames)]
FURTHER = (".xls", ".zip", ".tar", ".fodt", ".fods", ".txt.gz", ".csv.gz")
FILES: list[tuple[str, Target]] = [
    ("zip members", members),
    ("accounted", accounted),
    *((name, part(*place)) for name, place in PARTS.items()),
    *(
        (f"reader {kind}", reader(kind))
        for kind in (*KINDS, ".xls", ".zip", ".tar", ".fodt", ".fods", ".txt.gz", ".csv.gz")
    ),
]


def with_notes(data: bytes) -> bytes:
    """A DOCX with a footnote in a part of its own."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    note = (
        f'<w:footnotes {space}><w:footnote w:id="1"><w:p><w:r><w:t>Ghi chú</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr("word/footnotes.xml", f"<w:footnotes {space}>{note}</w:footnotes>")
    return buffer.getvalue()


def odt_bytes() -> bytes:
    """A small ODT."""
    buffer = io.BytesIO()
    body = f"<text:text><text:h>Tựa</text:h><text:p>{TEXT}</text:p></text:text>"
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", f'<o:d xmlns:o="urn:o" xmlns:text="urn:t">{body}</o:d>')
    return buffer.getvalue()


SHEET = [["id", "nội dung"], ["a", TEXT], ["b", TEXT]]
OTHERS: dict[str, Callable[[], bytes]] = {
    ".eml": lambda: made.mail_bytes(TEXT, page=True, attached="a.pdf"),
    ".ods": lambda: made.ods_bytes({"S": SHEET}),
    ".xls": lambda: made.page_table(SHEET),
    ".arrow": lambda: made.arrow_bytes({"id": ["a", "b"], "text": [TEXT, TEXT]}),
    ".rss": lambda: made.rss_bytes([TEXT, TEXT]),
    ".tar": lambda: tar_bytes({"báo/a.txt": TEXT, "metadata.csv": "file,ngày\na.txt,2019-11-06\n"}),
    ".fodt": lambda: FLAT.format("text", f"<office:text><text:p>{TEXT}</text:p></office:text>").encode(),
    ".fods": lambda: FLAT.format("spreadsheet", flat_rows(SHEET)).encode(),
    ".mbox": lambda: made.box_bytes([TEXT, TEXT]),
    ".epub": lambda: made.book_bytes([TEXT, TEXT]),
}


@cache
def seed_of(kind: str) -> bytes:
    """A small sound file of `kind`, to set out from."""
    rows = pd.DataFrame({"id": ["a", "b"], "text": [TEXT, TEXT + " Hết."], "ngay": ["1/8/2014", None]})
    buffer = io.BytesIO()
    if kind == ".docx":
        return with_notes(docx_bytes(TEXT))
    if kind == ".odt":
        return odt_bytes()
    if kind == ".rtf":
        fonts = b"{\\rtf1\\ansi{\\fonttbl{\\f0 .VnTime;}}{\\info{\\title A}}"
        return fonts + b"\\f0 Ng\\'ad\\u7901? Vi\\par{\\*\\x y}\\cell\\row}"
    if kind == ".mht":
        head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        return head + b"Content-Type: text/html\r\n\r\n" + PAGE.encode() + b"\r\n--x--"
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
    elif kind in OTHERS:
        return OTHERS[kind]()
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
