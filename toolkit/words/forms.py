"""What is known of each distinct syllable form: its scores in pyvi's CRF, its spelling, its part in codes and
entries.
"""

import string
import threading
import unicodedata
from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from toolkit.words.pyvi_model import Pair, PyviModel
from toolkit.words.spelling import new_placement, old_placement

NO_JOIN: Final = 1  # punctuation, or begins with a digit: pyvi's joining rules
TITLE: Final = 2  # begins with a capital
SHOUTED: Final = 4  # a Vietnamese syllable all in capitals
PROTECTED: Final = 8  # a number, an address
NUMBER: Final = 16  # holds a digit
CODE: Final = 32  # may stand in a code: QĐ, TTg, 2014, H5N1
STEM: Final = 64  # may stand in a code before a number: Covid
CONNECTOR: Final = 128  # stands between the pieces of a code

NONE: Final[Pair] = (0.0, 0.0)
N_SCORES, N_NUMBERS = 14, 4


class FormTable:
    """Distinct forms with their rows: `scores` (F, 14), `numbers` (F, 4), `flags` (F); grows under a lock.

    Scores: own (label 0, 1); to the right neighbour: lower, title, upper; to the left neighbour: the same. Numbers:
    pyvi's syllable, the form to read in a run of capitals, the lexicon's syllable, the spelling shown. With `exact`
    a form is read and shown as it stands.
    """

    def __init__(self, model: PyviModel, exact: bool, keys: Mapping[str, int]) -> None:
        self.model, self.exact, self.keys = model, exact, keys
        self.shown: list[str] = []
        self._lock = threading.Lock()
        self._rows: dict[str, int] = {}
        self._shown: dict[str, int] = {}
        self.scores: NDArray[np.float64] = np.zeros((1 << 12, N_SCORES))
        self.numbers: NDArray[np.int32] = np.zeros((1 << 12, N_NUMBERS), np.int32)
        self.flags: NDArray[np.uint16] = np.zeros(1 << 12, np.uint16)

    def rows(self, forms: list[str]) -> list[int]:
        """The rows of `forms`, new ones being added."""
        with self._lock:
            return [self._rows[form] if form in self._rows else self._add(form) for form in forms]

    def _add(self, form: str) -> int:
        row = len(self._rows)
        self._rows[form] = row
        if row == len(self.flags):
            self.scores = np.concatenate([self.scores, np.zeros_like(self.scores)])
            self.numbers = np.concatenate([self.numbers, np.zeros_like(self.numbers)])
            self.flags = np.concatenate([self.flags, np.zeros_like(self.flags)])
        read = form if self.exact else new_placement(vietnamese_d(form))
        lower = read.lower()
        syllable = self.model.syllables.get(lower, -1)
        shown = form if self.exact else spelling(form)
        self.scores[row] = self._scores(read, lower)
        flags = pyvi_flags(read)
        if not self.exact:
            flags |= _code_flags(read, syllable >= 0)
        self.flags[row] = flags
        number = self._shown.setdefault(shown, len(self._shown))
        if number == len(self.shown):
            self.shown.append(shown)
        alone = row if not flags & SHOUTED else -1
        self.numbers[row] = (syllable, alone, self.keys.get(lower, -1), number)
        if alone < 0:
            calm = self._rows[lower] if lower in self._rows else self._add(lower)
            self.numbers[row, 1] = calm
        return row

    def _scores(self, read: str, lower: str) -> list[float]:
        weights = self.model.weights
        cut = lower.split("\0")[0]  # CRFsuite's attribute names end at a NUL
        tests = (("isupper", read.isupper()), ("istitle", read.istitle()), ("isdigit", read.isdigit()))
        own = [weights.get("bias", NONE), weights.get(f"word.lower():{cut}", NONE)]
        own += [weights.get(f"word.{name}()", NONE) for name, true in tests if true]
        scores = [0.0, 0.0]
        for a, b in own:
            scores = [scores[0] + a, scores[1] + b]
        for side in ("-1", "+1"):
            scores += weights.get(f"{side}:word.lower():{cut}", NONE)
            for name, true in (tests[1], tests[0]):
                scores += weights.get(f"{side}:word.{name}()", NONE) if true else NONE
        return scores


def vietnamese_d(form: str) -> str:
    """`form` with the Icelandic eth written as the Vietnamese Đ (`Ðảng` → `Đảng`)."""
    return form.replace("\u00d0", "Đ").replace("\u00f0", "đ")


def spelling(form: str) -> str:
    """A form as it is shown: lower case, old tone placement, the Vietnamese Đ."""
    return old_placement(vietnamese_d(form).lower())


def pyvi_flags(form: str) -> int:
    """NO_JOIN and TITLE, as pyvi's joining rules ask."""
    flags = NO_JOIN if form in string.punctuation or form[0].isdigit() else 0
    return flags | (TITLE if form[0].istitle() else 0)


def _code_flags(form: str, syllable: bool) -> int:
    """SHOUTED, PROTECTED, NUMBER, CODE, STEM and CONNECTOR."""
    if form in "-/–" and len(form) == 1:
        return CONNECTOR
    flags = 0 if is_wordlike(form) else NO_JOIN
    if form.isupper() and len(form) > 1 and syllable:
        flags |= SHOUTED
    if any(c.isdigit() for c in form):
        flags |= NUMBER | (CODE if all(c.isalnum() for c in form) or form[0].isdigit() else 0)
    if form[0].isdigit() or "@" in form[1:] or "://" in form:
        flags |= PROTECTED
    capitals = sum(c.isupper() for c in form)
    if form.isalpha() and (capitals > 1 or form.isupper()) and (form.isascii() or not syllable):
        flags |= CODE
    if form.isascii() and form.isalpha() and not syllable:
        flags |= STEM
    return flags


def is_wordlike(form: str) -> bool:
    """True where a form holds a letter or a digit."""
    return any(unicodedata.category(c)[0] in "LN" for c in form)
