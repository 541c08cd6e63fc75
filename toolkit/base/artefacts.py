"""What a noun is made of on disk: a JSON header, arrays in NPZ, tables in Parquet; never a pickle."""

from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray


@dataclass(frozen=True)
class Parts:
    """A noun taken apart: `meta` (JSON), `arrays` (NPZ) and `tables` (data frames, Parquet), each by name."""

    meta: dict[str, Any] = field(default_factory=dict)
    arrays: dict[str, NDArray[Any]] = field(default_factory=dict)
    tables: dict[str, Any] = field(default_factory=dict)
