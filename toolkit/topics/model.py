"""TopicModel: what every engine returns."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.cards import card, line
from toolkit.base.checks import some
from toolkit.base.errors import AlignmentError, ThemesError
from toolkit.base.parts import Parts, frozen, readonly
from toolkit.topics.transform import require_vocabulary, transform
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Themes
from toolkit.words.vocabulary import Vocabulary

Array = NDArray[np.float64]
COUNTS = "counts_"  # of the arrays of a model that belong to its counts
ROLES = ("theme", "topic", "background")


@dataclass(frozen=True)
class FittedBy:
    """How a model was fitted: `engine` (cvb0, gensim, compiled, NMF(mu), MiniBatchNMF); `whole`, False where it was in
    minibatches; `passes_asked`, the most passes over the units the call allowed; `passes_done`."""

    engine: str
    whole: bool
    passes_asked: int
    passes_done: int

    def __str__(self) -> str:
        how = "" if self.whole else " in minibatches"
        return f"{self.engine}{how}, {self.passes_done} of at most {self.passes_asked} passes"


@dataclass(frozen=True, eq=False)
class TopicModel:
    """A fitted topic model of K topics, U units and V terms.

    `topic_term` (K, V) and `doc_topic` (U, K), rows sum to one; `pseudocounts` (U, K) tokens assigned, or None
    where the engine has none (NMF); `topic_names` (K), `roles` (K: theme, topic, background): named themes come
    first, in the order of their file, always; naming never reorders, and topics that share a name are summed where
    themes are measured; `term_totals` (V); `parameters` (priors, idf, options); `ids` (U); `history`: one row a pass;
    `counts`: what was fitted, which `prevalence` reads (kept out of the fingerprint); `fitted_by`: engine, whole or in
    minibatches, passes (None in a model saved before this was kept).

    >>> model.topic_names[:2], model.roles[-1]
    (('combating_distortion', 'overseas_communities'), 'topic')
    >>> model.doc_topic.sum(axis=1).round(6).min().item()
    1.0
    """

    topic_term: Array
    doc_topic: Array
    pseudocounts: Array | None
    topic_names: tuple[str, ...]
    roles: tuple[str, ...]
    themes: Themes | None
    term_totals: Array
    parameters: Mapping[str, Any]
    ids: tuple[str, ...]
    vocabulary: Vocabulary
    method: str
    seed: int
    history: tuple[Mapping[str, float], ...] = ()
    counts: TermCounts | None = field(default=None, repr=False)
    fitted_by: FittedBy | None = None
    schema_version: ClassVar[int] = 2

    def __post_init__(self) -> None:
        for name in ("topic_term", "doc_topic", "term_totals"):
            object.__setattr__(self, name, readonly(getattr(self, name), np.float64))
        if self.pseudocounts is not None:
            object.__setattr__(self, "pseudocounts", readonly(self.pseudocounts, np.float64))
        for name in ("topic_names", "roles", "ids", "history"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        for name in ("parameters", "history"):
            object.__setattr__(self, name, frozen(getattr(self, name)))
        k, v = self.topic_term.shape
        if self.doc_topic.shape != (len(self.ids), k) or v != len(self.vocabulary) or len(self.term_totals) != v:
            raise AlignmentError(f"topic_term {self.topic_term.shape} and doc_topic {self.doc_topic.shape} do not fit")
        if len(self.topic_names) != k or len(self.roles) != k or not set(self.roles) <= set(ROLES):
            raise AlignmentError("each topic needs one name and one role of theme, topic, background")
        for name in ("topic_term", "doc_topic"):
            sums = getattr(self, name).sum(axis=1)
            if not np.allclose(sums, 1.0, atol=1e-6):
                raise AlignmentError(
                    f"the rows of {name} must sum to one; row {int(np.argmax(abs(sums - 1)))} does not"
                )

    @property
    def n_topics(self) -> int:
        """K."""
        return int(self.topic_term.shape[0])

    @cached_property
    def fingerprint(self) -> str:
        """A SHA-256 of topics, names and vocabulary: two models with the same one are the same."""
        digest = hashlib.sha256()
        digest.update(np.ascontiguousarray(self.topic_term).tobytes())
        digest.update(np.ascontiguousarray(self.doc_topic).tobytes())
        for text in (*self.topic_names, *self.vocabulary.terms, *self.ids, self.method):
            digest.update(text.encode("utf-8") + b"\0")
        return digest.hexdigest()

    @property
    def names(self) -> tuple[str, ...]:
        """The distinct topic names, in order of first appearance: the columns of `shares`."""
        return tuple(dict.fromkeys(self.topic_names))

    @property
    def theme_names(self) -> tuple[str, ...]:
        """The distinct names of topics whose role is theme, in order."""
        return tuple(dict.fromkeys(n for n, r in zip(self.topic_names, self.roles) if r == "theme"))

    @property
    def membership(self) -> Array:
        """(K, N) zeros and ones: which topic carries which of `names`."""
        names = self.names
        table = np.zeros((self.n_topics, len(names)))
        table[np.arange(self.n_topics), [names.index(n) for n in self.topic_names]] = 1.0
        return table

    @property
    def shares(self) -> Array:
        """(U, N) the units' shares by name: topics that share a name are summed. For display and retrieval."""
        return self.doc_topic @ self.membership

    def require_same_vocabulary(self, counts: TermCounts) -> None:
        """Raise AlignmentError unless `counts` has this model's vocabulary."""
        require_vocabulary(self, counts)

    def require_same_units(self, counts: TermCounts) -> None:
        """Raise AlignmentError unless `counts` has this model's units and vocabulary."""
        self.require_same_vocabulary(counts)
        if counts.ids != self.ids:
            other = sorted(set(counts.ids) ^ set(self.ids)) or ["in another order"]
            raise AlignmentError(
                f"these counts hold other units than the model ({some(other)}); use the "
                "counts it was fitted on, or model.transform(counts) for the shares of others"
            )

    def transform(self, counts: TermCounts) -> Array:
        """(U', K) shares of new units: `transform(model, counts)`."""
        return transform(self, counts)

    def to_frame(self) -> pd.DataFrame:
        """One row a unit: id, then one share a name."""
        frame = pd.DataFrame(self.shares, columns=list(self.names))
        frame.insert(0, "id", list(self.ids))
        return frame

    def to_parts(self) -> Parts:
        """This noun taken apart for storage."""
        arrays: dict[str, NDArray[Any]] = {
            "topic_term": self.topic_term,
            "doc_topic": self.doc_topic,
            "term_totals": self.term_totals,
        }
        if self.pseudocounts is not None:
            arrays["pseudocounts"] = self.pseudocounts
        meta: dict[str, Any] = {
            "topic_names": list(self.topic_names),
            "roles": list(self.roles),
            "ids": list(self.ids),
            "terms": list(self.vocabulary.terms),
            "parameters": dict(self.parameters),
            "method": self.method,
            "seed": self.seed,
            "history": [dict(row) for row in self.history],
            "left_out": dict(self.vocabulary.left_out),
            "themes": None if self.themes is None else self.themes.to_parts().meta,
            "fitted_by": None if self.fitted_by is None else asdict(self.fitted_by),
        }
        if self.counts is not None:
            inner = self.counts.to_parts()
            arrays |= {f"{COUNTS}{name}": array for name, array in inner.arrays.items()}
            meta["counts"] = {name: value for name, value in inner.meta.items() if meta.get(name) != value}
        return Parts(meta, arrays)

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """The noun put together again; one of schema 1 kept neither what the vocabulary left out nor shared seeds."""
        meta, arrays = parts.meta, parts.arrays
        counts = None
        if meta.get("has_counts", "counts" in meta):
            inner = {n.removeprefix(COUNTS): array for n, array in arrays.items() if n.startswith(COUNTS)}
            counts = TermCounts.from_parts(Parts({**meta, **meta.get("counts", {})}, inner))
        return cls(
            arrays["topic_term"],
            arrays["doc_topic"],
            arrays.get("pseudocounts"),
            tuple(meta["topic_names"]),
            tuple(meta["roles"]),
            _themes(meta),
            arrays["term_totals"],
            meta["parameters"],
            tuple(meta["ids"]),
            Vocabulary(tuple(meta["terms"]), meta.get("left_out", {})),
            meta["method"],
            meta["seed"],
            tuple(meta["history"]),
            counts,
            FittedBy(**meta["fitted_by"]) if meta.get("fitted_by") else None,
        )

    def __repr__(self) -> str:
        return line(self._repr_html_())

    def _repr_html_(self) -> str:
        facts = [("method", self.method), ("topics", self.n_topics), ("units", len(self.ids)), ("seed", self.seed)]
        if self.fitted_by is not None:
            facts.append(("fitted by", str(self.fitted_by)))
        rows = []
        for k in range(min(self.n_topics, 60)):
            top = np.argsort(-self.topic_term[k], kind="stable")[:8]
            words = ", ".join(self.vocabulary.terms[i].replace("_", " ") for i in top)
            rows.append((k, self.topic_names[k], self.roles[k], float(self.doc_topic[:, k].mean()), words))
        return card("TopicModel", facts, ["topic", "name", "role", "mean share", "most probable words"], rows)


def _themes(meta: Mapping[str, Any]) -> Themes | None:
    """The themes of a stored model. Schema 1 did not say whether seeds may be shared: they may where they are."""
    told = meta["themes"]
    if told is None or "theme_order" not in meta:
        return None if told is None else Themes.from_parts(Parts(told))
    described = {"themes": told, "order": meta["theme_order"]}
    try:
        return Themes.from_parts(Parts({**described, "shared_seeds": False}))
    except ThemesError:
        return Themes.from_parts(Parts({**described, "shared_seeds": True}))
