"""How large an explorer is and how fast it answers, in headless Chromium.

    python reports/benchmarks/explorer.py sample [BUILD]   # of the sample's build (default reports/sample/build)
    python reports/benchmarks/explorer.py made             # of a made corpus: 100,000 articles of 1,800 letters

The made articles are lines of real news put together anew where TOOLKIT_DATA is set (each article's lines from several,
so that the page packs as real articles do), else invented sentences and drawn syllables, which pack worse.

Each section writes reports/benchmarks/results/explorer_SECTION.csv and prints it: megabytes; milliseconds from the
address to the first paint and to the ready page; and of a changed state, from the change to the list drawn anew (the
median and the longest of 40: themes, outlets, periods, words with and without diacritics, each first typed cold).
"""

import argparse
import gzip
import json
import os
import re
import sys
import tempfile
import time
import unicodedata
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.studies.small import SENTENCES  # noqa: E402
from tests.webdriver import Browser, browser  # noqa: E402
from toolkit.documents.corpus import Corpus  # noqa: E402
from toolkit.studies.explorer.explored import Explored, Subject  # noqa: E402
from toolkit.studies.explorer.page import write_explorer  # noqa: E402

RESULTS = Path(__file__).resolve().parent / "results"
LOADS = 3
ARTICLES, OUTLETS, THEMES, LETTERS = 100_000, 40, 8, 1800
ONSETS = ["b", "c", "ch", "d", "đ", "gi", "h", "kh", "l", "m", "n", "nh", "ph", "qu", "s", "t", "th", "tr", "v", "x"]
RIMES = [
    "a",
    "an",
    "ang",
    "anh",
    "ao",
    "âm",
    "ân",
    "ăng",
    "ê",
    "ình",
    "iên",
    "iêu",
    "oa",
    "oan",
    "ông",
    "ơi",
    "uân",
    "ương",
]
MARKS = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
SYLLABLES = [unicodedata.normalize("NFC", o + r[0] + m + r[1:]) for o in ONSETS for r in RIMES for m in MARKS]
CHANGE = """
const begun = performance.now();
history.replaceState(null, "", %r);
window.dispatchEvent(new HashChangeEvent("hashchange"));
document.body.getBoundingClientRect();
return performance.now() - begun;
"""


def real_lines() -> list[str]:
    """Lines of real news, of 40 letters or more; none where TOOLKIT_DATA is not set."""
    folder = os.environ.get("TOOLKIT_DATA")
    if not folder:
        return []
    with gzip.open(Path(folder) / "vntc" / "dev.jsonl.gz", "rt", encoding="utf-8") as rows:
        texts = [json.loads(row)["text"] for row in rows]
    lines = (line.strip() for text in texts for line in re.split(r"\n|(?<=[.!?])\s", text))
    return list(dict.fromkeys(line for line in lines if len(line) >= 40))


def article(draw: np.random.Generator, known: list[str]) -> str:
    """One made article of LETTERS letters: real lines, or invented sentences among drawn syllables."""
    lines, letters = [], 0
    sentences = [s for own in SENTENCES.values() for s in own]
    while letters < LETTERS:
        if known:
            line = known[draw.integers(len(known))]
        else:
            line = f"{sentences[draw.integers(len(sentences))]} {' '.join(draw.choice(SYLLABLES, size=60))}."
        lines.append(line)
        letters += len(line)
    return "\n".join(lines)


def made() -> Explored:
    """100,000 made articles, ten years, 40 outlets, eight themes."""
    draw, known = np.random.default_rng(1), real_lines()
    texts = [article(draw, known) for _ in range(ARTICLES)]
    size = len(zlib.compress("".join(texts[:1000]).encode(), 9)) / sum(map(len, texts[:1000]))
    print(f"{len(known):,} real lines; packed, a made article takes {size:.2f} bytes a letter")
    years = draw.integers(2015, 2025, ARTICLES)
    frame = pd.DataFrame({"id": [f"bao_{i:06d}.txt" for i in range(ARTICLES)], "text": texts, "year": years})
    frame["date"] = [f"{y}-{m:02}-11" for y, m in zip(years, draw.integers(1, 13, ARTICLES))]
    frame["source"] = [f"bao{i:02}.example" for i in draw.integers(0, OUTLETS, ARTICLES)]
    frame["title"] = [text[:60] for text in texts]
    subjects = []
    for t in range(THEMES):
        units = np.flatnonzero(draw.random(ARTICLES) < 0.3)
        terms = {"_".join(draw.choice(SYLLABLES, size=2)): float(draw.normal()) for _ in range(1000)}
        speaks = tuple(sorted(terms, key=lambda term: -terms[term])[:40])
        values = draw.gamma(2.0, size=len(units)) + 0.01
        subjects.append(Subject(f"theme_{t}", f"Chủ đề {t}", "theme", units, values, speaks[:15], speaks, terms))
    corpus = Corpus(frame)
    return Explored("Ngữ liệu dựng", "vi", tuple(frame["id"]), corpus, corpus, tuple(subjects))


def states(page: Browser) -> Iterator[tuple[str, str]]:
    """(kind, address): what a reader changes."""
    themes = page.run("return [...document.querySelectorAll('nav .subjects a')].map((a) => a.getAttribute('href'))")
    outlets = page.run("return [...document.querySelectorAll('.filters option')].map((o) => o.value).filter(Boolean)")
    for i in range(8):
        theme = themes[i % (len(themes) - 1)]
        yield "theme", theme
        yield "outlet", f"{theme}&outlet={outlets[i % len(outlets)]}"
        yield "period", f"{theme}&from={2016 + i % 5}&to={2018 + i % 5}"
        yield "words", f"{theme}&q={('bảo hộ', 'kiều bào', 'nhà trường', 'công dân')[i % 4]}"
        yield "bare words", f"{theme}&q={('cong dan', 'bao ho', 'que huong', 'dau tu')[i % 4]}"


def loaded(page: Browser, path: Path) -> tuple[float, float, float]:
    """Milliseconds to the first paint, to the ready page, and of a search at once after it, before anybody waited."""
    page.run("location.href = 'about:blank'")
    page.open(path)
    paint = page.run("return performance.getEntriesByName('first-contentful-paint')[0].startTime")
    ready = page.run("return performance.getEntriesByName('ready')[0].startTime")
    cold = page.run(CHANGE % "#q=cong dan")
    page.run("location.hash = ''")
    return paint, ready, cold


def measured(path: Path) -> list[dict[str, object]]:
    """The figures of one page."""
    rows: list[dict[str, object]] = [{"what": "file", "unit": "MB", "value": round(path.stat().st_size / 1e6, 2)}]
    with tempfile.TemporaryDirectory() as folder, browser(Path(folder)) as page:
        loads = [loaded(page, path) for _ in range(LOADS)]
        for name, own in zip(("first paint", "ready", "words, at once after ready"), zip(*loads)):
            rows.append({"what": f"{name} (median of {LOADS})", "unit": "ms", "value": round(float(np.median(own)))})
        time.sleep(2)
        taken: dict[str, list[float]] = {}
        for kind, hash_ in states(page):
            taken.setdefault(kind, []).append(page.run(CHANGE % hash_))
    for kind, times in {**taken, "all": [t for own in taken.values() for t in own]}.items():
        rows.append({"what": f"{kind}, median", "unit": "ms", "value": round(float(np.median(times)))})
        rows.append({"what": f"{kind}, longest", "unit": "ms", "value": round(max(times))})
    return rows


def main() -> None:
    """Run one section."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("section", choices=("sample", "made"))
    parser.add_argument("build", nargs="?", type=Path, default=ROOT / "reports" / "sample" / "build")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if given.section == "sample":
            path = given.build / "explorer.html"
        else:
            explored, begun = made(), time.process_time()
            path = write_explorer(explored, Path(folder))
            print(f"written in {time.process_time() - begun:.1f} processor seconds")
        table = pd.DataFrame(measured(path)).assign(section=given.section)
    RESULTS.mkdir(exist_ok=True)
    table.to_csv(RESULTS / f"explorer_{given.section}.csv", index=False)
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
