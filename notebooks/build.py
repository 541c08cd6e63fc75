"""Execute the notebooks: NN_name.py (py:percent, what is edited) becomes NN_name.ipynb with its outputs.

python notebooks/build.py            every notebook
python notebooks/build.py 01 04      those
"""

import re
import sys
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parent
SET_UP = (
    "import os, sys; os.environ['TOOLKIT_PROGRESS'] = '0'; "
    "get_ipython().run_line_magic('config', \"InlineBackend.print_figure_kwargs = {'dpi': 72, 'bbox_inches': 'tight'}\")"
)


def sources() -> list[Path]:
    """The py:percent files, in order."""
    return sorted(FOLDER.glob("[0-9][0-9]_*.py"))


def execute(
    path: Path, *, timeout_seconds: int = 900, kernel: Any = None, set_up: str = SET_UP
) -> nbformat.NotebookNode:
    """The notebook of a py:percent file, executed from the top; raises where a cell fails. A given kernel stays up."""
    notebook = jupytext.read(path)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(set_up))
    options = {"timeout": timeout_seconds, "resources": {"metadata": {"path": str(FOLDER)}}}
    NotebookClient(notebook, km=kernel, kernel_name="python3", **options).execute()
    del notebook.cells[0]
    return tidy(notebook)


def tidy(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Without what changes from run to run: times, cell ids, paths of this machine."""
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(notebook.cells):
        cell.metadata = {}
        cell["id"] = f"cell-{number:02d}"
        if cell.cell_type == "code":
            cell.execution_count = sum(c.cell_type == "code" for c in notebook.cells[: number + 1])
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = cell.execution_count
                if "data" in output and "text/plain" in output.data:
                    output.data["text/plain"] = re.sub(r" at 0x[0-9a-f]+", "", output.data["text/plain"])
    return notebook


def main(names: list[str]) -> None:
    """Execute and write; all of them when no number is given."""
    for path in sources():
        if not names or path.name[:2] in names:
            nbformat.write(execute(path), path.with_suffix(".ipynb"))
            print(path.with_suffix(".ipynb").name)


if __name__ == "__main__":
    main(sys.argv[1:])
