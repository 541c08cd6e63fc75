"""The loops in which fits spend their time, compiled for one number of topics when it first occurs (numba).

With the width known a unit's or a word's row stays in registers while its pairs are walked; the bits are those of a
loop over any width. Beyond `KNOWN` topics rows outgrow the registers, and one loop for any width does (`width` 0). A
kernel is asked for by the padded width of its arrays: `cvb0_pass(width)(pairs, …)`.
"""
# mypy: ignore-errors
# (compiled functions are typed by their signatures, which mypy does not read)

from functools import cache
from typing import Any

import numpy as np
from numba import b1, f4, f8, i8, void

from toolkit.base.compiled import compiled
from toolkit.topics.engines.kernels import EXACT_PAIRS, FACTORS, FLOOR, MASSES, PAIRS, SMALLEST, tokens_of
from toolkit.topics.engines.simd import at_least_zero, load, prefetch, scratch, size, splat, store, total

KNOWN = 64
AHEAD = 16  # pairs between asking for a row and using it: fewer wait for memory, many more cost twice as much
_ZERO, _ONE, _TINY = np.float32(0), np.float32(1), np.float32(1e-37)


def cvb0_pass(width: int) -> Any:
    """The kernel of CVB0 for arrays of `width` topics."""
    return _cvb0(width if width <= KNOWN else 0)


def kl_units(width: int) -> Any:
    """The kernel of KL-NMF's W for arrays of `width` topics."""
    return _kl_units(width if width <= KNOWN else 0)


def kl_words(width: int) -> Any:
    """The kernel of KL-NMF's H for arrays of `width` topics."""
    return _kl_words(width if width <= KNOWN else 0)


@cache
def _cvb0(known):
    @compiled(f8(PAIRS, i8, i8, MASSES, f4, i8, f8))
    def cvb0(pairs, first, last, masses, own, passes, settled):
        """One pass of CVB0 over units first..last, in place; returns Σ c·Σ_k |Δγ|.

        Words and topics are moved only where `own` is 1 (0 holds the topics and leaves the pair's own count in). A
        unit's mass is brought up to date every eighth pair: the pairs between do not wait for each other. With `passes`
        above 1 each unit is settled by itself, until a pass moves under `settled` of its tokens.
        """
        data, indices, indptr = pairs
        gamma, unit_mass, word_mass, topic_mass = masses
        width, end, moving, changed, enough = known or gamma.shape[1], indptr[last], splat(own), 0.0, 0.0
        value, unit = scratch(own, known), scratch(own, known)
        fresh, topics = scratch(own, known), scratch(own, known)
        divisor, after = topic_mass.astype(np.float32), np.empty(width, dtype=np.float32)
        for u in range(first, last):
            if passes > 1:
                enough = 2.0 * settled * tokens_of(data, indptr[u], indptr[u + 1])
            for _ in range(passes):
                changed = 0.0 if passes > 1 else changed
                for k in range(0, width, 8):
                    store(fresh, k, load(unit_mass, np.int64(u) * width + k))
                    store(topics, k, load(divisor, k))
                for i in range(indptr[u], indptr[u + 1]):
                    if (i - indptr[u]) % 8 == 0:
                        for k in range(0, width, 8):
                            store(unit, k, load(fresh, k))
                    if i + AHEAD < end:
                        for k in range(0, width, 16):
                            prefetch(word_mass, np.int64(indices[i + AHEAD]) * width + k)
                    count, word, pair, mass = splat(data[i]), np.int64(indices[i]) * width, i * width, splat(_ZERO)
                    for k in range(0, width, 8):
                        mine = count * load(gamma, pair + k)
                        held = moving * mine
                        in_word = at_least_zero(load(word_mass, word + k) - held)
                        now = at_least_zero(load(unit, k) - mine) * in_word / (load(topics, k) - held)
                        store(value, k, now)
                        mass = mass + now
                    scale, change = splat(_ONE / (total(mass) + _TINY)), splat(_ZERO)
                    for k in range(0, width, 8):
                        now = load(value, k) * scale
                        step = count * (now - load(gamma, pair + k))
                        store(gamma, pair + k, now)
                        store(fresh, k, load(fresh, k) + step)
                        store(word_mass, word + k, load(word_mass, word + k) + moving * step)
                        change = change + size(step)
                    changed += total(change)
                for k in range(0, width, 8):
                    store(after, k, load(fresh, k))
                for k in range(width):
                    topic_mass[k] += own * (after[k] - unit_mass[u, k])
                    unit_mass[u, k], divisor[k] = after[k], topic_mass[k]
                if passes > 1 and changed < enough:
                    break
        return changed

    return cvb0


@cache
def _kl_units(known):
    @compiled(f8(EXACT_PAIRS, i8, i8, FACTORS, b1))
    def units(pairs, first, last, factors, measure):
        """The multiplicative update of KL-NMF's W for units first..last (Lee & Seung); returns Σ x·log(x / WH) before.

        The sum is 0 unless `measure`.
        """
        data, indices, indptr = pairs
        unit_mass, topic_term, topic_sums = factors
        width, end, divergence = known or topic_term.shape[1], indptr[last], 0.0
        ratio, unit = scratch(FLOOR, known), scratch(FLOOR, known)
        for u in range(first, last):
            row = u * width
            for k in range(0, width, 8):
                store(ratio, k, splat(0.0))
                store(unit, k, load(unit_mass, row + k))
            for i in range(indptr[u], indptr[u + 1]):
                if i + AHEAD < end:
                    for k in range(0, width, 8):
                        prefetch(topic_term, np.int64(indices[i + AHEAD]) * width + k)
                word, mass = np.int64(indices[i]) * width, splat(0.0)
                for k in range(0, width, 8):
                    mass = mass + load(unit, k) * load(topic_term, word + k)
                expected = max(total(mass), FLOOR)
                if measure:
                    divergence += data[i] * np.log(data[i] / expected)
                scale = splat(data[i] / expected)
                for k in range(0, width, 8):
                    store(ratio, k, load(ratio, k) + scale * load(topic_term, word + k))
            for k in range(0, width, 8):
                store(unit_mass, row + k, load(unit, k) * (load(ratio, k) / load(topic_sums, k)))
        return divergence

    return units


@cache
def _kl_words(known):
    @compiled(void(EXACT_PAIRS, i8, i8, FACTORS, f8[:, ::1], f8[::1], i8[::1]))
    def words(by_word, first, last, factors, anchor, weights, bounds):
        """The update of H for words first..last by the W that stands, `anchor` (V, K) added to what a word gains.

        `by_word`: the pairs turned over, units rising within a word. What a word gains is added up within each range of
        units that `bounds` ends, then over the ranges: the sums do not hang on which words a thread is given.
        """
        data, units, indptr = by_word
        unit_mass, topic_term, _ = factors
        width, end = known or topic_term.shape[1], indptr[last]
        gained, whole, held = scratch(FLOOR, known), scratch(FLOOR, known), scratch(FLOOR, known)
        sums = np.empty(width, dtype=np.float64)
        for w in range(first, last):
            word, block = w * width, 0
            for k in range(0, width, 8):
                store(gained, k, splat(0.0))
                store(whole, k, splat(0.0))
                store(held, k, load(topic_term, word + k))
            for i in range(indptr[w], indptr[w + 1]):
                if i + AHEAD < end:
                    for k in range(0, width, 8):
                        prefetch(unit_mass, np.int64(units[i + AHEAD]) * width + k)
                if units[i] >= bounds[block]:
                    for k in range(0, width, 8):
                        store(whole, k, load(whole, k) + load(gained, k))
                        store(gained, k, splat(0.0))
                    while units[i] >= bounds[block]:
                        block += 1
                row, mass = np.int64(units[i]) * width, splat(0.0)
                for k in range(0, width, 8):
                    mass = mass + load(unit_mass, row + k) * load(held, k)
                scale = splat(data[i] / max(total(mass), FLOOR))
                for k in range(0, width, 8):
                    store(gained, k, load(gained, k) + scale * load(unit_mass, row + k))
            for k in range(0, width, 8):
                store(sums, k, load(whole, k) + load(gained, k))
            for k in range(width):
                now = (topic_term[w, k] * sums[k] + anchor[w, k]) / weights[k]
                topic_term[w, k] = 0.0 if now < SMALLEST else now

    return words
