"""What tells columns, rows, records and kinds of files apart: cases in which one was taken for another."""

import time
from pathlib import Path

import pytest

from toolkit.documents.corpus import Corpus
from toolkit.documents.files.kinds import kind_of
from toolkit.documents.reading import read_corpus

L = "Người dân trong xóm kể lại chuyện cũ, ai cũng nhớ. " * 11  # an article of its length, 300 characters and more


def written(folder: Path, name: str, content: str | bytes) -> Corpus:
    """The corpus of one file."""
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_corpus(folder)


def texts(corpus: Corpus) -> list[str]:
    return [" ".join(text.split()) for text in corpus.frame["text"]]


def article(key: str) -> str:
    return f"Bài {key}. {L}".strip()


def test_comments_at_the_head_of_a_file_take_no_time() -> None:
    head = b"<!-- a -->\n" * 200
    begun = time.perf_counter()
    assert kind_of("a.html", head + b"<p>Tin</p>")[0] == ".html"
    assert kind_of("a.xml", head + b"<rss version='2.0'>")[0] == ".rss"
    assert time.perf_counter() - begun < 1


# --- columns ---


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("id,Nội dung (tóm tắt),Nội dung (toàn văn)", "a,Tóm tắt của bài.,{}"),
        ("id,Nội dung [toàn văn],Nội dung [tóm tắt]", "a,{},Tóm tắt của bài."),
        ("id,1. Nội dung (VI),2. Nội dung (tóm lược)", "a,{},Tóm tắt của bài."),
    ],
)
def test_brackets_tell_the_text_from_its_summary(tmp_path: Path, header: str, row: str) -> None:
    corpus = written(tmp_path, "a.csv", f"{header}\n" + row.format(f'"{article("a")}"'))
    assert texts(corpus) == [article("a")]


@pytest.mark.parametrize("header", ["Ngày (thu thập),Ngày (đăng)", "Ngày [crawl],Ngày", "Ngày (cập nhật),Ngày (đăng)"])
def test_brackets_tell_the_day_of_an_article_from_that_of_its_crawl(tmp_path: Path, header: str) -> None:
    corpus = written(tmp_path, "a.csv", f'id,{header},Nội dung\na,25/06/2024,23/02/2019,"{L}"\n')
    assert corpus.frame["date_given"].tolist() == ["23/02/2019"]


def test_a_text_that_goes_on_in_brackets_still_does(tmp_path: Path) -> None:
    corpus = written(tmp_path, "a.csv", f'id,Nội dung,Nội dung (tiếp)\na,Mở đầu.,"{L}"\n')
    assert texts(corpus) == [f"Mở đầu. {L}".strip()]
