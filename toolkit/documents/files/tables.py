"""Tables of documents: csv, tsv, json, jsonl, parquet and xlsx, as rows under their own column names."""

import codecs
import io
import json
import re
from collections.abc import Iterator
from typing import IO, Any

from toolkit.documents.accounts import Entry
from toolkit.documents.files.encodings import decode
from toolkit.documents.files.inputs import MAX_DOCUMENT, Item, Unreadable
from toolkit.documents.files.rows import Row, short
from toolkit.documents.files.separated import MAX_COLUMNS, separated_rows
from toolkit.documents.files.workbooks import HeaderTest, workbook_rows

MAX_JSON = 256 << 20  # a .json file is parsed whole; .jsonl has no such limit
MAX_ROWS = 20_000_000
_UTF8 = ("utf-8", "utf-8-sig")
_ENVELOPES = ("_source", "fields", "attributes", "article", "data", "item", "node", "doc", "document", "post")


def rows_of(item: Item, encoding: str | None, is_header: HeaderTest) -> Iterator[Row | Entry]:
    """The rows of a table, in order and in bounded memory, and for a workbook an entry for each sheet.

    `is_header` says of a list of names how many are known of such a table's columns, 0 where it is none. Raises
    Unreadable where the file as a whole cannot be read, or from some row on.
    """
    assert item.stream is not None
    if item.kind in (".csv", ".tsv"):
        return separated_rows(item.stream, item.kind, encoding)
    if item.kind in (".jsonl", ".ndjson"):
        return _jsonl_rows(item.stream, encoding, is_header)
    if item.kind == ".json":
        return _json_rows(item.stream, encoding, is_header)
    if item.kind == ".parquet":
        return _parquet_rows(item.stream)
    return workbook_rows(_seekable(item.stream), item.path, is_header)


def _jsonl_rows(stream: IO[bytes], encoding: str | None, is_header: HeaderTest) -> Iterator[Row]:
    number = 0
    for line in _bounded_lines(stream):
        if line is not None and number == 0 and line[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            raise Unreadable("UTF-16 JSON lines; save them as UTF-8")
        if line is None or line.strip().strip(b","):
            number += 1
            yield _json_row(line, encoding, number, is_header)


def _bounded_lines(stream: IO[bytes]) -> Iterator[bytes | None]:
    """The lines of a stream; None for one longer than MAX_DOCUMENT, which is passed over in pieces."""
    while line := stream.readline(MAX_DOCUMENT):
        if len(line) == MAX_DOCUMENT and not line.endswith(b"\n"):
            while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
                pass
            yield None
        else:
            yield line


def _json_row(line: bytes | None, encoding: str | None, number: int, is_header: HeaderTest) -> Row:
    if line is None:
        return Row(number, problem=f"line {number} is longer than {MAX_DOCUMENT >> 20} MiB")
    try:
        text, read_as = decode(line, encoding) if encoding or not line.isascii() else (line.decode("ascii"), "utf-8")
        found = json.loads(text.lstrip("\ufeff").strip().rstrip(","))
    except (ValueError, RecursionError) as error:
        return Row(number, problem=f"line {number} is no JSON object ({short(error)})")
    if not isinstance(found, dict):
        return Row(number, problem=f"line {number} is no JSON object but {type(found).__name__}")
    return Row(number, _opened(found, is_header), encoding=None if read_as in _UTF8 else read_as)


def _json_rows(stream: IO[bytes], encoding: str | None, is_header: HeaderTest) -> Iterator[Row]:
    data = stream.read(MAX_JSON + 1)
    if len(data) > MAX_JSON:
        raise Unreadable(
            f"a JSON file of over {MAX_JSON >> 20} MiB is not read whole; write one object a line (.jsonl)"
        )
    try:
        text, read_as = decode(data, encoding)
        found = json.loads(text.lstrip("\ufeff"))
    except RecursionError as error:
        raise Unreadable(f"no JSON ({short(error)})") from error
    except ValueError as error:
        if len(data.split(b"\n", 2)) < 2 or not data.lstrip().startswith(b"{"):
            raise Unreadable(f"no JSON ({short(error)})") from error
        yield from _jsonl_rows(io.BytesIO(data), encoding, is_header)  # one object a line under the other name
        return
    for number, row in enumerate(_objects(found), start=1):
        if isinstance(row, dict):
            yield Row(number, _opened(row, is_header), encoding=None if read_as in _UTF8 else read_as)
        else:
            yield Row(number, problem=f"item {number} is no JSON object")


def _objects(found: Any) -> list[Any]:
    """An array of objects; the longest array of objects within an object, to three levels; or the object itself."""
    if isinstance(found, list):
        return found
    if not isinstance(found, dict):
        raise Unreadable("JSON, but neither an object nor an array of objects")
    level, arrays = [found], list[list[Any]]()
    for _ in range(3):
        values = [value for each in level for value in each.values()]
        arrays += [value for value in values if isinstance(value, list) and value and isinstance(value[0], dict)]
        level = [value for value in values if isinstance(value, dict)]
    if arrays:
        return max(arrays, key=len)
    if len(found) > 1 and all(isinstance(value, dict) for value in found.values()):
        return [{"id": key, **value} for key, value in found.items()]  # objects by their ids
    return [found]


def _opened(found: dict[str, Any], is_header: HeaderTest) -> dict[str, Any]:
    """An object whose article stands in an envelope (`_source`, `article`, …) as one with its own fields and its."""
    if not any(isinstance(value, dict) for value in found.values()) or is_header(list(found)):
        return found
    inner = next((found[name] for name in _ENVELOPES if isinstance(found.get(name), dict)), None)
    if inner is None or not is_header(list(inner)):
        return found
    return {**{name: value for name, value in found.items() if not isinstance(value, dict)}, **inner}


def _parquet_rows(stream: IO[bytes]) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(_seekable(stream))
        if file.metadata.num_rows > MAX_ROWS or file.metadata.num_columns > MAX_COLUMNS:
            raise Unreadable(f"{file.metadata.num_rows:,} rows of {file.metadata.num_columns:,} columns; split it")
        number = 0
        for batch in file.iter_batches(batch_size=1024):
            for cells in batch.to_pylist():
                number += 1
                yield Row(number, {name: cell for name, cell in cells.items() if not _INDEX.fullmatch(name)})
    except (pa.ArrowException, OSError, ValueError, KeyError, OverflowError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"no Parquet that can be read ({short(error)})") from error


_INDEX = re.compile(r"__index_level_\d+__")  # what pandas writes of a row's number


def _seekable(stream: IO[bytes]) -> IO[bytes]:
    """The stream itself when it is a file; its bytes in memory when it comes out of an archive."""
    if not isinstance(getattr(stream, "raw", None), io.FileIO):
        data = stream.read(MAX_JSON + 1)
        if len(data) > MAX_JSON:
            raise Unreadable(f"over {MAX_JSON >> 20} MiB within an archive; unpack it first")
        return io.BytesIO(data)
    return stream
