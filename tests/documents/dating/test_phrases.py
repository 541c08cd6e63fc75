"""The table of phrases: every row matches its example, none of what it must not, and its strength is its counts'."""

import pytest
from scipy.stats import beta

from toolkit.documents.dating.datelines import dateline
from toolkit.documents.dating.phrases import Phrase, phrases
from toolkit.documents.dating.strength import lower_end, upper_end
from toolkit.documents.dating.years import year_votes


@pytest.mark.parametrize("phrase", phrases().values(), ids=lambda phrase: phrase.name)
def test_a_row_matches_its_example_and_not_the_other(phrase: Phrase) -> None:
    for text, wanted in ((phrase.example, True), (phrase.never, False)):
        said = {vote.phrase for vote in year_votes(text, dateline(text))}
        assert (phrase.name in said) == wanted, text


@pytest.mark.parametrize(("right", "seen"), [(1, 1), (5, 5), (13, 14), (97, 100), (1_700, 1_765)])
def test_strength_is_the_lower_end_of_an_80_percent_jeffreys_interval(right: int, seen: int) -> None:
    assert lower_end(right, seen) == pytest.approx(beta.ppf(0.1, right + 0.5, seen - right + 0.5), abs=1e-12)
    if right < seen:
        assert upper_end(right, seen) == pytest.approx(beta.ppf(0.9, right + 0.5, seen - right + 0.5), abs=1e-12)


def test_bounds_never_vote() -> None:
    assert {name for name, phrase in phrases().items() if phrase.says != "year"} >= {"plan", "term", "jubilee"}
    assert all(phrase.seen == 0 for phrase in phrases().values() if phrase.says != "year")
