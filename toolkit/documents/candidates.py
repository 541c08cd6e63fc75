"""Which texts may repeat each other: MinHash sketches met in one sort, without comparing every pair."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.documents.shingles import RUN, Hashes, Syllables, shingles, syllables

SCALE = 4  # a sketch keeps the shingles whose hash falls into the lowest quarter
SHORT = 40  # syllables: a text below this keeps all its shingles
LEAST_SHARE = 0.2  # of the shorter text's shingles, as the sketches estimate it, that a candidate pair has in common
LARGEST_GROUP = 24  # texts around one shingle that are all paired; of more, each with the next and with the first
BATCH_CHARACTERS = 100_000
Pairs = NDArray[np.int64]


def batches(texts: Sequence[str]) -> Iterator[tuple[int, Syllables]]:
    """The syllables of `texts`, some at a time: the number of the first text of a batch, and its syllables."""
    first, characters = 0, 0
    for number, text in enumerate(texts):
        characters += len(text)
        if characters >= BATCH_CHARACTERS:
            yield first, syllables(texts[first : number + 1])
            first, characters = number + 1, 0
    if first < len(texts):
        yield first, syllables(texts[first:])


def candidate_pairs(texts: Sequence[str]) -> tuple[Pairs, NDArray[np.int64]]:
    """(m, 2) pairs of texts, the smaller number first, in order, that may repeat each other; (n,) lengths in syllables.

    A text is sketched by those of its distinct five-syllable shingles whose hash falls into the lowest quarter
    (FracMinHash, Irber et al. 2022): unlike a MinHash of fixed length it estimates containment however much the lengths
    differ, and sorting all sketches at once brings together the texts that share a shingle, as bands do in LSH.
    """
    hashes, owners, lengths = _sketches(texts)
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], owners[order]
    fresh = np.ones(len(hashes), dtype=bool)
    fresh[1:] = (hashes[1:] != hashes[:-1]) | (owners[1:] != owners[:-1])
    keys, shared = _met(hashes[fresh], owners[fresh], len(texts))
    first, second = np.divmod(keys, max(len(texts), 1))
    expected = np.maximum(np.minimum(lengths[first], lengths[second]) - RUN + 1, 1) / SCALE
    enough = shared >= np.maximum(np.floor(LEAST_SHARE * expected), 1)
    return np.column_stack((first[enough], second[enough])), lengths


def _sketches(texts: Sequence[str]) -> tuple[Hashes, NDArray[np.int64], NDArray[np.int64]]:
    """All sketches in one array, the number of the text each hash is of, and the texts' lengths in syllables."""
    kept: list[Hashes] = []
    owners: list[NDArray[np.int64]] = []
    lengths = np.zeros(len(texts), dtype=np.int64)
    lowest = np.uint64((1 << 64) // SCALE)
    for first, batch in batches(texts):
        sizes = np.diff(batch.offsets)
        lengths[first : first + len(sizes)] = sizes
        owner = np.repeat(np.arange(first, first + len(sizes)), sizes)
        if len(owner) >= RUN:
            found = shingles(batch.hashes)
            begin, end = owner[: len(found)], owner[RUN - 1 :]
            chosen = (begin == end) & ((found < lowest) | (lengths[begin] < SHORT))
            kept.append(found[chosen])
            owners.append(begin[chosen])
        for text in np.flatnonzero((sizes > 0) & (sizes < RUN)):  # a text shorter than a run is one shingle
            kept.append(shingles(batch.of(int(text))))
            owners.append(np.array([first + text], dtype=np.int64))
    empty = np.zeros(0, np.uint64), np.zeros(0, np.int64)
    return np.concatenate([empty[0], *kept]), np.concatenate([empty[1], *owners]), lengths


def _met(hashes: Hashes, owners: NDArray[np.int64], n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pairs of texts that meet at a shingle, as `smaller * n + larger`, and at how many; `hashes` are sorted."""
    starts = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1]))) if len(hashes) else np.zeros(0, int)
    sizes = np.diff(np.append(starts, len(hashes)))
    group = np.repeat(np.arange(len(starts)), sizes)
    place = np.arange(len(hashes)) - starts[group]
    small = sizes[group] <= LARGEST_GROUP
    found = [owners[starts[group]][(place > 1) & ~small] * n + owners[(place > 1) & ~small]]
    for lag in range(1, LARGEST_GROUP):
        later = np.flatnonzero((place >= lag) & (small | (lag == 1)))
        if not len(later):
            break
        found.append(owners[later - lag] * n + owners[later])
    keys, counts = np.unique(np.concatenate(found), return_counts=True)
    return keys, counts
