"""Every generated page, written before Sphinx reads; one that would not change is left, for a quick second build."""

from pathlib import Path
from typing import Any

BOOKS = ("methods", "design")


def write_all(docs: Path) -> None:
    """Write what is made from code into docs."""


def list_sections(app: Any, docname: str, source: list[str]) -> None:
    """The pages of METHODS and DESIGN are listed by links, which read well anywhere; here they become the menu too."""
    book, _, page = docname.partition("/")
    if book in BOOKS and page == "README":
        source[0] += "\n\n```{toctree}\n:hidden:\n:glob:\n\n[0-9]*\nreferences\n```\n"
        if book == "design":
            source[0] = source[0].replace("\nreferences\n", "\n")


def escape_docstring(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Docstrings are prose: a star or a bar means itself."""
