"""Files as found, clocks, and the time of dating beside another checkout."""

import gzip
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from dates_data import Row, data, mission, press

from toolkit.documents.cleaning import clean
from toolkit.documents.corpus import Corpus, corpus_from_frame
from toolkit.documents.dates import resolve_dates
from toolkit.documents.reading import read_corpus

HERE = Path(__file__).resolve().parent
FOUND = (
    "baomoi_2025.jsonl.gz",
    "newsplease_2013_2022.jsonl.gz",
    "dantri_2025.json",
    "bbc_vnexpress_2016.csv",
    "vnexpress_2026.csv",
)
CLOCK_SIZES, CLOCK_SEEDS = (12, 58, 200), range(6)
CLOCK_DAYS = ("Thứ ba, 13/12/2016", "Thứ hai, 4/11/2019", "Thứ tư, 1/5/2024")
MINUTES = 24 * 60


def section_files() -> pd.DataFrame:
    """Each table of the press as it was found, no options; then under the name of a crawl: rows dated, years wrong."""
    rows = []
    for name in FOUND:
        rows.append({"file": name, **as_found(data() / "press" / name)})
        with tempfile.TemporaryDirectory() as folder:
            crawl = Path(folder) / ("crawl_20240501" + name[name.index(".") :])
            shutil.copyfile(data() / "press" / name, crawl)
            rows.append({"file": f"{name} as {crawl.name}", **as_found(crawl)})
    rows.append({"file": "newsplease without its dates, as crawl_20240501.jsonl", **without_dates()})
    return pd.DataFrame(rows)


def as_found(file: Path) -> dict[str, object]:
    """Kept rows that hold a date, how many are dated, how many in another year than their cell says."""
    kept = resolve_dates(clean(read_corpus(file))).kept
    given = kept[kept["date_given"].notna()]
    year = given["date_given"].str.extract(r"((?:19|20)\d\d)")[0]
    wrong = given["date"].notna() & year.notna() & (given["date"].str[:4] != year)
    return {
        "rows": len(kept),
        "with_date": len(given),
        "dated": int(given["date"].notna().sum()),
        "wrong": int(wrong.sum()),
    }


def without_dates() -> dict[str, object]:
    """Rows whose only stamp is the name of the crawl that brought them."""
    with tempfile.TemporaryDirectory() as folder:
        truth = []
        with (
            gzip.open(data() / "press" / FOUND[1], "rt", encoding="utf-8") as source,
            open(Path(folder) / "crawl_20240501.jsonl", "w", encoding="utf-8") as file,
        ):
            for row in map(json.loads, source):
                text = row.get("maintext") or row.get("text")
                if text:
                    truth.append(str(row.get("date_publish") or row.get("publish_date"))[:4])
                    file.write(json.dumps({"title": row.get("title"), "text": text}) + "\n")
        frame = resolve_dates(clean(read_corpus(folder))).frame
    known = pd.Series(truth).str.fullmatch(r"(?:19|20)\d\d").to_numpy()
    dated = frame["date"].notna().to_numpy()
    wrong = dated & known & (frame["date"].str[:4].fillna("").to_numpy() != pd.Series(truth).to_numpy())
    return {"rows": len(frame), "with_date": 0, "dated": int(dated.sum()), "wrong": int(wrong.sum())}


def section_clocks() -> pd.DataFrame:
    """The crawl of one day whose first line is its own time, and planted clocks of that form: dated, wrong years."""
    rows = []
    real = [row for row in press() if row.collection == "vnexpress 2016"]
    rows.append({"texts": "vnexpress 2016, first line its own time", "n": len(real), **counted_years(real, real)})
    articles = mission()
    for size in CLOCK_SIZES:
        for seed in CLOCK_SEEDS:
            drawn = random.Random(seed).sample(articles, size)
            shown = [planted(row, CLOCK_DAYS[seed % len(CLOCK_DAYS)], 20 * 60 + 40 + i) for i, row in enumerate(drawn)]
            told = {"texts": f"planted clock {seed}", "n": size, **counted_years(shown, drawn)}
            rows.append(told | {"without_clock": counted_years(drawn, drawn)["dated"]})
    return pd.DataFrame(rows)


def planted(row: Row, day: str, minute: int) -> Row:
    """A row under a clock that ran on by a minute a page."""
    line = f"{day} | {minute // 60 % 24:02}:{minute % 60:02} GMT+7"
    return row._replace(text=f"{line}\n{row.title or ''}\n{row.text}")


def counted_years(shown: list[Row], truth: list[Row]) -> dict[str, int]:
    """Dated rows of one outlet, and those of a wrong year."""
    found = resolve_dates(clean(corpus_of(shown))).frame["date"].fillna("")
    wrong = sum(bool(day) and day[:4] != row.truth[:4] for day, row in zip(found, truth, strict=True))
    return {"dated": int((found != "").sum()), "wrong_years": wrong}


def corpus_of(rows: Iterable[Row]) -> Corpus:
    """Rows as a corpus of one outlet, their dates withheld."""
    kept = list(rows)
    frame = pd.DataFrame(
        {"id": [f"{i:05}" for i in range(len(kept))], "text": [row.text for row in kept], "source": "báo"}
    )
    return corpus_from_frame(frame.assign(title=[row.title for row in kept]))


def section_speed(code: str | None, articles: int, kinds: str) -> pd.DataFrame:
    """Processor seconds of dating press and mission, repeated up to `articles`, beside another checkout, in one run."""
    rows = [
        {"text": row.text, "title": row.title or "", "source": row.collection, "date": row.truth}
        for row in [*press(), *mission()]
    ]
    given = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    told = []
    for name, checkout in (("this", str(HERE.parents[1])), *([("other", code)] if code else [])):
        command = [sys.executable, str(HERE / "dates_speed.py"), checkout, str(articles), kinds]
        done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
        told.append({"code": name, "articles": articles, **json.loads(re.findall(r"\{.*\}", done.stdout)[-1])})
    return pd.DataFrame(told)
