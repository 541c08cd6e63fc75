"""Changes between periods and their verdicts: the rule of METHODS §11, and nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.errors import AlignmentError, UsageError
from toolkit.base.reasons import Reason
from toolkit.trends.estimates import CONTRAST_COLUMNS, FEWEST_STORIES, Contrasts, Prevalence
from toolkit.trends.periods import Pair, period_pairs
from toolkit.trends.resampling import max_t

Array = NDArray[np.float64]
Reasons = tuple[Reason, ...]
ONE_METHOD = str(Reason("one_method"))


@dataclass(frozen=True, eq=False)
class _Family:
    """M tests of one prevalence: names, estimates, draws (S, M), and whether each can be tested."""

    prevalence: Prevalence
    theme: tuple[str, ...]
    pair: tuple[Pair, ...]
    change: Array
    draws: Array
    testable: NDArray[np.bool_]


def contrasts(
    prevalences: Prevalence | Sequence[Prevalence],
    *,
    pairs: Sequence[Sequence[str]] | None = None,
    audit: pd.DataFrame | None = None,
    level: float = 0.95,
    margin: float = 0.03,
) -> Contrasts:
    """Changes, later - earlier, with intervals, max-T p-values and verdicts (METHODS §11).

    `prevalences`: one, or several methods' of the same measure and periods; the headline is the first calibrated one,
    else the first, and only it bears verdicts. An uncalibrated *rose* or *fell* needs all methods to agree in sign;
    with one method it is provisional. `pairs`: the family of tests, default first against last period. `audit`: the
    table of `audit_periods`, whose *not comparable* gates uncalibrated verdicts. `margin`: in shares, for *steady*.
    Raises UsageError for an unknown period or a pair that runs backwards, AlignmentError when the prevalences do not
    fit together or the audit lacks a pair.
    """
    if not 0.5 <= level < 1:
        raise UsageError(f"level is {level}, but must be at least 0.5 and below 1, as 0.95")
    if not margin > 0:
        raise UsageError(f"margin is {margin}, but must be above 0, as 0.03 for 3 points")
    given = [prevalences] if isinstance(prevalences, Prevalence) else list(prevalences)
    if not given:
        raise UsageError("contrasts needs at least one prevalence")
    head = next((one for one in given if one.calibrated), given[0])
    for other in given:
        if other.periods != head.periods or not set(head.themes) <= set(other.themes):
            raise AlignmentError("these prevalences have different periods or themes; measure them on the same corpus")
        if other.count != head.count:
            raise AlignmentError(f"these prevalences count {head.count} and {other.count}; measure them with one count")
    family = period_pairs(head.periods, pairs, head.by)
    _require_audited(audit, head, family)
    headline = _family(head, family)
    others = [_family(other, family) for other in given if other is not head]
    tables = [_judged(headline, others, audit, level, margin)]
    tables += [_exploratory(other, headline, level) for other in others]
    frame = pd.concat([table for table, _ in tables], ignore_index=True)[list(CONTRAST_COLUMNS)]
    reasons = tuple(row for _, rows in tables for row in rows)
    methods = {one.method for one in given}
    provisional = "" if head.calibrated or len(methods) > 1 else ONE_METHOD
    return Contrasts(frame, level, margin, provisional, head.is_index, reasons)


def _require_audited(audit: pd.DataFrame | None, head: Prevalence, family: tuple[Pair, ...]) -> None:
    if audit is None or head.calibrated:
        return
    known = set(audit[["theme", "earlier", "later"]].itertuples(index=False, name=None))
    for theme in head.themes:
        for earlier, later in family:
            if (theme, earlier, later) not in known:
                raise AlignmentError(
                    f"the audit has no row for {theme!r}, {earlier} against {later}; audit the same by and pairs"
                )


def _family(prevalence: Prevalence, pairs: tuple[Pair, ...]) -> _Family:
    first = np.array([prevalence.periods.index(a) for a, _ in pairs])
    last = np.array([prevalence.periods.index(b) for _, b in pairs])
    change = (prevalence.estimate[last] - prevalence.estimate[first]).T.ravel()
    draws = (
        (prevalence.draws[:, last] - prevalence.draws[:, first]).transpose(0, 2, 1).reshape(len(prevalence.draws), -1)
    )
    usable = prevalence.usable
    testable = (usable[last] & usable[first] & _codes_vary(prevalence)[last] & _codes_vary(prevalence)[first]).T.ravel()
    themes = tuple(theme for theme in prevalence.themes for _ in pairs)
    return _Family(prevalence, themes, pairs * len(prevalence.themes), change, draws, testable)


def _codes_vary(prevalence: Prevalence) -> NDArray[np.bool_]:
    """(P, T) False where the codes of a period are all alike, or there are none: no verdict can rest on them."""
    if prevalence.coded is None or prevalence.positives is None:
        return np.ones(prevalence.estimate.shape, dtype=bool)
    return np.asarray((prevalence.positives > 1e-9) & (prevalence.positives < prevalence.coded - 1e-9))


def _tested(family: _Family) -> tuple[Array, Array]:
    """(M) p and adjusted p, nan where it cannot be tested."""
    raw, adjusted = np.full(len(family.change), np.nan), np.full(len(family.change), np.nan)
    ok = family.testable
    if ok.any():
        raw[ok], adjusted[ok] = max_t(family.change[ok], family.draws[:, ok])
    return raw, adjusted


def _bounds(family: _Family, level: float) -> tuple[Array, Array]:
    lower, upper = np.full(len(family.change), np.nan), np.full(len(family.change), np.nan)
    ok, tail = family.testable, (1 - level) / 2
    if ok.any():
        lower[ok], upper[ok] = np.quantile(family.draws[:, ok], [tail, 1 - tail], axis=0)
    return lower, upper


def _sizes(prevalence: Prevalence, names: Sequence[str]) -> NDArray[np.int64]:
    n = prevalence.n_stories if prevalence.count == "stories" else prevalence.n_documents
    return n[[prevalence.periods.index(name) for name in names]]


def _table(family: _Family, level: float) -> pd.DataFrame:
    lower, upper = _bounds(family, level)
    earlier, later = [a for a, _ in family.pair], [b for _, b in family.pair]
    p = family.prevalence
    return pd.DataFrame(
        {
            "method": p.method,
            "measure": p.measure,
            "theme": list(family.theme),
            "earlier": earlier,
            "later": later,
            "change": family.change,
            "lower": lower,
            "upper": upper,
            "n_earlier": _sizes(p, earlier),
            "n_later": _sizes(p, later),
            "p_value": np.nan,
            "p_adjusted": np.nan,
            "verdict": "",
            "reason": "",
            "reason_code": "",
        }
    )


def _exploratory(family: _Family, headline: _Family, level: float) -> tuple[pd.DataFrame, list[Reasons]]:
    frame = _table(family, level)
    frame["p_value"] = _tested(family)[0]
    frame = frame[frame["theme"].isin(list(headline.prevalence.themes))]
    return frame, [(Reason.of("exploratory", figure=_called(headline.prevalence)),)] * len(frame)


def _called(prevalence: Prevalence) -> Reason:
    code = "figure_calibrated" if prevalence.calibrated else "figure"
    return Reason.of(code, method=prevalence.method, measure=prevalence.measure)


def _judged(
    family: _Family, others: list[_Family], audit: pd.DataFrame | None, level: float, margin: float
) -> tuple[pd.DataFrame, list[Reasons]]:
    frame = _table(family, level)
    frame["p_value"], frame["p_adjusted"] = _tested(family)
    verdicts = _verdicts(family, others, audit, level, margin)
    early, late = (_verdicts(moved, others, audit, level, margin) for moved in _undated_bounds(family))
    found = []
    for m, (verdict, reasons) in enumerate(verdicts):
        notes = reasons + _counts_note(family, m, verdict) + _disagreement(family, others, m)
        flips = [(name, other[m][0]) for name, other in (("earlier", early), ("later", late)) if other[m][0] != verdict]
        for name, other_verdict in flips:
            period = family.pair[m][0 if name == "earlier" else 1]
            notes += (Reason.of("if_undated", period=period, verdict=other_verdict),)
        found.append(notes)
    frame["verdict"] = [verdict for verdict, _ in verdicts]
    return frame, found


def _verdicts(
    family: _Family, others: list[_Family], audit: pd.DataFrame | None, level: float, margin: float
) -> list[tuple[str, Reasons]]:
    """The rule, test by test, in its order: too few, not comparable, rose or fell, steady, no clear change."""
    adjusted = _tested(family)[1]
    low, high = _bounds(family, 1 - 2 * (1 - level))
    found: list[tuple[str, Reasons]] = []
    for m, theme in enumerate(family.theme):
        prevalence, change = family.prevalence, family.change[m]
        if not family.testable[m]:
            found.append(("too few", (_why_too_few(family, m),)))
            continue
        barred = () if prevalence.calibrated else _barred(audit, theme, family.pair[m])
        agreed = prevalence.calibrated or not _disagreement(family, others, m)
        if barred:
            found.append(("not comparable", (Reason.of("checks_failed", checks=barred),)))
        elif adjusted[m] <= 1 - level + 1e-12 and agreed:
            found.append(("rose" if change > 0 else "fell", ()))
        elif not prevalence.is_index and -margin <= low[m] and high[m] <= margin:
            found.append(("steady", (Reason.of("within_margin", margin=margin),)))
        else:
            found.append(("no clear change", ()))
    return found


def _why_too_few(family: _Family, m: int) -> Reason:
    prevalence = family.prevalence
    for name in family.pair[m]:
        p, t = prevalence.periods.index(name), prevalence.themes.index(family.theme[m])
        if not prevalence.enough[p]:
            n = round(float(prevalence.effective_stories[p]))
            return Reason.of("few_stories", period=name, n=n, least=FEWEST_STORIES)
        if prevalence.coded is not None and prevalence.coded[p, t] < 2:
            return Reason.of("few_coded", period=name, n=int(prevalence.coded[p, t]))
        if not _codes_vary(prevalence)[p, t]:
            return Reason.of("codes_alike", period=name)
    return Reason("draws_alike")


def _barred(audit: pd.DataFrame | None, theme: str, pair: Pair) -> tuple[str, ...]:
    """The checks by which this theme cannot be compared."""
    if audit is None:
        return ()
    rows = audit[
        (audit["theme"] == theme)
        & (audit["earlier"] == pair[0])
        & (audit["later"] == pair[1])
        & (audit["verdict"] == "not comparable")
    ]
    return tuple(dict.fromkeys(rows["check"]))


def _disagreement(family: _Family, others: list[_Family], m: int) -> Reasons:
    """Which other methods, each by its first measure given, find another sign of change."""
    contrary, key = [], (family.theme[m], family.pair[m])
    heard = {family.prevalence.method}
    for other in others:
        if other.prevalence.method in heard:
            continue
        heard.add(other.prevalence.method)
        place = list(zip(other.theme, other.pair)).index(key)
        if np.sign(other.change[place]) != np.sign(family.change[m]):
            contrary.append(_called(other.prevalence))
    return (Reason.of("another_sign", figures=contrary),) if contrary else ()


def _counts_note(family: _Family, m: int, verdict: str) -> Reasons:
    """Whether the number moved with the share: a theme may lose share while as much is written on it."""
    prevalence = family.prevalence
    if verdict not in ("rose", "fell") or prevalence.is_index:
        return ()
    t = prevalence.themes.index(family.theme[m])
    shares = [prevalence.estimate[prevalence.periods.index(name), t] for name in family.pair[m]]
    before, after = (float(n) for n in np.array(shares) * _sizes(prevalence, family.pair[m]))
    code = "lost_share" if verdict == "fell" else "gained_share"
    if (after >= before) if verdict == "fell" else (after <= before):
        return (Reason.of(code, before=before, after=after, counted=prevalence.count),)
    return ()


def _undated_bounds(family: _Family) -> tuple[_Family, _Family]:
    """The family with all undated units allotted to the earlier, and to the later period of each test."""
    prevalence = family.prevalence
    if prevalence.undated is None or prevalence.weight is None or not prevalence.undated_weight:
        return family, family
    t = np.array([prevalence.themes.index(theme) for theme in family.theme])
    found = []
    for end in (0, 1):
        p = np.array([prevalence.periods.index(pair[end]) for pair in family.pair])
        part = prevalence.undated_weight / (prevalence.undated_weight + prevalence.weight[p])
        shift = part * (prevalence.undated[t] - prevalence.estimate[p, t]) * (1 if end else -1)
        found.append(replace(family, change=family.change + shift, draws=family.draws + shift))
    return found[0], found[1]
