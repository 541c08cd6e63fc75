"""Nouns on disk: a folder of JSON, NPZ and Parquet, with the kind and its schema version; never a pickle."""

import json
import zipfile
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn, Protocol, TypeVar

from toolkit.base.checks import did_you_mean
from toolkit.base.errors import ArtefactError, ToolkitError, UsageError
from toolkit.base.files import atomic_folder, canonical_json
from toolkit.base.parts import Parts

HEADER = "noun.json"
ARRAYS = "arrays.npz"
PACKED = 1  # of nine: six times as fast as the usual six, a tenth more on disk
KINDS = {
    "Audit": "toolkit.trends.estimates",
    "Accounts": "toolkit.documents.accounts",
    "Choice": "toolkit.topics.choice",
    "Coding": "toolkit.evidence.codes",
    "Contrasts": "toolkit.trends.estimates",
    "Effects": "toolkit.trends.coefficients",
    "Corpus": "toolkit.documents.corpus",
    "Prevalence": "toolkit.trends.estimates",
    "Recipe": "toolkit.studies.asked.recipe",
    "TermCounts": "toolkit.words.counts",
    "ThemeScores": "toolkit.evidence.theme_scores",
    "Themes": "toolkit.words.themes",
    "Tokens": "toolkit.words.tokens",
    "TopicModel": "toolkit.topics.model",
    "Vocabulary": "toolkit.words.vocabulary",
}


class Noun(Protocol):
    """What can be saved: it comes apart into Parts and knows the version of their schema."""

    def to_parts(self) -> Parts:
        """The noun taken apart."""
        ...


N = TypeVar("N", bound=Noun)


def save(noun: Noun, folder: str | Path) -> Path:
    """Save a noun as `folder`, which appears whole or not at all and takes the place of an earlier one.

    Raises UsageError for a thing that is no noun, or where `folder` exists and holds something else; ToolkitError when
    it cannot be written. `load` reads it. Example: ``tk.save(model, "model"); tk.load("model")``.

    >>> folder = tk.save(themes, "kept_themes")
    >>> folder.name
    'kept_themes'
    """
    kind, folder = type(noun).__name__, Path(folder)
    if kind not in KINDS:
        raise UsageError(f"a {kind} cannot be saved{did_you_mean(kind, KINDS)}")
    if folder.exists() and not (folder / HEADER).exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} holds other files; choose a new folder")
    with atomic_folder(folder, prefix=f".{folder.name}.", what=str(folder)) as made:
        write_parts(kind, noun, made)
    return folder


def write_parts(kind: str, noun: Noun, folder: Path) -> None:
    """Write the parts of a noun into an existing folder; the caller makes the whole atomic."""
    import numpy as np

    parts = noun.to_parts()
    header = {
        "kind": kind,
        "schema_version": type(noun).schema_version,  # type: ignore[attr-defined]
        "meta": parts.meta,
        "arrays": sorted(parts.arrays),
        "tables": sorted(parts.tables),
    }
    (folder / HEADER).write_bytes(canonical_json(header).encode("utf-8"))
    if parts.arrays:
        with zipfile.ZipFile(folder / ARRAYS, "w", zipfile.ZIP_DEFLATED, compresslevel=PACKED) as packed:
            for name in sorted(parts.arrays):  # as np.savez_compressed, which packs as hard as it can
                with packed.open(f"{name}.npy", "w", force_zip64=True) as one:
                    np.lib.format.write_array(one, np.asanyarray(parts.arrays[name]), allow_pickle=False)
    for name, table in parts.tables.items():
        table.to_parquet(folder / f"{name}.parquet", compression="zstd")


def load(folder: str | Path) -> Any:
    """The noun that `save` put into `folder`.

    Raises ArtefactError when there is none, it is damaged, or a newer toolkit wrote it (the message says what to do).

    >>> tk.load(tk.save(themes, "themes_again")) == themes
    True
    """
    folder = Path(folder)
    try:
        header = json.loads((folder / HEADER).read_text(encoding="utf-8"))
        kind, version = header["kind"], int(header["schema_version"])
    except FileNotFoundError as error:
        raise ArtefactError(
            f"{folder.name} holds no saved noun ({HEADER} is missing); save one with tk.save"
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        _damaged(folder, error)
    if kind not in KINDS:
        raise ArtefactError(f"{folder.name} holds a {kind!r}, which this toolkit does not know; update chude-toolkit")
    noun = getattr(import_module(KINDS[kind]), kind)
    if version > noun.schema_version:
        raise ArtefactError(
            f"{folder.name} holds a {kind} of schema {version}, newer than the {noun.schema_version} read here; "
            "update with: pip install -U chude-toolkit"
        )
    try:
        return noun.from_parts(_read_parts(folder, header))
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, ToolkitError) as error:
        _damaged(folder, error)


def _read_parts(folder: Path, header: dict[str, Any]) -> Parts:
    import numpy as np
    import pandas as pd

    arrays: dict[str, Any] = {}
    if header["arrays"]:
        with np.load(folder / ARRAYS, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in header["arrays"]}
    tables = {name: pd.read_parquet(folder / f"{name}.parquet") for name in header["tables"]}
    return Parts(header["meta"], arrays, tables)


def _damaged(folder: Path, error: Exception) -> NoReturn:
    raise ArtefactError(f"{folder.name} is damaged ({error}); delete it and build again") from error
