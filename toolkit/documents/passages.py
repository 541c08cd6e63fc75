"""Splitting documents into passages that know their place in their parent."""

import pandas as pd

from toolkit.base.checks import require_choice
from toolkit.base.errors import UsageError
from toolkit.documents.cleaner.lines import split_lines
from toolkit.documents.cleaner.wrapping import unwrap
from toolkit.documents.corpus import KEPT, Corpus

LONGEST_PASSAGE = 3_000  # characters; a longer paragraph (a text without line ends) is cut after a sentence


def split_passages(corpus: Corpus, *, by: str = "paragraph") -> Corpus:
    """A corpus of the kept documents' paragraphs, each with `parent, start, end` that slice the parent's `text`.

    Date, source, story, language and the user's columns are inherited; ids are `parent#n` from 1; `raw` is the
    passage, and nothing is removed from it. A paragraph of over `LONGEST_PASSAGE` characters is cut after a sentence.
    Raises UsageError when the corpus holds passages already.
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
    places = []
    for line in unwrap(text, split_lines(text)):
        start = line.start
        while line.end - start > LONGEST_PASSAGE:
            cut = _cut(text, start)
            places.append((start, start + len(text[start:cut].rstrip())))
            start = cut + len(text[cut : line.end]) - len(text[cut : line.end].lstrip())
        if start < line.end:
            places.append((start, line.end))
    return places


def _cut(text: str, start: int) -> int:
    """Where to cut a long paragraph: after its last sentence, else word, that fits."""
    window = text[start : start + LONGEST_PASSAGE]
    for mark in (". ", "? ", "! ", "; ", ", ", " "):
        at = window.rfind(mark, LONGEST_PASSAGE // 3)
        if at > 0:
            return start + at + len(mark)
    return start + LONGEST_PASSAGE
