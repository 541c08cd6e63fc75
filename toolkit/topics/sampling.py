"""Which stories a fit is made on, where there are more than it needs (METHODS §20)."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import require_count
from toolkit.base.errors import AlignmentError

LEAST_A_PERIOD = 500
LABEL = "fit sample"  # no other draw of the toolkit uses it
K = TypeVar("K")


def draw_stories(
    story: Sequence[str],
    *,
    n: int,
    seed: int,
    period: Sequence[str] | None = None,
    outlet: Sequence[str] | None = None,
) -> NDArray[np.bool_]:
    """(U) True for every unit of `n` stories drawn by hash; of all, where there are no more.

    `story`, `period`, `outlet` (U). At least 500 stories of each period (all, where it has fewer), the rest in
    proportion; within a period each outlet in proportion. Within a period and outlet those of the lowest hash of seed
    and story are drawn, so that the sample depends on no order and partitions can draw it each for itself. A story of
    several periods or outlets counts in the first by name. Raises UsageError for `n` below one.
    """
    require_count("n", n, 1)
    code, distinct = pd.factorize(np.asarray(story, dtype=object))
    if len(distinct) <= n:
        return np.ones(len(code), dtype=bool)
    strata = _strata(code, len(distinct), period, outlet)
    rank = np.array([_hash(seed, name) for name in distinct], dtype=np.uint64)
    order = np.lexsort((np.asarray(distinct, dtype=str), rank))
    members: dict[tuple[str, str], list[int]] = {}
    for s in order.tolist():
        members.setdefault(strata[s], []).append(s)
    drawn = np.zeros(len(distinct), dtype=bool)
    for stratum, size in allocation({key: len(own) for key, own in members.items()}, n).items():
        drawn[members[stratum][:size]] = True
    return np.asarray(drawn[code])


def _hash(seed: int, story: str) -> int:
    digest = hashlib.blake2b(f"{LABEL}\0{seed}\0{story}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def _strata(
    code: NDArray[np.int64], n: int, period: Sequence[str] | None, outlet: Sequence[str] | None
) -> list[tuple[str, str]]:
    """The period and outlet of each story, the first by name of its units'."""
    names = [[""] * len(code) if given is None else [str(name) for name in given] for given in (period, outlet)]
    if any(len(own) != len(code) for own in names):
        raise AlignmentError(f"{len(code)} units, {len(names[0])} periods, {len(names[1])} outlets: give one each")
    if period is None and outlet is None:
        return [("", "")] * n
    least: dict[int, tuple[str, str]] = {}
    for s, stratum in zip(code.tolist(), zip(*names)):
        if s not in least or stratum < least[s]:
            least[s] = stratum
    return [least[s] for s in range(n)]


def allocation(sizes: Mapping[tuple[str, str], int], n: int) -> dict[tuple[str, str], int]:
    """How many of `n` stories each period and outlet gets, of the `sizes` it has; the sum is `n`."""
    periods: dict[str, int] = {}
    for (period, _), size in sizes.items():
        periods[period] = periods.get(period, 0) + size
    least = {period: min(size, LEAST_A_PERIOD) for period, size in periods.items()}
    if sum(least.values()) >= n:
        share = proportional(least, n)
    else:
        beyond = proportional({p: periods[p] - least[p] for p in periods}, n - sum(least.values()))
        share = {p: least[p] + beyond[p] for p in periods}
    found: dict[tuple[str, str], int] = {}
    for period, own in share.items():
        found |= proportional({key: size for key, size in sizes.items() if key[0] == period}, own)
    return found


def proportional(sizes: Mapping[K, int], n: int) -> dict[K, int]:
    """`n` dealt out in proportion to `sizes`, by largest remainders, ties in the order of the keys."""
    total = sum(sizes.values())
    keys = sorted(sizes, key=str)
    quotas = {key: divmod(n * sizes[key], total) if total else (0, 0) for key in keys}
    found = {key: whole for key, (whole, _) in quotas.items()}
    for key in sorted(keys, key=lambda key: -quotas[key][1])[: n - sum(found.values())]:
        found[key] += 1
    return found
