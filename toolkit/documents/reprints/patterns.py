"""Patterns: one wording in many texts that differ, each from each, at the same places; there their facts stand.

A release and its reprints have one original: at each place most of them agree, for each is edited elsewhere. Texts
written to a pattern have places where no wording is that of most. What stands there says
which story a text tells, unless it was printed in the days of another.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.documents.reprints.sketches import Laid, Sketches
from toolkit.documents.reprints.syllables import FACT

FAMILY = 8  # texts: fewer show no pattern
VERSIONS = 32  # of a text: more are no versions
LEARNED_FROM = 256  # texts of a family, at most
MOST_PLACES = 1_000_000  # syllables of these, which bounds the memory
HELD = 0.6  # of the texts: they have a syllable of the pattern in its place
LONGEST_FILLER = 24  # syllables
FEWEST_SLOTS = 2  # of common words; a dateline and a credit are names and numbers, which any reprint may change
TOGETHER = 1.5  # times as many pairs agree at most slots as by chance: then they are versions
USUAL = 3  # documents that have the same at a slot: more than one text and its reprint

Facts = NDArray[np.int64]  # (texts, slots) a number for what stands there, odd for names and numbers; 0 if unknown


@dataclass(frozen=True)
class Pattern:
    """`text`, in whose syllables `slots` (k, 2) are given, the last before and the first after each; `often` (k), how
    many of the documents it was learned from have which filler, and `known` (k), how many have one that is known."""

    text: int
    slots: NDArray[np.int64]
    often: tuple[dict[int, int], ...]
    known: tuple[int, ...]

    def usual(self, facts: Facts) -> Facts:
        """The facts that several documents have; 0 for others, which may be edits."""
        often = [[self.often[k].get(fact, 0) for k, fact in enumerate(row)] for row in facts.tolist()]
        return np.where(np.array(often).reshape(facts.shape) >= USUAL, facts, 0)

    def frequency(self, slot: int, fact: int, own: int) -> float:
        """How many of other documents have a fact there; `own`: those of a text and its reprint, set aside."""
        return (max(self.often[slot].get(fact, 0) - own, 0) + 0.5) / self.known[slot]


def families(met: Sketches, order: NDArray[np.int32]) -> Iterator[NDArray[np.int32]]:
    """Texts, eight or more, whose wording one longer text has first, the longest first; `order`: all, longest first."""
    from toolkit.documents.reprints.families import find_heads

    first, head = np.full(met.n_shingles, -1, np.int32), np.arange(len(order), dtype=np.int32)
    find_heads(order, met.shingles, met.bounds, met.sizes, first, head)
    while (head[head] != head).any():
        head = head[head]
    by_head = order[np.argsort(head[order], kind="stable")]
    for family in np.split(by_head, np.flatnonzero(np.diff(head[by_head])) + 1):
        if len(family) >= FAMILY:
            yield family


def share_held(laid: Laid, family: NDArray[np.int32]) -> float:
    """The share of a typical text of eight or more, the longest first, that most of the others have in its place."""
    text, sample, places = _typical(laid, family)
    return float(((places[sample != text] >= 0).mean(axis=0) >= HELD).mean())


def find_pattern(laid: Laid, family: NDArray[np.int32]) -> Pattern | None:
    """The pattern of eight texts or more, the longest first; none where they are reprints, or share too little."""
    text, sample, places = _typical(laid, family)
    held = (places[sample != text] >= 0).mean(axis=0)
    slots = _between(held >= HELD)
    if len(slots) < FEWEST_SLOTS:
        return None
    facts, edits = _fillers(laid, slots, sample, places), 1 - float(held[held >= HELD].mean())
    often = [_documents_with(column, laid.documents[sample]) for column in facts.T]
    most = np.array([_of_most(often[k], facts[:, k], slots[k], edits) for k in range(len(slots))])
    in_words = 2 * (facts % 2).sum(axis=0) < (facts != 0).sum(axis=0)
    tells, shows = most < HELD, (most < 0.5) & in_words
    if shows.sum() < FEWEST_SLOTS or not _many_versions(facts[:, tells]):
        return None
    told = tuple(often[k] for k in np.flatnonzero(tells).tolist())
    return Pattern(text, slots[tells], told, tuple(sum(having.values()) for having in told))


def facts_told(laid: Laid, pattern: Pattern, texts: NDArray[np.int32]) -> Facts:
    """What texts have at the slots of a pattern."""
    parts = np.array_split(texts, -(-len(texts) // LEARNED_FROM))  # places are (texts, syllables): a part at a time
    found = [_fillers(laid, pattern.slots, part, _places(laid, pattern.text, part)) for part in parts]
    return np.concatenate(found)


def _typical(laid: Laid, family: NDArray[np.int32]) -> tuple[int, NDArray[np.int32], NDArray[np.int32]]:
    """The text that has most of what the others have, for the longest is often an edited one; a sample of the family,
    the larger the shorter its texts, and where the syllables of the text stand in it."""
    n = max(FAMILY, min(LEARNED_FROM, MOST_PLACES // int(laid.lengths[family[0]])))
    sample = family[np.unique(np.linspace(0, len(family) - 1, n).astype(int))]
    stands = _places(laid, int(sample[0]), sample) >= 0
    stands[0] = False
    text = int(sample[stands[:, stands[1:].mean(axis=0) >= HELD].sum(axis=1).argmax()])
    return text, sample, _places(laid, text, sample)


def _places(laid: Laid, text: int, texts: NDArray[np.int32]) -> NDArray[np.int32]:
    """(texts, syllables of `text`) where each of its syllables stands in each text, -1 where it does not."""
    from toolkit.documents.reprints.families import find_places

    places = np.empty((len(texts), laid.lengths[text]), np.int32)
    find_places(laid.words, laid.flags, laid.offsets, text, texts, places)
    return places


def _between(held: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(k, 2) the syllables held before and after each stretch of syllables that are not."""
    stands = np.flatnonzero(held)
    gaps = np.flatnonzero(np.diff(stands) > 1)
    return np.column_stack((stands[gaps], stands[gaps + 1]))


def _fillers(laid: Laid, slots: NDArray[np.int64], texts: NDArray[np.int32], places: NDArray[np.int32]) -> Facts:
    """What stands at each slot, where the syllables before and after it are in place and not one beside the other."""
    found = np.zeros((len(texts), len(slots)), np.int64)
    for k, (before, after) in enumerate(slots.tolist()):
        begins, ends = places[:, before] + 1, places[:, after]
        for m in np.flatnonzero((begins > 0) & (ends > begins) & (ends - begins <= LONGEST_FILLER)).tolist():
            start = int(laid.offsets[texts[m]])
            stretch = slice(start + int(begins[m]), start + int(ends[m]))
            number = int.from_bytes(hashlib.blake2b(laid.words[stretch].tobytes(), digest_size=7).digest(), "little")
            found[m, k] = 2 + 2 * number + int((laid.flags[stretch] & FACT).any())
    return found


def _documents_with(facts: NDArray[np.int64], documents: NDArray[np.int64]) -> dict[int, int]:
    """How many documents have which of the facts known at a slot: equal ones are one text and count each."""
    values, of = np.unique(facts[facts != 0], return_inverse=True)
    return dict(zip(values.tolist(), np.bincount(of, documents[facts != 0]).astype(int).tolist(), strict=True))


def _of_most(often: dict[int, int], facts: NDArray[np.int64], slot: NDArray[np.int64], edits: float) -> float:
    """The share of documents with the commonest filler, over that which edits at the rate of the rest would leave."""
    if (facts != 0).sum() < max(FAMILY, len(facts) / 2):
        return 1.0
    length = min(int(slot[1] - slot[0]) - 1, LONGEST_FILLER)
    return float(max(often.values()) / sum(often.values()) / (1 - edits) ** length)


def _many_versions(facts: Facts) -> bool:
    """Whether the texts are no few versions: pairs that agree at most slots are very few, or no more than
    where each slot's facts are dealt anew, for what a version has at its slots goes together."""
    pairs = _alike(facts)
    dealt = [np.roll(column, k * len(facts) // facts.shape[1]) for k, column in enumerate(facts.T)]
    return pairs < max(1 / VERSIONS, TOGETHER * _alike(np.column_stack(dealt)))


def _alike(facts: Facts) -> float:
    """The share of pairs of texts that agree at most of the slots known of both."""
    agree, both_known = np.zeros((2, len(facts), len(facts)), np.int32)
    for column in facts.T:
        both = (column != 0)[:, None] & (column != 0)[None, :]
        agree += both & (column[:, None] == column[None, :])
        both_known += both
    pairs = np.triu(both_known > 0, 1)
    return float((2 * agree > both_known)[pairs].mean()) if pairs.any() else 1.0
