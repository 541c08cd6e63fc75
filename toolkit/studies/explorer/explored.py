"""What an explorer shows: documents, their passages, and the subjects (themes, topics) that passages carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.tongues import in_language
from toolkit.documents.corpus import Corpus
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.topics.model import TopicModel
from toolkit.topics.quality.distances import topic_distances, topic_places
from toolkit.topics.terms import top_terms
from toolkit.trends.estimates import Prevalence
from toolkit.words.conditions import UNHELD
from toolkit.words.themes import Theme

LEAST_SHARE = 0.1  # of a passage's words, from which on a topic is said to be in it
WORDS = 15
SPEAKING = 40  # words of a theme that are marked in its passages
WEIGHED = 1000  # words of a theme that choose the paragraph shown, the heaviest
Index = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Subject:
    """A theme or topic: what it is called, its words, and the units that carry it.

    `units` (n) indices into the units, ascending; `values` (n) a theme's score or a topic's share, all above zero;
    `speaks`: words marked in its passages; `weights`: term → what it weighs where a paragraph of a document is chosen;
    `colour`: a theme's place in its list, by which every figure paints it, -1 for a free topic.
    """

    key: str
    label: str
    kind: str
    units: Index
    values: NDArray[np.float64]
    words: tuple[str, ...] = ()
    speaks: tuple[str, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    seeds: tuple[str, ...] = ()
    told: str = ""
    colour: int = -1


@dataclass(frozen=True, eq=False)
class Map:
    """A model's topics on a plane: rows subject (its key), label, share, x, y; `kept` of the squared distances."""

    method: str
    kept: float
    points: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Explored:
    """All that is shown: `ids` of the units in order, their `corpus`, the `documents` they are parts of.

    `by`: year, quarter or month, the steps of the slider; `figures` and `groups`: prevalences whose figures lead to
    passages, by time and by outlet, as (prevalence, spans or ""); `texts`: False leaves the texts out.
    """

    title: str
    language: str
    ids: tuple[str, ...]
    corpus: Corpus
    documents: Corpus
    subjects: tuple[Subject, ...]
    maps: tuple[Map, ...] = ()
    by: str = "year"
    figures: tuple[tuple[Prevalence, Any], ...] = ()
    groups: Prevalence | None = None
    level: float = 0.95
    texts: bool = True
    beside: str = ""


def themes_explored(
    scores: ThemeScores, ids: Sequence[str], themes: Mapping[str, Theme], words: Mapping[str, Sequence[str]], lang: str
) -> list[Subject]:
    """A subject a scored theme: the units with a score above 0, the words of its regression, its seeds."""
    place = {name: i for i, name in enumerate(scores.ids)}
    order = [place[name] for name in ids]
    made = []
    for t, key in enumerate(scores.themes):
        values, weight = scores.score[order, t], scores.weights[t]
        heavy = [i for i in np.argsort(-np.abs(weight), kind="stable")[:WEIGHED].tolist() if weight[i]]
        terms = {scores.terms[i]: round(float(weight[i]), 4) for i in heavy if not scores.terms[i].endswith(UNHELD)}
        theme = themes.get(key)
        seeds = () if theme is None else tuple(theme.seed_terms)
        speaks = [term for term in sorted(terms, key=lambda t: (-terms[t], t)) if terms[term] > 0][:SPEAKING]
        made.append(
            Subject(
                key,
                key.replace("_", " ") if theme is None else theme.name(lang),
                "theme",
                *_carrying(values, 0.0),
                words=tuple(words.get(key, ()))[:WORDS] or tuple(speaks[:WORDS]),
                speaks=tuple(dict.fromkeys([*seeds, *speaks])),
                weights=terms,
                seeds=seeds,
                told="" if theme is None else in_language(theme.description, lang),
                colour=list(themes).index(key) if theme is not None else t,
            )
        )
    return made


def topics_explored(
    model: TopicModel, prefix: str, *, left_out: Sequence[str], labels: Mapping[str, str]
) -> list[Subject]:
    """A subject a topic name of the model: the units of which it holds a share of LEAST_SHARE or more."""
    words, made = words_of(model), []
    for n, name in enumerate(model.names):
        if name in left_out:
            continue
        weights = {term: round(p, 5) for term, p in words[name].items()}
        terms = tuple(weights)
        label = labels.get(name) or f"{name.replace('_', ' ')}: {', '.join(t.replace('_', ' ') for t in terms[:3])}"
        units, values = _carrying(model.shares[:, n], LEAST_SHARE)
        place = list(labels).index(name) if name in labels else -1
        named = Subject(f"{prefix}{name}", label, "topic", units, values, terms[:WORDS], terms, weights, colour=place)
        made.append(named)
    return made


def words_of(model: TopicModel, n: int = 25) -> dict[str, dict[str, float]]:
    """Topic name → its first terms by FREX, with their probability."""
    found: dict[str, dict[str, float]] = {}
    for row in top_terms(model, n=n).to_dict("records"):
        own = found.setdefault(str(row["name"]), {})
        if not str(row["term"]).endswith(UNHELD):
            own.setdefault(str(row["term"]), float(row["probability"]))
    return found


def map_of(model: TopicModel, method: str, subjects: Sequence[Subject], prefix: str) -> Map:
    """The map of a model; each topic knows the subject whose passages it leads to ("" for none)."""
    distances = topic_distances(model)
    places = topic_places(distances)
    spread = float((distances**2).sum()) / (2 * model.n_topics)
    table = pd.DataFrame({"name": model.topic_names, "share": _room(model), "x": places[:, 0], "y": places[:, 1]})
    kept = round(float((places**2).sum()) / spread, 3) if spread > 0 else 1.0
    known = {subject.key: subject for subject in subjects}
    keys = [next((k for k in (name, prefix + name) if k in known), "") for name in table["name"]]
    labels = [known[key].label if key else name.replace("_", " ") for key, name in zip(keys, table["name"])]
    return Map(method, kept, table.assign(subject=keys, label=labels)[["subject", "label", "share", "x", "y"]])


def _room(model: TopicModel) -> NDArray[np.float64]:
    """(K) the share of the corpus's words in each topic; of the units' shares where their lengths are not known."""
    if model.counts is None or model.counts.matrix.shape[0] != len(model.ids):
        return np.asarray(model.doc_topic.mean(axis=0))
    length = np.asarray(model.counts.matrix.sum(axis=1), dtype=np.float64).ravel()
    return np.asarray(length @ model.doc_topic / max(float(length.sum()), 1.0))


def part_of(subject: Subject, kept: NDArray[np.bool_]) -> Subject:
    """The subject among the units that are `kept` (U), which are counted anew."""
    place = np.cumsum(kept) - 1
    held = kept[subject.units]
    return replace(subject, units=place[subject.units[held]], values=subject.values[held])


def _carrying(values: NDArray[np.float64], least: float) -> tuple[Index, NDArray[np.float64]]:
    units = np.flatnonzero(values > 0 if least <= 0 else values >= least)
    return units.astype(np.int64), np.asarray(values[units], dtype=np.float64)
