"""Siblings of reported cases in other formats: nested records, saved pages, texts under a header of their own."""

import json
import quopri
from pathlib import Path

import pytest

from toolkit.documents.cleaning import clean
from toolkit.documents.corpus import Corpus
from toolkit.documents.dates import resolve_dates
from toolkit.documents.reading import read_corpus

T = "Bà con trong xóm góp tiền xây lại cây cầu gỗ đã mục, mỗi nhà một tấm ván, làm trong ba ngày nắng."


def read(folder: Path, name: str, data: str | bytes) -> Corpus:
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return resolve_dates(clean(read_corpus(folder)))


@pytest.mark.parametrize(
    "told",
    [
        {"meta": {"published": {"$date": "2019-12-31T17:30:00Z"}}},
        {"published_at": {"$date": {"$numberLong": "1577813400000"}}},
        {"publish_time": 1577813400},
        {"article": {"published": "2019-12-31T17:30:00+00:00"}},
    ],
    ids=["nested", "numberLong", "epoch", "within the article"],
)
def test_a_moment_in_utc_within_a_record_is_of_the_vietnamese_day(told: dict[str, object], tmp_path: Path) -> None:
    article = {"title": "Cây cầu mới", "body": T, **dict(told.get("article", {}))}  # type: ignore[call-overload]
    rows = [told | {"id": f"{i}", "article": article | {"body": f"{T} Số {i}."}} for i in range(4)]
    lines = [json.dumps(row).replace("17:30:00", f"17:3{i}:00") for i, row in enumerate(rows)]  # no clock
    frame = read(tmp_path, "a.jsonl", "\n".join(lines)).frame
    assert frame["date"].tolist() == ["2020-01-01"] * 4
    assert frame["title"].tolist() == ["Cây cầu mới"] * 4
    assert frame["text"].tolist() == [f"{T} Số {i}." for i in range(4)]


HEADS = (
    "Tiêu đề: Cây cầu mới\nNguồn: Báo Làng\nNgày đăng: 06/11/2019\nTác giả: An\nURL: https://lang.example.vn/cau.html",
    "Title: Cây cầu mới\r\nSource: Báo Làng\r\nDate: 2019-11-06T00:30:00+07:00\r\nLink: https://lang.example.vn/cau.html",
)


@pytest.mark.parametrize("head", HEADS)
def test_a_text_under_lines_that_say_what_it_is(head: str, tmp_path: Path) -> None:
    blank = "\r\n\r\n" if "\r" in head else "\n\n"
    row = read(tmp_path, "a.txt", f"{head}{blank}{T}\n{T} Hai.").frame.iloc[0]
    assert (row["title"], row["source"], row["date"], row["date_rule"]) == (
        "Cây cầu mới",
        "Báo Làng",
        "2019-11-06",
        "column",
    )
    assert row["url"] == "https://lang.example.vn/cau.html"
    assert row["text"].startswith(T)


@pytest.mark.parametrize(
    "text",
    [
        f"Thời gian: 19 giờ ngày 20/11/2025\nĐịa chỉ: đình xóm Dừa\n\n{T}",
        f"Ông An: Cầu gãy rồi.\nBà Bình: Làm lại thôi.\n\n{T}",
        f"Nguồn: Báo Làng\n\n{T}",
        f"Cây cầu mới\nNguồn: Báo Làng\nNgày đăng: 06/11/2019 là ngày vui\n\n{T}",
    ],
    ids=["notice", "talk", "one line", "a headline before"],
)
def test_lines_with_colons_that_are_no_header_stay_text(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert read_corpus(tmp_path).frame["text"].iloc[0] == text


@pytest.mark.parametrize("where", ["Snapshot-Content-Location", "Content-Location"])
def test_a_saved_page_keeps_the_address_it_was_saved_from(where: str, tmp_path: Path) -> None:
    address = "https://lang.example.vn/2019/11/06/cau.html"
    head = "<head><meta charset='utf-8'><title>Cầu</title></head>"
    page = f"<html>{head}<body><article><p>{T}</p><p>{T}</p></article></body></html>"
    outer, inner = (f"{where}: {address}\r\n", "") if where.startswith("Snap") else ("", f"{where}: {address}\r\n")
    head = (
        f"From: <Saved by a browser>\r\n{outer}Date: Fri, 3 May 2024 10:00:00 -0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
        f"Content-Transfer-Encoding: quoted-printable\r\n{inner}\r\n"
    )
    data = head.encode() + quopri.encodestring(page.encode("utf-8")) + b"\r\n--b--\r\n"
    row = read(tmp_path, "a.mht", data).frame.iloc[0]
    assert (row["url"], row["date"], row["date_rule"]) == (address, "2019-11-06", "url")


def test_columns_of_offices_are_known(tmp_path: Path) -> None:
    rows = ["TT;Tên bài;Ngày phát hành;Cơ quan báo chí;Toàn văn"] + [
        f'{i};Tin {i};1{i + 2}/11/2019;Báo Làng;"{T} {i}"' for i in (1, 2, 3)
    ]
    corpus = read(tmp_path, "a.csv", "\ufeff" + "\r\n".join(rows))
    assert corpus.frame["source"].tolist() == ["Báo Làng"] * 3
    assert corpus.frame["date"].tolist() == [f"2019-11-1{i}" for i in (3, 4, 5)]
    assert corpus.frame["title"].tolist() == ["Tin 1", "Tin 2", "Tin 3"]
    assert not corpus.accounts.frame["reason"].any()
