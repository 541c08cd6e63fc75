"""Mistakes with a sheet that no balance sees: labels exchanged, 0 for 1, one theme's coders divided by period."""

import unicodedata
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tests.planted_codes import PlantedCodes, plant_codes
from toolkit.base.errors import CodingError
from toolkit.documents.periods import Grouping
from toolkit.trends.code_fit import code_fit
from toolkit.trends.contrasts import contrasts
from toolkit.trends.prevalence import prevalence

DESIGN = {"levels": ((0.3, 0.2),) * 2, "n": 300, "signal": 2.0}


def judged(planted: PlantedCodes, frame: pd.DataFrame) -> tuple[list[str], list[str]]:
    """The verdicts, and the reasons' codes of each theme."""
    coding = replace(planted.coding, frame=frame)
    found = prevalence(planted.scores, planted.corpus, seed=1, measure="presence", coding=coding, draws=400)
    table = contrasts(found).frame
    return table["verdict"].tolist(), table["reason_code"].tolist()


def frame_of(planted: PlantedCodes) -> tuple[pd.DataFrame, pd.Series]:
    frame = planted.coding.frame
    return frame, frame["unit"].map(planted.corpus.frame.set_index("id")["year"])


@pytest.mark.parametrize("levels", [((0.3, 0.2),) * 2, ((0.1, 0.1), (0.5, 0.4))])
def test_codes_that_fit_alike_are_not_doubted_whatever_rose(levels: tuple[tuple[float, float], ...]) -> None:
    for seed in range(1, 6):
        planted = plant_codes(seed, **{**DESIGN, "levels": levels})
        assert not any("codes_fit" in codes for codes in judged(planted, planted.coding.frame)[1])


def test_labels_exchanged_and_zero_for_one_are_told_with_the_theme() -> None:
    planted = plant_codes(1, **DESIGN)
    frame, year = frame_of(planted)
    other = {"theme_01": "theme_02", "theme_02": "theme_01"}
    swapped = [other[theme] if y == 2017 else theme for theme, y in zip(frame["theme"], year)]
    assert all("codes_fit_differs" in codes for codes in judged(planted, frame.assign(theme=swapped))[1])
    first = (frame["theme"] == "theme_01") & (year == 2017)
    turned = frame.assign(value=np.where(first, 1 - frame["value"], frame["value"]))
    told = judged(planted, turned)[1]
    assert "codes_fit_differs" in told[0] and "codes_fit_differs" not in told[1]


def test_coders_divided_by_period_for_one_theme_alone_bar_a_verdict() -> None:
    planted = plant_codes(1, **DESIGN)
    frame, year = frame_of(planted)
    theme, an = frame["theme"] == "theme_02", frame["coder"] == "An"
    divided = frame[~(theme & (((year == 2016) & ~an) | ((year == 2017) & an)))]
    assert "not comparable" in judged(planted, divided)[0]
    few = frame.drop(frame[theme].index[:3])  # a blank here and there divides nothing
    assert "not comparable" not in judged(planted, few)[0]


def test_a_coder_is_one_person_however_the_name_is_written() -> None:
    planted = plant_codes(1, **DESIGN)
    frame, year = frame_of(planted)
    names = [unicodedata.normalize("NFD", f" {name} ") if y == 2017 else name for name, y in zip(frame["coder"], year)]
    written = replace(planted.coding, frame=frame.assign(coder=names))
    assert set(written.frame["coder"]) == {"An", "Bình"}
    twice = pd.concat([frame.iloc[:1], frame.iloc[:1].assign(coder="An  " if frame["coder"][0] == "An" else "Bình ")])
    with pytest.raises(CodingError, match="twice"):
        replace(planted.coding, frame=twice)


def test_codes_that_are_all_settled_are_refused_with_the_remedy() -> None:
    planted = plant_codes(1, **DESIGN)
    frame = planted.coding.frame.drop_duplicates(["unit", "theme"]).assign(coder="settled")
    with pytest.raises(CodingError, match="give the coders' own codes too"):
        judged(planted, frame)


def test_codes_that_go_with_the_scores_everywhere_are_not_accused() -> None:
    """Units coded 1 lay 28 sd above the others in one group and 60 in another: labels exchanged, it said."""
    rng = np.random.default_rng(1)
    n = 400
    group = np.repeat([0, 1], n // 2)
    y = (rng.random(n) < 0.3).astype(float)
    score = (np.where(group == 0, 12.0, 30.0) * y + rng.normal(0, 0.4, n))[:, None]
    text = np.arange(n)
    grouping = Grouping(("one", "two"), group.astype(np.int64), text, text, "source")
    codes = SimpleNamespace(value=y[:, None])
    assert code_fit(score, codes, grouping, ("t",)) == (None,)  # type: ignore[arg-type]
    turned = np.where(group == 1, 1 - y, y)[:, None]
    (why,) = code_fit(score, SimpleNamespace(value=turned), grouping, ("t",))  # type: ignore[arg-type]
    assert why is not None and why.code == "codes_fit_differs"
