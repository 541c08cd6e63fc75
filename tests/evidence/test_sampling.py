"""The coding sample: π as stated, no reprint twice, no prediction shown."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit.base.errors import CodingError, UsageError
from toolkit.documents.corpus import corpus_from_frame
from toolkit.evidence.codes import coding_from_frame, join_codings
from toolkit.evidence.designs import Design
from toolkit.evidence.sampling import (
    allocation,
    choose,
    deal_coders,
    draw_coding_sample,
    expected_widening,
    inclusion,
    inclusion_of,
    population_of,
    predicted_chance,
    stories_numbers,
    stories_of,
    systematic,
)
from toolkit.evidence.theme_scores import ThemeScores


def letters(n):
    return "".join("abcdefghij"[int(digit)] for digit in str(n))


def some_scores(n_stories=40, copies=2, per_document=3):
    rng = np.random.default_rng(0)
    rows = []
    for s in range(n_stories):
        for c in range(copies if s % 4 == 0 else 1):
            for p in range(per_document):
                rows.append((f"s{s}c{c}#{p}", f"s{s}c{c}", f"s{s}", 2015 + s % 5, f"đoạn {letters(s)} {letters(p)}"))
    frame = pd.DataFrame(rows, columns=["id", "parent", "story", "year", "text"])
    score = rng.exponential(size=(len(frame), 2))
    ids = tuple(frame["id"])
    return corpus_from_frame(frame), ThemeScores(score, None, ids, ("a", "b"), "seeds", np.zeros((2, 1)), ("x",))


def population(**kwargs):
    corpus, scores = some_scores(**kwargs)
    return population_of(scores, corpus)


def drawn(units, n, seed):
    return choose(units, n, stories_numbers(units, seed), seed)


def test_each_unit_is_drawn_as_often_as_it_says():
    """600 draws: the frequency of every unit lies within its Monte-Carlo error of the stated probability."""
    units = population()
    times, stated = np.zeros(len(units.size)), np.full(len(units.size), np.nan)
    for seed in range(600):
        places, chances = drawn(units, 12, seed)
        times[places] += 1
        stated[places] = chances
    assert not np.isnan(stated).any()
    z = (times / 600 - stated) / np.sqrt(stated * (1 - stated) / 600)
    assert np.abs(z).max() < 4.5 and abs(z.mean()) < 0.5


def test_the_weighted_sample_adds_up_to_the_population():
    units = population(copies=1)
    totals = [(1 / drawn(units, 12, s)[1]).sum() for s in range(300)]
    assert np.mean(totals) == pytest.approx(len(units.size), rel=0.04)  # Horvitz and Thompson


def test_a_story_is_coded_once_and_the_floor_holds():
    corpus, scores = some_scores()
    sample = draw_coding_sample(scores, corpus, n=20, seed=3)
    assert abs(len(sample) - 20) <= 3 and sample["story"].is_unique
    assert (sample["inclusion_probability"] >= 20 / (2 * 40) / 2 / 6 - 1e-12).all()
    assert not {"score", "size"} & set(sample.columns)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(1, 60), st.integers(0, 60))
def test_a_larger_draw_holds_the_smaller_one(seed, n, more):
    units = population(n_stories=120, per_document=1)
    first, _ = drawn(units, n, seed)
    both, chances = drawn(units, n + more, seed)
    assert set(first.tolist()) <= set(both.tolist())
    assert (chances >= inclusion_of(stories_of(units), units, n)[units.story[both]] / 2 - 1e-12).all()


def test_small_periods_get_their_part():
    size, compared = np.array([0.0, 40, 100, 400, 2000]), np.array([False, True, True, True, True])
    found = allocation(size, compared, 240.0)
    assert found.sum() == pytest.approx(240) and (found[1:] >= 29.9).all() and (found <= size).all()
    assert allocation(size, compared, 2000.0).sum() == pytest.approx(2000)
    only = allocation(size, np.array([False, True, False, False, True]), 240.0)
    assert only[1] == pytest.approx(40) and only[2] == pytest.approx(7, abs=2.5)


@settings(deadline=None)
@given(
    st.lists(st.integers(1, 500), min_size=1, max_size=8), st.floats(0.01, 1), st.floats(0.01, 1), st.integers(0, 255)
)
def test_allocation_sums_fits_and_grows_with_n(size, part, more, mask):
    size = np.array([0.0, *size])
    compared = np.array([False, *(bool(mask >> k & 1) for k in range(len(size) - 1))])
    n = part * size.sum()
    found, larger = allocation(size, compared, n), allocation(size, compared, n + more * (size.sum() - n))
    assert found.sum() == pytest.approx(n) and (found <= size + 1e-6).all() and (larger >= found - 1e-6).all()


def test_the_numbers_belong_to_the_text_and_not_to_its_place():
    corpus, scores = some_scores(per_document=1, copies=1)
    back = corpus_from_frame(corpus.frame[["id", "parent", "story", "year", "text"]].iloc[::-1])
    turned = ThemeScores(scores.score[::-1], None, scores.ids[::-1], ("a", "b"), "seeds", np.zeros((2, 1)), ("x",))
    one, other = (draw_coding_sample(s, c, n=15, seed=2) for s, c in ((scores, corpus), (turned, back)))
    assert one["unit"].tolist() == other["unit"].tolist()


def test_a_focus_looks_where_the_theme_may_be_and_tells_what_it_costs():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(
        {"id": [f"u{i}" for i in range(2000)], "text": [f"bài {'a' * (i % 7)}{i}" for i in range(2000)]}
    )
    corpus = corpus_from_frame(frame.assign(year=2015 + np.arange(2000) % 4, story=frame["id"]))
    level = np.column_stack([np.where(np.arange(2000) < 80, 0.5, 0.002), rng.uniform(0.1, 0.4, 2000)])
    scores = ThemeScores(level, level, tuple(frame["id"]), ("rare", "other"), "codes", np.zeros((2, 1)), ("x",))
    focused = draw_coding_sample(scores, corpus, n=200, seed=1, focus="rare")
    plain = draw_coding_sample(scores, corpus, n=200, seed=1)
    likely = {f"u{i}" for i in range(80)}
    assert focused["unit"].isin(likely).sum() > 1.5 * plain["unit"].isin(likely).sum()
    cost = expected_widening(scores, corpus, n=200, focus="rare").set_index("theme")["widening"]
    assert cost["rare"] < 0.9 and 1.0 < cost["other"] < 1.6
    uncoded = ThemeScores(scores.score * 8, None, scores.ids, ("rare", "other"), "seeds", np.zeros((2, 1)), ("x",))
    assert predicted_chance(uncoded, "rare").mean() == pytest.approx(0.02, abs=1e-6)
    with pytest.raises(UsageError, match="did you mean 'rare'"):
        draw_coding_sample(scores, corpus, n=20, seed=1, focus="rares")


@pytest.mark.parametrize("gap", [1.5, 2.0, 3.0])
def test_a_focus_before_any_code_narrows_the_rare_theme_whatever_the_unit_of_the_score(gap):
    rng, n, nothing = np.random.default_rng(4), 2400, np.zeros((2, 1))
    has = np.stack([rng.random(n) < 0.02, rng.random(n) < 0.2], axis=1)
    score = gap * has + rng.normal(0, 1, (n, 2))
    found = []
    for unit in (0.1, 1.0, 30.0):
        scores = ThemeScores(unit * score, None, tuple(map(str, range(n))), ("rare", "b"), "s", nothing, ("x",))
        found.append(predicted_chance(scores, "rare"))
        assert np.allclose(found[-1], found[0]), "a score has no unit"
    true = 1 / (1 + np.exp(-(gap * score[:, 0] - gap**2 / 2 + np.log(0.02 / 0.98))))
    top = score.max(axis=1)
    plain = inclusion(np.maximum(top - np.median(top), 0), 300)
    focused = inclusion(np.sqrt(found[0] * (1 - found[0])), 300, 0.3)
    spread = true * (1 - true)
    assert np.sqrt((spread / focused).sum() / (spread / plain).sum()) < 0.88


def test_coders_are_dealt_at_random_within_periods():
    corpus, scores = some_scores(n_stories=400, copies=1, per_document=1)
    sample = draw_coding_sample(scores, corpus, n=300, seed=1)
    dealt = deal_coders(sample, ["lan", "minh"], seed=1)
    times = dealt.groupby("unit")["coder"].nunique().reindex(sample["unit"])
    by_period = times.eq(2).groupby(sample["period"].to_numpy()).sum()
    assert (by_period == 20).all() and len(by_period) == 5
    single = dealt[dealt["unit"].map(times) == 1].merge(sample[["unit", "period"]], on="unit")
    shares = pd.crosstab(single["period"], single["coder"], normalize="index")
    assert (abs(shares["lan"] - 0.5) < 0.02).all()
    assert not deal_coders(sample, ["lan", "minh"], seed=2).equals(dealt)
    everyone = deal_coders(sample.head(10), ["lan", "minh"], seed=1)
    assert len(everyone) == 20


def coded(sample, values=1):
    return sample[["unit", "inclusion_probability", "design"]].assign(theme="a", value=values, coder="lan")


def test_a_second_wave_gives_both_the_probability_of_the_union():
    corpus, scores = some_scores(n_stories=200, copies=1, per_document=1)
    first, both = (draw_coding_sample(scores, corpus, n=n, seed=5) for n in (40, 90))
    one, new = coding_from_frame(coded(first)), both[~both["unit"].isin(first["unit"])]
    second = coding_from_frame(coded(both, both["unit"].isin(new["unit"]).map({True: 1, False: None})))
    joined = join_codings([one, second])
    told = both.set_index("unit")["inclusion_probability"]
    assert joined.frame["inclusion_probability"].tolist() == told.loc[joined.frame["unit"]].tolist()
    assert joined.frame["value"].notna().sum() == len(both) and [d.n for d in joined.designs] == [90]
    with pytest.raises(CodingError, match="not in the larger draw"):
        join_codings([one, coding_from_frame(coded(new))])


def test_another_draw_is_a_wave_of_its_own():
    corpus, scores = some_scores(n_stories=200, copies=1, per_document=1)
    first, other = (draw_coding_sample(scores, corpus, n=40, seed=5, focus=f) for f in (None, "a"))
    joined = join_codings([coding_from_frame(coded(first)), coding_from_frame(coded(other))])
    assert len(joined.designs) == 2 and joined.frame["wave"].nunique() == 2
    assert Design.from_text(first["design"][0]) == joined.designs[0]


def test_higher_scores_are_looked_at_more():
    sizes = np.r_[np.zeros(50), np.full(50, 4.0)]
    chances = inclusion(sizes, 10)
    assert chances[:50].sum() == pytest.approx(2.5) and chances[50:].sum() == pytest.approx(7.5)


def test_more_units_than_stories_take_several_passages():
    corpus, scores = some_scores(n_stories=6, copies=1, per_document=5)
    sample = draw_coding_sample(scores, corpus, n=14, seed=1)
    assert len(sample) == 14 and sample["unit"].is_unique and sample["document"].nunique() == 6
    with pytest.raises(UsageError, match="there are 30 units"):
        draw_coding_sample(scores, corpus, n=31, seed=1)


def test_the_context_is_what_stands_around():
    corpus, scores = some_scores()
    sample = draw_coding_sample(scores, corpus, n=20, seed=4).set_index("unit")
    middle = next(u for u in sample.index if u.endswith("#1"))
    stem = sample.loc[middle, "text"].rsplit(" ", 1)[0]
    assert sample.loc[middle, "before"] == f"{stem} a" and sample.loc[middle, "after"] == f"{stem} c"
    first = next((u for u in sample.index if u.endswith("#0")), None)
    assert first is None or sample.loc[first, "before"] == ""


def test_the_same_seed_draws_the_same():
    corpus, scores = some_scores()
    a, b = (draw_coding_sample(scores, corpus, n=10, seed=9) for _ in range(2))
    pd.testing.assert_frame_equal(a, b)
    assert set(a["unit"]) != set(draw_coding_sample(scores, corpus, n=10, seed=10)["unit"])


@settings(deadline=None)
@example([1.0, 0.0, 0.0, 0.0], 2, 0.0)
@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40), st.integers(1, 40), st.floats(0, 0.999))
def test_inclusion_sums_to_n_and_never_exceeds_one(sizes, n, start):
    n = min(n, len(sizes))
    chances = inclusion(np.array(sizes), n)
    assert chances.sum() == pytest.approx(n) and (chances <= 1).all() and (chances > 0).all()
    drawn = systematic(chances, start)
    assert len(drawn) == n and len(set(drawn.tolist())) == n
