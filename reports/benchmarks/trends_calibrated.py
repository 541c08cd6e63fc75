"""Coverage and width of calibrated figures with 60 coded units a year, 0/1 codes by a simulated coder."""

import numpy as np
import pandas as pd
from replications import mean_and_error, meets, replicate, write

from tests.planted import CELLS, Planted, plant
from toolkit.evidence.codes import Coding
from toolkit.evidence.scores import score_themes
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.trends.estimates import Prevalence
from toolkit.trends.prevalence import prevalence

N_CODED = 60
SMALL = {"n_terms": 800, "length": 100, "texts": False}
EXTRA = {
    "coders err in 10 %": {},
    "drawn by score": {},
    "stories, reprints": {"reprints": 0.3},
    "no change": {"changes": ()},
    "learned on a quarter": {},  # of the stories, as studies of many articles learn their scores
}
DESIGNS = {**CELLS, **EXTRA}
ERROR = {"coders err in 10 %": 0.1}


def covered(found: Prevalence, truth: np.ndarray) -> dict[str, float]:
    """Shares of levels and of changes between neighbours and ends that the 95 % intervals hold."""
    lower, upper = found.interval()
    level = np.where(np.isnan(lower), np.nan, (lower <= truth) & (truth <= upper))
    pairs = [(0, 1), (1, 2), (2, 3), (0, 3)]
    inside = []
    for a, b in pairs:
        low, high = np.quantile(found.draws[:, b] - found.draws[:, a], [0.025, 0.975], axis=0)
        change = truth[b] - truth[a]
        inside.append((low <= change) & (change <= high))
    return {
        "level": float(np.nanmean(level)),
        "change": float(np.mean(inside)),
        "last": float(np.nanmean(level[:, -1])),
        "width": float(np.nanmean(found.draws.std(axis=0)) * 3.92),
    }


def correlation(planted: Planted, scores: ThemeScores, codes: Coding, error: float) -> float:
    """ρ of the cross-fitted level and a code, within periods, mean over themes, over all units."""
    from toolkit.evidence.codes import align_codes, story_folds
    from toolkit.trends.calibration import levels

    aligned = align_codes(codes, scores.ids, scores.themes)
    level = levels(scores.score, aligned, aligned.weights(planted.period), story_folds(planted.story, seed=1))
    rng = np.random.default_rng(planted.seed)
    truth = planted.present[:, : planted.n_themes]
    code = np.where(rng.random(truth.shape) < error, ~truth, truth).astype(float)
    for p in range(len(planted.periods)):
        here = planted.period == p
        level[here] -= level[here].mean(axis=0)
        code[here] -= code[here].mean(axis=0)
    product = (level * code).sum(axis=0) / np.sqrt((level**2).sum(axis=0) * (code**2).sum(axis=0))
    return float(np.mean(np.maximum(product, 0.0) ** 2))


def effective_sizes(planted: Planted, codes: Coding, count: str) -> tuple[float, float]:
    """(n, N) effective coded and effective stories a period, means over periods (reprints make both smaller)."""
    frame = codes.frame.drop_duplicates("unit")
    unit = pd.Index(planted.counts.ids).get_indexer(pd.Index(frame["unit"]))
    coded, stories = [], []
    for p in range(len(planted.periods)):
        own = unit[planted.period[unit] == p]
        copies = np.bincount(planted.story[planted.period == p]).astype(float)
        w = 1 / frame["inclusion_probability"].to_numpy()[planted.period[unit] == p]
        if count == "stories":
            w, copies = w / copies[planted.story[own]], (copies > 0).astype(float)
        coded.append(w.sum() ** 2 / (w**2).sum())
        stories.append(copies.sum() ** 2 / (copies**2).sum())
    return float(np.mean(coded)), float(np.mean(stories))


def one(cell: str, seed: int) -> dict[str, float]:
    """One replication: corpus, scores, codes, calibrated figures, and coding alone beside them."""
    planted, error = plant(seed, **SMALL, **DESIGNS[cell]), ERROR.get(cell, 0.0)
    sample = len(set(planted.story.tolist())) // 4 if cell == "learned on a quarter" else None
    scores = score_themes(planted.counts, planted.corpus, planted.themes, seed=seed, sample=sample)
    codes = planted.codes(seed, n=N_CODED, error=error, by_score=scores if cell == "drawn by score" else None)
    truth = planted.presence(error)[:, : planted.n_themes]
    count = "stories" if cell.startswith("stories") else "publications"
    found = prevalence(scores, planted.corpus, seed=seed, measure="presence", coding=codes, count=count)
    blank = ThemeScores(
        np.zeros_like(scores.score),
        np.zeros_like(scores.score),
        scores.ids,
        scores.themes,
        "seeds",
        scores.weights,
        scores.terms,
    )
    alone = prevalence(blank, planted.corpus, seed=seed, measure="presence", coding=codes, count=count)
    rho2 = correlation(planted, scores, codes, error)
    n, stories = effective_sizes(planted, codes, count)
    return {
        **covered(found, truth),
        "alone_level": covered(alone, truth)["level"],
        "alone_width": covered(alone, truth)["width"],
        "rho2": rho2,
        "n_effective": n,
        "stories_effective": stories,
        "theory": float(np.sqrt(1 - rho2 * (1 - n / stories))),
        "bias": float(np.mean(found.estimate - truth)),
    }


def table(rows: pd.DataFrame) -> pd.DataFrame:
    """One line a cell."""
    found = []
    for cell, own in rows.groupby("cell", sort=False):
        level, level_error = mean_and_error(own["level"])
        change, change_error = mean_and_error(own["change"])
        rare, rare_error = mean_and_error(own["last"])
        ratio = own["width"].mean() / own["alone_width"].mean()
        found.append(
            {
                "cell": cell,
                "replications": len(own),
                "n_effective": own["n_effective"].mean(),
                "coverage": level,
                "mc_error": level_error,
                "coverage_change": change,
                "mc_error_change": change_error,
                "coverage_last_theme": rare,
                "mc_error_last": rare_error,
                "in_band": meets(level, level_error) and meets(change, change_error),
                "rho": np.sqrt(own["rho2"].mean()),
                "width_ratio": ratio,
                "theory": own["theory"].mean(),
                "ratio_to_theory": ratio / own["theory"].mean(),
                "width": own["width"].mean(),
                "coverage_coding_alone": own["alone_level"].mean(),
                "bias": own["bias"].mean(),
            }
        )
    return pd.DataFrame(found)


def calibrated(n: int) -> None:
    """Scores by score_themes from the planted words, corrected by codes."""
    write("calibrated", table(replicate("calibrated", list(DESIGNS), n, one)))


SECTIONS = {"calibrated": calibrated}
