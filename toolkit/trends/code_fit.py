"""Do scores and codes go together? Not where labels were exchanged, columns or rows shifted, or the words changed."""

import numpy as np
from numpy.typing import NDArray

from toolkit.base.reasons import Reason
from toolkit.documents.periods import Grouping
from toolkit.evidence.codes import Codes

Array = NDArray[np.float64]
Gap = tuple[float, float]
FEWEST_OF_A_KIND = 5
APART = 4.5  # sd: in at most 2 of 600 studies of eight themes and eight periods in which nothing is exchanged
CLEAR = 2.0  # sd: units coded 1 that lie so far above the others are of this theme
NOTHING = 0.5  # a theme's codes go with its scores where the units coded 1 may lie so many sd higher


def code_fit(score: Array, codes: Codes, grouping: Grouping, themes: tuple[str, ...]) -> tuple[Reason | None, ...]:
    """(T) a caution for each theme whose codes do not go with its scores (U, T) as they should.

    How far the units coded 1 lie above the others, in sd within the kinds (Hedges & Olkin 1985); it does not depend on
    how many are coded 1. Compared between the two periods that differ most; and over all periods with the scores of
    another theme, whose own codes fit it worse (a column was shifted), and with none at all (rows were shifted, or
    the scores tell nothing). Periods with under five of a kind are left out. A calibrated figure covers whatever the
    scores are worth; but the codes may be of another theme or another unit, or 1 be 0.
    """
    centred = _centred(score, grouping)
    whole = [
        [_gap(centred, codes.value, grouping.period >= 0, (t, s)) for s in range(len(themes))]
        for t in range(len(themes))
    ]
    return tuple(
        _between(score, codes, grouping, t) or _with_another(whole, themes, t) or _with_none(whole[t][t])
        for t in range(len(themes))
    )


def distances(score: Array, value: Array, grouping: Grouping) -> Array:
    """(T) how many errors the units coded 1 (`value` (U, T)) lie above the others; nan: under five of a kind."""
    centred = _centred(score, grouping)
    gaps = [_gap(centred, value, grouping.period >= 0, (t, t)) for t in range(value.shape[1])]
    return np.array([np.nan if gap is None else gap[0] / np.sqrt(gap[1]) for gap in gaps])


def _between(score: Array, codes: Codes, grouping: Grouping, t: int) -> Reason | None:
    """Where the codes go with the scores in one period and not so in another."""
    labels = grouping.labels
    told = [(p, *gap) for p in range(len(labels)) if (gap := _gap(score, codes.value, grouping.period == p, (t, t)))]
    if len(told) < 2:
        return None
    high, low = max(told, key=lambda one: one[1]), min(told, key=lambda one: one[1])
    apart = (high[1] - low[1]) / np.sqrt(high[2] + low[2])
    names = {"good": labels[high[0]], "poor": labels[low[0]]}
    reason = Reason.of("codes_fit_differs", **names, above=high[1], not_above=low[1])
    honest = low[1] - 2 * np.sqrt(low[2]) > CLEAR  # the poorer of two that both go together
    return reason if apart > APART and not honest else None


def _with_another(whole: list[list[Gap | None]], themes: tuple[str, ...], t: int) -> Reason | None:
    """Where the codes go with the scores of another theme, whose own codes do not go with them so well."""
    own = whole[t][t]
    others = [(s, gap) for s, gap in enumerate(whole[t]) if s != t and gap is not None]
    if own is None or not others:
        return None
    s, best = max(others, key=lambda one: one[1][0])
    for other in (own, whole[s][s]):
        if other is not None and (best[0] - other[0]) / np.sqrt(best[1] + other[1]) <= APART:
            return None
    return Reason.of("codes_fit_other", other=themes[s], above=best[0], own=own[0])


def _with_none(own: Gap | None) -> Reason | None:
    if own is None or own[0] + 2 * np.sqrt(own[1]) >= NOTHING:
        return None
    return Reason.of("codes_fit_none", above=own[0])


def _centred(score: Array, grouping: Grouping) -> Array:
    """(U, T) scores less their period's mean."""
    centred = score.astype(np.float64)
    for p in range(len(grouping.labels)):
        here = grouping.period == p
        if here.any():
            centred[here] -= centred[here].mean(axis=0)
    return centred


def _gap(score: Array, value: Array, units: NDArray[np.bool_], of: tuple[int, int]) -> Gap | None:
    """How far the units coded 1 for a theme lie above the others in a theme's score, in sd, and its variance.

    `of`: the themes of code and score; None where there are under five of a kind.
    """
    t, s = of
    here = np.flatnonzero(units & ~np.isnan(value[:, t]))
    one, x = value[here, t] > 0.5, score[here, s]
    n = len(here)
    if min(one.sum(), n - one.sum()) < FEWEST_OF_A_KIND:
        return None
    means = x[one].mean(), x[~one].mean()
    sd = float(np.sqrt((((x[one] - means[0]) ** 2).sum() + ((x[~one] - means[1]) ** 2).sum()) / (n - 2)))
    if sd < 1e-9:
        return None
    gap = float(means[0] - means[1]) / sd
    return gap, float(1 / one.sum() + 1 / (n - one.sum()) + gap**2 / (2 * (n - 2)))
