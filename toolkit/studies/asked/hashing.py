"""SHA-256 of many input files, each read once: later runs know a file that was not touched since by what the system
tells of it."""

import contextlib
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path

from toolkit.base.errors import ToolkitError
from toolkit.base.files import sha256_file, write_json

UNREADABLE = "unreadable"
SETTLED_SECONDS = 2.0  # a file written this shortly before may change again within the clock's tick
Told = list[int]


def hashes_of(files: Mapping[str, Path], memory: Path | None = None) -> dict[str, str]:
    """Name → SHA-256 of each file, in the order given; a file that cannot be read is "unreadable".

    `memory`: a JSON file that remembers each hash with the file's size, times and inode; where all are as they were,
    the file is not read again. It is written only where its folder exists; None reads every file.
    """
    known = {} if memory is None else _read(memory)
    now = time.time()
    found: dict[str, str] = {}
    kept: dict[str, tuple[Told, str]] = {}
    for name, path in files.items():
        told = _told(path)
        before = known.get(name)
        if told is not None and before is not None and before[0] == told:
            found[name] = before[1]
        else:
            found[name] = _hash(path)
        if told is not None and found[name] != UNREADABLE and now - max(told[1:3]) / 1e9 > SETTLED_SECONDS:
            kept[name] = (told, found[name])
    new = memory is not None and (kept != known or not memory.exists())  # empty too: who reads later adds no file
    if memory is not None and new and memory.parent.is_dir():
        with contextlib.suppress(ToolkitError):  # a run does not end for what only saves time
            write_json(memory, {name: [told, digest] for name, (told, digest) in kept.items()})
    return found


def _read(memory: Path) -> dict[str, tuple[Told, str]]:
    try:
        rows = json.loads(memory.read_text(encoding="utf-8"))
        return {str(name): ([int(n) for n in told], str(digest)) for name, (told, digest) in rows.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}  # none yet, or damaged: all are read again


def _told(path: Path) -> Told | None:
    """Size, times of change of content and of entry (ns), inode; None where there is nothing to ask."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]


def _hash(path: Path) -> str:
    try:
        return sha256_file(path)
    except OSError:
        return UNREADABLE
