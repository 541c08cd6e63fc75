"""Columns of dates as tables bring them: parts in columns of their own, twins, UTC by name, weekdays, deadlines."""

import json
from pathlib import Path

import pandas as pd
import pytest

from toolkit.documents.cleaning import clean
from toolkit.documents.corpus import Corpus
from toolkit.documents.dates import resolve_dates
from toolkit.documents.reading import read_corpus

BODY = "Bà con trong xóm góp tiền xây lại cây cầu gỗ đã mục, mỗi nhà một tấm ván, làm xong trong ba ngày nắng. "
WANTED = ["2019-11-06", "2019-12-31", "2020-01-05"]
Cells = dict[str, list[str]]


def texts(n: int) -> list[str]:
    return [BODY + " ".join(f"từ{(i * 7 + j) % 97}" for j in range(30)) for i in range(n)]


def dated(folder: Path) -> Corpus:
    return resolve_dates(clean(read_corpus(folder)))


def dates_of(folder: Path) -> list[str | None]:
    return [None if pd.isna(day) else day for day in dated(folder).frame["date"]]


def written(folder: Path, cells: Cells) -> None:
    n = len(next(iter(cells.values())))
    frame = pd.DataFrame({"id": [f"a{i:02}" for i in range(n)], **cells, "text": texts(n)})
    frame.to_csv(folder / "bai.csv", index=False)


TOLD: dict[str, Cells] = {
    "parts": {"ngày": ["6", "31", "5"], "tháng": ["11", "12", "1"], "năm": ["2019", "2019", "2020"]},
    "parts in English": {"year": ["2019", "2019", "2020"], "month": ["11", "12", "1"], "day": ["6", "31", "5"]},
    "twins": {
        "Post Created": ["2019-11-06 08:30:00 ICT", "2019-12-31 08:30:00 ICT", "2020-01-05 08:30:00 ICT"],
        "Post Created Date": WANTED,
        "Post Created Time": ["08:30:00"] * 3,
    },
    "twins without a known name": {
        "first_seen_created": ["2019-11-06 08:30", "2019-12-31 08:30", "2020-01-05 08:30"],
        "created_day": WANTED,
    },
    "of a social site": {
        "created_at": [
            "Wed Nov 06 08:30:00 +0000 2019",
            "Tue Dec 31 10:30:00 +0000 2019",
            "Sun Jan 05 08:30:00 +0000 2020",
        ]
    },
    "seconds": {"created_utc": ["1573003800.0", "1577763000.0", "1578195000.0"]},
    "UTC by the name": {"post_date_gmt": ["2019-11-06 01:30:00", "2019-12-30 17:30:00", "2020-01-04 18:00:00"]},
    "weekdays tell months first": {
        "date": ["Wed, 11/06/2019 - 08:30", "Tue, 12/31/2019 - 08:30", "Sun, 01/05/2020 - 08:30"]
    },
    "French": {"publié le": ["6 nov. 2019", "31 déc. 2019", "5 janv. 2020"]},
    "figures with the year last": {"date": ["06112019", "31122019", "5012020"]},
    "the year again": {"ngày đăng": ["6/11/2019", "31/12/2019", "5/1/2020"], "năm": ["2019", "2019", "2020"]},
    "WordPress": {"date": ["Tháng Mười Một 6, 2019", "Tháng Mười Hai 31, 2019", "Tháng Một 5, 2020"]},
}


@pytest.mark.parametrize("name", TOLD)
def test_a_column_is_read(name: str, tmp_path: Path) -> None:
    written(tmp_path, TOLD[name])
    assert dates_of(tmp_path) == WANTED


@pytest.mark.parametrize("name", ["hạn nộp", "deadline", "valid_until", "ngày hết hạn", "ngày sinh", "ngày sự kiện"])
def test_a_column_of_other_days_dates_nothing(name: str, tmp_path: Path) -> None:
    written(tmp_path, {name: WANTED})
    assert dates_of(tmp_path) == [None] * 3


def test_a_column_of_years_contradicts_days_of_another_year(tmp_path: Path) -> None:
    days = ["6/11/2019", "31/12/2019", "5/1/2020", "7/1/2020", "9/2/2020"]
    written(tmp_path, {"ngày đăng": days, "năm": ["2019", "2018", "2017.0", "2020", "2020"]})
    assert dates_of(tmp_path) == ["2019-11-06", None, None, "2020-01-07", "2020-02-09"]


@pytest.mark.parametrize("name", ["year", "Năm"])
@pytest.mark.parametrize(
    ("years", "unlike"),
    [
        (["2024"] * 20, "20/20"),
        (["2019"] * 20, "8/20"),
        (["2024"] * 10 + ["2025"] * 10, "20/20"),
        ([str(2019 + i % 2) for i in range(20)], "10/20"),
    ],
)
def test_a_year_of_something_else_is_no_witness(name: str, years: list[str], unlike: str, tmp_path: Path) -> None:
    days = [f"2019-11-{i + 1:02}" for i in range(12)] + [f"2020-01-{i + 1:02}" for i in range(8)]
    written(tmp_path, {"date": days, name: years})
    corpus = dated(tmp_path)
    told = corpus.accounts.frame
    if unlike == "10/20":  # half of the rows: still heard
        assert corpus.frame["date"].isna().any() and not told["reason"].str.contains("not heard").any()
        return
    assert corpus.frame["date"].tolist() == days
    assert told[told["reason"].str.contains("not heard")]["value"].tolist() == [f"{name}: {unlike}"]


def test_a_year_of_collection_in_metadata_is_no_witness(tmp_path: Path) -> None:
    lines = ["tệp,ngày đăng,năm"]
    for i, text in enumerate(texts(6)):
        (tmp_path / f"b{i}.txt").write_text(text)
        lines.append(f"b{i}.txt,{i + 1}/11/2019,2024")
    (tmp_path / "metadata.csv").write_text("\n".join(lines))
    assert dates_of(tmp_path) == [f"2019-11-{i + 1:02}" for i in range(6)]


def test_two_unlike_columns_of_unsaid_days_date_nothing(tmp_path: Path) -> None:
    written(tmp_path, {"d1": WANTED, "d2": ["2024-05-01", "2024-05-02", "2024-05-03"]})
    assert dates_of(tmp_path) == [None] * 3


def test_a_column_of_years_is_known(tmp_path: Path) -> None:
    written(tmp_path, {"Năm xuất bản": ["2019", "2019", "2020"]})
    assert dates_of(tmp_path) == ["2019", "2019", "2020"]


def test_parts_of_a_date_in_records_and_in_metadata(tmp_path: Path) -> None:
    rows = [
        {"id": f"x{i}", "date": {"day": int(d[8:]), "month": int(d[5:7]), "year": int(d[:4])}, "text": text}
        for i, (d, text) in enumerate(zip(WANTED, texts(3), strict=True))
    ]
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "a.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    assert dates_of(tmp_path / "one") == WANTED
    (tmp_path / "two").mkdir()
    lines = ["tên tệp,ngày,tháng,năm"]
    for i, (d, text) in enumerate(zip(WANTED, texts(3), strict=True)):
        (tmp_path / "two" / f"b{i}.txt").write_text(text)
        lines.append(f"b{i},{int(d[8:])},{int(d[5:7])},{d[:4]}")
    (tmp_path / "two" / "metadata.csv").write_text("\n".join(lines))
    assert dates_of(tmp_path / "two") == WANTED


def test_parts_that_are_no_days_stay_what_they_are(tmp_path: Path) -> None:
    written(tmp_path, {"ngày": ["6", "31", "5"], "tháng": ["99", "98", "97"], "năm": ["2019", "2019", "2020"]})
    corpus = dated(tmp_path)
    assert corpus.frame["date"].isna().all()
    assert any("cannot be read" in line for line in corpus.accounts.lines())


def test_years_beside_days_that_texts_refute_date_nothing(tmp_path: Path) -> None:
    days = [f"{5 + i}/1/2018" for i in range(9)]
    texts = [f"Ngày {i + 5}/6/2016, tại Huế, xóm họp. " + BODY * 2 for i in range(7)] + [BODY * 3, BODY * 4]
    frame = pd.DataFrame({"id": range(9), "ngày đăng": days, "năm": ["2018"] * 9, "nội dung": texts})
    frame.to_csv(tmp_path / "bai.csv", index=False)
    assert dates_of(tmp_path) == [f"2016-06-{i + 5:02}" for i in range(7)] + [None] * 2


def test_one_mistyped_day_does_not_silence_a_right_column_of_years(tmp_path: Path) -> None:
    days = [f"{i % 28 + 1}/{i % 12 + 1}/2019" for i in range(40)]
    written(tmp_path, {"ngày đăng": [*days[:7], "1/5/2016", *days[8:]], "năm": ["2019"] * 40})
    found = dates_of(tmp_path)
    assert found[7] is None and found.count(None) == 1


def test_of_one_day_beside_many_years_neither_is_heard(tmp_path: Path) -> None:
    written(tmp_path, {"date": ["2024-05-01"] * 36, "year": [str(2016 + i % 9) for i in range(36)]})
    corpus = dated(tmp_path)
    told = corpus.accounts.frame
    assert corpus.frame["date"].isna().all()
    assert told[told["reason"].str.contains("neither is heard")]["value"].tolist() == ["year: 32/36"]


def test_a_day_that_years_deny_dates_no_row_of_its_table(tmp_path: Path) -> None:
    years = [str(2015 + i % 8) if i < 12 else "" for i in range(20)]
    written(tmp_path, {"date": ["2024-05-01"] * 20, "year": years})
    assert dates_of(tmp_path) == [None] * 20


def test_another_day_of_the_table_stands_where_one_is_denied(tmp_path: Path) -> None:
    years = [str(2015 + i % 8) if i < 12 else "" for i in range(20)]
    written(tmp_path, {"date": ["2024-05-01"] * 16 + ["2023-04-02"] * 4, "year": years})
    assert dates_of(tmp_path) == [None] * 16 + ["2023-04-02"] * 4


def test_few_years_that_deny_one_day_take_their_own_dates_alone(tmp_path: Path) -> None:
    written(tmp_path, {"date": ["2024-05-01"] * 20, "year": ["2024"] * 16 + ["2023"] * 4})
    assert dates_of(tmp_path) == ["2024-05-01"] * 16 + [None] * 4


def test_one_mistyped_year_beside_one_day_takes_one_date(tmp_path: Path) -> None:
    written(tmp_path, {"date": ["2019-05-01"] * 20, "year": ["2019"] * 19 + ["2018"]})
    assert dates_of(tmp_path) == ["2019-05-01"] * 19 + [None]


@pytest.mark.parametrize("name", ["ngày đăng", "ghi lúc"])
@pytest.mark.parametrize("month", ["tháng năm", "Tháng Năm"])
def test_may_is_read_where_other_months_stand_so(name: str, month: str, tmp_path: Path) -> None:
    written(tmp_path, {name: ["3 tháng tư 2019", f"9 {month} 2019", "7 tháng sáu 2019"]})
    assert dates_of(tmp_path) == ["2019-04-03", "2019-05-09", "2019-06-07"]


def test_months_counted_alone_are_no_may(tmp_path: Path) -> None:
    written(tmp_path, {"ngày đăng": ["9 tháng năm 2019", "6 tháng năm 2019", "3 tháng năm 2018"]})
    assert dates_of(tmp_path) == [None] * 3
