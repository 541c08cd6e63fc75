"""Versions of Python, of the dependencies and of the toolkit's own code: what a result depends on besides input."""

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from toolkit.base import VERSION

# Floor → the third parties it works with, those of the floors below left out. What only shows (tqdm, click) or only
# reads a command line changes no result; it stands in the manifest, under "roof".
DEPENDENCIES = {
    "base": ("numpy", "numba", "threadpoolctl"),
    "engine": ("pyarrow",),
    "documents": (
        "pandas",
        "ftfy",
        "charset-normalizer",
        "py3langid",
        "trafilatura",
        "htmldate",
        "lxml",
        "pypdfium2",
        "openpyxl",
    ),
    "words": ("scipy", "llvmlite", "pyvi", "gensim", "underthesea"),
    "topics": ("scikit-learn",),
    "evidence": ("XlsxWriter",),
    "trends": (),
    "plots": ("matplotlib",),
    "studies": ("jinja2", "pydantic", "typst", "pyrefiqda"),
    "roof": ("tqdm", "click"),
}
FLOORS = tuple(DEPENDENCIES)[:-1]


@cache
def versions() -> dict[str, str]:
    """Python's version, the toolkit's, and each direct dependency's ("absent" where it is not installed)."""
    own = {"python": platform.python_version(), "chude-toolkit": VERSION}
    return own | {name: _version(name) for names in DEPENDENCIES.values() for name in names}


@cache
def versions_up_to(floor: str) -> dict[str, str]:
    """Python's version and those of what the floors up to `floor` work with: a newer matplotlib fits no model anew."""
    floors = FLOORS[: FLOORS.index(floor) + 1]
    return {"python": platform.python_version()} | {n: _version(n) for f in floors for n in DEPENDENCIES[f]}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


@cache
def code_digest(floor: str) -> str:
    """A SHA-256 of every file of the toolkit up to `floor`, and of the path itself: results of other code are never
    taken for present ones."""
    root = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256()
    for name in (*FLOORS[: FLOORS.index(floor) + 1], "studies/path"):
        for path in sorted((root / name).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
