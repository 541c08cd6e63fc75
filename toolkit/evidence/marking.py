"""Phrases marked in text for reading."""

from collections.abc import Iterable
from html import escape

from toolkit.words.finding import find_phrases, phrase_pattern


def mark(text: str, phrases: Iterable[str]) -> str:
    """HTML of `text`, escaped, with the phrases inside <mark>."""
    parts, at = [], 0
    for start, end in find_phrases(text, phrase_pattern(phrases)):
        parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return "".join([*parts, escape(text[at:])])
