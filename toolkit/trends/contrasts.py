"""Changes between periods, or differences between groups, with their intervals and verdicts (METHODS §11)."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from toolkit.base.errors import AlignmentError, UsageError
from toolkit.base.reasons import Reason
from toolkit.documents.alignment import require_same_units
from toolkit.trends.estimates import CONTRAST_COLUMNS, Audit, Contrasts, Prevalence
from toolkit.trends.periods import Pair, period_pairs
from toolkit.trends.verdicts import Family, Reasons, bounds, called, family_of, judged, sizes, tested

LEAST_LEVEL = 0.8
REMEDY = "measure and audit one corpus with one model"


def contrasts(
    prevalences: Prevalence | Sequence[Prevalence],
    *,
    pairs: Sequence[Sequence[str]] | None = None,
    audit: Audit | None = None,
    level: float = 0.95,
    margin: float = 0.03,
) -> Contrasts:
    """Changes, later - earlier, with intervals, max-T p-values and verdicts (METHODS §11).

    `prevalences`: one, or several methods' of the same measure and periods; the headline is the first calibrated one,
    else the first, and only it bears verdicts. Uncalibrated *rose* or *fell* says the direction alone, needs all
    methods to agree in sign, and is provisional with one method or without an audit; *steady* needs codes. Between
    groups the words are higher, lower, alike, no clear difference. `pairs`: the family of tests, default the earliest
    against the latest period that can carry one. `audit`: of `audit_periods`, whose *not comparable* gates
    uncalibrated verdicts. `margin`: in shares, for *steady*. Raises UsageError for an unknown period or a pair that
    runs backwards, AlignmentError when the prevalences and the audit do not rest on the same units, or the audit lacks
    a pair.

    >>> found = tk.contrasts(level, margin=0.03).frame.set_index("theme")["verdict"]
    >>> found[["combating_distortion", "overseas_communities"]].tolist()
    ['rose', 'fell']
    """
    if not LEAST_LEVEL <= level < 1:
        raise UsageError(f"level is {level}, but must be at least {LEAST_LEVEL} and below 1, as 0.95")
    if not margin > 0:
        raise UsageError(f"margin is {margin}, but must be above 0, as 0.03 for 3 points")
    given = [prevalences] if isinstance(prevalences, Prevalence) else list(prevalences)
    if not given:
        raise UsageError("contrasts needs at least one prevalence")
    if pairs is not None and not len(pairs):
        raise UsageError("pairs is empty; name two periods or groups a pair, or leave pairs out")
    head = next((one for one in given if one.calibrated), given[0])
    family = period_pairs(head.periods, pairs, head.by, head.effective_stories)
    checked = _require_aligned(given, head, audit)
    _require_audited(audit, head, family)
    headline = family_of(head, family, level=level, margin=margin)
    others = [family_of(other, family, level=level, margin=margin) for other in given if other is not head]
    tables = [_judged(headline, others, audit), *(_exploratory(other, headline) for other in others)]
    frame = pd.concat([table for table, _ in tables], ignore_index=True)[list(CONTRAST_COLUMNS)]
    reasons = tuple(row for _, rows in tables for row in rows)
    cautions = _provisional(given, head, audit) + (() if checked else (Reason("texts_unchecked"),))
    if audit is not None:
        cautions += tuple(one for pair in family for one in audit.told_once(pair, calibrated=head.calibrated))
    return Contrasts(frame, level, margin, cautions, head.is_index, reasons, len(head.draws))


def _provisional(given: list[Prevalence], head: Prevalence, audit: Audit | None) -> Reasons:
    if head.calibrated:
        return ()
    notes: Reasons = () if len({one.method for one in given}) > 1 else (Reason("one_method"),)
    return notes if audit is not None else (*notes, Reason("no_audit"))


def _require_aligned(given: list[Prevalence], head: Prevalence, audit: Audit | None) -> bool:
    """Whether the units could be checked; AlignmentError where something does not belong to the headline."""
    if audit is not None and not isinstance(audit, Audit):
        raise AlignmentError("audit must be what audit_periods returns, not a table: a table does not know its texts")
    checked = True
    for other in given:
        if other.periods != head.periods or not set(head.themes) <= set(other.themes):
            raise AlignmentError("these prevalences have different periods or themes; measure them on the same corpus")
        if other.count != head.count:
            raise AlignmentError(f"these prevalences count {head.count} and {other.count}; measure them with one count")
        if other is not head:
            checked &= require_same_units(head.unit_keys, other.unit_keys, what="these prevalences", remedy=REMEDY)
    if audit is not None:
        what = "the audit and the figures"
        checked &= require_same_units(head.unit_keys, audit.unit_keys, what=what, remedy=REMEDY)
        if audit.count != head.count and not head.calibrated:
            counts = f"the audit counts {audit.count}, the figures {head.count}"
            raise AlignmentError(f"{counts}; audit with count={head.count!r}")
    return checked


def _require_audited(audit: Audit | None, head: Prevalence, family: tuple[Pair, ...]) -> None:
    if audit is None or head.calibrated:
        return
    known = set(audit.frame[["theme", "earlier", "later"]].itertuples(index=False, name=None))
    for theme in head.themes:
        for earlier, later in family:
            if (theme, earlier, later) not in known:
                raise AlignmentError(
                    f"the audit has no row for {theme!r}, {earlier} against {later}; audit the same by and pairs"
                )


def _table(family: Family) -> pd.DataFrame:
    lower, upper = bounds(family, family.level)
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
            "n_earlier": sizes(p, earlier),
            "n_later": sizes(p, later),
            "p_value": np.nan,
            "p_adjusted": np.nan,
            "verdict": "",
            "reason": "",
            "reason_code": "",
        }
    )


def _exploratory(family: Family, headline: Family) -> tuple[pd.DataFrame, list[Reasons]]:
    frame = _table(family)
    frame["p_value"] = tested(family)[0]
    frame = frame[frame["theme"].isin(list(headline.prevalence.themes))]
    return frame, [(Reason.of("exploratory", figure=called(headline.prevalence)),)] * len(frame)


def _judged(family: Family, others: list[Family], audit: Audit | None) -> tuple[pd.DataFrame, list[Reasons]]:
    frame = _table(family)
    frame["p_value"], frame["p_adjusted"] = tested(family)
    found = judged(family, others, audit)
    frame["verdict"] = [verdict.name for verdict in found]
    return frame, [verdict.reasons for verdict in found]
