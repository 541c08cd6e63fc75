"""The largest arrays of a fit, kept from one fit to the next: fresh memory costs the system more than some passes."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ROOM: ContextVar[dict[str, NDArray[np.uint8]] | None] = ContextVar("room", default=None)


@contextmanager
def kept() -> Iterator[None]:
    """Within it the arrays that `array` gave are given again to the next fit, which overwrites them; then let go."""
    if _ROOM.get() is not None:
        yield
        return
    token = _ROOM.set({})
    try:
        yield
    finally:
        _ROOM.reset(token)


def array(name: str, shape: tuple[int, ...], dtype: Any) -> NDArray[Any]:
    """An array that is not set; within `kept`, the memory that the last one of this `name` had, if it suffices."""
    room, n = _ROOM.get(), prod(shape) * np.dtype(dtype).itemsize
    if room is None:
        return np.empty(shape, dtype=dtype)
    if name not in room or room[name].nbytes < n:
        room.pop(name, None)  # let go before more is asked for
        room[name] = np.empty(n, dtype=np.uint8)
    found: NDArray[Any] = room[name][:n].view(dtype).reshape(shape)
    return found
