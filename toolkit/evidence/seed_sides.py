"""Do a theme's seeds occur on every side? Where one side calls a thing otherwise, its silence is no absence."""

from collections.abc import Mapping, Sequence

import pandas as pd

from toolkit.documents.corpus import Corpus
from toolkit.documents.selection import labels_wanted
from toolkit.evidence.codes import group_codes
from toolkit.evidence.seed_evidence import seed_evidence
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Themes

LARGE, FEWEST = 0.1, 20  # of the documents, and documents, that make an outlet large
CHANCE = 0.01  # of no seed in an outlet, were its documents like the others'
OUTLET, GROUP = "outlet", "group"
COLUMNS = ["theme", "kind", "source", "documents", "with_seed", "share", "share_elsewhere", "absent"]


def seeds_by_source(
    counts: TermCounts, corpus: Corpus, themes: Themes, *, groups: Mapping[str, Sequence[str]] | None = None
) -> pd.DataFrame:
    """One row a theme and outlet, then one a theme and group of outlets ({"abroad": ["bbc", "rfi"]}): documents, those
    with a seed that counts, their share, the share in the others.

    absent: a large outlet (a tenth of the documents and twenty or more), or a group of twenty documents, holds no seed,
    which chance gives in under one of a hundred such cases if its documents are like the others'. Documents without an
    outlet, and beside groups those outside of them, are left out; an outlet of two groups counts in both.
    """
    rows = corpus.facts(counts.ids)
    held = pd.DataFrame(seed_evidence(counts, themes).hits > 0, columns=list(themes.keys))
    document = pd.Series(group_codes(rows["parent"]))
    source = rows["source"].fillna("").astype(str).reset_index(drop=True)
    source = source[source.ne("")]
    table = _by_side(held, document, source, OUTLET)
    if groups:
        inside = {name: source.index[source.isin(labels_wanted(values, source))] for name, values in groups.items()}
        table += _by_side(held, document, pd.concat([pd.Series(name, at) for name, at in inside.items()]), GROUP)
    return pd.DataFrame(table, columns=COLUMNS)


def _by_side(held: pd.DataFrame, document: pd.Series, side: pd.Series, kind: str) -> list[tuple[object, ...]]:
    """The rows of the sides of a kind; `held` (U, T) whether a unit holds a seed, `document` (U), `side` by the place
    of the unit, which stands once a side that it is on."""
    if side.empty:
        return []
    known = side.index.unique()
    seeded = held.loc[known].groupby(document[known]).any()
    pairs = pd.DataFrame({"document": document[side.index].to_numpy(), "side": side.to_numpy()}).drop_duplicates()
    table: list[tuple[object, ...]] = []
    for theme in held.columns:
        own = pd.Series(seeded.loc[pairs["document"], theme].to_numpy(), pairs.index)
        for name, row in own.groupby(pairs["side"]).agg(["size", "sum"]).iterrows():
            counted = int(row["size"]), int(row["sum"]), len(seeded), int(seeded[theme].sum())
            table.append((theme, kind, name, *_beside(*counted, large=0.0 if kind == GROUP else LARGE)))
    return table


def _beside(n: int, k: int, total: int, seeded: int, *, large: float) -> tuple[int, int, float, float, bool]:
    elsewhere = (seeded - k) / (total - n) if total > n else float("nan")
    enough = n >= max(FEWEST, large * total)
    return n, k, k / n, elsewhere, bool(enough and k == 0 and total > n and (1.0 - elsewhere) ** n < CHANCE)
