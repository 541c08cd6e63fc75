"""DOCX and the packages of Office: bounded, without external entities, read in reading order."""

import io
import zipfile
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


def read_docx(data: bytes) -> dict[str, str | None]:
    """The text of a DOCX, a paragraph a line (tables row by row), with its title and the date it was created.

    The creation date is the file's, not the article's: it goes to `file_created`, which dating does not take for truth.
    Raises Unreadable.
    """
    from docx import Document

    package = checked_package(io.BytesIO(data))
    try:
        document = Document(package)
        lines, heading = [], None
        for block in document.iter_inner_content():
            found = _lines(block)
            if heading is None and found and str(getattr(block.style, "name", "")).startswith(("Title", "Heading 1")):
                heading = found[0]
            lines += found
        properties = document.core_properties
        created = properties.created.date().isoformat() if properties.created else None
        title = properties.title if properties.title not in ("", "Word Document") else None
    except Exception as error:  # python-docx raises whatever the package lacks first
        raise Unreadable(f"no DOCX that can be read ({type(error).__name__})") from error
    dated = created if created != TEMPLATE_DATE else None
    return {
        "text": "\n".join(lines),
        "title": title or heading,
        "file_created": dated,
    }


def _lines(block: Any) -> list[str]:
    if hasattr(block, "rows"):
        return [" | ".join(dict.fromkeys(c.text.strip() for c in row.cells if c.text.strip())) for row in block.rows]
    return [block.text] if block.text.strip() else []
