"""What goes through the compiled kernels, by name: named tuples of arrays, and numba's types of them.

S syllables of a batch, F distinct forms, W words. Import this inside functions: it loads numba.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import b1, f8, i4, i8, types, u1, u2
from numpy.typing import NDArray


class Text(NamedTuple):
    """Texts one after another, as code points in NFC."""

    points: NDArray[np.int32]
    classes: NDArray[np.uint8]  # bits of `offsets.character_classes`
    bounds: NDArray[np.int64]  # (texts + 1) in points


class Syllables(NamedTuple):
    """The syllables of a batch (S)."""

    starts: NDArray[np.int32]  # in points
    ends: NDArray[np.int32]
    forms: NDArray[np.int32]  # the form's number in the worker's table
    first: NDArray[np.uint8]  # 1 where a sequence begins
    found: NDArray[np.int32]  # the form's row in the shared tables
    read: NDArray[np.int32]  # the row it is read by: in a run of capitals, that of small letters


class Forms(NamedTuple):
    """What is known of each distinct form (F): see `syllables.FormTable`."""

    scores: NDArray[np.float64]  # (F, 14)
    numbers: NDArray[np.int32]  # (F, 5), columns SYLLABLE, CALM, KEY, SHOWN, PLAIN
    flags: NDArray[np.uint16]


class WordList(NamedTuple):
    """pyvi's word list as open-addressing sets of keys (see `hash_tables.hashed`)."""

    bigrams: NDArray[np.int64]
    trigrams: NDArray[np.int64]
    fourgrams: NDArray[np.int64]
    sieve: NDArray[np.uint8]  # bits of `bigrams`
    n_syllables: int  # the base of the keys


class Entries(NamedTuple):
    """The lexicon's trie: see `lexicon.Trie`."""

    keys: NDArray[np.int64]
    next: NDArray[np.int32]
    entry: NDArray[np.int32]
    roots: NDArray[np.int32]
    proper: NDArray[np.bool_]
    own: NDArray[np.bool_]


class Cuts(NamedTuple):
    """Where words begin and end (S + 1, the last for what lies beyond)."""

    joins: NDArray[np.uint8]  # 1 where a syllable continues the word before it
    fixed: NDArray[np.int32]  # syllables of the span or entry that begins here, or 0
    entries: NDArray[np.int32]  # the entry's number, or -1


class Words(NamedTuple):
    """The words of a batch (room for S)."""

    codes: NDArray[np.int32]  # the word's number in the worker's table
    begins: NDArray[np.int32]  # in its text
    stops: NDArray[np.int32]
    origins: NDArray[np.uint8]  # 0 joined, 1 entry, 2 protected span
    bounds: NDArray[np.int64]  # (texts + 1) in words


def _type(noun: Any, *members: Any) -> Any:
    return types.NamedTuple(members, noun)  # type: ignore[no-untyped-call]


TABLE: Any = types.Tuple((i8[::1], i8[::1], i4[::1], i8[::1]))  # type: ignore[no-untyped-call]  # of `hash_tables`
TEXT = _type(Text, i4[::1], u1[::1], i8[::1])
SYLLABLES = _type(Syllables, i4[::1], i4[::1], i4[::1], u1[::1], i4[::1], i4[::1])
FORMS = _type(Forms, f8[:, ::1], i4[:, ::1], u2[::1])
WORD_LIST = _type(WordList, i8[::1], i8[::1], i8[::1], u1[::1], i8)
ENTRIES = _type(Entries, i8[::1], i4[::1], i4[::1], i4[::1], b1[::1], b1[::1])
CUTS = _type(Cuts, u1[::1], i4[::1], i4[::1])
WORDS = _type(Words, i4[::1], i4[::1], i4[::1], u1[::1], i8[::1])
