"""Krippendorff's alpha against worked examples and against its definition."""

import itertools

import numpy as np
import pandas as pd
import pytest

from toolkit.evidence.agreement import agreement, krippendorff_alpha, pair_agreement
from toolkit.evidence.codes import coding_from_frame, join_codings

NAN = np.nan


def table(*rows: str) -> np.ndarray:
    """One row a coder; a dot is a missing code."""
    return np.array([[NAN if c == "." else float(c) for c in row.split()] for row in rows])


def by_pairs(codes: np.ndarray) -> float:
    """Alpha as 1 − D_o / D_e, from all pairs of codes: an independent way to the same number."""
    observed, values = 0.0, []
    units = [u[~np.isnan(u)] for u in codes.T]
    for unit in units:
        if len(unit) >= 2:
            values += unit.tolist()
            observed += sum(a != b for a, b in itertools.permutations(unit, 2)) / (len(unit) - 1)
    n = len(values)
    expected = sum(a != b for a, b in itertools.permutations(values, 2)) / (n - 1)
    return 1 - observed / expected


def test_two_coders_binary_data():
    """Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), A: alpha = 0.095."""
    codes = table("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
    assert krippendorff_alpha(codes) == pytest.approx(0.095, abs=5e-4)


def test_two_coders_nominal_data():
    """The same, B: alpha = 0.692; a b b b b d d c c d d c against its second coder."""
    codes = table("0 0 1 1 3 2 2 2 4 3 3 0", "1 0 1 1 1 2 2 2 4 3 3 3")
    assert krippendorff_alpha(codes) == pytest.approx(0.692, abs=5e-4)


def test_four_coders_with_missing_values():
    """The same, C: alpha = 0.743; twelve units, the last coded once."""
    codes = table(
        "1 2 3 3 2 1 4 1 2 . . .",
        "1 2 3 3 2 2 4 1 2 5 . 3",
        ". 3 3 3 2 3 4 2 2 5 1 .",
        "1 2 3 3 2 4 4 1 2 5 1 .",
    )
    assert krippendorff_alpha(codes) == pytest.approx(0.743, abs=5e-4)
    assert krippendorff_alpha(codes) == pytest.approx(by_pairs(codes))


def test_alpha_is_one_for_agreement_and_undefined_without_variety():
    assert krippendorff_alpha(table("0 1 1", "0 1 1")) == 1.0
    assert np.isnan(krippendorff_alpha(table("1 1 1", "1 1 1")))
    assert np.isnan(krippendorff_alpha(table("1 0 .", ". . 1")))


def test_random_tables_agree_with_the_definition():
    rng = np.random.default_rng(2)
    for _ in range(20):
        codes = rng.integers(0, 3, (3, 15)).astype(float)
        codes[rng.random(codes.shape) < 0.3] = NAN
        assert krippendorff_alpha(codes) == pytest.approx(by_pairs(codes))


def test_pairs_of_three_coders():
    assert pair_agreement(table("1 0", "1 0", "0 .")) == pytest.approx((2 + 2) / (6 + 2))


def frame(rows):
    return pd.DataFrame(rows, columns=["unit", "coder", "theme", "value"])


def test_a_row_a_theme_with_a_remark():
    rows = [(f"u{i}", c, "a", int(i % 3 == 0)) for i in range(12) for c in ("x", "y")]
    rows += [(f"u{i}", c, "b", 0) for i in range(12) for c in ("x", "y")]
    rows += [(f"u{i}", "x", "c", i % 2) for i in range(12)]
    found = agreement(coding_from_frame(frame(rows))).set_index("theme")
    assert found.loc["a", ["coders", "units", "values", "percent", "alpha"]].tolist() == [2, 12, 24, 1.0, 1.0]
    assert np.isnan(found.loc["b", "alpha"]) and "alike" in found.loc["b", "remark"]
    assert found.loc["b", "remark_code"] == "agreement_unknown_alike"
    assert found.loc["c", "units"] == 0 and "two coders" in found.loc["c", "remark"]


def test_the_main_theme_is_one_nominal_variable():
    choices = {"x": ["a", "a", "b", "n", "n", "b"], "y": ["a", "b", "b", "n", "a", "b"]}
    rows = [
        (f"u{i}", coder, theme, int(choice == theme))
        for coder, chosen in choices.items()
        for i, choice in enumerate(chosen)
        for theme in "ab"
    ]
    found = agreement(coding_from_frame(frame(rows), question="main theme"))
    expected = krippendorff_alpha(np.array([["abn".index(c) for c in v] for v in choices.values()], dtype=float))
    assert found["theme"].tolist() == ["main theme", "a", "b"]
    assert found["alpha"].iloc[0] == pytest.approx(expected)
    assert found["percent"].iloc[0] == pytest.approx(4 / 6)


def test_codes_without_inclusion_probabilities_say_so():
    rows = pd.DataFrame({"unit": ["a", "b"], "theme": "t", "value": [1, 0]})
    assert coding_from_frame(rows, coders="Lan").coders == "Lan; inclusion probabilities not given, taken as equal"
    assert coding_from_frame(rows.assign(inclusion_probability=0.5), coders="Lan").coders == "Lan"


def test_names_that_may_be_one_persons_are_told_of_a_table_too():
    rows = [(f"u{i}", coder, "k", i % 2) for i in range(12) for coder in ("Lan", "lan ", "Minh")]
    (told,) = coding_from_frame(frame(rows)).remarks
    assert told.code == "coders_alike" and told.field("names") == "Lan, lan"
    apart = [coding_from_frame(frame([row for row in rows if row[1] in own])) for own in (("Lan", "lan "), ("Minh",))]
    assert join_codings(apart).remarks == (told,), "what was said of the parts is said of the whole"


def test_ones_are_counted_among_the_units_whose_agreement_is_known():
    """One disagreement among sixty was *not reliable*, because twelve other units were coded 1 by one coder alone."""
    rows = [(f"d{i}", coder, "k", int(i == 0 and coder == "x")) for i in range(60) for coder in "xy"]
    rows += [(f"s{i}", "x", "k", int(i < 12)) for i in range(240)]
    found = agreement(coding_from_frame(frame(rows))).iloc[0]
    assert (found["units"], found["ones"], found["remark_code"]) == (60, 1, "agreement_unknown")
    both = [(f"d{i}", coder, "k", int(i % 3 == 0) ^ (coder == "y" and i % 2)) for i in range(60) for coder in "xy"]
    poor = agreement(coding_from_frame(frame(both))).iloc[0]
    assert poor["ones"] <= poor["units"] and poor["remark_code"] == "codes_unreliable"
