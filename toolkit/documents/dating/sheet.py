"""What a person should look at first: undated and doubtful documents, the most consequential for a comparison first."""

import csv
import json
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from toolkit.base.checks import require_choice
from toolkit.base.errors import UsageError
from toolkit.base.files import write_bytes, write_text
from toolkit.documents.corpus import Corpus
from toolkit.documents.dating.own_sheet import header_names, known_names, own_sheet
from toolkit.documents.files.called import named_documents
from toolkit.documents.files.encodings import decode
from toolkit.documents.files.rows import HEADER_AMONG

CERTAIN = 0.8  # of the confidence: dates below it are worth a look
Years = tuple[int, int]  # the first and the last year of a period


def dates_table(
    corpus: Corpus, *, compared: Sequence[Years] = (), by_day: bool = False, count: str = "stories"
) -> pd.DataFrame:
    """What a person should look at first: `id, date, note, candidates, title` of documents undated or in doubt.

    `date` and `note` are blank, for a person to fill in; guesses stand in `candidates` only.

    With `count="stories"` a comparison weighs a story once: of each story that no document dates for certain one
    document comes first, then its copies and those of dated stories; with "publications" every document counts.
    `compared` are the years that are compared (none: all): what can only lie outside of them comes later. Undated come
    before doubtful, those with candidates first, then the longer text. Dates of month or year precision come last, or,
    with `by_day` (months or quarters are compared), are in doubt.
    """
    require_choice("count", count, ("stories", "publications"))
    kept = corpus.kept
    coarse = (kept["date_precision"].fillna("year") != "day") & (kept["date_rule"] != "override")
    doubtful = kept["year"].isna() | (kept["date_confidence"].fillna(0.0) < CERTAIN) | (coarse & by_day)
    story = kept["story"].fillna(kept["id"])
    outside = [not _may_lie_in(*row, compared) for row in zip(kept["year"], kept["date_candidates"])]
    looked = kept.assign(
        story=story,
        outside=outside,
        undated=kept["year"].isna(),
        hinted=kept["date_candidates"] != "[]",
        size=kept["text"].str.len(),
        settled=story.isin(story[~doubtful]),
        doubtful=doubtful,
    )[doubtful | coarse]
    order = {"outside": True, "undated": False, "hinted": False, "size": False, "id": True}
    looked = looked.sort_values(["doubtful", *order], ascending=[False, *order.values()])
    copies = (looked["story"].duplicated() | looked["settled"]) & (count == "stories")
    looked = looked.assign(later=np.where(looked["doubtful"], copies, 2)).sort_values("later", kind="stable")
    guesses = zip(looked["date"], looked["date_rule"], looked["date_evidence"], looked["date_candidates"])
    return pd.DataFrame(
        {
            "id": looked["id"],
            "date": "",
            "note": "",
            "candidates": [_readable(*guess) for guess in guesses],
            "title": looked["title"].fillna(""),
        }
    ).reset_index(drop=True)


def _may_lie_in(year: object, candidates: str, compared: Sequence[Years]) -> bool:
    """Whether the year, or for an undated document any candidate's, may lie in a compared period."""
    if not compared:
        return True
    if not pd.isna(year):
        return any(first <= int(str(year)) <= last for first, last in compared)
    rows = [row for row in json.loads(candidates) if row["date"]]
    last_of_all = max(last for _, last in compared)
    return not rows or any(
        int(row["date"][:4]) <= last_of_all
        if row["rule"] == "bound"
        else any(first <= int(row["date"][:4]) <= last for first, last in compared)
        for row in rows
    )


def _readable(date: object, rule: object, evidence: object, candidates: str) -> str:
    """The toolkit's own date first, then the other witnesses with what they fell to."""
    own = [{"date": date, "rule": rule, "evidence": evidence}] if isinstance(date, str) else []
    rows: list[dict[str, Any]] = [*own, *json.loads(candidates)]
    return "; ".join(
        f"{row['date'] or 'undated'} ({row['rule']}: {row['evidence']}{', ' + row['note'] if row.get('note') else ''})"
        for row in rows
    )


def write_dates(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a `dates_table` as the CSV that `resolve_dates(overrides=…)` reads; no existing file is overwritten."""
    path = Path(path)
    if path.exists():
        raise UsageError(f"{path} exists and is never overwritten; fill it in, move it, or choose another name")
    write_text(path, "\ufeff" + _as_csv([list(table.columns), *table.itertuples(index=False)], ","))
    return path


def append_dates(table: pd.DataFrame, path: str | Path) -> int:
    """Add the articles of a `dates_table` that a filled-in file does not name yet, at its end; how many were added.

    What stands in the file stays as it is, byte for byte; the rows are written with its separator and columns. Raises
    InputError for a file that cannot be read, UsageError for one that cannot be added to: a workbook, another encoding
    than UTF-8, or columns without the names id and date.
    """
    path = Path(path)
    ids = table["id"].tolist()
    named = set(named_documents(own_sheet(path, ids).rows["id"].tolist(), ids))
    new = table[~table["id"].isin(named)]
    if not len(new):
        return 0
    data = path.read_bytes()
    if data.startswith(b"PK"):
        raise UsageError(f"{path.name} is a workbook, to which nothing can be added; {_saved_anew(path)}")
    text, encoding = decode(data)
    if encoding not in ("utf-8", "utf-8-sig"):
        raise UsageError(f"{path.name} is in {encoding}, to which nothing can be added; {_saved_anew(path)}")
    separator, columns = _header_of(text, path.name)
    rows = [["" if name is None else getattr(row, name) for name in columns] for row in new.itertuples(index=False)]
    end = b"" if data.endswith(b"\n") else b"\n"
    write_bytes(path, data + end + _as_csv(rows, separator).encode("utf-8"))
    return len(rows)


def _saved_anew(path: Path) -> str:
    """What to do with a table to which nothing can be added: two of them beside each other would not be read."""
    csv_name = f"{path.stem}.csv"
    return "save it as CSV UTF-8" if path.name == csv_name else f"save it as {csv_name} (CSV UTF-8), remove {path.name}"


def _header_of(text: str, name: str) -> tuple[str, list[str | None]]:
    """The separator of a table and our name for each of its columns, None for one of the user's own."""
    lines = text.lstrip("\ufeff").splitlines()[:HEADER_AMONG]
    tried = [(sign, cells) for line in lines for sign in ",;\t|" for cells in csv.reader([line], delimiter=sign)]
    sign, cells = max(tried, key=lambda found: known_names(found[1]), default=(",", []))
    ours = {theirs: name for name, theirs in header_names(cells).items()}
    if not {"id", "date"} <= set(ours.values()):
        raise UsageError(f"{name} has no columns id and date by name, so nothing can be added; name them so")
    return sign, [ours.get(cell) for cell in cells]


def _as_csv(rows: Sequence[Sequence[object]], separator: str) -> str:
    buffer = StringIO()
    csv.writer(buffer, lineterminator="\n", delimiter=separator).writerows(rows)
    return buffer.getvalue()
