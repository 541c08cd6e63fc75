"""Themes that stand together, beyond what length brings."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from toolkit.base.errors import UsageError
from toolkit.base.reasons import reasons_from_json
from toolkit.documents.corpus import Corpus
from toolkit.evidence.codes import Coding
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.trends.company import COLUMNS, _lower_limit, company


def world(seed: int, *, joint: float = 0.0, n: int = 2400, n_coded: int = 500) -> tuple[ThemeScores, Corpus, Coding]:
    """Two themes in texts of mixed length: the longer, the likelier both; `joint` adds units with both on purpose."""
    rng = np.random.default_rng([31, seed])
    length = rng.integers(40, 800, n)
    chance = 0.05 + 0.45 * length / 800
    y = rng.random((n, 2)) < chance[:, None]
    y |= (rng.random(n) < joint)[:, None]
    score = 1.6 * y + rng.normal(0, 1, (n, 2))
    ids = tuple(f"u{i:05d}" for i in range(n))
    texts = ["chữ " * k for k in length]
    frame = pd.DataFrame({"id": ids, "text": texts, "year": pd.array(rng.integers(2016, 2018, n), dtype="Int64")})
    at = np.sort(rng.choice(n, n_coded, replace=False))
    codes = pd.DataFrame({"unit": np.repeat(np.array(ids, dtype=object)[at], 2), "theme": ["one", "two"] * n_coded})
    codes["coder"], codes["value"], codes["inclusion_probability"] = "c", y[at].astype(int).ravel(), n_coded / n
    scores = ThemeScores(score, None, ids, ("one", "two"), "seeds", np.zeros((2, 1)), ("chữ",))
    return scores, Corpus(frame), Coding(codes, "presence", "simulated")


def test_length_alone_is_no_company() -> None:
    inside, crude = 0, []
    for seed in range(30):
        scores, corpus, coding = world(seed)
        row = company(scores, corpus, coding=coding, seed=1).iloc[0]
        inside += row["lower"] <= 1 <= row["upper"]
        values = coding.frame["value"].to_numpy(dtype=float).reshape(-1, 2)
        crude.append((values[:, 0] * values[:, 1]).mean() / values.mean(axis=0).prod())
    assert np.mean(crude) > 1.1, "counted without length they seem to keep company"
    assert inside >= 26


def test_company_that_was_planted_is_found_by_period_too() -> None:
    scores, corpus, coding = world(4, joint=0.12)
    table = company(scores, corpus, coding=coding, by="year", seed=1)
    assert list(table.columns) == list(COLUMNS) and table["period"].tolist() == ["2016", "2017"]
    assert (table["lower"] > 1).all() and (table["p_value"] < 0.05).all()
    assert table["n_units"].sum() == len(corpus) and table["n_coded"].sum() == 500


def test_under_ten_units_with_both_nothing_is_given() -> None:
    scores, corpus, coding = world(4, n_coded=40)
    row = company(scores, corpus, coding=coding, seed=1).iloc[0]
    assert row["n_both"] < 10 and np.isnan(row["lift"])
    with pytest.raises(UsageError, match="coding="):
        company(scores, corpus, seed=1)


def test_blanks_that_stand_for_zeros_keep_no_company() -> None:
    scores, corpus, coding = world(4, joint=0.12)
    year = coding.frame["unit"].map(corpus.frame.set_index("id")["year"])
    spoilt = coding.frame["value"].mask((coding.frame["value"] == 0) & (year == 2017).to_numpy())
    spoilt_coding = Coding(coding.frame.assign(value=spoilt), "presence", "simulated")
    by_year = company(scores, corpus, coding=spoilt_coding, by="year", seed=1).set_index("period")
    assert by_year.loc["2016", "lift"] > 1 and np.isnan(by_year.loc["2017", "lift"])
    together = company(scores, corpus, coding=spoilt_coding, seed=1).iloc[0]
    assert together["n_both"] >= 10 and np.isnan(together["p_value"])


def test_pairs_that_chance_brought_over_ten_are_no_find() -> None:
    """Where some eight coded units carry both, only worlds with more are shown: their lifts are too large on average,
    and the usual interval lies above one in a sixth of them."""
    shown, above = 0, 0
    for seed in range(60):
        scores, corpus, coding = world(1000 + seed, n_coded=80, n=1200)
        row = company(scores, corpus, coding=coding, seed=seed).iloc[0]
        shown += bool(np.isfinite(row["lift"]))
        above += bool(row["lower"] > 1)
        assert np.isnan(row["lift"]) or (row["lower"] > 1) == (row["p_value"] < 0.05 and row["lift"] > 1)
    assert shown >= 10 and above / shown <= 0.05


def test_the_cut_at_ten_costs_nothing_where_many_carry_both() -> None:
    """The tail of a cut normal: by simulation at two places, and 1.96 where the cut is far."""
    rng = np.random.default_rng(2)
    assert _lower_limit(7.0) == pytest.approx(1.959964, abs=1e-6) and _lower_limit(np.inf) == _lower_limit(7.0)
    for over in (1.0, 2.5):
        k = _lower_limit(over)  # an estimate at k, shown from k - over on: as far or farther in 1 of 40 worlds at zero
        z = rng.normal(size=4_000_000)
        shown = z[z >= k - over]
        assert (shown >= k).mean() == pytest.approx(0.025, abs=0.004)
    assert _lower_limit(0.3) > _lower_limit(1.0) > _lower_limit(2.0) > 1.96


def test_p_of_all_pairs_at_once_is_holm() -> None:
    scores, corpus, coding = world(4, joint=0.12)
    table = company(scores, corpus, coding=coding, by="year", seed=1)
    low, high = sorted(table["p_value"])
    assert sorted(table["p_adjusted"]) == pytest.approx(sorted([min(1, 2 * low), max(min(1, 2 * low), high)]))


def test_doubts_of_a_sheet_and_bars_are_told_beside_the_pairs() -> None:
    scores, corpus, coding = world(4, joint=0.12)
    assert company(scores, corpus, coding=coding, seed=1)["caution"].eq("").all()
    year = coding.frame["unit"].map(corpus.frame.set_index("id")["year"])
    spoilt = coding.frame["value"].mask((coding.frame["value"] == 0) & (year == 2017).to_numpy())
    barred = company(
        scores, corpus, coding=Coding(coding.frame.assign(value=spoilt), "presence", ""), by="year", seed=1
    )
    barred = barred.set_index("period")
    assert barred.loc["2016", "caution"] == "" and "if a blank means 0" in barred.loc["2017", "caution"]
    value = coding.frame["value"].astype(float)
    hardly = value.mask((value == 0) & (np.arange(len(value)) % 40 > 0))
    row = company(scores, corpus, coding=Coding(coding.frame.assign(value=hardly), "presence", ""), seed=1).iloc[0]
    assert [one.code for one in reasons_from_json(row["cautions"])] == ["zeros_in_doubt"]


def test_themes_that_lengthen_their_texts_do_not_stand_apart_for_it() -> None:
    """Independent themes, each of which adds a hundred words: within bands of length they seemed apart in .87."""
    apart = 0
    for seed in range(12):
        rng = np.random.default_rng([37, seed])
        scores, corpus, coding = world(seed, n=1500, n_coded=400)
        y = rng.random((1500, 2)) < 0.3
        length = np.maximum(20, 200 * np.exp(rng.normal(0, 0.5, 1500)) + 100 * y.sum(axis=1)).astype(int)
        frame = corpus.frame.assign(text=["chữ " * k for k in length])
        at = pd.Index(scores.ids).get_indexer(pd.Index(coding.frame["unit"].iloc[::2]))
        codes = Coding(coding.frame.assign(value=y[at].astype(int).ravel()), "presence", "simulated")
        own = replace(scores, score=1.6 * y + rng.normal(0, 1, y.shape))
        row = company(own, Corpus(frame), coding=codes, seed=1).iloc[0]
        apart += bool(row["p_adjusted"] < 0.05)
    assert apart <= 2
