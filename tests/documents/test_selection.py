"""Parts of a corpus, own columns, samples: by values, never by an expression."""

import unicodedata

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.base.errors import InputError, UsageError
from toolkit.documents.corpus import Corpus
from toolkit.documents.selection import as_numbers, labels_of, rows_where


def made() -> Corpus:
    frame = pd.DataFrame(
        {
            "id": [f"d{i}" for i in range(8)],
            "text": "một bài báo",
            "source": ["a.vn", "a.vn", "b.vn", "b.vn", "c.vn", None, "a.vn", "b.vn"],
            "year": pd.array([2016, 2017, 2018, 2019, None, 2020, 2021, 2018], dtype="Int64"),
            "date": ["2016-05-01", "2017", "2018-02", "2019-01-01", None, "2020-12-31", "2021-01-01", "2018-12-30"],
            "story": ["s0", "s1", "s2", "s2", "s4", "s5", "s0", "s7"],
            "words": [1.5, 2.0, np.nan, 4.0, 5.0, 6.0, 7.0, 8.0],
        }
    )
    return Corpus(frame)


def ids(corpus: Corpus) -> list[str]:
    return corpus.frame["id"].tolist()


def test_values_lists_ranges_and_masks() -> None:
    corpus = made()
    assert ids(corpus.where(source="a.vn")) == ["d0", "d1", "d6"]
    assert ids(corpus.where(source=["a.vn", "c.vn"], year=(2016, 2018))) == ["d0", "d1"]
    assert ids(corpus.where(year=(2019, None))) == ["d3", "d5", "d6"]
    assert ids(corpus.where(date=("2018-02", "2020"))) == ["d2", "d3", "d5", "d7"], "the end of a range is in it"
    assert ids(corpus.where(date=("2018-02", "2018"))) == ids(corpus.where(date=("2018-02", "2018-12-31"))) != []
    assert ids(corpus.where(words=(None, 2))) == ["d0", "d1"]
    assert ids(corpus.where(corpus.frame["words"] > 5)) == ["d5", "d6", "d7"]
    assert ids(corpus.where(corpus.frame["year"] >= 2020, source="a.vn")) == ["d6"]
    assert len(corpus) == 8, "the corpus itself is unchanged"


@pytest.mark.parametrize(
    ("mask", "columns", "error", "match"),
    [
        (None, {"sauce": "a.vn"}, UsageError, "did you mean 'source'"),
        (None, {"source": "z.vn"}, InputError, "no unit has source='z.vn'"),
        (None, {"year": (2016, 2017, 2018)}, UsageError, "tuple of two ends"),
        (None, {"year": ("a", "b")}, UsageError, "holds Int64"),
        ([True, False], {}, UsageError, "one truth value a row"),
        ([1.5] * 8, {}, UsageError, "one truth value a row"),
        ("year > 2016", {}, UsageError, "one truth value a row"),
    ],
)
def test_what_cannot_be_meant_is_refused(mask: object, columns: dict, error: type[Exception], match: str) -> None:
    with pytest.raises(error, match=match):
        made().where(mask, **columns)


def test_own_columns_are_joined_and_what_fits_nothing_is_accounted_for() -> None:
    table = pd.DataFrame({"id": ["d1", "d3", "gone"], "owner": ["state", "private", "state"]})
    found = made().join(table)
    assert found.frame["owner"].isna().sum() == 6 and found.frame.loc[3, "owner"] == "private"
    assert "gone" in found.accounts.frame["value"].tolist()
    outlets = pd.DataFrame({"source": ["a.vn", "b.vn"], "owner": ["state", "private"]})
    assert made().join(outlets, on="source").where(owner="state").frame["id"].tolist() == ["d0", "d1", "d6"]
    with pytest.raises(UsageError, match="already"):
        made().join(table.assign(year=2000))
    with pytest.raises(UsageError, match="repeat"):
        made().join(pd.concat([table, table]))
    with pytest.raises(InputError, match="no id of the table"):
        made().join(table.assign(id=["x", "y", "z"]))


@given(st.integers(1, 12), st.integers(0, 50))
def test_a_sample_holds_whole_stories_and_never_more_than_asked(n: int, seed: int) -> None:
    corpus = made()
    part = corpus.sample(n, seed)
    assert 1 <= len(part) <= n
    for story in set(part.frame["story"]):
        assert (part.frame["story"] == story).sum() == (corpus.frame["story"] == story).sum()
    assert ids(part) == ids(corpus.sample(n, seed))


def test_rows_come_one_by_one() -> None:
    assert [unit.id for unit in made()] == ids(made())
    with pytest.raises(UsageError, match="smallest story"):
        made().where(story="s2").sample(1, seed=1)


def test_a_mask_goes_by_its_index_and_a_strange_one_is_refused() -> None:
    corpus = made()
    mask = corpus.frame["source"] == "b.vn"
    assert ids(corpus.where(mask.sample(frac=1, random_state=3))) == ids(corpus.where(mask)) == ["d2", "d3", "d7"]
    with pytest.raises(UsageError, match="index is not that of"):
        corpus.where(mask.set_axis([f"d{i}" for i in range(8)]))
    with pytest.raises(UsageError, match="a tuple of two ends"):
        corpus.where(year=slice(2016, 2018))


def test_keys_of_a_join_are_read_as_people_write_them() -> None:
    corpus = made()
    years = corpus.join(pd.DataFrame({"year": [2016.0, 2017.0, None, None], "term": ["p", "q", "r", "s"]}), on="year")
    assert years.frame["term"].dropna().tolist() == ["p", "q"]
    named = corpus.join(pd.DataFrame({"source": [" a.vn ", "b.vn"], "kind": ["x", "y"]}), on="source")
    assert named.frame["kind"].tolist()[:3] == ["x", "x", "y"]
    for wrong, match in (
        ({"id": ["d1"]}, "takes a data frame"),
        (pd.DataFrame([["d1", 1, 2]], columns=["id", "x", "x"]), "two columns 'x'"),
        (pd.DataFrame({"source": ["a.vn", "a.vn "], "x": [1, 2]}).rename(columns={"source": "id"}), "must be distinct"),
    ):
        with pytest.raises(UsageError, match=match):
            corpus.join(wrong)


def test_what_a_column_holds_is_told_where_nothing_was_found() -> None:
    frame = pd.DataFrame({"source": ["a.vn", "b.vn ", None], "year": [2016, 2018, 2020], "place": ["Hà Nội"] * 3})
    for wanted, told in (({"source": "A.VN"}, "'a.vn'"), ({"year": "2018"}, "2016 to 2020"), ({"year": 1999}, "2016")):
        with pytest.raises(InputError, match=told):
            rows_where(frame, None, wanted)
    with pytest.raises(UsageError, match="ends before it begins"):
        rows_where(frame, None, {"year": (2020, 2016)})
    for expression in ("year > 2018", lambda f: f["year"] > 2018):
        with pytest.raises(UsageError, match="no expression is read"):
            rows_where(frame, expression, {})
    assert rows_where(frame, None, {"source": None}).tolist() == [False, False, True]
    assert rows_where(frame, None, {"source": ["b.vn", None]}).tolist() == [False, True, True]
    assert rows_where(frame, None, {"source": float("nan")}).tolist() == [False, False, True]


def test_words_are_equal_however_unicode_writes_them() -> None:
    names = ["Hà Nội", unicodedata.normalize("NFD", "Hà Nội"), " Hà  Nội\u00a0", "Huế"]
    frame = pd.DataFrame({"place": names})
    assert rows_where(frame, None, {"place": "Hà Nội"}).tolist() == [True, True, True, False]
    assert rows_where(frame, None, {"place": [names[1]]}).tolist() == [True, True, True, False]
    assert labels_of(frame["place"]).tolist() == ["Hà Nội"] * 3 + ["Huế"]
    assert labels_of(pd.Series([1.0, None, 2.0])).fillna("–").tolist() == ["1", "–", "2"]


def test_numbers_written_as_words_are_numbers() -> None:
    assert as_numbers(pd.Series(["3,5", "12", None, " 4,25 "]))[[0, 1, 3]].tolist() == [3.5, 12.0, 4.25]
    assert as_numbers(pd.Series(["1,234", "5,678"])) is None, "twelve hundred, or one and a bit?"
    assert as_numbers(pd.Series(["1.234", "2.500", "3", None])) is None, "as people write thousands in Vietnamese"
    for plain in (["0.123", "0.456"], ["1.234", "2.5"], ["1234.567"], ["1500", "2.25"]):
        assert as_numbers(pd.Series(plain)).tolist() == [float(one) for one in plain]
    assert as_numbers(pd.Series(["0,125", "0,250"])).tolist() == [0.125, 0.25]
    assert as_numbers(pd.Series(["3,5", "4.5"])) is None and as_numbers(pd.Series(["a"])) is None
    frame = pd.DataFrame({"length": ["30", "250,5", "900"]})
    assert rows_where(frame, None, {"length": (100, 1000)}).tolist() == [False, True, True]
    with pytest.raises(UsageError, match=r"'1\.234' may be 1234 or a fraction"):
        rows_where(pd.DataFrame({"views": ["1.234", "3"]}), None, {"views": (1, 5)})


def test_floats_beyond_whole_numbers_keep_their_words() -> None:
    assert labels_of(pd.Series([1e20, 2e20, None])).fillna("–").tolist() == ["1e+20", "2e+20", "–"]
    assert labels_of(pd.Series([2.0**53 - 1, -3.0])).tolist() == ["9007199254740991", "-3"]
    with pytest.raises(InputError, match="1e\\+20 to 2e\\+20"):
        rows_where(pd.DataFrame({"far": [1e20, 2e20]}), None, {"far": 5.0})


@pytest.mark.parametrize("empty", [[None] * 3, [np.nan] * 3, ["  "] * 3, [], [pd.NaT] * 2])
def test_a_column_without_any_value_has_no_words(empty: list[object]) -> None:
    for values in (pd.Series(empty), pd.Series(empty, dtype="str")):
        assert labels_of(values).isna().all() and as_numbers(values) is not None
