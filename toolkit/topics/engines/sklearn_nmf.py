"""NMF by scikit-learn: `NMF`, and `MiniBatchNMF` beyond 50,000 units.

Both by multiplicative updates: these keep zeros, so that an excluded term stays out, and move away from the seeds
slowly.
"""

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.base.streams import derived_seed
from toolkit.topics.options import FitOptions

Array = NDArray[np.float64]
MOST_UNITS = 50_000
PASSES = 200
LOSS_NAMES = {"kl": "kullback-leibler", "frobenius": "frobenius"}


def fit(
    matrix: Any, start: Array, loss: str, options: FitOptions, *, seed: int
) -> tuple[Array, Array, tuple[dict[str, float], ...], str]:
    """W (U, K), H (K, V), the history and the solver's name, from H = `start` (K, V) and the W that fits it."""
    from sklearn.decomposition import NMF, MiniBatchNMF
    from sklearn.exceptions import ConvergenceWarning

    topics = np.ascontiguousarray(start)
    units = fold_in(matrix, topics, loss=loss, passes=max(options.hold, 1))
    common = {
        "n_components": len(topics),
        "init": "custom",
        "beta_loss": LOSS_NAMES[loss],
        "tol": options.tolerance,
        "max_iter": options.passes or PASSES,
        "random_state": derived_seed(seed, "scikit-learn"),
    }
    if matrix.shape[0] > MOST_UNITS:
        solver, engine = "MiniBatchNMF", MiniBatchNMF(**common, batch_size=4096)
    else:
        solver, engine = "NMF(mu)", NMF(**common, solver="mu")
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):  # 0/0 where the fit is perfect
        warnings.simplefilter("ignore", ConvergenceWarning)  # the number of passes is in the history
        mass = engine.fit_transform(matrix, W=units, H=topics)
    error = float(np.nan_to_num(engine.reconstruction_err_))  # of a perfect fit, the root of less than nothing
    row = {"pass": float(engine.n_iter_), "divergence": error}
    return np.asarray(mass, dtype=np.float64), np.asarray(engine.components_, dtype=np.float64), (row,), solver


def fold_in(matrix: Any, topic_term: Array, *, loss: str = "frobenius", passes: int = 50) -> Array:
    """(U, K) W for H fixed at `topic_term` (K, V)."""
    from sklearn.decomposition import non_negative_factorization
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        warnings.simplefilter("ignore", ConvergenceWarning)
        mass, _, _ = non_negative_factorization(
            matrix,
            H=np.ascontiguousarray(topic_term),
            n_components=len(topic_term),
            init="custom",
            update_H=False,
            solver="mu",
            beta_loss=LOSS_NAMES[loss],
            tol=0.0,
            max_iter=passes,
            random_state=0,
        )
    return np.asarray(mass, dtype=np.float64)
