"""Accounts: one row for everything that was brought in, and what became of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Self

import pandas as pd

from toolkit.base.cards import card, line
from toolkit.base.checks import counted
from toolkit.base.errors import UsageError
from toolkit.base.parts import Parts

KEPT, JOINED, REFUSED, IGNORED = "kept", "joined", "refused", "ignored"
OUTCOMES = (KEPT, JOINED, REFUSED, IGNORED)
COLUMNS = ("kind", "name", "row", "id", "outcome", "reason", "value", "remedy")
# What holds documents, in the order in which it is opened; then the tables that are joined to documents.
HOLDERS = ("file", "member", "sheet", "column")
JOINED_TABLES = ("metadata", "dates", "coding")
KINDS = (*HOLDERS, "row", "cell", "outlet", *JOINED_TABLES)
EMPTY = "without any letter"
LONGEST_VALUE = 120
EXAMPLES = 20
_VARYING = re.compile(r"'[^'\n]*'|\d[\d,.]*")


class Entry(NamedTuple):
    """A row of the accounts: what was brought in and what became of it.

    `reason` reads after a number ("5 naming no document") and holds nothing that varies from row to row; what varies
    (a cell, a column's name) is the `value`; `row` counts the rows of a table from 1, the header not counted.
    """

    kind: str
    name: str
    row: int | None = None
    id: str | None = None
    outcome: str = KEPT
    reason: str = ""
    value: str = ""
    remedy: str = ""


@dataclass(frozen=True, eq=False)
class Accounts:
    """Everything that was brought in, one row a thing: nothing leaves without its outcome.

    `frame` has the columns `kind` (file, member of an archive, sheet, column, row of a table, cell of a column,
    outlet; metadata, dates, coding: a row of such a table), `name` (of the file, as it is written), `row`, `id`
    (the document it became or was joined to), `outcome` (kept, joined, refused, ignored), `reason`, `value` and
    `remedy`, the last three "" where nothing is to be said. Raises UsageError for a kind or an outcome that is not
    known.

    >>> bool((corpus.accounts.frame["outcome"] == "kept").any())
    True
    """

    frame: pd.DataFrame
    schema_version: ClassVar[int] = 1

    def __post_init__(self) -> None:
        given = self.frame.reset_index(drop=True)
        none = pd.Series([None] * len(given), dtype="object")
        found = {name: given.get(name, none) for name in COLUMNS}
        found = {name: values.astype("Int64" if name == "row" else "str") for name, values in found.items()}
        found |= {name: found[name].fillna("") for name in ("reason", "value", "remedy")}
        for name, known in (("kind", KINDS), ("outcome", OUTCOMES)):
            wrong = [value for value in found[name].unique() if value not in known]
            if wrong:
                raise UsageError(f"accounts know no {name} {wrong[0]!r}; known: {', '.join(known)}")
        frame = pd.DataFrame(found, index=given.index, copy=False)
        object.__setattr__(self, "frame", frame)

    def __len__(self) -> int:
        return len(self.frame)

    def plus(self, entries: "Iterable[Entry] | Accounts") -> "Accounts":
        """These and `entries`, which take the place of what the same kind and name had before: a table read again."""
        new = entries if isinstance(entries, Accounts) else accounts_of(entries)
        if not len(new):
            return self
        named = pd.MultiIndex.from_frame(self.frame[["kind", "name"]])
        again = named.isin(pd.MultiIndex.from_frame(new.frame[["kind", "name"]]))
        return Accounts(pd.concat([self.frame[~again], new.frame], ignore_index=True))

    def amended(self, entries: Iterable[Entry], *, metadata: bool = False) -> "Accounts":
        """The same rows, with outcome, reason, value and remedy of `entries` for those whose `id` they name.

        Of entries only `id` and what follows it count. A row that has a reason already keeps it. What names no
        document of these accounts is left out. With `metadata` it is the row of metadata.csv that is amended, else the
        file or row of a table that became the document.
        """
        by_id = {entry.id: entry[4:] for entry in entries if entry.id is not None}
        frame = self.frame.copy()
        kinds = ("metadata",) if metadata else (*HOLDERS, "row")
        of_document = frame["kind"].isin(kinds) & frame["id"].isin(list(by_id)) & (frame["reason"] == "")
        told = [by_id[id_] for id_ in frame.loc[of_document, "id"]]
        for place, name in enumerate(("outcome", "reason", "value", "remedy")):
            frame.loc[of_document, name] = [values[place] for values in told]
        return Accounts(frame)

    def by_reason(self) -> pd.DataFrame:
        """What was not simply kept or joined, the costly and rare first.

        Columns: kind, outcome, reason, remedy, things (how many), examples (the first `EXAMPLES` of them, each as its
        value or its name). Rows whose reasons differ in numbers and quoted words only are one.
        """
        told = self.frame[self.frame["reason"] != ""]
        shown = told["value"].where(told["value"] != "", _places(told))
        like = told["reason"].str.replace(_VARYING, "·", regex=True)
        grouped = told.assign(shown=shown, like=like).groupby(["kind", "outcome", "like"], sort=False)
        table = grouped.agg(
            reason=("reason", "first"),
            remedy=("remedy", "first"),
            things=("reason", "size"),
            examples=("shown", lambda values: list(values.iloc[:EXAMPLES])),
        ).reset_index()
        cost = table["outcome"].map({REFUSED: 0, KEPT: 1, JOINED: 1, IGNORED: 2}).astype("int64")
        table = table.assign(cost=cost).sort_values(["cost", "things", "kind", "reason"], kind="stable")
        return table[["kind", "outcome", "reason", "remedy", "things", "examples"]].reset_index(drop=True)

    def tally(self) -> pd.DataFrame:
        """How many things of each kind came in, and what became of them: `kind, things` and a column an outcome."""
        table = pd.crosstab(self.frame["kind"].to_numpy(), self.frame["outcome"].to_numpy())
        table = table.reindex(index=[k for k in KINDS if k in table.index], columns=list(OUTCOMES), fill_value=0)
        table.insert(0, "things", table.sum(axis=1))
        return table.rename_axis(index="kind", columns=None).reset_index()

    def lines(self) -> list[str]:
        """The accounts in lines to be printed: a line a joined table, then one a reason."""
        joined = self.frame[self.frame["kind"].isin(JOINED_TABLES)]
        found = [_table_line(str(name), rows) for (_, name), rows in joined.groupby(["kind", "name"], sort=True)]
        rest = self.by_reason()
        rest = rest[~rest["kind"].isin(JOINED_TABLES)]
        return found + [_reason_line(row, self._endings_of(row)) for row in rest.itertuples()]

    def _endings_of(self, row: Any) -> str:
        """The endings of the files that one reason passed over; "" for others."""
        if row.outcome != IGNORED or row.kind not in ("file", "member"):
            return ""
        return _endings(self.frame.loc[(self.frame["kind"] == row.kind) & (self.frame["reason"] == row.reason), "name"])

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
        facts: list[tuple[str, Any]] = [(name, int((self.frame["outcome"] == name).sum())) for name in OUTCOMES]
        table = self.by_reason().drop(columns="remedy")
        rows = table.assign(examples=[", ".join(some[:3]) for some in table["examples"]]).itertuples(index=False)
        return card("Accounts", [("things", len(self)), *facts], list(table.columns), rows)


def accounts_of(entries: Iterable[Entry]) -> Accounts:
    """Accounts of single entries; no entry, no row."""
    return Accounts(pd.DataFrame(list(entries), columns=list(COLUMNS)))


def reason_and_remedy(problem: str) -> tuple[str, str]:
    """A problem as the readers word it, "what is wrong; what to do", as its two halves."""
    reason, _, remedy = problem.partition("; ")
    return reason, remedy


def quoted_value(value: object) -> str:
    """A cell as an entry's `value`: on one line, of at most `LONGEST_VALUE` characters."""
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _places(rows: pd.DataFrame) -> pd.Series:
    """Where each thing stands: the file's name, and the row in it."""
    numbers = ("#" + rows["row"].astype("str")).where(rows["row"].notna(), "")
    return rows["name"] + numbers


def _table_line(name: str, rows: pd.DataFrame) -> str:
    """ "metadata.csv: 104 rows, 96 joined, 5 naming no document ('khong-co-file.txt' …)"."""
    parts = [f"{name}: {counted(len(rows), 'row')}"]
    plain = rows[rows["reason"] == ""]
    parts += [f"{n:,} {outcome}" for outcome in OUTCOMES if (n := int((plain["outcome"] == outcome).sum()))]
    told = rows[rows["reason"] != ""]
    for reason, those in told.groupby("reason", sort=False):
        parts.append(f"{len(those):,} {reason}{_shown(_given(those))}")
    return ", ".join(parts)


def _given(rows: pd.DataFrame) -> list[str]:
    return list(rows["value"].where(rows["value"] != "", _places(rows)))


def _reason_line(row: Any, endings: str) -> str:
    what = counted(row.things, "row of a table" if row.kind == "row" else row.kind, _PLURALS.get(row.kind))
    remedy = f"; {row.remedy}" if row.remedy else ""
    passed = row.outcome == IGNORED and row.kind in ("file", "member") and row.things > _MANY
    shown = f" ({endings})" if passed else _shown(row.examples)
    return f"{what} {row.outcome}: {row.reason}{shown}{remedy}"


def _endings(names: pd.Series) -> str:
    """ "24 .csv, 9 .md, 5 others": the commonest endings of files."""
    endings = names.str.extract(r"[^/.](\.[A-Za-z0-9]{1,8})$")[0].str.lower().fillna("without an ending")
    counts = endings.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    told = [f"{n:,} {ending}" for ending, n in counts.head(4).items()]
    rest = int(counts.iloc[4:].sum())
    return ", ".join([*told, *([f"{rest:,} others"] if rest else [])])


_PLURALS = {"row": "rows of tables"}
_MANY = 3  # files of one reason, from which on they are told by their endings


def _shown(examples: Sequence[str], n: int = 3) -> str:
    listed = ", ".join(repr(quoted_value(example)) for example in examples[:n])
    return f" ({listed}{' …' if len(examples) > n else ''})" if listed else ""
