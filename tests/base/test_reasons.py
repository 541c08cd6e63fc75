"""Reasons as values: each code has words in both languages, with the same fields; nothing is lost in storage."""

import re
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.base.errors import UsageError
from toolkit.base.reasons import Reason, number_text, reason_text, reason_words, reasons_text, word

ROOT = Path(__file__).resolve().parents[2] / "toolkit"
CODES = sorted(set(reason_words("en")) - {"words"})
SAMPLES = {"n": 3, "before": 20.0, "after": 30.0, "margin": 0.03}


def fields_of(sentence: object) -> set[str]:
    sentences = sentence.values() if isinstance(sentence, dict) else [sentence]
    return {name for text in sentences for _, name, _, _ in Formatter().parse(str(text)) if name}


def test_both_languages_know_the_same_codes() -> None:
    assert set(reason_words("vi")) - {"words"} == set(CODES)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_reason_is_rendered(code: str, language: str) -> None:
    wanted = fields_of(reason_words("en")[code]) | fields_of(reason_words("vi")[code])
    spelled = {**{name: f"<{name}>" for name in wanted}, **{k: v for k, v in SAMPLES.items() if k in wanted}}
    specs = re.findall(r"\{(\w+):(\d|points|percent)\}", str(reason_words("en")[code]) + str(reason_words("vi")[code]))
    spelled |= {name: SAMPLES.get(name, 0.25) for name, _ in specs}
    text = reason_text(Reason.of(code, **spelled), language)
    assert text and "{" not in text
    told = fields_of(reason_words(language)[code])
    assert all(value in text for name, value in spelled.items() if isinstance(value, str) and name in told)


def test_every_code_in_the_sources_has_words() -> None:
    used = set()
    for path in ROOT.rglob("*.py"):
        used |= set(re.findall(r'Reason(?:\.of)?\(\s*"(\w+)"', path.read_text(encoding="utf-8")))
    assert used and used - {"few_stories"} <= set(CODES)
    assert "few_stories" in CODES


def test_one_and_many() -> None:
    one, many = (Reason.of("few_stories", period="2019", n=n, least=30) for n in (1, 1200))
    assert str(one) == "2019 holds 1 effective story, fewer than 30"
    assert str(many) == "2019 holds 1,200 effective stories, fewer than 30"
    assert "1.200" in reason_text(many, "vi")


def test_reasons_nest_and_words_are_looked_up() -> None:
    figures = [Reason.of("figure", method="lda", measure="share"), Reason.of("figure", method="nmf", measure="share")]
    found = Reason.of("another_sign", figures=figures)
    assert str(found) == "another sign by LDA (share), NMF (share)"
    assert reason_text(found, "vi") == "LDA (tỷ trọng), NMF (tỷ trọng) cho chiều thay đổi ngược lại"
    assert reasons_text([found, Reason("draws_alike")], "en").endswith("none there holds a seed of the theme")
    assert word("rose", "vi") == "tăng" and word("rose", "en") == "rose"


def test_text_from_outside_is_never_a_template() -> None:
    assert str(Reason.of("given", text="{n} of 100% {x:2}")) == "{n} of 100% {x:2}"


def test_unknown_codes_and_languages_are_refused() -> None:
    with pytest.raises(UsageError, match="no words for 'nonsense'"):
        str(Reason("nonsense"))
    with pytest.raises(UsageError, match="vi and en"):
        reason_text(Reason("draws_alike"), "fr")


def test_numbers_in_both_languages() -> None:
    assert number_text(0.0325, "points", "en") == "3.25" and number_text(0.0325, "points", "vi") == "3,25"
    assert number_text(0.0325, "change", "en") == "+3.2" and number_text(-0.02652, "change", "vi") == "−2,7"
    assert number_text(-0.0004, "change", "vi") == number_text(0.0004, "change", "vi") == "0,0"
    assert number_text(-1234.5, "0", "vi") == "−1.234" and number_text(12, "", "en") == "12"
    assert number_text(0.5, "2", "en") == "0.50" and number_text(0.03, "percent", "en") == "3"


LEAF = st.text(max_size=5) | st.integers(0, 9) | st.floats(0, 1)
FIELDS = st.dictionaries(st.sampled_from("abc"), LEAF | st.lists(LEAF, max_size=2).map(tuple), max_size=3)


@settings(deadline=None)
@given(FIELDS, FIELDS)
def test_json_and_back(fields: dict[str, object], inner: dict[str, object]) -> None:
    found = Reason.of("given", **fields, one=Reason.of("given", **inner), many=[Reason.of("given", **inner)] * 2)
    assert Reason.from_json(found.to_json()) == found and hash(found) == hash(Reason.from_json(found.to_json()))
    assert Reason.from_json("an old caution") == Reason.of("given", text="an old caution")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_words_of_verdicts_have_one_home(language: str) -> None:
    """Reasons, report and figures say a verdict alike, because only the reasons' file knows how."""
    from toolkit.plots.wording import verdict_word
    from toolkit.studies.report.words import translated, words
    from toolkit.trends.estimates import VERDICTS
    from toolkit.trends.verdicts import OF_GROUPS

    for verdict in (*VERDICTS, *OF_GROUPS.values()):
        assert verdict not in words("values", language)
        assert translated(verdict, language) == verdict_word(verdict, language) == word(verdict, language)
        assert language == "en" or word(verdict, "vi") != verdict
    assert {verdict_word("", "vi"), verdict_word("", "en")} == {"thăm dò", "exploratory"}
