"""What the rest of a document says of a passage's theme: its other passages and its title."""

from re import Pattern

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from toolkit.evidence.codes import group_codes
from toolkit.evidence.seed_evidence import MOST_DISTINCT
from toolkit.words.finding import fold, phrase_pattern, term_of
from toolkit.words.held import reach
from toolkit.words.themes import Theme, Themes

Array = NDArray[np.float64]


def context(strength: Array, rows: pd.DataFrame, themes: Themes) -> Array:
    """(U, T) the mean strength of the document's other passages and of its title; 0 where there is neither.

    `rows` (U) of the corpus, with `text` where there are passages. A title counts as one passage more, but not for the
    passage that is the title, and not for units that are whole documents.
    """
    documents = group_codes(rows["parent"])
    others = (np.bincount(documents)[documents] - 1)[:, None]
    titled = _titled(rows)[:, None]
    total = mean_of_others(strength, documents) * others
    if titled.any():
        total = total + np.where(titled, title_strength(rows["title"], themes), 0.0)
    return np.asarray(total / np.maximum(others + titled, 1))


def _titled(rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Which passages have a title that is not their own text."""
    parts = rows["id"] != rows["parent"]
    if not parts.any():
        return np.zeros(len(rows), dtype=bool)
    title, text = rows["title"].fillna("").str.strip(), rows["text"].str.strip()
    return np.asarray((title != "") & (title != text) & parts, dtype=bool)


def title_strength(titles: "pd.Series[str]", themes: Themes) -> Array:
    """(U, T) distinct seeds of each title less distinct exclusions, between 0 and 3."""
    distinct, place = np.unique(titles.fillna("").to_numpy(dtype=object).astype(str), return_inverse=True)
    folded = [fold(title) for title in distinct]
    return np.column_stack([_found(folded, theme) for theme in themes])[place]


def _found(folded: list[str], theme: Theme) -> Array:
    pattern, seeds = phrase_pattern([*theme.seeds, *theme.exclude]), set(theme.seed_terms)
    terms = [_terms(title, pattern, theme) for title in folded]
    return np.array([min(max(len(t & seeds) - len(t - seeds), 0), MOST_DISTINCT) for t in terms], dtype=np.float64)


def _terms(title: str, pattern: Pattern[str], theme: Theme) -> set[str]:
    """The seeds and exclusions of a title; what a seed's condition asks for must stand in the title."""
    conditions, own, found = theme.term_conditions, theme.own_terms, set()
    for match in pattern.finditer(title):
        term = term_of(match[0], own)
        if term not in conditions or conditions[term].holds(*reach(title, *match.span(), conditions[term].within)):
            found.add(term)
    return found


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
