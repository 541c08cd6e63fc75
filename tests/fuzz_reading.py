"""Fuzz targets for readers, encodings and stories: each takes bytes and raises nothing but a broken promise.

`TARGETS` lists (name, function of bytes) for whichever fuzzer runs them; an AssertionError is a promise not kept.
"""

import tempfile
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

from toolkit.base.errors import ToolkitError
from toolkit.documents.encodings import Undecodable, decode, tidy
from toolkit.documents.inputs import KINDS
from toolkit.documents.language import language_of
from toolkit.documents.reading import read_corpus
from toolkit.documents.stories import group_texts
from toolkit.documents.webpages import visible_text

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
    first = group_texts(texts, threshold=0.7)
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


TARGETS: list[tuple[str, Target]] = [
    ("encodings", encodings),
    ("pages", pages),
    ("stories", stories),
    ("zip members", members),
    *((f"reader {kind}", reader(kind)) for kind in (*KINDS, ".zip", ".txt.gz", ".csv.gz")),
]
