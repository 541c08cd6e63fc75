"""Codes as they come back: a sheet, a page's file, or a folder of both, every mistake told at once."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from toolkit.base.checks import did_you_mean, some
from toolkit.base.errors import CodingError
from toolkit.base.reasons import Reason
from toolkit.evidence.codes import COLUMNS, OPTIONAL_COLUMNS, QUESTIONS, Coding, with_names_alike
from toolkit.evidence.coding_page import FORMAT, VERSION, digest_of
from toolkit.evidence.designs import TAKEN_OVER, Design, whole_draws
from toolkit.evidence.sheets import (
    NONE_OF_THEM,
    read_coding_sheet,
    read_sheet_and_draw,
    require_no_mistakes,
    sheet_is_blank,
    without_variety,
)

LARGEST_BYTES = 100_000_000
CHANGED = "coder, themes, units or their chances are no longer those of the page; take the file as the page wrote it"
READ = (".json", ".xlsx")
# What mail, telephones and half downloads make of a file's name, and tables and archives that people send instead.
_LIKE_A_PAGES = re.compile(r"\.json\b", re.IGNORECASE)
_LIKE_CODES = re.compile(r"\.(json|xlsx)\b|\.(csv|tsv|xls|xlsm|xlsb|ods|numbers|zip|rar|7z)$", re.IGNORECASE)
SAVE_FIRST = "press s in the page, and put the file that it writes into this folder"


@dataclass(frozen=True, eq=False)
class _Part:
    """The codes of one file, π of every unit of the draw that its page belongs to (a page shows a part of them), and
    the units that all pages of the draw left out, for earlier pages or sheets held them."""

    coding: Coding
    drawn: Mapping[str, float]
    left_out: frozenset[str] = frozenset()


def read_coding(path: str | Path | Sequence[str | Path]) -> Coding:
    """The codes of a filled-in sheet (xlsx), of a page's file (json), of a folder of both, or of several of these.

    Where one person coded a unit in a sheet and in a page, the page counts; where two files of one page differ, the
    last by name ("lan (1).json" comes after "lan.json"); both are said in `remarks`. A draw that was made larger gives
    its π to the units of the first (METHODS §10). A unit left blank is a missing value; comments and "unsure" are for
    the readers and change no code. What else in a folder looks like codes (`minh.json.txt`, a folder in it) is not
    read, and coders whose names differ in capitals, blanks or diacritics alone stay two: both are said too. Raises one
    CodingError that tells all mistakes with their places, also where there is no code yet.

    >>> tk.read_coding(tk.sample_folder() / "coding.xlsx").question
    'presence'
    """
    paths = [Path(path)] if isinstance(path, str | Path) else [Path(one) for one in path]
    if len(paths) == 1 and paths[0].is_file() and paths[0].suffix.lower() != ".json":
        return with_names_alike(read_coding_sheet(paths[0]))
    files = coding_files(paths)
    remarks = list(not_read(paths))
    problems = [problem for path in paths if (problem := _wrong_path(path))]
    parts: list[_Part] = []
    for file in files:
        found, wrong, said = _read_file(file)
        parts += [found] if found is not None else []
        problems += wrong
        remarks += said
    require_no_mistakes(problems)
    if not any(part.coding.frame["value"].notna().any() for part in parts):
        told = "; ".join([", ".join(one.name for one in paths) + ": no code yet", *map(str, not_read(paths))])
        raise CodingError(f"{told}; {SAVE_FIRST}")
    return with_names_alike(_together(parts, remarks))


def _wrong_path(path: Path) -> str:
    """Why what was given by name cannot be read, or ""."""
    if path.is_dir() or path.suffix.lower() in READ:
        return ""
    if not path.exists():
        return f"{path.name} is not there; mend the path"
    return f"{path.name} is no sheet (.xlsx) and no page's file (.json); give it the ending it was saved with"


def not_read(paths: Sequence[Path], beside: Sequence[str] = ()) -> list[Reason]:
    """What lies in these folders, looks like somebody's codes and is not read: other endings, and folders in them;
    `beside`: what else is to be named."""
    names = [*beside, *(name for path in paths if path.is_dir() for name in names_not_read(path))]
    return [Reason.of("codes_not_read", n=len(names), files=some(names, 10))] if names else []


def names_not_read(folder: Path, form: str = FORMAT) -> list[str]:
    """The names of what looks like files of pages of this form, or like tables that people send, and is not read."""
    inside = sorted(folder.iterdir())
    folders = (one for one in inside if one.is_dir())
    names = [one.name + "/" for one in folders if any(_like_codes(file, form) for file in one.rglob("*"))]
    return names + [one.name for one in inside if one.suffix.lower() not in READ and _like_codes(one, form)]


def left_beside(folder: Path, read: Collection[Path]) -> list[str]:
    """The names of pages' files, and of copies of the sheet, that lie in a study's own folder and are not read."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path not in read)
    return [
        file.name
        for file in files
        if _is_saved(file, FORMAT) or (file.name.casefold().startswith("coding") and _like_codes(file, FORMAT))
    ]


def _like_codes(path: Path, form: str) -> bool:
    """By its name, or because its text is a page's file; a file that a cloud holds back is hidden and counts."""
    if not path.is_file() or path.name.startswith("~$") or (path.name[0] == "." and path.suffix != ".icloud"):
        return False
    return bool((_LIKE_CODES if form == FORMAT else _LIKE_A_PAGES).search(path.name)) or _is_saved(path, form)


def _is_saved(path: Path, form: str) -> bool:
    """True for what a page of this form saved, whatever its name."""
    try:
        with path.open("rb") as file:
            return f'"{form}"'.encode() in file.read(1_000_000)
    except OSError:
        return False


def coding_files(paths: Sequence[Path]) -> list[Path]:
    """The sheets, then the pages' files, that these files and folders hold, in the order in which they count."""
    held = [file for path in paths for file in (sorted(path.iterdir()) if path.is_dir() else [path])]
    held = [file for file in held if not file.name.startswith(("~$", ".")) and (file.is_file() or file in paths)]
    sheets = [file for file in held if file.suffix.lower() == ".xlsx"]
    return [*sheets, *sorted((file for file in held if file.suffix.lower() == ".json"), key=_by_name)]


def saved_files(folder: Path) -> list[Path]:
    """The pages' files in a folder, in the order in which they count."""
    return [file for file in coding_files([folder]) if file.suffix.lower() == ".json"]


def no_code_yet(paths: Sequence[Path]) -> bool:
    """True where there is no file of a page and every sheet is as it was written."""
    files = coding_files(paths)
    return all(file.suffix.lower() == ".xlsx" and sheet_is_blank(file) for file in files)


def _read_file(path: Path) -> tuple[_Part | None, list[str], list[Reason]]:
    """The codes of one file, what is wrong with it, and what is to be said."""
    if path.suffix.lower() == ".json":
        return _read_page(path)
    if sheet_is_blank(path):
        return None, [], [Reason.of("coding_blank", file=path.name)]
    try:
        coding, elsewhere = read_sheet_and_draw(path)
        return _Part(coding, elsewhere, frozenset(elsewhere)), [], []
    except CodingError as error:
        return None, [str(error)], []


def _by_name(path: Path) -> tuple[str, int]:
    """ "lan (2).json" after "lan (1).json" after "lan.json": what browsers call a second download."""
    match = re.fullmatch(r"(.*?)(?: ?\((\d+)\))?", path.stem)
    return (match[1], int(match[2] or 0)) if match else (path.stem, 0)


def _together(parts: list[_Part], remarks: list[Reason]) -> Coding:
    questions = {part.coding.question for part in parts}
    if len(questions) > 1:
        both = " and ".join(sorted(questions))
        raise CodingError(f"these files answer different questions ({both}); read them apart")
    frame = pd.concat([part.coding.frame.assign(_file=i) for i, part in enumerate(parts)], ignore_index=True)
    designs = _largest_designs(parts)
    for design in designs:
        frame = _with_chances(frame, parts, design)
    keys = ["unit", "coder", "theme", "wave"]
    remarks = [*remarks, *_coded_twice(frame, keys)]
    order = frame.assign(_blank=frame["value"].isna())
    order = order.sort_values(["_blank", "_file"], ascending=[True, False], kind="stable")
    kept = order.drop_duplicates(keys).sort_index()
    notes = list(dict.fromkeys(part.coding.coders for part in parts if part.coding.coders))
    told = tuple(dict.fromkeys((*remarks, *(remark for part in parts for remark in part.coding.remarks))))
    frame, held = kept[[*COLUMNS, *OPTIONAL_COLUMNS]], _held(parts, designs)
    whole = whole_draws(frame, held, designs)
    told = (*told, *whole.remarks)
    return Coding(whole.frame, questions.pop(), "; ".join(notes), whole.designs, told, whole.taken_over)


def _held(parts: list[_Part], designs: tuple[Design, ...]) -> pd.DataFrame:
    """What each draw holds, by its largest draw: unit, wave, inclusion_probability, left_out (of its pages)."""
    rows = [
        (unit, design.wave, pi, unit in part.left_out)
        for design in designs
        for part in parts
        if part.coding.designs == (design,)
        for unit, pi in part.drawn.items()
    ]
    found = pd.DataFrame(rows, columns=[*TAKEN_OVER, "left_out"]).astype({"left_out": bool})
    found["left_out"] = found.groupby(["unit", "wave"])["left_out"].transform("any")
    return found.drop_duplicates(["unit", "wave"])


def _coded_twice(frame: pd.DataFrame, keys: list[str]) -> list[Reason]:
    known = frame[frame["value"].notna()]
    twice = known[known.duplicated(keys, keep="last")]
    if not len(twice):
        return []
    last = known.drop_duplicates(keys, keep="last").set_index(keys)["value"]
    changed = twice[twice["value"].to_numpy() != last.loc[pd.MultiIndex.from_frame(twice[keys])].to_numpy()]
    units = changed["unit"].drop_duplicates()
    return [Reason.of("coded_twice", n=len(units), units=some(units))] if len(units) else []


def _largest_designs(parts: list[_Part]) -> tuple[Design, ...]:
    """One design a wave: the largest draw of it."""
    found: dict[str, Design] = {}
    for design in (design for part in parts for design in part.coding.designs):
        if design.wave not in found or design.n > found[design.wave].n:
            found[design.wave] = design
    return tuple(found.values())


def _with_chances(frame: pd.DataFrame, parts: list[_Part], design: Design) -> pd.DataFrame:
    """π of a wave as its largest draw has it: that of all its units together (Ohlsson 1995)."""
    chance: dict[str, float] = {}
    for part in parts:
        if design in part.coding.designs:
            own = part.coding.frame[part.coding.frame["wave"] == design.wave]
            chance |= dict(zip(own["unit"], own["inclusion_probability"])) | dict(part.drawn)
    here = frame["wave"] == design.wave
    lost = frame.loc[here & ~frame["unit"].isin(list(chance)), "unit"].unique()
    if len(lost):
        raise CodingError(
            f"{len(lost)} units of the first draw ({some(lost)}) are not in the larger draw, whose probabilities hold "
            "for both; bring its file as it was written"
        )
    return frame.assign(inclusion_probability=frame["inclusion_probability"].mask(here, frame["unit"].map(chance)))


@dataclass(frozen=True)
class _Unit:
    """What a page hands back of a unit: its chance and the draw it belongs to."""

    chance: float
    design: str
    letters: str


def _read_page(path: Path) -> tuple[_Part | None, list[str], list[Reason]]:
    """The codes of one page's file, what is wrong with it, and what is to be said."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            return None, [f"{path.name} is larger than {LARGEST_BYTES:,} bytes, no page writes such a file"], []
        page = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        return None, [f"{path.name} cannot be read; is it there, and may you read it?"], []
    except (ValueError, RecursionError):
        return None, [f"{path.name} is no file of a coding page (not JSON); {SAVE_FIRST}"], []
    wrong = _wrong_page(path.name, page)
    if wrong:
        return None, [wrong], []
    units, problems = _units(path.name, page["units"])
    rows, mistakes = _rows(path.name, page, units)
    if problems or mistakes:
        return None, problems + mistakes, []
    if page.get("sample") != digest_of(page):
        return None, [f"{path.name}: {CHANGED}"], []
    frame = pd.DataFrame(rows, columns=[*COLUMNS, *OPTIONAL_COLUMNS])
    alike = without_variety(path.name, frame)
    if alike:
        return None, alike, []
    designs = {unit.design for unit in units.values()} - {""}
    said = [Reason.of("seeds_shown", coder=page["coder"])] if page.get("seeds_shown") else []
    made = tuple(Design.from_text(text) for text in sorted(designs))
    coding = Coding(frame, page["question"], str(page.get("coders") or ""), made)
    left_out = page.get("left_out")
    held = frozenset(unit for unit in left_out if isinstance(unit, str)) if isinstance(left_out, list) else frozenset()
    return _Part(coding, _drawn(page.get("drawn")), held), [], said


def _drawn(given: Any) -> dict[str, float]:
    """π of every unit of the draw, as far as it is well formed."""
    pairs = given.items() if isinstance(given, dict) else ()
    return {
        unit: float(pi)
        for unit, pi in pairs
        if isinstance(pi, int | float) and not isinstance(pi, bool) and 0 < pi <= 1
    }


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
    if not isinstance(answer.get("coded"), bool):
        return None, "the answer does not say whether it was given; take the file as the page wrote it"
    if not answer["coded"]:
        return None, ""
    codes = [str(code) for code in answer["codes"]]
    allowed = [*themes, NONE_OF_THEM] if question != "presence" else themes
    odd = [code for code in codes if code not in allowed]
    if odd:
        return None, f"{odd[0]!r} is no theme{did_you_mean(odd[0], allowed)}"
    if question != "presence" and len(codes) != 1:
        return None, f"{len(codes)} main themes; there is one, or {NONE_OF_THEM}"
    return set(codes) - {NONE_OF_THEM}, ""
