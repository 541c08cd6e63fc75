"""fit_lda: latent Dirichlet allocation with named themes beside free topics."""

import logging
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.base.checks import require_choice
from toolkit.topics.engines import cvb0, minibatches
from toolkit.topics.engines.settling import settle
from toolkit.topics.fitting import Task, finish, prepare
from toolkit.topics.model import FittedBy, TopicModel
from toolkit.topics.options import FitOptions
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Themes

Array = NDArray[np.float64]
# topic_term (K, V), pseudocounts of the fitted units (U, K), history, further parameters, how it was fitted
Done = tuple[Array, Array, tuple[dict[str, float], ...], dict[str, Any], FittedBy]
log = logging.getLogger("toolkit")
ENGINES = ("cvb0", "gensim")
BEYOND_MEMORY = (
    "the fit would take more than %s GB and is made in minibatches, a rougher way; raise FitOptions(memory_gb=…), or "
    "fit on fewer units (fit_on), the others getting their shares afterwards"
)


def fit_lda(
    counts: TermCounts,
    *,
    n_topics: int,
    seed: int,
    themes: Themes | None = None,
    background: bool = False,
    engine: str = "cvb0",
    options: FitOptions | None = None,
) -> TopicModel:
    """LDA with `themes` (if any) as the first topics and free topics beside them (Blei, Ng, Jordan 2003).

    `engine`: cvb0 (compiled, deterministic for any number of threads; beyond `options.memory_gb` in minibatches, which
    the log and `fitted_by` say) or gensim (`LdaModel`). `n_topics` counts themes, free topics and the background topic
    together, at most 1,000. Raises UsageError, ThemesError for a theme without a seed in the
    vocabulary, and InputError for counts without units.

    >>> few = tk.fit_lda(counts, n_topics=12, themes=themes, seed=1)
    >>> few.topic_names[0], few.n_topics
    ('combating_distortion', 12)
    """
    require_choice("engine", engine, ENGINES)
    options = options or FitOptions()
    options.require_read(engine, guided=themes is not None and len(themes) > 0)
    task = prepare(counts, n_topics=n_topics, themes=themes, background=background, seed=seed, options=options)
    topic_term, fitted, history, more, fitted_by = (_by_gensim if engine == "gensim" else _by_cvb0)(task)
    alpha = np.asarray(more["alpha"])
    others = settle(task.matrix(task.others), topic_term, alpha, threads=task.options.threads)
    pseudocounts = task.spread(fitted, others)
    mass = pseudocounts + alpha
    return finish(
        task,
        "lda",
        topic_term,
        mass / mass.sum(axis=1, keepdims=True),
        pseudocounts=pseudocounts,
        history=history,
        more={"engine": engine, **more},
        fitted_by=fitted_by,
    )


def _by_gensim(task: Task) -> Done:
    from toolkit.topics.engines import gensim_lda

    matrix = task.matrix(task.fitted)
    topic_term, alpha, passes = gensim_lda.fit(
        matrix, task.start.topic_term, prior_counts(task), task.options, seed=task.seed
    )
    fitted = settle(matrix, topic_term, alpha, threads=task.options.threads)
    return topic_term, fitted, (), {"alpha": alpha.tolist()}, FittedBy("gensim", True, passes, passes)


def _by_cvb0(task: Task) -> Done:
    guided, options, prior = task.start.guided, task.options, prior_counts(task)
    matrix, start, n_own = task.matrix(task.fitted), task.start.topic_term, task.start.n_own
    loose = prior_counts(task, anchor=0.0) if guided and options.passes is None else None
    whole = not minibatches.needed(matrix, len(start), options)
    engine = cvb0 if whole else minibatches
    passes = options.passes or (engine.GUIDED_PASSES if guided else engine.PASSES)
    hold = options.hold if guided else 1
    if whole:
        done = cvb0.fit(matrix, start, prior, options, passes=passes, hold=hold, n_own=n_own, loose=loose)
    else:
        log.warning(BEYOND_MEMORY, options.memory_gb)
        hold = min(hold, 1) if guided else 0
        done = minibatches.fit(matrix, start, prior, options, passes=passes, hold=hold > 0, n_own=n_own, loose=loose)
    asked = hold + passes + (engine.PATIENT_PASSES if loose is not None else 0)
    mass = done.topic_counts + done.prior
    more = {"alpha": done.alpha.tolist(), "shared_words": done.shared}
    how = FittedBy("cvb0", whole, asked, int(np.ceil(done.history[-1]["pass"])))
    return mass / mass.sum(axis=1, keepdims=True), done.pseudocounts, done.history, more, how


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
