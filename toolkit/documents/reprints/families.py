"""Compiled: texts that share most of their wording with one longer text, and where each place of it stands in them.

Imported where it runs (numba).
"""
# mypy: ignore-errors
# (compiled functions are typed by their signatures, which mypy does not read)

import numpy as np

from toolkit.base.compiled import compiled
from toolkit.documents.reprints.alignment import MOST_RUNS, compare

GAP = 40  # syllables: a longer stretch between two runs has no places in common
KIN = 0.25  # of a text's sampled shingles, first met in one other text


@compiled("void(int32[::1], int32[::1], int64[::1], int64[::1], int32[::1], int32[::1])")
def find_heads(order, shingles, bounds, sizes, first, head):
    """Fill `head` with the text that first held most of each text's shingles, itself where that is under a quarter.

    `order`: the texts, longest first; `first`: by shingle, all -1. Time grows with the number of shingles.
    """
    count = np.zeros(len(head), np.int32)
    for t in order:
        best, most = t, 0
        for e in range(bounds[t], bounds[t + 1]):
            holder = first[shingles[e]]
            if holder < 0:
                first[shingles[e]] = t
                continue
            count[holder] += 1
            if count[holder] > most or (count[holder] == most and holder < best):
                best, most = holder, count[holder]
        for e in range(bounds[t], bounds[t + 1]):
            count[first[shingles[e]]] = 0
        head[t] = best if most >= KIN * sizes[t] and most > 0 else t


@compiled("void(uint32[::1], int64, int64, int64, int64, int64, int64, int32[::1])")
def _within(seq, a, i, i_end, b, j, j_end, at):
    """Between two runs, fill `at` with the syllables in common in order (of those the most), however short the runs."""
    n, m = i_end - i, j_end - j
    if n == 0 or m == 0 or n > GAP or m > GAP:
        return
    most = np.zeros((n + 1, m + 1), np.int32)
    for x in range(n - 1, -1, -1):
        for y in range(m - 1, -1, -1):
            same = seq[a + i + x] == seq[b + j + y]
            most[x, y] = most[x + 1, y + 1] + 1 if same else max(most[x + 1, y], most[x, y + 1])
    x = y = 0
    while x < n and y < m:
        if seq[a + i + x] == seq[b + j + y]:
            at[j + y] = i + x
            x, y = x + 1, y + 1
        elif most[x + 1, y] >= most[x, y + 1]:
            x += 1
        else:
            y += 1


@compiled("void(uint32[::1], uint8[::1], int64[::1], int64, int32[::1], int32[:, ::1])")
def find_places(seq, flags, offsets, head, members, at):
    """Fill `at` (members, syllables of the head) with the place in each member, -1 where it has none."""
    kept, tally, ends = np.empty((MOST_RUNS, 3), np.int32), np.zeros(8, np.int64), np.empty(4, np.int64)
    b, b_end = offsets[head], offsets[head + 1]
    at[:] = -1
    for m in range(len(members)):
        a, a_end = offsets[members[m]], offsets[members[m] + 1]
        ends[0], ends[1], ends[2], ends[3] = a, a_end, b, b_end
        i = j = 0
        for k in range(compare(seq, flags, ends, kept, tally)):
            _within(seq, a, i, kept[k, 0], b, j, kept[k, 1], at[m])
            for x in range(kept[k, 2]):
                at[m, kept[k, 1] + x] = kept[k, 0] + x
            i, j = kept[k, 0] + kept[k, 2], kept[k, 1] + kept[k, 2]
        _within(seq, a, i, a_end - a, b, j, b_end - b, at[m])
