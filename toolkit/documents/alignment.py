"""What belongs together is known by each unit's id and text, never by names or places (DESIGN §2)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.base.checks import counted, some
from toolkit.base.errors import AlignmentError
from toolkit.documents.corpus import Corpus

Hashes = NDArray[np.uint64]


def corpus_hashes(corpus: Corpus, ids: Sequence[str]) -> Hashes | None:
    """(U,) the hash of each unit's letters in this corpus; None where it holds no texts."""
    return corpus.hashes(ids)


def require_same_texts(ids: Sequence[str], known: Hashes | None, corpus: Corpus, *, what: str) -> Hashes | None:
    """The hashes of `ids`, checked where `what` came with texts (`known`, U): None says that it could not be checked.

    Raises AlignmentError where a unit of this id has another text in the corpus.
    """
    if known is None:
        return None
    here = corpus_hashes(corpus, ids)
    if here is None:
        return None
    differs = np.asarray(here) != np.asarray(known)
    if differs.any():
        bad = [one for one, wrong in zip(ids, differs) if wrong]
        raise AlignmentError(
            f"{counted(len(bad), 'unit')} ({some(bad)}) of {what} have another text in this corpus: it is another one,"
            f" or its texts were edited; make {what} again from this corpus"
        )
    return here


def unit_keys(ids: Sequence[str], hashes: Hashes | None) -> Hashes | None:
    """(U,) one sorted number for each unit, of its id and its text; None where the texts are not known."""
    if hashes is None:
        return None
    mixed = text_hashes_of_ids(ids) * np.uint64(0x9E3779B97F4A7C15) ^ np.asarray(hashes)
    return np.sort(mixed)


def text_hashes_of_ids(ids: Sequence[str]) -> Hashes:
    """(U,) a 64-bit hash of each id, every character of it."""
    import hashlib

    whole = b"".join(hashlib.blake2b(one.encode("utf-8", "surrogatepass"), digest_size=8).digest() for one in ids)
    return np.frombuffer(whole, dtype="<u8").astype(np.uint64)


def require_same_units(keys: Hashes | None, others: Hashes | None, *, what: str, remedy: str) -> bool:
    """True where every unit of the smaller is known to the larger, False where that cannot be checked.

    Raises AlignmentError where units differ.
    """
    if keys is None or others is None:
        return False
    small, large = (keys, others) if len(keys) <= len(others) else (others, keys)
    unknown = int((~np.isin(small, large)).sum())
    if unknown:
        raise AlignmentError(
            f"{what} rest on other texts: {unknown:,} of {len(small):,} units are not known to both; {remedy}"
        )
    return True
