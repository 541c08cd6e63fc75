"""Corpus: one row a document or passage, every one of them kept in sight."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.cards import card, line
from toolkit.base.checks import counted, did_you_mean, some
from toolkit.base.errors import AlignmentError, InputError, UsageError
from toolkit.base.parts import Parts
from toolkit.documents.accounts import REFUSED, Accounts, Entry, accounts_of
from toolkit.documents.files.columns import COLUMNS as COLUMNS
from toolkit.documents.files.columns import TEXT_COLUMNS
from toolkit.documents.files.frames import (
    flat,
    ids_of,
    read_cell,
    row_entries,
    with_own_dates,
    with_own_names,
    with_status,
)
from toolkit.documents.selection import joined, labels_of, rows_where, sampled_rows
from toolkit.documents.text import text_hashes

KEPT = "kept"
TEXTS = ("text", "raw", "removed")  # what is long


@dataclass(frozen=True, eq=False)
class Corpus:
    """Documents or passages, one row each, with all that is known of them.

    `frame` has the columns of `COLUMNS` and any metadata the user brought. `id` is distinct; `status` is "kept" or
    says why a document is not used ("empty", "unreadable", "foreign", …); a document's `parent` is its own id; `date`
    is an ISO string at its precision (`2019-11-06`, `2019-11`, `2019`) or missing; `year` is a nullable integer;
    `removed` is a JSON list of [start, end, rule] on `raw`; `date_candidates` is a JSON list; `date_confidence` lies
    in [0, 1]; `start`, `end` slice the parent's text; `story` names the group of near-duplicates.
    `accounts` holds a row for everything that was brought in, what is no document included.
    Raises InputError when ids repeat or a required column is missing.

    >>> part = corpus.where(source="doingoai.example", year=(2022, 2024))
    >>> sorted(part.kept["year"].unique().tolist())
    [2022, 2023, 2024]
    >>> len(corpus.sample(10, seed=1))
    10
    """

    frame: pd.DataFrame
    accounts: Accounts = field(default_factory=lambda: accounts_of(()))
    schema_version: ClassVar[int] = 2

    def __post_init__(self) -> None:
        missing = [name for name in ("id", "text") if name not in self.frame.columns]
        if missing:
            raise InputError(f"a corpus needs the column {missing[0]!r}; it has {some(self.frame.columns, 6)}")
        frame = complete(self.frame)
        repeated = frame["id"][frame["id"].duplicated()]
        if len(repeated):
            raise InputError(f"ids must be distinct, but {some(repeated.unique())} repeat; give each row its own id")
        object.__setattr__(self, "frame", frame)

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def kept(self) -> pd.DataFrame:
        """The rows with status "kept", which every verb uses; their texts are held no second time."""
        frame = self.frame if self._is_kept.all() else self.frame[self._is_kept]
        return frame.reset_index(drop=True)

    @cached_property
    def kept_facts(self) -> pd.DataFrame:
        """The same rows without their texts."""
        return self._facts[self._is_kept].reset_index(drop=True)

    @cached_property
    def _is_kept(self) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = (self.frame["status"] == KEPT).to_numpy(dtype=bool)
        return found

    @cached_property
    def _positions(self) -> pd.Index:
        return pd.Index(self.frame["id"])

    @cached_property
    def _facts(self) -> pd.DataFrame:
        return self.frame.drop(columns=list(TEXTS))

    def rows(self, ids: Iterable[str]) -> pd.DataFrame:
        """The rows of `ids`, in that order; AlignmentError when one is not in this corpus."""
        return self.frame.iloc[self._places(ids)].reset_index(drop=True)

    def facts(self, ids: Iterable[str]) -> pd.DataFrame:
        """The rows of `ids` without their texts, which need not be copied to read a date; AlignmentError as `rows`."""
        return self._facts.iloc[self._places(ids)].reset_index(drop=True)

    def _places(self, ids: Iterable[str]) -> NDArray[np.intp]:
        wanted = pd.Index(list(ids))
        found: NDArray[np.intp] = self._positions.get_indexer(wanted)
        if (found < 0).any():
            raise AlignmentError(
                f"{counted(int((found < 0).sum()), 'unit')} ({some(wanted[found < 0])}) not in this corpus; "
                "use the corpus that was segmented and counted"
            )
        return found

    @cached_property
    def _hashed(self) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
        """By row the hash of its letters, and whether it has been taken yet."""
        return np.zeros(len(self.frame), dtype=np.uint64), np.zeros(len(self.frame), dtype=bool)

    def hashes(self, ids: Iterable[str]) -> NDArray[np.uint64] | None:
        """(n,) the hash of the letters of each of these units, each taken once; None where none holds a text."""
        places = self._places(ids)
        found, taken = self._hashed
        fresh = np.unique(places[~taken[places]])
        if len(fresh):
            found[fresh] = text_hashes(self.frame["text"].iloc[fresh])
            taken[fresh] = True
        if not self.frame["text"].iloc[places].str.len().any():
            return None
        return found[places]

    @property
    def is_passages(self) -> bool:
        """True where at least one unit is a part of another document."""
        return bool((self.frame["parent"] != self.frame["id"]).any())

    def where(self, mask: Any = None, **columns: Any) -> "Corpus":
        """The rows whose columns hold these values: one, a list of them, or a tuple of two ends of a range.

        `where(source=["a.vn", "b.vn"], year=(2016, 2018))`; `mask`: one truth value a row. No expression is read. The
        part is measured with the model of the whole: `prevalence(model, corpus.where(source="a.vn"), seed=1)`.
        UsageError for an unknown column, InputError when nothing is left.
        """
        return self.with_frame(self.frame[rows_where(self.frame, mask, columns)])

    def join(self, frame: pd.DataFrame, on: str = "id") -> "Corpus":
        """This corpus with own columns beside it, matched by `on` (distinct in `frame`); rows without a match hold
        nothing there, keys that no unit has are in the accounts. UsageError for a column that is there already."""
        found, lost = joined(self.frame, frame, on)
        entries = [
            Entry("metadata", f"joined by {on}", None, None, REFUSED, "naming no document", str(key), "give known ids")
            for key in lost
        ]
        return self.with_frame(found).accounted(entries)

    def sample(self, n: int, seed: int) -> "Corpus":
        """At most n of the kept rows, whole stories drawn at random: a story is never half in a sample."""
        kept = self.kept
        return self.with_frame(kept[sampled_rows(kept["story"].tolist(), n, seed)])

    def __iter__(self) -> Iterator[Any]:
        """The rows one by one, as named tuples: `for unit in corpus: unit.id, unit.text, unit.status`."""
        return iter(self.frame.itertuples(index=False, name="Unit"))

    def with_frame(self, frame: pd.DataFrame) -> "Corpus":
        """A corpus of `frame` with these accounts; the present one is unchanged."""
        return Corpus(frame, self.accounts)

    def accounted(self, entries: Iterable[Entry]) -> "Corpus":
        """The same corpus with `entries` in its accounts, in place of what they said of the same table before."""
        return Corpus(self.frame, self.accounts.plus(entries))

    def to_frame(self) -> pd.DataFrame:
        """A copy of the table."""
        return self.frame.copy()

    def to_parts(self) -> Parts:
        """This noun taken apart for storage; what was read is not stored twice before it is cleaned."""
        alike = self.frame["raw"].equals(self.frame["text"])  # `complete` fills in the one from the other
        frame = self.frame.drop(columns="raw") if alike else self.frame
        return Parts(tables={"frame": frame, "accounts": self.accounts.frame})

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """The noun put together again."""
        accounts = parts.tables.get("accounts")
        return cls(parts.tables["frame"], *(() if accounts is None else (Accounts(accounts),)))

    def __repr__(self) -> str:
        return line(self._repr_html_())

    def _repr_html_(self) -> str:
        kept = self.kept
        years = kept["year"].dropna()
        span = f"{int(years.min())} to {int(years.max())}" if len(years) else "none dated"
        facts: list[tuple[str, Any]] = [
            ("found", len(self.frame)),
            ("kept", len(kept)),
            ("years", span),
            ("undated", int(kept["year"].isna().sum())),
            ("stories", kept["story"].nunique()),
            ("sources", kept["source"].nunique()),
        ]
        columns = ["id", "title", "date", "source", "text"]
        rows = kept.head(5)[columns].fillna("").itertuples(index=False)
        dropped = self.frame["status"][self.frame["status"] != KEPT].value_counts()
        return card("Corpus", facts, columns, rows, [f"{n} {status}" for status, n in dropped.items()])


def complete(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame with every column of `COLUMNS`, in their order, then the user's own; a story defaults to its parent."""
    frame = frame.reset_index(drop=True)
    # Columns are gathered first and made a frame once: a frame looks its names up anew after each that is put in.
    found = {name: frame[name] for name in frame.columns}
    if "raw" not in found and "text" in found:
        found["raw"] = found["text"]  # shares its memory
    none = pd.Series([None] * len(frame), dtype="str")
    for name in TEXT_COLUMNS:
        values = found.get(name, none)
        found[name] = values.astype("str") if values.dtype != "str" else values
    found["text"] = found["text"].fillna("")
    found["source"] = _alike(found["source"])
    for name, default in (("raw", "text"), ("parent", "id"), ("story", "parent")):
        found[name] = found[default] if found[name] is none else found[name].fillna(found[default])
    for name, value in (("removed", "[]"), ("date_candidates", "[]"), ("status", KEPT)):
        found[name] = found[name].fillna(value)
    for name in ("year", "start", "end"):
        found[name] = found[name].astype("Int64") if name in found else pd.Series([pd.NA] * len(frame), dtype="Int64")
    confidence = found.get("date_confidence", pd.Series(np.nan, index=frame.index))
    found["date_confidence"] = confidence.astype("float64")
    own = [name for name in found if name not in COLUMNS]
    return pd.DataFrame({name: found[name] for name in (*COLUMNS, *own)}, index=frame.index, copy=False)


def _alike(names: pd.Series) -> pd.Series:
    """Names of outlets as `labels_of` writes them, so that everyone who counts outlets counts the same; a blank one is
    none."""
    known = pd.Series(names.dropna().unique(), dtype="str")
    written = labels_of(known)
    return names if written.equals(known) else names.map(dict(zip(known, written))).astype("str")


def corpus_from_frame(frame: pd.DataFrame, *, columns: dict[str, str] | None = None) -> Corpus:
    """A Corpus of a DataFrame the user already has; only `text` is required, and `id` where rows have one.

    `columns` maps the toolkit's names to the frame's ({"text": "noi_dung"}). Text and title are read as `read_corpus`
    reads them: old letters and what feeds leave undone, NFC, free of control and direction marks. A row without an id
    gets its number. A `date` column (or a `year`, where there is no date) is metadata for `resolve_dates`, kept as
    `date_given`. A column that bears a name the toolkit fills, but does not hold what the toolkit puts there, keeps its
    content as `<name>_given`; `accounts` says so. A frame with `date_rule` is a corpus's own and keeps its columns; one
    that brings `parent` holds passages, whose text is left as it is, for `start` and `end` count in it.
    Raises UsageError for a name that is not ours, InputError for a column that is not there, two columns of one name,
    or ids that repeat.

    >>> import pandas as pd
    >>> rows = pd.DataFrame({"text": ["Kiều bào về quê ăn tết.", "Giá lúa tăng."], "author": ["Lan", "Minh"]})
    >>> tk.corpus_from_frame(rows).kept["author"].tolist()
    ['Lan', 'Minh']
    """
    frame = flat(frame)
    for ours, theirs in (columns or {}).items():
        if ours not in COLUMNS:
            raise UsageError(f"columns has no place for {ours!r}{did_you_mean(ours, COLUMNS)}")
        if theirs not in frame.columns:
            raise InputError(f"the frame has no column {theirs!r}{did_you_mean(theirs, map(str, frame.columns))}")
    renamed = frame.rename(columns={theirs: ours for ours, theirs in (columns or {}).items()}).rename(columns=str)
    twice = renamed.columns[renamed.columns.duplicated()]
    if len(twice):
        raise InputError(f"the frame has two columns {twice[0]!r}; drop or rename one of them")
    if "text" not in renamed.columns:
        raise InputError(f"a corpus needs the column 'text'; it has {some(renamed.columns, 6)}; name it with columns")
    told = list[Entry]()
    if "date_rule" not in renamed.columns:
        renamed, told = with_own_names(renamed, {"date": "date", **(columns or {})})
    if "parent" not in renamed.columns:
        clean = {name: renamed[name].map(read_cell) for name in ("text", "title") if name in renamed.columns}
        renamed = renamed.assign(**clean, id=ids_of(renamed))
        renamed = with_own_dates(with_status(renamed))
    return Corpus(renamed, accounts_of([*told, *row_entries(renamed)]))
