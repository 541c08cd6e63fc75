"""The rule of METHODS §11: which verdict each test of the family has earned, and why; it stands nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from toolkit.base.reasons import Reason
from toolkit.documents.periods import compares_groups
from toolkit.trends.estimates import FEWEST_STORIES, Audit, Prevalence
from toolkit.trends.periods import Pair
from toolkit.trends.resampling import max_t

Array = NDArray[np.float64]
Reasons = tuple[Reason, ...]
OF_GROUPS = {"rose": "higher", "fell": "lower", "steady": "alike", "no clear change": "no clear difference"}
FEWEST_CODED = 2


@dataclass(frozen=True, eq=False)
class Family:
    """M tests of one prevalence: theme and pair of each, both sides' levels (M) and draws (S, M), what can be tested.

    `level`, `margin`: of the verdicts.
    """

    prevalence: Prevalence
    theme: tuple[str, ...]
    pair: tuple[Pair, ...]
    before: Array
    after: Array
    before_draws: Array
    after_draws: Array
    testable: NDArray[np.bool_]
    level: float
    margin: float

    @property
    def change(self) -> Array:
        """(M) later minus earlier."""
        return self.after - self.before

    @property
    def draws(self) -> Array:
        """(S, M) of the change."""
        return self.after_draws - self.before_draws


@dataclass(frozen=True)
class Verdict:
    """What a test earned, and why."""

    name: str
    reasons: Reasons = ()


def family_of(prevalence: Prevalence, pairs: tuple[Pair, ...], *, level: float, margin: float) -> Family:
    """The tests of all themes and pairs, theme by theme."""
    first = np.array([prevalence.periods.index(a) for a, _ in pairs])
    last = np.array([prevalence.periods.index(b) for _, b in pairs])
    draws = prevalence.draws.transpose(0, 2, 1)
    usable = prevalence.usable & _coded_enough(prevalence)
    size = len(prevalence.draws)
    return Family(
        prevalence,
        tuple(theme for theme in prevalence.themes for _ in pairs),
        pairs * len(prevalence.themes),
        prevalence.estimate[first].T.ravel(),
        prevalence.estimate[last].T.ravel(),
        draws[:, :, first].reshape(size, -1),
        draws[:, :, last].reshape(size, -1),
        (usable[first] & usable[last]).T.ravel(),
        level,
        margin,
    )


def _coded_enough(prevalence: Prevalence) -> NDArray[np.bool_]:
    if prevalence.coded is None:
        return np.ones(prevalence.estimate.shape, dtype=bool)
    return np.asarray(prevalence.coded >= FEWEST_CODED)


def tested(family: Family) -> tuple[Array, Array]:
    """(M) p and adjusted p, nan where it cannot be tested.

    Draws of few codes lie about a centre of their own, nearer to one half than the estimate; the test stands there, as
    the interval does (years of 40 and 2,000: alarms .059 for .068).
    """
    raw, adjusted = np.full(len(family.theme), np.nan), np.full(len(family.theme), np.nan)
    ok = family.testable
    if ok.any():
        draws = family.draws[:, ok]
        centre = draws.mean(axis=0) if family.prevalence.calibrated else family.change[ok]
        raw[ok], adjusted[ok] = max_t(centre, draws)
    return raw, adjusted


def bounds(family: Family, level: float) -> tuple[Array, Array]:
    """(M) the pointwise interval of each change, nan where it cannot be tested."""
    lower, upper = np.full(len(family.theme), np.nan), np.full(len(family.theme), np.nan)
    ok, tail = family.testable, (1 - level) / 2
    if ok.any():
        lower[ok], upper[ok] = np.quantile(family.draws[:, ok], [tail, 1 - tail], axis=0)
    return lower, upper


@dataclass(frozen=True, eq=False)
class Steadiness:
    """(M) whether a change is shown to be small, and how many codings a period that would take (nan: not known)."""

    steady: NDArray[np.bool_]
    needed: Array


def steadiness(family: Family) -> Steadiness:
    """Is the change within the margin, and neither level under half of the other?

    One simultaneous band over all tests and the forms θ₂ - θ₁, θ₂ - θ₁/2, θ₁ - θ₂/2, at 1 - 2α (two one-sided tests
    each: Berger 1982), so that nothing is estimated in the margin.
    """
    m = len(family.theme)
    steady, needed = np.zeros(m, dtype=bool), np.full(m, np.nan)
    ok = family.testable
    if not ok.any():
        return Steadiness(steady, needed)
    sides = (family.before[ok], family.after[ok]), (family.before_draws[:, ok], family.after_draws[:, ok])
    estimate, draws = (
        np.stack([after - before, after - before / 2, before - after / 2]) for before, after in sides
    )  # (3, M'), (3, S, M')
    centre, sd = draws.mean(axis=1), np.maximum(draws.std(axis=1, ddof=1), 1e-15)
    room = np.stack([family.margin - np.abs(estimate[0]), estimate[1], estimate[2]])
    binding = np.argmin(room / sd, axis=0)  # of a test's forms the nearest to its bound is the one that can deceive
    off = np.abs((draws - centre[:, None]) / sd[:, None])[binding, :, np.arange(len(binding))]
    reach = float(np.quantile(off.max(axis=0), max(1 - 2 * (1 - family.level), 0.0))) * sd
    steady[ok] = (room > reach).all(axis=0)
    coded = _codings(family)
    if coded is not None:
        factor = (reach / np.where(room > 0, room, np.nan)).max(axis=0) ** 2
        needed[ok] = factor * coded[ok]
    return Steadiness(steady, needed)


def _codings(family: Family) -> Array | None:
    """(M) codings of the smaller side of each pair."""
    p = family.prevalence
    if p.coded is None:
        return None
    at = [(p.periods.index(a), p.periods.index(b), p.themes.index(t)) for t, (a, b) in zip(family.theme, family.pair)]
    return np.array([min(p.coded[a, t], p.coded[b, t]) for a, b, t in at], dtype=np.float64)


def judged(family: Family, others: Sequence[Family], audit: Audit | None) -> list[Verdict]:
    """The verdict of each test with all its reasons, and what it would be with the undated in either period."""
    found = verdicts(family, others, audit)
    early, late = (verdicts(moved, others, audit) for moved in _undated_bounds(family))
    told = []
    for m, own in enumerate(found):
        notes = own.reasons + _beside(family, others, audit, m, own.name)
        for end, other in ((0, early[m]), (1, late[m])):
            if other.name != own.name:
                named = in_words(other.name, family, m)
                notes += (Reason.of("if_undated", period=family.pair[m][end], verdict=named),)
        told.append(Verdict(in_words(own.name, family, m), notes))
    return told


def in_words(verdict: str, family: Family, m: int) -> str:
    """The verdict in the words of periods, or of groups."""
    groups = compares_groups(family.prevalence.by, *family.pair[m])
    return OF_GROUPS.get(verdict, verdict) if groups else verdict


def verdicts(family: Family, others: Sequence[Family], audit: Audit | None) -> list[Verdict]:
    """The rule, in its order: too few, not comparable, rose or fell, steady, no clear change."""
    adjusted, steady = tested(family)[1], steadiness(family)
    lower, upper = bounds(family, family.level)
    found = []
    for m in range(len(family.theme)):
        barred = _not_comparable(family, audit, m) if family.testable[m] else ()
        significant = bool(adjusted[m] <= 1 - family.level + 1e-12)
        doubted = () if family.prevalence.calibrated else _contrary(family, others, m)
        if not family.testable[m]:
            found.append(Verdict("too few", (_why_too_few(family, m),)))
        elif barred:
            found.append(Verdict("not comparable", barred))
        elif significant and not doubted:
            found.append(Verdict("rose" if family.change[m] > 0 else "fell", _of_direction(family)))
        elif family.prevalence.calibrated and steady.steady[m]:
            found.append(Verdict("steady", (Reason.of("within_margin", margin=family.margin),)))
        else:
            leaves = bool(lower[m] > 0 or upper[m] < 0)
            found.append(Verdict("no clear change", _why_unclear(family, m, steady, (significant, leaves, doubted))))
    return found


def _of_direction(family: Family) -> Reasons:
    """An uncalibrated change says which way, never how far: a model's figures are attenuated."""
    return () if family.prevalence.calibrated else (Reason("direction_only"),)


def _why_unclear(family: Family, m: int, steady: Steadiness, told: tuple[bool, bool, tuple[Family, ...]]) -> Reasons:
    significant, leaves, doubted = told
    if significant and doubted:
        figures = [called(other.prevalence) for other in doubted if not _opposed(other, family, m)]
        return (Reason.of("unconfirmed", figures=figures),) if figures else ()
    notes: Reasons = (Reason("pointwise_only"),) if leaves else ()
    p, margin = family.prevalence, family.margin
    word = "alike" if compares_groups(p.by, *family.pair[m]) else "steady"
    if p.calibrated and np.isfinite(steady.needed[m]):
        there = min(float(p.effective_stories[p.periods.index(name)]) for name in family.pair[m])
        if steady.needed[m] > there:  # near the margin it is millions, which nobody can code
            return (*notes, Reason(f"{word}_out_of_reach"))
        return (*notes, Reason.of(f"{word}_would_take", n=_rounded(steady.needed[m])))
    low, high = bounds(family, 1 - 2 * (1 - family.level))
    if not p.calibrated and not p.is_index and -margin <= low[m] and high[m] <= margin:
        return (*notes, Reason(f"{word}_needs_codes"))
    return notes


def _rounded(n: float) -> int:
    """Up to two digits: nobody plans 1,237 codings."""
    unit = 10.0 ** max(np.floor(np.log10(max(n, 1.0))) - 1, 0)
    return int(np.ceil(n / unit) * unit)


def _why_too_few(family: Family, m: int) -> Reason:
    prevalence = family.prevalence
    for name in family.pair[m]:
        p, t = prevalence.periods.index(name), prevalence.themes.index(family.theme[m])
        if not prevalence.enough[p]:
            n = round(float(prevalence.effective_stories[p]))
            return Reason.of("few_stories", period=name, n=n, least=FEWEST_STORIES)
        if prevalence.coded is not None and prevalence.coded[p, t] < FEWEST_CODED:
            return Reason.of("few_coded", period=name, n=int(prevalence.coded[p, t]))
    return Reason("draws_alike")


def _not_comparable(family: Family, audit: Audit | None, m: int) -> Reasons:
    """Why no verdict may compare the two: coders, for calibrated figures; what the audit found, for others."""
    if family.prevalence.calibrated:
        pair = set(family.pair[m])
        return tuple(why for a, b, why in family.prevalence.not_comparable if {a, b} == pair)
    checks = () if audit is None else audit.failed(family.theme[m], family.pair[m])
    return (Reason.of("checks_failed", checks=checks),) if checks else ()


def _beside(family: Family, others: Sequence[Family], audit: Audit | None, m: int, verdict: str) -> Reasons:
    """What must be told with a verdict, whatever it is."""
    if verdict in ("too few", "not comparable"):
        return ()
    p = family.prevalence
    opposed = [called(other.prevalence) for other in _heard(family, others) if _opposed(other, family, m)]
    notes: Reasons = p.of_theme[p.themes.index(family.theme[m])] + _counts_note(family, m, verdict)
    notes += (Reason.of("another_sign", figures=opposed),) if opposed else ()
    if audit is None:
        return notes
    return notes + audit.told_beside(family.pair[m], calibrated=p.calibrated)


def _heard(family: Family, others: Sequence[Family]) -> list[Family]:
    """The other methods, each by its first measure given."""
    heard, found = {family.prevalence.method}, []
    for other in others:
        if other.prevalence.method not in heard:
            heard.add(other.prevalence.method)
            found.append(other)
    return found


def _place(other: Family, family: Family, m: int) -> int:
    return list(zip(other.theme, other.pair)).index((family.theme[m], family.pair[m]))


def _contrary(family: Family, others: Sequence[Family], m: int) -> tuple[Family, ...]:
    """The other methods whose change has another sign."""
    found = []
    for other in _heard(family, others):
        if np.sign(other.change[_place(other, family, m)]) != np.sign(family.change[m]):
            found.append(other)
    return tuple(found)


def _opposed(other: Family, family: Family, m: int) -> bool:
    """Does another method's own interval leave zero on the other side?"""
    place = _place(other, family, m)
    lower, upper = bounds(other, other.level)
    return bool(lower[place] > 0 > family.change[m] or upper[place] < 0 < family.change[m])


def called(prevalence: Prevalence) -> Reason:
    """A figure by its method and measure."""
    code = "figure_calibrated" if prevalence.calibrated else "figure"
    return Reason.of(code, method=prevalence.method, measure=prevalence.measure)


def sizes(prevalence: Prevalence, names: Sequence[str]) -> NDArray[np.int64]:
    """How many stories, or publications, the periods hold."""
    n = prevalence.n_stories if prevalence.count == "stories" else prevalence.n_documents
    return n[[prevalence.periods.index(name) for name in names]]


def _counts_note(family: Family, m: int, verdict: str) -> Reasons:
    """Whether the number moved with the share: a theme may lose share while as much is written on it."""
    prevalence = family.prevalence
    if verdict not in ("rose", "fell") or prevalence.is_index or compares_groups(prevalence.by, *family.pair[m]):
        return ()
    shares = np.clip([family.before[m], family.after[m]], 0.0, 1.0)
    before, after = (float(n) for n in shares * sizes(prevalence, family.pair[m]))
    code = "lost_share" if verdict == "fell" else "gained_share"
    if (after >= before) if verdict == "fell" else (after <= before):
        return (Reason.of(code, before=before, after=after, counted=prevalence.count),)
    return ()


def _undated_bounds(family: Family) -> tuple[Family, Family]:
    """The family with all undated units allotted to the earlier, and to the later period of each test."""
    p = family.prevalence
    if p.undated is None or p.weight is None or not p.undated_weight:
        return family, family
    t = np.array([p.themes.index(theme) for theme in family.theme])
    early, late = (np.array([p.periods.index(pair[end]) for pair in family.pair]) for end in (0, 1))
    mass = p.undated_weight
    first, last = (mass / (mass + p.weight[at]) * (p.undated[t] - p.estimate[at, t]) for at in (early, late))
    return (
        replace(family, before=family.before + first, before_draws=family.before_draws + first),
        replace(family, after=family.after + last, after_draws=family.after_draws + last),
    )
