"""Scales: from values to per cent of the room, with round ticks written as the language does."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.plots.style import PALETTE
from toolkit.studies.report.drawing.nouns import Tick
from toolkit.studies.report.words import number, percent_text

STEPS = (1.0, 2.0, 5.0, 10.0)
NEUTRAL = ("b0", "b1", "b2")  # of no theme: dark, middle and light grey
LIGHTEST = 0.01  # a tick may lie this far from an end and still be written from it


@dataclass(frozen=True)
class Scale:
    """From `low` to `high`, with a tick every `step`."""

    low: float
    high: float
    step: float

    def share(self, value: float) -> float:
        """Where a value lies, from 0 to 1; beyond the ends at the end."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)

    def at(self, value: float) -> str:
        """The place of a value from the left; "" where there is none."""
        return per_cent(self.share(value)) if math.isfinite(value) else ""

    def up(self, value: float) -> str:
        """The place of a value from the top; "" where there is none."""
        return per_cent(1 - self.share(value)) if math.isfinite(value) else ""

    @property
    def values(self) -> list[float]:
        """The values that bear a tick."""
        n = round((self.high - self.low) / self.step)
        return [round(self.low + i * self.step, 12) for i in range(n + 1)]


def per_cent(share: float) -> str:
    """A share as a place in SVG: 12.34%."""
    return f"{100 * share:.2f}%"


def scale_of(values: Iterable[float], *, ticks: int = 4, zero: bool = True) -> Scale:
    """A scale with round ends that holds all values, and zero if asked for."""
    known = [float(v) for v in values if math.isfinite(v)] or [0.0, 1.0]
    low, high = min(known), max(known)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < 1e-12:
        high = low + (abs(low) or 1.0)
    step = _round_step((high - low) / ticks)
    return Scale(math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step)


def _round_step(raw: float) -> float:
    size = 10.0 ** math.floor(math.log10(raw))
    return next(size * s for s in STEPS if size * s >= raw * (1 - 1e-9))


def value_ticks(scale: Scale, language: str, *, share: bool, up: bool = False, sign: bool = False) -> list[Tick]:
    """Ticks in per cent for shares, else in numbers; those at the ends are written inwards."""
    ticks = []
    for value in scale.values:
        place = scale.up(value) if up else scale.at(value)
        text, anchor = tick_text(value, scale.step, language, share=share, sign=sign), _anchor(scale, value)
        ticks.append(Tick(place, text, anchor, anchor == "middle" and abs(value) > scale.step / 1000))
    return ticks


def tick_text(value: float, step: float, language: str, *, share: bool, sign: bool = False) -> str:
    """A tick with as many digits as the step asks for."""
    shown = 100 * value if share else value
    size = 100 * step if share else step
    digits = max(0, -math.floor(math.log10(size) + 1e-9))
    if share and not sign:
        return percent_text(value, language, digits)
    return number(shown, language, digits, sign=sign and round(shown, digits) != 0)


def _anchor(scale: Scale, value: float) -> str:
    share = scale.share(value)
    return "start" if share < LIGHTEST else "end" if share > 1 - LIGHTEST else "middle"


def colour_of(index: int) -> str:
    """The class of the theme at this place in the study's list: the same colour in every figure."""
    return f"t{index % len(PALETTE)}"
