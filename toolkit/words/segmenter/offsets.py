"""Texts as code points in NFC with the class of each character, and a map back to where it stands in the text given."""

import functools
import re
import unicodedata
from typing import Final

import numpy as np
from numpy.typing import NDArray

# Classes of characters, as bits: what the scanner asks of each code point.
WORD: Final = 1  # \w
SPACE: Final = 2  # \s
DIGIT: Final = 4  # \d
CAPITAL: Final = 8  # [A-ZĐ]
LOCAL: Final = 16  # [a-zA-Z0-9_.+-], before the @ of an address
DOMAIN: Final = 32  # [a-zA-Z0-9-], after it
BREAK: Final = 64  # ends a line
UNSAFE: Final = 128  # may change under NFC, or change what stands before it; the highest, so that a maximum finds it

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


# Characters of combining class 0 that compose with what stands before them (Hangul vowels, Indic signs): first, end.
_SECOND_PARTS: Final = (
    (0x9BE, 0x9BF),
    (0x9D7, 0x9D8),
    (0xB3E, 0xB3F),
    (0xB56, 0xB58),
    (0xBBE, 0xBBF),
    (0xBD7, 0xBD8),
    (0xCC2, 0xCC3),
    (0xCD5, 0xCD7),
    (0xD3E, 0xD3F),
    (0xD57, 0xD58),
    (0xDCF, 0xDD0),
    (0xDDF, 0xDE0),
    (0xFB5, 0xFB6),
    (0xFB7, 0xFB8),
    (0x102E, 0x102F),
    (0x1161, 0x1176),
    (0x11A8, 0x11C3),
    (0x1B35, 0x1B36),
    (0x11127, 0x11128),
    (0x1133E, 0x1133F),
    (0x11357, 0x11358),
    (0x114B0, 0x114B1),
    (0x114BA, 0x114BB),
    (0x114BD, 0x114BE),
    (0x115AF, 0x115B0),
    (0x11930, 0x11931),
)
_UNSAFE_RUN: Final = re.compile(
    f"(?s:.)?[^{''.join(f'{chr(a)}-{chr(b - 1)}' for a, b in SAFE)}]+"
)  # one character, and those after it that may change
SECOND_PARTS: Final = frozenset(chr(c) for first, end in _SECOND_PARTS for c in range(first, end))


def nfc_with_offsets(text: str) -> tuple[str, NDArray[np.int32]]:
    """`text` in NFC, and for each of its positions (and its end) the position in `text`.

    In a cluster of a base and its marks that NFC changes, the first character maps to the cluster's start and what else
    remains (marks that do not compose) to its end. Should a Python with newer Unicode tables compose more, a cluster is
    everything between two spaces.
    """
    normal, places = _mapped(text, _clusters(text))
    if normal != unicodedata.normalize("NFC", text):
        normal, places = _mapped(text, [(m.start(), m.end()) for m in re.finditer(r"\S+", text)])
    return normal, places


def _clusters(text: str) -> list[tuple[int, int]]:
    """Start and end of every base with what may compose with it; all else stands for itself."""
    found = []
    for run in _UNSAFE_RUN.finditer(text):
        begin = run.start()
        for i in range(run.start() + 1, run.end()):
            if not (unicodedata.combining(text[i]) or text[i] in SECOND_PARTS):
                found.append((begin, i))
                begin = i
        found.append((begin, run.end()))
    return found


def _mapped(text: str, clusters: list[tuple[int, int]]) -> tuple[str, NDArray[np.int32]]:
    """The text with each cluster in NFC, and the places of its characters."""
    pieces: list[str] = []
    places: list[int] = []
    done = 0
    for a, b in clusters:
        piece = unicodedata.normalize("NFC", text[a:b])
        pieces += [text[done:a], piece]
        places += range(done, a)
        places += range(a, b) if piece == text[a:b] else [a, *[b] * (len(piece) - 1)]
        done = b
    return "".join([*pieces, text[done:]]), np.array([*places, *range(done, len(text) + 1)], np.int32)


def code_points(
    texts: list[str],
) -> tuple[NDArray[np.int32], NDArray[np.uint8], NDArray[np.int64], dict[int, NDArray[np.int32]], int]:
    """Code points of the texts in NFC, their classes, bounds, places in the texts given where they moved,
    surrogates.
    """
    table = character_classes()
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.int32).copy()
    bounds = np.concatenate([[0], np.cumsum([len(text) for text in texts], dtype=np.int64)]).astype(np.int64)
    classes = table.take(points)
    moved: dict[int, NDArray[np.int32]] = {}
    n_surrogates = 0
    if classes.max(initial=0) >= UNSAFE:
        unsafe = np.flatnonzero(classes & UNSAFE)
        texts = list(texts)
        for text in np.unique(np.searchsorted(bounds, unsafe, "right") - 1).tolist():
            clean = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in texts[text])
            n_surrogates += sum(a != b for a, b in zip(clean, texts[text]))
            if unicodedata.is_normalized("NFC", clean):
                texts[text] = clean
            else:
                texts[text], moved[text] = nfc_with_offsets(clean)
        if moved or n_surrogates:
            points = np.frombuffer("".join(texts).encode("utf-32-le"), np.int32).copy()
            bounds = np.concatenate([[0], np.cumsum([len(text) for text in texts], dtype=np.int64)]).astype(np.int64)
            classes = table[points]
    return points, classes, bounds, moved, n_surrogates
