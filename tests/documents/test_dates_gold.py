"""Dates against the gold pages and openings, and the readings that must never be given."""

import os
from pathlib import Path

import pandas as pd
import pytest

from tests.golden.gold import openings, pages
from toolkit.documents.cleaner.furniture import read_furniture
from toolkit.documents.cleaner.page import clean_spans
from toolkit.documents.corpus import corpus_from_frame
from toolkit.documents.dates import resolve_dates
from toolkit.documents.dating.choice import find_date
from toolkit.documents.dating.sheet import dates_table


def found(text: str, **more: str | None) -> str:
    chosen = find_date(text, spans=clean_spans(text, read_furniture()), **more).chosen  # type: ignore[arg-type]
    return "" if chosen is None else chosen.value


@pytest.mark.parametrize("half", ["dev", "test"])
def test_gold_dates_are_exact_and_no_year_is_wrong(half: str) -> None:
    pairs = [(page.date, found(page.raw)) for page in pages(half)]
    pairs += [(o.expected, found(o.text, url=o.url, path=o.path, given=o.given)) for o in openings(half)]
    wrong = [(a, b) for a, b in pairs if b and b[:4] != a[:4]]
    assert not wrong
    assert sum(a == b for a, b in pairs) >= 0.97 * len(pairs)


def test_a_clock_in_many_documents_is_no_date() -> None:
    body = "Hội nghị bàn về công tác thông tin đối ngoại, với đại biểu của nhiều cơ quan và địa phương tham dự. Số {n}."
    texts = [f"Thứ Sáu, 13/03/2026\nHội nghị thông tin đối ngoại lần {n}\n{body.format(n=n)}" for n in range(6)]
    frame = pd.DataFrame({"id": [str(n) for n in range(6)], "text": texts, "source": "a"})
    many = resolve_dates(corpus_from_frame(frame)).frame
    assert many["year"].isna().all() and many["date_candidates"].str.contains("2026-03-13").all()


def test_a_date_line_far_from_the_news_is_refused() -> None:
    page = "13/03/2026\nHội nghị thông tin đối ngoại\nNgày 14/6, tại Hà Nội, hội nghị bàn về thông tin đối ngoại."
    assert found(page) == ""
    assert found(page.replace("14/6", "12/3")) == "2026-03-13"


def test_other_articles_lend_no_date() -> None:
    body = "Bà con góp tiền xây lại cây cầu gỗ đã mục, mỗi nhà một tấm ván, làm xong trong ba ngày nắng."
    assert (
        found(
            f"Cây cầu\n{body}\nTin liên quan\nLễ hội đầu năm (12/02/2024)\nChợ phiên (10/02/2024)\nMùa cam (09/02/2024)"
        )
        == ""
    )


REAL_YEARS = {"000": "2019-11-06", "001": "2020-12-23", "002": "", "003": "", "004": ""}


@pytest.mark.parametrize("number", sorted(REAL_YEARS))
def test_real_pages(number: str) -> None:
    data = os.environ.get("TOOLKIT_DATA")
    if not data or not (Path(data) / "articles").is_dir():
        pytest.skip("TOOLKIT_DATA is unset: the real pages are not there")
    path = next((Path(data) / "articles").glob(f"{number}_*"))
    assert found(path.read_text(encoding="utf-8"), path=path.name) == REAL_YEARS[number]


def test_an_undated_document_shows_what_is_known() -> None:
    frame = pd.DataFrame(
        {"id": ["a"], "text": ["Ngày 14/6, tại Hà Nội, hội nghị bàn về thông tin đối ngoại và kiều bào."]}
    )
    corpus = resolve_dates(corpus_from_frame(frame))
    assert corpus.frame["year"].isna().all()
    assert "Ngày 14/6, the year is not said" in dates_table(corpus)["candidates"][0]
