"""Coded samples with known truth (METHODS §15): no words, only scores, coders and what people do wrong with a sheet.

from tests.planted_codes import CodedDesign, plant_codes

planted = plant_codes(seed=1)                                       # two years of 300, presence .1, 120 coded
planted = plant_codes(seed=1, n=240, units=(40, 100, 400, 2000))     # uneven years
planted.corpus, planted.scores, planted.coding                       # what the toolkit sees
planted.levels                                                       # (P, T) what it should find
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.streams import stream
from toolkit.documents.corpus import Corpus
from toolkit.evidence.codes import Coding, coding_from_frame
from toolkit.evidence.sampling import deal_coders, draw_coding_sample
from toolkit.evidence.theme_scores import ThemeScores

Array = NDArray[np.float64]


@dataclass(frozen=True)
class CodedDesign:
    """What is planted: stories a period, presence by period and theme, scores, coders, and their habits."""

    units: tuple[int, ...] = (300, 300)
    levels: tuple[tuple[float, ...], ...] = ((0.1,), (0.1,))  # by period, of each theme
    signal: float = 1.5  # how far the scores of units that carry a theme lie above the others, in sd
    n: int = 120  # units asked for, over all periods; 0: all are coded
    proportional: bool = False  # no period gets an equal part
    coders: tuple[str, ...] = ("An", "Bình")
    overlap: float = 0.2
    error: float = 0.0  # each coder's, in both directions
    lenient: float = 0.0  # the first coder says 1 too often, by so much
    by_period: bool = False  # the first coder codes the first period, the last the last, but for the overlap
    separated: bool = False  # and no unit is coded by both
    copies: int = 1  # each story stands so often in its period
    across: float = 0.0  # share of stories that are printed again in the next period
    outlets: int = 5
    lean: float = 0.0  # sd of the outlets' log factors of presence, theme by theme
    replaced: bool = False  # all outlets of the last period are new
    habit: str = ""  # "lost pi", "top by score", "first rows", "skips positives", "keeps half", or of LEAVES_BLANK


LEAVES_BLANK = ("each skips positives", "one skips positives", "skips cells", "leaves three tenths")


@dataclass(frozen=True, eq=False)
class PlantedCodes:
    """A planted sample: what the toolkit sees, the truth of its population (P, T), and of each unit (U, T)."""

    corpus: Corpus
    scores: ThemeScores
    coding: Coding
    levels: Array
    realised: Array
    truth: NDArray[np.bool_]


def plant_codes(seed: int, design: CodedDesign | None = None, **options: Any) -> PlantedCodes:
    """Scores and codes of one draw by the toolkit's own `draw_coding_sample` and `deal_coders`."""
    d = design or CodedDesign(**options)
    rng = stream(seed, "planted codes")
    levels = np.array(d.levels, dtype=np.float64)
    period = np.repeat(np.arange(len(d.units)), d.units)
    outlet = rng.integers(0, d.outlets, len(period))
    leaning = np.exp(d.lean * rng.standard_normal((d.outlets, levels.shape[1])))
    truth = rng.random((len(period), levels.shape[1])) < np.clip(levels[period] * leaning[outlet], 0.0, 1.0)
    score = rng.standard_normal(truth.shape) + d.signal * truth
    source = np.array([f"outlet {int(o)}" for o in outlet], dtype=object)
    story = np.array([f"s{i:06d}" for i in range(len(period))], dtype=object)
    again = np.flatnonzero((rng.random(len(period)) < d.across) & (period < len(d.units) - 1))
    frame = pd.DataFrame({"story": story, "source": source, "period": period})
    at = np.concatenate([np.repeat(np.arange(len(period)), d.copies), again])
    when = np.concatenate([np.repeat(period, d.copies), period[again] + 1])
    frame = frame.iloc[at].assign(period=when).reset_index(drop=True)
    if d.replaced:
        last = frame["period"] == len(d.units) - 1
        frame["source"] = frame["source"].where(~last, "new " + frame["source"])
    year = 2016 + frame["period"].to_numpy()
    ids = [f"u{i:06d}" for i in range(len(frame))]
    corpus = Corpus(
        pd.DataFrame(
            {
                "id": ids,
                "text": "",
                "date": year.astype(str),
                "date_precision": "year",
                "year": pd.array(year, dtype="Int64"),
                "source": frame["source"],
                "story": frame["story"],
            }
        )
    )
    themes = tuple(f"theme_{t + 1:02d}" for t in range(levels.shape[1]))
    scores = ThemeScores(score[at], None, tuple(ids), themes, "seeds", np.zeros((len(themes), 1)), ("x",))
    coding = _coded(corpus, scores, truth[at], d, seed, rng)
    realised = np.stack([truth[at][frame["period"] == p].mean(axis=0) for p in range(len(d.units))])
    return PlantedCodes(corpus, scores, coding, levels, realised, truth[at])


def _coded(
    corpus: Corpus, scores: ThemeScores, truth: NDArray[np.bool_], d: CodedDesign, seed: int, rng: np.random.Generator
) -> Coding:
    n = d.n or int(corpus.frame["story"].nunique())
    sample = draw_coding_sample(scores, corpus, n=n, seed=seed, compared=() if d.proportional else None)
    place = pd.Index(scores.ids).get_indexer(pd.Index(sample["unit"]))
    sample = _with_habit(sample.assign(place=place), scores, truth, corpus, d, rng)
    dealt = _dealt(sample, d, seed)
    place = sample.set_index("unit")["place"].loc[dealt["unit"]].to_numpy()
    right = truth[place]
    wrong = rng.random(right.shape) < d.error
    eager = (dealt["coder"] == d.coders[0]).to_numpy()[:, None] & (rng.random(right.shape) < d.lenient)
    value = ((right ^ wrong) | eager).astype(int)
    blank = _left_blank(right, dealt["coder"].to_numpy(), d, rng)
    told = sample.set_index("unit").loc[dealt["unit"], ["inclusion_probability", "design"]].reset_index(drop=True)
    t = len(scores.themes)
    rows = pd.DataFrame(
        {
            "unit": np.repeat(dealt["unit"].to_numpy(), t),
            "coder": np.repeat(dealt["coder"].to_numpy(), t),
            "theme": list(scores.themes) * len(dealt),
            "value": np.where(blank, np.nan, value).ravel(),
            "inclusion_probability": np.repeat(told["inclusion_probability"].to_numpy(), t),
            "design": np.repeat(told["design"].to_numpy(), t),
        }
    )
    return coding_from_frame(rows)


def _left_blank(
    truth: NDArray[np.bool_], coder: NDArray[np.object_], d: CodedDesign, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """(R, T) what coders leave blank of what was dealt to them, two fifths of what they skip."""
    if d.habit not in LEAVES_BLANK:
        return np.zeros_like(truth)
    if d.habit == "skips cells":
        return truth & (rng.random(truth.shape) < 0.4)
    rows = rng.random(len(truth)) < (0.3 if d.habit == "leaves three tenths" else 0.4)
    if d.habit != "leaves three tenths":
        rows &= truth.any(axis=1)
    if d.habit == "one skips positives":
        rows &= coder == d.coders[0]
    return np.repeat(rows[:, None], truth.shape[1], axis=1)


def _with_habit(
    sample: pd.DataFrame,
    scores: ThemeScores,
    truth: NDArray[np.bool_],
    corpus: Corpus,
    d: CodedDesign,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """The sample as people hand it in."""
    if d.habit == "lost pi":
        return sample.assign(inclusion_probability=1.0)
    if d.habit == "top by score":
        best = np.argsort(-scores.score.max(axis=1), kind="stable")[: len(sample)]
        ids = np.asarray(scores.ids, dtype=object)[best]
        year = corpus.frame["year"].to_numpy()[best]
        return pd.DataFrame(
            {
                "unit": ids,
                "place": best,
                "period": year.astype(str),
                "inclusion_probability": len(sample) / len(scores.ids),
                "design": sample["design"].iloc[0],
            }
        )
    if d.habit == "first rows":
        outlet = corpus.frame["source"].to_numpy()[sample["place"]]
        return sample.iloc[np.argsort(outlet, kind="stable")[: len(sample) // 2]]
    if d.habit == "skips positives":
        skipped = truth[sample["place"]].any(axis=1) & (rng.random(len(sample)) < 0.4)
        return sample[~skipped]
    return sample[rng.random(len(sample)) < 0.5] if d.habit == "keeps half" else sample


def _dealt(sample: pd.DataFrame, d: CodedDesign, seed: int) -> pd.DataFrame:
    if len(d.coders) == 1:
        return sample[["unit"]].assign(coder=d.coders[0])
    dealt = deal_coders(sample, d.coders, seed=seed, overlap=d.overlap)
    if not (d.by_period or d.separated):
        return dealt
    period = sample.set_index("unit")["period"]
    own = np.where(dealt["unit"].map(period) == period.min(), d.coders[0], d.coders[-1])
    both = dealt["unit"].duplicated(keep=False)
    if d.separated:
        return dealt.assign(coder=own).drop_duplicates("unit")
    swapped = stream(seed, "one in ten is dealt to the other").random(len(dealt)) < 0.1
    other = np.where(own == d.coders[0], d.coders[-1], d.coders[0])
    return dealt.assign(coder=np.where(both, dealt["coder"], np.where(swapped, other, own)))


CODED_CELLS: Mapping[str, Mapping[str, Any]] = {
    "clean": {"levels": ((0.2, 0.1, 0.05, 0.4),) * 2, "n": 240},
    "useless score": {"levels": ((0.2, 0.1, 0.05, 0.4),) * 2, "n": 240, "signal": 0.0},
    "useful score": {"levels": ((0.2, 0.1, 0.05, 0.4),) * 2, "n": 240, "signal": 4.0},
    "reversed score": {"levels": ((0.2, 0.1, 0.05, 0.4),) * 2, "n": 240, "signal": -1.5},
    "rare themes": {"levels": ((0.001, 0.005, 0.02, 0.05),) * 2, "units": (1500, 1500), "n": 400},
    "zero to something": {"levels": ((0.0, 0.0), (0.26, 0.05)), "n": 0},
    "zero to a tenth": {"levels": ((0.0,), (0.1,)), "units": (120, 120), "n": 0},
    "uneven years": {"units": (40, 100, 400, 2000), "levels": ((0.2,),) * 4, "n": 240, "signal": 2.5},
    "uneven years, proportional": {
        "units": (40, 100, 400, 2000),
        "levels": ((0.2,),) * 4,
        "n": 240,
        "signal": 2.5,
        "proportional": True,
    },
    "stories across periods": {"levels": ((0.2, 0.1),) * 2, "n": 240, "across": 0.3},
    "reprints": {"levels": ((0.2, 0.1),) * 2, "n": 240, "copies": 3},
    "twenty years": {"units": (80,) * 20, "levels": ((0.2, 0.05),) * 20, "n": 1200},
    "tiny": {"units": (60, 60), "levels": ((0.2,), (0.2,)), "n": 30},
    "coders err in a tenth": {"levels": ((0.2, 0.1),) * 2, "n": 240, "error": 0.1},
    "coders by period": {"levels": ((0.2,),) * 2, "n": 240, "lenient": 0.1, "by_period": True, "overlap": 0.2},
    "a coder for each period": {"levels": ((0.2,),) * 2, "n": 240, "lenient": 0.1, "separated": True},
    "family at the margin": {"units": (700, 700), "levels": ((0.10,) * 8, (0.13,) * 8), "n": 0},
    "five per cent twice": {"units": (3000, 3000), "levels": ((0.05,), (0.05,)), "n": 0},
    "dealt at random": {"levels": ((0.2,),) * 2, "n": 240, "lenient": 0.1},
    "a fourfold rise": {"levels": ((0.005,), (0.02,)), "units": (600, 600), "n": 600},
    "nothing, eight themes": {"levels": ((0.3, 0.2, 0.2, 0.1, 0.1, 0.05, 0.05, 0.02),) * 2, "n": 240},
}
