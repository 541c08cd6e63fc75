"""Where a seed counts: the words that must, or must not, stand near it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from toolkit.base.checks import did_you_mean
from toolkit.base.errors import ThemesError
from toolkit.words.finding import phrase_pattern
from toolkit.words.spelling import as_term

UNHELD = "°"  # behind a use of a seed whose condition fails
KEYS = ("seed", "with", "without", "within")
PARAGRAPH, DOCUMENT = "paragraph", "document"


@dataclass(frozen=True)
class Condition:
    """A seed counts where one of `with_` stands near it and none of `without` does.

    `within`: "paragraph" (its line of the text), "document" (the whole article and its title), or a number of syllables
    on either side. The seed's own syllables vouch for nothing; a longer phrase that holds them does (without = ["Đại sứ
    quán Mỹ"] for the seed "đại sứ quán").
    """

    with_: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    within: str | int = PARAGRAPH

    @cached_property
    def patterns(self) -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
        """What must, and what must not, be found in folded text: each phrase by itself, for they may overlap."""
        wanted, unwanted = (tuple(phrase_pattern([word]) for word in words) for words in (self.with_, self.without))
        return wanted, unwanted

    def holds(self, before: str, use: str, after: str) -> bool:
        """Whether it holds for a use between two folded pieces of text."""
        wanted, unwanted = self.patterns
        there = not self.with_ or _stands(wanted, before, use, after)
        return there and not (self.without and _stands(unwanted, before, use, after))

    def to_dict(self) -> dict[str, Any]:
        """The keys of a seed's table that are not at their default."""
        given = {"with": list(self.with_), "without": list(self.without)}
        return {k: v for k, v in given.items() if v} | ({} if self.within == PARAGRAPH else {"within": self.within})

    def __str__(self) -> str:
        parts = [f"{name} {', '.join(words)}" for name, words in (("with", self.with_), ("without", self.without))]
        unit = f"{self.within} syllables" if isinstance(self.within, int) else self.within
        return "; ".join(part for part, words in zip(parts, (self.with_, self.without)) if words) + f" within {unit}"


def _stands(patterns: tuple[re.Pattern[str], ...], before: str, use: str, after: str) -> bool:
    """Whether a phrase is found that is more than the use itself."""
    begin, end = len(before), len(before) + len(use)
    text = before + use + after
    return any(m.start() < begin or m.end() > end for pattern in patterns for m in pattern.finditer(text))


def read_condition(described: Mapping[str, Any], where: str) -> Condition | None:
    """The condition of a seed's table, None where it has none; ThemesError, with `where`, says what is wrong."""
    for name in described:
        if name not in KEYS:
            raise ThemesError(f"{where} has no key {name!r}{did_you_mean(str(name), KEYS)}")
    words = []
    for name in ("with", "without"):
        given = described.get(name, [])
        if not isinstance(given, Sequence) or isinstance(given, str):
            raise ThemesError(f'{where}: {name} must be a list of words, as ["lãnh sự"]')
        if not all(isinstance(word, str) and any(c.isalnum() for c in word) for word in given):
            raise ThemesError(f"{where}: each word of {name} must be text with a letter in it")
        words.append(tuple(given))
    within = described.get("within", PARAGRAPH)
    if within not in (PARAGRAPH, DOCUMENT) and (type(within) is not int or within < 1):
        raise ThemesError(f'{where}: within must be "paragraph", "document" or a number of syllables, not {within!r}')
    both = {as_term(word) for word in words[0]} & {as_term(word) for word in words[1]}
    if both:
        raise ThemesError(f"{where}: {min(both).replace('_', ' ')!r} stands in with and in without; keep one")
    if not any(words):
        if "within" in described:
            raise ThemesError(f"{where}: within says nothing without with or without; add words, or leave it out")
        return None
    return Condition(words[0], words[1], within)
