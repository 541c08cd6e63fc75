"""What a text is known by: the hash of its letters, which neither layout nor case nor numbering changes."""

import hashlib
import sys
import unicodedata
from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray


def text_hashes(texts: Iterable[str]) -> NDArray[np.uint64]:
    """(n,) a 64-bit hash of the letters of each text, in NFC and case folded; all else is left out.

    By it two nouns tell whether a unit of one id is the same text in both. It is the same on any machine (BLAKE2b of
    the letters as UTF-32, little endian); texts without a letter share one hash.

    Example: ``text_hashes(["Kiều bào, 2019", "KIỀU BÀO"])`` holds the same number twice.
    """
    letters = _letters()
    return np.array([_hash(text, letters) for text in texts], dtype=np.uint64)


def _hash(text: str, letters: NDArray[np.bool_]) -> int:
    folded = unicodedata.normalize("NFC", text).casefold()
    points = np.frombuffer(folded.encode("utf-32-le", errors="surrogatepass"), dtype="<u4")
    digest = hashlib.blake2b(points[letters[points]].tobytes(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


@cache
def _letters() -> NDArray[np.bool_]:
    """By code point, whether it is a letter."""
    return np.fromiter((chr(point).isalpha() for point in range(sys.maxunicode + 1)), bool, sys.maxunicode + 1)
