"""Numba's compiler with one fixed setting: compiled ahead for the signature, cached where that is possible."""

from collections.abc import Callable
from typing import Any


def compiled(signature: str, *, within: bool = False) -> Callable[[Callable[..., Any]], Any]:
    """Compile a kernel for `signature` without the interpreter's lock; cached on disk where a folder is writable.
    `within`: a small part of other kernels, put into them whole.

    Import a module of kernels inside the function that runs them: decorating compiles, or reads the cache.
    """
    import numba

    def wrap(function: Callable[..., Any]) -> Any:
        try:
            return numba.njit(signature, cache=True, nogil=True, forceinline=within)(function)
        except (RuntimeError, OSError):  # no place for the cache: compile for this process alone
            return numba.njit(signature, nogil=True, forceinline=within)(function)

    return wrap
