"""The files a path names: folders, globs, archives; every one bounded, none reaching outside."""

import bz2
import contextlib
import gzip
import io
import lzma
import os
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from toolkit.base.errors import InputError
from toolkit.documents.files.kinds import HEAD, KINDS, PACKED, PAGES, kind_of

MAX_MEMBERS = 100_000
MAX_EXPANDED = 2 << 30  # bytes that one archive may unpack to
MAX_RATIO, RATIO_FROM = 200, 8 << 20  # text packs 3 to 20 times; a bomb a thousand; looked at beyond 8 MiB
MAX_DOCUMENT = 64 << 20  # bytes of a file that holds one document
HIDDEN = "hidden, or a note of the system's own"
LINKED = "a link to a folder, which is not followed; give the folder itself"
BROKEN_LINK = "a link that leads nowhere"
NO_FILE = "no file that can be read, but a pipe, a device or the like"
NO_MEMBER = "an archive without a file in it"
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
        except Exception as error:  # zlib, bz2, lzma and zipfile raise a dozen kinds for damaged bytes
            raise Unreadable(f"damaged or encrypted archive ({error})") from error
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
        walked.hidden.extend(here / name for name in (*names, *files) if _hidden(Path(name)))
        names[:] = [name for name in names if not _hidden(Path(name)) and here / name != skip]
        walked.odd.extend((here / name, LINKED) for name in names if (here / name).is_symlink())
        for path in (here / name for name in files if not _hidden(Path(name))):
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
    return root, [p for p in matches if p.is_file() and not _hidden(p.relative_to(root))]


def _hidden(path: Path | PurePosixPath) -> bool:
    return any(part.startswith((".", "~$")) or part == "__MACOSX" for part in path.parts)


def file_id(path: Path, root: Path) -> str:
    """A file's id: its POSIX path relative to `root`, in NFC; bytes that are no UTF-8 as U+FFFD."""
    return unicodedata.normalize("NFC", written(path, root))


def written(path: Path, root: Path) -> str:
    """A file's path relative to `root` as it is written, so that it opens; bytes that are no UTF-8 as U+FFFD."""
    name = path.relative_to(root).as_posix()
    return name.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace")


def open_file(file: Path, path: str) -> Iterator[Item]:
    """The items in a file: itself, what a .gz holds, or each member of a .zip; `path` is its name as it is written."""
    name = unicodedata.normalize("NFC", path)
    item = Item(name, path=path)
    try:
        with open(file, "rb") as handle:
            kind, problem, ignored = kind_of(name, handle.peek(HEAD)[:HEAD], handle)
            if kind == ".zip":
                yield from _zip_members(handle, name, path)
            elif kind in PACKED:
                inner = Bounded(_unpacked(kind, handle), file.stat().st_size)
                bare = name[: -len(kind)] if name.lower().endswith(kind) else name
                yield _item(item, bare, io.BufferedReader(inner, HEAD))
            else:
                yield replace(item, kind=kind, stream=handle, problem=problem, ignored=ignored)
    except OSError as error:
        yield replace(item, problem=f"cannot be opened: {error.strerror}")
    except Unreadable as error:  # of looking at the first bytes that a .gz holds
        yield replace(item, problem=str(error))


def _unpacked(kind: str, handle: IO[bytes]) -> IO[bytes]:
    """What a file packed by gzip, bzip2, xz or zstd holds, as it is read."""
    if kind == ".bz2":
        return bz2.BZ2File(handle)
    if kind == ".xz":
        return lzma.LZMAFile(handle)
    if kind == ".zst":
        import pyarrow as pa

        return pa.CompressedInputStream(handle, "zstd")  # type: ignore[no-any-return]
    return gzip.GzipFile(fileobj=handle)  # type: ignore[return-value]


def _item(item: Item, bare: str, stream: io.BufferedReader) -> Item:
    """What comes out of an archive: it is read once, forwards."""
    kind, problem, ignored = kind_of(bare, stream.peek(HEAD)[:HEAD])
    if kind in (".zip", *PACKED):
        return replace(item, problem="an archive within an archive; unpack it first")
    return replace(item, kind=kind, stream=stream, problem=problem, ignored=ignored)


def _zip_members(handle: IO[bytes], name: str, path: str) -> Iterator[Item]:
    try:
        archive = zipfile.ZipFile(handle)
        members = sorted((m for m in archive.infolist() if not m.filename.endswith("/")), key=lambda m: m.filename)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        yield Item(name, problem=f"not a zip archive that can be opened ({error})", path=path)
        return
    problem = bomb(members)
    if problem:
        yield Item(name, problem=problem, path=path)
        return
    if not members:
        yield Item(name, path=path, ignored=NO_MEMBER)
    for member in members:
        inner = PurePosixPath(_member_name(member).replace("\\", "/"))
        item = Item(f"{name}/{inner}", path=f"{path}/{member.filename}", holder="member")
        if _hidden(PurePosixPath(*(part for part in inner.parts if part != ".."))):
            yield replace(item, ignored=HIDDEN)
        elif not inner.parts:
            yield replace(item, name=name, problem="a member of the archive without a name; it was not read")
        else:
            yield from _zip_member(archive, member, item, inner)


def _member_name(member: zipfile.ZipInfo) -> str:
    """A member's name in NFC; UTF-8 that an archiver wrote without saying so is read as such."""
    name = member.filename
    if not member.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name)


def _zip_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, item: Item, inner: PurePosixPath) -> Iterator[Item]:
    if inner.is_absolute() or ".." in inner.parts or ":" in str(inner):
        yield replace(item, problem="its name leads outside the archive; it was not read")
        return
    try:
        with archive.open(member) as stream:
            yield _item(item, str(inner), io.BufferedReader(Bounded(stream, member.compress_size), HEAD))
    except Exception as error:  # of opening it, for what its reader raises is the reader's; of a dozen kinds
        yield replace(item, problem=f"damaged or encrypted member ({error})")


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
