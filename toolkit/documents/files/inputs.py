"""The files a path names: folders, globs; what is read of them is bounded."""

import io
import os
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from toolkit.base.errors import InputError
from toolkit.documents.files.kinds import KINDS, PAGES

MAX_MEMBERS = 100_000
MAX_EXPANDED = 2 << 30  # bytes that one archive may unpack to
MAX_RATIO, RATIO_FROM = 200, 8 << 20  # text packs 3 to 20 times; a bomb a thousand; looked at beyond 8 MiB
MAX_DOCUMENT = 64 << 20  # bytes of a file that holds one document
HIDDEN = "hidden, or a note of the system's own"
LINKED = "a link to a folder, which is not followed; give the folder itself"
BROKEN_LINK = "a link that leads nowhere"
NO_FILE = "no file that can be read, but a pipe, a device or the like"
DAMAGED = "damaged, or locked with a password; unpack it with its password, or fetch it again"
BROKEN_OFF = "broken off or damaged below the members that are read; fetch it again, or unpack what is left of it"
SAVED = "beside a saved page, as a part of it"
OUTSIDE = "beside documents/, the one folder that is read here"


class Unreadable(ValueError):
    """A file or row that cannot be used; the message becomes its `problem` in the corpus."""


@dataclass(frozen=True)
class Item:
    """One file to read: its id stem, its kind (a suffix of `KINDS`), and a binary stream; or the problem with it.

    `path` is its name as it is written, `holder` says whether it is a file or the member of an archive, and `ignored`
    why it is passed over.
    """

    name: str
    kind: str = ""
    stream: IO[bytes] | None = None
    problem: str | None = None
    path: str = ""
    holder: str = "file"
    ignored: str | None = None

    def data(self) -> bytes:
        """All bytes of a file that holds one document; Unreadable beyond MAX_DOCUMENT."""
        assert self.stream is not None
        data = self.stream.read(MAX_DOCUMENT + 1)
        if len(data) > MAX_DOCUMENT:
            raise Unreadable(f"larger than {MAX_DOCUMENT >> 20} MiB as a single document; split it, or give a table")
        return data


class Bounded(io.RawIOBase):
    """A stream of unpacked bytes that stops a bomb: Unreadable past `limit` bytes or MAX_RATIO times `packed`."""

    def __init__(self, stream: IO[bytes], packed: int, limit: int = MAX_EXPANDED) -> None:
        self._stream, self._packed, self._limit, self.unpacked = stream, max(packed, 1), limit, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        try:
            data = self._stream.read(len(buffer))
        except Unreadable:  # of an archive around this one
            raise
        except Exception as error:  # zlib, bz2, lzma and zipfile raise a dozen kinds for damaged bytes
            raise Unreadable(DAMAGED) from error
        self.unpacked += len(data)
        if self.unpacked > self._limit:
            raise Unreadable(f"unpacks to more than {self._limit >> 20} MiB; unpack it by hand if you trust it")
        if self.unpacked > max(RATIO_FROM, MAX_RATIO * self._packed):
            raise Unreadable(
                f"unpacks to over {MAX_RATIO} times its size, like a bomb; unpack it by hand if you trust it"
            )
        buffer[: len(data)] = data
        return len(data)


class Found(NamedTuple):
    """The folder ids are relative to, the files in the order of their ids, and what is passed over with the reason."""

    root: Path
    files: list[Path]
    passed: list[tuple[str, str]]


def find_files(path: Path) -> Found:
    """The files of a folder, file or glob, in the order of their ids.

    A folder with README.md or themes.toml beside `documents/` is a corpus, of which only `documents/` is read.
    InputError when there is none.
    """
    root, passed = path, list[tuple[str, str]]()
    if path.is_dir():
        if (path / "documents").is_dir() and any((path / name).exists() for name in ("README.md", "themes.toml")):
            root = path / "documents"
            passed = [(written(p, path), OUTSIDE) for p in _walk(path, skip=root).files]
        found, hidden, odd = _walk(root)
        passed += [(written(p, root), why) for p, why in (*((p, HIDDEN) for p in hidden), *odd)]
    elif path.is_file():
        root, found = path.parent, [path]
    else:
        root, found = _glob(path)
    saved = _of_saved_pages(found)
    passed += [(written(p, root), SAVED) for p in found if p in saved]
    files = sorted((p for p in found if p not in saved), key=lambda p: file_id(p, root))
    if not files:
        seen = f" ({passed[0][0]}: {passed[0][1]})" if passed else ""
        raise InputError(
            f"{path} holds no file that is read{seen}; give a folder, a file or a glob of {' '.join(KINDS)}"
        )
    return Found(root, files, sorted(passed))


def _of_saved_pages(found: list[Path]) -> set[Path]:
    """The files that a browser puts beside a page it saves: `bài.html` has its pictures and frames in `bài_files/`."""
    pages = {page.with_suffix("") for page in found if page.suffix.lower() in PAGES}
    folders = {page.with_name(f"{page.name}{ending}") for page in pages for ending in ("_files", "_tệp")}
    return {path for path in found if not folders.isdisjoint(path.parents)} if folders else set()


class _Walked(NamedTuple):
    """The files under a folder; what is hidden, which is not entered; links and other things that are no file."""

    files: list[Path]
    hidden: list[Path]
    odd: list[tuple[Path, str]]


def _walk(root: Path, skip: Path | None = None) -> _Walked:
    """All that lies under a folder; `skip` is left out."""
    walked = _Walked([], [], [])
    for folder, names, files in os.walk(root):
        here = Path(folder)
        walked.hidden.extend(here / name for name in (*names, *files) if is_hidden(Path(name)))
        names[:] = [name for name in names if not is_hidden(Path(name)) and here / name != skip]
        walked.odd.extend((here / name, LINKED) for name in names if (here / name).is_symlink())
        for path in (here / name for name in files if not is_hidden(Path(name))):
            if path.is_file():
                walked.files.append(path)
            else:
                walked.odd.append((path, BROKEN_LINK if path.is_symlink() else NO_FILE))
    return walked


def _glob(path: Path) -> tuple[Path, list[Path]]:
    parts = path.parts
    first = next((i for i, part in enumerate(parts) if any(sign in part for sign in "*?[")), None)
    if first is None:
        raise InputError(f"{path} is not there; give a folder, a file or a glob")
    root = Path(*parts[:first])
    try:
        matches = list(root.glob("/".join(parts[first:])))
    except (ValueError, OSError) as error:
        raise InputError(f"{path} is no usable glob: {error}") from error
    return root, [p for p in matches if p.is_file() and not is_hidden(p.relative_to(root))]


def is_hidden(path: Path | PurePosixPath) -> bool:
    """Whether a path is hidden, or what an office program or a Mac puts beside files."""
    return any(part.startswith((".", "~$")) or part == "__MACOSX" for part in path.parts)


def file_id(path: Path, root: Path) -> str:
    """A file's id: its POSIX path relative to `root`, in NFC; bytes that are no UTF-8 as U+FFFD."""
    return unicodedata.normalize("NFC", written(path, root))


def written(path: Path, root: Path) -> str:
    """A file's path relative to `root` as it is written, so that it opens; bytes that are no UTF-8 as U+FFFD."""
    name = path.relative_to(root).as_posix()
    return name.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace")


def bomb(members: list[zipfile.ZipInfo]) -> str | None:
    """Why an archive is not unpacked (too many members, too large, too tightly packed), or None."""
    total, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
    if len(members) > MAX_MEMBERS:
        return f"{len(members):,} members, more than {MAX_MEMBERS:,}; unpack it by hand if you trust it"
    if total > MAX_EXPANDED:
        return (
            f"would unpack to {total >> 20:,} MiB, more than {MAX_EXPANDED >> 20:,}; unpack it by hand if you trust it"
        )
    if total > max(RATIO_FROM, MAX_RATIO * packed):
        return f"would unpack to over {MAX_RATIO} times its size, like a bomb; unpack it by hand if you trust it"
    return None
