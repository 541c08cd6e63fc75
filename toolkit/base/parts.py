"""What a noun is made of: read-only arrays in memory; JSON, NPZ and Parquet on disk, never a pickle."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

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


class ReadOnlyDict(dict[str, Any]):
    """A dict that nobody changes: equal to, stored and copied like the plain one."""

    def _refuse(self, *given: Any, **more: Any) -> NoReturn:
        raise TypeError("this belongs to a noun and is read-only; change a copy: dict(...)")

    __setitem__ = __delitem__ = __ior__ = update = pop = popitem = setdefault = clear = _refuse

    def __reduce__(self) -> Any:
        return ReadOnlyDict, (dict(self),)


def frozen(value: Any) -> Any:
    """A mapping read-only through and through: lists inside it become tuples."""
    if isinstance(value, Mapping):
        return ReadOnlyDict({key: frozen(inner) for key, inner in value.items()})
    return tuple(frozen(inner) for inner in value) if isinstance(value, list | tuple) else value
