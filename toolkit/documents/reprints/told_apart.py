"""Stories of one pattern told apart: none holds two facts at one slot that several texts of the pattern have."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.documents.reprints.led import Led
from toolkit.documents.reprints.patterns import Facts, Pattern, facts_told, families, find_pattern
from toolkit.documents.reprints.sketches import Laid, Sketches

BY_CHANCE = 1.0  # texts of a pattern that may agree with one by chance as far as can be seen


@dataclass(frozen=True)
class _Family:
    """Texts of one pattern, the longest first: `facts`; `usual`, those that several have; `story`, by text that leads,
    the usual facts of its story, filled as texts join; `number` of each text; `telling`, texts that lead by facts."""

    texts: NDArray[np.int32]
    pattern: Pattern
    facts: Facts
    usual: Facts
    story: Facts
    number: dict[int, int]
    telling: dict[tuple[int, ...], int]


def tell_apart(laid: Laid, met: Sketches, order: NDArray[np.int32], about: NDArray[np.int32], led: Led) -> None:
    """Let texts of a pattern follow no text of it that tells other facts; `about`: see `sameness.in_time`.

    Time grows with the number of texts: each is laid beside one text of its pattern and looked up by its facts.
    """
    for texts in families(met, order):
        pattern = find_pattern(laid, texts)
        if pattern is not None:
            root = led.roots()
            texts = order[np.isin(root[order], root[texts])]  # with what their stories have besides
            facts = facts_told(laid, pattern, texts)
            usual = pattern.usual(facts)
            number = {text: m for m, text in enumerate(texts.tolist())}
            _sort_out(laid, _Family(texts, pattern, facts, usual, usual.copy(), number, {}), about, led)


def _sort_out(laid: Laid, family: _Family, about: NDArray[np.int32], led: Led) -> None:
    """Each text, the longest first, stays with the head of its story, finds another that tells the same, or leads."""
    for m, text in enumerate(family.texts.tolist()):
        root = led.root(text)
        if root == text or not _may_be_one(family, m, family.number[root]):
            root, share, relation = _same_facts(laid, family, m, about) or (text, 1.0, 0)
            led.leader[text], led.share[text], led.relation[text] = root, share, relation
        story = family.story[family.number[root]]
        story[story == 0] = family.usual[m][story == 0]
        if root == text and family.facts[m].all():
            family.telling.setdefault(tuple(family.facts[m].tolist()), text)


def _may_be_one(family: _Family, m: int, head: int) -> bool:
    """Whether a text tells no other usual fact than a story, and as much of the same as would not be met by chance.

    What stands at an open slot is a name or a number and was compared when the two were found to be one.
    """
    one, story = family.facts[m], family.story[head]
    if ((family.usual[m] != 0) & (story != 0) & (family.usual[m] != story)).any():
        return False
    alike = (one != 0) & ((one == family.facts[head]) | (one == story))
    chance = float(len(family.texts))
    for k in range(len(alike)):
        if alike[k]:
            chance *= family.pattern.frequency(k, int(one[k]))
        elif family.pattern.is_open(k):
            chance /= family.pattern.known[k]
    return bool(alike.all()) or not one.any() or chance < BY_CHANCE


def _same_facts(laid: Laid, family: _Family, m: int, about: NDArray[np.int32]) -> tuple[int, float, int] | None:
    """The text that leads a story and tells the same at all slots, the share and the relation in time; or none."""
    from toolkit.documents.reprints.sameness import FAR, WHOLE, in_time

    one, other = int(family.texts[m]), family.telling.get(tuple(family.facts[m].tolist()))
    if other is None or (about[one, 2] and about[other, 2] and about[one, 2] != about[other, 2]):
        return None
    share, relation = _shared(laid, one, other), int(in_time(about, one, other))
    return (other, share, relation) if relation != FAR or share >= WHOLE else None


def _shared(laid: Laid, one: int, other: int) -> float:
    """The share of the shorter of two texts that stands in both, formulas and all."""
    from toolkit.documents.reprints.alignment import MOST_RUNS, compare

    one, other = sorted((one, other), key=lambda text: int(laid.lengths[text]))
    words = np.concatenate([laid.words[laid.offsets[text] : laid.offsets[text + 1]] for text in (one, other)])
    ends = np.array([0, laid.lengths[one], laid.lengths[one], len(words)])
    tally = np.zeros(8, np.int64)
    compare(words, np.zeros(len(words), np.uint8), ends, np.empty((MOST_RUNS, 3), np.int32), tally)
    return float(max(tally[0] / tally[2], tally[1] / tally[3]))
