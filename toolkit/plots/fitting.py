"""Names beside axes that stand clear of one another: rows grow for names of many lines, long names below are turned."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TURNED, SMALLEST_NAME = 60, 5.0  # degrees; points
CLEAR = 1.06  # of the room two names take together


def part_names(ax: "Axes", *, sized: bool) -> None:
    """Rows as high as their names ask for (in a figure `sized` by the caller: smaller names), names below turned.

    Only where names would stand on one another; a numeric axis keeps its ticks.
    """
    crowded = crowding(ax.get_yticklabels(), "y")
    if crowded > 1 and not sized:
        figure: Any = ax.figure
        wide, high = figure.get_size_inches()
        figure.set_size_inches(wide, high * crowded)
    elif crowded > 1:
        for name in ax.get_yticklabels():
            name.set_fontsize(max(SMALLEST_NAME, float(name.get_fontsize()) / crowded))
    if crowding(ax.get_xticklabels(), "x") > 1:
        for name in ax.get_xticklabels():
            name.set(rotation=TURNED, ha="right", rotation_mode="anchor")


def crowding(names: Any, axis: str) -> float:
    """How many times more room the names ask for than there is between them; 1 or less where none touches another."""
    boxes = [name.get_window_extent() for name in names if name.get_text() and name.get_visible()]
    sizes = [(box.y0, box.y1) if axis == "y" else (box.x0, box.x1) for box in boxes]
    sizes.sort(key=sum)
    worst = 0.0
    for (a, b), (c, d) in pairwise(sizes):
        between = (c + d - a - b) / 2
        worst = max(worst, CLEAR * (b - a + d - c) / 2 / between) if between > 0 else worst
    return worst
