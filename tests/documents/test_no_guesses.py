"""Files in which one thing could be taken for another: what cannot be known is refused with what to do, not guessed."""

import csv
import io
import json
import re
import tarfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest

from tests.documents.made import ods_bytes
from tests.documents.made import packed as zipped
from toolkit.base.errors import InputError
from toolkit.documents.accounts import Accounts
from toolkit.documents.corpus import Corpus
from toolkit.documents.dating.moments import read_cell
from toolkit.documents.files import inputs, metadata
from toolkit.documents.reading import read_corpus
from toolkit.studies.run.checks import accounts_lines

P = "Cả xóm góp công sửa lại con đường đất ven sông, ai cũng mong kịp trước mùa nước lên, trẻ nhỏ đi học đỡ lội bùn. "
ARTICLE = P * 4


def read(folder: Path, files: dict[str, str | bytes], columns: dict[str, str] | None = None) -> Corpus:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_corpus(folder, columns=columns)


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


@pytest.mark.parametrize("name", ["bài liên quan", "tin_khac", "relatedPosts", "read_more", "next", "previous_article"])
def test_a_related_article_is_never_the_text(tmp_path: Path, name: str):
    other = {"title": "Bài khác", "content": ARTICLE}
    rows = [{"tập": 1, name: other}, {"tập": 2, "câu chuyện": 2 * ARTICLE, name: other}]
    texts = read(tmp_path, {"a.json": json.dumps(rows)}).kept["text"].str.strip().tolist()
    assert texts == [(2 * ARTICLE).strip()]


@pytest.mark.parametrize(
    "record",
    [
        {"link": "https://a.vn/1", "raw": f"<div>{90 * '<p>x</p>'}</div>", "parsed": {"title": "Tít", "text": ARTICLE}},
        {
            "link": "https://a.vn/1",
            "page_source": f"<!DOCTYPE html>{90 * '<p>x</p>'}",
            "got": {"tiêu đề": "Tít", "nội dung": P},
        },
        {"suggestion": {"title": "Tít", "content": ARTICLE, "date": "2019-11-06"}},
    ],
)
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_an_article_alone_in_its_row_is_read(tmp_path: Path, record: dict[str, object], rows: int, name: str):
    many = [record] * rows
    whole = json.dumps(many if rows > 1 else record) if name == "a.json" else "\n".join(map(json.dumps, many))
    text = P if "got" in record else ARTICLE
    assert read(tmp_path, {name: whole}).kept["text"].str.strip().tolist() == [text.strip()] * rows


def test_a_writer_beside_a_page_is_not_the_article(tmp_path: Path):
    row = {"trang": f"<div>{ARTICLE}</div>", "writer": {"name": "Lan", "title": "Nhà báo", "description": "Viết báo."}}
    assert "Viết báo." not in read(tmp_path, {"a.json": json.dumps(row), "b.txt": P}).kept["text"].tolist()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_the_data_of_a_page_of_next_is_no_next_article(tmp_path: Path, name: str, rows: int):
    article = {"title": "Tít", "content": ARTICLE, "publishedAt": "2019-11-06"}
    page = {"__NEXT_DATA__": {"props": {"pageProps": {"article": article, "nextArticle": {**article, "content": P}}}}}
    whole = json.dumps([page] * rows) if name == "a.json" else "\n".join([json.dumps(page)] * rows)
    assert read(tmp_path, {name: whole}).kept["text"].str.strip().tolist() == [ARTICLE.strip()] * rows


def test_a_picture_among_the_parts_of_a_text_is_left_out(tmp_path: Path):
    parts = [{"type": "p", "text": ARTICLE}, {"type": "image", "src": "https://a.vn/1.jpg", "width": 300}]
    corpus = read(tmp_path, {"a.jsonl": "\n".join([json.dumps({"id": "b", "content": parts})] * 2)})
    assert corpus.kept["text"].str.strip().tolist()[0] == ARTICLE.strip()


NEXT_ARTICLE = {"title": "Tít", "content": ARTICLE, "publishedAt": "2019-11-06", "author": {"name": "Lan"}}
NEXT = {"props": {"pageProps": {"article": NEXT_ARTICLE}}, "page": "/[slug]", "query": {"slug": "x"}, "buildId": "b"}
PAGE_PROPS = {"article": NEXT_ARTICLE, "categories": [{"name": "Đời sống", "id": 1}]}


@pytest.mark.parametrize(
    "record",
    [
        {"url": "https://a.vn/1", "next_data": NEXT},
        {"url": "https://a.vn/1", "__NEXT_DATA__": NEXT},
        {"url": "https://a.vn/1", **NEXT},
        {"url": "https://a.vn/1", "pageProps": {"article": NEXT_ARTICLE}, "__N_SSP": True},
        {"url": "https://a.vn/1", "props": {"pageProps": PAGE_PROPS}},
        {"url": "https://a.vn/1", "state": {"menu": [{"text": "Nhà", "url": "/"}], "bài": {"x": NEXT_ARTICLE}}},
        {"url": "https://a.vn/1", "state": {"comment": {"text": P, "user": "x", "url": "u"}, "bài": NEXT_ARTICLE}},
    ],
)
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_the_one_article_deep_in_a_row_is_read_with_its_address(
    tmp_path: Path, record: dict[str, object], rows: int, name: str
):
    whole = json.dumps([record] * rows) if name == "a.json" else "\n".join([json.dumps(record)] * rows)
    kept = read(tmp_path, {name: whole}).kept
    assert kept["text"].str.strip().tolist() == [ARTICLE.strip()] * rows
    assert kept["url"].tolist() == ["https://a.vn/1"] * rows and kept["title"].tolist() == ["Tít"] * rows


@pytest.mark.parametrize(
    ("record", "remedy"),
    [
        ({"url": "u", "data": {"a": NEXT_ARTICLE, "b": {**NEXT_ARTICLE, "content": P}}}, "no column of text"),
        ({"url": "u", "data": {"a": NEXT_ARTICLE, "more": [{**NEXT_ARTICLE, "title": "x"}]}}, "no column of text"),
        ({"url": "u", "content": {"blocks": [{"words": ARTICLE}]}}, "write them under text"),
        ({"url": "u", "content": json.dumps({"blocks": [{"words": ARTICLE}]})}, "write them under text"),
        ({"url": "u", "content": None, "body": {"blocks": [{"words": ARTICLE}]}}, "write them under text"),
        ({"url": "u", "content": [{"words": ARTICLE}, {"words": P}]}, "write them under text"),
    ],
)
def test_an_object_written_out_is_never_the_text(tmp_path: Path, record: dict[str, object], remedy: str):
    corpus = read(tmp_path, {"a.jsonl": "\n".join([json.dumps(record)] * 3), "b.txt": P})
    assert corpus.kept["id"].tolist() == ["b.txt"] and remedy in told(corpus.accounts)


@pytest.mark.parametrize("stem", ["p{}", "đoạn_{}", "Phần {}:", "{}", "{}."])
def test_texts_under_running_numbers_may_be_one_article(tmp_path: Path, stem: str):
    parts = {stem.format(i): f"{P} {i}" for i in range(1, 4)}
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


@pytest.mark.parametrize("end", ["</td></tr>", ""])
@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_scripts_below_a_table_do_not_make_its_page_an_article(tmp_path: Path, end: str, case: Callable[[str], str]):
    tags = re.compile("</?[a-z]+>")
    rows = "".join(f"<tr><td>{i}<td>{2 * P}{end}" for i in range(3))
    table = f"<html><body><table><tr><th>id<th>Nội dung{end}{rows}</table><script>{P * 9}</script></body></html>"
    corpus = read(tmp_path, {"a.html": tags.sub(lambda tag: case(tag[0]), table)})
    assert corpus.kept["text"].str.strip().tolist() == [(2 * P).strip()] * 3


# --- tables of metadata ---

METADATA = "file,title,date\na.txt,Tít,2019-11-06\n"


@pytest.mark.parametrize("name", ["x/metadata.csv", "x/y/metadata.json"])
def test_a_corpus_of_metadata_alone_holds_no_articles(tmp_path: Path, name: str):
    rows = METADATA if name.endswith("csv") else json.dumps([{"file": "a.txt", "title": "Tít"}])
    with pytest.raises(InputError, match="holds no articles"):
        read(tmp_path, {name: rows})


@pytest.mark.parametrize("name", ["metadata.txt", "metadata.xls", "metadata.ods"])
@pytest.mark.parametrize("rows", ["id\ttitle\tdate\nK1\tKho một\t2019\n", "file\ttitle\na.txt\tTít\na.txt\tTút\n"])
def test_a_table_of_something_else_called_metadata_stops_no_run(tmp_path: Path, name: str, rows: str):
    cells = [line.split("\t") for line in rows.splitlines()]
    content = ods_bytes({"S": cells}) if name.endswith(".ods") else rows
    corpus = read(tmp_path, {"a.txt": P, "b.txt": 2 * P, name: content})
    assert corpus.kept["id"].tolist() == ["a.txt", "b.txt"]
    assert f"1 file refused: a table of metadata that {'cannot' if 'a.txt' in rows else 'names none'}" in told(
        corpus.accounts
    )


def test_a_table_of_a_subfolder_that_names_none_of_its_documents_is_refused(tmp_path: Path):
    corpus = read(tmp_path, {"texts/a.txt": P, "meta/metadata.csv": METADATA})
    table = corpus.accounts.frame.set_index("name").loc["meta/metadata.csv"]
    assert (table["outcome"], table["value"]) == (
        "refused",
        "a.txt",
    ) and "metadata.csv, with the path of each file" in table["remedy"]
    assert "date_given" not in corpus.kept or corpus.kept["date_given"].isna().all()


@pytest.mark.parametrize("packed", [False, True])
def test_a_large_table_of_articles_may_be_called_metadata(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: bool
):
    for module in (inputs, metadata):
        monkeypatch.setattr(module, "MAX_DOCUMENT", 10_000, raising=False)
    rows = csv_of([["id", "date", "title", "text"], *([f"b{i}", "2019-11-06", "Tít", f"{i} {P}"] for i in range(200))])
    files = {"x/a.zip": zipped({"metadata.csv": rows})} if packed else {"x/metadata.csv": rows}
    assert read(tmp_path, files).kept["id"].tolist() == [f"b{i}" for i in range(200)]


def test_a_row_that_names_no_document_says_what_to_do(tmp_path: Path):
    corpus = read(tmp_path, {"x/a.txt": P, "x/metadata.csv": METADATA + "z.txt,Tút,2019-11-07\n"})
    row = corpus.accounts.frame.set_index("value").loc["z.txt"]
    assert (row["reason"], row["remedy"]) == ("naming no document", metadata.UNJOINED)


def page_of(rows: Sequence[Sequence[str]], above: str = "") -> str:
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<html><body>{above}<table>{lines}</table></body></html>"


POSTS = [[f"Tít {i}", f"0{i}/05/2019", f"Con đường làng nay đã đổ bê tông {i}."] for i in range(1, 6)]


@pytest.mark.parametrize(
    ("rows", "above", "documents"),
    [
        (POSTS, "", 5),
        (POSTS, "<h1>Bài đăng</h1>", 5),
        (POSTS, f"<p>{ARTICLE}</p>", 1),
        ([*POSTS, ["Tít 6", "", "Không rõ ngày."]], "", 1),
        ([["Khai mạc", "8:00", "Chào cờ"], ["Họp", "9:30", "Bàn việc làng"]], "<h1>Lịch họp</h1>", 1),
    ],
)
def test_a_page_of_short_posts_is_a_table(tmp_path: Path, rows: list[list[str]], above: str, documents: int):
    page = page_of([["Tiêu đề", "Ngày", "Nội dung"], *rows], above)
    assert len(read(tmp_path, {"a.html": page}).kept) == documents


SCHEDULE = [["Ngày", "Nội dung"], *([f"{i}/7/2019", f"Cúp điện xóm {i} từ 8 giờ"] for i in range(1, 4))]


@pytest.mark.parametrize("head", ["", "Tác giả", "Link", "ID"])
def test_a_schedule_is_no_table_of_posts(tmp_path: Path, head: str):
    rows = [[*([head if n == 0 else f"a/{n}"] if head else []), *cells] for n, cells in enumerate(SCHEDULE)]
    corpus = read(tmp_path, {"lich.html": page_of(rows, "<h1>Lịch cúp điện</h1>"), "b.txt": P})
    assert len(corpus.kept) == 1 + (3 if head else 1)
    assert "a table of articles" not in told(corpus.accounts)


@pytest.mark.parametrize("undated", [1, 15])
@pytest.mark.parametrize("head", ["ID", ""])
def test_many_short_posts_are_rows_or_told(tmp_path: Path, head: str, undated: int):
    days = ["" if n < undated else f"{n % 28 + 1}/7/2019" for n in range(100)]
    rows = [[*([f"b{n}"] if head else []), day, f"Đường làng số {n} nay đã đổ bê tông."] for n, day in enumerate(days)]
    names = [*([head] if head else []), "Ngày", "Nội dung"]
    corpus = read(tmp_path, {"a.html": page_of([names, *rows])})
    if head and undated == 1:
        assert len(corpus.kept) == 100 and corpus.kept["date_given"].isna().sum() == undated
    else:
        assert len(corpus.kept) == 1 and "a table of articles in a document" in told(corpus.accounts)


# --- rows of a csv ---

UNQUOTED = f'1,2019-11-06,https://a.vn/1,"{P}"'
HEADER = "id,date,url,text"


@pytest.mark.parametrize(
    ("row", "read_as"),
    [
        (f"7,2019-11-06,https://a.vn/7,Xóm Hạ, làng Đông: {P}", "2019-11-06"),
        (f"7,2019-11-06, lễ hội mùa xuân,https://a.vn/7,{P.replace(',', ' ')}", None),
        (f"7, xóm Hạ,2019-11-06,https://a.vn/7,{P.replace(',', ' ')}", None),
        (f"7,2019-11-06,https://a.vn/7, xem thêm,{P.replace(',', ' ')}", None),
        (f"7,mùa xuân,https://a.vn/7,Xóm Hạ, làng Đông: {P}", None),
        (f"7,2019-11-06,xóm Hạ,Làng Đông, {P}", None),
    ],
)
def test_words_do_not_become_ids_days_or_addresses(tmp_path: Path, row: str, read_as: str | None):
    frame = read(tmp_path, {"a.csv": f"{HEADER}\n{UNQUOTED}\n{row}\n"}).kept.set_index("id")
    assert frame.loc["1", "date_given"] == "2019-11-06"
    assert (frame["date_given"].get("7") == read_as) if read_as else ("7" not in frame.index and len(frame) == 1)


@pytest.mark.parametrize(
    ("header", "row", "day"),
    [
        ("id,title,date,url,text", f"7,Tít,Thứ sáu, 5/7/2019, 10:00 (GMT+7),https://a.vn/7,{P}", "2019-07-05"),
        ("id,title,date,text", f'7,Tít,Thứ sáu, 5/7/2019,"{P}"', "2019-07-05"),
        ("id,title,date,text", f"7,Tít,July 5, 2019,{P}", "2019-07-05"),
        ("id,title,date,text", f"7,Tít,05/07/2019, 10:30 PM,{P}", "2019-07-05"),
        ("id,title,date,text", f"7,Tít,Cập nhật: Thứ sáu, 05/07/2019, lúc 10:30,{P}", "2019-07-05"),
        ("id,url,date,text", f"7,/tin-tuc/bai-7.html,2019-07-05,{P}", "2019-07-05"),
        ("id,title,date,text", f"Bài 7,Tít, có dấu phẩy,2019-07-05,{P}", "2019-07-05"),
        ("id,title,date,text", f"VNE 007,Tít, có dấu phẩy,2019-07-05,{P}", "2019-07-05"),
        ("id,title,date,text", f"7,Tít, có dấu phẩy,1 giờ trước,{P}", None),
        ("id,title,date,text", f"7,Tít, có dấu phẩy,N/A,{P}", None),
        ("id,date,title,text", f"7,phần 2,2019-07-05, bên sông,{P}", "refused"),
        ("id,title,date,text", f"7,Tít,5/7/2019, lễ hội,{P}", "refused"),
        ("id,title,date,text", f"7,Tít,phần 2,5/7/2019, {P}", "refused"),
        ("id,title,date,text", f"7,Tít, mới,Thứ 6, 10:30, 05/07/2019,{P}", "2019-07-05"),
        ("id,title,date,text", f"7,Tít,5 Tháng Bảy, 2019,{P}", "2019-07-05"),
        ("id,title,date,text", f"7,Tít, mới,2019-07-05T10:00:00.000+07:00,{P}", "2019-07-05"),
        ("id,title,date,text", f"7,Tít,Fri, 05 Jul 2019 10:00:00 +0700,{P}", "2019-07-05"),
        ("id,title,date,text", f"7,Tít,Hôm nay, 10:30,{P}", None),
        ("id,title,date,text", f"7,Tít, mới,,{P}", None),
        ("title,date,text", f"Giá vàng tăng 1,5 triệu, 1/7/2019,{P}", "refused"),
        ("title,date,text", f"Giá vàng tăng 1,5, 1/7/2019,{P}", "refused"),
        ("id,title,date,text", f"7,Hội làng,Xóm Hạ, 5/7/2019,{P}", "refused"),
        ("id,text,date", f"7,{P} Giá tăng, đạt 1,5 triệu", "refused"),
        ("id,title,date,text", f"7,Hội, làng,12 giờ,{P}", "refused"),
        ("title,id,text", f"Giá tăng 1,5 triệu,B7, {P}", "refused"),
        ("title,text", f"Giá tăng 1,5 triệu, {P}", "refused"),
    ],
)
def test_a_day_may_hold_the_separator_that_nobody_quoted(tmp_path: Path, header: str, row: str, day: str | None):
    frame = read(tmp_path, {"a.csv": f"{header}\n{row}\n", "b.txt": P}).kept.set_index("id").drop(index="b.txt")
    assert len(frame) == (day != "refused")
    for given, text in zip(days_of(frame), frame["text"], strict=True):
        assert (given, text.strip()) == (day, P.strip())


def days_of(frame: pd.DataFrame) -> list[str | None]:
    """The days that cells give, each by itself; None where one gives none."""
    read_as = [read_cell(cell) for cell in frame["date_given"].fillna("")]
    return [None if cell is None else cell.alone for cell in read_as]


def test_a_header_in_viqr_is_parted_at_its_semicolons(tmp_path: Path):
    text = "Ba` con trong xo'm go'p tie^`n su+?a la.i ca^y ca^`u go^~ ddu+o+.c ba ngo+`i na(m, ai cu~ng mu+`ng."
    rows = "\n".join(f"b{i};Tin so^' {i};{text}" for i in range(3))
    files = {"a.csv": f"ma;tie^u dde^`;no^.i dung\n{rows}\n"}
    corpus = read(tmp_path, files, {"text": "no^.i dung"})
    assert len(corpus) == 3 and corpus.kept["text"].str.contains("cây cầu").all()


# --- files ---


@pytest.mark.parametrize("ending", [".part", ".partial", ".download"])
def test_a_text_whose_name_looks_like_a_download_is_read(tmp_path: Path, ending: str):
    corpus = read(tmp_path, {f"bài{ending}": P, f"ảnh{ending}": b"\xff\xd8\xff" + P.encode(), "a.txt": P})
    assert corpus.kept["id"].tolist() == ["a.txt", f"bài{ending}"]
    assert "a download that was not finished" in told(corpus.accounts)


@pytest.mark.parametrize("name", ["b.txt", "b.csv", "b.jsonl", "b.html", "b.markdown", "b.doc"])
@pytest.mark.parametrize("ending", [".part", ".partial", ".download"])
def test_what_a_browser_has_of_a_file_is_no_article(tmp_path: Path, name: str, ending: str):
    corpus = read(tmp_path, {f"{name}{ending}": f"id,text\n1,{P}\n2,{P[:50]}", "a.txt": P, f"so 1.2{ending}": P})
    assert corpus.kept["id"].tolist() == ["a.txt", f"so 1.2{ending}"]
    assert "1 file ignored: a download that was not finished" in told(corpus.accounts)


def test_a_tar_that_breaks_off_is_told_in_vietnamese_too(tmp_path: Path):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in ("a.txt", "b.txt"):
            member = tarfile.TarInfo(name)
            member.size = len(ARTICLE.encode())
            archive.addfile(member, io.BytesIO(ARTICLE.encode()))
    corpus = read(tmp_path, {"a.tar": buffer.getvalue()[:1_800]})
    assert len(corpus.kept) == 1
    assert not [line for line in accounts_lines(corpus.accounts, "vi") if "broken" in line or "members" in line]
