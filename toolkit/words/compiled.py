"""Numba's compiler with one fixed setting: compiled ahead for the signature, cached where that is possible."""

from collections.abc import Callable
from typing import Any


def compiled(signature: str) -> Callable[[Callable[..., Any]], Any]:
    """Compile a kernel for `signature` without the interpreter's lock; cached on disk where a folder is writable.

    Import a module of kernels inside the function that runs them: decorating compiles, or reads the cache.
    """
    import numba

    def wrap(function: Callable[..., Any]) -> Any:
        try:
            return numba.njit(signature, cache=True, nogil=True)(function)
        except (RuntimeError, OSError):  # no place for the cache: compile for this process alone
            return numba.njit(signature, nogil=True)(function)

    return wrap
