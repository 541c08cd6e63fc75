"""Names for found topics: proposed by seeds, given by a person."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from toolkit.base.errors import UsageError
from toolkit.topics.model import TopicModel
from toolkit.words.themes import SLUG, Themes

TOP_TERMS = 50
LEAST_LIFT = 2.0


def name_topics(model: TopicModel, names: Mapping[str, int | Sequence[int]]) -> TopicModel:
    """The model with names given to topics: {"citizen_protection": (3, 17)}; nothing is reordered.

    Topics that share a name are summed wherever themes are measured, those that bore it before included. Their role
    becomes "theme". Raises UsageError for a topic that does not exist, is the background, or is named twice.

    >>> free = tk.fit_lda(counts, n_topics=12, seed=1)
    >>> tk.name_topics(free, {"kieu_bao": (3, 7)}).topic_names.count("kieu_bao")
    2
    """
    topic_names, roles = list(model.topic_names), list(model.roles)
    given: dict[int, str] = {}
    for name, topics in names.items():
        if not SLUG.fullmatch(name):
            raise UsageError(
                f"topic name {name!r} must be lower-case letters, digits and _, as citizen_protection, not id"
            )
        if any(r == "background" and n == name for n, r in zip(model.topic_names, model.roles)):
            raise UsageError(f"{name!r} is the name of the background topic; choose another")
        for topic in [topics] if isinstance(topics, (int, np.integer)) else list(topics):
            _require_topic(model, name, topic)
            if given.setdefault(int(topic), name) != name:
                raise UsageError(f"topic {topic} is named {given[int(topic)]!r} and {name!r}; keep one name")
    for topic, name in given.items():
        topic_names[topic], roles[topic] = name, "theme"
    return replace(model, topic_names=tuple(topic_names), roles=tuple(roles))


def _require_topic(model: TopicModel, name: str, topic: object) -> None:
    if isinstance(topic, bool) or not isinstance(topic, (int, np.integer)) or not 0 <= topic < model.n_topics:
        raise UsageError(f"{name}: there is no topic {topic!r}; the model has topics 0 to {model.n_topics - 1}")
    if model.roles[int(topic)] == "background":
        raise UsageError(f"{name}: topic {topic} is the background and bears no theme")


def match_themes(model: TopicModel, themes: Themes) -> pd.DataFrame:
    """Which topic speaks of which theme, by the seeds: one row a topic and theme, best first within a topic.

    Columns: topic, name, theme, lift (probability of the theme's seeds in the topic over that in the corpus), seeds
    (those among the topic's 50 first terms), proposed (the topic's best theme, lift at least 2, two seeds or all of
    them). A proposal; a person decides with `name_topics`.

    >>> free = tk.fit_lda(counts, n_topics=12, seed=1)
    >>> tk.match_themes(free, themes).columns.tolist()[:3]
    ['topic', 'name', 'theme']
    """
    corpus_share = model.term_totals / model.term_totals.sum()
    rows = []
    for k in range(model.n_topics):
        first = set(np.argsort(-model.topic_term[k], kind="stable")[:TOP_TERMS].tolist())
        found = []
        for theme in themes:
            columns = model.vocabulary.columns(theme.seed_terms)
            lift = model.topic_term[k, columns].sum() / max(float(corpus_share[columns].sum()), 1e-300)
            seen = [model.vocabulary.terms[c].replace("_", " ") for c in columns if c in first]
            enough = len(seen) >= min(2, max(len(columns), 1))
            found.append((theme.key, float(lift) if columns else 0.0, ", ".join(seen), enough))
        found.sort(key=lambda row: -row[1])
        best = found[0]
        proposed = best[3] and best[1] >= LEAST_LIFT and model.roles[k] != "background"
        rows += [(k, model.topic_names[k], *row[:3], proposed and row is best) for row in found]
    return pd.DataFrame(rows, columns=["topic", "name", "theme", "lift", "seeds", "proposed"])
