"""A regression believes no code that the figures by period do not: what coders did bars the same verdicts here."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.planted_codes import PlantedCodes, plant_codes
from toolkit.base.errors import CodingError
from toolkit.trends.adjusted import adjusted_changes
from toolkit.trends.coefficients import Effects
from toolkit.trends.contrasts import contrasts
from toolkit.trends.effects import effects
from toolkit.trends.prevalence import prevalence

Frames = Callable[[pd.DataFrame, pd.Series, pd.Series], pd.DataFrame]  # codes, and outlet and year of each
DESIGN: dict[str, Any] = {
    "levels": ((0.3, 0.2),) * 2,
    "units": (600, 600),
    "n": 300,
    "signal": 2.0,
    "outlets": 3,
    "overlap": 0.5,
}


def coded_by(habit: Frames, seed: int = 1) -> PlantedCodes:
    planted = plant_codes(seed, **DESIGN)
    rows, codes = planted.corpus.frame.set_index("id"), planted.coding.frame
    frame = habit(codes, codes["unit"].map(rows["source"]), codes["unit"].map(rows["year"]).astype(int))
    return replace(planted, coding=replace(planted.coding, frame=frame.drop_duplicates(["unit", "coder", "theme"])))


def fitted(planted: PlantedCodes, formula: str = "year + C(source)") -> tuple[Effects, dict[str, str], list[str]]:
    """The effects, the verdict of each term over themes, and the codes of the cautions."""
    found = effects(planted.scores, planted.corpus, formula, coding=planted.coding, seed=1, draws=200)
    verdicts = found.to_frame().groupby("term")["verdict"].agg(lambda own: "/".join(sorted(set(own))))
    return found, verdicts.to_dict(), [one.code for one in found.cautions]


def blanks(frame: pd.DataFrame, here: pd.Series) -> pd.DataFrame:
    return frame.assign(value=frame["value"].mask((frame["value"] == 0) & here))


def test_a_shifted_column_and_exchanged_labels_are_told_of_effects_too() -> None:
    """Prevalence said it of the theme; a regression on the same codes said nothing."""

    def exchanged(frame: pd.DataFrame, outlet: pd.Series, year: pd.Series) -> pd.DataFrame:
        return frame.assign(value=frame["value"].where(year != 2017, 1 - frame["value"]))

    for formula in ("year", "year + C(source)"):
        found, _, cautions = fitted(coded_by(exchanged), formula)
        assert "of_theme" in cautions
        told = [one for one in found.cautions if one.code == "of_theme"]
        assert {one.field("what").code for one in told} <= {"codes_fit_differs", "codes_fit_none"}
        assert len(told) == len({one.field("theme") for one in told})
        one = fitted(coded_by(exchanged), f"theme_02 ~ {formula}")[0]
        assert {why.field("theme") for why in one.cautions if why.code == "of_theme"} == {"theme_02"}
        assert "of_theme" not in fitted(coded_by(lambda codes, outlet, year: codes), formula)[2]


@pytest.mark.parametrize(
    ("habit", "by"),
    [
        (lambda codes, outlet, year: blanks(codes, outlet == "outlet 1"), "source"),
        (lambda codes, outlet, year: blanks(codes, year == 2017), "year"),
    ],
)
@pytest.mark.parametrize("formula", ["C(source)", "year", "year + C(source)"])
def test_blanks_that_stand_for_zeros_leave_no_coefficient(habit: Frames, by: str, formula: str) -> None:
    planted = coded_by(habit)
    found, verdicts, cautions = fitted(planted, formula)
    if by == "year" or "source" in formula:
        assert set(verdicts.values()) == {""}
        assert cautions.count("blanks_for_zeros") == 1
        assert "zeros_in_doubt" not in cautions
        assert found.to_frame()["p_adjusted"].isna().all()
        assert Effects.from_parts(found.to_parts()).to_frame().equals(found.to_frame())
    level = prevalence(
        planted.scores, planted.corpus, seed=1, measure="presence", by=by, coding=planted.coding, draws=200
    )
    assert "not comparable" in set(contrasts(level).frame["verdict"])


def test_columns_sorted_without_their_rows_leave_no_coefficient() -> None:
    def sorted_alone(codes: pd.DataFrame, outlet: pd.Series, year: pd.Series) -> pd.DataFrame:
        codes = codes.drop_duplicates(["unit", "theme"]).sort_values(["theme", "unit"]).assign(coder="An")
        value = codes.groupby("theme")["value"].transform(lambda own: np.sort(own.to_numpy(dtype=float))[::-1])
        return codes.assign(value=value.astype("Float64"))

    _, verdicts, cautions = fitted(coded_by(sorted_alone))
    assert set(verdicts.values()) == {""} and "columns_sorted" in cautions


def test_coders_who_go_with_an_outlet_bar_that_outlet_alone() -> None:
    first = plant_codes(1, **DESIGN).corpus.frame["source"].value_counts().index[0]  # the reference
    apart = sorted({"outlet 0", "outlet 1", "outlet 2"} - {first})[0]

    def by_outlet(codes: pd.DataFrame, outlet: pd.Series, year: pd.Series) -> pd.DataFrame:
        return codes.assign(coder=np.where(outlet == apart, "Chi", codes["coder"]))

    found, verdicts, cautions = fitted(coded_by(by_outlet))
    assert found.barred == (f"C(source)[{apart}]",) and verdicts[f"C(source)[{apart}]"] == ""
    assert cautions.count("coders_by_column") == 1
    assert all(verdicts[term] for term in found.terms if term not in (*found.barred, "intercept", "year"))


def test_coders_who_go_with_the_year_bar_time_alone() -> None:
    def by_year(codes: pd.DataFrame, outlet: pd.Series, year: pd.Series) -> pd.DataFrame:
        once = codes.drop_duplicates(["unit", "theme"])
        return once.assign(coder=np.where(year[once.index] == 2016, "An", "Bình"))

    found, _, cautions = fitted(coded_by(by_year), "year * C(source)")
    assert found.barred == tuple(term for term in found.terms if "year" in term) != ()
    assert "coders_by_column" in cautions


def test_coders_dealt_at_random_bar_nothing() -> None:
    for seed in range(1, 9):
        found, _, cautions = fitted(coded_by(lambda codes, outlet, year: codes, seed))
        assert found.barred == () and not {"coders_by_column", "coders_uneven", "zeros_in_doubt"} & set(cautions)


def test_uneven_coders_bear_no_verdict_where_a_regression_does_not_bring_them_to_their_mean() -> None:
    """One of two coders over-codes and their shares differ: a third of the intervals missed, with a caution alone."""

    def uneven(codes: pd.DataFrame, outlet: pd.Series, year: pd.Series) -> pd.DataFrame:
        alone = ~codes.duplicated(["unit", "theme"], keep=False)
        return codes.assign(coder=np.where(alone & (outlet == "outlet 1"), "An", codes["coder"]))

    found, _, cautions = fitted(coded_by(uneven))
    assert set(found.barred) == {name for name in found.terms if "outlet" in name} and "coders_uneven" in cautions


def test_a_pair_that_is_not_comparable_has_no_change_at_a_fixed_mix() -> None:
    planted = coded_by(lambda codes, outlet, year: blanks(codes, year == 2017))
    with pytest.raises(CodingError, match="if a blank means 0"):
        adjusted_changes(planted.scores, planted.corpus, coding=planted.coding, seed=1)
    honest = coded_by(lambda codes, outlet, year: codes)
    assert adjusted_changes(honest.scores, honest.corpus, coding=honest.coding, seed=1)["adjusted"].notna().all()
