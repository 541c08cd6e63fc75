"""What is explained: the figures and codes of units, lined up with the rows of a corpus (METHODS §16)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import near_reason
from toolkit.base.errors import AlignmentError, CodingError, UsageError
from toolkit.base.reasons import Reason
from toolkit.documents.corpus import Corpus
from toolkit.evidence.codes import Codes, Coding, align_codes, story_folds
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.topics.model import TopicModel
from toolkit.trends.calibration import calibrates, levels
from toolkit.trends.sheet_habits import Sheet, years_in
from toolkit.trends.unit_values import Subject, Values, models_of, unit_values

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What is explained: `names` (T), `figures` (U, T), `codes` (U, T; nan uncoded) and `drawn` (U) 1/π, or None;
    `sheet`: where the codes come from; `settled` (U, T) what was settled less the coders' mean in units that several
    coded, nan elsewhere, or None; `unsettled`: outcomes whose settled codes cannot be added; `is_index`: uncoded
    figures that are no shares."""

    names: tuple[str, ...]
    figures: Array
    codes: Array | None
    drawn: Array
    sheet: Sheet | None = None
    settled: Array | None = None
    unsettled: tuple[str, ...] = ()
    is_index: bool = False


def lined_up(
    subject: Subject, corpus: Corpus, coding: Coding | None, asked: tuple[tuple[str, ...], ...], seed: int
) -> tuple[pd.DataFrame, Outcomes, tuple[str, str]]:
    """The rows of the units that subject and corpus both hold, what is explained of them, and (measure, method).

    A sub-corpus made by `where` holds fewer units than the subject: those are taken.
    """
    one = subject if isinstance(subject, ThemeScores) else models_of(subject)[0]
    measure = _measure_of(one, coding)
    values = _values(one, measure)
    known = set(corpus.kept_facts["id"])
    use = np.array([unit in known for unit in one.ids])
    if not use.any():
        raise AlignmentError("no unit of these figures is in this corpus; use the corpus that was counted")
    ids = [unit for unit, inside in zip(one.ids, use) if inside]
    frame, read = corpus.rows(ids), Values(values.names, values.values[use], values.is_level)
    outcomes = _outcomes(read, ids, frame, coding, seed)
    method = "scores" if isinstance(one, ThemeScores) else one.method
    return frame, asked_for(outcomes, asked), (measure, method)


def _measure_of(one: ThemeScores | TopicModel, coding: Coding | None) -> str:
    measure = "presence" if isinstance(one, ThemeScores) else ("share" if coding is None else "dominant")
    if coding is not None and not calibrates(coding, measure):
        raise CodingError(f"codes of the question {coding.question!r} do not calibrate {measure}")
    return measure


def _values(one: ThemeScores | TopicModel, measure: str) -> Values:
    if measure != "share" or isinstance(one, ThemeScores):
        return unit_values(one, measure)
    names = one.theme_names or one.names
    return Values(names, one.shares[:, [one.names.index(name) for name in names]], True)


def _outcomes(read: Values, ids: Sequence[str], frame: pd.DataFrame, coding: Coding | None, seed: int) -> Outcomes:
    if coding is None:
        return Outcomes(read.names, read.values, None, np.zeros(len(ids)), is_index=not read.is_level)
    codes = align_codes(coding, ids, read.names)
    fold = story_folds(codes_of(frame["story"]), seed=seed)
    year = packed(frame["year"].fillna(0).to_numpy(dtype=np.int64))
    figures = read.values if read.is_level else levels(read.values, codes, codes.weights(year), fold)
    drawn = codes.weights(np.zeros(len(ids), dtype=np.int64))
    sheet = Sheet(coding, tuple(ids), read.names, read.values, codes, years_in(frame))
    moved, unsettled = _settled(codes, read.names)
    return Outcomes(read.names, figures, codes.value, drawn, sheet, moved, unsettled)


def _settled(codes: Codes, names: Sequence[str]) -> tuple[Array | None, tuple[str, ...]]:
    """(U, T) settled code less the coders' mean where several coded, and the themes with disagreements left open: what
    was settled of these is a choice, and nothing is added (as `prevalence` has it)."""
    if np.isnan(codes.settled).all():
        return None, ()
    mean, several = codes.value[codes.units], (~np.isnan(codes.by_coder)).sum(axis=0) >= 2
    final = np.where(np.isnan(codes.settled) & ((mean == 0) | (mean == 1)), mean, codes.settled)
    some_settled = (several & ~np.isnan(codes.settled)).any(axis=0)
    left_open = some_settled & (several & np.isnan(final)).any(axis=0)
    moved = np.full(codes.value.shape, np.nan)
    moved[codes.units] = np.where(several & some_settled & ~left_open, final - mean, np.nan)
    return moved, tuple(name for name, is_open in zip(names, left_open) if is_open)


def codes_of(values: pd.Series) -> NDArray[np.int64]:
    """(U) whole numbers from 0 for the distinct values of a column, in their order as text."""
    return np.unique(values.to_numpy(dtype=object).astype(str), return_inverse=True)[1].astype(np.int64)


def asked_for(outcomes: Outcomes, asked: tuple[tuple[str, ...], ...]) -> Outcomes:
    """The outcomes asked for: a theme, or the union of several (present where any is)."""
    if not asked:
        return outcomes
    figures, codes, settled = [], [], []
    unsettled = {name for name in outcomes.unsettled if (name,) in asked}
    for union in asked:
        for name in union:
            if name not in outcomes.names:
                raise UsageError(Reason.of("theme_unknown", theme=name, near=near_reason(name, outcomes.names)))
        at = [outcomes.names.index(name) for name in union]
        figures.append(outcomes.figures[:, at[0]] if len(at) == 1 else 1 - np.prod(1 - outcomes.figures[:, at], axis=1))
        if outcomes.codes is not None:
            codes.append(outcomes.codes[:, at].max(axis=1))
        if outcomes.settled is not None:
            settled.append(outcomes.settled[:, at[0]] if len(at) == 1 else np.full(len(outcomes.settled), np.nan))
            if len(at) > 1 and (set(union) & set(outcomes.unsettled) or not np.isnan(outcomes.settled[:, at]).all()):
                unsettled.add(" | ".join(union))  # the mean of a union is not known by unit
    names = tuple(" | ".join(union) for union in asked)
    return replace(
        outcomes,
        names=names,
        figures=np.stack(figures, axis=1),
        codes=np.stack(codes, axis=1) if codes else None,
        settled=np.stack(settled, axis=1) if settled else None,
        unsettled=tuple(name for name in names if name in unsettled),
    )


def packed(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """(U) the same codes without gaps, from 0."""
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)
