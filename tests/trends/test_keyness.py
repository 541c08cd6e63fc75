"""Key words: Monroe's log odds, intervals by story, max-T."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from tests.planted import Planted, plant
from toolkit.base.errors import InputError, UsageError
from toolkit.base.streams import stream
from toolkit.documents.corpus import Corpus
from toolkit.trends.keyness import PRIOR_TOKENS, keyness
from toolkit.words.counts import TermCounts
from toolkit.words.vocabulary import Vocabulary


def test_log_odds_are_those_of_monroe_et_al(planted: Planted) -> None:
    found = keyness(planted.counts, planted.corpus, 2016, 2019, n=5)
    y = [np.asarray(planted.counts.matrix[planted.period == p].sum(axis=0), dtype=float).ravel() for p in (0, 3)]
    prior = PRIOR_TOKENS * (y[0] + y[1]) / (y[0] + y[1]).sum()
    for row in found.itertuples():
        v = planted.counts.vocabulary.column[row.term]
        odds = [np.log((k[v] + prior[v]) / (k.sum() + prior.sum() - k[v] - prior[v])) for k in y]
        assert row.log_odds == pytest.approx(odds[1] - odds[0])
        assert (row.n_earlier, row.n_later) == (y[0][v], y[1][v])


def test_words_of_the_theme_that_rose_mark_the_later_period() -> None:
    planted = plant(2, units=250, n_terms=400, length=80, changes=(0.3,))
    found = keyness(planted.counts, planted.corpus, "2016", "2019", n=8)
    seeds = set(planted.themes["theme_01"].seed_terms)
    later = found[found["period"] == "2019"]
    assert seeds & set(later["term"]) and (later["p_adjusted"].min()) < 0.05
    assert (later["log_odds"] > 0).all() and (found["lower"] < found["log_odds"]).all()
    swapped = keyness(planted.counts, planted.corpus, "2019", "2016", n=8)
    assert dict(zip(swapped["term"], -swapped["log_odds"])) == pytest.approx(
        dict(zip(found["term"], found["log_odds"]))
    )


def test_a_text_reprinted_is_no_ten_witnesses(planted: Planted) -> None:
    grouped = Corpus(planted.corpus.frame.assign(story=[f"s{i // 10}" for i in range(600)]))
    copies = planted.counts.matrix[np.repeat(np.arange(0, 600, 10), 10)]
    repeated = TermCounts(copies, planted.counts.ids, planted.counts.vocabulary)
    as_units = keyness(repeated, planted.corpus, 2016, 2019, n=200)
    as_stories = keyness(repeated, grouped, 2016, 2019, n=200)
    both = as_units.merge(as_stories, on="term")
    assert both["log_odds_x"].to_numpy() == pytest.approx(both["log_odds_y"].to_numpy())
    assert (both["z_y"].abs() / both["z_x"].abs()).median() == pytest.approx(1 / np.sqrt(10), rel=0.15)


def test_without_a_change_few_studies_find_a_word() -> None:
    found = 0
    for seed in range(20):
        planted = plant(seed, n_periods=2, units=100, n_terms=150, length=60, changes=())
        found += bool((keyness(planted.counts, planted.corpus, 2016, 2017)["p_adjusted"] <= 0.05).any())
    assert found <= 4  # P(more than 4 of 20 at 5 %) = 0.003


def test_spans_n_and_refusals(planted: Planted) -> None:
    found = keyness(planted.counts, planted.corpus, (2016, 2017), (2018, 2019), n=3)
    assert len(found) == 6 and set(found["period"]) == {"2016-2017", "2018-2019"}
    assert found.equals(keyness(planted.counts, planted.corpus, (2016, 2017), (2018, 2019), n=3))
    with pytest.raises(InputError, match="1990"):
        keyness(planted.counts, planted.corpus, 1990, 2019)
    frame = planted.corpus.frame
    one = Corpus(frame.assign(story=frame["story"].mask(frame["year"] == 2016, "only")))
    with pytest.raises(InputError, match="at least 3"):
        keyness(planted.counts, one, 2016, 2019)


def test_a_span_is_written_as_passages_take_it_and_periods_differ(planted: Planted) -> None:
    written = keyness(planted.counts, planted.corpus, "2016-2017", "2018-2019", n=3)
    assert written.equals(keyness(planted.counts, planted.corpus, (2016, 2017), (2018, 2019), n=3))
    with pytest.raises(UsageError, match="compared with itself"):
        keyness(planted.counts, planted.corpus, 2016, "2016")


def test_the_adjusted_p_is_that_of_stories_dealt_anew(planted: Planted) -> None:
    """Written out side by side: influences (y - L p) / ((y + α)(1 - q)) summed by story, the largest |z| a deal."""
    found = keyness(planted.counts, planted.corpus, 2016, 2019, n=5)
    matrix = planted.counts.matrix.toarray().astype(float)
    names = planted.corpus.frame["story"].to_numpy().astype(str)
    sides = []
    for period in (0, 3):
        here = planted.period == period
        sides.append(np.stack([matrix[here][names[here] == name].sum(axis=0) for name in np.unique(names[here])]))
    table, sizes = np.concatenate(sides), [len(side) for side in sides]
    both = table.sum(axis=0)
    used = both > 0

    def z_of(later: np.ndarray) -> np.ndarray:
        odds, variance = np.zeros(used.sum()), np.zeros(used.sum())
        for own, way in ((table[~later], -1), (table[later], 1)):
            y, size = own[:, used], own.sum() + PRIOR_TOKENS
            added = y.sum(axis=0) + PRIOR_TOKENS * both[used] / both.sum()
            odds += way * (np.log(added) - np.log(size - added))
            influence = y - own.sum(axis=1)[:, None] * y.sum(axis=0) / own.sum()
            summed = np.maximum(len(y) / (len(y) - 1) * (influence**2).sum(axis=0), added)
            variance += summed / (added * (1 - added / size)) ** 2
        return odds / np.sqrt(variance)

    z = pd.Series(z_of(np.arange(len(table)) >= sizes[0]), index=np.array(planted.counts.vocabulary.terms)[used])
    deal, highest = stream(0, "keyness"), []
    for _ in range(199):
        later = np.zeros(len(table), dtype=bool)
        later[deal.choice(len(table), min(sizes), replace=False, shuffle=False)] = True
        highest.append(np.abs(z_of(later)).max())
    for row in found.itertuples():
        assert row.z == pytest.approx(z[row.term])
        assert row.p_adjusted == pytest.approx((1 + (np.array(highest) >= abs(row.z) - 1e-9).sum()) / 200)


def test_two_reprinted_stories_are_no_witnesses_of_words() -> None:
    """No deal of the others looks like a side of two texts printed ten times: their chance words were finds."""
    ids = tuple(f"u{i:03d}" for i in range(80))
    story = ("a",) * 10 + ("b",) * 10 + ids[20:]
    words = Vocabulary(tuple(f"t{v:02d}" for v in range(60)))
    table = np.random.default_rng(4).poisson(2, (80, 60))
    table[:20] = np.repeat(table[[0, 10]], 10, axis=0)
    counts = TermCounts(sp.csr_matrix(table.astype(np.int64)), ids, words, story=story)
    corpus = Corpus(pd.DataFrame({"id": ids, "text": "x", "story": story, "g": ["few"] * 20 + ["rest"] * 60}))
    with pytest.raises(InputError, match=r"few holds 2 stories; .* at least 3"):
        keyness(counts, corpus, {"g": "few"})


def test_few_stories_against_the_rest_are_no_witnesses_of_words() -> None:
    """Words in bursts, nothing planted: multipliers by story found a word in a third of the groups of three stories."""
    found = 0
    for seed in range(40):
        rng = np.random.default_rng([3, seed])
        rate = rng.gamma(0.5, 1, 60) + 0.02
        table = rng.poisson(rate * rng.gamma(1, 1, (200, 60)) * 3)
        ids = tuple(f"u{i:03d}" for i in range(200))
        words = Vocabulary(tuple(f"t{v:02d}" for v in range(60)))
        counts = TermCounts(sp.csr_matrix(table.astype(np.int64)), ids, words, story=ids)
        corpus = Corpus(pd.DataFrame({"id": ids, "text": "x", "g": ["few"] * 3 + ["rest"] * 197}))
        found += bool((keyness(counts, corpus, {"g": "few"}, n=60)["p_adjusted"] <= 0.05).any())
    assert found <= 6  # P(more than 6 of 40 at 5 %) = 0.003; it was 13


@pytest.mark.parametrize("period", [None, 2016.5, [2016], [], [2016, 2017, 2018]])
def test_what_is_no_period_is_refused(planted: Planted, period: Any) -> None:
    with pytest.raises(UsageError, match="no period"):
        keyness(planted.counts, planted.corpus, period, 2019)


def test_two_groups_and_one_against_the_rest(planted: Planted) -> None:
    years = keyness(planted.counts, planted.corpus, 2016, 2019, n=6)
    same = keyness(planted.counts, planted.corpus, {"year": 2016}, {"year": 2019}, n=6)
    assert same["z"].tolist() == years["z"].tolist() and same["period"].iloc[0] == "year=2019"
    rest = keyness(planted.counts, planted.corpus, {"year": [2016, 2017]}, n=6)
    assert set(rest["period"]) == {"year=2016+2017", "rest"}
    halves = keyness(planted.counts, planted.corpus, "2016-2017", "2018-2019", n=6)
    assert rest["z"].tolist() == halves["z"].tolist()
    with pytest.raises(UsageError, match="overlap"):
        keyness(planted.counts, planted.corpus, {"year": [2016, 2017]}, {"year": (2017, 2018)})
    with pytest.raises(UsageError, match="no column"):
        keyness(planted.counts, planted.corpus, {"outlet": "a.vn"})
