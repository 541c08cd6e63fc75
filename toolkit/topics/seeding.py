"""The seed-informed start: word distributions that named themes begin from (METHODS §7)."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.base.checks import require_count
from toolkit.base.errors import ThemesError, UsageError
from toolkit.base.streams import stream
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Themes
from toolkit.words.vocabulary import Vocabulary

Array = NDArray[np.float64]
# Shape of the gamma noise free topics start with. Beside themes they start close to the corpus and part later, so that
# which way they part disturbs no theme; with 1 they swallow a theme now and then. Alone, .3 parts them soonest
# (figures: bench topics, "Chosen once").
BESIDE_THEMES, ALONE = 400.0, 0.3
MOST_TOPICS = 1000


@dataclass(frozen=True)
class Start:
    """What a fit begins from: `topic_term` (K, V) rows summing to one, `names`, `roles`, seed `columns` a theme, and
    `excluded` columns a theme, which stay zero."""

    topic_term: Array
    names: tuple[str, ...]
    roles: tuple[str, ...]
    columns: tuple[tuple[int, ...], ...]
    excluded: tuple[tuple[int, ...], ...]

    @property
    def guided(self) -> bool:
        """True where there are named themes."""
        return bool(self.columns)

    @property
    def n_own(self) -> int:
        """Topics but the background topic, which is the last."""
        return len(self.roles) - self.roles.count("background")


def layout(n_topics: int, themes: Themes | None, background: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names and roles of the topics: named themes, free topics (`topic_7` stands in row 7), background last.

    Raises UsageError when `n_topics` leaves no room or is above 1,000, ThemesError for a theme named as one of the
    others.
    """
    require_count("n_topics", n_topics, 1)
    if n_topics > MOST_TOPICS:
        raise UsageError(f"n_topics is {n_topics:,}, but at most {MOST_TOPICS:,} are fitted; nobody can read more")
    keys = () if themes is None else themes.keys
    needed = len(keys) + int(background)
    if n_topics < needed:
        raise UsageError(
            f"n_topics is {n_topics}, but {len(keys)} themes{' and a background topic' if background else ''} "
            f"need at least {needed}; raise n_topics"
        )
    free = range(len(keys), n_topics - int(background))
    taken = [key for key in keys if key in {f"topic_{k}" for k in free} or (background and key == "background")]
    if taken:
        raise ThemesError(f"theme {taken[0]!r} bears the name of a free topic, whose share it would take; rename it")
    names = (*keys, *(f"topic_{k}" for k in free), *(["background"] * background))
    roles = (*["theme"] * len(keys), *["topic"] * len(free), *["background"] * background)
    return tuple(names), tuple(roles)


def present_themes(vocabulary: Vocabulary, themes: Themes | None) -> tuple[Themes | None, tuple[str, ...]]:
    """The themes with a seed in the vocabulary, and the keys of the others; ThemesError where all are others."""
    if themes is None or not len(themes):
        return themes, ()
    present = tuple(theme for theme in themes if vocabulary.columns(theme.seed_terms))
    if not present:
        first = themes[themes.keys[0]]
        raise ThemesError(
            f"no seed of any theme is in the vocabulary (theme {first.key!r}: {', '.join(first.seeds[:4])}); "
            "segment with lexicon=themes, build the vocabulary with keep=themes, or choose seeds that occur"
        )
    absent = tuple(key for key in themes.keys if all(theme.key != key for theme in present))
    return (replace(themes, themes=present) if absent else themes), absent


def make_start(
    counts: TermCounts, *, n_topics: int, themes: Themes | None, background: bool, seed: int, alone: float = ALONE
) -> Start:
    """The start of every topic from the corpus and the seeds' surroundings; `alone`: the noise where none is named."""
    names, roles = layout(n_topics, themes, background)
    columns = tuple(tuple(counts.vocabulary.columns(theme.seed_terms)) for theme in themes or ())
    excluded = tuple(tuple(counts.vocabulary.columns(theme.exclude_terms)) for theme in themes or ())
    totals = np.asarray(counts.matrix.sum(axis=0), dtype=np.float64).ravel()
    corpus = (totals + 1e-12) / (totals + 1e-12).sum()
    rows = []
    if columns:
        rows.extend(_themed(counts.matrix, columns, excluded, corpus))
    random, shape = stream(seed, "free topics"), BESIDE_THEMES if columns else alone
    for role in roles[len(columns) :]:
        noise = 1.0 if role == "background" else random.gamma(shape, 1.0 / shape, size=len(corpus))
        rows.append(corpus * noise)
    start = np.vstack(rows)
    return Start(start / start.sum(axis=1, keepdims=True), names, roles, columns, excluded)


def _themed(matrix: Any, columns: Any, excluded: Any, corpus: Array) -> list[Array]:
    """H_k = 0.8 q_k·max(q_k / p − 1, 0) + 0.2 p, seeds doubled, exclusions zero; q_k: words of units with its seeds.

    A unit weighs (share of its seed hits that are k's) · log(1 + hits) · (distinct seeds of k in it): with the last,
    measured, a theme of 3 % of the units is found where without it stray hits elsewhere outweigh its own units.
    """
    hits = np.column_stack([np.asarray(matrix[:, list(c)].sum(axis=1)).ravel() for c in columns]).astype(np.float64)
    total = hits.sum(axis=1)
    distinct = np.column_stack([np.asarray((matrix[:, list(c)] > 0).sum(axis=1)).ravel() for c in columns])
    weight = hits / np.maximum(total, 1.0)[:, None] * np.log1p(total)[:, None] * distinct
    themed = np.asarray(matrix.T @ weight).T
    rows = []
    for k, row in enumerate(themed):
        q = row / max(row.sum(), 1e-300)
        lifted = q * np.maximum(q / corpus - 1.0, 0.0)
        lifted = lifted / lifted.sum() if lifted.sum() > 0 else corpus
        start = 0.8 * lifted + 0.2 * corpus
        start[list(columns[k])] *= 2.0
        start[list(excluded[k])] = 0.0
        rows.append(start / start.sum())
    return rows
