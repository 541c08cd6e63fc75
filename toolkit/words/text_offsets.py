"""NFC with a map back: where each character of the normalised text stands in the text given."""

import functools
import unicodedata

import numpy as np
from numpy.typing import NDArray


@functools.cache
def _second_parts() -> frozenset[str]:
    """Characters of combining class 0 that compose with what stands before them (Hangul vowels, Indic signs, …)."""
    found = {chr(c) for c in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}
    for c in range(0x300, 0x20000):
        parts = unicodedata.decomposition(chr(c)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            found.add(chr(int(parts[1], 16)))
    return frozenset(c for c in found if unicodedata.combining(c) == 0)


def nfc_with_offsets(text: str) -> tuple[str, NDArray[np.int32]]:
    """`text` in NFC, and for each of its positions (and its end) the position in `text`.

    A cluster of a base and its marks is one step: every position within it maps to the cluster's start.
    """
    inner = _second_parts()
    begins = [i for i, c in enumerate(text) if i == 0 or not (unicodedata.combining(c) or c in inner)]
    pieces, places = [], []
    for a, b in zip(begins, [*begins[1:], len(text)]):
        piece = unicodedata.normalize("NFC", text[a:b])
        pieces.append(piece)
        places += [a] * len(piece)
    return "".join(pieces), np.array([*places, len(text)], np.int32)
