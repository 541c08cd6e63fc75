"""Words that tell two periods or groups apart, with intervals that know about reprints."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import require_count
from toolkit.base.errors import InputError, UsageError
from toolkit.base.streams import stream
from toolkit.base.threads import one_blas_thread
from toolkit.documents.corpus import Corpus
from toolkit.documents.periods import Grouping, group_for, group_units
from toolkit.documents.selection import rows_where
from toolkit.trends.unit_values import counts_within
from toolkit.words.counts import TermCounts

Array = NDArray[np.float64]
Period = str | int | Sequence[int | str] | Mapping[str, Any]
REST = "rest"
DRAWS = 199
AT_ONCE = 64  # deals: their sums over all words are held at once
PRIOR_TOKENS = 500.0
FEWEST_STORIES = 3  # of two, each printed ten times, words were found too often where nothing is planted
CANDIDATES = 4000
COLUMNS = (
    "term",
    "period",
    "log_odds",
    "lower",
    "upper",
    "z",
    "p_adjusted",
    "n_earlier",
    "n_later",
    "documents_earlier",
    "documents_later",
)


def keyness(
    counts: TermCounts, corpus: Corpus, earlier: Period, later: Period | None = None, *, n: int = 25
) -> pd.DataFrame:
    """The `n` words that mark the later period (or second group) and the `n` that mark the earlier one.

    Log-odds ratio with an informative Dirichlet prior, 500 words of the two periods' joint distribution (Monroe,
    Colaresi, Quinn 2008); the standard error sums words by story, so a text reprinted ten times is no ten witnesses.
    The order is by z; `lower`, `upper` are pointwise 95 % intervals; `p_adjusted` is max-T over all words under 199
    fixed deals of the stories to sides of this size (the same input gives the same table), so that it holds for three
    stories against the rest as for two halves. A period is a year, [2016, 2018] or "2016-2018"; a group
    is {"source": ["a.vn", "b.vn"]}, as `corpus.where` takes it; without a second one the first stands against the rest.
    Raises UsageError for two that overlap, InputError when one holds fewer than three stories.

    >>> words = tk.keyness(counts, corpus, (2016, 2018), (2022, 2024), n=3)
    >>> words.columns.tolist()[:3], len(words)
    (['term', 'period', 'log_odds'], 6)
    """
    require_count("n", n, 1)
    counts = counts_within(counts, corpus)
    grouping, names = _two_sides(counts, corpus, earlier, later)
    tables = [_by_story(counts, grouping, grouping.labels.index(name)) for name in names]
    for name, (table, _story, _n) in zip(names, tables):
        if table.shape[0] < FEWEST_STORIES:
            raise InputError(
                f"{name} holds {table.shape[0]} {'story' if table.shape[0] == 1 else 'stories'}; words of two periods "
                f"need at least {FEWEST_STORIES} in each"
            )
    totals = [np.asarray(table.sum(axis=0), dtype=np.float64).ravel() for table, _, _ in tables]
    both = totals[0] + totals[1]
    terms = np.flatnonzero(both > 0)
    terms = np.sort(terms[np.argsort(-both[terms], kind="stable")[:CANDIDATES]])
    with one_blas_thread():
        log_odds, se, highest = _by_deals(tables, both, terms)
    z = log_odds / se
    adjusted = (1 + (highest[:, None] >= np.abs(z)[None, :]).sum(axis=0)) / (DRAWS + 1)
    frame = pd.DataFrame(
        {
            "term": [counts.vocabulary.terms[v] for v in terms],
            "period": np.where(z > 0, names[1], names[0]),
            "log_odds": log_odds,
            "lower": log_odds - 1.96 * se,
            "upper": log_odds + 1.96 * se,
            "z": z,
            "p_adjusted": adjusted,
            "n_earlier": totals[0][terms].astype(int),
            "n_later": totals[1][terms].astype(int),
            "documents_earlier": tables[0][2][terms],
            "documents_later": tables[1][2][terms],
        }
    )[list(COLUMNS)]
    frame = frame.sort_values(["z", "term"], ascending=[False, True], kind="stable")
    up, down = frame[frame["z"] > 0].head(n), frame[frame["z"] < 0].tail(n).iloc[::-1]
    return pd.concat([up, down], ignore_index=True)


def _two_sides(
    counts: TermCounts, corpus: Corpus, earlier: Period, later: Period | None
) -> tuple[Grouping, tuple[str, str]]:
    """The units of both sides and their names."""
    names = (_called(earlier), REST if later is None else _called(later))
    if names[0] == names[1]:
        raise UsageError(f"{names[0]} is compared with itself; name two periods")
    if later is not None and not isinstance(earlier, Mapping) and not isinstance(later, Mapping):
        spans = {names[0]: tuple(_ends(earlier)), names[1]: tuple(_ends(later))}
        return group_for(corpus, counts.ids, spans)[0], names
    frame = corpus.facts(counts.ids)
    first = _side(frame, earlier)
    second = ~first if later is None else _side(frame, later)
    if (first & second).any():
        raise UsageError(f"{names[0]} and {names[1]} overlap; a unit can belong to one only")
    side = pd.Series(np.where(first, "0", "1"), index=frame.index).where(first | second, None)
    grouping = group_units(frame.assign(side=side), "side")
    return replace(grouping, labels=names), names


def _side(frame: pd.DataFrame, period: Period) -> NDArray[np.bool_]:
    if isinstance(period, Mapping):
        return rows_where(frame, None, period)
    return np.asarray(group_units(frame, {"span": tuple(_ends(period))}).period == 0)


def _called(period: Period) -> str:
    if isinstance(period, Mapping):
        return ", ".join(f"{name}={_value_name(value)}" for name, value in period.items())
    if isinstance(period, str | int | np.integer):
        return str(period)
    if not isinstance(period, Sequence) or len(period) != 2:
        raise UsageError(f"{period!r} is no period; give a year, [2016, 2018], or a group as {{'source': ['a.vn']}}")
    return f"{period[0]}-{period[1]}"


def _value_name(value: Any) -> str:
    return "+".join(str(one) for one in value) if isinstance(value, list | tuple | set) else str(value)


def _ends(period: str | int | Sequence[int | str]) -> Sequence[int | str]:
    years = re.fullmatch(r"(\d{4})-(\d{4})", period) if isinstance(period, str) else None
    if years:
        return years.groups()
    return (period, period) if isinstance(period, str | int | np.integer) else period


def _by_story(counts: TermCounts, grouping: Grouping, period: int) -> tuple[Any, NDArray[np.int64], NDArray[np.int64]]:
    """(G, V) word counts by story in one period, the stories, and (V) the units that hold each word."""
    import scipy.sparse as sp

    here = np.flatnonzero(grouping.period == period)
    stories, at = np.unique(grouping.story[here], return_inverse=True)
    rows = counts.matrix[here]
    gather = sp.csr_matrix((np.ones(len(here)), (at, np.arange(len(here)))), shape=(len(stories), len(here)))
    return (gather @ rows).tocsr(), stories, np.bincount(rows.indices, minlength=rows.shape[1])


def _by_deals(
    tables: list[tuple[Any, NDArray[np.int64], NDArray[np.int64]]], both: Array, terms: NDArray[np.intp]
) -> tuple[Array, Array, Array]:
    """(V') log odds of the later side and their standard errors by story, and (DRAWS) the largest |z| of all words when
    the stories are dealt at random to sides of these sizes.

    The influence of story g on a word's log odds is (y_gw - L_g p_w) / ((y_w + α_w)(1 - q_w)), L_g its length.
    """
    import scipy.sparse as sp

    sizes = [table.shape[0] for table, _, _ in tables]
    rows = sp.vstack([table[:, terms] for table, _, _ in tables]).tocsr().astype(np.float64)
    length = np.concatenate([np.asarray(table.sum(axis=1), dtype=np.float64).ravel() for table, _, _ in tables])
    sums = _Sums(rows, length, PRIOR_TOKENS * (both / both.sum())[terms])
    last = np.arange(sizes[0], sum(sizes))
    log_odds, se = (value[0] for value in sums.of(last[None, :]))
    deal, fewer, highest = stream(0, "keyness"), min(sizes), []
    for first in range(0, DRAWS, AT_ONCE):
        chosen = np.stack(
            [deal.choice(sum(sizes), fewer, replace=False, shuffle=False) for _ in range(min(AT_ONCE, DRAWS - first))]
        )
        dealt, error = sums.of(chosen)
        highest.append(np.abs(dealt / error).max(axis=1))
    return log_odds, se, np.concatenate(highest)


class _Sums:
    """What a side of any stories comes to: `rows` (G, V') word counts by story, `length` (G), `prior` (V')."""

    def __init__(self, rows: Any, length: Array, prior: Array) -> None:
        import scipy.sparse as sp

        self.prior, self.n, self.n_words = prior, rows.shape[0], rows.shape[1]
        extra = sp.csr_matrix(np.stack([length, length**2], axis=1))
        self.parts = sp.hstack([rows, rows.multiply(rows), rows.multiply(length[:, None]), extra]).tocsr()
        self.whole = np.asarray(self.parts.sum(axis=0)).ravel()

    def of(self, chosen: NDArray[np.int64]) -> tuple[Array, Array]:
        """(D, V') log odds of the chosen stories (D, n) against all others, and their standard errors."""
        import scipy.sparse as sp

        draws, size = chosen.shape
        at = (np.ones(chosen.size), (np.repeat(np.arange(draws), size), chosen.ravel()))
        inside = np.asarray((sp.csr_matrix(at, shape=(draws, self.n)) @ self.parts).todense())
        own, its = self._side(inside, size)
        other, theirs = self._side(self.whole - inside, self.n - size)
        return own - other, np.sqrt(its + theirs)

    def _side(self, sums: Array, size: int) -> tuple[Array, Array]:
        """Log odds with the prior's words added, and their variance by story: at least that of the word's own counts,
        where stories are too few to show it."""
        y, squares, cross = (sums[:, k * self.n_words : (k + 1) * self.n_words] for k in range(3))
        length, length2 = sums[:, -2:-1], sums[:, -1:]
        added = np.maximum(y + self.prior, 1e-12)
        everything = length + PRIOR_TOKENS
        share = y / np.maximum(length, 1.0)
        summed = size / (size - 1) * (squares - 2 * share * cross + share**2 * length2)
        scale = 1.0 / np.maximum(added * (1 - added / everything), 1e-12)
        log_odds = np.log(added) - np.log(np.maximum(everything - added, 1e-12))
        return log_odds, scale**2 * np.maximum(summed, added)
