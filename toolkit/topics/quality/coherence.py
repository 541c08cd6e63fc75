"""Coherence: do a topic's top terms stand in the same units?"""

from dataclasses import dataclass
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

    >>> tk.coherence(model, counts).columns.tolist()
    ['topic', 'name', 'role', 'npmi', 'c_v']
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


@dataclass(frozen=True, eq=False)
class _Met:
    """How many units hold a word, and how many hold two, as gensim asks for it; `used` (sorted columns), `n` (W, W).

    With the whole unit as its window gensim's own counter gives the same numbers, hundreds of times slower.
    """

    used: NDArray[np.int64]
    n: NDArray[np.uint32]
    num_docs: int

    def __getitem__(self, asked: Any) -> Any:
        one, two = asked if isinstance(asked, tuple) else (asked, asked)
        return self.n[np.searchsorted(self.used, one), np.searchsorted(self.used, two)]


def _c_v(counts: TermCounts, top: NDArray[np.int64]) -> list[float]:
    from gensim.topic_coherence.indirect_confirmation_measure import cosine_similarity
    from gensim.topic_coherence.segmentation import s_one_set

    if top.shape[1] < 2:
        return [0.0] * len(top)
    used = np.unique(top)
    present = (counts.matrix[:, used] > 0).astype(np.int64)
    met = _Met(used, np.asarray((present.T @ present).todense()).astype(np.uint32), counts.matrix.shape[0])
    topics = [np.asarray(row) for row in top]
    found = cosine_similarity(s_one_set(topics), met, topics, "nlr", 1)
    return [float(value) for value in np.nan_to_num(found)]
