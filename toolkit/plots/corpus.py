"""What the corpus is made of: date rules and sources by year."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from toolkit.base.checks import require_choice
from toolkit.documents.corpus import Corpus
from toolkit.plots.style import (
    FAINT,
    LANGUAGES,
    PALETTE,
    axes_of,
    caption,
    held,
    style,
    titled,
    whole_numbers,
    wrapped_label,
)
from toolkit.plots.wording import rule_name, thousands

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.plots.style import Size

HATCHES = ("", "//", "..", "xx", "\\\\", "++", "oo", "--", "**", "||")
MOST_SOURCES = 9


def plot_dates(corpus: Corpus, *, ax: "Axes | None" = None, language: str = "vi", figsize: "Size" = None) -> "Axes":
    """Bars: how many kept documents each date rule dated, split by precision; the undated stand at the bottom.

    >>> ax = tk.plot_dates(corpus, language="en")
    >>> ax.figure.savefig("dates.png")
    """
    require_choice("language", language, LANGUAGES)
    kept = corpus.kept_facts
    unknown = "không rõ ngày" if language == "vi" else "undated"
    precision = kept["date_precision"].fillna("none")
    rule = kept["date_rule"].fillna(unknown).where(kept["date"].notna(), unknown)
    table = pd.crosstab(rule, precision)
    order = sorted(table.index, key=lambda name: (name == unknown, -int(table.loc[name].sum()), name))
    table = table.loc[order]
    given, ax = ax, axes_of(ax, 7.5, 1.3 + 0.38 * len(table), figsize)
    names = {
        "day": ("rõ đến ngày", "to the day"),
        "month": ("rõ đến tháng", "to the month"),
        "year": ("chỉ rõ năm", "year only"),
        "none": (unknown, unknown),
    }
    with style():
        _stacked(
            ax,
            table[[c for c in ("day", "month", "year", "none") if c in table]],
            horizontal=True,
            rest="none",
            names={k: v[language == "en"] for k, v in names.items()},
        )
        ax.set_yticks(range(len(table)), [wrapped_label(rule_name(str(name), language), 30) for name in table.index])
        ax.set_ylim(len(table) - 0.5, -0.5)
        ax.grid(axis="y", visible=False)
        whole_numbers(ax.xaxis)
        ax.set_xlabel("Số bài" if language == "vi" else "Articles")
        n, undated = len(kept), int(kept["date"].isna().sum())
        head = "Ngày tháng được xác định nhờ đâu" if language == "vi" else "On what evidence articles were dated"
        titled(ax, f"{head} (n = {thousands(n, language)})")
        told = "Không rõ ngày: {} trên {} bài." if language == "vi" else "Undated: {} of {} articles."
        caption(ax, told.format(*(thousands(number, language) for number in (undated, n))))
    return held(ax, given, figsize)


def plot_sources(corpus: Corpus, *, ax: "Axes | None" = None, language: str = "vi", figsize: "Size" = None) -> "Axes":
    """Stacked bars: kept documents by year and source, the undated last; beyond nine sources the rest are *others*.

    >>> ax = tk.plot_sources(corpus, language="en")
    >>> ax.figure.savefig("sources.png")
    """
    require_choice("language", language, LANGUAGES)
    kept = corpus.kept_facts
    unknown, others = ("không rõ ngày", "nguồn khác") if language == "vi" else ("undated", "others")
    nowhere = "không rõ nguồn" if language == "vi" else "source unknown"
    source = kept["source"].fillna(nowhere).astype(object)
    largest = source.value_counts().sort_index().sort_values(ascending=False, kind="stable").index[:MOST_SOURCES]
    source = source.where(source.isin(largest), others)
    year = kept["year"].astype("str").fillna(unknown)
    table = pd.crosstab(year, source)
    columns = [name for name in largest if name in table] + ([others] if others in table else [])
    table = table[columns].reindex(sorted(table.index, key=lambda name: (name == unknown, name)))
    given, ax = ax, axes_of(ax, 8.0, 4.2, figsize)
    with style():
        _stacked(ax, table, horizontal=False, rest=others)
        names = [str(name).replace(unknown, wrapped_label(unknown, 8)) for name in table.index]
        ax.set_xticks(range(len(table)), names, rotation=0 if len(table) <= 12 else 60)
        ax.grid(axis="x", visible=False)
        whole_numbers(ax.yaxis)
        ax.set_ylabel("Số bài" if language == "vi" else "Articles")
        head = "Nguồn báo theo năm" if language == "vi" else "Sources by year"
        titled(ax, f"{head} (n = {thousands(len(kept), language)})")
        tail = (
            "Khi cơ cấu nguồn thay đổi giữa hai giai đoạn, khác biệt giữa các nguồn có thể trông giống một sự thay đổi."
            if language == "vi"
            else "When the mix of sources changes between periods, differences between outlets can look like change."
        )
        caption(ax, tail)
    return held(ax, given, figsize)


def _stacked(
    ax: "Axes", table: pd.DataFrame, *, horizontal: bool, rest: str, names: dict[str, str] | None = None
) -> None:
    """A column a colour; `rest`, which is nothing of its own, is grey."""
    base = np.zeros(len(table))
    for i, column in enumerate(table.columns):
        values = table[column].to_numpy(dtype=float)
        look: dict[str, Any] = {
            "color": FAINT if column == rest else PALETTE[i % len(PALETTE)],
            "hatch": HATCHES[i % len(HATCHES)],
            "edgecolor": "white",
            "linewidth": 0.4,
            "label": (names or {}).get(str(column), str(column)),
        }
        if horizontal:
            ax.barh(range(len(table)), values, left=base, height=0.7, **look)
        else:
            ax.bar(range(len(table)), values, bottom=base, width=0.75, **look)
        base = base + values
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=8)
