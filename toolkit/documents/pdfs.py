"""PDF: the text of its pages, its hard-wrapped lines joined to paragraphs again."""

import re
import threading
from typing import Any

from toolkit.documents.inputs import Unreadable

MAX_PAGES = 3_000
MAX_CHARACTERS = 20_000_000
FULL_LINE = 0.75  # of the page's usual line length: a shorter one ends its paragraph
_PDF_DATE = re.compile(r"^(?:D:)?(\d{4})(\d{2})(\d{2})")
_PDFIUM = threading.Lock()  # PDFium is not thread-safe


def read_pdf(data: bytes) -> dict[str, str | None]:
    """The text of a PDF, a paragraph a line, with its title and the date the file was created (`file_created`).

    Raises Unreadable for an encrypted, damaged or oversized file, and for one without a text layer (a scan).
    """
    import pypdfium2 as pdfium

    with _PDFIUM:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            locked = "password" in str(error).lower()
            raise Unreadable("encrypted PDF; save it without a password" if locked else "damaged PDF") from error
        try:
            pages, meta = _pages(document), document.get_metadata_dict()
        except Unreadable:
            raise
        except (pdfium.PdfiumError, ValueError) as error:
            raise Unreadable("damaged PDF") from error
        finally:
            document.close()
    if not any(page.strip() for page in pages):
        raise Unreadable("PDF without a text layer (a scan?); run text recognition on it first")
    found = _PDF_DATE.match(meta.get("CreationDate", ""))
    date = "-".join(found.groups()) if found else None
    text = paragraphs("\n".join(pages))
    return {"text": text, "title": meta.get("Title") or None, "file_created": date}


def _pages(document: Any) -> list[str]:
    pages, characters = [], 0
    n_pages = len(document)
    if n_pages > MAX_PAGES:
        raise Unreadable(f"{n_pages:,} pages, more than {MAX_PAGES:,}; split the PDF into articles")
    for number in range(n_pages):
        page = document[number]
        layer = page.get_textpage()
        text = layer.get_text_range()
        layer.close()
        page.close()
        characters += len(text)
        if characters > MAX_CHARACTERS:
            raise Unreadable(f"more than {MAX_CHARACTERS:,} characters; split the PDF into articles")
        pages.append(text)
    return pages


def paragraphs(text: str) -> str:
    """The lines of `text`, with those that a paragraph was wrapped into joined by a space.

    A line ends its paragraph when a blank line follows, or when it is shorter than FULL_LINE of the usual length (the
    ninetieth percentile) and the next does not go on in lower case.
    """
    lines = [line.strip() for line in text.replace("\ufffe", "-").splitlines()]
    lengths = sorted(len(line) for line in lines if line)
    if not lengths:
        return ""
    full = FULL_LINE * lengths[-(-9 * len(lengths) // 10) - 1]
    joined: list[list[str]] = []
    before = ""
    for line in lines:
        if line and before and (len(before) >= full or line[0].islower()):
            joined[-1].append(line)
        elif line:
            joined.append([line])
        before = line
    return "\n".join(" ".join(parts) for parts in joined)
