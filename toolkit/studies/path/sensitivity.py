"""Sensitivity: does each verdict hold under other choices that a sensible person could have made?"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.base.errors import ToolkitError
from toolkit.base.progress import progress
from toolkit.base.reasons import Reason, reasons_to_json
from toolkit.studies.asked.recipe import Recipe
from toolkit.studies.path import cache, stages
from toolkit.studies.path.study import Study
from toolkit.words.themes import Themes

COLUMNS = (
    "choice",
    "setting",
    "theme",
    "earlier",
    "later",
    "change",
    "lower",
    "upper",
    "verdict",
    "reported",
    "same",
    "reason",
    "reasons",
)
FITS = 2  # refits a cell; the spread between starts is a cell of its own
TOPIC_FACTORS = (0.5, 0.75, 1.25, 1.5)
OTHER_SEEDS = 3
THRESHOLDS = (0.45, 0.65, 0.75, 0.9)
MIN_UNITS = (2, 5, 10)
MAX_SHARES = (0.2, 0.8)


@dataclass(frozen=True)
class Cell:
    """One other choice: what was chosen otherwise, how, and the recipe and themes that say so."""

    choice: str
    setting: str
    recipe: Recipe
    themes: Themes
    left_out: tuple[str, str] | None = None  # theme and seed


def sensitivity(study: Study) -> pd.DataFrame:
    """Each verdict under other K, starts, seeds left out, segmenters, cleaning, story thresholds, vocabulary, counting.

    One row a cell and declared contrast: choice, setting, theme, earlier, later, change, lower, upper, verdict (in the
    cell), reported (in the study), same, reason (English), reasons (the same as JSON, for `reasons_from_json`); a cell
    that cannot be computed says why there. Cells are computed once and kept in the build's cache. A cell fits each
    method twice. A seed left out stays one word of the text; only its theme does without it.

    >>> tk.sensitivity(tk.open_study("study"))  # doctest: +SKIP
    """
    with cache.locked(study.build):
        planned = list(cells(study))
        found = [_outcome(study, cell) for cell in progress(planned, "sensitivity")]
    table = pd.concat(found, ignore_index=True)
    return table[list(COLUMNS)]


def cells(study: Study) -> Iterator[Cell]:
    """The cells, in the order of the table; at least 24 for three themes with three seeds each."""
    recipe, themes = study.recipe, study.themes
    k = recipe.topics.n_topics

    def cell(choice: str, setting: object, **changes: dict[str, Any]) -> Cell:
        return Cell(choice, str(setting), changed(recipe, **changes), themes)

    least = len(themes) + 1
    for n in sorted({max(least, round(k * factor)) for factor in TOPIC_FACTORS} - {k}):
        yield cell("number of topics", n, topics={"n_topics": n})
    for i in range(1, OTHER_SEEDS + 1):
        yield cell("start", f"seed {recipe.topics.seed + i}", topics={"seed": recipe.topics.seed + i})
    for threshold in THRESHOLDS:
        if threshold != recipe.stories.threshold:
            yield cell("story threshold", threshold, stories={"threshold": threshold})
    captions = "keep" if recipe.cleaning.captions == "drop" else "drop"
    yield cell("cleaning", f"captions {captions}", cleaning={"captions": captions})
    yield cell("cleaning", "none", cleaning={"enabled": False})
    yield cell("segmenter", "syllables", words={"segmenter": "syllables"})
    for n in MIN_UNITS:
        if n != recipe.words.min_units:
            yield cell("vocabulary", f"min_units {n}", words={"min_units": n})
    for share in MAX_SHARES:
        if share != recipe.words.max_share:
            yield cell("vocabulary", f"max_share {share}", words={"max_share": share})
    counted = "publications" if recipe.compare.count == "stories" else "stories"
    yield cell("counting", counted, compare={"count": counted})
    for theme in themes:
        for seed in theme.seeds if len(theme.seeds) > 1 else ():
            fewer = replace(theme, seeds=tuple(s for s in theme.seeds if s != seed))
            left = replace(themes, themes=tuple(fewer if t.key == theme.key else t for t in themes))
            yield Cell("seed left out", f"{theme.key}: {seed}", recipe, left, (theme.key, seed))


def changed(recipe: Recipe, **changes: dict[str, Any]) -> Recipe:
    """The recipe with some settings of some tables otherwise."""
    tables = recipe.model_dump()
    for table, settings in changes.items():
        tables[table] |= settings
    return type(recipe).model_validate(tables)


def _outcome(study: Study, cell: Cell) -> pd.DataFrame:
    """The contrasts of one cell, computed in a folder that is thrown away; only the table is kept."""
    recipe = changed(cell.recipe, topics={"fits": FITS}) if cell.recipe.topics.fits > FITS else cell.recipe
    with tempfile.TemporaryDirectory(dir=study.build / cache.CACHE, prefix=cache.UNFINISHED) as folder:
        other = replace(study, recipe=recipe, own_themes=cell.themes, build=Path(folder), beside=study.build)
        place = study.build / cache.CACHE / f"cell-{stages.key(other, stages.STAGES['contrasts'])[:20]}"
        if not cache.holds(place):
            cache.put(place, {"contrasts": _judged(other)})
    table = cache.get(place, "contrasts")
    return _compared(study, cell, table)


def _judged(study: Study) -> pd.DataFrame:
    try:
        frame = study.contrasts.frame.assign(reasons=[reasons_to_json(row) for row in study.contrasts.reasons])
    except ToolkitError as problem:
        why = reasons_to_json([Reason.of("given", text=str(problem))])
        return pd.DataFrame({"verdict": [""], "reason": [str(problem)], "reasons": [why]})
    return frame[frame["verdict"] != ""].reset_index(drop=True)


def _compared(study: Study, cell: Cell, table: pd.DataFrame) -> pd.DataFrame:
    reported = study.contrasts.frame
    reported = reported[reported["verdict"] != ""][["theme", "earlier", "later", "verdict"]]
    if "theme" not in table.columns:  # the cell could not be computed
        rows = reported.rename(columns={"verdict": "reported"}).assign(
            change=float("nan"),
            lower=float("nan"),
            upper=float("nan"),
            verdict="",
            reason=table["reason"].iloc[0],
            reasons=table["reasons"].iloc[0],
        )
    else:
        rows = table.merge(reported.rename(columns={"verdict": "reported"}), on=["theme", "earlier", "later"])
    return rows.assign(choice=cell.choice, setting=cell.setting, same=rows["verdict"] == rows["reported"])


def leave_one_out(study: Study, table: pd.DataFrame) -> pd.DataFrame:
    """For every seed how the theme's change moves when the seed is left out: theme, seed, leave_one_out_change.

    The difference of the two changes (cell less study), of the first declared pair; nan for a theme's only seed.
    """
    reported = study.contrasts.frame
    reported = reported[reported["verdict"] != ""].drop_duplicates("theme").set_index("theme")
    rows = []
    for cell in cells(study):
        if cell.left_out is not None:
            theme, seed = cell.left_out
            own = table[(table["setting"] == cell.setting) & (table["theme"] == theme)]
            base = reported["change"].get(theme, float("nan"))
            rows.append((theme, seed, float(own["change"].iloc[0] - base) if len(own) else float("nan")))
    return pd.DataFrame(rows, columns=["theme", "seed", "leave_one_out_change"])


def _settings(study: Study) -> Any:
    return [[cell.choice, cell.setting] for cell in cells(study)]  # as far as the contrasts do not say it


def _run(study: Study) -> dict[str, Any]:
    table = sensitivity(study)
    return {"table": table, "seeds": leave_one_out(study, table)}


# Kept as a stage is, but none of the path: it runs whole studies, and only when asked for.
STAGE = stages.Stage("sensitivity", "trends", ("contrasts",), _settings, _run)
