"""The planted truth as tables: themes by paragraph and document, shares, dates, stories, lines, and hashes."""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from .corpus import Document
from .plan import EARLY, LATE, STORIES, presence
from .stock import THEMES

SPANS = {f"{a}-{b}": range(a, b + 1) for a, b in (EARLY, LATE)}


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return buffer.getvalue().encode("utf-8")


def themes_of(document: Document) -> tuple[str, ...]:
    """The themes that any paragraph of the document carries, in the order of the theme file."""
    carried = {t for p in document.page.article.paragraphs for t in p.themes}
    return tuple(t for t in THEMES if t in carried)


def shown_date(document: Document) -> tuple[str, str]:
    """The date that a careful reader of the file can establish, and its precision (day, year or none)."""
    page = document.page
    if page.means == "none":
        return "", "none"
    if page.means == "text":
        day = page.article.day
        return (str(day.year), "year") if page.article.shown == "year" else (day.isoformat(), "day")
    return page.item.day.isoformat(), "day"


def ranges(numbers: Sequence[int]) -> str:
    """Whole numbers as ranges: `1-3 7`."""
    out: list[str] = []
    start = previous = None
    for n in [*numbers, None]:
        if previous is not None and n == previous + 1:
            previous = n
            continue
        if start is not None:
            out.append(str(start) if start == previous else f"{start}-{previous}")
        start = previous = n
    return " ".join(out)


def documents_table(documents: Sequence[Document]) -> bytes:
    """One row a document: outlet, kind of file, year, paragraphs, the theme it comes near, 0 or 1 for every theme."""
    rows = []
    for d in documents:
        carried = themes_of(d)
        item = d.page.item
        flags = [int(t in carried) for t in THEMES]
        article = d.page.article
        rows.append([d.id, item.outlet, d.page.kind, item.year, len(article.paragraphs), article.near, *flags])
    return _table(("id", "outlet", "kind", "year", "paragraphs", "near", *THEMES), rows)


def paragraphs_table(documents: Sequence[Document]) -> bytes:
    """One row a document: the themes of its paragraphs, in order, parted by ` | `; `-` where there is none."""
    rows = []
    for d in documents:
        rows.append([d.id, " | ".join(" ".join(p.themes) or "-" for p in d.page.article.paragraphs)])
    return _table(("id", "themes"), rows)


def dates_table(documents: Sequence[Document]) -> bytes:
    """One row a document: the day of publication, the date its file lets one establish, and by what means."""
    rows = []
    for d in documents:
        value, precision = shown_date(d)
        rows.append([d.id, d.page.item.day.isoformat(), value, precision, d.page.means])
    return _table(("id", "published", "shown", "precision", "means"), rows)


def stories_table(documents: Sequence[Document]) -> bytes:
    """One row a document: its story, whether it is a reprint, and how much it was edited."""
    rows = []
    for d in documents:
        item = d.page.item
        rows.append([d.id, f"s{item.story:04d}", int(item.original is not None), item.edits])
    return _table(("id", "story", "reprint", "edits"), rows)


def lines_table(documents: Sequence[Document]) -> bytes:
    """One row a document: which lines are body and which are furniture, by kind, as in `body=3 5-7; caption=4`.

    Lines are counted from 1 without the blank ones, in tables within the text column; PDF files are left out.
    """
    rows = []
    for d in documents:
        kinds: dict[str, list[int]] = {}
        for number, line in enumerate(d.lines, start=1):
            kinds.setdefault(line.kind, []).append(number)
        if d.page.kind != "pdf":
            rows.append([d.id, "; ".join(f"{kind}={ranges(kinds[kind])}" for kind in sorted(kinds))])
    return _table(("id", "lines"), rows)


def shares_table(documents: Sequence[Document]) -> bytes:
    """Shares of documents that carry a theme, by year and span: of publications (all, dated) and of stories."""
    rows = []
    periods = {**{str(y): range(y, y + 1) for y in STORIES}, **SPANS}
    for name, years in periods.items():
        inside = [d for d in documents if d.page.item.year in years]
        sets = {
            ("publications", "all"): inside,
            ("publications", "dated"): [d for d in inside if d.page.means != "none"],
            ("stories", "all"): [d for d in inside if d.page.item.original is None],
        }
        for theme in THEMES:
            planted = f"{presence(theme, years[0]):.4f}" if len(years) == 1 or name in SPANS else ""
            for (count, which), members in sets.items():
                n = sum(theme in themes_of(d) for d in members)
                share = f"{n / len(members):.4f}" if members else ""
                rows.append([name, theme, count, which, n, len(members), share, planted])
    return _table(("period", "theme", "count", "documents", "n", "of", "share", "planted"), rows)


def sums(contents: dict[str, bytes]) -> bytes:
    """One SHA-256 for each folder and kind of file, over the sorted paths and hashes of its files."""
    groups: dict[str, list[str]] = {}
    for path in sorted(contents):
        folder, _, name = path.rpartition("/")
        digest = hashlib.sha256(contents[path]).hexdigest()
        groups.setdefault(f"{folder}/*.{name.rpartition('.')[2]}", []).append(f"{digest}  {path}\n")
    lines = [
        f"{hashlib.sha256(''.join(entries).encode()).hexdigest()}  documents/{group}  {len(entries)}\n"
        for group, entries in sorted(groups.items())
    ]
    return "".join(lines).encode("utf-8")


def write_truth(documents: Sequence[Document], contents: dict[str, bytes], folder: Path) -> None:
    """Write the tables of truth below `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "documents.csv": documents_table(documents),
        "paragraphs.csv": paragraphs_table(documents),
        "dates.csv": dates_table(documents),
        "stories.csv": stories_table(documents),
        "lines.csv": lines_table(documents),
        "shares.csv": shares_table(documents),
        "SHA256SUMS": sums(contents),
    }
    for name, data in tables.items():
        (folder / name).write_bytes(data)
