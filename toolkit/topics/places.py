"""Where topics stand on a plane: near where their words are alike, the same on every machine."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.topics.model import TopicModel

Array = NDArray[np.float64]
DIGITS = 4  # what rounding in a linear algebra library leaves alone


def topic_distances(topic_term: Array) -> Array:
    """(K, K) Jensen–Shannon distances between rows: the root of the divergence (base e), 0 to √(log 2), a metric."""
    from scipy.spatial.distance import pdist, squareform

    return np.asarray(squareform(np.nan_to_num(pdist(topic_term, metric="jensenshannon"))))


def places_of(distances: Array) -> tuple[Array, float]:
    """(K, 2) classical scaling (Torgerson 1952) of distances, and the share of their squares that the plane keeps.

    An axis points to where its entries of at least half the greatest size begin, so that no sign hangs on a machine.
    """
    k = len(distances)
    centring = np.eye(k) - 1 / max(k, 1)
    values, vectors = np.linalg.eigh(-centring @ distances**2 @ centring / 2)
    order = np.argsort(-values, kind="stable")[:2]
    places = np.zeros((k, 2))
    for axis, j in enumerate(order):
        column, size = vectors[:, j], np.abs(vectors[:, j])
        first = column[np.flatnonzero(size >= size.max() / 2)[0]]
        places[:, axis] = column * np.sign(first) * np.sqrt(max(float(values[j]), 0.0))
    spread = float(np.maximum(values, 0.0).sum())
    kept = float(np.maximum(values[order], 0.0).sum()) / spread if spread > 0 else 1.0
    return np.round(places, DIGITS) + 0.0, round(kept, DIGITS)


def topic_places(model: TopicModel) -> tuple[pd.DataFrame, float]:
    """The map of a model's topics: topic, name, role, share (of all tokens), x, y; and the share of the squared
    distances that two axes keep. Distances are Jensen–Shannon, places by classical scaling, four digits."""
    places, kept = places_of(topic_distances(np.asarray(model.topic_term)))
    table = pd.DataFrame({"topic": range(model.n_topics), "name": model.topic_names, "role": model.roles})
    return table.assign(share=room(model), x=places[:, 0], y=places[:, 1]), kept


def room(model: TopicModel) -> Array:
    """(K) the share of the corpus's tokens in each topic; of the units' shares where their lengths are not known."""
    if model.counts is None or model.counts.matrix.shape[0] != len(model.ids):
        return np.asarray(model.doc_topic.mean(axis=0))
    length = np.asarray(model.counts.matrix.sum(axis=1), dtype=np.float64).ravel()
    return np.asarray(length @ model.doc_topic / max(float(length.sum()), 1.0))
