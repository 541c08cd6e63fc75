"""RTF: the text between the commands, letters by code page and by number, notes and fields as in a DOCX."""

import re

from toolkit.documents.files.encodings import LEGACY
from toolkit.documents.files.inputs import Unreadable

# What holds no text of the document: tables of fonts and styles, pictures, instructions, comments, headers.
_NO_TEXT = (
    "fonttbl colortbl stylesheet info pict object fldinst themedata datastore latentstyles listtable listoverridetable "
    "rsidtbl generator xmlnstbl annotation atnid atnauthor header headerl headerr headerf footer footerl footerr "
    "footerf filetbl revtbl mmathPr pgptbl nonshppict bkmkstart bkmkend wgrffmtfilter deleted"
)
_SILENT = frozenset(_NO_TEXT.split())
_MARKS = {
    "par": "\n",
    "line": "\n",
    "sect": "\n",
    "page": "\n",
    "row": "\n",
    "tab": "\t",
    "cell": " | ",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "endash": "–",
    "emdash": "—",
    "~": " ",
    "_": "-",
    "nestcell": " | ",
    "nestrow": "\n",
}
_TOKEN = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z0-9'])|([{}])|[\r\n]+|([^\\{}\r\n]+)")
_FONT = re.compile(rb"\{\\f(\d{1,5})(?:\\[a-z]+-?\d*|\{[^{}]*\})*\s?([^;{}\\]{1,60})")
_TITLE = re.compile(rb"\{\\title\s([^{}]{1,400})\}")
MOST_GROUPS = 10_000


def read_rtf(data: bytes) -> dict[str, str | None]:
    """The text of an RTF file, a paragraph a line. Raises Unreadable where it is none."""
    if not data.lstrip().startswith(b"{\\rtf"):
        raise Unreadable("no RTF that can be read")
    fonts = {number: name.decode("latin-1").strip() for number, name in _FONT.findall(data[: 1 << 18])}
    page = re.search(rb"\\ansicpg(\d{1,5})", data[:4096])
    codec = f"cp{page[1].decode()}" if page and _known(page[1].decode()) else "cp1252"
    reader = _Reader(codec, fonts)
    for token in _TOKEN.finditer(data):
        reader.take(*token.groups())
    reader.flush()
    lines = ("".join(reader.pieces)).split("\n")
    return {"text": "\n".join(line.strip(" |") for line in lines if line.strip(" |")), "title": reader.titled(data)}


def _known(page: str) -> bool:
    try:
        "".encode(f"cp{page}")
    except LookupError:
        return False
    return True


class _Reader:
    """The state of the walk: for each open group whether it is silent, its font, how many letters a number skips."""

    def __init__(self, codec: str, fonts: dict[bytes, str]) -> None:
        self.pieces: list[str] = []
        self._codec, self._fonts = codec, fonts
        self._groups: list[tuple[bool, bytes, int]] = []
        self._silent, self._font, self._skip = False, b"", 1
        self._bytes = bytearray()
        self._left = 0  # letters still to be skipped after \u
        self._high = 0  # the first half of a letter beyond the basic plane

    def take(self, word: bytes, number: bytes, code: bytes, sign: bytes, brace: bytes, plain: bytes) -> None:
        """One token of the file."""
        if brace == b"{":
            self.flush()
            if len(self._groups) < MOST_GROUPS:
                self._groups.append((self._silent, self._font, self._skip))
        elif brace == b"}":
            self.flush()
            self._silent, self._font, self._skip = self._groups.pop() if self._groups else (False, b"", 1)
        elif code:
            self._letters(bytes([int(code, 16)]))
        elif plain:
            self._letters(plain)
        elif sign == b"*":
            self._silent = True
        elif sign:
            self._letters(sign) if sign in b"\\{}" else self._say(_MARKS.get(sign.decode("latin-1"), ""))
        elif word:
            self._command(word.decode("ascii"), int(number) if number else None, number or b"")

    def _letters(self, found: bytes) -> None:
        skipped = min(self._left, len(found))
        self._left -= skipped
        if not self._silent:
            self._bytes += found[skipped:]

    def _command(self, word: str, number: int | None, digits: bytes) -> None:
        if word == "u" and number is not None:
            self._unicode(number & 0xFFFF)
            self._left = self._skip
        elif word == "uc" and number is not None:
            self._skip = max(0, min(number, 8))
        elif word == "f":
            self.flush()
            self._font = digits
        elif word in _SILENT:
            self._silent = True
        elif word == "v":  # hidden text
            self.flush()
            self._silent = number != 0 or (bool(self._groups) and self._groups[-1][0])
        elif word in ("fldrslt", "shptxt"):
            self._silent = False
        else:
            self._say(_MARKS.get(word, ""))

    def _unicode(self, point: int) -> None:
        if 0xD800 <= point < 0xDC00:
            self._high = point
        elif 0xDC00 <= point < 0xE000:
            if self._high:
                self._say(chr(0x10000 + ((self._high - 0xD800) << 10) + point - 0xDC00))
            self._high = 0
        else:
            self._say(chr(point))

    def _say(self, text: str) -> None:
        if text and not self._silent:
            self.flush()
            self.pieces.append(text)

    def flush(self) -> None:
        """Read the bytes gathered so far, by the font they are set in or by the file's code page."""
        if self._bytes:
            font = self._fonts.get(self._font, "")
            legacy = "tcvn3" if font.startswith(".Vn") else "vni" if font.startswith("VNI-") else None
            text = bytes(self._bytes).decode("cp1252" if legacy else self._codec, errors="replace")
            self.pieces.append(LEGACY[legacy](text) if legacy else text)
            self._bytes.clear()

    def titled(self, data: bytes) -> str | None:
        """The title among the properties, where it is written in plain letters."""
        found = _TITLE.search(data[: 1 << 16])
        if found is None or b"\\" in found[1]:
            return None
        return found[1].decode(self._codec, errors="replace").strip() or None
