"""The manifest of a build, and the check that the build is what the study gives."""

import json
import os
import platform
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.base.errors import ArtefactError
from toolkit.base.files import sha256_file
from toolkit.studies.asked.inputs import same_inputs
from toolkit.studies.path.cache import CACHE
from toolkit.studies.path.declared import carry, declared_hash, history
from toolkit.studies.path.versions import versions

if TYPE_CHECKING:
    from toolkit.studies.path.study import Study

MANIFEST = "manifest.json"
SCHEMA_VERSION = 1
ROUNDING = "equal within rounding"
_DATA_FLOORS = ("documents", "words", "plots", "studies")


def manifest(study: "Study", outputs: Path) -> dict[str, Any]:
    """What a build was made from and what it holds; `outputs` is the folder of its files."""
    declared = history(study.build)
    described: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "title": study.title,
        "recipe": study.recipe.resolved(),
        "options": dict(study.options),
        "sensitivity": study.with_sensitivity,
        "inputs": study.inputs.hashes,
        "data": data_files() | {f"segmenter {k}": v for k, v in study.tokens.segmenter.items()},
        "declared": {"sha256": declared_hash(declared[0]), "history": declared},
        "counts": study.counts_by_stage,
        "versions": versions(),
        "platform": f"{sys.platform} {platform.machine()}",
        "seeds": {"recipe": study.recipe.topics.seed, **{f"{m} reference": f.seed for m, f in study.models.items()}},
        "outputs": output_hashes(outputs),
    }
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        described["source_date_epoch"] = int(epoch)
    return described


def output_hashes(folder: Path) -> dict[str, str]:
    """Relative path → SHA-256 of every file under `folder` that the manifest answers for."""
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    return {name: sha256_file(files[name]) for name in sorted(files) if answered_for(name)}


def answered_for(name: str) -> bool:
    """True for an output; the cache, the log and the manifest itself stand outside."""
    return not name.startswith(f"{CACHE}/") and name not in ("log.txt", MANIFEST)


def data_files() -> dict[str, str]:
    """Path → SHA-256 of the rule files, word lists and templates that ship with the toolkit."""
    root = Path(__file__).resolve().parents[2]
    found = [
        path
        for floor in _DATA_FLOORS
        for path in sorted((root / floor).rglob("*"))
        if path.is_file() and path.suffix not in (".py", ".pyc", ".pyi") and "__pycache__" not in path.parts
    ]
    return {path.relative_to(root).as_posix(): sha256_file(path) for path in found}


def read_manifest(build: Path) -> dict[str, Any]:
    """The manifest of a build; ArtefactError where there is none, it is damaged, or a newer toolkit wrote it."""
    path = build / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        version = int(found["schema_version"])
    except FileNotFoundError as error:
        raise ArtefactError(f"{build.name}/ has no {MANIFEST}; build the study first: chude report STUDY") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArtefactError(f"{MANIFEST} is damaged ({error}); build the study again: chude report STUDY") from error
    if version > SCHEMA_VERSION:
        raise ArtefactError(
            f"{MANIFEST} has schema {version}, newer than the {SCHEMA_VERSION} read here; "
            "update with: pip install -U chude-toolkit, or delete the build"
        )
    if not isinstance(found.get("outputs"), dict) or not isinstance(found.get("options"), dict):
        raise ArtefactError(f"{MANIFEST} is damaged (no table of outputs); build the study again: chude report STUDY")
    return dict(found)


def verify_study(path: str | Path, *, build: str | Path | None = None) -> list[str]:
    """Rebuild a study in a temporary folder and compare every file with the manifest; no difference: identical.

    Each difference says which file and how: changed after the build, an input that changed, another result; "equal
    within rounding" where only the last digits of numbers differ. Raises ArtefactError where there is no manifest.
    """
    from toolkit.studies.path.study import open_study, run_study

    study = open_study(path, build=build)
    written = read_manifest(study.build)
    study = open_study(path, build=study.build, options=written["options"])
    differences = _touched(study.build, written["outputs"])
    changed = same_inputs(written.get("inputs", {}), study.inputs.hashes)
    differences += [f"input {name}: differs from what the build read" for name in changed]
    if differences:
        return differences
    with tempfile.TemporaryDirectory(prefix="chude-verify-") as folder:
        again = Path(folder) / "build"
        carry(study.build, again)
        run_study(path, build=again, options=written["options"], sensitivity=bool(written.get("sensitivity")))
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
        if written.get(name) != present.get(name):
            lines.append(f"{MANIFEST}: {name} differs")
    return lines


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
