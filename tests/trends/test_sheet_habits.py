"""What people do with a sheet: blanks for zeros, columns sorted alone, columns or rows shifted. Truth never changed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.planted_codes import PlantedCodes, plant_codes
from toolkit.base.errors import CodingError
from toolkit.base.streams import stream
from toolkit.documents.periods import By
from toolkit.evidence.codes import Coding
from toolkit.trends.adjusted import adjusted_changes
from toolkit.trends.company import company
from toolkit.trends.contrasts import contrasts
from toolkit.trends.prevalence import prevalence
from toolkit.trends.sheet_habits import sorted_columns

LEVELS = ((0.3, 0.2, 0.1),) * 2
Frames = Callable[[PlantedCodes, pd.DataFrame], pd.DataFrame]


def judged(habit: Frames, seed: int = 1, **options: object) -> tuple[set[str], list[str]]:
    """The verdicts, and the reasons' codes of each theme."""
    planted = plant_codes(seed, **{"levels": LEVELS, "n": 240, "signal": 2.0, **options})
    coding = replace(planted.coding, frame=habit(planted, planted.coding.frame))
    found = prevalence(planted.scores, planted.corpus, seed=1, measure="presence", coding=coding, draws=200)
    table = contrasts(found).frame
    return set(table["verdict"]), table["reason_code"].tolist()


def year_of(planted: PlantedCodes, frame: pd.DataFrame) -> pd.Series:
    return frame["unit"].map(planted.corpus.frame.set_index("id")["year"]).astype(int)


def only_ones(planted: PlantedCodes, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(value=frame["value"].mask(frame["value"] == 0))


def only_ones_at_the_end(planted: PlantedCodes, frame: pd.DataFrame) -> pd.DataFrame:
    year = year_of(planted, frame)
    return frame.assign(value=frame["value"].mask((frame["value"] == 0) & (year == year.max())))


def only_ones_by_one(planted: PlantedCodes, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(value=frame["value"].mask((frame["value"] == 0) & (frame["coder"] == "An")))


@pytest.mark.parametrize("habit", [only_ones, only_ones_at_the_end, only_ones_by_one])
def test_blanks_that_stand_for_zeros_bar_the_verdict(habit: Frames) -> None:
    verdicts, codes = judged(habit)
    assert verdicts == {"not comparable"} and all("blanks_for_zeros" in own for own in codes)


def test_blanks_of_what_was_not_read_bar_nothing() -> None:
    def half(planted: PlantedCodes, frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(value=frame["value"].where(stream(1, "half of the cells").random(len(frame)) < 0.5))

    verdicts, codes = judged(half)
    assert "not comparable" not in verdicts and not any("blanks" in own for own in codes)


def test_one_forgotten_zero_hides_no_blanks_that_stand_for_zeros() -> None:
    def all_but_one(planted: PlantedCodes, frame: pd.DataFrame) -> pd.DataFrame:
        zero = (frame["value"] == 0) & (year_of(planted, frame) == 2017)
        first = frame[zero].drop_duplicates("coder").index
        return frame.assign(value=frame["value"].mask(zero & ~frame.index.isin(first)))

    verdicts, codes = judged(all_but_one)
    assert verdicts == {"not comparable"} and all("blanks_for_zeros" in own for own in codes)


def test_half_a_sheet_of_a_common_theme_bars_nothing() -> None:
    def half(planted: PlantedCodes, frame: pd.DataFrame) -> pd.DataFrame:
        read = stream(7, "half of the units").random(frame["unit"].nunique()) < 0.65
        done = frame["unit"].drop_duplicates()[read]
        return frame.assign(value=frame["value"].where(frame["unit"].isin(done)))

    for seed in range(1, 5):
        verdicts, codes = judged(half, seed, levels=((0.2,), (0.9,)), n=60)
        assert "not comparable" not in verdicts and not any("blanks" in own for own in codes)


def of_the_end_read(planted: PlantedCodes, frame: pd.DataFrame) -> pd.DataFrame:
    """Of the last year two units in three, whatever their code; of the first all."""
    units = frame["unit"].drop_duplicates()
    done = units[stream(7, "half of the units").random(len(units)) < 0.65]
    return frame.assign(value=frame["value"].where(frame["unit"].isin(done) | (year_of(planted, frame) == 2016)))


def test_what_was_not_read_of_a_theme_that_rose_is_told_from_zeros_by_its_scores() -> None:
    rose: dict[str, Any] = {"levels": ((0.2,), (0.9,)), "n": 120}
    for seed in range(1, 7):
        verdicts, codes = judged(of_the_end_read, seed, **rose)
        assert verdicts == {"rose"} and not any("blanks" in own or "zeros" in own for own in codes)
    planted = plant_codes(1, **rose, signal=2.0)  # scores that tell nothing excuse nobody
    scores = replace(planted.scores, score=stream(1, "scores of others").permutation(planted.scores.score))
    coding = replace(planted.coding, frame=of_the_end_read(planted, planted.coding.frame))
    found = prevalence(scores, planted.corpus, seed=1, measure="presence", coding=coding, draws=200)
    assert set(contrasts(found).frame["verdict"]) == {"not comparable"}


def test_blanks_that_are_mostly_zeros_are_not_excused_by_the_unread_among_them() -> None:
    def zeros_and_half_of_the_ones(planted: PlantedCodes, frame: pd.DataFrame) -> pd.DataFrame:
        unread = frame["unit"].isin(frame["unit"].drop_duplicates().iloc[::2])
        return frame.assign(
            value=frame["value"].mask((year_of(planted, frame) == 2017) & ((frame["value"] == 0) | unread))
        )

    for seed in range(1, 4):  # a fifth of the blanks are ones: six errors above zeros, and far from ones
        wide = {"levels": ((0.3,),) * 2, "units": (1500, 1500), "n": 600, "signal": 3.0}
        assert judged(zeros_and_half_of_the_ones, seed, **wide)[0] == {"not comparable"}


def by_unit(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop_duplicates(["unit", "theme"]).sort_values(["theme", "unit"], kind="stable").assign(coder="An")


def sorted_alone(planted: PlantedCodes, frame: pd.DataFrame) -> pd.DataFrame:
    """Each column of ones and zeros in order, ids as they were, which are in the order of time."""
    frame = by_unit(frame)
    value = frame.groupby("theme")["value"].transform(lambda own: np.sort(own.to_numpy(dtype=float))[::-1])
    return frame.assign(value=value.astype("Float64"))


def sorted_in_rows(planted: PlantedCodes, frame: pd.DataFrame) -> pd.DataFrame:
    """Whole rows, by one theme: nothing is lost."""
    frame = by_unit(frame)
    key = frame[frame["theme"] == planted.scores.themes[0]].set_index("unit")["value"]
    return frame.assign(key=frame["unit"].map(key)).sort_values(["theme", "key"], kind="stable").drop(columns="key")


def test_columns_that_were_sorted_without_their_rows_bar_the_verdict() -> None:
    verdicts, codes = judged(sorted_alone)
    assert verdicts == {"not comparable"} and all("columns_sorted" in own for own in codes)
    verdicts, codes = judged(sorted_in_rows)
    assert "not comparable" not in verdicts and not any("columns_sorted" in own for own in codes)


def nested(planted: PlantedCodes, frame: pd.DataFrame) -> pd.DataFrame:
    """The second theme stands within the first only, and whole rows are sorted by both."""
    codes = by_unit(frame).pivot(index="unit", columns="theme", values="value").astype(float)
    first, second, *_ = codes.columns
    codes[second] *= codes[first]
    codes = codes.sort_values([first, second], ascending=False, kind="stable")
    rows = frame.drop_duplicates(["unit", "theme"]).assign(coder="An").set_index(["unit", "theme"])
    rows = rows.loc[[(unit, theme) for theme in codes for unit in codes.index]].reset_index()
    return rows.assign(value=[codes.loc[unit, theme] for unit, theme in zip(rows["unit"], rows["theme"])])


def test_rows_sorted_by_two_themes_of_which_one_lies_within_the_other_bar_nothing() -> None:
    for seed in range(1, 4):
        verdicts, codes = judged(nested, seed, levels=((0.3, 0.3, 0.1),) * 2)
        assert "not comparable" not in verdicts and not any("columns" in own for own in codes)


def test_sorted_rows_of_a_main_theme_are_no_sorted_columns() -> None:
    answer = ["one"] * 20 + ["two"] * 30
    rows = [(f"u{i}", "An", t, float(a == t), 1.0) for i, a in enumerate(answer) for t in ("one", "two")]
    frame = pd.DataFrame(rows, columns=["unit", "coder", "theme", "value", "inclusion_probability"])
    assert not sorted_columns(Coding(frame, "main theme")) and sorted_columns(Coding(frame))


def test_columns_in_order_are_a_caution_where_scores_tell_nothing() -> None:
    planted = plant_codes(1, levels=LEVELS, n=240, signal=0.0)
    frame = sorted_alone(planted, planted.coding.frame)
    last = frame["theme"] == planted.scores.themes[-1]
    mixed = stream(1, "the last column").permutation(frame.loc[last, "value"].to_numpy(dtype=float))
    frame.loc[last, "value"] = pd.array(mixed, dtype="Float64")
    coding = replace(planted.coding, frame=frame)
    found = prevalence(planted.scores, planted.corpus, seed=1, measure="presence", coding=coding, draws=200)
    assert "columns_in_order" in [one.code for one in found.cautions]
    assert "not comparable" not in set(contrasts(found).frame["verdict"])


def test_a_shifted_column_is_told_with_the_theme_that_its_codes_are_of() -> None:
    def shifted(planted: PlantedCodes, frame: pd.DataFrame) -> pd.DataFrame:
        names = planted.scores.themes
        return frame.assign(theme=frame["theme"].map(dict(zip(names, names[1:] + names[:1]))))

    assert all("codes_fit_other" in own for own in judged(shifted)[1])


def test_shifted_rows_are_told_and_useful_scores_are_not_doubted() -> None:
    def shifted(planted: PlantedCodes, frame: pd.DataFrame) -> pd.DataFrame:
        units = frame["unit"].drop_duplicates().tolist()
        return frame.assign(unit=frame["unit"].map(dict(zip(units, units[7:] + units[:7]))))

    assert any("codes_fit_none" in own for own in judged(shifted)[1])
    clean = [own for seed in range(1, 9) for own in judged(lambda planted, frame: frame, seed)[1]]
    assert not any("codes_fit" in own for own in clean)


@pytest.mark.parametrize("by", ["source", "half", "cross"])
def test_blanks_for_zeros_of_one_year_bar_what_draws_on_it_however_it_is_divided(by: str) -> None:
    """Outlets and spans that hold a spoilt year gave verdicts without a word: the other years' zeros hid the blanks."""
    planted = plant_codes(1, levels=((0.3, 0.2, 0.25, 0.4),) * 4, units=(200,) * 4, n=500)
    frame = planted.corpus.to_frame()
    year = frame["year"].astype(int)
    late = np.where(year == year.max(), 0.75, 0.25)
    frame["source"] = np.where(stream(1, "outlets").random(len(frame)) < late, "b.vn", "a.vn")
    corpus = planted.corpus.with_frame(frame)
    spans = {"early": (2016, 2017), "late": (2018, 2019)}
    division: By = {"half": spans, "cross": ("year", "source")}.get(by, by)
    coding = replace(planted.coding, frame=only_ones_at_the_end(planted, planted.coding.frame))
    found = prevalence(planted.scores, corpus, by=division, seed=1, measure="presence", coding=coding, draws=200)
    barred = {frozenset(pair[:2]) for pair in found.not_comparable}
    if by == "cross":
        spoilt = {frozenset((p, q)) for p in found.periods for q in found.periods if p[:4] < q[:4] == "2019"}
        honest = {frozenset((p, q)) for p in found.periods for q in found.periods if p < q < "2019"}
        assert spoilt <= barred and not honest & barred
    else:
        assert set(contrasts(found).frame["verdict"]) == {"not comparable"}
    together = company(planted.scores, corpus, by=division, seed=1, coding=coding)
    drawn = {"source": ["a.vn", "b.vn"], "half": ["late"]}.get(by, [p for p in found.periods if p >= "2019"])
    assert together[together["period"].isin(drawn)]["lift"].isna().all()
    if by == "half":
        assert together[together["period"] == "early"]["lift"].notna().any()
        with pytest.raises(CodingError):
            adjusted_changes(planted.scores, corpus, by=division, seed=1, coding=coding)
