"""Do a theme's seeds occur in every large outlet? Where one side calls a thing otherwise, its silence is no absence."""

import pandas as pd

from toolkit.documents.corpus import Corpus
from toolkit.evidence.codes import group_codes
from toolkit.evidence.seed_evidence import seed_evidence
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Themes

LARGE, FEWEST = 0.1, 20  # of the documents, and documents, that make an outlet large
CHANCE = 0.01  # of no seed in an outlet, were its documents like the others'
COLUMNS = ["theme", "source", "documents", "with_seed", "share", "share_elsewhere", "absent"]


def seeds_by_source(counts: TermCounts, corpus: Corpus, themes: Themes) -> pd.DataFrame:
    """One row a theme and outlet: documents, those with a seed that counts, their share, the share in other outlets.

    absent: a large outlet (a tenth of the documents and twenty or more) holds no seed, which chance gives in under one
    of a hundred such outlets if its documents are like the others'. Documents without an outlet are left out.
    """
    rows = corpus.facts(counts.ids)
    known = rows["source"].fillna("").astype(str).to_numpy() != ""
    documents, _ = pd.factorize(group_codes(rows["parent"])[known])
    sources = pd.Series(rows["source"].astype(str).to_numpy()[known]).groupby(documents).first()
    held = pd.DataFrame(seed_evidence(counts, themes).hits[known] > 0).groupby(documents).any()
    table = []
    for t, theme in enumerate(themes):
        inside = held[t].groupby(sources).agg(["size", "sum"]) if len(held) else pd.DataFrame()
        for source, row in inside.iterrows():
            table.append(
                (theme.key, source, *_beside(int(row["size"]), int(row["sum"]), len(held), int(held[t].sum())))
            )
    return pd.DataFrame(table, columns=COLUMNS)


def _beside(n: int, k: int, total: int, seeded: int) -> tuple[int, int, float, float, bool]:
    elsewhere = (seeded - k) / (total - n) if total > n else float("nan")
    large = n >= max(FEWEST, LARGE * total)
    return n, k, k / n, elsewhere, bool(large and k == 0 and total > n and (1.0 - elsewhere) ** n < CHANCE)
