"""fit_nmf: non-negative matrix factorisation with named themes beside free topics."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.base.checks import require_choice
from toolkit.topics.engines import kl_nmf, sklearn_nmf
from toolkit.topics.fitting import Task, finish, prepare
from toolkit.topics.model import FittedBy, TopicModel
from toolkit.topics.options import FitOptions
from toolkit.topics.transform import fold_in, proportions
from toolkit.topics.weighting import inverse_frequency, tfidf
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Themes

Array = NDArray[np.float64]
# W (U, K), H (K, V), history, further parameters, how it was fitted
Done = tuple[Array, Array, tuple[dict[str, float], ...], dict[str, Any], FittedBy]
LOSSES = ("kl", "frobenius")
ALONE = 1.0  # the noise with which starts without themes agreed most (bench topics, "Chosen once")


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
    `fitted_by` says so. Rows of H are scaled to one, their scale moved into W before W is normalised. There are no
    pseudocounts. Raises UsageError, ThemesError and InputError as `fit_lda`.

    >>> few = tk.fit_nmf(counts, n_topics=12, themes=themes, seed=1)
    >>> few.doc_topic.shape == (len(counts.ids), 12)
    True
    """
    require_choice("loss", loss, LOSSES)
    options = options or FitOptions()
    by_solver = f"kl, {options.solver}" if loss == "kl" else loss
    options.require_read(by_solver, guided=themes is not None and len(themes) > 0)
    task = prepare(
        counts, n_topics=n_topics, themes=themes, background=background, seed=seed, options=options, alone=ALONE
    )
    mass, topic_term, history, more, fitted_by = (
        _compiled(task) if by_solver == "kl, compiled" else _by_scikit_learn(task, loss)
    )
    scale = topic_term.sum(axis=1)
    topic_term = _rows_to_one(topic_term, task.start.topic_term)
    mean = _mean_share(mass * scale)
    others = fold_in(counts.matrix[task.others], topic_term, more, options.threads)
    doc_topic = task.spread(proportions(mass * scale, mean), proportions(others, mean))
    return finish(
        task, "nmf", topic_term, doc_topic, pseudocounts=None, history=history, more=more, fitted_by=fitted_by
    )


def _compiled(task: Task) -> Done:
    start, guided = task.start, task.start.guided
    mass, topic_term, history, shared = kl_nmf.fit(
        task.matrix(task.fitted), start.topic_term, task.options, n_themes=len(start.columns), n_own=start.n_own
    )
    idf = None if task.idf is None else task.idf.tolist()
    more = {"loss": "kl", "idf": idf, "solver": "compiled", "shared_words": shared}
    asked = kl_nmf.most_passes(task.options, guided=guided)
    return mass, topic_term, history, more, FittedBy("compiled", True, asked, int(history[-1]["pass"]))


def _by_scikit_learn(task: Task, loss: str) -> Done:
    if loss == "kl":
        matrix, idf = task.matrix(task.fitted), task.idf
    else:
        raw = task.counts.matrix[task.fitted]
        idf = inverse_frequency(raw)
        matrix = tfidf(raw, idf)
    start = task.start.topic_term if idf is None else task.start.topic_term * idf
    mass, topic_term, history, solver = sklearn_nmf.fit(matrix, start, loss, task.options, seed=task.seed)
    more = {"loss": loss, "idf": None if idf is None else idf.tolist(), "solver": solver}
    asked = task.options.passes or sklearn_nmf.PASSES
    return mass, topic_term, history, more, FittedBy(solver, solver == "NMF(mu)", asked, int(history[-1]["pass"]))


def _mean_share(mass: Array) -> Array:
    total = mass.sum()
    return mass.sum(axis=0) / total if total > 0 else np.full(mass.shape[1], 1.0 / mass.shape[1])


def _rows_to_one(topic_term: Array, start: Array) -> Array:
    """H with rows summing to one; a topic that lost all its mass keeps the words it started from, and no unit."""
    scale = topic_term.sum(axis=1, keepdims=True)
    return np.where(scale > 0, topic_term / np.where(scale > 0, scale, 1.0), start)
