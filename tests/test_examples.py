"""Every public name has an example in its docstring, and it gives what it says (DESIGN §2)."""

import shutil
from pathlib import Path
from typing import Any

import matplotlib
import pytest

import toolkit as tk
from tests.examples import ESTIMATORS, examples_of, inside, named, prepared, run

# Shown, and run by their own tests: what takes minutes, and what needs an extra.
ELSEWHERE = {"sensitivity", "explore"}

pytestmark = pytest.mark.xdist_group("studies")


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    """The sample corpus read, dated, counted, scored, coded and fitted, once."""
    return prepared()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, articles: Path, built: Path) -> Path:
    """Where the examples are typed: some articles, and a study that has been built."""
    place = tmp_path_factory.mktemp("typed")
    shutil.copytree(articles, place / "articles")
    shutil.copytree(built, place / "study")
    return place


@pytest.mark.parametrize("name", [*tk.__all__, *ESTIMATORS])
def test_it_has_an_example(name: str) -> None:
    shown = ">>>" in (named(name).__doc__ or "") if name in ELSEWHERE else examples_of(name)
    assert shown, f"the docstring of {name} shows no call; add a line that begins with >>>"


@pytest.mark.parametrize("name", [*tk.__all__, *ESTIMATORS])
def test_the_example_gives_what_it_says(name: str, names: dict[str, Any], folder: Path) -> None:
    import matplotlib.pyplot as plt

    matplotlib.use("agg")
    with inside(folder):
        told = run(name, names)
    plt.close("all")
    assert not told, told


def test_an_example_that_is_wrong_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong() -> None:
        """One.

        >>> 1 + 1
        3
        """

    monkeypatch.setitem(vars(tk), "quiet", wrong)
    assert "Expected" in run("quiet", {})
