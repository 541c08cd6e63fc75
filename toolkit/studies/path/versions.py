"""Versions of Python, of the dependencies and of the toolkit's own code: what a result depends on besides input."""

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from toolkit.base import VERSION

FLOORS = ("base", "documents", "words", "topics", "evidence", "trends", "plots", "studies")
DEPENDENCIES = (
    "numpy",
    "tqdm",
    "pandas",
    "pyarrow",
    "ftfy",
    "charset-normalizer",
    "py3langid",
    "trafilatura",
    "htmldate",
    "pypdfium2",
    "python-docx",
    "openpyxl",
    "scipy",
    "numba",
    "pyvi",
    "gensim",
    "scikit-learn",
    "XlsxWriter",
    "matplotlib",
    "jinja2",
    "pydantic",
    "typst",
    "pyrefiqda",
    "click",
)


@cache
def versions() -> dict[str, str]:
    """Python's version, the toolkit's, and each direct dependency's ("absent" where it is not installed)."""
    table = {"python": platform.python_version(), "chude-toolkit": VERSION}
    for name in DEPENDENCIES:
        try:
            table[name] = version(name)
        except PackageNotFoundError:
            table[name] = "absent"
    return table


@cache
def code_digest(floor: str) -> str:
    """A SHA-256 of every file of the toolkit up to `floor`: results of other code are never taken for present ones."""
    root = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256()
    for name in FLOORS[: FLOORS.index(floor) + 1]:
        for path in sorted((root / name).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
