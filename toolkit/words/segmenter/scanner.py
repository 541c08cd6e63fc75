# mypy: allow-untyped-defs, allow-untyped-calls, allow-any-generics
# (numba has the types, in each signature)
"""Syllables as pyvi's one regular expression finds them, compiled; any text is read in linear time.

The alternatives stand in pyvi's order: abbreviations, arrows, dots, URLs, addresses, numbers, signs, words. What a
failed alternative has read is remembered in `memo` (end of the word, end of the address's local part, its verdict).
"""

import numpy as np
from numba import b1, i4, i8, types, u1, u8

from toolkit.base.compiled import compiled
from toolkit.words.segmenter.arrays import SYLLABLES, TABLE, TEXT
from toolkit.words.segmenter.hash_tables import HASH_START, added, hash_end, hash_of, hash_step, seek
from toolkit.words.segmenter.offsets import BREAK, CAPITAL, DIGIT, DOMAIN, LOCAL, SPACE, WORD

NEWLINE, UNDERSCORE, DOT, COLON, SLASH, AT = 10, 95, 46, 58, 47, 64
LONGEST_ABBREVIATION = 2


@compiled(i8(i4[::1], u1[::1], i8, i8), within=True)
def short_end(points, classes, i, stop):
    """The end of an abbreviation ([A-ZĐ]+. Tp. Mr. Mrs. Ms. Dr. ThS.) or of ==> -> ... >> that begins at i, or i."""
    point = points[i]
    after = points[i + 1] if i + 1 < stop else 0
    third = points[i + 2] if i + 2 < stop else 0
    if classes[i] & CAPITAL:
        j = i + 1
        while j < stop and classes[j] & CAPITAL:
            j += 1
        if j < stop and points[j] == DOT:
            return j + 1
        if third == DOT:
            two = (point == 84 and after == 112) or (point == 77 and (after == 114 or after == 115))
            return i + 3 if two or (point == 68 and after == 114) else i
        if i + 3 < stop and points[i + 3] == DOT:
            mrs = point == 77 and after == 114 and third == 115
            return i + 4 if mrs or (point == 84 and after == 104 and third == 83) else i
        return i
    if after == 62 and (point == 45 or point == 62):
        return i + 2
    if after == point and ((point == 61 and third == 62) or (point == DOT and third == DOT)):
        return i + 3
    return i


@compiled(i8(i4[::1], u1[::1], i8, i8, i8[::1]), within=True)
def url_end(points, classes, i, stop, memo):
    r"""The end of \w+://[^\s]+ that begins at i, or i; memo[0] becomes the end of \w+."""
    end = max(memo[0], i + 1)
    while end < stop and classes[end] & WORD:
        end += 1
    memo[0] = end
    if end + 3 < stop and points[end] == COLON and points[end + 1] == SLASH and points[end + 2] == SLASH:
        if classes[end + 3] & SPACE:
            return i
        end += 4
        while end < stop and not classes[end] & SPACE:
            end += 1
        return end
    return i


@compiled(i8(i4[::1], u1[::1], i8, i8, i8[::1]), within=True)
def address_end(points, classes, i, stop, memo):
    """The end of an e-mail address that begins at i, or i; memo[1] becomes the end of its local part."""
    if i < memo[1]:
        return i
    j = i + 1
    while j < stop and classes[j] & LOCAL:
        j += 1
    memo[1] = j
    labels, reached = 0, i
    while j < stop and points[j] == (DOT if labels else AT):
        k = j + 1
        while k < stop and classes[k] & DOMAIN:
            k += 1
        if k == j + 1:
            break
        labels, reached, j = labels + 1, k, k
    return reached if labels > 1 else i


@compiled(i8(i4[::1], u1[::1], i8, i8, b1), within=True)
def number_end(points, classes, i, stop, exact):
    r"""The end of \d+([.,_]\d+)+ that begins at i, or i; the underscore counts with `exact` only."""
    j, end = i + 1, i
    while j < stop and classes[j] & DIGIT:
        j += 1
    while j + 1 < stop and classes[j + 1] & DIGIT:
        if not (points[j] == DOT or points[j] == 44 or (exact and points[j] == UNDERSCORE)):
            break
        j += 2
        while j < stop and classes[j] & DIGIT:
            j += 1
        end = j
    return end


@compiled(i8(i4[::1], u1[::1], i8, i8, i8[::1], b1), within=True)
def syllable_end(points, classes, i, stop, memo, exact):
    """The end of the syllable that begins at i, which is no space."""
    kind = classes[i]
    end = short_end(points, classes, i, stop)
    if not exact and end > i + LONGEST_ABBREVIATION + 1 and kind & classes[i + 1] & CAPITAL:
        # the full stop after ASEAN ends a sentence, that after TP. does not
        end -= end == stop or classes[end] & SPACE != 0
    if end == i and kind & WORD:
        end = url_end(points, classes, i, stop, memo)
    if end == i and kind & LOCAL:
        end = address_end(points, classes, i, stop, memo)
    if end == i and kind & DIGIT:
        end = number_end(points, classes, i, stop, exact)
    if end > i or not kind & WORD:
        return max(end, i + 1)
    end = memo[0]
    if not exact:
        end = i + 1
        while end < memo[0] and points[end] != UNDERSCORE:
            end += 1
    return end


@compiled(types.Tuple((i8, u8))(i4[::1], u1[::1], i8, i8, b1), within=True)
def plain_end(points, classes, i, stop, exact):
    """The end and hash of a newline or of a word that begins small and stands before a space, as most do; else i."""
    kind = classes[i]
    if kind & SPACE:
        return i + 1, hash_of(points, i, i + 1)
    if not kind & WORD or kind & (CAPITAL | DIGIT):
        return i, np.uint64(0)
    h, end = hash_step(HASH_START, points[i]), i + 1
    while end < stop and classes[end] & WORD and (exact or points[end] != UNDERSCORE):
        h = hash_step(h, points[end])
        end += 1
    if end < stop and not classes[end] & SPACE:
        end = i
    return end, hash_end(h)


@compiled(types.Tuple((i8, TABLE))(TEXT, b1, SYLLABLES, i8[::1], TABLE))
def scan(text, exact, syllables, token_bounds, table):
    """Find the syllables of the texts and number their distinct forms in `table`.

    Writes starts, ends, forms, first, and token_bounds (texts + 1); returns the number of syllables and the table.
    `exact`: one sequence a text, a newline is a syllable; otherwise each line is a sequence, and a
    free underscore is a space.
    """
    points, classes, bounds = text
    starts, ends, forms, first = syllables.starts, syllables.ends, syllables.forms, syllables.first
    n = 0
    slots, at, arena, counts = table
    memo = np.zeros(2, np.int64)
    for number in range(len(bounds) - 1):
        i, stop = bounds[number], bounds[number + 1]
        token_bounds[number] = n
        memo[0], memo[1] = i, i
        fresh = np.uint8(1)
        while i < stop:
            kind = classes[i]
            if exact:
                skipped = kind & SPACE and points[i] != NEWLINE
            else:
                skipped = kind & SPACE or points[i] == UNDERSCORE
                if kind & BREAK:
                    fresh = np.uint8(1)
            if skipped:
                i += 1
                continue
            end, h = plain_end(points, classes, i, stop, exact)
            if end == i:
                end = syllable_end(points, classes, i, stop, memo, exact)
                h = hash_of(points, i, end)
            form = seek(slots, arena, h, points, i, end)
            if form < 0:
                form = counts[0]
                table = added((slots, at, arena, counts), points, i, end)
                slots, at, arena, counts = table
            starts[n], ends[n], forms[n], first[n] = i, end, form, fresh
            fresh = np.uint8(0)
            n += 1
            i = end
    token_bounds[len(bounds) - 1] = n
    return n, (slots, at, arena, counts)
