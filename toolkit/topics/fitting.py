"""What LDA and NMF share before and after the passes: the units to fit on, the start, the noun at the end."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.base.checks import some
from toolkit.base.errors import AlignmentError, InputError
from toolkit.topics.model import FittedBy, TopicModel
from toolkit.topics.options import FitOptions
from toolkit.topics.sampling import draw_stories
from toolkit.topics.seeding import ALONE, Start, make_start, present_themes
from toolkit.topics.transform import assign, require_vocabulary
from toolkit.topics.weighting import inverse_frequency, weigh
from toolkit.words.counts import TermCounts, require_counts
from toolkit.words.themes import Themes

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Task:
    """A fit about to begin: `counts`, the `fitted` rows (the others get their shares afterwards), `start`, `idf`.

    `absent`: the keys of the themes none of whose seeds occurs; they are left out of `themes`.
    """

    counts: TermCounts
    themes: Themes | None
    start: Start
    fitted: NDArray[np.int64]
    idf: Array | None
    options: FitOptions
    seed: int
    absent: tuple[str, ...] = ()

    @property
    def others(self) -> NDArray[np.int64]:
        """The rows left for afterwards."""
        return np.setdiff1d(np.arange(len(self.counts.ids)), self.fitted)

    def matrix(self, rows: NDArray[np.int64]) -> Any:
        """The weighted csr matrix of these rows."""
        return weigh(self.counts.matrix[rows], self.idf)

    def spread(self, fitted: Array, others: Array) -> Array:
        """Rows of the fitted and the other units, in the order of the counts."""
        whole = np.empty((len(self.counts.ids), fitted.shape[1]))
        whole[self.fitted], whole[self.others] = fitted, others
        return whole


def prepare(
    counts: TermCounts,
    *,
    n_topics: int,
    themes: Themes | None,
    background: bool,
    seed: int,
    options: FitOptions | None,
    alone: float = ALONE,
) -> Task:
    """Check the call and lay out the fit; `alone` as `make_start` has it."""
    options = options or FitOptions()
    require_counts("a fit", counts)
    if not len(counts.ids):
        raise InputError("these counts hold no unit; read some articles, or lower min_units")
    rows = _sampled(counts, _rows_to_fit(counts, options), options, seed)
    subset = counts if len(rows) == len(counts.ids) else counts.at(rows)
    themes, absent = present_themes(counts.vocabulary, themes)
    start = make_start(subset, n_topics=n_topics, themes=themes, background=background, seed=seed, alone=alone)
    idf = inverse_frequency(subset.matrix) if options.idf else None
    return Task(counts, themes, start, rows, idf, options, seed, absent)


def _rows_to_fit(counts: TermCounts, options: FitOptions) -> NDArray[np.int64]:
    if options.fit_on is None:
        return np.arange(len(counts.ids))
    wanted = set(options.fit_on)
    rows = np.array([u for u, unit in enumerate(counts.ids) if unit in wanted], dtype=np.int64)
    unknown = sorted(wanted - set(counts.ids) - set(counts.dropped))
    if unknown or not len(rows):
        raise AlignmentError(f"fit_on names units these counts do not hold: {some(unknown) or 'none is left'}")
    return rows


def story_of(counts: TermCounts) -> tuple[str, ...]:
    """(U) the story of each unit as the counts know it, else its own."""
    return counts.ids if counts.story is None else tuple(counts.story)


def _sampled(counts: TermCounts, rows: NDArray[np.int64], options: FitOptions, seed: int) -> NDArray[np.int64]:
    if options.sample is None:
        return rows
    story = story_of(counts)
    return rows[draw_stories([story[u] for u in rows.tolist()], n=options.sample, seed=seed)]


def finish(
    task: Task,
    method: str,
    topic_term: Array,
    doc_topic: Array,
    *,
    pseudocounts: Array | None,
    history: tuple[Mapping[str, float], ...],
    more: Mapping[str, Any],
    fitted_by: FittedBy,
) -> TopicModel:
    """The TopicModel of a finished fit; `more` are the engine's own parameters."""
    parameters: dict[str, Any] = {
        "options": task.options.to_dict(),
        "n_topics": len(task.start.names),
        "background": "background" in task.start.roles,
        "idf": None if task.idf is None else task.idf.tolist(),
        "n_fitted": len(task.fitted),
        "passes": fitted_by.passes_done,
        **({"absent_themes": list(task.absent)} if task.absent else {}),
        **more,
    }
    totals = np.asarray(task.counts.matrix.sum(axis=0), dtype=np.float64).ravel()
    return TopicModel(
        topic_term,
        doc_topic,
        pseudocounts,
        task.start.names,
        task.start.roles,
        task.themes,
        totals,
        parameters,
        task.counts.ids,
        task.counts.vocabulary,
        method,
        task.seed,
        history,
        task.counts,
        fitted_by,
    )


def extended(model: TopicModel, counts: TermCounts) -> TopicModel:
    """A model fitted to some units of `counts`, with all of them: theirs as fitted, the others' with topics held."""
    require_vocabulary(model, counts)
    place = {unit: u for u, unit in enumerate(counts.ids)}
    unknown = [unit for unit in model.ids if unit not in place]
    if unknown:
        raise AlignmentError(f"the model was fitted to units these counts do not hold ({some(unknown)})")
    own = np.array([place[unit] for unit in model.ids], dtype=np.int64)
    others = np.setdiff1d(np.arange(len(counts.ids)), own)
    shares, tokens = assign(model, counts.at(others)) if len(others) else (model.doc_topic[:0], model.pseudocounts)
    doc_topic = np.empty((len(counts.ids), model.n_topics))
    doc_topic[own], doc_topic[others] = model.doc_topic, shares
    pseudocounts = None
    if model.pseudocounts is not None and tokens is not None:
        pseudocounts = np.empty_like(doc_topic)
        pseudocounts[own], pseudocounts[others] = model.pseudocounts, tokens[: len(others)]
    options = {**model.parameters["options"], "fit_on": list(model.ids), "sample": None}
    return replace(
        model,
        doc_topic=doc_topic,
        pseudocounts=pseudocounts,
        ids=counts.ids,
        term_totals=np.asarray(counts.matrix.sum(axis=0), dtype=np.float64).ravel(),
        parameters={**model.parameters, "options": options},
        counts=counts,
    )
