"""Stories: groups of documents that reprint one another, found by what they repeat word for word."""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import require_share
from toolkit.base.errors import UsageError
from toolkit.base.progress import progress
from toolkit.documents.candidates import SHORT, candidate_pairs
from toolkit.documents.corpus import KEPT, Corpus
from toolkit.documents.shingles import Hashes, repeated_share, syllables

LEAST_WITHIN = 0.3  # no two documents of a story repeat less than this of the shorter one (METHODS §6)
MEMBERS_COMPARED = 20  # of each of two groups that are to be joined
Share = Callable[[int, int], float]


def find_stories(corpus: Corpus, *, threshold: float = 0.7) -> Corpus:
    """The corpus with `story` naming its groups of near-duplicates by the id of their first document (METHODS §6).

    Two documents reprint one another when at least `threshold` of the shorter one's syllables stand in the longer one
    too, in runs of five or more (containment; computed exactly for the pairs that MinHash sketches propose). Texts of
    fewer than 40 syllables must also be half as long as the other. Pairs are joined to stories most alike first, and
    two groups are not joined when two of their documents repeat less than 0.3, so that a round-up does not tie its
    items together. Only kept documents are compared; the others are stories of their own. UsageError for passages,
    which inherit the story of their document. Deterministic. Source: Broder 1997, Irber et al. 2022.
    """
    require_share("threshold", threshold)
    if corpus.is_passages:
        raise UsageError("stories are found among documents; call find_stories before split_passages")
    frame = corpus.to_frame()
    kept = (frame["status"] == KEPT).to_numpy()
    first = group_texts(frame["text"][kept].tolist(), threshold=threshold)
    ids = frame["id"].to_numpy(dtype=object)
    stories = ids.copy()
    stories[kept] = ids[kept][first]
    frame["story"] = pd.Series(stories, index=frame.index, dtype="str")
    return Corpus(frame)


def story_table(corpus: Corpus, *, n: int = 20) -> pd.DataFrame:
    """The `n` stories with the most documents, and of several as many the first.

    Columns: story, documents, sources (how many outlets), first, last (dates as known), title (of its first document,
    or the head of its text). A corpus without reprints gives no rows.
    """
    kept = corpus.kept
    rows = []
    for story, members in kept.groupby("story", sort=False):
        if len(members) > 1:
            dates = members["date"].dropna()
            head = members["title"].iloc[0] if pd.notna(members["title"].iloc[0]) else members["text"].iloc[0][:80]
            rows.append((story, len(members), members["source"].nunique(), dates.min(), dates.max(), head))
    table = pd.DataFrame(rows, columns=["story", "documents", "sources", "first", "last", "title"])
    return table.sort_values("documents", ascending=False, kind="stable", ignore_index=True).head(n)


def group_texts(texts: Sequence[str], *, threshold: float) -> NDArray[np.int64]:
    """(n,) for each text the number of the first text of its story."""
    pairs, lengths = candidate_pairs(texts)
    share = _shares(texts, lengths)
    edges = []
    for a, b in progress(pairs.tolist(), "Finding stories"):
        if _comparable(int(lengths[a]), int(lengths[b])):
            found = share(a, b)
            if found >= threshold:
                edges.append((-found, a, b))
    return _joined(sorted(edges), len(texts), share)


def _comparable(one: int, other: int) -> bool:
    shorter, longer = min(one, other), max(one, other)
    return shorter >= SHORT or 2 * shorter >= longer


def _shares(texts: Sequence[str], lengths: NDArray[np.int64]) -> Share:
    """The containment of two texts by number; the syllables of a text are found once."""

    @cache
    def sequence(text: int) -> Hashes:
        return syllables([texts[text]]).hashes

    @cache
    def share(a: int, b: int) -> float:
        shorter, longer = (a, b) if (lengths[a], a) <= (lengths[b], b) else (b, a)
        return repeated_share(sequence(shorter), sequence(longer))

    return share


def _joined(edges: list[tuple[float, int, int]], n: int, share: Share) -> NDArray[np.int64]:
    """Groups grown along the edges, strongest first, unless a pair across two of them falls under the least."""
    group_of = np.arange(n)
    members: dict[int, list[int]] = {}
    for _, a, b in edges:
        one, other = sorted((int(group_of[a]), int(group_of[b])))
        if one != other:
            left, right = members.get(one, [one]), members.get(other, [other])
            if _alike(left[:MEMBERS_COMPARED], right[:MEMBERS_COMPARED], share):
                members[one] = sorted(left + right)
                members.pop(other, None)
                group_of[right] = one
    return group_of


def _alike(left: list[int], right: list[int], share: Share) -> bool:
    return all(share(min(a, b), max(a, b)) >= LEAST_WITHIN for a in left for b in right)
