"""Calibrated coverage with scores from elsewhere, and what a draw focused on one theme gains (METHODS §10)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from replications import mean_and_error, replicate, write

from toolkit.documents.corpus import Corpus
from toolkit.evidence.codes import coding_from_frame
from toolkit.evidence.outside_scores import scores_from_frame
from toolkit.evidence.sampling import draw_coding_sample, expected_widening
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.trends.prevalence import prevalence
from toolkit.words.counts import TermCounts
from toolkit.words.themes import themes_from_dict
from toolkit.words.vocabulary import Vocabulary

YEARS, N, N_CODED = 4, 2400, 300


@dataclass(frozen=True)
class Cell:
    """How often the theme stands in a unit, and how often the predictor is right (in the last year, if another)."""

    presence: float
    right: float
    right_last: float | None = None


CELLS = {
    "random f, presence .2": Cell(0.2, 0.5),
    "right in 90 %, presence .5": Cell(0.5, 0.9),
    "right in 90 %, presence .2": Cell(0.2, 0.9),
    "right in 90 %, presence .05": Cell(0.05, 0.9),
    "right in one period, wrong in another": Cell(0.2, 0.9, 0.2),
}


def world(cell: Cell, seed: int) -> tuple[TermCounts, Corpus, np.ndarray, np.ndarray]:
    """Counts that only carry ids, a corpus of four years, the truth of each unit and what a predictor says of it."""
    import scipy.sparse as sp

    rng = np.random.default_rng([41, seed])
    year = np.repeat(np.arange(2018, 2018 + YEARS), N // YEARS)
    y = rng.random(N) < cell.presence
    right = np.full(N, cell.right)
    if cell.right_last is not None:
        right[year == year.max()] = cell.right_last
    said = np.where(rng.random(N) < right, y, ~y)
    chance = np.clip(0.1 + 0.8 * said + rng.normal(0, 0.05, N), 0, 1)
    ids = tuple(f"u{i:05d}" for i in range(N))
    frame = pd.DataFrame({"id": ids, "text": [f"bài {i}" for i in range(N)], "year": pd.array(year, dtype="Int64")})
    counts = TermCounts(sp.csr_matrix(np.ones((N, 1), dtype=np.int64)), ids, Vocabulary(("bài",)), story=ids)
    return counts, Corpus(frame), y, chance


def one(name: str, seed: int) -> dict[str, float]:
    """Coverage of the four levels and of the change, and the width against coding alone."""
    cell = CELLS[name]
    counts, corpus, y, chance = world(cell, seed)
    themes = themes_from_dict({"one": ["bài"]})
    table = pd.DataFrame({"id": counts.ids, "one": chance})
    scores = scores_from_frame(table, counts, themes, source="a simulated predictor")
    rng = np.random.default_rng([43, seed])
    flat = ThemeScores(np.zeros((N, 1)), None, counts.ids, ("one",), "seeds", np.zeros((1, 0)), ())
    drawn = draw_coding_sample(flat, corpus, n=N_CODED, seed=int(rng.integers(1, 2**31)))
    at = pd.Index(counts.ids).get_indexer(pd.Index(drawn["unit"]))
    frame = drawn[["unit", "inclusion_probability"]].assign(theme="one", value=y[at].astype(int))
    coding = coding_from_frame(frame, coders="a simulated coder")
    options = {"measure": "presence", "coding": coding, "seed": seed, "draws": 400}
    found, alone = prevalence(scores, corpus, **options), prevalence(flat, corpus, **options)  # type: ignore[arg-type]
    lower, upper = found.interval()
    change = found.draws[:, -1, 0] - found.draws[:, 0, 0]
    low, high = np.quantile(change, [0.025, 0.975])
    score = scores.score[:, 0]
    rho2 = float(np.corrcoef(score, y)[0, 1] ** 2)
    n = len(drawn)
    return {
        "level": float(((lower <= cell.presence) & (cell.presence <= upper)).mean()),
        "change": float(low <= 0 <= high),
        "width": float(found.draws.std(axis=0).mean() / alone.draws.std(axis=0).mean()),
        "theory": float(np.sqrt(1 - rho2 * (1 - n / N))),
    }


def outside(n: int) -> None:
    """Scores from elsewhere: coverage, and width against coding alone."""
    rows = replicate("outside", list(CELLS), n, one)
    found = []
    for name, own in rows.groupby("cell", sort=False):
        level, change = mean_and_error(own["level"]), mean_and_error(own["change"])
        found.append((name, len(own), *level, *change, own["width"].mean(), own["theory"].mean()))
    columns = ["cell", "replications", "level", "mc_error", "change", "mc_error_change", "width_ratio", "theory"]
    write("outside", pd.DataFrame(found, columns=columns))


FOCUSED = {"score parts by 1": 1.0, "score parts by 2": 2.0, "score parts by 3": 3.0}


def one_focus(name: str, seed: int) -> dict[str, float]:
    """A theme of 2 % and one of 20 %: width with the focused draw against the ordinary one, and what was foretold.

    Cells differ in how far the score parts the units with a theme from the others, in standard deviations of either.
    """
    rng = np.random.default_rng([47, seed])
    counts, corpus, _, _ = world(Cell(0.2, 0.9), seed)
    y = np.stack([rng.random(N) < 0.02, rng.random(N) < 0.2], axis=1)
    score = FOCUSED[name] * y + rng.normal(0, 1, (N, 2))
    scores = ThemeScores(score, None, counts.ids, ("rare", "common"), "seeds", np.zeros((2, 0)), ())
    width, row = {}, {}
    for focus in (None, "rare"):
        drawn = draw_coding_sample(scores, corpus, n=N_CODED, seed=seed, focus=focus)
        at = pd.Index(counts.ids).get_indexer(pd.Index(drawn["unit"]))
        parts = [
            drawn[["unit", "inclusion_probability"]].assign(theme=theme, value=y[at, t].astype(int))
            for t, theme in enumerate(scores.themes)
        ]
        coding = coding_from_frame(pd.concat(parts), coders="a simulated coder")
        spans = {"all": (2018, 2018 + YEARS - 1)}
        found = prevalence(scores, corpus, measure="presence", coding=coding, by=spans, seed=seed, draws=400)
        lower, upper = found.interval()
        width[focus] = upper[0] - lower[0]
        row[f"inside {focus or 'plain'}"] = float(lower[0, 0] <= 0.02 <= upper[0, 0])
    told = expected_widening(scores, corpus, n=N_CODED, focus="rare").set_index("theme")["widening"]
    ratio = width["rare"] / width[None]
    return {**row, "rare": ratio[0], "common": ratio[1], "told_rare": told["rare"], "told_common": told["common"]}


def focus(n: int) -> None:
    """What a focused draw gains for a theme of 2 %, and costs another."""
    rows = replicate("focus", list(FOCUSED), n, one_focus)
    found = []
    for name, own in rows.groupby("cell", sort=False):
        mean = own.drop(columns=["cell", "seed"]).mean()
        error = float(own["rare"].std() / np.sqrt(len(own)))
        found.append({"cell": name, "replications": len(own), **mean, "mc_error_rare": error})
    write("focus", pd.DataFrame(found))


SECTIONS = {"outside": outside, "focus": focus}
