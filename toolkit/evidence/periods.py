"""Which units lie in a period that a reader names."""

from collections.abc import Sequence

import pandas as pd

from toolkit.base.errors import UsageError

Period = str | int | Sequence[int]


def in_period(frame: pd.DataFrame, period: Period | None) -> "pd.Series[bool]":
    """True for the rows of a period: None (all), 2019, "2019", "2016-2018", "2019-11" (month), or (2016, 2018).

    Raises UsageError for anything else, and where no row lies in it.
    """
    if period is None:
        return pd.Series(True, index=frame.index)
    if isinstance(period, str) and len(period) == 7 and period[4] == "-" and period[5:].isdigit():
        found = frame["date"].fillna("").str.startswith(period)
    else:
        first, last = _years(period)
        found = frame["year"].between(first, last).fillna(False).astype(bool)
    if not found.any():
        raise UsageError(f"no unit lies in the period {period!r}; the corpus has {_span(frame)}")
    return found


def _years(period: Period) -> tuple[int, int]:
    parts = period.split("-") if isinstance(period, str) else [period] if isinstance(period, int) else list(period)
    try:
        years = [int(part) for part in parts]
    except (TypeError, ValueError):
        years = []
    if len(years) not in (1, 2):
        raise UsageError(f"period {period!r} must be a year, as 2019, or first and last year, as '2016-2018'")
    return years[0], years[-1]


def _span(frame: pd.DataFrame) -> str:
    years = frame["year"].dropna()
    return f"years {int(years.min())} to {int(years.max())}" if len(years) else "no dated unit"
