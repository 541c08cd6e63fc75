"""Vocabulary: the terms that count."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import ClassVar, Self

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from toolkit.base.cards import card, line
from toolkit.base.checks import require_count, require_share
from toolkit.base.errors import InputError, UsageError
from toolkit.base.parts import Parts, frozen
from toolkit.words.spelling import as_term
from toolkit.words.stop_words import DEFAULT, LISTS, in_list
from toolkit.words.themes import Themes
from toolkit.words.tokens import Tokens


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """`terms` (V), distinct and sorted; `column` maps a term to its index.

    `left_out`: tokens that are no term, by reason (function_words, numbers, honorifics, drop, rare, common).

    >>> counts.vocabulary.columns(["kiều_bào"]) == [counts.vocabulary.column["kiều_bào"]]
    True
    """

    terms: tuple[str, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)
    schema_version: ClassVar[int] = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "terms", tuple(self.terms))
        object.__setattr__(self, "left_out", frozen(self.left_out))
        if list(self.terms) != sorted(set(self.terms)):
            raise InputError("the terms of a vocabulary must be distinct and sorted")

    def __len__(self) -> int:
        return len(self.terms)

    @cached_property
    def column(self) -> dict[str, int]:
        """Term → column."""
        return {term: i for i, term in enumerate(self.terms)}

    @cached_property
    def of_syllable(self) -> dict[str, list[int]]:
        """Syllable → the columns of the terms of several that hold it, in order."""
        found: dict[str, list[int]] = {}
        for i, term in enumerate(self.terms):
            if "_" in term:
                for syllable in dict.fromkeys(term.split("_")):
                    found.setdefault(syllable, []).append(i)
        return found

    def columns(self, terms: Iterable[str]) -> list[int]:
        """The columns of those `terms` that are in the vocabulary, in the order given."""
        return [self.column[t] for t in terms if t in self.column]

    def to_frame(self) -> pd.DataFrame:
        """One row a term."""
        return pd.DataFrame({"term": list(self.terms)})

    def to_parts(self) -> Parts:
        """This noun taken apart for storage."""
        return Parts(meta={"terms": list(self.terms), "left_out": dict(self.left_out)})

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """The noun put together again."""
        return cls(tuple(parts.meta["terms"]), dict(parts.meta.get("left_out", {})))

    def __repr__(self) -> str:
        return line(self._repr_html_())

    def _repr_html_(self) -> str:
        facts = [("terms", len(self)), *((f"left out: {why}", n) for why, n in self.left_out.items())]
        return card("Vocabulary", facts, ["first terms"], [(", ".join(self.terms[:30]),)])


def _kept_terms(keep: Sequence[str] | Themes | None) -> set[str]:
    if keep is None:
        return set()
    if isinstance(keep, Themes):
        return {term for theme in keep for term in theme.own_terms}
    return {as_term(word) for word in keep}


def _reason(word: str, n_units: int, min_units: int, most: float, drops: tuple[list[str], set[str]]) -> str:
    """Why a word is left out, or "" where it is a term."""
    lists, words = drops
    for name in lists:
        if in_list(name, word):
            return name
    if word in words:
        return "drop"
    return "rare" if n_units < min_units else "common" if n_units > most else ""


def build_vocabulary(
    tokens: Tokens,
    *,
    min_units: int = 3,
    max_share: float = 0.5,
    drop: Sequence[str] | None = None,
    keep: Sequence[str] | Themes | None = None,
) -> Vocabulary:
    """The terms that stand in at least `min_units` units and in at most `max_share` of them.

    Function words and numbers are left out; `drop` adds words or named lists to them (`honorifics`), and an empty
    `drop` leaves nothing out by name. `keep`: words or Themes (seeds and exclusions) that are never cut, if they
    occur. What was left out, and why, is counted in `left_out`. Raises UsageError for a list's name spelled wrong,
    InputError when nothing is left.

    >>> vocabulary = tk.build_vocabulary(tokens, min_units=5, keep=themes)
    >>> "kiều_bào" in vocabulary.terms, "và" in vocabulary.terms
    (True, False)
    """
    require_count("min_units", min_units, 1)
    require_share("max_share", max_share)
    if isinstance(drop, str) or isinstance(keep, str):
        raise UsageError("drop and keep want lists of words; put the one word in brackets")
    for word in drop or ():
        near = get_close_matches(word, LISTS, n=1, cutoff=0.8)
        if near and word not in LISTS and as_term(word) not in tokens.words:
            raise UsageError(f"drop names no list {word!r} and no such word occurs; did you mean '{near[0]}'?")
    named = DEFAULT if drop is None else () if not drop else (*DEFAULT, *(name for name in drop if name in LISTS))
    drops = (list(dict.fromkeys(named)), {as_term(word) for word in drop or () if word not in LISTS})
    keeping, most = _kept_terms(keep), max_share * len(tokens.ids)
    n_tokens = np.bincount(tokens.codes, minlength=len(tokens.words)).tolist()
    terms, left_out = [], dict.fromkeys((*drops[0], "drop", "rare", "common"), 0)
    for word, units, count in zip(tokens.words, units_of(tokens).tolist(), n_tokens):
        if not units:
            continue
        reason = "" if word in keeping else _reason(word, units, min_units, most, drops)
        if reason:
            left_out[reason] += count
        else:
            terms.append(word)
    if not terms:
        raise InputError(
            f"no term stands in at least {min_units} units and at most {max_share:.0%} of {len(tokens.ids)}; "
            "lower min_units or raise max_share"
        )
    return Vocabulary(tuple(sorted(terms)), {reason: n for reason, n in left_out.items() if n})


def units_of(tokens: Tokens) -> NDArray[np.int64]:
    """In how many units each distinct word stands."""
    ones = np.ones(len(tokens.codes), np.int8)
    rows = sp.csr_matrix((ones, tokens.codes.copy(), tokens.offsets), shape=(len(tokens.ids), len(tokens.words)))
    rows.sum_duplicates()
    return np.bincount(rows.indices, minlength=len(tokens.words))
