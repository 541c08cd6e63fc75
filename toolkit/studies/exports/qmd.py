"""A manuscript as a Quarto document: markdown in which nothing from outside is markup or code."""

import re
from collections.abc import Sequence
from pathlib import Path

from toolkit.base.files import write_text
from toolkit.studies.explorer.addresses import explorer_words
from toolkit.studies.exports.manuscript import Block, Captioned, Heading, Paragraph, Picture, manuscript
from toolkit.studies.path.study import Study
from toolkit.studies.report.page_tables import Table
from toolkit.studies.report.tables import write_tables

_SIGNS = re.compile(r"[!\"#$'*@\[\\\]^_|~]")
_BEGINS = re.compile(r"^([+\-:=%]|\(?\w{1,9}[.)])")  # what would begin a list or a block
# What begins code, a span of raw HTML, or a shortcode, in Quarto and in what runs before it: entities, no backslash.
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "`": "&#96;", "{": "&#123;", "}": "&#125;"})


def write_qmd(study: Study, folder: Path) -> None:
    """manuscript.qmd with its figures and, for what is not shown, every table as CSV."""
    blocks = manuscript(study, folder)
    for drawn in folder.glob("figures/*.svg"):
        drawn.unlink()
    write_tables(study, folder / "tables")
    write_text(folder / "manuscript.qmd", rendered(blocks, study.language))


def rendered(blocks: Sequence[Block], language: str) -> str:
    """The document as text."""
    title = next(block.text for block in blocks if isinstance(block, Heading))
    head = f'---\ntitle: "{_quoted(title)}"\nlang: {language}\nformat:\n  docx: default\n  html: default\n'
    cross = {name: explorer_words(language)[name] for name in ("figure", "table")}
    head += f"crossref:\n  fig-title: {cross['figure']}\n  tbl-title: {cross['table']}\n---\n"
    return head + "".join(f"\n{_block(block)}\n" for block in blocks[1:])


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * (block.level - 1)} {shown(block.text)}"
    if isinstance(block, Paragraph):
        return f"- {shown(block.text)}" if block.style == "item" else shown(block.text)
    if isinstance(block, Picture):
        place = f'{{#fig-{block.number} fig-alt="{_quoted(block.alt)}"}}'
        return f"![{shown(block.caption)}](figures/{block.path.name}){place}"
    return _table(block.table, block)


def _table(table: Table, block: Captioned) -> str:
    lines = [_row([column.name for column in table.columns])]
    lines.append("|" + "|".join("---:" if column.number else ":---" for column in table.columns) + "|")
    lines += [_row([cell.text for cell in row]) for row in table.rows]
    caption = " ".join(filter(None, (table.caption, table.note)))
    return "\n".join(lines) + f"\n\n: {shown(caption)} {{#tbl-{block.number}}}"


def _row(cells: Sequence[str]) -> str:
    return "|" + "|".join(f" {shown(cell)} " for cell in cells) + "|"


def shown(text: str) -> str:
    """Text that markdown shows as it is, in one line: signs behind a backslash, what begins code as entities."""
    escaped = _SIGNS.sub(lambda sign: "\\" + sign[0], " ".join(text.split()))
    begun = _BEGINS.sub(lambda found: found[0][:-1] + "\\" + found[0][-1], escaped)
    return begun.translate(_ENTITIES)


def _quoted(text: str) -> str:
    """Text inside double quotation marks of YAML or an attribute."""
    plain = " ".join(text.split()).translate(_ENTITIES)
    return plain.replace("\\", "\\\\").replace('"', "&quot;")
