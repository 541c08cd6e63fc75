"""Unicode form: NFC, and eth that stands for Đ."""

import re
import unicodedata

_ETH = re.compile("[Ðð]")


def normalise(text: str) -> str:
    """`text` in NFC with eth (U+00D0, U+00F0) read as Đ, đ (METHODS §1)."""
    text = unicodedata.normalize("NFC", text)
    return _ETH.sub(lambda m: "Đ" if m[0] == "Ð" else "đ", text) if "Ð" in text or "ð" in text else text
