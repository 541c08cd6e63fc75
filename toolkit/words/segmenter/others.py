"""Segmenters that are called, not decoded: pyvi itself, where its model is not the one known, and underthesea."""

import logging
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from toolkit.base.errors import MissingExtraError
from toolkit.words.segmenter.syllables import NO_JOIN, TITLE, FormTable

Labeller = Callable[[list[str]], list[bool]]  # syllables of a sequence -> does each continue the word before it?
log = logging.getLogger("toolkit")


def pyvi_itself() -> Labeller:
    """pyvi's own tagger, syllable by syllable; slow, and said so in the log."""
    log.warning(
        "the installed pyvi holds a model that this version does not know: calling pyvi itself, many times slower; "
        "pyvi==0.1.1 is the one that is known"
    )
    from pyvi.ViTokenizer import ViTokenizer

    def joins(forms: list[str]) -> list[bool]:
        labels = ViTokenizer.model.predict([ViTokenizer.sent2features(forms, False)])[0]
        return [label == "I_W" for label in labels]

    return joins


def underthesea() -> Labeller:
    """underthesea's word_tokenize; its words are laid over our syllables by their characters."""
    try:
        from underthesea import word_tokenize
    except ImportError as error:
        raise MissingExtraError("underthesea", "underthesea") from error

    def joins(forms: list[str]) -> list[bool]:
        begins, at = set(), 0
        for word in word_tokenize(" ".join(forms)):
            begins.add(at)
            at += len("".join(word.split()))
        places = np.cumsum([0, *(len(form) for form in forms)])[:-1]
        return [place not in begins for place in places.tolist()]

    return joins


def label(
    labeller: Labeller, table: FormTable, rows: NDArray[np.int32], first: NDArray[np.uint8], joins: NDArray[np.uint8]
) -> None:
    """Write into `joins` what the labeller says of every sequence, under pyvi's joining rules."""
    bounds = [*np.flatnonzero(first).tolist(), len(rows)]
    for a, b in pairwise(bounds):
        joins[a:b] = labeller([table.read[row] for row in rows[a:b].tolist()])
    flags = table.flags[rows]
    joins[first == 1] = 0
    joins[(flags & NO_JOIN) > 0] = 0
    joins[1:][((flags[:-1] & NO_JOIN) > 0) | (((flags[1:] & TITLE) > 0) & ((flags[:-1] & TITLE) == 0))] = 0
