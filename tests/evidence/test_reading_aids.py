"""Passages, concordance, seed checks: what ties a number to the text."""

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.base.errors import ThemesError, UsageError
from toolkit.documents.corpus import corpus_from_frame
from toolkit.evidence.concordance import _matches, concordance
from toolkit.evidence.marking import excerpt, mark, seeds_marked
from toolkit.evidence.passages import best_paragraph, passages, show_passages
from toolkit.evidence.scores import score_themes
from toolkit.evidence.seed_checks import check_seeds, lists_never_found, seed_coverage, without_seed
from toolkit.evidence.seed_spellings import in_small_letters
from toolkit.evidence.seed_suggestions import suggest_seeds
from toolkit.words.counts import count_terms
from toolkit.words.finding import bare, find_phrases, fold, is_bare, phrase_pattern
from toolkit.words.segmentation import segment
from toolkit.words.themes import themes_from_dict
from toolkit.words.tokens import tokens_from_lists
from toolkit.words.vocabulary import build_vocabulary


@pytest.fixture(scope="module")
def scored(planted):
    corpus, _, counts, themes, _ = planted
    return score_themes(counts, corpus, themes, seed=1)


def test_passages_are_the_highest_scores_one_a_story(planted, scored):
    corpus = planted[0]
    found = passages(scored, corpus, "citizen_protection", period="2016-2017", n=8)
    rows = corpus.rows(scored.ids).assign(score=scored.score[:, 0])
    rows = rows[rows["year"].isin([2016, 2017])]
    best = rows.groupby("story")["score"].max().sort_values(ascending=False).head(8)
    assert found["score"].tolist() == best.tolist()
    assert corpus.rows(found["unit"])["story"].is_unique
    assert (found["period"] == "2016-2017").all()
    assert passages(scored, corpus, "citizen_protection", period=(2016, 2017), n=8)["unit"].equals(found["unit"])


def test_offsets_slice_the_documents_text():
    text = "Giá vàng tăng mạnh.\n\nĐại sứ quán đã bảo hộ công dân.\nHết."
    whole = corpus_from_frame(pd.DataFrame({"id": ["a", "b"], "text": [text, "Bão số 9."]}))
    themes = themes_from_dict({"citizen_protection": ["bảo hộ công dân"]})
    tokens = tokens_from_lists(["a", "b"], [["giá", "vàng", "bảo_hộ_công_dân"], ["bão"]])
    counts = count_terms(tokens, build_vocabulary(tokens, min_units=1, max_share=1.0))
    scores = score_themes(counts, whole, themes, seed=1)
    scores = replace(scores, weights=np.array([[float(term == "bảo_hộ_công_dân") for term in scores.terms]]))
    first = passages(scores, whole, "citizen_protection", n=1).iloc[0]
    assert first["passage"] == "Đại sứ quán đã bảo hộ công dân." == text[first["start"] : first["end"]]


def test_the_best_paragraph_holds_the_weighty_words():
    text = "Một hai ba\nlãnh sự quán Hoà Bình\nbốn"
    assert text[slice(*best_paragraph(text, {"hòa_bình": 1.0}))] == "lãnh sự quán Hoà Bình"
    assert text[slice(*best_paragraph(text, {}))] == "Một hai ba"


def test_a_wrong_theme_or_period_is_named(planted, scored):
    with pytest.raises(UsageError, match="did you mean 'citizen_protection'"):
        passages(scored, planted[0], "citizen_protecton")
    with pytest.raises(UsageError, match="the corpus has years 2016 to 2019"):
        passages(scored, planted[0], "citizen_protection", period="1999")
    with pytest.raises(UsageError, match="must be a year"):
        passages(scored, planted[0], "citizen_protection", period="năm ngoái")


def test_a_month_or_a_quarter_is_a_period():
    frame = pd.DataFrame({"id": ["a", "b"], "text": ["x", "y"], "year": [2019, 2019]})
    corpus = corpus_from_frame(frame)
    dated = corpus.with_frame(corpus.to_frame().assign(date=["2019-11-06", "2019-12-01"]))
    themes = themes_from_dict({"t": ["x"]})
    tokens = tokens_from_lists(["a", "b"], [["x"], ["y"]])
    counts = count_terms(tokens, build_vocabulary(tokens, min_units=1, max_share=1.0))
    scores = score_themes(counts, dated, themes, seed=1)
    assert passages(scores, dated, "t", period="2019-11")["unit"].tolist() == ["a"]
    assert set(passages(scores, dated, "t", period="2019-Q4")["unit"]) == {"a", "b"}
    with pytest.raises(UsageError, match="no unit lies in the period"):
        passages(scores, dated, "t", period="2019-Q3")


def test_the_view_marks_seeds_and_escapes_the_rest(planted, scored):
    found = passages(scored, planted[0], "citizen_protection", n=2).assign(passage="<b>Lãnh sự</b> & hộ chiếu")
    html = show_passages(found, planted[3])._repr_html_()
    assert "&lt;b&gt;<mark>Lãnh sự</mark>&lt;/b&gt; &amp; hộ chiếu" in html and "<b>" not in html


TEXTS = ["Hòa bình là hoà giải. Vì HOÀ BÌNH!", "Quyền con người;\nquyền  con người và con người", "Không có gì."]


WORDS = [
    ["hòa_bình", "là", "hòa", "giải", "vì", "hòa_bình"],
    ["quyền_con_người", "quyền_con_người", "và", "con", "người"],
    ["không", "có", "gì"],
]


def placed(corpus, lists):
    """Tokens that know where they stand: each is the next run of its syllables in the folded text."""
    tokens = tokens_from_lists(corpus.frame["id"].tolist(), lists)
    starts, ends = [], []
    for text, words in zip(corpus.frame["text"], lists):
        at = 0
        for word in words:
            found = re.compile(r"\s+".join(word.split("_"))).search(fold(text), at)
            starts.append(found.start())
            ends.append(found.end())
            at = found.end()
    return replace(tokens, starts=np.array(starts), ends=np.array(ends))


@pytest.fixture(scope="module")
def segmented():
    corpus = corpus_from_frame(pd.DataFrame({"id": ["a", "b", "c"], "text": TEXTS}))
    return corpus, placed(corpus, WORDS)


@pytest.mark.parametrize("term", ["hòa bình", "hoà_bình", "Hoà Bình"])
def test_concordance_reads_either_placement_and_case(segmented, term):
    found = concordance(*segmented, term, width=12)
    assert found["keyword"].tolist() == ["Hòa bình", "HOÀ BÌNH"]
    assert [TEXTS[0][a:b] for a, b in zip(found["start"], found["end"])] == found["keyword"].tolist()
    assert found["right"].tolist() == [" là hoà giải", "!"] and found["left"].tolist()[0] == ""


@pytest.mark.parametrize("most", [1, 2, 50])
def test_concordance_stops_where_asked(segmented, most):
    assert concordance(*segmented, "hòa bình", most=most).equals(concordance(*segmented, "hòa bình").head(most))


def test_concordance_keeps_to_whole_tokens(segmented):
    assert concordance(*segmented, "hòa")["start"].tolist() == [12]
    assert len(concordance(*segmented, "con người")) == 1  # the others are part of a longer term
    assert len(concordance(*segmented, "quyền con người")) == 2
    assert concordance(*segmented, "gì")["unit"].tolist() == ["c"]


def test_concordance_finds_runs_of_tokens_within_a_unit(segmented):
    found = concordance(*segmented, "không có")
    assert found["keyword"].tolist() == ["Không có"]
    assert concordance(*segmented, "giải vì hòa bình")["keyword"].tolist() == ["giải. Vì HOÀ BÌNH"]
    assert len(concordance(*segmented, "con người không")) == 0  # not across units


def test_concordance_without_places_searches_the_text():
    corpus = corpus_from_frame(pd.DataFrame({"id": ["a"], "text": ["Kiều bào và kiều  bào, kiều bàoo."]}))
    found = concordance(corpus, tokens_from_lists(["a"], [["kiều_bào"]]), "kiều bào")
    assert found["keyword"].tolist() == ["Kiều bào", "kiều  bào"]
    assert found["start"].tolist() == [0, 12]
    with pytest.raises(UsageError, match="term is empty"):
        concordance(corpus, tokens_from_lists(["a"], [["x"]]), " _ ")


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_folding_keeps_length_and_marks_lose_nothing(text):
    assert len(fold(text)) == len(text)
    spans = find_phrases(text, phrase_pattern(["a", "hòa bình"]))
    assert all(0 <= a < b <= len(text) for a, b in spans)


def test_marks_take_the_longest_phrase():
    assert mark("bảo hộ công dân", ["công dân", "bảo hộ công dân"]) == "<mark>bảo hộ công dân</mark>"
    assert mark("a<b", []) == "a&lt;b"


def test_check_seeds_counts_what_is_there(planted):
    corpus, tokens, counts, themes, _ = planted
    table = check_seeds(counts, corpus, themes).set_index("seed")
    frame = tokens.to_frame()
    for seed, row in table.iterrows():
        held = frame[frame["word"] == str(seed).lower().replace(" ", "_")]
        rows = corpus.rows(held["id"].unique())
        assert (row["tokens"], row["units"]) == (len(held), held["id"].nunique())
        assert (row["documents"], row["sources"]) == (rows["parent"].nunique(), rows["source"].nunique())
    assert table.groupby("theme")["share_of_theme"].sum().tolist() == pytest.approx([1.0, 1.0])


def seeds_of(lists, themes, **frame):
    ids = [f"u{i}" for i in range(len(lists))]
    texts = [" ".join(words).replace("_", " ") for words in lists]
    corpus = corpus_from_frame(pd.DataFrame({"id": ids, "text": texts, **frame}))
    tokens = tokens_from_lists(ids, lists)
    return count_terms(tokens, build_vocabulary(tokens, min_units=1, max_share=1.0, keep=themes)), corpus, themes


def test_ambiguity_drift_and_seeds_that_never_occur():
    themes = themes_from_dict({"a": ["lãnh sự", "cứu hộ", "vắng mặt"], "b": ["kiều bào"]})
    lists = [["lãnh_sự", "kiều_bào"]] * 15 + [["lãnh_sự"]] * 5 + [["cứu_hộ", "kiều_bào"]] * 20
    table = check_seeds(*seeds_of(lists, themes, year=[2018] * 20 + [2020] * 20)).set_index("seed")
    assert table.loc["lãnh sự", "ambiguity"] == 0.75 and "narrow it" in table.loc["lãnh sự", "remark"]
    assert table.loc["cứu hộ", "drift"] == 1.0 and table.loc["lãnh sự", "drift"] == -1.0
    assert table.loc["vắng mặt", "tokens"] == 0 and "never occurs" in table.loc["vắng mặt", "remark"]
    together = seeds_of([["lãnh_sự", "cứu_hộ", "kiều_bào"]] * 5 + [["lãnh_sự", "kiều_bào"]] * 5, themes)
    assert check_seeds(*together).set_index("seed").loc["lãnh sự", "ambiguity"] == 0.5  # another seed vouches
    lone = check_seeds(*seeds_of([["kiều_bào"]] * 20, themes_from_dict({"b": ["kiều bào"]})))
    assert "rests on this seed alone" in lone["remark"][0]


def test_a_seed_is_told_what_its_own_letters_tell():
    long = "cộng đồng người Việt Nam ở nước ngoài luôn hướng về quê hương"
    themes = themes_from_dict(
        {
            "a": [
                "và",
                "kieu bao",
                "overseas Vietnamese",
                "những kiều bào",
                "cứu hộ, cứu nạn, thông tin",
                long,
                "lãnh sự",
                "ngư dân",
            ]
        }
    )
    texts = [["và", "lãnh_sự", "kiều_bào"]] * 12
    table = check_seeds(*seeds_of(texts, themes)).set_index("seed")["remark"]
    assert "tells no theme from another; leave it out" in table["và"]
    assert "but “kiều bào” does: write it with its diacritics" in table["kieu bao"]
    assert "“những” before it, but “kiều bào” does; leave that word out" in table["những kiều bào"]
    assert 'write "cứu hộ", "cứu nạn", "thông tin"' in table["cứu hộ, cứu nạn, thông tin"]
    assert "take its core" in table[long] and "check its spelling" in table["ngư dân"]


def test_a_seed_rightly_written_is_only_said_to_be_absent():
    seeds = ["cho vay", "An Giang", "overseas Vietnamese", "một cửa", "một nước hai chế độ", "các quốc gia Bắc Âu"]
    texts = [["cửa", "lãnh_sự", "quốc_gia", "cho", "an"]] * 12
    table = check_seeds(*seeds_of(texts, themes_from_dict({"a": [*seeds, "lãnh sự"]}))).set_index("seed")
    assert set(table.loc[seeds, "remark"]) == {"never occurs; check its spelling or drop it"}
    assert (table["found_as"] == "").all()


def test_the_form_that_texts_hold_instead_is_the_commonest():
    texts = [["Kiều-bào"]] * 3 + [["KIỀU", "BÀO"]] * 2 + [["kiểu", "bao"]] * 4
    table = check_seeds(*seeds_of(texts, themes_from_dict({"a": ["kieu bao", "bao"]}))).set_index("seed")
    assert table.loc["kieu bao", "found_as"] == "kiều bào"


def test_words_that_hold_a_seed_of_one_syllable_are_told_beside_it():
    texts = (
        [["putin", "vladimir_putin"]] * 10 + [["mẹ", "bố_mẹ", "công_ty_mẹ"]] * 12 + [["asean", "cộng_đồng_asean"]] * 4
    )
    themes = themes_from_dict({"war": ["Putin"], "family": ["mẹ", "bố mẹ"], "region": ["ASEAN"]})
    table = check_seeds(*seeds_of(texts, themes)).set_index("seed")
    assert table.loc["Putin", "tokens"] == 10 and table.loc["Putin", "found_as"] == "vladimir putin (10)"
    assert "hold vladimir putin (10), not counted for it: add as seeds" in table.loc["Putin", "remark"]
    assert table.loc["mẹ", "found_as"] == "công ty mẹ (12)"  # bố mẹ is a seed itself
    assert table.loc["ASEAN", "found_as"] == ""  # too few uses to say it


def test_other_spellings_of_a_seed_are_told():
    texts = [["bác_sỹ", "quí_khách", "vắc", "xin", "lý_do"]] * 4 + [["bác_sĩ", "lý_do", "covid-19"]] * 12 + [["lí_do"]]
    seeds = ["bác sĩ", "quý khách", "vắc-xin", "lý do", "kỹ sư", "Covid-19"]
    table = check_seeds(*seeds_of(texts, themes_from_dict({"a": seeds}))).set_index("seed")
    assert table["found_as"].to_dict() == {
        "bác sĩ": "bác sỹ (4)",
        "quý khách": "quí khách (4)",
        "vắc-xin": "vắc xin (4)",
        "lý do": "",  # once beside sixteen uses
        "kỹ sư": "",
        "Covid-19": "",
    }
    assert "hold vắc xin (4), not counted for it" in table.loc["vắc-xin", "remark"]
    assert check_seeds(*seeds_of(texts, themes_from_dict({"a": ["bác sĩ", "bác sỹ"]})))["found_as"].tolist() == ["", ""]


def test_lists_beside_seeds_that_never_occur_are_found():
    condition = {"seed": "thuyền viên", "with": ["lãnh sự, sứ quán"], "without": ["cứu hộ, cứu nạn"]}
    themes = themes_from_dict(
        {
            "a": {"seeds": [condition, "lãnh sự"], "exclude": ["quán ăn, quán xá", "dân biết, dân bàn"]},
            "b": ["kiều bào"],
        }
    )
    corpus = corpus_from_frame(
        pd.DataFrame({"text": ["Dân biết, dân bàn ở quán ăn."], "title": ["Tin cứu hộ, cứu nạn"]})
    )
    found = lists_never_found(corpus, themes)
    assert found == [("a", "exclude", "quán ăn, quán xá"), ("a", "with", "lãnh sự, sứ quán")]


def test_a_seed_never_joined_raises_with_the_remedy():
    themes = themes_from_dict({"a": ["bảo hộ công dân", "lãnh sự"]})
    lists = [["bảo_hộ", "công_dân", "lãnh_sự"]] * 4
    with pytest.raises(ThemesError, match=r"'bảo hộ công dân' stands in 4 units .* segment with lexicon=themes"):
        check_seeds(*seeds_of(lists, themes))


def test_a_seed_that_segmenting_would_not_join_is_told_and_ends_nothing():
    themes = themes_from_dict({"a": ["U.S", "UBND TP"], "b": ["kiều bào"]})
    texts = [f"Chính quyền U.S. và UBND TP. Huế gặp kiều bào, bài {n}." for n in range(12)]
    corpus = corpus_from_frame(pd.DataFrame({"text": texts}))
    tokens = segment(corpus, lexicon=themes)
    counts = count_terms(tokens, build_vocabulary(tokens, min_units=1, max_share=1.0, keep=themes))
    table = check_seeds(counts, corpus, themes).set_index("seed")
    assert table.loc[["U.S", "UBND TP"], "inside"].tolist() == [12, 12]
    assert "but inside longer words" in table.loc["U.S", "remark"]


def test_a_seed_inside_a_longer_one_is_no_error():
    themes = themes_from_dict({"a": ["tổ chức hữu nghị", "liên hiệp các tổ chức hữu nghị"]})
    table = check_seeds(*seeds_of([["liên_hiệp_các_tổ_chức_hữu_nghị"]] * 3, themes)).set_index("seed")
    assert table.loc["tổ chức hữu nghị", "tokens"] == 0


def test_coverage_by_source(planted):
    corpus, _, counts, themes, _ = planted
    table = seed_coverage(counts, corpus, themes, by="source")
    assert table["theme"].tolist() == ["citizen_protection"] * 3 + ["overseas_communities"] * 3
    assert table["units"].sum() == 2 * len(counts) and table["share"].between(0, 1).all()


def test_coverage_by_a_column_that_is_not_there_is_refused(planted):
    corpus, _, counts, themes, _ = planted
    with pytest.raises(UsageError, match="did you mean 'source'"):
        seed_coverage(counts, corpus, themes, by="sourec")


def test_suggestions_are_the_planted_companions(planted):
    corpus, _, counts, themes, _ = planted
    table = suggest_seeds(counts, corpus, themes, n=4)
    first = table[table["theme"] == "citizen_protection"]
    assert set(first["term"]) == {"đại sứ", "nạn nhân", "sơ tán", "hộ chiếu"}
    texts = corpus.frame.set_index("id")["text"]
    assert all(row.term in texts[row.example] for row in table.itertuples())


def test_a_word_of_the_theme_comes_before_a_common_one():
    """One word is in 120 of 160 seeded units and 400 of 1,600 others, one in 30 and 6: the second is the theme's."""
    lists = [["lãnh_sự", *["hợp_tác"] * (i < 120), *["hộ_chiếu"] * (i < 30)] for i in range(160)]
    lists += [["bóng_đá", *["hợp_tác"] * (i < 400), *["hộ_chiếu"] * (i < 6)] for i in range(1600)]
    table = suggest_seeds(*seeds_of(lists, themes_from_dict({"a": ["lãnh sự"]})))
    assert table["term"].tolist() == ["hộ chiếu", "hợp tác"]
    assert table["units_with_seed"].tolist() == [30, 120] and table["units"].tolist() == [36, 520]
    assert table["z"].tolist() == pytest.approx([9.17, 11.48], abs=0.01)


def test_leaving_a_seed_out():
    themes = themes_from_dict({"a": ["lãnh sự", "cứu hộ"], "b": ["kiều bào"]})
    fewer = without_seed(themes, "a", "Lãnh sự")
    assert fewer["a"].seeds == ("cứu hộ",) and fewer["b"] is themes["b"]
    with pytest.raises(ThemesError, match="has no seed 'x'"):
        without_seed(themes, "a", "x")
    with pytest.raises(ThemesError, match="no seed but"):
        without_seed(themes, "b", "kiều bào")
    assert np.array_equal(themes["a"].seeds, ("lãnh sự", "cứu hộ"))


def test_a_term_without_diacritics_finds_every_spelling_where_asked(segmented):
    assert len(concordance(*segmented, "hoa binh")) == 0
    found = concordance(*segmented, "hoa binh", exact=False)
    assert found["keyword"].tolist() == ["Hòa bình", "HOÀ BÌNH"]
    assert concordance(*segmented, "HOA_BINH", exact=False)["start"].tolist() == found["start"].tolist()
    assert len(concordance(*segmented, "hóa bình", exact=False)) == 0, "with a diacritic it is found as it is typed"
    assert len(concordance(*segmented, "hoa", exact=False)) == 1, "whole tokens only"


def test_a_term_without_diacritics_is_found_in_text_without_places():
    corpus = corpus_from_frame(pd.DataFrame({"id": ["a"], "text": ["Bảo hộ công dân, BAO HO, bạo hố; bảohộ."]}))
    found = concordance(corpus, tokens_from_lists(["a"], [["bảo_hộ"]]), "bao ho", exact=False)
    assert found["keyword"].tolist() == ["Bảo hộ", "BAO HO", "bạo hố"]
    assert (
        [len(bare(fold(text))) for text in ("Đặng Ðình ﬃ İ", "hoà")] == [13, 3]
        and is_bare("Hoa_Ky")
        and not is_bare("Đà")
    )


def test_an_excerpt_begins_and_ends_with_whole_words() -> None:
    words = " ".join(f"từ{i}" for i in range(200))
    for n in (0, 1, 30, 100, 198, 199):
        shown = excerpt(words, f"từ{n}")
        told = re.sub(r"</?mark>|…", "", shown)
        assert f" {told} " in f" {words} " and f"<mark>từ{n}</mark>" in shown and len(told.split()) > 12
    assert excerpt("a" * 500, "b") == "a" * 90 + "…"


@given(st.lists(st.lists(st.integers(0, 5), max_size=7), max_size=8), st.sampled_from(["a", "a b", "b a b", "a_b c"]))
def test_a_concordance_finds_what_reading_on_from_every_token_finds(units: list[list[int]], term: str) -> None:
    """Units without tokens between others; words of several syllables; a run never goes on in the next unit."""
    words = ("a", "b", "a_b", "c", "b_a", "d")
    codes = np.array([code for unit in units for code in unit], dtype=np.int32)
    offsets = np.concatenate([[0], np.cumsum([len(unit) for unit in units])]).astype(np.int64)
    places = np.arange(len(codes), dtype=np.int32)
    told = SimpleNamespace(words=words, codes=codes, offsets=offsets, starts=places, ends=places + 1)
    wanted = tuple(term.replace("_", " ").split())
    expected = []
    for u, unit in enumerate(units):
        for i in range(len(unit)):
            for j in range(i, len(unit)):
                if tuple("_".join(words[code] for code in unit[i : j + 1]).split("_")) == wanted:
                    expected.append((u, int(offsets[u]) + i, int(offsets[u]) + j + 1))
    assert list(zip(*(found.tolist() for found in _matches(told, wanted, False)))) == expected


def test_seeds_are_marked_where_they_count():
    described = {"seeds": [{"seed": "ngư dân", "with": ["sứ quán"]}, "kiều bào"], "exclude": ["kiều bào nước khác"]}
    theme = themes_from_dict({"a": described})["a"]
    text = "Ngư dân ra khơi.\nSứ quán đón ngư dân & <b>kiều bào</b>, kiều bào nước khác."
    assert seeds_marked(text, theme) == (
        "Ngư dân ra khơi.\nSứ quán đón <mark>ngư dân</mark> &amp; &lt;b&gt;<mark>kiều bào</mark>&lt;/b&gt;, "
        "kiều bào nước khác."
    )
    assert seeds_marked("Ngư dân", theme, "Ngư dân được sứ quán đón.") == "<mark>Ngư dân</mark>"
    far = themes_from_dict({"a": [{"seed": "ngư dân", "with": ["sứ quán"], "within": "document"}]})["a"]
    assert "<mark>" in seeds_marked("Ngư dân ra khơi.", far)


def test_an_abbreviation_that_is_a_word_in_small_letters_is_told():
    texts = ["AI là gì, ai cũng hỏi. Ai biết?", "Hãng FPT và UBND tỉnh.", "Vụ fpt, FPT, FPT, FPT, FPT, FPT."]
    assert in_small_letters(texts, ["AI", "FPT", "UBND", "trí tuệ nhân tạo", "Ai"]) == [("AI", 2, 3)]
