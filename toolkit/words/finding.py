"""Phrases found in text, blind to case and tone placement."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from functools import cache

from toolkit.words.spelling import as_term, old_placement

BETWEEN = r"(?:[\s_]+|-)"  # two syllables of a phrase


def fold(text: str) -> str:
    """`text` in lower case and old tone placement, of the same length, so that offsets hold."""
    placed = old_placement(text)
    lowered = placed.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in placed)


def bare(folded: str) -> str:
    """Folded text without its diacritics, of the same length (`bảo hộ` → `bao ho`, `đ` → `d`)."""
    return "".join(_bare_letter(c) if c > "\x7f" else c for c in folded)


@cache
def _bare_letter(letter: str) -> str:
    if letter in "đð":
        return "d"
    first = unicodedata.normalize("NFD", letter)[0].lower()
    return first if len(first) == 1 else letter


def is_bare(phrase: str) -> bool:
    """True where a phrase is written without any diacritic, so that it may stand for every spelling."""
    term = as_term(phrase)
    return bare(term) == term


def phrase_pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern on folded text that finds any of the phrases as whole syllables, the longest first; hyphens may join
    them, as older writers have it (hải-ngoại).
    """
    return _whole(phrases, re.escape)


def marked_pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """`phrase_pattern` of phrases without diacritics that finds them with any diacritics too."""
    return _whole(phrases, lambda syllable: "".join(_marked().get(c, re.escape(c)) for c in syllable))


def _whole(phrases: Iterable[str], written: Callable[[str], str]) -> re.Pattern[str]:
    terms = sorted({as_term(phrase) for phrase in phrases if phrase.strip()}, key=lambda term: (-term.count("_"), term))
    bodies = [BETWEEN.join(written(syllable) for syllable in term.split("_")) for term in terms]
    return re.compile(rf"(?<!\w)(?:{'|'.join(bodies)})(?!\w)" if bodies else r"(?!)")


@cache
def _marked() -> dict[str, str]:
    """Plain letters → the class of all letters that are theirs but for diacritics."""
    of: dict[str, str] = {}
    for letter in map(chr, (*range(0xC0, 0x250), *range(0x1EA0, 0x1EFA))):
        plain = _bare_letter(letter)
        if letter.islower() and "a" <= plain <= "z":
            of[plain] = of.get(plain, plain) + letter
    return {plain: f"[{letters}]" for plain, letters in of.items()}


def find_phrases(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Start and end of every match in `text` (offsets in the text as given)."""
    return [match.span() for match in pattern.finditer(fold(text))]


def term_of(found: str, terms: Collection[str]) -> str:
    """The term of a phrase as it was found: one of `terms`, with its own hyphens or with those of the writer."""
    own, apart = as_term(found), as_term(found.replace("-", " "))
    return apart if own not in terms and apart in terms else own
