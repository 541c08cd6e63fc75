"""Vietnamese before Unicode: TCVN3 (ABC) and VNI letters to Unicode.

Both put Vietnamese into the upper half of a Western code page, so their bytes arrive as cp1252 letters: in old files as
such, on careless web pages already inside UTF-8. The tables are TCVN 5712:1993 (VN3) and VNI for Windows.
"""

import re
from functools import cache

from toolkit.documents.files.syllables import TONED as _TONES

_TCVN3 = {
    "a": "µ¸¶·¹",
    "ă": "»¾¼½Æ",
    "â": "ÇÊÈÉË",
    "e": "ÌÐÎÏÑ",
    "ê": "ÒÕÓÔÖ",
    "i": "×ÝØÜÞ",
    "o": "ßãáâä",
    "ô": "åèæçé",
    "ơ": "êíëìî",
    "u": "ïóñòô",
    "ư": "õøö÷ù",
    "y": "úýûüþ",
}
_TCVN3_PLAIN = {"¨": "ă", "©": "â", "ª": "ê", "«": "ô", "¬": "ơ", "\xad": "ư", "®": "đ"}
_TCVN3_CAPITALS = {"¡": "Ă", "¢": "Â", "§": "Đ", "£": "Ê", "¤": "Ô", "¥": "Ơ", "¦": "Ư"}
TCVN3 = str.maketrans(
    {code: letter for base, codes in _TCVN3.items() for code, letter in zip(codes, _TONES[base], strict=True)}
    | _TCVN3_PLAIN
    | _TCVN3_CAPITALS
)

_TONE_CODES = "øùûõï"  # grave, acute, hook, tilde, dot: after a e o u y ơ ư
_HAT_CODES = {"â": "àáåãä", "ê": "àáåãä", "ô": "àáåãä", "ă": "èéúüë"}


def _vni() -> dict[str, str]:
    table = {"aâ": "â", "aê": "ă", "eâ": "ê", "oâ": "ô", "ô": "ơ", "ö": "ư", "ñ": "đ"}
    table |= dict(zip("ìíæóò", _TONES["i"], strict=True)) | {"î": "ỵ"}
    bases = {"a": "a", "e": "e", "o": "o", "u": "u", "y": "y", "ô": "ơ", "ö": "ư"}
    for code, base in bases.items():
        table |= {code + tone: letter for tone, letter in zip(_TONE_CODES, _TONES[base], strict=True)}
    for base, tones in _HAT_CODES.items():
        bare = {"â": "a", "ê": "e", "ô": "o", "ă": "a"}[base]
        table |= {bare + tone: letter for tone, letter in zip(tones, _TONES[base], strict=True)}
    capitals = {code.upper(): letter.upper() for code, letter in table.items()}
    title = {code[0].upper() + code[1:]: letter.upper() for code, letter in table.items()}
    return table | title | capitals


VNI = _vni()
_VNI_CODE = re.compile("|".join(sorted(VNI, key=lambda code: (-len(code), code))))


def from_tcvn3(text: str) -> str:
    """TCVN3 codes that were read as cp1252, as Vietnamese letters."""
    return text.translate(TCVN3)


def from_vni(text: str) -> str:
    """VNI codes that were read as cp1252, as Vietnamese letters (two codes a letter, longest first)."""
    return _VNI_CODE.sub(lambda match: VNI[match[0]], text)


_VIQR_LETTERS = {"a(": "ă", "a^": "â", "e^": "ê", "o^": "ô", "o+": "ơ", "u+": "ư", "o*": "ơ", "u*": "ư"}
_VIQR_TONES = "`'?~."
_VIQR = re.compile(r"\\(.)|([dD][dD])|([aA][(^]|[eEoO]\^|[oOuU][+*]|[aeiouyAEIOUY])([`'?~.]?)")
_SENTENCE_OVER = re.compile(r"\s*(?:\Z|\n|[A-Z])")


def from_viqr(text: str) -> str:
    """VIQR, which writes diacritics as signs behind their vowels (`ddo^'i`), as Vietnamese letters.

    A backslash takes the sign behind it for itself; a full stop or question mark behind a bare vowel at the end of a
    sentence is none of tone.
    """
    return _VIQR.sub(_viqr_letter, text)


def _viqr_letter(match: re.Match[str]) -> str:
    signs = match[0]
    bare_before_stop = len(signs) == 2 and signs[1] in ".?" and signs[0] != "\\"
    if bare_before_stop and _SENTENCE_OVER.match(match.string, match.end()):
        return signs
    return _viqr_written(signs)


@cache
def _viqr_written(signs: str) -> str:
    """What an escaped sign, `dd`, or a vowel with its signs writes."""
    escaped, dd, vowel, tone = _VIQR.fullmatch(signs).groups()  # type: ignore[union-attr]
    if escaped is not None:
        return str(escaped)
    if dd is not None:
        return "đ" if dd[0] == "d" else "Đ"
    base = _VIQR_LETTERS.get(vowel.lower(), vowel.lower())
    letter = _TONES[base][_VIQR_TONES.index(tone)] if tone else base
    return letter.upper() if vowel[0].isupper() else letter
