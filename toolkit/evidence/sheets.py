"""Coding sheets: a workbook with a codebook, one sheet a coder and no prediction; read back with every cell checked."""

import zipfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.base.checks import counted, did_you_mean, require_choice
from toolkit.base.errors import CodingError, UsageError
from toolkit.documents.text import text_hashes
from toolkit.evidence.codes import COLUMNS, OPTIONAL_COLUMNS, QUESTIONS, Coding
from toolkit.evidence.designs import Design
from toolkit.evidence.workbooks import new_workbook, require_new
from toolkit.words.themes import Themes, require_key

CODEBOOK, UNITS = "Codebook", "Units"
FIXED = ("unit", "title", "before", "text", "after")
HEADER_ROWS = 2
MAIN_COLUMN = "main_theme"
NONE_OF_THEM = "none"
LAYOUT_VERSION = 1
# where the codebook keeps what the reader needs (row, column from 0)
FACTS = ("layout", "question", "coders", "themes")
MOST_CHARACTERS = 30_000  # a cell of a spreadsheet holds 32,767
WIDTHS = {"unit": 14, "title": 24, "before": 28, "text": 70, "after": 28}
LABELS = {"unit": "Mã đơn vị", "title": "Tiêu đề", "before": "Trước đó", "text": "ĐOẠN CẦN MÃ HOÁ", "after": "Sau đó"}
ASK = {
    "presence": "Với mỗi đoạn và mỗi chủ đề: 1 nếu đoạn văn nói đến chủ đề, 0 nếu không. Chưa mã hoá thì để trống.",
    "main theme": "Với mỗi đoạn: chọn chủ đề chính, hoặc none nếu không thuộc chủ đề nào. Chưa mã hoá thì để trống.",
}
LARGEST_BYTES = 300_000_000
SUSPICIOUSLY_MANY_ALIKE = 20
MOST_TOLD = 10  # mistakes told in full
UNIT_COLUMNS = ("unit", "inclusion_probability", "design", "text_hash")
ELSEWHERE = "elsewhere"  # in a fifth cell: coded on a page, so that no sheet here has its row


def answer_columns(question: str, themes: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that a coder fills in."""
    return themes if question == "presence" else (MAIN_COLUMN,)


def cell_name(row: int, column: int) -> str:
    """ "D17" for row 16, column 3 (from 0)."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def write_coding_sheet(
    sample: pd.DataFrame,
    themes: Themes,
    path: str | Path,
    *,
    coders: Sequence[str] = ("Coder 1",),
    question: str = "presence",
    note: str = "",
    values: Coding | None = None,
    overwrite: bool = False,
    leave_out: Collection[str] = (),
) -> Path:
    """Write the sample of `draw_coding_sample` as a workbook to be filled in; returns its path.

    Sheets: Codebook (the themes' labels and descriptions, and `note`, which says who the coders are), one a coder, and
    a hidden one with the units and their inclusion probabilities. `question`: presence (0 or 1 a theme) or main theme
    (one choice). `values` fills in codes given already. `leave_out`: units of the sample that are coded elsewhere, on
    pages of a first wave; the hidden sheet alone holds them. The same input gives the same bytes. Raises UsageError
    where the file exists and `overwrite` is False, and where no unit is left, ThemesError for a theme whose key is a
    word of the sheet (`none`, `text`).

    >>> drawn = tk.draw_coding_sample(scores, corpus, n=20, seed=1)
    >>> tk.write_coding_sheet(drawn, themes, "coding.xlsx", coders=["Lan", "Minh"]).name
    'coding.xlsx'
    """
    path = Path(path)
    require_choice("question", question, QUESTIONS)
    missing = [name for name in ("unit", "text", "inclusion_probability") if name not in sample.columns]
    if missing:
        raise UsageError(f"the sample has no column {missing[0]!r}; draw it with draw_coding_sample")
    require_names(coders)
    for theme in themes:
        require_key(theme)
    require_new(path, "codes", overwrite)
    elsewhere = sample["unit"].isin(list(leave_out))
    fresh = sample[~elsewhere]
    if leave_out and fresh.empty:
        raise UsageError("every unit of this draw is on a page or a sheet already; draw more")
    with new_workbook(path, "Coding sheet") as (book, styles):
        styles["head"].set_text_wrap()
        _write_codebook(book, themes, question, note, styles)
        for coder in coders:
            _write_coder(book.add_worksheet(coder), fresh, themes, (question, coder, values), styles)
        _write_units(book.add_worksheet(UNITS), sample, elsewhere)
    return path


def require_names(coders: Sequence[str]) -> None:
    """UsageError where there is no name, one stands twice, or one cannot name a sheet."""
    if not coders or len({c.casefold() for c in coders}) < len(coders):
        raise UsageError("name at least one coder, each once")
    for coder in coders:
        if coder in (CODEBOOK, UNITS) or not 0 < len(coder) <= 31 or set(coder) & set("[]:*?/\\") or "'" in coder:
            raise UsageError(f"coder {coder!r}: a sheet's name has 1 to 31 characters and none of [ ] : * ? / \\ '")


def _write_codebook(book: Any, themes: Themes, question: str, note: str, styles: dict[str, Any]) -> None:
    sheet = book.add_worksheet(CODEBOOK)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 2, 34)
    sheet.set_column(3, 3, 90)
    values = (LAYOUT_VERSION, question, note, " ".join(themes.keys))
    for row, (name, value) in enumerate(zip(FACTS, values)):
        sheet.write_string(row, 0, name, styles["head"])
        sheet.write_string(row, 1, str(value), styles["text"])
    sheet.write_string(len(FACTS), 0, ASK[question], styles["text"])
    top = len(FACTS) + 2
    for column, name in enumerate(("theme", "tiếng Việt", "English", "description")):
        sheet.write_string(top, column, name, styles["head"])
    for i, theme in enumerate(themes, start=top + 1):
        for column, value in enumerate((theme.key, theme.name("vi"), theme.name("en"), theme.description)):
            sheet.write_string(i, column, value, styles["text"])
    if question != "presence":
        sheet.write_string(top + 1 + len(themes), 0, NONE_OF_THEM, styles["text"])
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _write_coder(
    sheet: Any, sample: pd.DataFrame, themes: Themes, what: tuple[str, str, Coding | None], styles: dict[str, Any]
) -> None:
    question, coder, given = what
    answers = answer_columns(question, themes.keys)
    labels = {**LABELS, **{t.key: t.name("vi") for t in themes}, MAIN_COLUMN: "Chủ đề chính"}
    for column, name in enumerate((*FIXED, *answers)):
        sheet.write_string(0, column, name, styles["head"])
        sheet.write_string(1, column, labels[name], styles["head"])
        sheet.set_column(column, column, WIDTHS.get(name, 16))
    codes = _answers(given, coder, question)
    for row, unit in enumerate(sample.to_dict("records"), start=HEADER_ROWS):
        for column, name in enumerate(FIXED):
            value = unit.get(name, "")
            text = value if isinstance(value, str) else ""
            sheet.write_string(row, column, text[:MOST_CHARACTERS], styles["text" if name == "text" else "grey"])
        for column, name in enumerate(answers, start=len(FIXED)):
            value = codes.get((unit["unit"], name))
            if value is None:
                sheet.write_blank(row, column, None, styles["answer"])
            elif isinstance(value, str):
                sheet.write_string(row, column, value, styles["answer"])
            else:
                sheet.write_number(row, column, value, styles["answer"])
    last = max(HEADER_ROWS, HEADER_ROWS + len(sample) - 1)
    first = len(FACTS) + 4  # the codebook's table of themes, and none of them below
    choices = f"={CODEBOOK}!$A${first}:$A${first + len(themes)}"
    rule = {
        "validate": "list",
        "source": [0, 1] if question == "presence" else choices,
        "error_title": "Giá trị không hợp lệ",
        "error_message": "Chọn một giá trị trong danh sách.",
    }
    sheet.data_validation(HEADER_ROWS, len(FIXED), last, len(FIXED) + len(answers) - 1, rule)
    sheet.freeze_panes(HEADER_ROWS, 1)
    sheet.protect("", {"format_columns": True, "format_rows": True, "format_cells": True})


def _answers(given: Coding | None, coder: str, question: str) -> dict[tuple[str, str], int | str]:
    """(unit, answer column) → code, of one coder."""
    if given is None:
        return {}
    if given.question != question:
        raise CodingError(f"the values answer {given.question!r}, the sheet asks {question!r}; use one question")
    frame = given.frame[(given.frame["coder"] == coder)].dropna(subset=["value"])
    rows = list(zip(frame["unit"], frame["theme"], frame["value"].astype(int)))
    if question == "presence":
        return {(unit, theme): int(value) for unit, theme, value in rows}
    chosen: dict[tuple[str, str], int | str] = {(unit, MAIN_COLUMN): NONE_OF_THEM for unit, _, _ in rows}
    return chosen | {(unit, MAIN_COLUMN): theme for unit, theme, value in rows if value == 1}


def _write_units(sheet: Any, sample: pd.DataFrame, elsewhere: pd.Series) -> None:
    for column, name in enumerate(UNIT_COLUMNS):
        sheet.write_string(0, column, name)
    designs = sample["design"] if "design" in sample.columns else [""] * len(sample)
    hashes = text_hashes(sample["text"])
    rows = zip(sample["unit"], sample["inclusion_probability"], designs, hashes, elsewhere)
    for row, (unit, chance, design, letters, is_elsewhere) in enumerate(rows, start=1):
        told = (unit, repr(float(chance)), str(design), f"{int(letters):016x}", *[ELSEWHERE][: int(is_elsewhere)])
        for column, text in enumerate(told):
            sheet.write_string(row, column, text)
    sheet.hide()
    sheet.protect("")


def read_coding_sheet(path: str | Path) -> Coding:
    """The codes of a filled-in sheet of `write_coding_sheet`; a blank cell is a missing value.

    Every cell is checked. Raises one CodingError that tells all mistakes (ten, and how many more), each with its cell
    and the remedy: a value that was not offered, an unknown or repeated unit, a missing row, column or sheet, a
    coder who coded 20 units or more all alike; also for a sheet without any code.
    """
    return read_sheet_and_draw(path)[0]


def question_of_sheet(path: Path) -> str:
    """What a coding sheet asks."""
    return _facts(path, open_workbook(path))[0]


def units_on_sheet(path: Path) -> list[str]:
    """The units that have rows on a coding sheet."""
    return [name for name, unit in _units(path, open_workbook(path)).items() if not unit.is_elsewhere]


def read_sheet_and_draw(path: str | Path) -> tuple[Coding, dict[str, float]]:
    """The codes of a sheet, and π of the units of its draw that are coded elsewhere; errors as `read_coding_sheet`."""
    path = Path(path)
    book = open_workbook(path)
    question, coders, themes = _facts(path, book)
    drawn = _units(path, book)
    units = {name: unit for name, unit in drawn.items() if not unit.is_elsewhere}
    frames, problems = [], []
    for name in book.sheetnames:
        if name in (CODEBOOK, UNITS):
            continue
        found = _read_coder(f"{path.name} {name}", name, _cells(book[name]), (question, themes, units))
        frames.append(found.codes)
        problems += found.problems
    require_no_mistakes(problems)
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    if frame.empty or frame["value"].isna().all():
        raise CodingError(f"{path.name} holds no code yet; fill in the sheets of the coders")
    designs = {unit.design for unit in units.values()} - {""}
    coding = Coding(frame, question, coders, tuple(Design.from_text(text) for text in sorted(designs)))
    return coding, {name: unit.chance for name, unit in drawn.items() if unit.is_elsewhere}


def require_no_mistakes(problems: list[str]) -> None:
    """One CodingError that tells all mistakes of a reading, the first ten in full."""
    if problems:
        more = len(problems) - MOST_TOLD
        tail = f"\n… and {counted(more, 'mistake')} more" if more > 0 else ""
        head = "" if len(problems) == 1 else f"{counted(len(problems), 'mistake')} in the coding sheet:\n"
        raise CodingError(head + "\n".join(problems[:MOST_TOLD]) + tail)


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


@dataclass(frozen=True)
class Unit:
    """What the hidden sheet knows of a unit: its probability, the draw it belongs to, the hash of its text, and whether
    it has no row here, for it is coded on a page."""

    chance: float
    design: str = ""
    letters: str = ""
    is_elsewhere: bool = False


@dataclass(frozen=True, eq=False)
class CoderSheet:
    """What one coder's sheet holds: rows of codes, and what is wrong with it."""

    codes: pd.DataFrame
    problems: list[str]


def _units(path: Path, book: Any) -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for row, cells in enumerate(_cells(book[UNITS])[1:], start=1):
        unit, chance, design, letters, where = (*cells, None, None, None, None)[:5]
        if unit is None:
            continue
        try:
            found[str(unit)] = Unit(float(str(chance)), str(design or ""), str(letters or ""), where == ELSEWHERE)
        except ValueError as error:
            cell = f"{path.name} {UNITS}!{cell_name(row, 1)}"
            raise CodingError(f"{cell}: {chance!r} is no inclusion probability; restore the sheet") from error
    return found


def _read_coder(
    where: str, coder: str, cells: list[list[Any]], expected: tuple[str, tuple[str, ...], dict[str, Unit]]
) -> CoderSheet:
    question, themes, units = expected
    header = [str(value) for value in cells[0]] if cells else []
    answers = answer_columns(question, themes)
    wrong = [name for name in ("unit", *answers) if header.count(name) != 1]
    if wrong:
        told = [(name, "is missing" if name not in header else "stands twice") for name in wrong]
        lines = [f"{where}: the column {n!r} {what} in row 1; restore it from the sheet as written" for n, what in told]
        return CoderSheet(_coded([]), lines)
    places = {name: header.index(name) for name in ("unit", *answers)}
    rows: list[Row] = []
    seen: dict[str, int] = {}
    problems: list[str] = []
    for r, row in enumerate(cells[HEADER_ROWS:], start=HEADER_ROWS):
        given = {name: row[places[name]] for name in answers}
        unit = row[places["unit"]]
        if unit is None and all(value in (None, "") for value in given.values()):
            continue
        name = "" if unit is None else str(unit)
        wrong_unit = _wrong_unit(f"{where}!{cell_name(r, places['unit'])}", name, units, seen)
        if wrong_unit:
            problems.append(wrong_unit)
            continue
        seen[name] = r
        codes, mistakes = _codes(where, r, places, given, (question, themes))
        problems += mistakes
        known = units[name]
        wave = Design.from_text(known.design).wave if known.design else ""
        rows += [(name, coder, theme, value, known.chance, wave, known.letters) for theme, value in codes.items()]
    lost = [unit for unit in units if unit not in seen]
    if lost:
        problems.append(f"{where}: the row of unit {lost[0]!r} is missing ({counted(len(lost), 'row')}); restore it")
    frame = _coded(rows)
    return CoderSheet(frame, problems or without_variety(where, frame))


Row = tuple[str, str, str, float | None, float, str, str]


def _coded(rows: list[Row]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[*COLUMNS, *OPTIONAL_COLUMNS])


def _wrong_unit(where: str, name: str, units: dict[str, Unit], seen: dict[str, int]) -> str:
    if name not in units:
        return f"{where}: {name!r} is no unit of this sample{did_you_mean(name, list(units)[:2000])}"
    if name in seen:
        return f"{where}: unit {name!r} stands in row {seen[name] + 1} already; delete one of the two rows"
    return ""


def _codes(
    where: str, row: int, places: dict[str, int], given: dict[str, Any], expected: tuple[str, tuple[str, ...]]
) -> tuple[dict[str, float | None], list[str]]:
    """theme → 1, 0 or None (not coded) of one row; and what is wrong in it."""
    question, themes = expected
    if question == "presence":
        read = {t: _zero_or_one(f"{where}!{cell_name(row, places[t])}", given[t]) for t in themes}
        return {t: value for t, (value, _) in read.items()}, [wrong for _, wrong in read.values() if wrong]
    choice = str(given[MAIN_COLUMN] or "").strip()
    if not choice:
        return dict.fromkeys(themes, None), []
    if choice not in (*themes, NONE_OF_THEM):
        cell = cell_name(row, places[MAIN_COLUMN])
        return dict.fromkeys(themes, None), [
            f"{where}!{cell}: {choice!r} is not one of {', '.join((*themes, NONE_OF_THEM))}"
        ]
    return {t: float(t == choice) for t in themes}, []


def _zero_or_one(where: str, value: Any) -> tuple[float | None, str]:
    text = str(value).strip() if value is not None else ""
    if not text:
        return None, ""
    if text in ("0", "1", "0.0", "1.0") and not isinstance(value, bool):
        return float(text), ""
    return None, f"{where}: {value!r} is not one of 0, 1"


def without_variety(where: str, frame: pd.DataFrame) -> list[str]:
    """What is odd where a coder coded 20 units or more all alike."""
    coded = frame.dropna(subset=["value"])
    if coded["unit"].nunique() < SUSPICIOUSLY_MANY_ALIKE:
        return []
    if (coded.groupby("theme")["value"].nunique() > 1).any():
        return []
    n = coded["unit"].nunique()
    return [f"{where}: all {n} units are coded alike; code them one by one, or delete this coder's sheet"]
