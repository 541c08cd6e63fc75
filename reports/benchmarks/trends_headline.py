"""Which measure tracks true changes best where nobody has coded: labelled news arranged into two years.

    TOOLKIT_DATA=… python reports/benchmarks/trends.py headline --replications 30

Only the half of the articles on which main themes were not tuned. Three of the ten sections rise, three fall, four keep
exactly their number; every measure is judged as a study does it (LDA and NMF, three fits each, an audit, another view).
"""

import hashlib
import os
from typing import Any

import numpy as np
import pandas as pd
from replications import replicate, write
from trends_news import news

import toolkit as tk
from toolkit.documents.corpus import Corpus
from toolkit.topics.stability import refit
from toolkit.words.counts import TermCounts

UNITS, FITS, MOVED = 600, 3, 3  # articles a year, fits a method, sections that rise (as many fall)
STEPS = (0.03, 0.05, 0.08)  # of the articles of a year
PAIR = [("2003", "2004")]
MEASURES = ("presence", "share", "dominant")


def _numbers(rng: np.random.Generator, n_labels: int) -> np.ndarray:
    """(2, T) articles of each section in the earlier and in the later year."""
    early = np.full(n_labels, UNITS // n_labels)
    order = rng.permutation(n_labels)
    steps = (np.array(STEPS) * UNITS).astype(int)
    late = early.copy()
    late[order[:MOVED]] += steps
    late[order[MOVED : 2 * MOVED]] -= rng.permutation(steps)
    return np.stack([early, late])


def _drawn(
    rng: np.random.Generator, label: np.ndarray, untuned: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(T) true changes, the units drawn, and the year of each."""
    n_labels = int(label.max()) + 1
    numbers = _numbers(rng, n_labels)
    unit, year = [], []
    for t in range(n_labels):
        pool = rng.permutation(np.flatnonzero((label == t) & untuned))
        unit += pool[: numbers[:, t].sum()].tolist()
        year += np.repeat([2003, 2004], numbers[:, t]).tolist()
    return (numbers[1] - numbers[0]) / UNITS, np.array(unit), np.array(year)


def one_headline(cell: str, seed: int) -> dict[str, Any]:
    """One arrangement: by measure, true changes called, constants called a change, slope, correlation."""
    counts, themes, label = news()
    untuned = np.array([int(hashlib.sha256(i.encode()).hexdigest(), 16) % 2 == 1 for i in counts.ids])
    change, unit, year = _drawn(np.random.default_rng(seed), label, untuned)
    ids = tuple(np.asarray(counts.ids, dtype=object)[unit])
    own = TermCounts(counts.matrix[unit], ids, counts.vocabulary)
    corpus = Corpus(pd.DataFrame({"id": ids, "text": "", "year": pd.array(year.tolist(), dtype="Int64")}))
    models = {
        m: fit(own, n_topics=20, seed=seed, themes=themes) for m, fit in (("lda", tk.fit_lda), ("nmf", tk.fit_nmf))
    }
    refits = [refit(model, own, fits=FITS, seed=seed) for model in models.values()]
    scores = tk.score_themes(own, corpus, themes, seed=seed)
    subjects: dict[str, list[Any]] = {
        "presence": [scores],
        "share": refits,
        "dominant": [tk.main_themes(fits, own, seed=seed) for fits in refits],
    }
    figures = {m: [tk.prevalence(s, corpus, seed=seed, measure=m) for s in subjects[m]] for m in MEASURES}
    audit = tk.audit_periods(models["lda"], corpus, own, seed=seed, pairs=PAIR)
    row: dict[str, Any] = {}
    for measure in MEASURES:
        other = "share" if measure == "presence" else "presence"
        table = tk.contrasts([*figures[measure], *figures[other]], pairs=PAIR, audit=audit).to_frame()
        judged = table[table["verdict"] != ""].set_index("theme").loc[list(themes.keys)]
        row |= {f"{measure}_{name}": value for name, value in _judged(judged, change).items()}
    return row


def _judged(table: pd.DataFrame, change: np.ndarray) -> dict[str, float]:
    """Right and wrong signs said of true changes, changes said of constants, how estimates follow the truth."""
    said = table["verdict"].map({"rose": 1, "fell": -1}).fillna(0).to_numpy()
    estimate, moved = table["change"].to_numpy(dtype=float), change != 0
    return {
        "right": float((said[moved] == np.sign(change[moved])).sum()),
        "wrong": float((said[moved] == -np.sign(change[moved])).sum()),
        "false": float((said[~moved] != 0).sum()),
        "sign": float((np.sign(estimate[moved]) == np.sign(change[moved])).mean()),
        "correlation": float(np.corrcoef(estimate, change)[0, 1]),
        "slope": float(estimate @ change / (change @ change)),
    }


def headline(n: int) -> None:
    """By measure: of six true changes those called, of four constants those called a change, and more."""
    if "TOOLKIT_DATA" not in os.environ:
        print("skipped: TOOLKIT_DATA is not set")
        return
    rows = replicate("headline", ["ten labels"], n, one_headline)
    found = []
    for measure in MEASURES:
        own = {k: rows[f"{measure}_{k}"] for k in ("right", "wrong", "false", "sign", "correlation", "slope")}
        found.append(
            {
                "measure": measure,
                "replications": len(rows),
                "changes": 2 * MOVED * len(rows),
                "called_rightly": int(own["right"].sum()),
                "called_wrongly": int(own["wrong"].sum()),
                "constants": 4 * len(rows),
                "called_a_change": int(own["false"].sum()),
                "right_sign": own["sign"].mean(),
                "correlation": own["correlation"].mean(),
                "slope": own["slope"].mean(),
            }
        )
    write("headline", pd.DataFrame(found))


SECTIONS = {"headline": headline}
