"""What a person should look at first: undated and doubtful documents, the most consequential for a comparison first."""

import csv
import json
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd

from toolkit.base.checks import require_choice
from toolkit.base.errors import UsageError
from toolkit.base.files import write_text
from toolkit.documents.corpus import Corpus

CERTAIN = 0.8  # of the confidence: dates below it are worth a look
Years = tuple[int, int]  # the first and the last year of a period


def dates_table(
    corpus: Corpus, *, compared: Sequence[Years] = (), by_day: bool = False, count: str = "stories"
) -> pd.DataFrame:
    """What a person should look at first: `id, date, note, candidates` of documents undated or in doubt.

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
    return pd.DataFrame(
        {
            "id": looked["id"],
            "date": looked["date"].fillna(""),
            "note": looked["date_evidence"].fillna(""),
            "candidates": [_readable(item) for item in looked["date_candidates"]],
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


def _readable(candidates: str) -> str:
    rows = json.loads(candidates)
    return "; ".join(
        f"{row['date'] or 'undated'} ({row['rule']}: {row['evidence']}{', ' + row['note'] if row.get('note') else ''})"
        for row in rows
    )


def write_dates(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a `dates_table` as the CSV that `resolve_dates(overrides=…)` reads; no existing file is overwritten."""
    path = Path(path)
    if path.exists():
        raise UsageError(f"{path} exists and is never overwritten; fill it in, move it, or choose another name")
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(table.itertuples(index=False))
    write_text(path, "\ufeff" + buffer.getvalue())
    return path
