"""A row of a table as a document: its cells under our names, what stands in them as words."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, islice
from pathlib import PurePosixPath

from toolkit.documents.accounts import IGNORED, KEPT, REFUSED, Entry, quoted_value
from toolkit.documents.files.cells import cell_text, is_written_out, words_in
from toolkit.documents.files.columns import (
    BESIDE,
    COLUMN_NAMES,
    GOES_ON,
    RENAMED,
    Named,
    count_known,
    heading,
    name_columns,
    plain,
)
from toolkit.documents.files.encodings import Undecodable
from toolkit.documents.files.inputs import Item, Unreadable
from toolkit.documents.files.markup import publisher_of, untagged
from toolkit.documents.files.rows import ABOVE, Row
from toolkit.documents.files.tables import rows_of
from toolkit.documents.files.webpages import holds

Fields = dict[str, str | None]
LOOKED_AT = 60  # rows by whose cells columns are told apart
WITHIN = ("title", "date", "source", "url")
NO_ROWS = ("a table without rows", "its first line names its columns; remove the file, or write the names above it")
ELSEWHERE = (
    "a table of metadata that is not the one of the corpus",
    "put one metadata.csv into the folder of the corpus, with the paths of its files",
)
NAMING_FILES = ("a table that names files and holds no texts", "call it metadata.csv to have it joined to them")
_NAMING_FILES = frozenset("file filename file_name ten_file ten_tep tep".split())  # noqa: SIM905
WRITTEN_OUT = "its text is an object in which no words are known; write them under text"
NAMES_AGAIN = "the names of the columns again"
LONGEST_NAME = 60
FULL_CELL = 32_000  # characters: near the 32,767 that a cell of a workbook holds, where it is cut in mid-sentence
_KNOWN = frozenset(name for names in COLUMN_NAMES.values() for name in names.split())
OURS = ("id", "text", "title", "date", "source", "url")


def read_table(item: Item, columns: dict[str, str], encoding: str | None) -> Iterator[tuple[Entry, Fields | None]]:
    """What a table holds, in order: each row, each sheet and each column that is renamed, with its entry.

    What stops the table from being read comes last, as the table's own entry and a document with its problem; where
    nothing does, the table's entry alone.
    """
    whole, rows = Entry(item.holder, item.path), 0
    try:
        for entry, fields in _read(item, columns, encoding):
            rows += entry.kind in ("row", "sheet") and entry.reason != ABOVE
            yield entry, fields
    except (Unreadable, Undecodable, OSError) as error:
        if not rows and PurePosixPath(item.name).stem.lower() == "metadata":
            yield whole._replace(outcome=IGNORED, reason=ELSEWHERE[0], remedy=ELSEWHERE[1]), None
            return
        yield whole, {"id": item.name, "problem": str(error)}
        return
    yield whole if rows else whole._replace(outcome=IGNORED, reason=NO_ROWS[0], remedy=NO_ROWS[1]), None


def _read(item: Item, columns: dict[str, str], encoding: str | None) -> Iterator[tuple[Entry, Fields | None]]:
    rows = rows_of(item, encoding, lambda names: count_known(names, columns))
    head = list(islice(rows, LOOKED_AT))
    named: Named | None = None
    known: tuple[str, ...] = ()
    told = set[str]()
    number = 0
    for row in chain(head, rows):
        if isinstance(row, Entry):
            yield row, None
            continue
        number += 1
        sheet = f"#{row.sheet}" if row.sheet else ""
        entry = Entry("row", f"{item.path}{sheet}", row.number, None, KEPT, row.note[0], "", row.note[1])
        place = f"{item.name}{sheet}#{row.number}"
        if row.problem is not None:
            yield entry, {"id": place, "problem": row.problem}
            continue
        if named is None or tuple(row.cells) != known:
            known = tuple(row.cells)
            try:
                named = _named(known, columns, head)
            except Unreadable as error:
                if any(heading(name) in _NAMING_FILES for name in known) and not _names_texts(head, columns):
                    raise Unreadable("; ".join(NAMING_FILES)) from error
                if item.kind not in (".json", ".jsonl", ".ndjson"):
                    where = f"after row {number - 1}: " if number > 1 else ""
                    raise Unreadable(f"{where}{error}") from error
                named = None
                yield entry, {"id": place, "problem": str(error)}
                continue
            renamed = {name: ours for name, ours in named.names.items() if ours.startswith(name) and ours != name}
            for name in renamed.keys() - told:
                value = quoted_value(f"{name} → {renamed[name]}")
                yield Entry("column", f"{item.path}{sheet}", outcome=KEPT, reason=RENAMED, value=value), None
            told |= set(renamed)
            for name in [name for name in named.further if name not in told]:
                yield Entry("column", f"{item.path}{sheet}", reason=GOES_ON, value=quoted_value(name)), None
            for name in [name for name in named.beside if name not in told]:
                aside = Entry("column", f"{item.path}{sheet}", value=quoted_value(name))
                yield aside._replace(outcome=REFUSED, reason=BESIDE[0], remedy=BESIDE[1]), None
            told |= {*named.further, *named.beside}
        if _names_again(row):
            yield entry._replace(outcome=IGNORED, reason=NAMES_AGAIN), None
            continue
        yield entry, _fields(place, row, named)


def _names_texts(head: list[Row | Entry], columns: dict[str, str]) -> bool:
    """Whether any of the first records has a column of text, which in JSON not every one need have."""
    for known in {tuple(row.cells) for row in head if isinstance(row, Row) and row.problem is None}:
        with suppress(Unreadable):
            return bool(_named(known, columns, head))
    return False


def _names_again(row: Row) -> bool:
    """Whether a row is a header: the second of two, or that of a table which was put below another."""
    filled = []
    for name, cell in row.cells.items():
        if cell is not None and cell != "":
            if not isinstance(cell, str) or len(cell) > LONGEST_NAME:
                return False
            filled.append((name, cell))
    if len(filled) < 2:
        return False
    return all(cell.strip() == name or heading(cell) in _KNOWN for name, cell in filled)


def _named(known: tuple[str, ...], columns: dict[str, str], head: list[Row | Entry]) -> Named:
    looked = [row.cells for row in head if isinstance(row, Row) and row.problem is None]
    return name_columns(list(known), columns, [cells for cells in looked if tuple(cells) == known] or looked)


def _fields(place: str, row: Row, named: Named) -> Fields:
    fields: Fields = {}
    for name, value in row.cells.items():
        ours = named.names[name]
        fields[ours] = words_in(value) if ours in OURS else cell_text(value)
    texts = chain((name for name in row.cells if named.names[name] == "text"), named.others)
    text = next((name for name in texts if words_in(row.cells[name])), None)
    if any(is_written_out(row.cells.get(name)) for name in (text, *named.further) if name):
        return {"id": place, "problem": WRITTEN_OUT}
    if text:
        fields["text"] = words_in(row.cells[text])
    for name in named.further:
        fields["text"] = _going_on(fields.get("text") or "", words_in(row.cells.get(name)) or "")
    fields = _within_text(row, named) | {name: value for name, value in fields.items() if value}
    fields["id"] = (fields.get("id") or "").strip() or place
    dated = fields.pop("date", None)
    if dated:
        column = next((name for name in row.cells if named.names[name] in ("date", "text")), "")
        column = next((name for name in row.cells if named.names[name] == "date"), column)
        fields |= {"date_given": dated, "date_given_by": f"column {column}"}
    if row.encoding is not None:
        fields["encoding"] = row.encoding
    return _article(fields, row, named.leads)


def _going_on(text: str, more: str) -> str:
    """A text with what the next column holds of it; a copy of the text, however it was cleaned, adds nothing."""
    if not more or not text:
        return text or more
    if more.strip() in text or plain(more) in plain(text):
        return text
    return f"{text}{'' if len(text) >= FULL_CELL else chr(10)}{more}"


def _within_text(row: Row, named: Named) -> Fields:
    """What an object in the column of text says of its article beside the text: `{"article": {"title", "body"}}`."""
    found: Fields = {}
    for name, value in row.cells.items():
        if named.names[name] == "text" and isinstance(value, dict):
            for key, inner in value.items():
                ours = next((ours for ours in WITHIN if plain(key) in COLUMN_NAMES[ours].split()), None)
                if ours is not None and (words := words_in(inner)):
                    found.setdefault(ours, words)
    return found


def _article(fields: Fields, row: Row, leads: tuple[str, ...]) -> Fields:
    """The text as a reader sees it: HTML without its tags, the lead from a column of its own before it."""
    text = fields.get("text") or ""
    if "<" in text:
        publisher = publisher_of(text)
        if publisher and not fields.get("source"):
            fields["source"] = publisher
        text = untagged(text)
    lead = next((words for name in leads if (words := words_in(row.cells[name]))), None)
    if lead and text and not holds(text, untagged(lead)):
        text = f"{untagged(lead)}\n{text}"
    return {**fields, "text": text}
