"""One palette in plots, page and explorer, told apart from its ground in the light and in the dark."""

import re

import pytest

from toolkit.plots.style import ON_DARK, PALETTE
from toolkit.studies.explorer.page import stylesheet
from toolkit.studies.report.drawing.palette import palette_css

LEAST_CONTRAST = 3.0  # WCAG 1.4.11, graphics


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("colours", "ground"), [(PALETTE, "#ffffff"), (ON_DARK, "#16181a")])
def test_every_theme_stands_out_from_its_ground(colours: tuple[str, ...], ground: str) -> None:
    assert len(set(colours)) == len(PALETTE) == len(ON_DARK)
    assert min(contrast(colour, ground) for colour in colours) >= LEAST_CONTRAST
    assert f"#{ground.strip('#')}" in stylesheet()


def test_explorer_and_page_hold_the_colours_of_the_plots_and_no_others() -> None:
    for css in (stylesheet(), palette_css(":root", dark=":root:not(.x)", chosen=".y")):
        found = dict(re.findall(r"--(p\d+):(#\w+)", css.split("@media")[0]))
        assert list(found.values()) == [colour.lower() for colour in PALETTE]
        dark = re.findall(r"@media screen and \(prefers-color-scheme:dark\)\{[^{]*\{([^}]*)", css)[0]
        assert re.findall(r"#\w+", dark) == [colour.lower() for colour in ON_DARK]
