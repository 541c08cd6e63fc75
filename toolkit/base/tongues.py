"""Texts that an author wrote in both languages, one after the other: the part in one of them."""

import re
from itertools import pairwise

_ENDS = re.compile(r"((?<=[.!?;])\s+|\s*\n\s*|\s+[/|]\s+)")
_MARKED = frozenset("ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ")
_GRAMMAR = (  # of English; none of them a Vietnamese syllable
    "the of and by from with without for is are was were been at that which who whose this these not its any each "
    "every both between into after before about or two three four five six one only have has other all first second"
)
_ENGLISH = frozenset(_GRAMMAR.split())
PROSE, STRAY = 0.06, 0.15  # of the letters marked: at least in Vietnamese prose, at most in English with names
EVEN = (0.35, 2.9)  # a translation is as long as its original, by and large


def in_language(text: str, language: str) -> str:
    """The part of `text` in "vi" or "en" where it says the same in both; the whole text where it does not.

    Parts end with a sentence, a semicolon, a line, or a slash between blanks. One with words of English grammar is
    English, one with Vietnamese letters Vietnamese; another (names, numbers) goes with the part before it.
    Two halves are one text twice only where they are of like length: a title or a search string in the other language,
    quoted inside, stays where it stands.

    >>> in_language("Hai người mã hóa; two coders with training.", "vi")
    'Hai người mã hóa'
    """
    pieces = _ENDS.split(text.strip())
    parts, gaps = pieces[::2], [*pieces[1::2], ""]
    tongues = _tongues(parts)
    length = {name: sum(len(part) for part, own in zip(parts, tongues) if own == name) for name in ("vi", "en")}
    if not length["vi"] or not EVEN[0] <= length["en"] / length["vi"] <= EVEN[1]:
        return text
    own = [i for i, tongue in enumerate(tongues) if tongue == language]
    kept = [parts[i] + (gaps[i] if j == i + 1 else " ") for i, j in pairwise([*own, len(parts)])]
    return "".join(kept).strip().rstrip(";")


def _tongues(parts: list[str]) -> list[str]:
    """Each part's language; one that shows none has that of the part before it, the first that of the next."""
    found = [_tongue(part) for part in parts]
    first = next((tongue for tongue in found if tongue), "")
    for i, tongue in enumerate(found):
        found[i] = tongue or (found[i - 1] if i else first)
    return found


def _tongue(part: str) -> str:
    letters = [c for c in part.lower() if c.isalpha()]
    marked = sum(c in _MARKED for c in letters) / max(len(letters), 1)
    words = re.findall(r"\w+", part)
    english = len(words) >= 3 and any(word.lower() in _ENGLISH and not word.isupper() for word in words)
    return "en" if english and marked <= STRAY else "vi" if marked >= PROSE else ""
