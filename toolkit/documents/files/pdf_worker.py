"""The process that reads PDFs with PDFium: bounded in memory, stopped from outside when it takes too long.

It is run as a program by `pdf_process`, imports nothing of the toolkit, and speaks in messages of an eight-byte length
and that many bytes: a PDF comes in; JSON goes out, with `pages` and `meta`, or with a `problem`.
"""

import contextlib
import json
import os
import struct
import sys
from typing import Any, BinaryIO

LENGTH = struct.Struct("<Q")


def read(data: bytes, max_pages: int, max_characters: int) -> dict[str, Any]:
    """The text layer of each page and the metadata, or the problem with the file."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        return {"problem": "encrypted PDF; save it without a password" if locked else "damaged PDF"}
    try:
        if len(document) > max_pages:
            return {"problem": f"{len(document):,} pages, more than {max_pages:,}; split the PDF into articles"}
        pages = _pages(document, max_characters)
        if pages is None:
            return {"problem": f"more than {max_characters:,} characters; split the PDF into articles"}
        return {"pages": pages, "meta": document.get_metadata_dict()}
    except (pdfium.PdfiumError, ValueError, MemoryError):
        return {"problem": "damaged PDF"}
    finally:
        document.close()


def _pages(document: Any, max_characters: int) -> list[str] | None:
    pages, characters = [], 0
    for number in range(len(document)):
        page = document[number]
        layer = page.get_textpage()
        pages.append(layer.get_text_range())
        layer.close()
        page.close()
        characters += len(pages[-1])
        if characters > max_characters:
            return None
    return pages


def serve(source: BinaryIO, sink: BinaryIO, max_pages: int, max_characters: int) -> None:
    """Answer one PDF after another until no more come."""
    while len(head := source.read(LENGTH.size)) == LENGTH.size:
        answer = json.dumps(read(source.read(LENGTH.unpack(head)[0]), max_pages, max_characters)).encode()
        sink.write(LENGTH.pack(len(answer)) + answer)
        sink.flush()


def limit_memory(size: int) -> None:
    """No more than `size` bytes of address space, where the system can hold a process to it."""
    try:
        import resource
    except ImportError:  # Windows
        return
    with contextlib.suppress(ValueError, OSError):  # macOS
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    limit_memory(int(sys.argv[3]))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever else is printed must not fall among the answers
    serve(sys.stdin.buffer, answers, int(sys.argv[1]), int(sys.argv[2]))
