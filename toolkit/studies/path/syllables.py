"""Tokens as syllables: the plainest other segmentation, to see what hangs on the segmenter."""

import numpy as np

from toolkit.words.tokens import Tokens

LEXICON = 1  # of tokens.ORIGINS


def into_syllables(tokens: Tokens) -> Tokens:
    """The tokens with every word that the segmenter joined split into its syllables; the lexicon's phrases stay whole.

    The places of the pieces in the text are not known (-1).
    """
    split = [word.split("_") for word in tokens.words]
    whole = tokens.origin == LEXICON
    names = sorted({*tokens.words, *(part for parts in split for part in parts if part)})
    column = {name: i for i, name in enumerate(names)}
    pieces = [np.array([column[p] for p in parts if p] or [column[w]]) for w, parts in zip(tokens.words, split)]
    lengths = np.array([len(p) for p in pieces], dtype=np.int64)
    flat = np.concatenate(pieces) if pieces else np.empty(0, dtype=np.int64)
    first = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)
    n = np.where(whole, 1, lengths[tokens.codes])
    within = np.arange(int(n.sum())) - np.repeat(np.cumsum(n) - n, n)
    code = np.repeat(tokens.codes, n)
    as_whole = np.array([column[word] for word in tokens.words], dtype=np.int64)
    new = np.where(np.repeat(whole, n), as_whole[code], flat[first[code] + np.where(np.repeat(whole, n), 0, within)])
    offsets = np.concatenate([[0], np.cumsum(n)])[tokens.offsets]
    unknown = np.full(len(new), -1, dtype=np.int32)
    origin = np.repeat(tokens.origin, n)
    described = {**tokens.segmenter, "split": "syllables"}
    known = tokens.story, tokens.text_hash
    return Tokens(tokens.ids, tuple(names), new, offsets, unknown, unknown, origin, described, *known)
