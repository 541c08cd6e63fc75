"""Words that are left out of a vocabulary by name: function words, honorifics, numbers."""

import functools
from importlib.resources import files
from typing import Final

from toolkit.words.lexicon import read_word_list
from toolkit.words.spelling import as_term

LISTS: Final = ("function_words", "honorifics", "numbers")
DEFAULT: Final = ("function_words", "numbers")


@functools.cache
def word_list(name: str) -> frozenset[str]:
    """The words of a named list, in token form; `numbers` is no list but a rule (see `in_list`)."""
    if name == "numbers":
        return frozenset()
    text = files("toolkit.words").joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(as_term(word) for word in read_word_list(text))


def in_list(name: str, word: str) -> bool:
    """True where `word` is in the list `name`; `numbers` holds every word with no letter in it (2014, 1/8, 12,5)."""
    if name == "numbers":
        return not any(c.isalpha() for c in word)
    return word in word_list(name)
