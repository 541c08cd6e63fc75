"""Text files that a person writes (TOML, word lists), read as editors save them."""

import codecs
import tomllib
from pathlib import Path
from typing import Any

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What word processors and web pages put in the place of plain signs.
_PLAIN = str.maketrans({"“": '"', "”": '"', "„": '"', "‟": '"', "\u00a0": " ", "\u200b": None, "\ufeff": None})


def read_written(path: Path) -> str:
    """The text of a file that a person wrote: with or without a byte order mark, UTF-8 or UTF-16, any line ends.

    Raises OSError where it cannot be opened, UnicodeDecodeError where it is neither.
    """
    data = path.read_bytes()
    codec = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if codec is None:
        nuls = (data[1:400:2].count(0), data[0:400:2].count(0))
        codec = "utf-16-le" if nuls[0] > 20 * nuls[1] + 2 else "utf-16-be" if nuls[1] > 20 * nuls[0] + 2 else "utf-8"
    return data.decode(codec).replace("\r\n", "\n").replace("\r", "\n")


def parse_toml(text: str) -> dict[str, Any]:
    """The tables of a TOML text, one with typographic quotation marks around its values included.

    Raises tomllib.TOMLDecodeError, of the text as it stands.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        plain = text.translate(_PLAIN)
        if plain == text:
            raise
        try:
            return tomllib.loads(plain)
        except tomllib.TOMLDecodeError:
            pass
        raise
