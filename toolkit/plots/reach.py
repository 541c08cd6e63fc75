"""How far an axis of values reaches: as far as periods with an interval do; what lies beyond is drawn at the edge.

A year of three articles may score several times any other: an axis that held it would press the years that are
compared flat.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.trends.estimates import Prevalence

MARGIN = 0.05  # of the values' width, left free at both ends


def as_shown(prevalence: Prevalence) -> Prevalence:
    """The prevalence with its shares kept from 0 to 1, as prevalence.csv has them: a correction can overshoot."""
    if prevalence.is_index:
        return prevalence
    return replace(prevalence, estimate=np.clip(prevalence.estimate, 0.0, 1.0))


def reach(prevalence: Prevalence, interval: tuple[Any, Any]) -> tuple[float, float]:
    """Lowest and highest value of the periods with an interval, of all periods where none has one; nan without any."""
    held = np.isfinite(interval[0]).any(axis=1)
    values = np.stack([prevalence.estimate, *interval])[:, held if held.any() else slice(None)]
    known = values[np.isfinite(values)]
    return (float(known.min()), float(known.max())) if known.size else (np.nan, np.nan)


def edges(prevalence: Prevalence, interval: tuple[Any, Any]) -> tuple[float, float]:
    """Where a figure's axis ends: what is reached and a margin; shares begin at nought."""
    low, high = reach(prevalence, interval)
    if not np.isfinite(low):
        return 0.0, 1.0
    low = low if prevalence.is_index else min(low, 0.0)
    pad = MARGIN * (high - low) or MARGIN * abs(high) or 1.0
    return (low if low == 0 and not prevalence.is_index else low - pad), high + pad


def beyond(prevalence: Prevalence, low: float, high: float) -> NDArray[np.int8]:
    """(P, T) 1 where an estimate lies above the axis, -1 below, else 0."""
    value = np.nan_to_num(prevalence.estimate, nan=low)
    return np.sign(value - np.clip(value, low, high)).astype(np.int8)
