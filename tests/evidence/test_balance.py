"""The coded units are the sample that was drawn, or it is told."""

from dataclasses import replace

import pytest

from tests.planted_codes import plant_codes
from toolkit.base.errors import AlignmentError, UsageError
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
