"""Prevalence: the right mean, joint draws by story, honest labels, and refusals."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.planted import Planted, plant
from tests.trends.conftest import true_model
from toolkit.base.errors import AlignmentError, UsageError
from toolkit.documents.corpus import Corpus
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.topics.model import TopicModel
from toolkit.trends.estimates import Prevalence
from toolkit.trends.prevalence import prevalence


def same(a: Prevalence, b: Prevalence) -> bool:
    return np.array_equal(a.draws, b.draws, equal_nan=True) and np.array_equal(a.estimate, b.estimate, equal_nan=True)


def levels(planted: Planted) -> ThemeScores:
    scores = planted.scores(1)
    return replace(scores, level=1 / (1 + np.exp(-scores.score)))


def test_share_recovers_the_planted_truth(planted: Planted, model: TopicModel) -> None:
    found = prevalence(model, planted.corpus, seed=1)
    assert found.estimate == pytest.approx(planted.realised_shares[:, :4], abs=0.02)
    lower, upper = found.interval()
    truth = planted.shares[:, :4]
    assert ((lower <= truth) & (truth <= upper)).mean() > 0.7
    assert found.themes == planted.themes.keys and found.periods == ("2016", "2017", "2018", "2019")
    assert not found.calibrated and "vocabulary" in found.denominator


def test_presence_is_the_mean_and_room_the_mean_by_length(planted: Planted) -> None:
    scores, frame = levels(planted), planted.corpus.frame
    length = frame["text"].str.split().str.len().to_numpy(dtype=float)
    presence = prevalence(scores, planted.corpus, seed=1, measure="presence")
    room = prevalence(scores, planted.corpus, seed=1, measure="room")
    for p in range(4):
        here = planted.period == p
        assert presence.estimate[p] == pytest.approx(scores.level[here].mean(axis=0))
        assert room.estimate[p] == pytest.approx(np.average(scores.level[here], axis=0, weights=length[here]))


def test_dominant_counts_the_largest_share(planted: Planted, model: TopicModel) -> None:
    found = prevalence(model, planted.corpus, seed=1, measure="dominant")
    for p in range(4):
        here = planted.period == p
        assert found.estimate[p] == pytest.approx([(planted.dominant[here] == t).mean() for t in range(4)])


def test_topics_that_share_a_name_are_summed(planted: Planted, model: TopicModel) -> None:
    merged = replace(
        model,
        topic_names=("theme_01", "theme_02", "theme_03", "theme_04", "theme_01", "topic_06"),
        roles=("theme",) * 5 + ("topic",),
    )
    plain = replace(model, topic_names=tuple(f"topic_{k}" for k in range(6)), roles=("topic",) * 6)
    both, apart = prevalence(merged, planted.corpus, seed=1), prevalence(plain, planted.corpus, seed=1)
    assert len(both.themes) == 4 and len(apart.themes) == 6
    assert both.estimate[:, 0] == pytest.approx(apart.estimate[:, 0] + apart.estimate[:, 4])
    assert apart.estimate.sum(axis=1) == pytest.approx(np.ones(4))


def test_stories_count_each_story_once() -> None:
    planted = plant(3, units=150, n_terms=500, length=60, reprints=0.4)
    scores = levels(planted)
    items = prevalence(scores, planted.corpus, seed=1, measure="presence")
    stories = prevalence(scores, planted.corpus, seed=1, measure="presence", count="stories")
    frame = pd.DataFrame({"story": planted.story, "period": planted.period, "level": scores.level[:, 0]})
    once = frame.groupby(["period", "story"])["level"].mean().groupby("period").mean()
    assert stories.estimate[:, 0] == pytest.approx(once.to_numpy())
    assert (items.effective_stories < stories.effective_stories).all()
    assert stories.effective_stories == pytest.approx(stories.n_stories)
    width = [np.subtract(*found.interval()[::-1]).mean() for found in (items, stories)]
    assert width[0] > width[1]


def test_intervals_widen_when_units_are_copies(planted: Planted) -> None:
    scores = levels(planted)
    frame = planted.corpus.frame.assign(story=[f"s{i // 3}" for i in range(len(planted.story))])
    alone = prevalence(scores, planted.corpus, seed=1, measure="presence")
    copied_score = replace(scores, level=np.repeat(scores.level[::3], 3, axis=0)[: len(scores.ids)])
    copied = prevalence(copied_score, Corpus(frame), seed=1, measure="presence")
    ratio = copied.draws.std(axis=0).mean() / alone.draws.std(axis=0).mean()
    assert ratio == pytest.approx(np.sqrt(3), rel=0.15)


def test_draws_have_the_standard_error_of_a_mean(planted: Planted) -> None:
    scores = levels(planted)
    found = prevalence(scores, planted.corpus, seed=1, measure="presence", draws=4000)
    for p in range(4):
        own = scores.level[planted.period == p]
        expected = own.std(axis=0, ddof=1) / np.sqrt(len(own)) * np.sqrt(149 / 147)  # t with 149 df
        assert found.draws[:, p].std(axis=0) == pytest.approx(expected, rel=0.06)


def test_a_story_in_two_periods_moves_both(planted: Planted) -> None:
    scores = levels(planted)
    paired = planted.corpus.frame.assign(story=[f"s{i % 150}" for i in range(600)])
    shared = replace(scores, level=np.tile(scores.level[:150], (4, 1)))
    found = prevalence(shared, Corpus(paired), seed=1, measure="presence")
    assert np.corrcoef(found.draws[:, 0, 0], found.draws[:, 3, 0])[0, 1] > 0.95


def test_refits_add_the_spread_between_fits_by_rubins_rule(planted: Planted, model: TopicModel) -> None:
    rng = np.random.default_rng(1)
    fits = [model]
    for _ in range(4):
        noisy = model.topic_term * rng.gamma(8, 1 / 8, model.topic_term.shape)
        fits.append(replace(model, topic_term=noisy / noisy.sum(axis=1, keepdims=True)))
    single = [prevalence(fit, planted.corpus, seed=1) for fit in fits]
    together = prevalence(fits, planted.corpus, seed=1, draws=4000)
    estimates = np.stack([one.estimate for one in single])
    within = np.mean([one.draws.var(axis=0) for one in single], axis=0)
    expected = within + (1 + 1 / 5) * estimates.var(axis=0, ddof=1)
    assert together.estimate == pytest.approx(estimates.mean(axis=0))
    assert together.draws.var(axis=0).mean() == pytest.approx(expected.mean(), rel=0.08)
    assert together.uncertainty == ("stories", "fits") and single[0].uncertainty == ("stories",)


def test_undated_units_are_counted_and_measured(undated: Planted) -> None:
    found = prevalence(true_model(undated), undated.corpus, seed=1)
    lost = undated.corpus.frame["year"].isna()
    assert found.n_undated == lost.sum() and found.n_units.sum() == (~lost).sum()
    assert found.undated == pytest.approx(undated.theta[lost.to_numpy(), :4].mean(axis=0), abs=0.05)
    monthly = prevalence(true_model(undated), undated.corpus, seed=1, by="quarter")
    assert monthly.n_undated == (undated.corpus.frame["date_precision"] != "day").sum()


def test_same_seed_same_bytes_other_seed_other_draws(planted: Planted, model: TopicModel) -> None:
    one, two = (prevalence(model, planted.corpus, seed=1) for _ in range(2))
    assert same(one, two)
    assert not same(one, prevalence(model, planted.corpus, seed=2))


def test_order_of_the_corpus_does_not_matter(planted: Planted, model: TopicModel) -> None:
    mixed = Corpus(planted.corpus.frame.sample(frac=1, random_state=1))
    assert same(prevalence(model, planted.corpus, seed=1), prevalence(model, mixed, seed=1))


def test_scores_without_codes_are_an_index(planted: Planted) -> None:
    found = prevalence(planted.scores(1), planted.corpus, seed=1, measure="presence")
    assert found.is_index and not found.calibrated and found.cautions[0].code == "index_only"
    assert not prevalence(levels(planted), planted.corpus, seed=1, measure="presence").is_index


def test_few_stories_give_no_interval(planted: Planted) -> None:
    frame = planted.corpus.frame.copy()
    keep = (frame["year"] != 2018) | (frame.index % 10 == 0)
    frame.loc[~keep, ["year", "date"]] = None
    found = prevalence(levels(planted), Corpus(frame), seed=1, measure="presence")
    lower, _ = found.interval()
    assert np.isnan(lower[2]).all() and np.isfinite(lower[[0, 1, 3]]).all()


def test_draws_all_alike_give_no_interval(planted: Planted) -> None:
    scores = levels(planted)
    flat = replace(scores, level=np.full_like(scores.level, 0.3))
    lower, upper = prevalence(flat, planted.corpus, seed=1, measure="presence").interval()
    assert np.isnan(lower).all() and np.isnan(upper).all()


def test_simultaneous_bands_hold_all_at_once_and_are_wider(planted: Planted) -> None:
    found = prevalence(levels(planted), planted.corpus, seed=1, measure="presence", draws=2000)
    wide, narrow = found.interval(simultaneous=True), found.interval()
    assert (wide[1] - wide[0] > narrow[1] - narrow[0]).all()
    inside = ((found.draws >= wide[0]) & (found.draws <= wide[1])).all(axis=(1, 2)).mean()
    assert inside == pytest.approx(0.95, abs=0.01)


def test_passages_weigh_as_parts_of_their_document(planted: Planted) -> None:
    documents = [f"d{i // 2}" for i in range(600)]
    frame = planted.corpus.frame.assign(parent=documents, story=documents)
    units = Corpus(frame)
    model = true_model(planted)
    found = prevalence(model, units, seed=1)
    assert found.n_documents.sum() == 300 and found.n_units.sum() == 600
    length = np.asarray(planted.counts.matrix.sum(axis=1)).ravel()
    share = length / np.bincount(np.arange(600) // 2, weights=length)[np.arange(600) // 2]
    here = planted.period == 0
    expected = np.average(planted.theta[here], axis=0, weights=share[here])[:4]
    assert found.estimate[0] == pytest.approx(expected, abs=0.02)
    assert found.effective_stories == pytest.approx(np.full(4, 75.0), rel=0.02)


def test_refusals_say_what_to_do(planted: Planted, model: TopicModel) -> None:
    scores = planted.scores(1)
    with pytest.raises(UsageError, match="needs a TopicModel"):
        prevalence(scores, planted.corpus, seed=1)
    with pytest.raises(UsageError, match="needs theme scores"):
        prevalence(model, planted.corpus, seed=1, measure="presence")
    with pytest.raises(UsageError, match="do not calibrate a share"):
        prevalence(model, planted.corpus, seed=1, coding=planted.codes(1))
    with pytest.raises(UsageError, match="needs coding=, codes of the main theme"):
        prevalence(planted.scores(1), planted.corpus, seed=1, measure="dominant")
    with pytest.raises(UsageError, match="carries no counts"):
        prevalence(replace(model, counts=None), planted.corpus, seed=1)
    with pytest.raises(UsageError, match="did you mean 'stories'"):
        prevalence(model, planted.corpus, seed=1, count="storys")
    with pytest.raises(UsageError, match="draws"):
        prevalence(model, planted.corpus, seed=1, draws=10)
    head = planted.corpus.frame.iloc[:300]
    stranger = head.assign(id=["elsewhere", *head["id"].iloc[1:]])  # no part of the corpus: it brings a unit of its own
    with pytest.raises(AlignmentError, match="not in this corpus"):
        prevalence(model, Corpus(stranger), seed=1)
    for other in (replace(model, method="nmf"), replace(model, parameters={"idf": [1.0] * 600})):
        with pytest.raises(AlignmentError, match="refits of one: same method"):
            prevalence([model, other], planted.corpus, seed=1)
    with pytest.raises(AlignmentError, match="refits of one"):
        prevalence([model, replace(model, topic_names=("x", *model.topic_names[1:]))], planted.corpus, seed=1)


def test_the_noun_survives_storage(planted: Planted, undated: Planted) -> None:
    found = prevalence(true_model(undated), undated.corpus, seed=1)
    again = Prevalence.from_parts(found.to_parts())
    assert same(found, again) and again.undated == pytest.approx(found.undated)
    assert again.to_frame().equals(found.to_frame())
    assert "<script" not in found._repr_html_()


def test_a_model_of_weighted_words_is_measured_on_weighted_words(planted: Planted) -> None:
    from toolkit.topics.nmf import fit_nmf
    from toolkit.topics.options import FitOptions

    truth = planted.realised_shares[:, :4]
    for options in ({"loss": "frobenius"}, {"options": FitOptions(idf=True, threads=1)}):
        model = fit_nmf(planted.counts, n_topics=6, seed=1, themes=planted.themes, **options)
        found = prevalence(model, planted.corpus, seed=1)
        assert [caution.code for caution in found.cautions] == ["idf_share"]
        assert np.corrcoef(found.estimate.ravel(), truth.ravel())[0, 1] > 0.8
    plain = fit_nmf(planted.counts, n_topics=6, seed=1, themes=planted.themes)
    assert prevalence(plain, planted.corpus, seed=1).cautions == ()


def test_a_table_never_shows_a_share_below_zero(planted: Planted) -> None:
    found = prevalence(levels(planted), planted.corpus, seed=1, measure="presence")
    below = replace(found, estimate=found.estimate - 0.5)
    assert below.to_frame()["estimate"].min() == 0.0
    assert replace(below, is_index=True).to_frame()["estimate"].min() < 0.0


def test_the_number_of_threads_does_not_show(planted: Planted) -> None:
    from threadpoolctl import threadpool_limits

    wide = plant(1, units=150, n_terms=2000, n_topics=24, texts=False)
    found = []
    for threads in (1, 2):
        with threadpool_limits(limits=threads):
            found.append(prevalence(true_model(wide), wide.corpus, seed=1, draws=100))
    assert same(found[0], found[1])
