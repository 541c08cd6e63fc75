"""Compiled: each text meets the leaders that share its shingles, joins the one it repeats most, or leads itself.

Imported where it runs (numba).
"""
# mypy: ignore-errors
# (compiled functions are typed by their signatures, which mypy does not read)

import numpy as np

from toolkit.base.compiled import compiled
from toolkit.documents.reprints.alignment import FORMULA, MOST_RUNS, compare

LEADERS_MET = 64  # around one shingle: a phrase that more stories share tells nothing
LEADERS_COMPARED = 8  # with one text, the most promising first
LEAST_SHARED = 0.15  # of the shorter text's shingles, in the sketches: fewer cannot pass any threshold
SHORT = 40  # syllables: a shorter text is a reprint only where the other is as short
CORE = 4  # flag of a syllable of a leader that its first member has too
NEAR, UNKNOWN, APART, FAR = 0, 1, 2, 3  # how two texts lie in time
NEAR_DAYS, FAR_DAYS = 3, 31


@compiled("int64(int32, int32, int32, int32)", within=True)
def _in_time(low, high, other_low, other_high):
    if low > high or other_low > other_high:
        return UNKNOWN
    if max(high, other_high) - min(low, other_low) <= NEAR_DAYS:
        return NEAR
    return FAR if max(low, other_low) - min(high, other_high) > FAR_DAYS else APART


@compiled("float64(int64[::1], int64, int64, float64[::1])")
def _excess(tally, relation, length, rules):
    """By how much two texts repeat more than they must to be one story; negative where they are not.

    `rules`: the share of the shorter text for near, unknown, apart and far; nearly whole; the least share of the
    longer one; of short ones; the most of facts that may stand one for another; where half is formula.
    """
    if tally[2] == 0 or tally[3] == 0:
        return -1.0
    shorter, longer = tally[0] / tally[2], tally[1] / tally[3]
    if shorter < longer:
        shorter, longer = longer, shorter
    need = rules[relation]
    if 2 * min(tally[2], tally[3]) < length:
        need = max(need, rules[8])
    if longer < rules[5]:
        need = max(need, rules[4])
    if length < SHORT and longer < rules[6]:
        return -1.0
    if tally[5] > rules[7] * (tally[4] + tally[5]):
        return -1.0
    return shorter - need


@compiled("float64(uint8[::1], int64, int32[:, ::1], int64)")
def _inside_core(flags, b, kept, n):
    """What share of the runs of a part lies in what the leader's first member has too."""
    inside = total = 0
    for k in range(n):
        for y in range(kept[k, 2]):
            inside += 1 if flags[b + kept[k, 1] + y] & CORE else 0
        total += kept[k, 2]
    return inside / max(total, 1)


@compiled("int64(int32[::1], int32[::1], int64, int32[::1], int32[::1])")
def _most_promising(count, touched, n, rank, best):
    """Fill `best` with the leaders of the highest counts, of equal ones the earlier; returns how many."""
    found = 0
    for k in range(n):
        leader = touched[k]
        place = found
        while place > 0 and (
            count[leader] > count[best[place - 1]]
            or (count[leader] == count[best[place - 1]] and rank[leader] < rank[best[place - 1]])
        ):
            place -= 1
        if place < len(best):
            found = min(found + 1, len(best))
            for move in range(found - 1, place, -1):
                best[move] = best[move - 1]
            best[place] = leader
    return found


@compiled(
    "void(uint32[::1], uint8[::1], int64[::1], int32[::1], int32[::1], int32[::1], int64[::1], uint8[::1],"
    "int32[::1], int32[::1], float64[::1], int32[::1], float32[::1], int8[::1], int32[::1])"
)
def follow_leaders(seq, flags, offsets, order, owners, groups, bounds, formula, low, high, rules, leader, share, relation, leading):
    """Fill `leader` (itself for one that leads), `share` of the shorter text and `relation` in time, by text.

    `order`: the texts, longest first. The shingles of text t are `groups[bounds[t]:bounds[t + 1]]`, those in `formula`
    are passed over; `owners` names the text of each. `low`, `high`: the days between which a text lies.
    """
    n = len(offsets) - 1
    head = np.full(len(formula), -1, np.int32)
    later = np.empty(len(groups), np.int32)
    count, touched, rank = np.zeros(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32)
    best, kept, tally = np.empty(LEADERS_COMPARED, np.int32), np.empty((MOST_RUNS, 3), np.int32), np.zeros(6, np.int64)
    followed = np.zeros(n, np.uint8)
    for place in range(len(order)):
        rank[order[place]] = place
    for place in range(len(order)):
        t = order[place]
        met = used = 0
        for e in range(bounds[t], bounds[t + 1]):
            if formula[groups[e]] or leading[groups[e]] > LEADERS_MET:
                continue
            used += 1
            x = head[groups[e]]
            while x >= 0:
                other = owners[x]
                if count[other] == 0:
                    touched[met] = other
                    met += 1
                count[other] += 1
                x = later[x]
        found = _most_promising(count, touched, met, rank, best)
        most, chosen, length = -1.0, -1, offsets[t + 1] - offsets[t]
        for k in range(found):
            other = best[k]
            if count[other] < LEAST_SHARED * used - 2 * np.sqrt(LEAST_SHARED * used):
                break
            runs = compare(seq, flags, offsets[t], offsets[t + 1], offsets[other], offsets[other + 1], kept, tally)
            when = _in_time(low[t], high[t], low[other], high[other])
            excess = _excess(tally, when, length, rules)
            if excess > most and excess >= 0 and followed[other] and tally[1] < 0.5 * tally[3]:
                excess = excess if _inside_core(flags, offsets[other], kept, runs) >= 0.5 else -1.0
            if excess >= 0 and excess > most:
                most, chosen = excess, other
                share[t], relation[t] = tally[0] / tally[2], when
        for k in range(met):
            count[touched[k]] = 0
        leader[t] = t if chosen < 0 else chosen
        if chosen < 0:
            for e in range(bounds[t], bounds[t + 1]):
                later[e] = head[groups[e]]
                head[groups[e]] = e
                leading[groups[e]] += 1
        elif not followed[chosen]:
            followed[chosen] = 1
            runs = compare(seq, flags, offsets[t], offsets[t + 1], offsets[chosen], offsets[chosen + 1], kept, tally)
            for k in range(runs):
                for y in range(kept[k, 2]):
                    flags[offsets[chosen] + kept[k, 1] + y] |= CORE
