"""The press and the mission as rows to date: text, title, truth; a hash of its id says whether a row is tuned on."""

import csv
import gzip
import hashlib
import json
import os
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from toolkit.documents.files.webpages import visible_text


class Row(NamedTuple):
    """An article whose date is known: its collection, id, half ("tune" or "held"), text, title, truth and address."""

    collection: str
    id: str
    half: str
    text: str
    title: str | None
    truth: str
    url: str | None


def data() -> Path:
    """The folder of real data."""
    value = os.environ.get("TOOLKIT_DATA")
    if not value:
        raise SystemExit("TOOLKIT_DATA is unset: this section needs the real data")
    return Path(value)


def half_of(name: str) -> str:
    """The half of a row, by a hash of its id."""
    return "tune" if hashlib.sha256(name.encode()).digest()[0] % 2 == 0 else "held"


def press() -> list[Row]:
    """All rows of the press whose date is known."""
    rows = [*_baomoi(), *_newsplease(), *_dantri(), *_bbc_vnexpress(), *_vnexpress()]
    return [
        Row(name, id_, half_of(id_), text, title if isinstance(title, str) else None, truth, url)
        for name, id_, text, title, truth, url in rows
        if text and re.fullmatch(r"\d{4}-\d\d-\d\d", truth)
    ]


Raw = tuple[str, str, str, str | None, str, str | None]


def _lines(name: str) -> Iterator[dict[str, object]]:
    with gzip.open(data() / "press" / name, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def _local(moment: str) -> str:
    if match := re.match(r"(\d\d)/(\d\d)/(\d{4})", moment):
        return f"{match[3]}-{match[2]}-{match[1]}"
    return (datetime.fromisoformat(moment.replace("Z", "+00:00")) + timedelta(hours=7)).date().isoformat()


def _baomoi() -> Iterator[Raw]:
    for row in _lines("baomoi_2025.jsonl.gz"):
        url = str(row["url"])
        yield "baomoi", url, visible_text(str(row["content"])), str(row["title"]), _local(str(row["time"])), url


def _newsplease() -> Iterator[Raw]:
    for i, row in enumerate(_lines("newsplease_2013_2022.jsonl.gz")):
        moment = row.get("date_publish") or row.get("publish_date")
        if isinstance(moment, int | float):
            moment = datetime.utcfromtimestamp(moment / (1 if moment < 1e11 else 1000)).isoformat()
        title = row.get("title")
        text = str(row.get("maintext") or row.get("text") or "")
        url = str(row["url"]) if row.get("url") else None
        yield "newsplease", url or str(i), text, title if isinstance(title, str) else None, str(moment)[:10], url


def _dantri() -> Iterator[Raw]:
    for row in json.loads((data() / "press" / "dantri_2025.json").read_text(encoding="utf-8")):
        url = row["articleURL"]
        yield "dantri", url, row["content"] or "", row["title"], str(row["publishDate"])[:10], url


def _bbc_vnexpress() -> Iterator[Raw]:
    with open(data() / "press" / "bbc_vnexpress_2016.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = "bbc 2016" if "bbc" in row["url"] else "vnexpress 2016"
            yield name, row["url"], row["content"], row["title"], row["published_date"][:10], row["url"]


def _vnexpress() -> Iterator[Raw]:
    with open(data() / "press" / "vnexpress_2026.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            d, m, y = re.search(r"(\d+)/(\d+)/(\d{4})", row["Publish_Date"]).groups()  # type: ignore[union-attr]
            yield (
                "vnexpress 2026",
                row["Link"],
                row["Content"],
                row["Title"],
                f"{y}-{int(m):02}-{int(d):02}",
                row["Link"],
            )


def mission() -> list[Row]:
    """The dated documents of the mission, equal texts once."""
    rows, seen = [], set()
    with gzip.open(data() / "mission" / "docs.jsonl.gz", "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            letters = "".join(c for c in row["text"].lower() if c.isalpha())
            if row.get("date") and letters not in seen:
                seen.add(letters)
                title = row.get("title")
                rows.append(
                    Row(
                        "mission",
                        row["id"],
                        "tune",
                        row["text"],
                        title if isinstance(title, str) else None,
                        row["date"][:10],
                        None,
                    )
                )
    return rows


def law() -> list[Row]:
    """Articles of law with the day of promulgation."""
    rows = []
    with gzip.open(data() / "phapdien" / "dev.jsonl.gz", "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            if row.get("date"):
                rows.append(Row("law", str(row["id"]), "tune", row["text"], row["title"], row["date"][:10], None))
    return rows


def gold() -> list[Row]:
    """The invented openings and pages of the half that rules may be tuned on, where the text supports a date."""
    from tests.golden.gold import openings, pages

    rows = [("opening", str(i), o.text, o.expected) for i, o in enumerate(openings("dev"))]
    rows += [("page", page.id, page.raw, page.date) for page in pages("dev")]
    return [Row("gold", f"{kind} {id_}", "tune", text, None, truth, None) for kind, id_, text, truth in rows if truth]
