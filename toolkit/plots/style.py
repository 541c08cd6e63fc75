"""One style for every figure: colours, fonts, captions, and files that come out the same every time.

A theme has one colour, one marker and one dash everywhere: those of its place in the study's list of themes. Every
colour stands at 3:1 or more on white, its lighter brother (ON_DARK, for pages) on black, and marker and dash tell
themes apart in grey.
"""

import contextlib
import importlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.base.files import atomic_path
from toolkit.plots.fitting import part_names

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from toolkit.words.themes import Themes

    Labels = Mapping[str, str] | Themes | None
    Size = tuple[float, float] | None

PALETTE = ("#0072B2", "#C44E00", "#007A5A", "#A83E86", "#7A5B00", "#332288", "#B0203A", "#4D4D4D", "#006D77", "#8A3FFC")
ON_DARK = ("#5AB4F0", "#FF9450", "#3FCF9F", "#E68AC6", "#D8B447", "#A79BFF", "#FF7B8E", "#BDBDBD", "#4FC6D2", "#C29BFF")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*", "<", ">")
DASHES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1)), (0, (8, 2)), (0, (4, 4)), (0, (2, 3)))
INK, MUTED, FAINT = "#1A1A1A", "#5A5A5A", "#D0D0D0"
LANGUAGES = ("vi", "en")
PAD, SLACK = 0.08, 1.07  # inches around a figure; names are that much wider at another resolution, at most
SMALLEST, ROUNDS = 0.2, 3  # the part of a figure that its axes keep
CAPTION = "caption"
LAYOUT_TABLES = ("GSUB", "GPOS", "GDEF", "kern")
RC: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9.0,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.labelsize": 9.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.6,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "legend.frameon": False,
    "axes.unicode_minus": True,
    "svg.hashsalt": "chude-toolkit",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "figure.dpi": 110,
}


@contextlib.contextmanager
def style() -> Iterator[None]:
    """matplotlib's settings for our figures, within the block only."""
    import matplotlib as mpl

    settings: Any = RC
    with mpl.rc_context(settings):
        yield


def theme_style(index: int) -> dict[str, Any]:
    """Colour, marker and dash of the theme at `index` in its study."""
    i = index % len(PALETTE)
    return {"color": PALETTE[i], "marker": MARKERS[i], "linestyle": DASHES[i]}


def axes_of(ax: "Axes | None", width: float, height: float, figsize: "Size" = None) -> "Axes":
    """`ax`, or the axes of a new figure of `figsize`, else of width x height inches, in our style."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    with style():
        return plt.subplots(figsize=figsize or (width, height))[1]


def held(ax: "Axes", given: "Axes | None", figsize: "Size" = None) -> "Axes":
    """The axes, their figure holding every name, legend and caption however it is saved; given axes stay as they are.

    A figure of our own size grows around the axes; within a `figsize` the axes give way.
    """
    if given is None:
        with style():
            if figsize is None:
                part_names(ax, sized=False)
                _grow(ax)
            else:
                for _ in range(ROUNDS):  # names in fewer lines leave more room, and that more lines
                    part_names(ax, sized=True)
                    _give_way(ax)
    return ax


def _grow(ax: "Axes") -> None:
    figure: Any = ax.figure
    box, place = figure.get_tightbbox(), ax.get_window_extent().transformed(figure.dpi_scale_trans.inverted())
    left, right, bottom, top = _beyond(box, place)
    wide, high = left + place.width + right, bottom + place.height + top
    figure.set_size_inches(wide, high)
    ax.set_position((left / wide, bottom / high, place.width / wide, place.height / high))


def _give_way(ax: "Axes") -> None:
    figure: Any = ax.figure
    wide, high = figure.get_size_inches()
    _wrap_again(ax)
    box, place = figure.get_tightbbox(), ax.get_window_extent().transformed(figure.dpi_scale_trans.inverted())
    left, right, bottom, top = _beyond(box, place)
    room = max(wide - left - right, SMALLEST * wide), max(high - top - bottom, SMALLEST * high)
    ax.set_position((left / wide, bottom / high, room[0] / wide, room[1] / high))


def _beyond(box: Any, place: Any) -> tuple[float, float, float, float]:
    """How far names reach beyond the axes, in inches: left, right, below, above.

    A little more than now: letters are a little wider at other resolutions.
    """
    reach = (place.x0 - box.x0, box.x1 - place.x1, place.y0 - box.y0, box.y1 - place.y1)
    left, right, bottom, top = (float(length) * SLACK + PAD for length in reach)
    return left, right, bottom, top


def _wrap_again(ax: "Axes") -> None:
    """Title and caption in lines of the width that the axes have now."""
    if ax.get_title():
        titled(ax, ax.get_title().replace("\n", " "))
    for text in ax.texts:
        if text.get_gid() == CAPTION:
            text.set_text(_wrapped_caption(ax, text.get_text().replace("\n", " "), None))


def inches(ax: "Axes") -> float:
    """The width of the axes."""
    return float(ax.bbox.width / ax.figure.dpi)


def titled(ax: "Axes", text: str) -> None:
    """A title in as many lines as the width of the axes asks for; `ax.set_title` replaces it."""
    import textwrap

    whole = re.sub(r"\bn = [^;,)]*", lambda found: found[0].replace(" ", "\u00a0"), text)  # no line ends inside
    lines = textwrap.wrap(whole, max(24, int(inches(ax) * 11.5)))
    ax.set_title("\n".join(lines).replace("\u00a0", " "))


def caption(ax: "Axes", text: str, *, width: int | None = None) -> None:
    """A caption below the axes and their labels, wrapped: what was counted and what the interval covers."""
    box = ax.xaxis.get_tightbbox()
    below = (ax.bbox.y0 - box.y0) * 72 / ax.figure.dpi if box is not None else 0.0
    ax.annotate(
        _wrapped_caption(ax, text, width),
        (0, 0),
        xycoords="axes fraction",
        xytext=(0, -round(below) - 10),
        textcoords="offset points",
        va="top",
        ha="left",
        fontsize=7.5,
        color=MUTED,
        annotation_clip=False,
        gid=CAPTION,
    )


def _wrapped_caption(ax: "Axes", text: str, width: int | None) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(text, width or max(40, int(inches(ax) * 16.5))))


def labels_in(labels: "Labels", language: str) -> Mapping[str, str]:
    """Theme key → what is printed: of a mapping, or of Themes, which know their labels in both languages."""
    from toolkit.words.themes import Themes

    if isinstance(labels, Themes):
        return {theme.key: theme.name(language) for theme in labels}
    return labels or {}


def label_of(key: str, labels: Mapping[str, str] | None) -> str:
    """The label of a theme, of themes joined as "a | b" each its own; else the key with spaces."""
    known = labels or {}
    if key in known or " | " not in key:
        return known.get(key, key.replace("_", " "))
    return " | ".join(label_of(part, known) for part in key.split(" | "))


def wrapped_label(text: str, width: int = 26) -> str:
    """A label in lines of at most `width` characters, so that none is cut."""
    import textwrap

    return "\n".join(textwrap.wrap(text, width)) or text


def percent(value: float, language: str, digits: int = 0) -> str:
    """A share as per cent: `12,3%` in Vietnamese, `12.3%` in English."""
    text = f"{100 * value:.{digits}f}"
    return (text.replace(".", ",") if language == "vi" else text) + "%"


def points(value: float, language: str, digits: int = 1) -> str:
    """A difference of shares in percentage points with its sign."""
    text = f"{100 * value:+.{digits}f}".replace("-", "−")
    text = text[1:] if not float(text.replace("−", "-")) else text
    return text.replace(".", ",") if language == "vi" else text


def decimal(value: float, language: str, digits: int = 2) -> str:
    """A number with the language's decimal mark and a true minus sign."""
    text = f"{value:.{digits}f}".replace("-", "−")
    return text.replace(".", ",") if language == "vi" else text


def signed(value: float, language: str, digits: int = 2) -> str:
    """A change of an index with its sign; nought has none."""
    text = decimal(value, language, digits)
    nought = not float(f"{value:.{digits}f}")
    return text.lstrip("−") if nought else text if value < 0 else f"+{text}"


def percent_axis(axis: Any, language: str) -> None:
    """Tick labels in per cent."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 5, 10]))
    low, high = axis.get_view_interval()
    digits = 1 if high - low < 0.06 else 0
    axis.set_major_formatter(FuncFormatter(lambda value, _: percent(value, language, digits)))


def whole_numbers(axis: Any) -> None:
    """Ticks at whole numbers only: half an article is none."""
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))


def save_figure(ax: Any, stem: Path, kinds: Sequence[str] = ("svg", "png", "pdf")) -> list[Path]:
    """Write the figure of `ax` to `stem`.svg, .png (300 dpi) and .pdf (fonts embedded): same figure, same bytes."""
    figure, written = ax.figure, []
    metadata: dict[str, dict[str, Any]] = {
        "svg": {"Date": None, "Creator": "chude-toolkit"},
        "png": {"Software": None},
        "pdf": {"CreationDate": None, "ModDate": None, "Producer": None, "Creator": None},
    }
    with style(), _glyphs_only():
        for kind in kinds:
            path = stem.with_name(f"{stem.name}.{kind}")
            with atomic_path(path) as temporary:
                figure.savefig(
                    temporary, format=kind, dpi=300, metadata=metadata[kind], bbox_inches="tight", pad_inches=0.08
                )
            written.append(path)
    return written


@contextlib.contextmanager
def _glyphs_only() -> Iterator[None]:
    """Embed fonts without the tables that lay text out: a PDF's letters stand in their places already, and cutting
    those tables down to a few letters took longer than drawing the figure."""
    options = getattr(importlib.import_module("fontTools.subset"), "Options", None)
    known = getattr(options, "_drop_tables_default", None)
    if options is None or not isinstance(known, list):  # another fontTools: the same figure, more slowly
        yield
        return
    options._drop_tables_default = [*known, *LAYOUT_TABLES]
    try:
        yield
    finally:
        options._drop_tables_default = known


def close_figure(ax: Any) -> None:
    """Forget the figure of `ax`, so that a long report does not hold every one."""
    import matplotlib.pyplot as plt

    plt.close(ax.figure)


def font_folder() -> Path:
    """The folder of the DejaVu fonts that come with matplotlib; DejaVu Sans covers all Vietnamese letters."""
    import matplotlib as mpl

    return Path(mpl.get_data_path()) / "fonts" / "ttf"
