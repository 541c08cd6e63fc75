"""Has a theme changed its words? The cosine of its word distributions in two periods against random splits."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.base.streams import stream
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


def theme_wording(
    model: TopicModel, counts: TermCounts, topics: NDArray[np.intp], sides: tuple[NDArray[np.intp], NDArray[np.intp]],
    story: NDArray[np.int64], *, seed: int, name: str,
) -> Wording:  # fmt: skip
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
    null = np.empty(SPLITS)
    for s in range(SPLITS):
        null[s] = _cosine(table, first[rng.permutation(len(first))])
    return Wording(_cosine(table, first), float(np.quantile(null, 0.01)))


def _cosine(table: Array, first: NDArray[np.bool_]) -> float:
    a, b = table[first].sum(axis=0), table[~first].sum(axis=0)
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size > 0 else 1.0
