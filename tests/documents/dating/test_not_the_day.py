"""Days that are none of publication, or are read as another: parts beside a whole date, wrong weekdays, offsets in
names, births and terms in an author's line, numbers of accounts, plans."""

import time
from pathlib import Path

import pandas as pd
import pytest

from toolkit.documents.cleaning import clean
from toolkit.documents.dates import resolve_dates
from toolkit.documents.dating.columns import column_witnesses, judged_columns
from toolkit.documents.dating.datelines import tells_of_passed
from toolkit.documents.dating.moments import column_order, read_cell
from toolkit.documents.files.page_dates import page_dates
from toolkit.documents.reading import read_corpus

BODY = "Bà con trong xóm góp tiền xây lại cây cầu gỗ đã mục, mỗi nhà một tấm ván, làm xong trong ba ngày nắng. "


def dates_of(folder: Path, cells: dict[str, list[str]]) -> list[str | None]:
    n = len(next(iter(cells.values())))
    texts = [BODY + " ".join(f"từ{(i * 7 + j) % 97}" for j in range(30)) for i in range(n)]
    pd.DataFrame({"id": [f"a{i}" for i in range(n)], **cells, "text": texts}).to_csv(folder / "bai.csv", index=False)
    return [None if pd.isna(day) else day for day in resolve_dates(clean(read_corpus(folder))).frame["date"]]


@pytest.mark.parametrize("parts", [{}, {"day": ["9", "9", "9"]}])
def test_parts_fill_what_a_whole_date_leaves_empty_and_replace_none(
    parts: dict[str, list[str]], tmp_path: Path
) -> None:
    months = {"year": ["2019", "2019", "2020"], "month": ["6", "6", "2"]}
    got = dates_of(tmp_path, {"date": ["2019-06-03", "2019-06-14", ""], **months, **parts})
    assert got == ["2019-06-03", "2019-06-14", "2020-02-09" if parts else "2020-02"]


def test_one_wrong_weekday_turns_no_column(tmp_path: Path) -> None:
    cells = ["05/06/2019", "04/06/2019", "Thứ hai 05/06/2019", "07/06/2019", "02/07/2019"]
    want = ["2019-06-05", "2019-06-04", "2019-06-05", "2019-06-07", "2019-07-02"]
    assert dates_of(tmp_path, {"Ngày đăng": cells}) == want
    english = [cell.replace("Thứ hai", "Mon,") for cell in cells]
    assert column_order(map(read_cell, english)) == ("dmy", "ambiguous")
    assert [cell.value("dmy") for text in english if (cell := read_cell(text))] == want


def test_weekdays_that_agree_prove_an_order() -> None:
    agreeing = ["Wed, 11/06/2019", "Thu, 11/07/2019", "08/09/2019"]
    assert column_order(map(read_cell, agreeing)) == ("mdy", "proved")
    assert column_order(map(read_cell, [*agreeing, "Wed, 06/11/2019"])) == ("dmy", "ambiguous")
    assert (cell := read_cell("Wed, 11/06/2019")) is not None and cell.alone == "2019-11-06"
    assert (cell := read_cell("Thứ hai, 05/06/2019 - 08:30")) is not None and cell.alone == "2019-06-05"


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("Thời gian đăng (UTC+7)", "2019-12-31"),
        ("Thời gian đăng (GMT+7)", "2019-12-31"),
        ("posted_utc_7", "2019-12-31"),
        ("Posted (UTC-5)", "2020-01-01"),
        ("post_date_gmt", "2020-01-01"),
    ],
)
def test_a_name_tells_its_offset(name: str, day: str) -> None:
    frame = pd.DataFrame({"date_given": ["2019-12-31 20:30"], "date_given_by": [f"column {name}"], "path": ["bai.csv"]})
    assert [w.value for w in column_witnesses(judged_columns(frame), len(frame))[0]] == [day]


def found(line: str) -> list[str]:
    html = pytest.importorskip("lxml.html")
    title = "Xóm Dừa dựng chiếc cầu mới thay cầu gỗ đã mục"
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{line}<p>{BODY}</p></body></html>"
    return [one.value for one in page_dates(html.fromstring(page)) if one.kind == "beside"]


@pytest.mark.parametrize(
    "line",
    [
        '<p class="author">Nguyễn Văn A, sinh ngày 12/03/1965</p>',
        '<p class="author">Nguyễn Văn A (12/03/1965)</p>',
        '<p class="author">Nguyễn Văn A, Sinh: 12/03/1965</p>',
        '<div class="meta">Hạn nộp hồ sơ: 20/12/2023</div>',
        '<div class="meta">Đăng ký đến 20/12/2023</div>',
        '<div class="info">Nhà xuất bản Trẻ, giấy phép ngày 02/03/2001</div>',
        '<div class="info">Nhà xuất bản Trẻ, in xong ngày 02/03/2001</div>',
        '<div class="event-info">Hội thảo: 20/12/2025</div>',
        '<div class="event-info">Chợ Tết: 20/12/2025</div>',
        '<div class="event-info">Hội thảo lúc 08:30 ngày 20/12/2025</div>',
    ],
)
def test_a_signed_line_of_another_day_is_no_date_line(line: str) -> None:
    assert found(line) == []


@pytest.mark.parametrize(
    "line",
    ["Lan Anh - 06/11/2019", "Theo Lan Anh, ngày 06/11/2019", "Tin của xóm, 06/11/2019 08:30", "đăng 06/11/2019"],
)
def test_an_author_with_his_day_is_one(line: str) -> None:
    assert found(f'<p class="author">{line}</p>') == [line]


@pytest.mark.parametrize(
    "name", ["posted_by", "created_by", "createdById", "posted_user_id", "created_count", "published_n"]
)
def test_numbers_of_accounts_are_no_moments(name: str, tmp_path: Path) -> None:
    numbers = ["1573020000000001", "1577750400000002", "1578182400000003"]
    assert dates_of(tmp_path, {name: numbers}) == [None] * 3


def test_numbers_of_moments_are(tmp_path: Path) -> None:
    assert dates_of(tmp_path, {"posted_at": ["1573020000", "1577750400", "1578182400"]})[0] == "2019-11-06"


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        ("Theo kế hoạch, hai năm sau, cầu sẽ thông xe.", False),
        ("Dự kiến ba năm sau, cầu thông xe.", False),
        ("Hai năm sau, cầu thông xe.", True),
        ("Hai năm sau, ông biết mình sẽ không về nữa.", True),
        ("Ba mươi lăm năm trôi qua.", True),
    ],
)
def test_what_is_planned_has_not_passed(text: str, passed: bool) -> None:
    assert tells_of_passed("Ngày 12/3/2019, xóm khởi công cây cầu. " + text) is passed


def test_runs_of_numbers_cost_little() -> None:
    start = time.perf_counter()
    assert not tells_of_passed("năm " * 20_000)
    assert time.perf_counter() - start < 2
