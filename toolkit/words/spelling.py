"""Vietnamese spelling: old and new tone placement, and the token form of a phrase."""

import re
import unicodedata

from toolkit.documents.files.encodings import normalise

_TONES = "̣̀́̃̉"  # grave, acute, tilde, hook above, dot below
_LETTER = r"[^\W\d_]"


def _pairs() -> dict[str, str]:
    table = {}
    for first, second in ("oa", "oe", "uy"):
        for tone in _TONES:
            old = unicodedata.normalize("NFC", first + tone) + second
            new = first + unicodedata.normalize("NFC", second + tone)
            for a, b in ((old, new), (old.capitalize(), new.capitalize()), (old.upper(), new.upper())):
                table[a] = b
    return table


_OLD_TO_NEW = _pairs()
_NEW_TO_OLD = {new: old for old, new in _OLD_TO_NEW.items()}
# Letters first: a pattern that begins with what must not stand before is looked for at every place.
_OLD = re.compile(f"(?:{'|'.join(sorted(_OLD_TO_NEW))})(?<![qQ]..)(?!{_LETTER})")
_NEW = re.compile(f"(?:{'|'.join(sorted(_NEW_TO_OLD))})(?<![qQ]..)(?!{_LETTER})")


def new_placement(text: str) -> str:
    """`text` with oa, oe, uy at syllable end toned on the last vowel (`hòa` → `hoà`); length is kept."""
    return _OLD.sub(lambda m: _OLD_TO_NEW[m[0]], text)


def old_placement(text: str) -> str:
    """`text` with oa, oe, uy at syllable end toned on the first vowel (`hoà` → `hòa`); length is kept."""
    return _NEW.sub(lambda m: _NEW_TO_OLD[m[0]], text)


def vietnamese_d(form: str) -> str:
    """`form` with the Icelandic eth written as the Vietnamese Đ (`Ðảng` → `Đảng`)."""
    return normalise(form) if "Ð" in form or "ð" in form else form


def as_term(phrase: str) -> str:
    """The token form of a phrase: NFC, lower case, old tone placement, syllables joined by `_`.

    Example: ``as_term("Bảo hộ  công dân") == "bảo_hộ_công_dân"``.
    """
    return "_".join(old_placement(normalise(phrase).lower()).replace("_", " ").split())
