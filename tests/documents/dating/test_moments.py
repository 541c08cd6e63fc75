"""Cells: the forms of a moment, its day in Viet Nam, and the order that a column proves."""

import pandas as pd
import pytest

from toolkit.documents.corpus import corpus_from_frame
from toolkit.documents.dates import date_witnesses, resolve_dates
from toolkit.documents.dating.moments import column_order, read_cell

NEW_YEAR = "2020-01-01"
BODY = "Bà con trong xóm góp tiền xây lại cây cầu gỗ đã mục, mỗi nhà một tấm ván, làm trong ba ngày nắng."


@pytest.mark.parametrize(
    "cell",
    [
        "2019-12-31T17:30:00Z",
        "2019-12-31 17:30:00+00:00",
        "1577813400",
        "1577813400000",
        "1577813400.0",
        "1.5778134e9",
        "Tue, 31 Dec 2019 17:30:00 +0000",
        '{"$date": "2019-12-31T17:30:00Z"}',
        "20191231T173000Z",
        "20191231T173000+0000",
        "20200101 00:30",
        "Tue Dec 31 17:30:00 +0000 2019",
        "Tue Dec 31 2019 17:30:00 GMT+0000 (UTC)",
        "1577813400000000000",
        "/Date(1577813400000)/",
        '{"$date":{"$numberLong":"1577813400000"}}',
        "2019-12-31 12:30 EST",
        "Dec 31, 2019 at 9:30 AM PST",
    ],
)
def test_a_moment_with_its_zone_is_of_the_day_it_was_here(cell: str) -> None:
    found = read_cell(cell)
    assert found is not None and found.value() == NEW_YEAR
    assert read_cell("2019-12-31T17:30:00+07:00").value() == "2019-12-31"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("06/11/19", "2019-11-06"),
        ("6-Nov-19", "2019-11-06"),
        ("20191106", "2019-11-06"),
        ("20191106143000", "2019-11-06"),
        ("43775", "2019-11-06"),
        ("6 thg 11, 2019", "2019-11-06"),
        ("06 Th11 2019", "2019-11-06"),
        ("T11/2019", "2019-11"),
        ("năm 2019", "2019"),
        ("06NOV2019", "2019-11-06"),
        ("Nov-06-2019", "2019-11-06"),
        ("6 févr. 2019", "2019-02-06"),
        ("1er août 2019", "2019-08-01"),
        ("mercredi 6 novembre 2019", "2019-11-06"),
        ("6. November 2019", "2019-11-06"),
        ("6 de noviembre de 2019", "2019-11-06"),
        ("6th of November 2019", "2019-11-06"),
        ("6 Tháng Một, 2019", "2019-01-06"),
        ("juin 2019", "2019-06"),
        ("Nov-19", "2019-11"),
        ("Thg11-19", "2019-11"),
        ("19-Nov", None),
        ("Marketing 2019", None),
        ("6 novembro 2019", "2019-11-06"),
        ("6 augustus 2019", "2019-08-06"),
        ("6 februari 2019", "2019-02-06"),
        ("6 maggio 2019", "2019-05-06"),
        ("aprile 2019", "2019-04"),
        ("06-Febuary-2019", "2019-02-06"),
        ("Septemeber 6, 2019", "2019-09-06"),
        ("06 Sepember 2019", "2019-09-06"),
        ("9 tháng năm 2019", None),
        ("9 THÁNG NĂM 2019", None),
        ("9 Tháng Năm 2019", "2019-05-09"),
        ("9 Tháng năm 2019", None),
        ("9 tháng năm, 2019", "2019-05-09"),
        ("9 tháng năm năm 2019", "2019-05-09"),
        ("9 tháng sáu 2019", "2019-06-09"),
        ("Novel 2019", None),
        ("thang 11 nam 2019", "2019-11"),
        ("Nam 2019", "2019"),
        ("2019,0", "2019"),
        ("43775,36", "2019-11-06"),
        ("4Q2019", "2019"),
        ("06112019", "2019-11-06"),
        ("6112019", "2019-11-06"),
        ("13132019", None),
        ("Tháng Mười Một 6, 2019", "2019-11-06"),
        ("Tháng Năm 6, 2019", "2019-05-06"),
        ("6 Tháng Năm, 2019", "2019-05-06"),
        ("Tháng Mười Một, 2019", "2019-11"),
        ("201911", "2019-11"),
        ("Q.III/2019", "2019"),
        ("datetime.datetime(2019, 11, 6, 8, 30)", "2019-11-06"),
        ('{"day": 6, "month": 11, "year": 2019}', "2019-11-06"),
        ('{"year": 2019, "month": 13}', None),
        ("2019年11月6日", "2019-11-06"),
        ("６/１１/２０１９", "2019-11-06"),
        ("06\u201111\u20112019", "2019-11-06"),
        ("06\u200b/11/2019", "2019-11-06"),
        ("Wed Nov 31 08:30:00 2019", None),
        ("2019Q3", "2019"),
        ("['24/08/20 15:59 GMT+7']", "2020-08-24"),
        ("31/02/2019", None),
        ("0000-00-00", None),
        ("99999", None),
        ("2099-01-01", None),
        ("21/2/1946-21/2/2026", None),
        ("hôm qua", None),
    ],
)
def test_forms(cell: str, value: str | None) -> None:
    found = read_cell(cell)
    assert (None if found is None else found.value()) == value


def test_saturday_is_written_in_two_ways() -> None:
    both = [read_cell(f"Thứ {name}, 07/12/2019") for name in ("Bảy", "Bẩy")]
    assert both[0] == both[1] and both[1] is not None and both[1].fitting == {"dmy"}


def test_one_cell_proves_the_order_of_its_column() -> None:
    def order(*cells: str) -> tuple[str, str]:
        return column_order([read_cell(cell) for cell in cells])

    assert order("12/31/2019", "11/06/2019") == ("mdy", "proved")
    assert order("31/12/2019", "11/06/2019") == ("dmy", "proved")
    assert order("01/12/2019", "11/06/2019") == ("dmy", "ambiguous")
    assert order("31/12/2019", "11/26/2019")[1] == "mixed"
    frame = pd.DataFrame({"id": ["a", "b"], "text": [BODY] * 2, "date": ["12/31/2019", "11/06/2019"]})
    assert resolve_dates(corpus_from_frame(frame)).frame["date"].tolist() == ["2019-12-31", "2019-11-06"]


def test_a_column_is_found_by_its_cells_and_the_future_refused() -> None:
    frame = pd.DataFrame({"id": list("abc"), "text": [BODY] * 3, "khi nào": ["06/11/2019", "31/12/2019", "1/2/2032"]})
    corpus = resolve_dates(corpus_from_frame(frame), as_of="2024-12-31")
    assert corpus.frame["date"].fillna("?").tolist() == ["2019-11-06", "2019-12-31", "?"]
    told = date_witnesses(corpus)
    assert told.loc[told["id"] == "c", "fell_to"].tolist() == ["after 2024-12-31"]
    assert {"taken for the date by their cells, for no column has a known name"} < set(corpus.accounts.frame["reason"])


def test_planted_clocks_date_nothing_and_a_true_day_does() -> None:
    days = [f"{1 + i}/{1 + i % 12}" for i in range(20)]

    def dated(lines: list[str]) -> pd.Series:
        texts = [
            f"Thứ ba, 13/12/2016 | 20:{i + 10} GMT+7\nCây cầu số {i}\nSáng {day}, tại Huế, cầu khánh thành. {BODY}"
            for i, day in enumerate(lines)
        ]
        frame = pd.DataFrame({"id": [str(i) for i in range(len(texts))], "text": texts, "source": "s"})
        return resolve_dates(corpus_from_frame(frame)).frame["date"]

    assert dated(days).isna().all()
    assert dated(["13/12", "12/12", "11/12", "13/12"] * 5).eq("2016-12-13").all()
