"""Parts: row groups of Parquet files, read where they are worked on, and folders of them."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.base.errors import InputError, ToolkitError


@dataclass(frozen=True)
class Part:
    """A row group of a Parquet file; `columns`: these alone, None for all."""

    path: str
    row_group: int
    columns: tuple[str, ...] | None = None

    def read(self) -> pa.RecordBatch:
        """The rows; InputError names a part that is damaged or gone."""
        try:
            with pq.ParquetFile(self.path) as file:
                table = file.read_row_group(self.row_group, columns=None if self.columns is None else [*self.columns])
        except (OSError, pa.ArrowException, IndexError) as error:
            raise InputError(
                f"the part {Path(self.path).name} (row group {self.row_group}) cannot be read: {_first_line(error)}; "
                "delete it, so that it is made again"
            ) from error
        batches = table.combine_chunks().to_batches()
        return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)


@dataclass(frozen=True)
class Keep:
    """Where what comes of parts is kept, and by what code it was made: other code, other results."""

    folder: Path
    code: str


Source: TypeAlias = "pa.RecordBatch | Part"


def batch_of(source: Source) -> pa.RecordBatch:
    """The rows of a batch that is there, or of a part that is to be read."""
    return source.read() if isinstance(source, Part) else source


def parts_of(folder: str | Path, *, columns: Iterable[str] | None = None) -> tuple[Part, ...]:
    """Every row group of the Parquet files of a folder, in the order of their names; InputError where there is none."""
    files = sorted(Path(folder).glob("*.parquet"))
    if not files:
        raise InputError(f"{Path(folder).name or folder} holds no Parquet file")
    wanted = None if columns is None else tuple(columns)
    return tuple(Part(str(file), group, wanted) for file in files for group in range(_row_groups(file)))


def _row_groups(file: Path) -> int:
    try:
        return int(pq.read_metadata(file).num_row_groups)
    except (OSError, pa.ArrowException) as error:
        raise InputError(
            f"the part {file.name} cannot be read: {_first_line(error)}; delete it, so that it is made again"
        ) from error


def write_parts(batches: Iterable[pa.RecordBatch], folder: str | Path) -> tuple[Path, ...]:
    """One file a batch, `part-00000.parquet` and on; each is whole or not there. ToolkitError: a full disk."""
    folder = Path(folder)
    written = []
    for number, batch in enumerate(batches):
        target = folder / f"part-{number:05d}.parquet"
        beside = target.with_suffix(".tmp")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.Table.from_batches([batch]), beside, compression="zstd")
            os.replace(beside, target)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise ToolkitError(f"cannot write {target.name}: {error.strerror or error}; free space") from error
        written.append(target)
    return tuple(written)


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
