"""On which seeds each theme rests: one figure for a few themes, small panels for many."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from toolkit.base.checks import require_choice
from toolkit.plots.style import (
    LANGUAGES,
    MUTED,
    axes_of,
    caption,
    held,
    label_of,
    labels_in,
    percent_axis,
    style,
    theme_style,
    titled,
    wrapped_label,
)
from toolkit.plots.topics import require_columns
from toolkit.plots.wording import thousands

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.plots.style import Labels, Size

COLUMNS = ("theme", "seed", "tokens", "share_of_theme", "ambiguity")
NOTE_WIDTH = 54  # characters of a panel's note


def plot_seeds(
    table: pd.DataFrame,
    *,
    ax: "Axes | None" = None,
    labels: "Labels" = None,
    language: str = "vi",
    figsize: "Size" = None,
) -> "Axes":
    """Each seed's part of its theme's seed tokens, theme by theme; hollow where it stands mostly among other themes.

    `table`: what `check_seeds` returned. A seed that never occurs is drawn at zero with a cross.

    >>> table = tk.check_seeds(counts, corpus, themes)
    >>> ax = tk.plot_seeds(table[table["theme"] == "sovereignty"], language="en")
    """
    require_choice("language", language, LANGUAGES)
    labels = labels_in(labels, language)
    require_columns(table, COLUMNS, "check_seeds")
    given, ax = ax, axes_of(ax, 7.5, 1.3 + 0.24 * len(table), figsize)
    themes = list(dict.fromkeys(table["theme"]))
    with style():
        _draw(ax, table, [themes.index(theme) for theme in table["theme"]])
        ax.set_yticks(range(len(table)), [f"{s} ({t})" for s, t in zip(table["seed"], table["tokens"])], fontsize=7.5)
        ax.set_ylim(len(table) - 0.5, -0.5)
        ax.set_xlim(left=-0.01)
        percent_axis(ax.xaxis, language)
        _name_groups(ax, list(table["theme"]), themes, labels)
        ax.set_xlabel(_axis_label(language))
        titled(ax, f"{_head(language)} (n = {thousands(table['tokens'].sum(), language)})")
        caption(ax, f"{_legend(language)} {_cross(language)}")
    return held(ax, given, figsize)


def plot_seed_panels(
    table: pd.DataFrame, *, labels: "Labels" = None, language: str = "vi", columns: int = 2, most: int = 8
) -> Any:
    """Small panels, one a theme on one scale: its `most` frequent seeds; the others are told in words below them.

    `table`: what `check_seeds` returned. Returns the array of Axes.
    """
    import textwrap

    import matplotlib.pyplot as plt

    require_choice("language", language, LANGUAGES)
    labels = labels_in(labels, language)
    require_columns(table, COLUMNS, "check_seeds")
    themes = list(dict.fromkeys(table["theme"]))
    columns = min(columns, len(themes))
    rows = -(-len(themes) // columns)
    tallest = min(most, int(table.groupby("theme").size().max()))
    with style():
        figure, grid = plt.subplots(
            rows,
            columns,
            figsize=(3.9 * columns, (0.62 + 0.165 * tallest) * rows + 0.5),
            sharex=True,
            squeeze=False,
            layout="constrained",
        )
        panels = grid.ravel()
        for t, theme in enumerate(themes):
            own = table[table["theme"] == theme].sort_values(["tokens", "seed"], ascending=[False, True])
            shown = own[own["tokens"] > 0].head(most)
            _panel(panels[t], shown, t, tallest, language)
            panels[t].set_title(wrapped_label(label_of(theme, labels), 40), fontsize=9, color=theme_style(t)["color"])
            note = _note(own, len(shown), language)
            panels[t].set_xlabel(note, fontsize=6.5, color=MUTED, loc="left")
        for ax in panels[len(themes) :]:
            ax.set_visible(False)
        panels[0].set_xlim(-0.01, 1.06 * float(table["share_of_theme"].max()) + 0.01)
        for ax in panels[: len(themes)]:
            percent_axis(ax.xaxis, language)
        total = thousands(table["tokens"].sum(), language)
        told = f"n = {total}. {_axis_label(language)}. {_legend(language)}"
        figure.supxlabel("\n".join(textwrap.wrap(told, 55 * columns)), fontsize=7, color=MUTED, x=0.02, ha="left")
    return grid


def _panel(ax: "Axes", shown: pd.DataFrame, t: int, tallest: int, language: str) -> None:
    _draw(ax, shown, [t] * len(shown))
    ax.set_yticks(range(len(shown)), [f"{s} ({n})" for s, n in zip(shown["seed"], shown["tokens"])], fontsize=7)
    ax.set_ylim(tallest - 0.4, -0.6)
    ax.tick_params(axis="x", labelsize=7, labelbottom=True)


def _draw(ax: "Axes", table: pd.DataFrame, theme: Sequence[int]) -> None:
    for y, (t, row) in enumerate(zip(theme, table.to_dict("records"))):
        look = theme_style(t)
        vague = not row["tokens"] or (row["ambiguity"] == row["ambiguity"] and row["ambiguity"] > 0.5)
        ax.hlines(y, 0, row["share_of_theme"], color=look["color"], linewidth=1.3)
        ax.plot(
            row["share_of_theme"],
            y,
            linestyle="none",
            marker=look["marker"] if row["tokens"] else "x",
            color=look["color"],
            markerfacecolor="white" if vague else look["color"],
            markersize=5,
        )
    ax.grid(axis="y", visible=False)


def _note(own: pd.DataFrame, n_shown: int, language: str) -> str:
    """Which seeds a panel leaves out: how many rarer ones, and by name those that never occur."""
    import textwrap

    vi = language == "vi"
    never = [str(seed) for seed in own.loc[own["tokens"] == 0, "seed"]]
    rarer = len(own) - len(never) - n_shown
    parts = [f"và {rarer} từ khóa ít gặp hơn" if vi else f"and {rarer} rarer seeds"] if rarer else []
    if never:
        parts.append(("không xuất hiện: " if vi else "never occur: ") + ", ".join(never))
    return "\n".join(textwrap.wrap("; ".join(parts), NOTE_WIDTH, max_lines=2, placeholder=" …"))


def _head(language: str) -> str:
    return "Chủ đề dựa trên những từ khóa nào" if language == "vi" else "On which seeds each theme rests"


def _axis_label(language: str) -> str:
    return "Phần trong các lần xuất hiện của chủ đề" if language == "vi" else "Part of the theme's seed tokens"


def _legend(language: str) -> str:
    if language == "vi":
        return "Trong ngoặc: số lần xuất hiện. Rỗng: thường đứng cạnh từ của chủ đề khác."
    return "In brackets: occurrences. Hollow: mostly among other themes' words."


def _cross(language: str) -> str:
    return "Dấu nhân: không xuất hiện." if language == "vi" else "Cross: never occurs."


def _name_groups(ax: "Axes", owner: Sequence[str], themes: Sequence[str], labels: Mapping[str, str]) -> None:
    for t, theme in enumerate(themes):
        rows = [i for i, name in enumerate(owner) if name == theme]
        ax.annotate(
            wrapped_label(label_of(theme, labels), 24),
            (1.02, float(np.mean(rows))),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=8,
            color=theme_style(t)["color"],
            annotation_clip=False,
        )
        if rows[0]:
            ax.axhline(rows[0] - 0.5, color="#E0E0E0", linewidth=0.8)
