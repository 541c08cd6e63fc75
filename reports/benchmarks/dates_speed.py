"""Processor seconds of dating, in this checkout or another: `python dates_speed.py CHECKOUT ARTICLES`, one JSON line.

Reads rows (text, title, source, date) as JSON lines from stdin, repeats them up to ARTICLES with a line of their own,
in corpora of 10,000; cleaning is not counted. `text` withholds the dates, `column` gives them.
"""

import json
import sys
import time

sys.path.insert(0, sys.argv[1])

import pandas as pd

import toolkit as tk

AT_ONCE = 10_000


def measured(rows: list[dict[str, str]], n: int) -> dict[str, float]:
    """Seconds and dated articles, by whether the column of dates is given."""
    found = {"text": 0.0, "text_dated": 0, "column": 0.0, "column_dated": 0}
    for first in range(0, n, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, n))
        taken = [rows[i % len(rows)] | {"id": f"{i:06}"} for i in numbers]
        frame = pd.DataFrame(taken).assign(text=[f"{row['text']}\nBài số {i}." for i, row in zip(numbers, taken)])
        for name in ("text", "column"):
            corpus = tk.clean(tk.corpus_from_frame(frame.drop(columns="date") if name == "text" else frame))
            began = time.process_time()
            dated = tk.resolve_dates(corpus)
            found[name] += time.process_time() - began
            found[f"{name}_dated"] += int(dated.frame["date"].notna().sum())
    return found


if __name__ == "__main__":
    print(json.dumps(measured([json.loads(line) for line in sys.stdin], int(sys.argv[2]))))
