"""Compiled: each text meets the leaders that share its shingles, joins the one it repeats most, or leads itself.

Time grows with the number of texts, for a text meets leaders and not members. Imported where it runs (numba).
"""
# mypy: ignore-errors
# (compiled functions are typed by their signatures, which mypy does not read)

import numpy as np

from toolkit.base.compiled import compiled
from toolkit.documents.reprints.alignment import MOST_RUNS, compare
from toolkit.documents.reprints.sameness import belong_together, in_time, is_part, one_story

LEADERS_MET = 64  # around one shingle: a phrase that more stories share tells nothing
LEADERS_COMPARED = 8  # with one text, the most promising first
LEAST_SHARED = 0.2  # of a text's shingles, in the sketches: fewer cannot pass any threshold
DELEGATES, LOOSE = 8, 0.6  # texts of a story that lead beside its leader: those that repeat less of it than this
CORE = 4  # flag of a syllable of a leader that its first follower has too


@compiled(
    "int64(int64, int32[::1], int64[::1], uint8[::1], int32[:, ::1], int32[::1], int32[::1], int32[::1], int64[::1])"
)
def _meet(t, shingles, bounds, formula, places, leaders, count, touched, used):
    """Count the shingles that text t shares with each leader; returns how many leaders are `touched`.

    `leaders`: around a shingle, one after the other; `places`: where they begin and end, by shingle.
    """
    met = 0
    used[0] = 0
    for e in range(bounds[t], bounds[t + 1]):
        if formula[shingles[e]]:
            continue
        used[0] += 1
        for x in range(places[shingles[e], 0], places[shingles[e], 1]):
            other = leaders[x]
            if count[other] == 0:
                touched[met] = other
                met += 1
            count[other] += 1
    return met


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


@compiled("void(int64[::1], int64[::1], int64, int64)", within=True)
def _spans(offsets, ends, a, b):
    ends[0], ends[1], ends[2], ends[3] = offsets[a], offsets[a + 1], offsets[b], offsets[b + 1]


@compiled("float64(uint8[::1], int64, int32[:, ::1], int64)")
def _inside_core(flags, b, kept, n):
    """What share of the runs of a part lies in what the leader's first follower has too."""
    inside = total = 0
    for k in range(n):
        for y in range(kept[k, 2]):
            inside += 1 if flags[b + kept[k, 1] + y] & CORE else 0
        total += kept[k, 2]
    return inside / max(total, 1)


@compiled("void(uint8[::1], int64, int32[:, ::1], int64)")
def _mark_core(flags, b, kept, n):
    for k in range(n):
        for y in range(kept[k, 2]):
            flags[b + kept[k, 1] + y] |= CORE


@compiled("int64(int32[::1], int64)")
def _root(leader, t):
    while leader[t] != t:
        t = leader[t]
    return t


@compiled("void(int32[::1], int32[:, ::1])")
def _make_room(shingles, places):
    """Begin the leaders around each shingle where there is room for all texts that have it."""
    for e in range(len(shingles)):
        places[shingles[e], 1] += 1
    begin = 0
    for shingle in range(len(places)):
        places[shingle, 0] = begin
        begin += places[shingle, 1]
        places[shingle, 1] = places[shingle, 0]


@compiled("void(int64, int32[::1], int64[::1], int32[:, ::1], int32[::1], int32[::1], uint8[::1], int64)")
def _lead(t, shingles, bounds, places, leaders, leading, skipped, counted):
    """Let text t be met by later ones; a shingle around which too many stories stand is passed over from then on."""
    for e in range(bounds[t], bounds[t + 1]):
        shingle = shingles[e]
        leaders[places[shingle, 1]] = t
        places[shingle, 1] += 1
        leading[shingle] += counted
        if leading[shingle] > LEADERS_MET:
            skipped[shingle] = 1


@compiled(
    "void(uint32[::1], uint8[::1], int64[::1], int32[:, ::1], int64[::1], int32[:, ::1], int64[::1], int32[::1],"
    "int64, int64)"
)
def _bring_together(seq, flags, offsets, about, ends, kept, tally, leader, one, other):
    """Let the story of one leading text follow that of another where both belong together."""
    a, b = _root(leader, one), _root(leader, other)
    if a == b:
        return
    if offsets[a + 1] - offsets[a] > offsets[b + 1] - offsets[b]:
        a, b = b, a
    _spans(offsets, ends, a, b)
    compare(seq, flags, ends, kept, tally)
    if belong_together(tally, in_time(about, a, b)):
        leader[a] = b


@compiled(
    "void(uint32[::1], uint8[::1], int64[::1], int32[:, ::1], int32[::1], int32[::1], int64[::1],"
    "uint8[::1], float64, int32[::1], float32[::1], int8[::1])"
)
def follow_leaders(seq, flags, offsets, about, order, shingles, bounds, formula, threshold, leader, share, relation):
    """Fill `leader` (itself for one that leads), `share` of the shorter text and `relation` in time, by text.

    `order`: the texts, longest first. The shingles of text t are `shingles[bounds[t]:bounds[t + 1]]`, those in
    `formula` are passed over. `about`: see `in_time`.
    """
    n = len(offsets) - 1
    places, leading = np.zeros((len(formula), 2), np.int32), np.zeros(len(formula), np.int32)
    leaders = np.empty(len(shingles), np.int32)
    _make_room(shingles, places)
    skipped = formula.copy()
    count, touched, rank = np.zeros(n, np.int32), np.empty(n, np.int32), np.zeros(n, np.int32)
    best, passed = np.empty(LEADERS_COMPARED, np.int32), np.empty(LEADERS_COMPARED, np.int32)
    kept, tally = np.empty((MOST_RUNS, 3), np.int32), np.zeros(8, np.int64)
    ends, used = np.empty(4, np.int64), np.zeros(1, np.int64)
    followed, delegates = np.zeros(n, np.uint8), np.zeros(n, np.uint8)
    for place in range(len(order)):
        t = order[place]
        rank[t] = place
        met = _meet(t, shingles, bounds, skipped, places, leaders, count, touched, used)
        found = _most_promising(count, touched, met, rank, best)
        most, chosen, n_passed = -1.0, -1, 0
        least = LEAST_SHARED * used[0] - 2 * np.sqrt(LEAST_SHARED * used[0])
        for k in range(found):
            other = best[k]
            if count[other] < least or (about[t, 2] * about[other, 2] != 0 and about[t, 2] != about[other, 2]):
                continue
            _spans(offsets, ends, t, other)
            runs = compare(seq, flags, ends, kept, tally)
            when = in_time(about, t, other)
            excess = one_story(seq, flags, ends, kept, runs, tally, when, threshold)
            if is_part(tally) and followed[other] and _inside_core(flags, ends[2], kept, runs) < 0.5:
                excess = -1.0
            if excess >= 0 and not is_part(tally):
                passed[n_passed] = other
                n_passed += 1
            if excess >= 0 and excess > most:
                most, chosen = excess, other
                share[t], relation[t] = max(tally[0] / tally[2], tally[1] / tally[3]), when
        for k in range(met):
            count[touched[k]] = 0
        leader[t] = t if chosen < 0 else chosen
        if chosen >= 0 and not followed[chosen]:
            followed[chosen] = 1
            _spans(offsets, ends, t, chosen)
            _mark_core(flags, ends[2], kept, compare(seq, flags, ends, kept, tally))
        if chosen >= 0 and share[t] < LOOSE and delegates[_root(leader, t)] < DELEGATES:
            delegates[_root(leader, t)] += 1
            _lead(t, shingles, bounds, places, leaders, leading, skipped, 0)
        elif chosen < 0:
            _lead(t, shingles, bounds, places, leaders, leading, skipped, 1)
        for k in range(n_passed):
            _bring_together(seq, flags, offsets, about, ends, kept, tally, leader, chosen, passed[k])


@compiled("void(int32[::1], int32[::1], int64[::1], int32[::1], int32[::1], int32[::1])")
def count_stories(texts, story, bounds, shingles, last, counts):
    """In how many stories each shingle stands; `texts` story by story, `last` all -1, `counts` all 0."""
    for t in texts:
        for e in range(bounds[t], bounds[t + 1]):
            if last[shingles[e]] != story[t]:
                last[shingles[e]] = story[t]
                counts[shingles[e]] += 1
