"""What `chude check` says of seeds: how many of each theme occur, and the worst of those that do."""

import pandas as pd

from toolkit.evidence.seed_checks import seed_reason, seed_remarks

MOST_SHOWN = 20
# What shapes a theme wrongly goes before what is only missing from it.
_WORST = (
    "seed_function_word",
    "condition_never",
    "seed_elsewhere",
    "seed_alone",
    "seed_moved",
    "seed_beside",
    "seed_inside",
    "condition_always",
    "seed_rare",
    "seed_list",
    "seed_plain",
    "seed_plural",
    "seed_long",
    "seed_absent",
)
_SHOWN = ("theme", "seed", "tokens", "documents", "share_of_theme", "ambiguity", "drift", "remark")


def seeds_by_theme(seeds: pd.DataFrame) -> pd.DataFrame:
    """By theme: how many seeds it has, how many occur, how many of those have a remark, how often all were used."""
    occurs = seeds["tokens"] > 0
    marked = seeds.assign(occurring=occurs, remarks=occurs & (seeds["remark"] != ""))
    table = marked.groupby("theme", sort=False).agg(
        n_seeds=("seed", "size"), occurring=("occurring", "sum"), remarks=("remarks", "sum"), tokens=("tokens", "sum")
    )
    return table.reset_index()


def worst_seeds(seeds: pd.DataFrame, language: str, *, most: int | None = MOST_SHOWN) -> pd.DataFrame:
    """Seeds with a remark that occur, or in whose place texts hold something else; all seeds where `most` is None.

    The worst come first, then the most used.
    """
    reasons = [seed_reason(row) for row in seeds.to_dict("records")]
    places = [_WORST.index(reason.code) if reason is not None else len(_WORST) for reason in reasons]
    told = seeds.assign(place=places, remark=seed_remarks(seeds, language))
    if most is not None:
        instead = told["found_as"] != "" if "found_as" in told else False
        told = told[(told["remark"] != "") & ((told["tokens"] > 0) | (told["held"] == 0) | instead)]
    told = told.sort_values(["place", "tokens"], ascending=[True, False], kind="stable")
    return told[list(_SHOWN)].head(most if most is not None else len(told)).reset_index(drop=True)
