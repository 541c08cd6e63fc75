"""Search that finds a Vietnamese word written with and without its diacritics.

A page's words are indexed as they stand and folded (`kiều` also as `kieu`), so that `kieu bao` finds what `kiều bào`
finds. A query is brought to NFC, for some keyboards send letters and marks apart.
"""

import unicodedata

from sphinx.search import languages
from sphinx.search.en import SearchEnglish

SPLITTER = r"""
function splitQuery(query) {
  return query.normalize("NFC").toLowerCase().split(/[^\p{L}\p{N}_]+/u).filter(term => term)
}
"""


def folded(word: str) -> str:
    """The word without tone and vowel marks; đ becomes d."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return plain.translate(str.maketrans("đĐ", "dD"))


class SearchBoth(SearchEnglish):
    """English stems, Vietnamese words twice."""

    js_splitter_code = SPLITTER

    def split(self, input: str) -> list[str]:
        """The words of a text, and those without diacritics beside those that have some."""
        words = super().split(unicodedata.normalize("NFC", input))
        return words + [plain for word in words if (plain := folded(word)) != word]


def install() -> None:
    """Take the place of the English search."""
    languages["en"] = SearchBoth
