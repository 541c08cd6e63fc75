"""A DataFrame the user has: cells as a file's would be read, and columns that only share the name of one of ours."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from toolkit.documents.accounts import EMPTY, KEPT, REFUSED, Entry
from toolkit.documents.files.cells import cell_text, words_in
from toolkit.documents.files.columns import COLUMNS, RENAMED
from toolkit.documents.files.date_columns import with_date_columns
from toolkit.documents.files.encodings import restored, tidy

STATUSES = ("kept", "empty", "unreadable", "foreign", "no diacritics", "duplicate")
HANDED_ON = ("date_given", "date_given_by", "date_found")  # what tables and pages tell of dates, for `resolve_dates`
FRAME = "DataFrame"  # how the accounts call it


def flat(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with names of several levels, as pivots leave them, written as one: ("text", "") is text."""
    if not isinstance(frame.columns, pd.MultiIndex):
        return frame
    names = ["_".join(str(part) for part in name if str(part)) for name in frame.columns]
    return frame.set_axis(names, axis="columns")


def with_own_names(frame: pd.DataFrame, theirs: Mapping[str, str]) -> tuple[pd.DataFrame, list[Entry]]:
    """The frame with `date_given`, and each column that only shares the name of one of ours under another.

    `theirs` gives the user's names for columns of ours. A year dates its row where there is no date.
    """
    if "date" in frame.columns:
        frame = frame.rename(columns={"date": "date_given"})
        by = f"column {theirs.get('date', 'date')}"
        frame = frame.assign(date_given=_as_written(frame["date_given"]), date_given_by=by)
    elif "year" in frame.columns and "date_given" not in frame.columns:
        years = frame["year"].astype(object).map(read_cell)
        frame = frame.assign(date_given=years.astype("str"), date_given_by=f"column {theirs.get('year', 'year')}")
    others = {name: f"{name}_given" for name in frame.columns if name in _HOLDS and not _HOLDS[name](frame)}
    told = [Entry("column", FRAME, outcome=KEPT, reason=RENAMED, value=f"{a} → {b}") for a, b in sorted(others.items())]
    return frame.rename(columns=others), told


def with_own_dates(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame that no dating has seen, with what its own columns tell of dates, found by name or by their cells."""
    if "date_rule" in frame.columns or "date_found" in frame.columns:
        return frame
    own = [name for name in frame.columns if name not in (*COLUMNS, *HANDED_ON) and _may_hold_dates(frame[name])]
    texts = pd.DataFrame({name: _as_written(frame[name]) for name in own}, frame.index)
    handed = texts.assign(**{name: frame[name] for name in HANDED_ON if name in frame})
    made = with_date_columns(handed, own)
    return frame.assign(**{name: made[name] for name in HANDED_ON if name in made})


def _may_hold_dates(column: pd.Series) -> bool:
    return bool(pd.api.types.is_datetime64_any_dtype(column) or pd.api.types.is_string_dtype(column))


def read_cell(value: Any) -> str | None:
    """A cell as text, read as a file's: old letters, what feeds leave, NFC; None where it says nothing."""
    words = None if value is pd.NA or value is pd.NaT else words_in(value)
    return tidy(restored(words)[0]) if words else None


def ids_of(frame: pd.DataFrame) -> pd.Series:
    """The ids as text, whole numbers without a point; a row without one has its number."""
    given = [cell_text(None if value is pd.NA else value) for value in frame["id"]] if "id" in frame.columns else []
    given = given or [None] * len(frame)
    return pd.Series([id_ or f"#{n}" for n, id_ in enumerate(given, start=1)], index=frame.index, dtype="str")


def with_status(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with rows without any letter called empty, where nothing else is said of them."""
    empty = ~frame["text"].fillna("").str.contains(r"[^\W\d_]", regex=True).to_numpy(dtype=bool)
    if not empty.any():
        return frame
    status = frame["status"] if "status" in frame.columns else pd.Series(None, frame.index, dtype=object)
    return frame.assign(status=status.astype(object).where(~empty | status.notna(), "empty"))


def row_entries(frame: pd.DataFrame) -> list[Entry]:
    """The accounts of a frame: each of its rows is kept, but those without any letter."""
    if "id" not in frame.columns:
        return []
    found = enumerate(frame["id"].astype("str"), start=1)
    if "status" not in frame.columns or not (empty := frame["status"].eq("empty").fillna(False)).any():
        return [Entry("row", FRAME, n, id_) for n, id_ in found]
    rows = zip(found, empty, strict=True)
    return [Entry("row", FRAME, n, id_, *((REFUSED, EMPTY) if none else ())) for (n, id_), none in rows]


def _as_written(dates: pd.Series) -> pd.Series:
    """Dates as text: moments in ISO form, their zone kept, midnights without a zone as days."""
    if isinstance(dates.dtype, pd.DatetimeTZDtype):
        return dates.map(lambda moment: moment.isoformat(), na_action="ignore").astype("str")
    if pd.api.types.is_datetime64_any_dtype(dates):
        return dates.dt.strftime("%Y-%m-%d").astype("str")
    return dates.astype("str")


def _is_numbers(name: str) -> Callable[[pd.DataFrame], bool]:
    def holds(frame: pd.DataFrame) -> bool:
        values = pd.to_numeric(frame[name].astype(object).where(frame[name].notna(), None), errors="coerce")
        values = values.astype("float64")
        whole = values.isna() | (values % 1 == 0)
        return bool((values.isna() == frame[name].isna()).all() and whole.all())

    return holds


def _is_json(name: str) -> Callable[[pd.DataFrame], bool]:
    return lambda frame: bool(frame[name].dropna().map(lambda cell: isinstance(cell, str) and cell[:1] == "[").all())


def _never(frame: pd.DataFrame) -> bool:
    return False


# What a column must hold to be ours; one that holds something else is the user's.
_HOLDS: dict[str, Callable[[pd.DataFrame], bool]] = {
    "status": lambda frame: bool(frame["status"].dropna().isin(STATUSES).all()),
    "year": _is_numbers("year"),
    "start": lambda frame: "parent" in frame and _is_numbers("start")(frame),
    "end": lambda frame: "parent" in frame and _is_numbers("end")(frame),
    "removed": _is_json("removed"),
    "date_candidates": _is_json("date_candidates"),
    **dict.fromkeys(("date_confidence", "date_precision", "date_evidence"), _never),
}
