"""How well and how fast stories are found, on real articles with planted reprints, against datasketch's MinHashLSH.

    TOOLKIT_DATA=… python reports/benchmarks/documents_stories.py edits

Sections: edits (precision and recall by kind and share of editing), scale (100,000 articles), peer (seconds a thousand
articles, ours and datasketch's, why the sketches are our own). Writes results/documents_stories_SECTION.csv.
"""

import argparse
import gzip
import json
import os
import re
import resource
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from toolkit.base.streams import stream  # noqa: E402
from toolkit.documents.reprints.alignment import shingles, syllables  # noqa: E402
from toolkit.documents.stories import group_texts  # noqa: E402

THRESHOLD = 0.7
Words = list[str]


def real_texts(*names: str) -> list[str]:
    """The texts of the named corpora."""
    folder = Path(os.environ["TOOLKIT_DATA"])
    return [json.loads(line)["text"] for n in names for line in gzip.open(folder / n, "rt", encoding="utf-8")]


def edited(words: Words, kind: str, share: float, other: Words, rng: np.random.Generator) -> Words:
    """`words` with a `share` of them edited: scattered words, one block replaced, the end cut, or text put before."""
    n = round(share * len(words))
    if kind == "block":
        start = int(rng.integers(0, len(words) - n + 1))
        return words[:start] + other[:n] + words[start + n :]
    if kind == "cut":
        return words[: len(words) - n]
    if kind == "added":
        return other[:n] + words
    out: Words = []
    for word in words:
        draw = rng.random() / share if share else 9.0
        if draw >= 2 / 3:
            out.append(word)
        if draw < 1 / 3 or 2 / 3 <= draw < 1:
            out.append(other[int(rng.integers(len(other)))])
    return out


def distinct_articles(n: int, seed: int) -> list[Words]:
    """`n` real articles of 40 words or more of which no two share a tenth of their shingles (Jaccard, exact)."""
    texts = real_texts("mission/docs.jsonl.gz", "vntc/dev.jsonl.gz")
    words = [text.split() for text in texts]
    words = [found for found in words if len(found) >= 40]
    order = stream(seed, "distinct articles").permutation(len(words))
    chosen: list[Words] = []
    holders: dict[int, list[int]] = {}
    sizes: list[int] = []
    for number in order:
        found = np.unique(shingles(syllables([" ".join(words[number])]).hashes)).tolist()
        met = Counter(holder for value in found for holder in holders.get(value, ()))
        if all(shared < 0.1 * (len(found) + sizes[holder] - shared) for holder, shared in met.items()):
            for value in found:
                holders.setdefault(value, []).append(len(chosen))
            sizes.append(len(found))
            chosen.append(words[number])
        if len(chosen) == n:
            break
    return chosen


def scores(first: np.ndarray, n: int) -> dict[str, float]:
    """Precision, recall, F1 of pairs, where text i and text n + i are one story for i < copies."""
    copies = len(first) - n
    together = pd.Series(first).value_counts()
    predicted = int((together * (together - 1) // 2).sum())
    true = int(sum(first[i] == first[n + i] for i in range(copies)))
    precision, recall = true / max(predicted, 1), true / copies
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(precision + recall, 1e-9)}


def datasketch_groups(texts: list[str], threshold: float) -> np.ndarray:
    """Connected groups of MinHashLSH (128 permutations) over the same shingles, as numbers of the first text."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=threshold, num_perm=128)
    parent = list(range(len(texts)))

    def root(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    for i, text in enumerate(texts):
        words = [word.lower() for word in re.findall(r"\w+", text)]
        sketch = MinHash(num_perm=128, seed=1)
        sketch.update_batch({" ".join(words[j : j + 5]).encode() for j in range(max(1, len(words) - 4))})
        for j in index.query(sketch):
            a, b = sorted((root(i), root(j)))
            parent[b] = a
        index.insert(i, sketch)
    return np.array([root(i) for i in range(len(texts))])


def edits() -> pd.DataFrame:
    """3,000 distinct real articles, an edited copy of every third: pair scores by kind and share of editing."""
    articles = distinct_articles(3_000, seed=1)
    rows = []
    for kind in ("scattered", "block", "cut", "added"):
        for share in (0.0, 0.05, 0.1, 0.15, 0.2, 0.3):
            rng = stream(1, "edits", kind, share)
            copies = [edited(articles[i], kind, share, articles[-1 - i], rng) for i in range(1_000)]
            texts = [" ".join(words) for words in articles + copies]
            rows.append(
                {
                    "method": "toolkit",
                    "kind": kind,
                    "share": share,
                    **scores(group_texts(texts, threshold=THRESHOLD), 3_000),
                }
            )
            for threshold in (0.7, 0.4) if share == 0.1 and kind in ("scattered", "block") else ():
                found = scores(datasketch_groups(texts, threshold), 3_000)
                rows.append({"method": f"datasketch {threshold}", "kind": kind, "share": share, **found})
            print(rows[-1], flush=True)
    return pd.DataFrame(rows).round(4)


def mixed_articles(n: int, seed: int) -> list[str]:
    """`n` articles of 10 to 40 real sentences each, drawn at random: each sentence occurs in several."""
    texts = real_texts("mission/docs.jsonl.gz", "vntc/dev.jsonl.gz", "phapdien/dev.jsonl.gz")
    sentences = [s for text in texts for s in re.split(r"(?<=[.!?])\s+|\n", text) if s.count(" ") >= 5]
    rng = stream(seed, "mixed articles")
    lengths = rng.integers(10, 40, size=n).tolist()
    return [" ".join(sentences[s] for s in rng.integers(len(sentences), size=m).tolist()) for m in lengths]


def scale() -> pd.DataFrame:
    """100,000 articles, 15,000 of them reprints with 0 to 10 % of the words edited."""
    articles = mixed_articles(85_000, seed=1)
    rng = stream(1, "scale")
    shares = rng.uniform(0, 0.1, size=15_000).tolist()
    others = [text.split() for text in articles[-100:]]
    texts = list(articles)
    for i, share in enumerate(shares):
        texts.append(" ".join(edited(articles[i].split(), "scattered", share, others[i % 100], rng)))
    n_syllables = sum(text.count(" ") + 1 for text in texts)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began, cpu = time.perf_counter(), time.process_time()
    first = group_texts(texts, threshold=THRESHOLD)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row = {
        "articles": len(texts),
        "million_words": n_syllables / 1e6,
        "seconds": seconds,
        "cpu_seconds": cpu,
        "mb_before": before,
        "peak_mb": peak,
    }
    return pd.DataFrame([{**row, **scores(first, 85_000)}]).round(4)


def peer() -> pd.DataFrame:
    """Seconds for 4,000 mixed articles, alternately by us and by datasketch, three times."""
    texts = mixed_articles(4_000, seed=2)
    rows = []
    for _ in range(3):
        for name, run in (
            ("toolkit", lambda: group_texts(texts, threshold=0.7)),
            ("datasketch", lambda: datasketch_groups(texts, 0.7)),
        ):
            began = time.perf_counter()
            run()
            rows.append({"method": name, "seconds": time.perf_counter() - began})
    table = pd.DataFrame(rows).groupby("method", as_index=False)["seconds"].median()
    ours = table.loc[table["method"] == "toolkit", "seconds"].iloc[0]
    return table.assign(ratio=(table["seconds"] / ours).round(1), seconds=table["seconds"].round(2))


SECTIONS = {"edits": edits, "scale": scale, "peer": peer}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("section", choices=SECTIONS)
    section = parser.parse_args().section
    table = SECTIONS[section]()
    (HERE / "results").mkdir(exist_ok=True)
    table.to_csv(HERE / "results" / f"documents_stories_{section}.csv", index=False)
    print(table.to_string(index=False))
