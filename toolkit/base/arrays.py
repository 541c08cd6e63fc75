"""Read-only arrays: what a noun holds nobody changes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def readonly(values: Any, dtype: Any = None) -> NDArray[Any]:
    """A read-only, C-contiguous array of `values`; copies only when it must."""
    array = np.ascontiguousarray(values, dtype=dtype)
    if array.flags.writeable:
        array = array.view()
        array.flags.writeable = False
    return array
