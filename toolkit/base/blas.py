"""Linear algebra on one thread: sums in another order would give other last digits."""

import contextlib
from collections.abc import Iterator


@contextlib.contextmanager
def one_blas_thread() -> Iterator[None]:
    """BLAS on one thread within the block, so that any number of threads gives the same bytes."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped,unused-ignore]

    with threadpool_limits(limits=1):
        yield
