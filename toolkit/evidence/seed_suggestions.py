"""Words that could be seeds: what keeps company with the seeds, with an example to read."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import require_count
from toolkit.documents.corpus import Corpus
from toolkit.evidence.seed_evidence import seed_columns, seed_evidence
from toolkit.words.counts import TermCounts
from toolkit.words.themes import Themes

Array = NDArray[np.float64]
COLUMNS = ["theme", "term", "z", "units", "units_with_seed", "example"]
FEWEST_UNITS = 5
SURE = 4.0  # standard errors: among thousands of terms some lie three above by chance


def suggest_seeds(counts: TermCounts, corpus: Corpus, themes: Themes, *, n: int = 10) -> pd.DataFrame:
    """The n terms a theme that stand with its seeds more than elsewhere; a person decides.

    First comes what is surest to be the theme's own: the log odds ratio of the term's units with a seed against those
    without (add ½), less four standard errors; by z alone common words come first. z: the ratio over its standard
    error; units and units_with_seed that hold it; example: the shortest unit that holds it and a seed. Terms in fewer
    than five units with a seed, and seeds and exclusions of any theme, are left out.

    >>> tk.suggest_seeds(counts, corpus, themes, n=3).columns.tolist()[:3]
    ['theme', 'term', 'z']
    """
    require_count("n", n, 1)
    corpus.facts(counts.ids)  # refuses units that are not there
    evidence = seed_evidence(counts, themes)
    binary = counts.matrix.sign().tocsc()
    length = np.asarray(counts.matrix.sum(axis=1)).ravel()
    taken = sorted(
        {
            column
            for theme in themes
            for term in theme.own_terms
            for column in seed_columns(counts.vocabulary, theme, term)
        }
    )
    everywhere = np.asarray(binary.sum(axis=0), dtype=float).ravel()
    rows = []
    for t, theme in enumerate(themes):
        seeded = evidence.strength[:, t] > 0
        inside = np.asarray(binary.T @ seeded, dtype=float).ravel()
        ratio, error = log_odds(inside, everywhere - inside, float(seeded.sum()), float((~seeded).sum()))
        z, surely = ratio / error, ratio - SURE * error
        surely[(inside < FEWEST_UNITS)] = -np.inf
        surely[taken] = -np.inf
        for column in np.argsort(-surely, kind="stable")[:n].tolist():
            if surely[column] > -np.inf and z[column] > 0:
                both = np.intersect1d(binary[:, [column]].indices, np.flatnonzero(seeded))
                example = counts.ids[both[np.argmin(length[both])]]
                term = counts.vocabulary.terms[column].replace("_", " ")
                rows.append((theme.key, term, float(z[column]), int(everywhere[column]), int(inside[column]), example))
    return pd.DataFrame(rows, columns=COLUMNS)


def log_odds(inside: Array, outside: Array, n_inside: float, n_outside: float) -> tuple[Array, Array]:
    """The log odds ratio of two counts of units, ½ added to each, and its standard error."""
    a, b, c, d = inside + 0.5, n_inside - inside + 0.5, outside + 0.5, n_outside - outside + 0.5
    return np.log(a / b) - np.log(c / d), np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
