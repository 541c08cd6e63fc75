"""Periods compared: lines, small multiples, dumbbells, forest plot and heatmap."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.base.checks import require_choice, require_count
from toolkit.base.errors import UsageError
from toolkit.plots.reach import as_shown, beyond, edges, reach
from toolkit.plots.style import (
    FAINT,
    INK,
    LANGUAGES,
    MUTED,
    axes_of,
    caption,
    decimal,
    held,
    inches,
    label_of,
    labels_in,
    percent,
    percent_axis,
    points,
    signed,
    style,
    theme_style,
    titled,
    wrapped_label,
)
from toolkit.plots.wording import (
    beyond_caption,
    counts_caption,
    interval_caption,
    is_index,
    measure_label,
    method_name,
    numbers_told,
)
from toolkit.trends.estimates import Prevalence
from toolkit.trends.periods import period_pairs, times_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.plots.style import Labels, Size

LONGEST_PERIOD = 14  # letters a line
NARROWEST, TITLE_LINE = 4.6, 0.16  # inches: a figure of panels, a line above a panel
NOTE_LINE = 0.125  # inches a line of the note under the panels
HALF_GAP = 0.15  # between the two periods of a theme, in rows
LINE_HEIGHT = 0.052  # of the axis, so that names at the right do not overlap


def plot_prevalence(
    prevalence: Prevalence,
    *,
    ax: "Axes | None" = None,
    labels: "Labels" = None,
    language: str = "vi",
    figsize: "Size" = None,
    level: float = 0.95,
    panels: bool = False,
) -> "Axes":
    """Lines over the periods, one a theme, with pointwise intervals as bars; themes are named at the right.

    `labels`: the Themes, or theme key → what is printed. The axis is time: a year without articles leaves a gap that no
    line crosses. Periods without an interval (fewer than 30 effective stories, or too few codes) show a hollow point.
    `panels`: the course, a small panel a theme, as `plot_panels` draws it (which takes no `ax`); the first is returned.
    Example: ``tk.plot_prevalence(tk.prevalence(model, corpus, seed=1))``

    >>> ax = tk.plot_prevalence(tk.prevalence(model, corpus, seed=1), labels=labels, language="en")
    >>> ax.figure.savefig("course.png")
    """
    require_choice("language", language, LANGUAGES)
    prevalence = as_shown(prevalence)
    labels = labels_in(labels, language)
    if panels:
        if ax is not None:
            raise UsageError("panels need a figure of their own; leave `ax` out, or give plot_panels `axes`")
        grid = plot_panels(prevalence, labels=labels, language=language, level=level, figsize=figsize)
        first: Axes = grid[0, 0]
        return first
    given, ax = ax, axes_of(ax, 8.0, 4.6, figsize)
    interval = prevalence.interval(level)
    ends = edges(prevalence, interval)
    with style():
        for t in range(len(prevalence.themes)):
            _line(ax, prevalence, t, interval, ends, spread=True)
        _period_axis(ax, prevalence)
        ax.set_ylim(*ends)
        ax.set_ylabel(measure_label(prevalence, language))
        if not is_index(prevalence):
            percent_axis(ax.yaxis, language)
        _name_lines(ax, prevalence, labels, roomy=figsize is not None)
        titled(ax, _title(prevalence, language))
        caption(ax, _course_caption(prevalence, language, level, ends))
    return held(ax, given, figsize)


def _course_caption(prevalence: Prevalence, language: str, level: float, ends: tuple[float, float]) -> str:
    out = bool(beyond(prevalence, *ends).any())
    return interval_caption(prevalence, language, level) + (f" {beyond_caption(language)}" if out else "")


def _line(
    ax: "Axes", prevalence: Prevalence, t: int, interval: tuple[Any, Any], ends: tuple[float, float], spread: bool
) -> None:
    look, (lower, upper) = theme_style(t), interval
    n = len(prevalence.themes)
    shift = (t - (n - 1) / 2) * min(0.07, 0.5 / max(n, 1)) if spread else 0.0
    x, y = _places(prevalence) + shift, prevalence.estimate[:, t]
    for part in _unbroken(prevalence):
        ax.plot(x[part], y[part], color=look["color"], linestyle=look["linestyle"], linewidth=1.4, zorder=2)
    known = ~np.isnan(lower[:, t])
    ax.vlines(x[known], lower[known, t], upper[known, t], color=look["color"], linewidth=1.1, alpha=0.75, zorder=1)
    out = beyond(prevalence, *ends)[:, t]
    for mask, marker, face, clipped in (
        (known & (out == 0), look["marker"], look["color"], True),
        (~known & (out == 0), look["marker"], "white", True),
        (out > 0, "^", "white", False),
        (out < 0, "v", "white", False),
    ):
        ax.plot(
            x[mask],
            np.clip(y[mask], *ends),
            linestyle="none",
            marker=marker,
            color=look["color"],
            markerfacecolor=face,
            markersize=5,
            zorder=3,
            clip_on=clipped or not mask.any(),
        )


def _places(prevalence: Prevalence) -> Any:
    """(P) where the periods stand on the axis: in time, counted from the first."""
    times = times_of(prevalence.periods, prevalence.by)
    return times - times.min(initial=np.inf)


def _unbroken(prevalence: Prevalence) -> list[slice]:
    """The runs of periods that follow one another: a line stops where a year, quarter or month holds no article."""
    ends = (np.flatnonzero(np.diff(_places(prevalence)) > 1.5) + 1).tolist()
    return [slice(a, b) for a, b in zip([0, *ends], [*ends, len(prevalence.periods)])]


def _name_lines(ax: "Axes", prevalence: Prevalence, labels: Mapping[str, str], roomy: bool) -> None:
    """The themes named at the right of their lines, none over another; `roomy` where the axes will give way to them."""
    bottom, top = ax.get_ylim()
    last = np.clip(np.nan_to_num(prevalence.estimate[-1]), bottom, top)
    names = [wrapped_label(label_of(key, labels), 32) for key in prevalence.themes]
    line = (top - bottom) * LINE_HEIGHT * (1.4 if roomy else 1.0)
    room = [line * (1 + 0.8 * name.count("\n")) for name in names]
    places, floor, before = np.empty(len(last)), -np.inf, 0.0
    for t in np.argsort(last, kind="stable"):
        floor = max(float(last[t]), floor + (before + room[t]) / 2)
        places[t], before = floor, room[t]
    places -= (places - last).mean()
    end = float(_places(prevalence)[-1]) + 0.35
    for t, name in enumerate(names):
        look = theme_style(t)
        ax.annotate(
            name,
            (end, last[t]),
            xytext=(end + 0.15 + max(0.15, 0.03 * end), places[t]),
            va="center",
            ha="left",
            color=look["color"],
            fontsize=8,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": look["color"], "linewidth": 0.5, "alpha": 0.6, "relpos": (0, 0.5)},
        )


def _period_axis(ax: "Axes", prevalence: Prevalence, most: int = 30) -> None:
    """Every period named, or every second, third, … where there are more than `most`; the last always."""
    periods, places = prevalence.periods, _places(prevalence)
    step = -(-len(periods) // most)
    shown = range((len(periods) - 1) % step, len(periods), step)
    turned = 0 if len(periods) <= 12 else 60
    names = [wrapped_label(periods[p], LONGEST_PERIOD) for p in shown]
    ax.set_xticks([float(places[p]) for p in shown], names, rotation=turned)
    ax.set_xlim(-0.5, float(places[-1]) + 0.5)
    ax.grid(axis="x", visible=False)


def _lowest(prevalence: Prevalence) -> float:
    """The lowest estimate; nought where there is none."""
    known = prevalence.estimate[np.isfinite(prevalence.estimate)]
    return float(known.min(initial=np.inf)) if known.size else 0.0


def _title(prevalence: Prevalence, language: str) -> str:
    n = numbers_told(prevalence, language)
    head, method = measure_label(prevalence, language), method_name(prevalence.method, language)
    if language == "vi":
        return f"{head} theo giai đoạn ({method}; n = {n})"
    return f"{head} by period ({method}; n = {n})"


def plot_panels(
    prevalence: Prevalence,
    *,
    axes: Any = None,
    labels: "Labels" = None,
    language: str = "vi",
    figsize: "Size" = None,
    level: float = 0.95,
    columns: int = 3,
    compared: Sequence[tuple[float, float]] = (),
) -> Any:
    """The course in small multiples: a panel a theme, all on one scale, the other themes in grey behind; array of Axes.

    `compared`: from and to of each span that is compared, in the units of the division (years; quarters and months
    counted from year 0), shaded. `axes`: as many as there are themes, to draw on instead of a new figure.

    >>> axes = tk.plot_panels(tk.prevalence(model, corpus, seed=1), labels=labels, language="en")
    >>> axes.size >= len(themes)
    True
    """
    require_choice("language", language, LANGUAGES)
    prevalence = as_shown(prevalence)
    require_count("columns", columns, 1)
    labels = labels_in(labels, language)
    n = len(prevalence.themes)
    columns = min(columns, n)
    wide = max(2.9 * columns, NARROWEST)
    names = [wrapped_label(label_of(key, labels), max(12, int(wide / columns * 10))) for key in prevalence.themes]
    lines = max(name.count("\n") for name in names)
    size = figsize or (wide, (2.1 + TITLE_LINE * lines) * -(-n // columns) + 0.6)
    interval = prevalence.interval(level)
    ends = edges(prevalence, interval)
    with style():
        grid = _grid(n, columns, size) if axes is None else _given_grid(axes, n)
        panels = grid.ravel()
        wide = size[0] / columns if axes is None else inches(panels[0])
        for t, key in enumerate(prevalence.themes):
            _course_panel(panels[t], prevalence, t, (interval, ends), compared)
            panels[t].set_title(wrapped_label(label_of(key, labels), max(12, int(wide * 10))), fontsize=9)
            panels[t].tick_params(labelbottom=t + columns >= n or axes is not None)  # none below: the last row is short
            panels[t].set_ylim(*ends)
            if not is_index(prevalence):
                percent_axis(panels[t].yaxis, language)
        if axes is None:
            _tell_panels(panels, prevalence, language, _course_caption(prevalence, language, level, ends), size)
    return grid


def _grid(n: int, columns: int, size: tuple[float, float]) -> Any:
    import matplotlib.pyplot as plt

    rows = -(-n // columns)
    _, grid = plt.subplots(rows, columns, figsize=size, sharex=True, sharey=True, squeeze=False, layout="constrained")
    for ax in grid.ravel()[n:]:
        ax.set_visible(False)
    return grid


def _given_grid(axes: Any, n: int) -> Any:
    grid = np.atleast_1d(np.asarray(axes, dtype=object))
    if grid.size < n:
        raise UsageError(f"{grid.size} axes for {n} themes; give one a theme")
    return grid


def _course_panel(
    ax: "Axes", prevalence: Prevalence, t: int, drawn: tuple[Any, Any], compared: Sequence[tuple[float, float]]
) -> None:
    places, parts = _places(prevalence), _unbroken(prevalence)
    first = float(times_of(prevalence.periods, prevalence.by).min(initial=np.inf))
    for begin, end in compared:
        ax.axvspan(begin - first, end - first, color="#EDEDED", zorder=0)
    for other in range(len(prevalence.themes)):
        for part in parts:
            ax.plot(places[part], prevalence.estimate[part, other], color=FAINT, linewidth=0.8, zorder=1)
    _line(ax, prevalence, t, *drawn, spread=False)
    _period_axis(ax, prevalence, most=8)
    ax.tick_params(axis="x", labelrotation=60 if _crowded(prevalence.periods) else 0, labelsize=7.5)


def _crowded(periods: Sequence[str]) -> bool:
    return len(periods) > 4 or len(periods) * max(map(len, periods)) > 24


def _tell_panels(panels: Any, prevalence: Prevalence, language: str, told: str, size: tuple[float, float]) -> None:
    """The measure at the left and the caption below all panels."""
    import textwrap

    figure = panels[0].figure
    note = "\n".join(textwrap.wrap(told, int(size[0] * 15.5)))
    below = min(0.5, (note.count("\n") + 2) * NOTE_LINE / size[1])  # of the figure's height, under the panels
    measure = textwrap.wrap(measure_label(prevalence, language), max(14, int(size[1] * (1 - below) * 11)))
    figure.supylabel("\n".join(measure), fontsize=9, y=(1 + below) / 2)
    figure.supxlabel(note, fontsize=7, color=MUTED, x=0.02, ha="left")


def plot_years(
    prevalence: Prevalence,
    *,
    pair: tuple[str, str] | None = None,
    ax: "Axes | None" = None,
    labels: "Labels" = None,
    language: str = "vi",
    figsize: "Size" = None,
    level: float = 0.95,
) -> "Axes":
    """Dumbbells: each theme in an earlier (hollow) and a later (full) period, with intervals and the change in points.

    `pair` defaults to the earliest and the latest period that can carry a comparison. Raises UsageError for an unknown
    period.

    >>> ax = tk.plot_years(level, labels=labels, language="en")
    >>> ax.figure.savefig("years.svg")
    """
    require_choice("language", language, LANGUAGES)
    labels = labels_in(labels, language)
    pair = period_pairs(
        prevalence.periods, None if pair is None else [pair], prevalence.by, prevalence.effective_stories
    )[0]
    i, j = (prevalence.periods.index(period) for period in pair)
    lower, upper = prevalence.interval(level)
    n = len(prevalence.themes)
    given, ax = ax, axes_of(ax, 8.0, 1.3 + 0.55 * n, figsize)
    with style():
        for t in range(n):
            _dumbbell(ax, prevalence, (i, j), t, (lower, upper))
            ax.annotate(
                _change(prevalence, (i, j), t, language),
                (1.01, t),
                xycoords=("axes fraction", "data"),
                va="center",
                fontsize=8.5,
                color=theme_style(t)["color"],
                annotation_clip=False,
            )
        names = [wrapped_label(label_of(key, labels), 30) for key in prevalence.themes]
        ax.set_yticks(range(n), names)
        ax.set_ylim(n - 0.5, -0.5)
        ax.grid(axis="y", visible=False)
        ax.set_xlabel(measure_label(prevalence, language))
        if not is_index(prevalence):
            percent_axis(ax.xaxis, language)
            ax.set_xlim(left=0 if _lowest(prevalence) >= 0 else None)
        hollow, full = ("rỗng", "đặc") if language == "vi" else ("hollow", "full")
        titled(ax, f"{pair[0]} ({hollow}) → {pair[1]} ({full}); n = {numbers_told(prevalence, language, (i, j))}")
        unit = ("thay đổi (điểm %)", "change (points)")[language == "en"]
        change = ("thay đổi", "change")[language == "en"]
        ax.annotate(
            change if is_index(prevalence) else unit,
            (1.01, 1.01),
            xycoords="axes fraction",
            fontsize=7.5,
            color=MUTED,
            annotation_clip=False,
        )
        caption(ax, interval_caption(prevalence, language, level, (i, j)))
    return held(ax, given, figsize)


def _dumbbell(ax: "Axes", prevalence: Prevalence, pair: tuple[int, int], t: int, interval: tuple[Any, Any]) -> None:
    """The earlier point (hollow) above, the later (full) below, each on its interval, joined by a line.

    A period without an interval is a point in outline, thinner than the others.
    """
    look, values = theme_style(t), prevalence.estimate[list(pair), t]
    rows = (t - HALF_GAP, t + HALF_GAP)
    ax.plot(values, rows, color=look["color"], linewidth=2.2, alpha=0.35, zorder=1)
    for p, y, face in zip(pair, rows, ("white", look["color"])):
        ax.hlines(y, interval[0][p, t], interval[1][p, t], color=look["color"], linewidth=1.2, zorder=2)
        ax.plot(
            prevalence.estimate[p, t],
            y,
            marker=look["marker"],
            markersize=7,
            color=look["color"],
            markerfacecolor=face if np.isfinite(interval[0][p, t]) else "white",
            markeredgewidth=1.0 if np.isfinite(interval[0][p, t]) else 0.5,
            zorder=3,
            linestyle="none",
        )


def _change(prevalence: Prevalence, pair: tuple[int, int], t: int, language: str) -> str:
    """The change in the units of the axis; a dash where a period holds too few stories for an interval."""
    change = float(prevalence.estimate[pair[1], t] - prevalence.estimate[pair[0], t])
    if not prevalence.enough[list(pair)].all() or not np.isfinite(change):
        return "–"
    return signed(change, language) if is_index(prevalence) else points(change, language)


def plot_heatmap(
    prevalence: Prevalence,
    *,
    ax: "Axes | None" = None,
    labels: "Labels" = None,
    language: str = "vi",
    figsize: "Size" = None,
) -> "Axes":
    """Themes by periods, darker for more, the number in every cell; lightness alone carries it, so grey print works.

    A figure for which no interval can be given (`Prevalence.usable`) stands in brackets.

    >>> ax = tk.plot_heatmap(tk.prevalence(model, corpus, seed=1), labels=labels, language="en")
    >>> len(ax.get_yticks()) == len(themes)
    True
    """
    require_choice("language", language, LANGUAGES)
    labels = labels_in(labels, language)
    n, p = len(prevalence.themes), len(prevalence.periods)
    given, ax = ax, axes_of(ax, 2.8 + min(0.75 * p, max(6.5, 0.38 * p)), 1.4 + 0.45 * n, figsize)
    values, usable = prevalence.estimate.T, prevalence.usable
    with style():
        low, high = np.nan_to_num(reach(prevalence, prevalence.interval())).tolist()
        ax.imshow(values, cmap="Blues", aspect="auto", vmin=min(low, 0.0), vmax=high + 1e-9)
        for t in range(n):
            for q in range(p):
                dark = (values[t, q] - min(low, 0.0)) / max(high - min(low, 0.0), 1e-9) > 0.55
                text = _cell(float(values[t, q]), prevalence, language, 1 if high < 0.1 else 0)
                thin = not usable[q, t] and np.isfinite(values[t, q])
                ax.text(
                    q,
                    t,
                    f"({text})" if thin else text,
                    ha="center",
                    va="center",
                    fontsize=8 if p <= 12 else 6.5,
                    style="italic" if thin else "normal",
                    color="white" if dark else INK,
                )
        names = [wrapped_label(name, LONGEST_PERIOD) if p <= 12 else name for name in prevalence.periods]
        ax.set_xticks(range(p), names, rotation=0 if p <= 12 else 60)
        ax.set_yticks(range(n), [wrapped_label(label_of(key, labels), 30) for key in prevalence.themes])
        ax.grid(visible=False)
        ax.tick_params(length=0)
        for side in ("left", "bottom"):
            ax.spines[side].set_visible(False)
        titled(ax, _title(prevalence, language))
        without = _without_intervals(prevalence, language)
        caption(ax, f"{counts_caption(prevalence, language)} {without}")
    return held(ax, given, figsize)


def _without_intervals(prevalence: Prevalence, language: str) -> str:
    thin = bool((~prevalence.usable & np.isfinite(prevalence.estimate)).any())
    if language == "vi":
        text = "Ô ghi ước lượng điểm, không kèm khoảng tin cậy; chỉ áp dụng cho các nguồn báo này."
        return text + (" Trong ngoặc: quá ít tin hoặc mã để có khoảng tin cậy." if thin else "")
    text = "Cells hold point estimates without intervals; for these outlets."
    return text + (" In brackets: too few stories or codings for an interval." if thin else "")


def _cell(value: float, prevalence: Prevalence, language: str, digits: int) -> str:
    if not np.isfinite(value):
        return "–"
    return decimal(value, language) if is_index(prevalence) else percent(value, language, digits)
