"""Words that enter and leave a theme: no word is found where nothing moved, and the planted ones are."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from toolkit.base.errors import InputError, UsageError
from toolkit.documents.corpus import Corpus
from toolkit.topics.model import TopicModel
from toolkit.trends.keyness import keyness
from toolkit.trends.wording import COLUMNS, PERMUTATIONS, _permuted, _Stories, wording
from toolkit.words.counts import TermCounts
from toolkit.words.themes import themes_from_dict
from toolkit.words.vocabulary import Vocabulary

TERMS = tuple(f"t{v:03d}" for v in range(160))


def world(
    seed: int, *, drift: int = 0, bursty: float = 0.0, n: int = 600, paid: tuple[int, ...] = ()
) -> tuple[TopicModel, TermCounts, Corpus]:
    """Two topics of 80 words; later, `drift` words of the theme come 2.5 times as often; words may be bursty.

    Shares add up to one: the words at `paid` give up what the drifted gain, so that no other share moves; without
    them every other word of the theme loses a little.
    """
    rng = np.random.default_rng([23, seed])
    zipf = 1 / np.arange(1, 81)
    phi = np.zeros((2, 160))
    phi[0, :80], phi[1, 80:] = zipf / zipf.sum(), zipf / zipf.sum()
    theta = rng.dirichlet([0.7, 0.7], n)
    late = rng.random(n) < 0.5
    moved = phi.copy()
    moved[0, 20 : 20 + drift] *= 2.5
    if paid:
        moved[0, paid] *= 1 - (moved[0].sum() - 1) / phi[0, paid].sum()
    moved /= moved.sum(axis=1, keepdims=True)
    rows = []
    for u in range(n):
        p = theta[u] @ (moved if late[u] else phi)
        if bursty:
            p = rng.gamma(1 / bursty, p * bursty + 1e-12)
            p /= p.sum()
        rows.append(rng.multinomial(80, p))
    counts = sp.csr_matrix(np.array(rows))
    ids = tuple(f"u{u}" for u in range(n))
    held = TermCounts(counts, ids, Vocabulary(TERMS), story=ids)
    themes = themes_from_dict({"one": ["t000"]})
    totals = np.asarray(counts.sum(axis=0), dtype=float).ravel()
    model = TopicModel(
        phi,
        theta,
        None,
        ("one", "topic_02"),
        ("theme", "topic"),
        themes,
        totals,
        {"alpha": [0.7, 0.7]},
        ids,
        Vocabulary(TERMS),
        "lda",
        seed,
        (),
        held,
    )
    frame = pd.DataFrame(
        {"id": ids, "text": "x", "year": np.where(late, 2020, 2016), "source": rng.choice(["a", "b"], n)}
    )
    return model, held, Corpus(frame.astype({"year": "Int64"}))


def test_words_that_were_planted_are_found_and_others_are_not() -> None:
    found, false, total = 0, 0, 0
    for seed in range(8):
        table = wording(*world(seed, drift=6), "one", seed=1, n=200)
        hit = table[(table["q_value"] <= 0.05) & (table["direction"] == "entered")]
        right = hit["term"].isin([f"t{v:03d}" for v in range(20, 26)])
        found, false, total = found + int(right.sum()), false + int((~right).sum()), total + len(hit)
    assert found >= 30, found
    assert false <= 0.15 * max(total, 1)
    assert list(table.columns) == list(COLUMNS)


@pytest.mark.parametrize("bursty", [0.0, 1.0])
def test_where_nothing_moved_few_corpora_show_a_word(bursty: float) -> None:
    alarms = sum(
        bool((wording(*world(seed, bursty=bursty), "one", seed=1, n=200)["q_value"] <= 0.05).any())
        for seed in range(30)
    )
    assert alarms <= 5


def test_a_word_is_never_shown_in_a_period_that_does_not_hold_it() -> None:
    model, counts, corpus = world(3, drift=6)
    table = wording(model, counts, corpus, "one", seed=1)
    year = corpus.frame.set_index("id")["year"]
    for row in table.itertuples():
        unit = row.example
        assert counts.matrix[counts.ids.index(unit), TERMS.index(row.term)] > 0
        assert year[unit] == (2020 if row.direction == "entered" else 2016)


def test_the_same_seed_the_same_table_and_refusals() -> None:
    model, counts, corpus = world(3, drift=3)
    first = wording(model, counts, corpus, "one", seed=1)
    assert first.equals(wording(model, counts, corpus, "one", seed=1))
    with pytest.raises(UsageError, match="did you mean 'one'"):
        wording(model, counts, corpus, "on", seed=1)
    few = counts.subset(counts.ids[:30])
    with pytest.raises(InputError, match="fewer than 20 stories"):
        wording(model, few, corpus, "one", seed=1)


def test_periods_are_dealt_within_outlets_as_sorting_by_outlet_and_chance_deals_them() -> None:
    rng = np.random.default_rng(3)
    outlet, late = rng.integers(0, 5, 83), rng.random(83) < 0.4
    outlet[outlet == 3] = 2  # an outlet without stories of the theme
    found = _permuted(_Stories(None, late, outlet), np.random.default_rng(9))
    chance = np.random.default_rng(9)
    for row in found:
        expected = np.empty_like(late)
        expected[np.lexsort((chance.random(83), outlet))] = late[np.argsort(outlet, kind="stable")]
        np.testing.assert_array_equal(row, expected)
        np.testing.assert_array_equal(np.bincount(outlet, weights=row), np.bincount(outlet, weights=late))
    assert found.shape == (PERMUTATIONS, 83)


def test_groups_and_periods_without_an_outlet_in_common_are_refused() -> None:
    """Periods are dealt within outlets: where each outlet stands in one, every deal is the data and no word was ever
    found, in silence."""
    model, counts, corpus = world(2, drift=8)
    split = Corpus(corpus.frame.assign(source=np.where(np.arange(len(corpus)) % 2, "a", "b")))
    for by in ("source", {"x": ["a"], "y": ["b"]}):
        with pytest.raises(UsageError, match="compare groups with keyness"):
            wording(model, counts, split, "one", seed=1, by=by)
    year = corpus.frame["year"]
    apart = Corpus(corpus.frame.assign(source=np.where(year == year.max(), "new", "old")))
    with pytest.raises(InputError, match="hardly an outlet in common"):
        wording(model, counts, apart, "one", seed=1)


def test_a_part_of_the_corpus_is_read_with_the_counts_of_the_whole() -> None:
    model, counts, corpus = world(2, drift=8)
    part = corpus.where(np.arange(len(corpus)) % 5 > 0)
    here = counts.subset(part.frame["id"])
    at = [counts.ids.index(unit) for unit in here.ids]
    own = replace(model, ids=here.ids, doc_topic=model.doc_topic[at], counts=here)
    pd.testing.assert_frame_equal(wording(model, counts, part, "one", seed=1), wording(own, here, part, "one", seed=1))
    first, last = sorted(corpus.frame["year"].unique())[:: max(1, corpus.frame["year"].nunique() - 1)][:2]
    pd.testing.assert_frame_equal(keyness(counts, part, first, last), keyness(here, part, first, last))
