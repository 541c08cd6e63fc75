"""Company a theme keeps: themes that stand together in a unit, beyond what its length brings (METHODS §18)."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import require_count
from toolkit.base.errors import UsageError
from toolkit.base.reasons import Reason, reasons_text, reasons_to_json
from toolkit.base.threads import one_blas_thread
from toolkit.documents.corpus import Corpus
from toolkit.documents.periods import By, Grouping, group_units
from toolkit.evidence.codes import Coding, story_folds
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.trends.corrected import Fitted, Units, fit_coded, fit_plain, with_settled
from toolkit.trends.course import holm
from toolkit.trends.outcomes import Outcomes, codes_of, lined_up
from toolkit.trends.sheet_habits import habits_of

Array = NDArray[np.float64]
ALPHA = 0.05  # a pair keeps company where its p of all pairs at once is no larger
FEWEST_BOTH = 10  # coded units that carry both themes
CODED_A_BAND = 30
MOST_BANDS = 8
FAR = 6.0  # standard errors
ALL = "all"
FEWEST_BOTH_ANY = FEWEST_BOTH - 0.5  # the same as a place on a line, where counts are steps
NOTHING = (np.nan,) * 6
COLUMNS = (
    "theme",
    "other",
    "period",
    "together",
    "expected",
    "lift",
    "lower",
    "upper",
    "p_value",
    "p_adjusted",
    "n_both",
    "n_units",
    "n_coded",
    "calibrated",
    "caution",
    "cautions",
)


def company(
    subject: ThemeScores, corpus: Corpus, *, seed: int, by: By | None = None, coding: Coding | None = None
) -> pd.DataFrame:
    """How much more often two themes stand in one unit than their own presence and the length of texts would bring.

    One row a pair of themes and period (`by`; "all" without it): `together`, the share of units with both, calibrated
    as a theme of its own; `expected` within bands of length; `lift`, their ratio, with a 95 % interval on the log scale
    by story; nan where fewer than ten coded units carry both (`n_both`), or where what coders did with their sheet bars
    what `prevalence` says of the period; `caution` says why, or what may be wrong with the codes, in English, and
    `cautions` the same as values (`reasons_from_json`). `n_units`: units of the period; `n_coded`: those that were
    coded. Two themes that keep no company have lift 1. A pair with ten to some fifteen is shown because chance brought
    it over ten: its lower limit and p allow for that. `p_value` is the larger of within bands and without: a theme that
    makes its texts longer seems apart from others within bands. `p_adjusted` is over all rows (Holm 1979).
    Without codes the levels that `subject` holds are used, labelled uncalibrated. Raises UsageError where neither codes
    nor levels are there.

    >>> tk.company(scores, corpus, coding=coding, seed=1).columns.tolist()[:3]
    ['theme', 'other', 'period']
    """
    require_count("seed", seed, 0)
    if not isinstance(subject, ThemeScores) or (coding is None and subject.level is None):
        raise UsageError("company is counted in units that a reader judged: give theme scores, and coding=")
    with one_blas_thread():
        frame, outcomes, _ = lined_up(subject, corpus, coding, (), seed)
        grouping = _undivided(frame) if by is None else group_units(frame, by)
        habits = habits_of(outcomes.sheet, grouping) if outcomes.sheet else None
        rows = []
        for p, label in enumerate(grouping.labels):
            here = np.flatnonzero(grouping.period == p)
            n_coded = _coded(outcomes, here)
            spoilt = () if habits is None else habits.bars(p)
            told = spoilt or (() if habits is None else habits.doubts())
            if outcomes.unsettled and not spoilt:
                told = (*told, Reason.of("settled_left_out", themes=outcomes.unsettled))
            said = (reasons_text(told, "en"), reasons_to_json(told))
            units = _units(frame.iloc[here], outcomes, here, seed)
            for a, b in combinations(range(len(outcomes.names)), 2):
                names = (outcomes.names[a], outcomes.names[b], label)
                found = _lift(units, outcomes, here, a, b)
                found = (*NOTHING, found[-1]) if spoilt else found
                rows.append((*names, *found, len(here), n_coded, coding is not None, *said))
    table = pd.DataFrame(rows, columns=[name for name in COLUMNS if name != "p_adjusted"])
    table.insert(COLUMNS.index("p_adjusted"), "p_adjusted", holm(table["p_value"].to_numpy(dtype=np.float64)))
    return table


def _undivided(frame: pd.DataFrame) -> Grouping:
    """All units as one period."""
    return Grouping((ALL,), np.zeros(len(frame), np.int64), codes_of(frame["story"]), codes_of(frame["parent"]), ALL)


def _coded(outcomes: Outcomes, here: NDArray[np.intp]) -> int:
    return 0 if outcomes.codes is None else int((~np.isnan(outcomes.codes[here]).all(axis=1)).sum())


def _units(frame: pd.DataFrame, outcomes: Outcomes, here: NDArray[np.intp], seed: int) -> Units:
    """Bands of length as columns: each holds coded units enough for a figure of its own."""
    length = frame["text"].str.count(r"\S+").to_numpy(dtype=np.float64)
    coded = len(here) if outcomes.codes is None else _coded(outcomes, here)
    n_bands = int(np.clip(coded // CODED_A_BAND, 1, MOST_BANDS))
    cuts = np.unique(np.quantile(length, np.linspace(0, 1, n_bands + 1)[1:-1]))
    band = np.searchsorted(cuts, length, side="left")
    x = (band[:, None] == np.arange(len(cuts) + 1)[None, :]).astype(np.float64)
    story = np.unique(codes_of(frame["story"]), return_inverse=True)[1].astype(np.int64)
    return Units(x[:, x.any(axis=0)], np.ones(len(frame)), story, story_folds(story, seed=seed))


def _lift(units: Units, outcomes: Outcomes, here: NDArray[np.intp], a: int, b: int) -> tuple[float, ...]:
    """together, expected, lift, lower, upper, p and the number of coded units with both."""
    codes = outcomes.codes
    both = codes[here, a] * codes[here, b] if codes is not None else None
    n_both = int(np.nansum(both)) if both is not None else 0
    if both is not None and n_both < FEWEST_BOTH:
        return (*NOTHING, n_both)
    banded = _fitted_lift(units, outcomes, here, (a, b), n_both)
    plain = _fitted_lift(replace(units, x=np.ones((len(here), 1))), outcomes, here, (a, b), n_both)
    if banded is None or plain is None:
        return (*NOTHING, n_both)
    return (*banded[:5], _of_both(banded, plain), n_both)


def _fitted_lift(
    units: Units, outcomes: Outcomes, here: NDArray[np.intp], of: tuple[int, int], n_both: int
) -> tuple[float, ...] | None:
    """together, expected, lift, lower, upper and p within the columns of `units`; None where they are singular."""
    (a, b), figures, drawn = of, outcomes.figures[here], outcomes.drawn[here]
    codes = None if outcomes.codes is None else outcomes.codes[here]
    both = None if codes is None else codes[:, a] * codes[:, b]
    moved = (None,) * 3 if outcomes.settled is None else _moved(outcomes, here, a, b)
    fitted = [
        _fitted(units, figures[:, a], None if codes is None else codes[:, a], drawn, moved[0]),
        _fitted(units, figures[:, b], None if codes is None else codes[:, b], drawn, moved[1]),
        _fitted(units, figures[:, a] * figures[:, b], both, drawn, moved[2]),
    ]
    known = [one for one in fitted if one is not None]
    return _on_the_log_scale(units, known, n_both) if len(known) == len(fitted) else None


def _of_both(banded: tuple[float, ...], plain: tuple[float, ...]) -> float:
    """The larger p of the lift within bands and of that without: themes that lengthen their texts seem apart within
    bands, themes of long texts together without; 1 where the two lie on different sides of one."""
    if (banded[2] > 1) != (plain[2] > 1):
        return 1.0 if np.isfinite(banded[5]) else banded[5]
    return float(max(banded[5], plain[5]))


def _moved(outcomes: Outcomes, here: NDArray[np.intp], a: int, b: int) -> tuple[Array, Array, Array]:
    """(U) what settling moved of each theme and of both together, nan where one person alone coded."""
    assert outcomes.codes is not None and outcomes.settled is not None
    (y, z), (dy, dz) = outcomes.codes[here][:, [a, b]].T, outcomes.settled[here][:, [a, b]].T
    neither = np.isnan(dy) & np.isnan(dz)
    together = (y + np.nan_to_num(dy)) * (z + np.nan_to_num(dz)) - y * z
    return dy, dz, np.where(neither, np.nan, together)


def _fitted(
    units: Units, figures: Array, codes: Array | None, drawn: Array, moved: Array | None = None
) -> Fitted | None:
    if codes is None:
        return fit_plain(units, figures)
    found = None if np.isnan(codes).all() else fit_coded(units, figures, codes, drawn)
    if found is None or moved is None or np.isnan(moved).all():
        return found
    return with_settled(units, found, moved, drawn)


def _on_the_log_scale(units: Units, fitted: list[Fitted], n_both: int) -> tuple[float, ...]:
    """Observed over expected within bands; the influence of stories on its logarithm (delta method)."""
    from scipy import stats

    first, second, joint = fitted
    share = units.x.mean(axis=0)
    pa, pb = np.clip(first.estimate, 0, 1), np.clip(second.estimate, 0, 1)
    together, expected = float(share @ joint.estimate), float(share @ (pa * pb))
    if together <= 0 or expected <= 0:
        return (together, expected, *(np.nan,) * 4)
    pull = joint.pull @ share / together - (first.pull @ (share * pb) + second.pull @ (share * pa)) / expected
    error = float(np.sqrt((pull**2).sum()))
    df = float(min(np.max(one.df) for one in fitted))
    if error <= 0:
        return (together, expected, together / expected, *(np.nan,) * 3)
    reach, log_lift = float(stats.t.ppf(0.975, df)) * error, float(np.log(together / expected))
    spread = reach / float(stats.norm.ppf(0.975))
    over = np.log(n_both / FEWEST_BOTH_ANY) / spread if n_both else np.inf  # without codes nothing was left out
    lower = log_lift - spread * _lower_limit(over)
    p = 2 * float(stats.t.sf(abs(log_lift) / error, df))
    p = min(1.0, p / float(stats.norm.sf(log_lift / spread - over))) if log_lift > 0 else p
    return together, expected, np.exp(log_lift), np.exp(lower), np.exp(log_lift + reach), p


def _lower_limit(over: float) -> float:
    """How many standard errors below the estimate the lower limit stands, where only estimates no more than `over`
    errors lower would have been shown: the tail of a normal cut at that place (1.96 where it is far)."""
    from scipy import stats
    from scipy.optimize import brentq

    plain = float(stats.norm.ppf(0.975))
    if not np.isfinite(over) or over > FAR:
        return plain

    def beyond(k: float) -> float:
        return float(stats.norm.logsf(k) - stats.norm.logsf(k - over) - np.log(0.025))

    return float(brentq(beyond, plain - 1e-9, 2 * plain + 2 * -np.log(0.025) / over + over))
