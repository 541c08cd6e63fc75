"""How well topics predict words they have not seen: document completion, and residual dispersion."""

from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from toolkit.base.errors import InputError
from toolkit.base.streams import stream
from toolkit.topics.model import TopicModel
from toolkit.words.counts import TermCounts

Array = NDArray[np.float64]
UNITS_A_BATCH = 500
LEAST_EXPECTED = 0.01


def split_units(counts: TermCounts, *, share: float, seed: int) -> tuple[TermCounts, TermCounts]:
    """(the units to fit on, the units held out): a random `share` of the stories, whole, at least one on each side.

    InputError for fewer than two stories, UsageError where they are not known.
    """
    stories, at = np.unique(counts.require_story("held-out likelihood"), return_inverse=True)
    n = len(stories)
    if n < 2:
        raise InputError("held-out likelihood needs at least two stories; these counts hold one")
    out = stream(seed, "held-out units").permutation(n)[: min(max(1, round(share * n)), n - 1)]
    held = np.isin(at, out)
    return counts.at(~held), counts.at(held)


def completion(model: TopicModel, held: TermCounts, *, seed: int) -> Array:
    """Log-likelihood a token of the second half of each held-out unit, given its first half; one value a unit.

    Tokens are split at random (Wallach et al. 2009, document completion); units whose halves are not both filled are
    left out. Perplexity is exp(−mean weighted by the tokens); here every unit counts once.
    """
    likelihood, tokens = completion_by_unit(model, held, seed=seed)
    return likelihood / tokens


def completion_by_unit(model: TopicModel, held: TermCounts, *, seed: int) -> tuple[Array, Array]:
    """(log-likelihood, tokens) of the second half of each held-out unit with both halves filled."""
    matrix = held.matrix
    first = stream(seed, "held-out tokens").binomial(matrix.data.astype(np.int64), 0.5)
    known, rest = _with(matrix, first), _with(matrix, matrix.data - first)
    filled = np.flatnonzero((_row_sums(known) > 0) & (_row_sums(rest) > 0))
    if not len(filled):
        raise InputError("no held-out unit has tokens for both halves; hold out more units")
    known, rest = known[filled], rest[filled]
    shares = model.transform(TermCounts(known, tuple(held.ids[u] for u in filled), held.vocabulary))
    unit = np.repeat(np.arange(len(filled)), np.diff(rest.indptr))
    expected = np.maximum((shares[unit] * model.topic_term[:, rest.indices].T).sum(axis=1), 1e-300)
    likelihood: Array = np.bincount(unit, rest.data * np.log(expected), minlength=len(filled)).astype(np.float64)
    return likelihood, _row_sums(rest)


def _row_sums(matrix: Any) -> Array:
    return np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()


def _with(matrix: Any, data: Any) -> Any:
    data = np.array(data, dtype=np.int64)  # its own, for dropping zeros moves the rest
    part = sp.csr_matrix((data, matrix.indices.copy(), matrix.indptr.copy()), matrix.shape)
    part.eliminate_zeros()
    return part


def dispersion(model: TopicModel, counts: TermCounts) -> float:
    """Residual dispersion of the multinomial (Taddy 2012): 1 where the topics explain the counts, more where too few.

    Sum of squared Pearson residuals over the degrees of freedom, cells with an expected count under 0.01 left out. nan
    where there are no more cells than parameters: too few units for so many topics.
    """
    model.require_same_units(counts)
    squares, cells = 0.0, 0
    for a in range(0, len(counts.ids), UNITS_A_BATCH):
        seen = counts.matrix[a : a + UNITS_A_BATCH].toarray()
        lengths = seen.sum(axis=1, keepdims=True)
        share = model.doc_topic[a : a + UNITS_A_BATCH] @ model.topic_term
        expected = lengths * share
        used = expected > LEAST_EXPECTED
        residual = (seen - expected)[used] ** 2 / (expected * np.maximum(1.0 - share, 1e-12))[used]
        squares, cells = squares + float(residual.sum()), cells + int(used.sum())
    n_topics, n_terms = model.topic_term.shape
    freedom = cells - n_topics * (n_terms - 1) - len(counts.ids) * (n_topics - 1)
    return float(squares / freedom) if freedom > 0 else float("nan")
