"""How many more codings a figure needs (METHODS §10)."""

import numpy as np
import pandas as pd

from toolkit.base.checks import require_share
from toolkit.base.errors import UsageError
from toolkit.trends.estimates import Prevalence


def plan_coding(prevalence: Prevalence, *, width: float) -> pd.DataFrame:
    """How many more coded stories each period needs for 95 % intervals of this full width (0.04 is ± 2 points).

    One row a theme and period: `theme, period, estimate, coded, correlation, width_now, width_wanted, n_more, note`.
    The width is that of METHODS §10, 2 · 1.96 · √(σ²/n · (1 - ρ²(1 - n/N))); ρ is read from a calibrated prevalence and
    taken as 0 (coding alone, on the safe side) from one that is not; σ² is that of the estimate drawn towards a half by
    two codes of each kind (Agresti & Coull 1998), so that codes all alike do not count as certainty. UsageError for a
    share, which no code calibrates.
    """
    require_share("width", width)
    if prevalence.measure == "share":
        raise UsageError("codes do not calibrate a share of words; plan for presence, room or dominant")
    z = 1.959964
    widths = np.where(prevalence.usable, np.subtract(*np.quantile(prevalence.draws, [0.975, 0.025], axis=0)), np.nan)
    rows = []
    for p, period in enumerate(prevalence.periods):
        size = float(prevalence.n_stories[p])
        for t, theme in enumerate(prevalence.themes):
            n = 0.0 if prevalence.coded is None else float(prevalence.coded[p, t])
            estimate = float(prevalence.estimate[p, t])
            level = _planned_level(0.5 if prevalence.is_index else estimate, n if prevalence.calibrated else np.inf)
            variance, now = level * (1 - level), float(widths[p, t])
            rho2 = 0.0
            if prevalence.calibrated and n >= 2 and np.isfinite(now):
                se2 = (now / (2 * z)) ** 2
                rho2 = float(np.clip((1 - se2 * n / variance) / max(1 - n / size, 1e-9), 0.0, 0.99))
            floor = variance * rho2 / size
            room = (width / (2 * z)) ** 2 - floor
            enough = variance * (1 - rho2) / room if room > 0 else np.inf
            note = "" if enough <= size else "not with these stories: pool periods or collect more"
            more = np.nan if enough > size else max(np.ceil(enough - n), 0.0)
            shown = 0.5 if prevalence.is_index else estimate
            rows.append((theme, period, shown, int(n), np.sqrt(rho2), now, width, more, note))
    columns = ["theme", "period", "estimate", "coded", "correlation", "width_now", "width_wanted", "n_more", "note"]
    return pd.DataFrame(rows, columns=columns)


def _planned_level(estimate: float, coded: float) -> float:
    """The level a plan reckons with: a half where nothing is known, never 0 or 1."""
    if not np.isfinite(estimate):
        return 0.5
    drawn = estimate if np.isinf(coded) else (coded * estimate + 2.0) / (coded + 4.0)
    return float(np.clip(drawn, 0.01, 0.99))
