"""Seeds in their contexts, to be marked by a reader, and what the marks say of each seed."""

import hashlib
from itertools import zip_longest

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import require_count
from toolkit.base.errors import CodingError
from toolkit.base.streams import stream
from toolkit.documents.corpus import Corpus
from toolkit.evidence.seed_evidence import seed_columns
from toolkit.evidence.seed_suggestions import log_odds
from toolkit.words.conditions import UNHELD, Condition
from toolkit.words.counts import TermCounts
from toolkit.words.finding import find_phrases, fold, phrase_pattern, term_of
from toolkit.words.held import Surroundings
from toolkit.words.spelling import as_term
from toolkit.words.themes import Themes

WIDTH = 120  # characters on either side
MARKS = ("theme", "not", "unsure")
NEEDED = ("theme", "seed", "source", "left", "right", "mark")
CONTEXTS = ["theme", "seed", "unit", "source", "year", "left", "keyword", "right", "mark"]
JUDGED = ["theme", "seed", "marked", "unsure", "share", "lower", "upper", "outlets", "proposal", "theirs", "others"]
FEWEST = 5
LEVEL = 0.95
WORDS = 5


def review_seeds(counts: TermCounts, corpus: Corpus, themes: Themes, *, n: int = 20, seed: int) -> pd.DataFrame:
    """Up to n uses of every seed to read, one a story, drawn over outlets and years: theme, seed, unit, source, year,
    left, keyword, right, and an empty column mark for "theme", "not" or "unsure".

    Only uses that count are drawn: a seed with a condition is shown where it holds. Outlets and years take turns, so
    that a large outlet does not speak alone. Save it (`to_csv`), mark it, and give it to `judge_seeds`. Marks describe
    uses of a seed; they are no codes, for who read them saw the seed (METHODS §10).

    >>> uses = tk.review_seeds(counts, corpus, themes, n=2, seed=1)
    >>> uses["mark"].unique().tolist()
    ['']
    """
    require_count("n", n, 1)
    rows = corpus.rows(counts.ids)
    near, found = Surroundings(rows), []
    for theme in themes:
        for phrase in theme.seeds:
            columns = seed_columns(counts.vocabulary, theme, as_term(phrase))
            held = np.flatnonzero(np.asarray(counts.matrix[:, columns].sum(axis=1)).ravel())
            for u in _taking_turns(rows.iloc[held], stream(seed, "seed review", theme.key, phrase))[:n]:
                row, condition = rows.iloc[held[u]], theme.term_conditions.get(as_term(phrase))
                instead = _not_counted(counts, int(held[u]), columns, as_term(phrase))
                begin, end = _counted_use(near, int(held[u]), phrase, instead, condition)
                context = _context(row["text"], begin, end)
                found.append((theme.key, phrase, row["id"], row["source"], row["year"], *context))
    table = pd.DataFrame(found, columns=CONTEXTS[:-1]).assign(mark="")
    return table.astype({"year": "Int64"})


def _taking_turns(rows: pd.DataFrame, random: np.random.Generator) -> list[int]:
    """The places of `rows` in the order of drawing: one story once, outlets and years in turn."""
    order = random.permutation(len(rows))
    shuffled = rows.iloc[order].assign(place=order).drop_duplicates("story")
    cells = shuffled.groupby([shuffled["source"].fillna(""), shuffled["year"].fillna(0)], sort=True)["place"]
    piles = [group.tolist() for _, group in cells]
    piles = [piles[i] for i in random.permutation(len(piles))]
    return [place for turn in zip_longest(*piles) for place in turn if place is not None]


def _not_counted(counts: TermCounts, unit: int, columns: list[int], term: str) -> list[str]:
    """The longer words of a unit that hold a seed and do not count for it: other seeds, or words of a syllable."""
    held, parts = counts.matrix[unit].indices.tolist(), f"_{term}_"
    words = [counts.vocabulary.terms[i].removesuffix(UNHELD) for i in held if i not in columns]
    return [word for word in words if word != term and parts in f"_{word}_"]


def _counted_use(
    near: Surroundings, unit: int, phrase: str, instead: list[str], condition: Condition | None
) -> tuple[int, int]:
    """The first place where a seed counts: not inside a longer phrase that counts instead, its condition holding."""
    text, term = str(near.texts[unit] or ""), as_term(phrase)
    places = find_phrases(text, phrase_pattern([phrase, *instead]))
    own = [(a, b) for a, b in places if term_of(text[a:b], [term]) == term]
    held = ((a, b) for a, b in own if condition is None or condition.holds(*near.around(unit, a, b, condition.within)))
    return next(held, own[0] if own else (0, 0))


def _context(text: str, start: int, end: int) -> tuple[str, str, str]:
    parts = (text[max(0, start - WIDTH) : start], text[start:end], text[end : end + WIDTH])
    left, keyword, right = (part.replace("\n", " ") for part in parts)
    return left, keyword, right


def use_keys(table: pd.DataFrame) -> list[str]:
    """A key for each use, by its theme, seed and unit."""
    rows = table[["theme", "seed", "unit"]].astype(str).itertuples(index=False, name=None)
    return [hashlib.sha256("\0".join(row).encode("utf-8", "replace")).hexdigest()[:16] for row in rows]


def judge_seeds(marked: pd.DataFrame) -> pd.DataFrame:
    """What the marks of `review_seeds` say, one row a seed: theme, seed, marked, unsure, share, lower, upper, outlets,
    proposal, theirs, others.

    share: the part of the uses marked "theme" among those marked "theme" or "not", with a 95 % Jeffreys interval;
    outlets: the same by outlet ("a 3/4, b 0/5"); proposal: "a condition, or drop it" for a share below a half of five
    marks or more, else ""; theirs, others: the words that most tell the theme's uses from the others, from which a
    condition can be made. Marks may be written in capitals. Raises CodingError for another mark, naming its row, and
    for a table without the columns it needs.

    >>> uses = tk.review_seeds(counts, corpus, themes, n=2, seed=1)
    >>> judged = tk.judge_seeds(uses.assign(mark="theme"))
    >>> judged["share"].dropna().unique().tolist()
    [1.0]
    """
    missing = [name for name in NEEDED if not isinstance(marked, pd.DataFrame) or name not in marked]
    if missing:
        raise CodingError(
            f"no column {', '.join(missing)}; give the table of review_seeds, with its column mark filled in"
        )
    marked = marked.reset_index(drop=True)  # of several readers the rows' numbers repeat
    marks = marked["mark"].fillna("").astype(str).str.strip().str.lower()
    for place, mark in enumerate(marks):
        if mark and mark not in MARKS:
            given = marked["mark"].iloc[place]
            raise CodingError(f"row {place + 2}: {given!r} is no mark; write {', '.join(MARKS)}, or leave it empty")
    rows = [
        (*key, *_judged(own, marks[own.index]))
        for key, own in marked.groupby(["theme", "seed"], sort=False)
        if marks[own.index].ne("").any()
    ]
    return pd.DataFrame(rows, columns=JUDGED)


def _judged(own: pd.DataFrame, marks: "pd.Series[str]") -> tuple[object, ...]:
    from scipy.stats import beta

    sure = own[marks.isin(["theme", "not"])]
    right = (marks[sure.index] == "theme").to_numpy()
    n, k = len(right), int(right.sum())
    tail = (1 - LEVEL) / 2
    ends = beta.ppf([tail, 1 - tail], k + 0.5, n - k + 0.5) if n else (np.nan, np.nan)
    share = k / n if n else float("nan")
    by = pd.Series(right).groupby(sure["source"].fillna("?").astype(str).to_numpy())
    outlets = ", ".join(f"{name} {int(part.sum())}/{len(part)}" for name, part in by)
    proposal = "a condition, or drop it" if n >= FEWEST and share < 0.5 else ""
    return (
        n,
        int((marks == "unsure").sum()),
        share,
        float(ends[0]),
        float(ends[1]),
        outlets,
        proposal,
        *_words(sure, right),
    )


def _words(sure: pd.DataFrame, right: NDArray[np.bool_]) -> tuple[str, str]:
    """The syllables that tell the two kinds of contexts apart, the theme's first."""
    if right.all() or not right.any():
        return "", ""
    seen = [
        set(fold(f"{a} {b}").replace(",", " ").replace(".", " ").split()) for a, b in zip(sure["left"], sure["right"])
    ]
    names = sorted(set().union(*seen))
    table = np.array([[name in words for name in names] for words in seen], dtype=np.float64)
    ratio, error = log_odds(table[right].sum(axis=0), table[~right].sum(axis=0), right.sum(), (~right).sum())
    z = ratio / error
    first, last = np.argsort(-z, kind="stable")[:WORDS], np.argsort(z, kind="stable")[:WORDS]
    return ", ".join(names[i] for i in first if z[i] > 0), ", ".join(names[i] for i in last if z[i] < 0)
