"""What cleaning promises whatever the text: nothing altered, bounded time, unknown furniture found, rules extended."""

import time
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.base.errors import AlignmentError, UsageError
from toolkit.documents.cleaner.furniture import read_furniture
from toolkit.documents.cleaner.page import RULES, apply_spans, clean_spans
from toolkit.documents.cleaning import clean, cleaning_table, load_spans, show_cleaning
from toolkit.documents.corpus import Corpus
from toolkit.documents.passages import split_passages

PIECES = st.sampled_from(
    [
        "Tin liên quan",
        "Chia sẻ",
        "![",
        "](",
        ")",
        "[a](b)",
        "Ảnh: X",
        "./.",
        "06/11/2019",
        "\n",
        "\n\n",
        " ",
        "|",
        "A+",
        "Một câu của bài viết, đủ dài để là một đoạn văn, có dấu chấm. Và một câu nữa cho chắc chắn.",
        "Hà Nội",
        "\r\n",
        "\x00",
        "\u200b",
        "leftcenterrightdel",
        "(CLO) ",
        "Bình luận (3)",
        "> ",
        "1.",
        "\u2028",
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map("".join))
PARAGRAPHS = [
    "Đoạn thứ nhất viết về {n}, nói đến công tác bảo hộ công dân và kể lại một việc đã xảy ra với người trong cuộc.",
    "Đoạn thứ hai trở lại với {n}, thuật lại cách làm của cơ quan đại diện rồi kết bằng một lời hẹn gặp lại bà con.",
]


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(["drop", "keep"]))
def test_nothing_is_altered_outside_the_spans(raw: str, captions: str) -> None:
    spans = clean_spans(raw, read_furniture(), captions=captions)
    assert all(0 <= s.start < s.end <= len(raw) and s.rule in RULES for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    text = apply_spans(raw, spans)
    assert text == text.strip()
    rebuilt, at = [], 0
    for start, end, _ in spans:
        rebuilt += [raw[at:start], raw[start:end]]
        at = end
    assert "".join([*rebuilt, raw[at:]]) == raw


@pytest.mark.parametrize(
    "unit",
    ["a", "[", "![", "[a](", "](", "1/", "A.", "A B ", "#a ", "> ", "| - ", "Ảnh: ", "(a", ". ", "x + ", " ", "Tin\n"],
)
def test_hostile_lines_take_no_time(unit: str) -> None:
    began = time.process_time()
    clean_spans(unit * (50_000 // len(unit)), read_furniture())
    assert time.process_time() - began < 20  # a backtracking expression would take hours


def outlet(n: int) -> str:
    place = ["Praha", "Berlin", "Paris", "Osaka", "Seoul", "Sydney", "Oslo", "Lisbon"][n]
    body = "\n".join(text.format(n=place) for text in PARAGRAPHS)
    return f"Chuyện kể của người đến từ {place}\nNhịp cầu bè bạn xin chào quý vị\n{body}\nHộp thư góp chuyện"


def test_unknown_furniture_is_found_across_an_outlet() -> None:
    frame = pd.DataFrame({"id": list("abcdefgh"), "text": [outlet(n) for n in range(8)], "source": "nhipcau"})
    cleaned = clean(Corpus(frame))
    assert not cleaned.frame["text"].str.contains("xin chào quý vị|Hộp thư góp chuyện").any()
    assert set(cleaning_table(cleaned)["rule"]) == {"outlet_line"}
    alone = clean(Corpus(frame.head(2)))
    assert alone.frame["text"].str.contains("xin chào quý vị").all()
    reprints = frame.assign(text=outlet(1))
    assert clean(Corpus(reprints)).frame["text"].str.contains("xin chào quý vị").all()  # one text, printed eight times


def test_rules_are_extended_by_a_file(tmp_path: Path) -> None:
    corpus = Corpus(pd.DataFrame({"id": ["a"], "text": ["Bấm chuông nhận quà\n" + outlet(1)]}))
    path = tmp_path / "furniture.toml"
    path.write_text('[[group]]\nseen = "bao.example.vn"\nlines = ["Bấm chuông nhận quà"]\n', encoding="utf-8")
    assert "Bấm chuông" in clean(corpus).frame["text"][0]
    assert "Bấm chuông" not in clean(corpus, rules=path).frame["text"][0]
    for wrong in ('[[group]]\nline = ["a"]\n', "[[groups]]\n", "x = \n", '[[group]]\nlines = "a"\n'):
        path.write_text(wrong, encoding="utf-8")
        with pytest.raises(UsageError):
            clean(corpus, rules=path)
    with pytest.raises(UsageError):
        clean(corpus, rules=tmp_path / "absent.toml")


def test_passages_are_not_cleaned_and_ids_are_checked() -> None:
    corpus = clean(Corpus(pd.DataFrame({"id": ["a"], "text": [outlet(1)]})))
    with pytest.raises(UsageError):
        clean(split_passages(corpus))
    with pytest.raises(AlignmentError):
        show_cleaning(corpus, "b")


def test_documents_that_are_not_kept_stay_as_they_are() -> None:
    frame = pd.DataFrame({"id": ["a", "b"], "text": [outlet(1), "Chia sẻ"], "status": ["kept", "foreign"]})
    cleaned = clean(Corpus(frame)).frame
    assert cleaned["status"].tolist() == ["kept", "foreign"] and cleaned["text"][1] == "Chia sẻ"


def test_cleaning_twice_changes_nothing() -> None:
    once = clean(
        Corpus(
            pd.DataFrame({"id": ["a"], "text": [outlet(1) + "\nTin liên quan\nMột tựa đề khác hẳn\nThêm một tựa nữa"]})
        )
    )
    twice = clean(once)
    assert once.frame.equals(twice.frame) and load_spans(once.frame["removed"][0])


BODY = (
    "Đoạn này kể chuyện bà con kiều bào về quê dựng nhà, mở lớp dạy chữ và gặp lại nhau sau nhiều năm xa cách, "
    "có người kể từ bến sông, có người kể bên bếp lửa. Ai cũng vui."
)


def only_text(raw: str) -> str:
    return str(clean(Corpus(pd.DataFrame({"id": ["a"], "text": [raw]}))).frame["text"][0])


def test_a_photo_essay_keeps_the_captions_that_tell_it() -> None:
    told = [f"Bà con ở làng {n} gói bánh chưng, nấu canh măng và thắp nén nhang lên bàn thờ tổ tiên" for n in "ABCDE"]
    raw = "Tết xa nhà\n" + "\n".join(f"{line} (Ảnh: Lê Mẫu)." for line in told)
    text = only_text(raw)
    assert all(line in text for line in told) and "Ảnh" not in text
    ordinary = only_text(f"Tết xa nhà\n{BODY}\n{told[0]} (Ảnh: Lê Mẫu).\n{BODY.replace('Ai', 'Họ')}")
    assert told[0] not in ordinary


def test_labels_of_pictures_and_of_aggregators_are_cut() -> None:
    raw = f"Tựa của bài\n3 giờ trước 12 liên quan Gốc\n{BODY}\nImage copyright AFP\nImage caption Bà con về\nHết rồi."
    text = only_text(raw)
    assert "Image" not in text and "Gốc" not in text and text.endswith("Hết rồi.")


def test_a_numbered_series_keeps_its_headlines() -> None:
    head = "Bản tin cộng đồng người Việt số {n}"
    raws = [f"{head.format(n=n)}\nChia sẻ bài này với bà con\n{BODY} Làng {n}." for n in range(12)]
    frame = pd.DataFrame({"id": [str(n) for n in range(12)], "text": raws, "source": "s"})
    texts = clean(Corpus(frame)).frame["text"]
    assert all(text.startswith(head.format(n=n)) for n, text in enumerate(texts))
    assert not texts.str.contains("Chia sẻ bài này").any()


def test_lines_of_an_outlet_do_not_depend_on_the_order() -> None:
    from toolkit.documents.cleaning import outlet_lines

    reprint = BODY * 2
    documents = [("s", f"Dòng {n % 3} của trang\n{reprint}\nCuối trang {'abc'[n % 3]}") for n in range(9)]
    documents += [("s", f"Dòng một của trang\n{BODY} Số {'x' * n}.\nCuối trang a") for n in range(1, 6)]
    assert outlet_lines(documents) == outlet_lines(documents[::-1]) == outlet_lines(documents[5:] + documents[:5])


def test_a_trailer_never_begins_in_mid_sentence() -> None:
    raw = f"Tựa của bài\n{BODY} {BODY}\nTheo Báo Mẫu\nÔng kể về chuyến đi cùng các bạn đồng hương từ bến sông\n"
    raw += "và những người ở lại trông nhà suốt mùa mưa năm ấy.\nLàng nay đã khác."
    assert "trông nhà suốt mùa mưa" in only_text(raw)
