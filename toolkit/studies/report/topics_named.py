"""What topics are called wherever they appear: themes by their labels, free topics by a code and their words.

F8 is a free topic of the models fitted with themes, U8 one of those fitted without seeds; a number alone says nothing.
"""

import numpy as np
import pandas as pd

from toolkit.studies.path.study import Study
from toolkit.topics.model import TopicModel
from toolkit.words.conditions import UNHELD

NAMED_BY = 4  # words
SHOWN = 10


def topic_code(topic: int, *, guided: bool) -> str:
    """F8 of a model fitted with themes, U8 of one fitted without."""
    return f"{'F' if guided else 'U'}{topic}"


def topic_words(model: TopicModel, topic: int, n: int = NAMED_BY) -> str:
    """The `n` most probable words of a topic."""
    order = np.argsort(-model.topic_term[topic], kind="stable")[:n]
    return ", ".join(model.vocabulary.terms[i].replace("_", " ").removesuffix(UNHELD) for i in order)


def free_name(model: TopicModel, topic: int, *, guided: bool) -> str:
    """What a free topic is called: "F8: words of it", with its own name where a person gave one."""
    name = model.topic_names[topic]
    given = "" if name == f"topic_{topic}" else f" {name.replace('_', ' ')}"
    return f"{topic_code(topic, guided=guided)}{given}: {topic_words(model, topic)}"


def topics_named(study: Study, table: pd.DataFrame, *, guided: bool) -> pd.DataFrame:
    """A table by method and topic with each topic told in `name`, instead of a number: its label, or code and words.

    A topic below 0 is none.
    """
    if not len(table) or not {"method", "topic"} <= set(table.columns):
        return table
    models = study.models if guided else study.unguided
    labels = {theme.key: theme.name(study.language) for theme in study.themes}
    names = []
    for method, topic in zip(table["method"], table["topic"]):
        model, k = models[str(method)], int(topic)
        own = labels.get(model.topic_names[k], "") if guided and k >= 0 else ""
        names.append("–" if k < 0 else own or free_name(model, k, guided=guided))
    shown = table.assign(name=names).drop(columns="topic")
    first = [c for c in ("method", "theme", "name") if c in shown.columns]
    return shown[[*first, *[c for c in shown.columns if c not in first]]]


def free_topics(study: Study) -> pd.DataFrame:
    """The free topics of the models with themes: method, name, share over all units, terms."""
    rows = []
    for method, model in study.models.items():
        share = model.doc_topic.mean(axis=0)
        for k, role in enumerate(model.roles):
            if role != "theme":
                name = topic_code(k, guided=True)
                rows.append((method, name, float(share[k]), topic_words(model, k, SHOWN)))
    return pd.DataFrame(rows, columns=["method", "code", "mean_share", "terms"])
