"""Readers who find fewer positives in one period are told where two read the same units; real changes are not."""

import numpy as np
import pandas as pd

from tests.planted_codes import PlantedCodes, plant_codes
from toolkit.base.reasons import Reason
from toolkit.base.streams import stream
from toolkit.documents.periods import group_units
from toolkit.evidence.codes import align_codes, coding_from_frame
from toolkit.trends.contrasts import contrasts
from toolkit.trends.misses import missed_positives
from toolkit.trends.prevalence import prevalence

LEVELS = (0.2, 0.1, 0.05, 0.4)


def found_in(planted: PlantedCodes, *, missed: float, alike: bool = False, seed: int = 1) -> tuple[Reason, ...]:
    """What is told where a share of the ones of the last year was missed, by each reader or (`alike`) by all."""
    return missed_positives(*given(planted, missed, alike, seed))


def given(planted: PlantedCodes, missed: float, alike: bool, seed: int):
    coding = tired(planted, missed, alike, seed)
    grouping = group_units(planted.corpus.rows(planted.scores.ids), "year")
    return align_codes(coding, planted.scores.ids, planted.scores.themes), grouping


def tired(planted: PlantedCodes, missed: float, alike: bool, seed: int):
    frame = planted.coding.frame
    year = frame["unit"].map(planted.corpus.frame.set_index("id")["year"])
    rng = stream(seed, "tired readers")
    if alike:
        lost = pd.Series(
            rng.random(planted.truth.size),
            index=pd.MultiIndex.from_product([planted.scores.ids, planted.scores.themes]),
        ).reindex(pd.MultiIndex.from_frame(frame[["unit", "theme"]]))
        gone = lost.to_numpy() < missed
    else:
        gone = rng.random(len(frame)) < missed
    gone &= (year == year.max()).to_numpy()
    return coding_from_frame(frame.assign(value=frame["value"].where(~gone, 0)), question=planted.coding.question)


def test_readers_who_each_miss_half_of_the_positives_of_a_year_are_told() -> None:
    told = found_in(plant_codes(1, levels=(LEVELS,) * 2, n=300, overlap=0.4), missed=0.5)
    assert [one.code for one in told] == ["misses_differ"]
    assert (told[0].field("good"), told[0].field("poor")) == ("2016", "2017")
    assert 0.3 <= told[0].field("low") <= 0.7 < 0.85 <= told[0].field("high")


def test_a_real_fall_and_honest_errors_are_no_misses() -> None:
    halves = tuple(level / 2 for level in LEVELS)
    options = {"levels": (LEVELS, halves), "n": 300, "overlap": 0.4, "error": 0.05, "lenient": 0.1}
    assert sum(bool(found_in(plant_codes(seed, **options), missed=0.0)) for seed in range(1, 31)) <= 2


def test_two_who_miss_the_same_units_are_not_seen() -> None:
    planted = plant_codes(2, levels=(LEVELS,) * 2, n=300, overlap=0.4)
    assert not found_in(planted, missed=0.5, alike=True) and found_in(planted, missed=0.5)


def test_one_reader_or_one_period_tells_nothing() -> None:
    alone = plant_codes(3, levels=(LEVELS,) * 2, n=200, coders=("An",))
    assert not found_in(alone, missed=0.5)
    assert not found_in(plant_codes(3, levels=(LEVELS,), units=(300,), n=200, overlap=0.4), missed=0.5)


def test_the_caution_stands_beside_the_calibrated_figures() -> None:
    planted = plant_codes(1, levels=(LEVELS,) * 2, n=300, overlap=0.4)
    coding = tired(planted, 0.5, False, 1)
    found = prevalence(planted.scores, planted.corpus, seed=1, measure="presence", coding=coding)
    assert "misses_differ" in [one.code for one in found.cautions]
    assert "misses_differ" not in [
        one.code
        for one in prevalence(
            planted.scores, planted.corpus, seed=1, measure="presence", coding=planted.coding
        ).cautions
    ]
    assert np.isfinite(contrasts(found).frame["change"]).all()
