"""Codes as they come back: a sheet, a page's file, or a folder of both, every mistake told at once."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from toolkit.base.checks import counted, did_you_mean, some
from toolkit.base.errors import CodingError
from toolkit.evidence.codes import COLUMNS, OPTIONAL_COLUMNS, QUESTIONS, Coding, Design
from toolkit.evidence.coding_page import FORMAT, VERSION
from toolkit.evidence.sheets import (
    NONE_OF_THEM,
    read_coding_sheet,
    require_no_mistakes,
    sheet_is_blank,
    without_variety,
)

LARGEST_BYTES = 100_000_000
SAVE_FIRST = "press s in the page, and put the file that it writes into this folder"


def read_coding(path: str | Path) -> Coding:
    """The codes of a filled-in sheet (xlsx), of a page's file (json), or of a folder of both.

    Where one person coded a unit in a sheet and in a page, the page counts; where two files of one page differ, the
    last by name ("lan (1).json" comes after "lan.json"); both are said in `remarks`. A unit left blank is a missing
    value; comments and "unsure" are for the readers and change no code. Raises one CodingError that tells all mistakes
    with their places, also where there is no code yet.

    >>> read_coding("study/coding")  # doctest: +SKIP
    """
    path = Path(path)
    if path.is_dir():
        return _read_folder(path)
    if path.suffix.lower() == ".json":
        found, problems = _read_page(path)
        require_no_mistakes(problems)
        if found is None or found.frame["value"].isna().all():
            raise CodingError(f"{path.name} holds no code yet; {SAVE_FIRST}")
        return found
    return read_coding_sheet(path)


def _read_folder(folder: Path) -> Coding:
    """Sheets first, then pages, by name; later files count before earlier ones."""
    sheets = sorted(path for path in folder.glob("*.xlsx") if not path.name.startswith(("~$", ".")))
    pages = sorted((path for path in folder.glob("*.json") if not path.name.startswith(".")), key=_by_name)
    parts: list[Coding] = []
    remarks: list[str] = []
    problems: list[str] = []
    for path in sheets:
        if sheet_is_blank(path):
            remarks.append(f"{path.name} holds no code yet")
            continue
        try:
            parts.append(read_coding_sheet(path))
        except CodingError as error:
            problems.append(str(error))
    for path in pages:
        found, wrong = _read_page(path)
        problems += wrong
        parts += [found] if found is not None else []
    require_no_mistakes(problems)
    if not any(part.frame["value"].notna().any() for part in parts):
        raise CodingError(f"{folder.name}/ holds no code yet; {SAVE_FIRST}")
    return _together(parts, remarks)


def _by_name(path: Path) -> tuple[str, int]:
    """ "lan (2).json" after "lan (1).json" after "lan.json": what browsers call a second download."""
    match = re.fullmatch(r"(.*?)(?: ?\((\d+)\))?", path.stem)
    return (match[1], int(match[2] or 0)) if match else (path.stem, 0)


def _together(parts: list[Coding], remarks: list[str]) -> Coding:
    questions = {part.question for part in parts}
    if len(questions) > 1:
        raise CodingError(
            f"these files answer different questions ({' and '.join(sorted(questions))}); read them apart"
        )
    frame = pd.concat([part.frame.assign(_file=i) for i, part in enumerate(parts)], ignore_index=True)
    keys = ["unit", "coder", "theme", "wave"]
    known = frame[frame["value"].notna()]
    twice = known[known.duplicated(keys, keep="last")]
    last = known.drop_duplicates(keys, keep="last").set_index(keys)["value"]
    changed = twice[twice["value"].to_numpy() != last.loc[pd.MultiIndex.from_frame(twice[keys])].to_numpy()]
    if len(changed):
        units = changed["unit"].drop_duplicates()
        remarks.append(f"{counted(len(units), 'unit')} coded twice by one coder, the last counts: {some(units)}")
    order = frame.assign(_blank=frame["value"].isna()).sort_values(
        ["_blank", "_file"], ascending=[True, False], kind="stable"
    )
    kept = order.drop_duplicates(keys).sort_index()
    notes = list(dict.fromkeys(part.coders for part in parts if part.coders))
    designs = tuple(dict.fromkeys(design for part in parts for design in part.designs))
    told = tuple(dict.fromkeys((*remarks, *(remark for part in parts for remark in part.remarks))))
    found = Coding(kept[[*COLUMNS, *OPTIONAL_COLUMNS]], questions.pop(), "; ".join(notes), designs)
    return replace(found, remarks=told)


@dataclass(frozen=True)
class _Unit:
    """What a page hands back of a unit: its chance and the draw it belongs to."""

    chance: float
    design: str
    letters: str


def _read_page(path: Path) -> tuple[Coding | None, list[str]]:
    """The codes of one page's file, and what is wrong with it."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            return None, [f"{path.name} is larger than {LARGEST_BYTES:,} bytes, no page writes such a file"]
        page = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        return None, [f"{path.name} cannot be read; is it there, and may you read it?"]
    except (ValueError, RecursionError):
        return None, [f"{path.name} is no file of a coding page (not JSON); {SAVE_FIRST}"]
    wrong = _wrong_page(path.name, page)
    if wrong:
        return None, [wrong]
    units, problems = _units(path.name, page["units"])
    rows, mistakes = _rows(path.name, page, units)
    if problems or mistakes:
        return None, problems + mistakes
    frame = pd.DataFrame(rows, columns=[*COLUMNS, *OPTIONAL_COLUMNS])
    alike = without_variety(path.name, frame)
    if alike:
        return None, alike
    designs = {unit.design for unit in units.values()} - {""}
    remarks = ("seeds were shown to the coder",) if page.get("seeds_shown") else ()
    made = tuple(Design.from_text(text) for text in sorted(designs))
    coding = Coding(frame, page["question"], str(page.get("coders") or ""), made)
    return replace(coding, remarks=tuple(f"{page['coder']}: {text}" for text in remarks)), []


def _wrong_page(name: str, page: Any) -> str:
    """Why this is no file of a coding page that this toolkit reads, or ""."""
    if not isinstance(page, dict) or page.get("format") != FORMAT:
        return f"{name} is no file of a coding page; {SAVE_FIRST}"
    if page.get("version") != VERSION:
        return f"{name}: version {page.get('version')!r} is newer than this toolkit; update it"
    if page.get("question") not in QUESTIONS:
        return f"{name}: question {page.get('question')!r} must be one of {', '.join(QUESTIONS)}"
    themes = page.get("themes")
    if not isinstance(themes, list) or not themes or not all(isinstance(theme, str) for theme in themes):
        return f"{name}: the themes' keys are missing; take the file as the page wrote it"
    if not isinstance(page.get("coder"), str) or not page["coder"].strip():
        return f"{name}: the coder's name is missing; take the file as the page wrote it"
    if not isinstance(page.get("units"), list) or not isinstance(page.get("answers"), dict):
        return f"{name}: units or answers are missing; take the file as the page wrote it"
    return ""


def _units(name: str, given: list[Any]) -> tuple[dict[str, _Unit], list[str]]:
    found: dict[str, _Unit] = {}
    problems = []
    for i, unit in enumerate(given, start=1):
        chance = unit.get("inclusion_probability") if isinstance(unit, dict) else None
        if not isinstance(unit, dict) or not isinstance(unit.get("unit"), str):
            problems.append(f"{name}, unit {i}: no id; take the file as the page wrote it")
        elif unit["unit"] in found:
            problems.append(f"{name}, unit {unit['unit']!r} stands twice; take the file as the page wrote it")
        elif isinstance(chance, bool) or not isinstance(chance, int | float) or not 0 < chance <= 1:
            problems.append(f"{name}, unit {unit['unit']!r}: {chance!r} is no inclusion probability")
        else:
            found[unit["unit"]] = _Unit(float(chance), str(unit.get("design") or ""), str(unit.get("text_hash") or ""))
    return found, problems


def _rows(name: str, page: Mapping[str, Any], units: Mapping[str, _Unit]) -> tuple[list[tuple[Any, ...]], list[str]]:
    """One row a unit and theme, in the order of the sample; what is wrong with the answers."""
    themes, answers, problems = page["themes"], page["answers"], []
    for unit in answers:
        if unit not in units:
            problems.append(f"{name}: {unit!r} is no unit of this page{did_you_mean(unit, list(units)[:2000])}")
    rows: list[tuple[Any, ...]] = []
    for unit, known in units.items():
        chosen, wrong = _chosen(answers.get(unit), page["question"], themes)
        if wrong:
            problems.append(f"{name}, unit {unit!r}: {wrong}")
            continue
        wave = Design.from_text(known.design).wave if known.design else ""
        for theme in themes:
            value = np.nan if chosen is None else float(theme in chosen)
            rows.append((unit, page["coder"], theme, value, known.chance, wave, known.letters))
    return rows, problems


def _chosen(answer: Any, question: str, themes: list[str]) -> tuple[set[str] | None, str]:
    """The themes chosen, None where the unit was left blank; what is wrong with the answer."""
    if answer is None:
        return None, ""
    if not isinstance(answer, dict) or not isinstance(answer.get("codes"), list):
        return None, "the answer has no codes; take the file as the page wrote it"
    if answer.get("coded") is not True:
        return None, ""
    codes = [str(code) for code in answer["codes"]]
    allowed = [*themes, NONE_OF_THEM] if question != "presence" else themes
    odd = [code for code in codes if code not in allowed]
    if odd:
        return None, f"{odd[0]!r} is no theme{did_you_mean(odd[0], allowed)}"
    if question != "presence" and len(codes) != 1:
        return None, f"{len(codes)} main themes; there is one, or {NONE_OF_THEM}"
    return set(codes) - {NONE_OF_THEM}, ""
