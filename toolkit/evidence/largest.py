"""The largest of each row, in one compiled walk over it."""

import numpy as np
from numba import b1, f4, i8, void
from numpy.typing import NDArray

from toolkit.base.compiled import compiled


@compiled(void(f4[:, ::1], i8[:, ::1], b1[::1]))
def largest(values: NDArray[np.float32], found: NDArray[np.int64], tied: NDArray[np.bool_]) -> None:
    """Write the columns of each row's k largest, rising, into `found` (U, k); `tied` (U): more than k reach them."""
    k = found.shape[1]
    top = np.empty(k, np.float32)  # the largest so far, rising
    for row in range(values.shape[0]):
        top[:] = -np.inf
        for column in range(values.shape[1]):
            value = values[row, column]
            if value > top[0]:
                place = 0
                while place + 1 < k and top[place + 1] < value:
                    top[place] = top[place + 1]
                    place += 1
                top[place] = value
        n = 0
        for column in range(values.shape[1]):
            if values[row, column] >= top[0]:
                if n < k:
                    found[row, n] = column
                n += 1
        tied[row] = n > k
