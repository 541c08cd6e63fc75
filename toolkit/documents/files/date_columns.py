"""Finding columns of dates: by their names as the usual scrapers write them, else by a look at the cells."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

import pandas as pd

from toolkit.documents.dating.grammar import is_day, iso
from toolkit.documents.dating.moments import Cell, read_cell, with_may
from toolkit.documents.dating.witnesses import YEAR_BESIDE
from toolkit.documents.files.columns import COLUMN_NAMES, plain

LOOKED, LEAST_READ = 200, 0.95  # cells looked at from the top of a table; their share that must read as days
FEWEST_CELLS = 3  # where no name fits
LONGEST_CELL = 60  # characters of a cell that can be a moment
BY_CELLS = "by its cells"
_WORDS = {
    "modified": "modify modified modification update updated edit edited edited_at lastmod sua cap_nhat chinh_sua",
    "crawled": "download downloaded crawl crawled scrape scraped fetch fetched retrieved collected imported inserted"
    " access accessed thu_thap tai_ve",
    "created": "create created creation upload uploaded tao",
    "other": "birth born dob sinh expire expires expiry deadline han_nop han_chot han_cuoi thoi_han het_han hieu_luc"
    " due valid until start end begin comment event effective"
    " ket_thuc bat_dau su_kien dien_ra to_chuc khai_mac xay_ra ky_ket",
}
_TIMES = "created posted utc gmt date time datetime timestamp ts epoch at ngay gio pub published"
_NO_TIMES = (
    "by id ids uid uuid pid user users userid author authors account from to in group n num number no count counts"
    " total hash ip phone nguoi ma so boi"
)
_YEAR_NAMES = frozenset(("year", "publication_year", "pub_year", "nam", "nam_dang", "nam_xuat_ban"))
_PART_OF = {"day": "day", "ngay": "day", "month": "month", "thang": "month", "year": "year", "nam": "year"}
_FIGURES = re.compile(r"(?:tháng |năm |ngày )?(\d{1,4})(?:\.0+)?", re.I)
_ROLES = {word: role for role, words in _WORDS.items() for word in words.split()}
Found = dict[int, list[list[str]]]


def with_date_columns(frame: pd.DataFrame, own: Sequence[str]) -> pd.DataFrame:
    """`frame` with dates handed on from the user's `own` columns: see `date_given` and `date_found` of `read_corpus`.

    A table in which no column has a known name takes the one in which nearly every cell reads as a day, said in
    `date_given_by` ("by its cells"); further columns of dates become witnesses of what their names tell. What speaks
    of births, deadlines and comments is none.
    """
    if not len(frame) or not len(own):
        return frame
    given, by = _series(frame, "date_given"), _series(frame, "date_given_by")
    found: Found = {}
    for rows in _tables(frame):
        here = frame.iloc[rows]
        _compose(here, own, rows, given, by)
        columns = [(name, role) for name in own if (role := _role(name)) != "other" and _holds_days(here[name], name)]
        cells = [cell for i in rows if (cell := given[i])]
        chosen = None if _mostly_read(cells) else _chosen(columns, here)
        for name, role in columns:
            kind = "column" if role == "published" or name == chosen else "created" if role == "unsaid" else role
            for i, cell in zip(rows, here[name]):
                if not isinstance(cell, str) or not cell.strip():
                    continue
                if name == chosen and not cells:
                    given[i], by[i] = cell, f"column {name}" + ("" if role == "published" else f" ({BY_CELLS})")
                elif given[i] != cell:
                    found.setdefault(i, []).append([kind, cell[:LONGEST_CELL], f"column {name}"])
        _add_years(here, own, rows, given, by, found)
    if not found and given == _series(frame, "date_given"):
        return frame
    return frame.assign(
        date_given=pd.Series(given, index=frame.index, dtype="str"),
        date_given_by=pd.Series(by, index=frame.index, dtype="str"),
        date_found=_with_found(frame, found),
    )


def _mostly_read(cells: Sequence[str]) -> bool:
    """Whether a column found by its name holds dates, and not nonsense."""
    looked = cells[:LOOKED]
    return bool(looked) and sum(read_cell(cell) is not None for cell in looked) >= len(looked) / 2


def _series(frame: pd.DataFrame, name: str) -> list[str | None]:
    values = frame[name].tolist() if name in frame else [None] * len(frame)
    return [value if isinstance(value, str) else None for value in values]


def _tables(frame: pd.DataFrame) -> Iterator[list[int]]:
    """The rows of each table: those that share a path, and all files of one document, for their own columns come from
    one table of metadata; of a frame without paths, all."""
    if "path" not in frame or frame["path"].isna().all():
        yield list(range(len(frame)))
        return
    places = frame.groupby("path", sort=False, dropna=True).indices
    yield from ([int(i) for i in rows] for rows in places.values() if len(rows) > 1)
    yield sorted(int(rows[0]) for rows in places.values() if len(rows) == 1)


def _role(name: str) -> str:
    """What a column of dates is by its name: published, modified, crawled, created, other, or unsaid."""
    bare = plain(name).removesuffix("_given")
    words = bare.split("_")
    pairs = ["_".join(pair) for pair in pairwise(words)]
    roles = [_ROLES[word] for word in (*pairs, *words) if word in _ROLES]
    if roles:
        return roles[0]
    return "published" if bare in COLUMN_NAMES["date"].split() else "unsaid"


def _holds_days(cells: pd.Series, name: str) -> bool:
    """Whether nearly every cell of a column reads as a day; figures alone only where its name speaks of time."""
    texts = list(islice((cell for cell in cells if isinstance(cell, str) and cell.strip()), LOOKED))
    if not len(cells) or not texts or len(texts) < min(FEWEST_CELLS, len(cells)) or len(texts[0]) > LONGEST_CELL:
        return False
    read = [read_cell(text) for text in with_may([text for text in texts if len(text) <= LONGEST_CELL])]
    days = sum(cell is not None and _is_day(cell) for cell in read)
    figures = sum(text.strip().replace(".", "").isdigit() for text in texts)
    if figures > len(texts) / 2 and not _speaks_of_time(name):
        return False
    return days >= LEAST_READ * len(texts)


def _holds_years(cells: pd.Series, name: str, given_by: str | None) -> bool:
    """Whether a column named so tells the year of each row beside the column of dates: it may contradict that."""
    if plain(name).removesuffix("_given") not in _YEAR_NAMES or name in (given_by or ""):
        return False
    texts = [cell for cell in cells if isinstance(cell, str) and cell.strip()][:LOOKED]
    read = [read_cell(text) if len(text) <= LONGEST_CELL else None for text in texts]
    years = sum(cell is not None and len(cell.alone or "") == 4 for cell in read)
    return bool(texts) and years >= LEAST_READ * len(texts)


def _add_years(
    here: pd.DataFrame,
    own: Sequence[str],
    rows: Sequence[int],
    given: Sequence[str | None],
    by: Sequence[str | None],
    found: Found,
) -> None:
    """Years in a column of their own beside days that are told: a further witness, which may contradict them and never
    dates alone."""
    told = next((by[i] for i in rows if by[i]), None)
    for name in own:
        for i, cell in zip(rows, here[name]) if _holds_years(here[name], name, told) else ():
            if isinstance(cell, str) and (day := read_cell(given[i] or "")) is not None and day.readings:
                found.setdefault(i, []).append(["column", cell[:LONGEST_CELL], f"{YEAR_BESIDE}, {name}"])


def _is_day(cell: Cell) -> bool:
    return any(len(value) == 10 for _, value in cell.readings)


def _speaks_of_time(name: str) -> bool:
    """Whether a name tells that figures count time, and not whom or how many (`posted_by`, `created_user_id`)."""
    words = set(plain(name).split("_"))
    return not words.isdisjoint(_TIMES.split()) and words.isdisjoint(_NO_TIMES.split())


def _chosen(columns: Sequence[tuple[str, str]], here: pd.DataFrame) -> str | None:
    """The column that tells of publication: the one named so, else the only one that says nothing else of itself.

    Several that tell the same days are one (`Post Created`, `Post Created Date`): the first of them.
    """
    for role in ("published", "unsaid", "created"):
        names = [name for name, its in columns if its == role]
        if names:
            one = role == "published" or all(_same_days(here[names[0]], here[name]) for name in names[1:])
            return names[0] if one else None
    return None


def _same_days(one: pd.Series, other: pd.Series) -> bool:
    pairs = [
        (read_cell(a), read_cell(b))
        for a, b in zip(one[:LOOKED], other[:LOOKED])
        if isinstance(a, str) == isinstance(b, str)
    ]
    return bool(pairs) and all((a and a.readings) == (b and b.readings) for a, b in pairs)


def _compose(
    here: pd.DataFrame, own: Sequence[str], rows: Sequence[int], given: list[str | None], by: list[str | None]
) -> None:
    """Days told in columns of their own (`ngày`, `tháng`, `năm`) put together where nearly all are one.

    A whole date that a cell gives stays.
    """
    parts: dict[str, tuple[str, list[str | None]]] = {}
    told = Counter(name.split(" ", 1)[-1] for i in rows if (name := by[i]))
    for name in own:
        if part := _PART_OF.get(plain(name).removesuffix("_given")):
            parts.setdefault(part, (name, _series(here, name)))
    for name, _ in told.most_common(1):
        if part := _PART_OF.get(plain(name).removesuffix("_given")):
            parts.setdefault(part, (name, [given[i] for i in rows]))
    if not {"year", "month"} <= set(parts):
        return
    names = [part for part in ("year", "month", "day") if part in parts]
    days = [_day_of(*cells) for cells in zip(*(parts[part][1] for part in names))]
    filled = sum(cell is not None for cell in parts["year"][1])
    if filled and sum(day is not None for day in days) >= LEAST_READ * filled:
        for i, day in zip(rows, days):
            if day is not None and not _whole_day(given[i]):
                given[i], by[i] = day, "column " + ", ".join(parts[part][0] for part in names)


def _whole_day(text: str | None) -> bool:
    return text is not None and (cell := read_cell(text)) is not None and _is_day(cell)


def _day_of(*cells: str | None) -> str | None:
    """The ISO date of a year, a month and a day in figures; None where they are none."""
    figures = [_FIGURES.fullmatch(cell.strip()) if cell else None for cell in cells]
    numbers = [int(match[1]) for match in figures if match is not None]
    if len(numbers) < len(cells) or not is_day(numbers[0], numbers[1], numbers[2] if len(numbers) > 2 else 1):
        return None
    return iso(*numbers)


def _with_found(frame: pd.DataFrame, found: Found) -> pd.Series:
    """The column `date_found` with what other columns of dates say added to what a page said."""
    told = []
    for i, before in enumerate(_series(frame, "date_found")):
        rows = [*(json.loads(before) if before else []), *found.get(i, [])]
        told.append(json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else None)
    return pd.Series(told, index=frame.index, dtype="str")
