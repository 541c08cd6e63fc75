"""Splitting documents into passages that know their place in their parent."""

import re
from collections.abc import Iterator

import pandas as pd

from toolkit.base.checks import require_choice
from toolkit.base.errors import UsageError
from toolkit.documents.cleaner.lines import split_lines
from toolkit.documents.cleaner.wrapping import unwrap
from toolkit.documents.corpus import KEPT, Corpus

LONGEST_PASSAGE = 1_500  # characters; a longer paragraph (a text without line ends) is cut after a sentence
SHORTEST_PIECE = 300  # of a paragraph that is cut: the last sentence end after so many characters is looked for
# Where a sentence ends: with a blank behind, or glued to the next one by a site that lost the line end ("khác.Với").
_SENTENCE_END = re.compile(
    r"(?<=[^\W\d_][.!?…])[\"”’»)\]]{0,3}(?=\s|[A-ZĐÀ-ỸƠƯ][a-zà-ỹđơư])|(?<=[\d)\"”’»\]][.!?…])(?=\s)"
)
_BLANK = re.compile(r"\s+")
_LETTERS = re.compile(r"[^\W_]+")


def split_passages(corpus: Corpus, *, by: str = "paragraph") -> Corpus:
    """A corpus of the kept documents' paragraphs, each with `parent, start, end` that slice the parent's `text`.

    Date, source, story, language and the user's columns are inherited; ids are `parent#n` from 1; `raw` is the
    passage, and nothing is removed from it. A paragraph of over `LONGEST_PASSAGE` characters is cut after a sentence.
    Raises UsageError when the corpus holds passages already.

    >>> paragraphs = tk.split_passages(corpus)
    >>> paragraphs.is_passages, len(paragraphs) > len(corpus)
    (True, True)
    """
    require_choice("by", by, ("paragraph",))
    if corpus.is_passages:
        raise UsageError("these are passages already; split the documents they come from")
    kept = corpus.kept
    places = [(row, *place) for row, text in enumerate(kept["text"]) for place in paragraphs(text)]
    rows = [row for row, *_ in places]
    frame = kept.iloc[rows].reset_index(drop=True)
    parents = kept["text"].tolist()
    texts = [parents[row][start:end] for row, start, end in places]
    numbers = pd.Series(rows, dtype="int64").groupby(rows).cumcount() + 1 if rows else pd.Series([], dtype="int64")
    ids = [f"{parent}#{n}" for parent, n in zip(frame["id"], numbers)]
    frame = frame.assign(
        parent=frame["id"],
        id=ids,
        text=texts,
        raw=texts,
        removed="[]",
        status=KEPT,
        start=pd.Series([start for _, start, _ in places], dtype="Int64"),
        end=pd.Series([end for _, _, end in places], dtype="Int64"),
    )
    return corpus.with_frame(frame)


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Start and end of each paragraph of `text`, at most `LONGEST_PASSAGE` characters long."""
    return [place for line in unwrap(text, split_lines(text)) for place in _pieces(text, line.start, line.end)]


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A paragraph as pieces of equal size as nearly as its sentences allow, none longer than `LONGEST_PASSAGE`."""
    while end - start > LONGEST_PASSAGE:
        n = -(-(end - start) // LONGEST_PASSAGE)
        cut = _cut(text, start, start + (end - start) // n, start + LONGEST_PASSAGE)
        stop = start + len(text[start:cut].rstrip())
        if stop > start:
            yield start, stop
        start = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
    if start < end:
        yield start, end


def _cut(text: str, start: int, aim: int, latest: int) -> int:
    """Where to cut: at the end of a sentence that is nearest to `aim`, else at the last blank, else at `latest`.

    A blank within a term would cut it in two, so that one after a comma or a semicolon goes before any other.
    """
    ends = [found.end() for found in _SENTENCE_END.finditer(text, start + SHORTEST_PIECE, latest)]
    if ends:
        return min(ends, key=lambda at: abs(at - aim))
    for signs in (";:", ",", ""):
        blanks = [m.end() for m in _BLANK.finditer(text, start + SHORTEST_PIECE, latest)]
        fitting = [at for at in blanks if not signs or text[:at].rstrip()[-1:] in signs]
        if fitting:
            return max(fitting)
    return latest
