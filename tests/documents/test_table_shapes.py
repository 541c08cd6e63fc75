"""Tables in the shapes in which people and programs write them: every article found once, what is left out told."""

import datetime
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from toolkit.base.errors import InputError
from toolkit.documents.corpus import Corpus
from toolkit.documents.dates import resolve_dates
from toolkit.documents.reading import read_corpus

HEADER = ["mã", "tiêu đề", "ngày đăng", "nội dung"]


def words(key: str) -> str:
    begun = "Buổi gặp mặt bàn về công tác bảo hộ công dân, nhiều kiều bào nêu ý kiến về việc"
    return f"{begun} số {key}. Ban tổ chức trả lời."


def row(key: str) -> list[str]:
    return [key, f"Bài {key}", "05/06/2019", words(key)]


def found(corpus: Corpus) -> list[str]:
    return [text.partition("số ")[2].partition(".")[0] for text in corpus.kept["text"]]


def told(corpus: Corpus) -> str:
    return "\n".join(corpus.accounts.lines())


def book(path: Path, rows: list[list[object]], change: Callable[[object], None] | None = None) -> None:
    made = openpyxl.Workbook()
    for cells in rows:
        made.active.append(cells)
    if change is not None:
        change(made.active)
    made.save(path)


def test_a_title_merged_over_columns_does_not_stop_the_book(tmp_path: Path):
    rows = [["DANH SÁCH BÀI", None, None, None], HEADER, row("mot"), row("hai")]
    book(tmp_path / "a.xlsx", rows, lambda sheet: sheet.merge_cells("A1:D1"))
    assert found(read_corpus(tmp_path)) == ["mot", "hai"]


def two_rows_of_names(sheet: object) -> None:
    for column in "ABD":
        sheet.merge_cells(f"{column}1:{column}2")


@pytest.mark.parametrize(
    "rows",
    [
        [HEADER, ["id", "title", "date", "content"], row("mot"), row("hai")],
        [HEADER, row("mot"), HEADER, row("hai")],
    ],
)
@pytest.mark.parametrize("kind", ["xlsx", "csv", "tsv"])
def test_names_of_columns_that_come_again_are_no_article(tmp_path: Path, rows: list[list[object]], kind: str):
    if kind == "xlsx":
        book(tmp_path / "a.xlsx", rows)
    else:
        sign = "," if kind == "csv" else "\t"
        lines = [sign.join(f'"{cell}"' for cell in cells) for cells in rows]
        (tmp_path / f"a.{kind}").write_text("\n".join(lines), encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["mot", "hai"]
    assert "1 row of a table ignored: the names of the columns again" in told(corpus)


def test_a_header_over_two_rows_with_merged_cells(tmp_path: Path):
    rows = [["Mã", "Tiêu đề", "Thời gian", "Nội dung"], [None, None, "Ngày đăng", None], row("mot")]
    book(tmp_path / "a.xlsx", rows, two_rows_of_names)
    assert found(read_corpus(tmp_path)) == ["mot"]


def test_formulas_without_a_stored_value_are_told(tmp_path: Path):
    book(tmp_path / "a.xlsx", [HEADER, ["mot", "x", "=DATE(2019,6,5)", words("mot")], row("hai")])
    corpus = read_corpus(tmp_path)
    assert "formulas whose values the file does not hold, read as empty ('C2')" in told(corpus)
    assert "save it" in told(corpus)


@pytest.mark.parametrize(
    "names",
    [
        ["1. Mã", "2. Tiêu đề", "3. Ngày đăng", "4. Nội dung"],
        ["Mã (ID)", "Tiêu đề (*)", "Ngày đăng (dd/mm/yyyy)", "Nội dung [toàn văn]"],
        ["STT:", "Tiêu đề:", "Ngày đăng:", "Nội dung:"],
    ],
)
def test_numbers_and_brackets_around_names_of_columns(tmp_path: Path, names: list[str]):
    book(tmp_path / "a.xlsx", [names, row("mot")])
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["mot"] and corpus.kept["date_given"].tolist() == ["05/06/2019"]


@pytest.mark.parametrize("names", [("nội dung", "nội dung (tiếp)"), ("nội dung 1", "nội dung 2"), ("text", "text")])
def test_a_text_that_goes_on_in_the_next_column(tmp_path: Path, names: tuple[str, str]):
    book(tmp_path / "a.xlsx", [["id", *names], ["a", words("mot"), words("hai")], ["b", None, words("ba")]])
    corpus = read_corpus(tmp_path)
    assert [text.count("Ban tổ chức") for text in corpus.kept["text"]] == [2, 1]
    assert "read as the text's going on" in told(corpus)


def test_a_copy_of_the_text_in_a_second_column_adds_nothing(tmp_path: Path):
    bare = words("mot").replace(",", "").replace(".", "").lower()
    book(tmp_path / "a.xlsx", [["id", "content", "content 2"], ["a", words("mot"), bare]])
    assert read_corpus(tmp_path).kept["text"].tolist() == [words("mot")]


@pytest.mark.parametrize(
    "text",
    [
        f'# xuất ngày 1/1/2020\nid,text\na,"{words("mot")}"\n',
        f'DANH SÁCH,,\nNgày xuất: 01/01/2020,,\nid,ngày,text\na,2019,"{words("mot")}"\n',
        f'"sep=;"\r\nid;text\r\na;"{words("mot")}"\r\n',
        f'id, ngày, text\na, 2019, "{words("mot")}"\n',
        f"id,ngày,text\na,2019,{words('mot')}\n".replace("dân, nhiều", "dân\\, nhiều"),
    ],
)
def test_what_programs_put_above_and_around_rows(tmp_path: Path, text: str):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert found(read_corpus(tmp_path)) == ["mot"]


def test_line_ends_that_are_not_quoted_are_joined_and_told(tmp_path: Path):
    rows = [f"{key}\t2019-01-02\t{words(key)}\nĐoạn hai của bài {key}." for key in ("m1", "h2", "b3")]
    (tmp_path / "a.tsv").write_text("\n".join(["id\tngày\tnội dung", *rows]), encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["m1", "h2", "b3"] and all("\nĐoạn hai" in text for text in corpus.kept["text"])
    assert "3 rows of tables kept: with line ends that are not quoted" in told(corpus)


def test_a_table_without_names_of_columns_says_what_to_do(tmp_path: Path):
    (tmp_path / "a.csv").write_text(f'a,2019,"{words("mot")}"\nb,2019,"{words("hai")}"\n', encoding="utf-8")
    with pytest.raises(InputError, match="write their names above it"):
        read_corpus(tmp_path)
    (tmp_path / "a.csv").write_text(f'a,2019,"{words("mot")}"\n', encoding="utf-8")
    with pytest.raises(InputError, match="a table without rows; its first line names its columns"):
        read_corpus(tmp_path)


RECORDS = [{"id": "a", "text": words("mot")}, {"id": "b", "text": words("hai")}]
SHAPES = {
    "columns": {"id": ["a", "b"], "text": [words("mot"), words("hai")]},
    "columns by index": {"id": {"0": "a", "1": "b"}, "text": {"0": words("mot"), "1": words("hai")}},
    "split": {"columns": ["id", "text"], "index": [0, 1], "data": [["a", words("mot")], ["b", words("hai")]]},
    "rows": [["id", "text"], ["a", words("mot")], ["b", words("hai")]],
    "texts": [words("mot"), words("hai")],
    "deep": {"response": {"result": {"hits": {"total": 2, "items": RECORDS}}}},
    "by year": {"2019": RECORDS[:1], "2020": RECORDS[1:]},
    "pages": [RECORDS[:1], RECORDS[1:]],
    "one page": [{"page": 1, "articles": RECORDS}],
    "rows within rows": {"rows": [{"row_idx": n, "row": record} for n, record in enumerate(RECORDS)]},
    "beside others": {"articles": RECORDS, "tags": [{"name": x} for x in "abcd"]},
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.txt"])
def test_shapes_of_json(tmp_path: Path, shape: str, name: str):
    text = json.dumps(SHAPES[shape], ensure_ascii=False, indent=1 if name == "a.json" else None)
    (tmp_path / name).write_text(text, encoding="utf-8")
    if name == "a.txt" and not text.startswith(("{", "[{")):
        pytest.skip("a text that begins as an array of texts stays a text")
    assert found(read_corpus(tmp_path)) == ["mot", "hai"]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_comments_below_an_article_are_not_the_articles(tmp_path: Path, name: str):
    record = {"id": "a", "text": words("mot"), "comments": [{"user": "x", "text": "hay quá"}] * 3}
    (tmp_path / name).write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    assert read_corpus(tmp_path).kept["id"].tolist() == ["a"]


def test_paragraphs_of_an_article_are_not_articles(tmp_path: Path):
    record = {"title": "Bài", "paragraphs": [{"text": words("mot")}, {"text": "Đoạn hai."}]}
    (tmp_path / "a.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    assert read_corpus(tmp_path).kept["text"].tolist() == [f"{words('mot')}\nĐoạn hai."]


LINES = [json.dumps(record, ensure_ascii=False) for record in RECORDS]
WRITTEN = {
    "behind one another": "".join(LINES),
    "comma at the end": f"[{LINES[0]},\n{LINES[1]},\n]",
    "assigned": f"var data = [{LINES[0]},{LINES[1]}];",
    "a call": f"ham([{LINES[0]},{LINES[1]}])",
    "as Python writes": repr([{**record, "n": None} for record in RECORDS]),
    "arrays in lines": "\n".join(f"[{line}]" for line in LINES),
    "a text within": json.dumps(f"[{LINES[0]},{LINES[1]}]"),
}


@pytest.mark.parametrize("how", WRITTEN)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_as_it_is_written_out(tmp_path: Path, how: str, codec: str):
    (tmp_path / "a.json").write_bytes(WRITTEN[how].encode(codec))
    assert found(read_corpus(tmp_path)) == ["mot", "hai"]


def test_json_that_breaks_off_gives_what_is_whole_and_tells_the_rest(tmp_path: Path):
    (tmp_path / "a.json").write_text(f'[{LINES[0]},\n{LINES[1]},\n{{"id": "c", "te', encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["mot", "hai"]
    assert "1 row of a table refused: no JSON from character" in told(corpus)


def test_a_key_that_stands_twice_loses_nothing(tmp_path: Path):
    lines = [f'{{"id":"a","text":"{words("mot")}","text":""}}', f'{{"id":"b","text":"","text":"{words("hai")}"}}']
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert found(read_corpus(tmp_path)) == ["mot", "hai"]


def test_a_table_under_the_name_of_a_text_is_a_table(tmp_path: Path):
    (tmp_path / "a.txt").write_text(f'id;ngày;nội dung\n1;2019;"{words("mot")}"\n2;2019;"{words("hai")}"\n', "utf-8")
    (tmp_path / "b.txt").write_text(f"Tin, bài và nội dung\nHôm nay, {words('ba')}", "utf-8")
    (tmp_path / "c.txt").write_text(f"Nội dung, tiêu đề\n\n{words('bon')}, và, nhiều", "utf-8")
    (tmp_path / "d.txt").write_text(f"{{Lưu ý}} {words('nam')}", "utf-8")
    assert found(read_corpus(tmp_path)) == ["mot", "hai", "ba", "bon", "nam"]


def test_a_line_below_the_rows_is_no_part_of_a_short_cell(tmp_path: Path):
    rows = "".join(f'{key},"{words(key)}",2019\n' for key in ("m1", "h2"))
    (tmp_path / "a.csv").write_text(f"id,text,date\n{rows}Tổng cộng: 2 bài\n", "utf-8")
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["m1", "h2"] and corpus.kept["date_given"].tolist() == ["2019", "2019"]
    assert "1 row of a table refused: without any letter" in told(corpus)


def test_records_within_a_column_of_parquet(tmp_path: Path):
    table = {"id": pa.array([1.0, 2.0]), "doc": pa.array([{"text": words(k), "title": k} for k in ("mot", "hai")])}
    pq.write_table(pa.table(table), tmp_path / "a.parquet")
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["mot", "hai"] and corpus.kept["title"].tolist() == ["mot", "hai"]


def test_a_broken_row_of_metadata_is_told_and_stops_nothing(tmp_path: Path):
    for key in ("a", "b"):
        (tmp_path / f"{key}.txt").write_text(words(key), encoding="utf-8")
    (tmp_path / "Metadata.CSV").write_text("file,date\na.txt,2019-06-05,x,y\nb.txt,2019-01-01\n", encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert "2 rows, 1 joined, 1 that cannot be read ('4 cells under a header of 2')" in told(corpus)
    assert corpus.kept["date_given"].fillna("").tolist() == ["", "2019-01-01"]


def test_metadata_of_a_subfolder_that_names_no_files_is_told_as_what_it_is(tmp_path: Path):
    (tmp_path / "so1").mkdir()
    (tmp_path / "so1" / "a.txt").write_text(words("mot"), encoding="utf-8")
    (tmp_path / "so1" / "metadata.csv").write_text("trang,ngày\n1,2019-06-05\n", encoding="utf-8")
    assert "a table of metadata that is not the one of the corpus" in told(read_corpus(tmp_path))


def unquoted(header: str, *rows: str) -> str:
    return "\n".join([header, *rows]) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        unquoted(
            "mã,ngày đăng,nội dung", f"1,2019-06-05,{words('mot')}", f"2,2019-06-05,Giá 1,5 triệu; {words('hai')}"
        ),
        unquoted(
            "mã,nội dung,ngày đăng", f"1,{words('mot')},2019-06-05", f"2,Hà Nội,nơi gặp, {words('hai')},2019-06-05"
        ),
        unquoted("mã;tiêu đề;nội dung", f"1;Bài; dài;{words('mot')}", f"2;Bài;Mở đầu; {words('hai')}"),
        unquoted(
            "url|nội dung", f"https://bao.example/1|Trang | {words('mot')}", f"https://bao.example/2|{words('hai')}"
        ),
    ],
)
def test_separators_in_a_text_that_nobody_quoted_are_a_part_of_it(tmp_path: Path, text: str):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["mot", "hai"]
    assert "kept: with separators that are not quoted in a text" in told(corpus)
    written = text.replace("\n", "").replace(" ", "")
    assert all(words.replace(" ", "") in written for words in corpus.kept["text"])
    assert all(len(given) == 10 for given in corpus.kept["date_given"].dropna())


@pytest.mark.parametrize(
    "text",
    [
        unquoted("mã,tiêu đề,nội dung", f"1,Bài 1,5 triệu,{words('mot').replace(',', '')}"),
        unquoted("mã,ngày đăng,nội dung", f"1,2019-06-05,{words('mot').replace(',', '')},https://bao.example/1"),
        unquoted("mã,ngày đăng,nội dung", f"1,2019-06-05,{words('mot').replace(',', '')},Báo Mẫu"),
        unquoted("mã, ngày đăng, nội dung", f"1, 2019-06-05, {words('mot')}"),
    ],
)
def test_where_two_readings_are_possible_the_row_is_refused(tmp_path: Path, text: str):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    (tmp_path / "b.txt").write_text(words("ba"), encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["ba"] and "quote the cells that hold separators" in told(corpus)


def test_days_of_a_book_that_counts_from_1904(tmp_path: Path):
    made = openpyxl.Workbook()
    made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    made.active.append(HEADER)
    made.active.append(["a", "x", datetime.datetime(2019, 6, 5), words("mot")])
    made.save(tmp_path / "a.xlsx")
    assert read_corpus(tmp_path).kept["date_given"].tolist() == ["2019-06-05"]


@pytest.mark.parametrize("sign", ["^", "~", "\x01"])
@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.psv"])
def test_rarer_separators(tmp_path: Path, sign: str, name: str):
    lines = [sign.join(cells) for cells in (HEADER, row("mot"), row("hai"))]
    (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
    assert found(read_corpus(tmp_path)) == ["mot", "hai"]


def test_archives_of_social_sites(tmp_path: Path):
    tweets = [{"tweet": {"id_str": key, "full_text": words(key), "user": {"name": "Lan"}}} for key in ("mot", "hai")]
    (tmp_path / "tweets.js").write_text(f"window.YTD.tweets.part0 = {json.dumps(tweets)}", encoding="utf-8")
    (tmp_path / "app.js").write_text("window.app = [1]", encoding="utf-8")
    posts = [
        {"timestamp": 1_600_000_000, "data": [{"post": words("ba")}, {"update_timestamp": 1}], "attachments": []},
        {"timestamp": 1_600_100_000, "attachments": [{"data": [{"media": {"uri": "x.jpg"}}]}]},
    ]
    (tmp_path / "your_posts.json").write_text(json.dumps(posts), encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["mot", "hai", "ba"] and "1600000000" in corpus.kept["date_given"].tolist()
    assert "no column of text among timestamp" in told(corpus) and "app.js" in told(corpus)


def test_an_object_of_one_record_under_any_name_is_one(tmp_path: Path):
    rows = [{"meta": {"lang": "vi"}, "tin": {"nội dung": words(key), "ngày": "2019-06-05"}} for key in ("mot", "hai")]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(each) for each in rows), encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["mot", "hai"] and corpus.frame["date_given"].tolist() == ["2019-06-05"] * 2


def test_a_table_beside_another_is_told_and_no_part_of_its_texts(tmp_path: Path):
    book(tmp_path / "a.xlsx", [["id", "text", None, "id", "text"], ["1", words("mot"), None, "2", words("hai")]])
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["mot"] and corpus.kept["text"].tolist() == [words("mot")]
    assert "1 column refused: a text of a second table beside the first" in told(corpus)


@pytest.mark.parametrize("name", ["metadata.xls", "metadata.txt", "thông tin.tsv"])
def test_tables_that_name_files_are_joined_or_say_how(tmp_path: Path, name: str):
    (tmp_path / "a.txt").write_text(words("mot"), encoding="utf-8")
    (tmp_path / name).write_text("tên file\tngày\na.txt\t2019-06-05\n", encoding="utf-8")
    corpus = read_corpus(tmp_path)
    if name.startswith("metadata"):
        assert corpus.frame["date_given"].tolist() == ["2019-06-05"]
    else:
        assert "call it metadata.csv to have it joined" in told(corpus)


def test_a_text_called_metadata_is_a_text(tmp_path: Path):
    (tmp_path / "metadata.txt").write_text(words("mot"), encoding="utf-8")
    assert found(read_corpus(tmp_path)) == ["mot"]


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("\n=====\n".join([2 * words("mot"), 2 * words("hai"), 2 * words("ba")]), True),
        (f"1 of 2 DOCUMENTS\n{2 * words('mot')}\n2 of 2 DOCUMENTS\n{2 * words('hai')}", True),
        (f"CỘNG HÒA\n-------\nSố 1\n-------\n{2 * words('mot')}", False),
        (f"{2 * words('mot')}\n*****\n{2 * words('hai')}", False),
        (f"{2 * words('mot')}\n-----\n{2 * words('hai')}\n=====\n{2 * words('ba')}", False),
    ],
)
def test_several_articles_in_one_file_are_told(tmp_path: Path, text: str, several: bool):
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert ("looking like several articles" in told(read_corpus(tmp_path))) == several


def test_lines_that_were_quoted_whole(tmp_path: Path):
    lines = [",".join(f'"{cell}"' for cell in cells) for cells in (HEADER, row("mot"), row("hai"))]
    (tmp_path / "a.csv").write_text(
        "\n".join(f'"{line.replace(chr(34), chr(34) * 2)}"' for line in lines), encoding="utf-8"
    )
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["mot", "hai"] and corpus.kept["title"].tolist() == ["Bài mot", "Bài hai"]


@pytest.mark.parametrize(("keys", "n"), [(("bai1", "bai2"), 2), (("a.txt", "b.txt"), 2), (("tóm tắt", "kết luận"), 0)])
def test_an_object_of_texts_by_their_ids(tmp_path: Path, keys: tuple[str, str], n: int):
    (tmp_path / "a.json").write_text(
        json.dumps(dict(zip(keys, (words("mot"), words("hai")), strict=True))), encoding="utf-8"
    )
    (tmp_path / "b.txt").write_text(words("ba"), encoding="utf-8")
    assert len(found(read_corpus(tmp_path))) == n + 1


def page_of(rows: list[list[str]], above: str = "") -> str:
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>" for cells in rows)
    return f"<html><head><title>t</title></head><body>{above}<table border=1>{lines}</table></body></html>"


def test_a_page_that_is_one_table_is_a_table_and_an_article_with_one_is_none(tmp_path: Path):
    rows = [HEADER, row("mot"), row("hai")]
    (tmp_path / "a.html").write_text(page_of(rows, "<h1>Danh sách</h1>"), encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert found(corpus) == ["mot", "hai"] and corpus.kept["title"].tolist() == ["Bài mot", "Bài hai"]
    (tmp_path / "a.html").write_text(page_of(rows, f"<p>{3 * words('ba')}</p>"), encoding="utf-8")
    assert len(read_corpus(tmp_path)) == 1
    (tmp_path / "a.html").write_text(page_of([["Thời gian", "Địa điểm"], ["8 giờ", words("mot")]]), encoding="utf-8")
    assert len(read_corpus(tmp_path)) == 1


BLANKS = [{"$date": None}, '{"$date": null}', {"time": ""}, [None], "[null]", "{'$date': None}"]


@pytest.mark.parametrize("nothing", BLANKS)
def test_a_structure_that_holds_nothing_is_a_blank_cell(tmp_path: Path, nothing: object) -> None:
    rows = [{"id": i, "date": nothing if i == 2 else "2019-11-06", "text": words(str(i))} for i in range(4)]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    corpus = resolve_dates(read_corpus(tmp_path))
    assert corpus.frame["date"].isna().tolist() == [False, False, True, False]
    assert not corpus.accounts.frame["reason"].astype(str).str.contains("date").any()
