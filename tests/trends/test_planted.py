"""The planted truth is what the corpora hold: otherwise no claim measured on them means anything."""

import numpy as np
import pytest

from tests.planted import CELLS, plant


@pytest.mark.parametrize("cell", CELLS)
def test_expected_shares_are_what_comes_out_on_average(cell: str) -> None:
    runs = [plant(seed, n_terms=300, length=40, texts=False, **CELLS[cell]) for seed in range(8)]
    shares = np.mean([run.realised_shares - run.shares for run in runs], axis=0)
    presence = np.mean(
        [np.stack([run.present[run.period == p].mean(axis=0) for p in range(4)]) - run.presence() for run in runs],
        axis=0,
    )
    assert abs(shares).max() < 0.06  # four Monte-Carlo errors under reprints
    assert abs(presence).max() < 0.08


def test_same_seed_same_corpus_and_other_seed_another() -> None:
    one, two, other = plant(1), plant(1), plant(2)
    assert (one.counts.matrix != two.counts.matrix).nnz == 0
    assert one.corpus.frame.equals(two.corpus.frame)
    assert (one.counts.matrix != other.counts.matrix).nnz > 0


def test_a_third_of_units_are_heavy_tailed_reprints_that_share_their_words() -> None:
    planted = plant(1, reprints=0.3)
    sizes = np.bincount(planted.story)
    assert 0.25 < 1 - len(sizes) / len(planted.story) < 0.35
    assert sizes.max() >= 8
    big = np.flatnonzero(planted.story == np.argmax(sizes))[:2]
    a, b = planted.counts.matrix[big].toarray().astype(float)
    assert np.minimum(a, b).sum() / np.maximum(a, b).sum() > 0.8


def test_a_rare_theme_is_present_in_three_per_cent() -> None:
    assert plant(1, rare=True).presence()[:, 3] == pytest.approx(0.03)


def test_inverse_inclusion_probabilities_estimate_the_number_of_units() -> None:
    planted = plant(1, reprints=0.3)
    totals = []
    for seed in range(40):
        codes = planted.codes(seed, n=60, by_score=planted.scores(1))
        totals.append((1 / codes.frame.groupby("unit")["inclusion_probability"].first()).sum())
    assert np.mean(totals) == pytest.approx(1200, rel=0.05)


def test_coders_err_as_often_as_stated() -> None:
    planted = plant(1)
    right = planted.codes(1, n=300, error=0.0).frame["value"].to_numpy(dtype=float)
    wrong = planted.codes(1, n=300, error=0.1).frame["value"].to_numpy(dtype=float)
    assert abs(right - wrong).mean() == pytest.approx(0.1, abs=0.02)
