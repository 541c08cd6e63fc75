"""What a noun is made of: read-only arrays in memory; JSON, NPZ and Parquet on disk, never a pickle."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Parts:
    """A noun taken apart: `meta` (JSON), `arrays` (NPZ) and `tables` (data frames, Parquet), each by name."""

    meta: dict[str, Any] = field(default_factory=dict)
    arrays: dict[str, NDArray[Any]] = field(default_factory=dict)
    tables: dict[str, Any] = field(default_factory=dict)


def readonly(values: Any, dtype: Any = None) -> NDArray[Any]:
    """A read-only, C-contiguous array of `values`; copies only when it must."""
    array = np.ascontiguousarray(values, dtype=dtype)
    if array.flags.writeable:
        array = array.view()
        array.flags.writeable = False
    return array
