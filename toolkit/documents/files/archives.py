"""Files opened, and the archives among them: every member bounded, none reaching outside, archives within archives too.

Whatever packs whole files (zip, tar and its kin, gzip, bzip2, xz, zstd) gives its members as items; one that cannot be
opened gives itself, with its problem.
"""

import bz2
import contextlib
import gzip
import io
import lzma
import tarfile
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO, Self

from toolkit.documents.files.inputs import (
    BROKEN_OFF,
    DAMAGED,
    HIDDEN,
    MAX_DOCUMENT,
    MAX_EXPANDED,
    MAX_MEMBERS,
    Bounded,
    Item,
    Unreadable,
    bomb,
    is_hidden,
)
from toolkit.documents.files.kinds import ARCHIVES, HEAD, PACKED, kind_of

MOST_WITHIN = 3  # archives that lie in one another
MAX_INNER = 4 * MAX_DOCUMENT  # bytes of an archive within another, which is held in memory
LONGEST_TAR_HEADER = 1 << 20  # bytes of a name or of attributes, which a tar may declare to be any size
NO_MEMBER = "an archive without a file in it"
NO_CONTENT = "a link or a device in an archive, which holds no text of its own"
TOO_LARGE = f"more than {MAX_MEMBERS:,} members or {MAX_EXPANDED >> 20:,} MiB; unpack it first"
TOO_DEEP = f"more than {MOST_WITHIN} archives within one another; unpack it first"
UNNAMED = "a member of the archive without a name; it was not read"
OUTWARDS = "its name leads outside the archive; it was not read"


def open_file(file: Path, path: str) -> Iterator[Item]:
    """The items in a file: itself, or each member of an archive; `path` is its name as it is written."""
    item = Item(unicodedata.normalize("NFC", path), path=path)
    try:
        with open(file, "rb") as handle:
            kind, problem, ignored = kind_of(item.name, handle.peek(HEAD)[:HEAD], handle)
            if kind in ARCHIVES or kind in PACKED:
                yield from _unpacked(item, kind, item.name, handle, file.stat().st_size, 1)
            else:
                yield replace(item, kind=kind, stream=handle, problem=problem, ignored=ignored)
    except OSError as error:
        yield replace(item, problem=f"cannot be opened: {error.strerror}")
    except Unreadable as error:  # of looking at the first bytes that a .gz holds
        yield replace(item, problem=str(error))


def _unpacked(item: Item, kind: str, name: str, handle: IO[bytes], size: int, depth: int) -> Iterator[Item]:
    """What an archive holds, or what a packed file is: `size` bytes under the name that tells its kind."""
    if kind == ".zip":
        yield from _zip_members(item, handle, depth)
    elif kind == ".tar":
        yield from _tar_members(item, handle, depth)
    else:
        bare = name[: -len(kind)] if name.lower().endswith(kind) else name
        stream = io.BufferedReader(Bounded(_stream(kind, handle), size), HEAD)
        if kind_of(bare, stream.peek(HEAD)[:HEAD])[0] == ".tar":  # a packed tar is one archive, not two
            yield from _tar_members(item, stream, depth)
        else:
            yield from _items(item, bare, stream, depth)


def _stream(kind: str, handle: IO[bytes]) -> IO[bytes]:
    """What a file packed by gzip, bzip2, xz or zstd holds, as it is read."""
    if kind == ".bz2":
        return bz2.BZ2File(handle)
    if kind == ".xz":
        return lzma.LZMAFile(handle)
    if kind == ".zst":
        import pyarrow as pa

        return pa.CompressedInputStream(handle, "zstd")  # type: ignore[no-any-return]
    return gzip.GzipFile(fileobj=handle)  # type: ignore[return-value]


def _items(item: Item, name: str, stream: "io.BufferedReader[Bounded]", depth: int) -> Iterator[Item]:
    """What comes out of an archive, which is read once, forwards; what an archive holds that comes out of one."""
    kind, problem, ignored = kind_of(name, stream.peek(HEAD)[:HEAD])
    if kind not in (*ARCHIVES, *PACKED):
        yield replace(item, kind=kind, stream=stream, problem=problem, ignored=ignored)
    elif depth >= MOST_WITHIN:
        yield replace(item, problem=TOO_DEEP)
    elif kind == ".tar":
        yield from _tar_members(item, stream, depth + 1)
    else:
        data = stream.read(MAX_INNER + 1)
        if len(data) > MAX_INNER:
            raise Unreadable(f"an archive of over {MAX_INNER >> 20} MiB within another; unpack it first")
        yield from _unpacked(item, kind, name, io.BytesIO(data), len(data), depth + 1)


def _zip_members(item: Item, handle: IO[bytes], depth: int) -> Iterator[Item]:
    try:
        archive = zipfile.ZipFile(handle)
        members = sorted((m for m in archive.infolist() if not m.filename.endswith("/")), key=lambda m: m.filename)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        yield replace(item, problem=DAMAGED)
        return
    problem = bomb(members)
    if problem:
        yield replace(item, problem=problem)
        return
    if not members:
        yield replace(item, ignored=NO_MEMBER)
    for member in members:
        inner = PurePosixPath(_member_name(member).replace("\\", "/"))
        here = _member(item, inner, member.filename)
        if here.ignored or here.problem:
            yield here
            continue
        try:
            with archive.open(member) as stream:
                bounded = io.BufferedReader(Bounded(stream, member.compress_size), HEAD)
                yield from _items(here, str(inner), bounded, depth)
        except Exception as error:  # of opening it, for what its reader raises is the reader's; of a dozen kinds
            yield replace(here, problem=str(error) if isinstance(error, Unreadable) else DAMAGED)


def _member_name(member: zipfile.ZipInfo) -> str:
    """A member's name in NFC; UTF-8 that an archiver wrote without saying so is read as such."""
    name = member.filename
    if not member.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name)


def _member(item: Item, inner: PurePosixPath, written: str) -> Item:
    """The member of an archive by its name alone: what is hidden or leads outside is told so."""
    here = replace(item, name=f"{item.name}/{inner}", path=f"{item.path}/{written}", holder="member")
    if is_hidden(PurePosixPath(*(part for part in inner.parts if part != ".."))):
        return replace(here, ignored=HIDDEN)
    if not inner.parts:
        return replace(here, name=item.name, problem=UNNAMED)
    outwards = inner.is_absolute() or ".." in inner.parts or ":" in str(inner)
    return replace(here, problem=OUTWARDS) if outwards else here


class _Member(tarfile.TarInfo):
    """A member of a tar, whose headers are of bounded size."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """As the class above, which takes a damaged or missing header for the end; ReadError for one and for a header
        that declares itself to be longer than any is."""
        if buf and not any(buf):
            return super().frombuf(buf, encoding, errors)  # the end, which it tells in its way
        try:
            found = super().frombuf(buf, encoding, errors)
        except tarfile.HeaderError as error:
            raise tarfile.ReadError(str(error)) from error
        if not found.isreg() and found.size > LONGEST_TAR_HEADER:
            raise tarfile.ReadError("a header of more than a megabyte")
        return found


def _tar_members(item: Item, handle: IO[bytes], depth: int) -> Iterator[Item]:
    """The members of a tar in its order, for it is read once, forwards; where it breaks off, the rest is told."""
    n = total = 0
    try:
        with tarfile.open(fileobj=handle, mode="r|", tarinfo=_Member, encoding="utf-8") as archive:
            for member in archive:
                n, total = n + 1, total + member.size
                if n > MAX_MEMBERS or total > MAX_EXPANDED:
                    raise Unreadable(TOO_LARGE)
                if not member.isdir():
                    yield from _tar_member(item, archive, member, depth)
    except Unreadable as error:
        yield replace(item, problem=str(error))
    except Exception:  # tarfile raises a dozen kinds for a damaged archive
        yield replace(item, problem=BROKEN_OFF if n else DAMAGED)
    else:
        if not n:
            yield replace(item, ignored=NO_MEMBER)


def _tar_member(item: Item, archive: tarfile.TarFile, member: tarfile.TarInfo, depth: int) -> Iterator[Item]:
    name = member.name.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace")
    inner = PurePosixPath(unicodedata.normalize("NFC", name))
    here = _member(item, inner, name)
    stream = archive.extractfile(member) if member.isreg() else None
    if here.ignored or here.problem:
        yield here
    elif stream is None:
        yield replace(here, ignored=NO_CONTENT)
    else:
        yield from _items(here, str(inner), io.BufferedReader(Bounded(stream, member.size), HEAD), depth)
