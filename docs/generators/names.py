"""A page for every public name, and one for each floor that lists its names with what they are."""

import inspect
import re
from pathlib import Path
from typing import Any

import toolkit
from generators.writing import MADE, explained, menu, table, write

FLOORS = explained("floors")
ESTIMATORS = ("VietnameseVectorizer", "GuidedLDA", "GuidedNMF")
ARRAYS = re.compile(r"(?:numpy\.)?ndarray\[tuple\[[^\]]*\], (?:numpy\.)?dtype\[(?:numpy\.)?(\w+)\]\]")
MODULES = re.compile(r"\b(?:toolkit|collections|pathlib|pandas|numpy|typing|matplotlib)(?:\.\w+)*\.(?=[A-Za-z]\w*)")
PREPARED = "In the examples, `corpus`, `themes`, `counts` and the rest are those of :doc:`/reference/prepared`."


def homes() -> dict[str, list[str]]:
    """Floor → its public names, in the order of the pipeline."""
    found: dict[str, list[str]] = {floor: [] for floor in FLOORS}
    for name, module in toolkit._HOME.items():
        found[module.split(".")[0]].append(name)
    return found


def first_sentence(thing: Any) -> str:
    """What a name is, in its docstring's first sentence."""
    text = " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())
    return re.split(r"(?<=[.;:?])\s", text)[0].rstrip(":;")


def page(name: str, thing: Any) -> str:
    """The page of one name."""
    directive = "autoclass" if inspect.isclass(thing) else "autofunction"
    lines = [f"{name}", "=" * len(name), "", ".. currentmodule:: toolkit", "", f".. {directive}:: {name}"]
    if directive == "autoclass" and not issubclass(thing, Exception):
        lines += ["   :members:", "   :exclude-members: from_parts, to_parts, schema_version, model_config"]
    return "\n".join([*lines, "", PREPARED, ""])


def floor_page(floor: str, names: list[str]) -> str:
    """The page of a floor: its names, nouns first."""
    english, vietnamese = FLOORS[floor]["en"], FLOORS[floor]["vi"]
    ordered = sorted(names, key=lambda name: (not name[0].isupper(), names.index(name)))
    rows = [(f"[`{name}`](names/{name}.rst)", cell_of(first_sentence(getattr(toolkit, name)))) for name in ordered]
    head = f"{MADE}# {floor}\n\n{english}. *{vietnamese}.*\n\n"
    return head + table(["name", "what it is"], rows) + menu(f"names/{name}" for name in ordered)


def cell_of(sentence: str) -> str:
    """A sentence of a docstring, whose backticks are Markdown's too."""
    return sentence.replace("|", "\\|").replace("``", "`")


def write_names(reference: Path) -> None:
    """Write reference/FLOOR.md and reference/names/NAME.rst."""
    for floor, names in homes().items():
        write(reference / f"{floor}.md", floor_page(floor, names))
        for name in names:
            write(reference / "names" / f"{name}.rst", page(name, getattr(toolkit, name)))


def shorter(signature: str | None) -> str | None:
    """A signature without what says nothing to a reader: module paths and the shapes of arrays' types."""
    if signature is None:
        return None
    return MODULES.sub("", ARRAYS.sub(r"ndarray[\1]", signature)).replace("<factory>", "…")
