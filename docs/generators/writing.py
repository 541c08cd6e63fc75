"""Small pieces of Markdown and reStructuredText that the generators share."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

EXPLAINED = Path(__file__).with_name("explained.toml")
MADE = "<!-- made by docs/generators at build; edit there -->\n"


def write(path: Path, text: str) -> None:
    """The page as a file; one that holds the same already is left, so that Sphinx does not read it again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8", newline="\n")


def explained(table: str) -> dict[str, dict[str, str]]:
    """A table of explained.toml: name → what it is, by language."""
    return tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))[table]


def cell(value: object) -> str:
    """A value as a cell of a Markdown table; what stands between backticks is left as it is."""
    pieces = re.split(r"(`[^`]*`)", str(value).replace("|", "\\|").replace("\n", " "))
    return "".join(p if p.startswith("`") else p.replace("<", "&lt;").replace("*", "\\*") for p in pieces)


def code(value: object) -> str:
    """A value as code in a cell."""
    return f"`{value!s}`".replace("|", "\\|")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def menu(names: Iterable[str], *, hidden: bool = True) -> str:
    """A toctree of pages."""
    return "\n```{toctree}\n" + (":hidden:\n" if hidden else "") + "\n" + "\n".join(names) + "\n```\n"
