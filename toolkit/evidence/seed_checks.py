"""Do the seeds hold? Coverage, ambiguity, drift, seeds that never occur."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import counted, require_choice
from toolkit.base.errors import ThemesError
from toolkit.base.reasons import Reason, reason_text
from toolkit.documents.corpus import Corpus
from toolkit.evidence.codes import group_codes
from toolkit.evidence.seed_evidence import seed_columns, seed_evidence
from toolkit.evidence.seed_spellings import beside_seeds
from toolkit.words.conditions import UNHELD
from toolkit.words.counts import TermCounts
from toolkit.words.finding import bare, find_phrases, marked_pattern, phrase_pattern, term_of
from toolkit.words.mistakes import is_list, is_plain, quoted_apart
from toolkit.words.spelling import as_term
from toolkit.words.stop_words import in_list
from toolkit.words.themes import Theme, Themes

FEWEST_HITS = 10
MOST_TRIED = 20  # texts segmented again to learn whether a seed could be a term
MOST_NAMED = 8  # seeds named in one sentence
LONG_SEED = 6  # syllables; longer names (Liên hiệp các tổ chức hữu nghị) are quoted in full, or not at all
PLURALS = ("những", "các", "mọi", "nhiều")
COLUMNS = [
    "theme",
    "seed",
    "term",
    "tokens",
    "units",
    "documents",
    "sources",
    "first_year",
    "last_year",
    "share_of_theme",
    "ambiguity",
    "drift",
    "held",
    "inside",
    "found_as",
    "remark",
]


def check_seeds(counts: TermCounts, corpus: Corpus, themes: Themes) -> pd.DataFrame:
    """One row a theme and seed: where it occurs, how much of the theme rests on it, and what is wrong with it.

    A seed occurs where it is a term and inside longer terms (`seed_columns`). tokens, units, documents, sources,
    first_year, last_year; share_of_theme: its part of the theme's seed tokens;
    ambiguity: the part of its units that hold a seed of another theme and no other seed of this one; drift: its part of
    the theme's seed tokens in the later half of the dated documents less that in the earlier half (nan below ten in
    either); held: of the uses of a seed with a condition the part where it holds (nan for other seeds);
    inside: units in whose text it stands without being a term, for a seed that is counted nowhere; found_as: what the
    texts hold in the place of a seed that never occurs (`_found_as`), or, with the number of uses, what is not counted
    for it: another spelling or longer words (`beside_seeds`); remark, by `seed_reason`.

    Raises ThemesError for a seed that stands in the texts but was never joined to one term.

    >>> table = tk.check_seeds(counts, corpus, themes)
    >>> table["theme"].unique().tolist() == list(themes.keys)
    True
    """
    rows = corpus.facts(counts.ids)
    unjoined = require_joined(counts, corpus, themes)
    evidence = seed_evidence(counts, themes)
    half = _halves(rows)
    documents, sources = group_codes(rows["parent"]), rows["source"].fillna("").to_numpy(dtype=object)
    years = rows["year"].to_numpy(dtype=float, na_value=np.nan)
    table = []
    for t, theme in enumerate(themes):
        total, others = evidence.hits[:, t], np.delete(evidence.distinct, t, axis=1).sum(axis=1)
        for seed, term in zip(theme.seeds, (as_term(seed) for seed in theme.seeds)):
            hits = _hits(counts, seed_columns(counts.vocabulary, theme, term))
            held = hits > 0
            lone = held & (evidence.distinct[:, t] == 1) & (others > 0)
            known = years[held & ~np.isnan(years)]
            share = hits.sum() / total.sum() if total.sum() else 0.0
            table.append(
                (
                    theme.key,
                    seed,
                    term,
                    int(hits.sum()),
                    int(held.sum()),
                    len(np.unique(documents[held])),
                    len(np.unique(sources[held])),
                    known.min() if len(known) else np.nan,
                    known.max() if len(known) else np.nan,
                    float(share),
                    float(lone.sum() / held.sum()) if held.any() else np.nan,
                    _drift(hits, total, half),
                    _held(counts, theme, term, float(hits.sum())),
                )
            )
    frame = pd.DataFrame(table, columns=COLUMNS[:-3])
    frame = frame.astype({"first_year": "Int64", "last_year": "Int64"})
    inside = [unjoined.get(term, 0) if not tokens else 0 for term, tokens in zip(frame["term"], frame["tokens"])]
    frame = frame.assign(inside=inside)
    absent = frame.loc[(frame["tokens"] == 0) & (frame["inside"] == 0), "term"]
    instead = _found_as(corpus, absent)
    beside = beside_seeds(counts, corpus, themes, frame)
    frame = frame.assign(found_as=[told or instead.get(term, "") for term, told in zip(frame["term"], beside)])
    return frame.assign(remark=seed_remarks(frame, "en"))


def _held(counts: TermCounts, theme: Theme, term: str, held: float) -> float:
    """The share of a seed's uses in which its condition holds; nan without a condition, or without a use."""
    if term not in theme.term_conditions:
        return float("nan")
    failed = _hits(counts, counts.vocabulary.columns([term + UNHELD])).sum()
    return float(held / (held + failed)) if held + failed else float("nan")


def _hits(counts: TermCounts, columns: list[int]) -> NDArray[np.float64]:
    return np.asarray(counts.matrix[:, columns].sum(axis=1), dtype=np.float64).ravel()


def _joins_phrases(counts: TermCounts, themes: Themes) -> bool:
    """True where a seed of three syllables or more is a term: the lexicon was used.

    A seed may then still be missing because it only stands inside longer phrases (of the lexicon too).
    """
    terms = [term for t in themes for term in (*t.seed_terms, *t.unheld_terms)]
    return any(term.count("_") > 1 and term in counts.vocabulary.column for term in terms)


def _units_unjoined(counts: TermCounts, corpus: Corpus, themes: Themes) -> dict[str, int]:
    """Seeds outside the vocabulary → units in whose text they stand, not inside a longer seed or exclusion."""
    column = counts.vocabulary.column
    units = {t: 0 for theme in themes for t in theme.seed_terms if t not in column and t + UNHELD not in column}
    if units:
        pattern = phrase_pattern([phrase for theme in themes for phrase in (*theme.seeds, *theme.exclude)])
        for text in corpus.kept["text"]:
            for term in {term_of(text[a:b], units) for a, b in find_phrases(text, pattern)} & units.keys():
                units[term] += 1
    return units


def _would_join(corpus: Corpus, themes: Themes, term: str) -> bool:
    """Whether a seed is a term of the first texts that hold it, segmented with the themes: U.S is none beside U.S."""
    import pyarrow as pa

    from toolkit.words.segmentation import segment_batches

    pattern = phrase_pattern([term])
    found = list(islice((text for text in corpus.kept["text"] if find_phrases(text, pattern)), MOST_TRIED))
    batch = pa.RecordBatch.from_pydict({"id": [str(n) for n in range(len(found))], "text": found})
    return any(term in words for words in next(segment_batches([batch], lexicon=themes)).column("words").to_pylist())


def require_joined(counts: TermCounts, corpus: Corpus, themes: Themes) -> dict[str, int]:
    """Seeds outside the vocabulary → units in whose text they stand.

    Raises ThemesError for one that stands in the texts but was never joined, where no phrase of the themes was and
    segmenting with the themes would join it.
    """
    unjoined = _units_unjoined(counts, corpus, themes)
    if _joins_phrases(counts, themes):
        return unjoined
    for theme in themes:
        for term in theme.seed_terms:
            if unjoined.get(term) and _would_join(corpus, themes, term):
                raise ThemesError(
                    f"theme {theme.key!r}: the seed {term.replace('_', ' ')!r} stands in "
                    f"{counted(unjoined[term], 'unit')} of the texts but is no term of the vocabulary; segment with "
                    "lexicon=themes and build the vocabulary with keep=themes"
                )
    return unjoined


def _halves(rows: pd.DataFrame) -> NDArray[np.int64]:
    """0 earlier, 1 later half of the dated units by year, -1 undated."""
    years = rows["year"].to_numpy(dtype=float, na_value=np.nan)
    dated = ~np.isnan(years)
    if not dated.any() or np.nanmin(years) == np.nanmax(years):
        return np.full(len(years), -1)
    middle = np.median(years[dated])
    later = years > middle if (years[dated] > middle).any() else years >= middle
    return np.where(dated, later.astype(np.int64), -1)


def _drift(hits: NDArray[np.float64], total: NDArray[np.float64], half: NDArray[np.int64]) -> float:
    shares = []
    for side in (0, 1):
        of_theme = total[half == side].sum()
        if of_theme < FEWEST_HITS:
            return float("nan")
        shares.append(hits[half == side].sum() / of_theme)
    return float(shares[1] - shares[0])


def seed_reason(row: Mapping[str, Any]) -> Reason | None:
    """What is wrong with a seed, by its row of `check_seeds`; None where nothing is."""
    term, beside = as_term(row["seed"]), str(row.get("found_as", ""))
    checks = (
        (in_list("function_words", term), Reason("seed_function_word")),
        (row["inside"] > 0, Reason.of("seed_inside", n=int(row["inside"]))),
        (row["held"] == 0, Reason("condition_never")),
        (beside.endswith(")"), Reason.of("seed_beside", words=beside)),
        (row["tokens"] == 0, _absent(term, beside)),
        (row["units"] < FEWEST_HITS, Reason.of("seed_rare", n=int(row["units"]))),
        (row["held"] == 1, Reason("condition_always")),
        (row["ambiguity"] > 0.5, Reason("seed_elsewhere")),
        (row["share_of_theme"] > 0.6, Reason("seed_alone")),
        (abs(row["drift"]) > 0.25, Reason("seed_moved")),
    )
    return next((reason for found, reason in checks if found), None)


def _absent(term: str, found_as: str) -> Reason:
    """Why a seed that never occurs may not: what its own letters and the texts tell."""
    if is_list(term):
        return Reason.of("seed_list", apart=quoted_apart(term.replace("_", " ")))
    if found_as and is_plain(term):
        return Reason.of("seed_plain", form=found_as)
    if found_as:
        return Reason.of("seed_plural", word=term.split("_")[0], form=found_as)
    return Reason("seed_long") if term.count("_") >= LONG_SEED else Reason("seed_absent")


def _found_as(corpus: Corpus, absent: Iterable[str]) -> dict[str, str]:
    """Absent seeds of several syllables → what the texts hold most often instead: the seed with diacritics, or without
    its plural word.
    """
    plain = {term: term for term in absent if "_" in term and is_plain(term)}
    rest = {term.partition("_")[2]: term for term in absent if "_" in term and term.split("_")[0] in PLURALS}
    forms: dict[str, Counter[str]] = {}
    for pattern, of in ((marked_pattern(plain), plain), (phrase_pattern(rest), rest)):
        for text in corpus.kept["text"] if of else ():
            for start, end in find_phrases(text, pattern):
                form = as_term(text[start:end].replace("-", " "))
                term = of.get(form if of is rest else bare(form))
                if term is not None and form != term:
                    forms.setdefault(term, Counter())[form.replace("_", " ")] += 1
    return {term: min(found, key=lambda form: (-found[form], form)) for term, found in forms.items()}


def lists_never_found(corpus: Corpus, themes: Themes) -> list[tuple[str, str, str]]:
    """Exclusions and words of conditions with a comma that no text or title holds: theme, where it is named, phrase."""
    said = [(t.key, where, phrase) for t in themes for where, phrase in _beside_seeds(t) if is_list(phrase)]
    columns = [corpus.kept[name].fillna("") for name in ("text", "title") if said and name in corpus.kept]
    left = {phrase: phrase_pattern([phrase]) for _, _, phrase in said}
    for text in chain(*columns):
        left = {phrase: pattern for phrase, pattern in left.items() if not find_phrases(text, pattern)}
        if not left:
            return []
    return [one for one in said if one[2] in left]


def _beside_seeds(theme: Theme) -> Iterator[tuple[str, str]]:
    """The phrases of a theme that are no seeds, each after the name of its list."""
    yield from (("exclude", phrase) for phrase in theme.exclude)
    for condition in theme.conditions.values():
        yield from (("with", word) for word in condition.with_)
        yield from (("without", word) for word in condition.without)


def seed_remarks(table: pd.DataFrame, language: str) -> list[str]:
    """The reason of each row of `check_seeds` in words, "" where there is none."""
    found = [seed_reason(row) for row in table.to_dict("records")]
    return ["" if reason is None else reason_text(reason, language) for reason in found]


def seed_coverage(counts: TermCounts, corpus: Corpus, themes: Themes, *, by: str = "year") -> pd.DataFrame:
    """The share of units that hold a seed, by theme and `by` (year, source or any column): theme, BY, units, share.

    Raises UsageError for a column that the corpus lacks.

    >>> tk.seed_coverage(counts, corpus, themes, by="source").columns.tolist()
    ['theme', 'source', 'units', 'share']
    """
    rows = corpus.facts(counts.ids)
    require_choice("by", by, rows.columns.tolist())
    held = pd.DataFrame(seed_evidence(counts, themes).hits > 0, columns=list(themes.keys))
    label = rows[by].astype("str").fillna("unknown")
    shares = held.groupby(label.to_numpy()).mean()
    sizes = label.value_counts()
    long = shares.rename_axis(by).reset_index().melt(id_vars=by, var_name="theme", value_name="share")
    long["units"] = long[by].map(sizes).astype("int64")
    order = {key: i for i, key in enumerate(themes.keys)}
    long = long.sort_values(by=[by], kind="stable").sort_values("theme", key=lambda s: s.map(order), kind="stable")
    return long[["theme", by, "units", "share"]].reset_index(drop=True)


def without_seed(themes: Themes, key: str, seed: str) -> Themes:
    """The themes with one seed of theme `key` left out, for leave-one-seed-out; the others are as they were.

    Score these with the same counts: the seed stays a word like any other, and no longer vouches for the theme. Raises
    ThemesError where the theme has no such seed, or no other one.

    >>> less = tk.without_seed(themes, "overseas_communities", "kiều bào")
    >>> "kiều bào" in less["overseas_communities"].seeds
    False
    """
    theme, term = themes[key], as_term(seed)
    left = tuple(s for s in theme.seeds if as_term(s) != term)
    if len(left) == len(theme.seeds):
        raise ThemesError(f"theme {key!r} has no seed {seed!r}; its seeds are {', '.join(theme.seeds)}")
    if not left:
        raise ThemesError(f"theme {key!r} has no seed but {seed!r}; add others before leaving it out")
    changed = replace(theme, seeds=left)
    return replace(themes, themes=tuple(changed if t.key == key else t for t in themes))


def first_named(seeds: Sequence[str]) -> list[str]:
    """The first seeds for a sentence, and how many more there are; the whole list stands in tables/seeds.csv.

    A seed with a comma of its own stands in quotation marks, for the others are parted by commas.
    """
    more = len(seeds) - MOST_NAMED
    named = [f"“{seed}”" if "," in seed else seed for seed in seeds[:MOST_NAMED]]
    return [*named, *([f"… (+{more})"] if more > 0 else [])]
