"""The check that a build is what its study gives: built again in a temporary folder, compared file by file."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolkit.base.files import sha256_file
from toolkit.studies.asked.inputs import find_inputs, same_inputs
from toolkit.studies.path.declared import carry
from toolkit.studies.path.opening import open_study
from toolkit.studies.run.manifest import MANIFEST, read_manifest
from toolkit.studies.run.running import run_study

ROUNDING = "equal within rounding"


def verify_study(path: str | Path, *, build: str | Path | None = None) -> list[str]:
    """Rebuild a study in a temporary folder and compare every file with the manifest; no difference: identical.

    Each difference says which file and how: changed after the build, an input that changed, another result; "equal
    within rounding" where only the last digits of numbers differ. Raises ArtefactError where there is no manifest.

    >>> tk.verify_study("study")
    []
    """
    study = open_study(path, build=build)
    written = read_manifest(study.build)
    options = {key: value for key, value in written["options"].items() if key != "engine.kind"}
    study = open_study(path, build=study.build, options=options)
    differences = _touched(study.build, written["outputs"])
    every = find_inputs(study.recipe, study.folder)  # nothing remembered: every file is read
    changed = same_inputs(written.get("inputs", {}), every.hashes)
    differences += [f"input {name}: differs from what the build read" for name in changed]
    if differences:
        return differences
    with tempfile.TemporaryDirectory(prefix="chude-verify-") as folder:
        again = Path(folder) / "build"
        carry(study.build, again)
        run_study(path, build=again, options=options, sensitivity=bool(written.get("sensitivity")))
        return _compare(study.build, written, again)


def _touched(build: Path, outputs: Mapping[str, str]) -> list[str]:
    lines = []
    for name, digest in sorted(outputs.items()):
        path = build / name
        if not path.is_file():
            lines.append(f"{name}: is missing from the build")
        elif sha256_file(path) != digest:
            lines.append(f"{name}: was changed after the build")
    return lines


def _compare(build: Path, written: Mapping[str, Any], again: Path) -> list[str]:
    present = read_manifest(again)
    lines = []
    outputs, remade = written["outputs"], present["outputs"]
    for name in sorted({*outputs, *remade}):
        if name not in remade:
            lines.append(f"{name}: not made again")
        elif name not in outputs:
            lines.append(f"{name}: made again, but not in the manifest")
        elif outputs[name] != remade[name]:
            lines.append(f"{name}: {_how(build / name, again / name)}")
    for name in ("recipe", "counts", "declared", "seeds", "data"):
        if _without_engine(written.get(name)) != _without_engine(present.get(name)):
            lines.append(f"{MANIFEST}: {name} differs")
    return lines


def _without_engine(told: Any) -> Any:
    """The recipe without where its batches ran, on which nothing depends; all else as it is."""
    return {name: part for name, part in told.items() if name != "engine"} if isinstance(told, dict) else told


def _how(one: Path, other: Path) -> str:
    if one.suffix != ".csv":
        return "differs"
    import numpy as np
    import pandas as pd

    first, second = (pd.read_csv(path, encoding="utf-8-sig") for path in (one, other))
    if list(first.columns) != list(second.columns) or len(first) != len(second):
        return "differs in rows or columns"
    for name in first.columns:
        a, b = first[name], second[name]
        if pd.api.types.is_numeric_dtype(a) and pd.api.types.is_numeric_dtype(b):
            if not np.allclose(a, b, rtol=1e-4, atol=1e-6, equal_nan=True):
                return f"differs in the column {name}"
        elif not a.fillna("").astype("str").equals(b.fillna("").astype("str")):
            return f"differs in the column {name}"
    return ROUNDING
