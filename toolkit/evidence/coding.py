"""Coding: draw a sample, write a sheet, read it back, see whether the coders agree."""

import pandas as pd

from toolkit.base.errors import CodingError
from toolkit.evidence.agreement import agreement
from toolkit.evidence.codes import Coding
from toolkit.evidence.sampling import draw_coding_sample
from toolkit.evidence.sheet_reading import read_coding, sheet_is_blank
from toolkit.evidence.sheets import write_coding_sheet

__all__ = [
    "agreement",
    "coding_from_frame",
    "draw_coding_sample",
    "read_coding",
    "sheet_is_blank",
    "write_coding_sheet",
]

EQUAL = "inclusion probabilities not given, taken as equal"


def coding_from_frame(frame: pd.DataFrame, *, question: str = "presence", coders: str = "") -> Coding:
    """A Coding of a DataFrame with the columns unit, theme, value and, where known, coder, inclusion_probability.

    Without `coder` there is one; without `inclusion_probability` every unit is taken to have had the same chance
    (written as 1), and `coders` says so wherever the codes are used: after `draw_coding_sample` keep that column.
    `question`: presence or main theme. `coders` says who they were. Raises CodingError where a code is wrong.
    """
    for name in ("unit", "theme", "value"):
        if name not in frame.columns:
            raise CodingError(f"the frame has no column {name!r}; codes need unit, theme and value")
    defaults = {"coder": "coder 1", "inclusion_probability": 1.0}
    missing = {name: value for name, value in defaults.items() if name not in frame.columns}
    if "inclusion_probability" in missing:
        coders = f"{coders}; {EQUAL}" if coders else EQUAL
    return Coding(frame.assign(**missing), question=question, coders=coders)
