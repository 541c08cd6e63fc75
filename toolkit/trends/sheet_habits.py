"""What people do with a sheet that no figure survives: only the ones were written, or a column was sorted alone."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from toolkit.base.reasons import Reason
from toolkit.documents.periods import UNDATED, Grouping
from toolkit.evidence.codes import Codes, Coding
from toolkit.evidence.designs import SETTLED
from toolkit.trends.code_fit import distances

Array = NDArray[np.float64]
FEWEST_ONES = 10
FEWEST_BLANK = 5
FEWEST_OF_A_KIND = 5
FEWEST_SORTED = 2  # columns: one alone may be the order in which somebody wanted to read
FEW_ZEROS = 0.1  # of the codes: so few that they may be what was forgotten
HARDLY_A_ZERO = 0.05  # codes with so few zeros are no measure of others
CHANCE = 0.001
NEARER = 0.5  # of the way from the scores of zeros to those of ones
TOGETHER = (
    3.0  # standard errors: honest codes at a weak signal (1 sd) lie 3.7 or more, columns sorted alone at most 2.9
)


@dataclass(frozen=True, eq=False)
class Sheet:
    """A coding beside what was measured: `ids` (U), `themes` (T), raw `score` (U, T), its `codes` lined up, and the
    `year` (U) of each unit, any whole numbers from 0, below 0 where it is unknown."""

    coding: Coding
    ids: tuple[str, ...]
    themes: tuple[str, ...]
    score: Array
    codes: Codes
    year: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Habits:
    """What coders did with a sheet: `blanks`, by period those whose blanks stand for zeros; `unsure`, of whom nothing
    tells; `ordered`, whose columns lost their rows ("": nobody's), and whether the scores tell it (`lost`)."""

    blanks: Mapping[int, frozenset[str]]
    unsure: tuple[str, ...]
    ordered: str
    lost: bool

    def bars(self, *periods: int) -> tuple[Reason, ...]:
        """Why no verdict rests on the codes of these periods."""
        coders = sorted(frozenset().union(*(self.blanks.get(p, frozenset()) for p in periods)))
        blanks = (Reason.of("blanks_for_zeros", coders=coders),) if coders else ()
        return (*blanks, Reason.of("columns_sorted", coder=self.ordered)) if self.lost else blanks

    def doubts(self) -> tuple[Reason, ...]:
        """What people may have done, where nothing tells whether they did."""
        zeros = (Reason.of("zeros_in_doubt", coders=list(self.unsure)),) if self.unsure else ()
        in_order = self.ordered and not self.lost
        return (*zeros, Reason.of("columns_in_order", coder=self.ordered)) if in_order else zeros


def habits_of(sheet: Sheet, grouping: Grouping) -> Habits:
    """What people did with a sheet, by the periods (or groups) whose figures are compared.

    Habits change with time whatever is compared: blanks are judged by year, too, and what a coder wrote in a year that
    is spoilt spoils every period or group that draws on it.
    """
    own, by_year = _zeros(sheet, grouping.period), _zeros(sheet, sheet.year)
    found = [(str(coder), int(period)) for coder, period in own.query("stands").index]
    cells = _cells(sheet)
    spoilt = pd.MultiIndex.from_arrays([cells["coder"], sheet.year[cells["at"]]]).isin(by_year.query("stands").index)
    drawn = cells[spoilt].assign(period=grouping.period[cells["at"][spoilt]]).query("period >= 0")
    found += list(drawn[["coder", "period"]].drop_duplicates().itertuples(index=False, name=None))
    blanks = {p: frozenset(coder for coder, at in found if at == p) for _, p in found}
    doubtful = {str(coder) for zeros in (own, by_year) for coder, _ in zeros.query("doubtful").index}
    return Habits(blanks, tuple(sorted(doubtful)), *_lost_rows(sheet, grouping))


def _cells(sheet: Sheet) -> pd.DataFrame:
    """Coder, unit, theme, value and place (`at`) of each cell of the coders' own sheets whose unit was measured."""
    frame = sheet.coding.frame
    frame = frame[frame["coder"] != SETTLED]
    at = pd.Index(sheet.ids).get_indexer(pd.Index(frame["unit"]))
    frame = frame.assign(coder=frame["coder"].astype(str), at=at)
    return frame.loc[at >= 0, ["coder", "unit", "theme", "value", "at"]]


def _zeros(sheet: Sheet, period: NDArray[np.int64]) -> pd.DataFrame:
    """By coder and `period` (U), whether blanks stand for zeros (`stands`) or may (`doubtful`).

    Ten ones and at most a tenth of zeros, over all themes, and five blanks: of several themes in units that the coder
    did touch, for a unit wholly blank was not read. The blanks stand for zeros where so few would be chance in one
    sheet of a thousand at the share of ones elsewhere (the coder's other periods, else the period's other coders), more
    was left blank than there, and the ones would not be too many if every blank were a zero: else the share rose,
    whatever a blank means. Without a measure elsewhere, no zero at all beside ones of several themes tells as much.
    Blanks whose scores are not those of zeros (`_unlike_zeros`) stand for none, whatever the counts say.
    """
    cells = _cells(sheet)
    value = cells["value"].to_numpy(dtype=np.float64, na_value=np.nan)
    several = cells["theme"].nunique() > 1
    blank = np.isnan(value)
    cells = cells.assign(theme=pd.Index(sheet.themes).get_indexer(cells["theme"]), period=period[cells["at"]])
    cells = cells.assign(ones=value == 1, zeros=value == 0, blank=blank, read=~blank)
    touched = cells.groupby(["coder", "unit"])["read"].transform("any") if several else True
    cells = cells.assign(within=cells["blank"] & touched)[cells["period"] >= 0]
    counts = cells.groupby(["coder", "period"])[["ones", "zeros", "blank", "within"]].sum()
    told = [_judged(counts, key, several) for key in counts.index]
    honest = counts.index.isin(_unlike_zeros(sheet, cells[cells["within"] & (cells["theme"] >= 0)]))
    asked = ~honest & (sheet.coding.question == "presence")
    stands, doubtful = np.array(told, dtype=bool).reshape(-1, 2).T & asked
    return counts.assign(stands=stands, doubtful=doubtful)


def years_in(frame: pd.DataFrame) -> NDArray[np.int64]:
    """(U) the year of each row as a whole number from 0, UNDATED where it is unknown."""
    year = frame["year"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(year), np.nan_to_num(year), UNDATED).astype(np.int64)


def _unlike_zeros(sheet: Sheet, blanks: pd.DataFrame) -> list[tuple[str, int]]:
    """Coders and periods whose blanks (`coder, period, at, theme`) have not the scores of the units coded 0.

    Together they lie above those by more than three errors, and nearer to the units coded 1: they were not read. A
    theme with under five zeros shows nothing of them.
    """
    usable = {t: spread for t in range(len(sheet.themes)) if (spread := _zeros_and_ones(sheet, t)) is not None}
    blanks, found = blanks[blanks["theme"].isin(list(usable))], []
    for key, own in blanks.groupby(["coder", "period"]):
        above = reach = variance = 0.0
        for theme, cells in own.groupby("theme"):
            zero, sd, gap, n = usable[int(theme)]
            above += float((sheet.score[cells["at"], int(theme)] - zero).sum()) / sd
            reach += len(cells) * gap
            variance += len(cells) + len(cells) ** 2 / n
        if above > TOGETHER * np.sqrt(variance) and above > NEARER * reach:
            found.append((str(key[0]), int(key[1])))
    return found


def _zeros_and_ones(sheet: Sheet, theme: int) -> tuple[float, float, float, int] | None:
    """The mean score of a theme's zeros, their sd, how many sd the ones lie above, and the number of zeros."""
    score, value = sheet.score[:, theme], sheet.codes.value[:, theme]
    zeros, ones = score[value == 0], score[value == 1]
    if min(len(zeros), len(ones)) < FEWEST_OF_A_KIND or zeros.std(ddof=1) < 1e-9:
        return None
    sd = float(zeros.std(ddof=1))
    return float(zeros.mean()), sd, float(ones.mean() - zeros.mean()) / sd, len(zeros)


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


def _lost_rows(sheet: Sheet, grouping: Grouping) -> tuple[str, bool]:
    """The first coder whose sorted columns lost their rows ("": none), and whether the scores can tell.

    Codes that went with their rows still go with the scores (`distances`). Where the scores do not go with the themes
    that were not sorted either, they tell nothing.
    """
    codes, doubtful = sheet.codes, ""
    for coder, own in sorted_columns(sheet.coding).items():
        value = np.full_like(codes.value, np.nan)
        value[codes.units] = codes.by_coder[codes.coders.index(coder)] if coder in codes.coders else codes.settled
        apart = distances(sheet.score, value, grouping)
        ordered = np.isin(sheet.themes, own)
        if not ordered.any() or (apart[ordered] > TOGETHER).any():
            continue
        rest = apart[~ordered & ~np.isnan(apart)]
        if not np.isnan(apart[ordered]).any() and (not len(rest) or rest.max() > TOGETHER):
            return coder, True
        doubtful = doubtful or coder
    return doubtful, False
