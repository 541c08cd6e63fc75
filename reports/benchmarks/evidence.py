"""How well theme scores find themes, with seeds and with codes, and what scoring costs.

    TOOLKIT_DATA=… python reports/benchmarks/evidence.py mission

Sections: mission (average precision on real passages against counting, with bootstrap intervals), bound (what an
ordering by seeds could reach on the same passages), dominant (macro-F1
of the main theme without codes, on the half of the labelled news not tuned on), keyatm (the same half beside two
KeyATM, what each costs; needs topica and pykeyatm, says so and leaves out what is not installed), main_theme
(macro-F1 on labelled news with 100, 300 and 600 codes), presence (the same articles, codes of presence), speed
(50,000 passages, ten themes: seconds and peak memory).
Writes results/evidence_SECTION.csv; main_theme resumes from what it has written.
"""

import argparse
import gzip
import hashlib
import json
import os
import resource
import sys
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

import toolkit as tk  # noqa: E402
from toolkit.evidence.scores import score_themes  # noqa: E402
from toolkit.evidence.seed_evidence import seed_evidence  # noqa: E402

FEWEST_POSITIVES = 4
FOUNDING = ROOT / "toolkit" / "studies" / "asked" / "founding_themes.toml"
N_BOOTSTRAP = 1000


def data() -> Path:
    folder = os.environ.get("TOOLKIT_DATA")
    if not folder:
        sys.exit("TOOLKIT_DATA is not set; this section measures on real articles")
    return Path(folder)


def rows_of(path: Path) -> pd.DataFrame:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return pd.DataFrame([json.loads(line) for line in lines])


def counted(corpus: Any, themes: Any) -> Any:
    tokens = tk.segment(corpus, lexicon=themes)
    return tk.count_terms(tokens, tk.build_vocabulary(tokens, keep=themes))


# --- mission ---------------------------------------------------------------------------------------------------------


def mission_codes() -> pd.DataFrame:
    """The codes of both files, one row a passage: `weight` is 1/π of its draw, each file counting as its size.

    A passage drawn for both has the sum of the two weights. `half`: development or checking, by its document's hash.
    """
    files = [pd.read_csv(ROOT / "tests" / "golden" / name) for name in ("mission_codes.csv", "mission_codes_2.csv")]
    n_rows = sum(len(codes) for codes in files)
    each = [codes.assign(weight=len(codes) / n_rows / codes["inclusion_probability"]) for codes in files]
    codes = pd.concat(each, ignore_index=True).drop(columns="inclusion_probability")
    codes["weight"] = codes.groupby(["document", "start"])["weight"].transform("sum")
    codes = codes.drop_duplicates(["document", "start"]).reset_index(drop=True)
    odd = [int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 for name in codes["document"]]
    return codes.assign(half=np.where(odd, "checking", "development"))


def coded_units(passages: pd.DataFrame, codes: pd.DataFrame, texts: dict[str, str]) -> list[str]:
    """The passage that holds each coded span; stops where a coded text is not what it was."""
    by_document = dict(list(passages.groupby("parent")))
    found = []
    for row in codes.itertuples():
        text = texts[row.document][row.start : row.end]
        if hashlib.sha256(text.encode()).hexdigest()[:16] != row.sha256:
            sys.exit(f"{row.document} at {row.start}: the text is not the one that was coded")
        units = by_document[row.document]
        overlap = np.minimum(units["end"], row.end) - np.maximum(units["start"], row.start)
        found.append(units["id"].iloc[int(np.argmax(overlap.to_numpy()))])
    return found


def mean_precision(score: np.ndarray, truth: np.ndarray, weight: np.ndarray) -> float:
    """Mean over the themes of average precision; ties share their precision."""
    return float(np.mean([precision(score[:, t], truth[:, t], weight) for t in range(truth.shape[1])]))


def precision(score: np.ndarray, truth: np.ndarray, weight: np.ndarray) -> float:
    """Average precision as scikit-learn defines it, for weighted units."""
    order = np.argsort(-score, kind="stable")
    last = np.r_[np.diff(score[order]) != 0, True]
    seen, true = np.cumsum(weight[order])[last], np.cumsum((weight * truth)[order])[last]
    return float(np.sum(np.diff(true, prepend=0.0) * true / np.maximum(seen, 1e-300)) / true[-1])


@dataclass(frozen=True, eq=False)
class Coded:
    """The coded passages beside what was scored: `codes`, `truth` (N, T), `at` (N), the place of each one's unit."""

    codes: pd.DataFrame
    truth: np.ndarray
    at: np.ndarray
    themes: list[int]
    overlap: np.ndarray
    scores: Any
    counts: Any
    evidence: Any
    keys: tuple[str, ...]


def coded_mission() -> Coded:
    """The founding themes' scores of all passages of foreign affairs, and the coded ones among them."""
    documents = rows_of(data() / "mission" / "docs.jsonl.gz").drop(columns=["date"])
    documents["text"] = [unicodedata.normalize("NFC", t).replace("Ð", "Đ").replace("ð", "đ") for t in documents["text"]]
    codes = mission_codes()
    themes = tk.read_themes(FOUNDING)
    corpus = tk.find_stories(tk.corpus_from_frame(documents))
    texts = {i: t.replace("_", " ") for i, t in zip(documents["id"], documents["text"])}
    passages = tk.split_passages(corpus)
    counts = counted(passages, themes)
    scores = score_themes(counts, passages, themes, seed=1)
    units = coded_units(passages.kept, codes, texts)
    place = {unit: u for u, unit in enumerate(counts.ids)}
    known = np.array([unit in place for unit in units])
    at = np.array([place[unit] for unit, k in zip(units, known) if k])
    codes = codes[known].reset_index(drop=True)
    kept = [t for t, key in enumerate(themes.keys) if codes[key].sum() >= FEWEST_POSITIVES]
    truth = codes[[themes.keys[t] for t in kept]].to_numpy()
    spans = passages.kept.set_index("id").loc[[counts.ids[u] for u in at], ["start", "end"]].to_numpy()
    own = codes[["start", "end"]].to_numpy()
    shared = np.minimum(spans[:, 1], own[:, 1]) - np.maximum(spans[:, 0], own[:, 0])
    overlap = shared / np.maximum(own[:, 1] - own[:, 0], 1)
    return Coded(codes, truth, at, kept, overlap, scores, counts, seed_evidence(counts, themes), themes.keys)


def mission() -> pd.DataFrame:
    """Average precision of scores and of counting on the passages coded with tests/golden/mission_codebook.md."""
    coded = coded_mission()
    length = np.asarray(coded.counts.matrix.sum(axis=1)).ravel()
    methods = {
        "score_themes": coded.scores.score,
        "distinct seeds": coded.evidence.distinct,
        "seed hits by length": coded.evidence.hits / length[:, None],
    }
    methods = {name: values[coded.at][:, coded.themes] for name, values in methods.items()}
    return precision_table(methods, coded.truth, coded.codes, len(coded.counts))


def bound() -> pd.DataFrame:
    """What seeds can reach at all on the coded passages: a row a theme and half, and their means.

    with_seed: the part of the passages coded as the theme that hold a seed; seeds_right: average precision if of the
    passages with a seed all right ones stood first and all wrong ones last, the others between them as they are scored
    (no better order of passages with a seed exists); seeds_blind: the same with the others all alike;
    of_others: average precision of the score among passages without a seed; cut: the part of the coded spans of which
    under three fifths lie in one of today's passages.
    """
    coded, rows = coded_mission(), []
    for name in ("all", "development", "checking"):
        own = np.flatnonzero((coded.codes["half"] == name) | (name == "all"))
        for column, t in enumerate(coded.themes):
            truth, score = coded.truth[own, column], coded.scores.score[coded.at[own], t]
            seeded = coded.evidence.distinct[coded.at[own], t] > 0
            rows.append((name, coded.keys[t], *_bound(truth, score, seeded), float((coded.overlap[own] < 0.6).mean())))
    columns = ["half", "theme", "positives", "with_seed", "score", "seeds_right", "seeds_blind", "of_others", "cut"]
    table = pd.DataFrame(rows, columns=columns)
    means = table.groupby("half", sort=False)[columns[2:]].mean().reset_index().assign(theme="mean")
    return pd.concat([table, means[columns]], ignore_index=True)


def _bound(truth: np.ndarray, score: np.ndarray, seeded: np.ndarray) -> tuple[float, ...]:
    """positives, with_seed, score, seeds_right, seeds_blind, of_others of `bound`."""
    true, ones = truth == 1, np.ones(len(truth))
    first = np.where(seeded & true, 2.0, 0.0) - np.where(seeded & ~true, 1.0, 0.0)
    scaled = (score - score.min()) / max(float(np.ptp(score)), 1e-12) / 2
    right = precision(first + np.where(seeded, 0.0, scaled), truth, ones)
    others = precision(score[~seeded], truth[~seeded], ones[~seeded]) if (true & ~seeded).any() else float("nan")
    found = (float((true & seeded).sum() / true.sum()), precision(score, truth, ones), right)
    return float(true.sum()), *found, precision(first, truth, ones), others


def precision_table(
    methods: dict[str, np.ndarray], truth: np.ndarray, codes: pd.DataFrame, n_units: int
) -> pd.DataFrame:
    """A row a method: mean AP, plain and weighted by 1/π, and its lead over counting with a 95 % bootstrap interval."""
    ones, weight = np.ones(len(truth)), codes["weight"].to_numpy()
    halves = {name: (codes["half"] == name).to_numpy() for name in ("development", "checking")}
    names, inverse = np.unique(codes["document"], return_inverse=True)
    random = np.random.default_rng(1)
    leads: dict[str, list[float]] = {name: [] for name in methods}
    while len(leads["score_themes"]) < N_BOOTSTRAP:
        times = np.bincount(random.integers(0, len(names), len(names)), minlength=len(names))[inverse].astype(float)
        if (truth * times[:, None]).sum(axis=0).min() == 0:
            continue  # a theme without a coded passage has no precision
        drawn = {name: mean_precision(values, truth, times) for name, values in methods.items()}
        for name in methods:
            leads[name].append(drawn["score_themes"] - drawn[name])
    return pd.DataFrame(
        [
            {
                "method": name,
                "mean_ap": mean_precision(values, truth, ones),
                "mean_ap_weighted": mean_precision(values, truth, weight),
                **{f"mean_ap_{h}": mean_precision(values[own], truth[own], ones[own]) for h, own in halves.items()},
                "lead_of_scores": np.nan if name == "score_themes" else np.mean(leads[name]),
                "lead_lower": np.nan if name == "score_themes" else np.quantile(leads[name], 0.025),
                "lead_upper": np.nan if name == "score_themes" else np.quantile(leads[name], 0.975),
                "coded_passages": len(truth),
                "themes": truth.shape[1],
                "positives": int(truth.sum()),
                "units": n_units,
            }
            for name, values in methods.items()
        ]
    )


# --- main theme ------------------------------------------------------------------------------------------------------


def slug(label: str) -> str:
    plain = unicodedata.normalize("NFD", label.replace("Đ", "D").replace("đ", "d"))
    letters = "".join(c if c.isalnum() else "_" for c in plain if unicodedata.category(c) != "Mn")
    return "_".join(part for part in letters.lower().split("_") if part)


def news() -> tuple[Any, Any, Any, np.ndarray]:
    """Corpus, counts, themes and the column of each unit's label."""
    rows = rows_of(data() / "vntc" / "dev.jsonl.gz")
    themes = tk.read_themes(data() / "vntc" / "themes.toml")
    corpus = tk.corpus_from_frame(rows)
    counts = counted(corpus, themes)
    labels = corpus.rows(counts.ids)["label"]
    return corpus, counts, themes, np.array([themes.keys.index(slug(label)) for label in labels])


def codes_of(counts: Any, themes: Any, truth: np.ndarray, units: np.ndarray, *, question: str = "main theme") -> Any:
    """Codes taken from the newspapers' section labels; they are labels, no coder's reading."""
    rows = [(counts.ids[u], key, int(truth[u] == t)) for u in units for t, key in enumerate(themes.keys)]
    frame = pd.DataFrame(rows, columns=["unit", "theme", "value"])
    return tk.coding_from_frame(frame, question=question, coders="section labels of newspapers")


def macro_f1(truth: np.ndarray, found: np.ndarray) -> float:
    from sklearn.metrics import f1_score

    return float(f1_score(truth, found, average="macro"))


def main_theme(n_repeats: int) -> pd.DataFrame:
    """Macro-F1 of the dominant theme by number of codes, on articles not coded and, cross-fitted, on the coded."""
    corpus, counts, themes, truth = news()
    path = HERE / "results" / "evidence_main_theme_runs.csv"
    done = (
        pd.read_csv(path)
        if path.exists()
        else pd.DataFrame(columns=["codes", "repeat", "not_coded", "coded", "seconds"])
    )
    wanted = [(0, 0)] + [(n, r) for r in range(n_repeats) for n in (100, 300, 600)]
    for n, repeat in wanted:
        if ((done["codes"] == n) & (done["repeat"] == repeat)).any():
            continue
        units = np.random.default_rng([n, repeat]).choice(len(counts), n, replace=False)
        coding = codes_of(counts, themes, truth, units) if n else None
        began = time.perf_counter()
        found = score_themes(counts, corpus, themes, seed=1, coding=coding).score.argmax(axis=1)
        rest = np.setdiff1d(np.arange(len(counts)), units)
        row = {
            "codes": n,
            "repeat": repeat,
            "not_coded": macro_f1(truth[rest], found[rest]),
            "coded": macro_f1(truth[units], found[units]) if n else np.nan,
            "seconds": round(time.perf_counter() - began, 1),
        }
        done = pd.concat([done, pd.DataFrame([row])], ignore_index=True)
        done.round(4).to_csv(path, index=False, lineterminator="\n")
        print(row, flush=True)
    table = done.groupby("codes").agg(
        repeats=("repeat", "size"),
        not_coded=("not_coded", "mean"),
        not_coded_sd=("not_coded", "std"),
        coded_cross_fitted=("coded", "mean"),
        coded_sd=("coded", "std"),
        seconds=("seconds", "median"),
    )
    return table.reset_index()


# --- dominant theme --------------------------------------------------------------------------------------------------


def dominant() -> pd.DataFrame:
    """Macro-F1 of the main theme at K = 20 without codes, by half of the articles (the even half was tuned on).

    Articles are segmented and fitted by half. `processor_s`: of the fit and of what comes after it.
    """
    rows = rows_of(data() / "vntc" / "dev.jsonl.gz")
    themes = tk.read_themes(data() / "vntc" / "themes.toml")
    odd = np.array([int(hashlib.sha256(str(i).encode()).hexdigest(), 16) % 2 for i in rows["id"]])
    table = []
    for half, name in enumerate(("tuned on", "not tuned on")):
        corpus = tk.corpus_from_frame(rows[odd == half].reset_index(drop=True))
        counts = counted(corpus, themes)
        truth = np.array([themes.keys.index(slug(label)) for label in corpus.rows(counts.ids)["label"]])
        for method, fit in (("LDA", tk.fit_lda), ("NMF", tk.fit_nmf)):
            fit(counts, n_topics=20, themes=themes, seed=1)  # compiles
            began = time.process_time()
            model = fit(counts, n_topics=20, themes=themes, seed=1)
            fitted = time.process_time() - began
            (main,) = tk.main_themes(model, counts, seed=1, others=False)
            done = time.process_time() - began
            largest = model.doc_topic[:, : len(themes)].argmax(axis=1)
            table.append((name, method, len(counts), macro_f1(truth, largest), fitted))
            best = macro_f1(truth, main.doc_topic.argmax(axis=1))
            table.append((name, f"main_themes({method})", len(counts), best, done))
    return pd.DataFrame(table, columns=["half", "method", "articles", "macro_f1", "processor_s"])


# --- KeyATM ----------------------------------------------------------------------------------------------------------

SWEEPS, DEFAULT_SWEEPS = 200, 1500  # what is run; what keyATM runs where nothing is said


def keyatm() -> pd.DataFrame:
    """Macro-F1 and processor time at K = 20 on the half not tuned on, beside KeyATM with the same words and seeds.

    `processor_s` of main_themes counts the fit too. KeyATM is run for 200 sweeps, `full_s` is its time scaled to 1,500
    (its time by sweep is taken as constant); its reading of the counts is not counted, its start is.
    """
    rows = rows_of(data() / "vntc" / "dev.jsonl.gz")
    themes = tk.read_themes(data() / "vntc" / "themes.toml")
    odd = np.array([int(hashlib.sha256(str(i).encode()).hexdigest(), 16) % 2 for i in rows["id"]], dtype=bool)
    corpus = tk.corpus_from_frame(rows[odd].reset_index(drop=True))
    counts = counted(corpus, themes)
    truth = np.array([themes.keys.index(slug(label)) for label in corpus.rows(counts.ids)["label"]])
    table = []
    for name, fit in (("LDA", tk.fit_lda), ("NMF", tk.fit_nmf)):
        tk.main_themes(fit(counts, n_topics=20, themes=themes, seed=1), counts, seed=1, others=False)  # compiles
        began = time.process_time()
        model = fit(counts, n_topics=20, themes=themes, seed=1)
        fitted = time.process_time() - began
        (main,) = tk.main_themes(model, counts, seed=1, others=False)
        whole = time.process_time() - began
        table.append((name, 0, fitted, fitted, model.doc_topic[:, : len(themes)]))
        table.append((f"main_themes({name})", 0, whole, whole, main.doc_topic))
    for name, peer in (("topica KeyATM", _topica), ("pykeyatm", _pykeyatm)):
        try:
            spent, shares = peer(counts, themes)
        except ModuleNotFoundError as error:
            print(f"{name} left out: {error}")
            continue
        table.append((f"{name}, {SWEEPS} sweeps", SWEEPS, spent, spent * DEFAULT_SWEEPS / SWEEPS, shares))
    frame = pd.DataFrame(table, columns=["method", "sweeps", "processor_s", "full_s", "shares"])
    frame["macro_f1"] = [macro_f1(truth, shares[:, : len(themes)].argmax(axis=1)) for shares in frame.pop("shares")]
    for peer in frame.loc[frame["sweeps"] > 0, "method"]:
        column = peer.split(",")[0].replace(" ", "_").lower() + "_over_this"
        frame[column] = float(frame.loc[frame["method"] == peer, "processor_s"].iloc[0]) / frame["processor_s"]
    return frame.assign(articles=len(counts))


def _known_seeds(counts: Any, themes: Any) -> dict[str, list[str]]:
    """By theme the seeds that the vocabulary holds: a peer knows no others."""
    return {theme.key: [t for t in theme.seed_terms if t in counts.vocabulary.column] for theme in themes}


def _topica(counts: Any, themes: Any) -> tuple[float, np.ndarray]:
    """Processor seconds and shares of KeyATM as topica writes it."""
    import topica
    from topics import documents

    words = documents(counts)
    model = topica.KeyATM(_known_seeds(counts, themes), num_topics=20, seed=1)
    began = time.process_time()
    model.fit(words, iters=SWEEPS)
    return time.process_time() - began, np.asarray(model.doc_topic)


def _pykeyatm(counts: Any, themes: Any) -> tuple[float, np.ndarray]:
    """Processor seconds and shares of pykeyatm, whose core is the C++ of keyATM."""
    from pykeyatm import keyATM, keyATM_read

    read = keyATM_read(pd.DataFrame(counts.matrix.toarray(), columns=list(counts.vocabulary.terms)))
    began = time.process_time()
    found = keyATM(
        docs=read,
        model="base",
        no_keyword_topics=20 - len(themes),
        keywords=_known_seeds(counts, themes),
        options={"seed": 1, "iterations": SWEEPS, "verbose": False, "use_cache": False, "llk_per": SWEEPS},
    )
    return time.process_time() - began, np.asarray(found["theta"])


# --- presence --------------------------------------------------------------------------------------------------------


def presence(n_repeats: int) -> pd.DataFrame:
    """Mean average precision of the ten sections by number of codes of presence, on articles not coded and coded."""
    corpus, counts, themes, truth = news()
    present = np.eye(len(themes))[truth]
    rows = []
    for n in (0, 200, 300, 600, 1000):
        for repeat in range(n_repeats if n else 1):
            units = np.random.default_rng([n, repeat]).choice(len(counts), n, replace=False)
            coding = codes_of(counts, themes, truth, units, question="presence") if n else None
            score = score_themes(counts, corpus, themes, seed=1, coding=coding).score
            rest = np.setdiff1d(np.arange(len(counts)), units)
            both = [mean_precision(score[u], present[u], np.ones(len(u))) if len(u) else np.nan for u in (rest, units)]
            rows.append((n, *both))
    runs = pd.DataFrame(rows, columns=["codes", "not_coded", "coded_cross_fitted"]).groupby("codes")
    return runs.agg(["mean", "std"]).set_axis(["not_coded", "not_coded_sd", "coded", "coded_sd"], axis=1).reset_index()


# --- speed -----------------------------------------------------------------------------------------------------------


def speed(n_units: int = 50_000, n_themes: int = 10) -> pd.DataFrame:
    """Seconds and peak memory of scoring made-up passages of 60 words, ten themes of ten seeds, 5 % of units each."""
    random = np.random.default_rng(1)
    n_words = 20_000
    themes = tk.themes_from_dict({f"theme_{t}": [f"hạt{t}x{s}" for s in range(10)] for t in range(n_themes)})
    import scipy.sparse as sp

    columns = np.minimum(random.zipf(1.2, (n_units, 60)), n_words) - 1
    matrix = sp.csr_matrix(
        (np.ones(columns.size, dtype=np.int32), (np.repeat(np.arange(n_units), 60), columns.ravel()))
    )
    terms = [f"từ{i:05d}" for i in range(matrix.shape[1])]
    carries = random.random((n_units, n_themes)) < 0.05
    seeds = [seed for theme in themes for seed in theme.seed_terms]
    hit = np.repeat(carries, 10, axis=1) & (random.random((n_units, len(seeds))) < 0.3)
    whole = sp.hstack([matrix, sp.csr_matrix(hit.astype(np.int32))]).tocsc()
    order = np.argsort(np.array([*terms, *seeds]), kind="stable")
    vocabulary = tk.Vocabulary(tuple(np.array([*terms, *seeds])[order].tolist()))
    ids = [f"d{i // 8}#p{i % 8}" for i in range(n_units)]
    counts = tk.TermCounts(whole[:, order].tocsr(), tuple(ids), vocabulary)
    parents = [name.partition("#")[0] for name in ids]
    corpus = tk.corpus_from_frame(pd.DataFrame({"id": ids, "text": "x", "parent": parents}))
    began, cpu = time.perf_counter(), time.process_time()
    score_themes(counts, corpus, themes, seed=1)
    row = {
        "units": n_units,
        "themes": n_themes,
        "terms": len(vocabulary),
        "nonzeros": counts.matrix.nnz,
        "seconds": time.perf_counter() - began,
        "cpu_seconds": time.process_time() - cpu,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "load_average": os.getloadavg()[0],
    }
    return pd.DataFrame([row])


def main() -> None:
    """Run one section, print its table and write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5, help="of main_theme and presence")
    sections: dict[str, Callable[[], pd.DataFrame]] = {
        "mission": mission,
        "bound": bound,
        "main_theme": lambda: main_theme(options.repeats),
        "dominant": dominant,
        "keyatm": keyatm,
        "presence": lambda: presence(options.repeats),
        "speed": speed,
    }
    parser.add_argument("section", choices=sections)
    options = parser.parse_args()
    table = sections[options.section]()
    print(table.to_string(index=False))
    path = HERE / "results" / f"evidence_{options.section}.csv"
    path.parent.mkdir(exist_ok=True)
    table.round(4).to_csv(path, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
