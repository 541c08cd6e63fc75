"""The lexicon: multi-syllable terms that are kept whole, from a list, a file, themes and the built-in list."""

import functools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toolkit.base.errors import InputError
from toolkit.words.spelling import as_term, new_placement, vietnamese_d
from toolkit.words.text_offsets import code_points
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
    proper: NDArray[np.bool_]


def build_trie(entries: Iterable[tuple[str, Sequence[str], bool]]) -> Trie:
    """The trie of (term, syllables, is a name): syllables as they are read, in lower case and the new tone placement.

    Entries of one syllable are left out.
    """
    from toolkit.words.tables import hashed, place

    syllables: dict[str, int] = {}
    terms: dict[str, int] = {}
    steps: dict[tuple[int, int], int] = {}
    ends, names = {0: -1}, set()
    for term, row, name in entries:
        if len(row) < 2:
            continue
        node = 0
        for syllable in row:
            step = (node, syllables.setdefault(syllable, len(syllables)))
            node = steps.setdefault(step, len(steps) + 1)
        ends[node] = terms.setdefault(term, len(terms))
        if name:
            names.add(term)
    n_keys = len(syllables)
    numbered = np.array([node * n_keys + key for node, key in steps], np.int64)
    keys: NDArray[np.int64] = hashed(numbered)
    following = np.zeros(len(keys), np.int32)
    for key, node in zip(numbered.tolist(), steps.values()):
        following[place(keys, key)] = node
    entry = np.array([ends.get(node, -1) for node in range(len(steps) + 1)], np.int32)
    proper = np.array([term in names for term in terms], np.bool_)
    return Trie(syllables, tuple(terms), keys, following, entry, proper)


def yields(row: Sequence[str], others: Collection[tuple[str, ...]]) -> bool:
    """True where a built-in entry holds one of the user's and what is left of it are words, not single syllables.

    So a seed is found in what would be a longer built-in entry (`bảo hộ công dân` in `công tác bảo hộ công dân`), and
    still no word is torn apart (`lãnh sự` in `tổng lãnh sự quán`).
    """
    n = len(row)
    return any(
        tuple(row[a:b]) in others
        for a in range(n)
        for b in range(a + 2, n + 1)
        if n - (b - a) > 0 and a != 1 and n - b != 1
    )


@functools.lru_cache(maxsize=8)
def trie_of(phrases: tuple[str, ...], builtin: tuple[str, ...]) -> Trie:
    """The trie of lexicon phrases, cut into syllables by the scanner itself; a built-in entry yields to them."""
    own = [entry for entry in _entries(phrases) if len(entry[1]) > 1]
    rows = {tuple(row) for _, row, _ in own}
    return build_trie([*(e for e in _entries(builtin) if not yields(e[1], rows)), *own])


def _entries(phrases: Sequence[str]) -> list[tuple[str, list[str], bool]]:
    """For each phrase: the term it becomes, its syllables as they are read, and whether it is written as a name."""
    from toolkit.words import scanner
    from toolkit.words.tables import new_table

    distinct = list(dict.fromkeys(phrases))
    points, classes, bounds, _, _ = code_points(distinct)
    starts, ends, forms = (np.empty(len(points), np.int32) for _ in range(3))
    first, token_bounds = np.empty(len(points), np.uint8), np.empty(len(bounds), np.int64)
    scanner.scan(points, classes, bounds, False, starts, ends, forms, first, token_bounds, new_table())
    whole = points.tobytes().decode("utf-32-le")
    entries = []
    for phrase, a, b in zip(distinct, token_bounds[:-1], token_bounds[1:]):
        row = [new_placement(vietnamese_d(whole[s:e]).lower()) for s, e in zip(starts[a:b], ends[a:b])]
        entries.append((as_term(phrase), row, phrase != phrase.lower()))
    return entries
