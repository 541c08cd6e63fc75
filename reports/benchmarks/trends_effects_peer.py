"""Effects beside topica's `estimate_effect` on the same planted corpora: how often intervals hold the truth.

Three outlets lean to different themes and their mix turns round. Each program is held to its own target: the peer's
shares of words, ours the presence that coders see; truth is the regression of the expected values on the same columns.
Needs topica (pip install topica), which the toolkit does not use.
"""

from typing import Any

import numpy as np
import pandas as pd
from replications import mean_and_error, replicate, write
from scipy.stats import beta

from tests.planted import Planted, plant
from toolkit.trends.effects import effects

CELLS: dict[str, dict[str, Any]] = {
    "clean": {},
    "reprints": {"reprints": 0.4},
    "shared words": {"background": 0.5},
}
FORMULA = "year + C(source)"
TOPICS = 6


def design_of(planted: Planted) -> np.ndarray:
    """(U, 3) indicators of the outlets B and C, and the year from the first on."""
    return np.stack([planted.source == 1, planted.source == 2, planted.period], axis=1).astype(float)


def projected(x: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """(C, T) what the regression of the expected values on the columns gives."""
    return np.asarray(np.linalg.lstsq(x, expected, rcond=None)[0])


def shares_held(planted: Planted, found: Any, order: list[int]) -> tuple[float, float]:
    """How often the peer's intervals hold the outlets' coefficients, and the slope of its estimates on the truth."""
    x = np.column_stack([np.ones(len(planted.period)), design_of(planted)])
    truth = projected(x, planted.means[planted.period, planted.source])[1:3, : planted.n_themes]
    inside, estimates = [], []
    for t, topic in enumerate(order):
        effect = found[topic]
        low, high = np.asarray(effect.ci_low)[1:3], np.asarray(effect.ci_high)[1:3]
        inside += ((low <= truth[:, t]) & (truth[:, t] <= high)).tolist()
        estimates.append(np.asarray(effect.coef)[1:3])
    estimate = np.stack(estimates, axis=1)
    return float(np.mean(inside)), float((estimate * truth).sum() / (truth**2).sum())


def matched(planted: Planted, shares: np.ndarray) -> list[int]:
    """For each theme the topic whose shares follow it best: the peer is helped by the truth."""
    r = np.corrcoef(planted.theta[:, : planted.n_themes].T, shares.T)[: planted.n_themes, planted.n_themes :]
    return [int(k) for k in r.argmax(axis=1)]


def peers_of(planted: Planted, seed: int) -> dict[str, float]:
    """KeyATM with the seeds, and STM with the same columns, each through `estimate_effect`."""
    import topica

    documents = [text.split() for text in planted.corpus.frame["text"]]
    x, names = design_of(planted), ["B", "C", "year"]
    seeds = {theme.key: list(theme.seed_terms) for theme in planted.themes}
    guided = topica.KeyATM(seeds, num_topics=TOPICS, seed=seed)
    guided.fit(documents, iters=200)
    free = topica.STM(TOPICS, seed=seed)
    free.fit(documents, prevalence=x)
    row = {}
    for name, model in (("keyatm", guided), ("stm", free)):
        order = list(range(planted.n_themes)) if name == "keyatm" else matched(planted, np.asarray(model.doc_topic))
        options: dict[str, Any] = {"feature_names": names, "nsims": 25, "seed": seed}
        if name == "keyatm":
            options["corpus"] = documents
        for kind, more in (("", {}), ("_cluster", {"cluster": planted.story})):
            found = topica.estimate_effect(model, x, **options, **more)
            row[f"{name}{kind}"], row[f"{name}{kind}_slope"] = shares_held(planted, found, order)
    return row


def ours_of(planted: Planted, seed: int) -> dict[str, float]:
    """Coverage of the outlets' coefficients and slope, with 60 coded stories a year."""
    scores, coding = planted.scores(seed), planted.codes(seed, n=60)
    found = effects(scores, planted.corpus, FORMULA, coding=coding, seed=seed, draws=400)
    a, means = planted.design.concentration, planted.means[planted.period, planted.source]
    expected = beta.sf(planted.design.present_from, a * means, a * (1 - means))[:, : planted.n_themes]
    truth = projected(found.design.matrix(planted.corpus.frame), expected)
    at = [i for i, term in enumerate(found.terms) if term.startswith("C(source)")]
    lower, upper = np.quantile(found.draws[:, at], [0.025, 0.975], axis=0)
    held = (lower <= truth[at]) & (truth[at] <= upper)
    return {
        "ours": float(held.mean()),
        "ours_slope": float((found.estimate[at] * truth[at]).sum() / (truth[at] ** 2).sum()),
    }


def one(cell: str, seed: int) -> dict[str, float]:
    """One corpus, read by all."""
    planted = plant(seed + 700_000, mixing=True, n_terms=1000, length=100, **CELLS[cell])
    return peers_of(planted, seed) | ours_of(planted, seed)


METHODS = {
    "keyatm": "topica KeyATM, estimate_effect",
    "keyatm_cluster": "topica KeyATM, estimate_effect, clusters by story",
    "stm": "topica STM, estimate_effect",
    "stm_cluster": "topica STM, estimate_effect, clusters by story",
    "ours": "ours, 60 coded stories a year",
}


def effects_peer(n: int) -> None:
    """Coverage and slope of the outlets' coefficients, one line a cell and method."""
    rows = replicate("effects_peer", list(CELLS), n, one)
    found = [
        (cell, name, len(own), *mean_and_error(own[key]), own[f"{key}_slope"].mean())
        for cell, own in rows.groupby("cell", sort=False)
        for key, name in METHODS.items()
    ]
    columns = ["cell", "method", "replications", "coverage", "mc_error", "slope"]
    write("effects_peer", pd.DataFrame(found, columns=columns))


SECTIONS = {"effects_peer": effects_peer}
