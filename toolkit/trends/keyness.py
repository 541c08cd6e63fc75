"""Words that tell two periods or groups apart, with intervals that know about reprints."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from toolkit.words.counts import TermCounts

Array = NDArray[np.float64]
Period = str | int | Sequence[int | str] | Mapping[str, Any]
REST = "rest"
DRAWS = 999
AT_ONCE = 64  # draws: multipliers of all draws and stories would be 5 GB at 640,000 stories
PRIOR_TOKENS = 500.0
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
    The order is by z; `lower`, `upper` are pointwise 95 % intervals; `p_adjusted` is max-T over all words with fixed
    multipliers by story (the same input gives the same table). A period is a year, [2016, 2018] or "2016-2018"; a group
    is {"source": ["a.vn", "b.vn"]}, as `corpus.where` takes it; without a second one the first stands against the rest.
    Raises UsageError for two that overlap, InputError when one holds fewer than two stories.

    >>> words = tk.keyness(counts, corpus, (2016, 2018), (2022, 2024), n=3)
    >>> words.columns.tolist()[:3], len(words)
    (['term', 'period', 'log_odds'], 6)
    """
    require_count("n", n, 1)
    grouping, names = _two_sides(counts, corpus, earlier, later)
    tables = [_by_story(counts, grouping, grouping.labels.index(name)) for name in names]
    for name, (table, _story, _n) in zip(names, tables):
        if table.shape[0] < 2:
            raise InputError(f"{name} holds {table.shape[0]} story; words of two periods need at least two in each")
    totals = [np.asarray(table.sum(axis=0), dtype=np.float64).ravel() for table, _, _ in tables]
    both = totals[0] + totals[1]
    terms = np.flatnonzero(both > 0)
    terms = np.sort(terms[np.argsort(-both[terms], kind="stable")[:CANDIDATES]])
    log_odds = _log_odds(totals[1], both)[terms] - _log_odds(totals[0], both)[terms]
    with one_blas_thread():
        se, highest = _by_multipliers(tables, totals, both, terms)
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
    if isinstance(period, str | int):
        return str(period)
    return f"{period[0]}-{period[1]}"


def _value_name(value: Any) -> str:
    return "+".join(str(one) for one in value) if isinstance(value, list | tuple | set) else str(value)


def _ends(period: str | int | Sequence[int | str]) -> Sequence[int | str]:
    years = re.fullmatch(r"(\d{4})-(\d{4})", period) if isinstance(period, str) else None
    if years:
        return years.groups()
    return (period, period) if isinstance(period, str | int) else period


def _by_story(counts: TermCounts, grouping: Grouping, period: int) -> tuple[Any, NDArray[np.int64], NDArray[np.int64]]:
    """(G, V) word counts by story in one period, the stories, and (V) the units that hold each word."""
    import scipy.sparse as sp

    here = np.flatnonzero(grouping.period == period)
    stories, at = np.unique(grouping.story[here], return_inverse=True)
    rows = counts.matrix[here]
    gather = sp.csr_matrix((np.ones(len(here)), (at, np.arange(len(here)))), shape=(len(stories), len(here)))
    return (gather @ rows).tocsr(), stories, np.bincount(rows.indices, minlength=rows.shape[1])


def _log_odds(own: Array, both: Array) -> Array:
    """(V) log odds of each word with the prior's words added."""
    prior = PRIOR_TOKENS * both / both.sum()
    added = own + prior
    return np.asarray(np.log(np.maximum(added, 1e-12)) - np.log(added.sum() - added))


def _by_multipliers(
    tables: list[tuple[Any, NDArray[np.int64], NDArray[np.int64]]],
    totals: list[Array],
    both: Array,
    terms: NDArray[np.intp],
) -> tuple[Array, Array]:
    """(V') standard errors by story, and (DRAWS) the largest |z| over all words under random signs of stories.

    The influence of story g on a word's log odds is (y_gw - L_g p_w) / ((y_w + α_w)(1 - q_w)), L_g its length.
    """
    sides = [_side_of(table, total, both, terms, stories) for (table, stories, _), total in zip(tables, totals)]
    variance = np.zeros(len(terms))
    for side in sides:
        squares = np.asarray(side.rows.multiply(side.rows).sum(axis=0)).ravel()
        cross, p = np.asarray(side.rows.T @ side.length).ravel(), side.share
        summed = side.small * (squares - 2 * p * cross + p**2 * (side.length @ side.length))
        variance += side.scale**2 * np.maximum(summed, side.added)
    se = np.sqrt(variance)
    n_stories, signs = 1 + max(int(side.stories.max()) for side in sides), stream(0, "keyness")
    highest = []
    for first in range(0, DRAWS, AT_ONCE):
        sign = signs.standard_normal((min(AT_ONCE, DRAWS - first), n_stories))
        moved = np.zeros((len(sign), len(terms)))
        for sense, side in zip((-1, 1), sides):
            moved += sense * side.moved(sign)
        highest.append(np.abs(moved / se).max(axis=1))
    return se, np.concatenate(highest)


@dataclass(frozen=True, eq=False)
class _Side:
    """One period: word counts by story (G, V') `rows` and their `length` (G), `stories` (G); by word its `share`, the
    `scale` of a story's influence, and `added`, the words with the prior's: a word's own sampling, where stories are
    too few to show it."""

    rows: Any
    length: Array
    stories: NDArray[np.int64]
    share: Array
    scale: Array
    added: Array

    @property
    def small(self) -> float:
        return len(self.stories) / (len(self.stories) - 1)

    def moved(self, sign: Array) -> Array:
        """(D, V') how far D draws of multipliers by story move each word's log odds."""
        own = sign[:, self.stories]
        deviation = np.asarray((self.rows.T @ own.T).T) - np.outer(own @ self.length, self.share)
        return np.asarray(deviation * self.scale * np.sqrt(self.small))


def _side_of(table: Any, total: Array, both: Array, terms: NDArray[np.intp], stories: NDArray[np.int64]) -> _Side:
    added = total + PRIOR_TOKENS * both / both.sum()
    scale = 1.0 / np.maximum(added * (1 - added / added.sum()), 1e-12)
    length = np.asarray(table.sum(axis=1), dtype=np.float64).ravel()
    rows = table[:, terms].tocsr().astype(np.float64)
    return _Side(rows, length, stories, (total / total.sum())[terms], scale[terms], added[terms])
