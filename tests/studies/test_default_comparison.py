"""Which periods `chude new` proposes to compare, with their counts, and what `chude check` says of the others."""

import pandas as pd
import pytest

from toolkit.documents.corpus import Corpus, corpus_from_frame
from toolkit.studies.asked.scaffold import propose, with_periods

BODY = "Bà con trong xóm {} góp tiền xây lại cây cầu gỗ số {} đã mục, mỗi nhà một tấm ván, làm trong {} ngày nắng."
YEARS = {1994: 1, 2016: 45, 2017: 50, 2018: 60, 2019: 55, 2020: 8, 2032: 2}


def corpus(years: dict[int, int]) -> Corpus:
    days = [f"{year}-{1 + i % 12:02}-15" for year, n in years.items() for i in range(n)]
    rows = [{"id": f"{i:04}", "text": BODY.format(i, i * 7, i * 13), "date": day} for i, day in enumerate(days)]
    return corpus_from_frame(pd.DataFrame(rows).assign(source="báo làng"))


def test_the_earliest_and_latest_year_that_carry_one_are_proposed_with_their_counts() -> None:
    pairs = with_periods(propose(corpus(YEARS), 2), corpus(YEARS)).pairs
    assert pairs.startswith('pairs = [["2016", "2019"]]')
    assert "2016: 45 stories, 2019: 55" in pairs
    assert "1994 (1)" in pairs and "2020 (8)" in pairs
    assert "2032" not in pairs, "no article is dated after the day of the look"


@pytest.mark.parametrize("years", [{1994: 1, 2018: 90, 2032: 3}, {2016: 12, 2017: 14}, {1994: 1, 2032: 1}])
def test_where_no_two_years_carry_one_none_is_proposed(years: dict[int, int]) -> None:
    proposal = propose(corpus(years), 2)
    assert with_periods(proposal, corpus(years)).pairs == proposal.pairs
    assert "2032" not in proposal.pairs and "1994" not in proposal.pairs
