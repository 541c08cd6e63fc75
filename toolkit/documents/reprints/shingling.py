"""Compiled: the shingles of texts, sampled for sketches, counted for formulas. Imported where it runs (numba).

Texts are slices of one long sequence of syllable numbers; a shingle is five syllables in a row (METHODS §6).
"""
# mypy: ignore-errors
# (compiled functions are typed by their signatures, which mypy does not read)

import numpy as np

from toolkit.base.compiled import compiled

RUN = 5
SHORT = 40  # syllables: a text below this keeps all its shingles
LOWEST = 1 << 62  # of 2^64: a sketch keeps the shingles whose hash falls into the lowest quarter
FORMULA = 2  # flag of a syllable (alignment.py)


@compiled("uint64(uint32[::1], int64)", within=True)
def shingle(words, i):
    """The hash of the five syllables from place i, mixed as SplitMix64 does (Steele, Lea, Flood 2014)."""
    total = np.uint64(0)
    for k in range(RUN):
        total = total * np.uint64(0x9E3779B97F4A7C15) + np.uint64(words[i + k])
    total = (total ^ (total >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    total = (total ^ (total >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return total ^ (total >> np.uint64(31))


@compiled("int64(uint32[::1], int64[::1], uint64[::1])")
def sketch(words, offsets, packed):
    """Fill `packed` with 32 bits of the hash of each sampled shingle, then the number of its text; returns how many."""
    n = 0
    for text in range(len(offsets) - 1):
        every = offsets[text + 1] - offsets[text] < SHORT
        for i in range(offsets[text], offsets[text + 1] - RUN + 1):
            found = shingle(words, i)
            if every or found < np.uint64(LOWEST):
                packed[n] = ((found >> np.uint64(30)) << np.uint64(32)) | np.uint64(text)
                n += 1
    return n


@compiled("int64(uint32[::1], uint32, uint32[::1])", within=True)
def _place(keys, key, mask):
    """Where `key` is or would be in an open table; 0 marks an empty place."""
    place = np.int64(key & mask[0])
    while keys[place] != 0 and keys[place] != key:
        place = (place + 1) & np.int64(mask[0])
    return place


@compiled("void(uint32[::1], int64[::1], int32[::1], uint32[::1], int32[::1], int32[::1])")
def count_texts(words, offsets, texts, keys, last, counts):
    """In an open table (a power of two long) count in how many of `texts` each shingle stands."""
    mask = np.full(1, len(keys) - 1, np.uint32)
    for text in texts:
        for i in range(offsets[text], offsets[text + 1] - RUN + 1):
            key = np.uint32(shingle(words, i) >> np.uint64(32)) | np.uint32(1)
            place = _place(keys, key, mask)
            if keys[place] == 0:
                keys[place], last[place] = key, -1
            if last[place] != text:
                last[place] = text
                counts[place] += 1


@compiled("void(uint32[::1], uint8[::1], int64[::1], int32[::1], uint32[::1], int32[::1], int64, float64)")
def mark_formulas(words, flags, offsets, texts, keys, counts, least, part):
    """Set FORMULA on the syllables of each shingle that stands in `least` of the texts counted, and in this `part` of
    those that its text's commonest shingle stands in: what fills a place of a pattern is rarer than the pattern."""
    mask = np.full(1, len(keys) - 1, np.uint32)
    found = np.empty(0, np.int32)
    for text in texts:
        begin, n = offsets[text], offsets[text + 1] - offsets[text] - RUN + 1
        if len(found) < n:
            found = np.empty(2 * n, np.int32)
        most = least
        for i in range(n):
            key = np.uint32(shingle(words, begin + i) >> np.uint64(32)) | np.uint32(1)
            place = _place(keys, key, mask)
            found[i] = counts[place] if keys[place] != 0 else 0
            most = max(most, found[i])
        for i in range(n):
            if found[i] >= least and found[i] >= part * most:
                for k in range(RUN):
                    flags[begin + i + k] |= FORMULA
