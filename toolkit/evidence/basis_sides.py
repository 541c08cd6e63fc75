"""Whose articles make a theme's topic, and whether they hold its seeds: it may be the theme's in one outlet only."""

import numpy as np
import pandas as pd

from toolkit.documents.corpus import Corpus
from toolkit.evidence.basis import LEAST_SEEDED
from toolkit.evidence.seed_evidence import seed_evidence
from toolkit.topics.model import TopicModel
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Themes

FEWEST = 20  # documents of an outlet; with fewer its own part says nothing
COLUMNS = ["theme", "source", "n_documents", "part", "seeded", "holds"]


def basis_by_source(model: TopicModel, counts: TermCounts, corpus: Corpus, themes: Themes) -> pd.DataFrame:
    """One row a theme with a topic of its own and outlet of twenty documents or more, by name.

    n_documents: of the outlet; part: of the topic's tokens, what stands in its texts; seeded: of those, what stands in
    units with a seed of the theme; holds: that is at least a half, as in `theme_basis`. An outlet may differ by chance.
    """
    model.require_same_units(counts)
    rows, evidence = corpus.facts(counts.ids), seed_evidence(counts, themes)
    source = rows["source"].fillna("").astype(str).to_numpy()
    documents = rows["parent"].groupby(source).nunique()
    large = [name for name in documents.index if name and documents[name] >= FEWEST]
    table = []
    for t, theme in enumerate(themes):
        if theme.key not in model.names or not evidence.hits[:, t].any():
            continue
        mass = model.doc_topic[:, model.topic_names.index(theme.key)] * evidence.length
        held = np.where(evidence.hits[:, t] > 0, mass, 0.0)
        for name in large:
            own, inside = float(mass[source == name].sum()), float(held[source == name].sum())
            seeded = inside / own if own > 0 else float("nan")
            part = own / max(float(mass.sum()), 1e-300)
            table.append((theme.key, name, int(documents[name]), part, seeded, bool(seeded >= LEAST_SEEDED)))
    return pd.DataFrame(table, columns=COLUMNS)
