"""What people do with a sheet: blanks for zeros, columns sorted alone, columns or rows shifted. Truth never changed."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.planted_codes import PlantedCodes, plant_codes
from toolkit.base.streams import stream
from toolkit.trends.contrasts import contrasts
from toolkit.trends.prevalence import prevalence

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
