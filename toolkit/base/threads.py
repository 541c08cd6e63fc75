"""Threads: how many, a pool that keeps the order of its work, and linear algebra on one of them."""

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from toolkit.base.checks import require_count

T = TypeVar("T")


def n_threads(wanted: int | None, *, most: int | None = None, name: str = "threads") -> int:
    """The number of threads to use: `wanted`, else every processor this process may run on, but at most `most`.

    Raises UsageError for a number below one, by the `name` of the setting.
    """
    if wanted is not None:
        require_count(name, wanted, 1)
        return wanted
    try:
        found = len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        found = os.cpu_count() or 1
    return found if most is None else min(found, most)


class Threads:
    """A pool that maps a function over blocks and returns the results in the order of the blocks."""

    def __init__(self, wanted: int | None) -> None:
        count = n_threads(wanted)
        self._pool = ThreadPoolExecutor(count) if count > 1 else None

    def __enter__(self) -> "Threads":
        return self

    def __exit__(self, *error: object) -> None:
        if self._pool is not None:
            self._pool.shutdown()

    def map(self, work: Callable[[Any], T], items: Sequence[Any]) -> list[T]:
        """[work(item) for item in items], several at a time."""
        return [work(item) for item in items] if self._pool is None else list(self._pool.map(work, items))


@contextlib.contextmanager
def one_blas_thread() -> Iterator[None]:
    """BLAS on one thread within the block, so that any number of threads gives the same bytes."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped,unused-ignore]

    with threadpool_limits(limits=1):
        yield
