"""transform: shares of new units with the topics held fixed."""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from toolkit.base.errors import AlignmentError
from toolkit.topics.engines import kl_nmf, sklearn_nmf
from toolkit.topics.engines.settling import settle
from toolkit.topics.weighting import tfidf, weigh
from toolkit.words.counts import TermCounts, require_counts
from toolkit.words.vocabulary import Vocabulary

Array = NDArray[np.float64]


class Fitted(Protocol):
    """What is read of a TopicModel (whose own `transform` opens this door, so that it cannot be imported here)."""

    @property
    def method(self) -> str: ...
    @property
    def topic_term(self) -> Array: ...
    @property
    def doc_topic(self) -> Array: ...
    @property
    def parameters(self) -> Mapping[str, Any]: ...
    @property
    def vocabulary(self) -> Vocabulary: ...


def transform(model: Fitted, counts: TermCounts) -> Array:
    """(U, K) shares of `counts`' units under a TopicModel, its topics held fixed; rows sum to one.

    By the model's own method. LDA: CVB0 with its α. KL-NMF: the maximum-likelihood mixture (PLSA's folding-in).
    Frobenius: non-negative least squares on tf-idf. A unit in which no topic has any mass gets the corpus' mean shares.
    A unit's shares depend on the unit alone. Raises UsageError for what is no TermCounts, AlignmentError when the
    vocabulary differs.

    >>> shares = tk.transform(model, counts.subset(counts.ids[:10]))
    >>> shares.shape, shares.sum(axis=1).round(6).min().item()
    ((10, 20), 1.0)
    """
    require_counts("transform", counts)
    require_vocabulary(model, counts)
    return assign(model, counts)[0]


def assign(model: Fitted, counts: TermCounts) -> tuple[Array, Array | None]:
    """(U, K) what `transform` gives, and the tokens assigned (None for NMF, which has none)."""
    if model.method == "lda":
        idf, alpha = model.parameters.get("idf"), np.asarray(model.parameters["alpha"], dtype=np.float64)
        tokens = settle(weigh(counts.matrix, None if idf is None else np.asarray(idf)), model.topic_term, alpha)
        mass = tokens + alpha
        return np.asarray(mass / mass.sum(axis=1, keepdims=True)), tokens
    mass = fold_in(counts.matrix, model.topic_term, model.parameters)
    return proportions(mass, np.asarray(model.doc_topic.mean(axis=0))), None


def require_vocabulary(model: Fitted, counts: TermCounts) -> None:
    """Raise AlignmentError unless `counts` has the model's vocabulary."""
    if counts.vocabulary.terms != model.vocabulary.terms:
        raise AlignmentError("these counts use another vocabulary than the model; count with the model's vocabulary")


def fold_in(matrix: Any, topic_term: Array, parameters: Mapping[str, Any], threads: int | None = None) -> Array:
    """(U, K) NMF's mass of each topic (rows of `topic_term` sum to one) in the rows of raw counts, topics fixed."""
    if not matrix.shape[0]:
        return np.zeros((0, len(topic_term)))
    idf = None if parameters["idf"] is None else np.asarray(parameters["idf"])
    if parameters["loss"] == "frobenius":
        assert idf is not None
        return sklearn_nmf.fold_in(tfidf(matrix, idf), topic_term)
    return kl_nmf.fold_in(weigh(matrix, idf), topic_term, threads=threads)


def proportions(mass: Array, mean: Array) -> Array:
    """Rows scaled to one; a unit in which no topic has mass gets the `mean` shares (K), never a uniform row."""
    total = mass.sum(axis=1, keepdims=True)
    return np.where(total > 0, mass / np.where(total > 0, total, 1.0), mean)
