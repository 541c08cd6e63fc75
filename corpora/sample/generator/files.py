"""Writing pages as the files people really have: txt, html, csv, jsonl, docx, pdf; the same bytes every time."""

import csv
import html
import io
import json
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from .outlets import NAMES, Line, Page, url
from .spelling import new_placement

BREAKS = {
    "doingoai.example": "\n\n",
    "namchau.example": "\n\n",
    "benbien.example": "\n",
    "vongtay.example": "\n",
}
NEW_PLACEMENT = "vongtay.example"
ROWS_A_FILE = 40
COLUMNS = ("title", "text", "date", "author", "url")


def spelled(page: Page, text: str) -> str:
    """The text in the outlet's spelling: new tone placement in one, old in the others."""
    return new_placement(text) if page.item.outlet == NEW_PLACEMENT else text


def text_lines(page: Page) -> list[Line]:
    """The lines of a txt, docx or pdf file."""
    return [Line(spelled(page, line.text), line.kind, line.paragraph) for line in page.lines]


def field_lines(page: Page) -> list[Line]:
    """The lines of the text column of a table: no title, date line or controls, which have left the page."""
    return [line for line in text_lines(page) if line.kind not in ("title", "date", "control", "clock")]


def write_txt(page: Page) -> bytes:
    """Plain text, with the outlet's line breaks."""
    return (BREAKS[page.item.outlet].join(line.text for line in text_lines(page)) + "\n").encode("utf-8")


def _tag(line: Line) -> str:
    text = html.escape(line.text, quote=False)
    classes = {"title": "h1", "body": "p", "repeat": "p", "caption": "figcaption", "trailer": "li"}
    if line.kind in classes:
        return f"<{classes[line.kind]}>{text}</{classes[line.kind]}>"
    return f'<div class="{line.kind}">{text}</div>'


def html_lines(page: Page, slug: str) -> list[Line]:
    """An HTML page, one element a line."""
    outlet, lines = page.item.outlet, text_lines(page)
    title = html.escape(page.article.title)
    head = [
        "<!DOCTYPE html>",
        '<html lang="vi">',
        "<head>",
        '<meta charset="utf-8">',
        f"<title>{title} - {NAMES[outlet]}</title>",
        f'<link rel="canonical" href="{url(outlet, slug, None)}">',
    ]
    if page.means == "meta":
        head.append(f'<meta property="article:published_time" content="{page.stamp:%Y-%m-%dT%H:%M:%S}+07:00">')
    head += ["</head>", "<body>"]
    nav = "".join(f'<a href="/{k}">{v}</a> ' for k, v in (("thoi-su", "Thời sự"), ("doi-ngoai", "Đối ngoại")))
    out = [Line(text, "markup") for text in head]
    out.append(Line(f'<nav>{nav}<a href="/van-hoa">Văn hóa</a></nav>', "masthead"))
    main = [line for line in lines if line.kind not in ("trailer", "footer")]
    tail = [line for line in lines if line.kind in ("trailer", "footer")]
    out.append(Line("<article>", "markup"))
    out += [Line(_tag(line), line.kind, line.paragraph) for line in main]
    out.append(Line("</article>", "markup"))
    out += [Line("<aside>", "markup"), Line("<ul>", "markup")]
    out += [Line(_tag(line), line.kind) for line in tail if line.kind == "trailer"]
    out += [Line("</ul>", "markup"), Line("</aside>", "markup")]
    out += [Line(f"<footer>{html.escape(line.text)}</footer>", "footer") for line in tail if line.kind == "footer"]
    return [*out, Line("</body>", "markup"), Line("</html>", "markup")]


def write_html(page: Page, slug: str) -> bytes:
    """An HTML file with the metadata that its outlet gives."""
    return ("\n".join(line.text for line in html_lines(page, slug)) + "\n").encode("utf-8")


def _row(page: Page, slug: str) -> dict[str, str]:
    return {
        "title": spelled(page, page.article.title),
        "text": "\n".join(line.text for line in field_lines(page)),
        "date": f"{page.stamp:%d/%m/%Y %H:%M}" if page.means == "column" else "",
        "author": page.author,
        "url": url(page.item.outlet, slug, page.stamp if page.means == "url" else None),
    }


def write_csv(pages: Sequence[tuple[Page, str]]) -> bytes:
    """A CSV export of an outlet, one article a row."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_row(page, slug) for page, slug in pages)
    return buffer.getvalue().encode("utf-8")


def write_jsonl(pages: Sequence[tuple[Page, str]]) -> bytes:
    """A JSON Lines export of an outlet, one article a line; a missing date is null."""
    rows = [_row(page, slug) for page, slug in pages]
    lines = [json.dumps({k: v or None for k, v in row.items()}, ensure_ascii=False) for row in rows]
    return ("\n".join(lines) + "\n").encode("utf-8")


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def write_docx(page: Page) -> bytes:
    """The least a Word file needs, with fixed time stamps in the archive."""
    body = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line.text)}</w:t></w:r></w:p>' for line in text_lines(page)
    )
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, (declaration + content).encode("utf-8"))
    return buffer.getvalue()


def write_pdf(page: Page) -> bytes:
    """A PDF set by typst in its own fonts, without a date of its own."""
    import typst

    def literal(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    lines = text_lines(page)
    parts = [f"#set document(title: {literal(spelled(page, page.article.title))}, date: none)"]
    parts += ["#set page(margin: 2.2cm)", '#set text(font: "Libertinus Serif", size: 11pt, lang: "vi")']
    parts += [f"#par({literal(line.text)})" for line in lines]
    return bytes(typst.compile("\n\n".join(parts).encode("utf-8"), format="pdf", ignore_system_fonts=True))
