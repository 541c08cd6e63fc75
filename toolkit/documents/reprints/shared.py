"""What two texts have in common, to be shown: the share of the shorter, and the longest passage that stands in both."""

import re

import numpy as np

from toolkit.documents.reprints.syllables import syllables

LONGEST_SHOWN = 160  # characters


def shared_passage(one: str, other: str) -> str:
    """The longest run of syllables that stands in both texts, as the first spells it, cut after 160 characters."""
    from toolkit.documents.reprints.alignment import MOST_RUNS, runs_in_both

    both = syllables([one, other])
    words = (both.hashes >> np.uint64(32)).astype(np.uint32)
    first, end, last = both.offsets.tolist()
    runs = np.empty((MOST_RUNS, 3), np.int32)
    found = runs[: runs_in_both(words, first, end, end, last, runs)]
    if not len(found):
        return ""
    begin, _, length = found[found[:, 2].argmax()].tolist()
    passage = re.sub(r"\s+", " ", one[both.starts[begin] : both.stops[begin + length - 1]])
    return passage if len(passage) <= LONGEST_SHOWN else passage[: LONGEST_SHOWN - 2] + " …"
