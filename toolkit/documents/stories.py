"""Stories: groups of documents that reprint one another, found by what they repeat word for word."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import require_count, require_share
from toolkit.base.errors import UsageError
from toolkit.base.progress import progress
from toolkit.documents.corpus import KEPT, Corpus
from toolkit.documents.reprints.alignment import Hashes, repeated, shingles
from toolkit.documents.reprints.sketches import SHORT, batches, candidate_pairs

LEAST_WITHIN = 0.3  # no two documents of a story repeat less than this of the shorter one (METHODS §6)
WHOLE = 0.9  # of the shorter text: a reprint that was cut
MEMBERS_COMPARED = 20  # of each of two groups that are to be joined


class Repeats(NamedTuple):
    """What two texts repeat of each other: as a share of the shorter, of both together; and the shorter's syllables."""

    shorter: float
    both: float
    length: int


def find_stories(corpus: Corpus, *, threshold: float = 0.7) -> Corpus:
    """The corpus with `story` naming its groups of near-duplicates by the id of their first document (METHODS §6).

    What two documents repeat of each other is counted in syllables that stand in both in runs of five or more. They
    are reprints when that is at least `threshold` of the two together, or nine tenths of the shorter one (of 40
    syllables or more), which a cut reprint repeats whole. Candidates come from MinHash sketches, the counts are exact.
    Reprints are joined to stories most alike first, and two groups are not joined when two of their documents repeat
    less than 0.3 of the shorter, so that a round-up does not tie its items together. Only kept documents are compared;
    the others are stories of their own. UsageError for passages, which inherit the story of their document.
    Deterministic. Source: Broder 1997 (resemblance and containment), Irber et al. 2022.
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
    return corpus.with_frame(frame)


def story_table(corpus: Corpus, *, n: int = 20) -> pd.DataFrame:
    """The `n` stories with the most documents, and of several as many the first.

    Columns: story, documents, sources (how many outlets), first, last (dates as known), title (of its first document,
    or the first line of its text). A corpus without reprints gives no rows.
    """
    require_count("n", n, 1)
    kept = corpus.kept
    rows = []
    for story, members in kept.groupby("story", sort=False):
        if len(members) > 1:
            dates = members["date"].dropna()
            title, text = members["title"].iloc[0], members["text"].iloc[0]
            head = title if pd.notna(title) else text.strip().partition("\n")[0][:80]
            rows.append((story, len(members), members["source"].nunique(), dates.min(), dates.max(), head))
    table = pd.DataFrame(rows, columns=["story", "documents", "sources", "first", "last", "title"])
    return table.sort_values("documents", ascending=False, kind="stable", ignore_index=True).head(n)


def group_texts(texts: Sequence[str], *, threshold: float) -> NDArray[np.int64]:
    """(n,) for each text the number of the first text of its story."""
    pairs = candidate_pairs(texts)
    measure = _measure(texts, np.unique(pairs))
    edges = []
    for a, b in progress(pairs.tolist(), "Finding stories"):
        found = measure(a, b)
        if found.both >= threshold or (found.shorter >= max(threshold, WHOLE) and found.length >= SHORT):
            edges.append((-found.both, a, b))
    return _joined(sorted(edges), len(texts), measure)


def _measure(texts: Sequence[str], numbers: NDArray[np.int64]) -> Callable[[int, int], Repeats]:
    """What two texts, of those with the `numbers`, repeat of each other; each pair is measured once."""
    lengths: dict[int, int] = {}
    found: dict[int, Hashes] = {}
    for first, batch in batches([texts[number] for number in numbers]):
        for place, number in enumerate(numbers[first : first + len(batch.offsets) - 1].tolist()):
            sequence = batch.of(place)
            lengths[number], found[number] = len(sequence), shingles(sequence)
    known = {number: np.sort(hashes) for number, hashes in found.items()}

    @cache
    def measure(a: int, b: int) -> Repeats:
        short, long = sorted((a, b), key=lambda number: lengths[number])
        within = repeated(found[short], known[long], lengths[short])
        both = within + repeated(found[long], known[short], lengths[long])
        return Repeats(within / max(lengths[short], 1), both / max(lengths[a] + lengths[b], 1), lengths[short])

    return measure


def _joined(edges: list[tuple[float, int, int]], n: int, measure: Callable[[int, int], Repeats]) -> NDArray[np.int64]:
    """Groups grown along the edges, strongest first, unless a pair across two of them falls under the least."""
    group_of = np.arange(n)
    members: dict[int, list[int]] = {}
    for _, a, b in edges:
        one, other = sorted((int(group_of[a]), int(group_of[b])))
        if one != other:
            left, right = members.get(one, [one]), members.get(other, [other])
            if _alike(left[:MEMBERS_COMPARED], right[:MEMBERS_COMPARED], measure):
                members[one] = sorted(left + right)
                members.pop(other, None)
                group_of[right] = one
    return group_of


def _alike(left: list[int], right: list[int], measure: Callable[[int, int], Repeats]) -> bool:
    return all(measure(min(a, b), max(a, b)).shorter >= LEAST_WITHIN for a in left for b in right)
