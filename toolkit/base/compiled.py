"""Numba's compiler with one fixed setting: compiled ahead for the signature, cached where that is possible.

Where nothing can be cached (a read-only installation without a writable home, a full disk), each process compiles for
itself and gives the same results. A person who waits for it is told.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

from toolkit.base.progress import wanted

COMPILING = "compiling the inner loops for this machine, once (some twenty seconds) …"
UNCACHED = (
    "compiling the inner loops (some twenty seconds), and again in every run, for the cache in {place} cannot be used; "
    "set NUMBA_CACHE_DIR to a folder that can be written …"
)
_SAID: set[str] = set()


def compiled(signature: Any, *, within: bool = False) -> Callable[[Callable[..., Any]], Any]:
    """Compile a kernel for `signature` without the interpreter's lock; cached on disk where a folder is writable.
    `within`: a small part of other kernels, put into them whole. Division by zero gives inf, nan or 0, never an error.

    Import a module of kernels inside the function that runs them: decorating compiles, or reads the cache.
    """
    import numba

    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "forceinline": within}

    def wrap(function: Callable[..., Any]) -> Any:
        kernel = None
        try:
            kernel = numba.njit(cache=True, **options)(function)
            kernel.compile(signature)
            if kernel.stats.cache_misses:
                _say(COMPILING)
        except (RuntimeError, OSError, EOFError, UnpicklingError):  # no folder to cache in; a full disk; a cut file
            _say(UNCACHED.format(place=_place(function)))
            if kernel is None or not kernel.signatures:  # a full disk is met after compiling: not twice then
                kernel = numba.njit(**options)(function)
                kernel.compile(signature)
        kernel.disable_compile()
        return kernel

    return wrap


def _place(function: Callable[..., Any]) -> str:
    """The folder in which numba would cache first."""
    return os.environ.get("NUMBA_CACHE_DIR") or str(Path(function.__code__.co_filename).parent / "__pycache__")


def _say(what: str) -> None:
    """Tell a person who waits, once a process, what is being done; nobody else is told."""
    if not _SAID and wanted():
        _SAID.add(what)
        print(what, file=sys.stderr, flush=True)
