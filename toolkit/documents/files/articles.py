"""A file that holds one document: its text and what it says of itself, under our names."""

import re

from toolkit.documents.dating.moments import read_cell
from toolkit.documents.files.columns import count_known, plain
from toolkit.documents.files.docx import read_docx
from toolkit.documents.files.encodings import Undecodable, decode
from toolkit.documents.files.inputs import Item, Unreadable
from toolkit.documents.files.kinds import PAGES
from toolkit.documents.files.mails import archived_page, read_mail
from toolkit.documents.files.markup import untagged
from toolkit.documents.files.office import read_odt
from toolkit.documents.files.pdfs import read_pdf
from toolkit.documents.files.rtf import read_rtf
from toolkit.documents.files.webpages import declared_charset, read_html

Fields = dict[str, str | None]
_BINARY = {".eml": read_mail, ".pdf": read_pdf, ".docx": read_docx, ".odt": read_odt, ".rtf": read_rtf}
SCRIPTED = "a page without text of its own, which its scripts fill in; save it from a browser once it is shown"
SEVERAL = ("looking like several articles in one file", "if it is, give each its own file, or a table of a row each")
TABLE = ("a table of articles in a document, read as one article", "save the table as .xlsx or .csv")
LOOKED_AT, LONGEST_TITLE = 5, 200  # rows of such a table; characters above it
FEWEST_PARTINGS, SHORTEST_PART = 2, 120
FEWEST_POSTS, SHORTEST_POST, POSTS_OF_IT = 20, 40, 0.8  # lines, their mean length with the day, the share of the text
_PARTING = re.compile(r"^[ \t]*(?:[=\-*#_~+—–]{5,}|\d{1,5} of \d{1,5} DOCUMENTS?)[ \t]*$", re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A---\n(.{0,4000}?)\n---\n", re.DOTALL)
_HEADING = re.compile(r"^# +(.+?) *#*$", re.MULTILINE)
_HEADER_LINE = re.compile(r"([^\n:]{2,30}?)[ \t]*:[ \t]*([^\n]{1,400})")
# What heads a file, not a notice of an event (`Thời gian`, `Địa chỉ`): fewer names than a column may have.
_HEADERS = {
    "title": "title headline tieu_de ten_bai ten_bai_viet tit",
    "date": "date published publish_date pub_date date_published ngay_dang ngay_xuat_ban ngay_phat_hanh thoi_gian_dang",
    "source": "source publisher newspaper nguon bao ten_bao toa_soan co_quan_bao_chi",
    "url": "url link permalink duong_dan lien_ket",
}
_HEADER_KEYS = {name: ours for ours, names in _HEADERS.items() for name in names.split()}
FEWEST_HEADERS, MOST_HEADERS = 2, 12  # lines "name: value" above a blank line that are the file's own header


def read_article(item: Item, encoding: str | None) -> Fields:
    """The document of a file that holds one, under our names; one that cannot be read is a `problem`."""
    if item.problem is not None:
        return {"id": item.name, "problem": item.problem}
    try:
        return {"id": item.name, **_article(item, encoding)}
    except (Unreadable, Undecodable, OSError) as error:
        return {"id": item.name, "problem": str(error)}


def _article(item: Item, encoding: str | None) -> Fields:
    data = item.data()
    if item.kind in _BINARY:
        return _BINARY[item.kind](data)
    address = None
    if item.kind == ".mht":
        data, address, encoding = *archived_page(data), None
    page = item.kind in PAGES or item.kind == ".mht"
    text, read_as = decode(data, encoding, claimed=declared_charset(data) if page else None)
    fields = read_html(text.replace("\0", "")) if page else _plain(text, markdown=item.kind == ".md")
    if page and not (fields.get("text") or "").strip() and "<script" in text.lower():
        raise Unreadable(SCRIPTED)
    return {**fields, "encoding": read_as} | ({"url": address} if address and not fields.get("url") else {})


def holds_several(text: str) -> bool:
    """Whether a text looks like several articles in one file, parted by lines of signs or by `2 of 40 DOCUMENTS`."""
    lines = [line.strip() for line in _PARTING.findall(text)]
    if len(lines) < FEWEST_PARTINGS or ("DOCUMENT" not in lines[0] and len(set(lines)) > 1):
        return False
    parts = _PARTING.split(text)
    return sum(len(part.strip()) >= SHORTEST_PART for part in parts) > FEWEST_PARTINGS - ("DOCUMENT" in lines[0])


def holds_table(text: str) -> bool:
    """Whether a document is a table of articles: below the names of known columns lines of as many cells, or little
    but many lines with a day and words."""
    text = text[:100_000]
    lines = [line for line in text.split("\n") if " | " in line] or [""]
    if text.find(lines[0]) > LONGEST_TITLE:
        return False
    names = lines[0].split(" | ")
    rows = [line for line in lines[1 : LOOKED_AT + 1] if line.count(" | ") >= len(names) - 1]
    known = len(names) > 1 and len(rows) > 1 and count_known(names, {}) > 1
    return (known and sum(map(len, rows)) >= SHORTEST_PART * len(rows)) or _holds_posts(lines, len(text))


def _holds_posts(lines: list[str], size: int) -> bool:
    dated = [line for line in lines if any(read_cell(cell) is not None for cell in line.split(" | "))]
    long = sum(map(len, dated)) >= SHORTEST_POST * len(dated) and sum(map(len, lines)) >= POSTS_OF_IT * size
    return long and len(dated) >= FEWEST_POSTS


def _plain(text: str, *, markdown: bool) -> Fields:
    """Text as it stands, without tags; front matter between --- lines (title, date, url, source) becomes metadata."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    found = _FRONT_MATTER.match(text)
    if found is None and (headed := _headed(text)) is not None:
        return headed
    if found is None:
        heading = _HEADING.search(text[:4000]) if markdown else None
        return {"text": untagged(text), "title": heading[1] if heading else None}
    pairs = (line.partition(":") for line in found[1].splitlines())
    given = {key.strip().lower(): value.strip().strip("\"'") or None for key, _, value in pairs}
    fields: Fields = {name: given.get(name) for name in ("title", "url", "source")}
    dated = given.get("date")
    by = dated and "front matter"
    return {**fields, "text": untagged(text[found.end() :]), "date_given": dated, "date_given_by": by}


def _headed(text: str) -> Fields | None:
    """A text under lines of its own that say what it is (`Nguồn: …`, `Ngày đăng: …`) and a blank line; None without.

    Lines whose names are none of ours are left out with the others; two of them must be ours.
    """
    head, blank, body = text.lstrip("\n").partition("\n\n")
    lines = [_HEADER_LINE.fullmatch(line.strip()) for line in head.split("\n")]
    if not blank or not body.strip() or len(lines) > MOST_HEADERS:
        return None
    pairs = {ours: line[2].strip() for line in lines if line and (ours := _HEADER_KEYS.get(plain(line[1])))}
    if len(pairs) < FEWEST_HEADERS or not all(lines):
        return None
    dated = pairs.pop("date", None)
    by = dated and "header of the file"
    return {**pairs, "text": untagged(body.lstrip("\n")), "date_given": dated, "date_given_by": by}
