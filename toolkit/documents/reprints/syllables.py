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
_TONE, _STEP = 0xA0761D6478BD642F, 0x9E3779B97F4A7C15  # odd
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
    tone, modulo 2^64, read in one compiled pass, so that no syllable is ever a Python object.
    """
    from toolkit.documents.reprints.characters import read_syllables

    points = np.frombuffer(
        bytearray("\n".join(texts).encode("utf-32-le", errors="replace")) + b"\n\0\0\0", dtype=np.uint32
    )
    ends = np.cumsum([len(text) + 1 for text in texts], dtype=np.int64)
    most = len(points) // 2 + 1
    hashes, flags = np.empty(most, np.uint64), np.empty(most, np.uint8)
    starts, stops = np.empty(most, np.int64), np.empty(most, np.int64)
    n = read_syllables(points, *_tables(), hashes, flags, starts, stops)
    offsets = np.concatenate((np.zeros(1, np.int64), np.searchsorted(starts[:n], ends)))
    return Syllables(hashes[:n], flags[:n], offsets, starts[:n], stops[:n])


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
