"""What Tokens and TermCounts know of each unit beside its words: its story, and the hash of its text."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.base.errors import AlignmentError, InputError, UsageError
from toolkit.base.parts import readonly

Story = tuple[str, ...]
TextHash = NDArray[np.uint64]


def checked_story(story: Sequence[str] | None, n: int) -> Story | None:
    """The story of each of `n` units as a tuple; AlignmentError for another number, InputError for what is no name."""
    if story is None:
        return None
    found = tuple(story)
    if len(found) != n:
        raise AlignmentError(f"{len(found)} stories for {n} units; give one for each unit")
    if not all(isinstance(name, str) and name for name in found):
        raise InputError("a story is named by a non-empty string; give a unit without reprints its own id")
    return found


def checked_text_hash(text_hash: Any, n: int) -> TextHash | None:
    """(n,) the hashes, read-only; AlignmentError for another number."""
    if text_hash is None:
        return None
    found = readonly(text_hash, np.uint64)
    if found.shape != (n,):
        raise AlignmentError(f"{len(found)} text hashes for {n} units; give one for each unit")
    return found


def required_story(story: Story | None, purpose: str) -> Story:
    """The story of each unit; UsageError with the remedy where it is not known. `purpose` begins the message."""
    if story is None:
        raise UsageError(
            f"{purpose} goes by story, and these words do not know theirs (made by hand, or by an older toolkit); "
            "segment the corpus again after find_stories, or give stories= (ids where nothing was reprinted)"
        )
    return story


def stories_said(ids: Story, story: Story | None) -> str | int:
    """What a repr says of stories: how many, that each unit is its own, or that they are not known."""
    if story is None:
        return "not known"
    return "each unit its own" if story == ids else len(set(story))
