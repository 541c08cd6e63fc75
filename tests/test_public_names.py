"""The public surface: sorted, resolvable, the same in the stub; importing it is light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import toolkit as tk

STUB = Path(tk.__file__).with_suffix(".pyi")


def test_all_is_the_sorted_list_of_public_names() -> None:
    assert tk.__all__ == sorted(set(tk.__all__))


@pytest.mark.parametrize("name", tk.__all__)
def test_every_public_name_resolves_and_is_documented(name: str) -> None:
    assert (getattr(tk, name).__doc__ or "").strip()


def test_the_stub_names_the_same() -> None:
    tree = ast.parse(STUB.read_text(encoding="utf-8"))
    imported = {
        alias.asname: f"{node.module}.{alias.name}"
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    homes = {name: f"toolkit.{module}.{name}" for name, module in tk._HOME.items()}
    assert imported == homes


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'fit_lad'"):
        _ = tk.fit_lad


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = "{'numpy', 'pandas', 'scipy', 'sklearn', 'gensim', 'numba', 'matplotlib', 'pyvi', 'pyarrow', 'click'}"
    code = f"import sys, toolkit; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
