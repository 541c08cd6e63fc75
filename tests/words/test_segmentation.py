"""Segmentation: pyvi exactly where that is asked, better where it is not, defined for any text."""

import numpy as np
import pandas as pd
import pytest

from toolkit.documents.corpus import Corpus
from toolkit.words.segmentation import segment, segment_texts
from toolkit.words.themes import themes_from_dict

SENTENCE = (
    "Bộ Ngoại giao Việt Nam đã triển khai công tác bảo hộ công dân, ngày 1/8/2014 theo Chỉ thị 04-CT/TW về COVID-19. "
    "HÒA BÌNH Ðảng a_b https://a.b/c_d x@y.vn"
)


def corpus(*texts: str):
    return Corpus(pd.DataFrame({"id": [f"d{i}" for i in range(len(texts))], "text": list(texts)}))


@pytest.mark.parametrize(
    "text", [SENTENCE, "Mr. Tp. ThS. ABC. ==> -> ... >> 1.000,5_6 a@b.c.d e_f\nmới", "", "…", "\n"]
)
def test_exact_is_what_pyvi_says(text: str) -> None:
    from pyvi import ViTokenizer

    assert " ".join(segment_texts([text], exact=True)[0]) == ViTokenizer.tokenize(text)


def test_words_have_one_spelling_and_slice_the_text() -> None:
    tokens = segment(corpus(SENTENCE))
    rows = tokens.to_frame()
    found = dict(zip(rows["word"], rows["origin"]))
    assert found["bảo_hộ_công_dân"] == "lexicon"
    assert found["1/8/2014"] == found["04-ct/tw"] == found["covid-19"] == found["x@y.vn"] == "protected"
    assert {"hòa_bình", "đảng", "a", "b"} <= set(found)
    assert "," not in found and "." not in found
    for row in rows.itertuples():
        piece = SENTENCE[row.start : row.end].lower().replace(" ", "_").replace("ð", "đ")
        assert piece == row.word


def test_any_number_of_workers_gives_the_same() -> None:
    texts = [f"Hội nghị lần thứ {i} bàn về hoà bình và công tác {i % 7} cộng đồng." * 400 for i in range(90)]
    one, three = (segment(corpus(*texts), workers=w) for w in (1, 3))
    for name in ("codes", "offsets", "starts", "ends", "origin"):
        assert np.array_equal(getattr(one, name), getattr(three, name))
    assert one.words == three.words


def test_seeds_are_found_in_any_spelling() -> None:
    themes = themes_from_dict({"peace": {"seeds": ["gìn giữ hòa bình"], "exclude": ["hoà bình thế giới mới"]}})
    text = "Lực lượng GÌN GIỮ HOÀ BÌNH và gìn  giữ hòa bình; hòa bình thế giới mới."
    words = segment(corpus(text), lexicon=themes).words
    assert "gìn_giữ_hòa_bình" in words and "hòa_bình_thế_giới_mới" in words
