"""Vocabulary and counts: what is cut, what is never cut, and that every token is accounted for."""

from collections import Counter

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.base.errors import InputError, UsageError
from toolkit.words.counts import TermCounts, count_terms
from toolkit.words.stop_words import LISTS, word_list
from toolkit.words.themes import themes_from_dict
from toolkit.words.tokens import Tokens, tokens_from_lists
from toolkit.words.vocabulary import Vocabulary, build_vocabulary, units_of

lists = st.lists(
    st.lists(st.sampled_from(["mây", "gió", "núi", "hoa_sen", "là", "2014", "ông"]), max_size=6), min_size=1
)


def tokens(rows: list[list[str]]) -> Tokens:
    return tokens_from_lists([f"d{i}" for i in range(len(rows))], rows)


ROWS = [["là", "mây", "gió"], ["mây", "ông", "gió", "2014"], ["mây", "núi", "mây"], ["là", "mây", "hoa_sen"]]


def test_cuts_by_units_share_and_name() -> None:
    assert build_vocabulary(tokens(ROWS), min_units=1).terms == ("gió", "hoa_sen", "núi", "ông")
    assert build_vocabulary(tokens(ROWS), min_units=2, max_share=1.0).terms == ("gió", "mây")
    everything = build_vocabulary(tokens(ROWS), min_units=1, max_share=1.0, drop=[])
    assert everything.terms == ("2014", "gió", "hoa_sen", "là", "mây", "núi", "ông") and everything.left_out == {}
    assert "ông" not in build_vocabulary(tokens(ROWS), min_units=1, drop=["honorifics"]).terms
    assert "hoa_sen" not in build_vocabulary(tokens(ROWS), min_units=1, drop=["Hoa sen"]).terms


def test_kept_words_are_never_cut() -> None:
    themes = themes_from_dict({"sky": {"seeds": ["mây"], "exclude": ["hoa sen"]}})
    terms = build_vocabulary(tokens(ROWS), min_units=2, keep=themes, drop=["hoa sen"]).terms
    assert terms == ("gió", "hoa_sen", "mây")
    assert "2014" in build_vocabulary(tokens(ROWS), min_units=1, keep=["2014"]).terms


def test_what_is_left_out_is_counted() -> None:
    vocabulary = build_vocabulary(tokens(ROWS), min_units=2, max_share=0.5, drop=["honorifics", "núi"])
    assert vocabulary.terms == ("gió",)
    assert vocabulary.left_out == {
        "function_words": 2,
        "numbers": 1,
        "honorifics": 1,
        "drop": 1,
        "common": 5,
        "rare": 1,
    }
    assert Vocabulary.from_parts(vocabulary.to_parts()).left_out == vocabulary.left_out


@given(lists)
@settings(max_examples=80, deadline=None)
def test_every_token_is_a_term_or_counted_as_left_out(rows: list[list[str]]) -> None:
    given_tokens = tokens(rows)
    try:
        vocabulary = build_vocabulary(given_tokens, min_units=2, max_share=0.6, drop=["honorifics"])
    except InputError:
        return
    counts = count_terms(given_tokens, vocabulary)
    assert counts.matrix.sum() + sum(vocabulary.left_out.values()) == sum(map(len, rows))
    assert set(counts.ids) | set(counts.dropped) == set(given_tokens.ids)
    for unit, row in zip(given_tokens.ids, rows):
        wanted = {w: n for w, n in Counter(row).items() if w in vocabulary.column}
        if unit in counts.dropped:
            assert not wanted
        else:
            own = counts.matrix[counts.ids.index(unit)]
            assert {vocabulary.terms[j]: int(n) for j, n in zip(own.indices, own.data)} == wanted


@given(lists)
@settings(max_examples=50, deadline=None)
def test_units_of_counts_units_not_tokens(rows: list[list[str]]) -> None:
    given_tokens = tokens(rows)
    wanted = [sum(word in row for row in rows) for word in given_tokens.words]
    assert units_of(given_tokens).tolist() == wanted


def test_bad_calls() -> None:
    for bad in ({"min_units": 0}, {"max_share": 0.0}, {"max_share": 1.5}, {"drop": "là"}, {"keep": "mây"}):
        with pytest.raises(UsageError):
            build_vocabulary(tokens(ROWS), **bad)
    with pytest.raises(UsageError, match="'honorifcs' and no such word occurs; did you mean 'honorifics'"):
        build_vocabulary(tokens(ROWS), drop=["honorifcs"])
    with pytest.raises(InputError, match="min_units"):
        build_vocabulary(tokens(ROWS), min_units=5)
    with pytest.raises(InputError):
        build_vocabulary(tokens([[]]))
    with pytest.raises(InputError):
        count_terms(tokens(ROWS), Vocabulary(("xa_lạ",)))


def test_counts_and_tokens_come_apart_and_together_again() -> None:
    given_tokens = tokens(ROWS)
    again = Tokens.from_parts(given_tokens.to_parts())
    assert again.words == given_tokens.words and np.array_equal(again.codes, given_tokens.codes)
    counts = count_terms(given_tokens, build_vocabulary(given_tokens, min_units=1))
    back = TermCounts.from_parts(counts.to_parts())
    assert (back.matrix != counts.matrix).nnz == 0 and back.ids == counts.ids and back.dropped == counts.dropped
    assert back.vocabulary.left_out == counts.vocabulary.left_out


def test_no_word_of_content_is_in_the_list_of_function_words() -> None:
    content = {"nhà", "nước", "người", "vấn_đề", "nhân_dân", "dân", "đất", "biển", "đảng", "nhà_nước", "việt_nam"}
    assert not content & word_list("function_words")
    assert {"và", "của", "là"} <= word_list("function_words") and {"ông", "đồng_chí"} <= word_list("honorifics")
    assert not word_list("function_words") & word_list("honorifics") and len(LISTS) == 3


def test_counts_leave_the_matrix_that_was_given_as_it_is() -> None:
    given_matrix = sp.csr_matrix((np.array([1, 0, 2]), np.array([1, 0, 1]), np.array([0, 2, 3])), shape=(2, 2))
    counts = TermCounts(given_matrix, ("a", "b"), Vocabulary(("x", "y")))
    assert given_matrix.nnz == 3 and given_matrix.data.flags.writeable and counts.matrix.nnz == 2
    plain = sp.csr_matrix(np.array([[1, 2], [0, 3]]))
    frozen = TermCounts(plain, ("a", "b"), Vocabulary(("x", "y")))
    assert plain.data.flags.writeable and not frozen.matrix.data.flags.writeable


def test_counts_that_cannot_be_are_refused() -> None:
    vocabulary = Vocabulary(("x", "y"))
    with pytest.raises(InputError, match="a repeat; give each unit its own id"):
        TermCounts(sp.csr_matrix(np.ones((2, 2))), ("a", "a"), vocabulary)
    for bad in (-1.0, np.nan):
        with pytest.raises(InputError, match="below 0 or no number"):
            TermCounts(sp.csr_matrix(np.array([[1.0, bad]])), ("a",), vocabulary)
