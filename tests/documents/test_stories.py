"""Stories: planted reprints are found, patterns and ordinary articles stay apart, and the groups know no order."""

import itertools
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.golden.gold import story_pairs
from tests.golden.patterns import GENRES, LAST, LATER, UNSEEN, written
from toolkit.base.errors import UsageError
from toolkit.base.streams import stream
from toolkit.documents.corpus import corpus_from_frame
from toolkit.documents.files.syllables import toneless_syllables
from toolkit.documents.reprints import formulas
from toolkit.documents.reprints.alignment import MOST_RUNS, compare, lead_told
from toolkit.documents.reprints.groups import group
from toolkit.documents.reprints.patterns import facts_told, families, find_pattern
from toolkit.documents.reprints.shared import shared_passage
from toolkit.documents.reprints.sketches import lay, sketches
from toolkit.documents.reprints.syllables import FACT, NUMBER, syllables
from toolkit.documents.stories import (
    THRESHOLD,
    days_between,
    decided_without_dates,
    find_stories,
    group_texts,
    story_table,
)

WORDS = sorted(toneless_syllables())


def article(rng: np.random.Generator, length: int) -> list[str]:
    """Random syllables, the common ones far more often, as in prose."""
    return [WORDS[rank] for rank in (3000 * rng.random(length) ** 3).astype(int).tolist()]


def edited(words: list[str], kind: str, share: float, other: list[str], rng: np.random.Generator) -> list[str]:
    """`words` edited here and there (replaced, dropped, another put in), in one block, cut, or with `other` added."""
    n = round(share * len(words))
    if kind == "block":
        start = int(rng.integers(0, len(words) - n + 1))
        return words[:start] + other[:n] + words[start + n :]
    if kind == "cut":
        return words[: len(words) - n]
    if kind in ("added", "joined"):
        more = other[: round(n / (1 - share))]
        return more + words if kind == "added" else words + more
    out = []
    for word in words:
        draw = rng.random() / share if share else 9.0
        if draw >= 2 / 3:
            out.append(word)
        if draw < 1 / 3 or 2 / 3 <= draw < 1:
            out.append(WORDS[int(rng.integers(len(WORDS)))])
    return out


def planted(n: int, share: float, seed: int, kind: str = "scattered") -> list[str]:
    """`n` articles of 60 to 600 syllables, then an edited copy of each."""
    rng = stream(seed, "planted stories", kind, f"{share}")
    originals = [article(rng, int(rng.integers(60, 600))) for _ in range(n)]
    copies = [edited(words, kind, share, originals[i - 1], rng) for i, words in enumerate(originals)]
    return [" ".join(words) for words in originals + copies]


def f1(first: np.ndarray, n: int) -> float:
    """Of pairs, where text i and text n + i are one story and no others are."""
    sizes = np.unique(first, return_counts=True)[1]
    said, right = int((sizes * (sizes - 1) // 2).sum()), int((first[:n] == first[n:]).sum())
    return 2 * right / (said + n)


def sizes(first: np.ndarray) -> list[int]:
    return sorted(np.unique(first, return_counts=True)[1].tolist())


def common(one: list[str], other: list[str]) -> np.ndarray:
    """The tally of `compare` for two texts, the first no longer than the second."""
    laid = syllables([" ".join(one), " ".join(other)])
    ends = np.array([0, laid.offsets[1], laid.offsets[1], laid.offsets[2]])
    tally = np.zeros(8, np.int64)
    words = (laid.hashes >> np.uint64(32)).astype(np.uint32)
    compare(words, laid.flags.copy(), ends, np.empty((MOST_RUNS, 3), np.int32), tally)
    return tally


@pytest.mark.parametrize(
    ("kind", "share", "least"),
    [
        ("scattered", 0.0, 1.0),
        ("scattered", 0.1, 0.99),
        ("scattered", 0.2, 0.9),
        ("block", 0.4, 0.97),
        ("cut", 0.4, 0.97),
        ("added", 0.4, 0.97),
        ("joined", 0.4, 0.97),
    ],
)
def test_reprints_are_found_however_they_were_edited(kind: str, share: float, least: float) -> None:
    texts = planted(150, share, 1, kind)
    assert f1(group_texts(texts), 150) >= least


@pytest.mark.parametrize("genre", [*GENRES, *(name for name in UNSEEN if name != "spokesman")])  # it takes more than 3
@pytest.mark.parametrize("n", [3, 40])
def test_texts_of_one_pattern_with_other_facts_are_stories_of_their_own(genre: str, n: int) -> None:
    texts = written(genre, n=n, seed=2)
    rng = stream(2, "days", genre)
    for days in (None, rng.integers(0, 7, n), rng.integers(0, 1500, n)):
        dated = None if days is None else np.column_stack([days, days]).astype(np.int32)
        first = group(texts, threshold=THRESHOLD, days=dated).first
        assert (first != np.arange(n)).mean() <= 0.01, genre


def test_a_bulletin_and_its_reprint_are_one_story_among_many_of_their_pattern() -> None:
    texts = written("weather", n=60, seed=3)
    rng = stream(3, "reprints of bulletins")
    copies = [" ".join(edited(text.split(), "scattered", 0.03, [], rng)) for text in texts[:12]]
    first = group_texts(texts + copies)
    assert all(first[60 + i] == i for i in range(12)) and len(set(first[:60])) == 60


def days_of(days: np.ndarray) -> np.ndarray:
    """(n, 2) dates known to the day."""
    return np.column_stack([days, days]).astype(np.int32)


@pytest.mark.parametrize("genre", ["spokesman", *LATER, *(name for name in LAST if name != "menu")])  # see the docs
def test_common_words_that_vary_at_the_same_places_are_facts_where_days_lie_between(genre: str) -> None:
    first = group(written(genre, n=120, seed=2), threshold=THRESHOLD, days=days_of(5 * np.arange(120))).first
    assert (first != np.arange(120)).mean() <= 0.01, genre


@pytest.mark.parametrize("dated", [True, False])
def test_common_words_part_no_texts_of_the_same_days_nor_undated_ones(dated: bool) -> None:
    texts = written("sermon", n=40, seed=2)
    days = days_of(np.arange(40) % 3) if dated else None
    assert len(set(group(texts, threshold=THRESHOLD, days=days).first)) == 1


def test_a_text_of_a_pattern_and_its_reprint_are_one_story_where_their_facts_agree() -> None:
    texts = written("spokesman", n=100, seed=4)
    copies = [text.replace("luôn theo dõi sát", "vẫn dõi theo") for text in texts[:20]]
    days = np.concatenate([5 * np.arange(100), 5 * np.arange(20) + 1])
    first = group(texts + copies, threshold=THRESHOLD, days=days_of(days)).first
    assert (first[100:] == np.arange(20)).all() and len(set(first)) == 100


SAID = (["sáng nay", "hôm qua", "chiều nay", "hôm nay", "vừa qua", "tối qua"],)
SAID += (["cho biết", "khẳng định", "nhấn mạnh", "nói rõ", "cho hay", "thông báo"],)
SAID += (["tại cuộc họp", "trong buổi làm việc", "tại hội nghị", "ở phiên họp", "tại buổi gặp", "trong tuyên bố"],)
SAID += (["theo đó", "ngoài ra", "bên cạnh đó", "đáng chú ý", "cũng dịp này", "liên quan việc này"],)


@pytest.mark.parametrize("places", [2, 3, 4])
@pytest.mark.parametrize("wordings", [4, 6])
@pytest.mark.parametrize("most", [0.0, 0.4, 0.7])  # how many keep a place as it is
@pytest.mark.parametrize("days", [None, 0, 2, 5, 60])  # over which they are printed
def test_a_release_edited_at_the_same_places_is_one_story(
    places: int, wordings: int, most: float, days: int | None
) -> None:
    """Day words and reporting verbs; before, they were taken for facts of a pattern: a score of stories."""
    rng = stream(17, "shared places", f"{places} {wordings} {most}")
    words = [word.capitalize() if i % 11 == 0 else word for i, word in enumerate(article(rng, 240))]
    texts = []
    for _ in range(40):
        own = list(words)
        for k in range(places):
            own[45 * (k + 1)] = SAID[k][0 if rng.random() < most else int(rng.integers(wordings))]
        texts.append(" ".join(own))
    dated = None if days is None else days_of(np.linspace(0, days, 40).astype(int)[rng.permutation(40)])
    assert len(set(group(texts, threshold=THRESHOLD, days=dated).first)) == 1


def test_equal_copies_count_each() -> None:
    """Thirty texts are equal to the letter: what they have is the wording of most, however many wordings there are."""
    rng = stream(18, "equal copies")
    words = article(rng, 200)
    texts = [
        " ".join([*words[:60], SAID[0][i % 6], *words[61:120], SAID[1][i // 6 % 6], *words[121:]]) for i in range(24)
    ]
    family = np.arange(24, dtype=np.int32)
    assert find_pattern(lay(texts), family) is not None
    assert find_pattern(lay(texts + texts[:1] * 60), family) is None


def test_a_release_stays_one_story_though_each_outlet_puts_in_its_own_lines() -> None:
    rng = stream(15, "release")
    words, outlets = article(rng, 300), ["Báo Xanh", "Tin Sớm", "Thời Mới", "Đất Lành", "Sông Dài", "Núi Cao"]
    words = [word.capitalize() if i % 8 == 0 else word for i, word in enumerate(words)]  # names, as prose has
    links = [article(rng, 7) for _ in outlets]
    texts = []
    for i in range(48):
        outlet, own = outlets[i % 6].split(), edited(words, "scattered", 0.03, [], rng)
        head = ["Hà", "Nội,", "ngày", f"{i % 28 + 1}/3,", *outlet, "-", *own[:90]]
        texts.append(" ".join([*head, "Ảnh:", *outlet, ".", *own[90:200], *links[i % 6], ".", *own[200:], *outlet]))
    assert len(set(group_texts(texts))) == 1


@pytest.mark.parametrize("share", [0.05, 0.12])
@pytest.mark.parametrize("versions", [1, 2, 4])
def test_many_copies_of_a_text_are_no_pattern_however_they_were_edited(share: float, versions: int) -> None:
    """They share little word for word with all others, and yet most of them agree at each place."""
    rng = stream(16, "many copies", f"{share}", str(versions))
    words = article(rng, 300)
    base = [edited(words, "scattered", 0.1, [], rng) if versions > 1 else words for _ in range(versions)]
    texts = [" ".join(edited(base[i % versions], "scattered", share, [], rng)) for i in range(60)]
    assert len(set(group_texts(texts))) <= versions


def test_the_places_of_a_pattern_are_those_where_its_texts_differ() -> None:
    laid = lay(written("spokesman", n=100, seed=5))
    order = np.lexsort((laid.content, -laid.lengths)).astype(np.int32)
    (family,) = families(sketches(laid), order)
    pattern = find_pattern(laid, family)
    assert len(family) == 100 and pattern is not None
    text = written("spokesman", n=100, seed=5)[pattern.text]
    words = re.findall(r"\w+", text)
    between = [" ".join(words[before + 1 : after]) for before, after in pattern.slots.tolist()]
    assert len(between) == 3 and all(f"{said} " in text.replace("-", " ").replace(",", " ") for said in between)
    told = facts_told(laid, pattern, family)
    assert (told != 0).all() and len(np.unique(told, axis=0)) == 100


def test_formulas_are_no_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = stream(4, "formulas")
    formula = article(rng, 90)
    own = [article(rng, 50) for _ in range(12)]
    texts = [" ".join(formula + words) for words in own] + [" ".join(formula + edited(own[0], "cut", 0.1, [], rng))]
    found = group_texts(texts)
    assert found[12] == found[0] and len(set(found[:12])) == 12
    monkeypatch.setattr(formulas, "FAMILY", 1000)
    assert len(set(group_texts(texts)[:12])) == 1, "the formula alone would have made them one"


def test_a_pattern_is_told_from_a_reprint_by_its_numbers_and_names() -> None:
    said = (
        "Chiều nay tại {} đoàn công tác gồm {} người do ông {} dẫn đầu đã đến thăm và trao {} suất quà cho bà con {} "
        "nhân dịp năm mới với mong muốn chia sẻ khó khăn sau đợt mưa lũ vừa qua và cảm ơn chính quyền {} đã giúp đỡ"
    ).format
    one = said("Lào Cai", 12, "Nguyễn Văn An", 300, "Bát Xát", "Mường Khương")
    other = said("Cà Mau", 25, "Trần Thị Bình", 180, "Năm Căn", "Đầm Dơi")
    reprint = one.replace("Chiều nay", "Hôm nay").replace("mong muốn", "hy vọng")
    assert list(group_texts([one, other, reprint])) == [0, 1, 0]


def test_facts_are_numbers_and_names_but_not_the_heads_of_sentences() -> None:
    found = syllables(["Hôm nay Bộ Ngoại giao họp. Đoàn có 12 người ở Hà Nội.\nNgày 5/3 về nước: COVID-19"])
    words = [
        "Hôm",
        "nay",
        "Bộ",
        "Ngoại",
        "giao",
        "họp",
        "Đoàn",
        "có",
        "12",
        "người",
        "ở",
        "Hà",
        "Nội",
        "Ngày",
        "5",
        "3",
        "về",
        "nước",
        "COVID",
        "19",
    ]
    facts = [word for word, flag in zip(words, found.flags, strict=True) if flag & FACT]
    assert facts == ["Bộ", "Ngoại", "12", "Hà", "Nội", "5", "3", "COVID", "19"]
    assert [word for word, flag in zip(words, found.flags, strict=True) if flag & NUMBER] == ["12", "5", "3", "19"]


@given(st.lists(st.integers(0, 5), max_size=22), st.lists(st.integers(0, 5), max_size=22))
@settings(max_examples=150, deadline=None)
def test_what_stands_in_both_in_order_lies_between_two_countings_by_hand(one: list[int], other: list[int]) -> None:
    one, other = sorted((one, other), key=len)
    n, m = len(one), len(other)
    runs, any_order = np.zeros((n + 1, m + 1), int), np.zeros((n + 1, m + 1), int)
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            runs[i, j] = max(runs[i - 1, j], runs[i, j - 1])
            any_order[i, j] = max(any_order[i - 1, j], any_order[i, j - 1])
            length = 0
            while length < min(i, j) and one[i - 1 - length] == other[j - 1 - length]:
                length += 1
                if length >= 3:
                    runs[i, j] = max(runs[i, j], runs[i - length, j - length] + length)
            if length:
                any_order[i, j] = max(any_order[i, j], any_order[i - 1, j - 1] + 1)
    tally = common([WORDS[i] for i in one], [WORDS[i] for i in other])
    assert runs[n, m] <= tally[0] == tally[1] <= any_order[n, m]


def test_the_same_runs_in_another_order_are_no_reprint() -> None:
    rng = stream(5, "order")
    blocks = [article(rng, 25) for _ in range(12)]
    texts = [" ".join(itertools.chain(*blocks)), " ".join(itertools.chain(*blocks[::-1]))]
    assert len(set(group_texts(texts))) == 2
    tally = common(texts[0].split(), texts[1].split())
    assert tally[0] < 0.2 * tally[2]


def test_the_threshold_matters() -> None:
    texts = planted(80, 0.25, seed=2)
    stories = [len(np.unique(group_texts(texts, threshold=threshold))) for threshold in (0.45, 0.65, 0.9)]
    assert stories[0] < stories[1] < stories[2]


def test_time_decides_where_the_share_does_not() -> None:
    rng = stream(6, "time")
    whole = article(rng, 300)
    partly = [" ".join(whole), " ".join(edited(whole, "block", 0.3, article(rng, 300), rng))]
    nearly = [" ".join(whole), " ".join(edited(whole, "cut", 0.2, [], rng))]
    day = np.array([[0, 0], [400, 400]], np.int32)
    unknown = np.array([[0, 0], [1, 0]], np.int32)
    year_long = np.array([[0, 0], [0, 364]], np.int32)
    for days, one in ((day, False), (day // 100, True), (unknown, True), (year_long, True), (None, True)):
        assert (len(set(group(partly, threshold=THRESHOLD, days=days).first)) == 1) is one
    assert len(set(group(nearly, threshold=THRESHOLD, days=day).first)) == 1


def test_releases_written_anew_are_one_story_on_the_same_days_only() -> None:
    rng = stream(7, "releases")
    lead = article(rng, 30)
    named = " ".join(f"{word} Phong {word} Sapa" for word in lead[:15])
    body = article(rng, 240)
    one = named + " " + " ".join(body[:150] + article(rng, 90))
    other = named + " " + " ".join(body[:150] + article(rng, 110))
    days = np.zeros((2, 2), np.int32)
    assert len(set(group([one, other], threshold=0.75, days=days).first)) == 1
    assert len(set(group([one, other], threshold=0.75).first)) == 2
    assert len(set(group([one, other], threshold=0.75, days=days + np.array([[0], [9]], np.int32)).first)) == 2


def test_what_a_lead_tells_is_looked_for_anywhere() -> None:
    laid = syllables(["gặp ông An tại Huế hôm 5 tháng này", "ở Huế ông An nói"])
    words = (laid.hashes >> np.uint64(32)).astype(np.uint32)
    first, end, last = laid.offsets.tolist()
    assert lead_told(words, laid.flags.copy(), first, end, end, last) == pytest.approx(2 / 3)
    assert lead_told(words, laid.flags.copy(), end, last, first, end) == 1.0


def test_numbered_parts_of_one_work_are_never_one_story() -> None:
    text = " ".join(article(stream(8, "law"), 200))
    texts = [text, text + " thêm", text + " bớt"]
    titles = ["Điều 5.1. Hồ sơ", "Điều 5.2. Hồ sơ", "Điều 5.2. Hồ sơ"]
    assert sizes(group(texts, threshold=THRESHOLD, titles=titles).first) == [1, 2]
    assert sizes(group(texts, threshold=THRESHOLD, titles=["Thời sự 5", "Thời sự 6", None]).first) == [3]


@given(st.permutations(range(24)))
@settings(max_examples=25, deadline=None)
def test_groups_do_not_hang_on_the_order_of_the_documents(order: list[int]) -> None:
    texts = planted(8, 0.15, seed=9) + planted(8, 0.3, 9, "block")[8:]
    whole = group_texts(texts)
    moved = group_texts([texts[i] for i in order])
    as_sets = {frozenset(np.flatnonzero(whole == story).tolist()) for story in set(whole)}
    again = {frozenset(order[i] for i in np.flatnonzero(moved == story)) for story in set(moved)}
    assert as_sets == again


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_equal_texts_with_several_numberings_have_none_in_any_order(order: tuple[int, ...]) -> None:
    text = " ".join(article(stream(19, "parts"), 200))
    texts, titles = [text, text, text + " thêm", text + " bớt"], ["Kỳ 1: x", "Kỳ 2: x", "Kỳ 2: x", "Kỳ 2: x"]
    first = group([texts[i] for i in order], threshold=THRESHOLD, titles=[titles[i] for i in order]).first
    assert sizes(first) == [4]


def test_equal_texts_are_one_story_and_one_text() -> None:
    texts = ["Trang không tồn tại."] * 3000 + [" ".join(article(stream(10, "page"), 80))] * 2000 + ["", "…"]
    first = group_texts(texts)
    assert sizes(first) == [1, 1, 2000, 3000]
    assert len(lay(texts).content) == 2


def test_a_thousand_copies_edited_here_and_there_are_one_story() -> None:
    rng = stream(11, "copies")
    words = article(rng, 200)
    texts = [" ".join(edited(words, "scattered", share, [], rng)) for share in rng.uniform(0, 0.1, 1000).tolist()]
    first = group_texts(texts)
    assert max(sizes(first)) >= 995


def test_sketches_bring_together_what_shares_a_fifth() -> None:
    texts = planted(60, 0.25, seed=12)
    met = sketches(lay(texts))
    held = [set(met.shingles[a:b].tolist()) for a, b in zip(met.bounds[:-1], met.bounds[1:], strict=True)]
    assert all(held[i] & held[60 + i] for i in range(60))
    assert met.owners.tolist() == np.repeat(np.arange(120), np.diff(met.bounds)).tolist()


def test_a_teaser_belongs_to_its_article() -> None:
    rng = stream(13, "teaser")
    words = ["Hà", "Nội", *article(rng, 398)]
    assert len(set(group_texts([" ".join(words), " ".join(words[:60])]))) == 1
    assert len(set(group_texts([" ".join(words), " ".join(words[300:360])]))) == 2, "of its lead it tells nothing"


def test_a_round_up_does_not_tie_its_items_together() -> None:
    rng = stream(14, "round-up")
    items = [article(rng, 150) for _ in range(4)]
    texts = [" ".join(words) for words in items] + [" ".join(word for words in items for word in words)]
    assert len(set(group_texts(texts)[:4])) == 4


def test_case_punctuation_and_the_place_of_the_tone_do_not_count() -> None:
    old, new = "Hòa bình, ủy ban; thúy", "HOÀ BÌNH uỷ ban... thuý"
    assert (syllables([old]).hashes == syllables([new]).hashes).all()
    assert syllables(["ma"]).hashes[0] != syllables(["má"]).hashes[0]


def test_short_texts_are_one_story_only_when_alike() -> None:
    texts = ["xin chào", "Xin chào!", "xin chào bạn đọc của báo", "", ""]
    assert list(group_texts(texts)) == [0, 0, 2, 3, 4]


def frame_of(texts: list[str], **columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame({"id": list("bacdefgh")[: len(texts)], "text": texts, **columns})


def test_stories_are_columns_of_the_corpus_and_dropped_documents_stay_alone() -> None:
    rng = stream(15, "columns")
    text = " ".join(article(rng, 80))
    frame = frame_of(
        [text, text, text, " ".join(article(rng, 80))],
        status=["kept", "kept", "foreign", "kept"],
        source=["p", "q", "p", "q"],
        title=["Một", "Hai", "Ba", "Bốn"],
    )
    corpus = find_stories(corpus_from_frame(frame))
    assert list(corpus.frame["story"]) == ["b", "b", "c", "d"]
    table = story_table(corpus)
    assert table[["story", "documents", "sources", "title"]].values.tolist() == [["b", 2, 2, "Một"]]
    assert find_stories(corpus).frame["story"].tolist() == ["b", "b", "c", "d"], "found again, the same"


def test_the_table_tells_why_texts_are_one() -> None:
    rng = stream(16, "why")
    words, others = article(rng, 200), article(rng, 200)
    texts = [
        " ".join(words),
        " ".join(edited(words, "cut", 0.2, [], rng)),
        " ".join(others),
        " ".join(others[:140] + article(rng, 50)),
        " ".join(article(rng, 90)),
    ]
    dates = ["2020-03-01", "2020-03-09", "2020-03-01", None, "2020-03-01"]
    corpus = find_stories(corpus_from_frame(frame_of(texts, date=dates, date_rule=["x"] * 5)))
    frame = corpus.frame.set_index("id")
    assert frame["story_with"].dropna().to_dict() == {"a": "b", "d": "c"}
    assert frame["story_shared"].dropna().round(2).to_dict() == {"a": 1.0, "d": pytest.approx(0.74, abs=0.01)}
    assert frame["story_days"].dropna().to_dict() == {"a": 8}
    loosest, largest = story_table(corpus, order="loosest"), story_table(corpus, n=1)
    assert loosest["story"].tolist() == ["c", "b"] and largest["story"].tolist() == ["b"]
    assert largest["days"].tolist() == [8] and largest["shared"].tolist() == [1.0]
    assert largest["passage"].iloc[0].startswith(" ".join(words[:12]))
    assert decided_without_dates(corpus) == 1
    with pytest.raises(UsageError, match="order"):
        story_table(corpus, order="oldest")


def test_a_passage_is_shown_as_the_first_text_spells_it() -> None:
    one, other = "Hôm nay, Đoàn đã về tới Hà Nội an toàn.", "đoàn ĐÃ VỀ\ntới hà nội sau chuyến đi"
    assert shared_passage(one, other) == "Đoàn đã về tới Hà Nội"
    assert shared_passage("a b c", "d e f") == ""
    assert len(shared_passage("dài " * 500, "dài " * 500)) <= 160


def test_days_are_read_at_their_precision() -> None:
    found = days_between(pd.Series(["1970-01-02", "1970-02", "1971", None, "khi nào đó"], dtype="str"))
    assert found.tolist() == [[1, 1], [31, 58], [365, 729], [1, 0], [1, 0]]


def test_passages_are_refused() -> None:
    frame = pd.DataFrame({"id": ["a#1", "a#2"], "text": ["x", "y"], "parent": ["a", "a"]})
    with pytest.raises(UsageError, match="before split_passages"):
        find_stories(corpus_from_frame(frame))


@given(st.lists(st.text(max_size=60), max_size=8))
@settings(max_examples=60, deadline=None)
def test_syllables_are_those_of_a_regular_expression(texts: list[str]) -> None:
    plain = [re.sub(r"[^\u0000-\u024f\u1e00-\u1eff]", " ", text) for text in texts]
    found = syllables(plain)
    expected = [re.findall(r"[^\W_]+", text.lower()) for text in plain]
    counts = [len(found.of(i)) for i in range(len(plain))]
    same_case = [all(len(c.lower()) == 1 for c in text) for text in plain]
    assert all(n == len(e) for n, e, plain_case in zip(counts, expected, same_case, strict=True) if plain_case)


@given(st.lists(st.text(max_size=200), max_size=10))
@settings(max_examples=60, deadline=None)
def test_any_texts_can_be_grouped(texts: list[str]) -> None:
    first = group_texts(texts)
    assert len(first) == len(texts) and all(first[f] == f and f <= i for i, f in enumerate(first))


def test_texts_of_one_word_over_and_over_end() -> None:
    texts = ["lặp " * n for n in (5000, 5001, 20000)] + ["một hai " * 4000]
    assert len(group_texts(texts)) == 4


def test_pairs_of_the_gold_set_with_up_to_a_tenth_edited() -> None:
    pairs = story_pairs(rates=(0.0, 0.05, 0.1))
    found = [len(np.unique(group_texts([pair.left, pair.right]))) == 1 for pair in pairs]
    right = sum(pair.same and same for pair, same in zip(pairs, found, strict=True))
    assert 2 * right / (sum(found) + sum(pair.same for pair in pairs)) >= 0.97


def spelled(text: str) -> list[tuple[int, int]]:
    """(start, stop) of each run of letters and digits, character by character."""
    inside = [c.isalnum() and len(c.lower()) == 1 and ord(c) < 0xFFFF for c in text]
    edges = [i for i, now in enumerate(inside) if now != (i > 0 and inside[i - 1])] + [len(text)] * inside[-1:].count(
        True
    )
    return list(zip(edges[::2], edges[1::2]))


@given(st.lists(st.text(alphabet="aĂ1 .!?…\n\xa0,bÊế𝔘9-ßİ²", max_size=40), min_size=1, max_size=4))
def test_one_pass_over_the_characters_finds_each_syllable_where_it_stands(texts: list[str]) -> None:
    """Whatever stands around it; and equal letters and tone give equal hashes, whatever their case."""
    found = syllables(texts)
    begin = 0
    for number, text in enumerate(texts):
        own = slice(found.offsets[number], found.offsets[number + 1])
        places = list(zip((found.starts[own] - begin).tolist(), (found.stops[own] - begin).tolist()))
        assert places == spelled(text)
        whole = [text[a:b] for a, b in places]
        alone = [int(syllables([word.lower()]).hashes[0]) for word in whole]
        assert found.hashes[own].tolist() == alone
        assert [bool(flag & NUMBER) for flag in found.flags[own]] == [any(c.isdigit() for c in w) for w in whole]
        begin += len(text) + 1
