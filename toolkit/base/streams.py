"""Named random streams: each use draws from its own, so adding one does not shift the others."""

import hashlib

import numpy as np

from toolkit.base.checks import require_count
from toolkit.base.errors import UsageError

Name = str | int  # bool is one


def _key(name: Name) -> int:
    plain = name.item() if isinstance(name, np.generic) else name
    if type(plain) not in (str, int, bool):
        raise UsageError(f"a stream is named by texts and whole numbers, not by the {type(name).__name__} {name!r}")
    return int.from_bytes(hashlib.sha256(repr(plain).encode("utf-8")).digest()[:8], "little")


def stream(seed: int, *names: Name) -> np.random.Generator:
    """A generator that depends on `seed` and `names` alone (PCG64 seeded through SHA-256 of each name's text).

    Raises UsageError for a seed that is no whole number from 0 (None would be another draw every time), and for a name
    that is neither text nor whole number: what another thing prints may change from one release to the next.
    """
    require_count("seed", seed, 0)
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([int(seed), *map(_key, names)])))


def derived_seed(seed: int, *names: Name) -> int:
    """A 31-bit seed for a library that wants an integer, depending on `seed` and `names` alone."""
    return int(stream(seed, "derived", *names).integers(0, 2**31 - 1))
