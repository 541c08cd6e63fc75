"""Stories: documents that reprint one another."""

from toolkit.base.checks import require_share
from toolkit.base.errors import UsageError
from toolkit.documents.corpus import KEPT, Corpus


def find_stories(corpus: Corpus, *, threshold: float = 0.7) -> Corpus:
    """The corpus with `story` naming its groups of reprints (first version: texts of the same words).

    UsageError for passages: they inherit the story of their document.
    """
    require_share("threshold", threshold)
    if corpus.is_passages:
        raise UsageError("stories are found among documents; call find_stories before split_passages")
    frame = corpus.to_frame()
    key = frame["text"].str.casefold().str.split().str.join(" ").where(frame["status"] == KEPT, frame["id"])
    frame["story"] = frame.groupby(key)["id"].transform("first")
    return Corpus(frame)
