"""The build's cache: each stage's results in a folder of their own, there whole or not at all; one lock a build."""

import contextlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import pandas as pd
import pyarrow as pa

from toolkit.base.errors import ArtefactError, ToolkitError, UsageError
from toolkit.base.files import atomic_folder, canonical_json
from toolkit.studies.path.artefacts import load, write_parts

CACHE = ".cache"
INDEX = "index.json"
LOCK = "lock"
UNFINISHED = ".unfinished-"
_HELD: dict[Path, int] = {}


@contextlib.contextmanager
def locked(build: Path) -> Iterator[None]:
    """Hold the build's one lock; the system frees it when a process dies, so that a killed build continues.

    Raises UsageError when another process holds it, ToolkitError when the folder cannot be written.
    """
    key = build.resolve()
    if key in _HELD:
        _HELD[key] += 1
        try:
            yield
        finally:
            _HELD[key] -= 1
        return
    fresh = not build.exists()
    try:
        (build / CACHE).mkdir(parents=True, exist_ok=True)
        handle = open(build / CACHE / LOCK, "a+b")  # noqa: SIM115 (held for the whole block)
    except OSError as error:
        raise ToolkitError(
            f"cannot write {build.name}/: {error.strerror}; free space or choose another folder"
        ) from error
    try:
        with handle:
            try:
                _take(handle)
            except OSError as error:
                raise UsageError(f"another chude is at work in {build.name}/; wait until it has ended") from error
            _HELD[key] = 1
            try:
                _sweep(build / CACHE)
                yield
            finally:
                del _HELD[key]
    finally:
        if fresh:
            _leave_nothing(build)


def _leave_nothing(build: Path) -> None:
    """Take away a build folder made for this run in which nothing came to be stored."""
    if all(path in (build / CACHE, build / CACHE / LOCK) for path in build.rglob("*")):
        shutil.rmtree(build, ignore_errors=True)


def _take(handle: IO[bytes]) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sweep(folder: Path) -> None:
    for left in folder.glob(f"{UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)


def put(folder: Path, bundle: Mapping[str, Any]) -> None:
    """Store a bundle (name → noun, list of nouns, table, or JSON value) as `folder`, atomically."""
    with atomic_folder(folder, prefix=UNFINISHED, what="the build") as made:
        index = {name: _put_one(made / name, value) for name, value in bundle.items()}
        (made / INDEX).write_bytes(canonical_json(index).encode("utf-8"))
    pa.default_memory_pool().release_unused()


def _put_one(path: Path, value: Any) -> str:
    if isinstance(value, pd.DataFrame):
        value.to_parquet(path.with_suffix(".parquet"), compression="zstd")
        return "table"
    if isinstance(value, list) and value and hasattr(value[0], "to_parts"):
        for i, noun in enumerate(value):
            _put_one(path / f"{i:03}", noun)
        return "nouns"
    if hasattr(value, "to_parts"):
        path.mkdir(parents=True)
        write_parts(type(value).__name__, value, path, mapped=True)
        return "noun"
    path.with_suffix(".json").write_bytes(canonical_json(value).encode("utf-8"))
    return "json"


def holds(folder: Path) -> bool:
    """True where `folder` is a stored bundle."""
    return (folder / INDEX).is_file()


def get(folder: Path, name: str) -> Any:
    """One value of a stored bundle; ArtefactError where it is damaged.

    What Arrow would keep of the memory it unpacked in is given back: for texts, more than they take themselves.
    """
    try:
        found = _get_one(folder / name, json.loads((folder / INDEX).read_text(encoding="utf-8"))[name])
        pa.default_memory_pool().release_unused()
        return found
    except (OSError, ValueError, KeyError) as error:
        raise ArtefactError(f"the build's {CACHE} is damaged ({error}); delete {CACHE} and run again") from error


def _get_one(path: Path, kind: str) -> Any:
    if kind == "table":
        return pd.read_parquet(path.with_suffix(".parquet"))
    if kind == "nouns":
        return [load(each) for each in sorted(path.iterdir())]
    if kind == "noun":
        return load(path)
    return json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def prune(cache: Path, used: Mapping[str, str], *, keep: int = 2) -> None:
    """Drop all but the `keep` last used results of each stage; `used` maps a stage to its present folder's name."""
    for stage, present in used.items():
        others = [f for f in cache.glob(f"{stage}-*") if f.name != present and f.name.rsplit("-", 1)[0] == stage]
        for old in sorted(others, key=lambda f: f.stat().st_mtime, reverse=True)[keep - 1 :]:
            shutil.rmtree(old, ignore_errors=True)
