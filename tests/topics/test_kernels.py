"""Compiled loops beside what numpy says of the same numbers."""

import numpy as np
import pytest


@pytest.mark.parametrize("n", [1, 7, 8, 9, 127, 128, 129, 136, 257, 300, 1000, 5001])
def test_pairs_of_a_unit_are_added_up_as_numpy_adds(n: int) -> None:
    from toolkit.topics.engines import kernels

    random = np.random.default_rng(n)
    gamma, data = random.random((n, 8), dtype=np.float32), random.integers(1, 9, n).astype(np.float32)
    expected = np.add.reduceat(gamma * data[:, None], [0], axis=0)[0]
    found = [gamma[0, k] * data[0] + kernels.summed(gamma, data, 1, n - 1, k) for k in range(8)]
    assert np.array_equal(np.array(found, dtype=np.float32), expected)
