"""A table of metadata beside the documents: what is known of each file, joined to it by its name."""

import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

import pandas as pd

from toolkit.base.checks import some
from toolkit.base.errors import InputError
from toolkit.documents.accounts import IGNORED, JOINED, REFUSED, Entry, quoted_value, reason_and_remedy
from toolkit.documents.files.called import named_documents
from toolkit.documents.files.cells import cell_text
from toolkit.documents.files.columns import COLUMN_NAMES, FILLED, count_known, heading, name_columns, plain
from toolkit.documents.files.encodings import normalise, restored, tidy
from toolkit.documents.files.inputs import MAX_DOCUMENT, Item, Unreadable
from toolkit.documents.files.rows import HeaderTest, Row
from toolkit.documents.files.side_tables import items_within, side_rows

NAMES = tuple(f"metadata.{kind}" for kind in ("csv", "tsv", "xlsx", "json", "jsonl", "ods", "xls", "txt"))
OWN_ENDINGS = (".csv", ".tsv", ".xlsx", ".json", ".jsonl")  # of the corpus's own table, which has to name its documents
UNREAD = "that cannot be read"
AGAIN = "saying of a document again what another row says"
NAMED = "of a document that another table of metadata names"
_INTO_ONE = "put its rows into the corpus's metadata.csv, with the path of each file in a column file"
UNUSABLE = ("a table of metadata that cannot be joined", _INTO_ONE)
NAMES_NONE = ("a table of metadata that names none of the documents beside or below it", _INTO_ONE)
UNJOINED = "write the name of a file of the corpus there, or remove the row"
FILE_COLUMNS = "file filename file_name path ten_file ten_tep tep duong_dan id"


@dataclass(frozen=True)
class SideTable:
    """A table of metadata: its name as it is written, the folder or archive of whose documents it tells ("" is the
    corpus), its rows, and whether it is a file or the member of an archive."""

    name: str
    folder: str
    rows: tuple[Row, ...]
    holder: str = "file"


def find_metadata(path: Path) -> Path | None:
    """The table `metadata.csv` (tsv, xlsx, json, jsonl, ods, xls, txt) in a corpus folder, if one holds no texts."""
    places = [place for place in (path, path / "documents") if place.is_dir()]
    found = [file for place in places for file in sorted(place.iterdir()) if file.name.lower() in NAMES]
    found.sort(key=lambda file: (file.parent != path, NAMES.index(file.name.lower())))
    return next((table for table in found if table.is_file() and _is_metadata(table)), None)


def _is_metadata(table: Path) -> bool:
    """Whether a file of that name is a table of metadata: it holds no texts, and is no text itself."""
    if _holds_texts(partial(side_rows, table)):
        return False
    try:
        return table.suffix.lower() != ".txt" or next(side_rows(table, _names_documents), None) is not None
    except Unreadable:
        return False


def read_metadata(table: Path) -> SideTable:
    """The table that `find_metadata` found; InputError where the corpus's own (OWN_ENDINGS) cannot be read."""
    try:
        return SideTable(table.name, "", tuple(side_rows(table, _names_documents)))
    except Unreadable as error:
        if table.suffix.lower() not in OWN_ENDINGS:
            return SideTable(table.name, "", (Row(1, problem=str(error)),))
        raise InputError(f"{table.name}: {error}") from error


def as_metadata(item: Item) -> tuple[SideTable | None, Item]:
    """A table of metadata in a subfolder or an archive, read; None and the item, to be read as what it is, where it
    names no documents or holds texts of its own."""
    if PurePosixPath(item.name).name.lower() not in NAMES or item.problem or item.ignored:
        return None, item
    assert item.stream is not None
    try:
        data = item.stream.read(MAX_DOCUMENT + 1)
    except Unreadable as error:
        return None, replace(item, problem=str(error))
    if len(data) > MAX_DOCUMENT:  # no table of metadata is as large
        return None, replace(item, stream=io.BufferedReader(_Again(data, item.stream)))

    def rows(is_header: HeaderTest) -> Iterator[Row]:
        return (row for row in items_within(anew(), is_header) if isinstance(row, Row))

    def anew() -> Item:
        return replace(item, stream=io.BufferedReader(io.BytesIO(data)))

    try:
        read = () if _holds_texts(rows) else tuple(rows(_names_documents))
    except Unreadable:
        read = ()
    if not any(row.problem is None and _names_documents(list(row.cells)) for row in read):
        return None, anew()
    folder = PurePosixPath(item.name).parent.as_posix()
    return SideTable(item.path, "" if folder == "." else folder, read, item.holder), item


class _Again(io.RawIOBase):
    """A stream with what was read of it before."""

    def __init__(self, read: bytes, stream: IO[bytes]) -> None:
        self._parts = (io.BytesIO(read), stream)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        data = next((data for part in self._parts if (data := part.read(len(buffer)))), b"")
        buffer[: len(data)] = data
        return len(data)


def join_metadata(
    frame: pd.DataFrame, own: SideTable | None, within: Sequence[SideTable] = ()
) -> tuple[pd.DataFrame, list[Entry]]:
    """`frame` with the title, source, url, date and further columns that tables give for its documents; the accounts.

    A row belongs to the document whose id its column file, filename, path or id holds, or to the one file of that name;
    case, blanks, the ending, the folders, leading zeros and at last diacritics do not count where that leaves one
    document. What the table says goes before what a file says of itself. A table in a subfolder or an archive tells of
    the documents there, and gives way to one above it. Raises InputError when the corpus's own table (OWN_ENDINGS) has
    no such column, names a document twice with different words, or names none of the documents; any other table that
    does is refused in the accounts.
    """
    entries, taken = list[Entry](), set[str]()
    if frame.empty:
        return frame, entries
    if own is not None and PurePosixPath(own.name).suffix.lower() in OWN_ENDINGS:
        frame, entries = _join(frame, own, taken)
        if not taken:
            first = next(entry.value for entry in entries if entry.kind == "metadata")
            raise InputError(f"{own.name} names none of the documents; is {first!r} a file's name?")
    elif own is not None:
        within = [own, *within]
    for table in sorted(within, key=lambda table: (len(PurePosixPath(table.folder).parts), table.name)):
        try:
            frame, told = _join(frame, table, taken)
        except InputError as error:
            told = [_refused(table, UNUSABLE, quoted_value(error))]
        if all(entry.id is None for entry in told) and len(told) > 1:
            told = [_refused(table, NAMES_NONE, told[1].value)]
        entries += told
    return frame, entries


def _refused(table: SideTable, why: tuple[str, str], value: str) -> Entry:
    return Entry(table.holder, table.name, None, None, REFUSED, why[0], value, why[1])


def _join(frame: pd.DataFrame, table: SideTable, taken: set[str]) -> tuple[pd.DataFrame, list[Entry]]:
    """The frame with what one table says of documents that are not `taken`, to which it adds its own."""
    given, broken = _rows_of(table)
    called = _called(given, table.name)
    ids = match_names(*_under(table.folder, called, frame))
    again = _repeated(given, ids, table.name)
    named = _named(given.drop(columns=_naming(given)))
    used = [i for i, id_ in enumerate(ids) if id_ is not None and i not in again and id_ not in taken]
    rows = named.iloc[used].set_index(pd.Index([ids[i] for i in used]))
    joined = frame.copy(deep=False)
    for name in rows.columns if used else ():
        values = frame["id"].map(rows[name]).astype("str")
        joined[name] = values.fillna(frame[name]) if name in frame else values
    whole = Entry(table.holder, table.name, outcome=JOINED)
    told = [
        _entry(table.name, n, called[i], ids[i], AGAIN if i in again else NAMED if ids[i] in taken else "")
        for i, n in enumerate(given.index)
    ]
    taken |= {id_ for i in used if (id_ := ids[i]) is not None}
    return joined, [whole, *sorted([*told, *broken], key=lambda entry: entry.row or 0)]


def _under(folder: str, called: list[str], frame: pd.DataFrame) -> tuple[list[str], list[str]]:
    """The names in a table as the ids of documents in its folder are written, and those ids."""
    if not folder:
        return called, list(frame["id"])
    inside = frame["path"].fillna("").map(normalise).str.startswith(f"{folder}/")
    ids = set(frame.loc[inside, "id"])
    return [whole if (whole := f"{folder}/{name}") in ids else name for name in called], list(frame.loc[inside, "id"])


def _naming(given: pd.DataFrame) -> str | None:
    """The column that names documents."""
    return next((str(c) for name in FILE_COLUMNS.split() for c in given.columns if heading(c) == name), None)


def _entry(table: str, number: int, called: str, id_: str | None, ignored: str) -> Entry:
    value = quoted_value(called)
    if ignored:
        return Entry("metadata", table, number, id_, IGNORED, ignored, value)
    if id_ is None:
        return Entry("metadata", table, number, None, REFUSED, *_lost(value))
    return Entry("metadata", table, number, id_, JOINED)


def _lost(value: str) -> tuple[str, str, str]:
    """Why a row is joined to nothing, its value and the remedy."""
    return "naming no document" if value else "without a name", value, UNJOINED


def _written(name: object) -> str:
    return tidy(str(name or "") if name == name else "").replace("\\", "/").removeprefix("./")


def _repeated(given: pd.DataFrame, ids: Sequence[str | None], table: str) -> set[int]:
    """The rows that say of a document what a row before them says; InputError where they say something else."""
    first: dict[str, int] = {}
    again, other = set[int](), list[str]()
    for i, id_ in enumerate(ids):
        before = first.setdefault(id_, i) if id_ is not None else i
        if before != i:
            again.add(i)
            same = given.iloc[i].fillna("").equals(given.iloc[before].fillna(""))
            other += [] if same else [str(id_)]
    if other:
        raise InputError(f"{table} names {some(dict.fromkeys(other))} more than once; keep one row a document")
    return again


def _holds_texts(rows: Callable[[HeaderTest], Iterable[Row]]) -> bool:
    try:
        first = next((row.cells for row in rows(lambda names: count_known(names, {})) if row.problem is None), {})
        name_columns(list(first), {})
    except Unreadable:
        return False
    return True


def _rows_of(table: SideTable) -> tuple[pd.DataFrame, list[Entry]]:
    """The rows of the table by their numbers, and those that cannot be read; InputError where none can."""
    broken = [row for row in table.rows if row.problem is not None]
    sound = [row for row in table.rows if row.problem is None]
    if not sound:
        raise InputError(f"{table.name}: {broken[0].problem if broken else 'no rows; remove it or fill it in'}")
    cells = [{key: cell_text(value) for key, value in row.cells.items()} for row in sound]
    halves = [(row.number, *reason_and_remedy(row.problem or "")) for row in broken]
    told = [Entry("metadata", table.name, n, None, REFUSED, UNREAD, why, remedy) for n, why, remedy in halves]
    return pd.DataFrame(cells, dtype="str", index=[row.number for row in sound]), told


def _called(given: pd.DataFrame, table: str) -> list[str]:
    """The names of documents in a table; InputError where no column holds them."""
    column = _naming(given)
    if column is None:
        raise InputError(f"{table} has no column file or id to name documents by; it has {some(given.columns, 8)}")
    return [_written(name) for name in given[column]]


def _names_documents(names: list[str]) -> int:
    """How many names of a header are known, where one of them may name documents."""
    known = sum(heading(name) in ours.split() for ours in COLUMN_NAMES.values() for name in names)
    return 1 + known if any(heading(name) in FILE_COLUMNS.split() for name in names) else 0


def match_names(called: Sequence[str], ids: Sequence[str]) -> list[str | None]:
    """For each of `called` the one document of `ids` it names, or None: told exactly first, then ever more loosely.

    A looser reading is asked only of names and documents that the stricter ones left over, and answers only where it
    fits one name and one document.
    """
    found: list[str | None] = [None] * len(called)
    exact = {normalise(name): name for name in ids}
    for i, name in enumerate(called):
        found[i] = exact.get(name)
    for n, loosely in enumerate(_READINGS):
        taken = {name for name in found if name is not None}
        holders = _holders([name for name in ids if n < 2 or name not in taken], loosely)
        askers = Counter(loosely(name) for name, id_ in zip(called, found) if id_ is None)
        for i, name in enumerate(called):
            short = loosely(name)
            if found[i] is None and short and len(holders.get(short, ())) == 1 and (n < 2 or askers[short] == 1):
                found[i] = holders[short][0]
    return _as_in_dates(called, ids, found)


def _as_in_dates(called: Sequence[str], ids: Sequence[str], found: list[str | None]) -> list[str | None]:
    """Names that mean nothing yet read as those of dates.csv are (absolute paths, `12.0`), each for one document."""
    taken = set(found)
    left = [i for i, id_ in enumerate(found) if id_ is None and called[i]]
    more = dict(zip(left, named_documents([called[i] for i in left], [id_ for id_ in ids if id_ not in taken])))
    once = Counter(more.values())
    only = {i: id_ for i, id_ in more.items() if id_ and once[id_] == 1}
    return [id_ or only.get(i) for i, id_ in enumerate(found)]


def _holders(ids: Iterable[str], loosely: Callable[[str], str]) -> dict[str, list[str]]:
    holders: dict[str, list[str]] = {}
    for name in ids:
        holders.setdefault(loosely(normalise(name)), []).append(name)
    return holders


def _name_of(path: str) -> str:
    return PurePosixPath(path).name


def _stem_of(path: str) -> str:
    return PurePosixPath(path).stem


def _plainly(name: str) -> str:
    return " ".join(_GAPS.split(name.casefold())).strip()


_GAPS = re.compile(r"[\s_\xa0]+")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_READINGS: tuple[Callable[[str], str], ...] = (  # the first two as names are written, the others as people retype them
    _name_of,
    _stem_of,
    _plainly,
    lambda name: _plainly(_name_of(name)),
    lambda name: _plainly(_stem_of(name)),
    lambda name: _ZEROS.sub("", _plainly(_stem_of(name))),
    lambda name: plain(_ZEROS.sub("", _stem_of(name))),
)


def _named(given: pd.DataFrame) -> pd.DataFrame:
    """The table's columns under our names; a date becomes `date_given`."""
    ours = {name for name in COLUMN_NAMES if name not in ("id", "text")}
    names = {name: ours for name, ours in name_columns(["text", *given.columns], {}).names.items() if name != "text"}
    wanted = [name for name in given.columns if names[name] in ours or names[name] not in FILLED]
    named = given[wanted].rename(columns=names)
    if "date" in named:
        column = next(name for name in wanted if names[name] == "date")
        by = pd.Series(f"metadata {column}", named.index).where(named["date"].notna())
        named = named.rename(columns={"date": "date_given"}).assign(date_given_by=by)
    return named.map(lambda value: tidy(restored(value)[0]) if isinstance(value, str) else value)
