"""Tables of documents: csv, tsv, json, jsonl, parquet and xlsx, as rows under their own column names."""

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator
from typing import IO, Any

from toolkit.documents.files.encodings import Undecodable, decode
from toolkit.documents.files.inputs import MAX_DOCUMENT, Item, Unreadable
from toolkit.documents.files.office import checked_package

MAX_JSON = 256 << 20  # a .json file is parsed whole; .jsonl has no such limit
MAX_ROWS, MAX_COLUMNS = 20_000_000, 2_000
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
Row = dict[str, Any]


def rows_of(item: Item, encoding: str | None) -> Iterator[Row]:
    """The rows of a table, in order and in bounded memory; a row that cannot be read has only the key "problem".

    The encoding in which a row of text was read stands under "encoding" (utf-8 is not mentioned).
    Raises Unreadable where the file as a whole cannot be read, or from some row on.
    """
    assert item.stream is not None
    if item.kind in (".csv", ".tsv"):
        return _csv_rows(item.stream, "\t" if item.kind == ".tsv" else None, encoding)
    if item.kind in (".jsonl", ".ndjson"):
        return _jsonl_rows(item.stream, encoding)
    if item.kind == ".json":
        return _json_rows(item.stream, encoding)
    return _parquet_rows(item.stream) if item.kind == ".parquet" else _xlsx_rows(item.stream)


def _csv_rows(stream: IO[bytes], delimiter: str | None, encoding: str | None) -> Iterator[Row]:
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var]
    head = buffered.peek(1 << 16)[: 1 << 16]
    codec = encoding or _codec(head)
    told = codec.lower() in ("tcvn3", "vni")
    # Bytes that are not in the codec travel as surrogates to their cell, where they are decoded on its own evidence.
    lines = io.TextIOWrapper(buffered, "latin-1" if told else codec, errors="surrogateescape", newline="")
    limit = csv.field_size_limit(MAX_DOCUMENT)
    try:
        reader = csv.reader(lines, delimiter=delimiter or _delimiter(head, codec))
        header = [_cell(name, codec)[0].strip() for name in _within(reader, limit_columns=True)]
        if not header:
            return
        for cells in reader:
            if cells:
                yield _csv_row(header, cells, codec)
    except csv.Error as error:
        raise Unreadable(f"row {reader.line_num}: {error}; is a quotation mark unclosed?") from error
    except UnicodeError as error:
        raise Unreadable(f"not {codec} after row {reader.line_num}; leave encoding out to have it detected") from error
    finally:
        csv.field_size_limit(limit)
        if not buffered.closed:  # a reader that stops early may have closed the file first
            lines.detach()


def _within(reader: Iterator[list[str]], limit_columns: bool) -> list[str]:
    header = next((row for row in reader if row), [])
    if limit_columns and len(header) > MAX_COLUMNS:
        raise Unreadable(f"{len(header):,} columns, more than {MAX_COLUMNS:,}; is this a table of documents?")
    return header


def _csv_row(header: list[str], cells: list[str], codec: str) -> Row:
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        return {"problem": f"{len(cells)} cells under a header of {len(header)}; quote the cells that hold separators"}
    row: Row = dict.fromkeys(header)
    for name, cell in zip(header, cells, strict=False):
        row[name], read_as = _cell(cell, codec)
        if read_as != "utf-8":
            row["encoding"] = read_as
    return row


def _cell(cell: str, codec: str) -> tuple[str, str]:
    """A cell, decoded on its own evidence where it held bytes that are not in the file's codec."""
    if cell.isascii():
        return cell, "utf-8"
    if codec.lower() in ("tcvn3", "vni"):
        return decode(cell.encode("latin-1", errors="replace"), codec)
    if _LONE_SURROGATE.search(cell):
        try:
            return decode(cell.encode("utf-8", errors="surrogateescape"))
        except (Undecodable, UnicodeError):
            return _LONE_SURROGATE.sub("\ufffd", cell), "utf-8"
    return (cell, codec) if codec not in ("utf-8", "utf-8-sig") else decode(cell.encode("utf-8"))


def _codec(head: bytes) -> str:
    """The codec of a table: by its byte order mark or its NULs, else UTF-8 (cells that do not fit: alone)."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return name
    if b"\0" in head[:4096]:
        try:
            return decode(head[:4096])[1].partition(" ")[0]
        except Undecodable as error:
            raise Unreadable(str(error)) from error
    return "utf-8"


def _delimiter(head: bytes, codec: str) -> str:
    """The separator that the header holds most often: comma, semicolon, tab or bar."""
    first = head.decode("latin-1" if codec in ("tcvn3", "vni") else codec, errors="replace").lstrip().partition("\n")[0]
    return max(",;\t|", key=first.count)


def _jsonl_rows(stream: IO[bytes], encoding: str | None) -> Iterator[Row]:
    lines = _bounded_lines(stream)
    for number, line in enumerate(lines, start=1):
        if line is None:
            yield {"problem": f"line {number} is longer than {MAX_DOCUMENT >> 20} MiB"}
        elif number == 1 and line[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            raise Unreadable("UTF-16 JSON lines; save them as UTF-8")
        elif line.strip():
            yield _json_row(line, encoding, number)


def _bounded_lines(stream: IO[bytes]) -> Iterator[bytes | None]:
    """The lines of a stream; None for one longer than MAX_DOCUMENT, which is passed over in pieces."""
    while line := stream.readline(MAX_DOCUMENT):
        if len(line) == MAX_DOCUMENT and not line.endswith(b"\n"):
            while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
                pass
            yield None
        else:
            yield line


def _json_row(line: bytes, encoding: str | None, number: int) -> Row:
    try:
        text, read_as = decode(line, encoding) if encoding or not line.isascii() else (line.decode("ascii"), "utf-8")
        found = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        return {"problem": f"line {number} is no JSON object ({_short(error)})"}
    if not isinstance(found, dict):
        return {"problem": f"line {number} is no JSON object but {type(found).__name__}"}
    return found if read_as in ("utf-8", "utf-8-sig") else {**found, "encoding": read_as}


def _json_rows(stream: IO[bytes], encoding: str | None) -> Iterator[Row]:
    data = stream.read(MAX_JSON + 1)
    if len(data) > MAX_JSON:
        raise Unreadable(
            f"a JSON file of over {MAX_JSON >> 20} MiB is not read whole; write one object a line (.jsonl)"
        )
    try:
        text, read_as = decode(data, encoding)
        found = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"no JSON ({_short(error)})") from error
    extra = {} if read_as in ("utf-8", "utf-8-sig") else {"encoding": read_as}
    for number, row in enumerate(_objects(found), start=1):
        yield {**row, **extra} if isinstance(row, dict) else {"problem": f"item {number} is no JSON object"}


def _objects(found: Any) -> list[Any]:
    """An array of objects; the longest array of objects within an object; or the object itself."""
    if isinstance(found, list):
        return found
    if not isinstance(found, dict):
        raise Unreadable("JSON, but neither an object nor an array of objects")
    arrays = [value for value in found.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
    return max(arrays, key=len) if arrays else [found]


def _parquet_rows(stream: IO[bytes]) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(_seekable(stream))
        if file.metadata.num_rows > MAX_ROWS or file.metadata.num_columns > MAX_COLUMNS:
            raise Unreadable(f"{file.metadata.num_rows:,} rows of {file.metadata.num_columns:,} columns; split it")
        for batch in file.iter_batches(batch_size=1024):
            yield from batch.to_pylist()
    except (pa.ArrowException, OSError, ValueError, KeyError, OverflowError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"no Parquet that can be read ({_short(error)})") from error


def _xlsx_rows(stream: IO[bytes]) -> Iterator[Row]:
    from openpyxl import load_workbook

    source = checked_package(_seekable(stream))
    try:
        book = load_workbook(source, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)
        header = next(([str(name or "").strip() for name in row] for row in rows if any(row)), [])
        for row in rows:
            if any(cell not in (None, "") for cell in row):
                yield {name: cell for name, cell in zip(header, row, strict=False) if name and cell is not None}
    except Unreadable:
        raise
    except Exception as error:  # a damaged workbook raises whatever its parser meets first
        raise Unreadable(f"no workbook that can be read ({_short(error)})") from error


def _seekable(stream: IO[bytes]) -> IO[bytes]:
    """The stream itself when it is a file; its bytes in memory when it comes out of an archive."""
    if not isinstance(getattr(stream, "raw", None), io.FileIO):
        data = stream.read(MAX_JSON + 1)
        if len(data) > MAX_JSON:
            raise Unreadable(f"over {MAX_JSON >> 20} MiB within an archive; unpack it first")
        return io.BytesIO(data)
    return stream


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
