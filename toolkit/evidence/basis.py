"""What a theme's topic rests on: its seeds, the company they keep, and the rest (METHODS §17)."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import did_you_mean, require_count
from toolkit.base.errors import UsageError
from toolkit.evidence.seed_evidence import SeedEvidence, seed_columns, seed_evidence
from toolkit.evidence.seed_suggestions import log_odds
from toolkit.topics.model import TopicModel
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Themes

Array = NDArray[np.float64]
COLUMNS = ["theme", "topic", "seeds", "companions", "rest", "seeded", "largest_seed", "words", "holds"]
CLOSER = np.log(2.0)  # a companion's odds beside the seeds are surely twice those elsewhere
SURE = 2.0  # standard errors
FEWEST_TWICE = 20  # units with two distinct seeds; with fewer, units with one speak
# Of the mass of a theme's topic, what must stand in units that hold one of its seeds. Ten sections of labelled news,
# whose topics are what they are called: .69 to .96; sixteen topics of foreign affairs that had drifted: .11 to .45.
LEAST_SEEDED = 0.5


def theme_basis(model: TopicModel, counts: TermCounts, themes: Themes, *, n: int = 12) -> pd.DataFrame:
    """One row a theme with a topic of its own: what the topic's words are, and whether they are the theme's.

    seeds, companions, rest: shares of the topic's mass (sum to one) held by the theme's seeds, by terms whose odds in
    units with two distinct seeds (one, where under twenty units hold two) are surely twice those in units without, and
    by all others; seeded: the part of the topic's tokens that stands in units with a seed; largest_seed: the part of
    its seeds' tokens that one seed has; words: the n most *probable* terms, which FREX hides; holds: seeded is at
    least a half, so that the share can be called the theme's. A theme that no topic bears, or whose seeds never occur,
    has no row.

    Raises UsageError for what is no topic model, and where no topic bears any of the themes; AlignmentError for counts
    of other units than the model's.

    >>> basis = tk.theme_basis(model, counts, themes)
    >>> basis[["seeds", "companions", "rest"]].sum(axis=1).round(6).unique().tolist()
    [1.0]
    """
    require_count("n", n, 1)
    _require_a_topic(model, themes)
    model.require_same_units(counts)
    evidence, rows = seed_evidence(counts, themes), []
    for t, theme in enumerate(themes):
        own = [seed_columns(counts.vocabulary, theme, term) for term in theme.seed_terms]
        seeds = sorted({column for columns in own for column in columns})
        if theme.key not in model.names or not seeds or not evidence.hits[:, t].any():
            continue
        topic = model.topic_names.index(theme.key)
        words = model.topic_term[topic]
        beside = np.setdiff1d(companions(counts, evidence, t), seeds)
        held = float(words[seeds].sum()), float(words[beside].sum())
        tokens = np.array([counts.matrix[:, columns].sum() for columns in own], dtype=np.float64)
        seeded = _seeded(model, evidence, t, topic)
        top = [model.vocabulary.terms[i].replace("_", " ") for i in np.argsort(-words, kind="stable")[:n]]
        largest = float(tokens.max() / tokens.sum())
        rows.append((theme.key, topic, *held, 1.0 - sum(held), seeded, largest, ", ".join(top), seeded >= LEAST_SEEDED))
    return pd.DataFrame(rows, columns=COLUMNS)


def _require_a_topic(model: TopicModel, themes: Themes) -> None:
    """Scores have no topics, and a model of other themes would give an empty table that looks like a clean one."""
    if not isinstance(model, TopicModel):
        raise UsageError(
            f"theme_basis asks what topics rest on, and {type(model).__name__} has none; what scores rest on is told "
            "by weights_table(scores, themes, mask_seeds=True)"
        )
    if len(themes) and set(themes.keys).isdisjoint(model.names):
        raise UsageError(
            f"no topic of this model bears {', '.join(themes.keys[:3])}{did_you_mean(themes.keys[0], model.names)}; "
            "pass the themes that it was fitted with, or fit it with these"
        )


def basis_said(basis: pd.DataFrame, theme: str) -> str:
    """What a theme's topic rests on, for a card: "lda .12 .30 .58, seeded .21 (does not hold)"; "" where it has none.

    `basis`: rows of `theme_basis`, with a column method where there are several.
    """
    said = []
    for row in basis[basis["theme"] == theme].to_dict("records"):
        shares = " ".join(f"{row[name]:.2f}".removeprefix("0") for name in ("seeds", "companions", "rest"))
        seeded = f"{row['seeded']:.2f}".removeprefix("0")
        said.append(
            f"{row.get('method', '')} {shares}, seeded {seeded}{'' if row['holds'] else ' (does not hold)'}".strip()
        )
    return "; ".join(said)


def companions(counts: TermCounts, evidence: SeedEvidence, t: int) -> NDArray[np.int64]:
    """The columns of the terms that keep the seeds' company, for theme column `t`; seeds may be among them."""
    distinct = evidence.distinct[:, t]
    inside = distinct >= 2 if (distinct >= 2).sum() >= FEWEST_TWICE else distinct >= 1
    outside = distinct == 0
    binary = counts.matrix.sign()
    a = np.asarray(binary.T @ inside.astype(float)).ravel()
    b = np.asarray(binary.T @ outside.astype(float)).ravel()
    ratio, error = log_odds(a, b, float(inside.sum()), float(outside.sum()))
    return np.flatnonzero(ratio - SURE * error > CLOSER)


def _seeded(model: TopicModel, evidence: SeedEvidence, t: int, topic: int) -> float:
    mass = model.doc_topic[:, topic] * evidence.length
    return float(mass[evidence.hits[:, t] > 0].sum() / max(mass.sum(), 1e-300))
