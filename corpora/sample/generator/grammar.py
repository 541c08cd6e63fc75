"""Filling a pattern: `[one|another]` is a choice, `{name}` an entity or a word list, `{20..80}` a number."""

import re
from collections.abc import Callable

from .dice import Dice

_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_NUMBER = re.compile(r"\{(\d+)\.\.(\d+)(?::(\d+))?\}")
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


def fill(text: str, dice: Dice, resolve: Callable[[str], str]) -> str:
    """The sentence with choices made, numbers drawn and slots resolved, first letter in upper case."""
    while match := _CHOICE.search(text):
        text = text[: match.start()] + dice.pick(match.group(1).split("|")) + text[match.end() :]
    text = _DECIMAL.sub(lambda m: _decimal(m, dice), text)
    text = _NUMBER.sub(lambda m: _number(m, dice), text)
    for _ in range(4):
        filled = _SLOT.sub(lambda m: resolve(m.group(1)), text)
        while match := _CHOICE.search(filled):
            filled = filled[: match.start()] + dice.pick(match.group(1).split("|")) + filled[match.end() :]
        if filled == text:
            break
        text = filled
    text = re.sub(r" {2,}", " ", text).strip()
    for i, letter in enumerate(text):
        if letter.isalpha():
            return text[:i] + letter.upper() + text[i + 1 :]
        if letter.isdigit():
            break
    return text
