"""fit_lda: latent Dirichlet allocation with named themes beside free topics."""

import numpy as np
from numpy.typing import NDArray

from toolkit.base.checks import require_choice
from toolkit.topics import cvb0, minibatches
from toolkit.topics.fitting import Task, finish, prepare
from toolkit.topics.inference import settle
from toolkit.topics.model import TopicModel
from toolkit.topics.options import FitOptions
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Themes

Array = NDArray[np.float64]
ENGINES = ("cvb0", "gensim")
PASSES, GUIDED_PASSES = 100, 20


def fit_lda(
    counts: TermCounts, *, n_topics: int, seed: int, themes: Themes | None = None, background: bool = False,
    engine: str = "cvb0", options: FitOptions | None = None,
) -> TopicModel:  # fmt: skip
    """LDA with `themes` (if any) as the first topics and free topics beside them (Blei, Ng, Jordan 2003).

    `engine`: cvb0 (compiled, deterministic for any number of threads; in minibatches beyond `options.memory_gb`) or
    gensim (`LdaModel`). `n_topics` counts themes,
    free topics and the background topic together. Raises UsageError, ThemesError for a theme without a seed in the
    vocabulary, and InputError for counts without units.
    """
    require_choice("engine", engine, ENGINES)
    task = prepare(counts, n_topics=n_topics, themes=themes, background=background, seed=seed, options=options)
    prior = prior_counts(task)
    if engine == "gensim":
        from toolkit.topics.gensim_lda import fit_gensim

        topic_term, alpha, passes = fit_gensim(task, prior)
        fitted = settle(task.matrix(task.fitted), topic_term, alpha, threads=task.options.threads)
        history: tuple[dict[str, float], ...] = ()
    else:
        topic_term, fitted, alpha, history = _fit_cvb0(task, prior)
        passes = len(history)
    others = settle(task.matrix(task.others), topic_term, alpha, threads=task.options.threads)
    pseudocounts = task.spread(fitted, others)
    mass = pseudocounts + alpha
    more = {"engine": engine, "alpha": alpha.tolist(), "passes": passes}
    return finish(
        task, "lda", topic_term, mass / mass.sum(axis=1, keepdims=True), pseudocounts=pseudocounts,
        history=history, more=more,
    )  # fmt: skip


def _fit_cvb0(task: Task, prior: Array) -> tuple[Array, Array, Array, tuple[dict[str, float], ...]]:
    guided, options = task.start.guided, task.options
    matrix, start = task.matrix(task.fitted), task.start.topic_term
    if minibatches.needed(matrix, len(start), options):
        passes = options.passes or (minibatches.GUIDED_PASSES if guided else minibatches.PASSES)
        done = minibatches.fit(matrix, start, prior, options, passes=passes)
    else:
        passes = options.passes or (GUIDED_PASSES if guided else PASSES)
        hold = options.hold if guided else min(options.hold, 1)
        loose = prior_counts(task, anchor=0.0) if guided and options.passes is None else None
        done = cvb0.fit(matrix, start, prior, options, passes=passes, hold=hold, loose=loose)
    mass = done.topic_counts + done.prior
    return mass / mass.sum(axis=1, keepdims=True), done.pseudocounts, done.alpha, done.history


def prior_counts(task: Task, *, anchor: float | None = None) -> Array:
    """(K, V) prior tokens β: the same for every term, plus a theme's own start (`anchor`), none for its exclusions.

    The anchor holds a rare theme, or one in a corpus full of reprints, that would otherwise drift to other words.
    """
    anchor = task.options.anchor if anchor is None else anchor
    start = task.start.topic_term
    prior = np.full(start.shape, task.options.beta)
    a_topic = float(task.matrix(task.fitted).sum()) / len(start)
    for k, excluded in enumerate(task.start.excluded):
        prior[k] += anchor * a_topic * start[k]
        prior[k, list(excluded)] = 0.0
    return prior
