"""What words know of their units beside the words: stories and the hashes of texts."""

import dataclasses
import hashlib
import unicodedata

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import toolkit as tk
from toolkit.base.parts import Parts
from toolkit.documents.text import text_hashes

TEXTS = (
    "Kiều bào gửi quà về quê nhà trong dịp Tết năm nay.",
    "KIỀU BÀO gửi quà về quê nhà -- trong dịp Tết năm nay!",
    "Đại sứ quán thông báo số điện thoại đường dây nóng.",
    "12 345 6789 và 10.",
)


def corpus():
    frame = pd.DataFrame({"id": list("abcd"), "text": TEXTS, "story": ["a", "a", "c", "d"]})
    return tk.corpus_from_frame(frame)


def counted(tokens):
    return tk.count_terms(tokens, tk.build_vocabulary(tokens, min_units=1, max_share=1.0))


def test_a_text_is_known_by_its_letters_alone():
    found = text_hashes(TEXTS)
    assert found.dtype == np.uint64
    assert found[0] == found[1] and len(set(found.tolist())) == 3
    letters = "".join(c for c in unicodedata.normalize("NFC", TEXTS[2]).casefold() if c.isalpha())
    digest = hashlib.blake2b(letters.encode("utf-32-le"), digest_size=8).digest()
    assert found[2] == int.from_bytes(digest, "little")
    assert text_hashes(["hoà"])[0] != text_hashes(["hòa"])[0], "letters are not respelled"


@given(st.text())
def test_a_hash_does_not_hang_on_composition_case_or_signs(text):
    one, again = text_hashes([text, unicodedata.normalize("NFD", text) + " 1, 2."])
    assert one == again


def test_a_hash_is_given_for_texts_no_encoding_takes():
    assert text_hashes(["\ud800 lẻ"])[0] == text_hashes(["\ud800lẻ"])[0]
    assert len(text_hashes([])) == 0


def test_segmented_words_know_their_stories_and_texts():
    tokens = tk.segment(corpus())
    assert tokens.story == ("a", "a", "c", "d")
    assert np.array_equal(tokens.text_hash, text_hashes(TEXTS))
    counts = counted(dataclasses.replace(tokens, story=("x", "x", "y", "z")))
    assert counts.ids == ("a", "b", "c") and counts.dropped == ("d",) and counts.story == ("x", "x", "y")
    assert np.array_equal(counts.text_hash, tokens.text_hash[:3])
    assert "stories: 2" in repr(counts)


def test_passages_take_the_story_of_their_document():
    twice = pd.DataFrame({"id": ["a", "b"], "text": [f"{TEXTS[0]}\n\n{TEXTS[2]}"] * 2, "story": ["a", "a"]})
    tokens = tk.segment(tk.split_passages(tk.corpus_from_frame(twice)))
    assert tokens.ids == ("a#1", "a#2", "b#1", "b#2") and set(tokens.story) == {"a"}
    assert tokens.text_hash.tolist() == text_hashes([TEXTS[0], TEXTS[2]] * 2).tolist()


def test_given_words_are_stories_of_their_own_and_say_so():
    plain = tk.tokens_from_lists(["a", "b"], [["x"], ["x", "y"]])
    assert plain.story == ("a", "b") and plain.text_hash is None
    assert "stories: each unit its own" in repr(plain) and "each unit its own" in repr(counted(plain))
    grouped = tk.tokens_from_lists(["a", "b", "c"], [["x"], ["x"], ["y"]], stories=["a", "a", "c"])
    assert counted(grouped).story == ("a", "a", "c") and "stories: 2" in repr(grouped)
    with pytest.raises(tk.AlignmentError, match="1 stories for 2 units"):
        tk.tokens_from_lists(["a", "b"], [["x"], ["y"]], stories=["a"])
    with pytest.raises(tk.InputError, match="non-empty"):
        tk.tokens_from_lists(["a", "b"], [["x"], ["y"]], stories=["a", ""])
    with pytest.raises(tk.AlignmentError, match="2 text hashes for 4 units"):
        dataclasses.replace(tk.segment(corpus()), text_hash=np.zeros(2, np.uint64))


def test_a_unit_without_words_keeps_its_story_from_no_other():
    tokens = tk.tokens_from_lists(list("abc"), [["x"], [], ["y"]], stories=["s", "t", "u"])
    counts = counted(tokens)
    assert counts.ids == ("a", "c") and counts.story == ("s", "u") and counts.dropped == ("b",)


def test_a_subset_holds_the_units_named_and_all_that_is_known_of_them():
    counts = counted(dataclasses.replace(tk.segment(corpus()), story=("s", "t", "u", "v")))
    part = counts.subset(["c", "a"])
    assert part.ids == ("c", "a") and part.story == ("u", "s") and part.vocabulary is counts.vocabulary
    assert np.array_equal(part.matrix.toarray(), counts.matrix.toarray()[[2, 0]])
    assert np.array_equal(part.text_hash, counts.text_hash[[2, 0]])
    bare = counted(tk.tokens_from_lists(list("abc"), [["x"], [], ["y"]]))
    assert bare.subset(["b", "c"]).dropped == ("b",)
    with pytest.raises(tk.AlignmentError, match="nowhere"):
        counts.subset(["a", "nowhere"])
    with pytest.raises(tk.InputError, match="repeat"):
        counts.subset(["a", "a"])


def test_stories_and_texts_outlive_the_disk(tmp_path):
    tokens = tk.segment(corpus())
    for noun in (tokens, counted(tokens)):
        again = tk.load(tk.save(noun, tmp_path / type(noun).__name__))
        assert again.story == noun.story and np.array_equal(again.text_hash, noun.text_hash)


def test_artefacts_of_an_older_toolkit_load_and_say_what_they_lack():
    tokens = tk.segment(corpus())
    for noun in (tokens, counted(tokens)):
        parts = noun.to_parts()
        meta = {name: value for name, value in parts.meta.items() if name != "story"}
        arrays = {name: value for name, value in parts.arrays.items() if name != "text_hash"}
        old = type(noun).from_parts(Parts(meta, arrays))
        assert old.ids == noun.ids and old.story is None and old.text_hash is None
        assert "stories: not known" in repr(old)
        assert noun.require_story("a fold") == noun.story
        with pytest.raises(tk.UsageError, match=r"a fold goes by story.*segment the corpus again"):
            old.require_story("a fold")
