"""How much topics have their words in common."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
OVERLAP_LIMIT = (
    0.15  # planted corpora without shared words lie below, those with them above: bench trends, section gate
)


def overlap(topic_term: Array) -> float:
    """Share of a topic's words that at least three topics in four have in common: Σ_w of the lower quartile of φ_kw.

    `topic_term` (K, V), rows summing to one. Of two topics, what both have in common; 0 for a single topic.
    """
    if len(topic_term) < 2:
        return 0.0
    return float(np.quantile(topic_term, 0.25 if len(topic_term) > 2 else 0.0, axis=0).sum())
