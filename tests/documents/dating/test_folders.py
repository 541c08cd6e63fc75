"""Folders by year and month, and what archives hold: a folder dates only where its texts bear it out."""

import gzip
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from toolkit.documents.cleaning import clean
from toolkit.documents.dates import resolve_dates
from toolkit.documents.dating.stamps import from_path
from toolkit.documents.reading import read_corpus

BODY = "Hợp tác xã bàn về việc trồng rau sạch, nhiều hộ nêu ý kiến về giống, phân bón và nơi tiêu thụ. "
DAYS = [date(2018, 1, 10) + timedelta(days=31 * i) for i in range(24)]
FORMS: dict[str, Callable[[date], str]] = {
    "y/mm": lambda d: f"{d.year}/{d.month:02}",
    "nam_y/thang_m": lambda d: f"nam_{d.year}/thang_{d.month}",
    "Năm y/Tháng m": lambda d: f"Năm {d.year}/Tháng {d.month}",
    "yyyymm": lambda d: f"{d.year}{d.month:02}",
    "y-mm": lambda d: f"tin {d.year}-{d.month:02}",
    "Tm-y": lambda d: f"T{d.month}-{d.year}",
    "thangm_y": lambda d: f"thang{d.month}_{d.year}",
}


def opening(told: date | None, whole: bool = False) -> str:
    if told is None:
        return ""
    return f"Ngày {told.day}/{told.month}{f'/{told.year}' if whole else ''}, tại Huế, hợp tác xã họp. "


def texts(folder: Path, place: Callable[[date], str], told: Callable[[date], str]) -> list[str]:
    """The dates of 24 files in folders by their days ("" for unknown), whose texts tell what `told` makes of a day."""
    for i, day in enumerate(DAYS):
        file = folder / place(day) / f"bai_{i:02}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{told(day)}{BODY}Thửa số {i}, {i * 7} hộ.", encoding="utf-8")
    frame = resolve_dates(clean(read_corpus(folder))).frame.sort_values("id")
    return frame.assign(file=frame["id"].str[-6:]).sort_values("file")["date"].fillna("").tolist()


@pytest.mark.parametrize("form", FORMS)
def test_folders_by_month_date_what_agrees_with_them_and_nothing_that_does_not(form: str, tmp_path: Path) -> None:
    silent = [day for i, day in enumerate(DAYS) if i % 6 == 5]
    agreeing = texts(tmp_path / "a", FORMS[form], lambda d: opening(None if d in silent else d))
    assert agreeing == [f"{d:%Y-%m}" if d in silent else d.isoformat() for d in DAYS]
    assert set(texts(tmp_path / "b", FORMS[form], lambda d: opening(d + timedelta(days=150)))) == {""}
    assert set(texts(tmp_path / "c", FORMS[form], lambda d: "")) == {""}


def test_folders_by_year_are_borne_out_by_whole_dates_alone(tmp_path: Path) -> None:
    def place(d: date) -> str:
        return f"nam{d.year}"

    assert set(texts(tmp_path / "a", place, opening)) == {""}, "a day and a month prove no year"
    told = texts(tmp_path / "b", place, lambda d: opening(d, whole=d.month % 4 > 0))
    assert told == [str(d.year) if d.month == 12 else d.isoformat() for d in DAYS], "31/12 may be of the year before"
    later = texts(tmp_path / "c", lambda d: "2018", lambda d: opening(d, whole=True))
    assert later == [d.isoformat() for d in DAYS], "the folder of a crawl changes nothing"


def test_a_text_that_tells_of_a_later_year_is_not_of_its_folder(tmp_path: Path) -> None:
    def told(d: date) -> str:
        return "Trong năm 2021, hợp tác xã có thêm 20 hộ. " if d == DAYS[3] else opening(d, whole=True)

    found = texts(tmp_path, lambda d: str(d.year), told)
    assert found[3] == "" and found.count("") == 1


def test_what_an_archive_holds_is_read_as_in_a_folder_and_its_own_name_dates_nothing(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "2021-05-03.zip", "w") as archive:
        for i, day in enumerate(DAYS):
            archive.writestr(f"{day}_bai.txt", f"{BODY}Thửa số {i}, {i * 7} hộ.")
    frame = resolve_dates(clean(read_corpus(tmp_path))).frame
    assert sorted(frame["date"]) == [d.isoformat() for d in DAYS] and set(frame["date_rule"]) == {"file_name"}
    assert [w.kind for w in from_path("2019-03-02.txt.gz")] == ["file_name"]
    assert {w.kind for w in from_path("crawl_2019-03-02.jsonl.gz")} == {"folder"}
    assert {w.kind for w in from_path("a.zip/2019-03-02.csv")} == {"folder"}


def test_a_packed_file_of_one_document_is_dated_by_its_name(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "2019-03-02 hop xa.txt.gz", "wt", encoding="utf-8") as file:
        file.write(BODY * 2)
    pd.DataFrame({"id": ["x"], "text": [BODY * 3]}).to_csv(tmp_path / "2020-01-01.csv", index=False)
    frame = resolve_dates(clean(read_corpus(tmp_path))).frame
    assert sorted(frame["date"].fillna("")) == ["", "2019-03-02"]
