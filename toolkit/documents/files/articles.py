"""A file that holds one document: its text and what it says of itself, under our names."""

import email
import email.policy
import re

from toolkit.documents.files.docx import read_docx
from toolkit.documents.files.encodings import Undecodable, decode
from toolkit.documents.files.inputs import Item, Unreadable
from toolkit.documents.files.kinds import PAGES
from toolkit.documents.files.markup import untagged
from toolkit.documents.files.office import read_odt
from toolkit.documents.files.pdfs import read_pdf
from toolkit.documents.files.rtf import read_rtf
from toolkit.documents.files.webpages import declared_charset, read_html

Fields = dict[str, str | None]
_BINARY = {".pdf": read_pdf, ".docx": read_docx, ".odt": read_odt, ".rtf": read_rtf}
_FRONT_MATTER = re.compile(r"\A---\n(.{0,4000}?)\n---\n", re.DOTALL)
_HEADING = re.compile(r"^# +(.+?) *#*$", re.MULTILINE)
MOST_PARTS = 2_000


def read_article(item: Item, encoding: str | None) -> Fields:
    """The document of a file that holds one, under our names; one that cannot be read is a `problem`."""
    if item.problem is not None:
        return {"id": item.name, "problem": item.problem}
    try:
        return {"id": item.name, **_article(item, encoding)}
    except (Unreadable, Undecodable, OSError) as error:
        return {"id": item.name, "problem": str(error)}


def _article(item: Item, encoding: str | None) -> Fields:
    data = item.data()
    if item.kind in _BINARY:
        return _BINARY[item.kind](data)
    if item.kind == ".mht":
        data, encoding = _archived_page(data), None
    page = item.kind in PAGES or item.kind == ".mht"
    text, read_as = decode(data, encoding, claimed=declared_charset(data) if page else None)
    fields = read_html(text.replace("\0", "")) if page else _plain(text, markdown=item.kind == ".md")
    return {**fields, "encoding": read_as}


def _plain(text: str, *, markdown: bool) -> Fields:
    """Text as it stands, without tags; front matter between --- lines (title, date, url, source) becomes metadata."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    found = _FRONT_MATTER.match(text)
    if found is None:
        heading = _HEADING.search(text[:4000]) if markdown else None
        return {"text": untagged(text), "title": heading[1] if heading else None}
    pairs = (line.partition(":") for line in found[1].splitlines())
    given = {key.strip().lower(): value.strip().strip("\"'") or None for key, _, value in pairs}
    fields: Fields = {name: given.get(name) for name in ("title", "url", "source")}
    dated = given.get("date")
    by = dated and "front matter"
    return {**fields, "text": untagged(text[found.end() :]), "date_given": dated, "date_given_by": by}


def _archived_page(data: bytes) -> bytes:
    """The page within a web archive (.mht), as its bytes; Unreadable where there is none."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        for _, part in zip(range(MOST_PARTS), message.walk()):
            if part.get_content_type() in ("text/html", "application/xhtml+xml"):
                page = part.get_payload(decode=True)
                if isinstance(page, bytes):
                    return page
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError) as error:
        raise Unreadable("a web archive that cannot be read; save the page as HTML") from error
    raise Unreadable("a web archive without a page; save the page as HTML")
