"""Any division: columns, groups of outlets, spans of numbers, time crossed with groups."""

import unicodedata
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.planted import Planted
from toolkit.base.errors import AlignmentError, InputError, UsageError
from toolkit.base.reasons import reason_text
from toolkit.documents.corpus import Corpus
from toolkit.documents.periods import compares_groups, group_units
from toolkit.topics.model import TopicModel
from toolkit.trends.group_remarks import group_remarks
from toolkit.trends.periods import period_pairs
from toolkit.trends.prevalence import prevalence


def frame() -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "id": list("abcdefgh"),
            "text": "bài",
            "year": pd.array([2016, 2016, 2017, 2017, 2018, 2018, None, 2018], dtype="Int64"),
            "source": ["a.vn", "b.vn", "a.vn", "b.vn", "a.vn", "24h.vn", "a.vn", None],
            "section": ["thời sự", "thế giới"] * 4,
            "length": [100, 200, 300, 400, 500, 600, 700, None],
        }
    )
    return Corpus(table).frame


def cells(by: object) -> dict[str, list[str]]:
    table = frame()
    found = group_units(table, by)  # type: ignore[arg-type]
    return {label: table["id"][found.period == p].tolist() for p, label in enumerate(found.labels)}


def test_a_column_groups_of_it_and_spans_of_numbers() -> None:
    assert cells("section") == {"thế giới": list("bdfh"), "thời sự": list("aceg")}
    assert cells({"big": ["a.vn", "24h.vn"], "other": ["b.vn"]}) == {"big": list("acefg"), "other": list("bd")}
    assert cells(("section", {"home": ["thời sự"]})) == {"home": list("aceg")}
    assert cells(("length", {"short": (None, 250), "long": (251, None)})) == {
        "short": ["a", "b"],
        "long": list("cdefg"),
    }


def test_time_crossed_with_groups_stands_in_the_order_of_time() -> None:
    found = cells(("year", {"big": ["a.vn", "24h.vn"], "other": ["b.vn"]}))
    assert list(found) == ["2016 | big", "2016 | other", "2017 | big", "2017 | other", "2018 | big"]
    assert found["2018 | big"] == ["e", "f"]
    spans = cells(({"early": (2016, 2016), "late": (2017, 2018)}, "section"))
    assert list(spans) == ["early | thế giới", "early | thời sự", "late | thế giới", "late | thời sự"]
    grouping = group_units(frame(), ("year", "source"))
    assert grouping.by == "year × source" and grouping.period.tolist()[-2:] == [-1, -2]


def test_default_pairs_by_kind() -> None:
    assert period_pairs(["2016", "2017", "2018"], None, "year") == (("2016", "2018"),)
    assert period_pairs(["a", "b", "c"], None, "section") == (("a", "b"), ("a", "c"), ("b", "c"))
    labels = ["2016 | a", "2016 | b", "2017 | a", "2018 | a"]
    assert period_pairs(labels, None, "year × source") == (("2016 | a", "2018 | a"),)
    assert period_pairs(["b", "a"], [["a", "b"]], "source") == (("a", "b"),), "groups have no order"
    with pytest.raises(UsageError, match="backwards"):
        period_pairs(labels, [["2018 | a", "2016 | a"]], "year × source")
    with pytest.raises(UsageError, match="name those to compare"):
        period_pairs([str(i) for i in range(9)], None, "author")
    assert compares_groups("year × source", "2016 | a", "2016 | b")
    assert not compares_groups("year × source", "2016 | a", "2017 | a")
    assert compares_groups("source", "a", "b") and not compares_groups("span", "a", "b")


@pytest.mark.parametrize(
    ("by", "error", "match"),
    [
        ("sectoin", UsageError, "did you mean 'section'"),
        ({"one": ["a.vn"], "two": ["a.vn", "b.vn"]}, UsageError, "overlap"),
        ({"one": ["nowhere.vn"]}, InputError, "no unit has a source of 'one'"),
        ({"one": "a.vn"}, UsageError, "two ends"),
        ({"one": []}, UsageError, "two ends"),
        (("year", "source", "section"), UsageError, "by is"),
        (3, UsageError, "by is"),
        ({}, UsageError, "by is"),
        (("sectoin", {"x": ["a"]}), UsageError, "did you mean"),
        ({"2018": (2018,)}, UsageError, "two ends"),
    ],
)
def test_a_division_that_cannot_be_meant(by: object, error: type[Exception], match: str) -> None:
    with pytest.raises(error, match=match):
        group_units(frame(), by)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["share", "presence", "calibrated", "refits"])
def test_a_part_is_measured_with_what_was_fitted_on_the_whole(planted: Planted, model: TopicModel, kind: str) -> None:
    part = planted.corpus.where(year=(2016, 2017))
    scores, codes = planted.scores(1), planted.codes(1, n=50)
    given = {
        "share": (model, {}),
        "presence": (scores, {"measure": "presence"}),
        "calibrated": (scores, {"measure": "presence", "coding": codes}),
        "refits": ([model, model], {"measure": "dominant"}),
    }
    subject, options = given[kind]
    found = prevalence(subject, part, seed=1, **options)
    whole = prevalence(subject, planted.corpus, seed=1, **options)
    assert found.periods == ("2016", "2017") and found.n_units.tolist() == whole.n_units[:2].tolist()
    if kind != "calibrated":  # its predictions are fitted on the codes of the part alone
        assert found.estimate == pytest.approx(whole.estimate[:2])
    else:
        assert np.abs(found.estimate - whole.estimate[:2]).max() < 0.08


def test_another_corpus_with_some_equal_ids_is_refused(planted: Planted, model: TopicModel) -> None:
    frame = planted.corpus.frame
    other = Corpus(frame.assign(id=[f"other{i}" if i % 2 else unit for i, unit in enumerate(frame["id"])], parent=None))
    with pytest.raises(AlignmentError):
        prevalence(model, other, seed=1)


@pytest.mark.parametrize(
    ("groups", "match"),
    [
        ({"": ["a.vn"]}, "has no name"),
        ({"state": []}, "must be a list of values"),
        ({"state": "a.vn"}, "must be a list of values"),
    ],
)
def test_groups_that_cannot_be_meant(groups: dict[str, Any], match: str) -> None:
    frame = Corpus(pd.DataFrame({"id": ["1", "2"], "text": "x", "source": ["a.vn", "b.vn"]})).frame
    with pytest.raises(UsageError, match=match):
        group_units(frame, groups)


def test_a_blank_cell_is_no_group() -> None:
    frame = Corpus(pd.DataFrame({"id": list("123"), "text": "x", "desk": ["a", " ", ""]})).frame
    found = group_units(frame, "desk")
    assert found.labels == ("a",) and found.period.tolist() == [0, -1, -1]


def test_spans_of_numbers_that_are_written_as_words_hold_all_units() -> None:
    """A table read as text: the two ends were taken for two values, and nearly all units fell out in silence."""
    frame = messy()
    found = group_units(frame, ("length", {"short": (0, 300), "long": (301, 900)}))
    read = frame["length"].astype(int)
    assert (found.period == np.where(read <= 300, 0, 1)).all()
    with pytest.raises(UsageError, match="holds words"):
        group_units(frame, ("place", {"short": (0, 300), "long": (301, 900)}))
    assert (group_units(frame, ("length", {"one": (None, 300), "two": (301, None)})).period >= 0).all()


def test_values_that_look_the_same_are_one_group() -> None:
    frame = messy()
    assert group_units(frame, "place").labels == ("Huế", "Hà Nội")
    assert (group_units(frame, ("place", {"north": ["Hà Nội"], "centre": ["Huế"]})).period >= 0).all()
    codes = {one.code: one for one in group_remarks(frame, "source")}
    assert codes["values_alike"].field("values") == "A.vn, a.vn" and codes["units_without_value"].field("n") == 20
    assert not group_remarks(frame, "place") and not group_remarks(frame, "year")
    assert not group_remarks(frame, {"one": (2016, 2017)}) and not group_remarks(frame, ("year", "place"))


def test_a_name_that_no_unit_bears_is_told() -> None:
    frame = messy()
    (told,) = [r for r in group_remarks(frame, {"x": ["a.vn", "z.vn"], "y": ["b.vn"]}) if r.code == "values_unknown"]
    assert told.field("values") == "z.vn" and told.field("column") == "source"
    assert reason_text(told, "vi") != reason_text(told, "en")
    with pytest.raises(InputError, match="did you mean 'a\\.vn'"):
        group_units(frame, {"x": ["a.vm"], "y": ["b.vn"]})


def messy() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    n = 200
    forms = ["Hà Nội", unicodedata.normalize("NFD", "Hà Nội"), "Hà Nội ", "Huế"]
    frame = pd.DataFrame({"id": [f"u{i}" for i in range(n)], "place": rng.choice(forms, n)})
    frame["source"] = [None] * 20 + rng.choice(["a.vn", "A.vn", "b.vn"], n - 20).tolist()
    frame["length"] = rng.integers(1, 900, n).astype(str)
    frame["year"] = pd.array(rng.integers(2016, 2018, n), dtype="Int64")
    return Corpus(frame.assign(text="x")).frame


def test_groups_of_whole_floats_are_those_of_their_numbers() -> None:
    """A blank cell makes floats of whole numbers: a column read as 1, 2, 3 met names read as 1.0, 2.0, 3.0."""
    table = Corpus(pd.DataFrame({"id": list("abcd"), "text": "bài", "rank": [1.0, 2.0, 3.0, None]})).frame
    for wanted in ([1.0], [1], ["1"], [np.float64(1.0)], ["1.0"]):
        by = ("rank", {"first": wanted, "others": [2.0, 3, "3"]})
        assert group_units(table, by).period.tolist() == [0, 1, 1, -1]
        assert [one.code for one in group_remarks(table, by)] == ["units_without_value"]
    halves = table.assign(rank=[1.0, 2.5, 1e20, None])
    assert group_units(halves, ("rank", {"first": [1], "others": ["2.50"], "far": [10**20]})).period[:3].tolist() == [
        0,
        1,
        2,
    ]
    assert group_units(table.assign(rank=[1, 2, 3, 4]), ("rank", {"first": [1.0]})).period[0] == 0


def test_names_that_begin_like_a_year_are_names_in_the_remarks_too() -> None:
    table = Corpus(pd.DataFrame({"id": ["a", "b"], "text": "bài", "source": ["2020news.vn", "1900tin.vn"]})).frame
    by = {"A": ["2020news.vn", "2021gone.vn"], "B": ["1900tin.vn"]}
    assert group_units(table, by).by == "group"
    assert [one.code for one in group_remarks(table, by)] == ["values_unknown"]
    assert group_remarks(table.assign(year=2020), {"A": [2019, 2020], "B": ["2021-01", "2022"]}) == ()
