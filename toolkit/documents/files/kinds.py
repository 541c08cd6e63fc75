"""What a file is: told by its content first, by the ending of its name where the content tells nothing."""

import re
from pathlib import PurePosixPath
from typing import IO
from zipfile import BadZipFile, ZipFile

DOCUMENT_KINDS = (".txt", ".md", ".html", ".htm", ".xhtml", ".mht", ".eml", ".pdf", ".docx", ".odt", ".rtf")
_COMMON_TABLES = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet", ".xlsx")
TABLE_KINDS = (*_COMMON_TABLES, ".ods", ".arrow", ".rss", ".mbox", ".epub")
PACKED = (".gz", ".bz2", ".xz", ".zst")
ARCHIVES = (".zip", ".tar")
PACKED_NAMES = (*ARCHIVES, *PACKED, ".tgz", ".tbz", ".tbz2", ".txz", ".tzst")
KINDS = (*DOCUMENT_KINDS, *TABLE_KINDS)
PAGES = (".html", ".htm", ".xhtml")
OTHER_NAMES = {".markdown": ".md", ".text": ".txt", ".mhtml": ".mht", ".tab": ".tsv", ".pq": ".parquet"}
OTHER_NAMES |= {".feather": ".arrow", ".ipc": ".arrow", ".atom": ".rss", ".rdf": ".rss"}
OTHER_NAMES |= {".fodt": ".odt", ".fods": ".ods", ".jl": ".jsonl", ".psv": ".csv", ".dsv": ".csv", ".shtml": ".html"}
# What stands beside articles without being one: page assets, pictures, styles, programs, notes of the file system.
_PICTURES_AND_SOUND = (
    ".png .jpg .jpeg .gif .svg .webp .ico .bmp .tif .tiff .heic .psd .mp3 .mp4 .m4a .wav .avi .mov .webm .mkv .wmv .ogg"
)
_PAGE_AND_PROGRAM = ".css .js .mjs .map .woff .woff2 .ttf .otf .eot .toml .yaml .yml .ini .log .lock .py .ipynb .db"
PICTURE = "a picture or a recording, which is not read"
UNFINISHED = "a download that was not finished; fetch it again"
ASSETS = {
    **dict.fromkeys((".crdownload", ".part", ".partial", ".download"), UNFINISHED),
    **dict.fromkeys(_PICTURES_AND_SOUND.split(), PICTURE),
    **dict.fromkeys(_PAGE_AND_PROGRAM.split(), "part of a web page or of a program"),
}
_MAY_BE_TEXTS = (".part", ".partial", ".download")  # a person's names too, which a browser's .crdownload is not
OLD_OFFICE = (
    "an older Word, Excel or PowerPoint file, or one with a password; "
    "open it in Word or LibreOffice and save it as .docx or .xlsx without a password"
)
NOT_READ = "of a kind that is not read; save it as .txt, .docx, .pdf, .csv or .xlsx"
_REMEDIES = {
    ".pptx": "a presentation; save its text as .docx or .txt",
    ".xlsb": "a binary workbook; open it in Excel or LibreOffice and save it as .xlsx",
    ".msg": "a message of Outlook; save it as .eml or .txt",
    ".7z": "an archive of a kind that is not opened; unpack it",
    ".db": "a database; export its table as .csv or .jsonl",
}
_MAGIC = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old"),
    (b"{\\rtf", ".rtf"),
    (b"PAR1", ".parquet"),
    (b"\x1f\x8b", ".gz"),
    (b"BZh", ".bz2"),
    (b"\xfd7zXZ\0", ".xz"),
    (b"\x28\xb5\x2f\xfd", ".zst"),
    (b"7z\xbc\xaf\x27\x1c", ".7z"),
    (b"Rar!\x1a\x07", ".7z"),
    (b"SQLite format 3\0", ".db"),
    (b"ARROW1", ".arrow"),
    (b"PK\x03\x04", ".zip"),
    (b"\xff\xd8\xff", "picture"),
    (b"\x89PNG\r\n", "picture"),
    (b"GIF8", "picture"),
    (b"ID3", "picture"),
    (b"OggS", "picture"),
    (b"\x1aE\xdf\xa3", "picture"),
)
_NEVER_PLAIN = (".docx", ".odt", ".xlsx", ".ods", ".pdf", ".parquet", ".arrow", ".epub")
FEWEST_LETTERS = 3  # that only Vietnamese writes (U+1EA0 to U+1EF9), in a text under the name of another kind
_TONED = re.compile(rb"\xe1[\xba\xbb]")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
TAR_MAGIC = b"ustar"
_BOX = re.compile(rb"From \S{1,200} [A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{5,8}.{0,20}\r?\n[A-Za-z-]{1,60}:")
_HEADER_NAME = re.compile(rb"^([A-Za-z][A-Za-z-]{1,60}):", re.MULTILINE)
_OF_PROGRAMS = frozenset((b"mime-version", b"message-id", b"content-transfer-encoding", b"received", b"content-type"))
_EXPORT = re.compile(rb"\s*window\.YTD\.\w{1,40}\.part\d{1,4}\s*=\s*\[")  # a social site's archive of posts
_FLAT = re.compile(rb"\boffice:mimetype=[\"']application/vnd\.oasis\.opendocument\.(text|spreadsheet)\b")
_PAGE = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*)?"
    rb"<(?:!doctype\s{1,5}html|html|head|body|meta|title)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_FEED = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<\?xml-stylesheet[^>]{0,400}>\s*)*"
    rb"(?:<!--(?:(?!-->).){0,2000}-->\s*)*(?:<!DOCTYPE\s{1,5}(?:rss|rdf:RDF|feed)\b[^<>\[\]]{0,400}>\s*)?"
    rb"<(?:rss|feed|rdf:RDF)[\s>]",
    re.DOTALL,
)
_TAG = re.compile(rb"<(?:p|div|html|body|head|article|br|span|table|h1|meta|a|td)[\s/>]", re.IGNORECASE)
_ARCHIVED_PAGE = re.compile(rb"\A(?:From:|MIME-Version:|Subject:|Snapshot-Content-Location:)[^\n]", re.IGNORECASE)
_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,5}")
HEAD = 1 << 16  # bytes that are looked at


def kind_of(name: str, head: bytes, stream: IO[bytes] | None = None) -> tuple[str, str | None, str | None]:
    """The kind of a file (one of ARCHIVES, PACKED or KINDS), else its problem, else why it is ignored.

    `head` are its first bytes; `stream`, where it can be rewound, tells what a package holds.
    """
    ending = PurePosixPath(name).suffix.lower()
    ending = OTHER_NAMES.get(ending, ending)
    if ending == ".js" and _EXPORT.match(head):
        return ".json", None, None
    if ending in _MAY_BE_TEXTS and not _is_of_a_file(name) and _is_plain(head) and _seen(head, ending) is None:
        return ".txt", None, None
    if ending in ASSETS:
        return "", None, ASSETS[ending]
    seen = _seen(head, ending)
    if seen == ".zip":
        seen = _package(ending, head, stream)
    if seen == "old" and ending == ".msg":
        seen = ending
    if seen == "old":
        return "", OLD_OFFICE, None
    if seen == "picture":
        return "", f"{PICTURE}, though its name ends in {ending or 'nothing'}; remove it or give its text", None
    if seen in _REMEDIES:
        return "", _REMEDIES[seen], None
    if seen is not None:
        return seen, None, None
    if ending in _NEVER_PLAIN and _is_plain(head):
        return (_plain_table(head) if ending in (".xlsx", ".ods") else ".txt"), None, None
    if ending in (*KINDS, *PACKED, *ARCHIVES):
        return ending, None, None
    return _by_ending(ending, head)


def _is_of_a_file(name: str) -> bool:
    """Whether a known ending stands before the last: bai.txt.part is what a browser has of bai.txt so far."""
    ending = PurePosixPath(PurePosixPath(name).stem).suffix.lower()
    return OTHER_NAMES.get(ending, ending) in (*KINDS, *PACKED_NAMES, ".doc", ".xls")


def _seen(head: bytes, ending: str) -> str | None:
    """What the content says; None where it says nothing against the ending."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[257:262] == TAR_MAGIC:
        return ".tar"
    if b"%PDF-" in head[:1024] and (ending in (".pdf", "") or head.lstrip()[:5] == b"%PDF-"):
        return ".pdf"
    plain = head.replace(b"\0", b"")[:8192]
    if plain.startswith((b"\xff\xfe", b"\xfe\xff")):
        plain = plain[2:]
    if ending in (".eml", ".mbox"):
        return ending
    if _FEED.match(plain):
        return ".rss"
    if b"urn:schemas-microsoft-com:office:spreadsheet" in plain[:2_000]:
        return ".xls"
    if flat := _FLAT.search(plain[:4_000]):
        return ".odt" if flat[1] == b"text" else ".ods"
    if _PAGE.match(plain) and ending not in PAGES:
        return ".xls" if ending == ".xls" and b"<table" in head.lower() else ".html"
    if _ARCHIVED_PAGE.match(plain) and b"multipart/related" in plain.lower():
        return ".mht"
    if ending in (".txt", ".text", "") or not _ENDING.fullmatch(ending):
        if _BOX.match(plain):
            return ".mbox"
        if _is_mail(plain):
            return ".eml"
    if ending in PAGES and not _TAG.search(head.replace(b"\0", b"")):
        return ".txt"  # a text saved under a page's name
    return None


def _is_mail(head: bytes) -> bool:
    """Whether bytes begin with the headers of a message as it travels: not three lines a person may write, but two of
    those that programs do."""
    names = {name.lower() for name in _HEADER_NAME.findall(head.replace(b"\r\n", b"\n").partition(b"\n\n")[0])}
    return _HEADER_NAME.match(head) is not None and len(names & _OF_PROGRAMS) > 1 and b"from" in names


def _is_plain(head: bytes) -> bool:
    """Whether bytes are a Vietnamese text in UTF-8 or UTF-16, and not what a server said in place of a file."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.count(b"\x1e") >= FEWEST_LETTERS
    return len(_TONED.findall(head)) >= FEWEST_LETTERS and _CONTROL.search(head[:4_096]) is None


def _plain_table(head: bytes) -> str:
    """The kind of a table that was saved as text under the name of a workbook."""
    plain = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").lstrip()
    if plain[:1] in (b"{", b"["):
        return ".json"
    return ".tsv" if b"\t" in plain.partition(b"\n")[0] else ".csv"


def _package(ending: str, head: bytes, stream: IO[bytes] | None) -> str | None:
    """What a zip is: an office file by its parts, else an archive; a member of an archive is what its ending says."""
    names = _names_in(stream) if stream is not None else None
    if names is None:
        return ".docx" if b"word/" in head else ".xlsx" if b"xl/" in head else ending or ".zip"
    if any(name.startswith("word/") for name in names):
        return ".docx"
    if "xl/workbook.bin" in names:
        return ".xlsb"
    if any(name.startswith("xl/") for name in names):
        return ".xlsx"
    if any(name.startswith("ppt/") for name in names):
        return ".pptx"
    if "mimetype" in names:
        kinds = ((b"opendocument.text", ".odt"), (b"opendocument.spreadsheet", ".ods"), (b"epub", ".epub"))
        return next((kind for mark, kind in kinds if mark in head[:200]), ".zip")
    return ending if ending in (".docx", ".xlsx", ".odt") else ".zip"


def _names_in(stream: IO[bytes]) -> list[str] | None:
    try:
        with ZipFile(stream) as package:
            return package.namelist()[:20_000]
    except (BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return None
    finally:
        stream.seek(0)


def _by_ending(ending: str, head: bytes) -> tuple[str, str | None, str | None]:
    """A file whose content and ending are both unknown: a text where its name only looks as if it had an ending."""
    if ending in (".doc", ".dot", ".xls", ".rtf", "") or not _ENDING.fullmatch(ending):
        table = ending == ".xls" and b"\t" in head.partition(b"\n")[0]
        return ".tsv" if table else ".txt", None, None
    return "", NOT_READ, None
