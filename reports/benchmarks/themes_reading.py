"""How many stories carry each founding theme, and how well scores find them: a blind reading that can be repeated.

    TOOLKIT_DATA=… python reports/benchmarks/themes_reading.py draw FOLDER [--code PATH of another checkout]
    python reports/benchmarks/themes_reading.py score [FOLDER]

draw: press and documents of foreign affairs, read, cleaned and grouped into stories as a study does. Judged are
stories that lie whole in the half of documents on which the founding themes' seeds were not chosen (founding_half.py
tells which). Their passages are scored by the founding themes of this checkout without codes, and each story stands
with its best passage. A theme's stories are drawn in three parts: the first 20; 20 around a first guess of how many
carry the theme; and others with known chances c / (25 + rank), c such that 110 are expected in all. With --code the
same passages are scored by another checkout with its own founding themes, and its first 20 stories are mixed in.
FOLDER/THEME.csv has an opaque number, the title and the passage, in random order: the reader sees neither rank nor
score nor whose passage it is; FOLDER/CODEBOOK.md has the themes' descriptions. readings/themes_key.csv says what each
number is, without any text. Readers write FOLDER/THEME_READER.csv: number, mark (theme: the passage is about it; part:
it stands in a part of the passage; not; unsure).

score: keeps the marks of FOLDER as readings/themes_marks.csv, without any text, and estimates from key and marks.
Without FOLDER it repeats the estimates from the marks that are kept. A passage is right when it is marked theme or
part; of several readers the share that says so. R: stories whose best passage carries the theme, by Horvitz and
Thompson (a story's chance is 1 in the first two parts), with a 95 % interval by redrawing from the population that the
weights stand for; readers' errors are not in it. R-precision: what is right of the first R.
Writes results/themes_reading.csv.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from evidence import FOUNDING, HERE, ROOT
from founding_half import left_for_judging, read_both

import toolkit as tk
from toolkit.evidence.agreement import krippendorff_alpha

GUESSES = {"combating_distortion": 25, "overseas_communities": 45, "citizen_protection": 50}
TOP, AROUND, DRAWN, FLAT = 20, 20, 110, 25
MARKS = ("theme", "part", "not", "unsure")
RIGHT = ("theme", "part")
PRESENT = "present"
N_BOOTSTRAP = 2000
READINGS = HERE / "readings"
KEY, KEPT = READINGS / "themes_key.csv", READINGS / "themes_marks.csv"
PASSAGE = ["id", "text", "title", "source", "date", "parent", "start", "end", "story", "status"]
SCORER = """
import sys
from pathlib import Path
import pandas as pd
sys.path.insert(0, str(Path.cwd()))
import toolkit as tk
from toolkit.documents.corpus import Corpus
corpus = Corpus(pd.read_pickle(sys.argv[1]))
themes = tk.read_themes(next(Path("toolkit").rglob("founding_themes.toml")))
tokens = tk.segment(corpus, lexicon=themes)
counts = tk.count_terms(tokens, tk.build_vocabulary(tokens, keep=themes))
scores = tk.score_themes(counts, corpus, themes, seed=1)
pd.DataFrame(scores.score, index=list(counts.ids), columns=list(scores.themes)).to_pickle(sys.argv[2])
"""


def judged_passages() -> pd.DataFrame:
    """Passages of the stories that lie whole in the half left for judging, with `collection`."""
    rows = read_both()
    collection = dict(zip(rows["id"], rows["collection"]))
    corpus = tk.find_stories(tk.resolve_dates(tk.clean(tk.Corpus(rows.drop(columns="collection")))))
    kept = corpus.kept
    ours = left_for_judging(kept["id"]).groupby(kept["story"]).transform("all")
    passages = tk.split_passages(tk.Corpus(kept[ours].reset_index(drop=True))).kept
    return passages.assign(collection=passages["parent"].map(collection))


def best_of_stories(passages: pd.DataFrame, checkout: Path, theme_keys: list[str]) -> dict[str, pd.DataFrame]:
    """By theme the stories in the order of a checkout's scores, each with its best passage, ranks from 1."""
    with tempfile.TemporaryDirectory() as folder:
        given, scored = Path(folder) / "passages.pkl", Path(folder) / "scores.pkl"
        passages[PASSAGE].to_pickle(given)
        subprocess.run([sys.executable, "-c", SCORER, str(given), str(scored)], cwd=checkout, check=True)
        scores = pd.read_pickle(scored)
    found = {}
    for theme in theme_keys:
        own = passages.merge(scores[theme].rename("score"), left_on="id", right_index=True)
        own = own.sort_values(["score", "id"], ascending=[False, True]).drop_duplicates("story")
        found[theme] = own.reset_index(drop=True).assign(rank=lambda table: np.arange(1, len(table) + 1))
    return found


def parts_of(stories: pd.DataFrame, guess: int, random: np.random.Generator) -> pd.DataFrame:
    """The stories to read: `part` and `chance`, the chance with which each is read at all."""
    rank = stories["rank"].to_numpy()
    around = (rank > guess - AROUND // 2) & (rank <= guess + AROUND // 2)
    chance = np.minimum(1.0, _constant(rank) / (FLAT + rank))
    drawn = random.random(len(rank)) < chance
    part = np.select([rank <= TOP, around, drawn], ["top", "around", "drawn"], "")
    sure = np.where((rank <= TOP) | around, 1.0, chance)
    return stories.assign(part=part, chance=sure, around=around)[part != ""]


def _constant(rank: np.ndarray) -> float:
    """c, such that the chances min(1, c / (25 + rank)) sum to the number wanted."""
    low, high = 0.0, float(FLAT + rank.max())
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if np.minimum(1, middle / (FLAT + rank)).sum() < DRAWN else (low, middle)
    return high


def draw(folder: Path, other: Path | None) -> None:
    """Write what a reader needs to `folder`, and the key to the repository."""
    folder.mkdir(parents=True, exist_ok=True)
    passages = judged_passages()
    present = best_of_stories(passages, ROOT, list(GUESSES))
    first = {} if other is None else best_of_stories(passages, other, list(GUESSES))
    random, key = np.random.default_rng(1), []
    for theme, guess in GUESSES.items():
        read = [parts_of(present[theme], guess, random).assign(state=PRESENT)]
        if theme in first:
            top = first[theme].head(TOP)
            read.append(top.assign(state=_commit(other), part="top", chance=1.0, around=False))
        rows = pd.concat(read, ignore_index=True)
        units = pd.Series(rows["id"].unique()).sample(frac=1, random_state=random)
        rows["number"] = rows["id"].map(dict(zip(units, range(1, len(units) + 1))))
        key.append(rows.assign(theme=theme, stories=len(present[theme])))
        sheet = rows.sort_values("number").drop_duplicates("number")[["number", "title", "text"]]
        sheet.to_csv(folder / f"{theme}.csv", index=False, lineterminator="\n")
    columns = ["theme", "number", "id", "state", "part", "around", "rank", "chance", "collection", "stories"]
    found = pd.concat(key)[columns].rename(columns={"id": "unit"})
    found.round(6).to_csv(KEY, index=False, lineterminator="\n")
    (folder / "CODEBOOK.md").write_text(codebook(), encoding="utf-8")
    print(found.groupby(["theme", "state", "part"]).size().to_string())


def _commit(checkout: Path | None) -> str:
    asked = ["git", "-C", str(checkout), "rev-parse", "--short=7", "HEAD"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def codebook() -> str:
    """What a reader is told: each theme's label and description, and the four marks."""
    themes = tk.read_themes(FOUNDING)
    told = [
        f"## {key}: {themes[key].name('vi')} / {themes[key].name('en')}\n\n{themes[key].description}" for key in GUESSES
    ]
    marks = (
        "Mark each passage by itself; the title only helps to understand it.\n\n"
        "- theme: the passage is about the theme\n- part: the theme stands in a part of the passage\n"
        "- not: the passage does not carry the theme\n- unsure: it cannot be told\n\n"
        "Write THEME_READER.csv with the columns number, mark."
    )
    return "\n\n".join(["# What belongs to each theme", *told, "## Marks", marks]) + "\n"


def kept_marks(folder: Path | None) -> pd.DataFrame:
    """theme, unit, reader, mark: of `folder`, which are kept from then on, or as they were kept."""
    if folder is None:
        return pd.read_csv(KEPT)
    key = pd.read_csv(KEY).drop_duplicates(["theme", "number"]).set_index(["theme", "number"])["unit"]
    found = [_marks_of(path, theme, key) for theme in GUESSES for path in sorted(folder.glob(f"{theme}_*.csv"))]
    if not found:
        sys.exit(f"no marks in {folder}: readers write THEME_READER.csv with the columns number, mark")
    marks = pd.concat(found, ignore_index=True)
    marks.to_csv(KEPT, index=False, lineterminator="\n")
    return marks


def _marks_of(path: Path, theme: str, key: pd.Series) -> pd.DataFrame:
    """The marks of one reader; stops at a strange mark, and at a number not drawn, left out or there twice."""
    marks = pd.read_csv(path)
    marks["mark"] = marks["mark"].astype(str).str.strip().str.lower()
    strange = sorted(set(marks["mark"]) - set(MARKS))
    wanted = set(key[theme].index)
    if strange or marks["number"].duplicated().any() or set(marks["number"]) != wanted:
        wrong = sorted(set(marks["number"]) ^ wanted)[:10]
        sys.exit(f"{path.name}: marks {strange}, numbers missing or not drawn {wrong}, or a number twice")
    units = [key[theme, number] for number in marks["number"]]
    reader = path.stem.removeprefix(f"{theme}_")
    return pd.DataFrame({"theme": theme, "unit": units, "reader": reader, "mark": marks["mark"]})


def estimates(read: pd.DataFrame, random: np.random.Generator) -> dict[str, float]:
    """R with its interval, what is right in the parts, R-precision and AP of one checkout's stories that were read."""
    read = read.sort_values("rank")
    right, weight, rank = read["right"].to_numpy(), 1 / read["chance"].to_numpy(), read["rank"].to_numpy()
    total = float((weight * right).sum())
    low, high = np.quantile(_redrawn(right, read["chance"].to_numpy(), random), [0.025, 0.975])
    upto = np.cumsum(weight * right) - weight * right + right  # those before it, and itself
    near, within = np.abs(rank - 0.5 - total) < AROUND / 2, rank <= round(total)
    top, around = rank <= TOP, read["around"].to_numpy(dtype=bool)
    return {
        "r": total,
        "r_lower": float(low),
        "r_upper": float(high),
        "top_right": float(right[top].sum()),
        "top_read": int(top.sum()),
        "guess_right": float(right[around].sum()),
        "guess_read": int(around.sum()),
        "around_r": float(np.average(right[near], weights=weight[near])) if near.any() else np.nan,
        "r_precision": float((weight * right)[within].sum() / max(round(total), 1)),
        "ap": float((weight * right * np.minimum(upto / rank, 1)).sum() / max(total, 1e-9)),
    }


def _redrawn(right: np.ndarray, chance: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """(N_BOOTSTRAP) totals: each story stands for 1/chance of its kind, and each of those is read by its chance."""
    whole = np.floor(1 / chance).astype(int)
    times = whole + (random.random((N_BOOTSTRAP, len(chance))) < 1 / chance - whole)
    return (random.binomial(times, chance) * right / chance).sum(axis=1)


def estimate(marks: pd.DataFrame) -> pd.DataFrame:
    """A row a theme, checkout, collection (all, press, mission) and rule (theme or part; theme alone)."""
    key, rows = pd.read_csv(KEY), []
    for rule, counted in (("carries", RIGHT), ("about", ("theme",))):
        says = marks.assign(right=marks["mark"].isin(counted).astype(float))
        right = says.groupby(["theme", "unit"])["right"].mean()
        known = key.merge(right.reset_index(), on=["theme", "unit"])
        for (theme, state), own in known.groupby(["theme", "state"], sort=False):
            for collection in ("all", "press", "mission"):
                part = own if collection == "all" else own[own["collection"] == collection]
                found = _of_part(part, collection, state)
                told = {"theme": theme, "state": state, "collection": collection, "rule": rule, "read": len(part)}
                told["stories"] = own["stories"].iloc[0]
                rows.append({**told, **found, **_readers(says[says["theme"] == theme])})
    return pd.DataFrame(rows)


def _of_part(part: pd.DataFrame, collection: str, state: str) -> dict[str, float]:
    """All estimates of both collections together; of one alone how many, and what is right in the parts."""
    found = estimates(part, np.random.default_rng(1))
    wanted = ["top_right", "top_read"]
    if state == PRESENT:
        wanted += ["r", "r_lower", "r_upper", "guess_right", "guess_read"]
        wanted += ["around_r", "r_precision", "ap"] if collection == "all" else []
    return {name: value for name, value in found.items() if name in wanted}


def _readers(says: pd.DataFrame) -> dict[str, float]:
    """How many read a theme, and how far they agree where several did."""
    table = says.pivot_table(index="unit", columns="reader", values="right")
    both = table.dropna()
    if table.shape[1] < 2 or both.empty:
        return {"readers": table.shape[1], "agree": np.nan, "alpha": np.nan}
    alike = float((both.nunique(axis=1) == 1).mean())
    return {"readers": table.shape[1], "agree": alike, "alpha": krippendorff_alpha(table.to_numpy().T)}


def main() -> None:
    """Draw passages, or score what readers marked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["draw", "score"])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--code", type=Path, help="another checkout, whose first passages are mixed in")
    asked = parser.parse_args()
    if asked.action == "draw":
        if asked.folder is None:
            parser.error("draw needs the folder for the reader, outside of the repository")
        draw(asked.folder, asked.code)
        return
    table = estimate(kept_marks(asked.folder))
    print(table.round(3).to_string(index=False))
    table.round(4).to_csv(HERE / "results" / "themes_reading.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
