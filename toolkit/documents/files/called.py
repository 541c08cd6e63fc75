"""Which document a table beside the corpus means by a name, however programs and people changed it."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from urllib.parse import unquote

from toolkit.documents.files.encodings import normalise


def named_documents(called: Sequence[str], ids: Sequence[str]) -> list[str]:
    """For each name the document it means, "" for none: as it is written, else as programs and people change it.

    Letters in another composition or case, blanks, other slashes, a number's leading zeros and `.0`, and a file's name
    without its folders or its ending name a document where one alone fits that no other row names as it is written; so
    does an absolute path that ends in a document's folder and name.
    """
    exact = {normalise(id_): id_ for id_ in ids}
    found = [exact.get(normalise(name).replace("\\", "/"), "") for name in called]
    taken = set(found)
    free = [id_ for id_ in ids if id_ not in taken]
    for theirs, ours in _READINGS:
        held = Counter(ours(normalise(id_)) for id_ in free)
        loose = {short: id_ for id_ in free if held[short := ours(normalise(id_))] == 1}
        found = [id_ or loose.get(theirs(normalise(name)), "") for name, id_ in zip(called, found)]
    for reading in (_slashed, _plainly):  # as it is written before another case, which may be another document
        written = [id_ for id_ in ids if "/" in id_] if reading is _slashed else [id_ for id_ in free if "/" in id_]
        held = Counter(map(reading, written))
        ends = {end: id_ for id_ in written if held[end := reading(id_)] == 1}
        found = [id_ or _at_the_end(reading(normalise(name)), ends) for name, id_ in zip(called, found)]
    return found


def _at_the_end(name: str, ends: dict[str, str]) -> str:
    """The document whose whole id ends an absolute path (`C:/…/articles/báo/bài.html`), "" where none does."""
    parts = name.split("/") if _ABSOLUTE.match(name) else []
    return next((ends[end] for i in range(1, len(parts)) if (end := "/".join(parts[i:])) in ends), "")


_ABSOLUTE = re.compile(r"(?:[a-z]:)?/|file:", re.I)


def _slashed(name: str) -> str:
    return normalise(name).replace("\\", "/")


def _plainly(name: str) -> str:
    return " ".join(name.replace("\\", "/").removeprefix("./").casefold().split())


def _whole(name: str) -> str:
    return _POINT_ZERO.sub("", name)


_POINT_ZERO = re.compile(r"(?<=\d)[.,]0+\Z")
_ENDING = re.compile(r"\.[a-z][a-z0-9]{1,4}\Z", re.I)
_ZEROS = re.compile(r"\A0+(?=\d+\Z)")
# What is made of the name in the sheet, and of the document's: zeros are lost on the way out only.
_READINGS: tuple[tuple[Callable[[str], str], Callable[[str], str]], ...] = (
    (_plainly, _plainly),
    (lambda name: _plainly(normalise(unquote(name))), _plainly),
    (_whole, lambda id_: _ZEROS.sub("", id_)),
    (_plainly, lambda id_: _plainly(id_).rpartition("/")[2]),
    (_plainly, lambda id_: _ENDING.sub("", _plainly(id_))),
    (_plainly, lambda id_: _ENDING.sub("", _plainly(id_)).rpartition("/")[2]),
    (_whole, lambda id_: _ZEROS.sub("", _ENDING.sub("", id_))),
)
