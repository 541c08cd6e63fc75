"""Hard-wrapped text is read as the paragraphs it was; other text as it stands."""

from textwrap import wrap

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.golden.gold import Page, pages
from toolkit.documents.cleaner.furniture import read_furniture
from toolkit.documents.cleaner.lines import split_lines
from toolkit.documents.cleaner.page import apply_spans, clean_spans
from toolkit.documents.cleaner.wrapping import flowing, unwrap, wrapped_at
from toolkit.documents.cleaning import clean
from toolkit.documents.corpus import Corpus
from toolkit.documents.dating.choice import find_date
from toolkit.documents.passages import split_passages


def wrapped(page: Page, width: int, between: str) -> str:
    parts = (wrap(text, width, break_long_words=False, break_on_hyphens=False) or [text] for _, text in page.lines)
    return between.join("\n".join(lines) for lines in parts)


def cleaned(raw: str) -> str:
    return apply_spans(raw, clean_spans(raw, read_furniture()))


@pytest.mark.parametrize("width", [72, 80])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_wrapped_pages_are_cleaned_like_whole_ones(width: int, between: str) -> None:
    lost = left = body = furniture = 0
    for page in pages():
        text = " ".join(cleaned(wrapped(page, width, between)).split())
        for role, line in page.lines:
            there = " ".join(line.split()).removesuffix("./.")[-60:].rstrip(" |") in text
            if role == "B":
                body, lost = body + len(line), lost + len(line) * (not there)
            elif role not in "TP":
                furniture, left = furniture + len(line), left + len(line) * there
    assert lost <= 0.01 * body and left <= 0.02 * furniture


def test_pages_with_a_paragraph_a_line_are_not_wrapped() -> None:
    assert not any(wrapped_at(split_lines(page.raw)) for page in pages())


def test_headlines_of_one_length_are_not_one_paragraph() -> None:
    titles = [f"Chuyện số {n} của làng, kể bên bếp lửa vào một tối mưa rả rích mùa {n}" for n in range(10, 30)]
    lines = split_lines("\n".join(titles))
    assert unwrap("\n".join(titles), lines) == lines


def test_passages_and_dates_see_through_the_breaks() -> None:
    page = next(page for page in pages() if sum(role == "B" for role, _ in page.lines) >= 4)
    raw = wrapped(page, 70, "\n\n")
    corpus = clean(Corpus(pd.DataFrame({"id": ["a", "b"], "text": [raw, page.raw]})))
    passages = split_passages(corpus).frame
    one, other = (passages.loc[passages["parent"] == key, "text"] for key in "ab")
    assert [" ".join(text.split()) for text in one] == [" ".join(text.split()) for text in other]
    filler = "Bà con trong vùng kể lại chuyện cũ bên bếp lửa, người góp câu hát, người góp chén trà nóng. " * 4
    text = "\n".join(wrap(f"{filler}Từ đầu năm 2017 đến nay, làng đã mở bốn lớp học. {filler}", 60))
    found = find_date(text).chosen
    assert found is not None and found.value == "2017"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text("aÀ. \n1-", min_size=1, max_size=70), max_size=12).map("\n".join))
def test_flowing_text_is_as_long_and_alters_line_ends_alone(text: str) -> None:
    flow = flowing(text)
    assert len(flow) == len(text) and all(a == b or (b == " " and a in "\n\r") for a, b in zip(text, flow))
    assert [line.start for line in split_lines(text)][:1] == [line.start for line in split_lines(flow)][:1]


def test_a_headline_may_end_in_an_abbreviation() -> None:
    body = (
        "Đoạn này kể chuyện một lớp học bên sông, nơi cô giáo già dạy chữ cho con em kiều bào suốt ba mươi năm ròng. "
    )
    lists = (
        "Tin khác\nĐêm nhạc Việt ấm lòng bà con ở Washington D.C.\nGặp lại người thầy giáo già năm ấy ở Washington D.C."
    )
    assert cleaned(f"Lớp học bên sông\n{body * 2}\n{body * 3}\n{lists}").endswith("ba mươi năm ròng.")


def test_a_head_that_stands_in_every_page_still_opens_the_trailer() -> None:
    places = [
        "Praha",
        "Berlin",
        "Paris",
        "Osaka",
        "Seoul",
        "Sydney",
        "Oslo",
        "Lisbon",
        "Roma",
        "Lima",
        "Quito",
        "Accra",
    ]
    body = "Đoạn này kể chuyện ở {place} về một lớp học bên sông, nơi cô giáo già dạy chữ cho con em kiều bào đã lâu. "
    page = "Lớp học ở {place} mở cửa\n" + body * 3 + "\n" + body * 2 + "\nPV\nTin bài liên quan\n"
    page += "Món ngon hút khách tại {place}\nNối hai bờ sông ở {place}\nÝ kiến bạn đọc Gửi bình luận"
    frame = pd.DataFrame({"id": places, "text": [page.format(place=place) for place in places], "source": "s"})
    assert not clean(Corpus(frame)).frame["text"].str.contains("Món ngon").any()


def test_lines_broken_at_no_fixed_width_cut_no_term() -> None:
    import toolkit as tk

    raw = (
        "Công tác bảo hộ\ncông dân và người Việt\nNam ở nước ngoài được\ncác đại biểu nhắc đến\nnhiều lần"
        " trong buổi họp"
        "\nhôm qua tại trụ sở cơ\nquan."
    )
    themes = tk.themes_from_dict({"a": {"seeds": ["bảo hộ công dân", "người Việt Nam ở nước ngoài"]}})
    for corpus in (one := Corpus(pd.DataFrame({"id": ["a"], "text": [raw]})), split_passages(one)):
        tokens = tk.segment(corpus, lexicon=themes)
        words = [tokens.words[code] for code in tokens.codes]
        assert {"bảo_hộ_công_dân", "người_việt_nam_ở_nước_ngoài"} <= set(words)


@pytest.mark.parametrize(
    "text",
    [
        "kiều bào\nbảo hộ công dân\nhội nghị\nnước ngoài\nlãnh sự\nđại sứ quán\nvề nước",
        "Chuyện một ngôi làng\nBên sông có cây đa già\nNgười đi xa nhớ quê nhà\nNgày về thấy lại nhà\nCây đa",
        "Một câu đã hết.\nhai câu cũng hết.\nba câu hết rồi.\nbốn câu hết rồi.\nnăm câu hết.\nsáu.",
        "Gồm có:\n- kiều bào,\n- lãnh sự,\n- công dân,\n- đại sứ,\n- lao động,\n- du học sinh",
    ],
)
def test_headwords_verses_sentences_and_lists_never_join(text: str) -> None:
    assert flowing(text) == text
