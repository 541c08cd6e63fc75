"""What texts hold beside a seed without its being counted: another spelling, or longer words that hold its syllable."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from toolkit.documents.corpus import Corpus
from toolkit.words.conditions import UNHELD
from toolkit.words.counts import TermCounts
from toolkit.words.finding import find_phrases, phrase_pattern, term_of
from toolkit.words.spelling import as_term
from toolkit.words.themes import Themes

MOST_WORDS, FEWEST_USES = 4, 10
FEWEST_SPELT = 3
SMALL = 0.2  # of the uses of an abbreviation
PART = 0.1  # of a seed's own uses; what is rarer beside them moves no figure
# Open syllables that are written with i by some and with y by others: bác sĩ, bác sỹ; kĩ thuật, kỹ thuật.
_EITHER = re.compile(r"(?P<first>[hklmst]|qu)(?P<last>[iíìỉĩịyýỳỷỹỵ])")
_OTHER = dict(zip("iíìỉĩịyýỳỷỹỵ", "yýỳỷỹỵiíìỉĩị"))


def beside_seeds(counts: TermCounts, corpus: Corpus, themes: Themes, seeds: pd.DataFrame) -> list[str]:
    """For each row of `seeds` (theme, term, tokens) what is not counted for it, as "bác sỹ (12)"; "" for nothing."""
    spelt = _spelt_otherwise(corpus, themes, seeds["term"])
    told = []
    for key, term, tokens in zip(seeds["theme"], seeds["term"], seeds["tokens"]):
        own = set(themes[key].own_terms)
        forms = {form: n for form, n in spelt.get(term, {}).items() if form not in own}
        found = [(forms, FEWEST_SPELT), (_longer_words(counts, own, term) if tokens else {}, FEWEST_USES)]
        kept = [words for words, fewest in found if sum(words.values()) >= max(fewest, PART * tokens)]
        told.append(", ".join(f"{w.replace('_', ' ')} ({n})" for words in kept for w, n in _commonest(words)))
    return told


def _commonest(words: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(words.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_WORDS]


def _longer_words(counts: TermCounts, own: set[str], term: str) -> dict[str, int]:
    """The longer words that hold a seed of one syllable, none a seed itself, and their uses.

    A syllable is no part of a word (mẹ of công ty mẹ), so none of these counts for the seed; but Vladimir Putin is
    Putin, and only a person can tell the two apart.
    """
    vocabulary = counts.vocabulary
    if "_" in term or term not in vocabulary.column:
        return {}
    columns = [i for i in vocabulary.of_syllable.get(term, ()) if vocabulary.terms[i] not in own]
    columns = [i for i in columns if not vocabulary.terms[i].endswith(UNHELD)]
    uses = np.asarray(counts.matrix[:, columns].sum(axis=0)).ravel()
    return {vocabulary.terms[i]: int(n) for i, n in zip(columns, uses)}


def _spelt_otherwise(corpus: Corpus, themes: Themes, seeds: Iterable[str]) -> dict[str, Counter[str]]:
    """Seeds → spellings of them that the texts hold, and how often."""
    every = {term for theme in themes for term in theme.own_terms}
    of = {form: seed for seed in seeds for form in spellings(seed) if form not in every}
    pattern = phrase_pattern(of)
    found: dict[str, Counter[str]] = {}
    for text in corpus.kept["text"] if of else ():
        for start, end in find_phrases(text, pattern):
            form = term_of(text[start:end], of)
            if form in of and as_term(text[start:end]) != of[form]:  # a blank of the pattern takes hyphens too
                found.setdefault(of[form], Counter())[form] += 1
    return found


def in_small_letters(texts: Iterable[str], seeds: Iterable[str]) -> list[tuple[str, int, int]]:
    """Abbreviations (AI, MA) that the texts hold in small letters too: seed, uses in small letters, all its uses.

    Capitals do not matter to a seed, so that AI is found in every "ai" (who); told from a fifth of the uses on.
    """
    short = {as_term(seed): seed for seed in seeds if seed.isupper() and seed.isalpha() and len(seed) > 1}
    small, every = Counter[str](), Counter[str]()
    pattern = phrase_pattern(short)
    for text in texts if short else ():
        for start, end in find_phrases(text, pattern):
            seed = short[as_term(text[start:end])]
            every[seed] += 1
            small[seed] += not text[start:end].isupper()
    return [(seed, small[seed], n) for seed, n in every.items() if small[seed] >= SMALL * n]


def spellings(term: str) -> Iterator[str]:
    """Other ways to write a term: i for y in one syllable, and blanks for hyphens.

    >>> list(spellings("bác_sĩ")), list(spellings("vắc-xin"))
    (['bác_sỹ'], ['vắc_xin'])
    """
    parts = term.split("_")
    for i, syllable in enumerate(parts):
        if either := _EITHER.fullmatch(syllable):
            other = as_term(either["first"] + _OTHER[either["last"]])
            yield "_".join([*parts[:i], other, *parts[i + 1 :]])
    if re.search(r"[^\W\d_]-[^\W\d_]", term):
        yield term.replace("-", "_")
