"""Write the sample's coding sheet with the toolkit: `python corpora/sample/coding_sheet.py [--out coding.xlsx]`.

The units are drawn by `draw_coding_sample` (METHODS §10) from the seeds-only theme scores of the documents, half of
them in equal parts over the two periods that the sample study compares; the sheet keeps the record of that draw. The
codes are simulated from the planted truth (see generator/coders.py) and say so.
"""

import argparse
import csv
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from generator.coders import CODERS, NOTE, simulate_codes
from generator.plan import EARLY, LATE, presence
from generator.stock import THEMES

import toolkit as tk

HERE = Path(__file__).resolve().parent
SEED = 2016
UNITS = 300
SPANS = {f"{a}-{b}": (a, b) for a, b in (EARLY, LATE)}  # what the sample study compares


def read_truth() -> dict[str, dict[str, str]]:
    """The rows of truth/documents.csv by id."""
    with open(HERE / "truth" / "documents.csv", encoding="utf-8", newline="") as handle:
        return {row["id"]: row for row in csv.DictReader(handle)}


def main() -> None:
    """Draw the units, let the simulated coders code them, write the sheet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE / "coding.xlsx")
    args = parser.parse_args()
    themes = tk.read_themes(HERE / "themes.toml")
    corpus = tk.find_stories(tk.resolve_dates(tk.clean(tk.sample_corpus())))
    tokens = tk.segment(corpus, lexicon=themes)
    counts = tk.count_terms(tokens, tk.build_vocabulary(tokens, keep=themes))
    scores = tk.score_themes(counts, corpus, themes, seed=SEED)
    sample = tk.draw_coding_sample(scores, corpus, n=UNITS, seed=SEED, by=SPANS)
    rows = read_truth()
    units = sample["unit"].tolist()
    truth = {u: {t: int(rows[u][t]) for t in THEMES} for u in units}
    shares = {u: {t: presence(t, int(rows[u]["year"])) for t in THEMES} for u in units}
    codes = simulate_codes(units, truth, shares, SEED)
    chance = dict(zip(units, sample["inclusion_probability"], strict=True))
    import pandas as pd

    frame = pd.DataFrame(codes, columns=["unit", "coder", "theme", "value"])
    frame["inclusion_probability"] = frame["unit"].map(chance)
    coding = tk.coding_from_frame(frame)
    tk.write_coding_sheet(sample, themes, args.out, coders=CODERS, note=NOTE, values=coding, overwrite=True)
    print(f"{len(units)} units in {args.out.name}")


if __name__ == "__main__":
    main()
