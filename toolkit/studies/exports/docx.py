"""A manuscript as a Word document: styles for headings and captions, real tables, pictures with alternative texts.

Written by hand (ECMA-376 needs six small parts), so that the same study gives the same bytes and nothing in it can run.
"""

import struct
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from toolkit.documents.files.encodings import tidy
from toolkit.studies.explorer.addresses import explorer_words
from toolkit.studies.exports.manuscript import Block, Captioned, Heading, Paragraph, Picture, codebook, manuscript
from toolkit.studies.path.study import Study

EPOCH = (1980, 1, 1, 0, 0, 0)
CREATED = "2000-01-01T00:00:00Z"
EMU_PER_INCH, DPI, WIDEST_INCHES = 914_400, 300, 6.3
TEXT_WIDTH, FIRST_COLUMN = 9072, 2.5  # twentieths of a point; parts of a column of numbers
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = (  # id, name, size in half points, bold, space before, outline level
    ("Title", "Title", 36, True, 0, None),
    ("Heading1", "heading 1", 28, True, 320, 0),
    ("Heading2", "heading 2", 24, True, 240, 1),
    ("Caption", "caption", 20, False, 200, None),
    ("Note", "Note", 20, False, 60, None),
)


def write_docx(study: Study, path: Path) -> None:
    """The manuscript of a study: findings, tables, figures, cautions, methods, citation."""
    with tempfile.TemporaryDirectory() as folder:
        pack(manuscript(study, Path(folder)), path, study.title, study.language)


def write_codebook(study: Study, path: Path) -> None:
    """The codebook: each theme's meaning, seeds and exclusions, passages that show it, how far coders agree."""
    pack(codebook(study), path, study.title, study.language)


def pack(blocks: Sequence[Block], path: Path, title: str, language: str) -> None:
    """Write blocks as a .docx; the same blocks give the same bytes."""
    pictures = [block for block in blocks if isinstance(block, Picture)]
    parts: dict[str, bytes] = {
        "[Content_Types].xml": _content_types().encode("utf-8"),
        "_rels/.rels": _relations({"rId1": ("officeDocument", "word/document.xml")}, core=True).encode("utf-8"),
        "docProps/core.xml": _core(title).encode("utf-8"),
        "word/document.xml": _document(blocks, language).encode("utf-8"),
        "word/styles.xml": _styles(language).encode("utf-8"),
        "word/_rels/document.xml.rels": _relations(
            {"rId0": ("styles", "styles.xml")}
            | {f"rId{p.number}": ("image", f"media/image{p.number}.png") for p in pictures}
        ).encode("utf-8"),
    }
    parts |= {f"word/media/image{p.number}.png": p.path.read_bytes() for p in pictures}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)


def _text(text: str) -> str:
    """Text as XML holds it: no control character, no half of a pair, signs escaped."""
    return escape(tidy(text))


def _run(text: str, *, bold: bool = False) -> str:
    kind = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{kind}<w:t xml:space="preserve">{_text(text)}</w:t></w:r>'


def _paragraph(inside: str, style: str = "", *, keep: bool = False, right: bool = False) -> str:
    told = f'<w:pStyle w:val="{style}"/>' if style else ""
    told += "<w:keepNext/>" if keep else ""
    told += '<w:jc w:val="right"/>' if right else ""
    return f"<w:p>{f'<w:pPr>{told}</w:pPr>' if told else ''}{inside}</w:p>"


def _document(blocks: Sequence[Block], language: str) -> str:
    body = "".join(_block(block, language) for block in blocks)
    spaces = f'xmlns:w="{MAIN}" xmlns:r="{RELATIONS}" xmlns:wp="{DRAWING}/wordprocessingDrawing"'
    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1417" w:right="1417" w:bottom="1417" '
    page += 'w:left="1417" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr>'
    return f"{HEAD}<w:document {spaces}><w:body>{body}{page}</w:body></w:document>"


def _block(block: Block, language: str) -> str:
    told = explorer_words(language)
    if isinstance(block, Heading):
        return _paragraph(_run(block.text), "Title" if block.level == 1 else f"Heading{block.level - 1}", keep=True)
    if isinstance(block, Paragraph):
        text = f"• {block.text}" if block.style == "item" else block.text
        return _paragraph(_run(text), "Note" if block.style == "note" else "")
    if isinstance(block, Picture):
        caption = _caption(told["figure"], "Figure", block.number, block.caption)
        return _paragraph(_drawing(block), keep=True) + caption
    note = f" {block.table.note}" if block.table.note else ""
    return _caption(told["table"], "Table", block.number, block.table.caption + note, keep=True) + _table(block)


def _caption(word: str, kind: str, number: int, text: str, *, keep: bool = False) -> str:
    """A caption whose number is a field: Word counts on when tables are moved."""
    field = f'<w:fldSimple w:instr=" SEQ {kind} \\* ARABIC ">{_run(str(number), bold=True)}</w:fldSimple>'
    return _paragraph(_run(f"{word} ", bold=True) + field + _run(f". {text}"), "Caption", keep=keep)


def _table(block: Captioned) -> str:
    table = block.table
    edges = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="808080"/>' for side in ("top", "bottom", "insideH"))
    room = [FIRST_COLUMN, *[1] * (len(table.columns) - 1)]  # the first holds names, the others mostly numbers
    grid = "".join(f'<w:gridCol w:w="{round(TEXT_WIDTH * part / sum(room))}"/>' for part in room)
    made = f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{edges}</w:tblBorders>'
    made += f"<w:tblCaption w:val={quoteattr(tidy(table.caption))}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    head = "".join(_cell(column.name, bold=True, right=column.number) for column in table.columns)
    made += f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{head}</w:tr>"
    for row in table.rows:
        cells = "".join(_cell(cell.text, right=cell.number is not None) for cell in row)
        made += f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"
    return made + "</w:tbl>" + _paragraph("")


def _cell(text: str, *, bold: bool = False, right: bool = False) -> str:
    inside = _paragraph(_run(text, bold=bold), "Note", right=right)
    return f'<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr>{inside}</w:tc>'


def _drawing(picture: Picture) -> str:
    """A picture in the line, at 300 dots an inch and never wider than the text."""
    wide, high = struct.unpack(">II", picture.path.read_bytes()[16:24])
    scale = min(1.0, WIDEST_INCHES * DPI / wide)
    size = [round(side / DPI * scale * EMU_PER_INCH) for side in (wide, high)]
    name, alt = f"image{picture.number}.png", quoteattr(tidy(picture.alt))
    extent = f'cx="{size[0]}" cy="{size[1]}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f'<wp:docPr id="{picture.number}" name="{name}" descr={alt}/>'
        f'<a:graphic xmlns:a="{DRAWING}/main"><a:graphicData uri="{DRAWING}/picture">'
        f'<pic:pic xmlns:pic="{DRAWING}/picture"><pic:nvPicPr><pic:cNvPr id="{picture.number}" name="{name}" '
        f"descr={alt}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
        f'<a:blip r:embed="rId{picture.number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def _styles(language: str) -> str:
    tongue = "vi-VN" if language == "vi" else "en-GB"
    made = '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" '
    made += f'w:cs="Times New Roman"/><w:sz w:val="24"/><w:lang w:val="{tongue}"/></w:rPr></w:rPrDefault>'
    made += '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
    made += '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
    made += '<w:name w:val="Normal"/></w:style>'
    for key, name, size, bold, before, level in STYLES:
        outline = "" if level is None else f'<w:outlineLvl w:val="{level}"/>'
        made += f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        made += f'<w:pPr><w:spacing w:before="{before}" w:after="60" w:line="240" w:lineRule="auto"/>{outline}</w:pPr>'
        made += f'<w:rPr>{"<w:b/>" * bold}<w:sz w:val="{size}"/></w:rPr></w:style>'
    return f'{HEAD}<w:styles xmlns:w="{MAIN}">{made}</w:styles>'


def _content_types() -> str:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{kind}.styles+xml"/>'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def _relations(targets: dict[str, tuple[str, str]], *, core: bool = False) -> str:
    made = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    if core:
        kind = f"{PACKAGE}/relationships/metadata/core-properties"
        made += f'<Relationship Id="rId2" Type="{kind}" Target="docProps/core.xml"/>'
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{made}</Relationships>'


def _core(title: str) -> str:
    dated = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{CREATED}</dcterms:{name}>' for name in ("created", "modified")
    )
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_text(title)}</dc:title><dc:creator>chude-toolkit</dc:creator>{dated}</cp:coreProperties>"
    )
