"""Feeds (RSS, Atom) and e-books (EPUB): entries and chapters as rows of a table."""

import html
import posixpath
import re
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import unquote
from zipfile import ZipFile

from toolkit.documents.files.encodings import decode
from toolkit.documents.files.inputs import MAX_DOCUMENT, Unreadable
from toolkit.documents.files.office import checked_package, local_name, parse_part
from toolkit.documents.files.rows import Row, short
from toolkit.documents.files.webpages import visible_text

TEASER = ("with the summary that a feed gives, not the whole article", "fetch the articles at their addresses")
SHORTEST_WHOLE = 1_200  # characters of a summary that may be the article
MOST_CHAPTERS = 20_000
# Of an entry: the column by the element's name; the first that is filled is taken.
_WHOLE = ("encoded", "content", "fulltext", "body")
_SUMMARY = ("description", "summary", "subtitle")
_PROLOGUE = re.compile(r"(?:\s+|<!--(?:(?!-->).)*-->|<\?(?:(?!\?>).)*\?>)*", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE[^<>\[\]]{0,1000}>")  # without declarations of its own
_ENTITY = re.compile(r"&[A-Za-z]\w{1,10};")
_XHTML = "{http://www.w3.org/1999/xhtml}"
_PAGE_TYPE = re.compile(r"\A<!DOCTYPE[^<>]{0,400}>\s*", re.IGNORECASE)
_PREFIX = re.compile(r"(</?)[\w.-]+:")
_DATES = ("pubDate", "published", "date", "issued", "created")


def feed_rows(stream: IO[bytes]) -> Iterator[Row]:
    """The entries of a feed, a row each; one that holds only a summary of its article says so. Raises Unreadable."""
    data = stream.read(MAX_DOCUMENT + 1)
    if len(data) > MAX_DOCUMENT:
        raise Unreadable(f"a feed of over {MAX_DOCUMENT >> 20} MiB; split it")
    try:
        root = _parsed(data)
    except Exception as error:  # of a damaged feed, whatever its parser meets first
        raise Unreadable(f"no feed that can be read ({short(error)})") from error
    outlet = _first(
        root if local_name(root) == "feed" else next((e for e in root if local_name(e) == "channel"), root), ("title",)
    )
    entries = (element for element in root.iter() if local_name(element) in ("item", "entry"))
    for number, entry in enumerate(entries, start=1):
        yield _entry_row(number, entry, outlet)


def _parsed(data: bytes) -> Any:
    """The root of a feed, whose declaration of its encoding is not always true."""
    text = decode(data)[0].replace("\0", "").lstrip("\ufeff \r\n\t")
    begin = text.find("?>") + 2 if text.startswith("<?xml") else 0
    text = text[begin:]
    begin = _PROLOGUE.match(text).end()  # type: ignore[union-attr]
    declared = _DOCTYPE.match(text, begin)
    if declared is None and text.startswith("<!", begin):
        raise Unreadable("it declares entities, as no feed does")
    if declared is not None:
        text = _ENTITY.sub(_letter, text[declared.end() :])
    return parse_part(text.encode("utf-8", errors="replace"))


def _letter(entity: re.Match[str]) -> str:
    """A letter that a document type of old feeds names (`&eacute;`)."""
    letter = html.unescape(entity[0])
    return entity[0] if letter in "<>&\"'" else letter


def _entry_row(number: int, entry: Any, outlet: str | None) -> Row:
    whole, summary = _first(entry, _WHOLE), _first(entry, _SUMMARY)
    teaser = whole is None and len(visible_text(summary or "")) < SHORTEST_WHOLE
    cells = {
        "title": _first(entry, ("title",)),
        "url": _link(entry),
        "date": _first(entry, _DATES) or _first(entry, ("updated", "modified")),
        "source": _first(entry, ("source",)) or outlet,
        "guid": _first(entry, ("guid", "id")),
        "author": _first(entry, ("creator", "author")),
        "text": whole or summary,
    }
    return Row(number, cells, note=TEASER if teaser else ("", ""))


def _first(parent: Any, names: tuple[str, ...]) -> str | None:
    """The words of the first child of one of these names that holds any, in the order of the names."""
    for name in names:
        for child in parent:
            if local_name(child) == name and (text := _words(child)):
                return text
    return None


def _words(element: Any) -> str:
    """The words of an element; of XHTML, whose tags are elements and no text, a block a line."""
    if not any(isinstance(inner.tag, str) and inner.tag.startswith(_XHTML) for inner in element):
        return _PAGE_TYPE.sub("", "".join(element.itertext()).strip())
    from lxml import etree

    return visible_text(_PREFIX.sub(r"\1", etree.tostring(element, encoding="unicode", with_tail=False)))


def _link(entry: Any) -> str | None:
    links = [child for child in entry if local_name(child) == "link"]
    addresses = [link.get("href") for link in links if link.get("rel", "alternate") == "alternate" and link.get("href")]
    return next(iter(addresses), None) or _first(entry, ("link", "origLink"))


def book_rows(source: IO[bytes]) -> Iterator[Row]:
    """The chapters of an e-book in the order in which they are read, a row each. Raises Unreadable."""
    package = checked_package(source)
    try:
        with ZipFile(package) as parts:
            names = set(parts.namelist())
            main = _package_of(parts)
            root = parse_part(parts.read(main))
            book = {local_name(element): (element.text or "").strip() for element in root.iter()}
            number = 0
            for name in _chapters(root, main):
                if name not in names:
                    yield Row(number := number + 1, problem="a chapter that the book names and does not hold")
                    continue
                page = decode(parts.read(name)[: MAX_DOCUMENT + 1])[0]
                text = visible_text(page)
                if text.strip():
                    cells = {"title": text.partition("\n")[0][:200], "text": text, "book": book.get("title")}
                    yield Row(number := number + 1, cells | {"date": book.get("date"), "author": book.get("creator")})
    except Unreadable:
        raise
    except Exception as error:  # of a damaged book, whatever is missing first
        raise Unreadable(f"no e-book that can be read ({short(error)})") from error


def _package_of(parts: ZipFile) -> str:
    container = parse_part(parts.read("META-INF/container.xml"))
    return next(str(e.get("full-path")) for e in container.iter() if local_name(e) == "rootfile" and e.get("full-path"))


def _chapters(root: Any, main: str) -> list[str]:
    files = {e.get("id"): e.get("href") or "" for e in root.iter() if local_name(e) == "item"}
    spine = [e.get("idref") for e in root.iter() if local_name(e) == "itemref"]
    folder = posixpath.dirname(main)
    found = [files[name].partition("#")[0] for name in spine if name in files][:MOST_CHAPTERS]
    return [posixpath.normpath(posixpath.join(folder, unquote(name))) for name in found]
