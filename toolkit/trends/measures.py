"""What a measure is called, asks and divides by, in both languages: the one place (METHODS §9)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from toolkit.base.checks import require_choice

MEASURES = ("share", "presence", "room", "dominant")
LANGUAGES = ("vi", "en")


@dataclass(frozen=True)
class MeasureWords:
    """The words of a measure in one language; `{unit}`, `{whole}` and `{weight}` are filled by who prints them.

    `label` of an axis, and `index`, the label where there are no codes ("" where it needs none); `question` it answers;
    `denominator`: what it divides by; `told` without a glossary; `more`, `less` of it; `of`: what a percentage is of.
    """

    label: str
    question: str
    denominator: str
    told: str
    more: str
    less: str
    of: str
    index: str = ""


@dataclass(frozen=True)
class Measure:
    """A measure: its `name`, `codes` (the question of the codes that calibrate it, "" for none), `divides_by`, words.

    `divides_by` is the English denominator that a `Prevalence` carries.
    """

    name: str
    codes: str
    divides_by: str
    vi: MeasureWords
    en: MeasureWords

    def words(self, language: str) -> MeasureWords:
        """The words in "vi" or "en"."""
        return self.vi if language == "vi" else self.en


@cache
def _all_measures() -> Mapping[str, Measure]:
    text = resources.files("toolkit.trends").joinpath("measures.toml").read_text(encoding="utf-8")
    found = {}
    for name, table in tomllib.loads(text).items():
        told = {language: MeasureWords(**table[language]) for language in LANGUAGES}
        found[name] = Measure(name, table["codes"], table["divides_by"], **told)
    return found


def measure_of(name: str) -> Measure:
    """The measure of this name; UsageError for one there is not."""
    require_choice("measure", name, MEASURES)
    return _all_measures()[name]
