"""Every notebook runs from the top, is short, tells a question, and its committed outputs belong to its source."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import pytest
from jupyter_client.manager import KernelManager

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
AGAIN = (
    "get_ipython().run_line_magic('reset', '-sf'); "
    f"import sys; sys.path.insert(0, {str(FOLDER.parent)!r}); from tests import remembered; remembered.install(); "
    "sys.path.pop(0); del remembered; "
)
SOURCES = sorted(FOLDER.glob("[0-9][0-9]_*.py"))


def _builder():
    spec = importlib.util.spec_from_file_location("notebooks_build", FOLDER / "build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_they_stand_in_order() -> None:
    assert [path.name[:2] for path in SOURCES] == ["01", "02", "03", "04", "05", "06", "07", "08"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.stem)
def test_it_is_short_and_asks_a_question(path: Path) -> None:
    cells = jupytext.read(path).cells
    assert len(cells) < 40
    assert cells[0].cell_type == "markdown" and cells[0].source.startswith(f"# {int(path.name[:2])} ·")
    assert "?" in "".join(cell.source for cell in cells if cell.cell_type == "markdown")


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.stem)
def test_the_committed_notebook_is_of_this_source_and_has_outputs(path: Path) -> None:
    committed = nbformat.read(path.with_suffix(".ipynb"), as_version=4)
    assert [c.source for c in committed.cells] == [c.source for c in jupytext.read(path).cells]
    outputs = [output for cell in committed.cells if cell.cell_type == "code" for output in cell.outputs]
    assert outputs and all(output.output_type != "error" for output in outputs)


@pytest.fixture(scope="module")
def kernel() -> Iterator[Any]:
    """One process for all: each notebook begins with an empty namespace, and with a sample that was prepared before."""
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(FOLDER))
    yield manager
    manager.shutdown_kernel(now=True)


@pytest.mark.xdist_group("notebooks")
@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.stem)
def test_it_runs_from_the_top(path: Path, kernel: Any) -> None:
    builder = _builder()
    done = builder.execute(path, kernel=kernel, set_up=AGAIN + builder.SET_UP)
    assert all(o.output_type != "error" for c in done.cells if c.cell_type == "code" for o in c.outputs)
