"""Compiled inner loops of the topic engines; imported by them alone, when they first run (numba).

Topics lie side by side (last axis), padded to a multiple of eight so that a row fills whole vectors; a padded topic
holds zeros and never receives mass. Each function works on a range of units and writes nothing outside its arguments,
so that ranges can run on several threads; what they add up is merged in the order of the ranges.
"""
# mypy: ignore-errors
# (compiled functions are typed by their signatures, which mypy does not read)

import numpy as np
from numba import b1, f4, f8, i4, i8, types, void

from toolkit.base.compiled import compiled
from toolkit.topics.engines.blocks import Factors, Masses, Pairs
from toolkit.topics.engines.simd import at_least_zero, load, prefetch, size, splat, store, total

PAIRS = types.NamedTuple((f4[::1], i4[::1], i8[::1]), Pairs)
EXACT_PAIRS = types.NamedTuple((f8[::1], i4[::1], i8[::1]), Pairs)
MASSES = types.NamedTuple((f4[:, ::1], f4[:, ::1], f4[:, ::1], f8[::1]), Masses)
FACTORS = types.NamedTuple((f8[:, ::1], f8[:, ::1], f8[::1]), Factors)
_ZERO, _ONE, _TINY = np.float32(0), np.float32(1), np.float32(1e-37)
FLOOR, SMALLEST = 1.1920928955078125e-07, float(np.finfo(np.float64).eps)  # as scikit-learn's `mu` has them


@compiled(f8(PAIRS, i8, i8, MASSES, f4))
def cvb0_pass(pairs, first, last, masses, own):
    """One pass of CVB0 over units first..last, in place; returns Σ c·Σ_k |Δγ|.

    Words and topics are moved only where `own` is 1 (0 holds the topics and leaves the pair's own count in). A unit's
    mass is brought up to date every eighth pair: the pairs between do not wait for each other.
    """
    data, indices, indptr = pairs
    gamma, unit_mass, word_mass, topic_mass = masses
    width, end = gamma.shape[1], indptr[last]
    value = np.empty(width, dtype=np.float32)
    topics = topic_mass.astype(np.float32)
    unit, fresh = np.empty(width, dtype=np.float32), np.empty(width, dtype=np.float32)
    moving = splat(own)
    changed = 0.0
    for u in range(first, last):
        for k in range(0, width, 8):  # `fresh[:] = …` takes the compiler four times as long
            store(fresh, k, load(unit_mass, np.int64(u) * width + k))
        for i in range(indptr[u], indptr[u + 1]):
            if (i - indptr[u]) % 8 == 0:
                for k in range(0, width, 8):
                    store(unit, k, load(fresh, k))
            if i + 8 < end:
                ahead = np.int64(indices[i + 8]) * width
                for k in range(0, width, 16):
                    prefetch(word_mass, ahead + k)
            count, word, pair = splat(data[i]), np.int64(indices[i]) * width, i * width
            mass = splat(_ZERO)
            for k in range(0, width, 8):
                mine = count * load(gamma, pair + k)
                held = moving * mine
                in_word = at_least_zero(load(word_mass, word + k) - held)
                now = at_least_zero(load(unit, k) - mine) * in_word / (load(topics, k) - held)
                store(value, k, now)
                mass = mass + now
            scale = splat(_ONE / (total(mass) + _TINY))
            change = splat(_ZERO)
            for k in range(0, width, 8):
                now = load(value, k) * scale
                step = count * (now - load(gamma, pair + k))
                store(gamma, pair + k, now)
                store(fresh, k, load(fresh, k) + step)
                store(word_mass, word + k, load(word_mass, word + k) + moving * step)
                change = change + size(step)
            changed += total(change)
        for k in range(width):
            topic_mass[k] += own * (fresh[k] - unit_mass[u, k])
            unit_mass[u, k] = fresh[k]
            topics[k] = topic_mass[k]
    return changed


@compiled(void(PAIRS, i8, i8, MASSES, i8, f8))
def settle_units(pairs, first, last, masses, passes, settled):
    """CVB0 of each unit by itself, topics held, until a pass moves under `settled` of its tokens; at most `passes`.

    A unit's result depends on nothing but the unit.
    """
    for u in range(first, last):
        tokens = 0.0
        for i in range(pairs.indptr[u], pairs.indptr[u + 1]):
            tokens += pairs.data[i]
        for _ in range(passes):
            moved = cvb0_pass(pairs, u, u + 1, masses, _ZERO)
            if moved < 2.0 * settled * tokens:
                break


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
    """The exact masses Σ c·γ of units first..last in float64: `in_units` (U, K), and added to `in_words` (V, K)."""
    data, indices, indptr = pairs
    n_topics = in_units.shape[1]
    for u in range(first, last):
        for k in range(n_topics):
            in_units[u, k] = 0.0
        for i in range(indptr[u], indptr[u + 1]):
            mass = 0.0
            for k in range(n_topics):
                mass += gamma[i, k]
            if mass <= 0.0:  # a term that no topic holds belongs to none
                continue
            for k in range(n_topics):
                share = data[i] * (gamma[i, k] / mass)
                in_units[u, k] += share
                in_words[indices[i], k] += share


@compiled(f8(EXACT_PAIRS, i8, i8, FACTORS, b1))
def kl_units(pairs, first, last, factors, measure):
    """The multiplicative update of KL-NMF's W for units first..last (Lee & Seung); returns Σ x·log(x / WH) before it.

    The sum is 0 unless `measure`.
    """
    data, indices, indptr = pairs
    unit_mass, topic_term, topic_sums = factors
    width, end = topic_term.shape[1], indptr[last]
    ratio, floor = np.empty(width, dtype=np.float64), FLOOR
    divergence = 0.0
    for u in range(first, last):
        row = u * width
        for k in range(0, width, 8):
            store(ratio, k, splat(0.0))
        for i in range(indptr[u], indptr[u + 1]):
            if i + 8 < end:
                ahead = np.int64(indices[i + 8]) * width
                for k in range(0, width, 8):
                    prefetch(topic_term, ahead + k)
            word = np.int64(indices[i]) * width
            mass = splat(0.0)
            for k in range(0, width, 8):
                mass = mass + load(unit_mass, row + k) * load(topic_term, word + k)
            expected = max(total(mass), floor)
            if measure:
                divergence += data[i] * np.log(data[i] / expected)
            scale = splat(data[i] / expected)
            for k in range(0, width, 8):
                store(ratio, k, load(ratio, k) + scale * load(topic_term, word + k))
        for k in range(0, width, 8):
            store(unit_mass, row + k, load(unit_mass, row + k) * (load(ratio, k) / load(topic_sums, k)))
    return divergence


@compiled(void(EXACT_PAIRS, i8, i8, FACTORS, f8[:, ::1], f8[::1], i8[::1]))
def kl_words(by_word, first, last, factors, anchor, weights, bounds):
    """The update of H for words first..last by the W that stands, `anchor` (V, K) added to what a word gains.

    `by_word`: the pairs turned over, units rising within a word. What a word gains is added up within each range of
    units that `bounds` ends, then over the ranges: the sums do not hang on which words a thread is given.
    """
    data, units, indptr = by_word
    unit_mass, topic_term, _ = factors
    width, end = topic_term.shape[1], indptr[last]
    gained, whole = np.empty(width, dtype=np.float64), np.empty(width, dtype=np.float64)
    for w in range(first, last):
        word, block = w * width, 0
        for k in range(0, width, 8):
            store(gained, k, splat(0.0))
            store(whole, k, splat(0.0))
        for i in range(indptr[w], indptr[w + 1]):
            if i + 8 < end:
                ahead = np.int64(units[i + 8]) * width
                for k in range(0, width, 8):
                    prefetch(unit_mass, ahead + k)
            if units[i] >= bounds[block]:
                for k in range(0, width, 8):
                    store(whole, k, load(whole, k) + load(gained, k))
                    store(gained, k, splat(0.0))
                while units[i] >= bounds[block]:
                    block += 1
            row = np.int64(units[i]) * width
            mass = splat(0.0)
            for k in range(0, width, 8):
                mass = mass + load(unit_mass, row + k) * load(topic_term, word + k)
            scale = splat(data[i] / max(total(mass), FLOOR))
            for k in range(0, width, 8):
                store(gained, k, load(gained, k) + scale * load(unit_mass, row + k))
        for k in range(width):
            now = topic_term[w, k] * (whole[k] + gained[k]) + anchor[w, k]
            now /= weights[k]
            topic_term[w, k] = 0.0 if now < SMALLEST else now
