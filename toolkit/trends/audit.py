"""Can two periods be compared? Sample size, dating, source mix, wording, shared words (METHODS §12)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import require_choice
from toolkit.base.streams import stream
from toolkit.base.threads import one_blas_thread
from toolkit.documents.alignment import require_same_texts, unit_keys
from toolkit.documents.corpus import Corpus
from toolkit.documents.periods import UNDATED, By, Grouping, compares_groups, group_for
from toolkit.topics.engines.overlap import OVERLAP_LIMIT, overlap
from toolkit.topics.model import TopicModel
from toolkit.trends.estimates import (
    AUDIT_COLUMNS,
    CAUTION,
    COUNTS,
    FEWEST_STORIES,
    LONE_OUTLET,
    NOT_COMPARABLE,
    Audit,
)
from toolkit.trends.mixture import UnitPull, unit_pulls
from toolkit.trends.periods import period_pairs
from toolkit.trends.prevalence import feature_matrix
from toolkit.trends.unit_values import measured_names, membership, unit_weights
from toolkit.words.counts import TermCounts

Array = NDArray[np.float64]
RELABELLINGS = 999
MUCH_UNDATED = 0.2
LARGE_OUTLET = 0.25
NOTICEABLE = 0.01
SPLITS = 199
TOP_TERMS = 300
WORDING_LIMIT = 0.9


@dataclass(frozen=True, eq=False)
class _Pair:
    """Two periods and their mixtures."""

    earlier: str
    later: str
    before: UnitPull
    after: UnitPull


def audit_periods(
    model: TopicModel,
    corpus: Corpus,
    counts: TermCounts,
    *,
    seed: int,
    by: By = "year",
    pairs: Sequence[Sequence[str]] | None = None,
    count: str = "publications",
) -> Audit:
    """Whether periods can be compared: one row a theme, pair and check (METHODS §12).

    Columns `theme, earlier, later, check, value, verdict`. Checks: sample size (effective stories of the smaller
    period), dating (share undated or dated to the year only), source mix (change at a fixed mix minus change), outlet
    without counterpart (the larger weight, of both periods, of outlets absent in the other: from 25 % on too much where
    it exceeds what stories dealt to the periods at random give, within that a caution), wording (cosine of the theme's
    words), shared words (what topics have in common). Verdicts: comparable, caution, too few, not comparable, unknown.
    `pairs`: first against last; `count` as the figures that are audited. Raises AlignmentError when the counts are not
    the model's, or not of this corpus.

    >>> audit = tk.audit_periods(model, corpus, counts, by=spans, seed=1)
    >>> len(tk.contrasts(trend, audit=audit).frame) == len(themes)
    True
    """
    require_choice("count", count, COUNTS)
    model.require_same_units(counts)
    keys = unit_keys(counts.ids, require_same_texts(counts.ids, counts.text_hash, corpus, what="the counts"))
    with one_blas_thread():
        frame, division = _audited(model, corpus, counts, (seed, by, pairs, count))
    return Audit(frame, division, count, keys)


def _audited(
    model: TopicModel,
    corpus: Corpus,
    counts: TermCounts,
    asked: tuple[int, By, Sequence[Sequence[str]] | None, str],
) -> tuple[pd.DataFrame, str]:
    seed, by, pairs, count = asked
    grouping, frame = group_for(corpus, counts.ids, by)
    n_tokens = np.asarray(counts.matrix.sum(axis=1), dtype=np.float64).ravel()
    weight = unit_weights(frame, grouping, "share", count, n_tokens)
    matrix, names = feature_matrix(model, counts), measured_names(model)
    common = shared_words(model)
    shared = ("shared words", common, "comparable" if common < OVERLAP_LIMIT else "not comparable")
    rows: list[tuple[str, str, str, str, float, str]] = []
    for earlier, later in period_pairs(grouping.labels, pairs, grouping.by, grouping.effective_stories(weight)):
        pulls = [
            unit_pulls(matrix, model.topic_term, membership(model), grouping, weight, grouping.labels.index(name))
            for name in (earlier, later)
        ]
        pair = _Pair(earlier, later, pulls[0], pulls[1])
        everywhere = [_sample_size(pair, grouping, weight), _dating(pair, grouping, frame)]
        groups = compares_groups(grouping.by, earlier, later)  # groups of outlets differ in outlets, and may
        everywhere += [*([] if groups else _lone_outlet(pair, frame, grouping.story, weight, seed)), shared]
        mix = [] if groups else _source_mix(pair, frame)
        for t, name in enumerate(names):
            found = [*everywhere, *([mix[t]] if mix else []), _wording(model, counts, pair, grouping, name, seed)]
            rows += [(name, earlier, later, *row) for row in found]
    return pd.DataFrame(rows, columns=list(AUDIT_COLUMNS)), grouping.by


Row = tuple[str, float, str]


def _sample_size(pair: _Pair, grouping: Grouping, weight: Array) -> Row:
    effective = grouping.effective_stories(weight)
    least = min(effective[grouping.labels.index(pair.earlier)], effective[grouping.labels.index(pair.later)])
    return "sample size", float(least), "comparable" if least >= FEWEST_STORIES else "too few"


def _dating(pair: _Pair, grouping: Grouping, frame: pd.DataFrame) -> Row:
    """Units that may belong to the pair but are undated or too coarse, or known to the year only."""
    lost = int((grouping.period == UNDATED).sum())
    units = np.concatenate([pair.before.here, pair.after.here])
    coarse = int((frame["date_precision"].iloc[units] == "year").sum())
    share = (lost + coarse) / (lost + len(units))
    return "dating", share, "comparable" if share <= MUCH_UNDATED else "caution"


def _sources(frame: pd.DataFrame, pair: _Pair) -> tuple[NDArray[np.int64], int] | None:
    """(U) source codes of all units; None where no unit of the pair has one."""
    source = frame["source"].fillna("").to_numpy(dtype=object).astype(str)
    units = np.concatenate([pair.before.here, pair.after.here])
    if (source[units] == "").all():
        return None
    names, code = np.unique(source, return_inverse=True)
    return code.astype(np.int64), len(names)


def _mixes(pair: _Pair, code: NDArray[np.int64], n: int) -> tuple[Array, Array]:
    before = np.bincount(code[pair.before.here], weights=pair.before.own, minlength=n)
    after = np.bincount(code[pair.after.here], weights=pair.after.own, minlength=n)
    return before.astype(np.float64), after.astype(np.float64)


def _lone_outlet(pair: _Pair, frame: pd.DataFrame, story: NDArray[np.int64], weight: Array, seed: int) -> list[Row]:
    """How much of a period stands in outlets that the other lacks, against stories dealt to the periods at random."""
    known = _sources(frame, pair)
    if known is None:
        return [("source mix", float("nan"), "unknown")]
    code, n = known
    units = np.concatenate([pair.before.here, pair.after.here])
    early = np.arange(len(units)) < len(pair.before.here)
    found = _unmatched(code[units], early, weight[units], n)
    if found < LARGE_OUTLET:
        return [(LONE_OUTLET, found, "comparable")]
    stories, at = np.unique(story[units], return_inverse=True)
    first = np.zeros(len(stories), dtype=bool)
    first[at[early]] = True
    rng = stream(seed, "relabelled stories", pair.earlier, pair.later)
    sides = (first[rng.permutation(len(first))][at] for _ in range(RELABELLINGS))
    dealt = [_unmatched(code[units], side, weight[units], n) for side in sides]
    beyond = found > float(np.quantile(dealt, 0.99)) + 1e-12
    return [(LONE_OUTLET, found, NOT_COMPARABLE if beyond else CAUTION)]


def _unmatched(code: NDArray[np.int64], early: NDArray[np.bool_], weight: Array, n: int) -> float:
    """W: the larger of both sides' weight in outlets that the other side lacks."""
    before = np.bincount(code, weights=weight * early, minlength=n)
    after = np.bincount(code, weights=weight * ~early, minlength=n)
    lone = [float(one[other == 0].sum()) for one, other in ((before, after), (after, before))]
    return max(part / max(float(one.sum()), 1e-300) for part, one in zip(lone, (before, after)))


def _source_mix(pair: _Pair, frame: pd.DataFrame) -> list[Row]:
    """By theme: the change at the mean mix of the outlets seen in both periods, minus the change as it is."""
    known = _sources(frame, pair)
    if known is None:
        return []
    code, n = known
    before, after = _mixes(pair, code, n)
    both = (before > 0) & (after > 0)
    if not both.any():
        return []
    fixed = np.where(both, before + after, 0.0) / float((before + after)[both].sum())
    change = pair.after.shares - pair.before.shares
    standard = fixed[both] @ (_by_source(pair.after, code, n) - _by_source(pair.before, code, n))[both]
    found = []
    for raw, held in zip(change, standard):
        noticeable = abs(held - raw) > NOTICEABLE
        moved = noticeable and (np.sign(held) != np.sign(raw) or abs(held - raw) > 0.5 * abs(raw))
        found.append(("source mix", float(held - raw), "not comparable" if moved else "comparable"))
    return found


def _by_source(pull: UnitPull, code: NDArray[np.int64], n: int) -> Array:
    """(N sources, T) shares of each outlet in the period, to first order around the period's own."""
    mass = np.bincount(code[pull.here], weights=pull.own, minlength=n)
    summed = np.zeros((n, len(pull.shares)))
    np.add.at(summed, code[pull.here], pull.values)
    return pull.shares + summed / np.maximum(mass, 1e-300)[:, None]


def _wording(model: TopicModel, counts: TermCounts, pair: _Pair, grouping: Grouping, name: str, seed: int) -> Row:
    topics = np.flatnonzero(np.array(model.topic_names) == name)
    sides = (pair.before.here, pair.after.here)
    found = theme_wording(
        model, counts, topics, sides, grouping.story, seed=seed, name=f"{name} {pair.earlier} {pair.later}"
    )
    return "wording", found.cosine, "not comparable" if found.changed else "comparable"


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
