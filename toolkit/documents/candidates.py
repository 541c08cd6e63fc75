"""Which texts may repeat each other: MinHash sketches met in one sort, without comparing every pair."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.documents.shingles import RUN, Hashes, Syllables, shingles, syllables

SCALE = 4  # a sketch keeps the shingles whose hash falls into the lowest quarter
SHORT = 40  # syllables: a text below this keeps all its shingles
# Shingles that candidates have in common, as the sketches estimate them: with words edited here and there, texts that
# repeat 0.7 of their syllables in runs of five share some 0.38 of their shingles; those that repeat 0.9, 0.66.
LEAST_OF_BOTH, LEAST_OF_SHORTER = 0.38, 0.66
MOST_MEETINGS = 240_000_000  # pairs of texts that are counted, shingle by shingle: bounds the time
MEETINGS_AT_ONCE = 24_000_000  # and so many at a time: bounds the memory
BATCH_CHARACTERS = 100_000
Pairs = NDArray[np.int64]
Floats = NDArray[np.float64]


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


def candidate_pairs(texts: Sequence[str]) -> Pairs:
    """(m, 2) pairs of texts, the smaller number first, in order, that may repeat each other.

    A text is sketched by those of its distinct five-syllable shingles whose hash falls into the lowest quarter
    (FracMinHash, Irber et al. 2022): unlike a MinHash of fixed length it estimates containment however much the lengths
    differ, and sorting all sketches at once brings together the texts that share a shingle, as bands do in LSH.
    """
    hashes, owners, lengths = _sketches(texts)
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], owners[order]
    fresh = np.ones(len(hashes), dtype=bool)
    fresh[1:] = (hashes[1:] != hashes[:-1]) | (owners[1:] != owners[:-1])
    found = [np.zeros((0, 2), dtype=np.int64)]
    for keys, shared in _met(hashes[fresh], owners[fresh], len(texts)):
        first, second = np.divmod(keys, max(len(texts), 1))
        enough = _promising(shared, *(np.maximum(lengths[side] - RUN + 1, 1) / SCALE for side in (first, second)))
        found.append(np.column_stack((first[enough], second[enough])))
    pairs = np.concatenate(found)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def _promising(shared: NDArray[np.int64], one: Floats, other: Floats) -> NDArray[np.bool_]:
    """Whether `shared` hashes, of `one` and `other` expected in the sketches, leave a reprint possible.

    Two standard errors below the least shares that reprints have: of both together, or of the shorter.
    """
    both, shorter = (one + other) / 2, np.minimum(one, other)
    least = [share * size - 2 * np.sqrt(share * (1 - share) * size) for share, size in
             ((LEAST_OF_BOTH, both), (LEAST_OF_SHORTER, shorter))]  # fmt: skip
    promising: NDArray[np.bool_] = shared >= np.maximum(np.minimum(*least), 1)
    return promising


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


def _met(hashes: Hashes, owners: NDArray[np.int64], n: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """The pairs of texts that meet at a shingle, as `smaller * n + larger`, and at how many; `hashes` are sorted.

    All texts around a shingle are paired, rare shingles first, until MOST_MEETINGS are reached; around commoner ones,
    which tell little, each text is paired with the next and with the first. Some of the smaller texts at a time.
    """
    starts = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1]))) if len(hashes) else np.zeros(0, int)
    sizes = np.diff(np.append(starts, len(hashes)))
    distinct, groups = np.unique(sizes, return_counts=True)
    meetings = np.cumsum(groups * distinct * (distinct - 1) // 2)
    largest = int(np.searchsorted(meetings, MOST_MEETINGS))
    parts = int(meetings[largest - 1]) // MEETINGS_AT_ONCE + 1 if largest else 1
    common = _neighbours(starts, sizes, owners, n, beyond=int(distinct[largest - 1]) if largest else 1)
    for part in range(parts):
        found = [common[common // max(n, 1) % parts == part]]
        for size in distinct[:largest][distinct[:largest] > 1].tolist():
            found += _paired(starts[sizes == size], size, owners, n, (part, parts))
        yield np.unique(np.concatenate(found), return_counts=True)


def _paired(
    starts: NDArray[np.int64], size: int, owners: NDArray[np.int64], n: int, part: tuple[int, int]
) -> list[Pairs]:
    """All pairs within the groups of `size` at `starts`, of those whose smaller text is in this part, as keys."""
    left, right = np.triu_indices(size, k=1)
    step = max(1, MEETINGS_AT_ONCE // 8 // len(left))
    found = []
    for begin in range(0, len(starts), step):
        members = owners[starts[begin : begin + step, None] + np.arange(size)]
        keys = (members[:, left] * n + members[:, right]).ravel()
        found.append(keys if part[1] == 1 else keys[(members[:, left] % part[1] == part[0]).ravel()])
    return found


def _neighbours(
    starts: NDArray[np.int64], sizes: NDArray[np.int64], owners: NDArray[np.int64], n: int, *, beyond: int
) -> NDArray[np.int64]:
    """In groups of more than `beyond` texts, each with the next and each with the first, as keys."""
    group = np.repeat(np.arange(len(starts)), sizes)
    place = np.arange(len(owners)) - starts[group]
    later = np.flatnonzero((place >= 1) & (sizes > beyond)[group])
    follows = owners[later - 1] * n + owners[later]
    later = later[place[later] > 1]
    return np.concatenate((follows, owners[starts[group[later]]] * n + owners[later]))
