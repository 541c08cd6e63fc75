"""Packages of office programs: bounded, without external entities; the text of an ODT."""

import io
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from toolkit.documents.files.inputs import Unreadable, bomb

# An office file is XML, which packs tighter than prose; its limit is on what it unpacks to.
MAX_PACKAGE = 512 << 20
_DECLARATIONS = tuple(
    text.encode(codec) for text in ("<!DOCTYPE", "<!ENTITY") for codec in ("utf-8", "utf-16-le", "utf-16-be")
)
TEMPLATE_DATE = "2013-12-23"  # the creation date of python-docx's own template, found in countless files


def checked_package(source: IO[bytes]) -> IO[bytes]:
    """`source`, rewound, once it is known to be a zip of bounded size whose XML declares no document type.

    Raises Unreadable: no zip (an encrypted or old .doc, .xls file), a bomb, or XML with a DOCTYPE or entities, which no
    office program writes.
    """
    try:
        with zipfile.ZipFile(source) as package:
            members = package.infolist()
            problem = bomb(members)
            if problem or sum(member.file_size for member in members) > MAX_PACKAGE:
                raise Unreadable(problem or f"would unpack to more than {MAX_PACKAGE >> 20} MiB")
            for member in members:
                if member.filename.lower().endswith((".xml", ".rels")):
                    with package.open(member) as part:
                        _refuse_declarations(part, member.filename)
    except Unreadable:
        raise
    except Exception as error:  # zipfile raises a dozen kinds for a damaged archive
        raise Unreadable("no Office file that can be opened; is it encrypted, or an older .doc or .xls?") from error
    source.seek(0)
    return source


def _refuse_declarations(part: IO[bytes], name: str) -> None:
    tail = b""
    while block := part.read(1 << 20):
        window = tail + block
        if any(word in window for word in _DECLARATIONS):
            raise Unreadable(f"{name} declares a document type or entities, as no office program does")
        tail = block[-24:]


def open_document(source: IO[bytes]) -> tuple[Any, Any]:
    """The roots of the content and of the metadata of an OpenDocument: of its package, or of the one XML file of a flat
    one (.fodt, .fods). Raises Unreadable, or what its parser raises."""
    if source.read(5) == b"<?xml":
        source.seek(0)
        _refuse_declarations(source, "its XML")
        source.seek(0)
        root = parse_part(source.read())
        return root, [element for element in root if local_name(element) == "meta"]
    source.seek(0)
    with zipfile.ZipFile(checked_package(source)) as parts:
        content = parse_part(parts.read("content.xml"))
        return content, parse_part(parts.read("meta.xml")) if "meta.xml" in parts.namelist() else ()


def parse_part(data: bytes) -> Any:
    """The root of an XML part; no entity is followed and nothing is fetched."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    return etree.fromstring(data, parser)


def read_odt(data: bytes) -> dict[str, str | None]:
    """The text of an ODT, a paragraph a line; notes, deletions and comments as in a DOCX. Raises Unreadable."""
    try:
        root, meta = open_document(io.BytesIO(data))
    except Unreadable:
        raise
    except Exception as error:  # of a damaged package, whatever is missing first
        raise Unreadable(f"no ODT that can be read ({type(error).__name__})") from error
    notes: list[str] = []
    body = next((element for element in root.iter() if local_name(element) == "text" and len(element)), root)
    lines = [line for line in _odt_lines(body, notes) if line.strip()]
    told = {local_name(element): (element.text or "").strip() for each in meta for element in each.iter()}
    heading = next((_odt_text(e, []) for e in body.iter() if local_name(e) == "h"), None)
    return {
        "text": "\n".join([*lines, *(f"[{n}] {note}" for n, note in enumerate(notes, start=1))]),
        "title": told.get("title") or heading,
        "file_created": told.get("creation-date", "")[:10] or None,
    }


def local_name(element: Any) -> str:
    """The name of an element without its namespace, "" of a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """The attribute of this name in whatever namespace, "" where there is none."""
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def odt_lines(parent: Any) -> list[str]:
    """The lines of paragraphs within an element, without notes."""
    return list(_odt_lines(parent, []))


_ODT_LEFT_OUT = frozenset(
    "tracked-changes annotation annotation-end sequence-decls forms note-citation title desc".split()  # noqa: SIM905
)


def _odt_lines(parent: Any, notes: list[str]) -> Iterator[str]:
    for element in parent:
        name = local_name(element)
        if name in ("p", "h"):
            yield _odt_text(element, notes)
            for box in (e for e in element.iter() if local_name(e) == "text-box"):
                yield from _odt_lines(box, notes)
        elif name == "table-row":
            cells = [[t for t in _odt_lines(cell, notes) if t.strip()] for cell in element]
            filled = [lines for lines in cells if lines]
            if all(len(lines) == 1 for lines in filled):
                yield " | ".join(lines[0].strip() for lines in filled)
            else:
                yield from (line for lines in filled for line in lines)
        elif name not in _ODT_LEFT_OUT:
            yield from _odt_lines(element, notes)


def _odt_text(element: Any, notes: list[str]) -> str:
    pieces = [element.text or ""]
    for child in element:
        name = local_name(child)
        if name == "note":
            body = next((e for e in child if local_name(e) == "note-body"), ())
            notes.append(" ".join(line.strip() for line in _odt_lines(body, []) if line.strip()))
            pieces.append(f"[{len(notes)}]")
        elif name == "s":
            pieces.append(" ")
        elif name in ("tab", "line-break"):
            pieces.append("\t" if name == "tab" else "\n")
        elif name != "text-box" and name not in _ODT_LEFT_OUT:
            pieces.append(_odt_text(child, notes))
        pieces.append(child.tail or "")
    return "".join(pieces)
