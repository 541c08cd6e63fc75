"""Which units to code: a random sample that looks harder where the themes are."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import require_at_least
from toolkit.base.errors import UsageError
from toolkit.base.streams import stream
from toolkit.documents.corpus import Corpus
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
    require_at_least("n", n, 1)
    rows = corpus.rows(scores.ids).assign(size=largest(scores))
    if n > len(rows):
        raise UsageError(f"n is {n}, but there are {len(rows)} units to draw from; ask for fewer")
    stories = rows.groupby("story", sort=True).agg(size=("size", "max"), year=("year", "min")).reset_index()
    random = stream(seed, "coding sample")
    order = np.lexsort((random.random(len(stories)), stories["year"].to_numpy(dtype=float, na_value=9999.0)))
    chances = inclusion(stories["size"].to_numpy(), min(n, len(stories)))
    drawn = order[systematic(chances[order], random.random())]
    members = dict(list(rows.groupby("story", sort=True)))
    picked = _passages_of([members[stories["story"][s]] for s in drawn], chances[drawn], n, random)
    table = _with_context(corpus, pd.concat(picked, ignore_index=True))
    shuffled = table.iloc[random.permutation(len(table))].reset_index(drop=True)
    return shuffled.rename(columns={"id": "unit", "parent": "document"})[COLUMNS]


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
    n = round(float(chances.sum()))
    edges = np.cumsum(chances)
    edges *= n / edges[-1]
    return np.minimum(np.searchsorted(edges, start + np.arange(n), side="right"), len(chances) - 1)


def _passages_of(
    stories: list[pd.DataFrame], chances: Array, n: int, random: np.random.Generator
) -> list[pd.DataFrame]:
    """One document a story and as many of its passages as its turn asks for, until n units are drawn."""
    documents = []
    for members, chance in zip(stories, chances.tolist()):
        names = sorted(members["parent"].unique())
        name = names[int(random.integers(len(names)))]
        documents.append((members[members["parent"] == name], chance / len(names)))
    takes = _deal(np.array([len(d) for d, _ in documents]), n)
    picked = []
    for (document, chance), take in zip(documents, takes.tolist()):
        if take == 0:
            continue
        within = inclusion(document["size"].to_numpy(), take)
        order = random.permutation(len(document))
        rows = order[systematic(within[order], random.random())]
        picked.append(document.iloc[rows].assign(inclusion_probability=chance * within[rows]))
    return picked


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
