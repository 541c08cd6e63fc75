"""Passages: slices of their parent's text."""

import pandas as pd
import pytest

from toolkit.base.errors import UsageError
from toolkit.documents.corpus import Corpus
from toolkit.documents.passages import LONGEST_PASSAGE, split_passages


def test_passages_slice_their_parent_and_inherit() -> None:
    long = "Câu này dài vừa phải. " * 400
    frame = pd.DataFrame(
        {
            "id": ["a", "b"],
            "text": ["Một.\n\n  Hai. \r\nBa.", long],
            "date": ["2019", None],
            "story": ["s", "t"],
            "bureau": [1, 2],
        }
    )
    corpus = Corpus(frame)
    parts = split_passages(corpus).frame
    texts = dict(zip(frame["id"], frame["text"]))
    for row in parts.itertuples():
        assert row.text == texts[row.parent][row.start : row.end] and row.text == row.text.strip()
        assert 0 < len(row.text) <= LONGEST_PASSAGE
    assert parts["id"].tolist()[:4] == ["a#1", "a#2", "a#3", "b#1"]
    assert parts["date"].fillna("").tolist()[:4] == ["2019"] * 3 + [""] and parts["bureau"].tolist()[3] == 2
    kept = "".join("".join(t.split()) for t in parts.loc[parts["parent"] == "b", "text"])
    assert kept == "".join(long.split())
    with pytest.raises(UsageError):
        split_passages(Corpus(parts))


def test_sentences_that_are_glued_together_are_split_and_nothing_is_lost() -> None:
    sentence = "Câu này kể chuyện bà con kiều bào về quê dựng nhà, mở lớp và gặp lại nhau sau nhiều năm xa cách"
    glued = ".".join([sentence] * 60) + "."
    corpus = Corpus(pd.DataFrame({"id": ["a"], "text": [glued]}))
    parts = split_passages(corpus).frame
    assert parts["text"].str.len().between(300, LONGEST_PASSAGE).all() and "".join(parts["text"]) == glued
    assert parts["text"].str.startswith("Câu này").all() and parts["text"].str.endswith("xa cách.").all()


@pytest.mark.parametrize("joint", [" ", ", ", "; "])
def test_a_paragraph_without_sentences_is_cut_at_a_blank(joint: str) -> None:
    text = joint.join(f"từ{n}" for n in range(2_000))
    parts = split_passages(Corpus(pd.DataFrame({"id": ["a"], "text": [text]}))).frame
    assert (parts["text"].str.len() <= LONGEST_PASSAGE).all() and len(parts) >= 5
    assert " ".join(parts["text"]) == text
    endless = split_passages(Corpus(pd.DataFrame({"id": ["a"], "text": ["à" * 4_000]}))).frame
    assert endless["text"].str.len().max() <= LONGEST_PASSAGE and "".join(endless["text"]) == "à" * 4_000


def test_numbers_and_initials_do_not_end_sentences() -> None:
    text = ("Khoảng 3.500 người dự, TP.HCM có 1.200 người, D.C. có 40 người và Hà Nội có nhiều hơn cả " * 30).strip()
    for piece in split_passages(Corpus(pd.DataFrame({"id": ["a"], "text": [text]}))).frame["text"]:
        assert not piece.endswith(("3.", "TP.", "1.", "D."))
