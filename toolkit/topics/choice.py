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
from toolkit.topics.lda import fit_lda
from toolkit.topics.model import TopicModel
from toolkit.topics.quality.diagnostics import diagnostics
from toolkit.topics.quality.heldout import completion, dispersion, split_units
from toolkit.topics.stability import refit, stability
from toolkit.words.counts import TermCounts

COLUMNS = ("n_topics", "npmi", "exclusivity", "stability", "held_out", "held_out_se", "dispersion")
REFITS = 3
HELD_OUT_SHARE = 0.1


@dataclass(frozen=True, eq=False)
class Choice:
    """`frame`: one row a candidate: n_topics, npmi, exclusivity, stability (over stories' resamples), held_out
    (log-likelihood a token of held-out units, mean) with its standard error, dispersion (1: nothing left to explain).

    Larger is better but for `dispersion`. The measures disagree by nature; the reader chooses and says why.
    """

    frame: pd.DataFrame
    schema_version: ClassVar[int] = 1

    def __post_init__(self) -> None:
        if tuple(self.frame.columns) != COLUMNS:
            raise UsageError(f"a Choice has the columns {', '.join(COLUMNS)}")

    def to_frame(self) -> pd.DataFrame:
        """A copy of the table."""
        return self.frame.copy()

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
        return card("Choice", [("candidates", len(self.frame))], list(COLUMNS), rows)


def choose_n_topics(counts: TermCounts, candidates: Sequence[int], *, seed: int) -> Choice:
    """Coherence, exclusivity, stability, held-out likelihood and residual dispersion for each number of topics.

    Unguided LDA by cvb0. Held-out likelihood by document completion on a tenth of the units, fitted without them;
    stability is the mean average Jaccard at 20 over three refits on 80 % of the units. Raises UsageError for candidates
    that are not distinct numbers of two or more, InputError for fewer than two units.
    """
    wanted = sorted(candidates) if isinstance(candidates, Sequence) else []
    if not wanted or len(set(wanted)) < len(wanted):
        raise UsageError(f"candidates must be distinct numbers of topics, as [10, 20, 30]; given: {candidates!r}")
    require_count("the smallest candidate", wanted[0], 2)
    fitted, held = split_units(counts, share=HELD_OUT_SHARE, seed=seed)
    rows = [_row(counts, fitted, held, k, seed) for k in progress(wanted, "numbers of topics", len(wanted))]
    return Choice(pd.DataFrame(rows, columns=list(COLUMNS)))


def _row(counts: TermCounts, fitted: TermCounts, held: TermCounts, n_topics: int, seed: int) -> tuple[float, ...]:
    model: TopicModel = fit_lda(counts, n_topics=n_topics, seed=seed)
    again = refit(model, counts, fits=REFITS, seed=seed, resample="stories")
    table = diagnostics(model, counts)
    likelihood = completion(fit_lda(fitted, n_topics=n_topics, seed=seed), held, seed=seed)
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
