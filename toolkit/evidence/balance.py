"""Are the coded units the sample that was drawn? Not if people coded the first rows, or left out the hard ones."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.errors import AlignmentError, UsageError
from toolkit.base.reasons import Reason
from toolkit.base.streams import stream
from toolkit.documents.corpus import Corpus
from toolkit.documents.periods import By
from toolkit.evidence.codes import Coding, align_codes
from toolkit.evidence.designs import Design
from toolkit.evidence.left_out import CHANCE, Drawn, LeftOut, known_before, left_out, theme_chances
from toolkit.evidence.sampling import (
    Population,
    choose,
    inclusion,
    inclusion_of,
    population_of,
    stories_numbers,
    stories_of,
    wave_name,
)
from toolkit.evidence.skipped import p_of_skips, skips_of
from toolkit.evidence.theme_scores import ThemeScores

Array = NDArray[np.float64]
Index = NDArray[np.intp]
REDRAWS = 1999
FEWEST_CODED = 5
ALARM = 0.001
ALL = "*"


@dataclass(frozen=True)
class Balance:
    """The largest difference between the coded units' mean raw score and all units', in sd of redraws.

    `theme`, `period` where it stands ("*": the largest score of a unit, all periods together); `statistic`; `p_value`,
    its rank among the redraws; `caution`: what must be told, None where nothing is. Where the sample is the one that
    was drawn but its uncoded units are no random part of it, `theme` is what sets them apart and `p_value` is of that.
    """

    theme: str
    period: str
    statistic: float
    p_value: float
    caution: Reason | None


def coding_balance(coding: Coding, scores: ThemeScores, corpus: Corpus, *, seed: int) -> Balance:
    """Whether the coded units look like the sample that was drawn (METHODS §10).

    `scores` without codes: what no code has touched. The recorded design is drawn again 1,999 times, each time as many
    units kept per period as were coded; periods with under five are left out; all periods together are looked at as one
    more, and the largest score of a unit as one more theme. Then the units that were drawn and not coded (blank in the
    sheet, or drawn by the record and not handed in) are compared with the coded ones (`left_out`), and what was left
    blank with the chance that it carries a theme (`skipped`). A p below .001 of any is a caution. Without a record of
    the draw equal probabilities are taken for a simple random sample; others cannot be checked, and it says
    so. Raises UsageError for scores that codes have trained, AlignmentError where no coded unit was scored.
    """
    if scores.trained_on != "seeds":
        raise UsageError("balance needs scores that no code has touched; score the themes without coding=")
    if len(coding.designs) > 1:
        return Balance("", "", float("nan"), float("nan"), Reason.of("draws_of_several_kinds", n=len(coding.designs)))
    design = coding.designs[0] if coding.designs else None
    units = coding.frame.dropna(subset=["value"]).drop_duplicates("unit")
    at = pd.Index(scores.ids).get_indexer(pd.Index(units["unit"]))
    if not (at >= 0).any():
        raise AlignmentError("none of the coded units is among the scored ones; use the scores they were drawn by")
    pi = units["inclusion_probability"].to_numpy(dtype=np.float64)[at >= 0]
    at = at[at >= 0]
    if design is None and not np.allclose(pi, pi[0]):
        return Balance("", "", float("nan"), float("nan"), Reason("draw_unknown"))
    population = _population(design, scores, corpus)
    found = _compared(population, design, scores, (at.astype(np.intp), 1.0 / pi), seed)
    if found.caution is not None:
        return found
    return _of_left_out(population, design, scores, corpus, coding) or found


def _of_left_out(
    population: Population, design: Design | None, scores: ThemeScores, corpus: Corpus, coding: Coding
) -> Balance | None:
    """What sets the uncoded units of the sample apart, None where nothing does."""
    at = pd.Index(scores.ids).get_indexer(pd.Index(coding.frame["unit"].unique()))
    if design is not None and design.wave == wave_name(population, design.seed, design.focus or None):
        again = choose(population, design.n, stories_numbers(population, design.seed), design.seed)[0]
        at = np.union1d(at, again)
    at = np.unique(at[at >= 0])
    ids, score = np.asarray(scores.ids, dtype=object)[at], scores.score[at]
    seed = 0 if design is None else design.seed
    codes = align_codes(coding, ids.tolist(), scores.themes).value
    values, names, outlet = known_before(corpus.rows(ids), score, scores.themes)
    chance, period = theme_chances(score, codes, seed=seed), population.stratum[at]
    coded = np.asarray((~np.isnan(codes)).any(axis=1))
    any_theme = 1.0 - np.prod(1.0 - chance, axis=1)
    apart = left_out(Drawn(coded, period, any_theme, values, names, outlet), seed=seed)
    p = p_of_skips(skips_of(coding.frame, ids.tolist(), scores.themes, (chance, period)), seed=seed)
    told = [one for one in (None if p is None else LeftOut(CHANCE, None, p), apart) if one is not None]
    found = min(told, key=lambda one: one.p_value, default=None)
    if found is None or found.p_value >= ALARM:
        return None
    period = ALL if found.period is None or found.period < 0 else population.labels[found.period]
    caution = Reason.of("left_out_apart", what=found.what, period=period, p=found.p_value)
    return Balance(found.what, period, float("nan"), found.p_value, caution)


def _population(design: Design | None, scores: ThemeScores, corpus: Corpus) -> Population:
    if design is None:
        return population_of(scores, corpus)
    by: By | None = tuple(design.by) if isinstance(design.by, list) else design.by
    return population_of(scores, corpus, by=by, compared=design.compared, focus=design.focus or None)


def _compared(
    population: Population, design: Design | None, scores: ThemeScores, coded: tuple[Index, Array], seed: int
) -> Balance:
    at, weight = coded
    n_periods = max(len(population.labels), 1)
    period = np.where(population.stratum >= 0, population.stratum, -1) if population.labels else population.stratum + 1
    counts = np.bincount(period[at][period[at] >= 0], minlength=n_periods)
    used = counts >= FEWEST_CODED
    if not used.any():
        return Balance("", "", float("nan"), float("nan"), Reason("draw_unknown"))
    everyone = np.arange(len(period))
    score = np.column_stack([scores.score, scores.score.max(axis=1)])  # and the largest, by which units are drawn
    mean = _means(score, period, n_periods, everyone, np.ones(len(period)))[used]
    part = np.bincount(period[period >= 0], minlength=n_periods)[used].astype(np.float64)

    def off(units: Index, weights: Array) -> Array:
        """(P' + 1, T) differences by period, and over all of them together."""
        own = _means(score, period, n_periods, units, weights)[used] - mean
        return np.concatenate([own, (part / part.sum())[None] @ np.nan_to_num(own)])

    draw = _Redraw.of(population, design, counts, period)
    rng = stream(seed, "redraws of the coding sample")
    redrawn = np.stack([off(again, 1.0 / chance) for again, chance in (draw.once(rng) for _ in range(REDRAWS))])
    sd = np.maximum(np.nanstd(redrawn, axis=0, ddof=1), 1e-12)
    found = np.abs(off(at, weight) / sd)
    largest = np.nanmax(np.abs(redrawn / sd), axis=(1, 2))
    place = np.unravel_index(int(np.nanargmax(found)), found.shape)
    statistic = float(found[place])
    p = float((1 + (largest >= statistic - 1e-12).sum()) / (REDRAWS + 1))
    labels = [label for label, kept in zip(population.labels or ("",), used) if kept]
    label = [*labels, ALL][int(place[0])]
    theme = [*scores.themes, ALL][int(place[1])]
    caution = Reason.of("not_as_drawn", theme=theme, period=label, p=p) if p < ALARM else None
    return Balance(theme, label, statistic, p, caution)


def _means(score: Array, period: NDArray[np.int64], n_periods: int, at: Index, weight: Array) -> Array:
    """(P, T) weighted means of the scores of units `at`, nan where a period has none."""
    own = period[at]
    at, weight, own = at[own >= 0], weight[own >= 0], own[own >= 0]
    total = np.bincount(own, weights=weight, minlength=n_periods)
    summed = np.stack([np.bincount(own, weights=weight * s, minlength=n_periods) for s in score[at].T], axis=1)
    return np.asarray(np.divide(summed, total[:, None], out=np.full_like(summed, np.nan), where=total[:, None] > 0))


@dataclass(frozen=True, eq=False)
class _Redraw:
    """A design ready to be drawn again.

    `chance` (G) of a story; `units` (U) of the stories one after the other, `edges` their cumulative chances within the
    story, `own` that of each unit; `counts` (P) how many to keep of each period.
    """

    chance: Array
    units: Index
    edges: Array
    own: Array
    counts: NDArray[np.int64]
    period: NDArray[np.int64]
    story: Index
    takes: int

    @classmethod
    def of(
        cls, population: Population, design: Design | None, counts: NDArray[np.int64], period: NDArray[np.int64]
    ) -> "_Redraw":
        stories = stories_of(population)
        n_stories = len(stories.size)
        n = int(counts.sum()) if design is None else design.n
        chance = np.full(n_stories, min(n / n_stories, 1.0))
        if design is not None:
            chance = inclusion_of(stories, population, n)
        own = _within_stories(population, design)
        order = np.argsort(population.story, kind="stable")
        total = np.cumsum(own[order])
        takes = max(round(n / n_stories), 1)
        return cls(chance, order, total, own, counts, period, population.story, takes)

    def once(self, rng: np.random.Generator) -> tuple[Index, Array]:
        """Positions of the units of one redraw, and the chance of each."""
        drawn = np.flatnonzero(rng.random(len(self.chance)) <= self.chance)
        drawn = np.repeat(drawn, self.takes)
        places = np.searchsorted(self.edges, drawn + rng.random(len(drawn)), side="right")
        at = self.units[np.minimum(places, len(self.units) - 1)]
        at = at[rng.permutation(len(at))]
        at = at[self.period[at] >= 0]
        at = at[np.argsort(self.period[at], kind="stable")]  # the first of each period are a random choice
        sizes = np.bincount(self.period[at], minlength=len(self.counts))
        rank = np.arange(len(at)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        kept = at[rank < self.counts[self.period[at]]]
        return kept, self.chance[self.story[kept]] * self.own[kept]


def _within_stories(population: Population, design: Design | None) -> Array:
    """(U) the chance of each unit once its story is drawn: one document uniformly, then a passage by size."""
    key = population.story.astype(np.int64) * (int(population.document.max()) + 1) + population.document
    documents, at, n_units = np.unique(key, return_inverse=True, return_counts=True)
    per_story = np.bincount((documents // (int(population.document.max()) + 1)).astype(np.intp))
    found = 1.0 / per_story[population.story]
    for place in np.flatnonzero(n_units > 1).tolist():
        here = np.flatnonzero(at == place)
        sizes = population.size[here] if design is not None else np.ones(len(here))
        found[here] *= inclusion(sizes, 1.0, population.floor)
    return np.asarray(found)
