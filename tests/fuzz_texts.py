"""Fuzz targets for the cleaner, the dating and the verbs on a corpus: each raises nothing but a broken promise."""

from collections.abc import Callable
from itertools import pairwise

import pandas as pd

from toolkit.documents.cleaner.furniture import read_furniture
from toolkit.documents.cleaner.page import apply_spans, clean_spans
from toolkit.documents.cleaning import clean, cleaning_table, removed_table, show_cleaning
from toolkit.documents.corpus import Corpus
from toolkit.documents.dates import resolve_dates
from toolkit.documents.dating.choice import find_date
from toolkit.documents.dating.grammar import mentions
from toolkit.documents.dating.sheet import dates_table
from toolkit.documents.passages import split_passages

Target = Callable[[bytes], None]
# What the rules look for; an input whose first byte is 128 or more is spelled from these.
SENTENCES = (
    "Chiều 6/11, tại Hà Nội.\nTin liên quan\nTựa khác (12/03/2020)\n",
    "![a [b] c](http://x/(1).jpg) |\nẢnh: A |\n",
    "./.",
    "Thứ Sáu, 13/03/2026\nx\n+\naa\n-\n",
    "tổng kết công tác năm 2020, triển khai nhiệm vụ năm 2021",
    "ngày 31 tháng 2 năm 2019",
    "Thông tư này có hiệu lực thi hành kể từ ngày 20 tháng 8 năm 2016.\n",
    "Trong năm 2019, ",
    "Đây là một trong những sự kiện của năm 2021.",
    "Tết Bính Ngọ ",
    "kỷ niệm 70 năm ",
)
PIECES = (
    *SENTENCES,
    "\n",
    " ",
    "a",
    "1",
    "/",
    "(",
    ")",
    "[",
    "]",
    "!",
    "|",
    "Ảnh: ",
    "năm 2019 ",
    "ngày ",
    "Tin khác\n",
    "A. ",
)


def text_of(data: bytes) -> str:
    """Bytes as a text: half of them as UTF-8, half spelled from pieces that the rules look for."""
    if data[:1] < b"\x80":
        return data[1:].decode("utf-8", errors="replace")
    return "".join(PIECES[byte % len(PIECES)] for byte in data[1:400])


def cleaner(data: bytes) -> None:
    """No text is altered outside the spans, which are sorted and apart."""
    raw = text_of(data)
    spans = clean_spans(raw, read_furniture(), captions="keep" if data[-1:] > b"\x80" else "drop")
    assert all(0 <= s.start < s.end <= len(raw) for s in spans) and all(a.end <= b.start for a, b in pairwise(spans))
    text = apply_spans(raw, spans)
    assert text == text.strip() and len(text) + sum(s.end - s.start for s in spans) == len(raw)


def dater(data: bytes) -> None:
    """A date has the precision it says and its evidence; mentions slice their text."""
    raw = text_of(data)
    found = find_date(raw, spans=clean_spans(raw, read_furniture()), url=raw[:200], path=raw[-200:], given=raw[:40])
    assert found.chosen is None or found.chosen.value
    for candidate in (found.chosen, *found.others):
        if candidate is not None and candidate.value:
            assert len(candidate.value) in (4, 7, 10) and 1945 <= candidate.year <= 2035 and candidate.words
    assert all(raw[m.start : m.end].strip() for m in mentions(raw))


def corpus_verbs(data: bytes) -> None:
    """Cleaning, dating and splitting a corpus of three texts hold together."""
    raws = [text_of(data), text_of(data[::-1]), text_of(data[1:])]
    frame = pd.DataFrame(
        {"id": ["a", "b", "c"], "text": raws, "source": "s", "date_given": ["2019-01-01", None, raws[0][:20]]}
    )
    corpus = resolve_dates(clean(Corpus(frame)))
    assert len(removed_table(corpus)) >= len(cleaning_table(corpus)) and len(dates_table(corpus)) <= 3
    show_cleaning(corpus, "a")._repr_html_()
    texts = dict(zip(corpus.frame["id"], corpus.frame["text"]))
    for row in split_passages(corpus).frame.itertuples():
        assert row.text == texts[row.parent][row.start : row.end] and row.text.strip()


TARGETS: list[tuple[str, Target]] = [("cleaner", cleaner), ("dater", dater), ("corpus_verbs", corpus_verbs)]
SEEDS = (*(b"\0" + sentence.encode() for sentence in SENTENCES), bytes(range(128, 200)), b"\xff" + bytes(range(60)))
