"""Which articles an explorer holds: all of up to 5,000, else a fixed sample by theme, outlet and period."""

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.studies.explorer.explored import Subject

MOST_ARTICLES = 5000
SAMPLED_ARTICLES = 2000
SAMPLED_CHARACTERS = 6_000_000  # of the sample's texts: about 5 MB in the page
Index = NDArray[np.int64]


def chosen_articles(documents: pd.DataFrame, document: Index, subjects: Sequence[Subject], place: Index) -> Index:
    """The positions in `documents` (one row an article: id, story, characters) that are shown, ascending.

    Beyond MOST_ARTICLES, in each cell of theme × period × outlet (`place`, (D) a number a period and outlet) articles
    are taken in turn: the one that carries the theme most, then one by the hash of its id, the next, and so on; those
    without any theme by hash alone; no story twice from one cell. No seed: the same articles are the same sample.
    """
    n = len(documents)
    if n <= MOST_ARTICLES:
        return np.arange(n, dtype=np.int64)
    by_hash = np.array([hashlib.sha256(str(name).encode("utf-8", "replace")).hexdigest() for name in documents["id"]])
    lot = np.argsort(np.argsort(by_hash, kind="stable"), kind="stable").astype(np.int64)
    story = pd.factorize(documents["story"])[0].astype(np.int64)
    named = [s for s in subjects if s.kind == "theme"] or list(subjects)
    turn, carries = np.full(n, np.iinfo(np.int64).max), np.zeros(n, dtype=bool)
    for subject in named:
        strength = np.zeros(n)
        np.maximum.at(strength, document[subject.units], subject.values)
        own = np.flatnonzero(strength > 0)
        carries[own] = True
        own = own[_first_of_story(place[own], story[own], -strength[own], lot[own])]
        best, drawn = _rank(place[own], -strength[own], lot[own]), _rank(place[own], lot[own])
        turn[own] = np.minimum(turn[own], np.minimum(2 * best, 2 * drawn + 1))
    bare = np.flatnonzero(~carries)
    turn[bare] = 2 * _rank(place[bare], lot[bare]) + 1
    order = np.lexsort((lot, turn))[:SAMPLED_ARTICLES]
    room = np.cumsum(documents["characters"].to_numpy()[order]) <= SAMPLED_CHARACTERS
    return np.sort(order[room | (np.arange(len(order)) == 0)])


def _rank(cell: Index, *keys: NDArray[np.generic]) -> Index:
    """(n) the place of each within its cell, from 0, by the keys in turn."""
    order = np.lexsort((*reversed(keys), cell))
    sorted_cells = cell[order]
    starts = np.flatnonzero(np.r_[True, sorted_cells[1:] != sorted_cells[:-1]]) if len(cell) else np.empty(0, int)
    within = np.arange(len(cell)) - np.repeat(starts, np.diff(np.r_[starts, len(cell)]))
    found = np.empty(len(cell), dtype=np.int64)
    found[order] = within
    return found


def _first_of_story(cell: Index, story: Index, *keys: NDArray[np.generic]) -> Index:
    """The positions that come first of their story in their cell by the keys, ascending."""
    order = np.lexsort((*reversed(keys), story, cell))
    c, s = cell[order], story[order]
    first = np.r_[True, (c[1:] != c[:-1]) | (s[1:] != s[:-1])] if len(order) else np.empty(0, bool)
    return np.sort(order[first])
