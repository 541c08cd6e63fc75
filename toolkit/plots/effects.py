"""Effects and groups: coefficients with their intervals, a theme by group, words that enter and leave a theme."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from toolkit.base.checks import did_you_mean, require_choice
from toolkit.base.errors import UsageError
from toolkit.documents.periods import CROSS, LABEL_JOIN
from toolkit.plots.style import (
    INK,
    LANGUAGES,
    MUTED,
    axes_of,
    caption,
    decimal,
    held,
    label_of,
    labels_in,
    percent,
    style,
    theme_style,
    titled,
    wrapped_label,
)
from toolkit.plots.topics import require_columns
from toolkit.plots.wording import bracketed, shown_term
from toolkit.trends.coefficients import Effects
from toolkit.trends.estimates import Prevalence

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.plots.style import Labels, Size

SURE = "#0072B2"
_X = {
    "vi": ("điểm phần trăm", "thay đổi của chỉ số (chưa hiệu chỉnh)"),
    "en": ("percentage points", "change of the index (uncalibrated)"),
}


def plot_effects(
    effects: Effects,
    *,
    theme: str | None = None,
    ax: "Axes | None" = None,
    labels: "Labels" = None,
    language: str = "vi",
    figsize: "Size" = None,
) -> "Axes":
    """Forest plot of one theme's coefficients in points (an index in its own units), without the intercept.

    `theme`: the first by default. Intervals are pointwise, 95%; a full mark has an adjusted p of at most .05,
    hollow ones are not shown to differ from zero, or not tested.

    >>> found = tk.effects(scores, corpus, "year + C(source)", coding=coding, seed=1)
    >>> ax = tk.plot_effects(found, theme="sovereignty", labels=labels, language="en")
    >>> ax.figure.savefig("effects.png")
    """
    require_choice("language", language, LANGUAGES)
    labels = labels_in(labels, language)
    theme = theme or effects.themes[0]
    if theme not in effects.themes:
        raise UsageError(f"no theme {theme!r} in these effects{did_you_mean(theme, effects.themes)}")
    frame = effects.to_frame()
    frame = frame[(frame["theme"] == theme) & (frame["term"] != "intercept")].reset_index(drop=True)
    given, ax = ax, axes_of(ax, 7.2, 1.5 + 0.36 * len(frame), figsize)
    unit = 1 if effects.is_index else 100
    with style():
        for y, row in frame.iterrows():
            clear = bool(row["p_adjusted"] <= 0.05)
            ax.plot([unit * row["lower"], unit * row["upper"]], [y, y], color=INK if clear else MUTED, linewidth=1.4)
            face = SURE if clear else "white"
            ax.plot(unit * row["estimate"], y, "o", markersize=6, markerfacecolor=face, markeredgecolor=SURE)
        ax.axvline(0, color=INK, linewidth=0.8)
        ax.set_yticks(range(len(frame)), [wrapped_label(term, 34) for term in frame["term"]])
        ax.set_ylim(len(frame) - 0.4, -0.6)
        ax.grid(axis="y", visible=False)
        ax.set_xlabel(_X[language][int(effects.is_index)])
        titled(ax, label_of(theme, labels))
        caption(ax, effects_caption(effects, language))
    return held(ax, given, figsize)


def effects_caption(effects: Effects, language: str) -> str:
    """What a figure of coefficients shows and rests on, in one line of the language."""
    if language == "vi":
        kind = "đã hiệu chỉnh bằng mã" if effects.calibrated else "chưa hiệu chỉnh, không kết luận"
        told = (
            f"Hệ số hồi quy và khoảng tin cậy 95% ({kind}); {effects.n_units} đơn vị, {effects.n_coded} tin đã mã hóa."
        )
        return f"{told} Dấu đặc: p hiệu chỉnh ≤ 0,05." if effects.calibrated else told
    kind = "calibrated by codes" if effects.calibrated else "uncalibrated: no verdict"
    told = f"Coefficients with 95% intervals ({kind}); {effects.n_units} units, {effects.n_coded} coded stories."
    return f"{told} Full mark: adjusted p ≤ .05." if effects.calibrated else told


def plot_groups(
    prevalence: Prevalence,
    *,
    ax: "Axes | None" = None,
    labels: "Labels" = None,
    language: str = "vi",
    figsize: "Size" = None,
) -> "Axes":
    """Theme × group: each cell with its estimate and interval; the darker the more; thin groups are hatched.

    `prevalence`: by a column or by named groups, as `prevalence(scores, corpus, by="source", …)`.

    >>> by_source = tk.prevalence(scores, corpus, by="source", measure="presence", coding=coding, seed=1)
    >>> ax = tk.plot_groups(by_source, labels=labels, language="en")
    """
    require_choice("language", language, LANGUAGES)
    labels = labels_in(labels, language)
    if CROSS in prevalence.by:
        raise UsageError("plot_groups draws one division; for groups over time use plot_group_panels")
    lower, upper = prevalence.interval()
    given, ax = ax, axes_of(ax, 2.6 + _wide(len(prevalence.periods)), 1.6 + 0.46 * len(prevalence.themes), figsize)
    value = np.clip(prevalence.estimate.T, 0.0, None) if not prevalence.is_index else prevalence.estimate.T
    with style():
        spread = np.max(value, axis=1, keepdims=True, initial=0.0, where=np.isfinite(value))
        shade = np.divide(value, spread, out=np.zeros_like(value), where=np.isfinite(value) & (spread > 0))
        ax.imshow(shade, cmap="Blues", vmin=0, vmax=1.6, aspect="auto")
        for t in range(len(prevalence.themes)):
            for p in range(len(prevalence.periods)):
                ax.text(p, t, _cell(prevalence, lower, upper, p, t, language), ha="center", va="center", fontsize=7.5)
        ax.set_xticks(range(len(prevalence.periods)), [wrapped_label(str(name), 18) for name in prevalence.periods])
        ax.set_yticks(
            range(len(prevalence.themes)), [wrapped_label(label_of(key, labels), 30) for key in prevalence.themes]
        )
        ax.tick_params(length=0)
        ax.grid(visible=False)
        for side in ax.spines.values():
            side.set_visible(False)
        titled(ax, _groups_title(prevalence, language))
        caption(ax, _groups_caption(prevalence, language))
    return held(ax, given, figsize)


def _groups_title(prevalence: Prevalence, language: str) -> str:
    if prevalence.by == "source":
        return "Chủ đề theo báo" if language == "vi" else "Themes by outlet"
    return "Chủ đề theo nhóm báo" if language == "vi" else "Themes by group"


def _wide(groups: int) -> float:
    """Inches for so many columns: roomy for a few, a number's width for many."""
    return min(1.25 * groups, max(10.0, 0.62 * groups))


def _cell(prevalence: Prevalence, lower: Any, upper: Any, p: int, t: int, language: str) -> str:
    value = prevalence.estimate[p, t]
    if not np.isfinite(value):
        return "–"
    if prevalence.is_index:
        return decimal(float(value), language)
    shown = percent(max(float(value), 0.0), language, 0)
    if not np.isfinite(lower[p, t]):
        return f"({shown})"
    low, high = (f"{100 * side[p, t]:.0f}" for side in (lower, upper))
    return f"{shown}\n{bracketed(low, high, language)}"


def _groups_caption(prevalence: Prevalence, language: str) -> str:
    sizes = ", ".join(f"{name}: {n}" for name, n in zip(prevalence.periods, prevalence.n_stories))
    if language == "vi":
        return f"Ước lượng và khoảng tin cậy 95%; trong ngoặc đơn: quá ít tin để có khoảng. Số tin: {sizes}."
    return f"Estimates with 95% intervals; in brackets: too few stories for an interval. Stories: {sizes}."


def plot_group_panels(
    prevalence: Prevalence,
    theme: str,
    *,
    ax: "Axes | None" = None,
    labels: "Labels" = None,
    language: str = "vi",
    figsize: "Size" = None,
) -> "Axes":
    """The course of one theme in each group: `prevalence` by ("year", "source"); thin cells are hollow.

    >>> crossed = tk.prevalence(scores, corpus, by=("year", "source"), measure="presence", coding=coding, seed=1)
    >>> ax = tk.plot_group_panels(crossed, "sovereignty", labels=labels, language="en")
    """
    require_choice("language", language, LANGUAGES)
    labels = labels_in(labels, language)
    if CROSS not in prevalence.by:
        raise UsageError("groups over time need a prevalence by two divisions, as by=('year', 'source')")
    if theme not in prevalence.themes:
        raise UsageError(f"no theme {theme!r} here{did_you_mean(theme, prevalence.themes)}")
    t = prevalence.themes.index(theme)
    lower, upper = prevalence.interval()
    cells = pd.DataFrame([label.split(LABEL_JOIN, 1) for label in prevalence.periods], columns=["time", "group"])
    times = _times(cells["time"])
    given, ax = ax, axes_of(ax, 7.2, 4.2, figsize)
    with style():
        for g, group in enumerate(dict.fromkeys(cells["group"])):
            at = np.flatnonzero(cells["group"] == group)
            x = np.array([times.index(cells["time"][i]) for i in at]) + 0.06 * g
            look = theme_style(g)
            y = np.clip(prevalence.estimate[at, t], 0, None) * (1 if prevalence.is_index else 100)
            known = np.isfinite(lower[at, t])
            scale = 1 if prevalence.is_index else 100
            ax.vlines(
                x[known], scale * lower[at, t][known], scale * upper[at, t][known], color=look["color"], alpha=0.5
            )
            for i in range(len(at) - 1):  # a line never runs through a period without articles
                if times.index(cells["time"][at[i + 1]]) - times.index(cells["time"][at[i]]) == 1:
                    ax.plot(x[i : i + 2], y[i : i + 2], color=look["color"], linestyle=look["linestyle"])
            for i in range(len(at)):
                face = look["color"] if known[i] else "white"
                ax.plot(x[i], y[i], look["marker"], color=look["color"], markerfacecolor=face)
            ax.plot([], [], color=look["color"], marker=look["marker"], linestyle=look["linestyle"], label=group)
        ax.set_xticks(range(len(times)), times)
        ax.legend(fontsize=8)
        ax.set_ylabel("%" if not prevalence.is_index else "")
        titled(ax, label_of(theme, labels))
        caption(ax, _panels_caption(language))
    return held(ax, given, figsize)


def _times(labels: pd.Series) -> list[str]:
    """The times in order; years with those between them that hold nothing, so that time is to scale."""
    known = sorted(set(labels))
    if all(len(label) == 4 and label.isdigit() for label in known):
        return [str(year) for year in range(int(known[0]), int(known[-1]) + 1)]
    return known


def _panels_caption(language: str) -> str:
    if language == "vi":
        return "Khoảng tin cậy 95% theo từng kỳ và nhóm; dấu rỗng: quá ít tin nên không có khoảng."
    return "95% intervals by period and group; hollow: too few stories for an interval."


def plot_wording(
    table: pd.DataFrame,
    *,
    ax: "Axes | None" = None,
    labels: "Labels" = None,
    language: str = "vi",
    figsize: "Size" = None,
    n: int = 12,
) -> "Axes":
    """Words that entered (right) and left (left) a theme by their size; hollow where the false-discovery rate is above
    5%. `table`: what `wording` gives.

    >>> moved = tk.wording(model, counts, corpus, "citizen_protection", by=spans, seed=1)
    >>> ax = tk.plot_wording(moved, language="en")
    """
    require_choice("language", language, LANGUAGES)
    labels = labels_in(labels, language)
    require_columns(table, ("term", "direction", "log_odds", "q_value", "earlier", "later", "theme"), "plot_wording")
    sides = [table[table["direction"] == side].nsmallest(n, "q_value") for side in ("entered", "left")]
    shown = pd.concat(sides).sort_values("log_odds", ascending=False).reset_index(drop=True)
    given, ax = ax, axes_of(ax, 6.4, 1.5 + 0.26 * max(len(shown), 1), figsize)
    with style():
        for y, row in shown.iterrows():
            face = INK if row["q_value"] <= 0.05 else "white"  # the side tells the period; a colour would name a theme
            ax.plot([0, row["log_odds"]], [y, y], color=INK, linewidth=1.2)
            ax.plot(row["log_odds"], y, "o", markerfacecolor=face, markeredgecolor=INK, markersize=5)
        ax.axvline(0, color=INK, linewidth=0.8)
        ax.set_yticks(range(len(shown)), [shown_term(str(term), language) for term in shown["term"]])
        ax.set_ylim(len(shown) - 0.4, -0.6)
        ax.grid(axis="y", visible=False)
        if len(shown):
            first = shown.iloc[0]
            titled(ax, f"{label_of(first['theme'], labels)}: {first['earlier']} → {first['later']}")
        caption(ax, _wording_caption(language))
    return held(ax, given, figsize)


def _wording_caption(language: str) -> str:
    if language == "vi":
        return "Log-odds; phải: từ nhiều lên trong chủ đề, trái: từ ít đi. Dấu rỗng: tỷ lệ phát hiện nhầm trên 5%."
    return "Log odds ratio; right: words that entered, left: that left. Hollow: false-discovery rate above 5%."
