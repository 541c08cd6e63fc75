"""Which units to code: a random sample that looks harder where the themes are, and at small periods too (METHODS §10).

Every story has a permanent random number u, a keyed hash of the seed and its text; a draw of n holds the stories with
u ≤ π(n). As π grows with n, a second wave is the same draw with a larger n: it holds the first, and its π is that of
the union (Ohlsson 1995). Within a stratum the numbers lie at equal steps (collocated), so that a draw holds about n.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import did_you_mean, require_count, require_share
from toolkit.base.errors import UsageError
from toolkit.base.streams import stream
from toolkit.documents.alignment import text_hashes_of_ids
from toolkit.documents.corpus import Corpus
from toolkit.documents.periods import By, group_units
from toolkit.documents.text import text_hashes
from toolkit.evidence.codes import group_codes
from toolkit.evidence.designs import Design
from toolkit.evidence.theme_scores import ThemeScores

Array = NDArray[np.float64]
Index = NDArray[np.intp]
COLUMNS = ["unit", "document", "story", "year", "period", "title", "before", "text", "after"]
COLUMNS += ["inclusion_probability", "design"]
CONTEXT_CHARACTERS = 400
ASSUMED_PREVALENCE = 0.02  # of a theme that a draw is focused on, before anything was coded
ASSUMED_ELSEWHERE = 0.1  # of the others, where it is foretold what the draw costs them
ASSUMED_GAP = 2.0  # standard deviations of the score between units with the theme and without
FOCUSED = 0.7  # the part of a focused draw that goes by √(s(1 − s)); the rest is uniform
FEWEST_DOUBLES = 20


@dataclass(frozen=True, eq=False)
class Population:
    """What can be drawn, U units: `story` and `document` (integers), `size` (≥ 0) by which π grows, `text` (hashes).

    `unit` (U): hashes of the ids, for reprints of one text are told apart by them;
    `stratum` (U) the period of a unit, -1 where it has none; `labels` the periods; `compared` those that get an equal
    part; `floor`: the part of π that is uniform.
    """

    story: Index
    document: Index
    size: Array
    text: NDArray[np.uint64]
    stratum: NDArray[np.int64]
    labels: tuple[str, ...]
    compared: tuple[str, ...]
    unit: NDArray[np.uint64]
    floor: float = 0.5


@dataclass(frozen=True, eq=False)
class Stories:
    """The stories of a population, G of them: `size`, `stratum` (0: none, then the periods), `key` of the text."""

    size: Array
    stratum: Index
    key: NDArray[np.uint64]


def draw_coding_sample(
    scores: ThemeScores,
    corpus: Corpus,
    *,
    n: int,
    seed: int,
    by: By | None = None,
    compared: Sequence[str] | None = None,
    focus: str | None = None,
) -> pd.DataFrame:
    """About n units to code, with the probability that each had of being drawn (METHODS §10).

    Half of n is dealt equally to the `compared` periods of `by` (default: all years), half to all in proportion to
    their stories; within a period a story has π ∝ ½ uniform + ½ largest score, or with `focus`, a theme, ∝ .3 uniform +
    .7 √(s(1 − s)), s its predicted chance to carry it. Then one document of the story, uniformly, and one of its
    passages (more, where there are fewer stories than n); `inclusion_probability` is the product. The same seed with a
    larger n draws these units again and more, with the π of both draws together: that is how a second wave is drawn.
    Columns: unit, document, story, year, period, title, before, text, after, inclusion_probability, design (how it was
    drawn, for the sheet). Rows come in random order and hold no prediction. Raises UsageError where there are fewer
    units than n, and for an unknown period or theme.

    >>> drawn = tk.draw_coding_sample(scores, corpus, n=40, seed=1, by=spans)
    >>> drawn["inclusion_probability"].between(0, 1).all().item()
    True
    """
    require_count("n", n, 1)
    rows = corpus.rows(scores.ids)
    if n > len(rows):
        raise UsageError(f"n is {n}, but there are {len(rows)} units to draw from; ask for fewer")
    population = population_of(scores, corpus, by=by, compared=compared, focus=focus)
    units, chances = choose(population, n, stories_numbers(population, seed), seed)
    order = np.argsort(_hashed(population.unit[units], seed, "order"), kind="stable")
    name, units_of = wave_name(population, seed, focus), (len(rows), _name_of_units(population))
    design = Design(name, n, seed, _told(by), population.compared, focus or "", *units_of)
    drawn = rows.iloc[units[order]].assign(
        inclusion_probability=chances[order],
        period=[population.labels[s] if s >= 0 else "" for s in population.stratum[units[order]]],
        design=design.to_text(),
    )
    table = _with_context(corpus, drawn.reset_index(drop=True))
    return table.rename(columns={"id": "unit", "parent": "document"})[COLUMNS]


def population_of(
    scores: ThemeScores,
    corpus: Corpus,
    *,
    by: By | None = None,
    compared: Sequence[str] | None = None,
    focus: str | None = None,
) -> Population:
    """What a coding sample of these scores is drawn from."""
    rows = corpus.rows(scores.ids)
    labels, period = _strata(rows, by)
    named = tuple(labels) if compared is None else tuple(str(name) for name in compared)
    for name in named:
        if name not in labels:
            raise UsageError(f"no period {name!r} to draw from{did_you_mean(name, labels)}")
    size, floor = (largest(scores), 0.5) if focus is None else (_spread(scores, focus), 1 - FOCUSED)
    stories, documents = group_codes(rows["story"]), group_codes(rows["parent"])
    texts, units = text_hashes(rows["text"]), text_hashes_of_ids(rows["id"].tolist())
    return Population(stories, documents, size, texts, period, labels, named, units, floor)


def _strata(rows: pd.DataFrame, by: By | None) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """The periods' names and (U) which; no periods where nothing is dated and none were asked for."""
    if by is None and rows["year"].isna().all():
        return (), np.full(len(rows), -1, dtype=np.int64)
    grouping = group_units(rows, by or "year")
    return grouping.labels, np.maximum(grouping.period, -1)


def _told(by: By | None) -> object:
    if isinstance(by, tuple):
        return [_told(part) for part in by]
    return by if by is None or isinstance(by, str) else {name: list(span) for name, span in by.items()}


def wave_name(population: Population, seed: int, focus: str | None) -> str:
    """A name for everything but n that a draw depends on: where it differs, a second draw is a wave of its own."""
    digest = hashlib.sha256(repr((seed, focus, population.labels, population.compared)).encode("utf-8"))
    for part in (population.story, population.document, population.text, population.stratum, population.unit):
        digest.update(np.ascontiguousarray(part).tobytes())
    digest.update(np.round(population.size / max(float(population.size.max()), 1e-300), 6).tobytes())
    return digest.hexdigest()[:16]


def _name_of_units(population: Population) -> str:
    """A hash of the units that can be drawn, whatever their order and scores."""
    units = np.sort(population.unit)
    return hashlib.sha256(np.ascontiguousarray(units).tobytes()).hexdigest()[:12]


def largest(scores: ThemeScores) -> Array:
    """(U) the largest theme score of each unit as a size above 0: the level, else the index above its median."""
    if scores.level is not None:
        return np.asarray(scores.level.max(axis=1), dtype=np.float64)
    top = scores.score.max(axis=1)
    return np.asarray(np.maximum(top - np.median(top), 0.0))


def predicted_chance(scores: ThemeScores, theme: str, prevalence: float = ASSUMED_PREVALENCE) -> Array:
    """(U) the chance that a unit carries the theme: the level of codes, else a logistic curve of the score.

    Without codes the score is taken to part the theme's units from the others by two of its standard deviations (the
    log odds rise by two a deviation), and the curve is put where the mean chance is `prevalence`: assumed, to be told
    where it is used. A gap taken too small loses most of what a focused draw gains, one too large little.
    """
    if theme not in scores.themes:
        raise UsageError(f"focus: no theme {theme!r}{did_you_mean(theme, scores.themes)}")
    t = scores.themes.index(theme)
    if scores.level is not None:
        return np.asarray(scores.level[:, t], dtype=np.float64)
    low, high, score = -60.0, 60.0, scores.score[:, t] - scores.score[:, t].mean()
    score = ASSUMED_GAP * score / (float(score.std()) or 1.0)
    for _ in range(60):
        middle = (low + high) / 2
        mean = float((1 / (1 + np.exp(-np.clip(score + middle, -60, 60)))).mean())
        low, high = (middle, high) if mean < prevalence else (low, middle)
    return np.asarray(1 / (1 + np.exp(-np.clip(score + low, -60, 60))))


def _spread(scores: ThemeScores, theme: str) -> Array:
    chance = predicted_chance(scores, theme)
    return np.asarray(np.sqrt(chance * (1 - chance)))


def expected_widening(
    scores: ThemeScores,
    corpus: Corpus,
    *,
    n: int,
    focus: str,
    by: By | None = None,
    compared: Sequence[str] | None = None,
) -> pd.DataFrame:
    """What a focused draw gains and costs: theme, widening (1.2: intervals a fifth wider than by the ordinary draw).

    The ratio of √Σ s(1 − s)/π over the stories, s the predicted chance of each theme; without codes the focused one is
    assumed to stand in 2 % of the units, each other in 10 %.
    """
    designs = [population_of(scores, corpus, by=by, compared=compared, focus=f) for f in (focus, None)]
    focused, plain = (inclusion_of(stories_of(p), p, n) for p in designs)
    story, rows = designs[0].story, []
    for theme in scores.themes:
        chance = predicted_chance(scores, theme, ASSUMED_PREVALENCE if theme == focus else ASSUMED_ELSEWHERE)
        spread = np.zeros(len(plain))
        np.maximum.at(spread, story, chance * (1 - chance))
        rows.append((theme, float(np.sqrt((spread / focused).sum() / max((spread / plain).sum(), 1e-300)))))
    return pd.DataFrame(rows, columns=["theme", "widening"])


def stories_of(population: Population) -> Stories:
    """The stories: largest size, earliest period, and the smallest hash of their texts, which names their content."""
    n = int(population.story.max()) + 1
    size, stratum = np.zeros(n), np.full(n, np.iinfo(np.int64).max)
    key = np.full(n, np.iinfo(np.uint64).max, dtype=np.uint64)
    np.maximum.at(size, population.story, population.size)
    np.minimum.at(key, population.story, population.text)
    dated = population.stratum >= 0
    np.minimum.at(stratum, population.story[dated], population.stratum[dated] + 1)
    return Stories(size, np.where(stratum > len(population.labels), 0, stratum).astype(np.intp), key)


def stories_numbers(population: Population, seed: int) -> Array:
    """(G) the permanent random number of each story, evenly spread within its period."""
    stories = stories_of(population)
    start = _hashed(np.arange(len(population.labels) + 1, dtype=np.uint64), seed, "start of a period")
    return spread_evenly(_hashed(stories.key, seed, "permanent number"), stories.stratum, start)


def _hashed(keys: NDArray[np.uint64], seed: int, label: str) -> Array:
    """A uniform number of each key, by a hash keyed with seed and label; equal keys are told apart by their places."""
    salt = hashlib.sha256(f"{seed} {label}".encode()).digest()
    twice = pd.Series(keys).groupby(keys).cumcount().to_numpy(dtype=np.uint64)
    parts = np.stack([keys, twice], axis=1).astype("<u8")
    digests = (hashlib.blake2b(row.tobytes(), digest_size=8, key=salt).digest() for row in parts)
    whole = np.frombuffer(b"".join(digests), dtype="<u8")
    return (whole.astype(np.float64) + 0.5) / 2.0**64


def spread_evenly(numbers: Array, stratum: Index, start: Array) -> Array:
    """(G) (rank + start)/N within each stratum: uniform for each story, and at equal steps (collocated sampling)."""
    order = np.lexsort((numbers, stratum))
    sizes = np.bincount(stratum, minlength=len(start))
    rank = np.empty(len(numbers))
    rank[order] = np.arange(len(numbers)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.asarray((rank + start[stratum]) / sizes[stratum])


def inclusion_of(stories: Stories, population: Population, n: int) -> Array:
    """(G) π of each story in a draw of n: it never falls as n grows."""
    size = np.bincount(stories.stratum, minlength=len(population.labels) + 1).astype(np.float64)
    compared = np.array([False, *(name in population.compared for name in population.labels)]) & (size > 0)
    expected = allocation(size, compared, float(min(n, len(stories.size))))
    chances = np.zeros(len(stories.size))
    for stratum in np.flatnonzero(size > 0):
        here = stories.stratum == stratum
        chances[here] = inclusion(stories.size[here], float(expected[stratum]), population.floor)
    return chances


def allocation(size: Array, compared: NDArray[np.bool_], n: float) -> Array:
    """(H) stories of each stratum: half of n equal over the compared ones, half in proportion, none above its size."""
    if not compared.any():
        return np.asarray(np.minimum(n * size / size.sum(), size))
    equal = _equal_parts(np.where(compared, size, 0.0), n / 2)
    found = equal + (n - equal.sum()) * size / size.sum()
    while (found > size + 1e-9).any():
        over = float(np.maximum(found - size, 0.0).sum())
        found = np.minimum(found, size)
        room = np.where(found < size - 1e-12, size, 0.0)
        found = found + over * room / max(float(room.sum()), 1e-300)
    return np.asarray(found)


def _equal_parts(size: Array, n: float) -> Array:
    """(H) n dealt equally, none above its size: min(size, level) with the level that makes them sum to n."""
    if size.sum() <= n:
        return size
    order = np.sort(size)
    below = np.concatenate([[0.0], np.cumsum(order)])[: len(order)]
    level = (n - below) / (len(order) - np.arange(len(order)))
    place = int(np.argmax(level <= order))
    return np.asarray(np.minimum(size, level[place]))


def inclusion(sizes: Array, n: float, floor: float = 0.5) -> Array:
    """Probabilities that sum to n, a part uniform and the rest by size, none above 1: the excess is dealt to others."""
    total = sizes.sum()
    by_size = sizes / total if total > 0 else np.full(len(sizes), 1.0 / len(sizes))
    mass: Array = floor / len(sizes) + (1 - floor) * by_size
    sure = np.zeros(len(sizes), dtype=bool)
    while True:
        left = n - sure.sum()
        chances = np.where(sure, 1.0, left * mass / max(float(mass[~sure].sum()), 1e-300))
        over = (chances >= 1.0) & ~sure
        if not over.any():
            return np.minimum(chances, 1.0)
        sure |= over


def choose(population: Population, n: int, numbers: Array, seed: int) -> tuple[Index, Array]:
    """Positions of about n units, and the probability that each had; `numbers` (G) are the stories' random numbers."""
    stories = stories_of(population)
    chances = inclusion_of(stories, population, n)
    drawn = np.flatnonzero(numbers <= chances)
    members = _members(population.story, len(chances))
    turns: list[tuple[Index, float]] = []
    for story in drawn.tolist():
        documents, where = np.unique(population.document[members[story]], return_inverse=True)
        one = 0
        if len(documents) > 1:
            one = int(np.argmin(_hashed(_keys(population, members[story], where), seed, "document of a story")))
        turns.append((members[story][where == one], float(chances[story]) / len(documents)))
    room = np.array([len(units) for units, _ in turns])
    takes = np.ones(len(turns), dtype=np.int64) if n <= len(chances) else _deal(room, n)
    picked, stated = [], []
    for (units, chance), take in zip(turns, takes.tolist()):
        if len(units) == 1:
            picked.append(units)
            stated.append(np.array([chance]))
            continue
        within = inclusion(population.size[units], take, population.floor)
        shuffled = np.argsort(_hashed(population.unit[units], seed, "passage of a document"), kind="stable")
        start = float(_hashed(population.unit[units[:1]], seed, "first passage")[0])
        places = shuffled[systematic(within[shuffled], start)]
        picked.append(units[places])
        stated.append(chance * within[places])
    none: tuple[list[Index], list[Array]] = ([np.empty(0, dtype=np.intp)], [np.empty(0)])
    return np.concatenate(picked or none[0]), np.concatenate(stated or none[1])


def n_of_further(
    population: Population, ids: Sequence[str], *, held: Collection[str], more: int, seed: int, least: int = 1
) -> tuple[int, int]:
    """The smallest n, from `least`, whose draw has `more` units that are not `held`, and how many it has.

    A story may bring more than one, so that a few more can come; fewer come where no more are left. `ids` (U) name the
    units of the population.
    """
    numbers, there = stories_numbers(population, seed), set(held)
    is_new = np.array([unit not in there for unit in ids], dtype=bool)

    def fresh(n: int) -> int:
        return int(is_new[choose(population, n, numbers, seed)[0]].sum())

    low = high = min(least, len(ids))
    step = more
    while high < len(ids) and fresh(high) < more:
        low, high, step = high + 1, min(high + step, len(ids)), 2 * step
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if fresh(middle) >= more else (middle + 1, high)
    return high, fresh(high)


def _keys(population: Population, units: Index, document: Index) -> NDArray[np.uint64]:
    """A key of each document: the smallest hash of its passages' ids."""
    key = np.full(int(document.max()) + 1, np.iinfo(np.uint64).max, dtype=np.uint64)
    np.minimum.at(key, document, population.unit[units])
    return key


def _members(groups: Index, n_groups: int) -> list[Index]:
    """The positions of each group."""
    order = np.argsort(groups, kind="stable")
    return np.split(order, np.cumsum(np.bincount(groups, minlength=n_groups))[:-1])


def systematic(chances: Array, start: float) -> Index:
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


def deal_coders(sample: pd.DataFrame, coders: Sequence[str], *, seed: int, overlap: float = 0.2) -> pd.DataFrame:
    """Who codes what: unit, coder; one row each, in the order of the sample (METHODS §10).

    Within a period a random share `overlap` of the units, at least 20, goes to every coder, the rest to one coder each,
    at random and in equal parts, so that no coder stands for a period. `sample`: of `draw_coding_sample`.
    """
    require_share("overlap", overlap)
    if not coders or len(set(coders)) < len(coders):
        raise UsageError("name at least one coder, each once")
    who: list[list[str]] = [[] for _ in range(len(sample))]
    for period, group in sample.reset_index(drop=True).groupby("period", sort=True):
        order = stream(seed, "coder", str(period)).permutation(len(group))
        places = group.index.to_numpy()[order].tolist()
        n_double = min(max(FEWEST_DOUBLES, round(overlap * len(places))), len(places))
        for k, place in enumerate(places):
            who[place] = list(coders) if k < n_double else [coders[(k - n_double + int(order[0])) % len(coders)]]
    rows = [(unit, coder) for unit, names in zip(sample["unit"], who) for coder in names]
    return pd.DataFrame(rows, columns=["unit", "coder"])


def _with_context(corpus: Corpus, units: pd.DataFrame) -> pd.DataFrame:
    """The units with the end of the passage before and the beginning of the one after."""
    kept = corpus.kept
    same = kept["parent"].eq(kept["parent"].shift())
    before = kept["text"].shift().where(same, "").str[-CONTEXT_CHARACTERS:]
    after = kept["text"].shift(-1).where(kept["parent"].eq(kept["parent"].shift(-1)), "").str[:CONTEXT_CHARACTERS]
    places = pd.Index(kept["id"]).get_indexer(units["id"])
    return units.assign(before=before.iloc[places].to_numpy(), after=after.iloc[places].to_numpy())
