"""Any text has a defined result: empty, signs alone, newlines, no spaces, surrogates, emoji, other scripts,
underscores.
"""

import unicodedata

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.words.strategies import texts
from toolkit.base.errors import UsageError
from toolkit.documents.corpus import Corpus
from toolkit.words.segmentation import segment, segment_texts
from toolkit.words.segmenter.offsets import SAFE, SECOND_PARTS, UNSAFE, character_classes, nfc_with_offsets
from toolkit.words.spelling import old_placement, vietnamese_d


def tokens_of(*strings: str):
    return segment(Corpus(pd.DataFrame({"id": [str(i) for i in range(len(strings))], "text": strings})))


def plain(text: str) -> str:
    return old_placement(vietnamese_d(unicodedata.normalize("NFC", text)).lower())


def toneless(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def letters_of(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c)[0] in "LN")


@given(texts)
@settings(max_examples=80, deadline=None)
def test_every_character_but_spaces_and_underscores_is_in_a_word(text: str) -> None:
    (row,) = segment_texts([text])
    kept = "".join(c for c in unicodedata.normalize("NFC", text) if not c.isspace() and c != "_")
    shown, given = toneless("".join(row).replace("_", "")), toneless(kept.lower())
    alike = str.maketrans("ðς", "đσ")  # an eth is read by the letters beside it, a sigma by whether its word ends there
    assert shown.translate(alike) == given.translate(alike)
    assert all(row) and not any(c.isspace() for w in row for c in w)


@given(texts)
@settings(max_examples=80, deadline=None)
def test_tokens_slice_the_text_in_order(text: str) -> None:
    tokens = tokens_of(text)
    last = 0
    for code, start, end in zip(tokens.codes, tokens.starts, tokens.ends):
        assert last <= start < end <= len(text)
        last = end
        word, piece = tokens.words[code], plain(text[start:end])
        assert letters_of(word) == letters_of(piece) != ""


@given(st.lists(texts, max_size=6))
@settings(max_examples=30, deadline=None)
def test_a_text_does_not_depend_on_its_neighbours(strings: list[str]) -> None:
    assert segment_texts(strings) == [segment_texts([text])[0] for text in strings]


@pytest.mark.parametrize("text", ["", " \t", "\n\n\r\n", "...", "“–” … !?", "___", "\u0301\u0323"])
def test_a_text_without_words_has_no_tokens(text: str) -> None:
    tokens = tokens_of(text, "một chữ")
    assert tokens.n_tokens[0] == 0 and tokens.n_tokens[1] > 0


@pytest.mark.parametrize("unit", ["a", "ạ", "a.b@", "a_", "1.2,", ".", "Ab", "x@a.", "://", "_", "1-", "A-", "\n", "-"])
def test_a_long_string_without_spaces_is_read_in_linear_time(unit: str) -> None:
    text = unit * (500_000 // len(unit))  # a quadratic reader would take hours
    for exact in (True, False):
        (row,) = segment_texts([text], exact=exact)
        assert all(row)


def test_lone_surrogates_become_the_replacement_character_and_are_counted(caplog) -> None:
    caplog.set_level("INFO", logger="toolkit")
    assert segment_texts(["một \ud800 hai"], exact=True) == [["một", "\ufffd", "hai"]]
    assert segment_texts(["một \ud800 hai\udfff"]) == [["một", "\ufffd", "hai", "\ufffd"]]
    assert "2 lone surrogates" in caplog.text


def test_emoji_and_other_scripts_keep_their_place() -> None:
    tokens = tokens_of("😀 漢字 và 한국 🎉 Россия", "ke\u0302\u0301t qua\u0309 ho\u0300a bi\u0300nh")
    words = [tokens.words[c] for c in tokens.codes]
    assert words == ["漢字", "và", "한국", "россия", "kết_quả", "hòa_bình"]
    assert tokens.ends[-1] == len("ke\u0302\u0301t qua\u0309 ho\u0300a bi\u0300nh")


def test_text_with_underscores_already_is_read_as_words() -> None:
    assert segment_texts(["bảo_hộ công_dân tại_Nhật_Bản"]) == segment_texts(["bảo hộ công dân tại Nhật Bản"])
    assert segment_texts(["https://a.vn/x_y thư a_b@c.vn"]) == [["https://a.vn/x_y", "thư", "a_b@c.vn"]]


def test_a_single_string_is_refused() -> None:
    with pytest.raises(UsageError, match="brackets"):
        segment_texts("một văn bản")


def test_characters_called_safe_never_change_under_nfc() -> None:
    table = character_classes()
    for first, end in SAFE:
        for c in map(chr, range(first, end)):
            assert unicodedata.is_normalized("NFC", c) and not unicodedata.combining(c) and c not in SECOND_PARTS
            assert not table[ord(c)] & UNSAFE


@given(st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_nfc_with_offsets_maps_every_character_back(text: str) -> None:
    normal, places = nfc_with_offsets(text)
    assert normal == unicodedata.normalize("NFC", text) and len(places) == len(normal) + 1
    assert places[-1] == len(text) and (places[1:] >= places[:-1]).all()
    for i, (a, b) in enumerate(zip(places[:-1].tolist(), places[1:].tolist())):
        if b > a:  # the cluster that begins at a begins with this character
            assert unicodedata.normalize("NFC", text[a:b])[0] == normal[i]
