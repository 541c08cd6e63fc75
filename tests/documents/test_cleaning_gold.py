"""Cleaning against the gold pages, in every kind of file, and against five real pages told by line numbers alone."""

import os
from pathlib import Path

import pytest

from tests.golden.gold import GROUPS, Page, f1, pages, write_files
from toolkit.documents.cleaner.furniture import read_furniture
from toolkit.documents.cleaner.lines import split_lines
from toolkit.documents.cleaner.page import mark_lines
from toolkit.documents.cleaning import clean
from toolkit.documents.reading import read_corpus

FOUND_GROUPS = {None: "text", "caption": "caption", "byline": "byline", "date_line": "date", "repeat": "repeat"}

# Roles of the lines of five scraped pages (letters as in tests/golden/gold.py); their text is not ours to print.
REAL = {
    "000_f6ab245452056c45.txt": "FTBFBCCBBBBCCBBBY",
    "001_a35811e9377ab383.txt": "FTBFBBCCBBBBCCBBBY",
    "002_2b19d9d812bb10ee.txt": "BXCBBBBXCYF",
    "003_211899967f92f055.txt": "DFFFFTBBCBPBBBBBY" + "R" * 11 + "F",
    "004_2c6227f64a5ee25a.txt": "TXCBBBBBBBXCBBXCB" + "R" * 55,
}


def roles(raw: str, truth: str) -> tuple[list[str], list[str]]:
    lines = split_lines(raw)
    assert len(lines) == len(truth)
    marks = mark_lines(lines, read_furniture())
    return [FOUND_GROUPS.get(mark, "furniture") for mark in marks], [GROUPS.get(role, "furniture") for role in truth]


@pytest.mark.parametrize("half", ["dev", "test"])
def test_lines_have_their_roles(half: str) -> None:
    found: list[str] = []
    truth: list[str] = []
    for page in pages(half):
        a, b = roles(page.raw, "".join(role for role, _ in page.lines))
        found += a
        truth += b
    scores = f1(found, truth)
    assert scores["macro"] >= 0.98 and scores["text"] >= 0.98, scores


@pytest.fixture(scope="module")
def read_pages(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Page, str]]:
    """Every gold page with the text that reading and cleaning its file gave."""
    folder = tmp_path_factory.mktemp("gold")
    ids = write_files(folder)
    frame = clean(read_corpus(folder)).frame.set_index("id")
    return [(page, frame.loc[id_, "text"]) for id_, page in ids.items()]


@pytest.mark.parametrize("kind", ["txt", "html", "csv", "jsonl", "docx"])
def test_the_body_survives_reading_and_cleaning(read_pages: list[tuple[Page, str]], kind: str) -> None:
    lost = body = left = furniture = 0
    for page, text in read_pages:
        if page.kind != kind:
            continue
        for role, line in page.lines:
            kept = " ".join(line.split()).removesuffix("./.") in " ".join(text.split())
            if role == "B":
                body += len(line)
                lost += len(line) * (not _without_tag_in(line, text))
            elif role not in "TBP" and len(line) > 12:
                furniture += len(line)
                left += len(line) * kept
    assert body and lost <= 0.01 * body and left <= 0.02 * furniture, (lost, body, left, furniture)


def _without_tag_in(line: str, text: str) -> bool:
    """Whether the line is in the text, but for an agency's tag before it and the end mark after it."""
    tail = " ".join(line.split()).removesuffix("./.").removesuffix("/.")
    return tail[-60:] in " ".join(text.split()) and tail[30:90] in " ".join(text.split())


@pytest.mark.parametrize("name", sorted(REAL))
def test_real_pages(name: str) -> None:
    data = os.environ.get("TOOLKIT_DATA")
    if not data or not (Path(data) / "articles").is_dir():
        pytest.skip("TOOLKIT_DATA is unset: the real pages are not there")
    raw = (Path(data) / "articles" / name).read_text(encoding="utf-8")
    lines = split_lines(raw)
    marks = mark_lines(lines, read_furniture())
    size = {True: 0, False: 0}  # characters of the body, of the rest
    wrong = {True: 0, False: 0}
    for line, mark, role in zip(lines, marks, REAL[name], strict=True):
        body = role in "TB"
        size[body] += len(line)
        wrong[body] += len(line) * (body != (mark is None))
    assert wrong[True] <= 0.01 * size[True] and wrong[False] <= 0.02 * size[False]
