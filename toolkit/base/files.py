"""Atomic files and hashes: a file is there whole or not at all."""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from toolkit.base.errors import ToolkitError


def sha256_bytes(data: bytes) -> str:
    """The SHA-256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal, read in blocks of 1 MiB."""
    digest = hashlib.sha256()
    with open(path, "rb") as handle:
        while block := handle.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def canonical_json(value: Any) -> str:
    """JSON with sorted keys, Vietnamese unescaped and a final newline: the same value, the same bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n"


def cannot(error: OSError, what: object, *mine: Path) -> ToolkitError:
    """The message for what could not be done while `what` was written: names the file that it was, where it is known.

    `mine`: temporary places; what fails in them fails for `what`.
    """
    why = error.strerror or str(error) or type(error).__name__
    other = str(error.filename) if isinstance(error.filename, str | os.PathLike) else ""
    if other and other != str(what) and not any(Path(other).is_relative_to(place) for place in mine):
        return ToolkitError(f"cannot read or write {other}: {why}; it was needed for {what}, which is as it was")
    return ToolkitError(f"cannot write {what}: {why}; free space or choose another folder")


@contextlib.contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place when the block ends well, and is removed otherwise."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=path.suffix)
    except OSError as error:
        raise cannot(error, path, path.parent) from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(temporary, 0o666 & ~umask)
        os.replace(temporary, path)
    except OSError as error:
        raise cannot(error, path, temporary) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def atomic_folder(folder: Path, *, prefix: str, what: str) -> Iterator[Path]:
    """A folder to write in that takes the place of `folder` when all is written, and leaves nothing when not.

    Until then it stands beside it, its name beginning with `prefix`. Raises ToolkitError, which calls the thing `what`,
    when it cannot be written; `folder` is then as it was, to the last file.
    """
    made = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=prefix))
        yield made
        made.chmod(0o755)
        _take_place(made, folder, prefix)
    except OSError as error:
        raise cannot(error, what, folder, made or folder.parent) from error
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)


def _take_place(made: Path, folder: Path, prefix: str) -> None:
    """Move what stood at `folder` aside whole, put `made` there, and only then remove the old, or put it back."""
    aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=prefix)) / "old"
    try:
        if folder.is_dir():  # a file of that name is not ours to replace: `made` is refused its place
            folder.rename(aside)
        made.rename(folder)
    except OSError:
        if aside.exists():
            aside.rename(folder)
        raise
    finally:
        if not aside.exists() or folder.exists():  # else the old stands nowhere but aside: it is left there
            shutil.rmtree(aside.parent, ignore_errors=True)


def write_bytes(path: Path, data: bytes) -> None:
    """Write `data` to `path` atomically."""
    with atomic_path(path) as temporary:
        temporary.write_bytes(data)


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8 with LF line ends, atomically."""
    write_bytes(path, text.encode("utf-8"))


def write_json(path: Path, value: Any) -> None:
    """Write canonical JSON atomically."""
    write_text(path, canonical_json(value))
