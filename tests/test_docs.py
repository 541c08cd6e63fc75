"""What the code cites is in the repository: every METHODS §n and DESIGN §n has its page, and every page is listed."""

import functools
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BOOKS = {"METHODS": ROOT / "docs" / "methods", "DESIGN": ROOT / "docs" / "design"}
PLACES = ("toolkit", "tests", "reports", "corpora", "notebooks", "docs")
ENDINGS = {".py", ".md", ".toml", ".j2", ".rst"}
CITED = re.compile(r"\b(METHODS|DESIGN)((?:[ ,]|and|to|–)*§§?\d+(?:(?:, | and | to |–)§?\d+)*)")


def pages(book: str) -> dict[int, Path]:
    """Section → its page, by the heading of the page."""
    found = {}
    for path in sorted(BOOKS[book].glob("[0-9]*.md")):
        heading = re.match(r"# §(\d+) \S", path.read_text(encoding="utf-8"))
        assert heading, f"{path.name} must begin with its section, as # §9 What is measured"
        found[int(heading[1])] = path
    return found


def cited(text: str) -> list[tuple[str, int]]:
    """The sections a text cites: "METHODS §9" and "METHODS §9, §11"."""
    return [(book, int(n)) for book, sections in CITED.findall(text) for n in re.findall(r"\d+", sections)]


def texts() -> list[Path]:
    found = [path for place in PLACES for path in sorted((ROOT / place).rglob("*")) if path.suffix in ENDINGS]
    return [*sorted(ROOT.glob("*.md")), *(p for p in found if "build" not in p.relative_to(ROOT).parts)]


def test_citations_are_found() -> None:
    assert cited("(METHODS §9) and DESIGN §5.") == [("METHODS", 9), ("DESIGN", 5)]
    assert cited("METHODS §9, §11; METHODS §1 and §2") == [("METHODS", n) for n in (9, 11, 1, 2)]
    assert cited("§9 alone, or methods §9, belongs to nobody") == []


def test_every_cited_section_exists() -> None:
    known = {(book, n) for book in BOOKS for n in pages(book)}
    found = {(*c, path.relative_to(ROOT).as_posix()) for path in texts() for c in cited(path.read_text("utf-8"))}
    assert len(found) > 20
    missing = sorted(f"{path}: {book} §{n}" for book, n, path in found if (book, n) not in known)
    assert not missing, f"cited, but there is no such page: {missing}"


@pytest.mark.parametrize("book", BOOKS)
def test_every_page_is_listed_by_its_own_heading(book: str) -> None:
    index = (BOOKS[book] / "README.md").read_text(encoding="utf-8")
    for n, path in pages(book).items():
        heading = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        assert f"[{heading}]({path.name})" in index, f"{book}: §{n} is not listed as {heading!r}"
        assert path.name.startswith(f"{n:02}-")


@functools.cache
def made() -> set[Path]:
    """The pages of docs that are written when the site is built."""
    sys.path.insert(0, str(ROOT / "docs"))
    from generators import pages as written

    return written.made(ROOT / "docs")


PAGES = [path for path in texts() if path.suffix == ".md"]


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_a_link_to_another_file_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            leads_to = (path.parent / target).resolve()
            assert leads_to in made() or leads_to.exists(), f"{path.name} links to {target}, which is not there"


def test_the_page_of_the_house_names_every_room() -> None:
    page = next(path for n, path in pages("DESIGN").items() if n == 2).read_text(encoding="utf-8")
    folders = [path.parent.relative_to(ROOT).as_posix() for path in sorted((ROOT / "toolkit").rglob("__init__.py"))]
    missing = [folder for folder in folders if f"`{folder}/`" not in page]
    assert not missing, f"docs/design/02-house.md does not say what {missing} is the home of"
    named = re.findall(r"`(toolkit/[\w/]*/)`", page)
    assert all((ROOT / folder).is_dir() for folder in named)
