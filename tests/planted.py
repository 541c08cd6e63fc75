"""Corpora with known truth (METHODS §15): themes over a Zipf vocabulary, periods with known shares, imperfect coders.

    from tests.planted import plant

    planted = plant(seed=1)                                  # clean: 4 years of 300 units, 4 themes among 6 topics
    planted = plant(seed=1, background=0.5, reprints=0.3)     # shared background words, 30 % heavy-tailed reprints
    planted.counts, planted.corpus, planted.themes            # what the toolkit sees
    planted.theta, planted.present, planted.shares            # what it should find
    planted.scores(seed=1), planted.codes(seed=1, n=60)       # simulated theme scores and coders

Everything is vectorised: 1,200 units take about 0.1 s.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import beta

from toolkit.base.streams import stream
from toolkit.documents.corpus import Corpus
from toolkit.evidence.codes import Coding
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Themes, themes_from_dict
from toolkit.words.vocabulary import Vocabulary

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Design:
    """What is planted. Shares are of a unit's words; `changes` are added to the themes' shares from first to last."""

    n_periods: int = 4
    units: int = 300  # units a period, on average
    n_themes: int = 4
    n_topics: int = 6  # themes and other topics
    n_terms: int = 1500
    length: int = 150  # words a unit, on average (log-normal)
    theme_mass: float = 0.6  # what the themes have together in the first period
    changes: tuple[float, ...] = (0.10, -0.05)  # for the first themes; the other topics give way
    drift: float = 0.0  # sd of a random log-ratio by period and topic, on top of `changes`
    concentration: float = 2.0  # of the units' Dirichlet: 2 gives a share of .15 the sd .21
    sharpness: float = 0.05  # shape of the gamma that makes topics differ: smaller is sharper
    background: float = 0.0  # share of every topic's words that come from one common distribution
    reprints: float = 0.0  # share of units that reprint a story of their period, heavy-tailed
    uneven: bool = False  # periods of 0.4 to 1.6 times `units`
    mixing: bool = False  # three sources of different leaning whose mix turns round
    rare: bool = False  # the last theme is present in 3 % of units
    undated: float = 0.0
    year_only: float = 0.0
    n_seeds: int = 6
    texts: bool = True  # False leaves the texts empty, which is faster
    present_from: float = 0.2  # a theme is present in a unit that gives it at least this share


@dataclass(frozen=True, eq=False)
class Planted:
    """A planted corpus and its truth; U units, K topics of which the first T are the themes, P periods."""

    design: Design
    seed: int
    counts: TermCounts
    corpus: Corpus
    themes: Themes
    phi: Array  # (K, V) words of topics
    theta: Array  # (U, K) shares of units
    period: NDArray[np.int64]  # (U) true period of each unit, also of undated ones
    story: NDArray[np.int64]  # (U)
    source: NDArray[np.int64]  # (U)
    means: Array  # (P, 3, K) expected shares by period and source
    mix: Array  # (P, 3) expected mix of sources
    periods: tuple[str, ...] = field(default=())

    @property
    def n_themes(self) -> int:
        return self.design.n_themes

    @property
    def shares(self) -> Array:
        """(P, K) the expected share of each topic: the truth for `measure="share"`."""
        return np.einsum("ps,psk->pk", self.mix, self.means)

    @property
    def realised_shares(self) -> Array:
        """(P, K) the mean share over the units of each period as they came out."""
        return np.stack([self.theta[self.period == p].mean(axis=0) for p in range(len(self.periods))])

    @cached_property
    def present(self) -> NDArray[np.bool_]:
        """(U, K) does the unit carry the topic?"""
        return self.theta >= self.design.present_from

    @cached_property
    def dominant(self) -> NDArray[np.int64]:
        """(U) the topic with the largest share."""
        return np.argmax(self.theta, axis=1)

    def presence(self, error: float = 0.0) -> Array:
        """(P, K) the expected share of units that coders with this error say carry the topic (their own target)."""
        a = self.design.concentration
        p = beta.sf(self.design.present_from, a * self.means, np.maximum(a * (1 - self.means), 1e-9))
        return np.einsum("ps,psk->pk", self.mix, p * (1 - 2 * error) + error)

    def scores(self, seed: int, noise: float = 1.0) -> ThemeScores:
        """Simulated theme scores: log odds of the true share plus Gaussian noise; one score a story."""
        rng = stream(seed, "planted", "scores", self.seed)
        odds = np.log(self.theta[:, : self.n_themes] + 0.02) - np.log(1.02 - self.theta[:, : self.n_themes])
        odds = odds + noise * rng.standard_normal((int(self.story.max()) + 1, self.n_themes))[self.story]
        terms = self.counts.vocabulary.terms
        weights = np.zeros((self.n_themes, len(terms)))
        return ThemeScores(odds, None, self.counts.ids, self.themes.keys, "seeds", weights, terms)

    def codes(
        self,
        seed: int,
        n: int = 60,
        error: float = 0.0,
        by_score: ThemeScores | None = None,
        question: str = "presence",
        coder: str = "simulated",
    ) -> Coding:
        """Codes of `n` stories a period, one unit a story: 0/1, wrong with probability `error`.

        Drawn at random, or, given scores, with π ∝ ½ uniform + ½ largest score (by rank), never under n/2N
        (METHODS §10); the inclusion probability is the story's times one over its units in the period.
        """
        rng = stream(seed, "planted", "codes", self.seed)
        ids, rows = np.asarray(self.counts.ids, dtype=object), []
        for p in range(len(self.periods)):
            here = np.flatnonzero(self.period == p)
            stories, first, copies = np.unique(self.story[here], return_index=True, return_counts=True)
            pi = inclusion(len(stories), n, None if by_score is None else by_score.score[here[first]].max(axis=1))
            drawn = np.flatnonzero(systematic(pi, rng))
            for s in drawn:
                unit = rng.choice(here[self.story[here] == stories[s]])
                rows.append((int(unit), float(pi[s] / copies[s])))
        unit, pi_unit = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
        t = self.n_themes
        truth = self.present[unit, :t]
        if question == "main theme":
            truth = self.dominant[unit, None] == np.arange(t)[None, :]
        value = np.where(rng.random(truth.shape) < error, ~truth, truth).astype(int)
        frame = pd.DataFrame(
            {
                "unit": np.repeat(ids[unit], t),
                "coder": coder,
                "theme": list(self.themes.keys) * len(unit),
                "value": value.ravel(),
                "inclusion_probability": np.repeat(pi_unit, t),
            }
        )
        return Coding(frame, question, f"a simulated coder, wrong in {error:.0%} of codes")


def inclusion(n_stories: int, n: int, score: Array | None) -> Array:
    """(G) inclusion probabilities that sum to about n."""
    n = min(n, n_stories)
    pi = np.full(n_stories, n / n_stories)
    if score is None:
        return pi
    rank = np.argsort(np.argsort(score, kind="stable"), kind="stable") + 1.0
    pi = 0.5 * n / n_stories + 0.5 * n * rank / rank.sum()
    return np.clip(pi, n / (2 * n_stories), 1.0)


def systematic(pi: Array, rng: np.random.Generator) -> NDArray[np.bool_]:
    """A sample of fixed size (to within one) with these inclusion probabilities, in random order."""
    order = rng.permutation(len(pi))
    edges = np.concatenate([[0.0], np.cumsum(pi[order])]) + rng.random()
    chosen = np.zeros(len(pi), dtype=bool)
    chosen[order] = np.floor(edges[1:] + 1e-9) > np.floor(edges[:-1] + 1e-9)
    return chosen


def _rare_share(design: Design) -> float:
    """The mean share that makes a theme present in 3 % of units."""
    a, cut = design.concentration, design.present_from
    return float(brentq(lambda m: beta.sf(cut, a * m, a * (1 - m)) - 0.03, 1e-4, 0.3))


def _means(design: Design, rng: np.random.Generator) -> tuple[Array, Array]:
    """(P, 3, K) expected shares by period and source, and (P, 3) the mix of sources."""
    p, k, t = design.n_periods, design.n_topics, design.n_themes
    base = np.full(k, (1 - design.theme_mass) / max(k - t, 1))
    base[:t] = np.linspace(1.4, 0.6, t) * design.theme_mass / t
    if design.rare:
        base[t - 1] = _rare_share(design)
    line = np.linspace(0, 1, p)[:, None] if p > 1 else np.zeros((1, 1))
    table = np.tile(base, (p, 1))
    planned = np.zeros(k)
    planned[: len(design.changes[:t])] = design.changes[:t]
    table[:, :t] += line * planned[:t]
    if k > t:  # the other topics give way
        table[:, t:] *= ((1 - table[:, :t].sum(axis=1)) / table[:, t:].sum(axis=1))[:, None]
    if (table <= 0).any():
        raise ValueError("these changes leave no room for a topic")
    fixed = t - 1 if design.rare else None
    wander = np.exp(design.drift * rng.standard_normal((p, k)))
    if fixed is not None:
        wander[:, fixed] = 1.0
    table = table * wander
    table /= table.sum(axis=1, keepdims=True)
    tilt = np.ones((3, k))
    if design.mixing:
        tilt[0, ::2], tilt[2, ::2] = 1.8, 0.6
        if fixed is not None:
            tilt[:, fixed] = 1.0
    means = table[:, None, :] * tilt[None]
    means /= means.sum(axis=2, keepdims=True)
    first, last = np.array([0.6, 0.3, 0.1]), np.array([0.1, 0.3, 0.6])
    mix = (1 - line) * first + line * last if design.mixing else np.tile(first, (p, 1))
    return means, mix


def _topics(design: Design, rng: np.random.Generator) -> Array:
    """(K, V) word distributions: Zipf times gamma noise, mixed with a common background."""
    zipf = 1.0 / (np.arange(design.n_terms) + 2.7)
    zipf = rng.permutation(zipf / zipf.sum())
    phi = zipf * rng.gamma(design.sharpness, size=(design.n_topics, design.n_terms)) + 1e-12
    phi /= phi.sum(axis=1, keepdims=True)
    if design.background:
        common = zipf * (rng.random(design.n_terms) < 0.2)
        phi = (1 - design.background) * phi + design.background * common / common.sum()
    return phi


def _seeds(phi: Array, design: Design, terms: tuple[str, ...]) -> Themes:
    """Seeds a researcher might give: frequent words of the theme that are at least three times as frequent in it."""
    described, taken = {}, set()
    mean = phi.mean(axis=0)
    for t in range(design.n_themes):
        fitting = phi[t] * (phi[t] > 3 * (mean * len(phi) - phi[t]) / max(len(phi) - 1, 1))
        order = [int(w) for w in np.argsort(-fitting, kind="stable") if int(w) not in taken][: design.n_seeds]
        taken.update(order)
        described[f"theme_{t + 1:02d}"] = [terms[w] for w in order]
    return themes_from_dict(described)


def _stories(period: NDArray[np.int64], design: Design, rng: np.random.Generator) -> NDArray[np.int64]:
    """(U) the unit that each unit reprints (itself, for most): a few stories take most reprints."""
    origin = np.arange(len(period))
    for p in range(design.n_periods):
        here = np.flatnonzero(period == p)
        again = rng.random(len(here)) < design.reprints
        again[0] = False
        first = here[~again]
        weight = rng.pareto(1.2, len(first)) + 0.05
        origin[here[again]] = rng.choice(first, size=int(again.sum()), p=weight / weight.sum())
    return origin


def _words(theta: Array, phi: Array, design: Design, rng: np.random.Generator) -> sp.csr_matrix:
    """(U, V) counts: lengths log-normal, topics multinomial, words from their topics."""
    length = np.maximum(rng.lognormal(np.log(design.length) - 0.125, 0.5, len(theta)).astype(int), 20)
    n_uk = rng.multinomial(length, theta / theta.sum(axis=1, keepdims=True))
    rows, cols = [], []
    for k in range(design.n_topics):
        rows.append(np.repeat(np.arange(len(theta)), n_uk[:, k]))
        edges = np.cumsum(phi[k])
        cols.append(np.searchsorted(edges / edges[-1], rng.random(int(n_uk[:, k].sum())), side="right"))
    row, col = np.concatenate(rows), np.concatenate(cols)
    return sp.csr_matrix((np.ones(len(row), dtype=np.int32), (row, col)), shape=(len(theta), design.n_terms))


def _reprinted(matrix: sp.csr_matrix, origin: NDArray[np.int64], rng: np.random.Generator) -> sp.csr_matrix:
    """Reprints repeat their origin's words, each lost with probability 5 %."""
    matrix = matrix[origin].tocsr()
    again = np.repeat(origin != np.arange(len(origin)), np.diff(matrix.indptr))
    matrix.data = np.where(again, rng.binomial(matrix.data, 0.95), matrix.data).astype(np.int32)
    return matrix


def _frame(
    matrix: sp.csr_matrix,
    terms: tuple[str, ...],
    period: NDArray[np.int64],
    source: NDArray[np.int64],
    origin: NDArray[np.int64],
    design: Design,
    rng: np.random.Generator,
) -> Corpus:
    n, text = len(period), [""] * len(period)
    if design.texts:
        spelled = np.repeat(np.asarray(terms, dtype=object)[matrix.indices], matrix.data)
        text = [" ".join(part) for part in np.split(spelled, np.cumsum(np.asarray(matrix.sum(axis=1)).ravel())[:-1])]
    year = 2016 + period
    day = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]") + rng.integers(0, 365, n)
    date, precision = np.datetime_as_string(day).astype(object), np.full(n, "day", dtype=object)
    coarse, lost = rng.random(n) < design.year_only, rng.random(n) < design.undated
    date[coarse], precision[coarse] = year[coarse].astype(str), "year"
    date[lost], precision[lost] = None, None
    ids = [f"u{i:05d}" for i in range(n)]
    frame = pd.DataFrame(
        {
            "id": ids,
            "text": text,
            "date": date,
            "date_precision": precision,
            "year": pd.array(np.where(lost, None, year), dtype="Int64"),
            "source": np.array(["A", "B", "C"], dtype=object)[source],
            "story": [f"s{i:05d}" for i in origin],
        }
    )
    return Corpus(frame)


def plant(seed: int, design: Design | None = None, **options: Any) -> Planted:
    """A planted corpus of `design`, or of a `Design(**options)`; the same seed gives the same corpus."""
    design = design or Design(**options)
    rng = stream(seed, "planted")
    means, mix = _means(design, rng)
    phi = _topics(design, rng)
    size = np.linspace(0.4, 1.6, design.n_periods) if design.uneven else np.ones(design.n_periods)
    period = np.repeat(np.arange(design.n_periods), np.maximum((size * design.units).astype(int), 1))
    origin = _stories(period, design, rng)
    source = (rng.random(len(period))[:, None] > np.cumsum(mix, axis=1)[period]).sum(axis=1).clip(0, 2)
    gamma = rng.gamma(np.maximum(design.concentration * means[period, source], 1e-3)) + 1e-12
    theta = (gamma / gamma.sum(axis=1, keepdims=True))[origin]
    matrix = _reprinted(_words(theta, phi, design, rng), origin, rng)
    terms = tuple(f"w{i:05d}" for i in range(design.n_terms))
    corpus = _frame(matrix, terms, period, source, origin, design, rng)
    counts = TermCounts(matrix, tuple(corpus.frame["id"]), Vocabulary(terms), story=tuple(corpus.frame["story"]))
    story = np.unique(origin, return_inverse=True)[1].astype(np.int64)
    periods = tuple(str(2016 + p) for p in range(design.n_periods))
    themes = _seeds(phi, design, terms)
    return Planted(design, seed, counts, corpus, themes, phi, theta, period, story, source, means, mix, periods)


CELLS: Mapping[str, Mapping[str, Any]] = {
    "clean": {},
    "background": {"background": 0.5},
    "reprints": {"reprints": 0.3},
    "background and reprints": {"background": 0.5, "reprints": 0.3},
    "uneven": {"uneven": True},
    "mixing": {"mixing": True},
    "rare": {"rare": True},
}
