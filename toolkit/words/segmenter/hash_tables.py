# mypy: allow-untyped-defs, allow-untyped-calls, allow-any-generics
# (numba has the types, in each signature)
"""Compiled hash tables: numbers for distinct rows of integers, and sets of integer keys.

A table is a tuple of arrays: `slots` (open addressing; a place in the arena below 31 bits of the row's hash, -1 where
free), `at` (where each row stands in the arena), `arena` (of each row its number, its length, itself) and `counts`
(rows, used arena). It grows as a new tuple. Import this inside functions: it compiles.
"""

from typing import Any

import numpy as np
from numba import b1, i4, i8, u1, u8
from numpy.typing import NDArray

from toolkit.base.compiled import compiled
from toolkit.words.segmenter.arrays import TABLE

HASH_START = np.uint64(14695981039346656037)


@compiled(u8(u8, i4), within=True)
def hash_step(h, key):
    """One step of FNV-1a, taken over whole integers."""
    return (h ^ np.uint64(np.uint32(key))) * np.uint64(1099511628211)


@compiled(u8(u8), within=True)
def hash_end(h):
    """The high bits folded down, where the tables look."""
    return h ^ (h >> np.uint64(29))


@compiled(u8(i4[::1], i8, i8), within=True)
def hash_of(keys, begin, stop):
    """The hash of keys[begin:stop]."""
    h = HASH_START
    for i in range(begin, stop):
        h = hash_step(h, keys[i])
    return hash_end(h)


@compiled(i8(i8[::1], i4[::1], u8, i4[::1], i8, i8), within=True)
def seek(slots, arena, h, keys, begin, stop):
    """The number of the row keys[begin:stop], or -1; takes the arrays, because taking a tuple apart costs more."""
    mask = np.uint64(len(slots) - 1)
    slot = h & mask
    mark = np.int64(h >> np.uint64(33))
    while slots[slot] >= 0:
        held = slots[slot]
        if held >> 32 == mark:
            base = held & 0xFFFFFFFF
            if arena[base + 1] == stop - begin:
                i, shift = begin, base + 2 - begin
                while i < stop and arena[shift + i] == keys[i]:
                    i += 1
                if i == stop:
                    return np.int64(arena[base])
        slot = (slot + np.uint64(1)) & mask
    return -1


@compiled(TABLE(TABLE, i4[::1], i8, i8))
def added(table, keys, begin, stop):
    """The table with the new row keys[begin:stop], whose number is the count of rows before."""
    slots, at, arena, counts = table
    n, used = counts
    size = stop - begin
    if n == len(at):  # loops throughout: numpy's own functions take seconds to compile
        wider_at = np.empty(2 * len(at), np.int64)
        for i in range(n):
            wider_at[i] = at[i]
        at = wider_at
    if used + 2 + size > len(arena):
        wider = np.empty(2 * (len(arena) + size), np.int32)
        for i in range(used):
            wider[i] = arena[i]
        arena = wider
    arena[used], arena[used + 1] = n, size
    for i in range(size):
        arena[used + 2 + i] = keys[begin + i]
    at[n] = used
    counts[0], counts[1] = n + 1, used + 2 + size
    first = n
    if (n + 1) * 3 > len(slots) * 2:
        slots, first = np.empty(len(slots) * 2, np.int64), 0
        for i in range(len(slots)):
            slots[i] = -1
    mask = np.uint64(len(slots) - 1)
    for row in range(first, n + 1):
        h = hash_of(arena, at[row] + 2, at[row] + 2 + arena[at[row] + 1])
        slot = h & mask
        while slots[slot] >= 0:
            slot = (slot + np.uint64(1)) & mask
        slots[slot] = (np.int64(h >> np.uint64(33)) << 32) | at[row]
    return slots, at, arena, counts


@compiled(i8(i8[::1], i8), within=True)
def place(keys, key):
    """Where `key` stands in an open-addressing set, or -1."""
    mask = np.uint64(len(keys) - 1)
    slot = ((np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20)) & mask
    while keys[slot] >= 0:
        if keys[slot] == key:
            return np.int64(slot)
        slot = (slot + np.uint64(1)) & mask
    return -1


def hashed(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """An open-addressing set of distinct `keys`, at most half full; free places hold -1."""
    size = 4
    while size < 2 * len(keys) + 2:
        size *= 2
    table = [-1] * size
    for key, slot in zip(keys.tolist(), (_mixed(keys, 20) & np.uint64(size - 1)).tolist()):
        while table[slot] >= 0:
            slot = (slot + 1) & (size - 1)
        table[slot] = key
    return np.array(table, np.int64)


def sieve_of(keys: NDArray[np.int64]) -> NDArray[np.uint8]:
    """A bit for (the hash of) each key, eight times as many bits as keys: most keys that are not in the set show it."""
    size = 64
    while size < len(keys):
        size *= 2
    bits = np.zeros(size, np.uint8)
    h = _mixed(keys, 40)
    np.bitwise_or.at(
        bits,
        ((h >> np.uint64(3)) & np.uint64(size - 1)).astype(np.int64),
        np.uint8(1) << (h & np.uint64(7)).astype(np.uint8),
    )
    return bits


def _mixed(keys: NDArray[np.int64], shift: int) -> NDArray[np.uint64]:
    """The hash of each key, as `place` and `may_hold` compute it."""
    mixed: NDArray[np.uint64] = (keys.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(shift)
    return mixed


@compiled(b1(u1[::1], i8), within=True)
def may_hold(bits, key):
    """False where `key` is certainly not in the set of the sieve."""
    h = (np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)
    return (bits[(h >> np.uint64(3)) & np.uint64(len(bits) - 1)] >> (h & np.uint64(7))) & 1 != 0


def new_table() -> Any:
    """An empty table."""
    n = 1 << 12
    return np.full(2 * n, -1, np.int64), np.empty(n, np.int64), np.empty(8 * n, np.int32), np.zeros(2, np.int64)


def rows_of(table: Any, begin: int = 0) -> list[tuple[int, int]]:
    """Where the rows from number `begin` on stand in the arena: first, end."""
    _, at, arena, counts = table
    places = at[begin : counts[0]]
    return list(zip((places + 2).tolist(), (places + 2 + arena[places + 1]).tolist()))
