"""Cells of CSV files that any program opens: UTF-8 with BOM, NFC, six digits, and none that starts a formula."""

import csv
import io
import math
import re
import unicodedata
from typing import Any

import numpy as np
import pandas as pd

_UNSEEN = r"[\s\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069]*"  # what a program may leave out before a sign
_FORMULA = re.compile(_UNSEEN + r"[=+\-@＝＋－＠]")


def cell(value: Any) -> str:
    """One cell: numbers at six significant digits, missing as empty, text in NFC and never the start of a formula."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, int | np.integer):
        return str(int(value))
    if isinstance(value, float | np.floating):
        return f"{float(value):.6g}"
    text = unicodedata.normalize("NFC", str(value)).replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return "'" + text if text.startswith("\t") or _FORMULA.match(text) else text


def to_csv(frame: pd.DataFrame) -> bytes:
    """A frame as CSV: UTF-8 with BOM, LF line ends, cells as `cell` writes them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([cell(name) for name in frame.columns])
    columns = [frame[name].tolist() for name in frame.columns]
    writer.writerows([[cell(value) for value in row] for row in zip(*columns)])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", errors="replace")
