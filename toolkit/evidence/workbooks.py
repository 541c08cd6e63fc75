"""Workbooks for people to fill in: opened with the same properties and styles, and written in one go."""

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from toolkit.base.errors import UsageError
from toolkit.base.files import write_bytes

FIXED_DATE = dt.datetime(2000, 1, 1)  # the same input gives the same bytes
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
STYLES: dict[str, dict[str, Any]] = {
    "head": {"bold": True, "bg_color": "#DDDDDD", "valign": "top"},
    "text": {"text_wrap": True, "valign": "top"},
    "grey": {"text_wrap": True, "valign": "top", "font_color": "#666666", "font_size": 9},
    "answer": {"locked": False, "valign": "top", "align": "center", "border": 1},
}


def require_new(path: Path, holds: str, overwrite: bool) -> None:
    """UsageError where the file exists, what it may hold would be lost, and `overwrite` is False."""
    if path.exists() and not overwrite:
        raise UsageError(f"{path.name} exists and may hold {holds}; rename it, or give another path")


@contextmanager
def new_workbook(path: Path, title: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    """An open workbook and its styles by name (`STYLES`); on leaving it is written to `path`, and not if it failed."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        book.set_properties({"title": title, "created": FIXED_DATE})
        yield book, {name: book.add_format(style) for name, style in STYLES.items()}
    write_bytes(path, buffer.getvalue())
