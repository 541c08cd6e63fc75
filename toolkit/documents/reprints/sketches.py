"""Texts laid end to end, equal ones folded, and the shingles that several share, by text."""

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from toolkit.documents.reprints.syllables import batches

_HALF = np.uint64(32)
_LOW = np.uint64((1 << 32) - 1)


@dataclass(frozen=True)
class Laid:
    """The distinct texts, D of them: `words` uint32 and `flags` uint8 of all syllables, `offsets` (D + 1), `content`
    (D) hashes; and `text` (n), the distinct text that each text given is (-1 without any syllable).
    """

    words: NDArray[np.uint32]
    flags: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    content: NDArray[np.uint64]
    text: NDArray[np.int64]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """(D) syllables."""
        return np.diff(self.offsets)

    @cached_property
    def documents(self) -> NDArray[np.int64]:
        """(D) how many of the texts given are equal to each."""
        return np.bincount(self.text[self.text >= 0], minlength=len(self.content))


@dataclass(frozen=True)
class Sketches:
    """The sampled shingles that several texts share: `shingles` (E), numbers from 0, text by text; `owners` (E) the
    text of each; `bounds` (D + 1) where each text's begin; `n_shingles` distinct ones; `sizes` (D) of all sampled."""

    shingles: NDArray[np.int32]
    owners: NDArray[np.int32]
    bounds: NDArray[np.int64]
    n_shingles: int
    sizes: NDArray[np.int64]


def lay(texts: Sequence[str]) -> Laid:
    """The texts as syllables, each distinct one once: case, punctuation and layout make no difference.

    The arrays are made for the most that the characters could hold; what is never written to takes no memory.
    """
    of_given: dict[str, int] = {}
    given = np.array([of_given.setdefault(text, len(of_given)) for text in texts], dtype=np.int64)
    different = list(of_given)  # letter by letter
    most = sum(len(text) // 2 + 1 for text in different)
    words, flags = np.empty(most, np.uint32), np.empty(most, np.uint8)
    text = np.full(len(different), -1, np.int64)
    known: dict[bytes, int] = {}
    offsets = [0]
    for first, batch in batches(different):
        small = (batch.hashes >> _HALF).astype(np.uint32)
        for place in range(len(batch.offsets) - 1):
            a, b = int(batch.offsets[place]), int(batch.offsets[place + 1])
            if a == b:
                continue
            digest = hashlib.blake2b(small[a:b].tobytes(), digest_size=16).digest()
            number = known.setdefault(digest, len(known))
            if number == len(offsets) - 1:
                end = offsets[-1] + b - a
                words[offsets[-1] : end], flags[offsets[-1] : end] = small[a:b], batch.flags[a:b]
                offsets.append(end)
            text[first + place] = number
    content = np.array([int.from_bytes(digest[:8], "little") for digest in known], dtype=np.uint64)
    return Laid(words[: offsets[-1]], flags[: offsets[-1]], np.array(offsets), content, text[given])


def sketches(laid: Laid) -> Sketches:
    """What the texts share of their sketches (FracMinHash, Irber et al. 2022).

    Unlike a MinHash of fixed length such a sketch estimates containment however much the lengths differ, and one sort
    of all brings together the texts that share a shingle, as bands do in locality-sensitive hashing.
    """
    from toolkit.documents.reprints.shingling import sketch

    n_texts = len(laid.content)
    packed, sizes = np.empty(len(laid.words), np.uint64), np.zeros(n_texts, np.int64)
    packed = packed[: sketch(laid.words, laid.offsets, packed, sizes)]  # what is not written to takes no memory
    packed.sort()
    packed = packed[np.concatenate(([True], packed[1:] != packed[:-1]))[: len(packed)]]
    same = _high(packed)[1:] == _high(packed)[:-1]
    follows = np.concatenate(([False], same))[: len(packed)]
    met = follows | np.concatenate((same, [False]))[: len(packed)]
    packed, follows = packed[met], follows[met]
    number = np.cumsum(~follows, dtype=np.uint32)
    del met, same, follows
    packed &= _LOW
    packed <<= _HALF
    packed |= number
    packed -= np.uint64(1)
    n_shingles = int(number[-1]) if len(number) else 0
    del number
    packed.sort()
    bounds = np.searchsorted(packed, np.arange(n_texts + 1, dtype=np.uint64) << _HALF).astype(np.int64)
    owners = _high(packed).astype(np.int32)
    packed &= _LOW
    return Sketches(packed.astype(np.int32), owners, bounds, n_shingles, sizes)


def _high(packed: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """The upper halves, without a copy."""
    return packed.view(np.uint32)[1 if sys.byteorder == "little" else 0 :: 2]
