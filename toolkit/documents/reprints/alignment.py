"""Compiled: two texts laid side by side, and the runs of syllables that stand in both in the same order.

Texts are slices of one long sequence of syllable numbers. Imported where it runs (numba).
"""
# mypy: ignore-errors
# (compiled functions are typed by their signatures, which mypy does not read)

import numpy as np

from toolkit.base.compiled import compiled

GRAM = 3  # syllables: the shortest run that counts
OCCURRENCES = 16  # places of a run in the other text that are looked at
MOST_RUNS = 1_500
SLOT = 12  # syllables: a gap this short on both sides, between two runs, is a place where one thing stands for another
LONGEST_SLOT, DENSE = 60, 3  # a longer gap is one where a third of it are facts
FACT, FORMULA, NUMBER = 1, 2, 8  # flags of a syllable
LEAD = 80  # syllables: the head of a text, which says what it is about


@compiled("uint64(uint32[::1], int64)", within=True)
def _gram(seq, i):
    key = (
        np.uint64(seq[i]) * np.uint64(0x9E3779B97F4A7C15)
        + np.uint64(seq[i + 1]) * np.uint64(0xC2B2AE3D27D4EB4F)
        + np.uint64(seq[i + 2]) * np.uint64(0x165667B19E3779F9)
    )
    key ^= key >> np.uint64(29)
    return (key * np.uint64(0xBF58476D1CE4E5B9)) >> np.uint64(20)


@compiled("int64(uint32[::1], int64, int64, int64, int64, int32[:, ::1])")
def runs_in_both(seq, a, a_end, b, b_end, runs):
    """Fill `runs` (start in a, start in b, length) with the longest runs in both, in order of a; returns how many.

    Time is bounded by the lengths: a run that stands in many places of b is met in the first of them, and extending
    stops when it has taken 64 steps a syllable.
    """
    n, m = a_end - a, b_end - b
    if n < GRAM or m < GRAM:
        return 0
    size = 16
    while size < 2 * m:
        size *= 2
    table, later = np.full(size, -1, np.int32), np.full(m, -1, np.int32)
    mask = np.uint64(size - 1)
    for j in range(m - GRAM, -1, -1):
        slot = np.int64(_gram(seq, b + j) & mask)
        later[j] = table[slot]
        table[slot] = j
    found, budget = 0, 64 * (n + m)
    for i in range(n - GRAM + 1):
        j, looked = table[np.int64(_gram(seq, a + i) & mask)], 0
        while j >= 0 and looked < OCCURRENCES and budget > 0:
            looked += 1
            if i == 0 or j == 0 or seq[a + i - 1] != seq[b + j - 1]:
                length = 0
                while i + length < n and j + length < m and seq[a + i + length] == seq[b + j + length]:
                    length += 1
                budget -= length + 1
                if length >= GRAM and found < len(runs):
                    runs[found, 0], runs[found, 1], runs[found, 2] = i, j, length
                    found += 1
            j = later[j]
    return found


@compiled("int64(int32[:, ::1], int64, int32[::1])")
def in_order(runs, n, chosen):
    """Fill `chosen` with the numbers of the runs that, in order in both texts, cover most; returns how many.

    Where two runs overlap the later one counts from the end of the earlier one.
    """
    if n == 0:
        return 0
    score, before = np.empty(n, np.int64), np.empty(n, np.int32)
    best = 0
    for q in range(n):
        i, j, length = runs[q, 0], runs[q, 1], runs[q, 2]
        score[q], before[q] = length, -1
        for p in range(q):
            cut = max(0, runs[p, 0] + runs[p, 2] - i, runs[p, 1] + runs[p, 2] - j)
            if cut < length and runs[p, 0] < i and runs[p, 1] < j and score[p] + length - cut > score[q]:
                score[q], before[q] = score[p] + length - cut, p
        if score[q] > score[best]:
            best = q
    total, q = 0, best
    while q >= 0:
        chosen[total] = q
        total += 1
        q = before[q]
    for k in range(total // 2):
        chosen[k], chosen[total - 1 - k] = chosen[total - 1 - k], chosen[k]
    return total


@compiled("int64(uint32[::1], uint8[::1], int64, int64, int64, int64, uint8)")
def _own_facts(seq, flags, x, x_end, y, y_end, kind):
    """How many facts of this kind one stretch has that do not stand in the other."""
    own = 0
    for i in range(x, x_end):
        if flags[i] & kind:
            same = False
            for j in range(y, y_end):
                same = same or seq[j] == seq[i]
            own += 0 if same else 1
    return own


@compiled("void(uint32[::1], uint8[::1], int64, int64, int64, int64, int64[::1])")
def _slot(seq, flags, i, i_end, j, j_end, tally):
    """Add to `tally` the facts between two runs that stand one for another (5), and the numbers of them (7): in short
    gaps, and in longer ones that are made of facts, as a list of numbers is; a paragraph for another is no slot."""
    n, m = i_end - i, j_end - j
    if n == 0 or m == 0 or n > LONGEST_SLOT or m > LONGEST_SLOT:
        return
    own, other = _own_facts(seq, flags, i, i_end, j, j_end, FACT), _own_facts(seq, flags, j, j_end, i, i_end, FACT)
    if (n <= SLOT and m <= SLOT) or (DENSE * own >= n and DENSE * other >= m):
        tally[5] += min(own, other)
        own, other = (
            _own_facts(seq, flags, i, i_end, j, j_end, NUMBER),
            _own_facts(seq, flags, j, j_end, i, i_end, NUMBER),
        )
        tally[7] += min(own, other)


@compiled("int64(uint32[::1], uint8[::1], int64[::1], int32[:, ::1], int64[::1])")
def compare(seq, flags, ends, kept, tally):
    """What two texts have in common, in order, formulas left out; returns how many runs `kept` then holds.

    `ends`: begin and end of a, the shorter, and of b.
    `tally`: syllables in common in a (0) and in b (1), syllables of a (2) and of b (3), facts that agree (4) and that
    stand one for another (5), numbers of these (6, 7). `kept` (start in a, start in b, length).
    """
    a, a_end, b, b_end = ends[0], ends[1], ends[2], ends[3]
    runs, chosen = np.empty((MOST_RUNS, 3), np.int32), np.empty(MOST_RUNS, np.int32)
    n = in_order(runs, runs_in_both(seq, a, a_end, b, b_end, runs), chosen)
    tally[:] = 0
    for x in range(a, a_end):
        tally[2] += 0 if flags[x] & FORMULA else 1
    for y in range(b, b_end):
        tally[3] += 0 if flags[y] & FORMULA else 1
    i = j = 0
    for k in range(n):
        run = chosen[k]
        cut = max(0, i - runs[run, 0], j - runs[run, 1])
        begin_a, begin_b, length = runs[run, 0] + cut, runs[run, 1] + cut, runs[run, 2] - cut
        _slot(seq, flags, a + i, a + begin_a, b + j, b + begin_b, tally)
        for x in range(length):
            if not flags[a + begin_a + x] & FORMULA:
                tally[0] += 1
                tally[4] += 1 if flags[a + begin_a + x] & FACT else 0
                tally[6] += 1 if flags[a + begin_a + x] & NUMBER else 0
            tally[1] += 0 if flags[b + begin_b + x] & FORMULA else 1
        kept[k, 0], kept[k, 1], kept[k, 2] = begin_a, begin_b, length
        i, j = begin_a + length, begin_b + length
    if n > 0:
        _slot(seq, flags, a + i, a_end, b + j, b_end, tally)
    return n


@compiled("float64(uint32[::1], uint8[::1], int64, int64, int64, int64)")
def lead_told(seq, flags, x, x_end, y, y_end):
    """What share of the facts at the head of one text stands anywhere in the other; 0 where it tells none."""
    end = min(x + LEAD, x_end)
    facts = 0
    for i in range(x, end):
        facts += 1 if flags[i] & FACT else 0
    return 1.0 - _own_facts(seq, flags, x, end, y, y_end, FACT) / facts if facts > 0 else 0.0
