"""Files in which one thing could be taken for another: what cannot be known is refused with what to do, not guessed."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from toolkit.base.errors import InputError
from toolkit.documents.accounts import Accounts
from toolkit.documents.corpus import Corpus
from toolkit.documents.reading import read_corpus

P = "Cả xóm góp công sửa lại con đường đất ven sông, ai cũng mong kịp trước mùa nước lên, trẻ nhỏ đi học đỡ lội bùn. "
ARTICLE = P * 4


def read(folder: Path, files: dict[str, str | bytes]) -> Corpus:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_corpus(folder)


def told(accounts: Accounts) -> str:
    return "\n".join(accounts.lines())


def csv_of(rows: Sequence[Sequence[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


# --- records ---


@pytest.mark.parametrize("text", ["text", "câu chuyện"])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
@pytest.mark.parametrize("without", [0, 2, 5])
def test_a_record_without_text_ends_no_file(tmp_path: Path, name: str, text: str, without: int):
    rows = [{"id": f"b{i}", "filename": f"b{i}.html", "title": f"Tít {i}", text: f"{i} {ARTICLE}"} for i in range(6)]
    del rows[without][text]
    whole = json.dumps(rows) if name == "a.json" else "\n".join(map(json.dumps, rows))
    corpus = read(tmp_path, {name: whole})
    assert corpus.kept["id"].tolist() == [f"b{i}" for i in range(6) if i != without]
    assert "1 row of a table refused: no column of text among id, filename, title" in told(corpus.accounts)


def test_records_that_name_files_and_hold_no_text_are_told_as_such(tmp_path: Path):
    rows = "\n".join(json.dumps({"filename": f"{i}.txt", "title": "t"}) for i in range(3))
    assert "call it metadata.csv to have it joined" in told(read(tmp_path, {"a.txt": P, "b.jsonl": rows}).accounts)


def test_a_related_article_is_not_the_article(tmp_path: Path):
    other = {"title": "Bài khác", "content": 2 * P}
    rows = [
        {"tập": 3, "câu chuyện": 2 * ARTICLE, "liên quan": other},
        {"tập": 4, "câu chuyện": 2 * ARTICLE, "tin": other},
        {"tập": 5, "related_article": other},
        {"tập": 6, "bài đọc": other},
    ]
    corpus = read(tmp_path, {f"{i}.json": json.dumps([row]) for i, row in enumerate(rows)})
    assert corpus.kept["text"].str.strip().tolist() == [(2 * ARTICLE).strip()] * 2 + [(2 * P).strip()]


@pytest.mark.parametrize("stem", ["p", "đoạn_", "Phần ", ""])
def test_texts_under_running_numbers_may_be_one_article(tmp_path: Path, stem: str):
    parts = {f"{stem}{i}": f"{P} {i}" for i in range(1, 4)}
    corpus = read(tmp_path, {"a.json": json.dumps(parts), "b.txt": P})
    assert corpus.kept["id"].tolist() == ["b.txt"]
    assert "JSON of texts under running numbers" in told(corpus.accounts)


@pytest.mark.parametrize(
    "keys", [["bài 1", "bài 2"], ["k17", "k203"], ["a1", "b2"], [f"p{i}" for i in range(40)]], ids=lambda keys: keys[0]
)
def test_texts_under_ids_are_articles(tmp_path: Path, keys: list[str]):
    assert len(read(tmp_path, {"a.json": json.dumps(dict.fromkeys(keys, P))}).kept) == len(keys)


# --- tables ---


@pytest.mark.parametrize("second", ["id_2", "mã_2"])
def test_a_second_id_is_no_second_table(tmp_path: Path, second: str):
    rows = [["id", second, "title", "text", "text_2"]]
    rows += [[f"b{i}", f"x{i}", f"Tít {i}", f"{P} đầu {i}.", f"{P} cuối {i}."] for i in range(3)]
    texts = read(tmp_path, {"a.csv": csv_of(rows)}).kept["text"]
    assert texts.str.contains("đầu").all() and texts.str.contains("cuối").all()


AGENDA = [["Ngày", "Nội dung"], ["5/11/2019", "Lễ rước quanh làng"], ["6/11/2019", "Thi nấu cơm, kéo co"]]


@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize("article", [f"<p>{ARTICLE}</p>", f"<table><tr><td>{ARTICLE}</td></tr></table>"])
def test_a_page_that_opens_with_a_table_is_an_article(tmp_path: Path, article: str, long: bool):
    rows = [[day, 2 * P if long and day[0].isdigit() else words] for day, words in AGENDA]
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    page = f"<html><head><title>t</title></head><body><h1>Hội làng</h1><table>{table}</table>{article}</body></html>"
    corpus = read(tmp_path, {"a.html": page})
    assert len(corpus.kept) == 1 and P.strip() in corpus.kept["text"].iloc[0]


def test_scripts_below_a_table_do_not_make_its_page_an_article(tmp_path: Path):
    rows = "".join(f"<tr><td>{i}</td><td>{2 * P}</td></tr>" for i in range(3))
    page = (
        f"<html><body><table><tr><th>id</th><th>Nội dung</th></tr>{rows}</table><script>{P * 9}</script></body></html>"
    )
    assert len(read(tmp_path, {"a.html": page}).kept) == 3


# --- tables of metadata ---

METADATA = "file,title,date\na.txt,Tít,2019-11-06\n"


@pytest.mark.parametrize("name", ["x/metadata.csv", "x/y/metadata.json"])
def test_a_corpus_of_metadata_alone_holds_no_articles(tmp_path: Path, name: str):
    rows = METADATA if name.endswith("csv") else json.dumps([{"file": "a.txt", "title": "Tít"}])
    with pytest.raises(InputError, match="holds no articles"):
        read(tmp_path, {name: rows})
