"""Pages to date: made ones, and those of the press with neutral names, whole and without their metadata."""

import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from dates_data import data

from tests.golden.made_pages import made_pages
from toolkit.documents.cleaning import clean
from toolkit.documents.dates import resolve_dates
from toolkit.documents.reading import read_corpus

# The days of the press pages whose files are not named by their moment, read on the pages themselves.
READ_BY_HAND = {
    "page_2025": "2025-05-06",
    "subpage": "2015-03-23",
    "subpage_mobile": "2015-03-23",
    "fake001": "2018-06-29",
    "010_2018": "2018-09-29",
    "doc_2023": "2023-12-01",
    "fundus_2025": "2025-10-22",
    "htmldate_2024": "2023-11-02",
}
N_MADE, SEEDS = 500, (1, 2, 3, 4)
_NAMED = re.compile(r"-(20\d\d)(\d\d)(\d\d)\d{9}")
_METADATA = (
    r"<meta[^>]*>|<script[^>]*ld\+json[^>]*>.*?</script>|<link[^>]*canonical[^>]*>"
    r"|(?<=\s)(?:datetime|itemprop|pubdate)=\"[^\"]*\""
)


def section_pages() -> pd.DataFrame:
    """Made pages by layout and by way of telling, then the pages of the press: answered, wrong years, wrong days."""
    tables = []
    for seed in SEEDS:
        pages = made_pages(N_MADE, seed=seed)
        found = dated((page.name, page.html) for page in pages)
        told = [(p.layout, p.way, p.truth.isoformat(), found[p.name]) for p in pages]
        tables.append(pd.DataFrame(told, columns=["layout", "way", "truth", "found"]))
    made = judged(pd.concat(tables))
    total = {"pages": "made", "of": "all", **summed(made)}
    rows = [
        {"pages": "made", "of": f"{by} {name}", **summed(own)}
        for by in ("layout", "way")
        for name, own in made.groupby(by)
    ]
    return pd.DataFrame([total, *rows, *press_pages()])


def press_pages() -> list[dict[str, object]]:
    """The pages of the press under neutral names, as found and with metadata stripped."""
    files = sorted((data() / "press" / "html").glob("*/*.html"))
    names = [f"{file.parent.name}/trang{i:02}.html" for i, file in enumerate(files)]
    texts = [file.read_text(encoding="utf-8", errors="replace") for file in files]
    truth = [_day_of(file.stem) for file in files]
    rows = []
    for name, how in (
        ("as found", lambda t: t),
        ("metadata stripped", lambda t: re.sub(_METADATA, "", t, flags=re.S | re.I)),
    ):
        found = dated((n, how(text)) for n, text in zip(names, texts, strict=True))
        table = judged(pd.DataFrame({"truth": truth, "found": [found[n] for n in names]}))
        rows.append({"pages": "press", "of": name, **summed(table)})
    return rows


def _day_of(stem: str) -> str:
    match = _NAMED.search(stem)
    return "-".join(match.groups()) if match else READ_BY_HAND[stem]


def dated(pages: Iterable[tuple[str, str]]) -> dict[str, str | None]:
    """The dates of pages written into a folder and read from it as a user does."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in pages:
            file = Path(folder) / name
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        frame = resolve_dates(clean(read_corpus(folder))).frame
    return dict(zip(frame["id"], frame["date"].where(frame["date"].notna(), None), strict=True))


def judged(table: pd.DataFrame) -> pd.DataFrame:
    """Answered, of a wrong year, of a wrong day in the right year."""
    answered = table["found"].notna()
    wrong_year = answered & (table["found"].str[:4] != table["truth"].str[:4])
    wrong_day = answered & ~wrong_year & (table["found"].str.len() == 10) & (table["found"] != table["truth"])
    return table.assign(answered=answered, wrong_year=wrong_year, wrong_day=wrong_day)


def summed(table: pd.DataFrame) -> dict[str, object]:
    """The counts of a judged table."""
    return {"n": len(table), **{name: int(table[name].sum()) for name in ("answered", "wrong_year", "wrong_day")}}
