"""The examples of the public names: what they begin with, and how one is run."""

import contextlib
import doctest
import inspect
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import toolkit as tk
from toolkit import estimators

ROOT = Path(__file__).resolve().parents[1]
ESTIMATORS = ("VietnameseVectorizer", "GuidedLDA", "GuidedNMF")
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def named(name: str) -> Any:
    """What a public name is: of the package, or of its adapters for scikit-learn."""
    return getattr(estimators if name in ESTIMATORS else tk, name)


def examples_of(name: str) -> list[doctest.Example]:
    """The lines typed in a public name's docstring, those that are skipped left out."""
    parsed = doctest.DocTestParser().get_examples(inspect.getdoc(named(name)) or "", name)
    return [example for example in parsed if not example.options.get(doctest.SKIP)]


def prepared() -> dict[str, Any]:
    """The names that every example may use: those of docs/sample_study.py."""
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        import sample_study
    finally:
        sys.path.remove(str(ROOT / "docs"))
    return {name: value for name, value in vars(sample_study).items() if not name.startswith("__")}


def run(name: str, names: dict[str, Any]) -> str:
    """What is wrong with the example of a public name; "" where it gives what it says."""
    test = doctest.DocTest(examples_of(name), dict(names), name, None, 0, "")
    said: list[str] = []
    doctest.DocTestRunner(optionflags=FLAGS, verbose=False).run(test, out=said.append, clear_globs=False)
    return "".join(said)


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in a folder, so that what an example writes lies there."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
