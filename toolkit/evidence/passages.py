"""The passages behind a number."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

from toolkit.base.checks import did_you_mean, require_count
from toolkit.base.errors import UsageError
from toolkit.documents.corpus import Corpus
from toolkit.documents.periods import Period, in_period
from toolkit.evidence.marking import seeds_marked
from toolkit.evidence.theme_scores import ThemeScores
from toolkit.words.finding import fold
from toolkit.words.themes import Themes

COLUMNS = ["theme", "period", "document", "start", "end", "score", "passage", "unit", "date", "source", "title"]
_WORDS = re.compile(r"\w+")
LONGEST_TERM = 6


def passages(
    scores: ThemeScores, corpus: Corpus, theme: str, *, period: Period | None = None, n: int = 5
) -> pd.DataFrame:
    """The n units of a period that carry `theme` most, one a story, best first.

    Columns: theme, period, document, start, end, score, passage, unit, date, source, title. `start` and `end` slice the
    document's text. Where the units are whole documents the passage is the paragraph on which the theme's words weigh
    most. `period`: a year, "2016-2018", (2016, 2018), "2019-11", "2019-Q4", or None. Raises UsageError for an
    unknown theme or an empty period, AlignmentError where the corpus lacks a scored unit.

    >>> tk.passages(scores, corpus, "citizen_protection", period=(2022, 2024), n=2).columns.tolist()[:4]
    ['theme', 'period', 'document', 'start']
    """
    require_count("n", n, 1)
    if theme not in scores.themes:
        raise UsageError(f"no theme {theme!r} in these scores{did_you_mean(theme, scores.themes)}")
    t = scores.themes.index(theme)
    rows = corpus.facts(scores.ids).assign(score=scores.score[:, t])
    rows = rows[in_period(rows, period)].sort_values(["score", "id"], ascending=[False, True])
    rows = rows.drop_duplicates("story").head(n)
    rows = rows.assign(text=corpus.rows(rows["id"])["text"].to_numpy())
    weights = {term: float(w) for term, w in zip(scores.terms, scores.weights[t]) if w}
    spans = [_span(row.text, row.start, row.id == row.parent, weights) for row in rows.itertuples()]
    table = rows.assign(
        theme=theme,
        period="all" if period is None else _period_name(period),
        document=rows["parent"],
        unit=rows["id"],
        passage=[span[2] for span in spans],
        start=[span[0] for span in spans],
        end=[span[1] for span in spans],
    )
    return table[COLUMNS].reset_index(drop=True)


def _period_name(period: Period) -> str:
    return "-".join(str(year) for year in period) if isinstance(period, (tuple, list)) else str(period)


def _span(text: str, start: object, whole: bool, weights: Mapping[str, float]) -> tuple[int, int, str]:
    if not whole:
        first = 0 if start is pd.NA else int(start)  # type: ignore[call-overload]
        return first, first + len(text), text
    a, b = best_paragraph(text, weights)
    return a, b, text[a:b]


def best_paragraph(text: str, weights: Mapping[str, float]) -> tuple[int, int]:
    """Start and end of the line of `text` whose terms weigh most: distinct terms, over the root of its length.

    A text without a weighted term gives its first line.
    """
    best, span = -np.inf, (0, len(text))
    for match in re.finditer(r"[^\n]*\S[^\n]*", text):
        found = _terms_in(match[0], weights)
        weight = math.fsum(weights[term] for term in found) / max(len(match[0]), 200) ** 0.5
        if weight > best:
            best, span = weight, match.span()
    return span


def _terms_in(line: str, weights: Mapping[str, float]) -> list[str]:
    syllables = _WORDS.findall(fold(line))
    found: dict[str, None] = {}
    for i in range(len(syllables)):
        for j in range(min(len(syllables), i + LONGEST_TERM), i, -1):
            term = "_".join(syllables[i:j])
            if term in weights:
                found[term] = None
                break
    return list(found)


@dataclass(frozen=True, eq=False)
class PassageView:
    """Passages for a notebook, the theme's words marked; `frame` as `passages` returns it."""

    frame: pd.DataFrame
    themes: Themes

    def _repr_html_(self) -> str:
        items = []
        for row in self.frame.itertuples():
            passage = str(row.passage)
            marked = seeds_marked(passage[:1500], self.themes[str(row.theme)], passage)
            where = " · ".join(
                escape(str(part)) for part in (row.document, row.date, row.source) if isinstance(part, str) and part
            )
            items.append(f"<li><div>{marked}</div><small>{where}</small></li>")
        return f"<ol>{''.join(items[:20])}</ol>"


def show_passages(frame: pd.DataFrame, themes: Themes) -> PassageView:
    """The table of `passages` as it is read in Jupyter, with the theme's seeds marked.

    >>> found = tk.passages(scores, corpus, "citizen_protection", n=2)
    >>> type(tk.show_passages(found, themes)).__name__
    'PassageView'
    """
    return PassageView(frame, themes)
