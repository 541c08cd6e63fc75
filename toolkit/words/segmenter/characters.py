"""Classes of characters, as bits: what the scanner of `decoder` asks of each code point."""

import functools
import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

WORD: Final = 1  # \w
SPACE: Final = 2  # \s
DIGIT: Final = 4  # \d
CAPITAL: Final = 8  # [A-ZĐ]
LOCAL: Final = 16  # [a-zA-Z0-9_.+-], before the @ of an address
DOMAIN: Final = 32  # [a-zA-Z0-9-], after it
UNSAFE: Final = 64  # may change under NFC, or change what stands before it
BREAK: Final = 128  # ends a line

ASCII_ALNUM = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
# Ranges in which no character changes under NFC, combines, or has a combining class; a test goes through them all.
SAFE = ((0x0000, 0x0300), (0x1E00, 0x1F00), (0x2010, 0x2030), (0x2030, 0x2060), (0x20A0, 0x20D0))


@functools.cache
def character_classes() -> NDArray[np.uint8]:
    """The class bits of every code point (0x110000), as Python's `re` and `unicodedata` see them."""
    every = "".join(map(chr, range(0x110000)))
    table = np.zeros(0x110000, np.uint8)
    for pattern, bit in ((r"\w+", WORD), (r"\s+", SPACE), (r"\d+", DIGIT)):
        for found in re.finditer(pattern, every):
            table[found.start() : found.end()] |= bit
    for characters, bit in (
        ("ABCDEFGHIJKLMNOPQRSTUVWXYZĐ", CAPITAL),
        (ASCII_ALNUM + "_.+-", LOCAL),
        (ASCII_ALNUM + "-", DOMAIN),
        ("\n\r\x85\u2028\u2029", BREAK),
    ):
        table[[ord(c) for c in characters]] |= bit
    safe = np.zeros(len(table), bool)
    for first, end in SAFE:
        safe[first:end] = True
    table[~safe] |= UNSAFE
    return table
