"""The founding themes on each side of the press, and what a study says where their topics are other subjects.

    TOOLKIT_DATA=… python reports/benchmarks/evidence_sides.py sides

sides: the documents of press and mission that the seeds were not chosen on (founding_half.py): how many of each side
hold a counted seed of each theme, with a 95 % Jeffreys interval, and where a side's silence is told as a caution.
mixed: studies of 300 articles of foreign affairs, law and ordinary news at K = 12 and 20: which themes' topics rest on
other words, what became the headline, and whether each such theme is named in the cautions.
Writes results/evidence_sides_SECTION.csv.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
from evidence import FOUNDING, HERE, counted, data, rows_of
from founding_half import left_for_judging, read_both
from scipy.stats import beta

import toolkit as tk
from toolkit.evidence.seed_sides import GROUP, seeds_by_source
from toolkit.studies.report.cautions import cautions

# Parts of outlets' names; the first side that has one of them. Everything else is popular press.
SIDES = {
    "law": ["phapdien"],
    "diaspora": ["thoibao.de", "trumpandq", "chantroimoi", "we2045"],
    "foreign-based": ["bbc", "rfa.org", "voatiengviet", "rfi.fr", "sputnik", "translations", "nghiencuuquocte"],
    "state": [
        *("vietnamplus", "nhân dân", "nhandan", "quân đội", "qdnd", "công an", "cand.com", "chinhphu", "baotintuc"),
        *("vov.vn", "vtv.vn", "thế giới & việt nam", "đài phát thanh", "hà nội mới", "hanoimoi", "sài gòn giải phóng"),
        *("sggp", "bienphong", "baohaiquan", ".gov.vn", "lâm đồng", "thanh hóa", "gia lai", "lào cai", "hà tĩnh"),
        *("đồng nai", "quảng trị", "cao bằng", "tuyên quang", "ninh bình", "thái nguyên", "sơn la", "lai châu"),
        *("đồng tháp", "baoangiang", "baonghean"),
    ],
}
POPULAR = "popular"
DRAWS, ARTICLES, SIZES = (1, 2), 300, (12, 20)
RECIPE = """
[corpus]
path = "articles.csv"
selection = "bench"
[topics]
n_topics = {k}
fits = 2
seed = 1
[compare]
draws = 200
[report]
title = "bench"
pdf = false
"""


def side_of(source: object) -> str:
    """The side an outlet is counted on."""
    name = str(source).casefold()
    return next((side for side, parts in SIDES.items() if any(part in name for part in parts)), POPULAR)


def sides() -> pd.DataFrame:
    """A row a theme and side: documents, those with a seed, their share with an interval, the caution."""
    found = read_both()[["id", "text", "title", "source"]]
    found = found[left_for_judging(found["id"])].reset_index(drop=True)
    corpus, themes = tk.corpus_from_frame(found), tk.read_themes(FOUNDING)
    counts = counted(corpus, themes)
    sources = corpus.facts(counts.ids)["source"].fillna("").astype(str)
    groups: dict[str, list[str]] = {}
    for source in sorted(set(sources) - {""}):
        groups.setdefault(side_of(source), []).append(source)
    table = seeds_by_source(counts, corpus, themes, groups=groups)
    table = table[table["kind"] == GROUP].drop(columns=["kind", "share_elsewhere"]).rename(columns={"source": "side"})
    k, n = table["with_seed"], table["documents"]
    table.insert(5, "lower", beta.ppf(0.025, k + 0.5, n - k + 0.5))
    table.insert(6, "upper", beta.ppf(0.975, k + 0.5, n - k + 0.5))
    return table


def mixed() -> pd.DataFrame:
    """A row a study and method: themes with a topic, those that rest elsewhere, the headline's measure and method, how
    many are named in the cautions; `silent`: those whose headline rests on other words and is not named.
    """
    rows = rows_of(data() / "mission" / "docs.jsonl.gz")
    table = []
    for draw in DRAWS:
        articles = rows.sample(ARTICLES, random_state=draw)[["id", "text", "title", "date", "source"]]
        for k in SIZES:
            with tempfile.TemporaryDirectory() as folder:
                table += _of_study(Path(folder), articles, k, draw)
    columns = ["draw", "n_topics", "method", "themes", "elsewhere", "headline", "named", "silent", "which"]
    return pd.DataFrame(table, columns=columns)


def _of_study(folder: Path, articles: pd.DataFrame, k: int, draw: int) -> list[tuple[Any, ...]]:
    articles.to_csv(folder / "articles.csv", index=False)
    (folder / "study.toml").write_text(RECIPE.format(k=k), encoding="utf-8")
    (folder / "themes.toml").write_text(FOUNDING.read_text(encoding="utf-8"), encoding="utf-8")
    study = tk.open_study(folder)
    told = {str(dict(one.fields)["theme"]) for one in cautions(study) if one.code == "rests_elsewhere"}
    table, headline = [], f"{study.headline.measure} {study.headline.method}"
    for method, basis in study.basis.groupby("method"):
        elsewhere = basis[~basis["holds"].astype(bool)]
        names = [study.themes[key].name(study.language) for key in elsewhere["theme"]]
        borne = study.headline.method == method and study.headline.measure in ("share", "dominant")
        silent = [name for name in names if borne and name not in told]
        which = "; ".join(f"{t} {s:.2f}" for t, s in zip(elsewhere["theme"], elsewhere["seeded"]))
        told_here = sum(name in told for name in names)
        table.append((draw, k, method, len(basis), len(names), headline, told_here, len(silent), which))
    return table


def main() -> None:
    """Run one section, print its table and write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("section", choices=["sides", "mixed"])
    section = parser.parse_args().section
    table = {"sides": sides, "mixed": mixed}[section]()
    print(table.round(3).to_string(index=False))
    path = HERE / "results" / f"evidence_sides_{section}.csv"
    table.round(4).to_csv(path, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
