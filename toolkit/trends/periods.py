"""Which periods or groups are compared, and in which order."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.base.checks import did_you_mean
from toolkit.base.errors import UsageError
from toolkit.documents.periods import CROSS, LABEL_JOIN, TIMES, compares_groups

Pair = tuple[str, str]
MOST_PAIRED_GROUPS = 6
FEWEST_EFFECTIVE, LEAST_OF_MEDIAN = 30.0, 0.2  # stories of a period that a default comparison takes


def period_pairs(
    labels: Sequence[str],
    pairs: Sequence[Sequence[str]] | None,
    by: str,
    effective: NDArray[np.float64] | Sequence[float] | None = None,
) -> tuple[Pair, ...]:
    """The pairs to compare, (earlier, later) or (one group, another): those given, else a default.

    By default the earliest against the latest period that `effective` stories (P) can carry (`carrying`), or of those
    with a fifth of the largest's where fewer than two can; the first against the last where that is not told; within
    each group where time is crossed with groups; every pair of at most six groups. Raises UsageError for a period that
    is not one of `labels`, one compared with itself, and a pair of periods that runs backwards, of which a "rose" would
    tell of a fall.
    """
    if pairs is None:
        held = _held(labels, effective) if effective is not None and by in TIMES else labels
        return _default_pairs(held, by)
    found = []
    for pair in pairs:
        if isinstance(pair, str) or len(pair) != 2 or str(pair[0]) == str(pair[1]):
            raise UsageError(f"a pair names two periods, as ['2016', '2024'], not {pair!r}")
        earlier, later = str(pair[0]), str(pair[1])
        for name in (earlier, later):
            if name not in labels:
                raise UsageError(f"no period {name!r}{did_you_mean(name, labels)}")
        if not compares_groups(by, earlier, later) and list(labels).index(later) < list(labels).index(earlier):
            raise UsageError(f"the pair {[earlier, later]} runs backwards; write {[later, earlier]}")
        found.append((earlier, later))
    return tuple(dict.fromkeys(found))


def carrying(labels: Sequence[str], effective: NDArray[np.float64] | Sequence[float]) -> list[str]:
    """The periods that can carry a comparison: at least 30 effective stories, and a fifth of the median period's.

    Periods with a story of a wrong date before and after the corpus's own are thin against the others.
    """
    stories = np.asarray(effective, dtype=np.float64)
    median = float(np.median(stories[stories > 0])) if (stories > 0).any() else 0.0
    least = max(FEWEST_EFFECTIVE, LEAST_OF_MEDIAN * median)
    return [label for label, n in zip(labels, stories) if n >= least]


def _held(labels: Sequence[str], effective: NDArray[np.float64] | Sequence[float]) -> Sequence[str]:
    """The periods of which a default compares the first and the last; of a small corpus those that are not strays."""
    held = carrying(labels, effective)
    if len(held) < 2:
        stories = np.asarray(effective, dtype=np.float64)
        held = [label for label, n in zip(labels, stories) if n >= LEAST_OF_MEDIAN * stories.max()]
    if len(held) < 2:
        largest = sorted(np.argsort(-stories, kind="stable")[:2])
        held = [labels[i] for i in largest]
    return held


def _default_pairs(labels: Sequence[str], by: str) -> tuple[Pair, ...]:
    if len(labels) < 2:
        raise UsageError(f"only one period ({labels[0]}); a comparison needs two")
    if CROSS in by:
        return _within_groups(labels)
    if by in TIMES:
        return ((labels[0], labels[-1]),)
    if len(labels) > MOST_PAIRED_GROUPS:
        raise UsageError(
            f"{len(labels)} groups make {len(labels) * (len(labels) - 1) // 2} pairs; name those to compare"
        )
    return tuple((a, b) for i, a in enumerate(labels) for b in labels[i + 1 :])


def _within_groups(labels: Sequence[str]) -> tuple[Pair, ...]:
    """The first against the last period of each group that has two."""
    own: dict[str, list[str]] = {}
    for label in labels:
        own.setdefault(label.split(LABEL_JOIN, 1)[1], []).append(label)
    found = tuple((held[0], held[-1]) for held in own.values() if len(held) > 1)
    if not found:
        raise UsageError("no group stands in two periods; name the pairs to compare")
    return found


def times_of(periods: Sequence[str], by: str) -> NDArray[np.float64]:
    """(P) when each period lies, in units of the division; spans and groups count 0, 1, 2 …"""
    if by == "year":
        return np.array([float(name) for name in periods])
    if by in ("quarter", "month"):
        size = 4 if by == "quarter" else 12
        parts = [name.replace("Q", "").split("-") for name in periods]
        return np.array([size * float(year) + float(part) for year, part in parts])
    return np.arange(len(periods), dtype=np.float64)
