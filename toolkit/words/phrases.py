"""Candidates for the lexicon: neighbouring words that stand together far more often than chance."""

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from toolkit.base.checks import require_count
from toolkit.words.tokens import Tokens

MIN_COUNT = 5
N_EXAMPLES = 3
NEIGHBOURS = 5


def suggest_phrases(tokens: Tokens, *, n: int = 100) -> pd.DataFrame:
    """The n best candidates, one row each: phrase, npmi, count, n_units, examples (in context).

    gensim's `Phrases` with normalised pointwise mutual information (Bouma 2009) over pairs of neighbouring words that
    occur at least five times together; ranked by npmi · log(1 + count). Nothing is joined: put the phrases that are
    terms into the lexicon.

    >>> tk.suggest_phrases(tokens, n=5).columns.tolist()
    ['phrase', 'npmi', 'count', 'n_units', 'examples']
    """
    require_count("n", n, 1)
    from gensim.models.phrases import Phrases

    sentences = [row for row in _runs(tokens) if len(row) > 1]
    model = Phrases(sentences, min_count=MIN_COUNT, threshold=0.3, scoring="npmi", delimiter="\t")
    scored = {pair: score for pair, score in model.find_phrases(sentences).items() if pair.count("\t") == 1}
    rows = []
    for pair, score in scored.items():
        count = int(model.vocab[pair])
        rows.append((pair, float(score), count, float(score) * float(np.log1p(count))))
    rows.sort(key=lambda row: (-row[3], row[0]))
    rows = rows[:n]
    where = _examples(tokens, [row[0] for row in rows])
    table: list[tuple[Any, ...]] = [
        (pair.replace("\t", " ").replace("_", " "), score, count, where[pair][0], where[pair][1])
        for pair, score, count, _ in rows
    ]
    return pd.DataFrame(table, columns=["phrase", "npmi", "count", "n_units", "examples"])


def _runs(tokens: Tokens) -> list[list[str]]:
    """Runs of words with nothing between them but one character (a space); whole units where places are unknown."""
    words, codes = tokens.words, tokens.codes.tolist()
    apart = np.ones(len(codes), bool)
    apart[1:] = (tokens.starts[1:] - tokens.ends[:-1] > 1) & (tokens.starts[1:] >= 0)
    apart[tokens.offsets[:-1][tokens.n_tokens > 0]] = True
    bounds = [*np.flatnonzero(apart).tolist(), len(codes)]
    return [[words[c] for c in codes[a:b]] for a, b in pairwise(bounds)]


def _examples(tokens: Tokens, pairs: list[str]) -> dict[str, tuple[int, str]]:
    """For each pair: the number of units that hold it, and the first places where it stands, each with neighbours."""
    number = {word: i for i, word in enumerate(tokens.words)}
    codes, offsets = tokens.codes, tokens.offsets
    unit = np.repeat(np.arange(len(tokens.ids)), tokens.n_tokens)
    found = {}
    for pair in pairs:
        a, b = (number[word] for word in pair.split("\t"))
        places = np.flatnonzero((codes[:-1] == a) & (codes[1:] == b) & (unit[:-1] == unit[1:]))
        shown = []
        for place in places[:N_EXAMPLES].tolist():
            u = unit[place]
            left, right = max(int(offsets[u]), place - NEIGHBOURS), min(int(offsets[u + 1]), place + 2 + NEIGHBOURS)
            shown.append(" ".join(tokens.words[c].replace("_", " ") for c in codes[left:right]))
        found[pair] = (len(np.unique(unit[places])), " | ".join(shown))
    return found
