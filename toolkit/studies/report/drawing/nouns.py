"""Drawings as values: rows with marks, panels with lines, cells with shades; the template writes them as SVG.

Places are per cent of whatever room a figure gets, and names are text of the page: one drawing serves a telephone, a
screen and paper, light and dark, in the page's own font.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Tick:
    """A place on an axis with what stands there; `anchor`: start, middle or end; `minor`: left out in little room."""

    at: str
    text: str
    anchor: str = "middle"
    minor: bool = False


@dataclass(frozen=True)
class Mark:
    """A point (full, hollow, cross) with its interval, or a bar of `width` from `low`; `lane`: up, down, the middle."""

    at: str
    low: str = ""
    high: str = ""
    kind: str = "full"
    lane: str = ""
    colour: str = ""
    width: str = ""


@dataclass(frozen=True)
class Row:
    """A name, its marks, and the same in figures; `tag` is a verdict's word and `css` its class."""

    label: str
    marks: Sequence[Mark]
    value: str = ""
    colour: str = ""
    tag: str = ""
    css: str = ""
    href: str = ""


@dataclass(frozen=True)
class Rows:
    """Rows on one axis; `zero` and `band` (place, width) are drawn behind every row; `axis` says what is measured."""

    rows: Sequence[Row]
    ticks: Sequence[Tick] = ()
    zero: str = ""
    band: tuple[str, str] | None = None
    axis: str = ""
    key: Sequence[tuple[str, str]] = ()  # (colour, name) of stacked bars
    dense: bool = False  # many rows, none of two lines


@dataclass(frozen=True)
class Point:
    """One period of a panel: where, how, and what is told of it; `beyond`: its value lies above or below the axis."""

    x: str
    y: str
    hollow: bool
    told: str
    low: str = ""
    high: str = ""
    href: str = ""  # of its passages in the explorer
    beyond: str = ""


@dataclass(frozen=True)
class Panel:
    """The course of one theme."""

    key: str
    label: str
    colour: str
    points: Sequence[Point]
    lines: Sequence[tuple[str, str, str, str]]
    alt: str


@dataclass(frozen=True)
class Panels:
    """Small multiples on one pair of axes; `spans`: (place, width, css) of what is compared."""

    panels: Sequence[Panel]
    x: Sequence[Tick]
    y: Sequence[Tick]
    spans: Sequence[tuple[str, str, str]]
    axis: str


@dataclass(frozen=True)
class Dot:
    """A topic on the map: its name as short as a code, and whether it is a theme."""

    x: str
    y: str
    size: str
    text: str
    colour: str
    anchor: str
    told: str
    dx: str = "0"
    dy: str = "0"


@dataclass(frozen=True)
class Heat:
    """Cells of a table, each with its text and its shade from 0 to 9."""

    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[tuple[str, int]]]]


@dataclass(frozen=True)
class Drawing:
    """A figure of the page: what it found and what was drawn, told; `file` is the stem of the files beside it."""

    name: str
    title: str
    finding: str
    drawn: str
    alt: str
    kind: str
    body: Rows | Panels | Heat | Sequence[Dot]
    file: str = ""
