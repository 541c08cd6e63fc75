"""One copy of each story: what a topic model is judged on, for reprints are evidence for no further topic."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.words.counts import TermCounts

COPY = 0.5  # of a unit's tokens, that another unit of its story holds too


def one_copy_each(counts: TermCounts, *, purpose: str) -> TermCounts:
    """The units of `counts` without those that repeat another unit of their story, in the same order.

    Of a story the longest unit stays (of equals the first by id), and each further one half of whose tokens no longer
    unit that stays holds: so documents keep one copy, and passages of one document, which share a story, stay. Raises
    UsageError where stories are not known; `purpose` begins the message.
    """
    story = counts.require_story(purpose)
    if len(set(story)) == len(story):
        return counts
    lengths = np.asarray(counts.matrix.sum(axis=1)).ravel()
    by_story: dict[str, list[int]] = {}
    for u, name in enumerate(story):
        by_story.setdefault(name, []).append(u)
    kept = [u for units in by_story.values() for u in _without_copies(counts, units, lengths)]
    return counts.at(np.sort(np.array(kept, dtype=np.int64)))


def _without_copies(counts: TermCounts, units: list[int], lengths: NDArray[Any]) -> list[int]:
    if len(units) == 1:
        return units
    kept: list[int] = []
    for u in sorted(units, key=lambda unit: (-lengths[unit], counts.ids[unit])):
        row = counts.matrix[u]
        held = (row.minimum(counts.matrix[k]).sum() for k in kept)
        if all(shared < COPY * lengths[u] for shared in held):
            kept.append(u)
    return kept
