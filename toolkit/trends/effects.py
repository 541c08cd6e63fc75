"""Effects: what outlets, sections, authors and time do to a theme, each beside the others (METHODS §16)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import near_reason, require_choice, require_count, some
from toolkit.base.errors import CodingError, InputError, UsageError
from toolkit.base.reasons import Reason
from toolkit.base.streams import stream
from toolkit.base.threads import one_blas_thread
from toolkit.documents.corpus import Corpus
from toolkit.documents.selection import labels_of
from toolkit.evidence.codes import Coding, story_folds
from toolkit.trends.bars import bars_of
from toolkit.trends.coefficients import FEW_PERIODS, FEWEST_DF, WEIGHT, Effects
from toolkit.trends.corrected import (
    LEAST_DF,
    LEAST_DF_OUTLETS,
    Fitted,
    Periods,
    Shocks,
    Units,
    between_periods,
    dependent_columns,
    fit_coded,
    fit_plain,
    no_shocks,
    with_settled,
)
from toolkit.trends.design import OTHER, TIME, Design, column_of, decimal_years, design_of
from toolkit.trends.design import numbers as numbers_of
from toolkit.trends.formulas import parse_formula
from toolkit.trends.group_remarks import look_alikes
from toolkit.trends.outcomes import Outcomes, codes_of, lined_up, packed
from toolkit.trends.outlets import require_outlets
from toolkit.trends.thin_terms import support
from toolkit.trends.unit_values import Subject

Array = NDArray[np.float64]
FEWEST_STORIES = 10  # that a coefficient of a level rests on (METHODS §16)
CLUSTERS = ("story", "source")
FEWEST_ALIKE = 5  # stories that tell alike, in whose worth a coefficient's t has a spread of its own
MOST_TOLD = 6
LEAST_SPREAD = 0.8  # of the stories' variance, below which a coefficient of time never falls


def effects(
    subject: Subject,
    corpus: Corpus,
    formula: str,
    *,
    seed: int,
    coding: Coding | None = None,
    draws: int = 1000,
    count: str = "publications",
    clusters: str = "story",
) -> Effects:
    """Regress the themes' presence on columns of the corpus: each column's part beside the others' (METHODS §16).

    `formula`: columns, `+ : * - ( )`, `C(column)`, `bs(date, df)`, `step(2020-03-01)`, `slope(2020-03-01)`; the themes
    may stand before a `~`, joined by commas, or by `|` for a union that counts as one outcome. `subject`: ThemeScores
    (presence), or a TopicModel (dominant with codes of the main theme, else the units' shares). With `coding` the
    coefficients are those of the codes, helped by the figures of all units; without, they are a model's, labelled, and
    bear no verdict. `clusters="source"` where the claim goes beyond these outlets. A level that fewer than ten coded
    stories bear is merged into *other*, and no figure is given of a term that fewer part from the rest; one that hangs
    on fewer than five stories bears no verdict (ten where columns interact). A coefficient of time takes its variance
    from periods as well. Where coders go with a column's values, or did with their sheet what no figure survives, there
    is no verdict; the cautions say why.
    Raises UsageError for a formula or column that cannot be meant, CodingError where too little was coded.

    >>> found = tk.effects(scores, corpus, "year + C(source)", coding=coding, seed=1)
    >>> found.to_frame().columns.tolist()[:4]
    ['theme', 'term', 'estimate', 'lower']
    """
    require_choice("count", count, ("publications", "stories"))
    require_choice("clusters", clusters, CLUSTERS)
    require_count("draws", draws, 100)
    asked, right = _sides(formula)
    with one_blas_thread():
        frame, outcomes, measure = lined_up(subject, corpus, coding, asked, seed)
        fitted = _Job(frame, outcomes, right, count, clusters, seed).run()
        return _noun(fitted, outcomes, right, measure, draws, seed)


def _sides(formula: str) -> tuple[tuple[tuple[str, ...], ...], str]:
    """The outcomes asked for, each a tuple of themes; () for all; and the right side of a formula."""
    if not isinstance(formula, str):
        raise UsageError(Reason("formula_empty"))
    left, tilde, right = formula.partition("~")
    if not tilde:
        return (), formula
    unions = (tuple(dict.fromkeys(name.strip() for name in union.split("|"))) for union in left.split(","))
    asked = tuple(dict.fromkeys(unions))
    if not all(name for union in asked for name in union):
        raise UsageError(Reason.of("formula_themes", formula=formula))
    return asked, right


def require_formula(formula: str, frame: pd.DataFrame, themes: Sequence[str]) -> None:
    """Refuse, before anything is measured, a formula that these rows cannot bear: an unknown theme or column, one that
    is constant or says what others say, levels that too few stories have. Raises UsageError or InputError."""
    asked, right = _sides(formula)
    for name in (name for union in asked for name in union):
        if name not in themes:
            raise UsageError(Reason.of("theme_unknown", theme=name, near=near_reason(name, themes)))
    stories = pd.Series(codes_of(frame["story"]), index=frame.index).astype("Int64")
    design = design_of(parse_formula(right), frame, stories, FEWEST_STORIES)
    x = design.matrix(frame)
    use = np.isfinite(x).all(axis=1)
    if not use.any():
        raise InputError(Reason.of("units_incomplete", columns=some(design.columns, 6)))
    if dependent := dependent_columns(x[use], np.ones(int(use.sum()))):
        raise UsageError(Reason.of("column_collinear", name=design.names[dependent[0]]))


@dataclass(frozen=True, eq=False)
class _Found:
    """What a job gives: the design, one `Fitted` an outcome (None where it cannot be), shocks of periods, counts."""

    design: Design
    fitted: tuple[Fitted | None, ...]
    shocks: tuple[Shocks, ...]
    period_df: int
    years_df: int | None
    periods: str
    profiles: pd.DataFrame
    counts: tuple[int, int, int, int]  # units, missing, stories, coded stories
    clusters: str
    barred: tuple[str, ...]
    thin: tuple[str, ...]
    cautions: tuple[Reason, ...]


@dataclass(frozen=True, eq=False)
class _Job:
    """One regression to do: rows, outcomes, right side of the formula, what counts and what clusters."""

    frame: pd.DataFrame
    outcomes: Outcomes
    right: str
    count: str
    clusters: str
    seed: int

    def run(self) -> _Found:
        """Read the columns, leave out units without a value, fit every outcome."""
        story = codes_of(self.frame["story"])
        bears = self._bears(story)
        design = design_of(parse_formula(self.right), self.frame, bears, FEWEST_STORIES)
        x = design.matrix(self.frame)
        use = np.asarray(np.isfinite(x).all(axis=1), dtype=bool)
        if not use.any():
            raise InputError(Reason.of("units_incomplete", columns=some(design.columns, 6)))
        units = self._units(x, use, story, design)
        figures = self.outcomes.figures[use]
        codes = None if self.outcomes.codes is None else self.outcomes.codes[use]
        groups = design.groups(self.frame[use])
        fitted = tuple(self._fit(units, figures, codes, use, t, groups) for t in range(figures.shape[1]))
        if all(one is None for one in fitted):
            raise CodingError(Reason("codes_do_not_hold"))
        coded_rows = ~np.isnan(codes).all(axis=1) if codes is not None else None
        name, periods, years = _periods(self.frame[use], design, coded_rows)
        shocks = tuple(
            no_shocks(x.shape[1]) if one is None or periods is None else between_periods(units, periods, one)
            for one in fitted
        )
        coded = int(pd.Series(story[use])[~np.isnan(codes).all(axis=1)].nunique()) if codes is not None else 0
        counts = int(use.sum()), int((~use).sum()), int(np.unique(story[use]).size), coded
        sheet, told = (
            self.outcomes.sheet,
            _cautions(design, counts, self.outcomes.codes is None, *_scarcest(name, periods, years)),
        )
        words = dict.fromkeys(column_of(one.factor) for one in design.coded.values() if one.levels)
        told += tuple(one for column in words for one in look_alikes(self.frame, column))
        if self.outcomes.unsettled:
            told += (Reason.of("settled_left_out", themes=self.outcomes.unsettled),)
        thin, leaning, rest = self._rests(units, use, story[use], design)
        barred, why = bars_of(sheet, self.frame, use, design, FEWEST_STORIES, seed=self.seed) if sheet else ((), ())
        return _Found(
            design,
            fitted,
            shocks,
            0 if periods is None else periods.residual_df,
            None if years is None else years.residual_df,
            name,
            _profiles(self.frame[use], design, units.weight),
            counts,
            self.clusters,
            design.names if self.outcomes.unsettled else tuple(dict.fromkeys((*barred, *leaning))),
            thin,
            (*told, *rest, *self._of_these(why)),
        )

    @property
    def _least_df(self) -> float:
        return LEAST_DF if self.clusters == "story" else LEAST_DF_OUTLETS

    def _rests(
        self, units: Units, use: NDArray[np.bool_], story: NDArray[np.int64], design: Design
    ) -> tuple[tuple[str, ...], tuple[str, ...], tuple[Reason, ...]]:
        """Terms that too few stories part from the rest; those of codes that a few stories tell alone; what is said."""
        codes = self.outcomes.codes
        every = np.ones(len(story), dtype=bool)
        coded = every if codes is None else np.asarray(~np.isnan(codes[use]).all(axis=1))
        drawn = units.weight if codes is None else units.weight * self.outcomes.drawn[use]
        found = support(units, story, drawn, coded)
        asked = [c for c, name in enumerate(design.names) if name != "intercept" and not design.is_piece(c)]
        thin = tuple(design.names[c] for c in asked if found.parted[c] < FEWEST_STORIES)
        least = FEWEST_STORIES if any(len(term) > 1 for term in design.terms) else FEWEST_ALIKE
        few = [c for c in asked if codes is not None and design.names[c] not in thin and found.worth[c] < least]
        code = "terms_thin" if codes is None else "terms_thin_coded"
        told = [Reason.of(code, terms=some(thin, 6), least=FEWEST_STORIES)] if thin else []
        told += [Reason.of("leverage_few", term=design.names[c], n=int(found.half[c])) for c in few[:MOST_TOLD]]
        return thin, tuple(design.names[c] for c in few), tuple(told)

    def _of_these(self, found: tuple[Reason, ...]) -> tuple[Reason, ...]:
        """What is said of no theme, or of one that is explained here."""
        themes = {theme for name in self.outcomes.names for theme in name.split(" | ")}
        return tuple(one for one in found if one.code != "of_theme" or one.field("theme") in themes)

    def _bears(self, story: NDArray[np.int64]) -> pd.Series:
        """The story of each row that a coefficient can rest on: coded, or any where nothing was coded."""
        found = pd.Series(story, index=self.frame.index).astype("Int64")
        if self.outcomes.codes is None:
            return found
        return found.where(~np.isnan(self.outcomes.codes).all(axis=1))

    def _units(self, x: Array, use: NDArray[np.bool_], story: NDArray[np.int64], design: Design) -> Units:
        weight = np.ones(len(x))
        if self.count == "stories":
            document = codes_of(self.frame["parent"])
            pairs = np.unique(np.stack([story, document]), axis=1)
            weight = weight / np.bincount(pairs[0])[story]
        dependent = dependent_columns(x[use], weight[use])
        if dependent:
            raise UsageError(Reason.of("column_collinear", name=design.names[dependent[0]]))
        cluster = story if self.clusters == "story" else codes_of(self.frame["source"].fillna(""))
        if self.clusters == "source":
            require_outlets(design, self.frame[use], self._bears(story)[use].notna())
        fold = story_folds(story, seed=self.seed)
        return Units(x[use], weight[use], packed(cluster[use]), fold[use])

    def _fit(
        self, units: Units, figures: Array, codes: Array | None, use: NDArray[np.bool_], t: int, groups: list[pd.Series]
    ) -> Fitted | None:
        if codes is None:
            return fit_plain(units, figures[:, t], least_df=self._least_df)
        if np.unique(units.cluster[~np.isnan(codes[:, t])]).size < FEWEST_STORIES and self.clusters == "story":
            return None
        spread = unseen_spread(codes[:, t], units.cluster, groups)
        found = fit_coded(units, figures[:, t], codes[:, t], self.outcomes.drawn[use], spread, least_df=self._least_df)
        moved = None if self.outcomes.settled is None else self.outcomes.settled[use, t]
        if found is None or moved is None or np.isnan(moved).all():
            return found
        return with_settled(units, found, moved, self.outcomes.drawn[use], least_df=self._least_df)


def _scarcest(name: str, periods: Periods | None, years: Periods | None) -> tuple[str, Periods | None]:
    """The division that leaves least: quarters of a year share its events, so that they bear no verdict which years
    are too few for."""
    if years is None or periods is None or years.residual_df >= periods.residual_df:
        return name, periods
    return "year", years


def _periods(
    frame: pd.DataFrame, design: Design, coded: NDArray[np.bool_] | None
) -> tuple[str, Periods | None, Periods | None]:
    """The coarsest division of time that leaves five residual degrees of freedom, else the finest; and that of years.

    Periods in which nothing was `coded` say nothing of a spread.
    """
    of_time = np.array(design.of_time, dtype=bool)
    if not any(coded.is_time for coded in design.coded.values()):
        return "", None, None
    year = frame["year"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    moment = decimal_years(frame["date"])
    divisions = {"year": year, "quarter": np.floor(moment * 4), "month": np.floor(moment * 12)}
    found: tuple[str, Periods | None] = ("", None)
    years: Periods | None = None
    for name, values in divisions.items():
        known = np.isfinite(values)
        known &= True if coded is None else np.isin(values, values[known & coded])
        if not known.any() or (name != "year" and design.is_by_year):
            continue
        period = np.full(len(values), -1, dtype=np.int64)
        period[known] = packed(values[known].astype(np.int64))
        made = Periods(period, of_time)
        found, years = (name, made), made if name == "year" else years
        if made.residual_df >= FEW_PERIODS:
            break
    return *found, years


def _profiles(frame: pd.DataFrame, design: Design, weight: Array) -> pd.DataFrame:
    """The mix: one row a combination of the columns of words, numbers and time at their means, with its weight."""
    words = [c.factor.column for c in design.coded.values() if c.levels]
    words = list(dict.fromkeys(words))
    table = frame[words].apply(labels_of) if words else pd.DataFrame(index=frame.index)
    numbers = {column_of(c.factor) for c in design.coded.values() if not c.levels} - set(TIME)
    for name in sorted(numbers - set(words)):
        table[name] = float(np.average(np.asarray(numbers_of(frame, name)), weights=weight))
    for name in ("year", "date"):
        if name in design.columns and name not in words:
            table[name] = _middle(frame, name)
    keys = list(table.columns)
    table = table.assign(**{WEIGHT: weight})
    if not keys:
        return pd.DataFrame({WEIGHT: [float(weight.sum())]})
    return table.groupby(keys, sort=True, as_index=False)[WEIGHT].sum()


def _middle(frame: pd.DataFrame, name: str) -> object:
    values = frame[name].dropna().sort_values()
    return values.iloc[len(values) // 2]


def _cautions(
    design: Design, counts: tuple[int, int, int, int], is_bare: bool, name: str, periods: Periods | None
) -> tuple[Reason, ...]:
    found = [Reason("effects_uncalibrated")] if is_bare else []
    if counts[1]:
        found.append(Reason.of("units_without_value", n=counts[1], columns=some(design.columns, 6)))
    if "intercept" not in design.names:
        found.append(Reason("no_intercept"))
    timed = [str(coded.factor) for coded in design.coded.values() if coded.follows]
    if timed:
        found.append(Reason.of("columns_of_time", factors=some(timed, 6)))
    code = "levels_thin" if is_bare else "levels_thin_coded"
    for coded in design.coded.values():
        if coded.merged:
            levels = some([name for name in coded.merged if name != OTHER], 6)
            found.append(Reason.of(code, factor=str(coded.factor), least=FEWEST_STORIES, levels=levels))
    if periods is not None and periods.residual_df < FEW_PERIODS:
        found.append(Reason.of("exploratory_time", n=periods.n_periods, division=name))
    return tuple(found)


def _noun(found: _Found, outcomes: Outcomes, formula: str, measure: tuple[str, str], draws: int, seed: int) -> Effects:
    n_terms, n_themes = len(found.design.names), len(outcomes.names)
    estimate = np.full((n_terms, n_themes), np.nan)
    error, df = np.zeros((n_terms, n_themes)), np.full((n_terms, n_themes), 3.0)
    pulls: list[Array] = []
    for t, one in enumerate(found.fitted):
        pulls.append(np.zeros((1, n_terms)) if one is None else _with_shocks(one, found.shocks[t]))
        if one is None:
            continue
        estimate[:, t] = one.estimate
        least_df = LEAST_DF if found.clusters == "story" else LEAST_DF_OUTLETS
        error[:, t], df[:, t] = joined(one, found.shocks[t], found.period_df, least_df)
    moved = draw_jointly(pulls, error, df, draws=draws, seed=seed)
    units, missing, stories, coded = found.counts
    return Effects(
        terms=found.design.names,
        themes=outcomes.names,
        estimate=estimate,
        draws=estimate + moved,
        error=error,
        df=df,
        formula=formula.strip(),
        design=found.design,
        profiles=found.profiles,
        clusters=found.clusters,
        n_units=units,
        n_missing=missing,
        n_stories=stories,
        n_coded=coded,
        calibrated=outcomes.codes is not None,
        is_index=outcomes.is_index,
        measure=measure[0],
        method=measure[1],
        periods=found.periods,
        period_df=found.period_df if found.years_df is None else min(found.period_df, found.years_df),
        barred=found.barred,
        thin=found.thin,
        cautions=(*found.cautions, *_few_outlets(found, df, outcomes.codes is not None)),
    )


def _few_outlets(found: _Found, df: Array, calibrated: bool) -> tuple[Reason, ...]:
    """The terms that outlets, as clusters, leave too few degrees of freedom for a verdict of some theme."""
    if found.clusters == "story" or not calibrated:
        return ()
    few = [bool(of_term.any()) for of_term in df < FEWEST_DF]
    terms = [name for name, is_few in zip(found.design.names, few) if is_few and name != "intercept"]
    return (Reason.of("outlets_few_df", terms=some(terms, 6), least=FEWEST_DF),) if terms else ()


def unseen_spread(codes: Array, cluster: NDArray[np.int64], groups: Sequence[pd.Series]) -> Array:
    """(U) the standard deviation of codes where all of a level, or all there are, are alike; 0 elsewhere.

    Ten codes 0 leave no residual, and their level would be known without error. As two more codes of each kind have it,
    the share lies at 2/(n + 4), with the spread of that (n: coded stories; after Agresti & Coull 1998).
    """
    known = ~np.isnan(codes)
    found = np.zeros(len(codes))
    for group in (pd.Series(0, index=range(len(codes))), *groups):
        table = pd.DataFrame({"group": group.to_numpy(), "code": codes, "story": cluster})[known]
        for _, own in table.groupby("group"):
            if own["code"].nunique() == 1:
                share = 2.0 / (own["story"].nunique() + 4)
                at = own.index.to_numpy()
                found[at] = np.maximum(found[at], np.sqrt(share * (1 - share)))
    return found


def _with_shocks(one: Fitted, shocks: Shocks) -> Array:
    return np.concatenate([one.pull, np.sqrt(shocks.tau2) * shocks.reach, one.unseen])


def joined(one: Fitted, shocks: Shocks, period_df: int, least_df: float = LEAST_DF) -> tuple[Array, Array]:
    """(C) standard errors and degrees of freedom of stories and shocks together (`joined_variance`)."""
    own = one.variance
    least = np.where(shocks.of_time & (period_df > 0), LEAST_SPREAD, 1.0)
    variance, df = joined_variance(
        own, one.df, shocks.added, np.clip(shocks.spread, least, 1.0), least, period_df, least_df
    )
    return np.sqrt(variance), df


def joined_variance(
    own: Array, df: Array, shared: Array, spread: Array, least: Array, period_df: int, least_df: float = LEAST_DF
) -> tuple[Array, Array]:
    """The variance of both parts together, the stories' times the `spread` of periods, and its degrees of freedom.

    τ² is bounded at zero and so too large on average; where periods lie closer than stories foretell, a coefficient of
    time gives some of it back: its variance is that of the periods themselves (Knapp & Hartung 2003), down to `least`
    of the stories'. 1/df is the mean of the stories' and the periods', weighted by the root of what the periods found
    beyond that: between .93 and .96 is covered, whatever the spread, from five periods' degrees of freedom on.
    """
    total = own * spread + shared
    part = np.divide(total - least * own, total, out=np.zeros_like(own), where=total > 0)
    part = np.sqrt(np.clip(part, 0.0, 1.0))
    joint = 1.0 / ((1 - part) / df + part / max(period_df, 1))
    return total, np.asarray(np.maximum(joint, least_df))


def draw_jointly(pulls: Sequence[Array], error: Array, df: Array, *, draws: int, seed: int) -> Array:
    """(S, C, T) deviations with the joint covariance of the pulls, each term with its own t (a Gaussian copula).

    `pulls`: an outcome's (G, C). Draws come from the covariance, so that they do not depend on the number of stories.
    """
    from scipy import stats

    n_terms, n_themes = error.shape
    longest = max(len(pull) for pull in pulls)
    wide = np.concatenate([np.pad(pull, ((0, longest - len(pull)), (0, 0))) for pull in pulls], axis=1)
    values, vectors = np.linalg.eigh(wide.T @ wide)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    z = stream(seed, "effects").standard_normal((draws, n_terms * n_themes)) @ root
    sd = np.sqrt(np.maximum((root**2).sum(axis=0), 1e-300))
    own = df.T.ravel()
    uniform = np.clip(stats.norm.cdf(z / sd), 1e-12, 1 - 1e-12)
    moved = stats.t.ppf(uniform, own) * error.T.ravel()
    return np.asarray(moved.reshape(draws, n_themes, n_terms).transpose(0, 2, 1))
