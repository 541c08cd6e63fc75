"""Columns of years beside columns of days: one that tells of something else, a year of collection, is not heard."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence

import pandas as pd

from toolkit.documents.accounts import IGNORED, Entry
from toolkit.documents.dating.moments import read_cell
from toolkit.documents.dating.witnesses import YEAR_BESIDE, Witness

Column = tuple[str, str]  # its table, "" for single files, and its place as a witness names it
Pair = tuple[int, int, Witness]  # a row, the year that it says, and its day
FEW, SHARE = 3, 0.1  # of rows unlike their days: so few, or a smaller share, are slips of single rows


def heard_years(
    frame: pd.DataFrame, given: Sequence[tuple[Witness, ...]]
) -> tuple[list[str | None], list[tuple[Witness, ...]], tuple[Entry, ...]]:
    """`date_found` of each row without the columns of years that are no witness, what the days then are, and a row of
    the accounts for each such column.

    A column is none that tells another year than most of the days beside it, nor one that tells the same year of all
    rows while many days are of others: it says when they were collected, or of what. Where most of several years deny
    the one day beside them, which may be that of the crawl, neither is heard, and no row of the table keeps that day.
    """
    cells = frame["date_found"].tolist() if "date_found" in frame else [None] * len(frame)
    texts = [cell if isinstance(cell, str) else None for cell in cells]
    shared = frame["path"].duplicated(keep=False).tolist()
    columns: dict[Column, list[Pair]] = defaultdict(list)
    rows: list[list[tuple[Column, list[str]]]] = []
    tables: list[str] = []
    for i, (text, path, many, days) in enumerate(zip(texts, frame["path"], shared, given)):
        table = path if many and isinstance(path, str) else ""
        tables.append(table)
        rows.append([((table, one[2]), one) for one in _told(text)])
        for column, (_, words, place) in rows[-1]:
            said = read_cell(words) if place.startswith(YEAR_BESIDE) else None
            if days and said is not None and said.alone:
                columns[column].append((i, int(said.alone[:4]), days[0]))
    unheard = {column: pairs for column, pairs in columns.items() if _says_else(pairs)}
    denied = {
        (table, day.place, day.value)
        for (table, _), pairs in unheard.items()
        if _is_one_day(pairs)
        for _, _, day in pairs
    }
    days_left = [
        tuple(day.felled(ONE_DAY) if (table, day.place, day.value) in denied else day for day in days)
        for table, days in zip(tables, given)
    ]
    kept = [_without(text, told, unheard) for text, told in zip(texts, rows)]
    return kept, days_left, tuple(_entry(column, pairs) for column, pairs in unheard.items())


def _told(text: str | None) -> list[list[str]]:
    """What `date_found` holds where a column of years is in it; none of what a frame handed in in another form."""
    try:
        told = json.loads(text) if text is not None and YEAR_BESIDE in text else []
    except ValueError:
        return []
    whole = isinstance(told, list) and all(isinstance(one, list) and list(map(type, one)) == [str] * 3 for one in told)
    return told if whole else []


def _says_else(pairs: Sequence[Pair]) -> bool:
    unlike = _unlike(pairs)
    many = unlike > FEW and unlike >= len(pairs) * SHARE
    is_one_year = len({said for _, said, _ in pairs}) == 1
    return unlike > len(pairs) / 2 or (many and is_one_year)


def _is_one_day(pairs: Sequence[Pair]) -> bool:
    """Whether all rows that say a year bear one day beside several."""
    return len({day.value for _, _, day in pairs}) == 1 < len({said for _, said, _ in pairs})


def _unlike(pairs: Sequence[Pair]) -> int:
    return sum(said != day.year for _, said, day in pairs)


def _without(text: str | None, told: Sequence[tuple[Column, list[str]]], unheard: Collection[Column]) -> str | None:
    if not any(column in unheard for column, _ in told):
        return text
    return json.dumps([one for column, one in told if column not in unheard], ensure_ascii=False)


def _entry(column: Column, pairs: Sequence[Pair]) -> Entry:
    name = column[1].removeprefix(f"{YEAR_BESIDE}, ").removesuffix("_given")
    place = f"dates: {name} of {column[0]}" if column[0] else f"dates: {name}"
    value = f"{name}: {_unlike(pairs)}/{len(pairs)}"
    reason = NEITHER if _is_one_day(pairs) else ELSE
    return Entry("column", place, None, None, IGNORED, reason, value, REMEDY)


ELSE = "telling another year than the days beside it, so that it is not heard"
REMEDY = "if it is the year of publication, mend or remove the column of days"
ONE_DAY = "the day of every row, beside several years"
NEITHER = "telling several years beside one day of all rows, so that neither is heard"
