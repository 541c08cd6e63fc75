"""Compiled: the shingles of texts, sampled for sketches, counted for formulas. Imported where it runs (numba).

Texts are slices of one long sequence of syllable numbers; a shingle is five syllables in a row (METHODS §6).
"""
# mypy: ignore-errors
# (compiled functions are typed by their signatures, which mypy does not read)

import numpy as np

from toolkit.base.compiled import compiled

RUN = 5
SHORT = 40  # syllables: a text below this keeps all its shingles
LOWEST = 1 << 62  # of 2^64: a sketch keeps the shingles whose hash falls into the lowest quarter,
LONG = 320  # syllables: of a text from here on, the lowest eighth
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


@compiled("int64(uint32[::1], int64[::1], uint64[::1], int64[::1])")
def sketch(words, offsets, packed, sizes):
    """Fill `packed` with 32 bits of the hash of each sampled shingle, then the number of its text, and `sizes` with how
    many a text has; returns how many in all."""
    n = 0
    for text in range(len(offsets) - 1):
        every, lowest = offsets[text + 1] - offsets[text] < SHORT, np.uint64(LOWEST)
        if offsets[text + 1] - offsets[text] >= LONG:
            lowest = np.uint64(LOWEST // 2)
        for i in range(offsets[text], offsets[text + 1] - RUN + 1):
            found = shingle(words, i)
            if every or found < lowest:
                packed[n] = ((found >> np.uint64(30)) << np.uint64(32)) | np.uint64(text)
                sizes[text] += 1
                n += 1
    return n


@compiled("void(uint32[::1], int64[::1], int32[::1], uint16[::1])")
def count_texts(words, offsets, texts, counts):
    """Count in how many of `texts` each shingle stands, by its hash modulo the length of `counts` (a power of two).

    What a text repeats counts again, and two shingles may share a count: it is an upper bound, rarely by more than one.
    """
    mask = np.uint64(len(counts) - 1)
    for text in texts:
        for i in range(offsets[text], offsets[text + 1] - RUN + 1):
            place = np.int64((shingle(words, i) >> np.uint64(20)) & mask)
            if counts[place] < 65535:
                counts[place] += 1


@compiled("void(uint32[::1], uint8[::1], int64[::1], int32[::1], uint16[::1], int64, float64)")
def mark_formulas(words, flags, offsets, texts, counts, least, part):
    """Set FORMULA on the syllables of each shingle that stands in `least` of the texts counted, and in this `part` of
    those that its text's commonest shingle stands in: what fills a place of a pattern is rarer than the pattern."""
    mask = np.uint64(len(counts) - 1)
    found = np.empty(0, np.uint16)
    for text in texts:
        begin, n = offsets[text], offsets[text + 1] - offsets[text] - RUN + 1
        if len(found) < n:
            found = np.empty(2 * n, np.uint16)
        most = least
        for i in range(n):
            found[i] = counts[np.int64((shingle(words, begin + i) >> np.uint64(20)) & mask)]
            most = max(most, np.int64(found[i]))
        for i in range(n):
            if found[i] >= least and found[i] >= part * most:
                for k in range(RUN):
                    flags[begin + i + k] |= FORMULA
