"""Every unit belongs to one period, to none, or is counted as undated."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.base.errors import InputError, UsageError
from toolkit.documents.corpus import Corpus
from toolkit.documents.periods import OUTSIDE, UNDATED, group_units
from toolkit.trends import periods
from toolkit.trends.periods import carrying, period_pairs


def frame(dates: list[str | None], **more: list[str]) -> pd.DataFrame:
    rows = {"id": [f"d{i}" for i in range(len(dates))], "text": "x", "date": dates, **more}
    years = [None if d is None else int(d[:4]) for d in dates]
    return Corpus(pd.DataFrame({**rows, "year": pd.array(years, dtype="Int64")})).frame


def labels(found: object) -> list[str | int]:
    return [found.labels[p] if p >= 0 else int(p) for p in found.period]  # type: ignore[attr-defined]


DATES = ["2018-03-31", "2018-04", "2018", None, "2020-12-31"]


@pytest.mark.parametrize(
    "by, expected",
    [
        ("year", ["2018", "2018", "2018", UNDATED, "2020"]),
        ("month", ["2018-03", "2018-04", UNDATED, UNDATED, "2020-12"]),
        ("quarter", ["2018-Q1", "2018-Q2", UNDATED, UNDATED, "2020-Q4"]),
    ],
)
def test_calendar_divisions_leave_out_dates_that_are_too_coarse(by: str, expected: list[str | int]) -> None:
    assert labels(group_units(frame(DATES), by)) == expected


def test_spans_hold_dates_that_lie_wholly_within() -> None:
    spans = {"before": ("2016", "2018-03"), "after": ("2018-04-01", 2019)}
    assert labels(group_units(frame(DATES), spans)) == ["before", "after", UNDATED, UNDATED, OUTSIDE]


def test_year_spans_take_dates_known_to_the_year() -> None:
    assert labels(group_units(frame(DATES), {"all": [2016, 2020]})) == ["all", "all", "all", UNDATED, "all"]


def test_by_source_counts_units_without_one() -> None:
    found = group_units(frame(["2018"] * 3, source=["b.vn", None, "a.vn"]), "source")
    assert labels(found) == ["b.vn", UNDATED, "a.vn"]


def test_what_cannot_be_meant_is_refused_with_its_name() -> None:
    with pytest.raises(UsageError, match=r"'yaer'.*did you mean 'year'"):
        group_units(frame(DATES), "yaer")
    with pytest.raises(UsageError, match="overlap"):
        group_units(frame(DATES), {"one": (2016, 2018), "two": (2018, 2020)})
    with pytest.raises(UsageError, match="ends before it begins"):
        group_units(frame(DATES), {"one": (2020, 2018)})
    with pytest.raises(UsageError, match="two ends"):
        group_units(frame(DATES), {"one": (2020,)})
    with pytest.raises(InputError, match="'empty'"):
        group_units(frame(DATES), {"empty": (1990, 1991)})
    with pytest.raises(InputError, match="no unit"):
        group_units(frame([None, None]), "year")


def test_a_story_weighs_one_a_period_whatever_its_copies() -> None:
    found = group_units(frame(["2018"] * 3 + ["2019"], story=["s", "s", "t", "s"]), "year")
    weight = found.count_weights(np.ones(4), "stories")
    assert weight.tolist() == [0.5, 0.5, 1.0, 1.0]
    assert found.effective_stories(np.ones(4)).tolist() == [pytest.approx(9 / 5), 1.0]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([None, "2017", "2018-02", "2018-02-03", "2019-11-30"]), min_size=1, max_size=30))
def test_every_unit_is_counted_once(dates: list[str | None]) -> None:
    spans = {"a": (2017, 2018), "b": (2019, 2019)}
    try:
        found = group_units(frame(dates), spans)
    except InputError:
        return
    inside = int((found.period >= 0).sum())
    assert inside + int((found.period == UNDATED).sum()) + int((found.period == OUTSIDE).sum()) == len(dates)
    assert int((found.period == UNDATED).sum()) == sum(d is None for d in dates)


def test_spans_stand_in_the_order_of_time_however_they_were_given() -> None:
    found = group_units(frame(DATES), {"late": (2019, 2020), "early": (2016, 2018)})
    assert found.labels == ("early", "late")
    assert labels(found) == ["early", "early", "early", UNDATED, "late"]


@pytest.mark.parametrize("by", [None, {}, ["year"]])
def test_a_division_that_is_none_is_refused(by: object) -> None:
    with pytest.raises(UsageError, match=r"it must be a column \(year, month, quarter, source, …\), spans"):
        group_units(frame(DATES), by)  # type: ignore[arg-type]


@pytest.mark.parametrize("span", [None, 2016, (2016.0, 2018.0), ("2016-4-7", "2021-04-05"), ("abc", "xyz")])
def test_the_ends_of_a_span_are_years_or_iso_dates(span: object) -> None:
    with pytest.raises(UsageError, match="span 'one' must be two ends"):
        group_units(frame(DATES), {"one": span})  # type: ignore[dict-item]


def test_a_span_named_by_a_number_is_told_by_its_name() -> None:
    with pytest.raises(InputError, match="'2030'"):
        group_units(frame(DATES), {2030: (2030, 2030)})  # type: ignore[dict-item]


def test_pairs_run_forward_and_name_two_known_periods() -> None:
    years = ("2016", "2019", "2024")
    assert period_pairs(years, None, "year") == (("2016", "2024"),)
    assert period_pairs(years, [(2016, 2019), ["2016", "2019"]], "year") == (("2016", "2019"),)  # type: ignore[list-item]
    assert period_pairs(("a.vn", "b.vn"), [("b.vn", "a.vn")], "source") == (("b.vn", "a.vn"),)
    with pytest.raises(UsageError, match=r"runs backwards; write \['2016', '2024'\]"):
        period_pairs(years, [("2024", "2016")], "year")
    for bad in (("2016", "2019", "2024"), ("2016", "2016"), "2016"):
        with pytest.raises(UsageError, match="a pair names two periods"):
            period_pairs(years, [bad], "year")
    with pytest.raises(UsageError, match="only one period"):
        period_pairs(years[:1], None, "year")


YEARS = ("1994", "2016", "2017", "2018", "2019", "2032")


@pytest.mark.parametrize(
    ("stories", "held"),
    [
        ([1, 400, 500, 600, 700, 1], ["2016", "2017", "2018", "2019"]),
        ([1, 30, 40, 50, 29.9, 1], ["2016", "2017", "2018"]),  # 30 stories
        ([0, 99, 500, 510, 520, 2], ["2017", "2018", "2019"]),  # a fifth of the median, empty periods not counted
        ([0, 100, 500, 500, 500, 0], ["2016", "2017", "2018", "2019"]),
        ([1, 29, 29, 29, 29, 1], []),
        ([0, 0, 0, 0, 0, 0], []),
    ],
)
def test_which_periods_carry_a_comparison(stories: list[float], held: list[str]) -> None:
    assert carrying(YEARS, stories) == held


@pytest.mark.parametrize(
    ("stories", "pair"),
    [
        ([1, 400, 500, 600, 700, 1], ("2016", "2019")),
        ([1, 9, 12, 11, 10, 1], ("2016", "2019")),  # a small corpus: those with a fifth of the largest
        ([1, 3, 400, 2, 1, 1], ("2016", "2017")),  # one year and strays: the two largest, in the order of time
        ([29, 1, 1, 1, 1, 29], ("1994", "2032")),  # no strays: there is nothing else
    ],
)
def test_strays_before_and_after_a_corpus_are_never_compared_by_default(
    stories: list[float], pair: tuple[str, str]
) -> None:
    assert period_pairs(YEARS, None, "year", stories) == (pair,)


def test_the_edges_of_what_carries_a_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    edge = [100, 30, 30, 30, 30, 150]
    assert carrying(YEARS, edge) == list(YEARS) and "2016" not in carrying(YEARS, [100, 29.9, 30, 30, 30, 150])
    monkeypatch.setattr(periods, "FEWEST_EFFECTIVE", 31.0)
    assert carrying(YEARS, edge) == ["1994", "2032"]
    monkeypatch.setattr(periods, "FEWEST_EFFECTIVE", 30.0)
    fifth = [80, 400, 400, 400, 400, 79.9]
    assert carrying(YEARS, fifth) == list(YEARS[:-1])
    monkeypatch.setattr(periods, "LEAST_OF_MEDIAN", 0.19)
    assert carrying(YEARS, fifth) == list(YEARS)
