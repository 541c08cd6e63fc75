"""Filling a pattern: `[one|another]` is a choice, `{name}` an entity or a word list, `{20..80}` a number,
`{so=20..80}` one that stays the same throughout the article.
"""

import re
from collections.abc import Callable

from .dice import Dice

_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_NUMBER = re.compile(r"\{(\d+)\.\.(\d+)(?::(\d+))?\}")
_FIXED = re.compile(r"\{(\w+)=(\d+)\.\.(\d+)\}")
_DECIMAL = re.compile(r"\{(\d+),(\d)\.\.(\d+),(\d)\}")
_SLOT = re.compile(r"\{(\w+)\}")


def vietnamese_number(value: int) -> str:
    """A whole number with the Vietnamese thousands mark: 1.250."""
    return f"{value:,}".replace(",", ".")


def _number(match: re.Match[str], dice: Dice) -> str:
    low, high, step = int(match.group(1)), int(match.group(2)), int(match.group(3) or 1)
    return vietnamese_number(low + step * dice.below((high - low) // step + 1))


def _decimal(match: re.Match[str], dice: Dice) -> str:
    low, high = (10 * int(match.group(i)) + int(match.group(i + 1)) for i in (1, 3))
    value = dice.between(low, high)
    return f"{value // 10},{value % 10}"


_ROUGHLY = re.compile(r"(?<!\w)(hơn|gần|khoảng|trên|ngót) (\d{1,3}(?:\.\d{3})*)(?![\d,%-]|\.\d| %)", re.IGNORECASE)


def _rounded(match: re.Match[str]) -> str:
    """Numbers after *more than* or *about* are round: 324 is 320, 1.873 is 1.850."""
    value = int(match.group(2).replace(".", ""))
    if value < 20:
        return match.group(0)
    step = 5 if value < 100 else 10 if value < 1000 else 50 if value < 10_000 else 1000
    return f"{match.group(1)} {vietnamese_number(max(value // step, 1) * step)}"


def _choices(text: str, dice: Dice) -> str:
    while match := _CHOICE.search(text):
        text = text[: match.start()] + dice.pick(match.group(1).split("|")) + text[match.end() :]
    return text


def fill(text: str, dice: Dice, resolve: Callable[[str], str]) -> str:
    """The sentence with choices made, numbers drawn and slots resolved, first letter in upper case."""
    while "[" in text or "{" in text:
        before = text
        text = _choices(text, dice)
        if "{" in text:
            text = _DECIMAL.sub(lambda m: _decimal(m, dice), text)
            text = _NUMBER.sub(lambda m: _number(m, dice), text)
            text = _SLOT.sub(lambda m: resolve(m.group(1)), _FIXED.sub(lambda m: resolve(m.group(0)), text))
        if text == before:
            break
    text = _ROUGHLY.sub(_rounded, re.sub(r" {2,}", " ", text).strip())
    for i, letter in enumerate(text):
        if letter.isalpha():
            return text[:i] + letter.upper() + text[i + 1 :]
        if letter.isdigit():
            break
    return text
