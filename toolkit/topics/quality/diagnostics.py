"""Diagnostics of every topic, in the manner of MALLET, and flags for topics that are no topic."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import require_count
from toolkit.topics.model import TopicModel
from toolkit.topics.quality.coherence import mean_pair, most_probable, npmi_of
from toolkit.words.counts import TermCounts

Array = NDArray[np.float64]
NEAR_CORPUS, FEW_UNITS, ONE_UNIT_SHARE = 0.3, 3, 0.5


def diagnostics(model: TopicModel, counts: TermCounts, *, n: int = 10) -> pd.DataFrame:
    """One row a topic: topic, name, role, tokens, document_entropy, effective_words, corpus_distance, burstiness,
    exclusivity, npmi, junk.

    `tokens` assigned to it; `document_entropy` (nats) of how they spread over units; `effective_words` 1/Σφ²;
    `corpus_distance` KL(φ ‖ corpus) (nats); `burstiness` of its `n` top terms: mean over them of the Jensen–Shannon
    distance between the term's own spread over units and that of all tokens; `exclusivity` Σ top φ_kw / Σ_k φ_kw,
    mean; `npmi`; `junk`: why it may be no topic ("near the corpus", "few units", "one unit", or ""), to be looked at.
    Raises AlignmentError when `counts` is not what the model was fitted to.

    >>> tk.diagnostics(model, counts).columns.tolist()[:5]
    ['topic', 'name', 'role', 'tokens', 'document_entropy']
    """
    require_count("n", n, 1)
    model.require_same_units(counts)
    lengths = np.asarray(counts.matrix.sum(axis=1), dtype=np.float64).ravel()
    tokens = model.doc_topic * lengths[:, None] if model.pseudocounts is None else model.pseudocounts
    mass = tokens.sum(axis=0)
    spread = tokens / np.where(mass > 0, mass, 1.0)
    top = most_probable(model.topic_term, n)
    column = np.maximum(model.topic_term.sum(axis=0), 1e-300)
    corpus = model.term_totals / max(model.term_totals.sum(), 1e-300)
    distance = _sum_log(model.topic_term, corpus)
    frame = pd.DataFrame(
        {
            "topic": np.arange(model.n_topics),
            "name": list(model.topic_names),
            "role": list(model.roles),
            "tokens": mass,
            "document_entropy": -_sum_log(spread, np.ones(len(spread))[:, None], axis=0),
            "effective_words": 1.0 / (model.topic_term**2).sum(axis=1),
            "corpus_distance": distance,
            "burstiness": _burstiness(counts, lengths, top),
            "exclusivity": [float(np.mean(model.topic_term[k, row] / column[row])) for k, row in enumerate(top)],
            "npmi": [mean_pair(table) for table in npmi_of(counts, top)],
        }
    )
    frame["junk"] = _junk(distance, spread)
    return frame


def _sum_log(p: Array, q: Array, axis: int = 1) -> Array:
    """Σ p·log(p / q) along an axis, zeros counting nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(p > 0, p * np.log(np.where(p > 0, p, 1.0) / np.maximum(q, 1e-300)), 0.0).sum(axis))


def _burstiness(counts: TermCounts, lengths: Array, top: NDArray[np.int64]) -> list[float]:
    everywhere = lengths / lengths.sum()
    columns = counts.matrix[:, np.unique(top)].tocsc()
    values = {}
    for place, term in enumerate(np.unique(top)):
        own = columns[:, place].toarray().ravel().astype(np.float64)
        own /= max(own.sum(), 1e-300)
        middle = (own + everywhere) / 2.0
        divergence = (_sum_log(own, middle, 0) + _sum_log(everywhere, middle, 0)) / 2.0
        values[int(term)] = float(np.sqrt(max(float(divergence), 0.0)))
    return [float(np.mean([values[int(i)] for i in row])) for row in top]


def _junk(distance: Array, spread: Array) -> list[str]:
    effective = 1.0 / np.maximum((spread**2).sum(axis=0), 1e-300)
    flags = []
    for k in range(len(distance)):
        if spread[:, k].max() > ONE_UNIT_SHARE and len(spread) > 1:
            flags.append("one unit")
        elif effective[k] < FEW_UNITS and len(spread) > FEW_UNITS:
            flags.append("few units")
        else:
            flags.append("near the corpus" if distance[k] < NEAR_CORPUS else "")
    return flags
