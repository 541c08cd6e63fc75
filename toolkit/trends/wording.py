"""Wording over time: words that enter a theme and words that leave it, tested by permuting stories (METHODS §18)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import near_reason, require_count
from toolkit.base.errors import InputError, UsageError
from toolkit.base.reasons import Reason
from toolkit.base.streams import stream
from toolkit.base.threads import one_blas_thread
from toolkit.documents.corpus import Corpus
from toolkit.documents.periods import By, compares_groups, group_for
from toolkit.topics.model import TopicModel
from toolkit.trends.periods import period_pairs
from toolkit.trends.unit_values import counts_within, within
from toolkit.words.counts import TermCounts

Array = NDArray[np.float64]
PERMUTATIONS = 199
FEWEST_STORIES = 20  # that hold a word
LIKE = 200  # words of like frequency whose permutations are pooled
FDR = 0.05
LEAST_COMMON = 0.1  # of the stories, in outlets of both periods: with fewer the deals are the data themselves
PRIOR_TOKENS = 500.0
TRACE = 0.05  # a smaller part of one occurrence is no use of the word by the theme
BATCH_UNITS = 500
COLUMNS = (
    "theme",
    "earlier",
    "later",
    "term",
    "direction",
    "share_earlier",
    "share_later",
    "log_odds",
    "z",
    "p_value",
    "q_value",
    "n_stories",
    "example",
)


def wording(
    model: TopicModel, counts: TermCounts, corpus: Corpus, theme: str, *, seed: int, by: By = "year", n: int = 25
) -> pd.DataFrame:
    """Words whose part in a theme grew or shrank between the first and the last period of a division.

    A theme's words are counted with the model's responsibilities held fixed, so that only what a period's texts say
    moves, never the model. Each word in at least 20 stories is tested: the difference of its shares over its standard
    error by story, against 199 permutations of the stories' periods within outlets, pooled over words of like
    frequency. `q_value` is the false-discovery rate (Benjamini & Hochberg 1995); `log_odds`, with an informative
    Dirichlet prior (Monroe et al. 2008), is the size shown and tests nothing. The `n` words a `direction` (entered,
    left) with the smallest p, then the largest |z|; `example` is the unit to read, which holds the word. A word never
    stands in a period that does not hold it. Raises UsageError for an unknown theme, InputError where too few stories
    hold the theme, or hardly any has an outlet of both periods.

    >>> moved = tk.wording(model, counts, corpus, "citizen_protection", by=spans, seed=1)
    >>> sorted(moved["direction"].unique())
    ['entered', 'left']
    """
    require_count("n", n, 1)
    if theme not in model.names:
        raise UsageError(Reason.of("theme_unknown", theme=str(theme), near=near_reason(str(theme), model.names)))
    model, counts = within(model, corpus), counts_within(counts, corpus)  # type: ignore[assignment]
    with one_blas_thread():
        grouping, frame = group_for(corpus, counts.ids, by)
        earlier, later = period_pairs(
            grouping.labels, None, grouping.by, grouping.effective_stories(np.ones(len(frame)))
        )[0]
        if compares_groups(grouping.by, earlier, later):
            raise UsageError(Reason.of("wording_groups", earlier=earlier, later=later))
        ends = (grouping.labels.index(earlier), grouping.labels.index(later))
        here = np.flatnonzero(np.isin(grouping.period, ends))
        own, period = _theme_counts(model, counts, theme, here), grouping.period[here]
        outlets = frame["source"].iloc[here].fillna("").to_numpy(dtype=object)
        table = _by_story(own, grouping.story[here], period == ends[1], outlets)
        words = np.flatnonzero(np.bincount(table.counts.indices, minlength=own.shape[1]) >= FEWEST_STORIES)
        if min(np.bincount(table.late.astype(int), minlength=2)) < FEWEST_STORIES or not len(words):
            raise InputError(f"fewer than {FEWEST_STORIES} stories hold words of {theme!r} in {earlier} or {later}")
        _require_common(table, earlier, later)
        found = _tested(table, words, seed)
        shown = _shown(found, table, words, counts, n)
        inside = {"left": period == ends[0], "entered": period == ends[1]}
        columns, units = own.tocsc(), [counts.ids[u] for u in here.tolist()]
        shown["example"] = [
            _example(columns, counts.vocabulary.column[term], inside[side], units)
            for term, side in zip(shown["term"], shown["direction"])
        ]
        return shown.assign(theme=theme, earlier=earlier, later=later)[list(COLUMNS)]


def _require_common(table: "_Stories", earlier: str, later: str) -> None:
    """Periods are dealt anew within outlets: where hardly a story has an outlet of both, no word can be found."""
    both = pd.Series(table.late).groupby(table.outlet).transform("nunique") > 1
    if both.mean() < LEAST_COMMON:
        raise InputError(Reason.of("wording_apart", earlier=earlier, later=later, share=float(both.mean())))


def _theme_counts(model: TopicModel, counts: TermCounts, theme: str, here: NDArray[np.intp]) -> Any:
    """(H, V) how many of each word's occurrences are the theme's in the units `here`: counts times the model's
    responsibilities."""
    from toolkit.topics.transform import transform

    shares = model.shares if model.ids == counts.ids else transform(model, counts)
    belongs = np.asarray(model.membership)[:, model.names.index(theme)] > 0
    if shares.shape[1] != len(belongs):  # topics that share a name are one column there
        belongs = np.arange(shares.shape[1]) == model.names.index(theme)
    found, shares = counts.matrix[here].astype(np.float64).tocsr(), shares[here]
    of_term = np.ascontiguousarray(model.topic_term.T)
    for first in range(0, found.shape[0], BATCH_UNITS):
        bounds = found.indptr[first : first + BATCH_UNITS + 1]
        part = slice(bounds[0], bounds[-1])
        rows = np.repeat(np.arange(first, first + len(bounds) - 1), np.diff(bounds))
        every = shares[rows] * of_term[found.indices[part]]
        total = every.sum(axis=1)
        own = every[:, belongs].sum(axis=1)
        found.data[part] *= np.divide(own, total, out=np.zeros_like(own), where=total > 0)
    found.data[found.data < TRACE] = 0.0
    found.eliminate_zeros()
    return found


@dataclass(frozen=True, eq=False)
class _Stories:
    """G stories with words of the theme: `counts` csr (G, V), `late` (G) in the later period, `outlet` (G) codes."""

    counts: Any
    late: NDArray[np.bool_]
    outlet: NDArray[np.int64]


def _by_story(own: Any, story: NDArray[np.int64], later: NDArray[np.bool_], source: NDArray[Any]) -> _Stories:
    """Stories whole: one that stands in both periods belongs to the one that holds more of its units."""
    import scipy.sparse as sp

    codes, first, at = np.unique(story, return_index=True, return_inverse=True)
    gather = sp.csr_matrix((np.ones(len(story)), (at, np.arange(len(story)))), shape=(len(codes), len(story)))
    table = (gather @ own).tocsr()
    late = np.bincount(at, weights=later) > np.bincount(at) / 2
    outlet = np.unique(source[first].astype(str), return_inverse=True)[1]
    holds = np.diff(table.indptr) > 0
    return _Stories(table[holds], late[holds], outlet[holds].astype(np.int64))


@dataclass(frozen=True, eq=False)
class _Sums:
    """What the statistic needs of the stories: words `y`, their squares, and their products with the length."""

    y: Any
    square: Any
    product: Any
    length: Array


def _tested(table: _Stories, words: NDArray[np.intp], seed: int) -> tuple[Array, Array, Array]:
    """(W) z, p and q of each word."""
    y = table.counts[:, words].tocsr()
    length = np.asarray(table.counts.sum(axis=1), dtype=np.float64).ravel()
    square, product = y.copy(), y.copy()
    square.data = y.data**2
    product.data = y.data * np.repeat(length, np.diff(y.indptr))
    sums = _Sums(y, square, product, length)
    z = _z(sums, table.late[None, :])[0]
    null = np.abs(_z(sums, _permuted(table, stream(seed, "wording"))))
    p = _pooled(np.abs(z), null, np.bincount(y.indices, minlength=y.shape[1]))
    return z, p, _benjamini_hochberg(p)


def _permuted(table: _Stories, rng: np.random.Generator) -> NDArray[np.bool_]:
    """(PERMUTATIONS, G) the stories' periods dealt anew within each outlet: its stories in the order of random numbers
    take the periods in the order of its stories."""
    together = np.argsort(table.outlet, kind="stable")
    dealt, ends = table.late[together], np.cumsum(np.bincount(table.outlet))
    found = np.empty((PERMUTATIONS, len(dealt)), dtype=bool)
    for row in found:
        random = rng.random(len(dealt))[together]
        for begin, end in zip([0, *ends], ends):
            row[together[begin:end][np.argsort(random[begin:end], kind="stable")]] = dealt[begin:end]
    return found


def _z(sums: _Sums, late: NDArray[np.bool_]) -> Array:
    """(S, W) differences of shares over their standard errors by story, for S ways to deal the periods."""
    mean, variance = [], []
    for side in (~late, late):
        weight = side.astype(np.float64)
        total = np.maximum(weight @ sums.length, 1e-300)[:, None]
        share = np.asarray(sums.y.T @ weight.T).T / total
        spread = np.asarray(sums.square.T @ weight.T).T - 2 * share * np.asarray(sums.product.T @ weight.T).T
        spread += share**2 * (weight @ sums.length**2)[:, None]
        mean.append(share)
        variance.append(np.maximum(spread, 0.0) / total**2)
    both = variance[0] + variance[1]
    return np.asarray(np.divide(mean[1] - mean[0], np.sqrt(both), out=np.zeros_like(both), where=both > 0))


def _pooled(z: Array, null: Array, n_stories: NDArray[np.int64]) -> Array:
    """(W) p among the permutations of the words of like frequency."""
    order = np.argsort(n_stories, kind="stable")
    found = np.ones(len(z))
    for start in range(0, len(order), LIKE):
        own = order[start : start + LIKE]
        near = order[max(0, min(start, len(order) - LIKE)) : start + LIKE]
        pool = np.sort(null[:, near].ravel())
        found[own] = (1 + len(pool) - np.searchsorted(pool, z[own], side="left")) / (len(pool) + 1)
    return found


def _benjamini_hochberg(p: Array) -> Array:
    order = np.argsort(p, kind="stable")
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    found = np.empty_like(p)
    found[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return found


def _shown(
    tested: tuple[Array, Array, Array], table: _Stories, words: NDArray[np.intp], counts: TermCounts, n: int
) -> pd.DataFrame:
    """The table of the words with the smallest p, in both directions."""
    z, p, q = tested
    total = [np.asarray(table.counts[side].sum(axis=0), dtype=np.float64).ravel() for side in (~table.late, table.late)]
    shares = [side[words] / max(float(side.sum()), 1e-300) for side in total]
    frame = pd.DataFrame(
        {
            "term": [counts.vocabulary.terms[v] for v in words],
            "direction": np.where(z > 0, "entered", "left"),
            "share_earlier": shares[0],
            "share_later": shares[1],
            "log_odds": _log_odds(total[1], total[0])[words],
            "z": z,
            "p_value": p,
            "q_value": q,
            "n_stories": np.bincount(table.counts.indices, minlength=table.counts.shape[1])[words],
        }
    )
    frame = (
        frame.assign(_size=-np.abs(z)).sort_values(["p_value", "_size", "term"], kind="stable").drop(columns="_size")
    )
    return pd.concat([frame[frame["direction"] == side].head(n) for side in ("entered", "left")], ignore_index=True)


def _example(own: Any, word: int, inside: NDArray[np.bool_], ids: Sequence[str]) -> str:
    """The unit of the period in which the theme uses the word most."""
    value = np.asarray(own[:, [word]].todense()).ravel() * inside
    return ids[int(np.argmax(value))] if value.any() else ""


def _log_odds(later: Array, earlier: Array) -> Array:
    """(V) log odds ratio with a prior of 500 words of both periods."""
    both = later + earlier
    prior = PRIOR_TOKENS * both / max(float(both.sum()), 1e-300)
    parts = []
    for side in (later, earlier):
        added = side + prior
        parts.append(np.log(np.maximum(added, 1e-12)) - np.log(np.maximum(added.sum() - added, 1e-12)))
    return np.asarray(parts[0] - parts[1])
