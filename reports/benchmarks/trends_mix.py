"""Outlets that shift their parts from .8 to .2: what is said as collected, and what inside outlets (METHODS §16)."""

import pandas as pd
from replications import BAND, mean_and_error, replicate, write

from tests.trends.test_adjusted import shifted
from toolkit.studies.path.steps_groups import with_fixed_mix
from toolkit.trends.adjusted import adjusted_changes
from toolkit.trends.contrasts import contrasts
from toolkit.trends.prevalence import prevalence

CELLS: dict[str, dict[str, float]] = {
    "outlets differ, nothing changes inside": {"gap": 0.3},
    "outlets do not differ": {"gap": 0.0},
    "outlets differ, ten points inside": {"gap": 0.3, "inside": 0.1},
    "no shift, outlets differ": {"gap": 0.3, "to_share": 0.8},
}
FIXED_MIX = "fixed_mix_differs"


def one(name: str, seed: int) -> dict[str, float]:
    """One replication: both changes, and whether the report's second sentence stands."""
    options = CELLS[name]
    scores, corpus, coding = shifted(seed, **options)
    row = adjusted_changes(scores, corpus, coding=coding, seed=seed)
    measured = prevalence(scores, corpus, measure="presence", coding=coding, seed=seed)
    verdicts = with_fixed_mix(contrasts(measured), row)
    own, truth = row.iloc[0], options.get("inside", 0.0)
    return {
        "covers": float(own["lower"] <= truth <= own["upper"]),
        "as_collected": float(own["change_upper"] < 0 or own["change_lower"] > 0),
        "sentence": float(FIXED_MIX in {reason.code for reason in verdicts.reasons[0]}),
        "width": float(own["upper"] - own["lower"]),
    }


def mix(n: int) -> None:
    """Coverage of the adjusted change, changes found as collected, and how often the second sentence stands."""
    rows = replicate("mix", list(CELLS), n, one)
    found = [
        (cell, len(own), *mean_and_error(own["covers"]), own["as_collected"].mean(), *mean_and_error(own["sentence"]))
        for cell, own in rows.groupby("cell", sort=False)
    ]
    columns = ["cell", "replications", "coverage", "mc_error", "change_as_collected", "sentence", "mc_error_sentence"]
    table = pd.DataFrame(found, columns=columns)
    write("mix", table.assign(in_band=table["coverage"].between(*BAND)))


SECTIONS = {"mix": mix}
