"""Uses of a seed whose condition does not hold become another word.

Most names of a theme are used elsewhere too (seamen are rescued by any navy). Such a use is written with `UNHELD`
behind it, so that whatever counts terms (topics, scores, checks, exports) keeps the two kinds of uses apart without
knowing of conditions.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.errors import UsageError
from toolkit.documents.corpus import Corpus
from toolkit.words.conditions import DOCUMENT, UNHELD, Condition
from toolkit.words.finding import fold
from toolkit.words.themes import Themes
from toolkit.words.tokens import Tokens

_SYLLABLE = re.compile(r"\S+")
LONGEST_SYLLABLE = 16  # characters with its space, on average over a window: what of the text is looked at


def hold_conditions(tokens: Tokens, corpus: Corpus, themes: Themes) -> Tokens:
    """The tokens with every use of a seed, or of a longer word that holds it, marked where its condition fails.

    `segment` does so by itself when its lexicon is `themes`. Raises AlignmentError where the corpus lacks a unit,
    UsageError where the tokens' places in the text are not known.
    """
    bound = bound_words(tokens.words, themes)
    if not bound:
        return tokens
    if len(tokens.starts) and (tokens.starts < 0).any():
        raise UsageError("conditions need the places of words in the text; segment the corpus with lexicon=themes")
    uses = Uses(tokens.codes, tokens.offsets, tokens.starts, tokens.ends)
    words, codes = marked(tokens.words, uses, bound, corpus.rows(tokens.ids))
    return replace(tokens, words=tuple(words), codes=codes)


@dataclass(frozen=True, eq=False)
class Uses:
    """The tokens of U units: `codes`, `starts`, `ends` a token, `offsets` (U + 1)."""

    codes: NDArray[np.int32]
    offsets: NDArray[np.int64]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]


def conditions_of(themes: Themes) -> dict[str, Condition]:
    """Seed term → its condition, over all themes."""
    return {term: condition for theme in themes for term, condition in theme.term_conditions.items()}


def conditions_record(themes: Themes) -> dict[str, Any]:
    """What the words depend on: conditions by term, and the phrases that answer for themselves; {} without any."""
    conditions = conditions_of(themes)
    if not conditions:
        return {}
    return {"conditions": {term: conditions[term].to_dict() for term in sorted(conditions)}, "phrases": _own(themes)}


def _own(themes: Themes) -> list[str]:
    return sorted({term for theme in themes for term in (*theme.seed_terms, *theme.exclude_terms)})


def bound_words(words: Sequence[str], themes: Themes) -> dict[int, tuple[Condition, ...]]:
    """Number of each word that a condition binds → the conditions: seeds, and longer words that hold one.

    A seed or an exclusion of any theme inside which another seed stands answers for itself.
    """
    conditions, own = conditions_of(themes), set(_own(themes))
    bound = {}
    for number, word in enumerate(words):
        if word in own:
            found = [conditions[word]] if word in conditions else []
        else:
            parts = f"_{word}_"
            found = [c for term, c in conditions.items() if "_" in term and term in word and f"_{term}_" in parts]
        if found:
            bound[number] = tuple(found)
    return bound


def marked(
    words: Sequence[str], uses: Uses, bound: Mapping[int, tuple[Condition, ...]], rows: pd.DataFrame
) -> tuple[list[str], NDArray[np.int32]]:
    """The words, sorted, with the marked ones among them, and the codes of the uses; `rows` (U) of the corpus."""
    failed = failing(uses, bound, rows)
    names = [*words, *(words[n] + UNHELD for n in bound)]
    number = {n: len(words) + i for i, n in enumerate(bound)}
    codes = uses.codes.copy()
    codes[failed] = [number[n] for n in uses.codes[failed].tolist()]
    kept = np.unique(codes)
    order = sorted(kept.tolist(), key=names.__getitem__)
    place = np.zeros(len(names), dtype=np.int32)
    place[order] = np.arange(len(order))
    return [names[n] for n in order], place[codes]


def failing(uses: Uses, bound: Mapping[int, tuple[Condition, ...]], rows: pd.DataFrame) -> NDArray[np.int64]:
    """The tokens (their numbers) that are bound by a condition which does not hold."""
    candidates = np.flatnonzero(np.isin(uses.codes, list(bound)))
    units = np.searchsorted(uses.offsets, candidates, side="right") - 1
    texts, failed = Surroundings(rows), []
    for token, unit in zip(candidates.tolist(), units.tolist()):
        begin, end = int(uses.starts[token]), int(uses.ends[token])
        if not all(c.holds(*texts.around(unit, begin, end, c.within)) for c in bound[int(uses.codes[token])]):
            failed.append(token)
    return np.array(failed, dtype=np.int64)


class Surroundings:
    """What stands around a place in a unit, folded; `rows` have text, and parent and title where these are known."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows, self.texts = rows, rows["text"].to_numpy(object)
        self.at, self.folded = -1, ""
        self.members: dict[str, list[int]] = {}

    def around(self, unit: int, begin: int, end: int, within: str | int) -> tuple[str, str, str]:
        """The folded text before, of and after a use, as far as `within` reaches."""
        if unit != self.at:  # units come in order, so one is kept
            self.at, self.folded = unit, fold(self.texts[unit] or "")
        return reach(self.folded, begin, end, within, self.rest(unit) if within == DOCUMENT else "")

    def rest(self, unit: int) -> str:
        """The title and the other units of the unit's document, folded."""
        if not {"parent", "title"} <= set(self.rows.columns):
            raise UsageError(
                "a seed's condition reaches over the document, which these batches do not hold; segment a corpus, or "
                'say within = "paragraph"'
            )
        parents = self.rows["parent"]
        if not self.members:
            self.members = {str(name): list(own) for name, own in parents.groupby(parents).indices.items()}
        others = [self.texts[u] or "" for u in self.members[str(parents.iloc[unit])] if u != unit]
        title = self.rows["title"].iloc[unit]
        return fold("\n".join([title if isinstance(title, str) else "", *others]))


def reach(folded: str, begin: int, end: int, within: str | int, rest: str = "") -> tuple[str, str, str]:
    """The text before, of and after a use, as far as `within` reaches; `rest`: what else the document holds."""
    use = folded[begin:end]
    if within == DOCUMENT:
        return rest + "\n" + folded[:begin], use, folded[end:]
    if isinstance(within, int):
        size = within * LONGEST_SYLLABLE
        near, far = folded[max(0, begin - size) : begin], folded[end : end + size]
        before = [m.start() for m in _SYLLABLE.finditer(near)][-within:]
        after = [m.end() for m in _SYLLABLE.finditer(far)][:within]
        return near[before[0] :] if before else "", use, far[: after[-1]] if after else ""
    last = folded.find("\n", end)
    return folded[folded.rfind("\n", 0, begin) + 1 : begin], use, folded[end : last if last >= 0 else len(folded)]
