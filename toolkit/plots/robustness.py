"""Whether the verdicts stand under other choices."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from toolkit.base.checks import require_choice
from toolkit.base.errors import UsageError
from toolkit.plots.style import (
    INK,
    LANGUAGES,
    PALETTE,
    axes_of,
    caption,
    held,
    label_of,
    labels_in,
    style,
    titled,
    wrapped_label,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.plots.style import Labels, Size


def plot_sensitivity(
    table: pd.DataFrame,
    *,
    ax: "Axes | None" = None,
    labels: "Labels" = None,
    language: str = "vi",
    figsize: "Size" = None,
) -> "Axes":
    """Each theme's change under every other choice: a full dot where the verdict stands, a cross where it differs.

    `table`: what `sensitivity` returned (theme, change, same, …); cells that could not be computed are left out and
    counted in the caption. The number at the right is how many of the cells keep the verdict.

    >>> table = tk.contrasts(level).frame[["theme", "change"]].assign(same=True, choice="K", setting="30")
    >>> ax = tk.plot_sensitivity(table, labels=labels, language="en")
    """
    require_choice("language", language, LANGUAGES)
    labels = labels_in(labels, language)
    if not {"theme", "change", "same"} <= set(table.columns) or not len(table):
        raise UsageError("this table has no cells; give what sensitivity returned")
    computed = table[table["change"].notna()]
    themes = list(dict.fromkeys(table["theme"]))
    given, ax = ax, axes_of(ax, 8.0, 1.4 + 0.5 * len(themes), figsize)
    with style():
        ax.axvline(0, color=INK, linewidth=0.8)
        for y, theme in enumerate(themes):
            part = computed[computed["theme"] == theme]
            same = part["same"].to_numpy(dtype=bool)
            spread = np.linspace(-0.3, 0.3, max(len(part), 1))[: len(part)]
            for mask, marker, colour in ((same, "o", PALETTE[0]), (~same, "x", PALETTE[1])):
                ax.plot(
                    part["change"][mask], y + spread[mask], linestyle="none", marker=marker, markersize=4, color=colour
                )
            ax.annotate(
                f"{int(same.sum())}/{len(part)}",
                (1.01, y),
                xycoords=("axes fraction", "data"),
                va="center",
                fontsize=8,
                annotation_clip=False,
            )
        ax.set_yticks(range(len(themes)), [wrapped_label(label_of(theme, labels), 30) for theme in themes])
        ax.set_ylim(len(themes) - 0.5, -0.5)
        ax.grid(axis="y", visible=False)
        ax.set_xlabel("Thay đổi trong mỗi lựa chọn" if language == "vi" else "Change under each choice")
        cells = table[["choice", "setting"]].drop_duplicates().shape[0] if "setting" in table else len(table)
        told = f"n = {cells} lựa chọn" if language == "vi" else f"n = {cells} choices"
        head = "Kết luận có đứng vững không" if language == "vi" else "Do the verdicts stand?"
        titled(ax, f"{head} ({told})")
        caption(ax, _told(len(table) - len(computed), language))
    return held(ax, given, figsize)


def _told(missing: int, language: str) -> str:
    if language == "vi":
        return f"Chấm đặc: kết luận giữ nguyên; dấu nhân: kết luận khác đi. Số lựa chọn không tính được: {missing}."
    return f"Full dots: the verdict stands; crosses: it differs. Not computed: {missing}."
