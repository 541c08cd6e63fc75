"""What is known of each distinct syllable form: its scores in pyvi's CRF, its spelling, its part in codes and
entries.
"""

import functools
import string
import threading
import unicodedata
from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from toolkit.words.segmenter.model import Pair, PyviModel
from toolkit.words.spelling import new_placement, old_placement, vietnamese_d

if TYPE_CHECKING:
    from toolkit.words.segmenter.arrays import Forms

NO_JOIN: Final = 1  # punctuation, or begins with a digit: pyvi's joining rules
TITLE: Final = 2  # begins with a capital
SHOUTED: Final = 4  # a Vietnamese syllable all in capitals
PROTECTED: Final = 8  # a number, an address
NUMBER: Final = 16  # holds a digit
CODE: Final = 32  # may stand in a code: QĐ, TTg, 2014, H5N1
STEM: Final = 64  # may stand in a code before a number: Covid
CONNECTOR: Final = 128  # stands between the pieces of a code
FAMILY: Final = 256  # a family name
FAMILY_WORD: Final = 512  # a family name that is a common word too
HYPHEN: Final = 1024  # may stand between the syllables of a word, as it was once written: thuyền-nhân

CONNECTORS: Final = frozenset("-/–")
NONE: Final[Pair] = (0.0, 0.0)
# Columns of `scores`, of two labels each: a form's own; then to what stands beside it, lower, title, upper: as its left
# neighbour and as its right one.
OWN: Final = 0
LEFT: Final = 2
RIGHT: Final = 8
N_SCORES: Final = 14
# Columns of `numbers`
SYLLABLE: Final = 0  # pyvi's, or -1
CALM: Final = 1  # the row to read in a run of capitals
KEY: Final = 2  # the lexicon's syllable, or -1
SHOWN: Final = 3  # the spelling shown
PLAIN: Final = 4  # the row read with its own tone placement, where it is capitalised and that differs; else -1
N_NUMBERS: Final = 5


class FormTable:
    """Distinct forms with their rows: `scores` (F, 14), `numbers` (F, 5), `flags` (F); grows under a lock.

    `read` (F) and `shown` (by `numbers`) are the spellings: with `exact`, the form as it stands.
    """

    def __init__(self, model: PyviModel, exact: bool, keys: Mapping[str, int]) -> None:
        self.exact, self.keys, self.syllables = exact, keys, model.syllables
        self.shown: list[str] = []
        self.read: list[str] = []
        self._lock = threading.Lock()
        self._rows: dict[str, int] = {}
        self._shown: dict[str, int] = {}
        self._fresh: list[tuple[tuple[float, ...], tuple[int, ...], int]] = []
        self._bias, self._by_form, self._by_case = weights_by_use(model)
        self.scores: NDArray[np.float64] = np.zeros((1 << 12, N_SCORES))
        self.numbers: NDArray[np.int32] = np.zeros((1 << 12, N_NUMBERS), np.int32)
        self.flags: NDArray[np.uint16] = np.zeros(1 << 12, np.uint16)

    def rows(self, forms: list[str]) -> list[int]:
        """The rows of `forms`, new ones being added."""
        with self._lock:
            found = [self._rows[form] if form in self._rows else self._add(form) for form in forms]
            self._write()
            return found

    def arrays(self) -> "Forms":
        """The tables as they stand, for the kernels."""
        from toolkit.words.segmenter.arrays import Forms

        return Forms(self.scores, self.numbers, self.flags)

    def _add(self, form: str) -> int:
        """A new row, to be written by `_write`."""
        row = self._rows[form] = len(self._rows)
        read = form if self.exact or form.isascii() else new_placement(vietnamese_d(form))
        self.read.append(read)
        lower = read.lower()
        syllable = self.syllables.get(lower, -1)
        shown = form if self.exact else spelling(form)
        flags = pyvi_flags(read)
        if not self.exact:
            flags |= _code_flags(read, syllable >= 0) | _family_flags(read, lower)
        number = self._shown.setdefault(shown, len(self._shown))
        if number == len(self.shown):
            self.shown.append(shown)
        place = len(self._fresh)
        self._fresh.append(((), (), 0))
        calm, plain = row, -1
        if flags & SHOUTED:
            calm = self._rows[lower] if lower in self._rows else self._add(lower)
        elif flags & TITLE and read != form and read != vietnamese_d(form):
            plain = len(self._rows)
            self._rows[f"\0{form}"] = plain  # no form begins with a NUL and goes on
            self.read.append(form)
            self._fresh.append((self._scores(form, form.lower()), (-1, plain, -1, number, -1), flags))
        numbers = (syllable, calm, self.keys.get(lower, -1), number, plain)
        self._fresh[place] = (self._scores(read, lower), numbers, flags)
        return row

    def _write(self) -> None:
        """Put the new rows into the arrays."""
        if not self._fresh:
            return
        begin, end = len(self._rows) - len(self._fresh), len(self._rows)
        while end > len(self.flags):
            self.scores = np.concatenate([self.scores, np.zeros_like(self.scores)])
            self.numbers = np.concatenate([self.numbers, np.zeros_like(self.numbers)])
            self.flags = np.concatenate([self.flags, np.zeros_like(self.flags)])
        self.scores[begin:end] = [row[0] for row in self._fresh]
        self.numbers[begin:end] = [row[1] for row in self._fresh]
        self.flags[begin:end] = [row[2] for row in self._fresh]
        self._fresh.clear()

    def _scores(self, read: str, lower: str) -> tuple[float, ...]:
        """The row of `scores`; its own are added in CRFsuite's order."""
        cut = lower.split("\0")[0] if "\0" in lower else lower  # CRFsuite's attribute names end at a NUL
        of_own, of_left, of_right = self._by_form
        own, left, right = of_own.get(cut, NONE), of_left.get(cut, NONE), of_right.get(cut, NONE)
        a, b = self._bias[0] + own[0], self._bias[1] + own[1]
        if read.islower():  # neither upper nor title nor a digit
            return (a, b, *left, *NONE, *NONE, *right, *NONE, *NONE)
        upper, title = read.isupper(), read.istitle()
        for true, (x, y) in zip((upper, title, read.isdigit()), self._by_case[0]):
            if true:
                a, b = a + x, b + y
        cases = []
        for case in self._by_case[1:]:
            cases.append((*(case[1] if title else NONE), *(case[0] if upper else NONE)))
        return (a, b, *left, *cases[0], *right, *cases[1])


@functools.cache
def weights_by_use(model: PyviModel) -> tuple[Pair, list[dict[str, Pair]], list[list[Pair]]]:
    """The bias, and for a syllable itself, as left and as right neighbour: weights by form, and those of its case."""
    kinds, tests = ("word", "-1:word", "+1:word"), ("isupper", "istitle", "isdigit")
    by_form: list[dict[str, Pair]] = [{}, {}, {}]
    for name, pair in model.weights.items():
        kind, _, form = name.partition(".lower():")
        if kind in kinds:
            by_form[kinds.index(kind)][form] = pair
    by_case = [[model.weights.get(f"{kind}.{test}()", NONE) for test in tests] for kind in kinds]
    return model.weights.get("bias", NONE), by_form, by_case


def spelling(form: str) -> str:
    """A form as it is shown: lower case, old tone placement, the Vietnamese Đ."""
    if form.isascii():
        return form.lower()
    return old_placement(vietnamese_d(form).lower())


def pyvi_flags(form: str) -> int:
    """NO_JOIN and TITLE, as pyvi's joining rules ask."""
    flags = NO_JOIN if form in string.punctuation or form[0].isdigit() else 0
    return flags | (TITLE if form[0].istitle() else 0)


def _code_flags(form: str, syllable: bool) -> int:
    """SHOUTED, PROTECTED, NUMBER, CODE, STEM, CONNECTOR and HYPHEN."""
    if form.isalpha():
        plain = form.isascii()
        flags = STEM if plain and not syllable else 0
        if form[1:].islower() or form.islower():
            return flags
        if syllable and len(form) > 1 and form.isupper():
            flags |= SHOUTED
        return flags | (CODE if plain or not syllable else 0)
    if form in CONNECTORS:
        return CONNECTOR | (HYPHEN if form == "-" else 0)
    flags = 0 if is_wordlike(form) else NO_JOIN
    if any(c.isdigit() for c in form):
        flags |= NUMBER | (CODE if form.isalnum() or form[0].isdigit() else 0)
    if form[0].isdigit() or "@" in form[1:] or "://" in form:
        flags |= PROTECTED
    return flags


@functools.cache
def _family_names() -> dict[str, int]:
    """FAMILY or FAMILY_WORD for each family name, in small letters."""
    text = files("toolkit.words.segmenter").joinpath("family_names.txt").read_text(encoding="utf-8")
    rows = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return {row[0]: FAMILY_WORD if row[1:] else FAMILY for row in rows if row}


def _family_flags(form: str, lower: str) -> int:
    """FAMILY or FAMILY_WORD, for a capitalised family name."""
    return _family_names().get(lower, 0) if form[0].isupper() and form[1:].islower() else 0


def is_wordlike(form: str) -> bool:
    """True where a form holds a letter or a digit."""
    return any(unicodedata.category(c)[0] in "LN" for c in form)
