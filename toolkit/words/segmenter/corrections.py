# mypy: allow-untyped-defs, allow-untyped-calls, allow-any-generics
# (numba has the types, in each signature)
"""Where pyvi's joins are known to go wrong, compiled: words run together, and names of people (not with `exact`)."""

from toolkit.base.compiled import compiled
from toolkit.words.segmenter.hash_tables import place
from toolkit.words.segmenter.syllables import CODE, FAMILY, FAMILY_WORD, NO_JOIN, NUMBER, STEM, TITLE

PAIR, TRIPLE = 1, 2
LONGEST_NAME = 4


@compiled("void(int32[::1], int32[::1], uint8[::1], int64, int32[:,::1], uint8[::1])")
def keep_names_spelling(found, rows, first, n, numbers, ngrams):
    """Read a capitalised syllable with its own tone placement unless a listed word asks for the model's (Biên Hòa)."""
    for i in range(n):
        plain = numbers[found[i], 4]
        listed = ngrams[i] or (i + 1 < n and not first[i + 1] and ngrams[i + 1])
        if plain >= 0 and rows[i] == found[i] and not listed:
            rows[i] = plain


@compiled("boolean(int32[::1], int32[::1], uint16[::1], int64)", within=True)
def titled(found, rows, flags, i):
    """True where syllable i is capitalised, and not because everything around it is."""
    here = flags[found[i]]
    return here & TITLE and flags[rows[i]] & TITLE and not here & (NO_JOIN | NUMBER | CODE | STEM)


@compiled(
    "void(int32[::1], int32[::1], uint8[::1], int64, int32[:,::1], uint16[::1], uint8[::1], int64[::1], int64,"
    " uint8[::1])"
)
def part_words(found, rows, first, n, numbers, flags, ngrams, fourgrams, n_syllables, joins):
    """Cut a joined word between two listed words, and after a name, unless the list knows what stands across."""
    i = 0
    while i < n:
        j = i + 1
        while j < n and joins[j]:
            j += 1
        names = 0
        for k in range(i + 1, j):
            names += titled(found, rows, flags, k - 1)
            if titled(found, rows, flags, k) or ngrams[k] & TRIPLE or (k + 1 < j and ngrams[k + 1] & TRIPLE):
                continue
            listed = k >= i + 2 and k + 1 < j and ngrams[k - 1] & PAIR and ngrams[k + 1] & PAIR
            if listed and j - i == 4:  # two and two: what else, unless the four are a word
                key = 0
                for m in range(i, j):
                    key = key * n_syllables + numbers[rows[m], 0]
                joins[k] = place(fourgrams, key) >= 0
            elif ngrams[k] & PAIR:
                continue
            elif listed or (names >= 2 and titled(found, rows, flags, k - 1)):
                joins[k] = 0
        i = j


@compiled("void(int32[::1], int32[::1], uint8[::1], int64, uint16[::1], uint8[::1], uint8[::1], uint8[::1])")
def join_names(found, rows, first, n, flags, ngrams, joins, named):
    """Join a family name and the capitalised syllables after it; named[i] is 1 where syllable i continues a name."""
    i = 0
    while i < n:
        here = flags[found[i]]
        if not here & (FAMILY | FAMILY_WORD) or not titled(found, rows, flags, i):
            i += 1
            continue
        j = i + 1
        while j < n and j - i < LONGEST_NAME and not first[j] and titled(found, rows, flags, j):
            small_next = (
                j + 1 < n and not first[j + 1] and ngrams[j + 1] & PAIR and not titled(found, rows, flags, j + 1)
            )
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
