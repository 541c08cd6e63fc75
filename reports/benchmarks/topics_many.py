"""Topics of many units: what fits in minibatches cost in quality, beside fits of the whole.

    python reports/benchmarks/topics_many.py minibatches

Sections: minibatches (planted corpora of four kinds, in batches as small as those of millions of units would be; the
least and mean correlation of a theme's shares with the planted ones, the slope, the topics' overlap, processor
seconds). Writes results/topics_many_SECTION.csv. Nothing here was tuned but the passes of minibatches.
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


SECTIONS = {"minibatches": minibatches}


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
