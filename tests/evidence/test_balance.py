"""The coded units are the sample that was drawn, or it is told."""

from dataclasses import replace

import pytest

from tests.planted_codes import plant_codes
from toolkit.base.errors import AlignmentError, UsageError
from toolkit.base.streams import stream
from toolkit.evidence.balance import coding_balance

LEVELS = ((0.2, 0.15, 0.1, 0.05),) * 4
DESIGN = {"units": (200,) * 4, "levels": LEVELS, "n": 240, "signal": 3.0}


def balance(seed: int, habit: str = "", **options: object):
    planted = plant_codes(seed, habit=habit, **{**DESIGN, **options})
    return coding_balance(planted.coding, planted.scores, planted.corpus, seed=seed)


def test_a_sample_as_drawn_raises_no_alarm() -> None:
    found = [balance(seed) for seed in range(1, 4)]
    assert all(one.caution is None and one.p_value > 0.001 for one in found)
    assert balance(4, "keeps half").caution is None  # fewer than drawn, at random


@pytest.mark.parametrize("habit", ["lost pi", "top by score"])
def test_what_people_do_wrong_is_found(habit: str) -> None:
    found = balance(1, habit)
    assert found.caution is not None and found.caution.code == "not_as_drawn" and found.p_value < 0.001
    assert "not the sample that was drawn" in str(found.caution)


def test_positives_that_were_skipped_are_found() -> None:
    """Neither the mean score of a period nor any one theme's gives it away; what was drawn and not coded does."""
    found = [balance(seed, "skips positives") for seed in range(1, 4)]
    assert {(one.theme, one.period) for one in found} == {("predicted chance", "*")}
    assert all(one.caution is not None and one.caution.code == "left_out_apart" for one in found)


EIGHT = {"units": (200,) * 8, "levels": ((0.3, 0.2, 0.2, 0.1, 0.1, 0.05, 0.05, 0.02),) * 8, "n": 120, "signal": 1.5}


@pytest.mark.parametrize("habit", ["each skips positives", "skips cells"])
def test_skipping_is_found_at_fifteen_codings_a_period(habit: str) -> None:
    """What the other coder said of a unit, and what else was coded in it, tell more than its score."""
    for seed in (1, 2):
        found = balance(seed, habit, **EIGHT)
        assert (found.theme, found.period) == ("predicted chance", "*") and found.p_value < 0.001


def test_cells_left_blank_at_random_raise_no_alarm() -> None:
    for seed in (1, 2):
        assert balance(seed, "leaves three tenths", **EIGHT).caution is None


def test_one_outlet_after_the_other_is_found() -> None:
    """The first half of a sheet that was sorted by outlet, where outlets do not differ in their themes."""
    found = balance(1, "first rows")
    assert found.caution is not None and (found.theme, found.caution.code) == ("outlet", "left_out_apart")
    assert "no random part" in str(found.caution)


def test_blanks_of_a_sheet_are_units_left_out_where_the_draw_is_not_recorded() -> None:
    planted = plant_codes(1, units=(100, 100), levels=((0.3, 0.2),) * 2, n=0, signal=3.0)
    frame = planted.coding.frame.assign(inclusion_probability=1.0, design="")
    source = planted.corpus.frame.set_index("id")["source"]
    blank = frame["unit"].map(source) == "outlet 0"
    coding = replace(planted.coding, frame=frame.assign(value=frame["value"].where(~blank)), designs=())
    found = coding_balance(coding, planted.scores, planted.corpus, seed=1)
    assert found.caution is not None and (found.theme, found.caution.code) == ("outlet", "left_out_apart")
    half = stream(1, "half of the units").random(frame["unit"].nunique()) < 0.5
    blank = frame["unit"].map(dict(zip(frame["unit"].unique(), half))).astype(bool)
    coding = replace(planted.coding, frame=frame.assign(value=frame["value"].where(~blank)), designs=())
    assert coding_balance(coding, planted.scores, planted.corpus, seed=1).caution is None


def test_without_a_record_of_the_draw_it_says_what_it_cannot_see() -> None:
    planted = plant_codes(1, **DESIGN)
    lost = replace(planted.coding, designs=())
    found = coding_balance(lost, planted.scores, planted.corpus, seed=1)
    assert found.caution is not None and found.caution.code == "draw_unknown"
    equal = replace(lost, frame=lost.frame.assign(inclusion_probability=1.0))
    found = coding_balance(equal, planted.scores, planted.corpus, seed=1)
    assert found.caution is not None and found.caution.code == "not_as_drawn"  # it was no simple random sample


def test_scores_that_codes_have_touched_and_other_units_are_refused() -> None:
    planted = plant_codes(1, **DESIGN)
    with pytest.raises(UsageError, match="no code has touched"):
        coding_balance(planted.coding, replace(planted.scores, trained_on="codes"), planted.corpus, seed=1)
    other = replace(planted.coding, frame=planted.coding.frame.assign(unit="x" + planted.coding.frame["unit"]))
    with pytest.raises(AlignmentError, match="scores they were drawn by"):
        coding_balance(other, planted.scores, planted.corpus, seed=1)
