"""Seeds with conditions: read, refused by name, and kept apart from their other uses wherever terms are counted."""

import pandas as pd
import pyarrow as pa
import pytest

import toolkit as tk
from toolkit.base.errors import ThemesError, UsageError
from toolkit.documents.corpus import Corpus
from toolkit.words.conditions import UNHELD, Condition
from toolkit.words.held import hold_conditions, reach
from toolkit.words.segmentation import segment, segment_batches, segmenter_settings
from toolkit.words.themes import Themes, read_themes, themes_from_dict

SEAMEN = {"seed": "thuyền viên", "with": ["đại sứ quán", "về nước"], "without": ["hải quân"]}
HELD, FAILED = "thuyền_viên", "thuyền_viên" + UNHELD


def themed(seed: dict | str = SEAMEN, **more) -> Themes:
    return themes_from_dict({"citizens": {"seeds": [seed, "bảo hộ công dân"], **more}})


def words_of(text: str, themes: Themes, **columns) -> list[str]:
    return list(segment(Corpus(pd.DataFrame({"id": ["a"], "text": [text], **columns})), lexicon=themes).words)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Đại sứ quán đã thăm các thuyền viên bị nạn.", True),
        ("Các thuyền viên được đưa về nước hôm qua.", True),
        ("Các thuyền viên bị nạn ngoài khơi.", False),
        ("Các thuyền viên\nbị nạn được về nước.", False),  # another paragraph
        ("Hải quân đưa thuyền viên về nước.", False),
        ("THUYỀN VIÊN VỀ NƯỚC", True),
        ("Đại-sứ-quán đã thăm các thuyền-viên bị nạn.", True),  # as older writers have it
        ("Các thuyền-viên bị nạn ngoài khơi.", False),
        ("Hải-quân đưa thuyền-viên về nước.", False),
    ],
)
def test_a_use_counts_where_its_condition_holds(text: str, held: bool) -> None:
    words = words_of(text, themed())
    assert (HELD in words) is held and (FAILED in words) is not held


def test_the_tone_placement_of_a_condition_does_not_matter() -> None:
    for written, asked in (("hòa giải", "hoà giải"), ("hoà giải", "hòa giải")):
        assert HELD in words_of(f"Thuyền viên được {written}.", themed({"seed": "thuyền viên", "with": [asked]}))


@pytest.mark.parametrize(("within", "held"), [(4, False), (5, True), (40, True), ("document", True)])
def test_how_far_a_condition_reaches(within: int | str, held: bool) -> None:
    seed = {"seed": "thuyền viên", "with": ["lãnh sự"], "within": within}
    text = "Thuyền viên gặp nạn được\nlãnh sự giúp."
    assert (HELD in words_of(text, themed(seed))) is held


def test_a_document_is_its_title_and_all_its_passages() -> None:
    seed = {"seed": "thuyền viên", "with": ["lãnh sự"], "within": "document"}
    frame = pd.DataFrame(
        {
            "id": ["a#1", "a#2", "b#1", "c#1"],
            "parent": ["a", "a", "b", "c"],
            "text": ["Thuyền viên gặp nạn.", "Lãnh sự đã đến.", "Thuyền viên gặp nạn.", "Thuyền viên gặp nạn."],
            "title": ["Tin", "Tin", "Tin", "Tin từ lãnh sự"],
        }
    )
    lists = list(segment(Corpus(frame), lexicon=themed(seed)).lists())
    assert [HELD in words for words in lists] == [True, False, False, True]
    assert [FAILED in words for words in lists] == [False, False, True, False]
    batch = pa.RecordBatch.from_pandas(frame[["id", "text"]])
    with pytest.raises(UsageError, match="reaches over the document"):
        list(segment_batches([batch], lexicon=themed(seed)))


def test_a_stream_gives_the_same_words() -> None:
    texts = ["Đại sứ quán thăm thuyền viên.", "Thuyền viên đi biển.", "Không có gì."]
    frame = pd.DataFrame({"id": ["a", "b", "c"], "text": texts})
    streamed = next(segment_batches([pa.RecordBatch.from_pandas(frame)], lexicon=themed())).column("words").to_pylist()
    assert streamed == list(segment(Corpus(frame), lexicon=themed()).lists())


def test_the_seed_itself_vouches_for_nothing() -> None:
    seed = {"seed": "công dân Việt Nam", "with": ["Việt Nam"]}
    assert "công_dân_việt_nam" + UNHELD in words_of("Một công dân Việt Nam ở xa.", themed(seed))


def test_phrases_that_overlap_are_each_found() -> None:
    assert not Condition(without=("đại sứ", "sứ quán mỹ")).holds("", "đại sứ", " quán mỹ lên tiếng")
    assert Condition(with_=("hội người", "người việt")).holds("chi ", "hội người", " việt tại đây")
    assert Condition(without=("đại sứ", "sứ quán mỹ")).holds("", "đại sứ", " quán ta lên tiếng")


def test_a_longer_word_is_bound_by_the_seed_inside_it_unless_it_is_a_seed() -> None:
    seed = {"seed": "lãnh sự", "with": ["công dân"]}
    text = "Tổng lãnh sự quán mở cửa."
    assert "tổng_lãnh_sự_quán" + UNHELD in words_of(text, themed(seed))
    assert "tổng_lãnh_sự_quán" in words_of(text, themes_from_dict({"a": [seed], "b": ["tổng lãnh sự quán"]}))


def test_everything_that_counts_seeds_keeps_the_uses_apart() -> None:
    good = [f"Đại sứ quán đưa thuyền viên thứ {i} về nước, bảo hộ công dân." for i in range(12)]
    other = [f"Tàu cá số {i} chở thuyền viên ra khơi đánh bắt." for i in range(30)]
    frame = pd.DataFrame({"id": [f"d{i}" for i in range(42)], "text": good + other})
    corpus, themes = tk.find_stories(tk.corpus_from_frame(frame)), themed()
    tokens = segment(corpus, lexicon=themes)
    counts = tk.count_terms(tokens, tk.build_vocabulary(tokens, keep=themes, max_share=1.0))
    checked = tk.check_seeds(counts, corpus, themes).set_index("seed")
    assert checked.loc["thuyền viên", "tokens"] == 12
    assert checked.loc["thuyền viên", "held"] == pytest.approx(12 / 42)
    assert pd.isna(checked.loc["bảo hộ công dân", "held"])
    model = tk.fit_lda(counts, n_topics=2, themes=themes, seed=1)
    column = counts.vocabulary.column
    assert model.topic_term[0, column[HELD]] > 10 * model.topic_term[0, column[FAILED]]
    scores = tk.score_themes(counts, corpus, themes, seed=1)
    at = [counts.ids.index(f"d{i}") for i in range(42)]
    assert scores.score[at[:12], 0].min() > scores.score[at[12:], 0].max()
    assert not tk.suggest_seeds(counts, corpus, themes)["term"].str.contains(UNHELD).any()
    assert len(tk.concordance(corpus, tokens, "thuyền viên")) == 42


@pytest.mark.parametrize(
    ("text", "remark"), [("Thuyền viên ra khơi.", "never holds"), ("Thuyền viên về nước.", "holds at every use")]
)
def test_a_condition_that_never_or_always_holds_is_told(text: str, remark: str) -> None:
    texts = [f"{text} Bảo hộ công dân, bài {i}." for i in range(12)]
    frame = pd.DataFrame({"id": [f"d{i}" for i in range(12)], "text": texts})
    corpus = tk.find_stories(tk.corpus_from_frame(frame))
    tokens = segment(corpus, lexicon=themed())
    counts = tk.count_terms(tokens, tk.build_vocabulary(tokens, keep=themed(), max_share=1.0))
    assert remark in tk.check_seeds(counts, corpus, themed())["remark"].iloc[0]


def test_tokens_without_places_cannot_be_judged() -> None:
    corpus = Corpus(pd.DataFrame({"id": ["a"], "text": ["thuyền viên"]}))
    with pytest.raises(UsageError, match="segment the corpus"):
        hold_conditions(tk.tokens_from_lists(["a"], [["thuyền_viên"]]), corpus, themed())


def test_themes_without_conditions_change_nothing() -> None:
    plain = themed("thuyền viên")
    assert segmenter_settings(plain) == segmenter_settings(["thuyền viên", "bảo hộ công dân"])
    assert segmenter_settings(themed()) != segmenter_settings(plain)


@pytest.mark.parametrize(
    ("described", "message"),
    [
        ({"a": [{"seed": "x", "wit": ["y"]}]}, "theme 'a', seed 'x' has no key 'wit'; did you mean 'with'"),
        ({"a": [{"with": ["y"]}]}, "a seed's table needs seed"),
        ({"a": [{"seed": "x", "with": "y"}]}, "with must be a list"),
        ({"a": [{"seed": "x", "without": [" "]}]}, "each word of without"),
        ({"a": [{"seed": "x", "with": ["y"], "within": 0}]}, "within must be"),
        ({"a": [{"seed": "x", "with": ["y"], "within": True}]}, "within must be"),
        ({"a": [{"seed": "x", "with": ["y"], "within": "sentence"}]}, "within must be"),
        ({"a": [{"seed": "x", "within": "document"}]}, "says nothing without"),
        ({"a": [{"seed": "x", "with": ["hoà"], "without": ["Hòa"]}]}, "stands in with and in without"),
        ({"a": ["x", {"seed": "X", "with": ["y"]}]}, "twice, under two conditions"),
        ({"a": {"seeds": ["hòa bình"], "exclude": ["Hoà  bình"]}}, "excludes its own seed 'hòa bình'"),
        ({"a": {"seeds": ["x"], "exclude": ["z"]}, "b": {"seeds": ["y"], "exclude": ["z"]}}, "all themes exclude 'z'"),
        ({"a": {"seeds": {"vi": ["x"], "en": "word"}}}, r"seeds\.en must be a list"),
        ({"a": {"seeds": {"en": ["word"]}}}, "has no seed"),
    ],
)
def test_what_is_refused_is_named(described, message: str) -> None:
    with pytest.raises(ThemesError, match=message):
        themes_from_dict(described)


def test_one_word_has_one_condition_even_where_seeds_are_shared() -> None:
    a, b = themes_from_dict({"a": [SEAMEN]})["a"], themes_from_dict({"b": ["thuyền viên"]})["b"]
    with pytest.raises(ThemesError, match="shared under two conditions"):
        Themes((a, b), shared_seeds=True)


def test_a_file_with_conditions_and_other_languages(tmp_path) -> None:
    path = tmp_path / "themes.toml"
    text = '[a]\nseeds.vi = ["x", { seed = "thuyền viên", with = ["về nước"], within = 30 }]\nseeds.en = ["sailor"]\n'
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    themes = read_themes(path)
    assert themes["a"].seeds == ("x", "thuyền viên") and themes["a"].other_seeds == {"en": ("sailor",)}
    assert str(themes["a"].conditions["thuyền viên"]) == "with về nước within 30 syllables"
    assert themes_from_dict(themes.to_dict()) == themes and Themes.from_parts(themes.to_parts()) == themes
    assert themes.to_frame()["condition"].tolist() == ["", "with về nước within 30 syllables"]
    fewer = tk.without_seed(themes, "a", "thuyền viên")["a"]
    assert fewer.seeds == ("x",) and not fewer.conditions


def test_what_a_place_is_surrounded_by() -> None:
    text = "một hai\nba bốn năm sáu\nbảy"
    at = text.index("bốn")
    assert reach(text, at, at + 3, "paragraph") == ("ba ", text[at : at + 3], " năm sáu")
    assert reach(text, at, at + 3, 1) == ("ba ", text[at : at + 3], " năm")
    assert reach(text, at, at + 3, 99) == (text[:at], text[at : at + 3], text[at + 3 :])
    assert reach(text, at, at + 3, "document", "tiêu đề") == (
        "tiêu đề\n" + text[:at],
        text[at : at + 3],
        text[at + 3 :],
    )


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("Đồng bào kiều-bào và người Việt-Nam hải-ngoại.", ["kiều_bào", "người_việt_nam_hải_ngoại"]),
        ("KIỀU-BÀO", ["kiều_bào"]),
        ("Kiều - bào, kiều- bào, kiều--bào, kiều/bào", []),  # a dash between two things is no hyphen
        ("vụ án-tòa kiều-", []),
        ("từ Hà-Nội", []),  # a phrase of the toolkit's own lexicon needs its blanks: nobody asked for it
    ],
)
def test_a_phrase_of_the_user_is_found_with_hyphens_between_its_syllables(text: str, joined: list[str]) -> None:
    themes = themes_from_dict({"abroad": ["kiều bào", "người Việt Nam hải ngoại"]})
    found = words_of(text, themes)
    assert [word for word in ("kiều_bào", "người_việt_nam_hải_ngoại", "hà_nội") if word in found] == joined


def test_a_seed_with_a_hyphen_of_its_own_stays_one() -> None:
    assert "covid-19" in words_of("Covid-19 lan rộng", themes_from_dict({"a": ["Covid-19"]}))


@pytest.mark.parametrize(
    ("theme", "said"),
    [
        (["kiều bào", "..."], "'...' holds no letter"),
        ({"seeds": ["kiều bào"], "exclude": ["–"]}, "holds no letter"),
        ([{"seed": "kiều bào", "with": ["…"]}], "each word of with must be text with a letter"),
        ({"seeds": ["kiều bào"], "label": 3}, "label must be text"),
        ({"seeds": ["kiều bào"], "label": {"vi": ["Kiều bào"]}}, "label must be text"),
        ({"seeds": ["kiều bào"], "description": {"vi": "Bà con"}}, "description must be text"),
    ],
)
def test_what_can_never_be_is_refused_by_name(theme: dict | list, said: str) -> None:
    with pytest.raises(ThemesError, match=f"theme 'abroad'.*{said}"):
        themes_from_dict({"abroad": theme})


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Đại sứ quán Mỹ thăm công dân.", False),  # said in without, though only the use itself is so called
        ("Đại-sứ-quán Mỹ thăm công dân.", False),
        ("Tổng đại sứ quán thăm công dân.", False),
        ("Đại sứ quán Việt Nam thăm công dân.", True),
        ("Đại sứ quán thăm người nhà.", False),
        ("Đại sứ quán thăm người nhà ở cạnh đại sứ quán bạn.", True),  # the phrase stands at another use
    ],
)
@pytest.mark.parametrize("within", ["paragraph", "document", 8])
def test_a_phrase_that_holds_the_seed_and_more_is_found_at_the_use(text: str, held: bool, within: int | str) -> None:
    seed = {
        "seed": "đại sứ quán",
        "with": ["công dân", "đại sứ quán", "đại sứ quán bạn"],
        "without": ["Đại sứ quán Mỹ", "tổng đại sứ quán"],
        "within": within,
    }
    frame = {"parent": ["a"], "title": [""]}
    assert ("đại_sứ_quán" in words_of(text, themed(seed), **frame)) is held
