"""Coefficients of columns: equal to other programs where they overlap, and covering where only a sample is coded."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from toolkit.base.errors import AlignmentError, CodingError, InputError, UsageError
from toolkit.base.reasons import reason_text
from toolkit.documents.corpus import Corpus
from toolkit.evidence.codes import Coding
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.plots.effects import effects_caption, plot_effects
from toolkit.trends.adjusted import adjusted_changes
from toolkit.trends.coefficients import COLUMNS, WEIGHT, Effects
from toolkit.trends.corrected import Units, fit_coded, fit_plain, reml
from toolkit.trends.effects import LEAST_SPREAD, effects, joined_variance
from toolkit.trends.prevalence import prevalence

THEMES = ("one", "two")


def made(n: int = 2000, *, seed: int = 1, n_coded: int = 400, copies: bool = False) -> tuple[Any, Corpus, Coding]:
    """Units of four outlets over eight years; outlet b carries theme one more often (.15); scores err by outlet."""
    rng = np.random.default_rng(seed)
    year = rng.integers(2016, 2024, n)
    source = rng.choice(["a.vn", "b.vn", "c.vn", "d.vn"], n, p=[0.4, 0.3, 0.2, 0.1])
    story = rng.integers(0, n // 2, n) if copies else np.arange(n)
    p = np.stack([0.25 + 0.15 * (source == "b.vn") + 0.01 * (year - 2016), np.full(n, 0.1)], axis=1)
    y = rng.random((n, 2)) < p
    score = 1.5 * y + rng.normal(0, 1, (n, 2)) + 1.0 * (source == "c.vn")[:, None]
    ids = tuple(f"u{i:05d}" for i in range(n))
    frame = pd.DataFrame({"id": ids, "text": "một bài", "source": source, "year": pd.array(year, dtype="Int64")})
    frame["date"] = [f"{v}-{1 + i % 12:02d}-15" for i, v in enumerate(year)]
    frame["story"] = [f"s{s}" for s in story]
    frame["section"] = rng.choice(["thời sự", "thế giới"], n)
    scores = ThemeScores(score, None, ids, THEMES, "seeds", np.zeros((2, 1)), ("bài",))
    at = np.sort(rng.choice(n, n_coded, replace=False))
    coded = pd.DataFrame(
        {
            "unit": np.repeat(np.array(ids, dtype=object)[at], 2),
            "coder": "simulated",
            "theme": list(THEMES) * n_coded,
            "value": y[at].astype(int).ravel(),
            "inclusion_probability": n_coded / n,
        }
    )
    return scores, Corpus(frame), Coding(coded, "presence", "simulated coders")


def test_where_all_is_coded_it_is_least_squares_with_hc2() -> None:
    sm = pytest.importorskip("statsmodels.api", reason="golden witness of the tests: pip install statsmodels")
    scores, corpus, coding = made(600, n_coded=600)
    found = effects(scores, corpus, "year + C(source)", coding=coding, seed=1)
    x = found.design.matrix(corpus.frame)
    y = coding.frame["value"].to_numpy(dtype=float).reshape(-1, 2)
    for t in range(2):
        theirs = sm.OLS(y[:, t], x).fit(cov_type="HC2")
        assert np.abs(found.estimate[:, t] - theirs.params).max() < 1e-8
        fitted = fit_coded(
            Units(x, np.ones(600), np.arange(600), np.arange(600) % 5), np.zeros(600), y[:, t], np.ones(600)
        )
        assert fitted is not None
        assert np.abs(fitted.pull.T @ fitted.pull - theirs.cov_params()).max() < 1e-8


def test_clusters_have_the_cr2_variance_of_clubsandwich() -> None:
    i = np.arange(60)
    x = np.column_stack([np.ones(60), np.cos(i * 0.9) + 0.1 * (i % 7), (i % 3 == 1).astype(float)])
    y = (np.sin(i * 1.7) > 0.2).astype(float)
    g = np.where(i < 20, i // 4, np.where(i < 40, 5 + (i - 20) // 2, 15 + (i - 40)))
    for weight, wanted in ((np.ones(60), CLUB_PLAIN), (1 + 0.5 * (i % 4), CLUB_WEIGHTED)):
        found = fit_plain(Units(x, weight, g, np.zeros(60, dtype=np.int64)), y)
        assert found is not None
        assert (found.pull.T @ found.pull).ravel() == pytest.approx(wanted, rel=1e-7)


# lm(y ~ a + b, data = d[, weights = w]); vcovCR(m, cluster = d$g, type = "CR2") of clubSandwich in R
CLUB_PLAIN = [
    0.00825416780446,
    -0.00420883901883,
    -0.00966720442988,
    -0.00420883901883,
    0.0104982573691,
    0.00157073600124,
    -0.00966720442988,
    0.00157073600124,
    0.0254978301927,
]
CLUB_WEIGHTED = [
    0.00816379870131,
    -0.00387443560038,
    -0.00951055659097,
    -0.00387443560038,
    0.0114302609625,
    0.000559706737205,
    -0.00951055659097,
    0.000559706737205,
    0.0271782778775,
]


def test_one_table_with_the_columns_promised() -> None:
    scores, corpus, coding = made()
    found = effects(scores, corpus, "one, one | two ~ year + C(source)", coding=coding, seed=1)
    table = found.to_frame()
    assert list(table.columns) == list(COLUMNS) and len(table) == 2 * 5
    assert found.themes == ("one", "one | two")
    wanted = table[(table["theme"] == "one") & (table["term"] == "C(source)[b.vn]")].iloc[0]
    assert wanted["lower"] < 0.15 < wanted["upper"] and wanted["p_adjusted"] < 0.05
    assert table["p_adjusted"].isna().sum() == 2, "the intercepts are not tested"
    assert (table["p_adjusted"].dropna() >= table["p_value"][table["p_adjusted"].notna()] - 1e-3).all()


def test_the_same_seed_gives_the_same_bytes_and_saved_it_is_equal() -> None:
    scores, corpus, coding = made()
    one = effects(scores, corpus, "bs(date, 4) * section", coding=coding, seed=3)
    two = effects(scores, corpus, "bs(date, 4) * section", coding=coding, seed=3)
    assert one.draws.tobytes() == two.draws.tobytes()
    assert (
        effects(scores, corpus, "bs(date, 4) * section", coding=coding, seed=4).draws.tobytes() != one.draws.tobytes()
    )
    again = Effects.from_parts(one.to_parts())
    assert again.predict({"section": ["thời sự"]}).equals(one.predict({"section": ["thời sự"]}))
    assert again.to_frame().equals(one.to_frame())


def test_order_of_units_and_sub_corpora_do_not_matter() -> None:
    scores, corpus, coding = made()
    turned = Corpus(corpus.frame.iloc[::-1].reset_index(drop=True))
    same = effects(scores, turned, "year + C(source)", coding=coding, seed=1)
    assert same.estimate == pytest.approx(effects(scores, corpus, "year + C(source)", coding=coding, seed=1).estimate)
    part = Corpus(corpus.frame[corpus.frame["source"] != "d.vn"].reset_index(drop=True))
    found = effects(scores, part, "year + C(source)", coding=coding, seed=1)
    assert found.n_units == len(part) and not any("d.vn" in term for term in found.terms)


def test_levels_at_a_fixed_mix_and_contrasts_follow_from_the_same_draws() -> None:
    scores, corpus, coding = made()
    found = effects(scores, corpus, "one ~ year + C(source)", coding=coding, seed=1)
    at = found.predict({"source": ["a.vn", "b.vn"]})
    assert list(at.columns) == ["theme", "source", "estimate", "lower", "upper", "level"]
    gap = at["estimate"].iloc[1] - at["estimate"].iloc[0]
    told = found.contrast({"C(source)[b.vn]": 1.0})
    assert told["estimate"].iloc[0] == pytest.approx(gap)
    years = found.predict({"year": [2016, 2023]})
    slope = found.estimate[found.terms.index("year"), 0]
    assert years["estimate"].iloc[1] - years["estimate"].iloc[0] == pytest.approx(7 * slope)
    shares = corpus.frame["source"].value_counts(normalize=True)
    parts = found.predict({"source": list(shares.index)})["estimate"].to_numpy()
    middle = float((found.profiles[WEIGHT] / found.profiles[WEIGHT].sum()).sum())
    assert middle == pytest.approx(1.0) and shares.to_numpy() @ parts == pytest.approx(
        found.predict({"year": [int(found.profiles["year"].iloc[0])]})["estimate"].iloc[0], abs=1e-9
    )


def test_without_codes_it_says_so_and_tests_nothing() -> None:
    scores, corpus, _ = made()
    found = effects(scores, corpus, "year + C(source)", seed=1)
    assert not found.calibrated and found.to_frame()["p_adjusted"].isna().all()
    assert any(caution.code == "effects_uncalibrated" for caution in found.cautions)


@pytest.mark.parametrize("is_index", [True, False])
def test_uncoded_figures_without_a_level_are_an_index_and_no_points(is_index: bool) -> None:
    """A coefficient of an index was drawn as +189.7 points, and its levels had intervals that they lay outside of."""
    scores, corpus, coding = made()
    wide = replace(scores, score=40 * scores.score)
    found = effects(
        wide if is_index else scores, corpus, "year + C(source)", coding=None if is_index else coding, seed=1
    )
    assert found.is_index is is_index and type(found).from_parts(found.to_parts()).is_index is is_index
    levels = found.predict({"source": ["a.vn", "b.vn"]})
    assert ((levels["lower"] <= levels["estimate"]) & (levels["estimate"] <= levels["upper"])).all()
    for language, points in (("vi", "điểm phần trăm"), ("en", "percentage points")):
        ax = plot_effects(found, language=language)
        assert (points in ax.get_xlabel()) is not is_index
        assert ("p " in effects_caption(found, language)) is not is_index


def test_the_verdict_follows_p_and_is_silent_where_none_is_due() -> None:
    scores, corpus, coding = made()
    found = effects(scores, corpus, "one ~ year + C(source)", coding=coding, seed=1).to_frame().set_index("term")
    assert found.at["C(source)[b.vn]", "verdict"] == "higher" and found.at["intercept", "verdict"] == ""
    wanted = np.where(found["p_adjusted"] <= 0.05, np.where(found["estimate"] > 0, "higher", "lower"), "not shown")
    assert (found["verdict"].drop("intercept") == pd.Series(wanted, found.index).drop("intercept")).all()
    turned = ThemeScores(-scores.score, None, scores.ids, THEMES, "seeds", scores.weights, scores.terms)
    opposite = Coding(coding.frame.assign(value=1 - coding.frame["value"]), "presence", "")
    less = effects(turned, corpus, "one ~ year + C(source)", coding=opposite, seed=1).to_frame().set_index("term")
    assert less.at["C(source)[b.vn]", "verdict"] == "lower"
    assert (effects(scores, corpus, "year + C(source)", seed=1).to_frame()["verdict"] == "").all()
    spline = effects(scores, corpus, "bs(date, 4) + C(source)", coding=coding, seed=1).to_frame()
    assert (spline.loc[spline["term"].str.startswith("bs("), "verdict"] == "").all()
    short = Corpus(corpus.frame[corpus.frame["year"] <= 2018].assign(date=None))
    thin = effects(scores, short, "one ~ year + C(source)", coding=coding, seed=1).to_frame().set_index("term")
    assert (thin.at["year", "verdict"], thin.at["year", "note"]) == ("", "exploratory")


def test_cautions_are_reasons_in_both_languages_and_kept() -> None:
    scores, corpus, coding = made()
    gone = corpus.frame["section"].where(np.arange(len(corpus)) % 10 > 0, None)
    part = Corpus(corpus.frame[corpus.frame["year"] <= 2018].assign(date=None, section=gone))
    found = effects(scores, part, "year + section", coding=coding, seed=1)
    assert [caution.code for caution in found.cautions] == ["units_without_value", "exploratory_time"]
    assert all(reason_text(one, "vi") != reason_text(one, "en") for one in found.cautions)
    parts = found.to_parts()
    kept = replace(parts, meta=json.loads(json.dumps(parts.meta)))
    assert Effects.from_parts(kept).cautions == found.cautions
    old = replace(kept, meta={**kept.meta, "cautions": ["as the first release told it"]})
    assert [str(one) for one in Effects.from_parts(old).cautions] == ["as the first release told it"]


@pytest.mark.parametrize(
    ("column", "formula", "error", "told"),
    [
        ({"a": "same"}, "a", UsageError, "one value only"),
        ({"a": 3.0}, "a", UsageError, "the same for all units"),
        ({"a": [None, None, "x", "y"]}, "a", None, ""),
        ({"a": [None, None, None, "x", "y"]}, "a", InputError, "missing for 60%"),
        ({"a": "5,000 levels"}, "C(a)", UsageError, "fewer than two values"),
        ({"a": "y2"}, "year + a", UsageError, "collinear"),
        ({"a": ["thời sự", "thế giới"]}, "bs(a, 4)", UsageError, "holds words"),
        ({"a": [1, 2]}, "bs(a, 4)", UsageError, "more pieces"),
        ({"a": [True, False]}, "a", None, ""),
        ({"a": ["nhiều"] * 700 + ["ba"]}, "a", UsageError, "fewer than two values"),
        ({}, "nobody", UsageError, "lacks"),
        ({}, "yaer", UsageError, "did you mean 'year'"),
        ({"a": [float("nan")] * 3 + [float("inf")]}, "a", InputError, "missing"),
    ],
)
def test_bad_columns_are_told_in_a_sentence_of_ours(
    column: dict[str, Any], formula: str, error: type[Exception] | None, told: str
) -> None:
    scores, corpus, coding = made()
    n = len(corpus)
    for name, values in column.items():
        if values == "5,000 levels":
            values = [f"người {i % 1900}" for i in range(n)]
        elif values == "y2":
            values = corpus.frame["year"] * 2 + 1
        elif isinstance(values, list):
            values = (values * n)[:n]
        corpus = Corpus(corpus.frame.assign(**{name: values}))
    if error is None:
        assert len(effects(scores, corpus, formula, coding=coding, seed=1).to_frame()) >= 4
        return
    with pytest.raises(error, match=told):
        effects(scores, corpus, formula, coding=coding, seed=1)


def test_a_wrong_call_is_a_sentence_of_ours() -> None:
    scores, corpus, coding = made()
    with pytest.raises(UsageError, match="collinear"):
        effects(scores, Corpus(corpus.frame.assign(y2=corpus.frame["year"] * 2)), "year + y2", coding=coding, seed=1)
    with pytest.raises(UsageError, match="did you mean"):
        effects(scores, corpus, "oen ~ year", coding=coding, seed=1)
    with pytest.raises(AlignmentError, match="in this corpus"):
        effects(scores, Corpus(corpus.frame.assign(id=["x" + i for i in corpus.frame["id"]])), "year", seed=1)
    with pytest.raises(UsageError, match="one column"):
        effects(scores, corpus, "year", coding=coding, seed=1).predict({"source": ["a.vn"]})
    with pytest.raises(CodingError, match="do not calibrate"):
        effects(scores, corpus, "year", coding=Coding(coding.frame, "main theme", ""), seed=1)


def test_thin_levels_are_merged_and_told() -> None:
    scores, corpus, coding = made()
    authors = [f"tác giả {i % 600}" if i % 2 else "ban biên tập" for i in range(len(corpus))]
    found = effects(scores, Corpus(corpus.frame.assign(author=authors)), "C(author)", coding=coding, seed=1)
    assert found.terms == ("intercept", "C(author)[other]")
    assert any(caution.code == "levels_thin_coded" and "tác giả" in str(caution) for caution in found.cautions)


def test_a_coefficient_of_time_knows_shocks_of_years() -> None:
    rng = np.random.default_rng(2)
    false = {True: 0, False: 0}
    for _ in range(60):
        year = np.repeat(np.arange(10), 400)
        shock = rng.normal(0, 0.05, 10)
        y = (rng.random(4000) < 0.3 + shock[year]).astype(float)
        frame = pd.DataFrame({"id": [str(i) for i in range(4000)], "text": "x", "year": year + 2010, "date": None})
        scores = ThemeScores(y[:, None], y[:, None], tuple(frame["id"]), ("one",), "codes", np.zeros((1, 1)), ("x",))
        found = effects(scores, Corpus(frame.astype({"year": "Int64"})), "year", seed=1, draws=100)
        bare = abs(found.estimate[1, 0]) / np.sqrt(y.var() / 4000) / (1 / np.std(np.arange(10)))
        false[False] += bare > 1.96
        false[True] += bool(found.to_frame()["p_value"].iloc[1] < 0.05)
    assert false[False] >= 20, "the story sandwich alone is deceived"
    assert false[True] <= 8


@pytest.mark.parametrize("period_df", [5, 6, 10, 26])
def test_intervals_cover_at_any_size_of_shocks(period_df: int) -> None:
    chance = (np.arange(4000) + 0.5) / 4000
    one = np.ones(4000)
    for shock in (0.0, 0.1, 0.25, 0.5, 1.0, 1.7, 3.0, 6.0, 20.0):  # shocks over what stories leave uncertain
        found = (1 + shock) * stats.chi2.ppf(chance, period_df) / period_df
        shared = np.maximum(found - 1, 0.0)  # bounded at zero, as tau2 is
        spread = np.clip(found / (1 + shared), LEAST_SPREAD, 1.0)
        variance, df = joined_variance(one, 80.0 * one, shared, spread, LEAST_SPREAD * one, period_df)
        reach = stats.t.ppf(0.975, df) * np.sqrt(variance)
        coverage = float((2 * stats.norm.cdf(reach / np.sqrt(1 + shock)) - 1).mean())
        assert 0.934 < coverage < 0.96, (shock, coverage)


def test_periods_that_lie_close_narrow_time_alone() -> None:
    rng = np.random.default_rng(8)
    year = np.repeat(np.arange(8), 300)
    even = np.concatenate([(np.arange(300) < 90).astype(float) for _ in range(8)])  # the same share every year
    source = rng.permutation(np.where(np.arange(2400) % 2, "a", "b"))
    frame = pd.DataFrame({"id": [str(i) for i in range(2400)], "text": "x", "year": year + 2010, "source": source})
    scores = ThemeScores(even[:, None], even[:, None], tuple(frame["id"]), ("one",), "c", np.zeros((1, 1)), ("x",))
    found = effects(scores, Corpus(frame.astype({"year": "Int64"})), "year + C(source)", seed=1, draws=100)
    at = found.terms.index("year")
    plain = np.sqrt(even.var() / 2400) / np.std(year)
    assert found.error[at, 0] == pytest.approx(np.sqrt(LEAST_SPREAD) * plain, rel=0.01)
    other = next(c for c, term in enumerate(found.terms) if "source" in term)
    assert found.error[other, 0] == pytest.approx(2 * np.sqrt(even.var() / 2400), rel=0.01)


def test_reml_finds_no_spread_and_the_spread_there_is() -> None:
    rng = np.random.default_rng(1)
    z = np.column_stack([np.ones(40), np.arange(40)])
    none = [reml(rng.normal(0, 0.1, 40), np.full(40, 0.01), z) for _ in range(40)]
    some = [reml(rng.normal(0, np.sqrt(0.05), 40), np.full(40, 0.01), z) for _ in range(40)]
    assert np.mean(none) < 0.002
    assert np.mean(some) == pytest.approx(0.04, abs=0.006)


@pytest.mark.parametrize("copies", [False, True])
def test_intervals_cover_what_was_planted(copies: bool) -> None:
    inside = np.zeros(2)
    for seed in range(60):
        scores, corpus, coding = made(1200, seed=seed, n_coded=240, copies=copies)
        table = effects(scores, corpus, "one ~ year + C(source)", coding=coding, seed=seed, draws=400).to_frame()
        row = table.set_index("term")
        for k, (term, truth) in enumerate((("C(source)[b.vn]", 0.15), ("year", 0.01))):
            inside[k] += row.at[term, "lower"] <= truth <= row.at[term, "upper"]
    assert (inside >= 53).all(), inside


def test_a_copy_of_time_under_another_name_rests_on_periods() -> None:
    """An era, an office-holder, a date of one's own: no column escapes the shocks of years by its name."""
    rng = np.random.default_rng(5)
    year = np.repeat(np.arange(2012, 2022), 300)
    day = pd.to_datetime([f"{v}-01-01" for v in year]) + pd.to_timedelta(rng.integers(0, 365, 3000), unit="D")
    own = {
        "era": np.where(day < "2017-03-10", "before", "after"),
        "twice": 2 * year,
        "seen_at": day,
        "late": (year >= 2017).astype(int),
        "outlet": rng.choice(["a", "b"], 3000),
    }
    false = dict.fromkeys(("era", "twice", "seen_at", "late"), 0)
    for seed in range(12):
        shock = rng.normal(0, 0.08, 10)
        y = (rng.random(3000) < 0.4 + shock[year - 2012]).astype(float)
        frame = pd.DataFrame({"id": [str(i) for i in range(3000)], "text": "x", "year": year, "date": day.astype(str)})
        corpus = Corpus(frame.assign(**own).astype({"year": "Int64"}))
        scores = ThemeScores(y[:, None], y[:, None], tuple(frame["id"]), ("one",), "c", np.zeros((1, 1)), ("x",))
        for name in false:
            found = effects(scores, corpus, f"{name} + outlet", seed=seed, draws=100)
            assert found.periods == ("month" if name in ("era", "seen_at") else "year") or found.period_df >= 5
            assert [c.code for c in found.cautions].count("columns_of_time") == 1
            at = next(i for i, term in enumerate(found.terms) if term.startswith(name))
            false[name] += abs(found.estimate[at, 0]) > 1.96 * found.error[at, 0]
        assert not any(c.follows for c in found.design.coded.values() if c.factor.column == "outlet")
    assert max(false.values()) <= 4, false


@pytest.mark.parametrize("name", ["weight", "count", "sum"])
def test_a_column_of_the_mix_may_bear_any_name(name: str) -> None:
    scores, corpus, coding = made(1200, n_coded=300)
    values = np.random.default_rng(1).normal(5, 1, 1200)
    plain = effects(scores, Corpus(corpus.frame.assign(x=values)), "year + x", coding=coding, seed=1)
    named = effects(scores, Corpus(corpus.frame.assign(**{name: values})), f"year + {name}", coding=coding, seed=1)
    a, b = (found.predict({"year": [2018]})["estimate"].to_numpy() for found in (plain, named))
    assert a == pytest.approx(b)
    words = Corpus(corpus.frame.assign(**{name: np.where(values > 5, "p", "q")}))
    assert effects(scores, words, f"C({name})", coding=coding, seed=1).predict({name: ["p"]}).shape[0] == 2
    assert Effects.from_parts(named.to_parts()).predict({"year": [2018]})["estimate"].to_numpy() == pytest.approx(b)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("name", "values", "wanted"),
    [
        ("huge", lambda z: z * 1e300, "cannot be told apart"),
        ("tiny", lambda z: z * 1e-300, "cannot be told apart"),
        ("far", lambda z: 1e12 + z, "cannot be told apart"),
        ("complex", lambda z: z + 1j, "pool its values"),
        ("intercept", lambda z: z, "two terms would bear the name"),
    ],
)
def test_numbers_that_no_regression_can_take(name: str, values: Any, wanted: str) -> None:
    scores, corpus, coding = made(1200, n_coded=300)
    own = Corpus(corpus.frame.assign(**{name: values(np.random.default_rng(1).normal(size=1200))}))
    for formula in (name, f"year * {name}"):
        with pytest.raises(UsageError, match=wanted):
            effects(scores, own, formula, coding=coding, seed=1)


@pytest.mark.filterwarnings("error")
def test_infinite_numbers_and_blank_words_are_missing_values() -> None:
    scores, corpus, coding = made(1200, n_coded=400)
    rng = np.random.default_rng(1)
    number = np.where(rng.random(1200) < 0.02, np.inf, rng.normal(size=1200))
    word = rng.choice(["", "  ", "a", "a ", "b"], 1200, p=[0.05, 0.05, 0.3, 0.3, 0.3])
    own = Corpus(corpus.frame.assign(number=number, word=word))
    found = effects(scores, own, "year * number + bs(number, 4) - number + C(word)", coding=coding, seed=1)
    assert [t for t in found.terms if "word" in t] == ["C(word)[b]"]
    assert found.n_missing == int((~np.isfinite(number) | pd.Series(word).str.strip().eq("").to_numpy()).sum())
    assert len(found.predict({"word": ["a ", "b"]})) == 4
    with pytest.raises(UsageError, match="rename"):
        effects(scores, Corpus(corpus.frame.assign(level=word)), "level", coding=coding, seed=1).predict(
            {"level": ["a"]}
        )


def test_a_level_left_out_is_named_where_it_is_asked_for() -> None:
    scores, corpus, coding = made(1200, n_coded=300)
    few = np.where(np.arange(1200) < 3, "z", np.where(np.arange(1200) % 2, "a", "b"))
    found = effects(scores, Corpus(corpus.frame.assign(few=few)), "C(few)", coding=coding, seed=1)
    with pytest.raises(UsageError, match="'z' rests on too few stories"):
        found.predict({"few": ["z"]})


def test_outlets_as_clusters_say_nothing_of_one_outlet() -> None:
    """Its residuals sum to nothing, so that its error was none and every outlet differed."""
    scores, corpus, coding = made(1200, n_coded=400)
    kind = corpus.frame["source"].map({"a.vn": "state", "b.vn": "state", "c.vn": "state", "d.vn": "private"})
    size = corpus.frame["source"].map({"a.vn": 1.0, "b.vn": 2.0, "c.vn": 5.0, "d.vn": 9.0})
    own = Corpus(corpus.frame.assign(kind=kind, size=size))
    for formula in ("C(source)", "year + source", "C(kind)", "kind * year"):
        with pytest.raises(UsageError, match="one outlet each"):
            effects(scores, own, formula, coding=coding, seed=1, clusters="source")
    two = Corpus(own.frame.assign(kind=kind.where(own.frame["source"] != "c.vn", "private")))
    for formula in ("C(kind)", "size", "section + year"):
        assert effects(scores, two, formula, coding=coding, seed=1, clusters="source").error[1, 0] > 0.001
    with pytest.raises(UsageError, match="2 outlets cannot bear"):
        part = two.where(source=["a.vn", "d.vn"])
        effects(scores, part, "size", coding=coding, seed=1, clusters="source")


def test_no_verdict_without_an_intercept() -> None:
    scores, corpus, coding = made(1200, n_coded=300)
    for formula in ("0 + year", "C(source) - 1", "year + 0"):
        found = effects(scores, corpus, formula, coding=coding, seed=1)
        assert set(found.to_frame()["verdict"]) == {""}
        assert any(caution.code == "no_intercept" for caution in found.cautions)


def test_a_theme_named_twice_is_one_outcome() -> None:
    scores, corpus, _ = made(600)
    level = ThemeScores(*[1 / (1 + np.exp(-scores.score))] * 2, scores.ids, THEMES, "codes", np.zeros((2, 1)), ("x",))
    once, twice = (effects(level, corpus, f"{left} ~ year", seed=1) for left in ("one", "one | one, one"))
    assert twice.themes == ("one",) and twice.estimate == pytest.approx(once.estimate)


def test_codes_that_are_all_alike_show_no_difference_by_their_silence() -> None:
    """All codes 1 gave an error of rounding, and every column was lower; ten zeros of an outlet were certainty."""
    scores, corpus, coding = made(800, n_coded=300)
    for value in (0.0, 1.0):
        same = Coding(coding.frame.assign(value=value), "presence", "x")
        for formula in ("year + C(source)", "year", "C(source) * year", "date"):
            found = effects(scores, corpus, formula, coding=same, seed=1)
            assert not set(found.to_frame()["verdict"]) & {"higher", "lower"}, (value, formula)
            assert (found.error > 1e-4).all()
    rng, false = np.random.default_rng(3), 0
    for seed in range(60):  # no 1 among twelve codes of outlet z: so it is in a tenth of worlds where nothing differs
        n = 212
        y = (rng.random(n) < 0.18).astype(float)
        y[200:] = 0.0
        ids = tuple(f"u{i}" for i in range(n))
        frame = pd.DataFrame({"id": ids, "text": "x", "source": np.where(np.arange(n) < 200, "a", "z")})
        blank = ThemeScores(np.zeros((n, 1)), None, ids, ("one",), "s", np.zeros((1, 1)), ("x",))
        codes = pd.DataFrame({"unit": ids, "coder": "a", "theme": "one", "value": y, "inclusion_probability": 0.2})
        found = effects(blank, Corpus(frame), "C(source)", coding=Coding(codes, "presence", "x"), seed=seed, draws=100)
        false += found.to_frame()["verdict"].iloc[1] == "lower"
    assert false <= 6, "twelve zeros are no certainty"


def test_a_level_of_zeros_is_no_surer_for_more_passages_a_story() -> None:
    """Twelve stories without the theme are twelve, however many passages they are cut into."""
    error = []
    for k in (1, 3, 6):
        y = np.repeat(np.r_[np.zeros(12), np.arange(60) % 5 == 0], k)
        ids = tuple(f"u{i}" for i in range(72 * k))
        frame = pd.DataFrame({"id": ids, "text": "x", "year": pd.array([2016] * len(ids), dtype="Int64")}).assign(
            source=np.repeat(["b"] * 12 + ["a"] * 60, k), story=np.repeat([f"s{i}" for i in range(72)], k)
        )
        codes = pd.DataFrame({"unit": ids, "coder": "s", "theme": "one", "value": y, "inclusion_probability": 1.0})
        scores = ThemeScores(y[:, None], None, ids, ("one",), "seeds", np.zeros((1, 1)), ("x",))
        found = effects(scores, Corpus(frame), "C(source)", coding=Coding(codes), seed=1, draws=100)
        error.append(found.error[found.terms.index("C(source)[b]"), 0])
    assert error == pytest.approx([error[0]] * 3, rel=1e-6)
    assert error[0] > 0.1


def thin_world(seed: int, what: str, k: int) -> tuple[Any, Corpus, Coding, str, str]:
    """Nothing has an effect; `k` of 200 coded units part a flag, an interaction or a step from the rest."""
    rng = np.random.default_rng([41, seed])
    n = 800
    frame = pd.DataFrame({"id": [f"u{i:04d}" for i in range(n)], "text": "bài", "source": rng.choice(["a", "b"], n)})
    frame["flag"] = (rng.random(n) < 0.03).astype(int)
    frame["section"] = np.where(rng.random(n) < np.where(frame["source"] == "a", 0.5, 0.03), "x", "y")
    late = rng.random(n) < 0.03
    frame["year"] = pd.array(np.where(late, 2023, rng.integers(2016, 2023, n)), dtype="Int64")
    frame["date"] = np.where(late, "2023-12-01", frame["year"].astype(str) + "-06-15")
    cells = {"flag": frame["flag"] == 1, "step": pd.Series(late)}
    cells["interaction"] = (frame["source"] == "b") & (frame["section"] == "x")
    cell = cells[what].to_numpy()
    at = np.r_[rng.choice(np.flatnonzero(cell), k, False), rng.choice(np.flatnonzero(~cell), 200 - k, False)]
    y = (rng.random(n) < 0.25).astype(int)
    codes = pd.DataFrame({"unit": frame["id"].to_numpy()[np.sort(at)], "coder": "c", "theme": "one"})
    codes["value"], codes["inclusion_probability"] = y[np.sort(at)], 0.25
    score = (1.6 * y + rng.normal(0, 1, n))[:, None]
    scores = ThemeScores(score, None, tuple(frame["id"]), ("one",), "seeds", np.zeros((1, 1)), ("bài",))
    formula, term = {
        "flag": ("flag + C(source)", "flag"),
        "interaction": ("C(source) * C(section)", ":"),
        "step": ("step(2023-11-15) + C(source)", "step(2023-11-15)"),
    }[what]
    return scores, Corpus(frame), Coding(codes, "presence", ""), formula, term


@pytest.mark.parametrize("what", ["flag", "interaction", "step"])
@pytest.mark.parametrize("k", [1, 4])
def test_a_term_that_few_coded_stories_part_from_the_rest_has_no_figure(what: str, k: int) -> None:
    """One coded story of a flag, an interaction's cell or a step was *higher* or *lower* in a third of such worlds in
    which nothing has an effect; only levels of one column were counted."""
    false = 0
    for seed in range(8):
        scores, corpus, coding, formula, term = thin_world(seed, what, k)
        found = effects(scores, corpus, formula, coding=coding, seed=1, draws=200)
        table = found.to_frame()
        own = table[table["term"].str.contains(term, regex=False)].iloc[0]
        shown = np.isfinite(own["estimate"]) and own["verdict"] in ("higher", "lower")
        false += int((table["verdict"].isin(["higher", "lower"]) & (table["term"] != "intercept")).sum())
        assert not shown
        assert {one.code for one in found.cautions} & {"terms_thin_coded", "leverage_few"}
        if what != "interaction":
            assert np.isnan(own["estimate"]) and own["note"] == "too few" and np.isnan(own["p_value"])
            assert found.contrast({term: 1.0})["estimate"].isna().all()
            assert np.isfinite(found.predict({"source": ["a", "b"]})["estimate"]).all()
        assert Effects.from_parts(found.to_parts()).thin == found.thin
    assert false <= 1
    scores, corpus, coding, *_ = thin_world(1, "flag", k)
    flagged = effects(scores, corpus, "flag + C(source)", coding=coding, seed=1, draws=200).predict({"flag": [0, 1]})
    assert np.isfinite(flagged["estimate"][0]) and np.isnan(flagged["estimate"][1])


def test_numbers_with_a_few_wild_values_bear_no_verdict_and_say_so() -> None:
    scores, corpus, coding = made()
    rng = np.random.default_rng(3)
    wild = rng.normal(0, 1, len(corpus))
    wild[np.isin(np.array(scores.ids), coding.frame["unit"].unique()[:3])] = 1000.0
    corpus = Corpus(corpus.frame.assign(reads=wild, log_reads=rng.normal(0, 1, len(corpus))))
    found = effects(scores, corpus, "reads + log_reads + C(source)", coding=coding, seed=1)
    assert found.barred == ("reads",) and found.thin == ()
    (told,) = [one for one in found.cautions if one.code == "leverage_few"]
    assert told.field("term") == "reads" and told.field("n") in (1, 2)
    assert "reads: half of all that tells its coefficient stands in" in str(told)
    table = found.to_frame().set_index(["theme", "term"])
    assert table.loc[("one", "reads"), "verdict"] == "" and np.isfinite(table.loc[("one", "reads"), "estimate"])
    assert table.loc[("one", "C(source)[b.vn]"), "verdict"] == "higher"


def test_a_value_that_people_call_other_takes_in_the_thin_ones() -> None:
    scores, corpus, coding = made()
    desk = np.where(np.arange(len(corpus)) % 3 == 0, "other", "news").astype(object)
    desk[:120] = [f"d{i}" for i in range(120)]
    found = effects(scores, Corpus(corpus.frame.assign(desk=desk)), "C(desk)", coding=coding, seed=1)
    assert found.terms == ("intercept", "C(desk)[other]")
    assert "other" not in str(next(one for one in found.cautions if one.code == "levels_thin_coded").field("levels"))
    assert np.isfinite(found.predict({"desk": ["news", "other", "d5"]})["estimate"]).all()


def test_the_name_of_a_column_withholds_no_verdict() -> None:
    scores, corpus, coding = made()
    named = Corpus(corpus.frame.assign(**{"bs(x)": corpus.frame["source"] == "b.vn", "x": 0}))
    table = effects(scores, named, "`bs(x)`", coding=coding, seed=1).to_frame()
    assert table[(table["theme"] == "one") & (table["term"] != "intercept")]["verdict"].tolist() == ["higher"]


@pytest.mark.parametrize(
    "call",
    [
        lambda e: e.predict({"year": ["abc"]}),
        lambda e: e.predict({"year": [None]}),
        lambda e: e.predict({"year": [2020.5]}),
        lambda e: e.predict({"year": [float("inf")]}),
        lambda e: e.predict({"year": 2020}),
        lambda e: e.predict({"year": None}),
        lambda e: e.predict(["year"]),
        lambda e: e.contrast({"year": "a"}),
        lambda e: e.contrast({"year": None}),
        lambda e: e.contrast({"year": float("inf")}),
        lambda e: e.contrast(["year"]),
        lambda e: e.contrast({}),
        lambda e: e.to_frame(level=1),
    ],
)
def test_what_cannot_be_asked_of_effects_is_said(call: Any) -> None:
    scores, corpus, coding = made(600, n_coded=200)
    found = effects(scores, corpus, "year + C(source)", coding=coding, seed=1, draws=100)
    with pytest.raises(UsageError):
        call(found)


def settled_world(seed: int) -> tuple[Any, Corpus, Coding]:
    """Two coders over-code outlet b by a quarter of its zeros; most units are coded by both, and where they differ the
    truth was agreed on. The outlets do not differ."""
    rng = np.random.default_rng([43, seed])
    n, y = 1200, (rng.random(1200) < 0.25).astype(int)
    frame = pd.DataFrame({"id": [f"u{i:04d}" for i in range(n)], "text": "bài", "source": rng.choice(["a", "b"], n)})
    frame["year"] = pd.array(rng.choice([2016, 2020], n), dtype="Int64")
    rows = []
    for i in np.sort(rng.choice(n, 400, replace=False)).tolist():
        both = {who: int(y[i] or (frame["source"][i] == "b" and rng.random() < 0.25)) for who in ("lan", "minh")}
        said = both if rng.random() < 0.8 else {"lan": both["lan"]}
        said = said if len(set(said.values())) == 1 else said | {"settled": int(y[i])}
        rows += [(frame["id"][i], who, "one", value, 1 / 3) for who, value in said.items()]
    codes = pd.DataFrame(rows, columns=["unit", "coder", "theme", "value", "inclusion_probability"])
    scores = (1.6 * y + rng.normal(0, 1, n))[:, None]
    scores = ThemeScores(scores, None, tuple(frame["id"]), ("one",), "seeds", np.zeros((1, 1)), ("bài",))
    return scores, Corpus(frame), Coding(codes, "presence", "")


def test_codes_that_were_settled_move_coefficients_as_they_move_prevalence() -> None:
    """Effects, the fixed mix and company took the coders' means: a report told two calibrated differences of opposite
    sign."""
    scores, corpus, coding = settled_world(1)
    level = prevalence(scores, corpus, seed=1, measure="presence", by="source", coding=coding)
    found = effects(scores, corpus, "C(source)", coding=coding, seed=1)
    before = Coding(coding.frame[coding.frame["coder"] != "settled"], "presence", "")
    unsettled = effects(scores, corpus, "C(source)", coding=before, seed=1)
    ours, theirs = found.estimate[1, 0], level.estimate[1, 0] - level.estimate[0, 0]
    theirs = theirs if found.terms[1].endswith("[b]") else -theirs
    assert ours == pytest.approx(theirs, abs=0.01) and abs(unsettled.estimate[1, 0]) > abs(ours) + 0.08
    assert found.error[1, 0] > unsettled.error[1, 0]
    by_year = prevalence(scores, corpus, seed=1, measure="presence", coding=coding)
    row = adjusted_changes(scores, corpus, coding=coding, seed=1).iloc[0]
    assert row["change"] == pytest.approx(by_year.estimate[1, 0] - by_year.estimate[0, 0], abs=0.01)


def test_settled_codes_beside_open_disagreements_bear_no_verdict() -> None:
    scores, corpus, coding = settled_world(2)
    frame = coding.frame
    first = frame.index[frame["coder"] == "settled"][0]
    found = effects(scores, corpus, "C(source)", coding=Coding(frame.drop(index=first), "presence", ""), seed=1)
    assert set(found.barred) == set(found.terms) and "settled_left_out" in [one.code for one in found.cautions]


def test_quarters_bear_no_verdict_that_years_are_too_few_for() -> None:
    """The events of a year are common to its quarters: an interrupted series over eight years leaves four."""
    scores, corpus, coding = made()
    formula = "date + step(2020-01-01) + slope(2020-01-01) + C(source)"
    found = effects(scores, corpus, formula, coding=coding, seed=1)
    table = found.to_frame().set_index(["theme", "term"])
    of_time = [name for name, own in zip(found.terms, found.design.of_time) if own]
    assert found.period_df == 4 and len(of_time) == 3
    for name in of_time:
        assert table.loc[("one", name), "verdict"] == "" and table.loc[("one", name), "note"] == "exploratory"
    (told,) = [one for one in found.cautions if one.code == "exploratory_time"]
    assert told.field("n") == 8 and told.field("division") == "year"
    assert table.loc[("one", "C(source)[b.vn]"), "verdict"] == "higher"


def test_few_outlets_as_clusters_bear_no_verdict() -> None:
    """Two outlets against two leave at most three degrees of freedom: what was judged by them was false too often."""
    scores, corpus, coding = made(1200, n_coded=400)
    kind = corpus.frame["source"].isin(["a.vn", "b.vn"]).map({True: "state", False: "private"})
    own = Corpus(corpus.frame.assign(kind=kind))
    found = effects(scores, own, "C(kind)", coding=coding, seed=1, clusters="source")
    row = found.to_frame().iloc[1]
    assert 1 <= row["df"] < 3
    assert np.isfinite([row["estimate"], row["lower"], row["upper"]]).all()
    assert row["verdict"] == "" and np.isnan(row["p_adjusted"])
    (told,) = [one for one in found.cautions if one.code == "outlets_few_df"]
    assert found.terms[1] in str(told)
    by_story = effects(scores, own, "C(kind)", coding=coding, seed=1)
    assert by_story.to_frame().iloc[1]["verdict"] != ""
    assert "outlets_few_df" not in {one.code for one in by_story.cautions}
