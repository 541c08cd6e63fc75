"""Changes at a fixed mix of outlets: what changed inside them, beside what changed as collected (METHODS §16)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import near_reason, require_choice, require_count, some
from toolkit.base.errors import CodingError, UsageError
from toolkit.base.reasons import Reason, reasons_text, reasons_to_json
from toolkit.base.threads import one_blas_thread
from toolkit.documents.corpus import Corpus
from toolkit.documents.periods import CROSS, TIMES, By, Grouping, group_units, name_of
from toolkit.documents.selection import labels_of
from toolkit.evidence.codes import Coding, story_folds
from toolkit.trends.bars import barred_pairs
from toolkit.trends.coders import coder_shift
from toolkit.trends.corrected import LEAST_DF, Fitted, Units, fit_coded, fit_plain, with_settled
from toolkit.trends.design import MOST_MISSING
from toolkit.trends.effects import FEWEST_STORIES, draw_jointly, unseen_spread
from toolkit.trends.outcomes import Outcomes, codes_of, lined_up
from toolkit.trends.periods import Pair, period_pairs
from toolkit.trends.resampling import max_t
from toolkit.trends.sheet_habits import habits_of
from toolkit.trends.unit_values import Subject

Array = NDArray[np.float64]
COLUMNS = (
    "theme",
    "earlier",
    "later",
    "adjusted_for",
    "change",
    "change_lower",
    "change_upper",
    "adjusted",
    "lower",
    "upper",
    "p_value",
    "p_adjusted",
    "difference",
    "difference_lower",
    "difference_upper",
    "differs",
    "common",
    "n_common",
    "calibrated",
    "caution",
    "cautions",
)


def adjusted_changes(
    subject: Subject,
    corpus: Corpus,
    *,
    seed: int,
    adjusted_for: str = "source",
    by: By = "year",
    pairs: Sequence[Sequence[str]] | None = None,
    coding: Coding | None = None,
    count: str = "publications",
) -> pd.DataFrame:
    """Each pair's change as collected, and with the mix of `adjusted_for` held fixed (METHODS §16).

    The mix is the mean of both periods' shares over the outlets that stand in both with ten (coded) stories or more;
    `common` is the share of both periods that these outlets hold, `n_common` their number. `difference` is adjusted
    less unadjusted, from joint influences by story; `differs` where its 95 % interval leaves zero. One row a theme and
    pair; nan where no outlet is common, the column is missing for more than half of a period, or coders or their sheet
    make the pair *not comparable*. `caution`: why, or what may be wrong with the codes, in English; `cautions`: the
    same as values (`reasons_from_json`). Codes of an outlet and period that are all alike have a spread all the same
    (as in `effects`). Raises UsageError for an unknown column, CodingError where nothing comparable was coded.

    >>> table = tk.adjusted_changes(scores, corpus, by=spans, coding=coding, seed=1)
    >>> table.columns.tolist()[:3]
    ['theme', 'earlier', 'later']
    """
    require_choice("count", count, ("publications", "stories"))
    require_count("seed", seed, 0)
    with one_blas_thread():
        frame, outcomes, _ = lined_up(subject, corpus, coding, (), seed)
        grouping = group_units(frame, by)
        level = held_fixed(frame, adjusted_for, by)
        weight = grouping.count_weights(np.ones(len(frame)), count)
        family = period_pairs(grouping.labels, pairs, grouping.by, grouping.effective_stories(weight))
        job = _Job(frame, outcomes, grouping.period, weight, level, seed)
        found = [job.pair(pair, *(grouping.labels.index(name) for name in pair)) for pair in family]
        barred, doubts = _barred(outcomes, grouping, seed)
        none = ((_NOTHING, _NOTHING),) * len(outcomes.names)
        why = [tuple(barred.get(frozenset(one.pair), ())) for one in found]
        found = [replace(one, sides=none) if bars else one for one, bars in zip(found, why)]
        open_ones = outcomes.unsettled
        left = (Reason.of("settled_left_out", themes=open_ones),) if open_ones else ()
        told = [bars or (*job.cautions(one, adjusted_for), *doubts, *left) for one, bars in zip(found, why)]
        return _table(found, told, outcomes, adjusted_for, seed)


def held_fixed(frame: pd.DataFrame, column: str, by: By) -> pd.Series:
    """The values of the column whose mix is held fixed; UsageError where it cannot be held, or has one value only."""
    if not isinstance(column, str):
        raise UsageError(f"adjusted_for is {column!r}; name one column, as 'source'")
    if column in TIMES or column == "date":
        raise UsageError(Reason.of("adjusted_time", column=column))
    if column in _compared(by):
        raise UsageError(Reason.of("adjusted_compared", column=column))
    if column not in frame.columns:
        raise UsageError(Reason.of("column_absent", column=column, near=near_reason(column, frame.columns)))
    level = labels_of(frame[column])
    if level.nunique() < 2:
        raise UsageError(Reason.of("column_constant", factor=column, values=some(level.dropna().unique())))
    return level


def _compared(by: By) -> set[str]:
    """The columns that a division compares; named groups are groups of outlets."""
    return {"source" if kind == "group" else kind for kind in name_of(by).split(CROSS)}


@dataclass(frozen=True, eq=False)
class _Side:
    """One theme and pair, unadjusted or adjusted: `estimate`, `pull` (G) by story, `df`; nan where there is none."""

    estimate: float
    pull: Array
    df: float


_NOTHING = _Side(np.nan, np.zeros(1), LEAST_DF)


@dataclass(frozen=True, eq=False)
class _Pair:
    """What a pair gives: both sides for every theme, the share in common outlets and their number, the part of each
    period's units without a value of the column, and how many they are."""

    pair: Pair
    sides: tuple[tuple[_Side, _Side], ...]
    common: float
    n_common: int
    missing: tuple[float, float]
    n_missing: int


@dataclass(frozen=True, eq=False)
class _Job:
    """The rows, what is explained, their period, weight and level of the column that is held fixed."""

    frame: pd.DataFrame
    outcomes: Outcomes
    period: NDArray[np.int64]
    weight: Array
    level: pd.Series
    seed: int

    def pair(self, pair: Pair, first: int, last: int) -> _Pair:
        """Both changes of one pair, theme by theme."""
        use = (self.period == first) | (self.period == last)
        late = (self.period == last).astype(np.float64)
        missing = (self._missing(first), self._missing(last))
        names = self._common(first, last) if max(missing) <= MOST_MISSING else []
        inside = use & self.level.isin(names).to_numpy()
        mix = self._mix(names, first, last)
        share = self.weight[inside].sum() / self.weight[use].sum()
        plain = np.stack([np.ones(len(late)), late], axis=1)
        cells = (self.level.to_numpy(dtype=object)[:, None] == np.array(names, dtype=object)[None, :]).astype(float)
        whole = np.concatenate([cells, cells * late[:, None]], axis=1) if names else plain
        sides = []
        for t in range(len(self.outcomes.names)):
            collected = self._side(plain, use, np.array([0.0, 1.0]), t)
            fixed = self._side(whole, inside, np.r_[np.zeros(len(mix)), mix], t) if names else _NOTHING
            sides.append((collected, fixed))
        return _Pair(pair, tuple(sides), float(share), len(names), missing, int(self.level[use].isna().sum()))

    def _missing(self, period: int) -> float:
        """The part of a period's units that have no value of the column."""
        here = self.period == period
        return float(self.level[here].isna().mean()) if here.any() else 0.0

    def cautions(self, one: _Pair, column: str) -> tuple[Reason, ...]:
        """What must be known of the column: cells without a value, and that nothing stands in both periods."""
        absent = [(name, share) for name, share in zip(one.pair, one.missing) if share > MOST_MISSING]
        if absent:
            percent = round(100 * absent[0][1])
            return (Reason.of("adjusted_missing", column=column, period=absent[0][0], percent=percent),)
        told = [Reason.of("adjusted_without", column=column, n=one.n_missing)] if one.n_missing else []
        if not one.n_common:
            told.append(Reason.of("adjusted_no_common", column=column, least=FEWEST_STORIES))
        return tuple(told)

    def _bears(self) -> NDArray[np.bool_]:
        codes = self.outcomes.codes
        return np.ones(len(self.frame), dtype=bool) if codes is None else np.asarray(~np.isnan(codes).all(axis=1))

    def _common(self, first: int, last: int) -> list[str]:
        """The levels that stand in both periods with enough stories to bear a figure."""
        table = pd.DataFrame({"level": self.level, "period": self.period, "story": self.frame["story"]})[self._bears()]
        n = table.dropna().drop_duplicates().groupby(["level", "period"]).size().unstack(fill_value=0)
        if first not in n.columns or last not in n.columns:
            return []
        return sorted(n.index[(n[first] >= FEWEST_STORIES) & (n[last] >= FEWEST_STORIES)])

    def _mix(self, names: list[str], first: int, last: int) -> Array:
        """(L) the mean of both periods' shares over the common levels."""
        parts = []
        for p in (first, last):
            here = self.period == p
            size = np.array([self.weight[here & (self.level == name).to_numpy()].sum() for name in names])
            parts.append(size / max(float(size.sum()), 1e-300))
        return np.asarray((parts[0] + parts[1]) / 2)

    def _side(self, x: Array, use: NDArray[np.bool_], weights: Array, t: int) -> _Side:
        story = codes_of(self.frame["story"])
        units = Units(x[use], self.weight[use], story[use], story_folds(story, seed=self.seed)[use])
        spread = self._unseen(x[use], use, t, units.cluster)
        found = self._fitted(units, use, t, spread)
        if found is None:
            return _NOTHING
        own = found.variance * weights**2
        worth = (own**2 / found.df).sum()
        df = max(own.sum() ** 2 / worth, LEAST_DF) if worth > 0 else LEAST_DF
        n = int(story.max()) + 1
        pull = np.zeros(2 * n if len(found.unseen) else n)
        pull[: len(found.pull)] = found.pull @ weights
        if len(found.unseen):  # beside the others: a story's unseen part is not what its residual shows
            pull[n + np.unique(units.cluster[spread > 0])] = found.unseen @ weights
        return _Side(float(weights @ found.estimate), pull, float(df))

    def _unseen(self, x: Array, use: NDArray[np.bool_], t: int, story: NDArray[np.int64]) -> Array:
        """(U) the spread of codes where all of a level and period are alike, as `effects` has it."""
        if self.outcomes.codes is None:
            return np.zeros(len(x))
        cell = (x != 0) @ np.arange(1, x.shape[1] + 1)  # another number for each level and period
        return unseen_spread(self.outcomes.codes[use, t], story, [pd.Series(cell)])

    def _fitted(self, units: Units, use: NDArray[np.bool_], t: int, spread: Array) -> Fitted | None:
        figures, codes = self.outcomes.figures[use, t], self.outcomes.codes
        if codes is None:
            return fit_plain(units, figures)
        if np.isnan(codes[use, t]).all():
            return None
        found = fit_coded(units, figures, codes[use, t], self.outcomes.drawn[use], spread)
        moved = None if self.outcomes.settled is None else self.outcomes.settled[use, t]
        if found is None or moved is None or np.isnan(moved).all():
            return found
        return with_settled(units, found, moved, self.outcomes.drawn[use])


def _barred(
    outcomes: Outcomes, grouping: Grouping, seed: int
) -> tuple[dict[frozenset[str], list[Reason]], tuple[Reason, ...]]:
    """The pairs of periods that coders, or what they did with their sheet, make incomparable, with why
    (`prevalence`); and what they may have done, where nothing tells whether they did."""
    found: dict[frozenset[str], list[Reason]] = {}
    if outcomes.sheet is None:
        return found, ()
    codes = outcomes.sheet.codes
    coders = coder_shift(codes, grouping, codes.weights(grouping.period), seed=seed)
    habits = habits_of(outcomes.sheet, grouping)
    for one, other, why in barred_pairs(coders, habits, grouping.labels):
        found.setdefault(frozenset((one, other)), []).append(why)
    moved = [label for label, shift in zip(grouping.labels, coders.shift) if (shift != 0).any()]
    for one, other in combinations(grouping.labels, 2):  # the verdict's change is of the mean coder, these are not
        if one in moved or other in moved:
            found.setdefault(frozenset((one, other)), []).append(Reason.of("coders_uneven", column=grouping.by))
    return found, habits.doubts()


def _table(
    found: list[_Pair], told: list[tuple[Reason, ...]], outcomes: Outcomes, adjusted_for: str, seed: int
) -> pd.DataFrame:
    if all(np.isnan(side.estimate) for pair in found for sides in pair.sides for side in sides):
        raise CodingError(next((one[0] for one in told if one), Reason("adjusted_thin")))
    rows = [(theme, *one.pair, adjusted_for, one.common, one.n_common) for one in found for theme in outcomes.names]
    table = pd.DataFrame(rows, columns=["theme", "earlier", "later", "adjusted_for", "common", "n_common"])
    sides = [side for one in found for side in one.sides]
    collected, fixed = [one for one, _ in sides], [two for _, two in sides]
    apart = [_apart(one, two) for one, two in sides]
    draws = _drawn([*collected, *fixed, *apart], seed)
    n = len(sides)
    for name, own, at in (("change", collected, 0), ("adjusted", fixed, n), ("difference", apart, 2 * n)):
        estimate = np.array([side.estimate for side in own])
        lower, upper = np.quantile(draws[:, at : at + n], [0.025, 0.975], axis=0)
        prefix = "" if name == "adjusted" else f"{name}_"
        table[name], table[f"{prefix}lower"], table[f"{prefix}upper"] = estimate, estimate + lower, estimate + upper
    table["differs"] = (table["difference_lower"] > 0) | (table["difference_upper"] < 0)
    table["p_value"], table["p_adjusted"] = np.nan, np.nan
    usable = np.isfinite(table["adjusted"].to_numpy())
    if usable.any():
        estimate = table["adjusted"].to_numpy()[usable]
        raw, adjusted = max_t(estimate, estimate + draws[:, n : 2 * n][:, usable])
        table.loc[usable, "p_value"] = raw
        if outcomes.codes is not None:
            table.loc[usable, "p_adjusted"] = adjusted
    table["calibrated"] = outcomes.codes is not None
    of_pair = [one for one in told for _ in outcomes.names]
    table["caution"] = [reasons_text(one, "en") for one in of_pair]
    table["cautions"] = [reasons_to_json(one) for one in of_pair]
    return table[list(COLUMNS)]


def _apart(one: _Side, two: _Side) -> _Side:
    size = max(len(one.pull), len(two.pull))
    pull = np.pad(two.pull, (0, size - len(two.pull))) - np.pad(one.pull, (0, size - len(one.pull)))
    return _Side(two.estimate - one.estimate, pull, min(one.df, two.df))


def _drawn(sides: list[_Side], seed: int) -> Array:
    """(S, M) joint deviations of all sides."""
    error = np.array([[float(np.sqrt((side.pull**2).sum())) for side in sides]])
    df = np.array([[side.df for side in sides]])
    pulls = [side.pull[:, None] for side in sides]
    return draw_jointly(pulls, error, df, draws=2000, seed=seed)[:, 0, :]
