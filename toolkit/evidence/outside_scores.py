"""Scores from elsewhere: what any classifier or language model says, as a predictor, never as a code (METHODS §10)."""

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import counted, some
from toolkit.base.errors import AlignmentError, CodingError, UsageError
from toolkit.base.reasons import Reason
from toolkit.evidence.codes import Coding
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Themes

Array = NDArray[np.float64]
NEAREST = 1e-4  # chances are kept this far from 0 and 1, so that their log odds are finite
FEWEST_OF_A_KIND = 10
FEWEST_CODED, MOST_DECIDED = 40, 5.0  # coded units, and standard errors by which they may be more decided
MOST_MISSED = 15.0  # coded units that a sample may have failed to find in a gap


def scores_from_frame(frame: pd.DataFrame, counts: TermCounts, themes: Themes, *, source: str) -> ThemeScores:
    """Chances that another program gave each unit, as theme scores: `id` and one column a theme, values in [0, 1].

    They help as predictions do, and are corrected by the codes like any others; whatever their quality, with a sample
    drawn with known chances the intervals hold; without one they are an index. A prediction must not depend on the
    codes of its unit's story: one learnt from coded examples comes by fold. `source` says where they come from, and is
    printed. A unit without a value gets the mean of its theme, and is counted in `cautions`.
    Raises UsageError for a missing column, a chance outside [0, 1], or values all alike, AlignmentError where an id is
    not among the counted units.

    >>> import pandas as pd
    >>> chances = pd.DataFrame(1 / (1 + 2.718 ** -scores.score), columns=list(scores.themes)).assign(id=scores.ids)
    >>> tk.scores_from_frame(chances, counts, themes, source="a classifier").themes == scores.themes
    True
    """
    if not isinstance(source, str) or not source.strip():
        raise UsageError("source is empty; say in a sentence where these scores come from")
    if not isinstance(frame, pd.DataFrame):
        raise UsageError(f"the scores are a {type(frame).__name__}; give a data frame with id and one column a theme")
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise UsageError(f"the scores have two columns {str(twice[0])!r}; drop or rename one of them")
    missing = [name for name in ("id", *themes.keys) if name not in frame.columns]
    if missing:
        raise UsageError(
            f"the scores have no column {missing[0]!r}; needed: id and one a theme: {some(themes.keys, 8)}"
        )
    ids = frame["id"].astype("str")
    if ids.duplicated().any():
        raise UsageError(f"ids must be distinct, but {some(ids[ids.duplicated()].unique())} repeat in the scores")
    unknown = ids[~ids.isin({*counts.ids, *counts.dropped})]
    if len(unknown):
        raise AlignmentError(
            f"{counted(len(unknown), 'id')} of the scores ({some(unknown)}) not among the counted units; score those"
        )
    at = pd.Index(ids).get_indexer(pd.Index(counts.ids))
    values = np.full((len(counts.ids), len(themes.keys)), np.nan)
    given = np.stack([_chances(frame[key], key) for key in themes.keys], axis=1)
    values[at >= 0] = given[at[at >= 0]]
    own = ~np.isnan(values)
    score, blanks = _filled(values), int((~own).any(axis=1).sum())
    cautions = [Reason.of("outside_scores", source=source.strip().rstrip("."))]
    cautions += [Reason.of("outside_scores_missing", n=blanks)] if blanks else []
    nothing = np.zeros((len(themes.keys), 0))
    return ThemeScores(
        score,
        None,
        counts.ids,
        themes.keys,
        f"elsewhere: {source.strip()}",
        nothing,
        (),
        tuple(cautions),
        counts.text_hash,
        own if blanks else None,
    )


def _chances(values: pd.Series, theme: str) -> Array:
    """A column of chances; UsageError for words, values outside [0, 1], and values all alike."""
    if pd.api.types.is_complex_dtype(values) or pd.api.types.is_datetime64_any_dtype(values):
        raise UsageError(f"the scores of {theme!r} are of the type {values.dtype}; give chances from 0 to 1")
    read = pd.to_numeric(values, errors="coerce")
    odd = values[read.isna() & values.notna()]
    if len(odd):
        written = " written as 0.75, not as 75 % or 0,75" if re.search(r"\d", str(odd.iloc[0])) else ""
        raise UsageError(f"the scores of {theme!r} hold {odd.iloc[0]!r}; give chances from 0 to 1{written}")
    found = np.asarray(read, dtype=np.float64)
    known = found[~np.isnan(found)]
    if len(known) and (known.min() < 0 or known.max() > 1):
        worst = known[np.argmax(np.abs(known - 0.5))]
        raise UsageError(f"the scores of {theme!r} hold {worst:g}; give chances from 0 to 1")
    if not len(known):
        raise UsageError(f"the scores of {theme!r} hold no value; leave the theme out or fill them in")
    if known.min() == known.max():
        raise UsageError(
            f"the scores of {theme!r} are all alike, so they tell nothing; leave the theme out or mend them"
        )
    return found


def _filled(values: Array) -> Array:
    """Log odds, the mean of the theme where a value is missing."""
    blank = np.isnan(values)
    mean = np.nanmean(values, axis=0)
    clipped = np.clip(np.where(blank, mean, values), NEAREST, 1 - NEAREST)
    return np.asarray(np.log(clipped / (1 - clipped)))


def require_blind(scores: ThemeScores, coding: Coding) -> None:
    """Raise CodingError where predictions know the codes.

    They part the coded units of a theme without one mistake, and leave a gap between them that no sample would; or they
    are more decided on the coded units than a sample drawn with their chances can be. What was learnt from codes and
    errs on them nearly as often as elsewhere is not seen. Units without a value of their own are left aside: the mean
    that they got is no word of the predictor's.
    """
    frame = coding.frame.dropna(subset=["value"])
    at = pd.Index(scores.ids).get_indexer(pd.Index(frame["unit"]))
    everyone = np.ones(len(scores.ids), dtype=bool)
    for t, theme in enumerate(scores.themes):
        own = everyone if scores.own is None else scores.own[:, t]
        score, place = scores.score[own, t], np.cumsum(own) - 1
        here = (frame["theme"] == theme).to_numpy() & (at >= 0) & own[at]
        coded, value = place[at[here]], frame["value"].to_numpy(dtype=float)[here]
        if _parts_them(score, coded, value):
            raise CodingError(
                f"the scores of {theme!r} part the coded units without one mistake: they know the codes; predict each "
                "story's units without its own codes (by fold), or leave the scores out"
            )
        chance = frame["inclusion_probability"].to_numpy(dtype=float)[here]
        _require_as_decided(score, coded, chance, theme)


def _parts_them(score: Array, at: NDArray[np.intp], value: Array) -> bool:
    """Do all units coded 1 lie above all others, with a gap between them in which many of the other units lie?

    A sample leaves such a gap by chance with e to the minus the coded units that it should hold; a predictor that is
    right and has nothing to say in between leaves none.
    """
    ones, zeros = score[at[value == 1]], score[at[value == 0]]
    if min(len(ones), len(zeros)) < FEWEST_OF_A_KIND or ones.min() <= zeros.max():
        return False
    share = float(((score > zeros.max()) & (score < ones.min())).mean())
    return share * len(np.unique(at)) > MOST_MISSED


def _require_as_decided(score: Array, at: NDArray[np.intp], chance: Array, theme: str) -> None:
    """Refuse scores that lie farther from the middle on coded units, weighed by 1/π, than on all units."""
    if len(np.unique(at)) < FEWEST_CODED or not (chance > 0).all():
        return
    at, first = np.unique(at, return_index=True)
    rank = pd.Series(score).rank().to_numpy() / len(score) - 0.5
    decided, weight = rank**2, 1.0 / chance[first]
    weight = weight / weight.sum()
    found = float(weight @ decided[at])
    error = float(np.sqrt(weight**2 @ (decided[at] - found) ** 2))
    if found - float(decided.mean()) > MOST_DECIDED * max(error, 1e-12) > 0:
        raise CodingError(
            f"the scores of {theme!r} are far more decided on coded units than elsewhere: they were learnt from these "
            "codes, or the codes are no random sample; predict each story's units without its own codes (by fold), or "
            "leave the scores out"
        )
