"""The themes' colours in pages: those of the plots on white and on paper, their lighter brothers in the dark."""

from collections.abc import Sequence

from toolkit.plots.style import ON_DARK, PALETTE


def palette_css(light: str, *, dark: str = "", chosen: str = "") -> str:
    """Rules that give --p0 to --p9 their colours, and a class t0 to t9 to the themes of those places (as --c).

    `light`: the selector that holds them; `dark`: the one that does where the system asks for a dark page (else
    `light`); `chosen`: one that asks for it by itself. Paper is always light.
    """
    rules = [f"{light}{{{_variables(PALETTE)}}}"]
    if chosen:
        rules.append(f"@media screen{{{chosen}{{{_variables(ON_DARK)}}}}}")
    rules.append(f"@media screen and (prefers-color-scheme:dark){{{dark or light}{{{_variables(ON_DARK)}}}}}")
    rules.append("".join(f".t{i}{{--c:var(--p{i})}}" for i in range(len(PALETTE))))
    return "\n".join(rules) + "\n"


def _variables(colours: Sequence[str]) -> str:
    return ";".join(f"--p{i}:{colour.lower()}" for i, colour in enumerate(colours))
