"""Phrases marked in text for reading."""

import re
from collections.abc import Iterable
from html import escape

from toolkit.words.conditions import DOCUMENT
from toolkit.words.finding import find_phrases, fold, phrase_pattern, term_of
from toolkit.words.held import reach
from toolkit.words.themes import Theme

EXAMPLE_WIDTH = 90


def mark(text: str, phrases: Iterable[str]) -> str:
    """HTML of `text`, escaped, with the phrases inside <mark>."""
    parts, at = [], 0
    for start, end in find_phrases(text, phrase_pattern(phrases)):
        parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return "".join([*parts, escape(text[at:])])


def seeds_marked(text: str, theme: Theme, whole: str = "") -> str:
    """HTML of `text`, escaped, with the theme's seeds inside <mark> where they count.

    A use is left as it is inside an exclusion and where its condition fails; `whole`: what `text` is the beginning of,
    in which conditions are looked for. One that reaches over the document cannot be told from a passage, and is marked.
    """
    folded, terms = fold(whole or text), set(theme.own_terms)
    parts, at = [], 0
    for start, end in find_phrases(text, phrase_pattern([*theme.seeds, *theme.exclude])):
        term = term_of(text[start:end], terms)
        condition = theme.term_conditions.get(term)
        near = condition is not None and condition.within != DOCUMENT
        if term in theme.exclude_terms:
            continue
        if condition and near and not condition.holds(*reach(folded, start, end, condition.within)):
            continue
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
