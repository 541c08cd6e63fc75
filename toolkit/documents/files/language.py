"""The language of a document, and Vietnamese typed without its diacritics."""

import re
from functools import cache
from typing import Any

from toolkit.documents.files.syllables import bare_syllables, words_of

SAMPLE = 1_200  # characters from each of three places in a text
LEAST_LETTERS = 40  # below this a text is too short to be called foreign
SURELY_VIETNAMESE = 0.05  # share of letters that hardly another language writes
BARE_SHARE, BARE_WORDS, FUNCTION_SHARE = 0.75, 8, 0.04
LANGUAGES = ("vi", "en", "fr", "de", "es", "ru", "zh", "ja", "ko", "lo", "km", "th", "id", "cs", "pl")
FOREIGN, NO_DIACRITICS = "foreign", "no diacritics"
_OWN = re.compile("[ăĂđĐĩĨũŨơƠưƯ\u1ea0-\u1ef9]")
# The commonest function words, bare: in English prose next to none of them occur.
_FUNCTION_WORDS = frozenset(
    "cua va nguoi khong duoc nhung trong mot nhu voi cho cac den da se nay khi ve vao tai la".split()  # noqa: SIM905
)


def language_of(text: str) -> tuple[str | None, str | None]:
    """The language of `text` (ISO 639-1, or None when it is too short to tell) and what keeps it out, if anything.

    The second is "foreign", or "no diacritics" for Vietnamese whose diacritics are missing (METHODS §1: never mixed in
    silently). Letters that only Vietnamese writes decide most texts; the rest are asked of py3langid.
    """
    sample = _sample(text)
    own = len(_OWN.findall(sample))
    if own and own >= SURELY_VIETNAMESE * len(sample):
        return "vi", None
    letters = sum(map(str.isalpha, sample))
    if own and own >= SURELY_VIETNAMESE * letters:
        return "vi", None
    if letters < LEAST_LETTERS:
        return None, None
    if _is_bare(sample):
        return "vi", NO_DIACRITICS
    language = str(_identifier().classify(sample)[0])
    return language, None if language == "vi" and own else FOREIGN


def _sample(text: str) -> str:
    if len(text) <= 3 * SAMPLE:
        return text
    middle = len(text) // 2
    return text[:SAMPLE] + text[middle : middle + SAMPLE] + text[-SAMPLE:]


def _is_bare(sample: str) -> bool:
    words = words_of(sample)
    known = sum(word in bare_syllables() for word in words)
    function = sum(word in _FUNCTION_WORDS for word in words)
    return len(words) >= BARE_WORDS and known >= BARE_SHARE * len(words) and function >= FUNCTION_SHARE * len(words)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(LANGUAGES))
    return identifier
