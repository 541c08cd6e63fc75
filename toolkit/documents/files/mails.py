"""Mail: the text of a message and what its header tells; boxes of messages; pages saved as mail (.mht)."""

import email
import email.policy
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from typing import IO

from toolkit.documents.accounts import quoted_value
from toolkit.documents.files.encodings import Undecodable, decode
from toolkit.documents.files.inputs import MAX_DOCUMENT, Unreadable
from toolkit.documents.files.rows import Row
from toolkit.documents.files.webpages import visible_text

MOST_PARTS = 2_000
MESSED = (MessageError, ValueError, LookupError, RecursionError, AttributeError, TypeError)  # what the parser raises
ATTACHED = ("with attachments, which are not read", "save them beside it")
LEAST_PLAIN = 0.5  # of the characters of the page beside it: a plain part that is shorter says only where to look


def read_mail(data: bytes) -> dict[str, str | None]:
    """The text of a message, its subject as title, the date of its header; attachments are told. Raises Unreadable."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        text, attached = _text_of(message)
        title, date = _header(message, "Subject"), _header(message, "Date")
    except MESSED as error:
        raise Unreadable("a message that cannot be read; save its text as .txt") from error
    if not message.keys():
        raise Unreadable("no message: it has no header; save its text as .txt")
    told = {"note": ATTACHED[0], "note_value": attached, "note_remedy": ATTACHED[1]} if attached else {}
    return {
        "text": text,
        "title": title,
        "date_given": date,
        "date_given_by": "header of the message" if date else None,
        **told,
    }


def mailbox_rows(stream: IO[bytes]) -> Iterator[Row]:
    """The messages of a box (.mbox), a row each; one that cannot be read says why."""
    number, lines, size, blank = 0, list[bytes](), 0, True
    for line in stream:
        if blank and line.startswith(b"From "):
            if lines:
                number += 1
                yield _message_row(number, b"".join(lines), size)
            lines, size = [], 0
        size, blank = size + len(line), not line.strip()
        if size <= MAX_DOCUMENT:
            lines.append(line)
    if lines:
        yield _message_row(number + 1, b"".join(lines), size)


def _message_row(number: int, data: bytes, size: int) -> Row:
    """A message as a row; `size` is that of the whole, of which `data` may be no more than the beginning."""
    if size > MAX_DOCUMENT:
        return Row(number, problem=f"a message of over {MAX_DOCUMENT >> 20} MiB; save its text as .txt")
    try:
        found = read_mail(data.partition(b"\n")[2] if data.startswith(b"From ") else data)
    except Unreadable as error:
        return Row(number, problem=str(error))
    cells = {"title": found["title"], "date": found["date_given"], "text": found["text"]}
    return Row(number, cells, note=ATTACHED if found.get("note") else ("", ""))


def archived_page(data: bytes) -> tuple[bytes, str | None]:
    """The page within a web archive (.mht), as its bytes, and its address; Unreadable where there is none."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        for _, part in zip(range(MOST_PARTS), message.walk()):
            if part.get_content_type() in ("text/html", "application/xhtml+xml"):
                page = part.get_payload(decode=True)
                if isinstance(page, bytes):
                    return page, next(_addresses(message, part), None)
    except MESSED as error:
        raise Unreadable("a web archive that cannot be read; save the page as HTML") from error
    raise Unreadable("a web archive without a page; save the page as HTML")


def _text_of(message: Message) -> tuple[str, str]:
    """The text of a message, its plain part or the page beside it, and the names of what is attached."""
    plain, pages, attached = list[str](), list[str](), list[str]()
    for _, part in zip(range(MOST_PARTS), message.walk()):
        kind, name = part.get_content_type(), part.get_filename()
        if part.is_multipart():
            continue
        if name or part.get_content_disposition() == "attachment" or not kind.startswith("text/"):
            attached += [str(name or kind)] if part.get_content_disposition() != "inline" else []
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            text = decode(payload, claimed=part.get_content_charset())[0]
            (pages if kind == "text/html" else plain).append(text)
    page = "\n".join(visible_text(text) for text in pages)
    told = "\n".join(text.strip() for text in plain)
    return (told if len(told) >= LEAST_PLAIN * len(page) else page), quoted_value(", ".join(attached))


def _header(message: Message, name: str) -> str | None:
    value = next((told for key, told in message.raw_items() if key.lower() == name.lower()), None)
    if value is None:
        return None
    try:
        if not value.isascii():  # bytes as they were sent, under no name of an encoding
            value = decode(value.encode("utf-8", errors="surrogateescape"))[0]
        return " ".join(str(make_header(decode_header(str(value)))).split()) or None
    except (*MESSED, Undecodable):
        return " ".join(str(message.get(name)).split()) or None


_ADDRESS = re.compile(r"https?://")


def _addresses(message: Message, part: Message) -> Iterator[str]:
    """The addresses that an archive says its page was saved from."""
    for holder, name in ((message, "Snapshot-Content-Location"), (part, "Content-Location")):
        address = " ".join(str(holder.get(name) or "").split())
        if _ADDRESS.match(address):
            yield address[:2_000]
