"""Texts into stories: each text meets those that lead, the longest first; then again with the formulas left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.documents.reprints.formulas import find_formulas, leave_formulas_out
from toolkit.documents.reprints.led import Led
from toolkit.documents.reprints.sketches import Laid, Sketches, lay, sketches
from toolkit.documents.reprints.told_apart import tell_apart

_NUMBERED = re.compile(r"\s*(?:điều|chương|mục|phần|bài|kỳ|tập)\s+\w*\d[\w.]*", re.IGNORECASE)


@dataclass(frozen=True)
class Grouped:
    """For each text: `first`, the number of the first text of its story; `leader`, of the text it was compared with;
    `share` of the shorter of the two that stands in both; `relation` in time (sameness.NEAR …)."""

    first: NDArray[np.int64]
    leader: NDArray[np.int64]
    share: NDArray[np.float64]
    relation: NDArray[np.int8]


def group(
    texts: Sequence[str],
    *,
    threshold: float,
    days: NDArray[np.int32] | None = None,
    titles: Sequence[str | None] | None = None,
) -> Grouped:
    """Stories of `texts`; `days` (n, 2) between which each lies, the first after the second where that is unknown.

    Numbered parts of one work, by their `titles` (articles of a law, parts of a series), are never one story unless
    their texts are equal.
    """
    laid = lay(texts)
    met, n = sketches(laid), len(laid.content)
    led = Led(np.arange(n, dtype=np.int32), np.ones(n, np.float32), np.zeros(n, np.int8))
    order = np.lexsort((laid.content, -laid.lengths)).astype(np.int32)
    about = np.column_stack((*_days_of_distinct(laid, days), _numbers_of_distinct(laid, titles)))
    _follow(laid, met, order, about, np.zeros(met.n_shingles, np.uint8), threshold, led)
    formula = find_formulas(laid, met, led.roots(), about)
    formulaic = leave_formulas_out(laid, met, formula, led.leader == np.arange(n))
    again = formulaic & formulaic[led.leader]
    if again.any():
        led.leader[again] = np.flatnonzero(again)
        led.share[again] = 1.0
        _follow(laid, met, order[again[order]], about, formula, threshold, led)
    tell_apart(laid, met, order, about, led)
    return _of_texts(laid, led)


def _follow(
    laid: Laid,
    met: Sketches,
    order: NDArray[np.int32],
    about: NDArray[np.int32],
    formula: NDArray[np.uint8],
    threshold: float,
    led: Led,
) -> None:
    """Let the texts in `order` follow leaders."""
    from toolkit.documents.reprints.leaders import follow_leaders

    follow_leaders(
        laid.words,
        laid.flags,
        laid.offsets,
        about,
        order,
        met.shingles,
        met.bounds,
        formula,
        threshold,
        led.leader,
        led.share,
        led.relation,
    )


def _days_of_distinct(laid: Laid, days: NDArray[np.int32] | None) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """(D), (D) the first and the last day of the texts that are equal; the first is later where none is dated."""
    n = len(laid.content)
    far = np.int32(2**30)
    low, high = np.full(n, far, np.int32), np.full(n, -far, np.int32)
    if days is not None:
        known = (laid.text >= 0) & (days[:, 0] <= days[:, 1])
        np.minimum.at(low, laid.text[known], days[known, 0])
        np.maximum.at(high, laid.text[known], days[known, 1])
    return low, high


def _numbers_of_distinct(laid: Laid, titles: Sequence[str | None] | None) -> NDArray[np.int32]:
    """(D) a number for the numbering that a title begins with, 0 for none and where equal texts have several."""
    numberings: dict[int, set[str]] = {}
    for text, title in zip(laid.text.tolist(), titles or ()):
        numbering = _NUMBERED.match(title) if text >= 0 and isinstance(title, str) else None
        if numbering:
            numberings.setdefault(text, set()).add(numbering[0].casefold().rstrip("."))
    found, known = np.zeros(len(laid.content), np.int32), dict[str, int]()
    for text, of_text in numberings.items():
        if len(of_text) == 1:
            found[text] = known.setdefault(min(of_text), len(known) + 1)
    return found


def _of_texts(laid: Laid, led: Led) -> Grouped:
    """What was found of distinct texts, for each text given."""
    root = led.roots()
    filled = np.flatnonzero(laid.text >= 0)
    distinct = laid.text[filled]
    first_of, first_of_story = (np.full(len(laid.content), len(laid.text), np.int64) for _ in range(2))
    np.minimum.at(first_of, distinct, filled)
    np.minimum.at(first_of_story, root[distinct], filled)
    first, leader = np.arange(len(laid.text)), np.arange(len(laid.text))
    first[filled], leader[filled] = first_of_story[root[distinct]], first_of[led.leader[distinct]]
    share, relation = np.ones(len(first)), np.zeros(len(first), np.int8)
    share[filled], relation[filled] = led.share[distinct], led.relation[distinct]
    return Grouped(first, leader, share, relation)
