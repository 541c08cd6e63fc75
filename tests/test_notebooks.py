"""Every notebook runs from the top, is short, tells a question, and its committed outputs belong to its source."""

import importlib.util
from pathlib import Path

import jupytext
import nbformat
import pytest

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
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


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.stem)
def test_it_runs_from_the_top(path: Path) -> None:
    done = _builder().execute(path)
    assert all(o.output_type != "error" for c in done.cells if c.cell_type == "code" for o in c.outputs)
