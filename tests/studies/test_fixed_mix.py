"""The second sentence stands where a fixed mix tells otherwise, and not where two figures differ by nothing."""

import pandas as pd
import pytest

from tests.trends.test_adjusted import shifted
from toolkit.studies.path.steps_groups import with_fixed_mix
from toolkit.trends.adjusted import adjusted_changes
from toolkit.trends.contrasts import contrasts
from toolkit.trends.estimates import Contrasts
from toolkit.trends.prevalence import prevalence


@pytest.fixture(scope="module")
def found() -> tuple[Contrasts, pd.DataFrame]:
    scores, corpus, coding = shifted(1)
    measured = prevalence(scores, corpus, measure="presence", coding=coding, seed=1)
    return contrasts(measured), adjusted_changes(scores, corpus, coding=coding, seed=1)


def says(verdicts: Contrasts, table: pd.DataFrame) -> bool:
    return "fixed_mix_differs" in {reason.code for reason in with_fixed_mix(verdicts, table).reasons[0]}


def test_a_mix_that_moves_is_told(found: tuple[Contrasts, pd.DataFrame]) -> None:
    verdicts, table = found
    assert verdicts.frame["verdict"].iloc[0] == "fell" and bool(table["differs"].iloc[0]) and says(verdicts, table)


@pytest.mark.parametrize(("difference", "told"), [(0.001, False), (0.012, False), (0.015, True)])
def test_another_verdict_needs_some_difference(
    found: tuple[Contrasts, pd.DataFrame], difference: float, told: bool
) -> None:
    verdicts, table = found
    ends = {"difference": difference, "difference_lower": difference - 0.02, "difference_upper": difference + 0.02}
    assert says(verdicts, table.assign(differs=False, p_adjusted=0.06, **ends)) is told
    same = table.assign(differs=False, p_adjusted=0.01, adjusted=-0.2, **ends)
    assert not says(verdicts, same), "both fell"


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_columns_each_that_tells_otherwise_is_told(found: tuple[Contrasts, pd.DataFrame], order: int) -> None:
    """The last column's row took the place of the first's, whose sentence was lost."""
    verdicts, table = found
    alike = {"adjusted_for": "section", "differs": False, "adjusted": -0.2, "p_adjusted": 0.001, "difference": 0.0}
    both = pd.concat([table, table.assign(**alike)][::order], ignore_index=True)
    told = [reason.code for reason in with_fixed_mix(verdicts, both).reasons[0]]
    assert told.count("fixed_mix_differs") == 1 and "fixed_column_differs" not in told
    other = with_fixed_mix(verdicts, table.assign(adjusted_for="section")).reasons[0]
    assert [one.field("column") for one in other if one.code == "fixed_column_differs"] == ["section"]
