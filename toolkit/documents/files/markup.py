"""Tags in texts that are no web pages: a cell with a fragment of HTML, a text with tags left in it."""

import html
import re

from toolkit.documents.files.webpages import visible_text

# Only names of HTML, so that "<3" and "a < b" stay.
_NAMES = (
    "a abbr article aside b big blockquote body br center cite code dd del div dl dt em embed figcaption figure font "
    "footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins label li link main meta nav noscript "
    "object ol p picture pre q s script section small source span strike strong style sub sup table tbody td tfoot th "
    "thead time title tr tt u ul video"
)
_TAG = re.compile(rf"</?(?:{'|'.join(_NAMES.split())})(?:\s[^<>]{{0,4000}})?/?>", re.IGNORECASE)
_BREAK = re.compile(r"<br ?/?>|</(?:p|div|li|h[1-6]|tr|blockquote|section|article)>", re.IGNORECASE)
_BLOCK = re.compile(r"</(?:p|div|li|h[1-6]|td|article|section)>|<br ?/?>", re.IGNORECASE)
_SILENT = re.compile(
    r"<(script|style|iframe|noscript)\b[^<>]{0,4000}>.{0,200000}?</\1>|<!--.{0,20000}?-->", re.IGNORECASE | re.DOTALL
)
LEAST_BLOCKS = 0.25  # ends of blocks a line: a text of which every fourth line ends one is a fragment of a page


def untagged(text: str) -> str:
    """A text without tags of HTML, its own lines kept; a fragment of a page as the text that a reader sees of it."""
    if "<" not in text or ">" not in text or _TAG.search(text) is None:
        return text
    lines = sum(1 for line in text.splitlines() if line.strip())
    if len(_BLOCK.findall(text)) >= max(1, LEAST_BLOCKS * lines):
        return visible_text(text)
    return _TAG.sub("", _BREAK.sub("\n", _SILENT.sub("", text)))


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
