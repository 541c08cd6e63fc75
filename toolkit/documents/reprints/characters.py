"""Compiled: one pass over the characters of texts, for their syllables' hashes and facts. Imported where it runs."""
# mypy: ignore-errors
# (compiled functions are typed by their signatures, which mypy does not read)

import numpy as np

from toolkit.base.compiled import compiled

LETTER = 0xD6E8FEB86659FD93  # odd: the hash of a syllable is a polynomial in it
DIGIT, CAPITAL, STOP = 1, 2, 4  # kinds of a character
FACT, NUMBER = 1, 8  # flags of a syllable


@compiled("uint64(uint64)", within=True)
def _mixed(value):
    """The finaliser of SplitMix64 (Steele, Lea, Flood 2014)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


@compiled("boolean(uint32[::1], uint8[::1], int64)", within=True)
def _ends_a_sentence(points, kinds, i):
    """A line end, or a stop before a blank."""
    if points[i] == 10:
        return True
    if points[i] >= len(kinds) or not kinds[points[i]] & STOP:
        return False
    if i + 1 == len(points):
        return True
    after = points[i + 1]
    return after == 32 or after == 10 or after == 13 or after == 0xA0


@compiled("int64(uint32[::1], uint64[::1], uint64[::1], uint8[::1], uint64[::1], uint8[::1], int64[::1], int64[::1])")
def read_syllables(points, letters, tones, kinds, hashes, flags, starts, stops):
    """Fill `hashes`, `flags`, `starts` and `stops` of the syllables; returns how many.

    `letters`, `tones`, `kinds`: tables by character; one beyond them is outside words.
    """
    n, i, begins = 0, 0, True
    while i < len(points):
        if points[i] >= len(letters) or letters[points[i]] == 0:
            begins = begins or _ends_a_sentence(points, kinds, i)
            i += 1
            continue
        starts[n] = i
        spelled, toned, power = np.uint64(0), np.uint64(0), np.uint64(1)
        digit, capital = False, kinds[points[i]] & CAPITAL > 0
        while i < len(points) and points[i] < len(letters) and letters[points[i]] != 0:
            spelled += letters[points[i]] * power
            toned += tones[points[i]]
            power *= np.uint64(LETTER)
            digit = digit or kinds[points[i]] & DIGIT > 0
            i += 1
        stops[n] = i
        hashes[n] = _mixed(spelled + toned)
        flags[n] = FACT | NUMBER if digit else FACT if capital and not begins else 0
        n, begins = n + 1, False
    return n
