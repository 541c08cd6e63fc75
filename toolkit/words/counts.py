"""TermCounts: how often each term stands in each unit."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
import scipy.sparse as sp

from toolkit.base.cards import card, line
from toolkit.base.checks import some
from toolkit.base.errors import AlignmentError, InputError
from toolkit.base.parts import Parts
from toolkit.words.tokens import Tokens
from toolkit.words.vocabulary import Vocabulary


@dataclass(frozen=True, eq=False)
class TermCounts:
    """`matrix` csr (U, V) of counts, `ids` (U), `vocabulary`, `dropped` (ids of units that hold no term).

    No row is empty, no id stands twice. The matrix given is left as it is. Raises AlignmentError when shapes differ,
    InputError for an id that repeats, a count below 0, or an empty row.
    """

    matrix: Any
    ids: tuple[str, ...]
    vocabulary: Vocabulary
    dropped: tuple[str, ...] = ()
    schema_version: ClassVar[int] = 1

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
        for name in ("data", "indices", "indptr"):
            view = getattr(matrix, name).view()
            view.flags.writeable = False
            setattr(matrix, name, view)
        object.__setattr__(self, "matrix", matrix)

    def __len__(self) -> int:
        return len(self.ids)

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
        return Parts(meta, {"data": m.data, "indices": m.indices, "indptr": m.indptr})

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """The noun put together again."""
        a, meta = parts.arrays, parts.meta
        vocabulary = Vocabulary(tuple(meta["terms"]), meta.get("left_out", {}))
        shape = (len(meta["ids"]), len(meta["terms"]))
        matrix = sp.csr_matrix((a["data"].copy(), a["indices"].copy(), a["indptr"].copy()), shape=shape)
        return cls(matrix, tuple(meta["ids"]), vocabulary, tuple(meta["dropped"]))

    def __repr__(self) -> str:
        return line(self._repr_html_())

    def _repr_html_(self) -> str:
        facts = [
            ("units", len(self.ids)),
            ("terms", len(self.vocabulary)),
            ("tokens", int(self.matrix.sum())),
            ("emptied units", len(self.dropped)),
        ]
        total = np.asarray(self.matrix.sum(axis=0)).ravel()
        top = np.argsort(-total, kind="stable")[:10]
        rows = [(self.vocabulary.terms[i], int(total[i])) for i in top]
        return card("TermCounts", facts, ["term", "count"], rows)


def count_terms(tokens: Tokens, vocabulary: Vocabulary) -> TermCounts:
    """Counts of the vocabulary's terms in each unit; a unit that holds none is listed in `dropped`."""
    column = np.array([vocabulary.column.get(word, -1) for word in tokens.words], dtype=np.int32)
    col = column[tokens.codes] if len(tokens.codes) else np.empty(0, dtype=np.int32)
    known = col >= 0
    bounds = np.concatenate([[0], np.cumsum(known)])[tokens.offsets]
    ones = np.ones(int(bounds[-1]), dtype=np.int32)
    matrix = sp.csr_matrix((ones, col[known], bounds), shape=(len(tokens.ids), len(vocabulary)))
    matrix.sum_duplicates()
    filled = np.diff(matrix.indptr) > 0
    ids = np.asarray(tokens.ids, dtype=object)
    if not filled.any():
        raise InputError("no unit holds a term of the vocabulary; build the vocabulary from these tokens")
    return TermCounts(matrix[filled], tuple(ids[filled]), vocabulary, tuple(ids[~filled]))
