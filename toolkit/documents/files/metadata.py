"""A table of metadata beside the documents: what is known of each file, joined to it by its name."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path, PurePosixPath

import pandas as pd

from toolkit.base.checks import some
from toolkit.base.errors import InputError
from toolkit.documents.accounts import IGNORED, JOINED, REFUSED, Entry, quoted_value, reason_and_remedy
from toolkit.documents.files.cells import cell_text
from toolkit.documents.files.columns import COLUMN_NAMES, FILLED, count_known, heading, name_columns, plain
from toolkit.documents.files.encodings import normalise, restored, tidy
from toolkit.documents.files.inputs import Unreadable
from toolkit.documents.files.side_tables import side_rows

NAMES = tuple(f"metadata.{kind}" for kind in ("csv", "tsv", "xlsx", "json", "jsonl"))
UNREAD = "that cannot be read"
FILE_COLUMNS = "file filename file_name path ten_file ten_tep tep duong_dan id"


def find_metadata(path: Path) -> Path | None:
    """The table `metadata.csv` (tsv, xlsx, json, jsonl) in a corpus folder, if there is one that holds no texts."""
    places = [place for place in (path, path / "documents") if place.is_dir()]
    found = [file for place in places for file in sorted(place.iterdir()) if file.name.lower() in NAMES]
    found.sort(key=lambda file: (file.parent != path, NAMES.index(file.name.lower())))
    return next((table for table in found if table.is_file() and not _holds_texts(table)), None)


def join_metadata(frame: pd.DataFrame, table: Path) -> tuple[pd.DataFrame, list[Entry]]:
    """`frame` with the title, source, url, date and further columns that `table` gives for its documents; the accounts.

    A row belongs to the document whose id its column file, filename, path or id holds, or to the one file of that name;
    case, blanks, the ending, the folders, leading zeros and at last diacritics do not count where that leaves one
    document. What the table says goes before what a file says of itself. Raises InputError when the table cannot be
    read, has no such column, names a document twice with different words, or names none of the documents.
    """
    given, broken = _read(table)
    column = next((c for name in FILE_COLUMNS.split() for c in given.columns if heading(c) == name), None)
    if column is None:
        raise InputError(f"{table.name} has no column file or id to name documents by; it has {some(given.columns, 8)}")
    called = [_written(name) for name in given[column]]
    ids = match_names(called, list(frame["id"]))
    again = _repeated(given, ids, table.name)
    if not any(ids):
        raise InputError(f"{table.name} names none of the documents; is {str(given[column].iloc[0])!r} a file's name?")
    named = _named(given.drop(columns=column))
    used = [i for i, id_ in enumerate(ids) if id_ is not None and i not in again]
    rows = named.iloc[used].set_index(pd.Index([ids[i] for i in used]))
    joined = frame.copy(deep=False)
    for name in rows.columns:
        values = frame["id"].map(rows[name])
        joined[name] = values.fillna(frame[name]).astype("str") if name in frame else values.astype("str")
    whole = Entry("file", table.name, outcome=JOINED)
    told = [_entry(table.name, n, called[i], ids[i], i in again) for i, n in enumerate(given.index)]
    return joined, [whole, *sorted([*told, *broken], key=lambda entry: entry.row or 0)]


def _entry(table: str, number: int, called: str, id_: str | None, again: bool) -> Entry:
    value = quoted_value(called)
    if again:
        return Entry("metadata", table, number, id_, IGNORED, "saying of a document again what another row says", value)
    if id_ is None:
        return Entry(
            "metadata", table, number, None, REFUSED, "naming no document" if called else "without a name", value
        )
    return Entry("metadata", table, number, id_, JOINED)


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


def _holds_texts(table: Path) -> bool:
    try:
        rows = side_rows(table, lambda names: count_known(names, {}))
        first = next((row.cells for row in rows if row.problem is None), {})
        name_columns(list(first), {})
    except Unreadable:
        return False
    return True


def _read(table: Path) -> tuple[pd.DataFrame, list[Entry]]:
    """The rows of the table by their numbers, and those that cannot be read; InputError where none can."""
    try:
        rows = list(side_rows(table, _names_documents))
    except Unreadable as error:
        raise InputError(f"{table.name}: {error}") from error
    broken = [row for row in rows if row.problem is not None]
    sound = [row for row in rows if row.problem is None]
    if not sound:
        raise InputError(f"{table.name}: {broken[0].problem if broken else 'no rows; remove it or fill it in'}")
    cells = [{key: cell_text(value) for key, value in row.cells.items()} for row in sound]
    halves = [(row.number, *reason_and_remedy(row.problem or "")) for row in broken]
    told = [Entry("metadata", table.name, n, None, REFUSED, UNREAD, why, remedy) for n, why, remedy in halves]
    return pd.DataFrame(cells, dtype="str", index=[row.number for row in sound]), told


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
    return found


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
