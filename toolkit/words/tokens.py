"""Tokens: the words of every unit as ragged integer arrays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.base.cards import card, line
from toolkit.base.errors import AlignmentError, InputError
from toolkit.base.parts import Parts, frozen, readonly
from toolkit.words.units import Story, TextHash, checked_story, checked_text_hash, required_story, stories_said

ORIGINS = ("pyvi", "lexicon", "protected")


@dataclass(frozen=True, eq=False)
class Tokens:
    """Segmented units: unit u holds `words[codes[offsets[u]:offsets[u+1]]]`.

    `ids` (U), `words` (distinct), `codes` int32, `offsets` int64 (U+1), `starts` and `ends` int32 (where each token
    stands in the unit's text; -1 where unknown), `origin` uint8 (0 segmenter, 1 lexicon, 2 protected), `segmenter`
    (name, version, model hash), `story` (U) which units reprint one another, `text_hash` (U) uint64 of each unit's
    letters (`text_hashes`); the last two are None where they are not known.

    >>> tokens.ids == tuple(corpus.kept["id"])
    True
    >>> tokens.words[tokens.codes[tokens.offsets[0]]] in tokens.words
    True
    """

    ids: tuple[str, ...]
    words: tuple[str, ...]
    codes: NDArray[np.int32]
    offsets: NDArray[np.int64]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    origin: NDArray[np.uint8]
    segmenter: Mapping[str, str]
    story: Story | None = None
    text_hash: TextHash | None = None
    schema_version: ClassVar[int] = 2

    def __post_init__(self) -> None:
        object.__setattr__(self, "ids", tuple(self.ids))
        object.__setattr__(self, "words", tuple(self.words))
        object.__setattr__(self, "segmenter", frozen(self.segmenter))
        for name, dtype in (
            ("codes", np.int32),
            ("offsets", np.int64),
            ("starts", np.int32),
            ("ends", np.int32),
            ("origin", np.uint8),
        ):
            object.__setattr__(self, name, readonly(getattr(self, name), dtype))
        if len(self.offsets) != len(self.ids) + 1 or self.offsets[0] != 0 or (np.diff(self.offsets) < 0).any():
            raise AlignmentError("offsets must rise from 0, one more than there are ids")
        object.__setattr__(self, "story", checked_story(self.story, len(self.ids)))
        object.__setattr__(self, "text_hash", checked_text_hash(self.text_hash, len(self.ids)))
        if not len(self.codes) == len(self.starts) == len(self.ends) == len(self.origin) == self.offsets[-1]:
            raise AlignmentError("codes, starts, ends and origin must be as long as the last offset")
        if len(self.codes) and not (self.codes.min() >= 0 and self.codes.max() < len(self.words)):
            raise AlignmentError("a code points outside the words")

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def n_tokens(self) -> NDArray[np.int64]:
        """Tokens a unit (U)."""
        return np.diff(self.offsets)

    def require_story(self, purpose: str) -> Story:
        """(U) the story of each unit; UsageError with the remedy where it is not known."""
        return required_story(self.story, purpose)

    def lists(self) -> Iterator[list[str]]:
        """The words of each unit in turn, as lists; for reading, not for computing."""
        for u in range(len(self.ids)):
            yield [self.words[c] for c in self.codes[self.offsets[u] : self.offsets[u + 1]]]

    def to_frame(self) -> pd.DataFrame:
        """One row a token: id, position, word, start, end, origin."""
        lengths = self.n_tokens
        unit = np.repeat(np.arange(len(self.ids)), lengths)
        return pd.DataFrame(
            {
                "id": np.asarray(self.ids, dtype=object)[unit],
                "position": np.arange(len(self.codes)) - np.repeat(self.offsets[:-1], lengths),
                "word": np.asarray(self.words, dtype=object)[self.codes] if len(self.words) else [],
                "start": self.starts,
                "end": self.ends,
                "origin": np.asarray(ORIGINS, dtype=object)[self.origin],
            }
        )

    def to_parts(self) -> Parts:
        """This noun taken apart for storage."""
        arrays: dict[str, NDArray[Any]] = {
            name: getattr(self, name) for name in ("codes", "offsets", "starts", "ends", "origin")
        }
        meta: dict[str, Any] = {"ids": list(self.ids), "words": list(self.words), "segmenter": dict(self.segmenter)}
        meta["story"] = None if self.story is None else list(self.story)
        if self.text_hash is not None:
            arrays["text_hash"] = self.text_hash
        return Parts(meta, arrays)

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """The noun put together again; one of an older toolkit knows neither stories nor texts."""
        return cls(**{**parts.meta, **parts.arrays})

    def __repr__(self) -> str:
        return line(self._repr_html_())

    def _repr_html_(self) -> str:
        facts = [
            ("units", len(self.ids)),
            ("stories", stories_said(self.ids, self.story)),
            ("tokens", len(self.codes)),
            ("distinct words", len(self.words)),
            ("segmenter", " ".join(self.segmenter.values())[:60]),
        ]
        rows = []
        for u in range(min(3, len(self.ids))):
            codes = self.codes[self.offsets[u] : self.offsets[u + 1]][:25]
            rows.append((self.ids[u], " ".join(self.words[c] for c in codes)))
        return card("Tokens", facts, ["id", "first words"], rows)


def tokens_from_lists(
    ids: Sequence[str],
    lists: Sequence[Sequence[str]],
    *,
    stories: Sequence[str] | None = None,
    segmenter: str = "given",
) -> Tokens:
    """Tokens of words segmented elsewhere, one list a unit; positions in the text are unknown (-1), and so are texts.

    `stories`: one name for each unit, the same for units that reprint one another; without it each unit is a story of
    its own, and the repr says so. Raises AlignmentError when there are not as many lists, or stories, as ids.

    >>> given = tk.tokens_from_lists(["a", "b"], [["kiều_bào", "về"], ["giá", "lúa"]])
    >>> given.words
    ('giá', 'kiều_bào', 'lúa', 'về')
    """
    if len(ids) != len(lists):
        raise AlignmentError(f"{len(ids)} ids but {len(lists)} lists of words; give one list for each id")
    words = sorted({word for row in lists for word in row})
    if any(not isinstance(word, str) or not word for word in words):
        raise InputError("a word must be a non-empty string")
    column = {word: i for i, word in enumerate(words)}
    codes = np.fromiter((column[w] for row in lists for w in row), dtype=np.int32)
    offsets = np.concatenate([[0], np.cumsum([len(row) for row in lists])]).astype(np.int64)
    unknown = np.full(len(codes), -1, dtype=np.int32)
    origin = np.zeros(len(codes), dtype=np.uint8)
    story = tuple(ids if stories is None else stories)
    return Tokens(tuple(ids), tuple(words), codes, offsets, unknown, unknown, origin, {"name": segmenter}, story)
