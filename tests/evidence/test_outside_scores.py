"""Scores from elsewhere: a predictor that may be bad, never a code."""

import numpy as np
import pandas as pd
import pytest

from tests.planted import Planted, plant
from toolkit.base.errors import AlignmentError, CodingError, UsageError
from toolkit.evidence.codes import Coding
from toolkit.evidence.outside_scores import require_blind, scores_from_frame
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
