"""A progress bar on stderr, by itself, when work lasts over two seconds in a terminal or notebook."""

import contextlib
import contextvars
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sized
from typing import Any, TypeVar

T = TypeVar("T")
_QUIET: contextvars.ContextVar[bool] = contextvars.ContextVar("toolkit_quiet", default=False)
PATIENCE_SECONDS = 2.0


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Silence progress bars within the block (for good: TOOLKIT_PROGRESS=0).

    Example: ``with tk.quiet(): model = tk.fit_lda(counts, n_topics=20, seed=1)``

    >>> with tk.quiet():
    ...     few = tk.read_corpus("articles")
    >>> len(few) > 0
    True
    """
    token = _QUIET.set(True)
    try:
        yield
    finally:
        _QUIET.reset(token)


def wanted() -> bool:
    """True where a bar would be seen: a terminal or a notebook, and nobody asked for silence."""
    if _QUIET.get() or os.environ.get("TOOLKIT_PROGRESS") == "0":
        return False
    if os.environ.get("TOOLKIT_PROGRESS") == "1":
        return True
    return sys.stderr.isatty() or "ipykernel" in sys.modules


def progress(items: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
    """Yield the items, showing a bar named `what` once two seconds have passed and more is to come."""
    if not wanted():
        yield from items
        return
    if total is None and isinstance(items, Sized):
        total = len(items)
    begun, done = time.monotonic(), 0
    bar: Any = None
    try:
        for item in items:
            yield item
            done += 1
            if bar is None and time.monotonic() - begun > PATIENCE_SECONDS:
                bar = _start(what, total)
            if bar is not None:
                bar.update(done - bar.n)
    finally:
        if bar is not None:
            bar.close()


def _start(what: str, total: int | None) -> Any:
    from tqdm import tqdm

    return tqdm(desc=what, total=total, file=sys.stderr, leave=False, dynamic_ncols=True)
