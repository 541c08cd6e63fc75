"""Stories of one pattern told apart, where their days speak for it, never by the words alone.

A release that each newsroom edits at the same places is one story; torn apart it would make intervals too narrow, which
is worse than a pattern whose stories stay joined.
"""

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
    the usual facts of its story, filled as texts join; `number` of each text; `telling`, texts that lead by facts;
    `unit`, the first of those that a text stays with, and `days` (n, 2) of the unit, see `_units`."""

    texts: NDArray[np.int32]
    pattern: Pattern
    facts: Facts
    usual: Facts
    story: Facts
    number: dict[int, int]
    telling: dict[tuple[int, ...], int]
    unit: NDArray[np.int64]
    days: NDArray[np.int64]


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
            units = _units(root[texts], about[texts])
            _sort_out(laid, _Family(texts, pattern, facts, usual, usual.copy(), number, {}, *units), about, led)


def _units(root: NDArray[np.int32], about: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(n) the first of the texts that each stays with, (n, 2) the first and the last day of all these.

    They were found to be one story, and no more than three days lie between one and the next, or all are undated.
    """
    from toolkit.documents.reprints.sameness import NEAR_DAYS

    unit, days = np.arange(len(root)), about[:, :2].astype(np.int64)
    last: dict[tuple[int, bool], int] = {}
    for m in np.lexsort((unit, days[:, 0])).tolist():
        dated = bool(days[m, 0] <= days[m, 1])
        before = last.setdefault((int(root[m]), dated), m)
        if dated and days[m, 0] - days[before, 1] > NEAR_DAYS:
            before = last[int(root[m]), dated] = m
        unit[m] = before
        days[before, 1] = max(days[before, 1], days[m, 1])
    first = np.full(len(unit), len(unit))
    np.minimum.at(first, unit, np.arange(len(unit)))
    return first[unit], days[unit]


def _sort_out(laid: Laid, family: _Family, about: NDArray[np.int32], led: Led) -> None:
    """Each text, the longest first, stays with its unit, which stays with the head of its story, finds another that
    tells the same, or leads."""
    for m, text in enumerate(family.texts.tolist()):
        root, unit = led.root(text), int(family.texts[family.unit[m]])
        if unit != text:
            if led.root(unit) != root:
                _follow(laid, about, led, text, unit)
        elif root == text or (
            _time_parts(family.days[m], family.days[family.number[root]])
            and not _may_be_one(laid, family, m, family.number[root])
        ):
            other = _same_facts(laid, family, m, about)
            _follow(laid, about, led, text, text if other is None else other)
        story = family.story[family.number[led.root(text)]]
        story[story == 0] = family.usual[m][story == 0]
        if led.root(text) == text and family.facts[m].all():
            family.telling.setdefault(tuple(family.facts[m].tolist()), text)


def _follow(laid: Laid, about: NDArray[np.int32], led: Led, text: int, other: int) -> None:
    """Let a text follow another, or lead where that is the text itself."""
    from toolkit.documents.reprints.sameness import in_time

    led.leader[text] = other
    led.share[text] = 1.0 if other == text else _shared(laid, text, other)
    led.relation[text] = 0 if other == text else in_time(about, text, other)


def _time_parts(one: NDArray[np.int64], other: NDArray[np.int64]) -> bool:
    """Whether more than three days are known to lie between two units."""
    from toolkit.documents.reprints.sameness import NEAR_DAYS

    known = one[0] <= one[1] and other[0] <= other[1]
    return bool(known and max(one[0], other[0]) - min(one[1], other[1]) > NEAR_DAYS)


def _may_be_one(laid: Laid, family: _Family, m: int, head: int) -> bool:
    """Whether a text tells no other usual fact than a story, and as much of the same as would not be met by chance."""
    one, story = family.facts[m], family.story[head]
    if ((family.usual[m] != 0) & (story != 0) & (family.usual[m] != story)).any():
        return False
    alike = (one != 0) & ((one == family.facts[head]) | (one == story))
    own = int(laid.documents[family.texts[[m, head]]].sum())
    chance = float(len(family.texts))
    for k in np.flatnonzero(alike).tolist():
        chance *= family.pattern.frequency(k, int(one[k]), own)
    return bool(alike.all()) or not one.any() or chance < BY_CHANCE


def _same_facts(laid: Laid, family: _Family, m: int, about: NDArray[np.int32]) -> int | None:
    """The text that leads a story and tells the same at all slots; or none."""
    from toolkit.documents.reprints.sameness import FAR, WHOLE, in_time

    one, other = int(family.texts[m]), family.telling.get(tuple(family.facts[m].tolist()))
    if other is None or (about[one, 2] and about[other, 2] and about[one, 2] != about[other, 2]):
        return None
    return other if in_time(about, one, other) != FAR or _shared(laid, one, other) >= WHOLE else None


def _shared(laid: Laid, one: int, other: int) -> float:
    """The share of the shorter of two texts that stands in both, formulas and all."""
    from toolkit.documents.reprints.alignment import MOST_RUNS, compare

    one, other = sorted((one, other), key=lambda text: int(laid.lengths[text]))
    words = np.concatenate([laid.words[laid.offsets[text] : laid.offsets[text + 1]] for text in (one, other)])
    ends = np.array([0, laid.lengths[one], laid.lengths[one], len(words)])
    tally = np.zeros(8, np.int64)
    compare(words, np.zeros(len(words), np.uint8), ends, np.empty((MOST_RUNS, 3), np.int32), tally)
    return float(max(tally[0] / tally[2], tally[1] / tally[3]))
