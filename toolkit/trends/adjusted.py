"""Changes at a fixed mix of outlets: what changed inside them, beside what changed as collected (METHODS §16)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import did_you_mean, require_choice, require_count, some
from toolkit.base.errors import CodingError, UsageError
from toolkit.base.reasons import Reason
from toolkit.base.threads import one_blas_thread
from toolkit.documents.corpus import Corpus
from toolkit.documents.periods import CROSS, TIMES, By, Grouping, group_units, name_of
from toolkit.documents.selection import labels_of
from toolkit.evidence.codes import Coding, story_folds
from toolkit.trends.bars import barred_pairs
from toolkit.trends.coders import coder_shift
from toolkit.trends.corrected import LEAST_DF, Fitted, Units, fit_coded, fit_plain
from toolkit.trends.effects import FEWEST_STORIES, draw_jointly
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
    pair; nan where no outlet is common, or coders or their sheet make the pair *not comparable*. Raises UsageError for
    an unknown column, CodingError where nothing comparable was coded.

    >>> table = tk.adjusted_changes(scores, corpus, by=spans, coding=coding, seed=1)
    >>> table.columns.tolist()[:3]
    ['theme', 'earlier', 'later']
    """
    require_choice("count", count, ("publications", "stories"))
    require_count("seed", seed, 0)
    if not isinstance(adjusted_for, str):
        raise UsageError(f"adjusted_for is {adjusted_for!r}; name one column, as 'source'")
    if adjusted_for in TIMES or adjusted_for == "date":
        raise UsageError(f"{adjusted_for} cannot be held fixed while time changes; name another column, as 'source'")
    if adjusted_for in _compared(by):
        raise UsageError(f"{adjusted_for} cannot be held fixed while it is what is compared; name another column")
    if adjusted_for not in corpus.frame.columns:
        raise UsageError(
            f"this corpus has no column {adjusted_for!r}{did_you_mean(adjusted_for, corpus.frame.columns)}"
        )
    with one_blas_thread():
        frame, outcomes, _ = lined_up(subject, corpus, coding, (), seed)
        grouping = group_units(frame, by)
        weight = grouping.count_weights(np.ones(len(frame)), count)
        family = period_pairs(grouping.labels, pairs, grouping.by, grouping.effective_stories(weight))
        level = labels_of(frame[adjusted_for])
        if level.nunique() < 2:
            values = some(level.dropna().unique())
            raise UsageError(Reason.of("column_constant", factor=adjusted_for, values=values))
        job = _Job(frame, outcomes, grouping.period, weight, level, seed)
        found = [job.pair(pair, *(grouping.labels.index(name) for name in pair)) for pair in family]
        barred = _barred(outcomes, grouping, seed)
        none = ((_NOTHING, _NOTHING),) * len(outcomes.names)
        found = [replace(one, sides=none) if frozenset(one.pair) in barred else one for one in found]
        return _table(found, outcomes, adjusted_for, seed)


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
    """What a pair gives: both sides for every theme, the share in common outlets and their number."""

    pair: Pair
    sides: tuple[tuple[_Side, _Side], ...]
    common: float
    n_common: int


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
        names = self._common(first, last)
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
        return _Pair(pair, tuple(sides), float(share), len(names))

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
        found = self._fitted(units, use, t)
        if found is None:
            return _NOTHING
        own = np.array([float((found.pull[:, c] ** 2).sum()) for c in range(len(weights))]) * weights**2
        worth = (own**2 / found.df).sum()
        df = max(own.sum() ** 2 / worth, LEAST_DF) if worth > 0 else LEAST_DF
        pull = np.zeros(int(story.max()) + 1)
        pull[: len(found.pull)] = found.pull @ weights
        return _Side(float(weights @ found.estimate), pull, float(df))

    def _fitted(self, units: Units, use: NDArray[np.bool_], t: int) -> Fitted | None:
        figures, codes = self.outcomes.figures[use, t], self.outcomes.codes
        if codes is None:
            return fit_plain(units, figures)
        if np.isnan(codes[use, t]).all():
            return None
        return fit_coded(units, figures, codes[use, t], self.outcomes.drawn[use])


def _barred(outcomes: Outcomes, grouping: Grouping, seed: int) -> set[frozenset[str]]:
    """The pairs of periods that coders, or what they did with their sheet, make incomparable (`prevalence`)."""
    if outcomes.sheet is None:
        return set()
    codes = outcomes.sheet.codes
    coders = coder_shift(codes, grouping, codes.weights(grouping.period), seed=seed)
    barred = barred_pairs(coders, habits_of(outcomes.sheet, grouping), grouping.labels)
    return {frozenset((one, other)) for one, other, _ in barred}


def _table(found: list[_Pair], outcomes: Outcomes, adjusted_for: str, seed: int) -> pd.DataFrame:
    if all(np.isnan(side.estimate) for pair in found for sides in pair.sides for side in sides):
        raise CodingError(
            "no pair holds enough comparable codes in both of its periods; code more, or see the contrasts"
        )
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
