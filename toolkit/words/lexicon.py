"""The lexicon: multi-syllable terms that are kept whole, from a list, a file, themes and the built-in list."""

import functools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.base.errors import InputError, UsageError
from toolkit.base.written import read_written
from toolkit.words.segmenter.offsets import code_points
from toolkit.words.spelling import as_term, new_placement, vietnamese_d
from toolkit.words.themes import Themes

if TYPE_CHECKING:
    from toolkit.words.segmenter.arrays import Entries

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
            return tuple(read_word_list(read_written(Path(lexicon))))
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                f"the lexicon {Path(lexicon).name} cannot be read ({error}); give a UTF-8 file, one term a line"
            ) from error
    phrases = tuple(lexicon)
    for phrase in phrases:
        if not isinstance(phrase, str):
            raise InputError(f"a lexicon entry must be text, not {phrase!r}")
    return phrases


@dataclass(frozen=True)
class Entry:
    """A lexicon phrase: the `term` it becomes, its `syllables` as they are read (small, new tone placement), which of
    them are written with a capital, and whether it is the user's `own`."""

    term: str
    syllables: tuple[str, ...]
    capitals: tuple[bool, ...]
    own: bool


@dataclass(frozen=True, eq=False)
class Trie:
    """Entries as paths of syllable numbers: `keys` is an open-addressing set of node*n_keys + syllable, with `next`
    node beside it; `entry` (node) is the number of the term that ends there, or -1;
    `roots` (syllable) is the node of an entry's first syllable, or -1; `proper` (entry) is True for what
    is written with a capital, `own` for what the user gave.
    """

    syllables: dict[str, int]
    terms: tuple[str, ...]
    keys: NDArray[np.int64]
    next: NDArray[np.int32]
    entry: NDArray[np.int32]
    roots: NDArray[np.int32]
    proper: NDArray[np.bool_]
    own: NDArray[np.bool_]

    def __post_init__(self) -> None:
        n_nodes, n_terms = len(self.entry), len(self.terms)
        nodes, ends = np.concatenate([self.next, self.roots]), self.entry
        sound = len(self.keys) == len(self.next) and len(self.proper) == len(self.own) == n_terms
        if not sound or nodes.max(initial=-1) >= n_nodes or ends.max(initial=-1) >= n_terms:
            raise UsageError("the trie of the lexicon is not whole; build it with build_trie")

    def arrays(self) -> "Entries":
        """Its arrays, for the kernels, which check nothing."""
        from toolkit.words.segmenter.arrays import Entries

        return Entries(self.keys, self.next, self.entry, self.roots, self.proper, self.own)


def build_trie(entries: Iterable[Entry]) -> Trie:
    """The trie of entries; of two with the same syllables the later counts."""
    from toolkit.words.segmenter.hash_tables import hashed, place

    syllables: dict[str, int] = {}
    steps: dict[tuple[int, int], int] = {}
    ends: dict[int, Entry] = {}
    for entry in entries:
        node = 0
        for syllable in entry.syllables:
            step = (node, syllables.setdefault(syllable, len(syllables)))
            node = steps.setdefault(step, len(steps) + 1)
        ends[node] = entry
    n_keys = len(syllables)
    numbered = np.array([node * n_keys + key for node, key in steps], np.int64)
    keys: NDArray[np.int64] = hashed(numbered)
    following = np.zeros(len(keys), np.int32)
    for key, node in zip(numbered.tolist(), steps.values()):
        following[place(keys, key)] = node
    ending = np.full(len(steps) + 1, -1, np.int32)
    ending[list(ends)] = np.arange(len(ends))
    flags = [
        np.array([test(e) for e in ends.values()], np.bool_) for test in (lambda e: any(e.capitals), lambda e: e.own)
    ]
    roots = np.array([steps.get((0, key), -1) for key in range(n_keys)], np.int32)
    return Trie(syllables, tuple(e.term for e in ends.values()), keys, following, ending, roots, *flags)


def yields(entry: Entry, others: Collection[tuple[str, ...]]) -> bool:
    """True where a built-in entry holds one of the user's, and what is left of it are words, not single syllables.

    So a seed is found in what would be a longer built-in entry (`người Việt Nam` in `cộng đồng người Việt Nam`), and
    still no word is torn apart (`lãnh sự` in `tổng lãnh sự quán`), nor a name (`hòa bình` in `thủy điện Hòa Bình`).
    """
    row, n = entry.syllables, len(entry.syllables)
    return any(
        row[a:b] in others and not all(entry.capitals[a:b])
        for a in range(n)
        for b in range(a + 2, n + 1)
        if b - a < n and a != 1 and n - b != 1
    )


@functools.lru_cache(maxsize=8)
def trie_of(phrases: tuple[str, ...], builtin: tuple[str, ...]) -> Trie:
    """The trie of the user's phrases and the built-in ones that do not yield to them; single syllables are left out."""
    own = read_entries(phrases, own=True)
    rows = {entry.syllables for entry in own}
    return build_trie([*(entry for entry in read_entries(builtin, own=False) if not yields(entry, rows)), *own])


def read_entries(phrases: Sequence[str], *, own: bool) -> list[Entry]:
    """Phrases of two or more syllables, cut by the scanner itself; twice where small letters are cut otherwise
    (TP.).
    """
    from toolkit.words.segmenter import scanner
    from toolkit.words.segmenter.arrays import Syllables, Text
    from toolkit.words.segmenter.hash_tables import new_table

    distinct = list(dict.fromkeys(phrases))
    text = Text(*code_points([*distinct, *(phrase.lower() for phrase in distinct)])[:3])
    n = len(text.points)
    numbers, first, token_bounds = np.empty((5, n), np.int32), np.empty(n, np.uint8), np.empty_like(text.bounds)
    starts, ends, forms, found, read = numbers
    room = Syllables(starts, ends, forms, first, found, read)
    scanner.scan(text, False, room, token_bounds, new_table())
    whole = text.points.tobytes().decode("utf-32-le")
    rows = [[whole[s:e] for s, e in zip(starts[a:b], ends[a:b])] for a, b in pairwise(token_bounds)]
    entries = []
    for phrase, row, small in zip(distinct, rows, rows[len(distinct) :]):
        capitals = tuple(s[0].isupper() for s in row)
        for cut in (row, small) if len(small) != len(row) else (row,):
            if len(cut) > 1:
                spelled = tuple(new_placement(vietnamese_d(syllable).lower()) for syllable in cut)
                own_capitals = capitals if cut is row else (any(capitals),) * len(cut)
                entries.append(Entry(as_term(phrase), spelled, own_capitals, own))
    return entries
