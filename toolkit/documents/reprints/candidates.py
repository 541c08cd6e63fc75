"""Compiled: each text meets the leaders that share its shingles, joins the one it repeats most, or leads itself.

Imported where it runs (numba).
"""
# mypy: ignore-errors
# (compiled functions are typed by their signatures, which mypy does not read)

import numpy as np

from toolkit.base.compiled import compiled
from toolkit.documents.reprints.alignment import FORMULA, LEAD, MOST_RUNS, compare, lead_told

LEADERS_MET = 64  # around one shingle: a phrase that more stories share tells nothing
LEADERS_COMPARED = 8  # with one text, the most promising first
LEAST_SHARED = 0.15  # of the shorter text's shingles, in the sketches: fewer cannot pass any threshold
SHORT = 40  # syllables: a shorter text is a reprint only where the other is as short
CORE = 4  # flag of a syllable of a leader that its first member has too
NEAR, UNKNOWN, APART, FAR = 0, 1, 2, 3  # how two texts lie in time
NEAR_DAYS, FAR_DAYS = 3, 31
WHOLE = 0.9  # of the shorter text: where it makes up little of the longer one, and where they lie far apart
LEAST_OF_LONGER = 0.45  # of the longer text, unless the shorter one is nearly whole
LEAST_OF_SHORT = 0.7  # of both texts, where one is short
HALF_FORMULA = 0.75  # of what is left, where formulas make up half of a text
OTHER_FACTS, OTHER_FACTS_OF_MOST, MOST = 0.12, 0.2, 0.75  # of the facts; of those of texts that share most
OTHER_NUMBERS = 0.25
LEADS_ALIKE, LEADS_AS_ONE = 0.7, 0.82  # of the facts of each lead, that the other text tells
LEAST_OF_LEAD = 0.15  # of one lead, in runs that both texts have
LEAST_BY_LEADS = 0.25  # of the longer text
LEADS_BONUS = 0.1  # of the threshold, for texts known to lie within a few days
LONG_ENOUGH = 180  # syllables
LEAST_OF_PART = 0.3  # of the facts of the longer text's lead, that a part of it tells


@compiled("int64(int32, int32, int32, int32)", within=True)
def _in_time(low, high, other_low, other_high):
    if low > high or other_low > other_high:
        return UNKNOWN
    if max(high, other_high) - min(low, other_low) <= NEAR_DAYS:
        return NEAR
    return FAR if max(low, other_low) - min(high, other_high) > FAR_DAYS else APART


@compiled("boolean(int64[::1], float64)")
def _other_facts(tally, shorter):
    """Whether too many facts stand one for another: then the wording is a pattern, not a reprint."""
    most = OTHER_FACTS_OF_MOST if shorter >= MOST else OTHER_FACTS
    if tally[5] > most * (tally[4] + tally[5]):
        return True
    return tally[7] >= 3 and tally[7] > OTHER_NUMBERS * (tally[6] + tally[7])


@compiled("float64(int64[::1], int64, int64, float64)")
def _plainly(tally, relation, length, threshold):
    """By how much two texts repeat more than they must to be one story, by their shares alone; negative if not."""
    if tally[2] == 0 or tally[3] == 0:
        return -1.0
    shorter, longer = max(tally[0] / tally[2], tally[1] / tally[3]), min(tally[0] / tally[2], tally[1] / tally[3])
    if _other_facts(tally, shorter) or (length < SHORT and longer < LEAST_OF_SHORT):
        return -1.0
    need = threshold if longer >= LEAST_OF_LONGER else max(threshold, WHOLE)
    if relation == FAR:
        need = max(need, WHOLE)
    if 2 * min(tally[2], tally[3]) < length:
        need = max(need, HALF_FORMULA)
    return shorter - need


@compiled("float64(uint32[::1], uint8[::1], int64, int64, int64, int64, int32[:, ::1], int64, int64[::1], int64, float64)")
def _by_their_leads(seq, flags, a, a_end, b, b_end, kept, n, tally, relation, threshold):
    """The same for texts that tell the same facts at their heads: a release shortened or written anew.

    Only of texts known to lie within a few days, neither short nor half formula.
    """
    if a_end - a < LONG_ENOUGH or 2 * min(tally[2], tally[3]) < a_end - a or relation != NEAR:
        return -1.0
    shorter, longer = max(tally[0] / tally[2], tally[1] / tally[3]), min(tally[0] / tally[2], tally[1] / tally[3])
    if longer < LEAST_BY_LEADS or shorter < threshold - LEADS_BONUS or _other_facts(tally, shorter):
        return -1.0
    told = min(lead_told(seq, flags, a, a_end, b, b_end), lead_told(seq, flags, b, b_end, a, a_end))
    if shorter >= threshold:
        return shorter - threshold if told >= LEADS_ALIKE else -1.0
    in_a = in_b = 0
    for k in range(n):
        in_a += max(0, min(kept[k, 0] + kept[k, 2], LEAD) - kept[k, 0])
        in_b += max(0, min(kept[k, 1] + kept[k, 2], LEAD) - kept[k, 1])
    as_one = told >= LEADS_AS_ONE and max(in_a, in_b) >= LEAST_OF_LEAD * LEAD
    return shorter - (threshold - LEADS_BONUS) if as_one else -1.0


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
    "int32[::1], int32[::1], int32[::1], float64, int32[::1], float32[::1], int8[::1], int32[::1])"
)
def follow_leaders(seq, flags, offsets, order, owners, groups, bounds, formula, low, high, numbered, threshold, leader, share, relation, leading):
    """Fill `leader` (itself for one that leads), `share` of the shorter text and `relation` in time, by text.

    `order`: the texts, longest first. The shingles of text t are `groups[bounds[t]:bounds[t + 1]]`, those in `formula`
    are passed over; `owners` names the text of each. `low`, `high`: the days between which a text lies.
    """
    n = len(offsets) - 1
    head = np.full(len(formula), -1, np.int32)
    later = np.empty(len(groups), np.int32)
    count, touched, rank = np.zeros(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32)
    best, kept, tally = np.empty(LEADERS_COMPARED, np.int32), np.empty((MOST_RUNS, 3), np.int32), np.zeros(8, np.int64)
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
            if numbered[t] != 0 and numbered[other] != 0 and numbered[t] != numbered[other]:
                continue
            excess = _plainly(tally, when, length, threshold)
            if excess >= 0 and tally[1] < LEAST_OF_LONGER * tally[3]:
                told = lead_told(seq, flags, offsets[other], offsets[other + 1], offsets[t], offsets[t + 1])
                if told < LEAST_OF_PART or (followed[other] and _inside_core(flags, offsets[other], kept, runs) < 0.5):
                    excess = -1.0
            if excess < 0:
                excess = _by_their_leads(
                    seq, flags, offsets[t], offsets[t + 1], offsets[other], offsets[other + 1], kept, runs, tally, when, threshold
                )
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
