"""Room weighs a unit by its syllables: runs of what is no white space, of any kind."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.documents.periods import group_units
from toolkit.trends.unit_values import unit_weights

SPACES = " \u00a0\u3000\u2028\x1c\x85\t\n\u200b\ufeffaạ.😀"


def weights(texts: list[str]) -> list[float]:
    frame = pd.DataFrame({"id": [str(i) for i in range(len(texts))], "text": texts, "date": "2019-01-02", "year": 2019})
    frame = frame.assign(story=frame["id"], parent=frame["id"])
    return unit_weights(frame, group_units(frame, "year"), "room", "publications", None).tolist()


@given(st.lists(st.text(alphabet=SPACES, max_size=12), min_size=1, max_size=5))
def test_syllables_are_runs_of_what_is_no_white_space(texts: list[str]) -> None:
    found = weights([*texts, "một hai"])
    expected = [max(len(re.findall(r"\S+", text)), 1) for text in [*texts, "một hai"]]
    assert np.array(found) / found[-1] == pytest.approx(np.array(expected) / 2)


def test_an_empty_text_weighs_as_one_syllable() -> None:
    assert weights(["", "một hai ba"]) == pytest.approx([1.0, 3.0])
