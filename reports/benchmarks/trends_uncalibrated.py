"""Uncalibrated shares, false alarms, power, and the gate that tells corpora with shared words apart."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from replications import mean_and_error, meets, replicate, upper_share, write

from tests.planted import CELLS, Planted, plant
from toolkit.evidence.scores import score_themes
from toolkit.topics import lda
from toolkit.topics.engines import kl_nmf
from toolkit.topics.engines.overlap import OVERLAP_LIMIT
from toolkit.topics.lda import fit_lda
from toolkit.topics.model import TopicModel
from toolkit.topics.nmf import fit_nmf
from toolkit.topics.options import FitOptions
from toolkit.trends.audit import audit_periods, shared_words
from toolkit.trends.contrasts import contrasts
from toolkit.trends.estimates import Prevalence
from toolkit.trends.prevalence import prevalence

FITTERS = {"lda": fit_lda, "nmf": fit_nmf}
SHARE_CELLS = ["clean", "reprints", "background", "background and reprints"]
NEIGHBOURS = [(0, 1), (1, 2), (2, 3), (0, 3)]


def one_a_story(planted: Planted) -> FitOptions:
    """Fit on one item of each story; the others get their shares afterwards."""
    first = np.unique(planted.story, return_index=True)[1]
    ids = np.asarray(planted.counts.ids, dtype=object)
    return FitOptions(threads=1, fit_on=tuple(ids[np.sort(first)]))


def fitted(planted: Planted, method: str, n_topics: int, passes: int | None = None) -> TopicModel:
    """A model with the planted seeds, and as many passes as are given or needed."""
    options = replace(one_a_story(planted), passes=passes)
    return FITTERS[method](planted.counts, n_topics=n_topics, seed=planted.seed, themes=planted.themes, options=options)


def figures(found: Prevalence, truth: np.ndarray) -> dict[str, Any]:
    """Coverage of levels and changes, and the sums that make the slope of estimated on true change."""
    lower, upper = found.interval()
    true_change = np.concatenate([truth[b] - truth[a] for a, b in NEIGHBOURS])
    change = np.concatenate([found.estimate[b] - found.estimate[a] for a, b in NEIGHBOURS])
    draws = np.concatenate([found.draws[:, b] - found.draws[:, a] for a, b in NEIGHBOURS], axis=1)
    low, high = np.quantile(draws, [0.025, 0.975], axis=0)
    return {
        "level": float(np.nanmean(np.where(np.isnan(lower), np.nan, (lower <= truth) & (truth <= upper)))),
        "without_interval": float(np.isnan(lower).mean()),
        "change": float(((low <= true_change) & (true_change <= high)).mean()),
        "xy": float(true_change @ change),
        "xx": float(true_change @ true_change),
        "width": float(np.nanmean(upper - lower)),
        "bias": float(np.abs((found.estimate - truth).mean(axis=0)).mean()),
    }


def one_share(cell: str, seed: int) -> dict[str, Any]:
    """One corpus, LDA and NMF: shares against the truth, and the shared-words figure."""
    planted = plant(seed, drift=0.25, n_terms=1000, length=100, texts=False, **CELLS[cell])
    truth, row = planted.shares[:, : planted.n_themes], {}
    for method in FITTERS:
        model = fitted(planted, method, planted.design.n_topics)
        found = figures(prevalence(model, planted.corpus, seed=seed), truth)
        row |= {f"{method}_{name}": value for name, value in found.items()}
        r = [np.corrcoef(model.shares[:, t], planted.theta[:, t])[0, 1] for t in range(planted.n_themes)]
        row |= {f"{method}_worst": float(min(r)), f"{method}_shared": shared_words(model)}
    return row


def uncalibrated(n: int) -> None:
    """Coverage and slope of uncalibrated shares by cell and method; the gate beside them."""
    rows = replicate("uncalibrated", SHARE_CELLS, n, one_share)
    found = []
    for cell, own in rows.groupby("cell", sort=False):
        for method in FITTERS:
            level, error = mean_and_error(own[f"{method}_level"])
            change, change_error = mean_and_error(own[f"{method}_change"])
            slope, slope_error = _slope(own, method)
            found.append(
                {
                    "cell": cell,
                    "method": method,
                    "replications": len(own),
                    "coverage": level,
                    "mc_error": error,
                    "at_least_0.88": level + 1.96 * error >= 0.88,
                    "coverage_change": change,
                    "mc_error_change": change_error,
                    "change_in_band": meets(change, change_error),
                    "slope": slope,
                    "mc_error_slope": slope_error,
                    "width": own[f"{method}_width"].mean(),
                    "without_interval": own[f"{method}_without_interval"].mean(),
                    "mean_abs_bias": own[f"{method}_bias"].mean(),
                    "corpora_with_lost_theme": (own[f"{method}_worst"] < 0.7).mean(),
                    "warned": (own[f"{method}_shared"] >= OVERLAP_LIMIT).mean(),
                    "shared_words_min": own[f"{method}_shared"].min(),
                    "shared_words_max": own[f"{method}_shared"].max(),
                }
            )
    write("uncalibrated", pd.DataFrame(found))


def _slope(own: pd.DataFrame, method: str) -> tuple[float, float]:
    """Pooled slope through the origin and its jackknife error over corpora."""
    xy, xx = own[f"{method}_xy"].to_numpy(), own[f"{method}_xx"].to_numpy()
    left_out = (xy.sum() - xy) / (xx.sum() - xx)
    n = len(own)
    return xy.sum() / xx.sum(), float(np.sqrt((n - 1) / n * ((left_out - left_out.mean()) ** 2).sum()))


def one_impatient(cell: str, seed: int) -> dict[str, Any]:
    """The same corpora with a number of passes given, so that topics that share words get no more of them."""
    planted = plant(seed, drift=0.25, n_terms=1000, length=100, texts=False, **CELLS[cell])
    truth, row = planted.shares[:, : planted.n_themes], {}
    for method, given in (("lda", lda.GUIDED_PASSES), ("nmf", kl_nmf.GUIDED_PASSES)):
        model = fitted(planted, method, planted.design.n_topics, passes=given)
        found = figures(prevalence(model, planted.corpus, seed=seed), truth)
        row |= {f"{method}_{name}": value for name, value in found.items()}
    return row


def passes(n: int) -> None:
    """What the further passes are worth where topics share words: coverage and slope without them."""
    rows = replicate("passes", SHARE_CELLS, n, one_impatient)
    found = []
    for cell, own in rows.groupby("cell", sort=False):
        for method in FITTERS:
            level, error = mean_and_error(own[f"{method}_level"])
            change, change_error = mean_and_error(own[f"{method}_change"])
            slope, slope_error = _slope(own, method)
            found.append(
                {
                    "cell": cell,
                    "method": f"{method}, no further passes",
                    "replications": len(own),
                    "coverage": level,
                    "mc_error": error,
                    "coverage_change": change,
                    "mc_error_change": change_error,
                    "slope": slope,
                    "mc_error_slope": slope_error,
                }
            )
    write("passes", pd.DataFrame(found))


def one_alarm(cell: str, seed: int) -> dict[str, Any]:
    """A study without any change: 8 themes, one pair. Does any theme get a rose or fell?"""
    reprints = 0.3 if "reprints" in cell else 0.0
    planted = plant(
        seed + 100_000,
        n_periods=2,
        n_themes=8,
        n_topics=12,
        n_terms=600,
        length=80,
        changes=(),
        units=150,
        reprints=reprints,
        texts=False,
    )
    if cell.startswith("calibrated"):
        scores = planted.scores(seed)
        given = [prevalence(scores, planted.corpus, seed=seed, measure="presence", coding=planted.codes(seed, n=60))]
        audit = None
    else:
        lda, nmf = (fitted(planted, method, 12) for method in FITTERS)
        given = [prevalence(model, planted.corpus, seed=seed) for model in (lda, nmf)]
        audit = audit_periods(lda, planted.corpus, planted.counts, seed=seed)
    frame = contrasts(given, audit=audit).frame
    own = frame[frame["verdict"] != ""]
    found = own["verdict"].value_counts().to_dict()
    return {
        "any": bool(own["verdict"].isin(["rose", "fell"]).any()),
        "any_before_gates": bool((own["p_adjusted"] <= 0.05).any()),
        **{verdict.replace(" ", "_"): int(k) for verdict, k in found.items()},
    }


def alarms(n: int) -> None:
    """Share of studies without a change that show any rose or fell, with exact limits."""
    rows = replicate("alarms", ["calibrated", "uncalibrated", "uncalibrated, reprints"], n, one_alarm)
    found = []
    for cell, own in rows.groupby("cell", sort=False):
        k, before, size = int(own["any"].sum()), int(own["any_before_gates"].sum()), len(own)
        found.append(
            {
                "cell": cell,
                "studies": size,
                "with_alarm": k,
                "share": k / size,
                "upper_95": upper_share(k, size),
                "alarms_before_agreement_and_audit": before,
                "share_before": before / size,
                "upper_95_before": upper_share(before, size),
                "not_comparable": own.get("not_comparable", pd.Series(0, own.index)).fillna(0).mean() / 8,
                "steady": own.get("steady", pd.Series(0, own.index)).fillna(0).mean() / 8,
            }
        )
    write("alarms", pd.DataFrame(found))


POWER_CELLS = {"1000 stories": 1000, "300 stories": 300, "85 stories": 85}


def one_power(cell: str, seed: int) -> dict[str, Any]:
    """Five planted points in one theme of eight, LDA and NMF; the power that theory gives beside it."""
    from scipy.stats import norm

    planted = plant(
        seed + 200_000,
        n_periods=2,
        n_themes=8,
        n_topics=12,
        n_terms=800,
        length=80,
        changes=(0.05,),
        units=POWER_CELLS[cell],
        texts=False,
    )
    lda, nmf = (fitted(planted, method, 12) for method in FITTERS)
    given = [prevalence(model, planted.corpus, seed=seed) for model in (lda, nmf)]
    own = contrasts(given).frame.iloc[0]
    sd = float(np.mean([planted.theta[planted.period == p, 0].std() for p in (0, 1)]))
    exact = given[0].draws[:, 1, 0] - given[0].draws[:, 0, 0]
    critical = norm.isf(0.05 / 8 / 2)
    shift = 0.05 / float(exact.std())
    return {
        "rose": own["verdict"] == "rose",
        "alone": bool(own["p_value"] <= 0.05),
        "sd": sd,
        "theory": float(norm.sf(critical - shift) + norm.cdf(-critical - shift)),
        "theory_of_shares": float(norm.sf(critical - 0.05 / (sd * np.sqrt(2 / POWER_CELLS[cell])))),
        "change": float(own["change"]),
    }


def power(n: int) -> None:
    """Power for 5 points against theory: a z test at the Bonferroni level with the interval's own standard error."""
    rows = replicate("power", list(POWER_CELLS), n, one_power)
    found = []
    for cell, own in rows.groupby("cell", sort=False):
        rose, error = mean_and_error(own["rose"].astype(float))
        found.append(
            {
                "cell": cell,
                "replications": len(own),
                "sd_of_shares": own["sd"].mean(),
                "power": rose,
                "mc_error": error,
                "theory": own["theory"].mean(),
                "theory_true_shares": own["theory_of_shares"].mean(),
                "within_0.05": abs(rose - own["theory"].mean()) <= 0.05 + 1.96 * error,
                "power_one_test": own["alone"].mean(),
                "mean_change": own["change"].mean(),
            }
        )
    write("power", pd.DataFrame(found))


GATE_CELLS = ["clean", "reprints", "background", "background and reprints"]


def one_gate(cell: str, seed: int) -> dict[str, Any]:
    """A study with planted changes and theme scores beside LDA and NMF: is it warned, and are verdicts withheld?"""
    planted = plant(seed + 300_000, n_terms=1000, length=100, texts=False, **CELLS[cell])
    lda, nmf = (fitted(planted, method, 10) for method in FITTERS)
    scores = score_themes(planted.counts, planted.corpus, planted.themes, seed=seed)
    given = [prevalence(model, planted.corpus, seed=seed) for model in (lda, nmf)]
    given.append(prevalence(scores, planted.corpus, seed=seed, measure="presence"))
    audit = audit_periods(lda, planted.corpus, planted.counts, seed=seed)
    verdicts = contrasts(given, audit=audit).frame.query("verdict != ''")["verdict"]
    warned = audit.frame.loc[audit.frame["check"] == "shared words", "verdict"].eq("not comparable").any()
    return {
        "warned": bool(warned),
        "shared": shared_words(lda),
        "moved": int(verdicts.isin(["rose", "fell"]).sum()),
        "not_comparable": int((verdicts == "not comparable").sum()),
    }


def gate(n: int) -> None:
    """Warnings of shared words, K = 10 where 6 topics were planted."""
    rows = replicate("gate", GATE_CELLS, n, one_gate)
    found = []
    for cell, own in rows.groupby("cell", sort=False):
        k, size = int(own["warned"].sum()), len(own)
        found.append(
            {
                "cell": cell,
                "corpora": size,
                "warned": k,
                "share": k / size,
                "upper_95": upper_share(k, size),
                "lower_95": 1 - upper_share(size - k, size),
                "shared_min": own["shared"].min(),
                "shared_max": own["shared"].max(),
                "studies_with_rose_or_fell": int((own["moved"] > 0).sum()),
            }
        )
    write("gate", pd.DataFrame(found))


SECTIONS = {"uncalibrated": uncalibrated, "passes": passes, "alarms": alarms, "power": power, "gate": gate}
