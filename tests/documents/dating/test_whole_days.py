"""Days sought around the years of a text alone: those that a search of the whole text finds, whatever the text."""

from hypothesis import given
from hypothesis import strategies as st

from toolkit.documents.cleaner.lines import COUNT, DIGITS, EDGES, line_key
from toolkit.documents.dating.facts import _WHOLE, LONGEST_DAY, whole_days

PIECES = ["1", "12", "31", "0", "9", "2019", "1998", "19", "20", "/", "-", ".", " ", "–", " tháng ", " năm ", ", ", "x"]
PIECES += ["\n", "%", "20201", "32019", "5/", "3.12.2019", "1 tháng 2 năm 2020", "31 tháng 12 năm 2019", "\t", "0 ("]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_the_same_days_as_in_the_whole_text(text: str) -> None:
    assert [m.span() for m in whole_days(text)] == [m.span() for m in _WHOLE.finditer(text)]


def test_days_are_found_wherever_they_stand() -> None:
    text = "x" * 500 + " 31 tháng 12 năm 2019 " + "x" * 500 + " 1/2/2020, 3.4.2021"
    assert [m.group() for m in whole_days(text)] == ["31 tháng 12 năm 2019", "1/2/2020", "3.4.2021"]
    assert len("31 tháng 12 năm ") <= LONGEST_DAY


@given(st.lists(st.sampled_from([*PIECES, "Bình luận ", "(", ")", ":", "["]), max_size=8).map("".join))
def test_a_key_loses_the_count_at_its_end(text: str) -> None:
    folded = DIGITS.sub("0", " ".join(text.split()).casefold()).strip(EDGES)
    assert line_key(text) == COUNT.sub("", folded)
