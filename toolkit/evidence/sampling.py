"""Which units to code: a random sample that looks harder where the themes are."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import require_count
from toolkit.base.errors import UsageError
from toolkit.base.streams import stream
from toolkit.documents.corpus import Corpus
from toolkit.evidence.codes import group_codes
from toolkit.evidence.theme_scores import ThemeScores

Array = NDArray[np.float64]
COLUMNS = ["unit", "document", "story", "year", "title", "before", "text", "after", "inclusion_probability"]
CONTEXT_CHARACTERS = 400


def draw_coding_sample(scores: ThemeScores, corpus: Corpus, *, n: int, seed: int) -> pd.DataFrame:
    """n units to code, with the probability that each had of being drawn (METHODS §10).

    Stories are drawn with π ∝ ½ uniform + ½ largest score (so π ≥ n/2N), systematically in the order of their years,
    random within a year; then one document of the story, uniformly; then one of its passages (more, where the corpus
    has fewer stories than n) by the same rule; `inclusion_probability` is the product. Columns: unit, document, story,
    year, title, before, text, after (what stands around the passage), inclusion_probability. Rows come in random order
    and hold no prediction. Raises UsageError where there are fewer units than n.
    """
    require_count("n", n, 1)
    rows = corpus.rows(scores.ids)
    if n > len(rows):
        raise UsageError(f"n is {n}, but there are {len(rows)} units to draw from; ask for fewer")
    population = Population(
        group_codes(rows["story"]),
        group_codes(rows["parent"]),
        largest(scores),
        rows["year"].to_numpy(dtype=float, na_value=9999.0),
    )
    random = stream(seed, "coding sample")
    units, chances = choose(population, n, random)
    order = random.permutation(len(units))
    drawn = rows.iloc[units[order]].assign(inclusion_probability=chances[order])
    table = _with_context(corpus, drawn.reset_index(drop=True))
    return table.rename(columns={"id": "unit", "parent": "document"})[COLUMNS]


@dataclass(frozen=True, eq=False)
class Population:
    """What can be drawn, by unit (U): `story` and `document` as integers, `size` (the largest score), `year`."""

    story: NDArray[np.intp]
    document: NDArray[np.intp]
    size: Array
    year: Array


def choose(population: Population, n: int, random: np.random.Generator) -> tuple[NDArray[np.intp], Array]:
    """Positions of n units, and the probability that each had."""
    n_stories = int(population.story.max()) + 1
    size, year = np.zeros(n_stories), np.full(n_stories, np.inf)
    np.maximum.at(size, population.story, population.size)
    np.minimum.at(year, population.story, population.year)
    order = np.lexsort((random.random(n_stories), year))
    chances = inclusion(size, min(n, n_stories))
    drawn = order[systematic(chances[order], random.random())]
    by_story = _members(population.story, n_stories)
    turns = []
    for story in drawn.tolist():
        documents, where = np.unique(population.document[by_story[story]], return_inverse=True)
        one = int(random.integers(len(documents)))
        turns.append((by_story[story][where == one], chances[story] / len(documents)))
    takes = _deal(np.array([len(units) for units, _ in turns]), n)
    picked, stated = [], []
    for (units, chance), take in zip(turns, takes.tolist()):
        if take:
            within = inclusion(population.size[units], take)
            shuffled = random.permutation(len(units))
            places = shuffled[systematic(within[shuffled], random.random())]
            picked.append(units[places])
            stated.append(chance * within[places])
    return np.concatenate(picked), np.concatenate(stated)


def _members(groups: NDArray[np.intp], n_groups: int) -> list[NDArray[np.intp]]:
    """The positions of each group."""
    order = np.argsort(groups, kind="stable")
    return np.split(order, np.cumsum(np.bincount(groups, minlength=n_groups))[:-1])


def largest(scores: ThemeScores) -> Array:
    """(U) the largest theme score of each unit as a size above 0: the level, else the index above its median."""
    if scores.level is not None:
        return np.asarray(scores.level.max(axis=1), dtype=np.float64)
    top = scores.score.max(axis=1)
    return np.asarray(np.maximum(top - np.median(top), 0.0))


def inclusion(sizes: Array, n: int) -> Array:
    """Probabilities that sum to n, ½ uniform + ½ by size, none above 1: what exceeds 1 is dealt to the others."""
    total = sizes.sum()
    mass: Array = 0.5 / len(sizes) + (0.5 * sizes / total if total > 0 else np.full(len(sizes), 0.5 / len(sizes)))
    sure = np.zeros(len(sizes), dtype=bool)
    while True:
        left = n - sure.sum()
        chances = np.where(sure, 1.0, left * mass / max(float(mass[~sure].sum()), 1e-300))
        over = (chances >= 1.0) & ~sure
        if not over.any():
            return np.minimum(chances, 1.0)
        sure |= over


def systematic(chances: Array, start: float) -> NDArray[np.intp]:
    """Positions drawn by equal steps along the running sum of `chances`: as many as they sum to, π exact."""
    certain = chances >= 1.0 - 1e-9  # drawn apart, for rounding could let a step meet one of them twice
    rest = np.flatnonzero(~certain)
    n = round(float(chances[rest].sum()))
    if n == 0:
        return np.flatnonzero(certain)
    edges = np.cumsum(chances[rest])
    edges *= n / edges[-1]
    places = np.minimum(np.searchsorted(edges, start + np.arange(n), side="right"), len(rest) - 1)
    return np.sort(np.concatenate([np.flatnonzero(certain), rest[places]]))


def _deal(room: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """How many passages of each document: n in all, as even as the documents' lengths allow."""
    takes = np.zeros(len(room), dtype=np.int64)
    while takes.sum() < min(n, room.sum()):
        free = np.flatnonzero(takes < room)
        takes[free[: n - takes.sum()]] += 1
    return takes


def _with_context(corpus: Corpus, units: pd.DataFrame) -> pd.DataFrame:
    """The units with the end of the passage before and the beginning of the one after."""
    kept = corpus.kept
    same = kept["parent"].eq(kept["parent"].shift())
    before = kept["text"].shift().where(same, "").str[-CONTEXT_CHARACTERS:]
    after = kept["text"].shift(-1).where(kept["parent"].eq(kept["parent"].shift(-1)), "").str[:CONTEXT_CHARACTERS]
    places = pd.Index(kept["id"]).get_indexer(units["id"])
    return units.assign(before=before.iloc[places].to_numpy(), after=after.iloc[places].to_numpy())
