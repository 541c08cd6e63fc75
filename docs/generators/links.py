"""Reads the built site as a browser would: every local link leads somewhere, nothing outside is loaded.

python docs/generators/links.py        exit code 1 where something is wrong
"""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

SITE = Path(__file__).resolve().parents[1] / "_build" / "html"
LOADED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "link": "href",
}
MARKUP = {"rel": ("stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect", "manifest")}
OUTSIDE = re.compile(r"^(?:https?:)?//")
IN_STYLE = re.compile(r"""(?:url\(\s*|@import\s+)["']?((?:https?:)?//[^"')\s]+)""")


class Page(HTMLParser):
    """The ids of a page, its links, and what it loads."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take down ids, links and loads."""
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given[n] for n in ("id", "name") if n in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        loads = tag != "link" or any(rel in given.get("rel", "") for rel in MARKUP["rel"])
        if tag in LOADED and loads and LOADED[tag] in given:
            self.loads.append(given[LOADED[tag]])


def faults(site: Path) -> list[str]:
    """Each fault in a line: which page, which link."""
    pages = {path.resolve(): Page(path) for path in sorted(site.rglob("*.html")) if path.name != "webpack-macros.html"}
    found = []
    for path, page in pages.items():
        name = path.relative_to(site.resolve()).as_posix()
        for link in [*page.links, *page.loads]:
            if OUTSIDE.match(link):
                found += [f"{name} loads {link}"] if link in page.loads else []
            elif not link.startswith(("mailto:", "data:", "javascript:")):
                found += _local(path, name, link, pages)
    for sheet in sorted(site.rglob("*.css")):
        found += [
            f"{sheet.name} loads {u}" for u in IN_STYLE.findall(sheet.read_text(encoding="utf-8", errors="replace"))
        ]
    return found


def _local(path: Path, name: str, link: str, pages: dict[Path, Page]) -> list[str]:
    parts = urlsplit(link)
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.exists():
        return [f"{name} links to {link}, which is not there"]
    anchor = unquote(parts.fragment)
    if anchor and target in pages and anchor not in pages[target].ids:
        return [f"{name} links to {link}: no such place on that page"]
    return []


if __name__ == "__main__":
    told = faults(SITE)
    print(
        "\n".join(told)
        or f"{len(list(SITE.rglob('*.html')))} pages: every link leads somewhere, nothing outside is loaded"
    )
    sys.exit(1 if told else 0)
