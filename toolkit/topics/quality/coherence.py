"""Coherence: do a topic's top terms stand in the same units?"""

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import require_count
from toolkit.topics.model import TopicModel
from toolkit.words.counts import TermCounts

Array = NDArray[np.float64]


def coherence(model: TopicModel, counts: TermCounts, *, n: int = 10) -> pd.DataFrame:
    """One row a topic: topic, name, role, npmi, c_v of its `n` most probable terms.

    npmi: mean normalised pointwise mutual information of pairs over units (a pair never together counts −1). c_v:
    gensim's, with the whole unit as its window. Raises AlignmentError for another vocabulary.
    """
    require_count("n", n, 1)
    model.require_same_vocabulary(counts)
    top = most_probable(model.topic_term, n)
    pairwise = npmi_of(counts, top)
    return pd.DataFrame(
        {
            "topic": np.arange(model.n_topics),
            "name": list(model.topic_names),
            "role": list(model.roles),
            "npmi": [mean_pair(table) for table in pairwise],
            "c_v": _c_v(counts, top),
        }
    )


def most_probable(topic_term: Array, n: int) -> NDArray[np.int64]:
    """(K, n) columns of the most probable terms, ties by column."""
    return np.argsort(-topic_term, axis=1, kind="stable")[:, : min(n, topic_term.shape[1])]


def npmi_of(counts: TermCounts, top: NDArray[np.int64]) -> list[Array]:
    """For each row of `top` (K, n) the (n, n) table of NPMI over units; −1 where two terms never meet."""
    used = np.unique(top)
    present = counts.matrix[:, used].astype(bool).astype(np.float64)
    together = np.asarray((present.T @ present).todense()) / counts.matrix.shape[0]
    alone = np.diag(together)
    with np.errstate(divide="ignore", invalid="ignore"):
        pmi = np.log(together / np.outer(alone, alone))
        npmi = np.where(together > 0, np.where(together < 1, pmi / -np.log(together), 1.0), -1.0)
    place = np.searchsorted(used, top)
    return [npmi[np.ix_(row, row)] for row in place]


def mean_pair(table: Array) -> float:
    """The mean over pairs of different terms; 0 where there is only one term."""
    n = len(table)
    return float((table.sum() - np.trace(table)) / (n * (n - 1))) if n > 1 else 0.0


def _c_v(counts: TermCounts, top: NDArray[np.int64]) -> list[float]:
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    if top.shape[1] < 2:
        return [0.0] * len(top)
    used = np.unique(top)
    kept = counts.matrix[:, used]
    texts = [[str(used[j]) for j in kept.indices[a:b]] for a, b in pairwise(kept.indptr)]
    dictionary = Dictionary([[str(i) for i in used]])
    model: Any = CoherenceModel(
        topics=[[str(i) for i in row] for row in top],
        texts=texts,
        dictionary=dictionary,
        coherence="c_v",
        window_size=len(used) + 1,
        topn=top.shape[1],
        processes=1,
    )
    return [float(value) for value in np.nan_to_num(model.get_coherence_per_topic())]
