"""choose_n_topics: five measures for each number of topics, side by side; no silent winner."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
import pandas as pd

from toolkit.base.cards import card, line
from toolkit.base.checks import require_count
from toolkit.base.errors import UsageError
from toolkit.base.parts import Parts
from toolkit.base.progress import progress
from toolkit.base.streams import derived_seed
from toolkit.topics.copies import one_copy_each
from toolkit.topics.lda import fit_lda
from toolkit.topics.model import TopicModel
from toolkit.topics.quality.diagnostics import diagnostics
from toolkit.topics.quality.heldout import UNITS_A_BATCH, completion, dispersion, split_units
from toolkit.topics.stability import refit, stability
from toolkit.words.counts import TermCounts

COLUMNS = ("n_topics", "npmi", "exclusivity", "stability", "held_out", "held_out_se", "dispersion")
MEANING = (  # column, which way is better, what it is, what it is not
    ("npmi", "more", "how often a topic's ten first words stand in the same units", "a person's judgement of sense"),
    ("exclusivity", "more", "how far its words are its own", "a reason for many topics: small ones are exclusive"),
    (
        "stability",
        "more",
        "whether the topics come back on other stories",
        "a sign of truth: two topics come back best",
    ),
    ("held_out", "more", "how well unseen stories are predicted, a token", "comparable between vocabularies"),
    ("held_out_se", "less", "its standard error over stories: nearer than two is no difference", "a bound for K"),
    ("dispersion", "less, to 1", "what the topics leave unexplained", "a measure of sense: it falls with every topic"),
)
REFITS = 3
HELD_OUT_SHARE = 0.2
STARTS = 4  # of the fit that is judged on held-out stories: one start in three joins two topics of twelve


@dataclass(frozen=True, eq=False)
class Choice:
    """`frame`: one row a candidate: n_topics, npmi, exclusivity, stability (over stories' resamples), held_out
    (log-likelihood a token of held-out stories, mean) with its standard error, dispersion (1: nothing left to explain).

    `Choice.explained()` says of each column which way is better and what it is not. The measures disagree by nature;
    the reader chooses and says why. Coherence here is NPMI over whole units; the c_v of `coherence` takes the whole
    unit as its window too, and is not the published one, whose window slides over 110 words (Röder, Both, Hinneburg
    2015).

    >>> choice = tk.choose_n_topics(counts.subset(counts.ids[:300]), [5, 8], seed=1)
    >>> choice.to_frame()["n_topics"].tolist()
    [5, 8]
    """

    frame: pd.DataFrame
    schema_version: ClassVar[int] = 1

    def __post_init__(self) -> None:
        if tuple(self.frame.columns) != COLUMNS:
            raise UsageError(f"a Choice has the columns {', '.join(COLUMNS)}")

    def to_frame(self) -> pd.DataFrame:
        """A copy of the table."""
        return self.frame.copy()

    @staticmethod
    def explained() -> pd.DataFrame:
        """One row a measure: column, better (more, less), what it is, what it is not."""
        return explained()

    def to_parts(self) -> Parts:
        """This noun taken apart for storage."""
        return Parts(tables={"frame": self.frame})

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """The noun put together again."""
        return cls(parts.tables["frame"])

    def __repr__(self) -> str:
        return line(self._repr_html_())

    def _repr_html_(self) -> str:
        rows = [tuple(row) for row in self.frame.itertuples(index=False)]
        better = {name: f"{name} (better: {way})" for name, way, *_ in MEANING}
        columns = [better.get(name, name) for name in COLUMNS]
        return card("Choice", [("candidates", len(self.frame))], columns, rows)


def explained() -> pd.DataFrame:
    """One row a measure of the table: column, better (more, less), what it is, what it is not."""
    return pd.DataFrame(MEANING, columns=["column", "better", "is", "is_not"])


def choose_n_topics(counts: TermCounts, candidates: Sequence[int], *, seed: int) -> Choice:
    """Coherence, exclusivity, stability, held-out likelihood and residual dispersion for each number of topics.

    Unguided LDA by cvb0, on one copy of each story (`one_copy_each`): a text reprinted many times would otherwise draw
    topics of its own, and be held out beside itself. Held-out likelihood by document completion on a fifth of the
    stories, fitted without them from four starts, of which the one that explains the fitted stories best is judged;
    stability is the mean average Jaccard at 20 over three refits on 80 % of the stories. Raises UsageError for
    candidates that are not distinct numbers of two or more, or where stories are not known, InputError for fewer than
    two stories.

    >>> choice = tk.choose_n_topics(counts.subset(counts.ids[:300]), [5, 8], seed=1)
    >>> len(choice.to_frame())
    2
    """
    wanted = sorted(candidates) if isinstance(candidates, Sequence) else []
    if not wanted or len(set(wanted)) < len(wanted):
        raise UsageError(f"candidates must be distinct numbers of topics, as [10, 20, 30]; given: {candidates!r}")
    require_count("the smallest candidate", wanted[0], 2)
    counts = one_copy_each(counts, purpose="choosing a number of topics")
    fitted, held = split_units(counts, share=HELD_OUT_SHARE, seed=seed)
    rows = [_row(counts, fitted, held, k, seed) for k in progress(wanted, "numbers of topics", len(wanted))]
    return Choice(pd.DataFrame(rows, columns=list(COLUMNS)))


def _row(counts: TermCounts, fitted: TermCounts, held: TermCounts, n_topics: int, seed: int) -> tuple[float, ...]:
    model: TopicModel = fit_lda(counts, n_topics=n_topics, seed=seed)
    again = refit(model, counts, fits=REFITS, seed=seed, resample="stories")
    table = diagnostics(model, counts)
    likelihood = completion(best_start(fitted, n_topics=n_topics, seed=seed), held, seed=seed)
    error = float(np.std(likelihood, ddof=1) / np.sqrt(len(likelihood))) if len(likelihood) > 1 else float("nan")
    return (
        n_topics,
        float(table["npmi"].mean()),
        float(table["exclusivity"].mean()),
        float(stability([model, *again])["jaccard"].mean()),
        float(likelihood.mean()),
        error,
        dispersion(model, counts),
    )


def best_start(counts: TermCounts, *, n_topics: int, seed: int) -> TopicModel:
    """Of `STARTS` unguided fits the one under which the counts it was fitted to are likeliest."""
    models = [fit_lda(counts, n_topics=n_topics, seed=derived_seed(seed, "start", s)) for s in range(STARTS)]
    return max(models, key=lambda model: _likelihood(model, counts))


def _likelihood(model: TopicModel, counts: TermCounts) -> float:
    """The log-likelihood of the counts under the units' shares."""
    total = 0.0
    for a in range(0, len(counts), UNITS_A_BATCH):
        rows = counts.matrix[a : a + UNITS_A_BATCH].tocoo()
        expected = (model.doc_topic[a : a + UNITS_A_BATCH] @ model.topic_term)[rows.row, rows.col]
        total += float(rows.data @ np.log(np.maximum(expected, 1e-300)))
    return total
