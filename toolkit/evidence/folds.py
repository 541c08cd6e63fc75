"""Folds by story: no unit is scored by a model that saw it or its reprint."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.streams import stream

N_FOLDS = 5


def group_codes(labels: Sequence[str] | pd.Series) -> NDArray[np.intp]:
    """Integer labels from 0, in the order of the sorted distinct labels."""
    return np.unique(np.asarray(labels, dtype=object).astype(str), return_inverse=True)[1].astype(np.intp)


def story_folds(stories: Sequence[str] | pd.Series, *, seed: int, n_folds: int = N_FOLDS) -> NDArray[np.intp]:
    """(U) the fold of each unit: stories are shuffled by `seed` and dealt to folds of nearly equal size in units.

    With fewer stories than folds there are as many folds as stories. The order of the units has no effect.
    """
    codes = group_codes(stories)
    sizes = np.bincount(codes)
    n_folds = min(n_folds, len(sizes))
    order = stream(seed, "story folds").permutation(len(sizes))
    order = order[np.argsort(-sizes[order], kind="stable")]
    load, fold = np.zeros(n_folds), np.empty(len(sizes), dtype=np.intp)
    for story in order.tolist():
        lightest = int(np.argmin(load))
        fold[story] = lightest
        load[lightest] += sizes[story]
    return fold[codes]
