"""Phrases are suggested, with examples, and nothing is joined."""

import pandas as pd
import pytest

from toolkit.base.errors import UsageError
from toolkit.documents.corpus import Corpus
from toolkit.words.phrases import suggest_phrases
from toolkit.words.segmentation import segment
from toolkit.words.tokens import tokens_from_lists


@pytest.fixture(scope="module")
def tokens():
    texts = [
        f"Hội nghị {i} bàn về gió mùa tây nam và mưa lũ, gió mùa tây nam rất mạnh. Cây {i} xanh." for i in range(20)
    ]
    return segment(Corpus(pd.DataFrame({"id": [str(i) for i in range(20)], "text": texts})))


def test_a_planted_phrase_is_found_with_examples(tokens) -> None:
    table = suggest_phrases(tokens, n=5)
    assert list(table.columns) == ["phrase", "npmi", "count", "n_units", "examples"]
    first = table.iloc[0]
    assert first["count"] in (20, 40) and first["n_units"] == 20 and 0 < first["npmi"] <= 1
    assert first["phrase"] in first["examples"] and len(table) <= 5
    assert len(suggest_phrases(tokens, n=1)) == 1


def test_words_parted_by_a_mark_are_no_phrase(tokens) -> None:
    assert "lũ gió mùa" not in set(suggest_phrases(tokens, n=50)["phrase"])


def test_few_words_give_an_empty_table_and_n_must_be_positive() -> None:
    table = suggest_phrases(tokens_from_lists(["a", "b"], [["mây"], []]))
    assert len(table) == 0 and "phrase" in table.columns
    with pytest.raises(UsageError):
        suggest_phrases(tokens_from_lists(["a"], [["mây"]]), n=0)
