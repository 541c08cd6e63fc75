"""Processor seconds of dating, in this checkout or another: `dates_speed.py CHECKOUT ARTICLES KINDS`, a JSON line.

Reads rows (text, title, source, date) as JSON lines from stdin, cleans them once, repeats them up to ARTICLES in
corpora of 10,000. Of the KINDS, text withholds the dates and column gives them; cleaning is not counted.
"""

import json
import sys
import time

sys.path.insert(0, sys.argv[1])

import pandas as pd

import toolkit as tk

AT_ONCE = 10_000


def measured(rows: list[dict[str, str]], n: int, kinds: list[str]) -> dict[str, float]:
    """Seconds and dated articles, with the dates withheld (text) and with their column (column)."""
    found: dict[str, float] = {}
    frame = pd.DataFrame(rows).assign(id=[f"{i:06}" for i in range(len(rows))])
    for kind in kinds:
        cleaned = tk.clean(tk.corpus_from_frame(frame.drop(columns="date") if kind == "text" else frame)).frame
        seconds = dated = 0.0
        for first in range(0, n, AT_ONCE):
            places = [i % len(rows) for i in range(first, min(first + AT_ONCE, n))]
            taken = cleaned.iloc[places].assign(id=[f"{first + i:06}" for i in range(len(places))])
            corpus = tk.Corpus(taken.assign(parent=taken["id"]).reset_index(drop=True))
            began = time.process_time()
            done = tk.resolve_dates(corpus)
            seconds += time.process_time() - began
            dated += int(done.frame["date"].notna().sum())
        found |= {f"{kind}_seconds": round(seconds, 2), f"{kind}_dated": dated}
    return found


if __name__ == "__main__":
    print(json.dumps(measured([json.loads(line) for line in sys.stdin], int(sys.argv[2]), sys.argv[3].split(","))))
