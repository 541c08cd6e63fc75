"""Scores from elsewhere: what any classifier or language model says, as a predictor, never as a code (METHODS §10)."""

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
    score, blanks = _filled(values)
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
    )


def _chances(values: pd.Series, theme: str) -> Array:
    """A column of chances; UsageError for words, values outside [0, 1], and values all alike."""
    read = pd.to_numeric(values, errors="coerce")
    odd = values[read.isna() & values.notna()]
    if len(odd):
        raise UsageError(f"the scores of {theme!r} hold {odd.iloc[0]!r}; give chances from 0 to 1")
    found = np.asarray(read, dtype=np.float64)
    known = found[~np.isnan(found)]
    if len(known) and (known.min() < 0 or known.max() > 1):
        worst = known[np.argmax(np.abs(known - 0.5))]
        raise UsageError(f"the scores of {theme!r} hold {worst:g}; give chances from 0 to 1")
    if not len(known) or known.min() == known.max():
        raise UsageError(
            f"the scores of {theme!r} are all alike, so they tell nothing; leave the theme out or mend them"
        )
    return found


def _filled(values: Array) -> tuple[Array, int]:
    """Log odds, the mean of the theme where a value is missing; how many units lack one."""
    blank = np.isnan(values)
    mean = np.nanmean(values, axis=0)
    clipped = np.clip(np.where(blank, mean, values), NEAREST, 1 - NEAREST)
    return np.log(clipped / (1 - clipped)), int(blank.any(axis=1).sum())


def require_blind(scores: ThemeScores, coding: Coding) -> None:
    """Raise CodingError where predictions know the codes: they part the coded units of a theme without one mistake,
    and nearly as sharply as a copy would, which no predictor that did not see them does."""
    frame = coding.frame.dropna(subset=["value"])
    at = pd.Index(scores.ids).get_indexer(pd.Index(frame["unit"]))
    frame, at = frame[at >= 0], at[at >= 0]
    for t, theme in enumerate(scores.themes):
        own = (frame["theme"] == theme).to_numpy()
        value, score = frame["value"].to_numpy(dtype=float)[own], scores.score[at[own], t]
        if min((value == 1).sum(), (value == 0).sum()) < FEWEST_OF_A_KIND:
            continue
        ones, zeros = score[value == 1], score[value == 0]
        gap, spread = ones.min() - zeros.max(), scores.score[:, t].std()
        if gap > 0 and gap > 0.5 * spread:
            raise CodingError(
                f"the scores of {theme!r} part the coded units without one mistake: they know the codes; predict each "
                "story's units without its own codes (by fold), or leave the scores out"
            )
