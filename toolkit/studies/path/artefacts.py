"""Nouns on disk: a folder of JSON, NPZ and Parquet, with the kind and its schema version; never a pickle.

In a build's cache arrays and tables lie as they are in memory instead, and are mapped when they are read: the texts and
tokens of a million articles then need not fit into it, and nothing is packed or unpacked.
"""

import json
import zipfile
import zlib
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn, Protocol, TypeVar

from toolkit.base.checks import did_you_mean
from toolkit.base.errors import ArtefactError, ToolkitError, UsageError
from toolkit.base.files import atomic_folder, canonical_json
from toolkit.base.parts import Parts

HEADER = "noun.json"
ARRAYS = "arrays.npz"
MAPPED = "mapped"  # in the header of a noun that is mapped: file → its CRC-32
BLOCK = 1 << 20
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


def write_parts(kind: str, noun: Noun, folder: Path, *, mapped: bool = False) -> None:
    """Write the parts of a noun into an existing folder; the caller makes the whole atomic.

    `mapped`: unpacked, one file an array (NPY) or table (Arrow), so that `load` maps them.
    """
    parts = noun.to_parts()
    header = {
        "kind": kind,
        "schema_version": type(noun).schema_version,  # type: ignore[attr-defined]
        "meta": parts.meta,
        "arrays": sorted(parts.arrays),
        "tables": sorted(parts.tables),
    }
    if mapped:
        header[MAPPED] = _write_unpacked(parts, folder)
    else:
        _write_packed(parts, folder)
    (folder / HEADER).write_bytes(canonical_json(header).encode("utf-8"))


def _write_packed(parts: Parts, folder: Path) -> None:
    import numpy as np

    if parts.arrays:
        with zipfile.ZipFile(folder / ARRAYS, "w", zipfile.ZIP_DEFLATED, compresslevel=PACKED) as packed:
            for name in sorted(parts.arrays):  # as np.savez_compressed, which packs as hard as it can
                with packed.open(f"{name}.npy", "w", force_zip64=True) as one:
                    np.lib.format.write_array(one, np.asanyarray(parts.arrays[name]), allow_pickle=False)
    for name, table in parts.tables.items():
        table.to_parquet(folder / f"{name}.parquet", compression="zstd")


def _write_unpacked(parts: Parts, folder: Path) -> dict[str, int]:
    """Write each array and table as it lies in memory; file → its CRC-32."""
    import numpy as np
    import pyarrow as pa

    for name, array in parts.arrays.items():
        np.save(folder / f"{name}.npy", np.asanyarray(array), allow_pickle=False)
    for name, frame in parts.tables.items():
        table = pa.Table.from_pandas(frame).combine_chunks()  # a column of one piece: rows are taken without a copy
        with pa.OSFile(str(folder / f"{name}.arrow"), "wb") as file, pa.ipc.new_file(file, table.schema) as target:
            target.write_table(table)
    files = [*(f"{name}.npy" for name in parts.arrays), *(f"{name}.arrow" for name in parts.tables)]
    return {file: _crc(folder / file) for file in sorted(files)}


def _crc(path: Path) -> int:
    """The CRC-32 of a file, read by blocks, so that none of it stays in memory."""
    found = 0
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            found = zlib.crc32(block, found)
    return found


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
        read = _map_parts if MAPPED in header else _read_parts
        return noun.from_parts(read(folder, header))
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


def _map_parts(folder: Path, header: dict[str, Any]) -> Parts:
    """The parts of a noun as views of its files; ValueError where a file is not what was written."""
    import numpy as np

    for file, crc in header[MAPPED].items():
        if _crc(folder / file) != crc:
            raise ValueError(f"{file} is not what was written")
    arrays = {
        name: np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False))
        for name in header["arrays"]
    }
    return Parts(header["meta"], arrays, {name: _map_table(folder / f"{name}.arrow") for name in header["tables"]})


def _map_table(path: Path) -> Any:
    """A table whose texts are views of its file; numbers are copied, which is little."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    text = pd.StringDtype(na_value=np.nan)
    with pa.memory_map(str(path)) as file, pa.ipc.open_file(file) as source:
        return source.read_all().to_pandas(types_mapper={pa.large_string(): text, pa.string(): text}.get)


def _damaged(folder: Path, error: Exception) -> NoReturn:
    raise ArtefactError(f"{folder.name} is damaged ({error}); delete it and build again") from error
