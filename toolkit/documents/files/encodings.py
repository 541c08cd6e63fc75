"""Bytes to Vietnamese text: which encoding, on what evidence; then Unicode form (METHODS §1)."""

import codecs
import contextlib
import html
import re
import unicodedata
from typing import NamedTuple

from toolkit.base.errors import UsageError
from toolkit.documents.files.legacy import from_tcvn3, from_viqr, from_vni
from toolkit.documents.files.syllables import marked_evidence

SAMPLE_CHARACTERS = 20_000
STRONG_WORDS, STRONG_SHARE = 8, 0.85  # what TCVN3, VNI and repaired mojibake must show
SHORTEST_IN_SIGNS = 3 * STRONG_WORDS - 1  # a word in signs has two characters, and one parts it from the next
SHORTEST_SIGNS = 60  # characters in which `STRONG_WORDS` words written by signs may stand
NEARLY = 1.03  # bytes a character of a text that is nearly ASCII; Vietnamese with its diacritics has 1.3
_ETH = re.compile(r"Ð|(?<!\w)ð")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_LATIN_1 = re.compile("[\xa1-\xff]")
_VIETNAMESE = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9\u0300-\u0303\u0309\u0323]")
_UNMISTAKABLE = re.compile("[\u1ea0-\u1ef9]")
_MOJIBAKE = re.compile(
    "[ÃÄÆ][\x80-\xbf\u2018-\u203a\u20ac\u2122\u0152\u0153\u0160\u0161\u017d\u017e\u0178\u0192\u02c6\u02dc]|á[º»]"
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LEGACY = {"tcvn3": from_tcvn3, "vni": from_vni}


class Undecodable(ValueError):
    """Bytes that are no text; the message says what was seen."""


def normalise(text: str) -> str:
    """`text` in NFC with eth (U+00D0, U+00F0) read as Đ, đ (METHODS §1).

    A small eth within a word stays: Icelandic writes it there, a Vietnamese syllable never does.
    """
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _ETH.sub(lambda m: "Đ" if m[0] == "Ð" else "đ", text) if "Ð" in text or "ð" in text else text


def tidy(text: str) -> str:
    """Normalised text with one kind of line end, plain spaces, and no invisible, control or direction characters.

    NUL bytes, byte order marks, zero-width and right-to-left marks are dropped; lone surrogates become U+FFFD.
    """
    if text.isprintable() or text.replace("\n", "").isprintable():
        return text if text.isascii() else normalise(text)  # what is dropped or changed below can never be printed
    if text.isascii():
        return _INVISIBLE.sub("", _one_line_end(text))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = _LONE_SURROGATE.sub("\ufffd", text)
    return normalise(_INVISIBLE.sub("", _one_line_end(text)).replace("\xa0", " "))


def _one_line_end(text: str) -> str:
    # Looking for each character first is ten times as fast as the expression, and most texts hold none of them.
    found = "\r" in text or "\x0b" in text or "\x0c" in text or "\x85" in text or "\u2028" in text or "\u2029" in text
    return _LINE_END.sub("\n", text) if found else text


def decode(data: bytes, encoding: str | None = None, *, claimed: str | None = None) -> tuple[str, str]:
    """The text of `data` and the encoding it was read in; the text is not yet tidied.

    Without `encoding`: a byte order mark, strict UTF-8, UTF-16 by its NULs, nearly clean UTF-8, then the Vietnamese
    single-byte encodings by the share of valid syllables they yield, then what the page `claimed` of itself, then
    charset-normalizer. Raises Undecodable for bytes that are no text, UsageError for an encoding nobody knows.
    """
    if encoding is not None:
        return _as_told(data, encoding)
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, errors="replace"), name
    try:
        return repaired(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _not_utf8(data, claimed)


def _as_told(data: bytes, encoding: str) -> tuple[str, str]:
    name = encoding.lower()
    try:
        if name in LEGACY:
            return LEGACY[name](_cp1252(data)), name
        return data.decode(name), name
    except LookupError as error:
        raise UsageError(
            f"encoding {encoding!r} is unknown; leave it out, or name one such as utf-8, cp1258, tcvn3"
        ) from error
    except UnicodeError as error:
        where = getattr(error, "start", 0)
        raise Undecodable(f"byte {where} is not {encoding}; leave encoding out to have it detected") from error


def _not_utf8(data: bytes, claimed: str | None) -> tuple[str, str]:
    wide = _utf16_without_mark(data)
    if wide is not None:
        return wide
    if data[:4096].count(0) > 64:
        raise Undecodable("binary data, not text")
    patched = data.decode("utf-8", errors="replace")
    bad, good = patched.count("\ufffd"), len(_BEYOND_ASCII.findall(patched))
    if bad * 10 <= good - bad:
        return patched, f"utf-8 ({bad} replaced)"
    western = _cp1252(data)
    best = _best_legacy(western, {"cp1258": _cp1258(data)}, least=3)
    return best if best is not None else _foreign(data, western, claimed)


def _utf16_without_mark(data: bytes) -> tuple[str, str] | None:
    head = data[: 4096 & ~1]
    for name, high, low in (("utf-16-le", head[1::2], head[0::2]), ("utf-16-be", head[0::2], head[1::2])):
        if len(high) >= 2 and high.count(0) > 0.3 * len(high) and low.count(0) < 0.05 * len(low):
            return data.decode(name, errors="replace"), name
    return None


def _cp1252(data: bytes) -> str:
    """cp1252, with the five bytes it leaves undefined as Latin-1."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        pairs = {byte: bytes([byte]).decode("cp1252", errors="replace") for byte in range(0x80, 0xA0)}
        table = {byte: char for byte, char in pairs.items() if char != "\ufffd"}
        return data.decode("latin-1").translate(table)


def _cp1258(data: bytes) -> str:
    return unicodedata.normalize("NFC", data.decode("cp1258", errors="replace"))


def _best_legacy(western: str, others: dict[str, str], least: int = STRONG_WORDS) -> tuple[str, str] | None:
    """The reading with the greatest share of valid syllables, if the evidence is strong; None otherwise."""
    readings = {name: convert(western) for name, convert in LEGACY.items()} | others
    ranked = []
    for name, text in readings.items():
        words, share = marked_evidence(text[:SAMPLE_CHARACTERS])
        if words >= (least if name in others else STRONG_WORDS) and share >= STRONG_SHARE:
            ranked.append((share, words, name))
    if not ranked:
        return None
    name = max(ranked)[2]
    return readings[name], name


def _foreign(data: bytes, western: str, claimed: str | None) -> tuple[str, str]:
    """Text that is not Vietnamese: as it claims, or as charset-normalizer guesses, or as cp1252."""
    from charset_normalizer import from_bytes

    if claimed:
        with contextlib.suppress(LookupError, UnicodeError):
            return data.decode(claimed), claimed.lower()
    best = from_bytes(data[:SAMPLE_CHARACTERS]).best()
    if best is not None:
        return data.decode(best.encoding, errors="replace"), best.encoding
    if sum(byte < 9 for byte in data[:4096]) > 0.05 * len(data[:4096]):
        raise Undecodable("binary data, not text")
    return western, "cp1252"


def repaired(text: str) -> tuple[str, str]:
    """Text that came as UTF-8, and how it was read: as it is, or with its TCVN3, VNI or mojibake undone.

    Only where the repair makes the words beyond a to z Vietnamese syllables on strong evidence.
    """
    if len(_UNMISTAKABLE.findall(text[:2000])) >= STRONG_WORDS:
        return text, "utf-8"
    sample = text[:SAMPLE_CHARACTERS]
    western = len(_LATIN_1.findall(sample))
    if western == 0 or (len(_VIETNAMESE.findall(sample)) > 0.05 * western and not _MOJIBAKE.search(sample)):
        return text, "utf-8"
    if _MOJIBAKE.search(sample):
        import ftfy

        mended = ftfy.fix_encoding(text)
        words, share = marked_evidence(mended[:SAMPLE_CHARACTERS])
        if mended != text and words and share >= STRONG_SHARE and share > marked_evidence(sample)[1]:
            return mended, "utf-8 (mojibake repaired)"
    found = _best_legacy(text, {})
    if found is None or marked_evidence(sample)[1] >= STRONG_SHARE:
        return text, "utf-8"
    return found[0], f"{found[1]} in utf-8"


class Restored(NamedTuple):
    """A text with what was done to it undone: how (None where it was sound), and whether odd letters stood in it."""

    text: str
    how: str | None
    odd: bool


def restored(text: str) -> Restored:
    """A text that came as a string, as if its bytes had been read.

    The same repair as `decode` gives bytes: TCVN3 and VNI letters, mojibake; where the whole text does not show it,
    line by line, for texts of which a part was typed in an old font; VIQR, which writes diacritics as signs. Then what
    feeds leave in strings: HTML entities, `\\u1ea1` and `\\n` written out.
    """
    how, odd = None, False
    if text.isascii() or _nearly_ascii(text):
        text, how = _from_signs(text)
    elif _ODD.search(text):
        odd = True
        found, read_as = repaired(text)
        if read_as == "utf-8":
            found, read_as = _by_line(text)
        text, how = found, None if read_as == "utf-8" else read_as
    return Restored(_unescaped(text), how, odd)


def _nearly_ascii(text: str) -> bool:
    """Whether a text holds so few other letters that its diacritics may be written as signs."""
    head = text[:2_000]
    return len(head) > SHORTEST_SIGNS and len(head.encode("utf-8", errors="replace")) <= NEARLY * len(head)


def _from_signs(text: str) -> tuple[str, str | None]:
    """Text in VIQR as Vietnamese, on strong evidence: signs behind most vowels, and syllables when they are read."""
    sample = text[:SAMPLE_CHARACTERS]
    if len(sample) < SHORTEST_IN_SIGNS or len(_VIQR_SIGN.findall(sample)) < STRONG_WORDS:
        return text, None
    read = from_viqr(sample)
    words, share = marked_evidence(read)
    if words < STRONG_WORDS or share < STRONG_SHARE:
        return text, None
    return read if len(sample) == len(text) else from_viqr(text), "viqr"


_VIQR_SIGN = re.compile(r"[aeouAEOU][(^+]['`?~.]?(?=[a-z\s.,])|[dD][dD](?=[aeiouy])")
_SUSPECT = "\xa1-\xbf\xd7\xf7ÃÄÅÆÇÐÑÖØÞßåäæçëîïðñöøûüÿþ\x80-\x9f"
_FOREIGN = "\u0370-\u03ff\u0400-\u052f\uff21-\uff5a\U0001d400-\U0001d7ff"
_ODD = re.compile(f"[{_SUSPECT}{_FOREIGN}]")
_ENTITY = re.compile(r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[a-zA-Z]{2,8}\d?);")
_WRITTEN_LETTER = re.compile(r"\\u([0-9a-fA-F]{4})")
_WRITTEN_SIGN = {"\\n": "\n", "\\r": "", "\\t": " ", '\\"': '"', "\\/": "/"}
_WRITTEN = re.compile(r'\\[nrt"/]')
_LINES_LOOKED_AT = 20_000


def _by_line(text: str) -> tuple[str, str]:
    """The text with those lines read anew that show old letters by themselves."""
    lines = text.split("\n")
    if len(lines) < 2 or len(lines) > _LINES_LOOKED_AT:
        return text, "utf-8"
    how = "utf-8"
    for i, line in enumerate(lines):
        if _ODD.search(line):
            lines[i], read_as = repaired(line)
            how = read_as if read_as != "utf-8" else how
    return "\n".join(lines), how


def _unescaped(text: str) -> str:
    """Entities and letters written out, read: twice, for feeds that escape what is escaped already."""
    for _ in range(2):
        if "&" not in text or _ENTITY.search(text) is None:
            break
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    if "\\" not in text:
        return text
    if len(_WRITTEN_LETTER.findall(text)) >= 3:
        text = _WRITTEN_LETTER.sub(lambda found: chr(int(found[1], 16)), text)
    if text.count("\\n") >= 2 and "\n" not in text:
        text = _WRITTEN.sub(lambda found: _WRITTEN_SIGN[found[0]], text)
    return text


def look_alikes(text: str) -> list[str]:
    """The words of a Latin text in which letters of another alphabet stand that look like Latin ones."""
    if _FOREIGN_LETTER.search(text) is None:
        return []
    return [word for word in _WORD.findall(text) if _LATIN_LETTER.search(word) and _FOREIGN_LETTER.search(word)]


_FOREIGN_LETTER = re.compile(f"[{_FOREIGN}]")
_LATIN_LETTER = re.compile("[a-zA-Z\u00c0-\u024f\u1ea0-\u1ef9]")
_WORD = re.compile(r"[^\W\d_]+")
