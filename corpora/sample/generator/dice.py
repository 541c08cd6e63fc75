"""Randomness by purpose: each use throws its own dice, so that adding one does not shift the others."""

import hashlib
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Throws that depend on the seed and the purpose alone.

    Only `random.Random.random` is used: it is the one method whose sequence Python promises to keep.
    """

    def __init__(self, seed: int, *purpose: object) -> None:
        digest = hashlib.sha256(repr((seed, *purpose)).encode("utf-8")).digest()
        self._random = random.Random(int.from_bytes(digest, "little")).random

    def unit(self) -> float:
        """A number in [0, 1)."""
        return self._random()

    def below(self, n: int) -> int:
        """A whole number in [0, n)."""
        return int(self._random() * n)

    def between(self, low: int, high: int) -> int:
        """A whole number in [low, high]."""
        return low + self.below(high - low + 1)

    def chance(self, p: float) -> bool:
        """True with probability `p`."""
        return self._random() < p

    def pick(self, items: Sequence[T]) -> T:
        """One of `items`, all equally likely."""
        return items[self.below(len(items))]

    def weighted(self, items: Sequence[T], weights: Sequence[float]) -> T:
        """One of `items`, with chances in proportion to `weights`."""
        mark = self._random() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            mark -= weight
            if mark < 0:
                return item
        return items[-1]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in a random order."""
        return [item for _, item in sorted(((self._random(), i), item) for i, item in enumerate(items))]

    def sample(self, items: Sequence[T], n: int) -> list[T]:
        """`n` different items (all of them when there are fewer), in a random order."""
        return self.shuffled(items)[:n]
