# mypy: allow-untyped-defs, allow-untyped-calls, allow-any-generics
# (numba has the types, in each signature)
"""pyvi's CRF decoded by table look-up, compiled: the same scores to the last bit, the same words."""

import numpy as np
from numba import b1, f8, i4, i8, u1, void

from toolkit.base.compiled import compiled
from toolkit.words.segmenter.arrays import FORMS, SYLLABLES, WORD_LIST
from toolkit.words.segmenter.hash_tables import may_hold, place
from toolkit.words.segmenter.syllables import CALM, LEFT, NO_JOIN, OWN, RIGHT, SHOUTED, SYLLABLE, TITLE

PAIR, TRIPLE = 1, 2  # bits of an n-gram: a word of pyvi's list ends here


@compiled(void(SYLLABLES, i4[::1], FORMS, b1))
def read_rows(syllables, known, forms, exact):
    """Write `found`, by the rows `known` of the worker's forms, and `read`: in a run of capitals, small letters."""
    first, found, read = syllables.first, syllables.found, syllables.read
    numbers, flags, n = forms.numbers, forms.flags, len(found)
    for i in range(n):
        found[i] = known[syllables.forms[i]]
        read[i] = found[i]
    i = 0
    while i < n and not exact:
        j = i
        while j < n and flags[found[j]] & SHOUTED and (j == i or not first[j]):
            j += 1
        if j - i > 1:
            for k in range(i, j):
                read[k] = numbers[found[k], CALM]
        i = max(j, i + 1)


@compiled(void(SYLLABLES, FORMS, WORD_LIST, u1[::1]))
def find_ngrams(syllables, forms, listed, ngrams):
    """Bits: PAIR, syllables i - 1 and i are a word of pyvi's list; TRIPLE, syllables i - 2 to i are."""
    first, read, numbers = syllables.first, syllables.read, forms.numbers
    bigrams, sieve, trigrams, n_syllables = listed.bigrams, listed.sieve, listed.trigrams, listed.n_syllables
    before, pair = -1, -1
    for i in range(len(read)):
        here = int(numbers[read[i], SYLLABLE])
        bits = 0
        if first[i]:
            before, pair = -1, -1
        if here < 0:
            before, pair = -1, -1
        elif before < 0:
            before, pair = here, -1
        else:
            if pair >= 0 and place(trigrams, pair * n_syllables + here) >= 0:
                bits = TRIPLE
            pair = before * n_syllables + here
            if may_hold(sieve, pair) and place(bigrams, pair) >= 0:
                bits |= PAIR
            before = here
        ngrams[i] = bits


@compiled(void(SYLLABLES, u1[::1], FORMS, f8[:, ::1], f8[:, ::1]))
def score(syllables, ngrams, forms, weights, state):
    """State scores (S, 2), added in the order in which CRFsuite adds them, so that they are equal to the last bit.

    `weights` (4, 2): of a pair and a triple that end here, of a pair that ends one later and a triple two later.
    """
    first, read, scores, n = syllables.first, syllables.read, forms.scores, len(syllables.read)
    for i in range(n):
        row = read[i]
        has_right = i + 1 < n and not first[i + 1]
        has_second = has_right and i + 2 < n and not first[i + 2]
        for label in range(2):
            x = scores[row, OWN + label]
            if not first[i]:
                left = read[i - 1]
                x += scores[left, LEFT + label]
                x += scores[left, LEFT + 2 + label]
                x += scores[left, LEFT + 4 + label]
                if ngrams[i] & PAIR:
                    x += weights[0, label]
                if ngrams[i] & TRIPLE:
                    x += weights[1, label]
            if has_right:
                right = read[i + 1]
                x += scores[right, RIGHT + label]
                x += scores[right, RIGHT + 2 + label]
                x += scores[right, RIGHT + 4 + label]
                if ngrams[i + 1] & PAIR:
                    x += weights[2, label]
                if has_second and ngrams[i + 2] & TRIPLE:
                    x += weights[3, label]
            state[i, label] = x


@compiled(void(SYLLABLES, f8[:, ::1], FORMS, f8[:, ::1], i8, u1[::1]))
def decode(syllables, state, forms, transitions, inside, joins):
    """Viterbi over two labels; joins[i] is 1 where syllable i continues a word by pyvi's joining rules."""
    first, read, flags, n = syllables.first, syllables.read, forms.flags, len(syllables.read)
    back = np.zeros(n, np.uint8)
    a, b = 0.0, 0.0
    begin = 0
    for i in range(n + 1):
        if i == n or first[i]:
            label = 1 if a < b else 0
            for k in range(i - 1, begin, -1):
                here, before = flags[read[k]], flags[read[k - 1]]
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
