"""TermCounts: how often each term stands in each unit."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from toolkit.base.cards import card, line
from toolkit.base.checks import some
from toolkit.base.errors import AlignmentError, InputError, UsageError
from toolkit.base.parts import Parts
from toolkit.words.tokens import Tokens
from toolkit.words.units import Story, TextHash, checked_story, checked_text_hash, required_story, stories_said
from toolkit.words.vocabulary import Vocabulary


@dataclass(frozen=True, eq=False)
class TermCounts:
    """`matrix` csr (U, V) of counts, `ids` (U), `vocabulary`, `dropped` (ids of units that hold no term).

    `story` (U) tells which units reprint one another, `text_hash` (U) uint64 is that of each unit's letters; None where
    they are not known. No row is empty, no id stands twice. The matrix given is left as it is. Raises AlignmentError
    when lengths differ, InputError for an id that repeats, a count below 0, or an empty row.

    >>> counts.matrix.shape == (len(counts.ids), len(counts.vocabulary))
    True
    >>> counts.subset(counts.ids[:3]).ids == counts.ids[:3]
    True
    """

    matrix: Any
    ids: tuple[str, ...]
    vocabulary: Vocabulary
    dropped: tuple[str, ...] = ()
    story: Story | None = None
    text_hash: TextHash | None = None
    schema_version: ClassVar[int] = 2

    def __post_init__(self) -> None:
        matrix = sp.csr_matrix(self.matrix)  # shares its arrays with what was given
        if not matrix.has_canonical_format or not matrix.data.all():
            matrix = matrix.copy()
            matrix.sum_duplicates()
            matrix.eliminate_zeros()
        object.__setattr__(self, "ids", tuple(self.ids))
        object.__setattr__(self, "dropped", tuple(self.dropped))
        if matrix.shape != (len(self.ids), len(self.vocabulary)):
            raise AlignmentError(
                f"counts of shape {matrix.shape} for {len(self.ids)} ids, {len(self.vocabulary)} terms"
            )
        if len(set(self.ids)) < len(self.ids):
            raise InputError(
                f"{some(i for i, n in Counter(self.ids).items() if n > 1)} repeat; give each unit its own id"
            )
        if len(matrix.data) and not matrix.data.min() > 0:
            raise InputError("a count is below 0 or no number; counts say how often a term stands in a unit")
        if (np.diff(matrix.indptr) == 0).any():
            raise InputError("a unit without any term must be listed in dropped, not kept as an empty row")
        object.__setattr__(self, "story", checked_story(self.story, len(self.ids)))
        object.__setattr__(self, "text_hash", checked_text_hash(self.text_hash, len(self.ids)))
        for name in ("data", "indices", "indptr"):
            view = getattr(matrix, name).view()
            view.flags.writeable = False
            setattr(matrix, name, view)
        object.__setattr__(self, "matrix", matrix)

    def __len__(self) -> int:
        return len(self.ids)

    def require_story(self, purpose: str) -> Story:
        """(U) the story of each unit; UsageError with the remedy where it is not known."""
        return required_story(self.story, purpose)

    def subset(self, ids: Iterable[str]) -> "TermCounts":
        """The counts of these units, in the order given, with the same vocabulary.

        Those of them that hold no term stay in `dropped`. Raises AlignmentError for an id that is not here, InputError
        for one that is given twice.
        """
        wanted = list(ids)
        row, bare = {unit: u for u, unit in enumerate(self.ids)}, set(self.dropped)
        unknown = [unit for unit in wanted if unit not in row and unit not in bare]
        if unknown:
            raise AlignmentError(f"{some(unknown)} not among these counts; use ids of the units that were counted")
        rows = np.array([row[unit] for unit in wanted if unit in row], dtype=np.int64)
        found = self.at(rows)
        return replace(found, dropped=tuple(unit for unit in wanted if unit in bare))

    def at(self, rows: NDArray[Any]) -> "TermCounts":
        """The counts of the units at these places (numbers, or one truth value a unit), none of them in `dropped`."""
        places = np.arange(len(self.ids))[rows]
        return TermCounts(
            self.matrix[places],
            tuple(self.ids[u] for u in places.tolist()),
            self.vocabulary,
            story=None if self.story is None else tuple(self.story[u] for u in places.tolist()),
            text_hash=None if self.text_hash is None else self.text_hash[places],
        )

    def to_frame(self) -> pd.DataFrame:
        """One row a unit and term that occurs in it: id, term, count."""
        coo = self.matrix.tocoo()
        ids, terms = np.asarray(self.ids, dtype=object), np.asarray(self.vocabulary.terms, dtype=object)
        return pd.DataFrame({"id": ids[coo.row], "term": terms[coo.col], "count": coo.data})

    def to_parts(self) -> Parts:
        """This noun taken apart for storage."""
        m = self.matrix
        meta: dict[str, Any] = {
            "ids": list(self.ids),
            "terms": list(self.vocabulary.terms),
            "dropped": list(self.dropped),
        }
        meta["left_out"] = dict(self.vocabulary.left_out)
        meta["story"] = None if self.story is None else list(self.story)
        arrays = {"data": m.data, "indices": m.indices, "indptr": m.indptr}
        return Parts(meta, arrays if self.text_hash is None else {**arrays, "text_hash": self.text_hash})

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """The noun put together again; one of an older toolkit knows neither stories nor texts."""
        a, meta = parts.arrays, parts.meta
        vocabulary = Vocabulary(tuple(meta["terms"]), meta.get("left_out", {}))
        shape = (len(meta["ids"]), len(meta["terms"]))
        matrix = sp.csr_matrix((a["data"], a["indices"], a["indptr"]), shape=shape)
        dropped = tuple(meta["dropped"])
        return cls(matrix, tuple(meta["ids"]), vocabulary, dropped, meta.get("story"), a.get("text_hash"))

    def __repr__(self) -> str:
        return line(self._repr_html_())

    def _repr_html_(self) -> str:
        facts = [
            ("units", len(self.ids)),
            ("stories", stories_said(self.ids, self.story)),
            ("terms", len(self.vocabulary)),
            ("tokens", int(self.matrix.sum())),
            ("emptied units", len(self.dropped)),
        ]
        total = np.asarray(self.matrix.sum(axis=0)).ravel()
        top = np.argsort(-total, kind="stable")[:10]
        rows = [(self.vocabulary.terms[i], int(total[i])) for i in top]
        return card("TermCounts", facts, ["term", "count"], rows)


def require_counts(verb: str, counts: object) -> None:
    """Raise UsageError unless `counts` is what `verb` wants: TermCounts."""
    if not isinstance(counts, TermCounts):
        raise UsageError(
            f"{verb} wants TermCounts, not {type(counts).__name__}; make them with count_terms(tokens, vocabulary)"
        )


def count_terms(tokens: Tokens, vocabulary: Vocabulary) -> TermCounts:
    """Counts of the vocabulary's terms in each unit; a unit that holds none is listed in `dropped`.

    >>> again = tk.count_terms(tokens, counts.vocabulary)
    >>> bool(again.matrix.sum() == counts.matrix.sum())
    True
    """
    column = np.array([vocabulary.column.get(word, -1) for word in tokens.words], dtype=np.int32)
    col = column[tokens.codes] if len(tokens.codes) else np.empty(0, dtype=np.int32)
    known = col >= 0
    bounds = np.searchsorted(np.flatnonzero(known), tokens.offsets)
    ones = np.ones(int(bounds[-1]), dtype=np.int32)
    matrix = sp.csr_matrix((ones, col[known], bounds), shape=(len(tokens.ids), len(vocabulary)))
    matrix.sum_duplicates()
    filled = np.flatnonzero(np.diff(matrix.indptr)).tolist()
    if not filled:
        raise InputError("no unit holds a term of the vocabulary; build the vocabulary from these tokens")
    bare = sorted(set(range(len(tokens.ids))) - set(filled))
    return TermCounts(
        matrix[filled],
        tuple(tokens.ids[u] for u in filled),
        vocabulary,
        tuple(tokens.ids[u] for u in bare),
        None if tokens.story is None else tuple(tokens.story[u] for u in filled),
        None if tokens.text_hash is None else tokens.text_hash[filled],
    )
