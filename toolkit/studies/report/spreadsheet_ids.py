"""Ids beside their exact spelling, where a spreadsheet program would run them or read them as a date or a number."""

import json
import re
import unicodedata
from typing import Any

import pandas as pd

from toolkit.studies.report.cells import cell

ID_COLUMNS = ("id", "document", "unit", "parent", "story")
EXACT = "_exact"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_READ_OTHERWISE = re.compile(
    r"0\d+"  # the noughts before it go
    r"|\d{16,}"  # kept to fifteen digits
    r"|[\d\s]*\d[-/.,:][-\d\s/.,:]*(?:[ap]m)?|[\d.,]+\s*%"  # days, times, fractions, per cent
    r"|\d[\d.,]*e[+-]?\d+"  # powers of ten
    rf"|(?:\d+[-\s/.]?)?{_MONTH}[-\s/.]?\d+|\d+[-\s/.]?{_MONTH}"  # days by the name of a month
    r"|true|false|đúng|sai|[$€£₫]\s*[\d.,]+",
    re.IGNORECASE,
)


def with_exact_ids(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with a column `{name}_exact` after each column of ids of which one would not be what it is.

    It holds every id as a JSON string ("=a", "1-2", "007" with their quotes): no program runs that or makes a date of
    it, and json.loads gives the id that all other exports have. A table whose ids are safe stays as it is.
    """
    found = frame
    for name in ID_COLUMNS:
        if name not in frame.columns:
            continue
        ids = [None if pd.isna(value) else str(value) for value in frame[name]]
        if any(value is not None and (cell(value) != value or is_read_otherwise(value)) for value in ids):
            found = found.copy() if found is frame else found
            found.insert(list(found.columns).index(name) + 1, name + EXACT, [_exact(value) for value in ids])
    return found


def is_read_otherwise(text: str) -> bool:
    """Whether a spreadsheet program that opens a CSV shows `text` as a date, a time, a truth or another number."""
    return _READ_OTHERWISE.fullmatch(text.strip()) is not None


def _exact(value: str | None) -> Any:
    if value is None:
        return None
    plain = value.isprintable() and unicodedata.is_normalized("NFC", value)
    return json.dumps(value, ensure_ascii=not plain)
