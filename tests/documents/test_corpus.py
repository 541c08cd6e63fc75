"""Corpus: a frame the user has becomes a corpus, every row of it kept in sight."""

import unicodedata

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.base.errors import AlignmentError, InputError, UsageError
from toolkit.documents.corpus import COLUMNS, Corpus, corpus_from_frame

FRAME = pd.DataFrame({"id": [1, 2], "text": ["Kiều bào về quê", None], "chu_de": ["x", "y"]})


def test_a_frame_needs_only_id_and_text() -> None:
    corpus = corpus_from_frame(FRAME)
    assert list(corpus.frame["id"]) == ["1", "2"] and list(corpus.frame.columns) == [*COLUMNS, "chu_de"]
    assert list(corpus.frame["parent"]) == list(corpus.frame["story"]) == ["1", "2"]
    assert (corpus.frame["raw"] == corpus.frame["text"]).all() and corpus.frame["text"].iloc[1] == ""


def test_text_is_composed_but_passages_are_left_alone() -> None:
    text = unicodedata.normalize("NFD", "Ðảng và kiều bào\r\n\u202evề")
    assert (
        corpus_from_frame(pd.DataFrame({"id": ["a"], "text": [text]})).frame["text"].iloc[0] == "Đảng và kiều bào\nvề"
    )
    passages = pd.DataFrame({"id": ["a#1"], "parent": ["a"], "text": [text], "start": [0], "end": [len(text)]})
    assert corpus_from_frame(passages).frame["text"].iloc[0] == text
    assert corpus_from_frame(passages).is_passages


def test_dates_of_a_frame_are_metadata() -> None:
    dates = pd.to_datetime(["2019-11-06", None])
    frame = corpus_from_frame(FRAME.assign(date=dates)).frame
    assert frame["date_given"].iloc[0] == "2019-11-06" and frame["date_given"].isna().iloc[1]
    assert frame["date"].isna().all() and frame["year"].isna().all()


def test_a_corpus_survives_its_own_frame() -> None:
    frame = corpus_from_frame(FRAME).frame.assign(
        date=["2019-11-06", None], date_rule=["dateline", None], year=[2019, None]
    )
    again = corpus_from_frame(Corpus(frame).to_frame()).frame
    pd.testing.assert_frame_equal(again, Corpus(frame).frame)


def test_columns_are_checked() -> None:
    named = corpus_from_frame(FRAME.rename(columns={"text": "noi_dung"}), columns={"text": "noi_dung"})
    assert named.frame["text"].iloc[0] == "Kiều bào về quê"
    with pytest.raises(InputError, match="did you mean 'chu_de'"):
        corpus_from_frame(FRAME, columns={"title": "chude"})
    with pytest.raises(UsageError, match="did you mean 'title'"):
        corpus_from_frame(FRAME, columns={"tilte": "chu_de"})
    with pytest.raises(InputError, match="needs the column 'text'"):
        corpus_from_frame(FRAME[["id"]])
    with pytest.raises(InputError, match="x repeat"):
        corpus_from_frame(pd.DataFrame({"id": ["x", "x"], "text": ["a", "b"]}))


def test_rows_are_found_by_id() -> None:
    corpus = corpus_from_frame(FRAME)
    assert list(corpus.rows(["2", "1"])["chu_de"]) == ["y", "x"]
    with pytest.raises(AlignmentError, match="not in this corpus"):
        corpus.rows(["3"])


def test_the_card_is_short_and_escaped() -> None:
    frame = pd.DataFrame({"id": [f"<b>{i}</b>" for i in range(500)], "text": ["<script>" + "x" * 10_000] * 500})
    card = corpus_from_frame(frame)._repr_html_()
    assert len(card) < 50_000 and "<script>" not in card and "<b>1</b>" not in card


def test_parts_give_the_same_corpus() -> None:
    corpus = corpus_from_frame(FRAME)
    pd.testing.assert_frame_equal(Corpus.from_parts(corpus.to_parts()).frame, corpus.frame)


@given(st.lists(st.one_of(st.text(max_size=40), st.none(), st.just(np.nan)), max_size=8))
@settings(deadline=None)
def test_any_texts_make_a_corpus(texts: list[object]) -> None:
    frame = pd.DataFrame({"id": range(len(texts)), "text": pd.Series(texts, dtype=object)})
    assert len(corpus_from_frame(frame)) == len(texts)


def test_facts_are_the_rows_without_their_texts() -> None:
    corpus = corpus_from_frame(pd.DataFrame({"id": ["a", "b", "c"], "text": ["x", "y", "z"], "own": [1, 2, 3]}))
    rows, facts = corpus.rows(["c", "a"]), corpus.facts(["c", "a"])
    assert set(rows.columns) - set(facts.columns) == {"text", "raw", "removed"}
    pd.testing.assert_frame_equal(rows[facts.columns], facts)
    with pytest.raises(AlignmentError, match="not in this corpus"):
        corpus.facts(["d"])


@pytest.mark.parametrize("statuses", [["kept", "kept", "kept"], ["kept", "empty", "kept"]])
def test_kept_rows_are_the_readers_own_and_the_same_without_their_texts(statuses: list[str]) -> None:
    corpus = Corpus(pd.DataFrame({"id": ["a", "b", "c"], "text": ["một", "hai", "ba"], "status": statuses}))
    mine = corpus.kept
    mine.loc[0, "text"] = "của người khác"
    assert corpus.kept["text"].tolist() == [t for t, s in zip(["một", "hai", "ba"], statuses) if s == "kept"]
    assert corpus.frame["text"].tolist() == ["một", "hai", "ba"]
    whole = corpus.kept.drop(columns=["text", "raw", "removed"])
    pd.testing.assert_frame_equal(corpus.kept_facts, whole)


def test_outlets_are_one_however_their_names_are_written() -> None:
    """Two forms of one name counted as two outlets in the checks of a comparison, as one where units were chosen."""
    names = ["Tuổi trẻ", unicodedata.normalize("NFD", "Tuổi trẻ"), " Tuổi  trẻ\u00a0", "  ", None]
    made = Corpus(pd.DataFrame({"id": list("abcde"), "text": "bài", "source": names}))
    assert made.frame["source"].dropna().tolist() == ["Tuổi trẻ"] * 3
    kinds = pd.DataFrame({"source": [names[1]], "kind": ["state"]})
    assert made.join(kinds, on="source").frame["kind"].notna().tolist() == [True] * 3 + [False] * 2
