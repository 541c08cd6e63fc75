"""What tells columns, rows, records and kinds of files apart: cases in which one was taken for another."""

import io
import json
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.documents.made import ods_bytes
from tests.documents.test_doors import docx, paragraph, run
from toolkit.base.errors import InputError
from toolkit.documents.corpus import Corpus
from toolkit.documents.files import mails
from toolkit.documents.files.docx import NOT_IN_TEXT
from toolkit.documents.files.kinds import kind_of
from toolkit.documents.files.rows import ABOVE
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


def book(rows: list[list[str]]) -> bytes:
    made, held = openpyxl.Workbook(), io.BytesIO()
    for cells in rows:
        made.active.append(cells)
    made.save(held)
    return held.getvalue()


SHEETS: dict[str, Callable[[list[list[str]]], bytes]] = {
    "a.csv": lambda rows: "\n".join(",".join(f'"{c}"' if c else "" for c in cells) for cells in rows).encode(),
    "a.json": lambda rows: json.dumps(rows).encode(),
    "a.jsonl": lambda rows: "\n".join(json.dumps(cells) for cells in rows).encode(),
    "b.json": lambda rows: json.dumps({"range": "S!A1", "majorDimension": "ROWS", "values": rows}).encode(),
    "a.ods": lambda rows: ods_bytes({"S": rows}),
    "a.xlsx": book,
}


@pytest.mark.parametrize("name", SHEETS)
def test_lines_above_the_header_are_told(tmp_path: Path, name: str) -> None:
    rows = [["DANH SÁCH BÀI", ""], ["", ""], ["id", "Nội dung"], *([key, article(key)] for key in "ab")]
    corpus = written(tmp_path, name, SHEETS[name](rows))
    assert texts(corpus) == [article("a"), article("b")]
    entries = corpus.accounts.frame
    assert entries.loc[entries["reason"] == ABOVE, "value"].tolist() == ["DANH SÁCH BÀI"]


def test_rows_of_figures_beside_an_article_stay_its_own(tmp_path: Path) -> None:
    assert of_json(tmp_path, {"bai": piece("a"), "toa_do": [[1, 2], [3, 4]]}) == [article("a")]


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


# --- sheets, feeds, mail, texts ---


def page_of(*rows: list[str]) -> str:
    return "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)


def test_a_table_within_a_cell_does_not_lose_the_rows_around_it(tmp_path: Path) -> None:
    inner = f"<table>{page_of(['Năm', 'Số'], ['2019', '5'])}</table>"
    rows = page_of(["id", "Nội dung"], ["a", article("a") + inner], ["b", article("b")])
    found = texts(written(tmp_path, "a.xls", f"<html><body><table>{rows}</table></body></html>"))
    assert [text.startswith(article(key)) for text, key in zip(found, "ab", strict=True)] == [True, True]


def test_a_table_that_arranges_the_page_is_passed_over(tmp_path: Path) -> None:
    inner = f"<table>{page_of(['id', 'Nội dung'], ['a', article('a')])}</table>"
    page = f"<html><body><table>{page_of(['Danh mục', inner])}</table></body></html>"
    assert texts(written(tmp_path, "a.xls", page)) == [article("a")]


def test_merged_cells_are_bounded(tmp_path: Path) -> None:
    cells = "<td rowspan=9999 colspan=1999>x</td>"
    with pytest.raises(InputError, match="merged cells"):
        written(tmp_path, "a.xls", f"<html><body><table><tr>{cells}</tr></table></body></html>")


def test_paragraphs_of_an_atom_entry_stay_apart(tmp_path: Path) -> None:
    space = 'xmlns="http://www.w3.org/1999/xhtml"'
    content = f'<content type="xhtml"><div {space}><p>Ai cũng <b>đồng ý</b></p><p>Ngày mai họp. {L}</p></div></content>'
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Bài</title>{content}</entry></feed>'
    (found,) = written(tmp_path, "a.atom", feed).frame["text"]
    assert found.splitlines()[0] == "Ai cũng đồng ý"


DOCTYPE = '<!DOCTYPE rss PUBLIC "-//Own//DTD RSS 0.91//EN" "http://own.example/rss-0.91.dtd">'


@pytest.mark.parametrize(
    ("declared", "within"), [(DOCTYPE, "Caf&eacute; "), ("", "<![CDATA[<!DOCTYPE html><p>Café ]]>")]
)
def test_a_document_type_that_declares_nothing_is_harmless(tmp_path: Path, declared: str, within: str) -> None:
    item = f"<item><title>Bài</title><description>{within}{L}</description></item>"
    feed = f'<?xml version="1.0"?>\n{declared}\n<rss version="0.91"><channel>{item}</channel></rss>'
    assert texts(written(tmp_path, "a.rss", feed)) == [f"Café {L}".strip()]


def test_entities_of_its_own_refuse_a_feed(tmp_path: Path) -> None:
    item = f"<item><description>&a; {L}</description></item>"
    with pytest.raises(InputError, match="entities"):
        written(tmp_path, "a.rss", f'<!DOCTYPE rss [<!ENTITY a "x">]>\n<rss><channel>{item}</channel></rss>')


def test_a_subject_in_bare_bytes_is_read(tmp_path: Path) -> None:
    mail = f"Subject: Họp xóm tối nay\nFrom: a@own.example\nContent-Type: text/plain; charset=utf-8\n\n{L}"
    assert written(tmp_path, "a.eml", mail).frame["title"].tolist() == ["Họp xóm tối nay"]


def test_a_message_that_is_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mails, "MAX_DOCUMENT", 2_000)
    long = b"From a\nSubject: dai\n\n" + b"x\n" * 2_000
    rows = list(mails.mailbox_rows(io.BytesIO(long + b"\nFrom b\nSubject: ngan\n\nTin.\n")))
    assert ["over" in (row.problem or "") for row in rows] == [True, False]


@pytest.mark.parametrize(("kind", "read"), [("text/plain", True), ("image/png", False)])
def test_mail_put_into_a_document_does_not_refuse_it(tmp_path: Path, kind: str, read: bool) -> None:
    mail = f"MIME-Version: 1.0\nContent-Type: {kind}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nThư kèm theo.\n"
    relation = '<Relationship Id="r1" Type="http://own.example/aFChunk" Target="a.mht"/>'
    made = docx(paragraph(run(L)) + '<w:altChunk w:id="r1"/>')
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as package, zipfile.ZipFile(io.BytesIO(made)) as parts:
        for name in parts.namelist():
            package.writestr(name, parts.read(name))
        package.writestr("word/a.mht", mail)
        package.writestr("word/_rels/document.xml.rels", f"<Relationships>{relation}</Relationships>")
    corpus = read_corpus(tmp_path)
    assert corpus.frame["status"].tolist() == ["kept"]
    assert ("Thư kèm theo." in corpus.frame["text"].iloc[0]) is read
    assert (NOT_IN_TEXT[0] in corpus.accounts.frame["reason"].tolist()) is not read


def test_a_text_that_begins_with_a_brace_is_a_text(tmp_path: Path) -> None:
    text = '{"Đường làng"} là tên bài vè cũ. ' + L.strip()
    assert texts(written(tmp_path, "a.txt", text)) == [text]
