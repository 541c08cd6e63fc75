"""Topics of many units: what fits in minibatches, and on drawn samples of stories, cost beside fits of the whole.

    TOOLKIT_DATA=… python reports/benchmarks/topics_many.py sample

Sections: sample (labelled news, each article again with its words drawn anew until there are 16,000 and 64,000:
macro-F1 of the dominant theme over all, agreement of three fits that each draw their own sample, processor
seconds with settling the rest), free (the same without themes: how many topics come back in four further fits),
minibatches (planted corpora of four kinds, in batches as small as those of millions of units would be; the
least and mean correlation of a theme's shares with the planted ones, the slope, the topics' overlap, processor
seconds). Writes results/topics_many_SECTION.csv. The news are the development split, on which the options of
fits were chosen; of what is measured here only the passes of minibatches were.
"""

import argparse
import logging
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

import toolkit as tk  # noqa: E402
from tests.planted import CELLS, Planted, plant  # noqa: E402
from toolkit.topics.engines import minibatches as engine  # noqa: E402
from toolkit.topics.sampling import draw_stories  # noqa: E402
from toolkit.topics.stability import prototype_first  # noqa: E402

RESULTS = HERE / "results"
KINDS = ("clean", "background", "rare", "background and reprints")
Rows = list[dict[str, Any]]


def quality(shares: np.ndarray, planted: Planted) -> dict[str, float]:
    """How the themes' shares of units follow the planted ones."""
    themes = range(planted.n_themes)
    r = [float(np.corrcoef(planted.theta[:, k], shares[:, k])[0, 1]) for k in themes]
    slopes = [float(np.polyfit(planted.theta[:, k], shares[:, k], 1)[0]) for k in themes]
    return {"worst_r": min(r), "mean_r": float(np.mean(r)), "slope": float(np.mean(slopes))}


def minibatches(n_corpora: int = 4) -> Rows:
    """The whole, and 8 and 32 minibatches, on planted corpora of 2,000 units."""
    logging.disable(logging.WARNING)
    rows: Rows = []
    for cell in KINDS:
        found: dict[str, list[dict[str, float]]] = {}
        for seed in range(1, n_corpora + 1):
            planted = plant(seed, units=500, n_terms=2500, n_themes=5, n_topics=8, texts=False, **CELLS[cell])
            for name, n_batches in (("whole", 0), ("8 minibatches", 8), ("32 minibatches", 32)):
                engine.PAIRS_A_BATCH = planted.counts.matrix.nnz // max(n_batches, 1)
                options = tk.FitOptions(memory_gb=0.0 if n_batches else 3.0, threads=1)
                before = time.process_time()
                model = tk.fit_lda(planted.counts, n_topics=9, themes=planted.themes, seed=seed, options=options)
                seconds = time.process_time() - before
                shared = float(model.parameters["shared_words"])
                row = {**quality(model.doc_topic, planted), "shared_words": shared, "seconds": seconds}
                found.setdefault(name, []).append(row)
        rows += [{"corpora": cell, "fit": name, **pd.DataFrame(own).mean().to_dict()} for name, own in found.items()]
        print(pd.DataFrame(rows[-len(found) :]).to_string(index=False), flush=True)
    return rows


def sample(fits: int = 3) -> Rows:
    """Guided fits of 16,000 and 64,000 articles on all and on samples."""
    from topics import macro_f1, news, repeated

    counts, themes, truth = news()
    place = dict(zip(counts.ids, truth.tolist()))
    rows: Rows = []
    for times in (2, 8):
        large = repeated(counts, times)
        labels = np.array([place[unit.rpartition("~")[0]] for unit in large.ids])
        for n in (None, 50_000, 20_000, 10_000, 5_000):
            if n is not None and n >= len(large.ids):
                continue
            for name, fit in (("LDA cvb0", tk.fit_lda), ("NMF kl", tk.fit_nmf)):
                before = time.process_time()
                options = tk.FitOptions(sample=n, threads=1)
                models = [fit(large, n_topics=20, themes=themes, seed=s, options=options) for s in range(1, fits + 1)]
                seconds = (time.process_time() - before) / fits
                f1 = [macro_f1(labels, m.doc_topic[:, : len(themes)].argmax(axis=1)) for m in models]
                table = tk.stability(models)
                named = table[table["role"] == "theme"]["jaccard"]
                row = {"method": name, "units": len(large.ids), "sample": n or len(large.ids), "fits": fits}
                row |= {"f1": np.mean(f1), "lowest_f1": min(f1), "jaccard": named.mean(), "worst_jaccard": named.min()}
                rows.append({**row, "seconds_a_fit": seconds})
                print(rows[-1], flush=True)
    return rows


def free(fits: int = 5) -> Rows:
    """Unguided fits of 16,000 articles on all and on samples: topics that come back, themes that surface."""
    from topics import news, repeated

    counts, themes, _ = news()
    large = repeated(counts, 2)
    rows: Rows = []
    for n in (None, 10_000, 5_000, 2_500):
        for name, fit in (("LDA cvb0", tk.fit_lda), ("NMF kl", tk.fit_nmf)):
            before = time.process_time()
            models = []
            for seed in range(1, fits + 1):
                drawn = draw_stories(large.ids, n=n or len(large.ids), seed=seed)
                models.append(fit(large.at(drawn), n_topics=20, seed=seed, options=tk.FitOptions(threads=1)))
            seconds = (time.process_time() - before) / fits
            first, *others = prototype_first(models)
            stable, matched = tk.stability([first, *others]), tk.match_themes(first, themes)
            recurring = set(stable.loc[stable["recurring"], "topic"])
            proposed = matched[matched["proposed"].astype(bool) & matched["topic"].isin(recurring)]
            row = {"method": name, "units": len(large.ids), "sample": n or len(large.ids), "fits": fits}
            row |= {"recurring": len(recurring), "surfaced": proposed["theme"].nunique(), "themes": len(themes)}
            rows.append({**row, "seconds_a_fit": seconds})
            print(rows[-1], flush=True)
    return rows


SECTIONS = {"sample": sample, "free": free, "minibatches": minibatches}


def main() -> None:
    """Run one section and write its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("section", choices=sorted(SECTIONS))
    section = parser.parse_args().section
    RESULTS.mkdir(exist_ok=True)
    table = pd.DataFrame(SECTIONS[section]())
    table.to_csv(RESULTS / f"topics_many_{section}.csv", index=False, float_format="%.6g")


if __name__ == "__main__":
    main()
