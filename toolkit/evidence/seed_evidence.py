"""What the seeds alone say: hits, distinct seeds, and the same in a document's other passages."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from toolkit.base.arrays import readonly
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Themes

Array = NDArray[np.float64]
MOST_DISTINCT = 3


@dataclass(frozen=True, eq=False)
class SeedEvidence:
    """Counts of U units for T themes, each (U, T): `hits`, `distinct` seeds, `vetoes` (distinct exclusions)."""

    hits: Array
    distinct: Array
    vetoes: Array

    def __post_init__(self) -> None:
        for name in ("hits", "distinct", "vetoes"):
            object.__setattr__(self, name, readonly(getattr(self, name), np.float64))

    @property
    def strength(self) -> Array:
        """(U, T) distinct seeds less distinct exclusions, between 0 and 3: what METHODS §8 counts."""
        return np.clip(self.distinct - self.vetoes, 0, MOST_DISTINCT)


def seed_evidence(counts: TermCounts, themes: Themes) -> SeedEvidence:
    """The seeds' and exclusions' evidence in each unit; a seed outside the vocabulary has no hits."""
    seeds = incidence(counts, [theme.seed_terms for theme in themes])
    exclusions = incidence(counts, [theme.exclude_terms for theme in themes])
    matrix = counts.matrix.astype(np.float64)
    binary = matrix.sign()
    return SeedEvidence(
        np.asarray((matrix @ seeds).todense()),
        np.asarray((binary @ seeds).todense()),
        np.asarray((binary @ exclusions).todense()),
    )


def incidence(counts: TermCounts, terms_of: list[tuple[str, ...]]) -> Any:
    """(V, T) sparse zeros and ones: which term belongs to which list."""
    table = sp.lil_matrix((len(counts.vocabulary), len(terms_of)))
    for t, terms in enumerate(terms_of):
        for column in counts.vocabulary.columns(terms):
            table[column, t] = 1.0
    return table.tocsr()


def mean_of_others(values: Array, groups: NDArray[np.intp]) -> Array:
    """(U, T) the mean of `values` over the other units of the same group; 0 where there is none.

    `groups` (U): integer labels from 0. One passage's own value is never in its context.
    """
    n_groups = int(groups.max()) + 1 if len(groups) else 0
    sizes = np.bincount(groups, minlength=n_groups)
    member = sp.csr_matrix((np.ones(len(groups)), (groups, np.arange(len(groups)))), shape=(n_groups, len(groups)))
    totals = np.asarray(member @ values)
    others = (sizes[groups] - 1)[:, None]
    return np.where(others > 0, (totals[groups] - values) / np.maximum(others, 1), 0.0)


def standardise(values: Array) -> Array:
    """Columns at mean 0 and standard deviation 1; a constant column becomes 0."""
    spread = values.std(axis=0)
    centred = values - values.mean(axis=0)
    return np.where(spread > 1e-12, centred / np.where(spread > 1e-12, spread, 1.0), 0.0)
