"""Tone placement: a mechanical swap, there and back, and only where it is one."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.words.spelling import _NEW_TO_OLD, _OLD_TO_NEW, as_term, new_placement, old_placement

PAIRS = [("hòa", "hoà"), ("hóa", "hoá"), ("ủy", "uỷ"), ("thúy", "thuý"), ("khỏe", "khoẻ"), ("HÒA", "HOÀ")]
PAIRS += [("Tòa", "Toà"), ("họa", "hoạ"), ("lũy", "luỹ")]


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_the_two_placements_map_to_each_other(old: str, new: str) -> None:
    assert new_placement(old) == new and old_placement(new) == old


@pytest.mark.parametrize("word", ["quý", "hoàn", "thoải", "khuỷu", "quỳ", "hoài", "xoáy", "thuyền", "QUÝ", "tuýp"])
def test_other_syllables_stay(word: str) -> None:
    assert new_placement(word) == old_placement(word) == word


@given(st.text(st.sampled_from("hoaeuyqtòàóoáỏảõãọạụỵúýủỷ HOÒÀ.,_"), max_size=20))
@settings(max_examples=200, deadline=None)
def test_the_swap_keeps_length_and_settles(text: str) -> None:
    for one, other in ((new_placement, old_placement), (old_placement, new_placement)):
        assert len(one(text)) == len(text)
        assert one(one(text)) == one(text) and one(other(one(text))) == one(text)


def test_as_term() -> None:
    assert as_term("Bảo hộ  công dân") == as_term("BẢO_HỘ công dân") == "bảo_hộ_công_dân"
    assert as_term("Hoà bình") == as_term("ho\u0300a bi\u0300nh") == "hòa_bình"
    assert as_term("Ðảng Cộng sản") == "đảng_cộng_sản"
    assert as_term("  ") == ""


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="qQuUoOaàÀòÒùỳÝủẻeE yỷ\n_1-h\u0300", max_size=12))
def test_a_pair_is_changed_where_no_q_stands_before_it_and_no_letter_after(text: str) -> None:
    for table, changed in ((_NEW_TO_OLD, old_placement), (_OLD_TO_NEW, new_placement)):
        told = re.compile(f"(?<![qQ])(?:{'|'.join(sorted(table))})(?![^\\W\\d_])")
        assert changed(text) == told.sub(lambda m, table=table: table[m[0]], text)
        assert len(changed(text)) == len(text)
