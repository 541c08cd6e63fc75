"""DOCX: the whole text in reading order, whatever Word wraps it in.

The XML is walked itself, by local names, so that both dialects of the format are read and nothing that a library has
no word for is lost: smart tags, insertions, moves, content controls, text boxes, nested tables, results of fields,
footnotes. What is deleted, hidden, an instruction of a field or a comment is left out.
"""

import io
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

from toolkit.documents.accounts import quoted_value
from toolkit.documents.files.encodings import LEGACY, Undecodable, decode
from toolkit.documents.files.inputs import Unreadable
from toolkit.documents.files.mails import archived_page, read_mail
from toolkit.documents.files.office import TEMPLATE_DATE, attribute, checked_package, local_name, parse_part
from toolkit.documents.files.rtf import read_rtf
from toolkit.documents.files.webpages import visible_text

LEFT_OUT = frozenset(
    "del moveFrom instrText delText delInstrText rPr pPr sectPr tblPr tblGrid trPr tcPr sdtPr commentReference".split()  # noqa: SIM905
)
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-", "softHyphen": ""}
_OFF = ("0", "false", "off")
_FONTS = {".Vn": "tcvn3", "VNI-": "vni"}  # fonts whose letters are not Unicode's: each run by its own
NOT_IN_TEXT = (
    "with files or notes in it that are no part of its text, which are not read",
    "open it in Word, copy what they say into the text and save it",
)


def read_docx(data: bytes, *, nested: bool = False) -> dict[str, str | None]:
    """The text of a DOCX, a paragraph a line, with its title and the date it was created.

    Cells of one paragraph stand in a line with " | " between them, others a paragraph a line. Footnotes stand at the
    end, each behind the mark `[1]` that is also where it is called; one that nothing calls is told. The creation date
    is the file's, not the article's: it goes to `file_created`, which dating does not take for truth. Raises
    Unreadable.
    """
    package = checked_package(io.BytesIO(data))
    try:
        with ZipFile(package) as parts:
            names = set(parts.namelist())
            main = _main_part(parts, names)
            styles = _styles(parts, names, main)
            text = _Text(styles)
            data = parts.read(main)
            unread = list[str]()
            if b"altChunk" in data:
                text.chunks = dict(_chunks(parts, names, main, nested, unread))
            body = next((e for e in parse_part(data).iter() if local_name(e) == "body"), None)
            if body is None:
                raise Unreadable("no DOCX that can be read (it has no body)")
            lines = list(text.blocks(body))
            notes = _written_notes(parts, names, main)
            lines += _called(notes, text)
            unread += _uncalled(notes, body, text)
            title, created = _properties(parts, names)
    except Unreadable:
        raise
    except Exception as error:  # of a damaged package, whatever is missing first
        raise Unreadable(f"no DOCX that can be read ({type(error).__name__})") from error
    return {
        "text": "\n".join(line for line in lines if line.strip()),
        "title": title or text.heading,
        "file_created": created if created != TEMPLATE_DATE else None,
        **_told(unread),
    }


def _told(unread: list[str]) -> dict[str, str | None]:
    reason, remedy = NOT_IN_TEXT
    return {"note": reason, "note_value": quoted_value(", ".join(unread)), "note_remedy": remedy} if unread else {}


class _Text:
    """The walk over a document: what has been called, the first heading, and where it stands in a field."""

    def __init__(self, styles: dict[str, str]) -> None:
        self.heading: str | None = None
        self.called: dict[Note, int] = {}  # the number of each note, in the order of the calls
        self.chunks: dict[str, str] = {}  # texts of other files put in as they are, by the id of their relation
        self._styles = styles
        self._fields: list[bool] = []  # for each open field, whether its result has begun
        self._boxes: list[Any] = []

    def blocks(self, parent: Any) -> Iterator[str]:
        """The lines of what stands in a body, a cell, a note or a text box."""
        before = ""
        for element in parent:
            name = local_name(element)
            if name == "p":
                line = before + self._line(element)
                before = line if _joins_next(element) else ""
                boxes, self._boxes = self._boxes, []
                if not before:
                    self._note_heading(element, line)
                    yield line
                for box in boxes:
                    yield from self.blocks(box)
            elif name == "tbl":
                yield from self._table(element)
            elif name == "altChunk":
                yield self.chunks.get(attribute(element, "id"), "")
            elif name not in LEFT_OUT:
                yield from self.blocks(_chosen(element))
        if before:
            yield before

    def _note_heading(self, paragraph: Any, line: str) -> None:
        style = self._styles.get(_value(paragraph, "pPr", "pStyle"), "")
        if self.heading is None and line.strip() and style.lower().startswith(("title", "heading 1")):
            self.heading = line.strip()

    def _line(self, element: Any) -> str:
        return "".join(self._pieces(element))

    def _pieces(self, parent: Any) -> Iterator[str]:
        for element in parent:
            name = local_name(element)
            if name == "r":
                if not _is_hidden(element):
                    yield _in_unicode(element, "".join(self._pieces(element)))
            elif name == "t":
                yield (element.text or "") if all(self._fields) else ""
            elif name in _BREAKS:
                yield _BREAKS[name]
            elif name == "fldChar":
                self._field(attribute(element, "fldCharType"))
            elif name in ("footnoteReference", "endnoteReference"):
                number = self.called.setdefault((name[:-9], attribute(element, "id")), len(self.called) + 1)
                yield f"[{number}]"
            elif name == "txbxContent":
                self._boxes.append(element)
            elif name == "ruby":
                yield from self._pieces([e for e in element if local_name(e) == "rubyBase"])
            elif name == "sdt" and _value(element, "sdtPr", "showingPlcHdr") != "absent":
                continue
            elif name not in LEFT_OUT:
                yield from self._pieces(_chosen(element))

    def _field(self, step: str) -> None:
        if step == "begin":
            self._fields.append(False)
        elif step == "separate" and self._fields:
            self._fields[-1] = True
        elif step == "end" and self._fields:
            self._fields.pop()

    def _table(self, table: Any) -> Iterator[str]:
        for row in _inside(table, "tr"):
            if _value(row, "trPr", "del") != "absent":
                continue
            cells = [[line.strip() for line in self.blocks(cell) if line.strip()] for cell in _inside(row, "tc")]
            filled = [lines for lines in cells if lines]
            if all(len(lines) == 1 for lines in filled):
                yield " | ".join(lines[0] for lines in filled)
            else:
                yield from (line for lines in filled for line in lines)


def _value(element: Any, *path: str) -> str:
    """The `val` of a property, "" where it has none, "absent" where the property is not there."""
    for name in path:
        element = next((child for child in element if local_name(child) == name), None)
        if element is None:
            return "absent"
    return attribute(element, "val")


def _is_hidden(run: Any) -> bool:
    return _value(run, "rPr", "vanish") not in ("absent", *_OFF)


def _joins_next(paragraph: Any) -> bool:
    """Whether a tracked deletion took the end of this paragraph: its text goes on in the next."""
    return _value(paragraph, "pPr", "rPr", "del") != "absent"


def _in_unicode(run: Any, text: str) -> str:
    """The text of a run; one set in a font of TCVN3 or VNI letters is read by that font."""
    properties = next((child for child in run if local_name(child) == "rPr"), None)
    fonts = (
        next((child for child in properties if local_name(child) == "rFonts"), None) if properties is not None else None
    )
    font = attribute(fonts, "ascii") if fonts is not None else ""
    found = next((name for start, name in _FONTS.items() if font.startswith(start)), None)
    if found is None or any(ord(letter) > 0x2122 or 0x100 <= ord(letter) < 0x192 for letter in text):
        return text  # letters that no byte stands for were typed as Unicode, whatever the font
    read = LEGACY[found](text)
    return read.upper() if found == "tcvn3" and font.endswith("H") else read


def _chosen(element: Any) -> Any:
    """Of an alternative (a text box as a new and as an old Word writes it) the first that holds text."""
    if local_name(element) != "AlternateContent":
        return element
    holding = [child for child in element if any(local_name(e) in ("t", "txbxContent") for e in child.iter())]
    return holding[:1]


def _inside(parent: Any, wanted: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, also within content controls and custom XML."""
    for element in parent:
        name = local_name(element)
        if name == wanted:
            yield element
        elif name not in LEFT_OUT and name not in ("tr", "tc", "p", "tbl"):
            yield from _inside(element, wanted)


def _main_part(parts: ZipFile, names: set[str]) -> str:
    if "word/document.xml" in names:
        return "word/document.xml"
    types = parts.read("[Content_Types].xml") if "[Content_Types].xml" in names else b"<none/>"
    for element in parse_part(types).iter():
        if "document.main" in attribute(element, "ContentType") or "document.macro" in attribute(
            element, "ContentType"
        ):
            return attribute(element, "PartName").lstrip("/")
    raise Unreadable("no DOCX that can be read (it names no main part)")


def _beside(main: str, name: str) -> str:
    return f"{main.rpartition('/')[0]}/{name}".lstrip("/")


def _styles(parts: ZipFile, names: set[str], main: str) -> dict[str, str]:
    """Style ids, which an office program translates, to the names it knows them by."""
    part = _beside(main, "styles.xml")
    if part not in names:
        return {}
    styles = (element for element in parse_part(parts.read(part)) if local_name(element) == "style")
    return {attribute(style, "styleId"): _value(style, "name") for style in styles}


Note = tuple[str, str]  # kind and id


def _written_notes(parts: ZipFile, names: set[str], main: str) -> dict[Note, Any]:
    """The notes that a document holds, called or not; the lines that Word draws above them are none."""
    found = dict[Note, Any]()
    for kind in ("footnote", "endnote"):
        part = _beside(main, f"{kind}s.xml")
        for note in parse_part(parts.read(part)) if part in names else ():
            if local_name(note) == kind and attribute(note, "type") in ("", "normal"):
                found[kind, attribute(note, "id")] = note
    return found


def _called(notes: dict[Note, Any], text: _Text) -> Iterator[str]:
    """The notes that were called, each once, in the order of the calls; one may call another."""
    read = 0
    while read < len(text.called):
        for call in list(text.called)[read:]:
            read += 1
            if call in notes:
                lines = " ".join(line.strip() for line in text.blocks(notes[call]) if line.strip())
                yield f"[{read}] {lines}"


def _uncalled(notes: dict[Note, Any], body: Any, text: _Text) -> Iterator[str]:
    """What the notes say that nothing calls; deleted calls delete theirs."""
    calls = {(local_name(e)[:-9], attribute(e, "id")) for e in body.iter() if local_name(e).endswith("noteReference")}
    for (kind, id_), note in notes.items():
        words = " ".join(_Text({}).blocks(note)).strip()
        if words and (kind, id_) not in calls and (kind, id_) not in text.called:
            yield f"{kind} {id_}: {words}"


def _chunks(parts: ZipFile, names: set[str], main: str, nested: bool, unread: list[str]) -> Iterator[tuple[str, str]]:
    """The texts of files that were put into a document as they are (HTML, mail, RTF, another DOCX), by relation.

    The names of those that cannot be read are added to `unread`.
    """
    relations = _beside(main, f"_rels/{main.rpartition('/')[2]}.rels")
    for relation in parse_part(parts.read(relations)) if relations in names else ():
        target = attribute(relation, "Target")
        part = target.lstrip("/") if target.startswith("/") else _beside(main, target)
        if attribute(relation, "Type").endswith("/aFChunk") and part in names:
            data = parts.read(part)
            try:
                text = _chunk(data, nested)
            except (Unreadable, Undecodable):
                unread.append(part.rpartition("/")[2])
                continue
            yield attribute(relation, "Id"), text


def _chunk(data: bytes, nested: bool) -> str:
    if data.startswith(b"PK"):
        return "" if nested else read_docx(data, nested=True)["text"] or ""
    if data.startswith(b"{\\rtf"):
        return read_rtf(data)["text"] or ""
    if data[:13].lower() != b"mime-version:":
        return visible_text(decode(data)[0])
    try:
        return visible_text(decode(archived_page(data)[0])[0])
    except Unreadable:
        text = read_mail(data)["text"]
        if not text:
            raise
        return text


def _properties(parts: ZipFile, names: set[str]) -> tuple[str | None, str | None]:
    """Title and day of creation, as far as the file tells them."""
    if "docProps/core.xml" not in names:
        return None, None
    told = {
        local_name(element): (element.text or "").strip() for element in parse_part(parts.read("docProps/core.xml"))
    }
    title = told.get("title", "")
    return title if title not in ("", "Word Document") else None, told.get("created", "")[:10] or None
