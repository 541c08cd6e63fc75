"""Old tone placement (hòa, ủy) to new (hoà, uỷ), and titles to file names."""

import re
import unicodedata

_OLD = {
    **dict(zip(["òa", "óa", "ỏa", "õa", "ọa"], ["oà", "oá", "oả", "oã", "oạ"], strict=True)),
    **dict(zip(["òe", "óe", "ỏe", "õe", "ọe"], ["oè", "oé", "oẻ", "oẽ", "oẹ"], strict=True)),
    **dict(zip(["ùy", "úy", "ủy", "ũy", "ụy"], ["uỳ", "uý", "uỷ", "uỹ", "uỵ"], strict=True)),
}
_OPEN = re.compile("(?:" + "|".join(_OLD) + r")(?!\w)", re.IGNORECASE)


def _swap(match: re.Match[str]) -> str:
    old = match.group(0)
    new = _OLD[old.lower()]
    if old.isupper():
        return new.upper()
    return new[0].upper() + new[1:] if old[0].isupper() else new


def new_placement(text: str) -> str:
    """The text with the tone mark on the second vowel of the open rhymes oa, oe, uy."""
    return _OPEN.sub(_swap, text)


def slug(title: str, syllables: int = 6) -> str:
    """The first syllables of a title as a file name without diacritics."""
    plain = unicodedata.normalize("NFD", title.lower().replace("đ", "d"))
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    return "-".join(words[:syllables])
