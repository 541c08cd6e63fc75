"""The words that a theme's score rests on."""

import numpy as np
import pandas as pd

from toolkit.base.checks import require_count
from toolkit.evidence.seed_evidence import seed_columns
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.words.themes import Themes
from toolkit.words.vocabulary import Vocabulary

COLUMNS = ["theme", "rank", "term", "weight", "seed"]


def weights_table(scores: ThemeScores, themes: Themes, *, n: int = 20, mask_seeds: bool = False) -> pd.DataFrame:
    """The n heaviest words of each theme's regression: theme, rank, term, weight, seed (whether it is one).

    With `mask_seeds` the theme's seeds, and terms that hold one, are left out, so that it is seen what was learned
    beyond them. A word that does not belong is vetoed by `score_themes(…, veto={theme: [word]})`.

    >>> tk.weights_table(scores, themes, n=3, mask_seeds=True)["seed"].any().item()
    False
    """
    require_count("n", n, 1)
    rows: list[tuple[str, int, str, float, bool]] = []
    vocabulary = Vocabulary(scores.terms)
    for t, key in enumerate(scores.themes):
        theme = themes[key]
        seeds = {scores.terms[i] for seed in theme.seed_terms for i in seed_columns(vocabulary, theme, seed)}
        order = [i for i in np.argsort(-scores.weights[t], kind="stable").tolist() if scores.weights[t, i] > 0]
        if mask_seeds:
            order = [i for i in order if scores.terms[i] not in seeds]
        for rank, i in enumerate(order[:n], start=1):
            term = scores.terms[i]
            rows.append((key, rank, term.replace("_", " "), float(scores.weights[t, i]), term in seeds))
    return pd.DataFrame(rows, columns=COLUMNS)
