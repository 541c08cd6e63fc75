"""Coverage of effects: planted coefficients, a sample of 0/1 codes, scores that err (METHODS §16). No fit is needed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from replications import BAND, mean_and_error, replicate, write
from scipy import stats

from toolkit.documents.corpus import Corpus
from toolkit.evidence.codes import Coding
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.trends.coefficients import Effects
from toolkit.trends.effects import effects


@dataclass(frozen=True)
class Cell:
    """A planted world: `truth` of coefficients by term, and how articles, scores and codes come about."""

    formula: str
    truth: dict[str, float]
    n: int = 3000
    n_coded: int = 300
    outlets: tuple[float, ...] = (0.4, 0.3, 0.2, 0.1)
    base: float = 0.25
    copies: bool = False
    biased_scores: bool = False
    useful: float = 1.6
    years: int = 8
    shock: float = 0.0
    by_score: bool = False
    chance: Callable[[pd.DataFrame], np.ndarray] | None = None
    clusters: str = "story"


B, YEAR = "C(source)[b]", "year"
BOTH = {B: 0.12, YEAR: 0.01, "C(source)[c]": 0.0}


def _season(frame: pd.DataFrame) -> np.ndarray:
    return 0.25 + 0.1 * np.sin(2 * np.pi * (frame["moment"].to_numpy() - 2016) / 8)


def _interaction(frame: pd.DataFrame) -> np.ndarray:
    late = frame["year"].to_numpy(dtype=float) >= 2020
    b = (frame["source"] == "b").to_numpy()
    return 0.2 + 0.05 * b + 0.05 * late + 0.12 * late * b


def _step(frame: pd.DataFrame) -> np.ndarray:
    return 0.2 + 0.1 * (frame["moment"].to_numpy() >= 2020)


FEW = (0.35, 0.25, 0.2, 0.2)
MANY = (0.3, *([0.7 / 120] * 120))
CELLS: dict[str, Cell] = {
    "clean": Cell("year + C(source)", BOTH),
    "score errs by outlet": Cell("year + C(source)", BOTH, biased_scores=True),
    "reprints": Cell("year + C(source)", BOTH, copies=True),
    "errs by outlet, reprints": Cell("year + C(source)", BOTH, copies=True, biased_scores=True),
    "continuous date": Cell("date + C(source)", {B: 0.12, "date": 0.01}),
    "interaction": Cell(
        "C(source) * step(2020-01-01)",
        {B: 0.05, "step(2020-01-01)": 0.05, f"{B}:step(2020-01-01)": 0.12},
        chance=_interaction,
        outlets=(0.6, 0.4),
    ),
    "spline of the date": Cell("bs(date, 5) + C(source)", {B: 0.0, "C(source)[c]": 0.0}, chance=_season),
    "declared step": Cell("step(2020-01-01)", {"step(2020-01-01)": 0.1}, chance=_step),
    "six outlets": Cell("year + C(source)", {B: 0.12, YEAR: 0.01}, outlets=(0.25, 0.2, 0.2, 0.15, 0.1, 0.1)),
    "rare theme (4 %)": Cell("year + C(source)", {B: 0.03, YEAR: 0.002}, base=0.04, outlets=(0.5, 0.5)),
    "uneven groups": Cell("C(source)", {B: 0.12}, outlets=(0.92, 0.08)),
    "150 codings": Cell("year + C(source)", {B: 0.12, YEAR: 0.01}, n_coded=150),
    "useless scores": Cell("year + C(source)", BOTH, useful=0.0),
    "drawn by score": Cell("year + C(source)", BOTH, by_score=True),
    "author with many levels": Cell("year + C(source)", {YEAR: 0.01}, outlets=MANY),
}


def world(cell: Cell, seed: int, *, length: int | None = None) -> tuple[ThemeScores, Corpus, Coding, np.ndarray]:
    """Scores, corpus and codes of one replication, and the truth of every unit."""
    rng = np.random.default_rng([17, seed])
    n = length or cell.n
    names = [chr(97 + i) if i < 26 else f"o{i}" for i in range(len(cell.outlets))]
    story = rng.integers(0, n // 2, n) if cell.copies else np.arange(n)
    size = int(story.max()) + 1
    moment = (2016 + cell.years * rng.random(size))[story]
    frame = pd.DataFrame({"source": rng.choice(names, n, p=cell.outlets), "moment": moment})
    frame["year"] = np.floor(moment).astype(int)
    days = pd.to_datetime("2016-01-01") + pd.to_timedelta(((moment - 2016) * 365.25).astype(int), unit="D")
    frame["date"] = days.strftime("%Y-%m-%d")
    frame["year"] = days.year
    p = cell.chance(frame) if cell.chance else _linear(cell, frame)
    p = p + rng.normal(0, cell.shock, cell.years + 1)[frame["year"].to_numpy() - 2016]
    y = (rng.random(size)[story] < p).astype(float)
    score = cell.useful * y + rng.normal(0, 1, size)[story] + (frame["source"] == "c").to_numpy() * cell.biased_scores
    ids = tuple(f"u{i:06d}" for i in range(n))
    corpus = Corpus(frame.drop(columns="moment").assign(id=ids, text="bài", story=[f"s{s}" for s in story]))
    scores = ThemeScores(score[:, None], None, ids, ("theme",), "seeds", np.zeros((1, 1)), ("bài",))
    return scores, corpus, _codes(cell, ids, story, score, y, rng), y


def _linear(cell: Cell, frame: pd.DataFrame) -> np.ndarray:
    slope = cell.truth.get(YEAR, cell.truth.get("date", 0.0))
    time = frame["moment"].to_numpy() if "date" in cell.truth else frame["year"].to_numpy(dtype=float)
    return np.asarray(cell.base + cell.truth.get(B, 0.0) * (frame["source"] == "b").to_numpy() + slope * (time - 2016))


def _codes(cell: Cell, ids: tuple[str, ...], story: np.ndarray, score: np.ndarray, y: np.ndarray, rng: Any) -> Coding:
    """One unit of each drawn story, with its chance; equal chances, or larger ones for large scores."""
    order = rng.permutation(len(ids))
    first = order[np.unique(story[order], return_index=True)[1]]
    copies = np.bincount(story)[story[first]]
    ranks = stats.rankdata(score[first]) / len(first)
    relative = 0.5 + (ranks if cell.by_score else np.full(len(first), 0.5))
    pi = np.minimum(cell.n_coded * relative / relative.sum(), 1.0)
    drawn = rng.random(len(first)) < pi
    unit, chance = first[drawn], pi[drawn] / copies[drawn]
    frame = pd.DataFrame({"unit": np.array(ids, dtype=object)[unit], "coder": "simulated", "theme": "theme"})
    frame["value"], frame["inclusion_probability"] = y[unit].astype(int), chance
    return Coding(frame, "presence", "a simulated coder")


def _inside(found: Effects, term: str, truth: float) -> tuple[float, float]:
    """Whether the 95 % interval of a term holds the truth, and its width."""
    c = found.terms.index(term)
    reach = float(stats.t.ppf(0.975, found.df[c, 0]) * found.error[c, 0])
    return float(abs(found.estimate[c, 0] - truth) <= reach), 2 * reach


def one(name: str, seed: int) -> dict[str, float]:
    """One replication: coverage and width of each planted term, with the scores and with codes alone."""
    cell = CELLS[name]
    scores, corpus, coding, _ = world(cell, seed)
    found = effects(scores, corpus, cell.formula, coding=coding, seed=seed, draws=100)
    blank = ThemeScores(
        np.zeros_like(scores.score), None, scores.ids, scores.themes, "seeds", scores.weights, scores.terms
    )
    alone = effects(blank, corpus, cell.formula, coding=coding, seed=seed, draws=100)
    row: dict[str, float] = {"n_coded": float(found.n_coded)}
    for term, truth in cell.truth.items():
        if term not in found.terms:
            continue
        row[f"inside {term}"], width = _inside(found, term, truth)
        row[f"ratio {term}"] = width / _inside(alone, term, truth)[1]
    row["rho2"] = _rho2(found, scores, corpus, coding)
    return row


def _rho2(found: Effects, scores: ThemeScores, corpus: Corpus, coding: Coding) -> float:
    """The squared correlation of score and code, within the columns, over the coded units."""
    frame = coding.frame.set_index("unit")["value"]
    at = [i for i, unit in enumerate(scores.ids) if unit in frame.index]
    x = found.design.matrix(corpus.rows([scores.ids[i] for i in at]))
    y = frame.loc[[scores.ids[i] for i in at]].to_numpy(dtype=float)
    use = np.isfinite(x).all(axis=1)
    x = x[use]
    left = [v - x @ np.linalg.lstsq(x, v, rcond=None)[0] for v in (scores.score[at, 0][use], y[use])]
    return float(np.corrcoef(*left)[0, 1] ** 2)


def table(rows: pd.DataFrame) -> pd.DataFrame:
    """One line a cell and term: coverage with its Monte-Carlo error, width against coding alone and against theory."""
    found = []
    for name, own in rows.groupby("cell", sort=False):
        cell = CELLS[str(name)]
        theory = float(np.sqrt(1 - own["rho2"].mean() * (1 - cell.n_coded / cell.n)))
        for term in cell.truth:
            if f"inside {term}" not in own or own[f"inside {term}"].isna().all():
                continue
            coverage, error = mean_and_error(own[f"inside {term}"].dropna())
            ratio = float(own[f"ratio {term}"].mean())
            found.append((name, term, int(own[f"inside {term}"].notna().sum()), coverage, error, ratio, theory))
    columns = ["cell", "term", "replications", "coverage", "mc_error", "width_ratio", "theory"]
    out = pd.DataFrame(found, columns=columns)
    out["in_band"] = out["coverage"].between(*BAND)
    out["ratio_to_theory"] = out["width_ratio"] / out["theory"]
    return out


def effects_coverage(n: int) -> None:
    """Coverage of planted coefficients in every cell."""
    write("effects", table(replicate("effects", list(CELLS), n, one)))


SHOCKS = {
    "slope, 8 years": Cell("year", {YEAR: 0.0}, shock=0.03),
    "step, 8 years": Cell("step(2020-01-01)", {"step(2020-01-01)": 0.0}, shock=0.03),
    "slope, 8 years, 2,000 codings": Cell("year", {YEAR: 0.0}, shock=0.03, n=6000, n_coded=2000),
    "no shock, slope": Cell("year", {YEAR: 0.0}),
}


def one_shock(name: str, seed: int) -> dict[str, float]:
    """One replication without a trend, with shocks of years: is a slope or step found?"""
    cell = SHOCKS[name]
    scores, corpus, coding, _ = world(cell, seed)
    found = effects(scores, corpus, cell.formula, coding=coding, seed=seed, draws=100)
    term = next(iter(cell.truth))
    return {"false": 1 - _inside(found, term, 0.0)[0]}


def shocks(n: int) -> None:
    """False slopes and steps under shocks of years."""
    rows = replicate("effects_shocks", list(SHOCKS), n, one_shock)
    found = [(name, len(own), *mean_and_error(own["false"])) for name, own in rows.groupby("cell", sort=False)]
    write("effects_shocks", pd.DataFrame(found, columns=["cell", "replications", "false_share", "mc_error"]))


NOTHING = Cell("year + C(source) + C(zone)", {}, outlets=(0.3, 0.25, 0.25, 0.2))


def one_family(name: str, seed: int) -> dict[str, float]:
    """One replication in which nothing differs: does any term of the family come out below .05?"""
    scores, corpus, coding, _ = world(NOTHING, seed)
    zone = np.random.default_rng([3, seed]).choice(["x", "y", "z"], len(corpus))
    corpus = Corpus(corpus.frame.assign(zone=zone))
    table_ = effects(scores, corpus, NOTHING.formula, coding=coding, seed=seed).to_frame()
    return {"alarm": float((table_["p_adjusted"] <= 0.05).any())}


def family(n: int) -> None:
    """Family-wise alarms over all terms where nothing differs."""
    rows = replicate("effects_family", ["nothing differs"], n, one_family)
    found = [(name, len(own), *mean_and_error(own["alarm"])) for name, own in rows.groupby("cell", sort=False)]
    write("effects_family", pd.DataFrame(found, columns=["cell", "replications", "alarms", "mc_error"]))


def large(n: int) -> None:
    """100,000 articles, 40 outlets, a spline by month, eight themes: processor seconds and memory."""
    import resource
    import time

    rng = np.random.default_rng(1)
    outlets = tuple(np.full(40, 1 / 40))
    scores, corpus, coding, _ = world(Cell("", {}, outlets=outlets, n_coded=2000), 1, length=100_000)
    eight = scores.score + rng.normal(0, 0.3, (100_000, 8))
    themes = tuple(f"theme_{t}" for t in range(8))
    many = ThemeScores(eight, None, scores.ids, themes, "seeds", np.zeros((8, 1)), ("bài",))
    codes = pd.concat([coding.frame.assign(theme=name) for name in themes])
    began = time.process_time()
    found = effects(many, corpus, "bs(date, 12) + C(source)", coding=Coding(codes, "presence", ""), seed=1)
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    row = (len(corpus), len(found.terms), len(found.themes), seconds, peak)
    write("effects_large", pd.DataFrame([row], columns=["articles", "terms", "themes", "processor_s", "peak_GB"]))


SECTIONS = {"effects": effects_coverage, "shocks": shocks, "family": family, "large": large}
