"""Formulas are read by us and never executed."""

import contextlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz_formulas import FORMULAS, nothing_executed
from toolkit.base.errors import InputError, UsageError
from toolkit.trends.design import OTHER, decimal_years, design_of
from toolkit.trends.formulas import parse_formula, term_name


def names(formula: str) -> list[str]:
    return [term_name(term) for term in parse_formula(formula)]


def test_hostile_formulas_are_refused_and_nothing_is_executed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(set(FORMULAS)) >= 300
    with nothing_executed() as events:
        for formula in FORMULAS:
            with pytest.raises(UsageError):
                parse_formula(formula)
    assert not events and not list(tmp_path.iterdir())


def test_the_ear_hears_what_would_be_executed() -> None:
    with nothing_executed() as events:
        eval("1 + 1")
    assert events


def test_a_column_with_the_name_of_a_call_is_only_a_name() -> None:
    frame = made().assign(**{"__import__('os')": 1.0, "length": range(600)})
    assert names("`__import__('os')` + length") == ["1", "__import__('os')", "length"]
    with nothing_executed() as events, pytest.raises(UsageError, match="the same for all"):
        design_of(parse_formula("`__import__('os')`"), frame, pd.Series(np.arange(len(frame))), 1)
    assert not events


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_by_us(text: str) -> None:
    try:
        found = parse_formula(text)
    except UsageError:
        return
    assert found and all(isinstance(term, frozenset) for term in found)


@given(
    st.lists(st.sampled_from(["a", "b", "C(c)", "1", "0", "+", "-", ":", "*", "(", ")", "bs(date, 4)"]), max_size=12)
)
def test_any_row_of_signs_is_read_or_refused_by_us(parts: list[str]) -> None:
    with contextlib.suppress(UsageError):
        assert parse_formula(" ".join(parts))


def test_terms_follow_the_usual_rules() -> None:
    assert names("a + b") == ["1", "a", "b"]
    assert names("a * b") == ["1", "a", "b", "a:b"]
    assert names("a * b - a") == ["1", "b", "a:b"]
    assert names("0 + a") == ["a"]
    assert names("a - 1") == ["a"]
    assert names("(a + b) : c") == ["1", "a:c", "b:c"]
    assert names("a + a + a:a") == ["1", "a"]
    assert names("`tên báo` + slope(2020-03)") == ["1", "tên báo", "slope(2020-03-01)"]


def test_an_error_tells_the_place() -> None:
    with pytest.raises(UsageError, match=r"place 8: there is no log\(\)|place \d+: there is no log"):
        parse_formula("year + log(size)")


def made(n: int = 600) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    year = rng.integers(2015, 2024, n)
    month, day = rng.integers(1, 13, n), rng.integers(1, 29, n)
    return pd.DataFrame(
        {
            "year": pd.array(year, dtype="Int64"),
            "date": [f"{y}-{m:02d}-{d:02d}" for y, m, d in zip(year, month, day)],
            "source": rng.choice(["a.vn", "b.vn", "c.vn"], n, p=[0.5, 0.3, 0.2]),
            "zone": rng.choice(["bắc", "nam"], n),
            "length": rng.normal(0, 1, n),
        }
    )


@pytest.mark.parametrize(
    "formula",
    [
        "length + C(source)",
        "C(source) * C(zone)",
        "0 + C(source)",
        "C(source):length",
        "C(source):C(zone)",
        "length:C(zone) + C(zone)",
    ],
)
def test_the_columns_span_what_formulaic_spans(formula: str) -> None:
    formulaic = pytest.importorskip("formulaic", reason="golden witness of the tests: pip install formulaic")
    frame = made()
    ours = design_of(parse_formula(formula), frame, pd.Series(np.arange(len(frame))), 1).matrix(frame)
    theirs = np.asarray(formulaic.model_matrix(formula, frame), dtype=float)
    assert ours.shape == theirs.shape
    assert np.linalg.matrix_rank(np.column_stack([ours, theirs])) == np.linalg.matrix_rank(theirs) == ours.shape[1]


def test_the_spline_is_that_of_formulaic() -> None:
    formulaic = pytest.importorskip("formulaic", reason="golden witness of the tests: pip install formulaic")
    frame = made()
    frame["t"] = decimal_years(frame["date"])
    ours = design_of(parse_formula("bs(date, 6)"), frame, pd.Series(np.arange(len(frame))), 1).matrix(frame)
    theirs = np.asarray(formulaic.model_matrix("bs(t, df=6)", frame), dtype=float)
    assert np.abs(ours - theirs).max() < 1e-9


def test_declared_days_step_and_bend() -> None:
    frame = pd.DataFrame({"date": ["2019-12-31", "2020-01-01", "2021-01-01", "2020"], "year": [2019, 2020, 2021, 2020]})
    design = design_of(parse_formula("step(2020-01-01) + slope(2020-01-01)"), frame, pd.Series(range(4)), 1)
    found = design.matrix(frame)
    assert found[:3, 1].tolist() == [0.0, 1.0, 1.0]
    assert found[:3, 2] == pytest.approx([0.0, 0.0, 1.0], abs=0.01)
    assert np.isnan(found[3, 1:]).all(), "a bare year does not tell the day"
    assert design.of_time == (False, True, True)


def test_thin_levels_are_merged_or_refused() -> None:
    frame = pd.DataFrame(
        {"author": ["a"] * 30 + ["b"] * 30 + [f"few {i}" for i in range(24)], "year": 2020, "date": None}
    )
    stories = pd.Series(np.arange(84))
    design = design_of(parse_formula("author"), frame, stories, 10)
    coded = next(iter(design.coded.values()))
    assert coded.levels == ("a", "b", OTHER) and len(coded.merged) == 24
    assert design.matrix(frame)[:, 2].sum() == 24
    few = design_of(parse_formula("author"), frame.head(65), stories.head(65), 10)
    assert next(iter(few.coded.values())).levels == ("a", "b"), "five rows bear no coefficient"
    with pytest.raises(UsageError, match="fewer than two values"):
        design_of(parse_formula("author"), frame.tail(30), stories.tail(30), 26)


@pytest.mark.parametrize(
    ("formula", "error", "match"),
    [
        ("sauce", UsageError, "did you mean 'source'"),
        ("same", UsageError, "one value only"),
        ("level", UsageError, "the same for all units"),
        ("holes", InputError, "missing for 80%"),
        ("many", UsageError, "fewer than two values|pool them"),
        ("bs(source, 4)", UsageError, "holds words"),
        ("bs(year, 12)", UsageError, "take fewer"),
        ("views", UsageError, "a thousand or a fraction"),
    ],
)
def test_a_column_that_cannot_be_meant_is_a_sentence_of_ours(formula: str, error: type[Exception], match: str) -> None:
    frame = made(300).assign(same="x", level=1.0, many=[f"p{i}" for i in range(300)])
    frame["views"] = ["1.234", "2.500", "3"] * 100
    frame["holes"] = ["x", "y"] * 30 + [None] * 240
    with pytest.raises(error, match=match):
        design_of(parse_formula(formula), frame, pd.Series(np.arange(300)), 1 if formula == "many" else 10)
