"""What people do with a sheet that no figure survives: only the ones were written, or a column was sorted alone."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from toolkit.documents.periods import Grouping
from toolkit.evidence.codes import SETTLED, Codes, Coding
from toolkit.trends.code_fit import distances

FEWEST_ONES = 10
FEWEST_BLANK = 5
FEWEST_OF_A_KIND = 5
FEWEST_SORTED = 2  # columns: one alone may be the order in which somebody wanted to read
FEW_ZEROS = 0.1  # of the codes: so few that they may be what was forgotten
HARDLY_A_ZERO = 0.05  # codes with so few zeros are no measure of others
CHANCE = 0.001
TOGETHER = (
    3.0  # standard errors: honest codes at a weak signal (1 sd) lie 3.7 or more, columns sorted alone at most 2.9
)


def blanks_for_zeros(coding: Coding, ids: tuple[str, ...], grouping: Grouping) -> dict[int, set[str]]:
    """Coders whose blanks stand for zeros in a period, by period: such a blank is no missing code."""
    found: dict[int, set[str]] = {}
    for coder, own in _zeros(coding, ids, grouping).query("stands").index:
        found.setdefault(int(own), set()).add(str(coder))
    return found


def zeros_in_doubt(coding: Coding, ids: tuple[str, ...], grouping: Grouping) -> list[str]:
    """Coders of whom nothing tells whether their blanks stand for zeros."""
    found = _zeros(coding, ids, grouping).query("doubtful").index
    return sorted({str(coder) for coder, _ in found})


def _zeros(coding: Coding, ids: tuple[str, ...], grouping: Grouping) -> pd.DataFrame:
    """By coder and period, whether blanks stand for zeros (`stands`) or may (`doubtful`).

    Ten ones and at most a tenth of zeros, over all themes, and five blanks: of several themes in units that the coder
    did touch, for a unit wholly blank was not read. The blanks stand for zeros where so few would be chance in one
    sheet of a thousand at the share of ones elsewhere (the coder's other periods, else the period's other coders), more
    was left blank than there, and the ones would not be too many if every blank were a zero: else the share rose,
    whatever a blank means. Without a measure elsewhere, no zero at all beside ones of several themes tells as much.
    """
    frame = coding.frame[coding.frame["coder"] != SETTLED]
    at = pd.Index(ids).get_indexer(pd.Index(frame["unit"]))
    period = np.where(at >= 0, grouping.period[np.maximum(at, 0)], -1)
    value = frame["value"].to_numpy(dtype=np.float64, na_value=np.nan)
    several = frame["theme"].nunique() > 1
    blank = np.isnan(value)
    cells = pd.DataFrame({"coder": frame["coder"].astype(str).to_numpy(), "unit": frame["unit"].to_numpy()})
    cells = cells.assign(period=period, ones=value == 1, zeros=value == 0, blank=blank, read=~blank)
    touched = cells.groupby(["coder", "unit"])["read"].transform("any") if several else True
    cells = cells.assign(within=cells["blank"] & touched)[period >= 0]
    counts = cells.groupby(["coder", "period"])[["ones", "zeros", "blank", "within"]].sum()
    told = [_judged(counts, key, several) for key in counts.index]
    stands, doubtful = np.array(told, dtype=bool).reshape(-1, 2).T & (coding.question == "presence")
    return counts.assign(stands=stands, doubtful=doubtful)


def _judged(counts: pd.DataFrame, key: tuple[str, int], several: bool) -> tuple[bool, bool]:
    ones, zeros, blank, within = (int(n) for n in counts.loc[key])
    if ones < FEWEST_ONES or within < FEWEST_BLANK or zeros > FEW_ZEROS * (ones + zeros):
        return False, False
    coder, period = (counts.index.get_level_values(k) for k in range(2))
    for others in ((coder == key[0]) & (period != key[1]), (coder != key[0]) & (period == key[1])):
        one, zero, _, left = (int(n) for n in counts.loc[others].sum())
        if zero <= HARDLY_A_ZERO * (one + zero):
            continue
        share = one / (one + zero)
        odd = stats.binom.cdf(zeros, ones + zeros, 1 - share) < CHANCE
        too_many = stats.binom.sf(ones - 1, ones + zeros + blank, share) < CHANCE
        cells, its = one + zero + left, ones + zeros + within
        left_more = stats.hypergeom.sf(within - 1, cells + its, left + within, its) < CHANCE
        stands = bool(odd and left_more and not too_many)
        return stands, bool(odd and not stands)
    sure = several and zeros == 0
    return sure, not sure and zeros <= HARDLY_A_ZERO * (ones + zeros)


def sorted_columns(coding: Coding) -> dict[str, tuple[str, ...]]:
    """Themes whose codes stand in order, each by itself, over the same rows, by coder.

    Rows that are sorted by one theme are not sorted by another, too; columns that were sorted without their rows are,
    and rows sorted by several themes, one of which lies within or outside another (`lost_rows` tells them apart). Five
    codes of a kind at least, and no two columns alike. Of a main theme the columns come of one answer.
    """
    found: dict[str, tuple[str, ...]] = {}
    if coding.question != "presence":
        return found
    for coder, own in coding.frame.dropna(subset=["value"]).groupby("coder", sort=True):
        seen: dict[tuple[float, ...], tuple[str, ...]] = {}
        themes = []
        for theme, column in own.groupby("theme", sort=True):
            value = column["value"].to_numpy(dtype=np.float64)
            ones = int(value.sum())
            if min(ones, len(value) - ones) >= FEWEST_OF_A_KIND and (np.diff(value) != 0).sum() == 1:
                seen.setdefault(tuple(value.tolist()), tuple(column["unit"]))
                themes.append(str(theme))
        if len(seen) >= FEWEST_SORTED and len(set(seen.values())) == 1:
            found[str(coder)] = tuple(themes)
    return found


def lost_rows(
    coding: Coding, score: NDArray[np.float64], codes: Codes, grouping: Grouping, themes: tuple[str, ...]
) -> tuple[str, bool]:
    """The first coder whose sorted columns lost their rows ("": none), and whether the scores can tell.

    Codes that went with their rows still go with the scores (`distances`). Where the scores do not go with the themes
    that were not sorted either, they tell nothing.
    """
    doubtful = ""
    for coder, own in sorted_columns(coding).items():
        value = np.full_like(codes.value, np.nan)
        value[codes.units] = codes.by_coder[codes.coders.index(coder)] if coder in codes.coders else codes.settled
        apart = distances(score, value, grouping)
        ordered = np.isin(themes, own)
        if not ordered.any() or (apart[ordered] > TOGETHER).any():
            continue
        rest = apart[~ordered & ~np.isnan(apart)]
        if not np.isnan(apart[ordered]).any() and (not len(rest) or rest.max() > TOGETHER):
            return coder, True
        doubtful = doubtful or coder
    return doubtful, False
