# mypy: allow-untyped-defs, allow-untyped-calls, allow-any-generics
# (numba has the types, in each signature)
"""Words from syllables, compiled: protected spans and lexicon entries first, then the CRF's own joins."""

import numpy as np
from numba import b1, i4, i8, types, u1, void

from toolkit.base.compiled import compiled
from toolkit.words.segmenter.arrays import CUTS, ENTRIES, FORMS, SYLLABLES, TABLE, WORDS
from toolkit.words.segmenter.hash_tables import added, hash_of, place, seek
from toolkit.words.segmenter.syllables import CODE, CONNECTOR, HYPHEN, KEY, NUMBER, PROTECTED, SHOWN, STEM

JOINED, ENTRY, SPAN = 0, 1, 2
LEFT_OUT = -2
MOST_PIECES = 8  # of a code or date


@compiled(i8(SYLLABLES, FORMS, i8), within=True)
def span_end(syllables, forms, i):
    """The end of a protected piece or of touching pieces with a digit (1/8/2014, 04-CT/TW, COVID-19), or i."""
    starts, ends, first, found = syllables.starts, syllables.ends, syllables.first, syllables.found
    flags, n = forms.flags, len(found)
    here = flags[found[i]]
    end = i + 1 if here & PROTECTED else i
    digits, last = here & NUMBER, min(n, i + 2 * MOST_PIECES)
    while here & (CODE | STEM) and i + 2 < last and not (first[i + 1] or first[i + 2]):
        after = flags[found[i + 2]]
        if not (flags[found[i + 1]] & CONNECTOR and starts[i + 1] == ends[i] and starts[i + 2] == ends[i + 1]):
            break
        if not (after & CODE and (here & CODE or after & NUMBER)):
            break
        i, here, digits = i + 2, after, digits | after & NUMBER
        if digits:
            end = i + 1
    return end


@compiled(i8(FORMS, ENTRIES, i4[::1], u1[::1], i8, i8), within=True)
def step(forms, trie, found, first, node, k):
    """The node after `node` by syllable k of the same text, or -1."""
    key = forms.numbers[found[k], KEY] if k < len(found) and not first[k] else -1
    at = place(trie.keys, node * len(trie.roots) + key) if key >= 0 else -1
    return int(trie.next[at]) if at >= 0 else -1


@compiled(b1(SYLLABLES, FORMS, i8), within=True)
def hyphen_at(syllables, forms, k):
    """Whether k is a hyphen that touches the syllables on both sides."""
    starts, ends, first, found = syllables.starts, syllables.ends, syllables.first, syllables.found
    if k + 1 >= len(found) or first[k] or first[k + 1] or not forms.flags[found[k]] & HYPHEN:
        return False
    return starts[k] == ends[k - 1] and starts[k + 1] == ends[k]


@compiled(types.UniTuple(i8, 2)(SYLLABLES, FORMS, ENTRIES, u1[::1], i4[::1], i8), within=True)
def entry_end(syllables, forms, trie, named, fixed, i):
    """The end and number of the longest entry that begins at i; (i, -1) if none.

    An entry does not end within a protected span, and only a name cuts the name of a person. A phrase of the user's is
    found with hyphens between its syllables too (thuyền-nhân, as older writers have it).
    """
    first, found, numbers, n = syllables.first, syllables.found, forms.numbers, len(syllables.found)
    key = numbers[found[i], KEY]
    node = int(trie.roots[key]) if key >= 0 else -1
    k, end, entry, least, hyphens = i, i, -1, i, False
    while node >= 0:
        least = max(least, k + fixed[k])
        k += 1
        whole, here = not (named[i] or (k < n and named[k])), int(trie.entry[node])
        if here >= 0 and k >= least and (whole or trie.proper[here]) and (trie.own[here] or not hyphens):
            end, entry = k, here
        following = step(forms, trie, found, first, node, k)
        if following < 0 and hyphen_at(syllables, forms, k):
            following, hyphens, k = step(forms, trie, found, first, node, k + 1), True, k + 1
        node = following
    return end, entry


@compiled(void(SYLLABLES, FORMS, i4[::1]))
def find_spans(syllables, forms, fixed):
    """Where a protected span begins, write its length into `fixed`, which holds zeros."""
    found, flags, n = syllables.found, forms.flags, len(syllables.found)
    i = 0
    while i < n:
        end = i
        if flags[found[i]] & (PROTECTED | CODE | STEM):
            end = span_end(syllables, forms, i)
        fixed[i] = end - i
        i = max(end, i + 1)


@compiled(void(SYLLABLES, FORMS, ENTRIES, u1[::1], i4[::1], i4[::1]))
def find_entries(syllables, forms, trie, named, fixed, entries):
    """Where an entry begins, write its number into `entries` and its length into `fixed`, in the place of spans.

    A built-in entry gives way to one of the user's that begins within it and goes on beyond it.
    """
    found, numbers, roots, n = syllables.found, forms.numbers, trie.roots, len(syllables.found)
    i = 0
    while i < n:
        key = numbers[found[i], KEY]
        if key < 0 or roots[key] < 0:
            i += max(fixed[i], 1)
            continue
        end, entry = entry_end(syllables, forms, trie, named, fixed, i)
        if entry >= 0 and not trie.own[entry]:
            for k in range(i + 1, end):
                other_end, other = entry_end(syllables, forms, trie, named, fixed, k)
                if other >= 0 and trie.own[other] and other_end > end:
                    entry = -1
        if entry < 0:
            i += max(fixed[i], 1)
            continue
        for k in range(i, end):
            fixed[k] = 0
        fixed[i], entries[i] = end - i, entry
        i = end


@compiled(types.Tuple((i8, TABLE))(i8[::1], i8[::1], SYLLABLES, FORMS, CUTS, i4[::1], WORDS, TABLE))
def join(bounds, token_bounds, syllables, forms, cuts, single, words, table):
    """Write the words of texts `bounds` (in points) and `token_bounds` (in syllables); their number, and the table of
    distinct ones.

    A distinct word is a row of the table: its kind (0 joined, 1 entry, 2 protected), then the numbers of its
    spellings, or of the entry. `single` remembers the code of a spelling that is a word by itself (-1 unknown, -2
    left out).
    """
    starts, ends, found, numbers = syllables.starts, syllables.ends, syllables.found, forms.numbers
    joins, fixed, entries = cuts
    slots, at, arena, counts = table
    n_out, longest = 0, 256
    row = np.empty(longest, np.int32)
    for text in range(len(token_bounds) - 1):
        words.bounds[text] = n_out
        i, stop = token_bounds[text], token_bounds[text + 1]
        while i < stop:
            kind, j = JOINED, i + 1
            if fixed[i] > 0:
                kind, j = (ENTRY if entries[i] >= 0 else SPAN), i + fixed[i]
            else:
                while j < stop and joins[j] and fixed[j] == 0:
                    j += 1
            alone = kind == JOINED and j == i + 1
            code = single[numbers[found[i], SHOWN]] if alone else -1
            if code == LEFT_OUT:
                i = j
                continue
            if code < 0:
                size = 2 if kind == ENTRY else j - i + 1
                if size > len(row):
                    row = np.empty(2 * size, np.int32)
                row[0], row[1] = kind, entries[i]
                if kind != ENTRY:
                    for k in range(i, j):
                        row[k - i + 1] = numbers[found[k], SHOWN]
                h = hash_of(row, 0, size)
                code = seek(slots, arena, h, row, 0, size)
                if code < 0:
                    code = counts[0]
                    table = added((slots, at, arena, counts), row, 0, size)
                    slots, at, arena, counts = table
                if alone:
                    single[numbers[found[i], SHOWN]] = code
            words.codes[n_out], words.origins[n_out] = code, kind
            words.begins[n_out], words.stops[n_out] = starts[i] - bounds[text], ends[j - 1] - bounds[text]
            n_out += 1
            i = j
    words.bounds[len(token_bounds) - 1] = n_out
    return n_out, (slots, at, arena, counts)
