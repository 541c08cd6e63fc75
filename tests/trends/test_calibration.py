"""Codes correct a model's figure, and the interval knows that they are a sample."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.planted import Planted, plant
from tests.trends.conftest import true_model
from toolkit.base.errors import AlignmentError, CodingError, UsageError
from toolkit.documents.corpus import Corpus
from toolkit.documents.periods import Grouping, group_for
from toolkit.evidence.codes import Codes, Coding, align_codes, story_folds
from toolkit.evidence.levels import platt
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.trends.calibration import calibrate, effective_codes, levels
from toolkit.trends.contrasts import contrasts
from toolkit.trends.estimates import Prevalence
from toolkit.trends.planning import plan_coding
from toolkit.trends.prevalence import prevalence
from toolkit.trends.unit_values import unit_weights


def without_scores(planted: Planted) -> ThemeScores:
    scores = planted.scores(1)
    return replace(scores, score=np.zeros_like(scores.score), level=np.full_like(scores.score, 0.5))


def calibrated(planted: Planted, codes: Coding, scores: ThemeScores | None = None, **options: object) -> Prevalence:
    options = {"seed": 1, "measure": "presence", **options}
    return prevalence(scores or planted.scores(1), planted.corpus, coding=codes, **options)  # type: ignore[arg-type]


def test_without_a_useful_score_it_is_the_mean_of_the_codes_with_a_beta_interval(planted: Planted) -> None:
    codes = planted.codes(1, n=50)
    found = calibrated(planted, codes, without_scores(planted), draws=20000)
    frame = codes.frame[codes.frame["theme"] == "theme_01"]
    year = planted.corpus.rows(frame["unit"])["year"].to_numpy()
    for p, y in enumerate((2016, 2017, 2018, 2019)):
        own = frame["value"].to_numpy(dtype=float)[year == y]
        n, mean = len(own), own.mean()
        rarer = n * min(mean, 1 - mean)
        worth = (rarer * mean * (1 - mean) / stats.sem(own) ** 2 + 2 * n) / (rarer + 2)  # n* of METHODS §10
        low, high = stats.beta.interval(0.95, worth * mean + 0.5, worth * (1 - mean) + 0.5)
        lower, upper = found.interval()
        assert found.estimate[p, 0] == pytest.approx(own.mean())
        assert (lower[p, 0], upper[p, 0]) == pytest.approx((max(low, 0), min(high, 1)), abs=0.006)


def test_unequal_inclusion_is_the_hajek_estimator(planted: Planted) -> None:
    codes = planted.codes(2, n=50, by_score=planted.scores(1))
    found = calibrated(planted, codes, without_scores(planted))
    frame = codes.frame[codes.frame["theme"] == "theme_02"]
    year = planted.corpus.rows(frame["unit"])["year"].to_numpy()
    weight = 1 / frame["inclusion_probability"].to_numpy()
    value = frame["value"].to_numpy(dtype=float)
    expected = [np.average(value[year == y], weights=weight[year == y]) for y in (2016, 2017, 2018, 2019)]
    assert found.estimate[:, 1] == pytest.approx(expected)


def test_coding_everything_gives_the_truth_of_the_units(planted: Planted) -> None:
    found = calibrated(planted, planted.codes(1, n=150))
    truth = np.stack([planted.present[planted.period == p, :4].mean(axis=0) for p in range(4)])
    assert found.estimate == pytest.approx(truth, abs=1e-9)


def test_good_scores_narrow_and_useless_scores_do_not_harm(planted: Planted) -> None:
    codes = planted.codes(1, n=50)
    sd = {}
    for name, noise in (("good", 0.3), ("useless", 60.0)):
        sd[name] = calibrated(planted, codes, planted.scores(1, noise=noise)).draws.std(axis=0).mean()
    alone = calibrated(planted, codes, without_scores(planted)).draws.std(axis=0).mean()
    assert sd["good"] < 0.75 * alone
    assert sd["useless"] < 1.05 * alone


def test_a_biased_level_is_corrected() -> None:
    estimates, raw = [], []
    for seed in range(12):
        planted = plant(seed, units=150, n_terms=300, length=40)
        level = 0.5 + 0.5 * planted.present[:, :4]
        scores = replace(planted.scores(1), level=level)
        raw.append((level.mean(axis=0) - planted.present[:, :4].mean(axis=0)).mean())
        found = calibrated(planted, planted.codes(seed, n=50), scores)
        estimates.append((found.estimate - planted.presence()[:, :4]).mean())
    assert np.mean(raw) > 0.2
    assert abs(np.mean(estimates)) < 0.03


def cell(ones: list[int], n: int, total: int | None = None) -> Prevalence:
    """Two years or more of `total` stories each, `n` of them coded and `ones` of these 1; no useful score."""
    total = total or n
    frame = pd.DataFrame(
        {
            "id": [f"{2016 + p}-{i}" for p in range(len(ones)) for i in range(total)],
            "text": "",
            "year": np.repeat(2016 + np.arange(len(ones)), total),
            "date_precision": "year",
        }
    )
    corpus = Corpus(frame.assign(story=frame["id"], date=frame["year"].astype(str)))
    scores = ThemeScores(np.zeros((len(frame), 1)), None, tuple(frame["id"]), ("a",), "seeds", np.zeros((1, 1)), ("x",))
    rows = [(f"{2016 + p}-{i}", int(i < ones[p])) for p in range(len(ones)) for i in range(n)]
    codes = pd.DataFrame(rows, columns=["unit", "value"])
    coding = Coding(codes.assign(coder="c", theme="a", inclusion_probability=n / total))
    return prevalence(scores, corpus, seed=1, measure="presence", coding=coding, draws=4000)


def test_a_theme_that_appears_from_nothing_rose() -> None:
    found = cell([0, 78], 300)
    lower, upper = found.interval()
    assert lower[0, 0] == 0 and upper[0, 0] == pytest.approx(stats.beta.ppf(0.975, 0.5, 300.5), rel=0.1)
    assert contrasts(found).frame["verdict"].tolist() == ["rose"]
    assert contrasts(cell([0, 15], 300)).frame["verdict"].tolist() == ["rose"]
    assert contrasts(cell([0, 12], 120)).frame["verdict"].tolist() == ["rose"]
    assert contrasts(cell([300, 222], 300)).frame["verdict"].tolist() == ["fell"]
    assert contrasts(cell([0, 0], 300)).frame["verdict"].tolist() == ["no clear change"]


def test_all_coded_alike_has_an_upper_limit_of_one_and_cells_that_no_story_moves_vary_apart() -> None:
    found = cell([50, 50, 50], 50)
    lower, upper = found.interval()
    assert (upper == 1).all() and (lower < 0.96).all() and (lower > 0.9).all()
    assert abs(np.corrcoef(found.draws[:, 0, 0], found.draws[:, 1, 0])[0, 1]) < 0.1


def test_few_positives_rest_on_the_number_of_codes_not_on_their_variance() -> None:
    found = cell([1, 2, 12], 60, 400)
    lower, upper = found.interval()
    for p, k in enumerate((1, 2)):
        low, high = stats.beta.ppf([0.025, 0.975], k + 0.5, 60 - k + 0.5)  # Jeffreys
        assert (lower[p, 0], upper[p, 0]) == pytest.approx((low, high), abs=0.012)


def two_coders(drift: float, doubles: int, *, split: bool, n: int = 300) -> tuple[Prevalence, Coding]:
    """Two years of a theme at .3 in both; An says 1 too often; An codes early, Bình late where `split`."""
    rng = np.random.default_rng(5)
    frame = pd.DataFrame({"id": [f"u{i}" for i in range(2 * n)], "text": "", "year": np.repeat([2016, 2017], n)})
    corpus = Corpus(frame.assign(story=frame["id"], date=frame["year"].astype(str), date_precision="year"))
    truth = rng.random(2 * n) < 0.3
    said = {"An": truth | (rng.random(2 * n) < drift), "Bình": truth}
    rows = []
    for i in range(2 * n):
        early = i < n
        single = rng.random() < 0.9 if split else rng.random() < 0.5
        who = (
            ["An", "Bình"]
            if i % n < doubles
            else [("An" if single == early else "Bình") if split else ("An" if single else "Bình")]
        )
        rows += [(f"u{i}", name, "a", int(said[name][i]), 1.0) for name in who]
    coding = Coding(pd.DataFrame(rows, columns=["unit", "coder", "theme", "value", "inclusion_probability"]))
    scores = ThemeScores(np.zeros((2 * n, 1)), None, tuple(frame["id"]), ("a",), "seeds", np.zeros((1, 1)), ("x",))
    return prevalence(scores, corpus, seed=1, measure="presence", coding=coding), coding


def test_coders_whose_shares_go_with_the_periods_are_brought_to_their_mean() -> None:
    found, _ = two_coders(0.4, 100, split=True)
    assert "coders_corrected" in {one.code for one in found.cautions}
    assert abs(found.estimate[1, 0] - found.estimate[0, 0]) < 0.08
    assert contrasts(found).frame["verdict"].tolist() == ["no clear change"]
    dealt, _ = two_coders(0.4, 100, split=False)
    assert "coders_corrected" not in {one.code for one in dealt.cautions}


def test_without_enough_units_coded_by_both_the_periods_are_not_comparable() -> None:
    found, _ = two_coders(0.4, 5, split=True)
    table = contrasts(found).frame
    assert table["verdict"].tolist() == ["not comparable"] and table["reason_code"].tolist() == ["coders_unknown"]


def test_a_coder_for_each_period_is_never_a_change() -> None:
    found, coding = two_coders(0.4, 0, split=True)
    year = coding.frame["unit"].str[1:].astype(int) < 300
    apart = Coding(coding.frame.assign(coder=np.where(year, "An", "Bình")).drop_duplicates(["unit", "theme"]))
    corpus = Corpus(
        pd.DataFrame({"id": [f"u{i}" for i in range(600)], "text": "", "year": np.repeat([2016, 2017], 300)}).assign(
            story=lambda f: f["id"], date=lambda f: f["year"].astype(str), date_precision="year"
        )
    )
    ids = tuple(corpus.frame["id"])
    scores = ThemeScores(np.zeros((600, 1)), None, ids, ("a",), "seeds", np.zeros((1, 1)), ("x",))
    found = prevalence(scores, corpus, seed=1, measure="presence", coding=apart)
    table = contrasts(found).frame
    assert table["verdict"].tolist() == ["not comparable"] and table["reason_code"].tolist() == ["coders_separated"]
    assert found.not_comparable[0][:2] == ("2016", "2017")


def test_settled_codes_correct_the_coders_mean() -> None:
    found, coding = two_coders(0.4, 100, split=False)
    both = coding.frame[coding.frame.duplicated("unit", keep=False)]
    final = both[both["coder"] == "Bình"].assign(coder="settled")  # Bình is right
    settled = Coding(pd.concat([coding.frame, final]))
    ids = [f"u{i}" for i in range(600)]
    frame = pd.DataFrame({"id": ids, "text": "", "story": ids, "year": np.repeat([2016, 2017], 300)})
    corpus = Corpus(frame.assign(date=frame["year"].astype(str), date_precision="year"))
    scores = ThemeScores(np.zeros((600, 1)), None, tuple(ids), ("a",), "seeds", np.zeros((1, 1)), ("x",))
    after = prevalence(scores, corpus, seed=1, measure="presence", coding=settled)
    assert (found.estimate > 0.36).all() and (abs(after.estimate - 0.3) < 0.11).all()
    assert after.draws.std(axis=0).min() > found.draws.std(axis=0).min()
    assert "codes_settled" in {one.code for one in after.cautions}
    some_open = Coding(pd.concat([coding.frame, final.iloc[::3]]))
    open_ = prevalence(scores, corpus, seed=1, measure="presence", coding=some_open)
    assert open_.estimate == pytest.approx(found.estimate)  # those settled first would be a choice


def test_waves_of_their_own_are_averaged_by_their_codes() -> None:
    rng = np.random.default_rng(1)
    ids = [f"u{i}" for i in range(400)]
    frame = pd.DataFrame({"id": ids, "text": "", "story": ids, "year": 2016})
    corpus = Corpus(frame.assign(date="2016", date_precision="year"))
    scores = ThemeScores(np.zeros((400, 1)), None, tuple(ids), ("a",), "seeds", np.zeros((1, 1)), ("x",))
    truth, pi = rng.random(400) < 0.4, rng.uniform(0.1, 0.9, 400)
    waves = []
    for wave, chance in (("one", np.full(400, 0.2)), ("two", pi)):
        drawn = rng.random(400) < chance
        rows = {"unit": np.array(ids)[drawn], "value": truth[drawn].astype(int), "inclusion_probability": chance[drawn]}
        waves.append(pd.DataFrame(rows).assign(coder="c", theme="a", wave=wave))
    coding = Coding(pd.concat(waves))
    found = prevalence(scores, corpus, seed=1, measure="presence", coding=coding)
    means = [np.average(w["value"], weights=1 / w["inclusion_probability"]) for w in waves]
    assert found.estimate[0, 0] == pytest.approx(np.average(means, weights=[len(w) for w in waves]), abs=1e-9)


def test_coders_are_averaged_and_named(planted: Planted) -> None:
    first = planted.codes(1, n=50).frame
    second = first.assign(coder="other", value=1 - first["value"])
    both = Coding(pd.concat([first, second]), "presence", "two simulated coders")
    found = calibrated(planted, both, without_scores(planted))
    assert found.estimate == pytest.approx(np.full((4, 4), 0.5))
    assert str(found.cautions[0]) == "two simulated coders" and found.n_coders == 2


def test_uncoded_values_are_left_out(planted: Planted) -> None:
    frame = planted.codes(1, n=50).frame
    holes = frame.assign(value=frame["value"].mask((frame["theme"] == "theme_01") & (frame.index % 8 == 0)))
    found = calibrated(planted, Coding(holes), without_scores(planted))
    kept = holes[(holes["theme"] == "theme_01") & holes["value"].notna()]
    year = planted.corpus.rows(kept["unit"])["year"].to_numpy()
    assert found.estimate[0, 0] == pytest.approx(kept["value"].to_numpy(dtype=float)[year == 2016].mean())


def test_dominant_is_calibrated_by_main_theme_codes(planted: Planted) -> None:
    model = true_model(planted)
    codes = planted.codes(1, n=150, question="main theme")
    found = prevalence(model, planted.corpus, seed=1, measure="dominant", coding=codes)
    truth = np.stack([[(planted.dominant[planted.period == p] == t).mean() for t in range(4)] for p in range(4)])
    assert found.estimate == pytest.approx(truth) and found.calibrated and found.method == "lda"
    with pytest.raises(CodingError, match="'main theme'"):
        prevalence(model, planted.corpus, seed=1, measure="dominant", coding=planted.codes(1))
    with pytest.raises(CodingError, match="'presence'"):
        calibrated(planted, codes)


def test_codes_all_alike_never_give_a_false_change_or_a_zero_width(planted: Planted) -> None:
    frame = planted.codes(1, n=50).frame
    year = planted.corpus.rows(frame["unit"])["year"].to_numpy()
    none = frame.assign(value=frame["value"].mask(year == 2016, 0))
    found = calibrated(planted, Coding(none))
    lower, upper = found.interval()
    assert not (upper[0] - lower[0] <= 0).any()
    assert "too few" not in set(contrasts(found).frame["verdict"])
    everywhere = calibrated(planted, Coding(frame.assign(value=0)))
    lower, upper = everywhere.interval()
    assert not (upper - lower <= 0).any()
    assert not {"rose", "fell"} & set(contrasts(everywhere).frame["verdict"])


def test_a_period_with_one_coded_story_has_no_estimate(planted: Planted) -> None:
    frame = planted.codes(1, n=50).frame
    year = planted.corpus.rows(frame["unit"])["year"].to_numpy()
    first = frame["unit"][year == 2018].iloc[0]
    few = Coding(frame[(year != 2018) | (frame["unit"] == first).to_numpy()])
    found = calibrated(planted, few)
    assert np.isnan(found.estimate[2]).all() and np.isfinite(found.estimate[[0, 1, 3]]).all()
    assert any("2018" in str(caution) for caution in found.cautions)
    verdicts = contrasts(found, pairs=[("2016", "2018"), ("2016", "2019")]).frame
    assert set(verdicts[verdicts["later"] == "2018"]["verdict"]) == {"too few"}
    assert "too few" not in set(verdicts[verdicts["later"] == "2019"]["verdict"])


def test_bad_codes_are_refused_by_name(planted: Planted) -> None:
    frame = planted.codes(1, n=50).frame
    gone = calibrated(planted, Coding(frame.replace({"unit": {frame["unit"].iloc[0]: "ghost"}})))
    assert "1 coded unit (ghost) is not in this corpus" in str(gone.cautions[-1])  # the rest go on
    with pytest.raises(AlignmentError, match="use the corpus they were drawn from"):
        calibrated(planted, Coding(frame.assign(unit="other " + frame["unit"])))
    with pytest.raises(CodingError, match="'theme_03'"):
        calibrated(planted, Coding(frame[frame["theme"] != "theme_03"]))
    two = frame.assign(inclusion_probability=frame["inclusion_probability"].where(frame.index > 0, 0.9))
    with pytest.raises(CodingError, match="two inclusion probabilities"):
        calibrated(planted, Coding(two))
    for bad in (None, 1.5, 0.0):
        with pytest.raises(CodingError, match="inclusion_probability"):
            Coding(frame.assign(inclusion_probability=bad))


def test_platt_agrees_with_scikit_learn() -> None:
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng(1)
    x, w = rng.standard_normal(4000), rng.uniform(0.5, 2, 4000)
    y = (rng.random(4000) < 1 / (1 + np.exp(-(0.4 + 1.7 * x)))).astype(float)
    b, a = platt(x, y, w)
    other = LogisticRegression(C=1e6).fit(x[:, None], y, sample_weight=w / w.mean())
    assert (a, b) == pytest.approx((other.intercept_[0], other.coef_[0, 0]), abs=0.02)


def test_no_unit_is_corrected_by_its_own_code(planted: Planted) -> None:
    codes = planted.codes(1, n=50)
    fold = story_folds(planted.story, seed=1)
    scores = planted.scores(1)
    aligned = align_codes(codes, scores.ids, scores.themes)
    unit = int(np.flatnonzero(aligned.known[:, 0])[0])
    flipped = aligned.value.copy()
    flipped[unit] = 1 - flipped[unit]
    weight = aligned.weights(planted.period)
    before = levels(scores.score, aligned, weight, fold)
    after = levels(scores.score, replace(aligned, value=flipped), weight, fold)
    same_fold = fold == fold[unit]
    assert np.array_equal(before[same_fold], after[same_fold])
    assert not np.array_equal(before[~same_fold], after[~same_fold])


def test_plan_coding_foretells_the_width() -> None:
    planted = plant(6, units=600, n_terms=300, length=40)
    first = calibrated(planted, planted.codes(1, n=60))
    plan = plan_coding(first, width=0.12)
    needed = int(np.nanmedian(plan["n_more"])) + 60
    then = calibrated(planted, planted.codes(2, n=needed))
    lower, upper = then.interval()
    assert float((upper - lower).mean()) == pytest.approx(0.12, rel=0.2)
    assert (plan_coding(first, width=0.2)["n_more"].mean()) < plan["n_more"].mean()


def test_plan_coding_before_any_code_and_beyond_what_there_is(planted: Planted) -> None:
    scores = planted.scores(1)
    before = prevalence(scores, planted.corpus, seed=1, measure="presence")
    plan = plan_coding(before, width=0.2)
    assert (plan["n_more"] == np.ceil(0.25 * (3.919928 / 0.2) ** 2)).all() and (plan["correlation"] == 0).all()
    impossible = plan_coding(before, width=0.01)
    assert impossible["n_more"].isna().all() and impossible["note"].str.contains("pool periods").all()
    with pytest.raises(UsageError, match="share of words"):
        plan_coding(prevalence(true_model(planted), planted.corpus, seed=1), width=0.1)


def test_several_coded_units_of_a_story_are_not_taken_for_codes_all_alike(planted: Planted) -> None:
    grouped = Corpus(planted.corpus.frame.assign(story=[f"s{i // 5}" for i in range(len(planted.corpus))]))
    found = prevalence(planted.scores(1), grouped, seed=1, measure="presence", coding=planted.codes(1, n=100))
    assert (found.coded == 30).all() and (found.positives < found.coded).all() and (found.positives > 0).all()
    assert "too few" not in set(contrasts(found).frame["verdict"])


def test_few_negatives_are_treated_as_few_positives_are() -> None:
    high, low = cell([58, 40], 60, 400), cell([2, 20], 60, 400)
    assert high.draws.std(axis=0) == pytest.approx(low.draws.std(axis=0), rel=0.05)


def test_a_theme_coded_in_fewer_stories_counts_its_own(planted: Planted) -> None:
    frame = planted.codes(1, n=50).frame
    year = planted.corpus.rows(frame["unit"])["year"].to_numpy()
    first = frame["theme"] == "theme_01"
    in_2016 = frame["unit"][first.to_numpy() & (year == 2016)]
    few = frame.assign(value=frame["value"].mask(first & frame["unit"].isin(in_2016.iloc[1:])))
    found = calibrated(planted, Coding(few))
    assert found.coded[0].tolist() == [1, 50, 50, 50] and found.coded[1].tolist() == [50] * 4
    assert np.isnan(found.estimate[0, 0]) and np.isfinite(found.estimate[0, 1:]).all()
    table = contrasts(found).frame.set_index("theme")
    assert table.loc["theme_01", "verdict"] == "too few" and "1 coded story" in table.loc["theme_01", "reason"]
    assert table.loc["theme_02", "verdict"] != "too few"


def test_codes_of_units_that_were_not_measured_are_refused(planted: Planted) -> None:
    frame = planted.corpus.frame
    more = Corpus(pd.concat([frame, frame.assign(id="x" + frame["id"], parent="x" + frame["id"])]))
    codes = planted.codes(1).frame
    with pytest.raises(AlignmentError, match="none of the coded units"):
        prevalence(
            planted.scores(1),
            more,
            seed=1,
            measure="presence",
            coding=Coding(codes.assign(unit="x" + codes["unit"].astype(str))),
        )


def test_a_plan_reckons_with_a_half_where_nothing_is_known_and_never_with_certainty(planted: Planted) -> None:
    frame = planted.codes(1, n=50).frame
    year = planted.corpus.rows(frame["unit"])["year"].to_numpy()
    one = Coding(frame[(year != 2018) | (frame["unit"] == frame["unit"][year == 2018].iloc[0]).to_numpy()])
    plan = plan_coding(calibrated(planted, one), width=0.2).query("period == '2018'")
    assert (plan["n_more"] == np.ceil(0.25 * (3.919928 / 0.2) ** 2) - 1).all() and (plan["note"] == "").all()
    nothing = plan_coding(calibrated(planted, Coding(frame.assign(value=0))), width=0.07)
    assert (nothing["n_more"] > 0).all() and (nothing["estimate"] == 0).all() and (nothing["correlation"] == 0).all()


def test_refits_all_help_to_calibrate_dominance(planted: Planted) -> None:
    model, rng = true_model(planted), np.random.default_rng(1)
    noisy = replace(model, doc_topic=rng.dirichlet(np.ones(model.n_topics), len(model.ids)))
    codes = planted.codes(1, n=50, question="main theme")
    both, alone = (
        prevalence(subject, planted.corpus, seed=1, measure="dominant", coding=codes)
        for subject in ([noisy, model], noisy)
    )
    assert both.draws.std(axis=0).mean() < 0.9 * alone.draws.std(axis=0).mean()


def test_the_background_is_no_main_theme(planted: Planted) -> None:
    model = true_model(planted)
    heavy = np.full_like(model.doc_topic, 0.0)
    heavy[:, :5], heavy[:, 5] = 0.1 * model.doc_topic[:, :5], 1 - 0.1 * model.doc_topic[:, :5].sum(axis=1)
    common = replace(model, doc_topic=heavy, roles=(*model.roles[:5], "background"))
    found = prevalence(common, planted.corpus, seed=1, measure="dominant")
    assert found.estimate[:, :4].sum() > 1


@pytest.mark.parametrize("count", ["publications", "stories"])
def test_it_is_the_greg_estimator_computed_another_way(count: str) -> None:
    """Särndal, Swensson, Wretman 1992: λ by fold, mean of λf plus weighted mean of residuals, ψ summed by story."""
    planted = plant(5, units=150, n_terms=300, length=40, reprints=0.3, undated=0.1)
    scores = planted.scores(1, noise=2.0)
    codes = planted.codes(1, n=60, by_score=scores)
    level = 1 / (1 + np.exp(-3 * scores.score))
    grouping, frame = group_for(planted.corpus, scores.ids, "year")
    fold = story_folds(grouping.story, seed=3)
    given = unit_weights(frame, grouping, "presence", count, None)
    found = calibrate(level, align_codes(codes, scores.ids, scores.themes), grouping, given, fold, seed=1)
    story = np.unique(frame["story"].to_numpy().astype(str), return_inverse=True)[1]
    f = level[:, 1]
    year = frame["year"].to_numpy(dtype=float, na_value=0.0).astype(int)
    copies = frame.groupby([year, "story"])["id"].transform("size").to_numpy()
    weight = 1.0 / copies if count == "stories" else np.ones(len(frame))
    own = codes.frame[codes.frame["theme"] == "theme_02"].set_index("unit")
    y = own["value"].astype(float).reindex(frame["id"]).to_numpy()
    chance = own["inclusion_probability"].reindex(frame["id"]).to_numpy()
    known = ~np.isnan(y)
    w = weight / chance / pd.Series(1 / chance).groupby(year).transform("mean").to_numpy()  # mean 1 within a year
    slope = np.zeros(5)
    for k in range(5):
        top = bottom = 0.0
        for t in (2016, 2017, 2018, 2019):
            i = known & (fold != k) & (year == t)
            centred = f[i] - np.average(f[i], weights=w[i])
            top, bottom = top + w[i] @ (centred * y[i]), bottom + w[i] @ centred**2
        slope[k] = min(max(top / bottom, 0.0), 1.0)
    assert (slope < 1).all() and len(set(slope)) == 5
    mean_of = pd.Series(f * weight).groupby(year).transform("sum") / pd.Series(weight).groupby(year).transform("sum")
    dated = year > 0
    mean_of = mean_of.where(dated, np.average(f[dated], weights=weight[dated]))
    g = slope[fold] * (f - mean_of.to_numpy())
    corrections, masses = [], []
    for p, t in enumerate((2016, 2017, 2018, 2019)):
        here, coded = year == t, known & (year == t)
        correction = np.average((y - g)[coded], weights=w[coded])
        mean = np.average(g[here], weights=weight[here])
        assert found.estimate[p, 1] == pytest.approx(mean + correction)
        psi = np.where(here, weight / weight[here].sum() * (g - mean), 0.0)
        psi[coded] += w[coded] / w[coded].sum() * ((y - g)[coded] - correction)
        n = len(np.unique(story[coded]))
        assert min(y[coded].sum(), n - y[coded].sum()) >= 10 and found.df[p] == n - 1
        variance = (found.influences[p].values[:, 1] ** 2).sum()
        assert variance == pytest.approx(n / (n - 1) * (np.bincount(story, psi) ** 2).sum())
        corrections.append(correction)
        masses.append(w[coded].sum())
    undated = np.average(g[year == 0], weights=weight[year == 0]) + np.average(corrections, weights=masses)
    assert found.undated is not None and found.undated[1] == pytest.approx(undated)


def test_a_plan_for_a_level_of_zero_reckons_with_one_per_cent(planted: Planted) -> None:
    model = true_model(planted)
    never = replace(model, doc_topic=np.eye(model.n_topics)[np.full(len(model.ids), 5)])
    plan = plan_coding(prevalence(never, planted.corpus, seed=1, measure="dominant"), width=0.1)
    assert (plan["estimate"] == 0).all() and set(plan["n_more"]) == {np.ceil(0.0099 * (3.919928 / 0.1) ** 2)}


def test_a_variance_that_few_stories_carry_is_believed_as_far_as_they_go() -> None:
    """One story in twenty printed ten times: fewer codes than by the variance, by Korn & Graubard's t of d + 2."""
    rng = np.random.default_rng(3)
    n, often = 300, np.where(np.arange(300) % 20 == 0, 10, 1)
    first, unit = np.cumsum(often) - often, np.repeat(np.arange(300), often)
    coded = np.sort(rng.permutation(n)[:120])
    value = np.full((len(unit), 1), np.nan)
    value[first[coded], 0] = rng.random(120) < 0.3
    grouping = Grouping(("2020",), np.zeros(len(unit), dtype=np.int64), unit, np.arange(len(unit)), "year")
    none = np.full((len(coded), 1), np.nan)
    chance = (120 / n / often)[coded]
    codes = Codes(value, first[coded], ("a",), value[first[coded]][None], none, chance[None])
    flat, ones = np.full((len(unit), 1), 0.3), np.ones(len(unit))
    found = calibrate(flat, codes, grouping, ones, unit % 5, seed=1)
    w = often[coded].astype(float)
    d = (w**2).sum() ** 2 / (w**4).sum() - 1
    assert found.worth[0, 0] == pytest.approx(d) and d < 12
    theta, variance = found.estimate, (found.influences[0].values ** 2).sum(axis=0)[None]
    m = float(theta[0, 0] * (1 - theta[0, 0]) / variance[0, 0])
    e, kish = min(float(found.effective[0, 0]), d), w.sum() ** 2 / (w**2).sum()
    wider = stats.t.ppf(0.975, d + 2) / stats.t.ppf(0.975, m - 1)
    wanted = (e * m / wider**2 + 2 * kish) / (e + 2)
    assert effective_codes(theta, variance, found)[0, 0] == pytest.approx(wanted) and wider > 1


def test_means_and_errors_are_those_of_survey_and_clubsandwich(monkeypatch: pytest.MonkeyPatch) -> None:
    """tests/golden/calibration.R: svymean of the codes by story, and the difference estimator with the predictions."""
    golden = Path(__file__).resolve().parents[1] / "golden"
    units, wanted = (pd.read_csv(golden / f"calibration_{name}.csv") for name in ("units", "values"))
    at = np.flatnonzero(units["code"].notna())
    value = units[["code"]].to_numpy()
    own, none = value[at], np.full((len(at), 1), np.nan)
    codes = Codes(value, at, ("a",), own[None], none, units["chance"].to_numpy()[at][None])
    story, ones = units["story"].to_numpy(), np.ones(len(units))
    grouping = Grouping(("0", "1"), units["period"].to_numpy(), story, np.arange(len(units)), "year")
    plain = calibrate(np.full((len(units), 1), 0.3), codes, grouping, ones, story % 5, seed=1)
    assert plain.estimate[:, 0] == pytest.approx(wanted["mean"], abs=1e-12)
    errors = [float(np.sqrt((part.values**2).sum())) for part in plain.influences]
    assert errors == pytest.approx(wanted["se"].tolist(), rel=1e-9)
    assert errors == pytest.approx(wanted["se_cr1"].tolist(), rel=1e-9)
    monkeypatch.setattr("toolkit.trends.calibration._slopes", lambda *given: np.ones((5, 1)))
    helped = calibrate(units[["predicted"]].to_numpy(), codes, grouping, ones, story % 5, seed=1)
    assert helped.estimate[:, 0] == pytest.approx(wanted["difference"], abs=1e-12)
    for p, part in enumerate(helped.influences):  # less what the stories themselves add, the error of the difference
        here = (units["period"] == p).to_numpy()
        f, n = units["predicted"].to_numpy()[here], len(set(story[at][here[at]]))
        mean = np.bincount(np.unique(story[here], return_inverse=True)[1], weights=(f - f.mean()) / here.sum())
        left = part.values[:, 0] - mean * np.sqrt(n / (n - 1))
        assert float(np.sqrt((left**2).sum())) == pytest.approx(wanted["se_left"][p], rel=1e-9)
