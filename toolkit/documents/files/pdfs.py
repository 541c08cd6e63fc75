"""PDF: the text of its pages, its hard-wrapped lines joined to paragraphs again."""

import re

from toolkit.documents.files.inputs import Unreadable
from toolkit.documents.files.pdf_process import read_pages

FULL_LINE = 0.75  # of the page's usual line length: a shorter one ends its paragraph
_PDF_DATE = re.compile(r"^(?:D:)?(\d{4})(\d{2})(\d{2})")


def read_pdf(data: bytes) -> dict[str, str | None]:
    """The text of a PDF, a paragraph a line, with its title and the date the file was created (`file_created`).

    Raises Unreadable for an encrypted, damaged or oversized file, for one without a text layer (a scan), and for one
    that takes too long or too much memory: it is read in a process of its own, which is then killed.
    """
    found = read_pages(data)
    if "problem" in found:
        raise Unreadable(found["problem"])
    pages, meta = found["pages"], found["meta"]
    if not any(page.strip() for page in pages):
        raise Unreadable("PDF without a text layer (a scan?); run text recognition on it first")
    created = _PDF_DATE.match(meta.get("CreationDate", ""))
    date = "-".join(created.groups()) if created else None
    text = paragraphs("\n".join(pages))
    return {"text": text, "title": meta.get("Title") or None, "file_created": date}


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
