"""Compiled inner loops of the topic engines; imported by them alone, when they first run (numba).

Topics lie side by side (last axis), padded to a multiple of eight so that a row fills whole vectors; a padded topic
holds zeros and never receives mass. Each function works on a range of units and writes nothing outside its arguments,
so that ranges can run on several threads; what they add up is merged in the order of the ranges.
"""
# mypy: ignore-errors
# (compiled functions are typed by their signatures, which mypy does not read)

import numpy as np
from numba import f4, f8, i4, i8, types, void

from toolkit.base.compiled import compiled
from toolkit.topics.engines.blocks import Factors, Masses, Pairs
from toolkit.topics.engines.simd import added, at_least_zero, load, splat, store, widened

PAIRS = types.NamedTuple((f4[::1], i4[::1], i8[::1]), Pairs)
EXACT_PAIRS = types.NamedTuple((f8[::1], i4[::1], i8[::1]), Pairs)
MASSES = types.NamedTuple((f4[:, ::1], f4[:, ::1], f4[:, ::1], f8[::1]), Masses)
FACTORS = types.NamedTuple((f8[:, ::1], f8[:, ::1], f8[::1]), Factors)
_ZERO = np.float32(0)
FLOOR, SMALLEST = 1.1920928955078125e-07, float(np.finfo(np.float64).eps)  # as scikit-learn's `mu` has them


@compiled(f8(f4[::1], i8, i8), within=True)
def tokens_of(data, first, last):
    """Σ data of pairs first..last."""
    tokens = 0.0
    for i in range(first, last):
        tokens += data[i]
    return tokens


@compiled(void(f4[:, ::1], f4[:, :, ::1], i8, i8))
def merge_copies(base, copies, first, last):
    """Add what each copy of rows first..last gained over `base`, in the order of the copies; all become the sum."""
    width, whole = base.shape[1], np.int64(base.size)
    for w in range(first, last):
        for k in range(w * width, (w + 1) * width, 8):
            start = load(base, k)
            mass = start
            for b in range(copies.shape[0]):
                mass = mass + (load(copies, b * whole + k) - start)
            mass = at_least_zero(mass)
            store(base, k, mass)
            for b in range(copies.shape[0]):
                store(copies, b * whole + k, mass)


@compiled(f4(f4[:, ::1], f4[::1], i8, i8, i8), within=True)
def _few_summed(gamma, data, begin, n, k):
    """Σ data·gamma[:, k] of at most 128 pairs from `begin` on, eight sums side by side, as numpy adds."""
    even = n - n % 8
    mass = _ZERO
    if even:
        sums = np.empty(8, dtype=np.float32)
        for j in range(8):
            sums[j] = gamma[begin + j, k] * data[begin + j]
        for i in range(8, even, 8):
            for j in range(8):
                sums[j] += gamma[begin + i + j, k] * data[begin + i + j]
        mass = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]))
    for i in range(begin + even, begin + n):
        mass += gamma[i, k] * data[i]
    return mass


@compiled(f4(f4[:, ::1], f4[::1], i8, i8, i8))
def summed(gamma, data, begin, n, k):
    """Σ data·gamma[:, k] of `n` pairs from `begin` on, by halves until 128 are left, as numpy adds.

    The halves wait on a stack: (begin, pairs), pairs negative where both are summed and are to be added.
    """
    if n <= 128:
        return _few_summed(gamma, data, begin, n, k)
    todo, found = np.empty((128, 2), dtype=np.int64), np.empty(128, dtype=np.float32)
    todo[0, 0], todo[0, 1] = begin, n
    waiting, made = 1, 0
    while waiting:
        waiting -= 1
        first, pairs = todo[waiting]
        if pairs < 0:
            made -= 1
            found[made - 1] += found[made]
        elif pairs <= 128:
            found[made] = _few_summed(gamma, data, first, pairs, k)
            made += 1
        else:
            half = pairs // 2 - pairs // 2 % 8
            todo[waiting, 1] = -1
            todo[waiting + 1, 0], todo[waiting + 1, 1] = first + half, pairs - half
            todo[waiting + 2, 0], todo[waiting + 2, 1] = first, half
            waiting += 3
    return found[0]


@compiled(void(PAIRS, i8, i8, MASSES, f4[::1]))
def begin_units(pairs, first, last, masses, word_sums):
    """Responsibilities of units first..last by the words alone, and what the units then hold of each topic."""
    data, indices, indptr = pairs
    gamma, unit_mass, word_mass, _ = masses
    width = gamma.shape[1]
    for u in range(first, last):
        begin, end = indptr[u], indptr[u + 1]
        for i in range(begin, end):
            word, scale = np.int64(indices[i]) * width, splat(word_sums[indices[i]])
            for k in range(0, width, 8):
                store(gamma, i * width + k, load(word_mass, word + k) / scale)
        if begin < end:
            for k in range(width):
                unit_mass[u, k] = gamma[begin, k] * data[begin] + summed(gamma, data, begin + 1, end - begin - 1, k)


@compiled(void(PAIRS, i8, i8, f4[:, ::1], f8[:, ::1], f8[:, ::1]))
def recount(pairs, first, last, gamma, in_units, in_words):
    """The exact masses Σ c·γ of units first..last in float64, added to `in_units` (U, K) and `in_words` (V, K)."""
    data, indices, indptr = pairs
    width = gamma.shape[1]
    for u in range(first, last):
        row = np.int64(u) * width
        for i in range(indptr[u], indptr[u + 1]):
            pair, word, mass = i * width, np.int64(indices[i]) * width, 0.0
            for k in range(0, width, 8):
                mass = added(mass, load(gamma, pair + k))
            if mass <= 0.0:  # a term that no topic holds belongs to none
                continue
            count, whole = splat(np.float64(data[i])), splat(mass)
            for k in range(0, width, 8):
                share = count * (widened(load(gamma, pair + k)) / whole)
                store(in_units, row + k, load(in_units, row + k) + share)
                store(in_words, word + k, load(in_words, word + k) + share)
