"""Named random streams: each use draws from its own, so adding one does not shift the others."""

import hashlib

import numpy as np

from toolkit.base.checks import require_count


def _key(name: object) -> int:
    return int.from_bytes(hashlib.sha256(repr(name).encode("utf-8")).digest()[:8], "little")


def stream(seed: int, *names: object) -> np.random.Generator:
    """A generator that depends on `seed` and `names` alone (PCG64 seeded through SHA-256 of each name).

    Raises UsageError for a seed that is no whole number from 0: None would be another draw every time.
    """
    require_count("seed", seed, 0)
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([int(seed), *map(_key, names)])))


def derived_seed(seed: int, *names: object) -> int:
    """A 31-bit seed for a library that wants an integer, depending on `seed` and `names` alone."""
    return int(stream(seed, "derived", *names).integers(0, 2**31 - 1))
