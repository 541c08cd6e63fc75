"""The lexicon: multi-syllable terms that are kept whole, from a list, a file, themes and the built-in list."""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toolkit.base.errors import InputError
from toolkit.words.spelling import as_term
from toolkit.words.themes import Themes

LexiconLike = str | Path | Sequence[str] | Themes


def read_word_list(text: str) -> list[str]:
    """The entries of a word list: one a line, `#` begins a comment, blank lines are skipped."""
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


@functools.cache
def builtin_lexicon() -> tuple[str, ...]:
    """The built-in terms of public affairs, written for this project."""
    return tuple(read_word_list(files("toolkit.words").joinpath("lexicon.txt").read_text(encoding="utf-8")))


def lexicon_phrases(lexicon: LexiconLike | None) -> tuple[str, ...]:
    """The phrases of a lexicon as the user gave them: a path, words, or Themes (seeds and exclusions).

    Raises InputError when a file cannot be read or a word is no text.
    """
    if lexicon is None:
        return ()
    if isinstance(lexicon, Themes):
        return tuple(phrase for theme in lexicon for phrase in (*theme.seeds, *theme.exclude))
    if isinstance(lexicon, (str, Path)):
        try:
            return tuple(read_word_list(Path(lexicon).read_text(encoding="utf-8-sig")))
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                f"the lexicon {Path(lexicon).name} cannot be read ({error}); give a UTF-8 file, one term a line"
            ) from error
    phrases = tuple(lexicon)
    for phrase in phrases:
        if not isinstance(phrase, str):
            raise InputError(f"a lexicon entry must be text, not {phrase!r}")
    return phrases


@dataclass(frozen=True, eq=False)
class Trie:
    """Entries as paths of syllable numbers: `keys` is an open-addressing set of node*n_keys + syllable, with `next`
    node beside it; `entry` (node) is the number of the term that ends there, or -1."""

    syllables: dict[str, int]
    terms: tuple[str, ...]
    keys: NDArray[np.int64]
    next: NDArray[np.int32]
    entry: NDArray[np.int32]


def build_trie(entries: Iterable[tuple[str, Sequence[str]]]) -> Trie:
    """The trie of (term, syllables as read: lower case, new tone placement); entries of one syllable are left out."""
    from toolkit.words.tables import hashed, place

    syllables: dict[str, int] = {}
    terms: dict[str, int] = {}
    steps: dict[tuple[int, int], int] = {}
    ends = {0: -1}
    for term, row in entries:
        if len(row) < 2:
            continue
        node = 0
        for syllable in row:
            step = (node, syllables.setdefault(syllable, len(syllables)))
            node = steps.setdefault(step, len(steps) + 1)
        ends[node] = terms.setdefault(term, len(terms))
    n_keys = len(syllables)
    numbered = np.array([node * n_keys + key for node, key in steps], np.int64)
    keys: NDArray[np.int64] = hashed(numbered)
    following = np.zeros(len(keys), np.int32)
    for key, node in zip(numbered.tolist(), steps.values()):
        following[place(keys, key)] = node
    entry = np.array([ends.get(node, -1) for node in range(len(steps) + 1)], np.int32)
    return Trie(syllables, tuple(terms), keys, following, entry)


def entry_term(phrase: str) -> str:
    """The word that an entry becomes."""
    return as_term(phrase)
