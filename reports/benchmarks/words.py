"""Segmentation against pyvi: the same words, how much faster, and where it is meant to differ.

    TOOLKIT_DATA=… python reports/benchmarks/words.py identity

Sections: identity (all of vntc/dev), unicode (100,000 random strings), speed (80,000 articles on one core and two,
pyvi, the regular expression and a copy of the text timed between), scale (80,000 articles segmented and counted in a
process of its own), accuracy (word F1 on UD-VTB dev; words with two tone placements), lexicon (recall of the built-in
terms, generated and real), start (the first call in a fresh process, with and without compiled kernels). Writes
results/words_SECTION.csv.
"""

import argparse
import gzip
import json
import multiprocessing
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from tests.words.strategies import random_text  # noqa: E402
from toolkit.documents.corpus import Corpus  # noqa: E402
from toolkit.words.lexicon import builtin_lexicon  # noqa: E402
from toolkit.words.segmentation import segment, segment_texts  # noqa: E402
from toolkit.words.spelling import new_placement, old_placement  # noqa: E402

Rows = list[dict[str, Any]]
SCALE = """
import resource, sys, time
sys.path.insert(0, {root!r})
from reports.benchmarks.words import eighty_thousand
from toolkit.words.segmentation import segment
from toolkit.words.vocabulary import build_vocabulary
from toolkit.words.counts import count_terms
corpus = eighty_thousand()
began = time.perf_counter()
tokens = segment(corpus, workers=2)
segmented = time.perf_counter()
counts = count_terms(tokens, build_vocabulary(tokens))
done = time.perf_counter()
print(segmented - began, done - segmented, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
      len(tokens.codes), len(counts.vocabulary), counts.matrix.nnz)
"""
START = """
import sys, time
sys.path.insert(0, {root!r})
began = time.perf_counter()
from toolkit.words.segmentation import segment_texts
segment_texts(["một văn bản"])
print(time.perf_counter() - began)
"""


def data() -> Path:
    """The folder of real data."""
    return Path(os.environ["TOOLKIT_DATA"])


def articles(name: str = "vntc/dev.jsonl.gz") -> list[str]:
    """The texts of a corpus."""
    return [json.loads(line)["text"] for line in gzip.open(data() / name, "rt", encoding="utf-8")]


def eighty_thousand() -> Corpus:
    """vntc/dev ten times, ids changed."""
    texts = articles()
    ids = [f"{copy}/{i}" for copy in range(10) for i in range(len(texts))]
    return Corpus(pd.DataFrame({"id": ids, "text": pd.Series(texts * 10, dtype="str")}))


def timed(call: Callable[[], Any]) -> float:
    """Seconds of wall-clock time."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def pyvi_words(texts: list[str]) -> list[str]:
    """pyvi's own output."""
    from pyvi import ViTokenizer

    return [ViTokenizer.tokenize(text) for text in texts]


def compare(texts: list[str], chunk: int = 1000) -> tuple[int, int, list[str]]:
    """(identical, compared, the first strings that differ); a string without a syllable must give an empty row."""
    from pyvi.ViTokenizer import ViTokenizer

    same, differ = 0, []
    for a in range(0, len(texts), chunk):
        part = texts[a : a + chunk]
        for text, row in zip(part, segment_texts(part, exact=True)):
            said = ViTokenizer.tokenize(text) if ViTokenizer.sylabelize(text)[1] else ""
            if " ".join(row) == said:
                same += 1
            elif len(differ) < 3:
                differ.append(text[:80])
        print(f"{a + len(part)} compared, {same} identical", file=sys.stderr)
    return same, len(texts), differ


def identity() -> Rows:
    same, n, differ = compare(articles())
    return [{"texts": "vntc/dev", "compared": n, "identical": same, "first_difference": " | ".join(differ)}]


def unicode() -> Rows:
    rng = random.Random(5)
    same, n, differ = compare([random_text(rng) for _ in range(100_000)])
    return [{"texts": "random Unicode", "compared": n, "identical": same, "first_difference": " | ".join(differ)}]


def pyvi_pattern() -> re.Pattern[str]:
    """pyvi's regular expression, as its source puts it together."""
    return re.compile(
        r"([A-ZĐ]+\.|Tp\.|Mr\.|Mrs\.|Ms\.|Dr\.|ThS\.|==>|->|\.\.\.|>>|\n|\w+://[^\s]+|"
        r"([a-zA-Z0-9_.+-]+@([a-zA-Z0-9-]+\.)+[a-zA-Z0-9-]+)|\d+([\.,_]\d+)+|[^\w\s]|\w+)"
    )


def speed(rounds: int = 3, sample: int = 160) -> Rows:
    """Syllables a second, each round times all in turn; ratios are taken within the round."""
    texts, corpus, pattern = articles(), eighty_thousand(), pyvi_pattern()
    every = 10 * sum(len(pattern.findall(text)) for text in texts)
    some = texts[:: len(texts) // sample][:sample]
    part = sum(len(pattern.findall(text)) for text in some)
    halves = [some[::2], some[1::2]]
    segment(Corpus(pd.DataFrame({"id": ["a"], "text": texts[:1]})))
    rows: Rows = []
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.map(pyvi_words, [texts[:2]] * 4)
        pyvi_words(texts[:2])
        for turn in range(rounds):
            before, both_before = timed(lambda: pyvi_words(some)), timed(lambda: pool.map(pyvi_words, halves, 1))
            one, two = timed(lambda: segment(corpus, workers=1)), timed(lambda: segment(corpus, workers=2))
            after, both_after = timed(lambda: pyvi_words(some)), timed(lambda: pool.map(pyvi_words, halves, 1))
            regex = timed(lambda: [pattern.findall(text) for text in texts[::4]])
            copy = timed(lambda: "".join(texts * 10).encode("utf-32-le"))
            pyvi_one, pyvi_two = 2 * part / (before + after), 2 * part / (both_before + both_after)
            rows.append(
                {
                    "round": turn,
                    "pyvi_1": pyvi_one,
                    "pyvi_2": pyvi_two,
                    "ours_1": every / one,
                    "ours_2": every / two,
                    "regex_alone": every / 40 / regex,
                    "copy": every / copy,
                    "ratio_1": every / one / pyvi_one,
                    "ratio_2": every / two / pyvi_two,
                    "ratio_2_to_pyvi_1": every / two / pyvi_one,
                    "load": os.getloadavg()[0],
                }
            )
            print(rows[-1], file=sys.stderr)
            write("speed", rows)
    return rows


def scale() -> Rows:
    out = subprocess.run(
        [sys.executable, "-c", SCALE.format(root=str(ROOT))], capture_output=True, text=True, check=True
    )
    names = ("segment_seconds", "count_seconds", "peak_gib", "tokens", "terms", "nonzero")
    return [{**dict(zip(names, map(float, out.stdout.split()))), "articles": 80_000, "load": os.getloadavg()[0]}]


def spans(words: list[str]) -> list[tuple[int, int]]:
    """Where each word stands, in characters without spaces and joins."""
    found, at = [], 0
    for word in words:
        size = len(word.replace("_", "")) or 1
        found.append((at, at + size))
        at += size
    return found


def accuracy() -> Rows:
    lines = (data() / "segmentation/ud_vtb_dev.txt").read_text(encoding="utf-8").splitlines()
    gold = [line.split(" ") for line in lines]
    raw = [line.replace("_", " ") for line in lines]
    rows: Rows = []
    for name, exact in (("pyvi", True), ("segment_texts", False)):
        hits = n_gold = n_ours = two = two_hits = 0
        for right, ours in zip(gold, segment_texts(raw, exact=exact)):
            a, b = spans(right), set(spans(ours))
            hits, n_gold, n_ours = hits + len(set(a) & b), n_gold + len(a), n_ours + len(b)
            for word, place in zip(right, a):
                if new_placement(word) != word or old_placement(word) != word:
                    two, two_hits = two + 1, two_hits + (place in b)
        f1 = 2 * hits / (n_gold + n_ours)
        rows.append({"segmenter": name, "f1": f1, "two_placements": two, "recall_of_these": two_hits / two})
    return rows


def variants(term: str) -> list[str]:
    """A term in its cases, placements, compositions and spacings."""
    cases = [term, term.lower(), term.upper(), term.title(), term[0].upper() + term[1:]]
    placed = [place(case) for case in cases for place in (old_placement, new_placement)]
    composed = [unicodedata.normalize(form, text) for text in placed for form in ("NFC", "NFD")]
    return list(dict.fromkeys([*composed, term.replace(" ", "  ")]))


def expected(text: str, entries: dict[str, list[tuple[str, ...]]]) -> list[tuple[int, int]]:
    """Where lexicon terms stand, longest first from the left: a plain reader, for a check on the compiled one."""
    pieces = [(m[0], m.start(), m.end()) for m in re.finditer(r"[^\W_]+|[^\w\s]|\n", text)]
    keys = [new_placement(piece.lower()) for piece, _, _ in pieces]
    found, i = [], 0
    while i < len(keys):
        sizes = [len(e) for e in entries.get(keys[i], ()) if tuple(keys[i : i + len(e)]) == e]
        if sizes:
            found.append((pieces[i][1], pieces[i + max(sizes) - 1][2]))
        i += max(sizes, default=1)
    return found


def lexicon() -> Rows:
    terms = builtin_lexicon()
    made = [(f"Hôm nay {v} được nhắc tới trong bài.", len(v)) for term in terms for v in variants(term)]
    tokens = segment(Corpus(pd.DataFrame({"id": range(len(made)), "text": [t for t, _ in made]}).astype("str")))
    hits = 0
    for u, (_, size) in enumerate(made):
        own = slice(tokens.offsets[u], tokens.offsets[u + 1])
        hits += (8, 8 + size) in set(zip(tokens.starts[own].tolist(), tokens.ends[own].tolist()))
    rows: Rows = [{"texts": "generated", "terms": len(terms), "places": len(made), "recall": hits / len(made)}]
    entries: dict[str, list[tuple[str, ...]]] = {}
    for term in terms:
        row = tuple(new_placement(m.lower()) for m in re.findall(r"[^\W_]+|[^\w\s]", term))
        entries.setdefault(row[0], []).append(row)
    for name in ("mission/docs.jsonl.gz", "vntc/dev.jsonl.gz"):
        texts = [unicodedata.normalize("NFC", text) for text in articles(name)[:4000]]
        tokens = segment(Corpus(pd.DataFrame({"id": range(len(texts)), "text": texts}).astype("str")))
        hits = places = 0
        for u, text in enumerate(texts):
            own = slice(tokens.offsets[u], tokens.offsets[u + 1])
            ours = set(zip(tokens.starts[own].tolist(), tokens.ends[own].tolist()))
            wanted = expected(text, entries)
            places, hits = places + len(wanted), hits + sum(place in ours for place in wanted)
        rows.append({"texts": name, "terms": len(terms), "places": places, "recall": hits / places})
    return rows


def start() -> Rows:
    rows: Rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name in ("kernels compiled", "kernels from the cache", "kernels from the cache"):
            env = {**os.environ, "NUMBA_CACHE_DIR": folder}
            command = [sys.executable, "-c", START.format(root=str(ROOT))]
            out = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
            rows.append({"first_call": name, "seconds": float(out.stdout), "load": os.getloadavg()[0]})
    return rows


def write(section: str, rows: Rows) -> pd.DataFrame:
    """Save the table of a section."""
    table = pd.DataFrame(rows)
    folder = HERE / "results"
    folder.mkdir(exist_ok=True)
    table.to_csv(folder / f"words_{section}.csv", index=False, float_format="%.6g")
    return table


SECTIONS: dict[str, Callable[[], Rows]] = {
    "identity": identity,
    "unicode": unicode,
    "speed": speed,
    "scale": scale,
    "accuracy": accuracy,
    "lexicon": lexicon,
    "start": start,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("section", choices=[*SECTIONS, "all"])
    section = parser.parse_args().section
    for name in SECTIONS if section == "all" else [section]:
        print(write(name, SECTIONS[name]()).to_string(index=False))


if __name__ == "__main__":
    main()
