"""Phrases marked in text for reading."""

import re
from collections.abc import Iterable
from html import escape

from toolkit.words.finding import find_phrases, phrase_pattern

EXAMPLE_WIDTH = 90


def mark(text: str, phrases: Iterable[str]) -> str:
    """HTML of `text`, escaped, with the phrases inside <mark>."""
    parts, at = [], 0
    for start, end in find_phrases(text, phrase_pattern(phrases)):
        parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return "".join([*parts, escape(text[at:])])


def excerpt(text: str, term: str) -> str:
    """HTML of the words around the first `term` in `text`, the term marked; of the beginning where it is not found."""
    start, end = next(iter(find_phrases(text, phrase_pattern([term]))), (0, 0))
    left, right = max(start - EXAMPLE_WIDTH, 0), min(end + EXAMPLE_WIDTH, len(text))
    if left and (words := re.match(r"\S*\s+", text[left:start])):
        left += words.end()
    if right < len(text) and (words := re.search(r"\s+\S*\Z", text[end:right])):
        right = end + words.start()
    around = " ".join(text[left:right].split())
    return ("…" if left else "") + mark(around, [term]) + ("…" if right < len(text) else "")
