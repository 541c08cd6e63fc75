"""fit_nmf: non-negative matrix factorisation with named themes beside free topics."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.base.checks import require_choice
from toolkit.topics.engines import kl_nmf, sklearn_nmf
from toolkit.topics.model import TopicModel
from toolkit.topics.options import FitOptions
from toolkit.topics.weighting import Task, finish, inverse_frequency, prepare, weigh
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Themes

Array = NDArray[np.float64]
LOSSES = ("kl", "frobenius")
ALONE = 1.0  # noise with which starts without themes agreed most on the sample, by a little: .76 of topics, .74 with .3
UNREAD = ("alpha", "learn_alpha", "beta", "anchor", "memory_gb")


def fit_nmf(
    counts: TermCounts,
    *,
    n_topics: int,
    seed: int,
    themes: Themes | None = None,
    background: bool = False,
    loss: str = "kl",
    options: FitOptions | None = None,
) -> TopicModel:
    """NMF with `themes` (if any) as the first topics and free topics beside them (Lee & Seung 1999).

    `loss`: kl on counts (PLSA's objective; by default compiled, its passes equal to scikit-learn's `mu` within
    rounding, with themes after a lead-in that lets rare ones gather their words) or frobenius on sublinear tf-idf
    (scikit-learn). With solver="scikit-learn", or frobenius, more than 50,000 units go through `MiniBatchNMF`, and
    `parameters["solver"]` says so. Rows of H are scaled to one, their scale moved into W before W is normalised. There
    are no pseudocounts. Raises UsageError, ThemesError and InputError as `fit_lda`.
    """
    require_choice("loss", loss, LOSSES)
    (options or FitOptions()).require_read(f"NMF ({loss})", *UNREAD, *(["idf"] if loss == "frobenius" else []))
    task = prepare(
        counts, n_topics=n_topics, themes=themes, background=background, seed=seed, options=options, alone=ALONE
    )
    matrix, idf = _weights(task, loss)
    more: dict[str, Any] = {"loss": loss, "idf": None if idf is None else idf.tolist()}
    if loss == "kl" and task.options.solver == "compiled":
        more["solver"], start = "compiled", task.start
        mass, topic_term, history, more["shared_words"] = kl_nmf.fit(
            matrix, start.topic_term, task.options, n_themes=len(start.columns), n_own=start.n_own
        )
    else:
        mass, topic_term, history, more["solver"] = sklearn_nmf.fit(matrix, task, loss, idf)
    more["passes"] = int(history[-1]["pass"]) if history else 0
    scale = topic_term.sum(axis=1)
    topic_term = _rows_to_one(topic_term, task.start.topic_term)
    mean = _mean_share(mass * scale)
    others = fold_in(counts.matrix[task.others], topic_term, more, task.options.threads)
    doc_topic = task.spread(proportions(mass * scale, mean), proportions(others, mean))
    return finish(task, "nmf", topic_term, doc_topic, pseudocounts=None, history=history, more=more)


def _weights(task: Task, loss: str) -> tuple[Any, Array | None]:
    if loss == "kl":
        return task.matrix(task.fitted), task.idf
    idf = inverse_frequency(task.counts.matrix[task.fitted])
    return tfidf(task.counts.matrix[task.fitted], idf), idf


def tfidf(matrix: Any, idf: Array) -> Any:
    """Sublinear tf-idf, (1 + log count)·idf with rows of length one, as scikit-learn's `TfidfTransformer` has it."""
    weighted = weigh(matrix, None)
    weighted.data = (1.0 + np.log(weighted.data)) * idf[weighted.indices]
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    weighted.data /= np.repeat(length, np.diff(weighted.indptr))
    return weighted


def fold_in(matrix: Any, topic_term: Array, parameters: Mapping[str, Any], threads: int | None = None) -> Array:
    """(U, K) mass of each topic (rows of `topic_term` sum to one) in the rows of raw counts `matrix`, topics fixed."""
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


def _mean_share(mass: Array) -> Array:
    total = mass.sum()
    return mass.sum(axis=0) / total if total > 0 else np.full(mass.shape[1], 1.0 / mass.shape[1])


def _rows_to_one(topic_term: Array, start: Array) -> Array:
    """H with rows summing to one; a topic that lost all its mass keeps the words it started from, and no unit."""
    scale = topic_term.sum(axis=1, keepdims=True)
    return np.where(scale > 0, topic_term / np.where(scale > 0, scale, 1.0), start)
