# mypy: allow-untyped-defs, allow-untyped-calls, allow-any-generics
# (numba has the types, in each signature)
"""Where pyvi's joins are known to go wrong, compiled: words run together, and names of people (not with `exact`)."""

from numba import b1, i4, i8, u1, u2, void

from toolkit.base.compiled import compiled
from toolkit.words.segmenter.arrays import FORMS, SYLLABLES, WORD_LIST
from toolkit.words.segmenter.decoder import PAIR, TRIPLE
from toolkit.words.segmenter.hash_tables import place
from toolkit.words.segmenter.syllables import (
    CODE,
    FAMILY,
    FAMILY_WORD,
    NO_JOIN,
    NUMBER,
    PLAIN,
    STEM,
    SYLLABLE,
    TITLE,
)

LONGEST_NAME = 4


@compiled(void(SYLLABLES, FORMS, u1[::1]))
def keep_names_spelling(syllables, forms, ngrams):
    """Read a capitalised syllable with its own tone placement unless a listed word asks for the model's (Biên Hòa)."""
    first, found, read, n = syllables.first, syllables.found, syllables.read, len(syllables.read)
    for i in range(n):
        plain = forms.numbers[found[i], PLAIN]
        listed = ngrams[i] or (i + 1 < n and not first[i + 1] and ngrams[i + 1])
        if plain >= 0 and read[i] == found[i] and not listed:
            read[i] = plain


@compiled(b1(i4[::1], i4[::1], u2[::1], i8), within=True)
def titled(found, read, flags, i):
    """True where syllable i is capitalised, and not because everything around it is."""
    here = flags[found[i]]
    return here & TITLE and flags[read[i]] & TITLE and not here & (NO_JOIN | NUMBER | CODE | STEM)


@compiled(void(SYLLABLES, FORMS, WORD_LIST, u1[::1], u1[::1]))
def part_words(syllables, forms, listed, ngrams, joins):
    """Cut a joined word between two listed words, and after a name, unless the list knows what stands across."""
    found, read, flags = syllables.found, syllables.read, forms.flags
    i, n = 0, len(joins)
    while i < n:
        j = i + 1
        while j < n and joins[j]:
            j += 1
        names = 0
        for k in range(i + 1, j):
            names += titled(found, read, flags, k - 1)
            if titled(found, read, flags, k) or ngrams[k] & TRIPLE or (k + 1 < j and ngrams[k + 1] & TRIPLE):
                continue
            both = k >= i + 2 and k + 1 < j and ngrams[k - 1] & PAIR and ngrams[k + 1] & PAIR
            if both and j - i == 4:  # two and two: what else, unless the four are a word
                key = 0
                for m in range(i, j):
                    key = key * listed.n_syllables + forms.numbers[syllables.read[m], SYLLABLE]
                joins[k] = place(listed.fourgrams, key) >= 0
            elif ngrams[k] & PAIR:
                continue
            elif both or (names >= 2 and titled(found, read, flags, k - 1)):
                joins[k] = 0
        i = j


@compiled(void(SYLLABLES, FORMS, u1[::1], u1[::1], u1[::1]))
def join_names(syllables, forms, ngrams, joins, named):
    """Join a family name and the capitalised syllables after it; named[i] is 1 where syllable i continues a name."""
    found, read, first, flags = syllables.found, syllables.read, syllables.first, forms.flags
    i, n = 0, len(joins)
    while i < n:
        here = flags[found[i]]
        if not here & (FAMILY | FAMILY_WORD) or not titled(found, read, flags, i):
            i += 1
            continue
        j = i + 1
        while j < n and j - i < LONGEST_NAME and not first[j] and titled(found, read, flags, j):
            small = j + 1 < n and not first[j + 1] and not titled(found, read, flags, j + 1)
            small_next = small and ngrams[j + 1] & PAIR
            if small_next or (here & FAMILY_WORD and ngrams[j] & PAIR):
                break
            j += 1
        if j - i > 1:
            joins[i] = 0
            for k in range(i + 1, j):
                joins[k], named[k] = 1, 1
            if j < n:
                joins[j] = 0
        i = max(j, i + 1)
