"""What the seeds alone say of each unit: hits, distinct seeds, exclusions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from toolkit.base.parts import readonly
from toolkit.words.conditions import UNHELD
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Theme, Themes
from toolkit.words.vocabulary import Vocabulary

Array = NDArray[np.float64]
MOST_DISTINCT = 3
USUAL_LENGTH = 100  # tokens; in a longer unit a seed is likelier to stand by the way


@dataclass(frozen=True, eq=False)
class SeedEvidence:
    """Counts of U units for T themes, each (U, T): `hits`, `distinct` seeds, `vetoes` (distinct exclusions).

    `length` (U): tokens of each unit.
    """

    hits: Array
    distinct: Array
    vetoes: Array
    length: Array

    def __post_init__(self) -> None:
        for name in ("hits", "distinct", "vetoes", "length"):
            object.__setattr__(self, name, readonly(getattr(self, name), np.float64))

    @property
    def strength(self) -> Array:
        """(U, T) distinct seeds less distinct exclusions, between 0 and 3, times √(100/length) in units of over 100
        tokens.
        """
        damped = np.sqrt(USUAL_LENGTH / np.maximum(self.length, USUAL_LENGTH))
        return np.clip(self.distinct - self.vetoes, 0, MOST_DISTINCT) * damped[:, None]


def seed_evidence(counts: TermCounts, themes: Themes) -> SeedEvidence:
    """The seeds' and exclusions' evidence in each unit.

    A seed stands in the terms that `seed_columns` names; each counts once a unit in `distinct`, whatever it stands in.
    A seed outside the vocabulary has no hits.
    """
    matrix = counts.matrix.astype(np.float64)
    seeds = [seed_columns(counts.vocabulary, theme, term) for theme in themes for term in theme.seed_terms]
    owner = np.repeat(np.arange(len(themes)), [len(theme.seed_terms) for theme in themes])
    theme_of = sp.csr_matrix((np.ones(len(owner)), (np.arange(len(owner)), owner)), shape=(len(owner), len(themes)))
    stands = incidence(len(counts.vocabulary), seeds)
    exclusions = incidence(len(counts.vocabulary), [counts.vocabulary.columns(theme.exclude_terms) for theme in themes])
    return SeedEvidence(
        np.asarray((matrix @ (stands @ theme_of).sign()).todense()),
        np.asarray(((matrix @ stands).sign() @ theme_of).todense()),
        np.asarray((matrix.sign() @ exclusions).todense()),
        np.asarray(matrix.sum(axis=1)).ravel(),
    )


def seed_columns(vocabulary: Vocabulary, theme: Theme, term: str) -> list[int]:
    """The columns in which a seed of `theme` stands: its own, then the longer terms that hold its syllables.

    So `hoàng_sa` is found in `quần_đảo_hoàng_sa`, which the lexicon joins. A single syllable is no part of a word; an
    exclusion of the theme does not vouch for it, and another seed of it vouches for itself; nor does a longer term in
    which a seed's condition fails.
    """
    own = vocabulary.columns([term])
    if "_" not in term:
        return own
    left = {term, *theme.own_terms}
    if term in theme.term_conditions:
        left.update(t for t in vocabulary.terms if t.endswith(UNHELD))
    return own + [column for longer, column in _longer(vocabulary, term) if longer not in left]


def _longer(vocabulary: Vocabulary, term: str) -> list[tuple[str, int]]:
    """The terms that hold `term` and more, and their columns."""
    parts, first = f"_{term}_", term.split("_", 1)[0]
    near = ((vocabulary.terms[i], i) for i in vocabulary.of_syllable.get(first, ()))
    return [(t, i) for t, i in near if len(t) > len(term) and parts in f"_{t}_"]


def incidence(n_terms: int, columns_of: Sequence[Sequence[int]]) -> Any:
    """(V, L) csr of zeros and ones: which column belongs to which list."""
    rows = [column for columns in columns_of for column in columns]
    lists = np.repeat(np.arange(len(columns_of)), [len(columns) for columns in columns_of])
    return sp.csr_matrix((np.ones(len(rows)), (rows, lists)), shape=(n_terms, len(columns_of)))


def standardise(values: Array) -> Array:
    """Columns at mean 0 and standard deviation 1; a constant column becomes 0."""
    spread = values.std(axis=0)
    centred = values - values.mean(axis=0)
    return np.where(spread > 1e-12, centred / np.where(spread > 1e-12, spread, 1.0), 0.0)
