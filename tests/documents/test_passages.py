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
