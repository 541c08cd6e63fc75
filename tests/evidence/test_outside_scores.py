"""Scores from elsewhere: a predictor that may be bad, never a code."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.planted import Planted, plant
from tests.planted_codes import plant_codes
from toolkit.base.errors import AlignmentError, CodingError, InputError, UsageError
from toolkit.base.reasons import reason_text
from toolkit.evidence.codes import Coding
from toolkit.evidence.outside_scores import read_scores, require_blind, scores_from_frame
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.trends.prevalence import prevalence


@pytest.fixture(scope="module")
def planted() -> Planted:
    return plant(1, units=150, n_terms=400, length=60)


def frame(planted: Planted, seed: int = 1, right: float = 0.8) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    truth = planted.present[:, : planted.n_themes]
    said = np.where(rng.random(truth.shape) < right, truth, ~truth)
    chance = np.clip(0.15 + 0.7 * said + rng.normal(0, 0.05, truth.shape), 0, 1)
    return pd.DataFrame(chance, columns=list(planted.themes.keys)).assign(id=planted.counts.ids)


def test_good_ones_narrow_and_random_ones_do_not_harm(planted: Planted) -> None:
    codes = planted.codes(1, n=60)
    width = {}
    for right in (0.5, 0.95):
        scores = scores_from_frame(frame(planted, right=right), planted.counts, planted.themes, source="a model")
        found = prevalence(scores, planted.corpus, seed=1, measure="presence", coding=codes)
        assert found.calibrated
        width[right] = float(np.nanmean(found.draws.std(axis=0)))
    assert width[0.95] < 0.85 * width[0.5]  # fifteen codes a period: the few that miss carry the variance


def test_missing_units_get_the_mean_and_are_counted(planted: Planted) -> None:
    whole = frame(planted)
    scores = scores_from_frame(
        whole.iloc[50:].sample(frac=1, random_state=1), planted.counts, planted.themes, source="m"
    )
    first = planted.themes.keys[0]
    mean = whole[first].iloc[50:].mean()
    assert scores.score[:50, 0] == pytest.approx(np.log(mean / (1 - mean)))
    assert any("50 units" in str(caution) for caution in scores.cautions)
    assert scores.score[60, 0] == pytest.approx(np.log(whole[first][60] / (1 - whole[first][60])), abs=0.01)


@pytest.mark.parametrize(
    ("spoil", "error", "match"),
    [
        (lambda t, k: t.drop(columns=k), UsageError, "no column"),
        (lambda t, k: t.assign(**{k: 0.4}), UsageError, "all alike"),
        (lambda t, k: t.assign(**{k: t[k] * 100}), UsageError, "chances from 0 to 1"),
        (lambda t, k: t.assign(**{k: ["cao"] * len(t)}), UsageError, "hold 'cao'"),
        (lambda t, k: t.assign(id=["x" + i for i in t["id"]]), AlignmentError, "not among the counted"),
        (lambda t, k: pd.concat([t, t]), UsageError, "repeat"),
        (lambda t, k: pd.concat([t, t[[k]]], axis=1), UsageError, "two columns"),
        (lambda t, k: t.to_dict(), UsageError, "give a data frame"),
        (lambda t, k: t.assign(**{k: t[k] + 0j}), UsageError, "type complex128"),
        (lambda t, k: t.assign(**{k: np.nan}), UsageError, "hold no value"),
        (lambda t, k: t.assign(**{k: [f"{v:.0%}" for v in t[k]]}), UsageError, "not as 75 %"),
        (lambda t, k: t.assign(**{k: [f"{v:.3f}".replace(".", ",") for v in t[k]]}), UsageError, "not as 75 %"),
    ],
)
def test_what_cannot_be_scores_is_named(planted: Planted, spoil, error, match) -> None:
    with pytest.raises(error, match=match):
        scores_from_frame(spoil(frame(planted), planted.themes.keys[0]), planted.counts, planted.themes, source="m")
    with pytest.raises(UsageError, match="source is empty"):
        scores_from_frame(frame(planted), planted.counts, planted.themes, source=" ")


def test_scores_that_know_the_codes_are_refused(planted: Planted) -> None:
    codes: Coding = planted.codes(1, n=60)
    honest = scores_from_frame(frame(planted, right=0.9), planted.counts, planted.themes, source="m")
    require_blind(honest, codes)
    table = frame(planted, right=0.7).set_index("id")
    for row in codes.frame.itertuples():
        table.loc[row.unit, row.theme] = 0.99 if row.value == 1 else 0.01
    copied = scores_from_frame(table.reset_index(), planted.counts, planted.themes, source="m")
    with pytest.raises(CodingError, match="know the codes"):
        require_blind(copied, codes)


@pytest.mark.parametrize("kind", ["linear", "trees"])
@pytest.mark.parametrize("seed", range(3))
def test_scores_learnt_from_the_codes_are_refused_and_those_by_fold_are_not(seed: int, kind: str) -> None:
    """Lines part what they learnt from and leave a gap there; trees are surer of it."""
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    rng = np.random.default_rng(seed)
    n, n_coded = 3000, 240
    words = rng.normal(size=(n, 120))
    y = rng.random(n) < 1 / (1 + np.exp(2 - words[:, :4].sum(axis=1)))
    pull = 0.5 + (words[:, 0] > 0)  # drawn harder where the first word stands, with known chances
    pi = n_coded * pull / pull.sum()
    drawn = np.flatnonzero(rng.random(n) < pi)
    trees = RandomForestClassifier(60, random_state=0, min_samples_leaf=3)
    model = (LogisticRegression(C=10.0) if kind == "linear" else trees).fit(words[drawn], y[drawn])
    learnt = np.clip(model.predict_proba(words)[:, 1], 0.001, 0.999)
    by_fold = learnt.copy()
    by_fold[drawn] = cross_val_predict(model, words[drawn], y[drawn], cv=5, method="predict_proba")[:, 1]
    ids = tuple(f"u{i}" for i in range(n))
    frame = pd.DataFrame({"unit": np.array(ids, dtype=object)[drawn], "coder": "a", "theme": "one"})
    codes = Coding(frame.assign(value=y[drawn].astype(float), inclusion_probability=pi[drawn]))
    odds = [np.log(p / (1 - p))[:, None] for p in (learnt, np.clip(by_fold, 0.001, 0.999))]
    one, other = (ThemeScores(o, None, ids, ("one",), "elsewhere", np.zeros((1, 0)), ()) for o in odds)
    with pytest.raises(CodingError, match=r"learnt from these codes|know the codes"):
        require_blind(one, codes)
    assert not refusal(other, codes)


def refusal(scores: ThemeScores, codes: Coding) -> str:
    """What `require_blind` says against these scores; "" where it lets them pass."""
    try:
        require_blind(scores, codes)
    except CodingError as error:
        return str(error)
    return ""


def test_a_predictor_that_is_right_and_says_yes_or_no_is_no_copy() -> None:
    rng = np.random.default_rng(1)
    y = rng.random(2000) < 0.2
    ids = tuple(map(str, range(2000)))
    frame = pd.DataFrame({"unit": np.array(ids, dtype=object)[:200], "coder": "a", "theme": "one"})
    codes = Coding(frame.assign(value=y[:200].astype(float), inclusion_probability=0.1))
    score = np.where(y, 2.2, -2.2) + rng.normal(0, 0.1, 2000)
    assert not refusal(ThemeScores(score[:, None], None, ids, ("one",), "e", np.zeros((1, 0)), ()), codes)


def test_honest_scores_are_seldom_taken_for_learnt_ones() -> None:
    rng, refused = np.random.default_rng(1), []
    for _ in range(150):
        n = int(rng.integers(300, 2000))
        y = rng.random(n) < 0.2
        score = 3.0 * y + rng.standard_t(3, n)
        pi = np.clip(150 / n * rng.uniform(0.3, 1.7, n) * np.where(score > 1, 1.5, 0.8), 0, 1)
        drawn = np.flatnonzero(rng.random(n) < pi)
        ids = tuple(map(str, range(n)))
        frame = pd.DataFrame({"unit": np.array(ids, dtype=object)[drawn], "coder": "a", "theme": "one"})
        codes = Coding(frame.assign(value=y[drawn].astype(float), inclusion_probability=pi[drawn]))
        refused.append(refusal(ThemeScores(score[:, None], None, ids, ("one",), "e", np.zeros((1, 0)), ()), codes))
    assert not any(refused)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.6, 0.8])
def test_units_without_a_score_do_not_make_honest_ones_look_learnt(share: float) -> None:
    """The mean that stands where the program gave none is not its own: neither a gap nor indecision."""
    for seed in (1, 2, 3):
        p, rng = plant_codes(seed, units=(1000, 1000), n=200, levels=((0.2,), (0.2,))), np.random.default_rng(seed)
        counts: Any = SimpleNamespace(ids=p.scores.ids, dropped=(), text_hash=None)
        themes: Any = SimpleNamespace(keys=p.scores.themes)
        ids, truth = np.array(p.scores.ids, dtype=object), p.truth[:, 0]
        coded = np.isin(ids, p.coding.frame["unit"].unique())
        scored = coded | (rng.random(2000) < share)
        noisy = 1 / (1 + np.exp(1.5 - 1.2 * rng.standard_normal(2000) - 1.5 * truth))
        copied = np.where(coded, np.where(truth, 0.99, 0.01), noisy)
        for chance, honest in ((noisy, True), (truth.astype(float), True), (copied, share == 0)):
            table = pd.DataFrame({"id": ids, p.scores.themes[0]: chance})[scored]
            scores = scores_from_frame(table, counts, themes, source="a model")
            stored = ThemeScores.from_parts(scores.to_parts())
            assert stored.own is not None
            assert (stored.own[:, 0] == scored).all()
            for one in (scores, stored):
                if honest:
                    require_blind(one, p.coding)
                else:
                    with pytest.raises(CodingError, match=r"know the codes|learnt from these codes"):
                        require_blind(one, p.coding)


def test_ids_and_columns_that_a_copy_changed_are_matched_and_told(planted: Planted) -> None:
    """Blanks around an id, other capitals, another Unicode form: one reading alone, so no unit is lost."""
    whole, first = frame(planted), planted.themes.keys[0]
    want = scores_from_frame(whole, planted.counts, planted.themes, source="m")
    moved = whole.assign(id=[f" {one.upper()} " if i % 2 else one for i, one in enumerate(whole["id"])])
    moved = pd.concat([moved.rename(columns={"id": "ID ", first: f" {first.capitalize()}"}).iloc[::-1]])
    found = scores_from_frame(moved, planted.counts, planted.themes, source="m")
    np.testing.assert_array_equal(found.score, want.score)
    assert "scores_ids_matched" in [one.code for one in found.cautions]
    assert not [one for one in want.cautions if one.code.startswith("scores_")]


def test_an_id_that_may_be_two_or_comes_twice_is_refused(planted: Planted) -> None:
    whole = frame(planted)
    one = str(whole["id"][0])
    twice = pd.concat([whole, whole.iloc[:1].assign(id=f" {one.upper()}")])
    with pytest.raises(UsageError, match="repeat"):
        scores_from_frame(twice, planted.counts, planted.themes, source="m")
    two = SimpleNamespace(ids=("a1", "A1", "b2"), dropped=(), text_hash=None)
    keys = planted.themes.keys
    table = pd.DataFrame(np.linspace(0.1, 0.9, 2 * len(keys)).reshape(2, -1), columns=list(keys))
    with pytest.raises(AlignmentError, match="a1 "):
        scores_from_frame(table.assign(id=["a1 ", "b2"]), two, planted.themes, source="m")  # type: ignore[arg-type]


def test_a_row_a_unit_and_theme_is_told_as_such(planted: Planted) -> None:
    long = frame(planted).melt("id", var_name="label", value_name="chance")
    with pytest.raises(UsageError, match=r'pivot\(index="id", columns="label", values="chance"\)') as refused:
        scores_from_frame(long, planted.counts, planted.themes, source="m")
    assert "mỗi chủ đề một cột" in reason_text(refused.value.args[0], "vi")


def test_a_column_of_chances_that_is_no_theme_is_told(planted: Planted) -> None:
    more = frame(planted).assign(sport=np.linspace(0, 1, len(planted.counts.ids)), year=2020)
    found = scores_from_frame(more, planted.counts, planted.themes, source="m")
    assert [str(one) for one in found.cautions if one.code == "scores_unused"] == [
        "the scores have columns that are no theme here and are not used: sport"
    ]


@pytest.mark.parametrize(("sep", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-8")])
def test_files_of_scores_keep_ids_as_text(tmp_path: Path, sep: str, encoding: str) -> None:
    path = tmp_path / "scores.csv"
    pd.DataFrame({" ID": ["007", "7"], "a": [0.25, 0.1]}).to_csv(path, sep=sep, index=False, encoding=encoding)
    table = read_scores(path)
    assert table.iloc[:, 0].tolist() == ["007", "7"] and table["a"].tolist() == [0.25, 0.1]
    (tmp_path / "odd.csv").write_bytes("id,a\nĐ,0.5\n".encode("utf-16"))
    with pytest.raises(InputError, match=r"odd\.csv cannot be read"):
        read_scores(tmp_path / "odd.csv")
