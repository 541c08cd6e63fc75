"""Coding sheets in: every cell is checked, and a wrong one is named."""

import zipfile
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.base.checks import counted, did_you_mean
from toolkit.base.errors import CodingError
from toolkit.evidence.codes import QUESTIONS, Coding
from toolkit.evidence.sheet_layout import (
    CODEBOOK,
    FACTS,
    HEADER_ROWS,
    LAYOUT_VERSION,
    MAIN_COLUMN,
    NONE_OF_THEM,
    UNITS,
    answer_columns,
    cell_name,
)

LARGEST_BYTES = 300_000_000
SUSPICIOUSLY_MANY_ALIKE = 20


def read_coding(path: str | Path) -> Coding:
    """The codes of a filled-in sheet of `write_coding_sheet`; a blank cell is a missing value.

    Every cell is checked. Raises CodingError with the cell and the remedy: a value that was not offered, an unknown or
    repeated unit, a missing column or sheet, a coder who coded 20 units or more all alike, a sheet without any code.
    """
    path = Path(path)
    book = open_workbook(path)
    question, coders, themes = _facts(path, book)
    chances = _units(path, book)
    frames = []
    for name in book.sheetnames:
        if name not in (CODEBOOK, UNITS):
            frames.append(_read_coder(f"{path.name} {name}", name, _cells(book[name]), (question, themes, chances)))
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    if frame.empty or frame["value"].isna().all():
        raise CodingError(f"{path.name} holds no code yet; fill in the sheets of the coders")
    return Coding(frame, question=question, coders=coders)


def sheet_is_blank(path: str | Path) -> bool:
    """True where the sheet is as it was written: no coder has entered a value."""
    path = Path(path)
    book = open_workbook(path)
    question, _, themes = _facts(path, book)
    answers = set(answer_columns(question, themes))
    for name in book.sheetnames:
        if name in (CODEBOOK, UNITS):
            continue
        header, *rows = _cells(book[name]) or [[]]
        places = [i for i, value in enumerate(header) if value in answers]
        if any(row[i] not in (None, "") for row in rows[HEADER_ROWS - 1 :] for i in places):
            return False
    return True


def open_workbook(path: Path, *, remedy: str = "write it with write_coding_sheet") -> Any:
    """The workbook at `path`; CodingError where it is none, or unpacks to more than 300 MB."""
    import openpyxl

    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(item.file_size for item in archive.infolist())
        if size > LARGEST_BYTES:
            raise CodingError(f"{path.name} unpacks to {size:,} bytes, too large for a coding sheet")
        return openpyxl.load_workbook(path, data_only=True)
    except FileNotFoundError as error:
        raise CodingError(f"{path.name} does not exist; {remedy}") from error
    except CodingError:
        raise
    except Exception as error:  # a damaged file makes the parsers below stumble in any way
        raise CodingError(f"{path.name} is no xlsx workbook that can be read; save it as .xlsx") from error


def _cells(sheet: Any) -> list[list[Any]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def _facts(path: Path, book: Any) -> tuple[str, str, tuple[str, ...]]:
    """Question, coders' note and theme keys, from the codebook."""
    for name in (CODEBOOK, UNITS):
        if name not in book.sheetnames:
            raise CodingError(f"{path.name} has lost its sheet {name!r}; copy it back from the sheet as it was written")
    sheet = book[CODEBOOK]
    facts = {str(sheet.cell(i + 1, 1).value): sheet.cell(i + 1, 2).value for i in range(len(FACTS))}
    for i, name in enumerate(FACTS):
        if name not in facts:
            raise CodingError(f"{path.name} {CODEBOOK}!A{i + 1}: {name!r} should stand here; restore the codebook")
    if str(facts["layout"]) != str(LAYOUT_VERSION):
        raise CodingError(
            f"{path.name} {CODEBOOK}!B1: layout {facts['layout']!r} is newer than this toolkit; update it"
        )
    if facts["question"] not in QUESTIONS:
        raise CodingError(f"{path.name} {CODEBOOK}!B2: {facts['question']!r} must be one of {', '.join(QUESTIONS)}")
    themes = tuple(str(facts["themes"] or "").split())
    if not themes:
        raise CodingError(f"{path.name} {CODEBOOK}!B4: the themes' keys are missing; restore the codebook")
    return str(facts["question"]), str(facts["coders"] or ""), themes


def _units(path: Path, book: Any) -> dict[str, float]:
    chances: dict[str, float] = {}
    for row, (unit, chance, *_) in enumerate(_cells(book[UNITS])[1:], start=1):
        if unit is None:
            continue
        try:
            chances[str(unit)] = float(str(chance))
        except ValueError as error:
            where = f"{path.name} {UNITS}!{cell_name(row, 1)}"
            raise CodingError(f"{where}: {chance!r} is no inclusion probability; restore the sheet") from error
    return chances


def _read_coder(
    where: str, coder: str, cells: list[list[Any]], expected: tuple[str, tuple[str, ...], dict[str, float]]
) -> pd.DataFrame:
    question, themes, chances = expected
    header = [str(value) for value in cells[0]] if cells else []
    answers = answer_columns(question, themes)
    for name in ("unit", *answers):
        if header.count(name) != 1:
            what = "is missing" if name not in header else "stands twice"
            raise CodingError(f"{where}: the column {name!r} {what} in row 1; restore it from the sheet as written")
    places = {name: header.index(name) for name in ("unit", *answers)}
    rows: list[tuple[str, str, str, float | None, float]] = []
    seen: dict[str, int] = {}
    for r, row in enumerate(cells[HEADER_ROWS:], start=HEADER_ROWS):
        given = {name: row[places[name]] for name in answers}
        unit = row[places["unit"]]
        if unit is None and all(value in (None, "") for value in given.values()):
            continue
        unit = _known_unit(f"{where}!{cell_name(r, places['unit'])}", unit, chances, seen)
        seen[unit] = r
        codes = _codes(where, r, places, given, (question, themes))
        rows += [(unit, coder, theme, value, chances[unit]) for theme, value in codes.items()]
    lost = [unit for unit in chances if unit not in seen]
    if lost:
        raise CodingError(f"{where}: the row of unit {lost[0]!r} is missing ({counted(len(lost), 'row')}); restore it")
    frame = pd.DataFrame(rows, columns=["unit", "coder", "theme", "value", "inclusion_probability"])
    _require_variety(where, frame)
    return frame


def _known_unit(where: str, unit: Any, chances: dict[str, float], seen: dict[str, int]) -> str:
    name = "" if unit is None else str(unit)
    if name not in chances:
        raise CodingError(f"{where}: {name!r} is no unit of this sample{did_you_mean(name, list(chances)[:2000])}")
    if name in seen:
        raise CodingError(f"{where}: unit {name!r} stands in row {seen[name] + 1} already; delete one of the two rows")
    return name


def _codes(
    where: str, row: int, places: dict[str, int], given: dict[str, Any], expected: tuple[str, tuple[str, ...]]
) -> dict[str, float | None]:
    """theme → 1, 0 or None (not coded) of one row."""
    question, themes = expected
    if question == "presence":
        return {t: _zero_or_one(f"{where}!{cell_name(row, places[t])}", given[t]) for t in themes}
    choice = str(given[MAIN_COLUMN] or "").strip()
    if not choice:
        return dict.fromkeys(themes, None)
    if choice not in (*themes, NONE_OF_THEM):
        cell = cell_name(row, places[MAIN_COLUMN])
        raise CodingError(f"{where}!{cell}: {choice!r} is not one of {', '.join((*themes, NONE_OF_THEM))}")
    return {t: float(t == choice) for t in themes}


def _zero_or_one(where: str, value: Any) -> float | None:
    text = str(value).strip() if value is not None else ""
    if not text:
        return None
    if text in ("0", "1", "0.0", "1.0") and not isinstance(value, bool):
        return float(text)
    raise CodingError(f"{where}: {value!r} is not one of 0, 1")


def _require_variety(where: str, frame: pd.DataFrame) -> None:
    coded = frame.dropna(subset=["value"])
    if coded["unit"].nunique() < SUSPICIOUSLY_MANY_ALIKE:
        return
    if (coded.groupby("theme")["value"].nunique() > 1).any():
        return
    n = coded["unit"].nunique()
    raise CodingError(f"{where}: all {n} units are coded alike; code them one by one, or delete this coder's sheet")
