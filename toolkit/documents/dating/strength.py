"""How far a witness is believed: the lower end of what a count of right among seen allows, never a typed number."""

import math
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

FEWEST_SEEN = 5  # a witness seen less often never dates alone
LEVEL = 0.8  # of the two-sided interval whose lower end is the strength


@lru_cache(maxsize=1024)
def lower_end(right: int, seen: int) -> float:
    """The lower end of the 80 % Jeffreys interval of right / seen (Brown et al. 2001); 0 where none is right."""
    return beta_quantile((1 - LEVEL) / 2, right + 0.5, seen - right + 0.5) if right else 0.0


@lru_cache(maxsize=1024)
def upper_end(right: int, seen: int) -> float:
    """The upper end of that interval; 1 where all are right."""
    return beta_quantile((1 + LEVEL) / 2, right + 0.5, seen - right + 0.5) if right < seen else 1.0


def beta_quantile(p: float, a: float, b: float) -> float:
    """The p-quantile of Beta(a, b), by bisection on the incomplete beta function."""
    low, high = 0.0, 1.0
    for _ in range(48):
        middle = (low + high) / 2
        low, high = (middle, high) if _beta_cdf(middle, a, b) < p else (low, middle)
    return (low + high) / 2


def _beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Lentz; Press et al. 2007, section 6.4)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x > (a + 1) / (a + b + 2):
        return 1 - front * _fraction(1 - x, b, a) / b
    return front * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    tiny = 1e-300
    c, d = 1.0, 1 / max(abs(1 - (a + b) * x / (a + 1)), tiny)
    found = d
    for m in range(1, 300):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + numerator * d
            d = 1 / (d if abs(d) > tiny else tiny)
            c = 1 + numerator / c
            c = c if abs(c) > tiny else tiny
            found *= c * d
        if abs(c * d - 1) < 1e-14:
            break
    return found


@cache
def kinds() -> dict[str, tuple[int, int]]:
    """Right and seen of each kind of witness, as the bench wrote them (kinds.toml)."""
    table = tomllib.loads(files("toolkit.documents.dating").joinpath("kinds.toml").read_text(encoding="utf-8"))
    return {name: (int(row["right"]), int(row["seen"])) for name, row in table.items()}


def strength_of(kind: str) -> float:
    """The strength of a kind, a file's name as an address; 0 for one that never dates alone."""
    right, seen = kinds().get({"file_name": "url"}.get(kind, kind), (0, 0))
    return lower_end(right, seen) if seen >= FEWEST_SEEN else 0.0
