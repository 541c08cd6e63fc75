"""Company: which themes stand together in one text, a theme by theme map of lifts."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from toolkit.base.checks import did_you_mean, require_choice
from toolkit.base.errors import UsageError
from toolkit.base.reasons import number_text
from toolkit.plots.style import LANGUAGES, axes_of, caption, held, label_of, style, titled, wrapped_label
from toolkit.plots.topics import require_columns
from toolkit.plots.wording import bracketed
from toolkit.trends.company import ALPHA

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.plots.style import Size

Labels = Mapping[str, str] | None
ALL = "all"
DEEPEST = 4.0  # a lift whose colour is the deepest; one fourth likewise
SIDES = ("theme", "other")


def plot_company(
    table: pd.DataFrame,
    *,
    period: str | None = None,
    ax: "Axes | None" = None,
    labels: Labels = None,
    language: str = "vi",
    figsize: "Size" = None,
) -> "Axes":
    """Theme × theme: each pair's lift with its interval; blue above one, orange below, pale where one lies inside.

    `table`: what `company` gives; `period`: one of it, the first by default. A dash stands where too few coded units
    carry both. UsageError for another table or period.

    >>> table = tk.company(scores, corpus, coding=coding, seed=1)
    >>> ax = tk.plot_company(table, labels=labels, language="en")
    """
    require_choice("language", language, LANGUAGES)
    require_columns(table, (*SIDES, "period", "lift", "lower", "upper"), "plot_company")
    periods = list(dict.fromkeys(table["period"].astype(str)))
    period = period or (periods[0] if periods else "")
    if period not in periods:
        raise UsageError(f"no period {period!r} in this table{did_you_mean(period, periods)}")
    own = table[table["period"].astype(str) == period]
    known = own[own["lift"].notna()] if own["lift"].notna().any() else own
    themes = list(dict.fromkeys([*known["theme"], *known["other"]]))
    own = own[own["theme"].isin(themes) & own["other"].isin(themes)]  # a theme without any figure has no row
    given, ax = ax, axes_of(ax, 2.8 + 1.05 * len(themes), 1.8 + 0.5 * len(themes), figsize)
    with style():
        shade = np.full((len(themes), len(themes)), np.nan)
        for row in own.itertuples():
            at = tuple(sorted((themes.index(row.theme), themes.index(row.other)), reverse=True))
            shade[at] = _shade(row.lift, row.lower, row.upper, getattr(row, "p_adjusted", 0.0))
            ax.text(at[1], at[0], _told(row.lift, row.lower, row.upper, language), ha="center", va="center", fontsize=7)
        ax.imshow(shade, cmap="RdBu", vmin=-1.6, vmax=1.6, aspect="auto")
        names = [label_of(theme, labels) for theme in themes]
        ax.set_xticks(range(len(themes)), [wrapped_label(name, 14) for name in names], rotation=30, ha="right")
        ax.set_yticks(range(len(themes)), [wrapped_label(name, 26) for name in names])
        ax.set_xlim(-0.5, len(themes) - 1.5)  # the last theme stands beside the others, never beside itself
        ax.set_ylim(len(themes) - 0.5, 0.5)
        ax.tick_params(length=0)
        ax.grid(visible=False)
        for side in ax.spines.values():
            side.set_visible(False)
        title = "Chủ đề đi cùng nhau" if language == "vi" else "Themes that stand together"
        titled(ax, title if period == ALL else f"{title}: {period}")
        caption(ax, _caption(language))
    return held(ax, given, figsize)


def _shade(lift: float, lower: float, upper: float, p_adjusted: float) -> float:
    """From -1 (a fourth as often) to 1 (four times as often); a quarter of that where chance may have brought it."""
    if not (np.isfinite(lift) and lift > 0):
        return float("nan")
    depth = float(np.clip(np.log(lift) / np.log(DEEPEST), -1, 1))
    return depth if (lower > 1 or upper < 1) and p_adjusted <= ALPHA else 0.25 * depth


def _told(lift: float, lower: float, upper: float, language: str) -> str:
    if not np.isfinite(lift):
        return "–"
    low, mean, high = (number_text(value, "1", language) for value in (lower, lift, upper))
    return f"{mean}\n{bracketed(low, high, language)}"


def _caption(language: str) -> str:
    if language == "vi":
        return (
            "Số lần hay đứng cùng nhau hơn mức do riêng từng chủ đề và độ dài bài đem lại, với khoảng 95%. "
            "Nhạt: chưa rõ khi xét mọi cặp cùng lúc; gạch ngang: quá ít bài mã hóa có cả hai."
        )
    return (
        "Times as often together as the themes' own shares and the length of texts bring, with 95% intervals. "
        "Pale: not clear with all pairs tested at once; dash: too few coded texts carry both."
    )
