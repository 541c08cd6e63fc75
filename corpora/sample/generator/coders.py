"""Two simulated coders: they read the planted truth and err in 3 % of their codes. Nobody read a document."""

from collections.abc import Mapping, Sequence

from .dice import Dice
from .stock import THEMES

CODERS = ("Coder A (simulated)", "Coder B (simulated)")
ERROR = 0.03  # the share of a coder's codes that are wrong, half of them misses and half false alarms
NOTE = (
    "SIMULATED, not hand-coded: two simulated coders coded these units from the planted truth of the synthetic corpus. "
    "3 % of each coder's codes are wrong, as many misses as false alarms in each year and theme (so that errors cancel "
    "in a share, which real coders' errors need not do). "
    "Phiếu do mô phỏng: hai người mã hóa mô phỏng đọc sự thật đã gieo, sai 3 %; không ai đọc văn bản."
)


def error_rates(share: float) -> tuple[float, float]:
    """The chances of a miss and of a false alarm that make 3 % of all codes wrong and leave the share as it is."""
    return min(ERROR / 2 / share, 1.0), min(ERROR / 2 / (1.0 - share), 1.0)


def simulate_codes(
    units: Sequence[str], truth: Mapping[str, Mapping[str, int]], shares: Mapping[str, Mapping[str, float]], seed: int
) -> list[tuple[str, str, str, int]]:
    """(unit, coder, theme, value) of both coders; `truth` by unit and theme, `shares` by unit and theme: its year's."""
    rows = []
    for coder in CODERS:
        for unit in units:
            for theme in THEMES:
                present = truth[unit][theme]
                miss, false_alarm = error_rates(shares[unit][theme])
                wrong = Dice(seed, "code", coder, unit, theme).chance(miss if present else false_alarm)
                rows.append((unit, coder, theme, present ^ int(wrong)))
    return rows
