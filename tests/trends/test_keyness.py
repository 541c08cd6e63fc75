"""Key words: Monroe's log odds, intervals by story, max-T."""

import numpy as np
import pytest

from tests.planted import Planted, plant
from toolkit.base.errors import InputError, UsageError
from toolkit.base.streams import stream
from toolkit.documents.corpus import Corpus
from toolkit.trends.keyness import PRIOR_TOKENS, keyness
from toolkit.words.counts import TermCounts


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
    with pytest.raises(InputError, match="at least two"):
        keyness(planted.counts, one, 2016, 2019)


def test_a_span_is_written_as_passages_take_it_and_periods_differ(planted: Planted) -> None:
    written = keyness(planted.counts, planted.corpus, "2016-2017", "2018-2019", n=3)
    assert written.equals(keyness(planted.counts, planted.corpus, (2016, 2017), (2018, 2019), n=3))
    with pytest.raises(UsageError, match="compared with itself"):
        keyness(planted.counts, planted.corpus, 2016, "2016")


def test_the_adjusted_p_is_that_of_the_influences_written_out(planted: Planted) -> None:
    """Of each story: (y - L p) / ((y + α)(1 - q)) times a standard normal, the largest |sum|/se over all words."""
    found = keyness(planted.counts, planted.corpus, 2016, 2019, n=5)
    story = np.unique(planted.corpus.frame["story"].to_numpy().astype(str), return_inverse=True)[1]
    sign = stream(0, "keyness").standard_normal((999, story.max() + 1))
    matrix = planted.counts.matrix.toarray().astype(float)
    sides = [planted.period == 0, planted.period == 3]
    both = sum(matrix[side].sum(axis=0) for side in sides)
    used = both > 0
    total, variance = np.zeros((999, used.sum())), np.zeros(used.sum())
    for side, way in zip(sides, (-1, 1)):
        y = matrix[side][:, used]
        added = y.sum(axis=0) + PRIOR_TOKENS * both[used] / both.sum()
        influence = y - y.sum(axis=1)[:, None] * y.sum(axis=0) / y.sum()
        influence *= np.sqrt(len(y) / (len(y) - 1)) / (added * (1 - added / (y.sum() + PRIOR_TOKENS)))
        total += way * sign[:, story[side]] @ influence
        variance += np.maximum(
            (influence**2).sum(axis=0), added / (added * (1 - added / (y.sum() + PRIOR_TOKENS))) ** 2
        )
    highest = np.abs(total / np.sqrt(variance)).max(axis=1)
    for row in found.itertuples():
        assert row.p_adjusted == pytest.approx((1 + (highest >= abs(row.z)).sum()) / 1000)


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
