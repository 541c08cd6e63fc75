"""Stories: groups of documents that reprint one another, found by what they repeat word for word, in order."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.checks import require_choice, require_count, require_share
from toolkit.base.errors import UsageError
from toolkit.documents.corpus import KEPT, Corpus
from toolkit.documents.reprints.groups import Grouped, group
from toolkit.documents.reprints.shared import shared_passage

THRESHOLD = 0.55
ORDERS = ("largest", "loosest")
NEARLY_WHOLE = 0.9
UNKNOWN = (1, 0)  # a day after its end: not known


def find_stories(corpus: Corpus, *, threshold: float = THRESHOLD) -> Corpus:
    """The corpus with `story` naming its groups of reprints by the id of their first document (METHODS §6).

    Two texts are one story when at least `threshold` of the shorter one stands in the other word for word and in the
    same order. Not counted are formulas, runs that stand in eight stories or more; and where numbers and names differ
    while the wording stays, the texts follow a pattern and are two stories. Dates help, so resolve them first: texts
    of a few days whose leads tell the same facts are one from a tenth less on; texts over a month apart only when
    nearly whole (0.9); an unknown date changes nothing. A text that is under half of another must be nearly whole in
    it and tell of its lead, so that a round-up does not tie its items together. Equal texts are folded first, a text
    meets the texts that lead stories and not every member, and these are taken by length and content, so that groups
    do not depend on the order of the documents, and time grows with their number.

    Further columns, for documents whose text was found in another: `story_with` (its id), `story_shared` (the share of
    the shorter of the two), `story_days` (how far apart they lie, at least; missing where a date is unknown). Only kept
    documents are compared; the others are stories of their own. UsageError for passages, which inherit the story of
    their document. Deterministic. Sources: Broder 1997 (resemblance and containment), Irber et al. 2022 (sketches).

    >>> grouped = tk.find_stories(tk.read_corpus("articles"), threshold=0.7)
    >>> grouped.kept["story"].notna().all().item()
    True
    """
    require_share("threshold", threshold)
    if corpus.is_passages:
        raise UsageError("stories are found among documents; call find_stories before split_passages")
    frame = corpus.to_frame()
    kept = (frame["status"] == KEPT).to_numpy()
    days = days_between(frame["date"][kept])
    titles = [title if isinstance(title, str) else None for title in frame["title"][kept]]
    found = group(frame["text"][kept].tolist(), threshold=threshold, days=days, titles=titles)
    ids = frame["id"].to_numpy(dtype=object)
    stories, joined, shared, apart = ids.copy(), np.full(len(ids), None, object), *np.full((2, len(ids)), np.nan)
    stories[kept] = ids[kept][found.first]
    joined[kept], shared[kept], apart[kept] = _why(ids[kept], found, days)
    for name, values, dtype in (("story", stories, "str"), ("story_with", joined, "str")):
        frame[name] = pd.Series(values, index=frame.index, dtype=dtype)
    frame["story_shared"] = shared
    frame["story_days"] = pd.array(apart, dtype="Float64").astype("Int64")
    return corpus.with_frame(frame)


def _why(ids: NDArray[np.object_], found: Grouped, days: NDArray[np.int32]) -> tuple[NDArray[np.object_], ...]:
    """For documents found in another: its id, the share and the days between them."""
    n = np.arange(len(ids))
    follows = found.leader != n
    known = (days[:, 0] <= days[:, 1]) & (days[found.leader, 0] <= days[found.leader, 1])
    between = np.maximum(days[:, 0] - days[found.leader, 1], days[found.leader, 0] - days[:, 1])
    return (
        np.where(follows, ids[found.leader], np.full(len(ids), None, object)),
        np.where(follows, found.share, np.nan),
        np.where(follows & known, np.maximum(between, 0), np.nan),
    )


def days_between(dates: pd.Series) -> NDArray[np.int32]:
    """(n, 2) the first and the last day, since 1970, that each ISO date at its precision allows; (1, 0) if missing."""
    known: dict[str, tuple[int, int]] = {}
    for date in dates.dropna().unique():
        try:
            begin = np.datetime64(date)
        except ValueError:
            continue
        last = (begin + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
        known[date] = (int(begin.astype("datetime64[D]").astype(int)), int(last.astype(int)))
    return np.array([known.get(date, UNKNOWN) for date in dates], dtype=np.int32).reshape(-1, 2)


def story_table(corpus: Corpus, *, n: int = 20, order: str = "largest") -> pd.DataFrame:
    """The `n` stories with the most documents, or (`order="loosest"`) whose documents have least in common.

    Columns: story, documents, sources (how many outlets), first, last (dates as known), title (of its first document,
    or the first line of its text); and why they are one: shared (the least share of the shorter text that two of its
    documents have in common), days (the most that two compared ones lie apart), passage (the longest that stands in the
    two which share least). A corpus without reprints gives no rows. Of equals the first come first.

    >>> table = tk.story_table(corpus, n=3)
    >>> table["documents"].is_monotonic_decreasing
    True
    >>> tk.story_table(corpus, n=1, order="loosest").columns.tolist()[:4]
    ['story', 'documents', 'sources', 'first']
    """
    require_count("n", n, 1)
    require_choice("order", order, ORDERS)
    kept = corpus.kept
    several = kept[kept["story"].duplicated(keep=False)]
    columns = ["story", "documents", "sources", "first", "last", "title", "shared", "days", "passage"]
    rows = [_row(str(story), members) for story, members in several.groupby("story", sort=False)]
    table = pd.DataFrame(rows, columns=columns)
    by, ascending = ("documents", False) if order == "largest" else ("shared", True)
    table = table.sort_values(by, ascending=ascending, kind="stable", ignore_index=True).head(n)
    text = dict(zip(kept["id"], kept["text"], strict=True))
    passages = [shared_passage(text[a], text[b]) if a in text and b in text else "" for a, b in table["passage"]]
    return table.assign(passage=pd.Series(passages, index=table.index, dtype="str"))


def _row(story: str, members: pd.DataFrame) -> tuple[object, ...]:
    """One story; for the passage, the two documents that share least."""
    dates, title, text = members["date"].dropna(), members["title"].iloc[0], members["text"].iloc[0]
    head = title if pd.notna(title) else text.strip().partition("\n")[0][:80]
    about = (story, len(members), members["source"].nunique(), dates.min(), dates.max(), head)
    if "story_shared" not in members or members["story_shared"].isna().all():
        return (*about, np.nan, pd.NA, (None, None))
    least = members.loc[members["story_shared"].idxmin()]
    return (*about, least["story_shared"], members["story_days"].max(), (least["id"], least["story_with"]))


def decided_without_dates(corpus: Corpus) -> int:
    """How many kept documents were joined to a story although a date was unknown that might have kept them out."""
    kept = corpus.kept_facts
    if "story_shared" not in kept:
        return 0
    return int(((kept["story_shared"] < NEARLY_WHOLE) & kept["story_days"].isna()).sum())


def group_texts(texts: Sequence[str], *, threshold: float = THRESHOLD) -> NDArray[np.int64]:
    """(n,) for each text the number of the first text of its story; no dates are known."""
    return group(texts, threshold=threshold).first
