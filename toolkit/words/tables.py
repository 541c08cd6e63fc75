# mypy: allow-untyped-defs, allow-untyped-calls, allow-any-generics
# (numba has the types, in each signature)
"""Compiled hash tables: numbers for distinct rows of integers, and sets of integer keys.

A table is a tuple of arrays: `slots` (open addressing; a place in the arena below 31 bits of the row's hash, -1 where
free), `at` (where each row stands in the arena), `arena` (of each row its number, its length, itself) and `counts`
(rows, used arena). It grows as a new tuple. Import this inside functions: it compiles.
"""

from typing import Any

import numpy as np

from toolkit.words.compiled import compiled

TABLE = "Tuple((int64[::1], int64[::1], int32[::1], int64[::1]))"


HASH_START = np.uint64(14695981039346656037)


@compiled("uint64(uint64, int32)", within=True)
def hash_step(h, key):
    """One step of FNV-1a, taken over whole integers."""
    return (h ^ np.uint64(np.uint32(key))) * np.uint64(1099511628211)


@compiled("uint64(uint64)", within=True)
def hash_end(h):
    """The high bits folded down, where the tables look."""
    return h ^ (h >> np.uint64(29))


@compiled("uint64(int32[::1], int64, int64)", within=True)
def hash_of(keys, begin, stop):
    """The hash of keys[begin:stop]."""
    h = HASH_START
    for i in range(begin, stop):
        h = hash_step(h, keys[i])
    return hash_end(h)


@compiled("int64(int64[::1], int32[::1], uint64, int32[::1], int64, int64)", within=True)
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


@compiled(f"{TABLE}({TABLE}, int32[::1], int64, int64)")
def added(table, keys, begin, stop):
    """The table with the new row keys[begin:stop], whose number is the count of rows before."""
    slots, at, arena, counts = table
    n, used = counts
    if n == len(at):
        at = np.concatenate((at, np.empty_like(at)))
    size = stop - begin
    while used + 2 + size > len(arena):
        arena = np.concatenate((arena, np.empty_like(arena)))
    arena[used], arena[used + 1] = n, size
    arena[used + 2 : used + 2 + size] = keys[begin:stop]
    at[n] = used
    counts[0], counts[1] = n + 1, used + 2 + size
    first = n
    if (n + 1) * 3 > len(slots) * 2:
        slots, first = np.full(len(slots) * 2, -1, np.int64), 0
    mask = np.uint64(len(slots) - 1)
    for row in range(first, n + 1):
        h = hash_of(arena, at[row] + 2, at[row] + 2 + arena[at[row] + 1])
        slot = h & mask
        while slots[slot] >= 0:
            slot = (slot + np.uint64(1)) & mask
        slots[slot] = (np.int64(h >> np.uint64(33)) << 32) | at[row]
    return slots, at, arena, counts


@compiled("int64(int64[::1], int64)", within=True)
def place(keys, key):
    """Where `key` stands in an open-addressing set, or -1."""
    mask = np.uint64(len(keys) - 1)
    slot = ((np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20)) & mask
    while keys[slot] >= 0:
        if keys[slot] == key:
            return np.int64(slot)
        slot = (slot + np.uint64(1)) & mask
    return -1


@compiled("int64[::1](int64[::1])")
def hashed(keys):
    """An open-addressing set of distinct `keys`, at most half full; free places hold -1."""
    size = 4
    while size < 2 * len(keys) + 2:
        size *= 2
    table = np.full(size, -1, np.int64)
    mask = np.uint64(size - 1)
    for key in keys:
        slot = ((np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20)) & mask
        while table[slot] >= 0:
            slot = (slot + np.uint64(1)) & mask
        table[slot] = key
    return table


@compiled("uint8[::1](int64[::1])")
def sieve_of(keys):
    """A bit for (the hash of) each key, eight times as many bits as keys: most keys that are not in the set show it."""
    size = 64
    while size < len(keys):
        size *= 2
    bits = np.zeros(size, np.uint8)
    for key in keys:
        h = (np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)
        bits[(h >> np.uint64(3)) & np.uint64(size - 1)] |= np.uint8(1 << (h & np.uint64(7)))
    return bits


@compiled("boolean(uint8[::1], int64)", within=True)
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
