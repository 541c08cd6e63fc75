"""Labelled news arranged into years with known shares; a peer's intervals in the same run; the time at scale."""

import gzip
import json
import os
import resource
import time
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from replications import HERE, mean_and_error, meets, replicate, write
from trends_uncalibrated import figures, fitted

from tests.planted import CELLS, plant
from toolkit.documents.corpus import Corpus, corpus_from_frame
from toolkit.evidence.codes import Coding
from toolkit.topics.lda import fit_lda
from toolkit.topics.model import TopicModel
from toolkit.topics.options import FitOptions
from toolkit.trends.audit import OVERLAP_LIMIT, shared_words
from toolkit.trends.estimates import Prevalence
from toolkit.trends.prevalence import prevalence
from toolkit.words.counts import TermCounts, count_terms
from toolkit.words.segmentation import segment
from toolkit.words.themes import Themes, read_themes
from toolkit.words.vocabulary import Vocabulary, build_vocabulary

YEARS, UNITS, N_CODED = 4, 300, 60


@cache
def news() -> tuple[TermCounts, Themes, np.ndarray]:
    """Counts of vntc/dev, its themes, and the label of each unit as an index into the themes (segmented once)."""
    folder = Path(os.environ["TOOLKIT_DATA"]) / "vntc"
    themes = read_themes(folder / "themes.toml")
    with gzip.open(folder / "dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    stored = HERE / "runs" / "trends_vntc.npz"
    if stored.exists():
        arrays = np.load(stored)
        counts = TermCounts.from_parts(_parts(arrays))
    else:
        corpus = corpus_from_frame(pd.DataFrame({"id": [r["id"] for r in rows], "text": [r["text"] for r in rows]}))
        tokens = segment(corpus, lexicon=themes)
        counts = count_terms(tokens, build_vocabulary(tokens, min_units=20, max_share=0.5, keep=themes))
        parts = counts.to_parts()
        np.savez(stored, ids=np.array(parts.meta["ids"]), terms=np.array(parts.meta["terms"]), **parts.arrays)
    keys = {key.replace("_", ""): t for t, key in enumerate(themes.keys)}
    label = {r["id"]: keys[r["label"].lower().replace(" ", "")] for r in rows}
    return counts, themes, np.array([label[i] for i in counts.ids])


def _parts(arrays: Any) -> Any:
    from toolkit.base.parts import Parts

    meta = {"ids": arrays["ids"].tolist(), "terms": arrays["terms"].tolist(), "dropped": []}
    return Parts(meta, {name: arrays[name] for name in ("data", "indices", "indptr")})


def _year_of_news(rng: np.random.Generator, label: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(P, T) known shares, the units drawn, and the year of each."""
    n_labels = int(label.max()) + 1
    shares = rng.dirichlet(np.full(n_labels, 6.0), size=YEARS)
    pools = [list(rng.permutation(np.flatnonzero(label == t))) for t in range(n_labels)]
    unit, year = [], []
    for y in range(YEARS):
        for t, n in enumerate(rng.multinomial(UNITS, shares[y])):
            unit += [pools[t].pop() for _ in range(n)]
            year += [y] * int(n)
    return shares, np.array(unit), np.array(year)


def one_news(cell: str, seed: int) -> dict[str, Any]:
    """One arrangement: LDA's dominant theme per year, raw and calibrated by 60 labels a year, against known shares."""
    counts, themes, label = news()
    rng = np.random.default_rng(seed)
    shares, unit, year = _year_of_news(rng, label)
    ids = tuple(np.asarray(counts.ids, dtype=object)[unit])
    years = [2003 + int(y) for y in year]
    own = TermCounts(counts.matrix[unit], ids, counts.vocabulary)
    corpus = Corpus(pd.DataFrame({"id": ids, "text": "", "year": pd.array(years, dtype="Int64")}))
    model = fit_lda(own, n_topics=20, seed=seed, themes=themes, options=FitOptions(threads=1))
    coded = np.concatenate([rng.choice(np.flatnonzero(year == y), N_CODED, replace=False) for y in range(YEARS)])
    n_themes = len(themes)
    frame = pd.DataFrame(
        {
            "unit": np.repeat(np.asarray(ids, dtype=object)[coded], n_themes),
            "coder": "label",
            "theme": list(themes.keys) * len(coded),
            "value": (label[unit][coded][:, None] == np.arange(n_themes)).astype(int).ravel(),
            "inclusion_probability": N_CODED / UNITS,
        }
    )
    codes = Coding(frame, "main theme", "section labels of the newspaper")
    raw = prevalence(model, corpus, seed=seed, measure="dominant")
    found = prevalence(model, corpus, seed=seed, measure="dominant", coding=codes)
    alone = _coding_alone(frame, years)
    row = {f"calibrated_{name}": value for name, value in figures(found, shares).items()}
    row |= {f"uncalibrated_{name}": value for name, value in figures(raw, shares).items()}
    share = prevalence(model, corpus, seed=seed)
    row |= {f"share_{name}": value for name, value in figures(share, shares).items()}
    return {**row, "alone_width": alone}


def _coding_alone(frame: pd.DataFrame, years: list[int]) -> float:
    """Mean width of t intervals of the labels alone."""
    from scipy.stats import t

    value = frame["value"].to_numpy(dtype=float).reshape(YEARS, N_CODED, -1)
    se = value.std(axis=1, ddof=1) / np.sqrt(N_CODED)
    return float(2 * t.ppf(0.975, N_CODED - 1) * se.mean())


def vntc(n: int) -> None:
    """Coverage on labelled news; needs TOOLKIT_DATA."""
    if "TOOLKIT_DATA" not in os.environ:
        print("skipped: TOOLKIT_DATA is not set")
        return
    rows = replicate("vntc", ["ten labels"], n, one_news)
    found = []
    for kind in ("calibrated", "uncalibrated", "share"):
        level, error = mean_and_error(rows[f"{kind}_level"])
        change, change_error = mean_and_error(rows[f"{kind}_change"])
        found.append(
            {
                "figure": {"share": "share, uncalibrated"}.get(kind, f"dominant, {kind}"),
                "replications": len(rows),
                "coverage": level,
                "mc_error": error,
                "coverage_change": change,
                "mc_error_change": change_error,
                "in_band": meets(level, error) and meets(change, change_error),
                "width": rows[f"{kind}_width"].mean(),
                "slope": rows[f"{kind}_xy"].sum() / rows[f"{kind}_xx"].sum(),
                "width_coding_alone": rows["alone_width"].mean(),
            }
        )
    write("vntc", pd.DataFrame(found))


def one_gate_news(cell: str, seed: int) -> dict[str, Any]:
    """One arrangement of labelled news: what the topics share, whether the gate warns, and how far shares move."""
    counts, themes, label = news()
    rng = np.random.default_rng(seed)
    shares, unit, year = _year_of_news(rng, label)
    ids = tuple(np.asarray(counts.ids, dtype=object)[unit])
    own = TermCounts(counts.matrix[unit], ids, counts.vocabulary)
    years = pd.array([2003 + int(y) for y in year], dtype="Int64")
    corpus = Corpus(pd.DataFrame({"id": ids, "text": "", "year": years}))
    model = fit_lda(own, n_topics=20, seed=seed, themes=themes, options=FitOptions(threads=1))
    common = shared_words(model)
    row = {"shared": common, "warned": common >= OVERLAP_LIMIT}
    return row | {
        f"share_{name}": value for name, value in figures(prevalence(model, corpus, seed=seed), shares).items()
    }


def gate_news(n: int) -> None:
    """The gate for shared words on labelled news; needs TOOLKIT_DATA."""
    if "TOOLKIT_DATA" not in os.environ:
        print("skipped: TOOLKIT_DATA is not set")
        return
    rows = replicate("gate_news", ["ten labels"], n, one_gate_news)
    change, error = mean_and_error(rows["share_change"])
    found = {
        "corpora": len(rows),
        "warned": int(rows["warned"].sum()),
        "shared_min": rows["shared"].min(),
        "shared_max": rows["shared"].max(),
        "limit": OVERLAP_LIMIT,
        "slope": rows["share_xy"].sum() / rows["share_xx"].sum(),
        "coverage_change": change,
        "mc_error_change": error,
    }
    write("gate_news", pd.DataFrame([found]))


def one_peer(cell: str, seed: int) -> dict[str, Any]:
    """The same corpus for topica's KeyATM with by_strata and for ours (LDA)."""
    import topica

    planted = plant(seed + 400_000, drift=0.25, n_terms=1000, length=100, **CELLS[cell])
    truth = planted.shares[:, : planted.n_themes]
    documents = [text.split() for text in planted.corpus.frame["text"]]
    peer = topica.KeyATM({t.key: list(t.seed_terms) for t in planted.themes}, num_topics=6, seed=seed)
    peer.fit(documents, iters=200)
    strata = topica.by_strata(peer, [planted.periods[p] for p in planted.period], nsims=100, seed=seed)
    low, high = (np.stack([getattr(s, side)[:4] for s in strata]) for side in ("ci_low", "ci_high"))
    mean = np.stack([s.mean[:4] for s in strata])
    pairs = [(0, 1), (1, 2), (2, 3), (0, 3)]
    x = np.concatenate([truth[b] - truth[a] for a, b in pairs])
    y = np.concatenate([mean[b] - mean[a] for a, b in pairs])
    row = {"peer_level": float(((low <= truth) & (truth <= high)).mean()), "peer_xy": float(x @ y), "xx": float(x @ x)}
    for method in ("lda", "nmf"):
        ours = figures(prevalence(fitted(planted, method, 6), planted.corpus, seed=seed), truth)
        row |= {f"{method}_level": ours["level"], f"{method}_xy": ours["xy"]}
    return row


def peers(n: int) -> None:
    """Coverage of yearly shares and slope of changes beside topica's by_strata."""
    rows = replicate("peers", ["clean", "background", "reprints"], n, one_peer)
    found = []
    for cell, own in rows.groupby("cell", sort=False):
        for who, name in (("peer", "topica KeyATM, by_strata"), ("lda", "ours, LDA"), ("nmf", "ours, NMF")):
            level, error = mean_and_error(own[f"{who}_level"])
            slope = own[f"{who}_xy"].sum() / own["xx"].sum()
            found.append(
                {
                    "cell": cell,
                    "method": name,
                    "replications": len(own),
                    "coverage": level,
                    "mc_error": error,
                    "slope": slope,
                }
            )
    write("peers", pd.DataFrame(found))


def scale(n: int) -> None:
    """50,000 documents, 40 themes, 20 periods, 1,000 draws: seconds of prevalence and contrasts, peak memory."""
    rng = np.random.default_rng(1)
    documents, topics, terms, length = 50_000, 40, 10_000, 120
    phi = rng.dirichlet(np.full(terms, 0.05), size=topics)
    theta = rng.dirichlet(np.full(topics, 0.05), size=documents)
    import scipy.sparse as sp

    word = np.concatenate([rng.choice(terms, size=length, p=phi[k]) for k in theta.argmax(axis=1)])
    matrix = sp.csr_matrix(
        (np.ones(len(word)), (np.repeat(np.arange(documents), length), word)), shape=(documents, terms)
    )
    ids = tuple(f"d{i}" for i in range(documents))
    counts = TermCounts(matrix, ids, Vocabulary(tuple(f"w{i:05d}" for i in range(terms))))
    names = tuple(f"theme_{k:02d}" for k in range(topics))
    model = TopicModel(
        phi,
        theta,
        None,
        names,
        ("theme",) * topics,
        None,
        np.asarray(matrix.sum(axis=0)).ravel(),
        {},
        ids,
        counts.vocabulary,
        "lda",
        1,
        (),
        counts,
    )
    years = pd.array(2005 + np.arange(documents) % 20, dtype="Int64")
    corpus = Corpus(pd.DataFrame({"id": ids, "text": "", "year": years}))
    from toolkit.trends.contrasts import contrasts

    found: list[dict[str, Any]] = []
    for measure in ("share", "dominant"):
        began = time.perf_counter()
        one: Prevalence = prevalence(model, corpus, seed=1, measure=measure)
        middle = time.perf_counter()
        contrasts(one)
        found.append(
            {
                "measure": measure,
                "documents": documents,
                "themes": topics,
                "periods": 20,
                "draws": 1000,
                "seconds_prevalence": middle - began,
                "seconds_contrasts": time.perf_counter() - middle,
                "peak_gb_with_the_data": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
            }
        )
    write("scale", pd.DataFrame(found))


SECTIONS = {"vntc": vntc, "gate_news": gate_news, "peers": peers, "scale": scale}
