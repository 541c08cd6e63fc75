"""Scores from elsewhere: what any classifier or language model says, as a predictor, never as a code (METHODS §10)."""

import re
import unicodedata
from collections.abc import Set
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import near_reason, some
from toolkit.base.errors import AlignmentError, CodingError, InputError, UsageError
from toolkit.base.reasons import Reason
from toolkit.documents.selection import labels_of
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
    An id or a column's name that differs in capitals or in blanks around it is matched where it can mean one alone.
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
    frame = _named(frame, themes)
    ids, matched = _matched(frame["id"], {*counts.ids, *counts.dropped})
    at = pd.Index(ids).get_indexer(pd.Index(counts.ids))
    values = np.full((len(counts.ids), len(themes.keys)), np.nan)
    given = np.stack([_chances(frame[key], key) for key in themes.keys], axis=1)
    values[at >= 0] = given[at[at >= 0]]
    own = ~np.isnan(values)
    score, blanks = _filled(values), int((~own).any(axis=1).sum())
    cautions = [Reason.of("outside_scores", source=source.strip().rstrip("."))]
    cautions += [Reason.of("outside_scores_missing", n=blanks)] if blanks else []
    cautions += [Reason.of("scores_ids_matched", n=len(matched), ids=some(matched))] if matched else []
    unused = _no_themes(frame, themes)
    cautions += [Reason.of("scores_unused", columns=some(unused))] if unused else []
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


def read_scores(path: Path) -> pd.DataFrame:
    """The table of a file of scores: Parquet by its ending, else CSV with commas, semicolons or tabs; ids stay text.

    Raises InputError where it cannot be read.
    """
    try:
        if path.suffix.lower() == ".parquet":
            return pd.read_parquet(path)
        with path.open(encoding="utf-8-sig") as file:
            head = file.readline()
        sep = max(",;\t", key=head.count)
        names = pd.read_csv(path, sep=sep, nrows=0, encoding="utf-8-sig").columns
        texts = {name: "str" for name in names if _key(name) == "id"}
        return pd.read_csv(path, sep=sep, dtype=texts, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise InputError(Reason.of("scores_unread", file=path.name, error=str(error))) from error


def _named(frame: pd.DataFrame, themes: Themes) -> pd.DataFrame:
    """The table with its columns called as they are asked for; UsageError where one is missing or stands twice."""
    wanted = ("id", *themes.keys)
    if frame.empty and not len(frame.columns):
        raise UsageError(Reason.of("scores_no_column", column="id", near="", themes=some(themes.keys, 8)))
    keys = pd.Series([_key(name) for name in frame.columns], dtype="str")
    alone = {key: str(name) for key, name in zip(keys, frame.columns) if (keys == key).sum() == 1}
    known = {alone[_key(name)]: name for name in wanted if name not in frame.columns and _key(name) in alone}
    frame = frame.rename(columns=known)
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise UsageError(Reason.of("scores_column_twice", column=str(twice[0])))
    missing = [name for name in wanted if name not in frame.columns]
    if missing:
        _refuse_long(frame, themes)
        near = near_reason(missing[0], [str(name) for name in frame.columns if name not in wanted])
        raise UsageError(Reason.of("scores_no_column", column=missing[0], near=near, themes=some(themes.keys, 8)))
    return frame


def _refuse_long(frame: pd.DataFrame, themes: Themes) -> None:
    """A row for each unit and theme is told as such."""
    for name in frame.columns:
        known = frame[name].dropna().astype("str").str.strip()
        if len(known) and known.isin(themes.keys).all():
            numbers = [str(c) for c in frame.columns.drop(name) if pd.api.types.is_float_dtype(frame[c])]
            raise UsageError(Reason.of("scores_long", column=str(name), value=numbers[0] if numbers else "value"))


def _key(name: object) -> str:
    """What is left of a name without what a copy may change."""
    return unicodedata.normalize("NFC", str(name)).strip().casefold()


def _matched(values: pd.Series, known: Set[str]) -> tuple[pd.Series, list[str]]:
    """The ids of the table as the counted units have them, and those that were no copy letter by letter.

    Raises UsageError for ids that repeat, AlignmentError for one that is no unit's or may be that of two.
    """
    ids = _whole(values).astype("str").fillna("").reset_index(drop=True)
    by_key: dict[str, list[str]] = {}
    for one in sorted(known):
        by_key.setdefault(_key(one), []).append(one)
    strange = ids[~ids.isin(known)]
    read = strange.map(lambda one: (by_key.get(_key(one)) or [one]) if one else [one])
    found = ids.copy()
    found[strange.index] = read.map(lambda units: units[0] if len(units) == 1 else None).fillna(strange)
    unknown = found[~found.isin(known)]
    if len(unknown):
        raise AlignmentError(Reason.of("scores_ids_unknown", n=len(unknown), ids=some(unknown)))
    if found.duplicated().any():
        again = ids[found.duplicated()].str.strip().unique()
        raise UsageError(Reason.of("scores_ids_repeat", ids=some(again)))
    return found, strange.str.strip().tolist()


def _whole(values: pd.Series) -> pd.Series:
    """Ids that a program made 12.0 of 12."""
    return labels_of(values).fillna("") if pd.api.types.is_float_dtype(values) else values


def _no_themes(frame: pd.DataFrame, themes: Themes) -> list[str]:
    """Columns of chances that no theme is called by."""
    found = []
    for name in frame.columns.drop(["id", *themes.keys]):
        values = frame[name]
        if pd.api.types.is_float_dtype(values) and len(own := values.dropna()) and 0 <= own.min() < own.max() <= 1:
            found.append(str(name))
    return found


def _chances(values: pd.Series, theme: str) -> Array:
    """A column of chances; UsageError for words, values outside [0, 1], and values all alike."""
    if pd.api.types.is_complex_dtype(values) or pd.api.types.is_datetime64_any_dtype(values):
        raise UsageError(Reason.of("scores_wrong_type", theme=theme, kind=str(values.dtype)))
    read = pd.to_numeric(values, errors="coerce")
    odd = values[read.isna() & values.notna()]
    if len(odd):
        code = "scores_no_chance" if re.search(r"\d", str(odd.iloc[0])) else "scores_outside"
        raise UsageError(Reason.of(code, theme=theme, value=repr(odd.iloc[0])))
    found = np.asarray(read, dtype=np.float64)
    known = found[~np.isnan(found)]
    if len(known) and (known.min() < 0 or known.max() > 1):
        worst = known[np.argmax(np.abs(known - 0.5))]
        raise UsageError(Reason.of("scores_outside", theme=theme, value=f"{worst:g}"))
    if not len(known):
        raise UsageError(Reason.of("scores_empty", theme=theme))
    if known.min() == known.max():
        raise UsageError(Reason.of("scores_alike", theme=theme))
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
            raise CodingError(Reason.of("scores_know_codes", theme=theme))
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
        raise CodingError(Reason.of("scores_learnt", theme=theme))
