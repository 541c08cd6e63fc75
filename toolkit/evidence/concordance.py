"""Concordance: a term with the words around it (keyword in context, KWIC)."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import require_count
from toolkit.base.errors import UsageError
from toolkit.documents.corpus import Corpus
from toolkit.words.conditions import UNHELD
from toolkit.words.finding import bare, find_phrases, fold, is_bare, phrase_pattern
from toolkit.words.spelling import as_term
from toolkit.words.tokens import Tokens

COLUMNS = ["unit", "document", "start", "end", "left", "keyword", "right", "date", "source"]


def concordance(
    corpus: Corpus, tokens: Tokens, term: str, *, width: int = 60, most: int | None = None, exact: bool = True
) -> pd.DataFrame:
    """Every place where `term` stands, with `width` characters on each side, in the order of the corpus.

    `term`: a word or phrase, spaces or underscores, any case, either tone placement; it must be made of whole tokens
    (`hòa` is not found in `hòa_bình`). With exact=False a term without any diacritic stands for every spelling of its
    letters: `bao ho cong dan` finds *bảo hộ công dân*; one with a diacritic is found as it is written. Columns: unit,
    document, start, end (slices of the unit's text), left, keyword, right, date, source. Where the tokens' places are
    unknown (`tokens_from_lists`) the text itself is searched. No hit gives an empty table. `most`: the first so many
    places alone. Raises UsageError for an empty term, AlignmentError where the corpus lacks a unit.

    >>> lines = tk.concordance(corpus, tokens, "kieu bao", width=20, exact=False)
    >>> len(lines) > 0, lines.columns.tolist()[:3]
    (True, ['unit', 'document', 'start'])
    """
    require_count("width", width, 1)
    if most is not None:
        require_count("most", most, 1)
    wanted = as_term(term)
    if not wanted:
        raise UsageError("term is empty; give a word or phrase, as 'bảo hộ công dân'")
    loose = not exact and is_bare(wanted)
    facts = corpus.facts(tokens.ids)  # an unknown unit is refused, found or not
    if len(tokens.starts) and (tokens.starts >= 0).all():
        unit, start, end = (found[:most] for found in _matches(tokens, tuple(wanted.split("_")), loose))
    else:
        places = _search(corpus.rows(tokens.ids)["text"].tolist(), wanted, loose)
        unit, start, end = (found[:most] for found in places)
    table = facts.iloc[unit].reset_index(drop=True)
    texts = corpus.rows(table["id"])["text"].tolist()
    found = [
        (text[max(0, a - width) : a], text[a:b], text[b : b + width])
        for text, a, b in zip(texts, start.tolist(), end.tolist())
    ]
    clean = [tuple(part.replace("\n", " ") for part in row) for row in found]
    table = table.assign(unit=table["id"], document=table["parent"], start=start, end=end)
    for i, name in enumerate(("left", "keyword", "right")):
        table[name] = pd.Series([row[i] for row in clean], dtype="str")
    return table[COLUMNS]


def _search(texts: list[str], term: str, loose: bool) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    pattern = phrase_pattern([term])
    read = [bare(fold(text)) for text in texts] if loose else texts
    rows = [(u, a, b) for u, text in enumerate(read) for a, b in find_phrases(text, pattern)]
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _matches(
    tokens: Tokens, wanted: tuple[str, ...], loose: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Runs of whole tokens whose syllables spell `wanted`, within one unit.

    Only tokens that may begin one are looked at: of millions, the few.
    """
    steps = _continuations(tokens, wanted, loose)
    first = np.flatnonzero((steps[0] > 0)[tokens.codes])
    last = tokens.offsets[_unit_of(tokens, first) + 1] - 1
    at, reached = first, np.zeros(len(first), dtype=np.int64)
    done: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    while len(first):
        reached = steps[reached, tokens.codes[at]]
        whole = reached == len(wanted)
        done.append((first[whole], at[whole]))
        going = (reached > 0) & ~whole & (at < last)
        first, last, at, reached = first[going], last[going], at[going] + 1, reached[going]
    begin = np.concatenate([a for a, _ in done]) if done else np.empty(0, dtype=np.int64)
    finish = np.concatenate([b for _, b in done]) if done else np.empty(0, dtype=np.int64)
    order = np.argsort(begin, kind="stable")
    begin, finish = begin[order], finish[order]
    return _unit_of(tokens, begin), tokens.starts[begin].astype(np.int64), tokens.ends[finish].astype(np.int64)


def _unit_of(tokens: Tokens, at: NDArray[np.int64]) -> NDArray[np.int64]:
    """The units in which these tokens stand."""
    return np.searchsorted(tokens.offsets, at, side="right") - 1


def _continuations(tokens: Tokens, wanted: tuple[str, ...], loose: bool) -> NDArray[np.int64]:
    """(len(wanted), W): syllables spelled once word w follows the first i of them; 0 where it does not fit."""
    table = np.zeros((len(wanted), max(len(tokens.words), 1)), dtype=np.int64)
    for w, word in enumerate(tokens.words):
        read = bare(word.lower()) if loose else word.lower()
        if not any(s in read for s in wanted):
            continue
        term = as_term(word.removesuffix(UNHELD))
        syllables = tuple((bare(term) if loose else term).split("_"))
        for i in range(len(wanted) - len(syllables) + 1):
            if wanted[i : i + len(syllables)] == syllables:
                table[i, w] = i + len(syllables)
    return table
