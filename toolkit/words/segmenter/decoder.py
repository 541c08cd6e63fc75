# mypy: allow-untyped-defs, allow-untyped-calls, allow-any-generics
# (numba has the types, in each signature)
"""pyvi's CRF decoded by table look-up, compiled: the same scores to the last bit, the same words."""

import numpy as np

from toolkit.base.compiled import compiled
from toolkit.words.segmenter.hash_tables import may_hold, place
from toolkit.words.segmenter.syllables import NO_JOIN, SHOUTED, TITLE


@compiled("void(int32[::1], uint8[::1], int64, int32[::1], int32[:,::1], uint16[::1], boolean, int32[::1], int32[::1])")
def read_rows(forms, first, n, known, numbers, flags, exact, found, rows):
    """Write the shared form of each syllable, and the row it is read by: in a run of capitals, that of small
    letters.
    """
    for i in range(n):
        found[i] = known[forms[i]]
        rows[i] = found[i]
    i = 0
    while i < n and not exact:
        j = i
        while j < n and flags[found[j]] & SHOUTED and (j == i or not first[j]):
            j += 1
        if j - i > 1:
            for k in range(i, j):
                rows[k] = numbers[found[k], 1]
        i = max(j, i + 1)


@compiled("void(int32[::1], uint8[::1], int64, int32[:,::1], int64[::1], uint8[::1], int64[::1], int64, uint8[::1])")
def find_ngrams(rows, first, n, numbers, bigrams, sieve, trigrams, n_syllables, ngrams):
    """Bits: 1, syllables i - 1 and i are a word of pyvi's list; 2, syllables i - 2 to i are."""
    before, pair = -1, -1
    for i in range(n):
        here = int(numbers[rows[i], 0])
        bits = 0
        if first[i]:
            before, pair = -1, -1
        if here < 0:
            before, pair = -1, -1
        elif before < 0:
            before, pair = here, -1
        else:
            if pair >= 0 and place(trigrams, pair * n_syllables + here) >= 0:
                bits = 2
            pair = before * n_syllables + here
            if may_hold(sieve, pair) and place(bigrams, pair) >= 0:
                bits |= 1
            before = here
        ngrams[i] = bits


@compiled("void(int32[::1], uint8[::1], uint8[::1], int64, float64[:,::1], float64[:,::1], float64[:,::1])")
def score(rows, first, ngrams, n, scores, weights, state):
    """State scores (n, 2), added in the order in which CRFsuite adds them, so that they are equal to the last bit."""
    for i in range(n):
        row = rows[i]
        has_right = i + 1 < n and not first[i + 1]
        has_second = has_right and i + 2 < n and not first[i + 2]
        for label in range(2):
            x = scores[row, label]
            if not first[i]:
                left = rows[i - 1]
                x += scores[left, 2 + label]
                x += scores[left, 4 + label]
                x += scores[left, 6 + label]
                if ngrams[i] & 1:
                    x += weights[0, label]
                if ngrams[i] & 2:
                    x += weights[1, label]
            if has_right:
                right = rows[i + 1]
                x += scores[right, 8 + label]
                x += scores[right, 10 + label]
                x += scores[right, 12 + label]
                if ngrams[i + 1] & 1:
                    x += weights[2, label]
                if has_second and ngrams[i + 2] & 2:
                    x += weights[3, label]
            state[i, label] = x


@compiled("void(int32[::1], uint8[::1], int64, float64[:,::1], float64[:,::1], uint16[::1], int64, uint8[::1])")
def decode(rows, first, n, state, transitions, flags, inside, joins):
    """Viterbi over two labels; joins[i] is 1 where syllable i continues a word by pyvi's joining rules."""
    back = np.zeros(n, np.uint8)
    a, b = 0.0, 0.0
    begin = 0
    for i in range(n + 1):
        if i == n or first[i]:
            label = 1 if a < b else 0
            for k in range(i - 1, begin, -1):
                here, before = flags[rows[k]], flags[rows[k - 1]]
                barred = (here | before) & NO_JOIN or (here & TITLE and not before & TITLE)
                joins[k] = label == inside and not barred
                label = (back[k] >> label) & 1
            if i == n:
                break
            joins[i] = 0
            a, b, begin = state[i, 0], state[i, 1], i
            continue
        to_a, to_b = a + transitions[0, 0], a + transitions[0, 1]
        step = 0
        if to_a < b + transitions[1, 0]:
            to_a, step = b + transitions[1, 0], 1
        if to_b < b + transitions[1, 1]:
            to_b, step = b + transitions[1, 1], step | 2
        back[i] = step
        a, b = to_a + state[i, 0], to_b + state[i, 1]
