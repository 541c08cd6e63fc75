"""Which texts may repeat each other: MinHash sketches met in one sort, without comparing every pair."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.documents.reprints.alignment import RUN, Hashes, Syllables, shingles, syllables

SCALE = 4  # a sketch keeps the shingles whose hash falls into the lowest quarter
SHORT = 40  # syllables: a text below this keeps all its shingles
# Shingles that candidates have in common, as the sketches estimate them: with words edited here and there, texts that
# repeat 0.7 of their syllables in runs of five share some 0.38 of their shingles; those that repeat 0.9, 0.66.
LEAST_OF_BOTH, LEAST_OF_SHORTER = 0.38, 0.66
MOST_MEETINGS = 240_000_000  # pairs of texts that are counted, shingle by shingle: bounds the time
MEETINGS_AT_ONCE = 4_000_000  # and so many at a time: bounds the memory
BATCH_CHARACTERS = 100_000
Pairs = NDArray[np.int64]
Numbers = NDArray[np.int32]  # of texts, or counts of them
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
    hashes, owners = _shared(hashes, owners)
    found = [np.zeros((0, 2), dtype=np.int64)]
    for keys, shared in _met(hashes, owners, len(texts)):
        first, second = np.divmod(keys, max(len(texts), 1))
        enough = _promising(shared, *(np.maximum(lengths[side] - RUN + 1, 1) / SCALE for side in (first, second)))
        found.append(np.column_stack((first[enough], second[enough])))
    pairs = np.concatenate(found)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def _shared(hashes: Hashes, owners: Numbers) -> tuple[Hashes, Numbers]:
    """The hashes in order, of each text once, without those of one text alone; and their texts, in order too."""
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], owners[order]
    del order
    fresh = np.ones(len(hashes), dtype=bool)
    fresh[1:] = (hashes[1:] != hashes[:-1]) | (owners[1:] != owners[:-1])
    hashes, owners = hashes[fresh], owners[fresh]
    same = np.concatenate(([False], hashes[1:] == hashes[:-1], [False]))
    met = same[1:] | same[:-1]
    return hashes[met[: len(hashes)]], owners[met[: len(hashes)]]


def _promising(shared: NDArray[np.int64], one: Floats, other: Floats) -> NDArray[np.bool_]:
    """Whether `shared` hashes, of `one` and `other` expected in the sketches, leave a reprint possible.

    Two standard errors below the least shares that reprints have: of both together, or of the shorter.
    """
    both, shorter = (one + other) / 2, np.minimum(one, other)
    least = [
        share * size - 2 * np.sqrt(share * (1 - share) * size)
        for share, size in ((LEAST_OF_BOTH, both), (LEAST_OF_SHORTER, shorter))
    ]
    promising: NDArray[np.bool_] = shared >= np.maximum(np.minimum(*least), 1)
    return promising


def _sketches(texts: Sequence[str]) -> tuple[Hashes, Numbers, NDArray[np.int64]]:
    """All sketches in one array, the number of the text each hash is of, and the texts' lengths in syllables."""
    kept: list[Hashes] = []
    owners: list[Numbers] = []
    lengths = np.zeros(len(texts), dtype=np.int64)
    lowest = np.uint64((1 << 64) // SCALE)
    for first, batch in batches(texts):
        sizes = np.diff(batch.offsets)
        lengths[first : first + len(sizes)] = sizes
        owner = np.repeat(np.arange(first, first + len(sizes), dtype=np.int32), sizes)
        if len(owner) >= RUN:
            found = shingles(batch.hashes)
            begin, end = owner[: len(found)], owner[RUN - 1 :]
            chosen = (begin == end) & ((found < lowest) | (lengths[begin] < SHORT))
            kept.append(found[chosen])
            owners.append(begin[chosen])
        for text in np.flatnonzero((sizes > 0) & (sizes < RUN)):  # a text shorter than a run is one shingle
            kept.append(shingles(batch.of(int(text))))
            owners.append(np.array([first + text], dtype=np.int32))
    empty = np.zeros(0, np.uint64), np.zeros(0, np.int32)
    return np.concatenate([empty[0], *kept]), np.concatenate([empty[1], *owners]), lengths


def _met(hashes: Hashes, owners: Numbers, n: int) -> Iterator[tuple[Pairs, Pairs]]:
    """The pairs of texts that meet at a shingle, as `smaller * n + larger`, and at how many; `hashes` are sorted.

    All texts around a shingle are paired, rare shingles first, until MOST_MEETINGS are reached; around commoner ones,
    which tell little, each text is paired with the next and with the first. Some of the smaller texts at a time.
    """
    starts = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1]))) if len(hashes) else np.zeros(0, int)
    sizes = np.diff(np.append(starts, len(hashes)))
    distinct, groups = np.unique(sizes, return_counts=True)
    meetings = np.cumsum(groups * distinct * (distinct - 1) // 2)
    largest = int(np.searchsorted(meetings, MOST_MEETINGS))
    most = int(distinct[largest - 1]) if largest else 1
    common = np.sort(_neighbours(starts, sizes, owners, n, beyond=most))
    later = _followers(starts, sizes, most)
    leading = np.flatnonzero(later)
    leading = leading[np.argsort(owners[leading], kind="stable")]
    texts, totals = owners[leading], np.cumsum(later[leading], dtype=np.int64)
    begin = begin_common = 0
    while begin < len(leading) or begin_common < len(common):
        end = _end_of_part(totals, texts, begin)
        beyond = int(texts[end]) if end < len(leading) else n  # the first text of the next part
        end_common = int(np.searchsorted(common, beyond * n))
        found = _paired(leading[begin:end], later, owners, n)
        yield np.unique(np.concatenate((found, common[begin_common:end_common])), return_counts=True)
        begin, begin_common = end, end_common


def _followers(starts: Pairs, sizes: Pairs, most: int) -> Numbers:
    """For each place how many of its group come after it; 0 in groups of more than `most`."""
    ends = np.where(sizes <= most, starts + sizes, 0).astype(np.int32)
    left: Numbers = np.repeat(ends, sizes)
    left -= np.arange(1, len(left) + 1, dtype=np.int32)
    np.maximum(left, 0, out=left)
    return left


def _end_of_part(totals: Pairs, texts: Numbers, begin: int) -> int:
    """Where a part that begins at `begin` ends, after a text, so that it makes about MEETINGS_AT_ONCE pairs."""
    if begin >= len(texts):
        return len(texts)
    made = int(totals[begin - 1]) if begin else 0
    end = max(int(np.searchsorted(totals, made + MEETINGS_AT_ONCE)), begin + 1)
    return int(np.searchsorted(texts, texts[min(end, len(texts)) - 1], side="right"))


def _paired(leading: Pairs, later: Numbers, owners: Numbers, n: int) -> Pairs:
    """Each text at the places `leading` with those after it in its group, as keys."""
    counts = later[leading]
    first = np.cumsum(counts, dtype=np.int64) - counts  # of each place, among all pairs
    places = np.repeat(leading + 1 - first, counts)
    places += np.arange(len(places))
    keys = np.repeat(owners[leading].astype(np.int64) * n, counts)
    keys += owners[places]
    return keys


def _neighbours(starts: Pairs, sizes: Pairs, owners: Numbers, n: int, *, beyond: int) -> Pairs:
    """In groups of more than `beyond` texts, each with the next and each with the first, as keys."""
    large = sizes > beyond
    first = np.repeat(starts[large], sizes[large])
    place = np.arange(len(first)) - np.repeat(np.cumsum(sizes[large]) - sizes[large], sizes[large])
    later = place >= 1
    first, place = first[later], place[later]
    owner = owners[first + place].astype(np.int64)
    follows = owners[first + place - 1].astype(np.int64) * n + owner
    again = place > 1
    return np.concatenate((follows, owners[first[again]].astype(np.int64) * n + owner[again]))
