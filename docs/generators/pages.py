"""Every generated page, written before Sphinx reads; one that would not change is left, for a quick second build."""

import re
import shutil
from pathlib import Path
from typing import Any

from generators.commands import commands_page
from generators.figures import tables, write_figures
from generators.measured import section
from generators.names import homes, shorter, write_names
from generators.settings import study_page
from generators.vietnamese import reasons_page, settings_page
from generators.words import words_page
from generators.writing import write

BOOKS = ("methods", "design")
MARKED = re.compile(r"(``.*?``|`[^`]*`|(?<![\w*])\*[^\W\d_](?:[^*`]*\w)?\*(?![\w*]))")  # code, or a word set apart
ITSELF = re.compile(r"([*|]|_(?=\W|$))")


def write_all(docs: Path) -> None:
    """Write what is made from code into docs."""
    reference = docs / "reference"
    write_names(reference)
    write(reference / "study-toml.md", study_page())
    write(reference / "command-line.md", commands_page())
    write(reference / "reasons.md", words_page())
    write(docs / "vi" / "ly_do.md", reasons_page())
    write(docs / "vi" / "cau_hinh.md", settings_page())
    write_figures(docs / "benchmarks")
    copy_notebooks(docs)


def made(docs: Path) -> set[Path]:
    """The pages that `write_all` writes, for who checks links where they are not built."""
    floors = [*homes(), "study-toml", "command-line", "reasons"]
    names = [docs / "reference" / "names" / f"{name}.rst" for own in homes().values() for name in own]
    figures = [docs / "benchmarks" / f"{name}.md" for name in ("index", "measured", *tables())]
    notebooks = [docs / "tutorial" / path.name for path in (docs.parent / "notebooks").glob("[0-9]*.ipynb")]
    others = [docs / "gallery" / "index.rst", docs / "vi" / "ly_do.md", docs / "vi" / "cau_hinh.md"]
    return {*others, *names, *figures, *notebooks, *(docs / "reference" / f"{name}.md" for name in floors)}


def copy_notebooks(docs: Path) -> None:
    """The notebooks with their stored outputs, into the tutorial."""
    for path in sorted((docs.parent / "notebooks").glob("[0-9]*.ipynb")):
        target = docs / "tutorial" / path.name
        if not target.exists() or target.read_bytes() != path.read_bytes():
            shutil.copyfile(path, target)


def list_sections(app: Any, docname: str, source: list[str]) -> None:
    """The pages of METHODS and DESIGN are listed by links, which read well anywhere; here they become the menu too."""
    book, _, page = docname.partition("/")
    if book in BOOKS and page == "README":
        last = "references\n" if book == "methods" else ""
        source[0] += "\n\n```{toctree}\n:hidden:\n:glob:\n\n[0-9]*\n" + last + "```\n"


def add_measurements(app: Any, docname: str, source: list[str]) -> None:
    """A page of METHODS or DESIGN ends with what was measured of it, read from the results as they lie there now."""
    if docname.partition("/")[0] in BOOKS:
        source[0] += section(docname)


def shorter_signature(app: Any, what: str, name: str, obj: Any, options: Any, signature: str, returned: str) -> Any:
    """Signatures as they are read."""
    return shorter(signature), shorter(returned)


def escape_docstring(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Docstrings are prose: a lone star, a bar or an underscore at a word's end means itself; *a word* is set apart."""
    for i, line in enumerate(lines):
        if not line.lstrip().startswith((">>>", "...")):
            pieces = MARKED.split(line)
            lines[i] = "".join(p if p.startswith(("`", "*")) else ITSELF.sub(r"\\\1", p) for p in pieces)
