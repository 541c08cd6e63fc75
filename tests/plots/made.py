"""Nouns made by hand for the figures: nothing is computed here."""

import matplotlib
import numpy as np
import pandas as pd

from toolkit.documents.corpus import Corpus, corpus_from_frame
from toolkit.trends.estimates import Contrasts, Prevalence

matplotlib.use("Agg")

THEMES = ("combating_distortion", "overseas_communities", "citizen_protection")
LABELS = {
    "combating_distortion": "Phản bác luận điệu xuyên tạc",
    "overseas_communities": "Cộng đồng người Việt Nam ở nước ngoài",
    "citizen_protection": "Bảo hộ công dân",
}


def make_prevalence(periods: tuple[str, ...] = ("2016", "2017", "2018"), measure: str = "share") -> Prevalence:
    rng = np.random.default_rng(3)
    p, t = len(periods), len(THEMES)
    estimate = np.linspace(0.05, 0.3, p * t).reshape(p, t)
    draws = estimate + rng.normal(0, 0.02, (200, p, t))
    stories = np.full(p, 80)
    effective = np.r_[np.full(p - 1, 80.0), 12.0]
    return Prevalence(
        periods,
        THEMES,
        estimate,
        draws,
        stories + 20,
        stories + 20,
        stories,
        effective,
        7,
        measure,
        "stories",
        "lda",
        ("stories", "fits"),
        False,
        is_index=measure == "presence",
    )


def make_contrasts() -> Contrasts:
    verdicts = ["rose", "no clear change", "not comparable"]
    rows = [
        {
            "method": "lda",
            "measure": "share",
            "theme": theme,
            "earlier": "2016",
            "later": "2018",
            "change": change,
            "lower": change - 0.04,
            "upper": change + 0.04,
            "n_earlier": 100,
            "n_later": 110,
            "p_value": 0.01,
            "p_adjusted": 0.03,
            "verdict": verdict,
            "reason": "",
        }
        for theme, change, verdict in zip(THEMES, (0.12, 0.01, -0.05), verdicts)
    ]
    return Contrasts(pd.DataFrame(rows))


def make_corpus() -> Corpus:
    n = 60
    frame = pd.DataFrame({"id": [f"bài {i}" for i in range(n)], "text": "chữ"})
    frame["source"] = [f"Báo {i % 11}" for i in range(n)]
    full = corpus_from_frame(frame).frame.copy()
    full["year"] = pd.array([2016 + i % 4 for i in range(n)], dtype="Int64")
    full["date"] = full["year"].astype("str")
    full["date_rule"], full["date_precision"] = "dateline", "year"
    full.loc[:9, ["year", "date", "date_rule", "date_precision"]] = None
    return Corpus(full)
