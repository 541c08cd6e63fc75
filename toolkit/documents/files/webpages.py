"""HTML: the article of a page by trafilatura, or all its visible text where that finds none."""

import html
import logging
import re
from functools import lru_cache
from html.entities import html5
from typing import Any

from toolkit.documents.files.page_dates import PageDate, dump_found, page_address, page_dates

MAX_TREE, MAX_TAGS, MAX_DEPTH = 4 << 20, 40_000, 200  # characters, tags, nesting that trafilatura is given
LONGEST_DATE = "2100-01-01"  # a fixed bound: by default htmldate's depends on today
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
_PIECE = re.compile(r"(<!--|-->|<[/!?]?[a-zA-Z\[][^<>]*>)")
_NAME = re.compile(r"</?([a-zA-Z0-9]*)")
_CHARSET = re.compile(rb"<meta[^<>]{0,200}charset\s*=\s*[\"']?\s*([a-zA-Z0-9_-]{2,20})", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\xa0]+")
SHORTEST_LEAD, LONGEST_LEAD = 40, 900  # characters
PROSE_CELL = 400  # characters of a table's cell that is the article, not a datum
_LEAD = re.compile(r"(?:^|[\s_-])(?:sapo|description|summary|chapeau|chapo|lead)(?:$|[\s_-])")
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())  # noqa: SIM905
SILENT = frozenset("script style noscript template svg iframe head nav footer button select".split())  # noqa: SIM905
_WITHIN_A_LINE = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span strike "
    "strong sub sup time tt u var"
)
INLINE = frozenset(_WITHIN_A_LINE.split())


def read_html(text: str) -> dict[str, str | None]:
    """The article of a web page with its title, address and the dates it tells, as far as the page tells them.

    trafilatura (Barbaresi 2021) finds the body. `date_found` is the JSON list of `page_dates`, and of the date that
    htmldate guesses where it says another. A page too large or too deep for a tree, or without an article to find,
    gives all its visible text, a block a line.
    """
    tree = _tree(text) if fits_a_tree(text) else None
    plain = None if tree is None else _without_layout_tables(tree)
    found = None if tree is None else _article(text if plain is None else plain)
    facts = _metadata(found, tree)
    if found is None or not (found.text or "").strip():
        return {"text": visible_text(text), "title": _title(text), **facts}
    lead = lead_of(tree) if tree is not None else None
    body = found.text if lead is None or holds(found.text, lead) else f"{lead}\n{found.text}"
    return {"text": body, "title": found.title or _title(text), **facts}


def lead_of(tree: Any) -> str | None:
    """The lead of an article, which papers print between headline and body in an element named for it, or None."""
    begun = False
    for element in tree.iter("h1", "h2", "h3", "p", "div", "strong"):
        begun = begun or element.tag == "h1"
        if begun and _LEAD.search(element.get("class") or ""):
            words = " ".join(" ".join(element.itertext()).split())
            linked = sum(len(link.text_content()) for link in element.iter("a"))
            if SHORTEST_LEAD <= len(words) <= LONGEST_LEAD and linked < len(words) / 2:
                return words
    return None


def holds(text: str, lead: str) -> bool:
    """Whether a text says its lead already, within its first lines: by the words in the lead's middle."""
    words = lead.split()
    middle = " ".join(words[len(words) // 4 : len(words) // 4 + 12])
    if text.find(middle, 0, 6_000) >= 0:
        return True
    head = text[:6_000]
    return all(word in head for word in middle.split(" ")) and middle in " ".join(head.split())


def declared_charset(data: bytes) -> str | None:
    """The encoding that a page claims in its first 4 KiB, or None; a claim, not evidence."""
    claim = _CHARSET.search(data[:4096])
    return claim[1].decode("ascii") if claim else None


def fits_a_tree(text: str) -> bool:
    """False for a page so large, so full of tags or so deeply nested that parsing it takes more than a few seconds."""
    if len(text) > MAX_TREE:
        return False
    depth = deepest = count = 0
    for tag in _TAG.finditer(text):
        count += 1
        if tag[2].lower() not in VOID:
            depth = max(depth - 1, 0) if tag[1] else depth + 1
            deepest = max(deepest, depth)
    return count <= MAX_TAGS and deepest <= MAX_DEPTH


def visible_text(text: str) -> str:
    """The text between the tags, a block a line; scripts, styles, menus and footers left out. In linear time."""
    if "&" in text:
        text = _NAMED.sub(_letter, text)
    lines: list[str] = []
    line: list[str] = []
    silent = ""
    comment = False
    for i, piece in enumerate(_PIECE.split(text)):  # between two tags a text, which may be empty
        if not piece:
            continue
        if comment or piece == "<!--":
            comment = piece != "-->"
        elif i % 2:
            name = _tag_name(piece)
            if silent:
                silent = "" if piece.startswith("</") and name == silent else silent
            elif name in SILENT and not piece.startswith("</"):
                silent = name
            elif name not in INLINE:
                lines.append("".join(line))
                line = []
        elif not silent:
            line.append(piece)
    lines.append("".join(line))
    plain = (_told_plain(found) for found in lines if found and not found.isspace())
    return "\n".join(found for found in plain if found)


@lru_cache(maxsize=2048)
def _tag_name(tag: str) -> str:
    match = _NAME.match(tag)
    return match[1].lower() if match else ""


def _told_plain(text: str) -> str:
    """A line without entities and with single blanks; looking for what is rare first is faster than replacing it."""
    if "&" in text:
        text = html.unescape(text)
    if "  " in text or "\n" in text or "\t" in text or "\r" in text or "\xa0" in text:
        text = _SPACE.sub(" ", text)
    return text.strip()


# Letters of Latin-1 written as names, of which pages of old editors hold one in every word.
_LETTERS = {name[:-1]: sign for name, sign in html5.items() if name.endswith(";") and len(sign) == 1 and sign.isalpha()}
_NAMED = re.compile("&([A-Za-z]{2,8});")


def _letter(found: "re.Match[str]") -> str:
    return _LETTERS.get(found[1]) or found[0]


def _without_layout_tables(tree: Any) -> Any:
    """A copy of a page whose tables are no tables, but the frame it was built in before there were styles; or None.

    Such a table holds another one, or prose of several paragraphs in one cell; its parts become plain blocks.
    """
    from copy import deepcopy

    if not any(_is_layout(table) for table in tree.iter("table")):
        return None
    copy = deepcopy(tree)
    for table in [table for table in copy.iter("table") if _is_layout(table)]:
        for part in [table, *_parts(table)]:
            part.tag = "div"
    return copy


def _is_layout(table: Any) -> bool:
    if table.find(".//table") is not None:
        return True
    cells = [part for part in _parts(table) if part.tag == "td"]
    return any(len(cell.findall(".//p")) + len(cell.findall(".//br")) > 1 and _prose(cell) for cell in cells)


def _prose(cell: Any) -> bool:
    return len(cell.text_content().strip()) >= PROSE_CELL


def _parts(table: Any) -> list[Any]:
    """The rows and cells of a table, those of tables within it left out."""
    found, waiting = [], list(table)
    while waiting:
        part = waiting.pop()
        if part.tag in ("tbody", "thead", "tfoot", "tr", "td", "th"):
            found.append(part)
            waiting += [child for child in part if part.tag not in ("td", "th")]
    return found


def _article(text: Any) -> Any:
    from trafilatura import bare_extraction

    for name in ("trafilatura", "htmldate", "courlan"):  # what they complain of is the page's, and has a status here
        logging.getLogger(name).addHandler(logging.NullHandler())
    dating = {"extensive_search": False, "original_date": True, "min_date": "1990-01-01", "max_date": LONGEST_DATE}
    try:
        return bare_extraction(text, with_metadata=True, include_comments=False, date_extraction_params=dating)
    except Exception:  # whatever a hostile page breaks in the parsers, its visible text is still there
        return None


def _tree(text: str) -> Any:
    """The page as a tree, or None where the parser refuses it."""
    from lxml import etree
    from lxml.html import document_fromstring

    try:
        return document_fromstring(text.encode("utf-8"), parser=_parser())
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _parser() -> Any:
    from lxml.html import HTMLParser

    return HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)


def _metadata(found: Any, tree: Any) -> dict[str, str | None]:
    """The address of a page, and its dates as `date_found`."""
    dates = page_dates(tree) if tree is not None else []
    guess = found.date if found is not None else None
    if guess and not any(guess in one.value for one in dates):
        dates.append(PageDate("guessed", guess, "htmldate"))
    address = page_address(tree) if tree is not None else None
    return {"url": address or (found.url if found is not None else None), "date_found": dump_found(dates)}


def _title(text: str) -> str | None:
    begin = text[: 1 << 16].lower().find("<title")
    start = text.find(">", begin) if begin >= 0 else -1
    end = text.find("<", start + 1) if start >= 0 else -1
    title = _SPACE.sub(" ", html.unescape(text[start + 1 : min(end, start + 1000)])).strip() if end > start >= 0 else ""
    return title or None
