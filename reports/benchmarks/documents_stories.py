"""How well and how fast stories are found: edited reprints, patterns, pairs read near the threshold, many articles.

    TOOLKIT_DATA=… python reports/benchmarks/documents_stories.py edits
    … documents_stories.py edits --code OTHER_CHECKOUT        the same for another version of the code

Sections: edits (pair scores by kind and share of editing), patterns (texts of 32 genres in a wrong story), near
(gold/stories_near.csv: 220 pairs of the press and mission collections near the threshold, read and judged by a language
model; "unsure" left out; the rules were tuned on them), scale (100,000 articles), copies (1,000 to 100,000 edited
copies of one text, 10,000 equal ones), peer (seconds, ours and datasketch's). Writes results/documents_stories_*.csv.
"""

import argparse
import gzip
import html
import json
import os
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
CODE = Path(sys.argv[sys.argv.index("--code") + 1]) if "--code" in sys.argv else HERE.parents[1]
sys.path.insert(0, str(HERE.parents[1]))
from tests.golden.patterns import GENRES, LAST, LATER, UNSEEN, written  # noqa: E402

if "--code" in sys.argv:  # what was imported for the patterns is not what is measured
    for name in [name for name in sys.modules if name == "toolkit" or name.startswith("toolkit.")]:
        del sys.modules[name]
    sys.path.insert(0, str(CODE))
from toolkit.base.streams import stream  # noqa: E402
from toolkit.documents.stories import group_texts  # noqa: E402

Words = list[str]
FIRST_THRESHOLD = 0.7  # of a version that knows no order


def grouped(texts: list[str], days: np.ndarray | None = None, titles: list[Any] | None = None) -> np.ndarray:
    """The number of the first text of each one's story; `days` are used where the code knows of time."""
    try:
        from toolkit.documents.reprints.groups import group
    except ImportError:
        return group_texts(texts, threshold=FIRST_THRESHOLD)
    from toolkit.documents.stories import THRESHOLD

    dated = None if days is None else np.asarray(days, dtype=np.int32)
    return group(texts, threshold=THRESHOLD, days=dated, titles=titles).first


def spent(run: Callable[[], Any]) -> tuple[Any, float]:
    """What a call returns, and the processor seconds it took."""
    began = time.process_time()
    result = run()
    return result, time.process_time() - began


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
    if kind in ("added", "joined"):
        more = other[: round(n / (1 - share))] if share else []
        return more + words if kind == "added" else words + more
    out: Words = []
    for word in words:
        draw = rng.random() / share if share else 9.0
        if draw >= 2 / 3:
            out.append(word)
        if draw < 1 / 3 or 2 / 3 <= draw < 1:
            out.append(other[int(rng.integers(len(other)))])
    return out


def distinct_articles(n: int, seed: int) -> list[Words]:
    """`n` real articles of 40 words or more of which no two share a tenth of their runs of five words (Jaccard)."""
    texts = real_texts("mission/docs.jsonl.gz", "vntc/dev.jsonl.gz")
    words = [found for text in texts if len(found := text.split()) >= 40]
    chosen: list[Words] = []
    holders: dict[int, list[int]] = {}
    sizes: list[int] = []
    for number in stream(seed, "distinct articles").permutation(len(words)):
        small = [re.sub(r"\W", "", word).lower() for word in words[number]]
        found = {hash(tuple(small[i : i + 5])) for i in range(len(small) - 4)}
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
    kinds = {
        "scattered": (0.05, 0.1, 0.15, 0.2, 0.25, 0.3),
        **dict.fromkeys(("block", "cut", "added", "joined"), (0.2, 0.4)),
    }
    for kind, shares in kinds.items():
        for share in shares:
            rng = stream(1, "edits", kind, str(share))
            copies = [edited(articles[i], kind, share, articles[-1 - i], rng) for i in range(1_000)]
            texts = [" ".join(words) for words in articles + copies]
            day = rng.integers(0, 3000, 3_000)
            day = np.concatenate([day, day[:1_000] + rng.integers(0, 3, 1_000)])
            for dated in (False, True):
                first = grouped(texts, np.column_stack([day, day]) if dated else None)
                rows.append({"kind": kind, "share": share, "dated": dated, **scores(first, 3_000)})
                print(rows[-1], flush=True)
    return pd.DataFrame(rows).round(4)


def patterns() -> pd.DataFrame:
    """300 texts of a genre, 60 copies with 8 % of the words edited: texts in a wrong story, copies found.

    Rules were chosen on the genres that are `seen`.
    """
    rows = []
    for genre in (*GENRES, *UNSEEN, *LATER, *LAST):
        texts, rng = written(genre, n=300, seed=1), stream(1, "copies", genre)
        other = " ".join(written("harvest" if genre != "harvest" else "court", n=20, seed=9)).split()
        texts += [" ".join(edited(text.split(), "scattered", 0.08, other, rng)) for text in texts[:60]]
        truth = np.concatenate([np.arange(300), np.arange(60)])
        for when, span in (("undated", 0), ("one week", 7), ("years", 1500)):
            day = rng.integers(0, max(span, 1), 300)
            day = np.concatenate([day, day[:60]])
            first = grouped(texts, np.column_stack([day, day]) if span else None)
            wrong = sum(
                len(m) - np.bincount(truth[m]).max()
                for s in set(first.tolist())
                if len(m := np.flatnonzero(first == s))
            )
            rows.append(
                {
                    "genre": genre,
                    "seen": genre not in LAST,
                    "when": when,
                    "wrong": wrong / 360,
                    "copies_found": (first[:60] == first[300:]).mean(),
                }
            )
            print(rows[-1], flush=True)
    return pd.DataFrame(rows).round(4)


def near() -> pd.DataFrame:
    """Precision and recall on the pairs read and called one story or two."""
    pairs = pd.read_csv(HERE / "gold" / "stories_near.csv")
    frame = collections()
    days = np.array([_days(date) for date in frame["given"]])
    first = dict(zip(frame["id"], grouped(frame["text"].tolist(), days, frame["title"].tolist()), strict=True))
    sure = pairs[pairs["verdict"] != "unsure"]
    joined = np.array([first[a] == first[b] for a, b in zip(sure["one"], sure["other"], strict=True)])
    same = (sure["verdict"] == "same").to_numpy()
    right = int((joined & same).sum())
    row = {"pairs": len(sure), "same": int(same.sum()), "precision": right / joined.sum(), "recall": right / same.sum()}
    return pd.DataFrame([row]).round(4)


def _days(date: Any) -> tuple[int, int]:
    try:
        day = int(np.datetime64(str(date)[:10]).astype("datetime64[D]").astype(int))
    except ValueError:
        return 1, 0
    return day, day


def collections() -> pd.DataFrame:
    """The press and mission collections, cleaned: id (file and row for press), text, title, date."""
    import toolkit as tk

    folder, rows = Path(os.environ["TOOLKIT_DATA"]), []
    for row in lines_of(folder / "mission" / "docs.jsonl.gz"):
        rows.append({name: row.get(name) for name in ("id", "text", "title", "date")})
    for name, row, text, date in press(folder / "press"):
        rows.append({"id": f"{name}#{row.pop('n')}", "text": stripped(text), "title": row.get("title"), "date": date})
    return tk.clean(tk.corpus_from_frame(pd.DataFrame(rows).rename(columns={"date": "given"}))).frame


def lines_of(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def press(folder: Path) -> list[tuple[str, dict[str, Any], str, str]]:
    """File, row, text and date of each document of the collection."""
    found = []
    for name, text, date in (
        ("baomoi_2025.jsonl.gz", "content", "time"),
        ("newsplease_2013_2022.jsonl.gz", "maintext", "date_publish"),
    ):
        for n, row in enumerate(lines_of(folder / name)):
            row["n"] = n
            found.append((name, row, row.get(text) or row.get("text") or "", row.get(date)))
    listed = json.loads((folder / "dantri_2025.json").read_text(encoding="utf-8"))
    for n, row in enumerate(listed if isinstance(listed, list) else listed.values()):
        content = row.get("content") or ""
        content = "\n".join(map(str, content)) if isinstance(content, list) else content
        found.append(("dantri_2025.json", row | {"n": n}, content, row.get("publishDate")))
    for name in ("bbc_vnexpress_2016.csv", "vnexpress_2026.csv"):
        for n, row in enumerate(pd.read_csv(folder / name).rename(columns=str.lower).to_dict("records")):
            date = row.get("published_date") or row.get("publish_date")
            found.append((name, row | {"n": n}, str(row.get("content") or row.get("text") or ""), date))
    return found


def stripped(text: str) -> str:
    """The text without tags, a line for a block."""
    text = re.sub(r"(?is)<(script|style).*?</\1>", " ", text)
    text = re.sub(r"(?i)<(/?p|br|/?div|/?h\d|/?li|/?tr|/?figure|/?figcaption)\b[^>]*>", "\n", text)
    return html.unescape(re.sub(r"<[^>]+>", "", text))


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
    others = [text.split() for text in articles[-100:]]
    shares = rng.uniform(0, 0.1, size=15_000).tolist()
    texts = articles + [
        " ".join(edited(articles[i].split(), "scattered", share, others[i % 100], rng))
        for i, share in enumerate(shares)
    ]
    return pd.DataFrame([measured("articles", texts, lambda first: scores(first, 85_000))]).round(4)


def measured(kind: str, texts: list[str], more: Callable[[np.ndarray], dict[str, float]]) -> dict[str, Any]:
    """Processor seconds, memory before and at most, stories."""
    grouped(texts[:50])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    first, cpu = spent(lambda: grouped(texts))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row = {"kind": kind, "texts": len(texts), "cpu_seconds": cpu, "mb_before": before, "peak_mb": peak}
    return {**row, "stories": len(set(first.tolist())), **more(first)}


def copies() -> pd.DataFrame:
    """Copies of one text of 400 words with 0 to 10 % of them edited, and equal ones."""
    texts = [text for text in real_texts("mission/docs.jsonl.gz") if 380 < len(text.split()) < 420]
    words, other, rng = texts[0].split(), texts[1].split(), stream(1, "copies")
    rows = [measured("equal", [texts[2]] * 10_000, lambda first: {})]
    for n in (1_000, 10_000, 100_000):
        made = [" ".join(edited(words, "scattered", share, other, rng)) for share in rng.uniform(0, 0.1, n).tolist()]
        rows.append(measured("edited", made, lambda first: {}))
    return pd.DataFrame(rows).round(2)


def peer() -> pd.DataFrame:
    """Seconds for 4,000 mixed articles, alternately by us and by datasketch, three times."""
    texts = mixed_articles(4_000, seed=2)
    rows = []
    for _ in range(3):
        for name, run in (
            ("toolkit", lambda: grouped(texts)),
            ("datasketch", lambda: datasketch_groups(texts, 0.7)),
        ):
            began = time.perf_counter()
            run()
            rows.append({"method": name, "seconds": time.perf_counter() - began})
    table = pd.DataFrame(rows).groupby("method", as_index=False)["seconds"].median()
    ours = table.loc[table["method"] == "toolkit", "seconds"].iloc[0]
    return table.assign(ratio=(table["seconds"] / ours).round(1), seconds=table["seconds"].round(2))


SECTIONS = {"edits": edits, "patterns": patterns, "near": near, "scale": scale, "copies": copies, "peer": peer}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("section", choices=SECTIONS)
    parser.add_argument("--code", help="another checkout, whose stories are measured; nothing is written then")
    asked = parser.parse_args()
    table = SECTIONS[asked.section]()
    if not asked.code:
        (HERE / "results").mkdir(exist_ok=True)
        table.to_csv(HERE / "results" / f"documents_stories_{asked.section}.csv", index=False)
    print(table.to_string(index=False))
