"""The manifest of a build: what it was made from, and the hash of every file it holds."""

import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

from toolkit.base.errors import ArtefactError
from toolkit.base.files import sha256_file
from toolkit.studies.path.cache import CACHE
from toolkit.studies.path.declared import declared_hash, history
from toolkit.studies.path.study import Study
from toolkit.studies.path.versions import versions

MANIFEST = "manifest.json"
SCHEMA_VERSION = 1
_DATA_FLOORS = ("documents", "words", "plots", "studies")


def manifest(study: Study, outputs: Path) -> dict[str, Any]:
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
