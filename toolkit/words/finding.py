"""Phrases found in text, blind to case and tone placement."""

import re
from collections.abc import Iterable

from toolkit.words.spelling import as_term, old_placement


def fold(text: str) -> str:
    """`text` in lower case and old tone placement, of the same length, so that offsets hold."""
    placed = old_placement(text)
    lowered = placed.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in placed)


def phrase_pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern on folded text that finds any of the phrases as whole syllables, the longest first."""
    terms = sorted({as_term(phrase) for phrase in phrases if phrase.strip()}, key=lambda term: (-term.count("_"), term))
    bodies = [r"[\s_]+".join(re.escape(syllable) for syllable in term.split("_")) for term in terms]
    return re.compile(rf"(?<!\w)(?:{'|'.join(bodies)})(?!\w)" if bodies else r"(?!)")


def find_phrases(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Start and end of every match in `text` (offsets in the text as given)."""
    return [match.span() for match in pattern.finditer(fold(text))]
