"""Cleaning: furniture goes, the text stays, and nothing is altered outside what was cut."""

from itertools import pairwise

import pandas as pd
import pytest

from toolkit.base.errors import UsageError
from toolkit.documents.cleaner.page import apply_spans
from toolkit.documents.cleaning import clean, cleaning_table, load_spans, removed_table, show_cleaning
from toolkit.documents.corpus import Corpus

PAGE = """Cỡ chữ

Lớp tiếng Việt cuối tuần của kiều bào ở Praha

(BVT) - Sáng 12/3, hơn bốn mươi em nhỏ đã đến lớp tiếng Việt do hội phụ nữ mở, nơi các cô giáo dạy không lấy công.

Các em nhỏ trong giờ tập viết. Ảnh: Hồng Vân

Bà Lê Thu, người phụ trách lớp, cho biết phụ huynh thay nhau góp sách. Lớp sẽ mở thêm một nhóm vào mùa thu này./.

Hồng Vân

Tin liên quan

Kiều bào góp sách cho thư viện quê nhà
Một ngày ở chợ người Việt
"""


@pytest.fixture
def corpus() -> Corpus:
    return Corpus(pd.DataFrame({"id": ["a", "b"], "text": [PAGE, "Chia sẻ"], "source": ["x", "x"]}))


def test_furniture_goes_and_the_article_stays(corpus: Corpus) -> None:
    cleaned = clean(corpus)
    text = cleaned.frame["text"].iloc[0]
    assert text.startswith("Lớp tiếng Việt cuối tuần") and text.endswith("vào mùa thu này.")
    for gone in ("Cỡ chữ", "Ảnh:", "Hồng Vân", "Tin liên quan", "chợ người Việt", "./.", "(BVT)"):
        assert gone not in text
    assert cleaned.frame["raw"].iloc[0] == PAGE
    assert cleaned.frame["status"].tolist() == ["kept", "empty"]


def test_the_text_is_the_raw_text_without_its_spans(corpus: Corpus) -> None:
    for row in clean(corpus).frame.itertuples():
        spans = load_spans(row.removed)
        assert row.text == apply_spans(row.raw, spans)
        assert all(a.end <= b.start for a, b in pairwise(spans))


def test_captions_can_be_kept(corpus: Corpus) -> None:
    assert "giờ tập viết" in clean(corpus, captions="keep").frame["text"].iloc[0]
    with pytest.raises(UsageError):
        clean(corpus, captions="maybe")


def test_every_cut_is_in_the_tables(corpus: Corpus) -> None:
    cleaned = clean(corpus)
    table, removed = cleaning_table(cleaned), removed_table(cleaned)
    assert set(table["rule"]) == set(removed["rule"]) >= {"furniture", "caption", "byline", "trailer", "end_mark"}
    assert table["characters"].sum() == removed["text"].str.len().sum()
    line = removed[removed["rule"] == "caption"].iloc[0]
    assert PAGE.splitlines()[line["line"] - 1].startswith("Các em nhỏ")
    assert "<del" in show_cleaning(cleaned, "a")._repr_html_()


@pytest.mark.parametrize(
    "tail",
    [
        "./. Hồng Vân/BVT",
        ". Tin liên quan Kiều bào góp sách Một ngày ở chợ",
        ". Nguồn: [Link nguồn]Nguồn: [Link nguồn]",
    ],
)
def test_what_follows_on_the_same_line_is_cut(tail: str) -> None:
    body = " ".join(["Lớp học mở vào chiều thứ bảy, phụ huynh thay nhau đưa đón các em và góp sách."] * 6)
    raw = body.removesuffix(".") + tail
    assert clean(Corpus(pd.DataFrame({"id": ["a"], "text": [raw]}))).frame["text"][0] == body


def test_a_missing_title_is_the_headline(corpus: Corpus) -> None:
    assert clean(corpus).frame["title"][0] == "Lớp tiếng Việt cuối tuần của kiều bào ở Praha"
    own = Corpus(corpus.frame.assign(title=["Của tôi", None]))
    assert clean(own).frame["title"].fillna("").tolist() == ["Của tôi", ""]
