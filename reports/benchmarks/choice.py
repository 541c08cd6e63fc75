"""Does `choose_n_topics` find a planted number of topics where stories are reprinted, heavy-tailed?

    python reports/benchmarks/choice.py

Ten corpora each of K = 5, 8, 12 topics, 40 % of the units reprints; the number with the highest held-out likelihood, by
story, and beside it with every unit taken for a story of its own, as the first version did. Nothing is tuned here.
Writes results/choice.csv.
"""

import dataclasses
import sys
from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from tests.planted import plant  # noqa: E402
from toolkit.topics.choice import HELD_OUT_SHARE, best_start  # noqa: E402
from toolkit.topics.copies import one_copy_each  # noqa: E402
from toolkit.topics.quality.heldout import completion, split_units  # noqa: E402
from toolkit.words.counts import TermCounts  # noqa: E402

CORPORA = 10
LARGEST = 30


def best(counts: TermCounts, candidates: list[int], seed: int) -> int:
    """The candidate with the highest held-out likelihood, as `choose_n_topics` takes it."""
    counts = one_copy_each(counts, purpose="the bench")
    fitted, held = split_units(counts, share=HELD_OUT_SHARE, seed=seed)
    found = {k: completion(best_start(fitted, n_topics=k, seed=seed), held, seed=seed).mean() for k in candidates}
    return max(found, key=lambda k: (found[k], -k))


def table() -> pd.DataFrame:
    """One row a corpus: the planted number, what is found by story, and by unit."""
    rows = []
    for k in (12, 8, 5):
        candidates = [k - 3, k - 2, *range(k - 1, k + 4), k + 8, LARGEST]
        for seed in range(1, CORPORA + 1):
            design = {"n_topics": k, "n_themes": 4, "units": 250, "n_terms": 1500, "sharpness": 0.1}
            planted = plant(seed=seed, reprints=0.4, texts=False, changes=(), **design)
            alone = dataclasses.replace(planted.counts, story=planted.counts.ids)
            found = {"by_story": best(planted.counts, candidates, seed), "by_unit": best(alone, candidates, seed)}
            within_one = abs(found["by_story"] - k) <= 1
            rows.append({"planted": k, "corpus": seed, **found, "within_one": within_one})
            print(rows[-1], flush=True)
    return pd.DataFrame(rows)


if __name__ == "__main__":
    found = table()
    (HERE / "results").mkdir(exist_ok=True)
    found.to_csv(HERE / "results" / "choice.csv", index=False)
    for way in ("by_story", "by_unit"):
        print(way, ((found[way] - found["planted"]).abs() <= 1).groupby(found["planted"]).sum().to_dict())
