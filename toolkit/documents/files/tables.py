"""Tables of documents, of whatever kind: as rows under their own column names."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any

from toolkit.documents.accounts import Entry
from toolkit.documents.dating.moments import read_cell
from toolkit.documents.files.columns import OF_NAMES, SHORTEST_ARTICLE, heading
from toolkit.documents.files.feeds import book_rows, feed_rows
from toolkit.documents.files.inputs import Item, Unreadable
from toolkit.documents.files.json_rows import MAX_JSON, json_rows, jsonl_rows, opened
from toolkit.documents.files.kinds import HEAD, PAGES
from toolkit.documents.files.mails import mailbox_rows
from toolkit.documents.files.rows import HeaderTest, Row, short
from toolkit.documents.files.separated import LONGEST_HEADER, MAX_COLUMNS, separated_rows, separators_in
from toolkit.documents.files.sheets import ods_rows, web_table_rows
from toolkit.documents.files.workbooks import workbook_rows

MAX_ROWS = 20_000_000
BATCH = 1024  # rows that are unpacked at a time


def rows_of(item: Item, encoding: str | None, is_header: HeaderTest) -> Iterator[Row | Entry]:
    """The rows of a table, in order and in bounded memory, and for a workbook an entry for each sheet.

    `is_header` says of a list of names how many are known of such a table's columns, 0 where it is none. Raises
    Unreadable where the file as a whole cannot be read, or from some row on.
    """
    assert item.stream is not None
    if item.kind in (".csv", ".tsv"):
        return separated_rows(item.stream, item.kind, encoding, is_header, item.path)
    if item.kind in (".jsonl", ".ndjson"):
        return jsonl_rows(item.stream, item.path, encoding, is_header)
    if item.kind == ".json":
        return json_rows(item.stream, item.path, encoding, is_header)
    if item.kind in (".parquet", ".arrow"):
        return _column_rows(item.stream, item.kind, is_header)
    if item.kind == ".rss":
        return feed_rows(item.stream)
    if item.kind == ".mbox":
        return mailbox_rows(item.stream)
    if item.kind == ".xls":
        return web_table_rows(item.stream, item.path, is_header)
    source = _seekable(item.stream)
    if item.kind == ".epub":
        return book_rows(source)
    return (ods_rows if item.kind == ".ods" else workbook_rows)(source, item.path, is_header)


def as_table(item: Item, is_header: HeaderTest) -> Item:
    """A table under the name of a text or a page, as what it is: lines under names of columns that are known, JSON; a
    page that is one table, as programs save one for a browser."""
    if item.kind in PAGES and not item.problem and isinstance(item.stream, io.BufferedReader):
        return replace(item, kind=".xls") if _is_page_of_a_table(item.stream.peek(HEAD)[:HEAD], is_header) else item
    if item.kind != ".txt" or item.problem or not isinstance(item.stream, io.BufferedReader):
        return item
    head = _as_utf8(item.stream.peek(HEAD)[:HEAD]).lstrip()
    if head.startswith((b"{", b"[{", b"[\n", b"[ {")):
        return replace(item, kind=".json") if _JSON.match(head) else item
    lines = head.decode("utf-8", errors="replace").split("\n", LOOKED_AT)
    sign = max(separators_in(lines[0]), key=lines[0].count)
    names = [name.strip("\r").strip('"') for name in lines[0].split(sign)]
    if len(lines[0]) > LONGEST_HEADER or len(names) < 2 or any(name != name.strip() for name in names):
        return item
    rows = [line for line in lines[1:3] if line.strip()]
    fitting = all(line.count('"') % 2 or _cells_of(line, sign) == len(names) for line in rows)
    known = len(lines) > 1 and bool(lines[1].strip()) and is_header(names) > 1
    return replace(item, kind=".csv") if fitting and known else item


def _is_page_of_a_table(head: bytes, is_header: HeaderTest) -> bool:
    """Whether a page is one table of articles: no more than a title stands outside it, its first row names known
    columns, and the rows hold texts as long as articles are, or are short posts."""
    page = _UNSEEN.sub("", _as_utf8(head).decode("utf-8", errors="replace"))
    page = page[page.lower().find("<body") + 1 :]
    before, table, *after = [*_TABLE.split(page, maxsplit=2), ""][:3]
    if len(" ".join(_TAG.sub(" ", " ".join([before, *after])).split())) > LONGEST_TITLE:
        return False
    _, first, *lines = [*_ROW.split(table), ""]
    names = _cells_in(first[:LONGEST_HEADER])
    rows = [cells for cells in map(_cells_in, lines) if any(cells)]
    rows = rows[: len(rows) - (len(rows) > 1 and len(head) >= HEAD)]  # the last one looked at breaks off
    long = bool(rows) and sum(max(map(len, cells)) for cells in rows) >= len(rows) * SHORTEST_ARTICLE / 3
    known = len(names) > 1 and is_header([name for name in names if name]) > 1
    return known and (long or _are_posts(names, rows))


def _cells_in(row: str) -> list[str]:
    return [" ".join(_TAG.sub(" ", cell).split()) for cell in _CELL.findall(row)]


def _are_posts(names: list[str], rows: list[list[str]]) -> bool:
    """Whether rows are short posts: each with a text, nearly each with a day, under names that a schedule or a list of
    events (a day, what happens) does not have."""
    kinds = [OF_NAMES.get(heading(name)) or (heading(name) in AUTHORS and "author") for name in names]
    if len(rows) < 2 or not {"date", "text"} <= set(kinds) or {"id", "url", "title", "author"}.isdisjoint(kinds):
        return False
    day, text = kinds.index("date"), kinds.index("text")
    if any(len(cells) != len(names) or not cells[text] for cells in rows):
        return False
    return sum(read_cell(cells[day]) is None for cells in rows) <= MOST_UNDATED * len(rows)


def _as_utf8(head: bytes) -> bytes:
    """The first bytes of a file without its mark, those of Excel's *Unicode text* (UTF-16) as UTF-8."""
    for mark, codec in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(mark):
            return head[len(mark) :].decode(codec, errors="ignore").encode("utf-8", errors="ignore")
    return head.removeprefix(codecs.BOM_UTF8)


def _cells_of(line: str, sign: str) -> int:
    try:
        return len(next(csv.reader([line.strip("\r")], delimiter=sign), []))
    except csv.Error:
        return 0


AUTHORS = frozenset("author tac_gia user username user_name nguoi_dang nguoi_viet tai_khoan".split())  # noqa: SIM905
MOST_UNDATED = 0.1  # of the rows of short posts, which stay undated
LONGEST_TITLE = 200  # characters above a table that is a page's own
_TAG = re.compile(r"<[^<>]*>")
_TABLE, _ROW = re.compile(r"</?table\b", re.IGNORECASE), re.compile(r"<tr\b", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_CELL = re.compile(r"<t[hd][^<>]*>(.*?)(?=<t[hd]\b|</t[hd]>|\Z)", re.DOTALL | re.IGNORECASE)
LOOKED_AT = 5  # lines of a text that may be a table
# A key and its colon: words in quotation marks may begin a text.
_JSON = re.compile(rb"""\[?\s*\{\s*(?:"(?:[^"\\\n]|\\.){0,300}"|'(?:[^'\\\n]|\\.){0,300}')\s*:""")


def _column_rows(stream: IO[bytes], kind: str, is_header: HeaderTest) -> Iterator[Row]:
    """The rows of a file that is written by columns: Parquet, an Arrow file or stream (.arrow, .feather)."""
    import pyarrow as pa

    try:
        source, number = _seekable(stream), 0
        for batch in _parquet_batches(source) if kind == ".parquet" else _arrow_batches(source):
            for cells in batch.to_pylist():
                number += 1
                own = {name: cell for name, cell in cells.items() if not _INDEX.fullmatch(name)}
                yield Row(number, opened(own, is_header))
    except Unreadable:
        raise
    except (pa.ArrowException, OSError, ValueError, KeyError, OverflowError) as error:
        raise Unreadable(f"no {kind[1:].title()} file that can be read ({short(error)})") from error


def _parquet_batches(source: IO[bytes]) -> Iterator[Any]:
    import pyarrow.parquet as pq

    file = pq.ParquetFile(source)
    if file.metadata.num_rows > MAX_ROWS or file.metadata.num_columns > MAX_COLUMNS:
        raise Unreadable(f"{file.metadata.num_rows:,} rows of {file.metadata.num_columns:,} columns; split it")
    yield from file.iter_batches(batch_size=BATCH)


def _arrow_batches(source: IO[bytes]) -> Iterator[Any]:
    import pyarrow as pa

    whole = source.read(6) == b"ARROW1"
    source.seek(0)
    file = pa.ipc.open_file(source) if whole else pa.ipc.open_stream(source)
    for batch in (file.get_batch(i) for i in range(file.num_record_batches)) if whole else file:
        if batch.num_columns > MAX_COLUMNS:
            raise Unreadable(f"{batch.num_columns:,} columns, more than {MAX_COLUMNS:,}")
        batch.validate(full=True)  # offsets are a stranger's: unchecked, they lead out of the file
        yield from (batch.slice(at, BATCH) for at in range(0, batch.num_rows, BATCH))


_INDEX = re.compile(r"__index_level_\d+__")  # what pandas writes of a row's number


def _seekable(stream: IO[bytes]) -> IO[bytes]:
    """The stream itself when it is a file; its bytes in memory when it comes out of an archive."""
    if not isinstance(getattr(stream, "raw", None), io.FileIO):
        data = stream.read(MAX_JSON + 1)
        if len(data) > MAX_JSON:
            raise Unreadable(f"over {MAX_JSON >> 20} MiB within an archive; unpack it first")
        return io.BytesIO(data)
    return stream
