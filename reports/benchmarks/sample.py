"""The toolkit scored against the planted truth of the sample corpus.

    python reports/benchmarks/sample.py SECTION [--replications 12]

Sections: cleaning (characters of body kept and of furniture left, by kind of file), dates (right, wrong and unknown,
by the means a file has of showing its date), stories (reprints found, by how much they were edited, and strangers
taken for reprints), scores (average precision of the seeds-only theme scores), verdicts (replications with coders
simulated anew: the planted rises and falls that get their verdict, the constants that get one, and how many of the
sixteen true shares lie in the calibrated 95 % intervals). Writes results/sample_SECTION.csv and prints it.
"""

import argparse
import html
import itertools
import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "corpora" / "sample"))

from generator.coders import simulate_codes
from generator.plan import PRESENCE, presence

import toolkit as tk

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parents[1] / "corpora" / "sample"
SPANS = {"2016-2018": (2016, 2018), "2022-2024": (2022, 2024)}
_TAGS = re.compile(r"<[^>]+>")
_OUTLET = re.compile(r"^\(?[A-ZĐ]{3,4}\)?(?: -)? ")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def truth(name: str) -> pd.DataFrame:
    """A table of the planted truth, by id."""
    return pd.read_csv(SAMPLE / "truth" / f"{name}.csv", dtype=str, keep_default_na=False).set_index("id")


@cache
def prepared() -> tk.Corpus:
    """The sample corpus cleaned, dated and clustered."""
    return tk.find_stories(tk.resolve_dates(tk.clean(tk.sample_corpus())))


@cache
def scored() -> tuple[tk.Themes, tk.TermCounts, tk.ThemeScores]:
    """Themes, counts and the seeds-only scores of the sample's documents."""
    themes = tk.read_themes(SAMPLE / "themes.toml")
    tokens = tk.segment(prepared(), lexicon=themes)
    counts = tk.count_terms(tokens, tk.build_vocabulary(tokens, keep=themes))
    return themes, counts, tk.score_themes(counts, prepared(), themes, seed=1)


def numbers(ranges: str) -> Iterator[int]:
    """The whole numbers of `1-3 7`."""
    for part in ranges.split():
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def lines_of(identifier: str, raw: str) -> list[str]:
    """The lines that truth/lines.csv counts: of the HTML file, else of the raw text, without blank ones."""
    if identifier.endswith(".html"):
        raw = (SAMPLE / "documents" / identifier).read_text(encoding="utf-8")
    return [line for line in raw.split("\n") if line.strip()]


def tidy(text: str) -> str:
    """Text without mark-up, outlet tag, end mark and doubled spaces."""
    text = _OUTLET.sub("", html.unescape(_TAGS.sub("", text)).strip()).replace("./.", ".")
    return " ".join(text.split())


def cleaning() -> pd.DataFrame:
    """By kind of file: documents, % of body characters kept, % of furniture characters left, by kind of furniture."""
    marks, kinds = truth("lines")["lines"], truth("documents")["kind"]
    rows = []
    for row in prepared().frame.itertuples():
        if row.id not in marks.index:
            continue
        lines = lines_of(row.id, row.raw)
        text = " ".join(row.text.split())
        left = Counter(" ".join(line.split()) for line in row.text.split("\n"))
        for part in marks[row.id].split("; "):
            kind, _, ranges = part.partition("=")
            if kind == "markup":
                continue
            for number in numbers(ranges):
                line = tidy(lines[number - 1])
                if kind in ("title", "body"):
                    pieces = _SENTENCE.split(line)
                    found = [piece for piece in pieces if piece in text]
                else:
                    pieces = [line]
                    found = [line] if left[line] > (kind == "repeat") else []
                rows.append((kinds[row.id], kind, sum(map(len, pieces)), sum(map(len, found))))
    table = pd.DataFrame(rows, columns=["file", "line", "characters", "in_text"])
    table.loc[~table["line"].isin(["title", "body"]), "line"] = "furniture"
    table = table.groupby(["file", "line"], as_index=False).sum()
    table["per_cent_in_text"] = (100 * table["in_text"] / table["characters"]).round(2)
    return table


def dates() -> pd.DataFrame:
    """By the means a file has of showing its date: right, wrong and unknown, against what a careful reader finds."""
    table = truth("dates").join(prepared().frame.set_index("id")["date"])
    given = table["date"].fillna("")
    table["right"] = given == table["shown"]
    table["unknown"] = (given == "") & ~table["right"]
    table["wrong"] = ~table["right"] & ~table["unknown"]
    columns = ["right", "wrong", "unknown"]
    out = table.groupby(["means", "precision"])[columns].sum().reset_index()
    out.insert(2, "documents", out[columns].sum(axis=1))
    return out


def stories() -> pd.DataFrame:
    """Reprints that share the story of their original, by edits; and pairs that are called one story and are not."""
    table = truth("stories").join(prepared().frame.set_index("id")["story"], suffixes=("", "_found"))
    original = table[table["reprint"] == "0"].set_index("story")["story_found"]
    copies = table[table["reprint"] == "1"]
    hit = copies["story_found"] == original.loc[copies["story"]].to_numpy()
    rows = [
        (f"reprints, {e}", int(hit[copies["edits"] == e].sum()), int((copies["edits"] == e).sum()))
        for e in ("light", "medium", "heavy")
    ]
    found = {p for _, m in table.groupby("story_found") for p in itertools.combinations(sorted(m.index), 2)}
    true = {p for _, m in table.groupby("story") for p in itertools.combinations(sorted(m.index), 2)}
    rows += [("true pairs found", len(found & true), len(true)), ("found pairs true", len(found & true), len(found))]
    out = pd.DataFrame(rows, columns=["what", "n", "of"])
    out["per_cent"] = (100 * out["n"] / out["of"]).round(1)
    return out


def scores() -> pd.DataFrame:
    """Average precision of the seeds-only scores for documents, and of counting distinct seeds."""
    from sklearn.metrics import average_precision_score

    themes, _, found = scored()
    planted = truth("documents").loc[list(found.ids), list(themes.keys)].astype(int)
    rows = [
        (key, round(planted[key].mean(), 3), round(average_precision_score(planted[key], found.score[:, i]), 3))
        for i, key in enumerate(themes.keys)
    ]
    return pd.DataFrame(rows, columns=["theme", "share", "average_precision"])


def _coded(seed: int) -> tk.Coding:
    themes, _, found = scored()
    planted = truth("documents")
    sample = tk.draw_coding_sample(found, prepared(), n=300, seed=seed)
    units = sample["unit"].tolist()
    carried = {u: {t: int(planted.loc[u, t]) for t in themes.keys} for u in units}
    shares = {u: {t: presence(t, int(planted.loc[u, "year"])) for t in themes.keys} for u in units}
    frame = pd.DataFrame(simulate_codes(units, carried, shares, seed), columns=["unit", "coder", "theme", "value"])
    frame["inclusion_probability"] = frame["unit"].map(dict(zip(units, sample["inclusion_probability"], strict=True)))
    return tk.coding_from_frame(frame, coders="two simulated coders, 3 % error")


def verdicts(replications: int) -> pd.DataFrame:
    """One row a replication and way of counting: verdicts earned, false verdicts, true shares inside, widths."""
    themes, counts, _ = scored()
    shares = pd.read_csv(SAMPLE / "truth" / "shares.csv", dtype={"period": str})
    rows = []
    for seed in range(1, replications + 1):
        coding = _coded(seed)
        levels = tk.score_themes(counts, prepared(), themes, seed=1, coding=coding)
        for count in ("stories", "publications"):
            estimate = tk.prevalence(
                levels, prepared(), seed=1, measure="presence", by=SPANS, count=count, coding=coding
            )
            lower, upper = estimate.interval(0.95)
            table = shares[(shares["count"] == count) & (shares["documents"] == "all")]
            table = table.pivot(index="period", columns="theme", values="share")
            true = table.loc[list(SPANS), list(themes.keys)].to_numpy(dtype=float)
            verdict = tk.contrasts(estimate).to_frame().set_index("theme")["verdict"]
            wanted = {t: "rose" if late > early else "fell" for t, (early, late) in PRESENCE.items() if late != early}
            earned = sum(verdict[t] == v for t, v in wanted.items())
            false = sum(verdict[t] in ("rose", "fell") for t in PRESENCE if t not in wanted)
            inside = int(((lower <= true) & (true <= upper)).sum())
            width = round(float(np.mean(upper - lower)), 4)
            rows.append(
                (seed, count, earned, len(wanted), false, len(PRESENCE) - len(wanted), inside, true.size, width)
            )
            print(*rows[-1], flush=True)
    columns = ["seed", "count", "earned", "planted", "false", "constants", "inside", "intervals", "mean_width"]
    return pd.DataFrame(rows, columns=columns)


def main() -> None:
    """Run one section."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("section", choices=["cleaning", "dates", "stories", "scores", "verdicts"])
    parser.add_argument("--replications", type=int, default=12)
    args = parser.parse_args()
    table = verdicts(args.replications) if args.section == "verdicts" else globals()[args.section]()
    (HERE / "results").mkdir(exist_ok=True)
    table.to_csv(HERE / "results" / f"sample_{args.section}.csv", index=False, lineterminator="\n")
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
