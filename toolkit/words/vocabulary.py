"""Vocabulary: the terms that count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Self

import numpy as np
import pandas as pd

from toolkit.base.artefacts import Parts
from toolkit.base.checks import require_at_least, require_share
from toolkit.base.errors import InputError
from toolkit.base.html import card
from toolkit.words.spelling import as_term
from toolkit.words.themes import Themes
from toolkit.words.tokens import Tokens


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """`terms` (V), distinct and sorted; `column` maps a term to its index."""

    terms: tuple[str, ...]
    schema_version: ClassVar[int] = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "terms", tuple(self.terms))
        if list(self.terms) != sorted(set(self.terms)):
            raise InputError("the terms of a vocabulary must be distinct and sorted")

    def __len__(self) -> int:
        return len(self.terms)

    @cached_property
    def column(self) -> dict[str, int]:
        """Term → column."""
        return {term: i for i, term in enumerate(self.terms)}

    def columns(self, terms: Iterable[str]) -> list[int]:
        """The columns of those `terms` that are in the vocabulary, in the order given."""
        return [self.column[t] for t in terms if t in self.column]

    def to_frame(self) -> pd.DataFrame:
        """One row a term."""
        return pd.DataFrame({"term": list(self.terms)})

    def to_parts(self) -> Parts:
        """This noun taken apart for storage."""
        return Parts(meta={"terms": list(self.terms)})

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """The noun put together again."""
        return cls(tuple(parts.meta["terms"]))

    def _repr_html_(self) -> str:
        return card("Vocabulary", [("terms", len(self))], ["first terms"], [(", ".join(self.terms[:30]),)])


def _kept_terms(keep: Sequence[str] | Themes | None) -> set[str]:
    if keep is None:
        return set()
    if isinstance(keep, Themes):
        return {term for theme in keep for term in (*theme.seed_terms, *theme.exclude_terms)}
    return {as_term(word) for word in keep}


def build_vocabulary(
    tokens: Tokens, *, min_units: int = 3, max_share: float = 0.5, drop: Sequence[str] | None = None,
    keep: Sequence[str] | Themes | None = None,
) -> Vocabulary:  # fmt: skip
    """The terms that stand in at least `min_units` units and in at most `max_share` of them.

    `drop`: words, or names of lists; `keep`: words or Themes that are never cut (if they occur). Raises InputError when
    nothing is left.
    """
    require_at_least("min_units", min_units, 1)
    require_share("max_share", max_share)
    unit = np.repeat(np.arange(len(tokens.ids)), tokens.n_tokens)
    pairs = np.unique(unit * max(len(tokens.words), 1) + tokens.codes)
    units_of = np.bincount(pairs % max(len(tokens.words), 1), minlength=len(tokens.words))
    keeping, dropping = _kept_terms(keep), {as_term(word) for word in drop or ()}
    terms = [
        word
        for word, n in zip(tokens.words, units_of.tolist())
        if n and (word in keeping or (min_units <= n <= max_share * len(tokens.ids) and word not in dropping))
    ]
    if not terms:
        raise InputError(
            f"no term stands in at least {min_units} units and at most {max_share:.0%} of {len(tokens.ids)}; "
            "lower min_units or raise max_share"
        )
    return Vocabulary(tuple(sorted(terms)))
