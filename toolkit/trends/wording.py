"""Words as a danger to comparison: those all topics share, and a theme that changed its own."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.base.streams import stream
from toolkit.topics.engines.overlap import overlap
from toolkit.topics.model import TopicModel
from toolkit.words.counts import TermCounts

Array = NDArray[np.float64]
SPLITS = 199
TOP_TERMS = 300
WORDING_LIMIT = 0.9


@dataclass(frozen=True)
class Wording:
    """`cosine` of the two periods' distributions, `usual` the 1 % quantile of random splits by story."""

    cosine: float
    usual: float

    @property
    def changed(self) -> bool:
        """Below what chance gives, and below the limit set on planted stable themes."""
        return self.cosine < self.usual and self.cosine < WORDING_LIMIT


def shared_words(model: TopicModel) -> float:
    """How much of a topic's words at least three topics in four have in common, from 0 to 1 (`overlap`).

    Words that belong to no topic in particular pull every topic's share towards the others', and no uncalibrated
    interval knows it. The larger of what the topics share now and what they shared after the first passes: with more
    topics than there are themes, the further passes hand the common words to a few of them. A topic whose role is
    background is left out: it is there to take them.
    """
    own = model.topic_term[[role != "background" for role in model.roles]]
    return max(overlap(own), float(model.parameters.get("shared_words", 0.0)))


def theme_wording(
    model: TopicModel,
    counts: TermCounts,
    topics: NDArray[np.intp],
    sides: tuple[NDArray[np.intp], NDArray[np.intp]],
    story: NDArray[np.int64],
    *,
    seed: int,
    name: str,
) -> Wording:
    """Compare the words given to `topics` (of one theme) in two sets of units.

    A unit's words go to the theme by responsibility, θ_dk φ_kw / Σ θ φ; only the theme's 300 most probable words are
    compared, as shares. Splits keep the two numbers of stories.
    """
    phi = model.topic_term[topics].max(axis=0)
    terms = np.sort(np.argsort(-phi, kind="stable")[:TOP_TERMS])
    units = np.concatenate(sides)
    rows = counts.matrix[units][:, terms].tocoo()
    mixed = np.einsum("ik,ki->i", model.doc_topic[units][rows.row], model.topic_term[:, terms][:, rows.col])
    own = np.einsum(
        "ik,ki->i", model.doc_topic[units][:, topics][rows.row], model.topic_term[topics][:, terms[rows.col]]
    )
    given = rows.data * own / np.maximum(mixed, 1e-300)
    at = np.unique(story[units], return_inverse=True)[1]
    table = np.zeros((int(at.max()) + 1, len(terms)))
    np.add.at(table, (at[rows.row], rows.col), given)
    first = np.zeros(len(table), dtype=bool)
    first[at[: len(sides[0])]] = True
    rng = stream(seed, "wording", name)
    sides_of = np.stack([first, *(first[rng.permutation(len(first))] for _ in range(SPLITS))])
    cosine = _cosines(table, sides_of)
    return Wording(float(cosine[0]), float(np.quantile(cosine[1:], 0.01)))


def _cosines(table: Array, first: NDArray[np.bool_]) -> Array:
    """(S) cosines of the summed rows (G, V) on the two sides of each split `first` (S, G)."""
    one = first.astype(np.float64) @ table
    other = table.sum(axis=0) - one
    size = np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1))
    return np.where(size > 0, (one * other).sum(axis=1) / np.maximum(size, 1e-300), 1.0)
