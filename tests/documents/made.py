"""Small sound files of the kinds that no library of ours writes: sheets, feeds, mail, books."""

import io
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage
from html import escape

import pyarrow as pa

OFFICE = 'xmlns:office="urn:o" xmlns:table="urn:t" xmlns:text="urn:x"'


def ods_bytes(sheets: dict[str, Sequence[Sequence[str]]]) -> bytes:
    """An OpenDocument sheet of texts; a cell "2019-06-05" is a date."""
    tables = "".join(
        f'<table:table table:name="{name}">{"".join(map(_ods_row, rows))}</table:table>'
        for name, rows in sheets.items()
    )
    content = f"<office:d {OFFICE}><office:spreadsheet>{tables}</office:spreadsheet></office:d>"
    return packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def _ods_row(cells: Sequence[str]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, cells))}</table:table-row>"


def _ods_cell(text: str) -> str:
    if text == "2019-06-05":
        given = f'office:value-type="date" office:date-value="{text}"'
        return f"<table:table-cell {given}><text:p>5/6</text:p></table:table-cell>"
    return f"<table:table-cell><text:p>{escape(text)}</text:p></table:table-cell>"


def packed(parts: dict[str, str]) -> bytes:
    """A zip of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return buffer.getvalue()


def page_table(rows: Sequence[Sequence[str]]) -> bytes:
    """A table of a web system, as it is handed out under the name .xls."""
    lines = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>" for cells in rows)
    return f"<html><body><table>{lines}</table></body></html>".encode()


def excel_xml(rows: Sequence[Sequence[str]]) -> bytes:
    """A sheet in the XML of Excel 2003."""
    cell = '<Cell><Data ss:Type="String">{}</Data></Cell>'
    lines = "".join(f"<Row>{''.join(cell.format(escape(text)) for text in cells)}</Row>" for cells in rows)
    space = (
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    )
    sheet = f'<Worksheet ss:Name="S"><Table>{lines}</Table></Worksheet>'
    return f'<?xml version="1.0"?><Workbook {space}>{sheet}</Workbook>'.encode()


def rss_bytes(texts: Sequence[str], whole: bool = True) -> bytes:
    """A feed with an entry a text, whole or as a summary."""
    name = "content:encoded" if whole else "description"
    items = "".join(
        f"<item><title>Bài {n}</title><link>https://baomau.example/{n}</link><guid>g{n}</guid>"
        f"<pubDate>Wed, 05 Jun 2019 08:30:00 +0700</pubDate><{name}>{escape(f'<p>{text}</p>')}</{name}></item>"
        for n, text in enumerate(texts, start=1)
    )
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    channel = f"<channel><title>Báo Mẫu</title>{items}</channel>"
    return f'<?xml version="1.0" encoding="utf-8"?><rss {space}>{channel}</rss>'.encode()


def atom_bytes(texts: Sequence[str]) -> bytes:
    """A feed of the other dialect."""
    entries = "".join(
        f'<entry><title>Bài {n}</title><link href="https://baomau.example/{n}"/><published>2019-06-05T08:30:00Z'
        f"</published><content>{escape(text)}</content></entry>"
        for n, text in enumerate(texts, start=1)
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Báo Mẫu</title>{entries}</feed>'.encode()


def mail_bytes(text: str, *, page: bool = False, attached: str = "") -> bytes:
    """A message of a text, or of a page beside a plain part that says nothing."""
    message = EmailMessage()
    message["Subject"], message["From"] = "Bài về kiều bào", "toasoan@baomau.example"
    message["Date"] = "Wed, 05 Jun 2019 08:30:00 +0700"
    message.set_content("Xem thư này trên trang." if page else text)
    if page:
        message.add_alternative(f"<html><body><p>{text}</p></body></html>", subtype="html")
    if attached:
        message.add_attachment(b"x", maintype="application", subtype="pdf", filename=attached)
    return message.as_bytes()


def box_bytes(texts: Sequence[str]) -> bytes:
    """A box of messages."""
    return b"".join(b"From a@b.example Wed Jun  5 08:30:00 2019\n" + mail_bytes(text) + b"\n" for text in texts)


def book_bytes(texts: Sequence[str]) -> bytes:
    """An e-book with a chapter a text, listed in the opposite order in its manifest."""
    items = "".join(f'<item id="c{n}" href="{n}.xhtml"/>' for n in reversed(range(len(texts))))
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(texts)))
    title = '<metadata xmlns:dc="urn:dc"><dc:title>Tuyển tập</dc:title></metadata>'
    pages = {f"OPS/{n}.xhtml": f"<html><body><p>{escape(text)}</p></body></html>" for n, text in enumerate(texts)}
    return packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<c><rootfile full-path="OPS/b.opf"/></c>',
            "OPS/b.opf": f"<package>{title}<manifest>{items}</manifest><spine>{spine}</spine></package>",
            **pages,
        }
    )


def arrow_bytes(columns: dict[str, Sequence[str]], *, stream: bool = False) -> bytes:
    """An Arrow file, or the stream of one."""
    table, sink = pa.table(dict(columns)), pa.BufferOutputStream()
    with (pa.ipc.new_stream if stream else pa.ipc.new_file)(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue().to_pybytes())
