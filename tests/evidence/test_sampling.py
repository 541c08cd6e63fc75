"""The coding sample: π as stated, no reprint twice, no prediction shown."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit.base.errors import UsageError
from toolkit.documents.corpus import corpus_from_frame
from toolkit.evidence.codes import group_codes
from toolkit.evidence.sampling import Population, choose, draw_coding_sample, inclusion, largest, systematic
from toolkit.evidence.theme_scores import ThemeScores


def some_scores(n_stories=40, copies=2, per_document=3):
    rng = np.random.default_rng(0)
    rows = []
    for s in range(n_stories):
        for c in range(copies if s % 4 == 0 else 1):
            for p in range(per_document):
                rows.append((f"s{s}c{c}#{p}", f"s{s}c{c}", f"s{s}", 2015 + s % 5, f"đoạn {s} {p}"))
    frame = pd.DataFrame(rows, columns=["id", "parent", "story", "year", "text"])
    score = rng.exponential(size=(len(frame), 2))
    ids = tuple(frame["id"])
    return corpus_from_frame(frame), ThemeScores(score, None, ids, ("a", "b"), "seeds", np.zeros((2, 1)), ("x",))


def population(**kwargs):
    corpus, scores = some_scores(**kwargs)
    rows = corpus.rows(scores.ids)
    codes = (group_codes(rows["story"]), group_codes(rows["parent"]))
    return Population(*codes, largest(scores), rows["year"].to_numpy(dtype=float))


def test_each_unit_is_drawn_as_often_as_it_says():
    """400 draws: the frequency of every unit lies within its Monte-Carlo error of the stated probability."""
    units = population()
    drawn, stated = np.zeros(len(units.size)), np.full(len(units.size), np.nan)
    for seed in range(400):
        places, chances = choose(units, 12, np.random.default_rng(seed))
        drawn[places] += 1
        stated[places] = chances
    assert not np.isnan(stated).any()
    z = (drawn / 400 - stated) / np.sqrt(stated * (1 - stated) / 400)
    assert np.abs(z).max() < 4.5 and abs(z.mean()) < 0.5


def test_the_weighted_sample_adds_up_to_the_population():
    units = population(copies=1)
    totals = [(1 / choose(units, 12, np.random.default_rng(s))[1]).sum() for s in range(300)]
    assert np.mean(totals) == pytest.approx(len(units.size), rel=0.04)  # Horvitz and Thompson


def test_a_story_is_coded_once_and_the_floor_holds():
    corpus, scores = some_scores()
    sample = draw_coding_sample(scores, corpus, n=20, seed=3)
    assert len(sample) == 20 and sample["story"].is_unique
    assert (sample["inclusion_probability"] >= 20 / (2 * 40) / 2 / 6 - 1e-12).all()
    assert not {"score", "size"} & set(sample.columns)


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
    assert sample.loc[middle, "before"] == f"{stem} 0" and sample.loc[middle, "after"] == f"{stem} 2"
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
