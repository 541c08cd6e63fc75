"""Formulas: runs that stand in many stories, or in texts that share them and little else; told from the raw texts."""

import numpy as np
from numpy.typing import NDArray

from toolkit.documents.reprints.patterns import share_held
from toolkit.documents.reprints.sketches import Laid, Sketches

STORIES_OF_A_FORMULA = 8  # a run that stands in so many stories is a formula
FAMILY = 8  # texts found to be one story, of which it is asked whether they share a pattern
PATTERN = 0.75  # of a text: what all of a family share is a pattern if it is less, for reprints share a whole text
WITHIN_DAYS = 31  # a family known to lie within these is one release, for news spreads in days
PART_OF_COMMONEST = 0.4  # of the stories in which a text's commonest run stands
FORMULAIC = 0.2  # of its shingles: a text that holds less of formulas is judged by all its words

MOST_COUNTS = 25  # two to this: bounds the memory


def find_formulas(laid: Laid, met: Sketches, story: NDArray[np.int32], about: NDArray[np.int32]) -> NDArray[np.uint8]:
    """By shared shingle, 1 for a formula; `story` (D) as first found, `about` (D, 3) the days between which texts lie.

    A run that many stories have is one. So is what half of a family of texts found to be one share, where that is less
    than three quarters of a text, and at less than three quarters of the places most of them agree: many reprints of a
    text, an eighth of each edited, share word for word no more, but at each place most of them agree.
    """
    from toolkit.documents.reprints.leaders import count_stories

    order = np.argsort(story, kind="stable").astype(np.int32)
    last, counts = np.full(met.n_shingles, -1, np.int32), np.zeros(met.n_shingles, np.int32)
    count_stories(order, story, met.bounds, met.shingles, last, counts)
    formula: NDArray[np.uint8] = (counts >= STORIES_OF_A_FORMULA).astype(np.uint8)
    for family in np.split(order, np.flatnonzero(np.diff(story[order])) + 1):
        if len(family) >= FAMILY and not _within_days(about[family]):
            shingles = np.concatenate([met.shingles[met.bounds[t] : met.bounds[t + 1]] for t in family.tolist()])
            found, texts = np.unique(shingles, return_counts=True)
            common = found[2 * texts >= len(family)]
            longest_first = family[np.lexsort((laid.content[family], -laid.lengths[family]))]
            if len(common) < PATTERN * met.sizes[family].mean() and share_held(laid, longest_first) < PATTERN:
                formula[common] = 1
    return formula


def _within_days(about: NDArray[np.int32]) -> bool:
    known = bool((about[:, 0] <= about[:, 1]).all())
    return known and int(about[:, 1].max()) - int(about[:, 0].min()) <= WITHIN_DAYS


def leave_formulas_out(
    laid: Laid, met: Sketches, formula: NDArray[np.uint8], leads: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """(D) the texts that formulas make up a good part of; the formulas in them are marked in their flags.

    Marked are runs that stand in many of the texts that lead stories or hold much of a formula.
    """
    from toolkit.documents.reprints.shingling import count_texts, mark_formulas

    hits = np.bincount(met.owners[formula[met.shingles] > 0], minlength=len(laid.content))
    formulaic: NDArray[np.bool_] = (hits >= 2) & (hits >= FORMULAIC * met.sizes)
    texts = np.flatnonzero(formulaic).astype(np.int32)
    counted = texts[leads[texts] | (hits[texts] >= 2 * FORMULAIC * met.sizes[texts])]
    room = 1 << min(int(2 * laid.lengths[counted].sum()).bit_length() + 1, MOST_COUNTS)
    counts = np.zeros(room, np.uint16)
    count_texts(laid.words, laid.offsets, counted, counts)
    least = STORIES_OF_A_FORMULA
    mark_formulas(laid.words, laid.flags, laid.offsets, texts, counts, least, PART_OF_COMMONEST)
    return formulaic
