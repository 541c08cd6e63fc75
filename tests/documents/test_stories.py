"""Stories: planted reprints are found, ordinary articles stay apart, and the sketches miss nothing that matters."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.golden.gold import story_pairs
from toolkit.base.errors import UsageError
from toolkit.base.streams import stream
from toolkit.documents.corpus import corpus_from_frame
from toolkit.documents.files.syllables import toneless_syllables
from toolkit.documents.reprints import sketches as candidates
from toolkit.documents.reprints.alignment import repeated, shingles, syllables
from toolkit.documents.reprints.sketches import candidate_pairs
from toolkit.documents.stories import find_stories, group_texts, story_table

WORDS = sorted(toneless_syllables())


def article(rng: np.random.Generator, length: int) -> list[str]:
    """Random syllables, the common ones far more often, as in prose."""
    ranks = rng.zipf(1.3, size=length * 3)
    return [WORDS[int(rank) % len(WORDS)] for rank in ranks[ranks < 10 * len(WORDS)][:length]]


def edited(words: list[str], share: float, rng: np.random.Generator) -> list[str]:
    """`words` with a share of them replaced, dropped or followed by another, one third each."""
    out = []
    for word in words:
        draw = rng.random() / share if share else 9.0
        if draw >= 2 / 3:
            out.append(word)
        if draw < 1 / 3 or 2 / 3 <= draw < 1:
            out.append(WORDS[int(rng.integers(len(WORDS)))])
    return out


def repeats(text: np.ndarray, other: np.ndarray) -> int:
    """How many syllables of `text` the other one repeats."""
    return repeated(shingles(text), np.sort(shingles(other)), len(text))


def planted(n: int, share: float, seed: int) -> tuple[list[str], np.ndarray]:
    """`n` articles of 60 to 600 syllables, each with an edited copy; the number of each one's story."""
    rng = stream(seed, "planted stories", share)
    originals = [article(rng, int(rng.integers(60, 600))) for _ in range(n)]
    copies = [edited(words, share, rng) for words in originals]
    return [" ".join(words) for words in originals + copies], np.tile(np.arange(n), 2)


@pytest.mark.parametrize("share", [0.0, 0.05, 0.1])
def test_reprints_with_up_to_a_tenth_edited_are_found(share: float) -> None:
    texts, truth = planted(150, share, seed=1)
    first = group_texts(texts, threshold=0.7)
    together = {(i, i + 150) for i in range(150) if first[i] == first[i + 150]}
    assert len(together) >= 0.97 * 150
    assert all(truth[i] == truth[f] for i, f in enumerate(first)), "no two different articles in one story"


def test_the_threshold_matters() -> None:
    texts, _ = planted(80, 0.2, seed=2)
    groups = [len(np.unique(group_texts(texts, threshold=threshold))) for threshold in (0.5, 0.7, 0.95)]
    assert groups[0] < groups[1] < groups[2]


def test_candidates_miss_no_pair_that_an_exhaustive_comparison_finds() -> None:
    texts, _ = planted(60, 0.12, seed=3)
    proposed = set(map(tuple, candidate_pairs(texts).tolist()))
    sequences = [syllables([text]).hashes for text in texts]
    exact = set()
    for a in range(len(texts)):
        for b in range(a + 1, len(texts)):
            shorter, longer = sorted((sequences[a], sequences[b]), key=len)
            both = repeats(shorter, longer) + repeats(longer, shorter)
            if both >= 0.7 * (len(shorter) + len(longer)):
                exact.add((a, b))
    assert len(exact) > 40 and exact <= proposed


def test_jaccard_agrees_with_datasketch() -> None:
    from datasketch import MinHash

    texts, _ = planted(5, 0.05, seed=4)
    sets = [set(shingles(syllables([text]).hashes).tolist()) for text in texts]
    for a in range(5):
        sketches = []
        for found in (sets[a], sets[a + 5]):
            sketch = MinHash(num_perm=512, seed=1)
            sketch.update_batch([value.to_bytes(8, "little") for value in found])
            sketches.append(sketch)
        exact = len(sets[a] & sets[a + 5]) / len(sets[a] | sets[a + 5])
        assert abs(sketches[0].jaccard(sketches[1]) - exact) < 0.09  # four standard errors of 512 permutations


def test_containment_of_a_shortened_reprint_is_whole() -> None:
    rng = stream(5, "shortened")
    words = article(rng, 400)
    whole, part = (syllables([" ".join(w)]).hashes for w in (words, words[:120]))
    assert repeats(part, whole) == len(part) and repeats(whole, part) == 120
    assert len(np.unique(group_texts([" ".join(words), " ".join(words[:120])], threshold=0.7))) == 1


def test_a_round_up_does_not_tie_its_items_together() -> None:
    rng = stream(6, "round-up")
    items = [article(rng, 150) for _ in range(4)]
    texts = [" ".join(words) for words in items] + [" ".join(word for words in items for word in words)]
    first = group_texts(texts, threshold=0.7)
    assert len(set(first[:4])) == 4


def test_case_punctuation_and_the_place_of_the_tone_do_not_count() -> None:
    old, new = "Hòa bình, ủy ban; thúy", "HOÀ BÌNH uỷ ban... thuý"
    assert (syllables([old]).hashes == syllables([new]).hashes).all()
    assert syllables(["ma"]).hashes[0] != syllables(["má"]).hashes[0]


def test_short_texts_are_one_story_only_when_alike() -> None:
    assert list(group_texts(["xin chào", "Xin chào!", "xin chào bạn đọc của báo", "", ""], threshold=0.7)) == [
        0,
        0,
        2,
        3,
        4,
    ]


def test_stories_are_columns_of_the_corpus_and_dropped_documents_stay_alone() -> None:
    rng = stream(7, "columns")
    text = " ".join(article(rng, 80))
    frame = pd.DataFrame(
        {
            "id": ["b", "a", "c", "d"],
            "text": [text, text, text, " ".join(article(rng, 80))],
            "status": ["kept", "kept", "foreign", "kept"],
            "source": ["p", "q", "p", "q"],
            "title": ["Một", "Hai", "Ba", "Bốn"],
        }
    )
    corpus = find_stories(corpus_from_frame(frame))
    assert list(corpus.frame["story"]) == ["b", "b", "c", "d"]
    table = story_table(corpus)
    assert table[["story", "documents", "sources", "title"]].values.tolist() == [["b", 2, 2, "Một"]]


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
    first = group_texts(texts, threshold=0.7)
    assert len(first) == len(texts) and all(first[f] == f and f <= i for i, f in enumerate(first))


@given(st.lists(st.integers(0, 3), max_size=25), st.lists(st.integers(0, 3), max_size=25))
@settings(max_examples=100, deadline=None)
def test_what_is_repeated_is_counted_as_by_hand(one: list[int], other: list[int]) -> None:
    text, against = (syllables([" ".join(WORDS[i] for i in words)]).hashes for words in (one, other))
    run = min(5, len(one))
    runs = {tuple(other[i : i + 5]) for i in range(len(other) - 4)} or {tuple(other)}
    covered = {i + k for i in range(len(one) - run + 1) if tuple(one[i : i + run]) in runs for k in range(run)}
    assert repeats(text, against) == len(covered)


def test_pairs_of_the_gold_set_with_up_to_a_tenth_edited() -> None:
    pairs = story_pairs(rates=(0.0, 0.05, 0.1))
    found = [len(np.unique(group_texts([pair.left, pair.right], threshold=0.7))) == 1 for pair in pairs]
    right = sum(pair.same and same for pair, same in zip(pairs, found, strict=True))
    f1 = 2 * right / (sum(found) + sum(pair.same for pair in pairs))
    assert f1 >= 0.97


def test_counting_in_parts_finds_the_same_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, _ = planted(60, 0.1, seed=8)
    whole = candidate_pairs(texts)
    monkeypatch.setattr(candidates, "MEETINGS_AT_ONCE", 100)
    assert (candidate_pairs(texts) == whole).all() and len(whole) >= 60
    monkeypatch.setattr(candidates, "MOST_MEETINGS", 1)  # only neighbours at a shingle: copies still meet
    assert {(i, i + 60) for i in range(60)} <= set(map(tuple, candidate_pairs(texts).tolist()))
