"""Tags in texts that are no web pages: a cell with a fragment of HTML, a text with tags left in it."""

import html
import re

from toolkit.documents.files.webpages import visible_text

# Only names of HTML, so that "<3" and "a < b" stay.
_NAMES = (
    "a abbr article aside b big blockquote body br center cite code dd del div dl dt em embed figcaption figure font "
    "button details dialog label main option path select summary svg use "
    "footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins label li link main meta nav noscript "
    "object ol p picture pre q s script section small source span strike strong style sub sup table tbody td tfoot th "
    "thead time title tr tt u ul video"
)
_KNOWN = frozenset(_NAMES.split())
_SILENT = ("script", "style", "iframe", "noscript")
_LINES = frozenset(("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "blockquote", "section", "article"))
_TOKEN = re.compile(r"<!--|-->|<(/?)([a-zA-Z][a-zA-Z0-9]{0,11})(?:\s[^<>]*)?/?>")
_BLOCK = re.compile(r"</(?:p|div|li|h[1-6]|td|article|section)>|<br ?/?>", re.IGNORECASE)
_CAPTION = re.compile(
    r"<(p|div|span|figcaption|td)(?:(?<=figcaption)|\s[^<>]{0,600}?\bclass\s{0,3}=\s{0,3}[\"'][^\"'<>]{0,200}caption)[^<>]{0,600}>",
    re.IGNORECASE,
)
LONGEST_CAPTION = 3_000  # characters of a caption with its tags
LEAST_BODY = 0.6  # of the text that must be left when captions are cut: else they tell the article
LEAST_BLOCKS = 0.25  # ends of blocks a line: a text of which every fourth line ends one is a fragment of a page


def untagged(text: str) -> str:
    """A text without tags of HTML, its own lines kept; a fragment of a page as the text that a reader sees of it."""
    if "<" not in text or ">" not in text:
        return text
    if not any((match[2] or "").lower() in _KNOWN for match in _TOKEN.finditer(text)):
        return text
    blocks = len(_BLOCK.findall(text))
    lines = sum(1 for line in text.splitlines() if line and not line.isspace()) if blocks else 0
    if blocks >= max(1, LEAST_BLOCKS * lines) or (blocks and _TOKEN.match(text.lstrip()[:4_000])):
        return without_captions(text)
    return _without_tags(text)


def without_captions(fragment: str) -> str:
    """What a reader sees of a fragment, less the captions it marks as such; of a photo essay, which they tell, all."""
    if "caption" not in fragment and "caption" not in fragment.lower():
        return visible_text(fragment)
    pieces, at, cut = list[str](), 0, 0
    for match in _CAPTION.finditer(fragment):
        end = fragment.find(f"</{match[1]}>", match.end(), match.end() + LONGEST_CAPTION)
        if match.start() >= at and end >= 0:
            pieces.append(fragment[at : match.start()])
            cut += len(_TOKEN.sub("", fragment[match.end() : end]))
            at = end
    less = visible_text("".join([*pieces, fragment[at:]]))
    if not cut:
        return less
    return less if len(less) >= LEAST_BODY * (len(less) + cut) else visible_text(fragment)


def _without_tags(text: str) -> str:
    """In one walk: known tags out, ends of blocks as line ends, scripts and comments that are closed left out."""
    lowered = text.lower()
    closed = {name: lowered.rfind(f"</{name}") for name in _SILENT} | {"<!--": text.rfind("-->")}
    pieces, at, until = list[str](), 0, ""
    for match in _TOKEN.finditer(text):
        name = (match[2] or "").lower()
        if until:
            if (until == "-->" == match[0]) or (match[1] and name == until):
                until, at = "", match.end()
        elif match[0] == "<!--" or (name in _SILENT and not match[1]):
            if match.start() < closed[name or "<!--"]:
                pieces.append(text[at : match.start()])
                until = name or "-->"
        elif name in _KNOWN:
            ends = name == "br" or (match[1] and name in _LINES)
            pieces += [text[at : match.start()], "\n" if ends else ""]
            at = match.end()
    return "".join([*pieces, "" if until else text[at:]])


_OPENING = re.compile(r"<(?:a|span|div|p|img|strong|b)\s([^<>]{1,2000})>\s*([^<>]{0,80})", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-z-]{2,20})\s*=\s*(?:\"([^\"]{0,300})\"|'([^']{0,300})')", re.IGNORECASE)
_SOURCE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:source|publisher|provider|site-?name|nguon)(?:$|[\s_-](?:name|logo|title|link|text)?)"
)
HEAD_OF_FRAGMENT = 20_000  # characters among which a publisher is looked for


def publisher_of(fragment: str) -> str | None:
    """Whom a fragment of an aggregator's page names as its source: the title of the link with that class, its words."""
    for opening in _OPENING.finditer(fragment, 0, HEAD_OF_FRAGMENT):
        given = {name.lower(): a or b for name, a, b in _ATTRIBUTE.findall(opening[1])}
        if _SOURCE_CLASS.search(given.get("class", "").lower()):
            name = given.get("title") or given.get("alt") or opening[2]
            name = " ".join(html.unescape(name).split()).removeprefix("Nguồn:").strip()
            if 2 <= len(name) <= 80:
                return name
    return None
