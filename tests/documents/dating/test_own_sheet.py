"""`dates.csv` as it comes back: every row is joined or told with what to do, and none makes a wrong year."""

import unicodedata
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from toolkit.base.errors import AlignmentError, UsageError
from toolkit.documents.corpus import Corpus, corpus_from_frame
from toolkit.documents.dates import date_witnesses, resolve_dates
from toolkit.documents.dating.sheet import append_dates, dates_table
from toolkit.documents.files.called import named_documents

TEXT = "Hợp tác xã bàn về việc trồng rau sạch, nhiều hộ nêu ý kiến về giống, phân bón và nơi tiêu thụ."
IDS = ("báo_a/bài một.html", "báo_a/bài hai.html", "0012", "0013")


def corpus(ids: tuple[str, ...] = IDS) -> Corpus:
    return corpus_from_frame(pd.DataFrame({"id": ids, "text": [f"{TEXT} Bài {i}." for i in range(len(ids))]}))


def dated(data: str | bytes, tmp_path: Path, name: str = "dates.csv") -> tuple[list[str], pd.DataFrame]:
    """The dates of the corpus with this file, and the rows of the accounts that say something of it."""
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    found = resolve_dates(corpus(), overrides=path)
    told = found.accounts.frame
    return found.frame["date"].fillna("").tolist(), told[
        told["kind"].isin(["dates", "column"]) & (told["reason"] != "")
    ]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Mã bài;Ngày;Ghi chú", "0012;5/1/2019;xem báo in"),
        ("ID,DATE,NOTE", "0012,2019-01-05,"),
        ("title,candidates,note,Date (d/m/y),id", "Rau,2018 (year: năm 2018),,5/1/2019,0012"),
        ("Bảng ngày đăng,,\n,,\nid,date,note", "0012,2019-01-05 00:00:00,"),
        ("article,date", "0012,43470"),
        ("id\tngày đúng\tnote", "0012\t5/1/2019\t"),
    ],
)
def test_columns_are_found_in_either_language_by_their_cells_and_below_a_title(
    header: str, row: str, tmp_path: Path
) -> None:
    assert dated(f"{header}\r\n{row}\r\n", tmp_path)[0] == ["", "", "2019-01-05", ""]


@pytest.mark.parametrize("name", ["dates.csv", "dates.txt"])
def test_unicode_text_of_excel_is_a_table(name: str, tmp_path: Path) -> None:
    table = "id\tdate\tnote\r\nbáo_a/bài một.html\t25/12/2019\t\r\n0012\t1/2/2019\t\r\n"
    assert dated(table.encode("utf-16"), tmp_path, name)[0] == ["2019-12-25", "", "2019-02-01", ""]


@pytest.mark.parametrize(
    "cell",
    [
        "khoảng 2019",
        "2018-2019",
        "2018 hoặc 2019",
        "31/02/2019",
        "trước 2019",
        "2o19",
        "2019-01-05; 2019-02-05",
        "-",
        "########",
        "2040-01-01",
    ],
)
def test_a_cell_that_cannot_be_read_stops_nothing_is_told_and_leaves_its_article_undated(
    cell: str, tmp_path: Path
) -> None:
    frame = corpus().frame.assign(text="Sáng 5/6/2017, tại Huế, hợp tác xã họp. " + corpus().frame["text"])
    path = tmp_path / "dates.csv"
    path.write_text(f"id,date\n0012,{cell}\n0013,2021\n", encoding="utf-8")
    found = resolve_dates(corpus_from_frame(frame[["id", "text"]]), overrides=path)
    assert found.frame["date"].fillna("").tolist() == ["2017-06-05", "2017-06-05", "", "2021"]
    told = found.accounts.frame.query("outcome == 'refused'")
    assert told["id"].tolist() == ["0012"] and cell in told["value"].iloc[0] and told["remedy"].iloc[0]
    heard = date_witnesses(found).query("id == '0012' and kind == 'override'")
    assert heard["words"].tolist() == [cell] and "cannot be read" in heard["fell_to"].iloc[0]


@pytest.mark.parametrize("cell", ["?", "không rõ", "Chưa xác định", "Unknown.", "n/a", "khong biet", "không có ngày"])
def test_a_persons_unknown_is_heard_as_it_is_written(cell: str, tmp_path: Path) -> None:
    frame = corpus().frame.assign(text="Sáng 5/6/2017, tại Huế, hợp tác xã họp. " + corpus().frame["text"])
    found = resolve_dates(
        corpus_from_frame(frame[["id", "text"]]), overrides=pd.DataFrame({"id": ["0012"], "date": [cell]})
    )
    assert found.frame["date"].isna().tolist() == [False, False, True, False]
    assert not (found.accounts.frame["outcome"] == "refused").any()


@pytest.mark.parametrize("cell", [None, "", "nan", "NULL", "#N/A", float("nan"), pd.NaT, pd.NA])
def test_an_empty_cell_says_nothing_whatever_wrote_it(cell: object) -> None:
    frame = corpus().frame.assign(text="Sáng 5/6/2017, tại Huế, hợp tác xã họp. " + corpus().frame["text"])
    found = resolve_dates(
        corpus_from_frame(frame[["id", "text"]]), overrides=pd.DataFrame({"id": ["0012"], "date": [cell]})
    )
    assert found.frame["date"].tolist() == ["2017-06-05"] * 4


@pytest.mark.parametrize(
    ("first", "second", "day", "refused"),
    [
        ("2019-03-02", "2020-03-02", "", 2),
        ("2019", "2019-03", "2019-03", 0),
        ("2019-03-02", "2019", "2019-03-02", 0),
        ("2019-03-02", "", "2019-03-02", 0),
        ("unknown", "2019", "", 2),
        ("unknown", "?", "", 0),
        ("2019", "31/02/2018", "", 2),
        ("31/02/2018", "2019", "", 2),
        ("2040", "2019", "", 2),
        ("31/02/2018", "", "", 1),
    ],
)
def test_rows_of_one_article_are_heard_together(
    first: str, second: str, day: str, refused: int, tmp_path: Path
) -> None:
    days, told = dated(f"id,date\n0012,{first}\n0013,2018\n0012,{second}\n", tmp_path)
    assert days == ["", "", day, "2018"]
    assert (told["outcome"] == "refused").sum() == refused


def test_of_a_column_with_both_orders_only_what_can_be_read_in_one_is_taken(tmp_path: Path) -> None:
    days, told = dated("id,date\n0012,1/5/2019\n0013,12/31/2020\nbáo_a/bài một.html,31/12/2018\n", tmp_path)
    assert days == ["2018-12-31", "", "", "2020-12-31"] and told["id"].tolist() == ["0012"]
    days, told = dated("id,date\n0012,1/5/2019\n", tmp_path)
    assert days[2] == "2019-05-01" and "day first" in told["reason"].iloc[0]


def test_further_columns_of_dates_lines_above_the_header_and_rows_without_an_id_are_told(tmp_path: Path) -> None:
    _, told = dated("id,date,note,sửa lại\n0012,2019-01-05,,2018-01-05\n", tmp_path)
    assert told["value"].tolist() == ["sửa lại"] and told["outcome"].tolist() == ["ignored"]
    _, told = dated("id,date,date\n0012,2019,2020\n0013,,2018\n", tmp_path)
    assert told["value"].tolist() == ["date 2"]
    _, told = dated("id,năm,ngày\n0012,2019,\n", tmp_path)
    assert told["value"].tolist() == ["năm"]
    days, told = dated("0012,2019,,\nid,date,note,title\n0013,2020,,\n,2021,,\n", tmp_path)
    assert days == ["", "", "", "2020"]
    assert sorted(told["reason"]) == ["a line above the names of the columns", "without an id"]
    assert told["remedy"].ne("").all()


def test_a_date_in_the_note_of_a_blank_row_is_told(tmp_path: Path) -> None:
    days, told = dated("id,date,note\n0012,,2019-01-05\n0013,,xem báo in\n", tmp_path)
    assert days == [""] * 4 and told["value"].tolist() == ["0012: 2019-01-05"] and told["remedy"].ne("").all()


def test_candidates_under_another_name_never_become_a_persons_word(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'date' is missing"):
        dated("id,các dấu vết\n0012,2019-01-05 (dateline: Sáng 5/1/2019)\n", tmp_path)


def test_ids_are_known_however_programs_changed_them() -> None:
    ids = ("báo_a/bài một.html", "0012", "tin 3.txt", "b/x.txt", "c/x.txt", "7", "tập/độc nhất.txt")
    asked = {
        unicodedata.normalize("NFD", ids[0]): ids[0],
        "BÁO_A\\Bài một.html": ids[0],
        "12": "0012",
        "12.0": "0012",
        "12,0": "0012",
        " tin  3.txt ": "tin 3.txt",
        "./tin 3.txt": "tin 3.txt",
        "b%C3%A1o_a/b%C3%A0i%20m%E1%BB%99t.html": ids[0],
        "C:\\Users\\Lan\\tin\\báo_a\\bài một.html": ids[0],
        "/home/lan/c/x.txt": "c/x.txt",
        "/home/lan/x.txt": "",
        "d/c/x.txt": "",
        "x.txt": "",
        "độc nhất.txt": ids[6],
        "khác/độc nhất.txt": "",
        "007": "",
        "1.23E+11": "",
    }
    for called, meant in asked.items():
        assert named_documents([called], ids) == [meant], called
    assert named_documents(["0012", "12"], ids) == ["0012", ""]  # a row that is gone does not take another's document


def test_an_absolute_path_names_the_document_of_its_case_whatever_their_order() -> None:
    two = ("bao/Bai.txt", "bao/bai.txt")
    for ids in (two, two[::-1]):
        assert named_documents([f"/home/lan/{id_}" for id_ in two], ids) == [*two]
        assert named_documents(["C:\\tin\\bao\\Bai.txt", "/tin/BAO/BAI.txt"], ids) == ["bao/Bai.txt", ""]
    assert named_documents(["/tin/BAO/BAI.txt"], two[:1]) == [two[0]]


@pytest.mark.parametrize(
    ("called", "meant"),
    [
        ("b0", "b0.txt"),
        ("B0", "b0.txt"),
        ("báo/Bài một", "báo/bài một.html"),
        ("bài một", "báo/bài một.html"),
        ("12", "0012.txt"),
        ("12.0", "0012.txt"),
        ("b0.html", ""),
        ("c", ""),
        ("tin 1", ""),
        ("khác/b0", ""),
    ],
)
def test_a_name_without_its_ending_means_the_one_file(called: str, meant: str) -> None:
    ids = ("b0.txt", "báo/bài một.html", "0012.txt", "c.txt", "c.html", "tin 1.2")
    assert named_documents([called], ids) == [meant]


def test_rows_of_many_documents_are_named_in_one_pass_over_them() -> None:
    ids = [f"b/{i}.txt" for i in range(20_000)]
    assert named_documents(ids[:10_000], ids) == ids[:10_000]  # 20,000 sets of 10,000 would not end


def test_a_workbook_with_two_sheets_and_numbers_for_ids(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Ngày đăng tra được"], [], ["id", "date"], [12, datetime(2019, 1, 5)], [13.0, 2020]):
        sheet.append(row)
    other = book.create_sheet("cũ")
    for row in (["id", "date"], [13, 2017]):
        other.append(row)
    book.save(tmp_path / "dates.xlsx")
    found = resolve_dates(corpus(), overrides=tmp_path / "dates.xlsx")
    assert found.frame["date"].fillna("").tolist() == ["", "", "2019-01-05", ""]
    refused = found.accounts.frame.query("outcome == 'refused'")
    assert refused["id"].tolist() == ["0013", "0013"]


def test_rows_are_added_under_the_columns_as_they_are_called(tmp_path: Path) -> None:
    path = tmp_path / "dates.csv"
    path.write_text("Ngày tra\n\nghi chú;mã bài;của tôi;ngày\nbáo in;12;x;5/1/2019\n", encoding="utf-8")
    table = dates_table(resolve_dates(corpus()))
    assert append_dates(table, path) == 3 and append_dates(table, path) == 0
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[3] == "báo in;12;x;5/1/2019" and sorted(lines[4:]) == [f";{id_};;" for id_ in ("0013", IDS[1], IDS[0])]


def test_a_frame_with_two_columns_of_one_name_is_read_by_the_first() -> None:
    frame = pd.DataFrame([["0012", 2019, 2018.0]], columns=["id", "date", "date"])
    found = resolve_dates(corpus(), overrides=frame)
    assert found.frame["date"].fillna("").tolist() == ["", "", "2019", ""]
    assert "that holds dates and is not read" in found.accounts.frame["reason"].tolist()


def test_a_table_that_names_nobody_or_has_no_columns_says_so(tmp_path: Path) -> None:
    with pytest.raises(AlignmentError, match="not in this corpus"):
        dated("id,date\nkhông có.txt,2019\n", tmp_path)
    with pytest.raises(UsageError, match="first line"):
        dated("0012,2019\n0013,2020\n", tmp_path)


def test_a_row_fells_what_says_another_date_and_says_so() -> None:
    frame = pd.DataFrame(
        {"id": ["a", "b", "c"], "text": [TEXT, TEXT + "Hai.", TEXT + "Ba."], "date": ["2017-03-04"] * 3}
    )
    rows = pd.DataFrame({"id": ["a", "b", "c"], "date": ["2019", "unknown", "2017"]})
    seen = date_witnesses(resolve_dates(corpus_from_frame(frame), overrides=rows))
    fell = seen[seen["kind"] == "column"].set_index("id")["fell_to"].to_dict()
    assert fell == {"a": "fell to override 2019", "b": "a row of dates.csv goes first", "c": ""}
