"""A map over a table, cut into parts by its ids; what comes of a part may be kept, so that a run goes on where it was
stopped, and a few new rows cost a few parts."""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from toolkit.base.errors import ToolkitError
from toolkit.base.progress import progress
from toolkit.engine.choice import Engine, run
from toolkit.engine.local import Map, mapped

Bounds = list[tuple[int, int]]
SMALLEST, LARGEST = 0.25, 4.0  # of a part's usual rows
CHECKSUM = 16  # bytes, before what is kept
A_STEP = 100  # rows after which a bar moves


def map_table(
    table: pa.Table, function: Map, *, engine: Engine | None, settings: Any = None, what: str = ""
) -> pa.Table:
    """What `function` (batches → batches, pure, a row for a row) makes of a table that has a column `id`, in its order.

    The result does not hang on the parts, on where they run, or on what was kept of them. `settings` (JSON) is all that
    the function depends on besides its rows and `engine.keep.code`; with them a part's bytes are its name in
    `engine.keep.folder`. Without an engine it runs here, with a bar named `what`, and nothing is kept. Raises
    ToolkitError where the disk is full; a kept part that is damaged is made again.
    """
    if engine is None:
        steps = table.combine_chunks().to_batches(max_chunksize=A_STEP) or [part_of(table, 0, 0)]
        return pa.Table.from_batches(function(progress(steps, what)))
    bounds = cut(table.column("id").to_pylist(), engine.rows_a_part)
    keep = engine.keep if len(bounds) > 1 else None
    if keep is None:
        made: Iterable[pa.RecordBatch] = run((part_of(table, *ends) for ends in bounds), function, engine=engine)
    else:
        files = [keep.folder / f"{_name(part_of(table, *ends), keep.code, settings)}.arrow" for ends in bounds]
        made = _kept_or_made(table, bounds, files, function, engine)
    return pa.Table.from_batches(list(made))


def cut(ids: Sequence[str], about: int) -> Bounds:
    """First and past the last row of each part: it ends where the hash of an id says, so that a new row changes its own
    part and not all that follow."""
    bounds: Bounds = []
    begin, least, most = 0, max(1, int(about * SMALLEST)), int(about * LARGEST)
    for i, one in enumerate(ids, start=1):
        ends = int.from_bytes(hashlib.blake2b(one.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
        if (ends % about == 0 and i - begin >= least) or i - begin >= most:
            bounds.append((begin, i))
            begin = i
    return bounds if begin == len(ids) and bounds else [*bounds, (begin, len(ids))]


def part_of(table: pa.Table, begin: int, end: int) -> pa.RecordBatch:
    """Rows begin … end - 1 as a batch that holds nothing else."""
    rows = table.slice(begin, end - begin).combine_chunks().to_batches()
    batch = rows[0] if rows else pa.RecordBatch.from_pylist([], schema=table.schema)
    return pa.ipc.read_record_batch(batch.serialize(), batch.schema)


def _name(batch: pa.RecordBatch, code: str, settings: Any) -> str:
    told = json.dumps([code, settings, str(batch.schema.remove_metadata())], ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(told.encode("utf-8", "surrogatepass"))
    digest.update(batch.serialize())
    return digest.hexdigest()[:40]


def _kept_or_made(
    table: pa.Table, bounds: Bounds, files: Sequence[Path], function: Map, engine: Engine
) -> Iterator[pa.RecordBatch]:
    there = [file.is_file() for file in files]
    missing = (part_of(table, *ends) for ends, here in zip(bounds, there) if not here)
    made = _by_part(missing, function, engine)
    for ends, file, here in zip(bounds, files, there):
        found = _read(file) if here else None
        if found is None:
            source = part_of(table, *ends)
            found = _joined_all(mapped(function, source)) if here else next(made)  # one that is damaged: made here
            _write(found, file)
        yield found


def _by_part(parts: Iterable[pa.RecordBatch], function: Map, engine: Engine) -> Iterator[pa.RecordBatch]:
    yield from run(parts, _OneBatch(function), engine=engine)


class _OneBatch:
    """A map that gives one batch for one, whatever `function` gives."""

    def __init__(self, function: Map) -> None:
        self.function = function

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield _joined_all(list(self.function(iter([batch]))))


def _joined_all(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    table = pa.Table.from_batches(batches).combine_chunks()
    found = table.to_batches()
    return found[0] if found else pa.RecordBatch.from_pylist([], schema=table.schema)


def _read(file: Path) -> pa.RecordBatch | None:
    """What was kept of a part, its time set anew; None where it is damaged, be it by a single bit."""
    try:
        data = file.read_bytes()
        if _checksum(memoryview(data)[CHECKSUM:]) != data[:CHECKSUM]:
            return None
        with pa.ipc.open_file(pa.py_buffer(data)[CHECKSUM:]) as reader:
            found = _joined_all([reader.get_batch(i) for i in range(reader.num_record_batches)])
        found.validate(full=True)
        os.utime(file)
    except (OSError, pa.ArrowException):
        return None
    return found


def _checksum(data: Any) -> bytes:
    return hashlib.blake2b(data, digest_size=CHECKSUM).digest()


def _write(batch: pa.RecordBatch, file: Path) -> None:
    beside = file.with_suffix(f".{os.getpid()}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        made = pa.BufferOutputStream()
        with pa.ipc.new_file(made, batch.schema, options=options) as writer:
            writer.write_batch(batch)
        data = made.getvalue()
        with open(beside, "wb") as target:
            target.write(_checksum(data))
            target.write(data)
        os.replace(beside, file)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise ToolkitError(
            f"cannot keep a part of the work: {error.strerror or error}; free space in the folder of the build"
        ) from error


def drop_older(folder: Path, moment: float) -> None:
    """Drop kept parts that were neither made nor read since `moment` (seconds since 1970), and unfinished ones."""
    for file in folder.glob("*"):
        with contextlib.suppress(OSError):
            if file.suffix == ".tmp" or file.stat().st_mtime < moment:
                file.unlink()
