"""What tells columns, rows, records and kinds of files apart: cases in which one was taken for another."""

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from toolkit.documents.corpus import Corpus
from toolkit.documents.files.kinds import kind_of
from toolkit.documents.files.separated import ABOVE
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


# --- lines ---


def test_a_row_is_not_taken_for_the_header(tmp_path: Path) -> None:
    rows = "".join(
        f'{n},{kind},"{article(str(n))}"\n' for n, kind in enumerate(("phóng sự", "article", "tin"), start=1)
    )
    assert texts(written(tmp_path, "a.csv", f"ma_so,loai,phan_than\n{rows}")) == [article(key) for key in "123"]


def test_a_line_within_a_name_is_not_taken_for_the_header(tmp_path: Path) -> None:
    rows = "".join(f'{n},Bài {n},"{article(str(n))}"\n' for n in range(1, 4))
    corpus = written(tmp_path, "a.csv", f'id,"Tiêu đề\n(báo)",Nội dung\n{rows}')
    assert texts(corpus) == [article(key) for key in "123"]


def test_lines_above_the_header_are_told(tmp_path: Path) -> None:
    corpus = written(tmp_path, "a.csv", f'DANH SÁCH BÀI\n\nid,Nội dung\na,"{L}"\n')
    assert len(corpus.frame) == 1
    entries = corpus.accounts.frame
    assert entries.loc[entries["reason"] == ABOVE, "value"].tolist() == ["DANH SÁCH BÀI"]


# --- records ---

REMARK = {"user": "Lan", "content": "Hay quá"}


def of_json(folder: Path, made: Any) -> list[str]:
    return [text for text in texts(written(folder, "a.json", json.dumps(made, ensure_ascii=False))) if text]


def piece(key: str, **more: Any) -> dict[str, Any]:
    return {"title": f"Bài {key}", "content": article(key), **more}


@pytest.mark.parametrize("beside", [{"comments": [REMARK]}, {"related": [{"title": "b", "url": "u"}]}, {}])
def test_an_empty_place_in_an_array_does_not_lose_it(tmp_path: Path, beside: dict[str, Any]) -> None:
    made = {"articles": [piece("a"), None, piece("b")], **beside}
    assert of_json(tmp_path, made) == [article("a"), article("b")]


def test_arrays_of_several_outlets_are_all_read(tmp_path: Path) -> None:
    made = {"tuoi_tre": [piece("a", url="https://a.vn/1")], "thanh_nien": [piece(key) for key in "bcd"]}
    assert of_json(tmp_path, made) == [article(key) for key in "abcd"]


@pytest.mark.parametrize(
    "made",
    [
        {"status": "ok", "result": piece("a", comments=[REMARK, REMARK])},
        {"status": "ok", "response": {"code": 200, "message": "ok", "items": [piece("a")]}},
        {"status": "ok", "result": {"title": "Báo", "article": [piece("a")]}},
    ],
)
def test_an_article_within_an_answer_is_read_without_its_comments(tmp_path: Path, made: Any) -> None:
    assert of_json(tmp_path, made) == [article("a")]


def test_articles_by_their_ids_keep_their_comments(tmp_path: Path) -> None:
    made = {"x1": piece("a", comments=[REMARK]), "x2": piece("b", comments=[REMARK])}
    assert of_json(tmp_path, made) == [article("a"), article("b")]


def test_what_python_wrote_out_is_read_as_json(tmp_path: Path) -> None:
    made = f"[{{1: 'x', 'title': 'Bài a', 'content': {article('a')!r}, 'tags': {{'c', 'a', 'b'}}}}]"
    corpus = written(tmp_path, "a.json", made)
    assert texts(corpus) == [article("a")]
    assert corpus.frame["1"].tolist() == ["x"]
    order = re.findall("[abc]", corpus.frame["tags"].iloc[0])
    assert order == ["a", "b", "c"]
