"""Which units lie in a period that a reader names."""

from collections.abc import Sequence

import pandas as pd

from toolkit.base.errors import UsageError

Period = str | int | Sequence[int]


def in_period(frame: pd.DataFrame, period: Period | None) -> "pd.Series[bool]":
    """True for the rows of a period: None (all), 2019, "2019", "2016-2018", (2016, 2018), "2019-11", "2019-Q4".

    Raises UsageError for anything else, and where no row lies in it.
    """
    if period is None:
        return pd.Series(True, index=frame.index)
    months = _months(period) if isinstance(period, str) else ()
    if months:
        found = frame["date"].fillna("").str[:7].isin(months)
    else:
        first, last = _years(period)
        found = frame["year"].between(first, last).fillna(False).astype(bool)
    if not found.any():
        raise UsageError(f"no unit lies in the period {period!r}; the corpus has {_span(frame)}")
    return found


def _months(period: str) -> tuple[str, ...]:
    """The months of "2019-11" or "2019-Q4", none for anything else."""
    year, dash, part = period.partition("-")
    if dash and len(year) == 4 and year.isdigit():
        if len(part) == 2 and part.isdigit():
            return (period,)
        if part in ("Q1", "Q2", "Q3", "Q4"):
            return tuple(f"{year}-{3 * int(part[1]) - k:02d}" for k in (2, 1, 0))
    return ()


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
