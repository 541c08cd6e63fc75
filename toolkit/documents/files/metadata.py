"""A table of metadata beside the documents: what is known of each file, joined to it by its name."""

from collections import Counter
from pathlib import Path, PurePosixPath

import pandas as pd

from toolkit.base.checks import some
from toolkit.base.errors import InputError
from toolkit.documents.corpus import COLUMNS
from toolkit.documents.files.columns import COLUMN_NAMES, cell_text, name_columns, plain
from toolkit.documents.files.encodings import Undecodable, normalise, tidy
from toolkit.documents.files.inputs import Unreadable, open_file
from toolkit.documents.files.tables import rows_of

NAMES = tuple(f"metadata.{kind}" for kind in ("csv", "tsv", "xlsx", "json", "jsonl"))
FILE_COLUMNS = "file filename file_name path ten_file ten_tep tep duong_dan id"


def find_metadata(path: Path) -> Path | None:
    """The table `metadata.csv` (tsv, xlsx, json, jsonl) in a corpus folder, if there is one that holds no texts."""
    found = [path / name for name in NAMES if (path / name).is_file()] if path.is_dir() else []
    return next((table for table in found if not _holds_texts(table)), None)


def join_metadata(frame: pd.DataFrame, table: Path) -> pd.DataFrame:
    """`frame` with the title, source, url, date and further columns that `table` gives for its documents.

    A row belongs to the document whose id its column file, filename, path or id holds, or to the one file of that name.
    What the table says goes before what a file says of itself. Raises InputError when the table cannot be read, has no
    such column, names a document twice, or names none of the documents.
    """
    given = _read(table)
    column = next((c for name in FILE_COLUMNS.split() for c in given.columns if plain(c) == name), None)
    if column is None:
        raise InputError(f"{table.name} has no column file or id to name documents by; it has {some(given.columns, 8)}")
    known = _known(frame["id"])
    ids = [known.get(tidy(str(name or "")).replace("\\", "/").removeprefix("./")) for name in given[column]]
    twice = [name for name, n in Counter(ids).items() if name is not None and n > 1]
    if twice:
        raise InputError(f"{table.name} names {some(twice)} more than once; keep one row a document")
    if not any(ids):
        raise InputError(f"{table.name} names none of the documents; is {str(given[column].iloc[0])!r} a file's name?")
    named = _named(given.drop(columns=column))
    rows = named[[i is not None for i in ids]].set_index(pd.Index([i for i in ids if i is not None]))
    joined = frame.copy(deep=False)
    for name in rows.columns:
        values = frame["id"].map(rows[name])
        joined[name] = values.fillna(frame[name]).astype("str") if name in frame else values.astype("str")
    return joined


def _holds_texts(table: Path) -> bool:
    try:
        first = next((row for item in open_file(table, table.name) for row in rows_of(item, None)), {})
        name_columns(list(first), {})
    except (Unreadable, Undecodable, OSError):
        return False
    return True


def _read(table: Path) -> pd.DataFrame:
    try:
        rows = [row for item in open_file(table, table.name) for row in rows_of(item, None)]
    except (Unreadable, Undecodable, OSError) as error:
        raise InputError(f"{table.name}: {error}") from error
    broken = next((row["problem"] for row in rows if set(row) == {"problem"}), None)
    if broken or not rows:
        raise InputError(f"{table.name}: {broken or 'no rows; remove it or fill it in'}")
    cells = [{key: cell_text(value) for key, value in row.items() if key != "encoding"} for row in rows]
    return pd.DataFrame(cells, dtype="str")


def _known(ids: pd.Series) -> dict[str, str]:
    """What a row may call a document: its id, and its file's name or stem where no other file has it."""
    called = {str(name): str(name) for name in ids}
    paths = {name: PurePosixPath(name) for name in called}
    for shorter in ({name: p.name for name, p in paths.items()}, {name: p.stem for name, p in paths.items()}):
        holders = Counter(shorter.values())
        for name, short in shorter.items():
            if holders[short] == 1:
                called.setdefault(short, name)
    return {normalise(name): found for name, found in called.items()}


def _named(given: pd.DataFrame) -> pd.DataFrame:
    """The table's columns under our names; a date becomes `date_given`."""
    ours = {name for name in COLUMN_NAMES if name not in ("id", "text")}
    names = {name: named for name, named in name_columns(["text", *given.columns], {}).items() if name != "text"}
    wanted = [name for name in given.columns if names[name] in ours or names[name] not in COLUMNS]
    named = given[wanted].rename(columns=names)
    if "date" in named:
        column = next(name for name in wanted if names[name] == "date")
        by = pd.Series(f"metadata {column}", named.index).where(named["date"].notna())
        named = named.rename(columns={"date": "date_given"}).assign(date_given_by=by)
    return named.map(lambda value: tidy(value) if isinstance(value, str) else value)
