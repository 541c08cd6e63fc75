"""Company and wording on planted texts: lift 1 where length alone ties themes, alarms where no word moved."""

from typing import Any

import pandas as pd
from replications import mean_and_error, replicate, write

from tests.trends.test_company import world as themes_world
from tests.trends.test_wording_over_time import world as words_world
from toolkit.trends.company import company
from toolkit.trends.wording import wording

DRIFTED = [f"t{v:03d}" for v in range(20, 26)]


def one_company(cell: str, seed: int) -> dict[str, float]:
    """Does the interval hold lift 1 in texts of mixed length without a tie?"""
    scores, corpus, coding = themes_world(seed, n_coded=int(cell.split()[0]))
    row = company(scores, corpus, coding=coding, seed=seed).iloc[0]
    return {"inside": float(row["lower"] <= 1 <= row["upper"]), "lift": float(row["lift"])}


def company_lift(n: int) -> None:
    """Coverage of lift 1, and its mean."""
    rows = replicate("company", ["300 codings", "500 codings", "1000 codings"], n, one_company)
    found = [
        (cell, len(own), *mean_and_error(own["inside"]), own["lift"].mean())
        for cell, own in rows.groupby("cell", sort=False)
    ]
    write("company", pd.DataFrame(found, columns=["cell", "replications", "coverage", "mc_error", "mean_lift"]))


def one_thin(cell: str, seed: int) -> dict[str, float]:
    """The same with as few codings as one period of several holds: most pairs are not given."""
    scores, corpus, coding = themes_world(seed, n_coded=int(cell.split()[0]), n=1200)
    row = company(scores, corpus, coding=coding, seed=seed).iloc[0]
    given = float(pd.notna(row["lift"]))
    return {"given": given, "inside": float(row["lower"] <= 1 <= row["upper"]), "above": float(row["lower"] > 1)}


def company_thin(n: int) -> None:
    """Coverage of lift 1 among the pairs that are given, where about eight, twelve and twenty units carry both."""
    rows = replicate("company_thin", ["80 codings", "130 codings", "210 codings"], n, one_thin)
    given = rows[rows["given"] > 0]
    found = [
        (cell, len(all_of), all_of["given"].mean(), *mean_and_error(own["inside"]), own["above"].mean())
        for (cell, all_of), (_, own) in zip(rows.groupby("cell", sort=False), given.groupby("cell", sort=False))
    ]
    columns = ["cell", "replications", "given", "coverage", "mc_error", "above"]
    write("company_thin", pd.DataFrame(found, columns=columns))


PAID = (3, 4, 5)
WORDS: dict[str, dict[str, Any]] = {
    "nothing moved": {},
    "nothing moved, bursty": {"bursty": 1.0},
    "six words drift": {"drift": 6},  # the theme's other words lose 7 in 100 each, which counts as false here
    "six words drift, three pay, no other moves": {"drift": 6, "paid": PAID},
}


def one_wording(cell: str, seed: int) -> dict[str, float]:
    """Words found at a false-discovery rate of .05: any where nothing moved; right and wrong ones where six drift."""
    planted = WORDS[cell]
    table = wording(*words_world(seed, **planted), "one", seed=seed, n=400)
    hit = table[table["q_value"] <= 0.05]
    right = int((hit["term"].isin(DRIFTED) & (hit["direction"] == "entered")).sum()) if "drift" in planted else 0
    payers = [f"t{v:03d}" for v in planted.get("paid", ())]
    wrong = len(hit) - right - int((hit["term"].isin(payers) & (hit["direction"] == "left")).sum())
    return {"alarm": float(len(hit) > 0), "power": right / 6, "false": wrong / max(len(hit), 1)}


def wording_alarms(n: int) -> None:
    """Alarms, power and the share of false words."""
    rows = replicate("wording", list(WORDS), n, one_wording)
    found = [
        (cell, len(own), *mean_and_error(own["alarm"]), own["power"].mean(), own["false"].mean())
        for cell, own in rows.groupby("cell", sort=False)
    ]
    columns = ["cell", "replications", "alarms", "mc_error", "power", "false_share"]
    write("wording", pd.DataFrame(found, columns=columns))


SECTIONS = {"company": company_lift, "company_thin": company_thin, "wording": wording_alarms}
