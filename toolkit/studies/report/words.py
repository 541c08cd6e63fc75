"""The words of the report: one file a language, and numbers as that language writes them (DESIGN §6)."""

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from toolkit.base.reasons import word as known_word

LANGUAGES = ("vi", "en")


def words(part: str, language: str) -> Mapping[str, Any]:
    """The sentences of a part of the report (page, findings, methods, …) in "vi" or "en"."""
    found: Mapping[str, Any] = _file(language)[part]
    return found


@cache
def _file(language: str) -> Mapping[str, Any]:
    source = files("toolkit.studies.report").joinpath(f"words.{language}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def translated(word: str, language: str, kind: str = "values") -> str:
    """A value (or, kind "columns", a column name) in the language of the report; an unknown one as it is.

    Verdicts, methods and measures have their words with the reasons (`toolkit.base.reasons`); here stand the rest.
    """
    known: Mapping[str, str] = words(kind, language)
    if word in known:
        return known[word]
    return known_word(word, language) if kind == "values" else word.replace("_", " ") if kind == "columns" else word


def number(value: float, language: str, digits: int = 1, *, sign: bool = False) -> str:
    """A number with the language's decimal mark and a true minus sign; "–" where there is none."""
    if not math.isfinite(value):
        return "–"
    text = f"{value:+.{digits}f}" if sign else f"{value:.{digits}f}"
    text = text.replace("-", "−")
    return text.replace(".", ",") if language == "vi" else text


def whole(value: int, language: str) -> str:
    """A whole number with thousands marked: 2.400 in Vietnamese, 2,400 in English."""
    text = f"{value:,}"
    return text.replace(",", ".") if language == "vi" else text


def percent_text(value: float, language: str, digits: int = 1) -> str:
    """A share as per cent."""
    return number(100 * value, language, digits) + ("%" if math.isfinite(value) else "")


def points_text(value: float, language: str, digits: int = 1, *, sign: bool = True) -> str:
    """A difference of shares in percentage points."""
    unit = words("numbers", language)["points"]
    return f"{number(100 * value, language, digits, sign=sign)} {unit}"


def interval_text(lower: float, upper: float, level: float, language: str, index: bool) -> str:
    """An interval of a change in words: "khoảng tin cậy 95%: từ +1,2 đến +3,4"."""
    told = words("numbers", language)
    if not (math.isfinite(lower) and math.isfinite(upper)):
        return str(told["no_interval"])
    scale, digits = (1, 2) if index else (100, 1)
    low, high = (number(scale * v, language, digits, sign=True) for v in (lower, upper))
    return str(told["interval"]).format(level=f"{100 * level:.0f}", low=low, high=high)


def as_sentence(text: str) -> str:
    """The text with a capital and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
