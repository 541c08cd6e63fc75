"""Texts as numbers: a hash of each syllable and whether it tells a fact, computed for many texts at once."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from toolkit.documents.files.syllables import TO_TONELESS, TONED

Hashes = NDArray[np.uint64]
RUN = 5  # syllables a shingle (METHODS §6)
FACT, NUMBER = 1, 8  # flags of a syllable: a number or, not at the head of a sentence, a capital first; a number
BATCH_CHARACTERS = 100_000
_LETTER, _TONE, _STEP = 0xD6E8FEB86659FD93, 0xA0761D6478BD642F, 0x9E3779B97F4A7C15  # odd, hence invertible modulo 2^64
_BMP = 1 << 16
_DIGIT, _CAPITAL, _STOP = 1, 2, 4


@dataclass(frozen=True)
class Syllables:
    """The syllables of several texts, all in order, and `offsets` (texts + 1) into them.

    `hashes` uint64; `flags` uint8 (FACT, NUMBER); `starts`, `stops` where each stands among the characters of all
    texts, joined by a line end.
    """

    hashes: Hashes
    flags: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    starts: NDArray[np.int64]
    stops: NDArray[np.int64]

    def of(self, text: int) -> Hashes:
        """The syllables of one text."""
        return self.hashes[self.offsets[text] : self.offsets[text + 1]]


def syllables(texts: Sequence[str]) -> Syllables:
    """The syllables of `texts` as 64-bit hashes; case, punctuation and the vowel that carries the tone do not count.

    A syllable is a run of letters and digits; its hash is a polynomial in its toneless letters plus a term for its
    tone, taken for all texts together from prefix sums modulo 2^64, so that no syllable is ever a Python object.
    """
    points = np.frombuffer("\n".join(texts).encode("utf-32-le", errors="replace") + b"\n\0\0\0", dtype=np.uint32)
    ends = np.cumsum([len(text) + 1 for text in texts], dtype=np.int64)
    letters, tones, kinds = _tables()
    clipped = np.minimum(points, _BMP - 1)
    codes = letters[clipped]
    inside = codes != 0
    edges = np.flatnonzero(np.diff(np.concatenate(([False], inside, [False])).astype(np.int8)))
    starts, stops = edges[0::2], edges[1::2]
    powers, inverse = _powers(len(points), _LETTER), _powers(len(points), pow(_LETTER, -1, 1 << 64))
    spelled = np.concatenate((np.zeros(1, np.uint64), np.cumsum(codes * powers, dtype=np.uint64)))
    toned = np.concatenate((np.zeros(1, np.uint64), np.cumsum(tones[clipped], dtype=np.uint64)))
    hashes = (spelled[stops] - spelled[starts]) * inverse[starts] + (toned[stops] - toned[starts])
    offsets = np.concatenate((np.zeros(1, np.int64), np.searchsorted(starts, ends)))
    return Syllables(mixed(hashes), _facts(points, kinds[clipped], starts, stops), offsets, starts, stops)


def _facts(
    points: NDArray[np.uint32], kinds: NDArray[np.uint8], starts: NDArray[np.int64], stops: NDArray[np.int64]
) -> NDArray[np.uint8]:
    """FACT and NUMBER for each syllable with a digit, FACT for one with a capital first, not at a sentence's head."""
    if not len(starts):
        return np.zeros(0, np.uint8)
    blank = (points == 32) | (points == 10) | (points == 13) | (points == 0xA0)
    ended = (kinds & _STOP > 0) & np.append(blank[1:], True) | (points == 10)
    marks = np.concatenate(([0], np.cumsum(ended, dtype=np.int32)))
    digits = np.concatenate(([0], np.cumsum(kinds & _DIGIT > 0, dtype=np.int32)))
    begins = np.empty(len(starts), dtype=bool)
    begins[0], begins[1:] = True, marks[starts[1:]] > marks[stops[:-1]]
    named = (kinds[starts] & _CAPITAL > 0) & ~begins
    number = digits[stops] > digits[starts]
    found: NDArray[np.uint8] = np.where(number, FACT | NUMBER, np.where(named, FACT, 0)).astype(np.uint8)
    return found


@cache
def _tables() -> tuple[Hashes, Hashes, NDArray[np.uint8]]:
    """By character of the basic plane: a number for its toneless letter (0 outside words), its tone's, its kind."""
    letters, tones, kinds = np.zeros(_BMP, np.uint64), np.zeros(_BMP, np.uint64), np.zeros(_BMP, np.uint8)
    for point in range(_BMP - 1):
        small = chr(point).lower()
        if chr(point).isalnum() and len(small) == 1:
            letters[point] = ord(small.translate(TO_TONELESS)) + 1
        kinds[point] = _DIGIT * chr(point).isdigit() | _CAPITAL * chr(point).isupper() | _STOP * (chr(point) in ".!?…")
    for toned in TONED.values():
        for tone, letter in enumerate(toned, start=1):
            for form in (letter, letter.upper()):
                tones[ord(unicodedata.normalize("NFC", form))] = (tone * _TONE) % (1 << 64)
    return letters, tones, kinds


@cache
def _power_table(base: int) -> Hashes:
    return np.cumprod(np.full(1 << 12, base, dtype=np.uint64), dtype=np.uint64)


def _powers(n: int, base: int) -> Hashes:
    """(n,) base^0, base^1, … modulo 2^64."""
    small = np.concatenate((np.ones(1, np.uint64), _power_table(base)[:-1]))
    steps = _power_table(base)[-1]
    blocks = np.concatenate((np.ones(1, np.uint64), np.cumprod(np.full(n // len(small), steps), dtype=np.uint64)))
    table: Hashes = (blocks[:, None] * small[None, :]).reshape(-1)[:n]
    return table


def batches(texts: Sequence[str]) -> Iterator[tuple[int, Syllables]]:
    """The syllables of `texts`, some at a time: the number of the first text of a batch, and its syllables."""
    first, characters = 0, 0
    for number, text in enumerate(texts):
        characters += len(text)
        if characters >= BATCH_CHARACTERS:
            yield first, syllables(texts[first : number + 1])
            first, characters = number + 1, 0
    if first < len(texts):
        yield first, syllables(texts[first:])


def shingles(sequence: Hashes, run: int = RUN) -> Hashes:
    """(n - run + 1,) the hash of each run of `run` syllables, in order; a shorter text is one shingle."""
    if len(sequence) == 0:
        return sequence
    run = min(run, len(sequence))
    n = len(sequence) - run + 1
    total = np.zeros(n, dtype=np.uint64)
    for offset in range(run):
        total *= np.uint64(_STEP)
        total += sequence[offset : offset + n]
    return mixed(total + np.uint64(run))


def mixed(values: Hashes) -> Hashes:
    """The finaliser of SplitMix64 (Steele, Lea, Flood 2014), which makes every bit depend on all."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    result: Hashes = values ^ (values >> np.uint64(31))
    return result
