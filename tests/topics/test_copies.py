"""One copy of each story: reprints go, passages stay, and what is chosen does not hang on reprints."""

import numpy as np
import pytest

import toolkit as tk
from tests.planted import plant
from toolkit.topics.copies import one_copy_each
from toolkit.topics.quality.heldout import split_units


def counts_of(rows: dict[str, list[str]], story: list[str]) -> tk.TermCounts:
    tokens = tk.tokens_from_lists(list(rows), list(rows.values()), stories=story)
    return tk.count_terms(tokens, tk.build_vocabulary(tokens, min_units=1, max_share=1.0))


def test_the_longest_copy_stays_and_passages_of_one_document_stay() -> None:
    rows = {
        "a#1": ["x", "y", "z"],
        "a#2": ["u", "v", "w", "u"],
        "b#1": ["x", "y", "z", "z"],
        "b#2": ["u", "v"],
        "c": ["x", "y", "z"],
    }
    once = one_copy_each(counts_of(rows, ["a", "a", "a", "a", "c"]), purpose="a test")
    assert once.ids == ("a#2", "b#1", "c") and once.story == ("a", "a", "c")
    alone = counts_of(rows, list("pqrst"))
    assert one_copy_each(alone, purpose="a test") is alone


def test_a_story_is_never_half_held_out() -> None:
    planted = plant(seed=3, units=80, n_terms=200, reprints=0.4, texts=False)
    fitted, held = split_units(planted.counts, share=0.3, seed=1)
    assert not set(fitted.story) & set(held.story)
    assert sorted(fitted.ids + held.ids) == sorted(planted.counts.ids)
    stories = len(set(planted.counts.story))
    assert len(set(held.story)) == round(0.3 * stories)


def test_the_table_does_not_hang_on_how_often_stories_were_reprinted() -> None:
    planted = plant(seed=4, units=60, n_terms=200, reprints=0.0, texts=False)
    rng = np.random.default_rng(1)
    copies = np.repeat(np.arange(len(planted.counts)), rng.integers(1, 6, len(planted.counts)))
    ids = [f"{planted.counts.ids[u]}-{n:04d}" for n, u in enumerate(copies)]
    matrix = planted.counts.matrix[copies]
    story = tuple(planted.counts.story[u] for u in copies)
    reprinted = tk.TermCounts(matrix, tuple(ids), planted.counts.vocabulary, story=story)
    once = one_copy_each(reprinted, purpose="a test")
    assert once.story == planted.counts.story
    plain, again = (tk.choose_n_topics(c, [3, 6], seed=1).to_frame() for c in (planted.counts, reprinted))
    for name in ("npmi", "held_out", "dispersion"):
        assert again[name].tolist() == pytest.approx(plain[name].tolist(), rel=0.02), name


def test_each_column_says_which_way_is_better() -> None:
    choice = tk.choose_n_topics(plant(seed=5, units=30, n_terms=100, texts=False).counts, [2], seed=1)
    table = choice.explained()
    assert set(table["column"]) == set(choice.to_frame().columns) - {"n_topics"}
    assert table.set_index("column")["better"].to_dict()["dispersion"] == "less, to 1"
    assert "better: more" in choice._repr_html_()
