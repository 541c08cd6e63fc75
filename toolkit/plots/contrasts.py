"""Changes between periods with their verdicts: the forest plot."""

from typing import TYPE_CHECKING, Any

from toolkit.base.checks import require_choice
from toolkit.base.errors import UsageError
from toolkit.base.reasons import reasons_text
from toolkit.plots.style import (
    INK,
    LANGUAGES,
    axes_of,
    caption,
    held,
    label_of,
    labels_in,
    points,
    signed,
    style,
    titled,
    wrapped_label,
)
from toolkit.plots.wording import method_name, thousands, verdict_word
from toolkit.trends.estimates import Contrasts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.plots.style import Labels, Size

VERDICT_LOOK = {
    "rose": ("#0072B2", "^"),
    "fell": ("#C44E00", "v"),
    "steady": ("#007A5A", "s"),
    "no clear change": ("#5A5A5A", "o"),
    "too few": ("#8C8C8C", "x"),
    "not comparable": ("#8C8C8C", "X"),
    "": ("#5A5A5A", "."),
}


def plot_contrasts(
    contrasts: Contrasts,
    *,
    ax: "Axes | None" = None,
    labels: "Labels" = None,
    language: str = "vi",
    figsize: "Size" = None,
    method: str | None = None,
    measure: str | None = None,
) -> "Axes":
    """Forest plot: each change with its interval, the margin of *steady* shaded, the verdict in words at the right.

    Shows one method and measure: those given, else the first in the table (the headline).

    >>> ax = tk.plot_contrasts(tk.contrasts(level), labels=labels, language="en")
    >>> len(ax.get_yticks()) == len(themes)
    True
    """
    require_choice("language", language, LANGUAGES)
    labels = labels_in(labels, language)
    frame = contrasts.to_frame()
    if not len(frame):
        raise UsageError("the table of contrasts is empty; declare pairs of periods to compare")
    method, measure = method or frame["method"].iloc[0], measure or frame["measure"].iloc[0]
    frame = frame[(frame["method"] == method) & (frame["measure"] == measure)].reset_index(drop=True)
    if not len(frame):
        raise UsageError(f"no contrast of method {method!r} and measure {measure!r} in this table")
    given, ax = ax, axes_of(ax, 8.0, 1.3 + 0.42 * len(frame), figsize)
    with style():
        index = contrasts.is_index and method == contrasts.frame["method"].iloc[0]
        if not index:
            ax.axvspan(-contrasts.margin, contrasts.margin, color="#EFEFEF", zorder=0)
        ax.axvline(0, color=INK, linewidth=0.8, zorder=1)
        for y, row in enumerate(frame.itertuples(index=False)):
            colour, marker = VERDICT_LOOK.get(row.verdict, VERDICT_LOOK[""])
            ax.hlines(y, row.lower, row.upper, color=colour, linewidth=1.6, zorder=2)
            ax.plot(row.change, y, marker=marker, color=colour, markersize=7, zorder=3)
            words = verdict_word(row.verdict, language)
            ax.annotate(
                words,
                (1.01, y),
                xycoords=("axes fraction", "data"),
                va="center",
                fontsize=8.5,
                color=colour,
                annotation_clip=False,
            )
        several = frame[["earlier", "later"]].drop_duplicates().shape[0] > 1
        names = [
            wrapped_label(label_of(r.theme, labels), 30) + (f"\n{r.earlier} → {r.later}" if several else "")
            for r in frame.itertuples(index=False)
        ]
        ax.set_yticks(range(len(frame)), names)
        ax.set_ylim(len(frame) - 0.5, -0.5)
        ax.grid(axis="y", visible=False)
        _change_axis(ax, index, language)
        pair = "" if several else f", {frame['earlier'][0]} → {frame['later'][0]}"
        head = "Thay đổi" if language == "vi" else "Change"
        titled(ax, f"{head}{pair} ({method_name(method, language)}; n = {_counts(frame, language)})")
        known = bool(frame["lower"].notna().any())
        caption(ax, _contrast_caption(contrasts, language, index, known))
    return held(ax, given, figsize)


def _counts(frame: Any, language: str) -> str:
    first = frame.iloc[0]
    return " + ".join(thousands(n, language) for n in (first.n_earlier, first.n_later))


def _change_axis(ax: "Axes", index: bool, language: str) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    ax.xaxis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 5, 10]))
    low, high = ax.get_xlim()
    if index:
        told = ("Thay đổi của chỉ số (chưa hiệu chỉnh)", "Change of the index (uncalibrated)")
        ax.set_xlabel(told[language == "en"])
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: signed(value, language)))
        return
    digits = 1 if high - low < 0.06 else 0
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: points(value, language, digits)))
    ax.set_xlabel("Thay đổi (điểm phần trăm)" if language == "vi" else "Change (percentage points)")


def _contrast_caption(contrasts: Contrasts, language: str, index: bool, known: bool) -> str:
    level, margin = 100 * contrasts.level, 100 * contrasts.margin
    told = reasons_text(contrasts.cautions, language)
    tail = f" {told[0].upper()}{told[1:]}." if told else ""
    if language == "vi":
        band = "" if index else f" Dải xám: ± {margin:.0f} điểm."
        interval = (
            f"Khoảng tin cậy {level:.0f}% tính bằng cách lấy mẫu lại theo tin, của riêng từng phép so sánh"
            if known
            else "Không có khoảng tin cậy: quá ít tin"
        )
        return f"{interval}. Kết luận: kiểm định max-T giảm dần cho tất cả các so sánh đã khai báo.{band}{tail}"
    band = "" if index else f" Grey band: ± {margin:.0f} points."
    interval = (
        f"{level:.0f}% intervals from joint draws by story, each comparison's own"
        if known
        else "No interval: too few stories"
    )
    return f"{interval}. Verdicts: step-down max-T over the declared family.{band}{tail}"
