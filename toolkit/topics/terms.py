"""The terms of topics: top terms by probability, FREX, lift and relevance."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import require_choice, require_count
from toolkit.topics.model import TopicModel
from toolkit.topics.quality.coherence import coherence
from toolkit.topics.quality.diagnostics import diagnostics

Array = NDArray[np.float64]
MEASURES = ("frex", "probability", "lift", "relevance")
RELEVANCE_WEIGHT = 0.6

__all__ = ["coherence", "diagnostics", "frex", "lift", "relevance", "top_terms"]


def top_terms(model: TopicModel, *, n: int = 10, by: str = "frex") -> pd.DataFrame:
    """The `n` first terms of every topic: topic, name, role, rank, term, probability, frex, lift, relevance.

    `by`: frex (Bischof & Airoldi 2012, weight 0.5, exclusivity shrunk as in stm), probability, lift, or relevance
    (Sievert & Shirley 2014, λ = 0.6). Ties fall to the more probable term, then to the alphabet.

    >>> tk.top_terms(model, n=3)[["topic", "rank"]].head(3).to_dict("list")
    {'topic': [0, 0, 0], 'rank': [1, 2, 3]}
    """
    require_count("n", n, 1)
    require_choice("by", by, MEASURES)
    tables: dict[str, Array] = {
        "probability": model.topic_term,
        "frex": frex(model),
        "lift": lift(model),
        "relevance": relevance(model),
    }
    n = min(n, len(model.vocabulary))
    rows: list[dict[str, Any]] = []
    for k in range(model.n_topics):
        order = np.lexsort((-model.topic_term[k], -tables[by][k]))[:n]
        rows.extend(
            {
                "topic": k,
                "name": model.topic_names[k],
                "role": model.roles[k],
                "rank": rank + 1,
                "term": model.vocabulary.terms[i],
                **{name: float(table[k, i]) for name, table in tables.items()},
            }
            for rank, i in enumerate(order)
        )
    return pd.DataFrame(rows)


def frex(model: TopicModel, *, weight: float = 0.5) -> Array:
    """(K, V) harmonic mean of the ranks (0 to 1) of exclusivity and of probability within each topic.

    Exclusivity, φ_kw / Σ_k φ_kw, is shrunk towards 1/K by James–Stein with the term's count, as in stm; a topic in
    which a term has probability zero ranks it last on both.
    """
    from scipy.stats import rankdata

    seen = np.where(model.topic_term > 0, _shrunk_exclusivity(model), 0.0)
    exclusivity = rankdata(seen, axis=1) / len(model.vocabulary)
    probability = rankdata(model.topic_term, axis=1) / len(model.vocabulary)
    return np.asarray(1.0 / (weight / exclusivity + (1.0 - weight) / probability))


def _shrunk_exclusivity(model: TopicModel) -> Array:
    column = model.topic_term.sum(axis=0)
    share = model.topic_term / np.where(column > 0, column, 1.0)
    even, seen = 1.0 / model.n_topics, model.term_totals
    variance = (share * (1.0 - share)).sum(axis=0) / np.maximum(seen - 1.0, 1e-12)
    distance = ((share - even) ** 2).sum(axis=0)
    shrink = np.clip(np.where(distance > 0, variance / np.where(distance > 0, distance, 1.0), 0.0), 0.0, 1.0)
    shrink = np.where(seen <= 1.0, 1.0, shrink)
    return shrink * even + (1.0 - shrink) * share


def lift(model: TopicModel) -> Array:
    """(K, V) probability in the topic over probability in the corpus; 0 for a term the corpus lacks."""
    corpus = model.term_totals / max(model.term_totals.sum(), 1e-300)
    return np.where(corpus > 0, model.topic_term / np.where(corpus > 0, corpus, 1.0), 0.0)


def relevance(model: TopicModel, *, weight: float = RELEVANCE_WEIGHT) -> Array:
    """(K, V) weight·log φ + (1 − weight)·log lift; −inf where φ is zero."""
    with np.errstate(divide="ignore"):
        return weight * np.log(model.topic_term) + (1.0 - weight) * np.log(lift(model))
