"""The lexicon: longest first, blind to case, placement and composition; it yields to seeds and spares names."""

import unicodedata

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.base.errors import InputError
from toolkit.documents.corpus import Corpus
from toolkit.words.lexicon import Entry, builtin_lexicon, lexicon_phrases, read_entries, trie_of, yields
from toolkit.words.segmentation import segment
from toolkit.words.spelling import as_term, new_placement, old_placement
from toolkit.words.stop_words import word_list
from toolkit.words.themes import themes_from_dict


def words_of(text: str, lexicon=None) -> list[str]:
    tokens = segment(Corpus(pd.DataFrame({"id": ["a"], "text": [text]})), lexicon=lexicon)
    return next(tokens.lists())


def test_the_built_in_list_is_large_multi_syllable_and_distinct() -> None:
    terms = [as_term(phrase) for phrase in builtin_lexicon()]
    assert len(terms) >= 400 and len(set(terms)) == len(terms)
    assert all("_" in term or "-" in term for term in terms)
    assert not set(terms) & word_list("function_words")


@given(
    st.sampled_from(builtin_lexicon()),
    st.sampled_from([str.lower, str.upper, str.title, str]),
    st.sampled_from([old_placement, new_placement]),
    st.sampled_from(["NFC", "NFD"]),
    st.sampled_from([" ", "  ", " \t"]),
)
@settings(max_examples=80, deadline=None)
def test_a_term_is_found_in_all_its_spellings(phrase: str, case, placement, form: str, space: str) -> None:
    written = unicodedata.normalize(form, placement(case(phrase))).replace(" ", space)
    text = f"Hôm nay {written} được nhắc tới."
    tokens = segment(Corpus(pd.DataFrame({"id": ["a"], "text": [text]})))
    places = {
        text[a:b]: (tokens.words[c], o) for c, a, b, o in zip(tokens.codes, tokens.starts, tokens.ends, tokens.origin)
    }
    assert places[written] == (as_term(phrase), 1)


def test_the_longest_entry_wins_from_the_left() -> None:
    lexicon = ["mây trắng", "mây trắng bay", "bay qua núi"]
    assert words_of("thấy mây trắng bay qua núi", lexicon)[1:] == ["mây_trắng_bay", "qua", "núi"]
    assert words_of("thấy mây trắng", lexicon)[-1] == "mây_trắng"


def test_an_entry_does_not_cross_a_mark_or_a_line() -> None:
    assert "mây_trắng" not in words_of("mây, trắng", ["mây trắng"])
    assert "mây_trắng" not in words_of("mây\ntrắng", ["mây trắng"])


def test_an_entry_may_hold_marks_and_codes() -> None:
    assert "nghị_quyết_36-nq/tw" in words_of("theo Nghị quyết 36-NQ/TW của Đảng", ["Nghị quyết 36-NQ/TW"])
    assert as_term("Nghị quyết 36-NQ/TW") == "nghị_quyết_36-nq/tw"
    assert "quý_1" not in words_of("trong quý 1/2014", ["quý 1"])  # a date is never cut


def test_seeds_and_exclusions_of_themes_are_entries_and_longer_built_in_ones_yield() -> None:
    themes = themes_from_dict({"care": {"seeds": ["quan hệ đối tác"], "exclude": ["gió mùa đông bắc"]}})
    assert "gió_mùa_đông_bắc" in words_of("Gió mùa Đông Bắc tràn về", themes)
    assert words_of("cộng đồng người Việt Nam") == ["cộng_đồng_người_việt_nam"]
    assert words_of("cộng đồng người Việt Nam", ["người Việt Nam"]) == ["cộng_đồng", "người_việt_nam"]
    assert words_of("Tổng lãnh sự quán", ["lãnh sự"]) == ["tổng_lãnh_sự_quán"]  # no word is torn apart


def test_what_yields() -> None:
    def entry(phrase: str) -> Entry:
        return read_entries([phrase], own=False)[0]

    assert yields(entry("cộng đồng người Việt Nam"), {("người", "việt", "nam")})
    assert not yields(entry("tổng lãnh sự quán"), {("lãnh", "sự")})
    assert not yields(entry("thủy điện Hòa Bình"), {("hoà", "bình")})
    assert not yields(entry("lãnh sự"), {("lãnh", "sự")})


def test_an_own_entry_that_goes_on_beyond_a_built_in_one_wins() -> None:
    assert words_of("hội đồng nhân dân tộc nhỏ", ["dân tộc nhỏ"])[-1] == "dân_tộc_nhỏ"
    assert words_of("hội đồng nhân dân tộc nhỏ")[0] == "hội_đồng_nhân_dân"


def test_a_seed_does_not_cut_the_name_of_a_person() -> None:
    themes = themes_from_dict({"peace": ["hòa bình"]})
    words = words_of("Ông Nguyễn Hòa Bình nói về hòa bình và thủy điện Hòa Bình.", themes)
    assert words == ["ông", "nguyễn_hòa_bình", "nói", "về", "hòa_bình", "và", "thủy_điện_hòa_bình"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lê Hoài Trung điện đàm", ["lê_hoài_trung", "điện_đàm"]),
        ("Chính phủ phê duyệt", ["chính_phủ", "phê_duyệt"]),
        ("Việt Nam thiết lập", ["việt_nam", "thiết_lập"]),
        ("TĂNG CƯỜNG HỢP TÁC QUỐC TẾ", ["tăng_cường", "hợp_tác_quốc_tế"]),
        ("UBND TP HCM", ["ubnd", "tp", "hcm"]),
        ("Biên Hòa và hòa bình", ["biên_hòa", "và", "hòa_bình"]),
        ("các nước ASEAN. Ngày 30/4/1975", ["các", "nước", "asean", "ngày", "30/4/1975"]),
        ("virus H5N1, COVID-19 và Covid-19", ["virus", "h5n1", "covid-19", "và", "covid-19"]),
        ("số 123/QĐ-TTg", ["số", "123/qđ-ttg"]),
    ],
)
def test_words_run_together_are_parted_and_names_and_codes_kept(text: str, expected: list[str]) -> None:
    assert words_of(text) == expected


def test_lexicon_files(tmp_path) -> None:
    path = tmp_path / "lexicon.txt"
    path.write_text("\ufeffmây trắng # một lời\n\n# hết\nbay qua\n", encoding="utf-8")
    assert lexicon_phrases(path) == lexicon_phrases(str(path)) == ("mây trắng", "bay qua")
    with pytest.raises(InputError, match=r"none\.txt"):
        lexicon_phrases(tmp_path / "none.txt")
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        lexicon_phrases(tmp_path / "bad.txt")
    with pytest.raises(InputError, match="3"):
        lexicon_phrases(["mây trắng", 3])  # type: ignore[list-item]


def test_single_syllables_and_blanks_are_no_entries() -> None:
    assert trie_of(("mây", "", " ", "_"), ()).terms == ()
    assert words_of("đất nước", ["nước"]) == ["đất_nước"]
